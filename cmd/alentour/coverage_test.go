package main

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
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
	settle(t, b)
	there := independent(t, b.pool, "independent_supply.sql", b.clock())
	for _, p := range periods {
		want := independent(t, b.pool, "independent.sql", p.From, p.Until, b.clock())
		if !p.Over(b.clock()) { // what was there before is noted, not written
			maps.Copy(want, there)
		}
		seen := map[string]int{}
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
					seen[m.Code]++
					got := m.Of(sheet.Figures, sub)
					if got.State != coverage.Known && w != -1 || got.State == coverage.Known && abs(got.N-w) > 1e-6 {
						t.Errorf("%s: %s %s %s: %+v, the script says %v", p, d.Code, m.Code, sub, got, w)
					}
				}
			}
		}
		t.Logf("%s: %v", p, seen)
	}
}

type scripted struct{ district, measure, sub string }

func abs(x float64) float64 { return max(x, -x) }

// settle writes where residents live, by a script that was written apart.
func settle(t *testing.T, b *bottle) {
	t.Helper()
	ctx, atlas := t.Context(), b.live.Atlas()
	fine, err := geo.Uncompact(atlas.PublicCells(b.city.Num), geo.CutFinest)
	if err != nil {
		t.Fatal(err)
	}
	cells, lon, lat := make([]int64, len(fine)), make([]float64, len(fine)), make([]float64, len(fine))
	for i, c := range fine {
		cells[i], lon[i], lat[i] = int64(c), c.Center()[0], c.Center()[1]
	}
	_, err = b.pool.Exec(ctx, `
		create table fine_cells as
		select cell, ST_SetSRID(ST_MakePoint(lon, lat), 4326) as middle from unnest($1::bigint[], $2::float8[], $3::float8[]) as c (cell, lon, lat)`, cells, lon, lat)
	if err == nil {
		_, err = b.pool.Exec(ctx, testdata(t, "settled.sql"))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func testdata(t *testing.T, name string) string {
	t.Helper()
	script, err := os.ReadFile(filepath.Join("../../coverage/testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// independent runs a script; -1 = there is no value.
func independent(t *testing.T, pool *pgxpool.Pool, script string, args ...any) map[scripted]float64 {
	t.Helper()
	rows, err := pool.Query(t.Context(), testdata(t, script), args...)
	if err != nil {
		t.Fatal(err)
	}
	out := map[scripted]float64{}
	var s scripted
	var n float64
	_, err = pgx.ForEachRow(rows, []any{&s.district, &s.measure, &s.sub, &n}, func() error { out[s] = n; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out
}
