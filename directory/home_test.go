package directory_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// squareTown is the city as 66 squares of a kilometre: crowded in the west, so that cells are split there, and empty in the east.
func squareTown(t testing.TB, pool *pgxpool.Pool) *directory.Atlas {
	t.Helper()
	ctx := context.Background()
	cities := marseille(t, pool)
	rows := squareGrid()
	if _, err := cities.ImportDistricts(ctx, quartierFile, stream(rows)); err != nil {
		t.Fatal(err)
	}
	var figures []directory.FigureRow
	for _, r := range rows {
		residents := 200.0
		if r.Shape[0][0][0][0] < 5.36 {
			residents = 60_000
		}
		figures = append(figures, figure(r.Code, residents, 20))
	}
	if _, err := cities.ImportFigures(ctx, populationFile, stream(figures)); err != nil {
		t.Fatal(err)
	}
	return readAtlas(t, pool)
}

// squareGrid is 11 squares by 6.
func squareGrid() (rows []directory.DistrictRow) {
	for row := range 6 {
		for _, r := range squares(11) {
			for i := range r.Shape[0][0] {
				r.Shape[0][0][i][1] += float64(row) / 100
			}
			r.Code = fmt.Sprintf("%s-%d", r.Code, row)
			rows = append(rows, r)
		}
	}
	return rows
}

