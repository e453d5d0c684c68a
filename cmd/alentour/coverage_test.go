package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching/simulate"
)

// demoNoon is when the demo city is looked at.
var demoNoon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Databases with the demo city, each of its day.
var (
	demoAtNoon  = demoOf(demoNoon)
	demoAtStart = demoOf(simulate.Start())
)

func demoOf(day time.Time) func(testing.TB) *pgxpool.Pool {
	return postgrestest.Fill(func(ctx context.Context, pool *pgxpool.Pool) error {
		_, err := marseille.Load(ctx, pool, day, make([]byte, identity.KeyBytes))
		return err
	})
}

// onDemo is the rooms on the demo city, as they serve, on a clock that stands at demoNoon.
func onDemo(t *testing.T) *bottle {
	t.Helper()
	pool := demoAtNoon(t)
	b := &bottle{pool: pool}
	b.micros.Store(demoNoon.UnixMicro())
	if err := b.open(&app{ctx: t.Context(), log: slog.New(slog.DiscardHandler), out: new(bytes.Buffer)}, make([]byte, identity.KeyBytes)); err != nil {
		t.Fatal(err)
	}
	b.city = &directory.District{}
	if err := pool.QueryRow(t.Context(), `select id from districts where parent_id is null`).Scan(&b.city.Num); err != nil {
		t.Fatal(err)
	}
	if err := b.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.unfollow)
	return b
}

// everywhere is somebody who may read every count.
func everywhere() *identity.Viewer {
	return &identity.Viewer{
		Account: identity.Account{Num: 1, Standing: identity.StandingActive}, Grants: []identity.Grant{{Role: identity.Administrator}},
	}
}

// Every figure is what a script that was written apart finds in the same database.
func TestFiguresAreThoseOfAnIndependentScript(t *testing.T) {
	t.Parallel()
	b := onDemo(t)
	var periods []coverage.Period
	for _, text := range []string{"now", "2026-11", "2026-10", "2026-06", "2026-W46", "2025-09"} {
		p, err := coverage.ParsePeriod(text, b.city.Zone, demoNoon)
		if err != nil {
			t.Fatal(err)
		}
		periods = append(periods, p)
	}
	sameAsScript(t, b, periods)
}

func TestFiguresOfASimulatedTownAreThoseOfTheScript(t *testing.T) {
	t.Parallel()
	s := hamlet(t)
	a := &app{ctx: t.Context(), log: slog.New(slog.DiscardHandler), out: new(bytes.Buffer)}
	b, err := fillBottle(a, postgrestest.New(t), make([]byte, identity.KeyBytes), s, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.unfollow)
	err = b.run(t.Context())
	if err == nil {
		err = b.catchUp(t.Context()) // figures that were made on a Monday are made again of what happened since
	}
	if err == nil {
		err = b.rooms.Load().coverage.Beat(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	sameAsScript(t, b, []coverage.Period{
		coverage.NowAt(b.clock()), coverage.MonthOf(b.clock(), b.city.Zone), coverage.WeekOf(b.begin.AddDate(0, 0, 7), b.city.Zone),
	})
}

func sameAsScript(t *testing.T, b *bottle, periods []coverage.Period) {
	t.Helper()
	room := b.rooms.Load().coverage
	for _, p := range periods {
		want := independent(t, t.Context(), b.pool, p, b.clock())
		seen := 0
		for _, num := range b.live.Atlas().Subtree(b.city.Num) {
			d, _ := b.live.DistrictNumbered(num)
			sheet, err := room.Sheet(t.Context(), everywhere(), d.Code, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range coverage.Measures() {
				for _, sub := range m.All() {
					key := scripted{d.Code, m.Code, sub}
					w, there := want[key]
					if !there {
						continue
					}
					seen++
					got := m.Of(sheet.Figures, sub)
					if got.State != coverage.Known && w != -1 || got.State == coverage.Known && abs(got.N-w) > 1e-6 {
						t.Errorf("%s: %s %s %s: %+v, the script says %v", p, d.Code, m.Code, sub, got, w)
					}
				}
			}
		}
		t.Logf("%s: %d values", p, seen)
	}
}

type scripted struct{ district, measure, sub string }

func abs(x float64) float64 { return max(x, -x) }

// independent runs the script; -1 = there is no value.
func independent(t *testing.T, ctx context.Context, pool *pgxpool.Pool, p coverage.Period, now time.Time) map[scripted]float64 {
	t.Helper()
	script, err := os.ReadFile("../../coverage/testdata/independent.sql")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := pool.Query(ctx, string(script), p.From, p.Until, now)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[scripted]float64{}
	for rows.Next() {
		var s scripted
		var n float64
		if err := rows.Scan(&s.district, &s.measure, &s.sub, &n); err != nil {
			t.Fatal(err)
		}
		out[s] = n
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return out
}
