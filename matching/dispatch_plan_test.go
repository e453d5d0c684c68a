package matching

import (
	"fmt"
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
		update requests set organisation_id = 1 + id % 1000 where id % 5 = 0;
		insert into pairings (offer_id, ask_id, at) select id, id + 1, now() from requests where id % 2 = 0 and id < 20000;
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
		"told":  {countTold, named{"author": 1, "since": begin}},
		"own":   {ownRequests, named{"whose": 4, "live": liveStates}},
		"acted": {actedRequests, named{"whose": 4, "live": liveStates}},
		"inbox": {readInbox, named{"me": 4, "unseen": []int64{1}, "past": begin, "most": 100}},
	} {
		rows, err := pool.Query(t.Context(), "explain (costs off) "+hot.sql, hot.args)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		text := strings.Join(plan, "\n")
		for _, table := range []string{"requests", "invitations", "volunteers", "volunteer_loads", "accounts", "members", "pairings"} {
			if err != nil || strings.Contains(text, "Seq Scan on "+table) {
				t.Errorf("%s: %v\n%s", name, err, text)
				break
			}
		}
	}
}

// What every node asks each second or quarter of a minute finds its few rows by their index among 100,000 requests, most of them over,
// and reads no more than these.
func TestSweepsFindTheirRowsByIndex(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	_, err := pool.Exec(t.Context(), `
		set session_replication_role = replica;
		insert into accounts (uid, lang, created_at, last_contact, rights_at)
			select gen_random_uuid(), 'fr', now(), current_date, now() from generate_series(1, 1000);
		insert into requests (author_id, uid, offer, kind, cell, timing, needed, urgency, state, photo, next_wave_at, deadline, expires_at, reminded_at, created_at, updated_at, closed_at)
			select 1 + i % 1000, gen_random_uuid(), i % 2 = 0, 'cv', 1, 'flexible', 1, 'soon', case when i % 10 = 0 then 'open' else 'done' end,
				case when i % 1000 in (1, 10) then repeat('a', 64) end, case when i % 10 = 0 then '2026-11-24 09:00Z'::timestamptz + (i - 300) * interval '1 minute' end,
				'2026-11-24 09:00Z', '2026-11-24 09:00Z'::timestamptz + (i - 300) * interval '1 minute', case when i % 20 = 0 then '2026-11-24 09:00Z'::timestamptz end, '2026-11-24 09:00Z', '2026-11-24 09:00Z',
				case when i % 10 <> 0 then '2026-11-24 09:00Z'::timestamptz + (i - 60000) * interval '1 minute' end
			from generate_series(1, 100000) i;
		insert into request_points (request_id, sealed, expires_at) select id, '', expires_at from requests;
		set session_replication_role = origin;
		analyze`)
	if err != nil {
		t.Fatal(err)
	}
	for name, due := range map[string]struct {
		sql   string
		args  named
		index string
		found int
	}{
		"due":       {readDue, named{"now": begin, "most": dueAtOnce}, "requests_wave", 30},
		"past":      {pastRequests, named{"now": begin, "n": sweepAtOnce}, "requests_expires", 30},
		"ending":    {endingRequests, named{"now": begin, "soon": begin.Add(remindAhead), "n": sweepAtOnce}, "requests_expires", 100},
		"gone":      {goneRequests, named{"now": begin.Add(-renewable), "n": sweepAtOnce}, "requests_photo", 17},
		"sealed":    {pastPoints, named{"now": begin}, "request_points_expires", 300},
		"forgotten": {forgotten, named{"now": begin}, "requests_forgotten", 0},
	} {
		rows, err := pool.Query(t.Context(), "explain (analyze, costs off, timing off, summary off) "+due.sql, due.args)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		text := strings.Join(plan, "\n")
		if err != nil || strings.Contains(text, "Seq Scan on request") || !strings.Contains(text, due.index) {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		if due.found > 0 && !strings.Contains(text, fmt.Sprintf("rows=%d ", due.found)) {
			t.Errorf("%s: not %d rows:\n%s", name, due.found, text)
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
