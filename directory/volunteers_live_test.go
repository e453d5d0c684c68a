package directory_test

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// volunteerEdits change everything that decides who may be asked. @n is a number from 1 to 6, @cell a cell, @hours and @other
// bits. A statement that touches many rows makes the follower load afresh.
var volunteerEdits = map[string]string{
	"applied": `insert into volunteers (account_id, kinds, week, applied_at, updated_at) select account_id, '{cv,portrait}', @hours::bit(168), now(), now()
		from members where account_id = @n on conflict do nothing`,
	"active":       `update volunteers set (signed_until, trained_until, checked_until, activated, left_at) = (now() + interval '1 year', now() + @n * interval '1 day', now() + interval '3 days', true, null) where account_id = @n`,
	"suspended":    `update volunteers set suspended = not suspended where account_id = @n`,
	"left":         `update volunteers set (activated, left_at) = (false, now()) where account_id = @n`,
	"gone":         `delete from volunteers where account_id = @n`,
	"kinds":        `update volunteers set (kinds, per_day, per_week) = (case when @other then '{cv}' else '{clothes,language_lessons,nonsense}' end::text[], 2, 3) where account_id = @n`,
	"hours":        `update volunteers set (week, at_night) = (@hours::bit(168), @other) where account_id = @n`,
	"absence":      `insert into volunteer_absences select account_id, date '2026-11-20' + @n::int, date '2026-11-22' + @n::int from volunteers where account_id = @n or @other on conflict do nothing`,
	"present":      `delete from volunteer_absences where account_id = @n or @other`,
	"moved":        `update members set (home_cell, home_district) = (@cell, (select id from districts where code = case when @other then '011' else '012' end)) where account_id = @n`,
	"no home":      `update members set home_cell = null where account_id = @n`,
	"member":       `update members set (languages, radius_m, hidden) = (case when @other then '{fr,ar}' else '{fr}' end::text[], 500 * @n::int, @n::int = 5) where account_id = @n`,
	"younger":      `update members set age_band = case when @other then '15-17' else '25-39' end where account_id = @n`,
	"no city":      `update members set city = case when @other then null else (select id from districts where code = '01') end where account_id = @n`,
	"sanction":     `update accounts set standing = case when @other then 'suspended' else 'active' end where id = @n`,
	"clocks":       `update districts set timezone = case when @other then 'Europe/Paris' else 'Indian/Reunion' end where code = '01'`,
	"everybody":    `update volunteers set per_day = @n`,
	"steps noted":  `insert into volunteer_steps (account_id, step, at, by_id) select account_id, 'train', now(), 1 from volunteers where account_id = @n`,
	"nobody moves": `update members set about = 'x' where account_id = @n`,
}

