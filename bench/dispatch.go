package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

const (
	volunteersIn    = 1_000_000
	askers          = 2000
	postedPerS      = 20
	postedFor       = 30 * time.Second
	dispatchedAtOne = 3000 // in one go
)

// squad is a node in this process: a room with a million volunteers, and the copies that rank them.
type squad struct {
	*bench
	pool    *pgxpool.Pool
	room    *matching.Room
	askers  []identity.Account
	homes   []home // of all cities
	working context.Context
	each    time.Duration // processor time of one dispatch
}

// home is a public cell where somebody lives.
type home struct {
	cell           geo.Cell
	district, city int64
}

// dispatchRows measures how long a request waits for its first wave, and how many a node dispatches, in a database of their own with the
// settings that the product ships (every commit reaches the disk).
func (b *bench) dispatchRows() ([]row, error) {
	s, err := b.newSquad()
	if err != nil {
		return nil, err
	}
	b.say("posting %d requests a second", postedPerS)
	waits, err := s.firstWaves()
	if err != nil {
		return nil, err
	}
	rate, err := s.dispatchMany()
	if err != nil {
		return nil, err
	}
	worst := p99(waits)
	return []row{
		{
			what:  fmt.Sprintf("request committed until its first wave is committed, %s volunteers in memory, %d a second, p99", thousands(volunteersIn), postedPerS),
			limit: "≤ 250 ms", ours: fmt.Sprintf("%.0f ms", ms(worst)), broken: worst > 250*time.Millisecond,
		},
		{
			what:  "requests dispatched, one node and PostgreSQL on two cores",
			limit: "100/s", ours: fmt.Sprintf("%s; %.1f ms of processor time each", perSecond(rate), ms(s.each)), broken: rate < 100,
		},
	}, nil
}

func (b *bench) newSquad() (*squad, error) {
	const name = "dispatch"
	if _, err := b.pool.Exec(b.ctx, `create database `+name); err != nil {
		return nil, err
	}
	s := &squad{bench: b}
	var err error
	if s.pool, err = b.openCities(b.cluster.URL(name)); err != nil {
		return nil, err
	}
	live, volunteers, memory := directory.NewLive(directory.Config{}), directory.NewVolunteers(), matching.NewMemory()
	requests := matching.NewRequests(live)
	if err := s.people(); err != nil {
		return nil, err
	}
	b.say("loading them")
	var cancel context.CancelFunc
	s.working, cancel = context.WithCancel(b.ctx)
	b.onEnd(cancel)
	follower := feed.New(s.pool, []feed.Subject{live, volunteers, memory, requests}, feed.Config{})
	failed := make(chan error, 1)
	go func() { failed <- follower.Run(s.working) }()
	select {
	case <-follower.Ready():
	case err := <-failed:
		return nil, fmt.Errorf("following: %v", err)
	}
	if n := volunteers.Count(time.Now()); n != volunteersIn {
		return nil, fmt.Errorf("%d volunteers in memory, not %d", n, volunteersIn)
	}
	key := make([]byte, identity.KeyBytes)
	desk, err := identity.NewDesk(s.pool, identity.Config{Key: key, Send: func(context.Context, identity.Message) error { return nil }})
	if err != nil {
		return nil, err
	}
	sealer, err := identity.NewSealer(key, "matching")
	if err != nil {
		return nil, err
	}
	s.room, err = matching.NewRoom(matching.Config{
		Pool: s.pool, Live: live, Volunteers: volunteers, Memory: memory, Requests: requests, Sealer: sealer,
		Desk: func() *identity.Desk { return desk }, Poke: follower.Poke, Now: atNoon(),
	})
	return s, err
}

// atNoon is a clock that begins at noon of a working day, whenever the bench runs: at night nobody would be asked.
func atNoon() func() time.Time {
	begun := time.Now()
	noon := time.Date(begun.Year(), begun.Month(), begun.Day(), 11, 0, 0, 0, time.UTC)
	return func() time.Time { return noon.Add(time.Since(begun)) }
}

