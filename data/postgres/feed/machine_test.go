package feed

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// W3: after any interleaving, a follower that has caught up holds what a fresh load would. Each of the groups draws as many
// interleavings as -rapid.checks says (100), on a database of its own; each interleaving ends with a late committer.
func TestFollowerEqualsFreshLoad(t *testing.T) {
	t.Parallel()
	for group := range 5 {
		t.Run(fmt.Sprint(group), func(t *testing.T) {
			t.Parallel()
			pool := impatientPool(t)
			makeShops(t, pool)
			makeBackupTables(t, pool)
			rapid.Check(t, func(t *rapid.T) { interleave(t, pool) })
		})
	}
}

// impatientPool gives up on locks at once, since what one goroutine does must not wait for what it does later.
func impatientPool(t *testing.T) *pgxpool.Pool {
	config, err := pgxpool.ParseConfig(postgrestest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 8
	config.ConnConfig.RuntimeParams["lock_timeout"] = "2ms"
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return true } // some were terminated
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func interleave(t *rapid.T, pool *pgxpool.Pool) {
	m := newMachine(t, pool)
	defer m.close()
	t.Repeat(map[string]func(*rapid.T){ // earlier names are drawn more often
		"a poll":       m.poll,
		"another poll": m.poll,
		"bulk":         m.bulk,
		"change":       m.change,
		"commit":       m.commit,
		"delete":       m.delete,
		"disconnect":   m.disconnect,
		"insert":       m.insert,
		"load ends":    func(*rapid.T) { m.follower.loads.Wait() },
		"lose half":    m.loseHalf,
		"prune":        m.prune,
		"rename owner": m.renameOwner,
		"renumber":     m.renumber,
		"restart":      func(*rapid.T) { m.restart() },
		"restore":      m.restore,
		"rollback":     m.rollback,
		"save":         m.save,
		"store backup": m.storeBackup,
		"truncate":     m.truncate,
		"undo":         m.undo,
	})
	m.lateCommit(t)
	m.settle(t)
}

// machine is three writers and a follower that polls when told, so that every interleaving can be drawn.
type machine struct {
	ctx      context.Context
	pool     *pgxpool.Pool
	writers  []*writer
	follower *Follower
	subject  *shops
	conn     *pgxpool.Conn // the follower's
	serial   int
	backup   bool
	done     []write // committed in this life of the database
}

type writer struct {
	conn  *pgxpool.Conn
	tx    pgx.Tx // nil between transactions
	saved []pgx.Tx
	shops []int64 // what the transaction touched
	all   bool
}

type write struct {
	position Position
	shops    []int64
	all      bool
}

func newMachine(t *rapid.T, pool *pgxpool.Pool) *machine {
	m := &machine{ctx: context.Background(), pool: pool}
	m.exec(t, pool, "delete from owner; delete from shop; insert into owner select i, 'owner' || i from generate_series(1, 3) i")
	for range 3 {
		conn, err := pool.Acquire(m.ctx)
		if err != nil {
			t.Fatal(err)
		}
		m.writers = append(m.writers, &writer{conn: conn})
	}
	m.restart()
	return m
}

func (m *machine) close() {
	for _, w := range m.writers {
		if w.tx != nil {
			w.tx.Rollback(m.ctx)
		}
		w.conn.Release()
	}
	m.follower.loads.Wait()
	if m.conn != nil {
		m.conn.Release()
	}
}

type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func (m *machine) exec(t *rapid.T, to execer, sql string, args ...any) {
	if _, err := to.Exec(m.ctx, sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// write runs sql in some writer's transaction; a lock that another holds undoes that transaction.
func (m *machine) write(t *rapid.T, shops []int64, all bool, sql string, args ...any) {
	w := m.drawWriter(t)
	m.writeAs(t, w, shops, all, sql, args...)
}

func (m *machine) writeAs(t *rapid.T, w *writer, shops []int64, all bool, sql string, args ...any) {
	if w.tx == nil {
		tx, err := w.conn.Begin(m.ctx)
		if err != nil {
			t.Fatal(err)
		}
		*w = writer{conn: w.conn, tx: tx}
	}
	_, err := w.innermost().Exec(m.ctx, sql, args...)
	if locked(err) {
		m.endAs(t, w, false)
		return
	}
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	w.shops, w.all = append(w.shops, shops...), w.all || all
}

func locked(err error) bool {
	failed, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (failed.Code == "55P03" || failed.Code == "40P01")
}

func (w *writer) innermost() pgx.Tx {
	if n := len(w.saved); n > 0 {
		return w.saved[n-1]
	}
	return w.tx
}

func (m *machine) endAs(t *rapid.T, w *writer, commit bool) {
	if w.tx == nil {
		return
	}
	if commit {
		position, err := Current(m.ctx, w.tx)
		if err == nil {
			err = w.tx.Commit(m.ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
		m.done = append(m.done, write{position, w.shops, w.all})
	} else if err := w.tx.Rollback(m.ctx); err != nil {
		t.Fatal(err)
	}
	*w = writer{conn: w.conn}
}

func (m *machine) drawWriter(t *rapid.T) *writer {
	return m.writers[rapid.IntRange(0, len(m.writers)-1).Draw(t, "writer")]
}

func drawShop(t *rapid.T) int64 { return rapid.Int64Range(1, 5).Draw(t, "shop") }

func (m *machine) name(kind string) string {
	m.serial++
	return fmt.Sprint(kind, m.serial)
}

func (m *machine) insert(t *rapid.T) {
	id := drawShop(t)
	m.write(t, []int64{id}, false, `insert into shop values ($1, $2, $3) on conflict (id) do update set name = excluded.name`,
		id, rapid.Int64Range(1, 3).Draw(t, "owner"), m.name("new"))
}

func (m *machine) change(t *rapid.T) {
	id := drawShop(t)
	m.write(t, []int64{id}, false, "update shop set name = $2 where id = $1", id, m.name("changed"))
}

func (m *machine) renumber(t *rapid.T) {
	id := drawShop(t)
	m.write(t, []int64{id, id + 100}, false, `update shop set id = $2 where id = $1
		and not exists (select from shop where id = $2)`, id, id+100)
}

func (m *machine) delete(t *rapid.T) {
	id := drawShop(t)
	m.write(t, []int64{id, id + 100}, false, "delete from shop where id = any($1)", []int64{id, id + 100})
}

func (m *machine) renameOwner(t *rapid.T) {
	m.write(t, nil, true, "update owner set name = $2 where id = $1", rapid.Int64Range(1, 3).Draw(t, "owner"), m.name("owner"))
}

// bulk touches more shops than the feed names one by one: in one statement, or row by row in one transaction.
func (m *machine) bulk(t *rapid.T) {
	base := rapid.Int64Range(2, 4).Draw(t, "base") * 1000
	if rapid.Bool().Draw(t, "row by row") {
		w := m.drawWriter(t)
		for i := range int64(11) {
			m.writeAs(t, w, nil, true, `insert into shop values ($1, 1, $2) on conflict (id) do update set name = excluded.name`, base+i, m.name("bulk"))
		}
		return
	}
	m.write(t, nil, true, `insert into shop select $1 + i, 1, $2 from generate_series(1, 11) i
		on conflict (id) do update set name = excluded.name`, base, m.name("bulk"))
}

func (m *machine) truncate(t *rapid.T) {
	m.write(t, nil, true, "truncate shop")
}

func (m *machine) save(t *rapid.T) {
	w := m.drawWriter(t)
	if w.tx == nil {
		return
	}
	saved, err := w.innermost().Begin(m.ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.saved = append(w.saved, saved)
}

func (m *machine) undo(t *rapid.T) {
	w := m.drawWriter(t)
	if len(w.saved) == 0 {
		return
	}
	if err := w.innermost().Rollback(m.ctx); err != nil {
		t.Fatal(err)
	}
	w.saved = w.saved[:len(w.saved)-1]
}

func (m *machine) commit(t *rapid.T) {
	m.endAs(t, m.drawWriter(t), true)
}

func (m *machine) rollback(t *rapid.T) {
	m.endAs(t, m.drawWriter(t), false)
}

func (m *machine) prune(t *rapid.T) {
	var gone int64
	if err := m.pool.QueryRow(m.ctx, "select feed_prune('0')").Scan(&gone); err != nil {
		t.Fatal(err)
	}
}

// poll lets the follower poll once; as far as it then claims to have caught up, it must have.
func (m *machine) poll(t *rapid.T) {
	if m.pollUnchecked(t) {
		m.check(t)
	}
}

func (m *machine) pollUnchecked(t *rapid.T) bool {
	if m.conn == nil {
		conn, err := m.pool.Acquire(m.ctx)
		if err != nil {
			t.Fatal(err)
		}
		m.conn = conn
	}
	if err := m.follower.poll(m.ctx, m.conn.Conn()); err != nil {
		m.conn.Release() // a dead connection is not kept
		m.conn = nil
		return false
	}
	return true
}

// check compares the copy with the database, as far as the follower says that they are equal.
func (m *machine) check(t *rapid.T) {
	v := m.follower.view.Load()
	if v.epoch == "" {
		return
	}
	seen := m.subject.seen()
	want, err := truth(m.ctx, m.pool)
	if locked(err) {
		return // a TRUNCATE is open
	}
	if err != nil {
		t.Fatal(err)
	}
	if v.settled.Equal(v.begun) {
		equal(t, seen, want)
		return
	}
	open := map[int64]bool{} // shops that some write touched which the follower does not claim to hold
	for _, w := range m.done {
		if w.position.Epoch == v.epoch && !v.holds(w.position) {
			if w.all {
				return
			}
			for _, id := range w.shops {
				open[id] = true
			}
		}
	}
	for _, w := range m.done {
		for _, id := range w.shops {
			if !open[id] && seen[id] != want[id] {
				t.Fatalf("shop %d: the follower claims to hold every write to it, shows %q, the database has %q", id, seen[id], want[id])
			}
		}
	}
}

func equal(t *rapid.T, seen, want map[int64]string) {
	if !maps.Equal(seen, want) {
		t.Fatalf("the copy is not the database:\ncopy     %v\ndatabase %v", seen, want)
	}
}

func (m *machine) disconnect(*rapid.T) {
	if m.conn != nil {
		m.conn.Conn().Close(m.ctx) // the next poll finds out
	}
}

// loseHalf makes the next change of the copy fail half-way.
func (m *machine) loseHalf(*rapid.T) {
	m.subject.mu.Lock()
	defer m.subject.mu.Unlock()
	m.subject.failNext = true
}

// restart is a follower killed and another started.
func (m *machine) restart() {
	if m.follower != nil {
		m.follower.loads.Wait()
	}
	m.subject = &shops{}
	m.follower = New(m.pool, []Subject{m.subject}, Config{BulkRows: 10, AtOnce: 3})
}

// lateCommit polls between the commits of two transactions that overlap, the first to begin being the last to end.
func (m *machine) lateCommit(t *rapid.T) {
	late, early := m.writers[0], m.writers[1]
	m.writeAs(t, late, []int64{1}, false, "insert into shop values (1, 1, $1) on conflict (id) do update set name = excluded.name", m.name("late"))
	m.writeAs(t, early, []int64{2}, false, "insert into shop values (2, 1, $1) on conflict (id) do update set name = excluded.name", m.name("early"))
	m.poll(t)
	m.endAs(t, early, true)
	m.poll(t)
	m.endAs(t, late, true)
	m.poll(t)
}

// settle ends every transaction and lets the follower catch up.
func (m *machine) settle(t *rapid.T) {
	m.endAll(t)
	for range 50 {
		m.follower.tracks[0].rested = time.Time{} // as if a second had gone by
		polled := m.pollUnchecked(t)
		m.follower.loads.Wait()
		if v := m.follower.view.Load(); polled && v.epoch != "" && v.settled.Equal(v.begun) {
			want, err := truth(m.ctx, m.pool)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, m.subject.seen(), want)
			return
		}
	}
	t.Fatal("the follower does not catch up")
}
