package directory_test

import (
	"context"
	"iter"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

var populationFile = directory.FigureFile{City: "13055", Measures: []string{"population", "poverty_rate"}, Source: "INSEE"}

func figure(code string, population, rate float64) directory.FigureRow {
	return directory.FigureRow{
		Where: "line of " + code, Code: code, Values: map[string]float64{"population": population, "poverty_rate": rate},
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	importSquares(t, cities, 3)
	rows := []directory.FigureRow{figure("q0", 1000, 40), figure("q1", 2000, 20), figure("q2", 3000, 12.5)}
	report, err := cities.ImportFigures(ctx, populationFile, stream(rows))
	if err != nil || report.Districts != 3 || report.Added != 6 || report.Derived != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	const city = `select coalesce(sum(value), -1)::int from district_figures f join districts d on d.id = f.district_id
		where d.code = '13055' and measure = $1`
	if n := count(t, pool, city, "population"); n != 6000 {
		t.Errorf("the city has %d residents, want the sum of its districts", n)
	}
	if n := count(t, pool, city, "poverty_rate"); n != -1 {
		t.Errorf("the city has a poverty rate of %d that nobody measured", n)
	}

	before := count(t, pool, `select count(*) from changes`)
	report, err = cities.ImportFigures(ctx, populationFile, stream(rows))
	if err != nil || report.Unchanged != 6 || report.Added+report.Updated+report.Removed != 0 {
		t.Errorf("again: %+v, %v", report, err)
	}
	if after := count(t, pool, `select count(*) from changes`); after != before {
		t.Errorf("the same figures made %d changes", after-before)
	}

	delete(rows[1].Values, "poverty_rate")
	delete(rows[2].Values, "population")
	report, err = cities.ImportFigures(ctx, populationFile, stream(rows))
	if err != nil || report.Unchanged != 4 || report.Removed != 2 || report.Derived != 0 {
		t.Errorf("with two unknown: %+v, %v", report, err)
	}
	if n := count(t, pool, city, "population"); n != -1 {
		t.Errorf("the city has %d residents though those of one district are not known", n)
	}
}

func TestFigureFaults(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	importSquares(t, cities, 2)
	for _, c := range []struct {
		want string
		row  directory.FigureRow
	}{
		{`code "q9" is no district`, figure("q9", 1, 1)},
		{"stands already at line of q0", figure("q0", 1, 1)},
		{"not a usable number", figure("q1", math.NaN(), 1)},
		{"not a usable number", figure("q1", math.Inf(1), 1)},
		{"less than nobody", figure("q1", -1, 1)},
		{"between 0 and 100", figure("q1", 1, 140)},
	} {
		file := populationFile
		file.DryRun = true
		report, err := cities.ImportFigures(ctx, file, stream([]directory.FigureRow{figure("q0", 10, 5), c.row}))
		if err != nil || report.Districts != 1 || len(report.Refused) != 1 || !strings.Contains(report.Refused[0].Reason, c.want) {
			t.Errorf("want %q: %+v, %v", c.want, report, err)
		}
	}
	if n := count(t, pool, `select count(*) from district_figures`); n != 0 {
		t.Errorf("%d figures after dry runs", n)
	}
}

// TestPublicCells holds P1 under random figures: on a made-up city of 9 km by 7, and on the real quartiers.
func TestPublicCells(t *testing.T) {
	t.Parallel()
	t.Run("made-up", func(t *testing.T) {
		checkPublicCells(t, stream(squareGrid()))
	})
	t.Run("quartiers", func(t *testing.T) { checkPublicCells(t, quartiers(t)) })
}

func checkPublicCells(t *testing.T, rows iter.Seq2[directory.DistrictRow, error]) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	if _, err := cities.ImportDistricts(ctx, quartierFile, rows); err != nil {
		t.Fatal(err)
	}
	var city *directory.District
	var leaves []string
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		atlas, err := directory.ReadAtlas(ctx, tx)
		if err != nil {
			return err
		}
		city, _ = atlas.District("13055")
		for _, num := range atlas.Subtree(city.Num) {
			if d, _ := atlas.Numbered(num); d.Kind == "quartier" {
				leaves = append(leaves, d.Code)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	touched, err := geo.CoverOverlapping(city.Full, 9)
	if err != nil {
		t.Fatal(err)
	}

	cut := readCut(t, pool)
	checkPartition(t, cut, touched)
	for cell, residents := range cut {
		if cell.Resolution() != 8 || residents != nil {
			t.Fatalf("without figures: cell %s of resolution %d", cell, cell.Resolution())
		}
	}

	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	finest := geo.Resolution(0)
	for range 4 {
		total := 0.0
		var rows []directory.FigureRow
		for _, code := range leaves {
			population := math.Floor(math.Exp(random.Float64()*6 + 5)) // 148 to 60,000
			total += population
			rows = append(rows, figure(code, population, 10))
		}
		if _, err := cities.ImportFigures(ctx, populationFile, stream(rows)); err != nil {
			t.Fatal(err)
		}
		cut := readCut(t, pool)
		checkPartition(t, cut, touched)
		sum := 0.0
		for cell, residents := range cut {
			sum += *residents
			finest = max(finest, cell.Resolution())
			if cell.Resolution() > 7 && *residents < 500 {
				t.Errorf("cell %s of resolution %d holds %.1f residents", cell, cell.Resolution(), *residents)
			}
		}
		if math.Abs(sum-total) > 0.5 {
			t.Errorf("the cells hold %.1f residents of %.0f", sum, total)
		}
	}
	if finest < 8 {
		t.Error("no cell was ever split: the test shows nothing")
	}
}

func readCut(t testing.TB, pool *pgxpool.Pool) map[geo.Cell]*float64 {
	t.Helper()
	rows, err := pool.Query(context.Background(), `select cell, residents from public_cells`)
	if err != nil {
		t.Fatal(err)
	}
	cut := map[geo.Cell]*float64{}
	var cell int64
	var residents *float64
	_, err = pgx.ForEachRow(rows, []any{&cell, &residents}, func() error { cut[geo.Cell(cell)] = residents; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return cut
}

// checkPartition wants exactly one cell of the cut above each cell that a point of the city can lie in, and none above
// nothing.
func checkPartition(t testing.TB, cut map[geo.Cell]*float64, touched []geo.Cell) {
	t.Helper()
	used := map[geo.Cell]bool{}
	for _, c := range touched {
		above := 0
		for r := geo.Resolution(0); r <= 9; r++ {
			if _, ok := cut[c.Parent(r)]; ok {
				above++
				used[c.Parent(r)] = true
			}
		}
		if above != 1 {
			t.Fatalf("cell %s has %d public cells above it", c, above)
		}
	}
	for c := range cut {
		// a split cell keeps all its children, also one beyond the border; nothing coarser is there without need
		if c.Resolution() == 7 && !used[c] {
			t.Errorf("public cell %s lies outside the city", c)
		}
	}
}