// W3 for volunteers: whatever is written in whatever order, the copy that has caught up answers as one loaded afresh.
func TestVolunteersFollow(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	home, err := geo.CellAt(orb.Point{5.365, 43.30}, 9)
	if err != nil {
		t.Fatal(err)
	}
	town.exec(`insert into accounts (uid, lang, created_at, last_contact, rights_at) select gen_random_uuid(), 'fr', now(), now(), now() from generate_series(1, 6)`)
	town.exec(`insert into members (account_id, name, helps, needs, home_cell, home_district, city, age_band, created_at, updated_at)
		select a.id, 'M' || a.id, true, false, $1, d.id, d.city_id, '25-39', now(), now() from accounts a, districts d where d.code = '011'`, int64(home))
	live := directory.NewVolunteers()
	follower := feed.New(town.pool, []feed.Subject{live}, feed.Config{PollEvery: time.Millisecond, BulkRows: 4})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- follower.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	<-follower.Ready()
	rapid.Check(t, func(t *rapid.T) {
		var written []feed.Position
		var txs [2]pgx.Tx
		write := func(i int, sql string) {
			t.Helper()
			if txs[i] == nil {
				if txs[i], err = town.pool.Begin(ctx); err != nil {
					t.Fatal(err)
				}
				if _, err := txs[i].Exec(ctx, `set local lock_timeout = '2ms'`); err != nil {
					t.Fatal(err)
				}
			}
			n := rapid.IntRange(1, 6).Draw(t, "n")
			cell, err := geo.CellAt(orb.Point{5.36 + rapid.Float64Range(0, 0.02).Draw(t, "east"), 43.30}, 9)
			if err != nil {
				t.Fatal(err)
			}
			hours := drawWeek(t, "hours")
			text := make([]byte, directory.WeekHours)
			for h := range text {
				text[h] = '0'
				if hours.Has(h/24, h%24) {
					text[h] = '1'
				}
			}
			_ = pgx.BeginFunc(ctx, txs[i], func(tx pgx.Tx) error { // a lock or a constraint may refuse: it is undone
				_, err := tx.Exec(ctx, sql, pgx.NamedArgs{"n": n, "cell": int64(cell), "hours": string(text), "other": rapid.Bool().Draw(t, "other")})
				return err
			})
		}
		end := func(i int, commit bool) {
			t.Helper()
			tx := txs[i]
			if txs[i] = nil; tx == nil {
				return
			}
			if !commit {
				tx.Rollback(ctx)
				return
			}
			at, err := feed.Current(ctx, tx)
			if err != nil || tx.Commit(ctx) != nil {
				t.Fatal(err)
			}
			written = append(written, at)
		}
		defer func() {
			end(0, false)
			end(1, false)
		}()
		compare := func(t *rapid.T) {
			end(0, true)
			end(1, true)
			for _, at := range written {
				if err := follower.Wait(ctx, at); err != nil {
					t.Fatal(err)
				}
			}
			written = nil
			fresh := directory.NewVolunteers()
			err := pgx.BeginTxFunc(ctx, town.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
				copy, err := fresh.Load(ctx, tx)
				if err == nil {
					fresh.Publish(copy)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			want, got := volunteerAnswers(t, fresh), volunteerAnswers(t, live)
			for question := range want {
				if !reflect.DeepEqual(got[question], want[question]) {
					t.Fatalf("%s\nfollowed %+v\nafresh   %+v", question, got[question], want[question])
				}
			}
		}
		actions := map[string]func(*rapid.T){
			"compare":  compare,
			"commit":   func(t *rapid.T) { end(rapid.IntRange(0, 1).Draw(t, "scribe"), true) },
			"rollback": func(t *rapid.T) { end(rapid.IntRange(0, 1).Draw(t, "scribe"), false) },
		}
		for name, sql := range volunteerEdits {
			actions[name] = func(t *rapid.T) { write(rapid.IntRange(0, 1).Draw(t, "scribe"), sql) }
		}
		write(0, volunteerEdits["applied"])
		write(0, volunteerEdits["active"])
		t.Repeat(actions)
		compare(t)
	})
}

func volunteerAnswers(t *rapid.T, live *directory.Volunteers) map[string]any {
	now := time.Now()
	asker := &identity.Viewer{Account: identity.Account{Num: 6, Standing: identity.StandingActive}, Blocks: identity.Blocks{5: {}}}
	cv, _ := directory.KindNamed("cv")
	arabic, _ := directory.LanguageNamed("ar")
	here := directory.Near{Point: orb.Point{5.37, 43.30}, RadiusM: 5000}
	noon := time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)
	all := map[string]any{"count": live.Count(now)}
	for name, q := range map[string]directory.VolunteerQuery{
		"all": {Near: here, Now: now}, "cv": {Near: here, Now: now, Kinds: cv}, "arabic": {Near: here, Now: now, Languages: arabic},
		"at noon": {Near: here, Now: now, FreeAt: noon}, "at night": {Near: here, Now: now, AtNight: true},
		"in two days": {Near: here, Now: now.Add(50 * time.Hour)}, "two": {Near: here, Now: now, Limit: 2},
	} {
		found, err := live.Near(nil, asker, q)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = found
	}
	for name, n := range map[string]directory.VolunteerNeed{
		"around": {}, "around for cv": {Kinds: cv}, "around in arabic": {Languages: arabic}, "around at noon": {At: []time.Time{noon, noon.Add(time.Hour)}},
	} {
		n.Point, n.RadiusM, n.Now = here.Point, here.RadiusM, now
		var sieve directory.VolunteerSieve
		var around []directory.VolunteerAround
		live.Around(&n, &sieve, func(v *directory.VolunteerAround) { around = append(around, *v) })
		slices.SortFunc(around, func(a, b directory.VolunteerAround) int { return cmp.Compare(a.Account, b.Account) })
		all[name], all[name+", counts"] = around, sieve
	}
	return all
}

// Who is found is who a scan of everybody keeps, in the same order; and nothing is allocated once the buffers have grown.
func TestVolunteersNearEqualsScan(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	crowdOfVolunteers(town, 3000)
	live := loadVolunteers(t, town)
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	world := directory.VolunteerQuery{Near: directory.Near{Point: orb.Point{5.37, 43.30}, RadiusM: directory.MaxRadiusM}, Now: now, Limit: directory.MaxVolunteers}
	asker := &identity.Viewer{Account: identity.Account{Num: 17, Standing: identity.StandingActive}}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		account, radius int64
		id              uuid.UUID
		point           orb.Point
		kinds, langs    []string
		week            directory.Week
		away            bool
		night           bool
		until           time.Time
	}
	var crowd []row
	rows, err := town.pool.Query(t.Context(), `
		select v.account_id, a.uid, m.home_cell, m.radius_m, v.kinds, m.languages, v.week::text, v.at_night, v.checked_until,
			exists (select from volunteer_absences b where b.account_id = v.account_id and date '2026-11-24' between from_day and till_day)
		from volunteers v join members m using (account_id) join accounts a on a.id = v.account_id where v.activated`)
	if err != nil {
		t.Fatal(err)
	}
	var r row
	var cell int64
	var week string
	_, err = pgx.ForEachRow(rows, []any{&r.account, &r.id, &cell, &r.radius, &r.kinds, &r.langs, &week, &r.night, &r.until, &r.away}, func() error {
		r.point, r.week = geo.Cell(cell).Center(), directory.Week{}
		for h := range week {
			if week[h] == '1' {
				r.week = r.week.With(h/24, h%24)
			}
		}
		crowd = append(crowd, r)
		return nil
	})
	if err != nil || len(crowd) < 1500 {
		t.Fatalf("%d, %v", len(crowd), err)
	}
	rapid.Check(t, func(t *rapid.T) {
		q := world
		q.Near.Point = orb.Point{5.36 + rapid.Float64Range(0, 0.02).Draw(t, "east"), 43.29 + rapid.Float64Range(0, 0.02).Draw(t, "north")}
		q.Near.RadiusM = rapid.Float64Range(100, 4000).Draw(t, "radius")
		q.Limit = rapid.IntRange(1, 300).Draw(t, "limit")
		code := rapid.SampledFrom([]string{"", "cv", "clothes", "health"}).Draw(t, "kind")
		if code != "" {
			q.Kinds, _ = directory.KindNamed(code)
		}
		if rapid.Bool().Draw(t, "arabic") {
			q.Languages, _ = directory.LanguageNamed("ar")
		}
		q.AtNight = rapid.Bool().Draw(t, "night")
		if rapid.Bool().Draw(t, "free") {
			q.FreeAt = time.Date(2026, 11, 24, rapid.IntRange(0, 22).Draw(t, "hour"), 30, 0, 0, time.UTC)
		}
		q.Now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "days")) * 24 * time.Hour)
		blocked := rapid.Int64Range(1, 3000).Draw(t, "blocked")
		asker.Blocks = identity.Blocks{blocked: {}}
		var want []string
		type near struct {
			distance float64
			id       uuid.UUID
		}
		var list []near
		for _, r := range crowd {
			kinds, err := directory.KindsNamed(r.kinds)
			if err != nil {
				t.Fatal(err)
			}
			d := geo.DistanceM(q.Near.Point, r.point)
			switch {
			case r.account == asker.Account.Num, r.account == blocked, d > q.Near.RadiusM, d > float64(r.radius), !r.until.After(q.Now),
				q.AtNight && !r.night, q.Kinds != 0 && q.Kinds&kinds == 0,
				q.Languages != 0 && !slices.Contains(r.langs, "ar"),
				!q.FreeAt.IsZero() && (r.away || !r.week.Free(q.FreeAt, paris)):
				continue
			}
			list = append(list, near{d, r.id})
		}
		slices.SortFunc(list, func(a, b near) int {
			if diff := a.distance - b.distance; diff < -1e-6 || diff > 1e-6 {
				if diff < 0 {
					return -1
				}
				return 1
			}
			return slices.Compare(a.id[:], b.id[:])
		})
		for _, n := range list[:min(q.Limit, len(list))] {
			want = append(want, n.id.String())
		}
		found, err := live.Near(nil, asker, q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			got = append(got, f.ID.String())
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%d found, the scan has %d: %+v", len(got), len(want), q)
		}
	})
}

