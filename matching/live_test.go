package matching_test

import (
	"context"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

// towns are where the people of testdata/crowd.sql live.
type towns struct {
	t          testing.TB
	pool       *pgxpool.Pool
	centres    []orb.Point
	volunteers *directory.Volunteers
	memory     *matching.Memory
}

// newTowns fills a database with a dense town and smaller ones.
func newTowns(t testing.TB, dense, each, many int) *towns {
	t.Helper()
	ctx := context.Background()
	w := &towns{t: t, pool: postgrestest.New(t), volunteers: directory.NewVolunteers(), memory: matching.NewMemory()}
	var cells [][]any
	for town := range many + 1 {
		w.centres = append(w.centres, orb.Point{5.37 - 0.4*float64(town%15), 43.30 + 0.4*float64(town/15)})
		rings := 12
		if town == 0 {
			rings = 24
		}
		disk := geo.Disk(must(geo.CellAt(w.centres[town], 9)), rings)
		for slot, cell := range disk {
			cells = append(cells, []any{town, slot, int64(cell), 1 + slot*16/len(disk)})
		}
	}
	if _, err := w.pool.Exec(ctx, `create unlogged table town_cells (town int, slot int, cell bigint, quartier int)`); err != nil {
		t.Fatal(err)
	}
	if _, err := w.pool.CopyFrom(ctx, pgx.Identifier{"town_cells"}, []string{"town", "slot", "cell", "quartier"}, pgx.CopyFromRows(cells)); err != nil {
		t.Fatal(err)
	}
	args := pgx.NamedArgs{"dense": dense, "each": each, "towns": many, "now": noon, "kinds": directory.KindSet(1<<len(directory.Kinds) - 1).Codes()}
	var families []string
	for _, f := range directory.KindFamilies {
		families = append(families, f.Code)
	}
	args["families"] = families
	for statement := range strings.SplitSeq(string(must(os.ReadFile("testdata/crowd.sql"))), ";\n") {
		if _, err := w.pool.Exec(ctx, statement, args); err != nil {
			t.Fatal(statement, err)
		}
	}
	w.load(t, w.volunteers, w.memory)
	return w
}

// load reads subjects afresh.
func (w *towns) load(t testing.TB, subjects ...feed.Subject) {
	t.Helper()
	err := pgx.BeginTxFunc(context.Background(), w.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		for _, s := range subjects {
			c, err := s.Load(context.Background(), tx)
			if err != nil {
				return err
			}
			s.Publish(c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// crowd reads everybody from the database, in its own way.
func (w *towns) crowd(t testing.TB) (crowd matching.Crowd) {
	t.Helper()
	rows, err := w.pool.Query(t.Context(), `
		select v.account_id, m.home_cell, m.home_district, m.city, m.radius_m, v.kinds, m.languages, v.week::text, v.per_day, v.per_week, v.at_night, v.checked_until,
			coalesce(b.from_day, '2000-01-01'), coalesce(b.till_day, '2000-01-01')
		from volunteers v join members m using (account_id) left join volunteer_absences b using (account_id) where v.activated`)
	if err != nil {
		t.Fatal(err)
	}
	var p matching.Person
	var cell, city int64
	var kinds, languages []string
	var week string
	var away directory.Absence
	_, err = pgx.ForEachRow(rows, []any{
		&p.Account, &cell, &p.District, &city, &p.RadiusM, &kinds, &languages, &week, &p.PerDay, &p.PerWeek, &p.AtNight, &p.Expires, &away.From, &away.Until,
	}, func() error {
		p.Point, p.Zone, p.Week, p.Languages = geo.Cell(cell).Center(), paris, directory.Week{}, 0
		p.Kinds = must(directory.KindsNamed(kinds))
		for _, code := range languages {
			p.Languages |= must(directory.LanguageNamed(code))
		}
		for h := range week {
			if week[h] == '1' {
				p.Week = p.Week.With(h/24, h%24)
			}
		}
		p.Away = []directory.Absence{away}
		p.Load, p.Local = w.memory.Of(p.Account), w.memory.Local(city, p.District)
		crowd = append(crowd, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return crowd
}

// aNeed is drawn somewhere in one of the towns.
func (w *towns) aNeed(t *rapid.T) *matching.Need {
	centre := rapid.SampledFrom(w.centres).Draw(t, "town")
	n := drawNeed(t)
	n.Point = must(geo.CellAt(orb.Point{centre[0] + rapid.Float64Range(-0.03, 0.03).Draw(t, "east"), centre[1] + rapid.Float64Range(-0.03, 0.03).Draw(t, "north")}, 9)).Center()
	n.Kinds = 0
	if code := rapid.SampledFrom([]string{"", "letters", "administrative", "lift"}).Draw(t, "kind of help"); code != "" {
		n.Kinds = must(directory.KindNamed(code))
	}
	return n
}

// The pool in memory lets pass whom a scan of the database's rows lets pass, counts as it does, and so ranks alike.
func TestLiveRanksAsTheCrowd(t *testing.T) {
	t.Parallel()
	w := newTowns(t, 1500, 500, 2)
	crowd := w.crowd(t)
	if len(crowd) < 2000 {
		t.Fatalf("only %d people", len(crowd))
	}
	live := matching.NewLive(w.volunteers, w.memory)
	rapid.Check(t, func(t *rapid.T) {
		n := w.aNeed(t)
		now := noon.Add(time.Duration(rapid.IntRange(0, 100*24).Draw(t, "hours later")) * time.Hour)
		got, want := matching.Rank(n, live, now, 40), matching.Rank(n, crowd, now, 40)
		if got.Sieve != want.Sieve {
			t.Fatalf("the sieve says %+v, the scan %+v", got.Sieve, want.Sieve)
		}
		if len(got.Candidates) != len(want.Candidates) {
			t.Fatalf("%d candidates, the scan has %d", len(got.Candidates), len(want.Candidates))
		}
		for i := range got.Candidates {
			g, w := &got.Candidates[i], &want.Candidates[i]
			// chord and haversine part by less than a nanometre, which never moves a point here: cells are far apart
			if diff := g.DistanceM - w.DistanceM; diff > 1e-6 || diff < -1e-6 {
				t.Fatalf("candidate %d is %v m away, by the scan %v", i, g.DistanceM, w.DistanceM)
			}
			g.DistanceM, g.Chance = w.DistanceM, w.Chance
			if !reflect.DeepEqual(g, w) {
				t.Fatalf("candidate %d\nlive %+v\nscan %+v", i, *g, *w)
			}
		}
	})
}

// Before the first load nobody is known, and nothing breaks.
func TestLiveBeforeTheFirstLoad(t *testing.T) {
	t.Parallel()
	live := matching.NewLive(directory.NewVolunteers(), matching.NewMemory())
	ranking := matching.Rank(&matching.Need{Point: here, ReachM: 1000}, live, noon, 10)
	if len(ranking.Candidates) != 0 || ranking.Sieve != (matching.Sieve{}) {
		t.Errorf("%+v", ranking)
	}
	w := newTowns(t, 300, 1, 0)
	live = matching.NewLive(w.volunteers, matching.NewMemory())
	if ranking = matching.Rank(&matching.Need{Point: w.centres[0], ReachM: 8000}, live, noon, 10); len(ranking.Candidates) != 10 {
		t.Errorf("without memory: %+v", ranking.Sieve)
	}
}
