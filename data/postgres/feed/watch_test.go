package feed

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// What a statement feeds: each record it touches once, or one null when they are many.
func TestFeedWatch(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	ctx := t.Context()
	if _, err := pool.Exec(ctx, `create table thing (id bigint, other bigint); select feed_watch('thing', 'thing', 'id', 3)`); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ sql, want string }{
		{"insert into thing values (1, 1), (1, 2), (2, 1)", "{1,2}"},
		{"insert into thing values (null, 1)", "{}"},
		{"update thing set other = 9 where id = 1", "{1}"},
		{"update thing set id = 3 where id = 2", "{2,3}"},
		{"update thing set id = 3 where id = 77", "{}"},
		{"delete from thing where id = 3", "{3}"},
		{"insert into thing select i from generate_series(1, 3) i", "{1,2,3}"},
		{"insert into thing select i from generate_series(1, 4) i", "{NULL}"},
		{"truncate thing", "{NULL}"},
		{"do $$ begin begin insert into thing values (5); raise 'no'; exception when others then end; insert into thing values (6); end $$", "{6}"},
	} {
		var got string
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, test.sql); err != nil {
				return err
			}
			return tx.QueryRow(ctx, `select coalesce(array_agg(id order by id), '{}')::text from changes
				where topic = 'thing' and xid = pg_current_xact_id()`).Scan(&got)
		})
		if err != nil {
			t.Fatal(err)
		}
		if got != test.want {
			t.Errorf("%s: feeds %s, want %s", test.sql, got, test.want)
		}
	}
}