func TestVolunteersNearRefuses(t *testing.T) {
	t.Parallel()
	live := directory.NewVolunteers()
	q := directory.VolunteerQuery{Near: directory.Near{Point: orb.Point{5.37, 43.30}, RadiusM: 1000}, Now: time.Now()}
	_, err := live.Near(nil, nil, q)
	wants(t, "a visitor", err, identity.NoSession)
	suspended := &identity.Viewer{Account: identity.Account{Num: 1, Standing: identity.StandingSuspended}}
	_, err = live.Near(nil, suspended, q)
	wants(t, "somebody suspended", err, identity.Forbidden)
	asker := &identity.Viewer{Account: identity.Account{Num: 1, Standing: identity.StandingActive}}
	if _, err = live.Near(nil, asker, q); err != directory.ErrNotReady {
		t.Errorf("before the first load: %v", err)
	}
	for param, spoil := range map[string]func(*directory.VolunteerQuery){
		"limit":    func(q *directory.VolunteerQuery) { q.Limit = directory.MaxVolunteers + 1 },
		"near":     func(q *directory.VolunteerQuery) { q.Near.Point[1] = 91 },
		"radius_m": func(q *directory.VolunteerQuery) { q.Near.RadiusM = -1 },
		"now":      func(q *directory.VolunteerQuery) { q.Now = time.Time{} },
	} {
		wrong := q
		spoil(&wrong)
		_, err := live.Near(nil, asker, wrong)
		wantsInvalid(t, param, err, param)
	}
}