func readAtlas(t testing.TB, pool *pgxpool.Pool) (atlas *directory.Atlas) {
	t.Helper()
	err := pgx.BeginFunc(context.Background(), pool, func(tx pgx.Tx) (err error) {
		atlas, err = directory.ReadAtlas(context.Background(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return atlas
}

// TestHomesPartitionTheCity holds P1 for any point: one public cell above its cell of resolution 9, the same home for all points
// of that cell, and none outside.
func TestHomesPartitionTheCity(t *testing.T) {
	t.Parallel()
	atlas := squareTown(t, postgrestest.New(t))
	city, _ := atlas.District("13055")
	cut := atlas.PublicCells(city.Num)
	resolutions := map[geo.Resolution]bool{}
	for _, c := range cut {
		resolutions[c.Resolution()] = true
	}
	if len(resolutions) < 2 {
		t.Fatalf("the cut is even: %v", resolutions)
	}

	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	homes := map[geo.Cell]directory.Home{}
	outside := 0
	for range 4000 {
		p := orb.Point{
			city.BBox.West - 0.01 + random.Float64()*(city.BBox.East-city.BBox.West+0.02),
			city.BBox.South - 0.01 + random.Float64()*(city.BBox.North-city.BBox.South+0.02),
		}
		home, ok := atlas.HomeAt(p)
		if _, inside := atlas.Finest(p); inside != ok {
			t.Fatalf("%v: a home %v, in the city %v", p, ok, inside)
		}
		if !ok {
			outside++
			continue
		}
		fine, err := geo.CellAt(p, 9)
		if err != nil {
			t.Fatal(err)
		}
		above := slices.DeleteFunc(slices.Clone(cut), func(c geo.Cell) bool { return fine.Parent(c.Resolution()) != c })
		if len(above) != 1 || above[0] != home.Cell {
			t.Fatalf("%v: cell %s, want the one of %v", p, home.Cell, above)
		}
		if before, seen := homes[home.Cell]; seen && before != home {
			t.Fatalf("two points of %s have the homes %+v and %+v", home.Cell, before, home)
		}
		homes[home.Cell] = home
	}
	if len(homes) < 5 || outside == 0 {
		t.Errorf("%d cells, %d points outside: the test shows little", len(homes), outside)
	}
}

func TestHomeInTakesPublicCellsOnly(t *testing.T) {
	t.Parallel()
	atlas := squareTown(t, postgrestest.New(t))
	city, _ := atlas.District("13055")
	for _, cell := range atlas.PublicCells(city.Num) {
		home, ok := atlas.HomeIn(city.Num, cell)
		d, known := atlas.Numbered(home.District)
		if !ok || home.Cell != cell || home.City != city.Num || !known || d.City != city.Num {
			t.Errorf("cell %s gives %+v, %v", cell, home, ok)
		}
		for finer := range cell.Children() {
			if _, ok := atlas.HomeIn(city.Num, finer); ok {
				t.Errorf("cell %s is finer than the public one and was taken", finer)
			}
		}
		if _, ok := atlas.HomeIn(0, cell); ok {
			t.Errorf("cell %s was taken in no city", cell)
		}
	}
}

func TestHomeOfADistrictIsInIt(t *testing.T) {
	t.Parallel()
	atlas := squareTown(t, postgrestest.New(t))
	for _, code := range []string{"q0-0", "q10-5"} {
		d, _ := atlas.District(code)
		home, ok := atlas.HomeOf(d)
		if !ok || home.District != d.Num || home.City != d.City {
			t.Errorf("%s: %+v, %v", code, home, ok)
		}
	}
	if _, ok := atlas.HomeOf(&directory.District{Centre: orb.Point{0, 0}}); ok {
		t.Error("a district in no city has a home")
	}
}

// A new cut applies to new positions only: nobody's row is touched, and the copy in memory follows.
func TestNewCut(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	atlas := squareTown(t, pool)
	city, _ := atlas.District("13055")
	before := atlas.PublicCells(city.Num)
	changes := count(t, pool, `select count(*) from changes where topic = 'district' and id = $1`, city.Num)
	var crowded []directory.FigureRow
	for _, r := range squareGrid() {
		crowded = append(crowded, figure(r.Code, 60_000, 20))
	}
	if _, err := directory.NewCities(pool).ImportFigures(context.Background(), populationFile, stream(crowded)); err != nil {
		t.Fatal(err)
	}
	after := readAtlas(t, pool).PublicCells(city.Num)
	if slices.Equal(before, after) {
		t.Fatal("the figures changed nothing: the test shows nothing")
	}
	if n := count(t, pool, `select count(*) from changes where topic = 'district' and id = $1`, city.Num); n == changes {
		t.Error("the feed does not tell of the new cut")
	}
}

// TestSettled: those who live in a public cell are those of the cells below it, and each district is where all of its residents are.
func TestSettled(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), postgrestest.New(t)
	cities, rows := marseille(t, pool), squareGrid()
	side := rows[0].Shape[0][0].Bound()
	corner := orb.Point{side.Min[0] - .0004, side.Min[1]}
	rows = append(rows, directory.DistrictRow{Code: "islet", Name: "Islet", Shape: orb.MultiPolygon{orb.Bound{Min: corner, Max: orb.Point{side.Min[0], side.Min[1] + .0004}}.ToPolygon()}})
	if _, err := cities.ImportDistricts(ctx, quartierFile, stream(rows)); err != nil {
		t.Fatal(err)
	}
	people := map[string]float64{}
	var figures []directory.FigureRow
	for i, r := range rows {
		if people[r.Code] = 200; r.Shape[0][0][0][0] < 5.36 { // as in squareTown
			people[r.Code] = 60_000
		}
		if i != 7 { // of which nobody knows
			figures = append(figures, figure(r.Code, people[r.Code], 20))
		}
	}
	if _, err := cities.ImportFigures(ctx, populationFile, stream(figures)); err != nil {
		t.Fatal(err)
	}
	atlas := readAtlas(t, pool)
	city, _ := atlas.District("13055")
	settled, err := atlas.Settled(city.Num)
	if err != nil {
		t.Fatal(err)
	}
	residents := map[geo.Cell]float64{}
	for _, s := range settled {
		d, _ := atlas.Numbered(s.District)
		if s.Known != (d.Code != rows[7].Code) || s.Known && s.Residents != people[d.Code] || len(s.Cells) == 0 || d.Code == "islet" && len(s.Cells) != 1 {
			t.Errorf("%s: %+v", d.Code, s)
		}
		for _, c := range s.Cells {
			for r := c.Resolution(); r >= 7; r-- {
				residents[c.Parent(r)] += s.Residents / float64(len(s.Cells))
			}
		}
	}
	if len(settled) != len(rows) {
		t.Errorf("%d districts, want %d", len(settled), len(rows))
	}
	cells, err := pool.Query(ctx, `select cell, residents from public_cells`)
	if err != nil {
		t.Fatal(err)
	}
	var cell int64
	var want float64
	resolutions := map[geo.Resolution]bool{}
	_, err = pgx.ForEachRow(cells, []any{&cell, &want}, func() error {
		c := geo.Cell(cell)
		resolutions[c.Resolution()] = true
		if got := residents[c]; math.Abs(got-want) > 1e-6 {
			t.Errorf("%s: %g residents below it, cut for %g", c, got, want)
		}
		return nil
	})
	if err != nil || len(resolutions) < 2 {
		t.Errorf("public cells of resolutions %v, %v", resolutions, err)
	}
}
