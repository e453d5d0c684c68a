package directory

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// A page of members of a quartier does not read the members of the country.
func TestFindMembersUsesAnIndex(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	_, err := pool.Exec(t.Context(), `
		insert into districts (code, kind, name, timezone, lang) select 'c' || i, 'city', 'City', 'Europe/Paris', 'fr' from generate_series(1, 200) i;
		insert into accounts (uid, lang, created_at, last_contact, rights_at)
			select gen_random_uuid(), 'fr', now(), current_date, now() from generate_series(1, 20000);
		insert into members (account_id, name, helps, needs, home_district, age_band, created_at, updated_at)
			select a.id, 'Ana', true, false, d.id, '25-39', now(), now()
			from accounts a join districts d on d.code = 'c' || (1 + a.id % 200);
		analyze accounts; analyze members`)
	if err != nil {
		t.Fatal(err)
	}
	var few []int64
	rows, err := pool.Query(t.Context(), `select id from districts order by id limit 3`)
	if err == nil {
		few, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	if err != nil {
		t.Fatal(err)
	}
	rows, err = pool.Query(t.Context(), "explain (costs off) "+findMembers, pgx.StrictNamedArgs{
		"unseen": []int64{1}, "districts": few, "interests": []string{}, "after": int64(0), "limit": 21,
	})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || strings.Contains(strings.Join(plan, "\n"), "Seq Scan") {
		t.Errorf("%v\n%s", err, strings.Join(plan, "\n"))
	}
}