// crowdOfVolunteers makes n members around the town, most of them active volunteers, drawn by their number alone.
func crowdOfVolunteers(town *town, n int) {
	town.t.Helper()
	cells := geo.Cell(0)
	home, err := geo.CellAt(orb.Point{5.37, 43.30}, 8)
	if err != nil {
		town.t.Fatal(err)
	}
	cells = home
	var disk []int64
	for _, c := range geo.Disk(cells, 12) {
		disk = append(disk, int64(c))
	}
	for _, sql := range []string{
		`insert into accounts (uid, lang, created_at, last_contact, rights_at) select gen_random_uuid(), 'fr', now(), now(), now() from generate_series(1, @n)`,
		`insert into members (account_id, name, languages, helps, needs, home_cell, home_district, city, radius_m, age_band, created_at, updated_at)
			select a.id, 'M' || a.id, case a.id % 4 when 0 then '{fr,ar}' else '{fr}' end::text[], true, false,
				(@cells::bigint[])[1 + (a.id * 7919) % cardinality(@cells::bigint[])], d.id, d.city_id, 500 + (a.id * 131) % 9000, '25-39', now(), now()
			from accounts a, districts d where d.code = '011'`,
		`insert into volunteers (account_id, kinds, week, per_day, per_week, at_night, applied_at, signed_until, trained_until, checked_until, activated, updated_at)
			select id, (array['cv', 'clothes', 'health_escort', 'portrait', 'language_lessons', 'visit'])[1 + id % 3 : 2 + id % 5],
				(select string_agg(case when (id * 31 + h * 17) % 5 < 2 then '1' else '0' end, '' order by h) from generate_series(0, 167) h)::bit(168),
				1, 2, id % 7 = 0, now(), '2028-01-01', '2028-01-01', timestamptz '2026-11-25' + (id % 100) * interval '1 day', id % 9 <> 0, now()
			from accounts where cardinality((array['cv', 'clothes', 'health_escort', 'portrait', 'language_lessons', 'visit'])[1 + id % 3 : 2 + id % 5]) > 0`,
		`insert into volunteer_absences select account_id, '2026-11-23', '2026-11-29' from volunteers where account_id % 11 = 0`,
	} {
		args := pgx.NamedArgs{"n": n, "cells": disk}
		if _, err := town.pool.Exec(context.Background(), sql, args); err != nil {
			town.t.Fatal(err)
		}
	}
}

func loadVolunteers(t testing.TB, town *town) *directory.Volunteers {
	t.Helper()
	live := directory.NewVolunteers()
	err := pgx.BeginFunc(context.Background(), town.pool, func(tx pgx.Tx) error {
		copy, err := live.Load(context.Background(), tx)
		if err == nil {
			live.Publish(copy)
		}
		return err
	})
	if err != nil {
		t.Fatal(fmt.Errorf("loading volunteers: %w", err))
	}
	return live
}
