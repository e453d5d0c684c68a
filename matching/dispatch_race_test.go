package matching

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// crowd makes many volunteers at one place, who help with CVs at any hour, in few statements.
func (c *crew) crowd(n int, at orb.Point, perDay, perWeek int) (accounts []int64) {
	c.t.Helper()
	home, ctx := c.home(at), context.Background()
	rows, err := c.pool.Query(ctx, `
		with made as (
			insert into accounts (uid, lang, created_at, last_contact, rights_at)
			select gen_random_uuid(), 'fr', $2::timestamptz, $2::timestamptz::date, $2::timestamptz from generate_series(1, $1) returning id),
		people as (
			insert into members (account_id, name, languages, helps, needs, home_cell, home_district, city, radius_m, age_band, created_at, updated_at)
			select id, 'Vera', '{fr}', true, false, $3, $4, $5, 5000, '25-39', $2, $2 from made returning account_id)
		select account_id from people`, n, c.clock.now(), int64(home.Cell), home.District, home.City)
	c.must(err)
	for rows.Next() {
		var account int64
		c.must(rows.Scan(&account))
		accounts = append(accounts, account)
	}
	c.must(rows.Err())
	c.exec(`
		insert into volunteers (account_id, kinds, week, per_day, per_week, applied_at, signed_until, trained_until, checked_until, activated, updated_at)
		select account_id, '{cv}', repeat('1', 168)::bit(168), $2, $3, $4::timestamptz, $4::timestamptz + interval '1 year',
			$4::timestamptz + interval '1 year', $4::timestamptz + interval '1 year', true, $4
		from unnest($1::bigint[]) as u (account_id)`, accounts, perDay, perWeek, c.clock.now())
	return accounts
}

// elsewhere is a room on a pool of its own: another node.
func (c *crew) elsewhere() *Room {
	c.t.Helper()
	pool, err := pgxpool.New(context.Background(), c.pool.Config().ConnString())
	c.must(err)
	c.t.Cleanup(pool.Close)
	here := c.pool
	c.pool = pool
	defer func() { c.pool = here }()
	return c.dispatcher()
}

// M2: of a thousand people who say yes at once, on two nodes, exactly as many get a seat as are wanted; the others are told kindly.
func TestThousandAcceptancesFillExactlyTheSeats(t *testing.T) {
	t.Parallel()
	const many, seats = 1000, 7
	c := newCrew(t)
	ctx := context.Background()
	q := c.post(c.member("Awa", west), func(d *Draft) { d.Needed = seats })
	accounts := c.crowd(many, west, 10, 50)
	c.exec(`insert into volunteer_loads (account_id, asked) select u, array[$2::timestamptz] from unnest($1::bigint[]) u`, accounts, begin)
	c.exec(`
		insert into invitations (uid, request_id, account_id, wave, score, chance, propensity, rested, gap, parts, distance_m, state, sent_at)
		select gen_random_uuid(), $2, u, 1, 0, 0.3, 0.3, 1, 6, '{}', 0, 'sent', $3 from unnest($1::bigint[]) u`, accounts, q.Num, begin)
	ids := map[int64]uuid.UUID{}
	rows, err := c.pool.Query(ctx, `select account_id, uid from invitations`)
	c.must(err)
	for rows.Next() {
		var account int64
		var id uuid.UUID
		c.must(rows.Scan(&account, &id))
		ids[account] = id
	}
	c.must(rows.Err())

	nodes := []*Room{c.room, c.elsewhere()}
	start := make(chan struct{})
	results := make(chan string, many)
	for i, account := range accounts {
		go func() {
			<-start
			v := &identity.Viewer{Account: identity.Account{Num: account, Standing: identity.StandingActive}}
			a, err := nodes[i%2].Accept(ctx, v, ids[account])
			switch {
			case err != nil:
				results <- err.Error()
			case a.State == InvitationAccepted && !a.Full:
				results <- "yes"
			case a.Full && a.State == InvitationClosed:
				results <- "kind answer"
			default:
				results <- fmt.Sprintf("%+v", a)
			}
		}()
	}
	close(start)
	got := map[string]int{}
	for range many {
		got[<-results]++
	}
	if got["yes"] != seats || got["kind answer"] != many-seats {
		t.Errorf("answers: %v", got)
	}
	if q = c.reload(q); q.Taken != seats || q.State != StateMet {
		t.Errorf("the request is %s with %d", q.State, q.Taken)
	}
	if n := c.count(`select count(*) from invitations where state = 'accepted'`); n != seats {
		t.Errorf("%d are accepted", n)
	}
	if n := c.count(`select count(*) from invitations where state in ('sent', 'later')`); n != 0 {
		t.Errorf("%d still wait for an answer", n)
	}
	if n := c.count(`select count(*) from notifications where kind = 'helper-found'`); n != seats {
		t.Errorf("the asker was told %d times", n)
	}
}

