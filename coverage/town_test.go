package coverage_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// country is some cities in a database, the room that counts them, and a clock.
type country struct {
	t        testing.TB
	pool     *pgxpool.Pool
	live     *directory.Live
	room     *coverage.Room
	follower *feed.Follower
	micros   atomic.Int64
}

// noon is when the country is looked at first.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// newCountry has cities "c1", "c2"… with three arrondissements "c1-1"… of twelve quartiers "c1-1-1"… each, and in each quartier people
// without anything that they did.
func newCountry(t testing.TB, cities, peopleEach int) *country {
	t.Helper()
	c := &country{t: t, pool: postgrestest.New(t)}
	c.micros.Store(noon.UnixMicro())
	c.exec(`insert into districts (code, kind, name, timezone, lang) select 'c' || n, 'city', 'City ' || n, 'Europe/Paris', 'fr' from generate_series(1, $1::int) n`, cities)
	c.exec(`insert into districts (code, kind, parent_id, city_id, name)
		select code || '-' || n, 'arrondissement', id, id, name from districts, generate_series(1, 3) n where kind = 'city'`)
	c.exec(`insert into districts (code, kind, parent_id, city_id, name)
		select code || '-' || n, 'quartier', id, city_id, name from districts, generate_series(1, 12) n where kind = 'arrondissement'`)
	c.exec(`insert into accounts (uid, lang, created_at, last_contact, rights_at)
		select gen_random_uuid(), 'fr', '2026-01-10', '2026-11-01', '2026-01-10' from districts, generate_series(1, $1::int) where kind = 'quartier'`, peopleEach)
	c.exec(`insert into members (account_id, name, helps, needs, home_district, city, age_band, created_at, updated_at)
		select a.id, 'Sam', a.id % 2 = 0, a.id % 3 = 0, d.id, d.city_id, '25-39', a.created_at, a.created_at
		from (select id, (row_number() over (order by id) - 1) / $1::int as n from accounts) b join accounts a using (id)
			join (select id, city_id, row_number() over (order by id) - 1 as n from districts where kind = 'quartier') d on d.n = b.n`, peopleEach)
	c.open()
	return c
}

// open reads the copies of a node afresh, and follows what happens.
func (c *country) open() {
	c.t.Helper()
	c.live = directory.NewLive(directory.Config{})
	volunteers, requests := directory.NewVolunteers(), matching.NewRequests(c.live)
	calendar := community.NewCalendar(community.CalendarConfig{Live: c.live, Now: c.now})
	var err error
	c.room, err = coverage.NewRoom(coverage.Config{
		Pool: c.pool, Live: c.live, Volunteers: volunteers, Requests: requests, Calendar: calendar, Now: c.now,
		Desk: func() *identity.Desk { return nil },
	})
	if err != nil {
		c.t.Fatal(err)
	}
	follower := feed.New(c.pool, append([]feed.Subject{c.live, calendar}, c.room.Subjects()...), feed.Config{Log: slog.New(slog.DiscardHandler)})
	c.follower = follower
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- follower.Run(ctx) }()
	c.t.Cleanup(func() { stop(); <-ended })
	select {
	case <-follower.Ready():
	case <-c.t.Context().Done():
		c.t.Fatal("the copies are not loaded")
	}
}

func (c *country) now() time.Time { return time.UnixMicro(c.micros.Load()).UTC() }

func (c *country) exec(sql string, args ...any) {
	c.t.Helper()
	if _, err := c.pool.Exec(c.t.Context(), sql, args...); err != nil {
		c.t.Fatal(err)
	}
}

// asks writes requests of a quartier's people, one every two minutes until an hour ago, each with a yes after minutes, or without any when that is 0.
func (c *country) asks(district string, n, minutes int) {
	c.t.Helper()
	c.exec(`
		with q as (
			insert into requests (uid, offer, author_id, kind, cell, district_id, city_id, timing, needed, taken, urgency, state, deadline, expires_at, created_at, updated_at)
			select gen_random_uuid(), false, m.account_id, 'groceries', 1, d.id, d.city_id, 'flexible', 1, case when $3::int > 0 then 1 else 0 end, 'calm',
				case when $3::int > 0 then 'met' else 'open' end, $4, $4, $4::timestamptz - make_interval(mins => 60 + 2 * i), $4
			from districts d, generate_series(1, $2::int) i, lateral (
				select account_id from members where home_district = d.id order by account_id offset i % greatest((select count(*) from members where home_district = d.id), 1) limit 1) m
			where d.code = $1 returning id, created_at, author_id)
		insert into request_steps (request_id, act, state, taken, at, by_id)
		select id, 'post', 'open', 0, created_at, author_id from q
		union all select id, 'take', 'met', 1, created_at + make_interval(mins => $3::int), author_id from q where $3::int > 0`,
		district, n, minutes, c.now())
}

// caughtUp returns once the copies hold every write so far, and what changed is marked.
func (c *country) caughtUp() {
	c.t.Helper()
	var at feed.Position
	err := pgx.BeginFunc(c.t.Context(), c.pool, func(tx pgx.Tx) (err error) {
		at, err = feed.Current(c.t.Context(), tx)
		return err
	})
	if err == nil {
		c.follower.Poke()
		err = c.follower.Wait(c.t.Context(), at)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *country) beat() {
	c.t.Helper()
	c.caughtUp()
	if err := c.room.Beat(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

// staff is somebody with a role in a district and in each below it, as the desk's tree would say; an empty code is everywhere.
func (c *country) staff(role identity.Role, code string) *identity.Viewer {
	c.t.Helper()
	v := &identity.Viewer{Account: identity.Account{Num: 1, Standing: identity.StandingActive}, Grants: []identity.Grant{{Role: role}}}
	if code == "" {
		return v
	}
	d, ok := c.live.District(code)
	if !ok {
		c.t.Fatalf("no district %s", code)
	}
	v.Grants = nil
	for _, num := range c.live.Atlas().Subtree(d.Num) {
		v.Grants = append(v.Grants, identity.Grant{Role: role, District: num})
	}
	return v
}

// value is a measure of a district, as an administrator reads it.
func (c *country) value(code, measure, sub string, p coverage.Period) coverage.Value {
	c.t.Helper()
	sheet, err := c.room.Sheet(c.t.Context(), c.staff(identity.Administrator, ""), code, p)
	if err != nil {
		c.t.Fatal(err)
	}
	m, err := coverage.MeasureNamed(measure, sub)
	if err != nil {
		c.t.Fatal(err)
	}
	return m.Of(sheet.Figures, sub)
}

func (c *country) month() coverage.Period { return coverage.MonthOf(c.now(), mustZone(c.t)) }

func mustZone(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
