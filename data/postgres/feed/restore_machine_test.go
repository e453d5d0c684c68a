package feed

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"
)

// dumped are the tables that a backup holds, the feed's own among them.
var dumped = [...]string{"owner", "shop", "changes", "feed_marks"}

func makeBackupTables(t *testing.T, pool *pgxpool.Pool) {
	for _, table := range dumped {
		if _, err := pool.Exec(t.Context(), "create table kept_"+table+" as table "+table); err != nil {
			t.Fatal(err)
		}
	}
}

// storeBackup keeps what pg_dump would keep.
func (m *machine) storeBackup(t *rapid.T) {
	m.endAll(t)
	for _, table := range dumped {
		m.exec(t, m.pool, "delete from kept_"+table+"; insert into kept_"+table+" table "+table)
	}
	m.backup = true
}

// restore does what pg_restore --clean does: tables made again, rows, and the triggers last; the transaction ids in the feed's
// tables come from elsewhere. The follower may poll at any point between.
func (m *machine) restore(t *rapid.T) {
	if !m.backup {
		return
	}
	m.endAll(t)
	steps := []string{
		"drop table shop, owner, changes",
		`create table changes (xid xid8 not null default pg_current_xact_id(), topic text not null, id bigint);
			create index changes_xid on changes (xid);
			create table owner (id bigint primary key, name text not null);
			create table shop (id bigint primary key, owner bigint not null, name text not null)`,
		`insert into changes select ((xid::text::bigint + $1)::text)::xid8, topic, id from kept_changes`,
		`delete from feed_marks`,
		`insert into feed_marks select epoch, at, ((below::text::bigint + $1)::text)::xid8, floor from kept_feed_marks`,
		"insert into owner table kept_owner",
		"insert into shop table kept_shop",
		"select feed_watch('owner', 'owner', 'id', 10)",
		"select feed_watch('shop', 'shop', 'id', 10)",
	}
	m.follower.loads.Wait() // or dropping its tables would wait
	offset := rapid.Int64Range(-3, 3).Draw(t, "offset") * 50
	m.done = nil
	for i, step := range steps {
		if i == 2 || i == 4 {
			m.exec(t, m.pool, step, offset)
		} else {
			m.exec(t, m.pool, step)
		}
		if rapid.IntRange(0, 3).Draw(t, "poll between") == 0 {
			m.pollUnchecked(t)
		}
	}
}

func (m *machine) endAll(t *rapid.T) {
	for _, w := range m.writers {
		m.endAs(t, w, rapid.Bool().Draw(t, "commit"))
	}
}
