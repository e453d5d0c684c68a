package feed

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// run starts a follower of shops, which ends with the test.
func run(t *testing.T, pool *pgxpool.Pool, cfg Config) (*Follower, *shops) {
	t.Helper()
	subject := &shops{}
	f := New(pool, []Subject{subject}, cfg)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- f.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	await(t, f, "ready", func() bool { return subject.seen() != nil })
	return f, subject
}

// await waits for a condition that polls can change.
func await(t *testing.T, f *Follower, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		v := f.view.Load()
		if holds() {
			return
		}
		select {
		case <-v.next:
		case <-deadline:
			t.Fatalf("waited a minute: %s", what)
		}
	}
}

// save writes one shop in a transaction of its own and gives its position.
func save(t *testing.T, pool *pgxpool.Pool, id int64, name string) (p Position) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) (err error) {
		_, err = tx.Exec(t.Context(), `insert into shop values ($1, 1, $2) on conflict (id) do update set name = excluded.name`, id, name)
		if err == nil {
			p, err = Current(t.Context(), tx)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func expectEqual(t *testing.T, pool *pgxpool.Pool, subject *shops) {
	t.Helper()
	want, err := truth(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	if seen := subject.seen(); !maps.Equal(seen, want) {
		t.Fatalf("the copy has %d shops, the database %d, or their names differ", len(seen), len(want))
	}
}

func shortly(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestImportDelaysNobody(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	makeShops(t, pool)
	f, subject := run(t, pool, Config{BulkRows: 10})
	writes := func(when string, base int64) {
		var took []time.Duration
		for i := range int64(21) {
			p := save(t, pool, base+i, when)
			committed := time.Now()
			if err := f.Wait(shortly(t), p); err != nil {
				t.Fatalf("%s: %v", when, err)
			}
			took = append(took, time.Since(committed))
			if seen := subject.seen()[base+i]; seen != when+" of nobody" {
				t.Fatalf("%s: readers see %q", when, seen)
			}
		}
		slices.Sort(took)
		t.Logf("%s: a write was seen after %v, at worst %v", when, took[10], took[20])
		if took[10] > 250*time.Millisecond {
			t.Errorf("%s: half of the writes took longer than 250 ms, %v", when, took)
		}
	}

	open, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer open.Rollback(context.Background())
	if _, err := open.Exec(t.Context(), "insert into shop select i, 1, 'imported' from generate_series(1000, 101000) i"); err != nil {
		t.Fatal(err)
	}
	writes("while an import is open", 1)
	p, err := Current(t.Context(), open)
	if err != nil {
		t.Fatal(err)
	}
	if f.view.Load().holds(p) {
		t.Fatal("the follower claims to hold what has not been committed")
	}
	if err := open.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	writes("while the import is being loaded", 101)
	if err := f.Wait(shortly(t), p); err != nil {
		t.Fatal(err)
	}
	expectEqual(t, pool, subject)
}

// An open import costs a poll nothing: what its rows are is not even looked at.
func TestPollIgnoresOpenImport(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	makeShops(t, pool)
	ctx := t.Context()
	open, err := pool.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Rollback(context.Background())
	rows := &pgx.Batch{} // each statement appends a row to changes
	for i := range 5000 {
		rows.Queue("insert into shop values ($1, 1, 'imported')", i)
	}
	if err := open.SendBatch(ctx, rows).Close(); err != nil {
		t.Fatal(err)
	}

	read := func(last snapshot) (entries, scans int64) {
		err := pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
			const sql = `select pg_stat_get_xact_tuples_returned('changes_xid'::regclass), pg_stat_get_xact_numscans('changes'::regclass)`
			var entriesBefore, scansBefore int64
			if err := tx.QueryRow(ctx, sql).Scan(&entriesBefore, &scansBefore); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, "select from feed_since($1::text::pg_snapshot, '{shop,owner}', 10)", last.text); err != nil {
				return err
			}
			err := tx.QueryRow(ctx, sql).Scan(&entries, &scans)
			entries, scans = entries-entriesBefore, scans-scansBefore
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return entries, scans
	}
	at := func() snapshot {
		var text string
		if err := pool.QueryRow(ctx, "select pg_current_snapshot()::text").Scan(&text); err != nil {
			t.Fatal(err)
		}
		s, err := parseSnapshot(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	last := at()
	save(t, pool, 9001, "one")
	if entries, scans := read(last); entries > 6000 || scans != 0 {
		t.Errorf("the first poll read %d index entries and %d times the whole table", entries, scans)
	}
	last = at() // from here on the import stands in xip
	save(t, pool, 9002, "another")
	if entries, scans := read(last); entries == 0 || entries > 10 || scans != 0 {
		t.Errorf("a poll read %d index entries and %d times the whole table for one change", entries, scans)
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	makeShops(t, pool)
	f, subject := run(t, pool, Config{})
	other, _ := run(t, pool, Config{})
	if err := f.Wait(t.Context(), Position{}); err != nil {
		t.Errorf("the zero position: %v", err)
	}
	before := f.Position()
	p := save(t, pool, 1, "corner")
	for _, node := range []*Follower{f, other} {
		if err := node.Wait(shortly(t), p); err != nil {
			t.Fatal(err)
		}
	}
	expectEqual(t, pool, subject)
	// how far it moved depends on transactions of other databases that are still open
	if now := f.Position(); now.Epoch != p.Epoch || now.XID < before.XID {
		t.Errorf("position went from %v to %v over %v", before, now, p)
	}
	if err := other.Wait(shortly(t), f.Position()); err != nil {
		t.Errorf("a position that another node has reached: %v", err)
	}
	if err := f.Wait(shortly(t), Position{Epoch: "0123456789abcdef", XID: 1}); !errors.Is(err, ErrOtherEpoch) {
		t.Errorf("another epoch: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := f.Wait(ctx, Position{Epoch: p.Epoch, XID: p.XID + 1e9}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a position of the future: %v", err)
	}
	if lag := f.Lag(); lag > time.Minute {
		t.Errorf("lag %v of a follower that polls", lag)
	}
}

// Through PgBouncer's transaction mode statements cannot be prepared for later.
func TestWithoutPreparedStatements(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"cache_describe", "describe_exec", "exec"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			pool, err := postgres.Open(t.Context(), withParameter(t, postgrestest.URL(t), "default_query_exec_mode="+mode))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(pool.Close)
			makeShops(t, pool)
			f, subject := run(t, pool, Config{BulkRows: 10})
			if err := f.Wait(shortly(t), save(t, pool, 1, "corner")); err != nil {
				t.Fatal(err)
			}
			expectEqual(t, pool, subject)
		})
	}
}

func withParameter(t *testing.T, address, parameter string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += parameter
	return u.String()
}

// A follower notices a real restore while it runs, in the same database or with the schema made again.
func TestRealRestore(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"--single-transaction", "--no-owner"} { // the second changes nothing: piece by piece
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			address := postgrestest.URL(t)
			pool, err := postgres.Open(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(pool.Close)
			makeShops(t, pool)
			for i := range int64(20) {
				save(t, pool, i, "kept")
			}
			f, subject := run(t, pool, Config{})
			file := filepath.Join(t.TempDir(), "backup")
			command(t, "pg_dump", "--format=custom", "--file", file, address)
			lost := save(t, pool, 100, "lost")
			if err := f.Wait(shortly(t), lost); err != nil {
				t.Fatal(err)
			}
			command(t, "pg_restore", "--clean", "--if-exists", mode, "--dbname", address, file)
			restored, err := truth(t.Context(), pool)
			if err != nil || len(restored) != 20 {
				t.Fatalf("restored %d shops, %v", len(restored), err)
			}
			await(t, f, "the restored state", func() bool { return maps.Equal(subject.seen(), restored) })
			if err := f.Wait(shortly(t), save(t, pool, 101, "after")); err != nil {
				t.Fatal(err)
			}
			expectEqual(t, pool, subject)
			if err := f.Wait(shortly(t), lost); !errors.Is(err, ErrOtherEpoch) {
				t.Errorf("the position of a write that the restore took back: %v", err)
			}
		})
	}
}

// A restore or a migration that waits for the follower while the follower waits for it must not be the one to end.
func TestGivesWay(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	makeShops(t, pool)
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), "lock table feed_marks in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	err = New(pool, []Subject{&shops{}}, Config{}).inSnapshot(t.Context(), conn.Conn(), beginning, func(pgx.Tx, moment) error { return nil })
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != "55P03" { // lock_not_available
		t.Errorf("looking at a locked table: %v", err)
	}
}

func command(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatal(fmt.Errorf("%s: %w\n%s", name, err, out))
	}
}

// What a follower costs while nothing happens, and while an import of 100,000 rows is open.
func BenchmarkPoll(b *testing.B) {
	pool := postgrestest.New(b)
	makeShops(b, pool)
	f := New(pool, []Subject{&shops{}}, Config{})
	conn, err := pool.Acquire(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Release()
	for range 2 { // the first finds nothing loaded
		if err := f.poll(b.Context(), conn.Conn()); err != nil {
			b.Fatal(err)
		}
		f.loads.Wait()
	}
	poll := func(b *testing.B) {
		for b.Loop() {
			if err := f.poll(b.Context(), conn.Conn()); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("idle", poll)
	open, err := pool.Begin(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer open.Rollback(context.Background())
	rows := &pgx.Batch{} // each statement appends its row to changes
	for i := range 100_000 {
		rows.Queue("insert into shop values ($1, 1, 'imported')", i)
	}
	if err := open.SendBatch(b.Context(), rows).Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("import open", poll)
}