// M2: many requests at once, on two nodes, ask nobody more often than they said.
func TestTwoNodesBreakNoCap(t *testing.T) {
	t.Parallel()
	const asks, people = 200, 20
	c := newCrew(t)
	ctx := context.Background()
	c.crowd(people, west, 1, 1)
	var authors []*identity.Viewer
	for range asks / MaxOpen {
		authors = append(authors, c.member("Awa", west))
	}
	for i := range asks {
		c.exec(`insert into requests (uid, offer, author_id, kind, cell, district_id, city_id, timing, needed, urgency, state, next_wave_at, deadline,
				expires_at, created_at, updated_at)
			values (gen_random_uuid(), false, $1, 'cv', $2, $3, $4, 'flexible', 1, 'soon', 'open', $5::timestamptz, $5::timestamptz + interval '3 days',
				$5::timestamptz + interval '30 days', $5, $5)`,
			authors[i%len(authors)].Account.Num, int64(c.home(west).Cell), c.home(west).District, c.home(west).City, begin)
	}
	c.catchUp()
	nodes := []*Room{c.room, c.elsewhere()}
	var group sync.WaitGroup
	done := make([]int, len(nodes))
	for i, node := range nodes {
		group.Go(func() {
			n, err := node.DispatchDue(ctx)
			if err != nil {
				t.Error(err)
			}
			done[i] = n
		})
	}
	group.Wait()
	t.Logf("steps by node: %v", done)
	if n := c.count(`select coalesce(max(n), 0) from (select count(*) as n from invitations group by account_id) as of_each`); n != 1 {
		t.Errorf("somebody was asked %d times", n)
	}
	if n := c.count(`select count(*) from invitations`); n != people {
		t.Errorf("%d were asked, there are %d", n, people)
	}
	if n := c.count(`select count(*) from requests where next_wave_at <= $1 or next_wave_at is null and unanswered = ''`, begin); n != 0 {
		t.Errorf("%d requests are forgotten", n)
	}
	if n := c.count(`select count(*) from volunteer_loads where cardinality(asked) <> 1`); n != 0 {
		t.Errorf("%d loads are wrong", n)
	}
}

// Whoever is asked again and again, by requests and times of all sorts, is asked within every limit they set.
func TestThreeDaysWithinEveryLimit(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	var people []*identity.Viewer
	for i := range 24 {
		v := c.volunteer([]orb.Point{west, west, west, west, west, east}[i%6], func(e *directory.VolunteerEdit) {
			e.PerDay, e.PerWeek, e.AtNight = 1+i%2, 2+i%3, i%5 == 0
		})
		c.quiet(v, []int{22 * 60, 18 * 60, 0, 12 * 60}[i%4], []int{9 * 60, 10 * 60, 0, 14 * 60}[i%4])
		people = append(people, v)
	}
	asker := c.member("Awa", west)
	for _, v := range people[:4] {
		c.exec(`insert into blocks values ($1, $2, true, now()), ($2, $1, false, now())`, asker.Account.Num, v.Account.Num)
	}
	for step := range 3 * 24 * 2 {
		if step%5 == 0 && step < 100 {
			q := c.post(asker, func(d *Draft) { d.Needed, d.Urgency = 1+step%3, Urgency(step%3) })
			if step%10 == 0 { // ended before the next, so that the bound of open ones is not met
				_, err := c.room.Cancel(ctx, asker, q.ID)
				c.must(err)
			}
		}
		c.catchUp()
		_, err := c.room.DispatchDue(ctx)
		c.must(err)
		c.clock.pass(halfHour)
	}
	if n := c.count(`select count(*) from invitations`); n < 20 {
		t.Fatalf("only %d invitations: this shows nothing", n)
	}
	for what, sql := range map[string]string{
		"above the cap of a day": `
			select count(*) from invitations i join volunteers v using (account_id) where v.per_day < (
				select count(*) from invitations o where o.account_id = i.account_id and o.sent_at <= i.sent_at and o.sent_at > i.sent_at - interval '24 hours')`,
		"above the cap of a week": `
			select count(*) from invitations i join volunteers v using (account_id) where v.per_week < (
				select count(*) from invitations o where o.account_id = i.account_id and o.sent_at <= i.sent_at and o.sent_at > i.sent_at - interval '7 days')`,
		"of somebody blocked": `select count(*) from invitations i join requests q on q.id = i.request_id join blocks b on (b.account_id, b.other_id) = (q.author_id, i.account_id)`,
		"in quiet hours": `
			select count(*) from invitations i join recipients r using (account_id) join volunteers v using (account_id) join requests q on q.id = i.request_id
				cross join lateral (select extract(hour from sent_at at time zone 'Europe/Paris') * 60 + extract(minute from sent_at at time zone 'Europe/Paris') as m) as at
			where not (v.at_night and q.urgency = 'urgent') and (r.quiet_from < r.quiet_till and m >= r.quiet_from and m < r.quiet_till
				or r.quiet_from > r.quiet_till and (m >= r.quiet_from or m < r.quiet_till))`,
		"at night of who did not say so": `
			select count(*) from invitations i join volunteers v using (account_id) join requests q on q.id = i.request_id
				cross join lateral (select extract(hour from sent_at at time zone 'Europe/Paris') as h) as at
			where (h < 8 or h >= 21) and not (v.at_night and q.urgency = 'urgent')`,
		"of somebody out of reach": `select count(*) from invitations i join members m using (account_id) where i.distance_m > coalesce(m.radius_m, 3000) + 1`,
	} {
		if n := c.count(sql); n != 0 {
			t.Errorf("%d invitations %s", n, what)
		}
	}
}