// people makes a million volunteers around the cities, and those who ask.
func (s *squad) people() error {
	s.say("making %s volunteers", thousands(volunteersIn))
	r := rand.New(rand.NewPCG(seed, 5))
	var nums, districts []int64
	rows, err := s.pool.Query(s.ctx, `
		select c.id, array(select d.id from districts d where d.city_id = c.id order by d.id) from districts c where c.city_id is null order by c.code`)
	if err != nil {
		return err
	}
	byCity := map[int64][]int64{}
	var num int64
	if _, err := pgx.ForEachRow(rows, []any{&num, &districts}, func() error {
		nums, byCity[num] = append(nums, num), districts
		districts = nil
		return nil
	}); err != nil {
		return err
	}
	for i, c := range cities {
		for range 400 {
			cell, err := geo.CellAt(around(r, c.centre), 8)
			if err != nil {
				return err
			}
			in := byCity[nums[i]]
			s.homes = append(s.homes, home{cell, in[r.IntN(len(in))], nums[i]})
		}
	}
	var cells, homes, towns []int64
	for _, h := range s.homes {
		cells, homes, towns = append(cells, int64(h.cell)), append(homes, h.district), append(towns, h.city)
	}
	var kinds []string
	for _, k := range directory.Kinds {
		kinds = append(kinds, k.Code)
	}
	batch := &pgx.Batch{}
	batch.Queue(`set local session_replication_role = replica`) // no triggers: nothing follows yet
	batch.Queue(`insert into accounts (uid, lang, created_at, last_contact, rights_at)
		select gen_random_uuid(), 'fr', now() - interval '90 days', current_date, now() from generate_series(1, $1)`, volunteersIn+askers)
	batch.Queue(`
		insert into members (account_id, name, languages, helps, needs, home_cell, home_district, city, radius_m, age_band, created_at, updated_at)
		select a.id, 'M' || a.id, case when a.id % 4 = 0 then '{fr,ar}' else '{fr}' end::text[], a.id <= $4, true, h.cell, h.district, h.city,
			(array[1000, 2000, 3000, 5000, 8000])[1 + a.id % 5], '25-39', now(), now()
		from accounts a join unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as h (cell, district, city, i)
			on h.i = 1 + (hashint8(a.id) & 2147483647) % cardinality($1::bigint[])`, cells, homes, towns, volunteersIn)
	batch.Queue(`
		insert into volunteers (account_id, kinds, week, per_day, per_week, at_night, applied_at, signed_until, trained_until, checked_until, activated, updated_at)
		select account_id, ($1::text[])[1 + draw % 50 : 2 + draw % 50 + draw / 50 % 5], repeat(substr('0000000011110111111110001111000011110000', 1 + draw % 17, 24), 7)::bit(168),
			2, 5, account_id % 7 = 0, now(), now() + interval '1 year', now() + interval '1 year', now() + interval '1 year', true, now()
		from (select account_id, hashint8(account_id + 1000000007) & 2147483647 as draw from members where account_id <= $2) m`, kinds, volunteersIn)
	batch.Queue(`insert into volunteer_loads (account_id, asked, last_asked_at)
		select account_id, array[now() - interval '9 days'], now() - interval '9 days' from volunteers where account_id % 10 < 6`)
	err = pgx.BeginFunc(s.ctx, s.pool, func(tx pgx.Tx) error { return tx.SendBatch(s.ctx, batch).Close() })
	if err != nil {
		return err
	}
	if _, err := s.pool.Exec(s.ctx, `vacuum analyze`); err != nil {
		return err
	}
	rows, err = s.pool.Query(s.ctx, `select id, uid from accounts where id > $1 order by id`, volunteersIn)
	if err != nil {
		return err
	}
	s.askers, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a identity.Account, err error) {
		a.Standing = identity.StandingActive
		return a, row.Scan(&a.Num, &a.ID)
	})
	return err
}

// draft asks for something simple.
func draftOf(i int) matching.Draft {
	kinds := [...]string{"groceries", "letters", "walk", "moving", "homework", "lift"}
	return matching.Draft{
		Kind: kinds[i%len(kinds)], Where: matching.Where{Home: true}, When: matching.When{Timing: matching.Flexible}, Urgency: matching.Soon,
	}
}

func (s *squad) viewer(i int) *identity.Viewer {
	return &identity.Viewer{Account: s.askers[i%len(s.askers)]}
}

