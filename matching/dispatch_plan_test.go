package matching

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// What a node asks every second, for every wave and for every inbox does not read all requests, invitations or people.
func TestHotStatementsUseIndexes(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	_, err := pool.Exec(t.Context(), `
		set session_replication_role = replica;
		insert into districts (code, kind, name, timezone, lang) select 'c' || i, 'city', 'City', 'Europe/Paris', 'fr' from generate_series(1, 50) i;
		insert into accounts (uid, lang, created_at, last_contact, rights_at)
			select gen_random_uuid(), 'fr', now(), current_date, now() from generate_series(1, 20000);
		insert into members (account_id, name, helps, needs, home_cell, city, age_band, created_at, updated_at)
			select a.id, 'Ana', true, false, 1, 1 + a.id % 50, '25-39', now(), now() from accounts a;
		insert into volunteers (account_id, kinds, applied_at, updated_at) select id, '{cv}', now(), now() from accounts;
		insert into volunteer_loads (account_id) select id from accounts;
		insert into requests (uid, offer, author_id, kind, cell, city_id, timing, needed, urgency, state, next_wave_at, deadline, expires_at, created_at, updated_at)
			select gen_random_uuid(), id % 2 = 0, id, (array['cv','lift','walk','forms'])[1 + id % 4], 1, 1 + id % 50, 'flexible', 1, 'soon', 'open',
				case when id % 3 = 0 then now() end, now(), now(), now(), now() from accounts;
		insert into invitations (uid, request_id, account_id, wave, score, chance, propensity, rested, gap, parts, distance_m, state, sent_at)
			select gen_random_uuid(), id, 1 + id % 20000, 1, 0, 0, 0, 0, 0, '{}', 0, 'sent', now() from requests;
		set session_replication_role = origin;
		analyze`)
	if err != nil {
		t.Fatal(err)
	}
	few := []int64{3, 5, 8}
	for name, hot := range map[string]struct {
		sql  string
		args named
	}{
		"due":       {readDue, named{"now": begin, "most": 64}},
		"situation": {readSituation, named{"request": 7, "now": begin, "rescue": begin}},
		"loads":     {lockLoads, named{"accounts": few}},
		"stands": {readStands, named{
			"accounts": few, "now": begin, "author": 1, "request": 7, "kind": "cv", "languages": []string{}, "hours": []int32{-1}, "days": []string{"2026-11-24"}, "travel": 3000,
		}},
		"pairs": {readPairs, named{"city": 2, "kind": "cv", "offer": true, "author": 1, "now": begin, "id": 7, "since": begin, "most": 3}},
		"inbox": {readInbox, named{"me": 4, "unseen": []int64{1}, "past": begin, "most": 100}},
	} {
		rows, err := pool.Query(t.Context(), "explain (costs off) "+hot.sql, hot.args)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		text := strings.Join(plan, "\n")
		for _, table := range []string{"requests", "invitations", "volunteers", "volunteer_loads", "accounts", "members"} {
			if err != nil || strings.Contains(text, "Seq Scan on "+table) {
				t.Errorf("%s: %v\n%s", name, err, text)
				break
			}
		}
	}
}

// A request that nobody is sought for and nobody knows of is due again.
func TestArmFindsWhatIsForgotten(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	asker, v := c.member("Awa", west), c.volunteer(west)
	q := c.post(asker)
	c.exec(`update requests set next_wave_at = null where id = $1`, q.Num)
	if q = c.dispatch(q); len(c.asked(q)) != 0 {
		t.Fatal("it was not forgotten")
	}
	c.must(c.room.Arm(t.Context()))
	if q = c.dispatch(q); len(c.asked(q)) != 1 || c.asked(q)[0] != said(v, InvitationSent) {
		t.Errorf("asked %v", c.asked(q))
	}
}