// firstWaves posts at a steady rate while the node dispatches, and times each request from its commit to that of its first wave.
func (s *squad) firstWaves() ([]time.Duration, error) {
	ctx, stop := context.WithCancel(s.working)
	ended := make(chan error, 1)
	go func() { ended <- s.room.Run(ctx) }()
	total := postedPerS * int(postedFor/time.Second)
	type posted struct {
		num int64
		at  time.Time
		err error
	}
	out := make(chan posted, total)
	go func() {
		tick := time.NewTicker(time.Second / postedPerS)
		defer tick.Stop()
		for i := range total {
			<-tick.C
			go func() {
				q, err := s.room.Post(ctx, s.viewer(i), draftOf(i), uuid.NewString())
				out <- posted{q.Num, time.Now(), err}
			}()
		}
	}()
	waiting := map[int64]time.Time{}
	var waits []time.Duration
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(postedFor + time.Minute); len(waits) < total; {
		if time.Now().After(deadline) {
			stop()
			return nil, fmt.Errorf("%d of %d requests had no wave", total-len(waits), total)
		}
		select {
		case p := <-out:
			if p.err != nil {
				stop()
				return nil, p.err
			}
			waiting[p.num] = p.at
		case <-look.C:
			if len(waiting) == 0 {
				continue
			}
			var nums []int64
			for num := range waiting {
				nums = append(nums, num)
			}
			rows, err := s.pool.Query(ctx, `select id from requests where id = any($1) and (wave > 0 or unanswered <> '')`, nums)
			if err != nil {
				stop()
				return nil, err
			}
			nums, err = pgx.CollectRows(rows, pgx.RowTo[int64])
			if err != nil {
				stop()
				return nil, err
			}
			for _, num := range nums {
				waits = append(waits, time.Since(waiting[num]))
				delete(waiting, num)
			}
		}
	}
	stop()
	return waits, <-ended
}

// dispatchMany makes many requests due at once and times the node's work on them.
func (s *squad) dispatchMany() (rate float64, err error) {
	var authors, cells, homes, towns []int64
	var kinds []string
	for i := range dispatchedAtOne {
		h := s.homes[(i*7919)%len(s.homes)]
		authors, cells, homes, towns = append(authors, s.askers[i%askers].Num), append(cells, int64(h.cell)), append(homes, h.district), append(towns, h.city)
		kinds = append(kinds, draftOf(i).Kind)
	}
	now := time.Now()
	_, err = s.pool.Exec(s.ctx, `
		insert into requests (uid, offer, author_id, kind, cell, district_id, city_id, timing, needed, urgency, state, next_wave_at, deadline, expires_at, created_at, updated_at)
		select gen_random_uuid(), false, author, kind, cell, district, city, 'flexible', 1, 'soon', 'open', $6::timestamptz - interval '1 day',
			$6::timestamptz + interval '3 days', $6::timestamptz + interval '30 days', $6, $6
		from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) as n (author, cell, district, city, kind)`,
		authors, cells, homes, towns, kinds, now)
	if err != nil {
		return 0, err
	}
	s.say("dispatching %d requests", dispatchedAtOne)
	spent, begun := s.processorTime(), time.Now()
	done, err := s.room.DispatchDue(s.ctx)
	took := time.Since(begun)
	spent = s.processorTime() - spent
	if err != nil {
		return 0, err
	}
	var invited int
	err = s.pool.QueryRow(s.ctx, `select count(*) from invitations i join requests q on q.id = i.request_id where q.created_at = $1`, now).Scan(&invited)
	if err != nil {
		return 0, err
	}
	s.say("%d steps, %d invitations in %v, %v of processor time", done, invited, took.Round(time.Millisecond), spent.Round(time.Millisecond))
	if done < dispatchedAtOne || invited < dispatchedAtOne {
		return 0, errors.New("dispatch: too few were asked: this measures nothing")
	}
	s.each = spent / time.Duration(done)
	return float64(done) / took.Seconds(), nil
}

// processorTime is what this process and PostgreSQL have used so far: on a machine that others use too, it says more than the time that
// passed.
func (s *squad) processorTime() time.Duration { return processorTime() + postgresTime(s.dir) }
