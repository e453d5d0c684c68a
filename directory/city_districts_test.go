package directory_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

var quartierFile = directory.DistrictFile{City: "13055", Kind: "quartier", ParentKind: "arrondissement", Source: "IRIS-GE"}

// quartiers reads the 111 real ones.
func quartiers(t testing.TB) iter.Seq2[directory.DistrictRow, error] {
	t.Helper()
	path := sharedFile(t, "boundaries/marseille-quartiers-111.geojson")
	return func(yield func(directory.DistrictRow, error) bool) {
		file, err := os.Open(path)
		if err != nil {
			yield(directory.DistrictRow{}, err)
			return
		}
		defer file.Close()
		for f, err := range formats.Features(file, "quartiers") {
			row := directory.DistrictRow{Where: f.Where}
			if err == nil {
				row.Code, row.Name = f.Properties["code"].(string), f.Properties["nom"].(string)
				row.Parent = f.Properties["arrondissement"].(string)
				row.Shape = shapeOf(f.Geometry)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func shapeOf(g orb.Geometry) orb.MultiPolygon {
	if p, ok := g.(orb.Polygon); ok {
		return orb.MultiPolygon{p}
	}
	return g.(orb.MultiPolygon)
}

func TestQuartiersOfMarseille(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	rows := quartiers(t)
	rehearsed := quartierFile
	rehearsed.DryRun = true
	rehearsal, err := cities.ImportDistricts(ctx, rehearsed, rows)
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, pool, `select count(*) from districts`); n != 1 {
		t.Fatalf("%d districts after a dry run, want the city alone", n)
	}
	report, err := cities.ImportDistricts(ctx, quartierFile, rows)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(report) != fmt.Sprint(rehearsal) {
		t.Errorf("did %+v, rehearsed %+v", report, rehearsal)
	}
	if report.Added != 111 || len(report.Made) != 16 || len(report.Refused) != 0 || len(report.Overlaps) != 0 {
		t.Errorf("report %+v", report)
	}
	t.Run("tree", func(t *testing.T) { checkTree(t, pool) })
	t.Run("again", func(t *testing.T) {
		before := count(t, pool, `select count(*) from changes`)
		report, err := cities.ImportDistricts(ctx, quartierFile, rows)
		if err != nil || report.Unchanged != 111 || report.Added+report.Updated+len(report.Made) != 0 {
			t.Errorf("%+v, %v", report, err)
		}
		if after := count(t, pool, `select count(*) from changes`); after != before {
			t.Errorf("the same file made %d changes", after-before)
		}
	})
	t.Run("W2", func(t *testing.T) { checkBelonging(t, pool) })
}

func checkTree(t *testing.T, pool *pgxpool.Pool) {
	names := map[string]string{}
	rows, err := pool.Query(context.Background(), `select code, name from districts where kind = 'arrondissement'`)
	if err != nil {
		t.Fatal(err)
	}
	var code, name string
	if _, err = pgx.ForEachRow(rows, []any{&code, &name}, func() error { names[code] = name; return nil }); err != nil {
		t.Fatal(err)
	}
	if len(names) != 16 || names["13201"] != "1er arrondissement" || names["13216"] != "16e arrondissement" {
		t.Errorf("arrondissements %v", names)
	}
	// a hole in a union is where two neighbours do not meet
	const hole = `
		select coalesce(max(ST_Area(ST_MakePolygon(ST_ExteriorRing(r.geom))::geography)), 0)::int
		from districts d, ST_Dump(d.geom) p, ST_DumpRings(p.geom) r where d.source like 'union%' and r.path[1] > 0`
	if m2 := count(t, pool, hole); m2 > 10 {
		t.Errorf("a union of districts has a hole of %d m²", m2)
	}
	const lost = `
		select abs((select sum(ST_Area(geom::geography)) from districts where kind = 'quartier')
			- (select ST_Area(geom::geography) from districts where kind = 'city'))::int`
	if m2 := count(t, pool, lost); m2 > 100 {
		t.Errorf("the city and its quartiers differ by %d m²", m2)
	}
	if n := count(t, pool, `select count(*) from districts where outline is null or not ST_IsValid(outline)`); n != 0 {
		t.Errorf("%d districts without a valid outline", n)
	}
	if n := count(t, pool, `select count(*) from districts where not ST_IsPolygonCCW(geom)`); n != 0 {
		t.Errorf("%d districts against the right-hand rule", n)
	}
}

// checkBelonging compares the atlas with ST_Covers on every district, on random points and on points of borders.
func checkBelonging(t *testing.T, pool *pgxpool.Pool) {
	ctx := context.Background()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var atlas *directory.Atlas
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) (err error) {
		atlas, err = directory.ReadAtlas(ctx, tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	city, _ := atlas.District("13055")
	var points []orb.Point
	for range 1000 {
		points = append(points, orb.Point{
			city.BBox.West + random.Float64()*(city.BBox.East-city.BBox.West),
			city.BBox.South + random.Float64()*(city.BBox.North-city.BBox.South),
		})
	}
	for _, arrondissement := range atlas.Children(city.Num) {
		for _, quartier := range atlas.Children(arrondissement.Num) {
			ring := quartier.Full[random.IntN(len(quartier.Full))][0]
			for range 4 {
				i := random.IntN(len(ring) - 1)
				middle := orb.Point{(ring[i][0] + ring[i+1][0]) / 2, (ring[i][1] + ring[i+1][1]) / 2}
				points = append(points, ring[i], middle)
			}
		}
	}
	lons, lats := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		lons[i], lats[i] = p[0], p[1]
	}
	// The middle of an edge, once rounded, lies up to 1e-15 degrees beside it. On the outer border that is in no
	// district, or in the one whose border is nearer than numbers can tell.
	rows, err := pool.Query(ctx, `
		with points as materialized (
			select i, ST_SetSRID(ST_MakePoint(lon, lat), 4326) p
			from unnest($1::float8[], $2::float8[]) with ordinality as u(lon, lat, i)),
		found as (
			select i, code, ST_Covers(geom, p) as covers from districts join points on ST_DWithin(geom, p, 1e-12)
			where kind = 'quartier')
		select coalesce(min(code collate "C") filter (where covers), ''), coalesce(min(code collate "C"), '')
		from points left join found using (i) group by i order by i`, lons, lats)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	var covering, touching string
	_, err = pgx.ForEachRow(rows, []any{&covering, &touching}, func() error {
		got := ""
		if d, ok := atlas.Finest(points[i]); ok {
			got = d.Code
		}
		if got != covering && (covering != "" || got != touching) {
			t.Errorf("%.17g: in %q, PostGIS says %q", points[i], got, covering)
		}
		i++
		return nil
	})
	if err != nil || i != len(points) {
		t.Errorf("%d of %d points, %v", i, len(points), err)
	}
}

// square is a made-up district: squares of a hundredth of a degree stand in a row, from west to east.
func square(n int) orb.MultiPolygon {
	w, s := 5.30+float64(n)/100, 43.30
	return orb.MultiPolygon{{{{w, s}, {w + 0.01, s}, {w + 0.01, s + 0.01}, {w, s + 0.01}, {w, s}}}}
}

func squares(n int) []directory.DistrictRow {
	var rows []directory.DistrictRow
	for i := range n {
		rows = append(rows, directory.DistrictRow{
			Where: fmt.Sprintf("square %d", i), Code: fmt.Sprintf("q%d", i), Name: fmt.Sprintf("Carré %d", i), Shape: square(i),
		})
	}
	return rows
}

func stream[T any](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func importSquares(t testing.TB, cities *directory.Cities, n int) directory.DistrictReport {
	t.Helper()
	report, err := cities.ImportDistricts(context.Background(), quartierFile, stream(squares(n)))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// putPlace writes a place without a district.
func putPlace(t testing.TB, pool *pgxpool.Pool, id string, lon, lat float64) {
	t.Helper()
	cell, err := geo.CellAt(orb.Point{lon, lat}, 10)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pool.Exec(context.Background(), `
		with d as (insert into datasets (name, title) values ('test', 'Test') on conflict (name) do update set title = 'Test' returning id)
		insert into places (uid, dataset_id, source_id, name, geom, cell, district_id)
		select gen_random_uuid(), d.id, $1, $1, p, $4,
			(select id from districts q where kind = 'quartier' and ST_Covers(q.geom, p) order by code limit 1)
		from d, ST_SetSRID(ST_MakePoint($2, $3), 4326) p`, id, lon, lat, int64(cell))
	if err != nil {
		t.Fatal(err)
	}
}

func districtOf(t testing.TB, pool *pgxpool.Pool, place string) (code string) {
	t.Helper()
	err := pool.QueryRow(context.Background(), `
		select coalesce(d.code, '') from places p left join districts d on d.id = p.district_id where p.source_id = $1`,
		place).Scan(&code)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestBorderMoves(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	putPlace(t, pool, "before", 5.305, 43.305) // was there first
	if moves := importSquares(t, cities, 3).Moves; !slices.Equal(moves, []directory.Move{{From: "", To: "q0", Places: 1}}) {
		t.Fatalf("moves %v", moves)
	}
	putPlace(t, pool, "border", 5.31, 43.305)  // between q0 and q1: the lower code
	putPlace(t, pool, "stays", 5.315, 43.305)  // in q1
	putPlace(t, pool, "near", 5.3301, 43.305)  // 8 m east of q2
	putPlace(t, pool, "away", 5.35, 43.305)    // in none
	putPlace(t, pool, "moves", 5.3095, 43.305) // in q0, in q1 from now on

	rows := squares(3)
	rows[0].Shape[0][0][1][0], rows[0].Shape[0][0][2][0] = 5.309, 5.309
	rows[1].Shape[0][0][0][0], rows[1].Shape[0][0][3][0], rows[1].Shape[0][0][4][0] = 5.309, 5.309, 5.309
	file := quartierFile
	file.AccuracyM = 20
	report, err := cities.ImportDistricts(ctx, file, stream(rows))
	if err != nil {
		t.Fatal(err)
	}
	want := []directory.Move{{From: "q0", To: "q1", Places: 2}, {From: "", To: "q2", Places: 1}}
	if report.Updated != 3 || !slices.Equal(report.Moves, want) {
		t.Errorf("report %+v, want moves %v", report, want)
	}
	for place, code := range map[string]string{
		"before": "q0", "border": "q1", "stays": "q1", "near": "q2", "away": "", "moves": "q1",
	} {
		if got := districtOf(t, pool, place); got != code {
			t.Errorf("place %q is in %q, want %q", place, got, code)
		}
	}
}

func TestDistrictFaults(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	if _, err := cities.Add(ctx, directory.City{Code: "other", Name: "Ailleurs", Timezone: "Europe/Paris", Lang: "fr"}); err != nil {
		t.Fatal(err)
	}
	bowTie := orb.MultiPolygon{{{{5.3, 43.3}, {5.31, 43.31}, {5.31, 43.3}, {5.3, 43.31}, {5.3, 43.3}}}}
	swapped := orb.MultiPolygon{{{{43.30, 5.3}, {43.31, 5.3}, {43.31, 5.31}, {43.30, 5.31}, {43.30, 5.3}}}}
	for _, c := range []struct {
		want  string
		spoil func(*directory.DistrictRow)
	}{
		{"Self-intersection", func(r *directory.DistrictRow) { r.Shape = bowTie }},
		{"exchanged", func(r *directory.DistrictRow) { r.Shape = swapped }},
		{"empty", func(r *directory.DistrictRow) { r.Shape = nil }},
		{"open", func(r *directory.DistrictRow) { r.Shape[0][0][4] = orb.Point{5.3, 43.305} }},
		{"latitude 95", func(r *directory.DistrictRow) { r.Shape[0][0][2][1] = 95 }},
		{"has no name", func(r *directory.DistrictRow) { r.Name = " " }},
		{`code "a b"`, func(r *directory.DistrictRow) { r.Code = "a b" }},
		{"stands already at square 0", func(r *directory.DistrictRow) { r.Code = "q0" }},
		{"its own parent", func(r *directory.DistrictRow) { r.Parent = r.Code }},
		{"stands in the same file", func(r *directory.DistrictRow) { r.Parent = "q0" }},
		{"the city's own code", func(r *directory.DistrictRow) { r.Code = "13055" }},
		{"already a district of city other", func(r *directory.DistrictRow) { r.Code = "other" }},
	} {
		rows := squares(2)
		c.spoil(&rows[1])
		file := quartierFile
		file.DryRun = true
		report, err := cities.ImportDistricts(ctx, file, stream(rows))
		if err != nil || report.Added != 1 || len(report.Refused) != 1 {
			t.Errorf("%s: %+v, %v", c.want, report, err)
			continue
		}
		if f := report.Refused[0]; f.Where != "square 1" || !strings.Contains(f.Reason, c.want) {
			t.Errorf("refused %q at %q, want %q", f.Reason, f.Where, c.want)
		}
	}
	t.Run("repair", func(t *testing.T) {
		rows := squares(1)
		rows[0].Shape = bowTie
		file := quartierFile
		file.Repair, file.DryRun = true, true
		report, err := cities.ImportDistricts(ctx, file, stream(rows))
		if err != nil || report.Added != 1 || len(report.Repaired) != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	})
	t.Run("nothing half-written", func(t *testing.T) {
		broken := errors.New("the disk is gone")
		_, err := cities.ImportDistricts(ctx, quartierFile, func(yield func(directory.DistrictRow, error) bool) {
			_ = yield(squares(1)[0], nil) && yield(directory.DistrictRow{}, broken)
		})
		if !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
		if n := count(t, pool, `select count(*) from districts where kind = 'quartier'`); n != 0 {
			t.Errorf("%d districts of a broken file", n)
		}
	})
	t.Run("circle", func(t *testing.T) {
		rows := squares(2)
		rows[0].Parent = "q1"
		if _, err := cities.ImportDistricts(ctx, quartierFile, stream(rows[1:])); err != nil {
			t.Fatal(err)
		}
		if _, err := cities.ImportDistricts(ctx, quartierFile, stream(rows[:1])); err != nil {
			t.Fatal(err)
		}
		rows[1].Parent = "q0"
		_, err := cities.ImportDistricts(ctx, quartierFile, stream(rows[1:]))
		if err == nil || !strings.Contains(err.Error(), "2 districts are above and below each other") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("all refused", func(t *testing.T) {
		rows := squares(1)
		rows[0].Name = ""
		if _, err := cities.ImportDistricts(ctx, quartierFile, stream(rows)); err == nil {
			t.Error("a file with nothing usable was taken")
		}
	})
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	cities := marseille(t, postgrestest.New(t))
	if report := importSquares(t, cities, 3); len(report.Overlaps) != 0 {
		t.Errorf("neighbours overlap: %+v", report.Overlaps)
	}
	rows := squares(3)
	rows[1].Shape[0][0][1][0], rows[1].Shape[0][0][2][0] = 5.325, 5.325 // half of the next one
	report, err := cities.ImportDistricts(context.Background(), quartierFile, stream(rows))
	if err != nil || len(report.Overlaps) != 1 || report.Overlaps[0].Parent != "13055" {
		t.Fatalf("%+v, %v", report, err)
	}
	if half := report.Overlaps[0].AreaM2; half < 440_000 || half > 460_000 { // 405 m by 1111 m
		t.Errorf("overlap of %.0f m²", half)
	}
}

func TestPrune(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	rows := squares(3)
	rows[0].Parent, rows[1].Parent, rows[2].Parent = "p1", "p1", "p2"
	if _, err := cities.ImportDistricts(ctx, quartierFile, stream(rows)); err != nil {
		t.Fatal(err)
	}
	putPlace(t, pool, "east", 5.325, 43.305)
	report, err := cities.ImportDistricts(ctx, quartierFile, stream(rows[:2]))
	if err != nil || !slices.Equal(report.NotInFile, []string{"q2"}) || districtOf(t, pool, "east") != "q2" {
		t.Errorf("kept: %+v, %v", report, err)
	}
	file := quartierFile
	file.Prune = true
	report, err = cities.ImportDistricts(ctx, file, stream(rows[:2]))
	if err != nil || len(report.NotInFile) != 0 || !slices.Equal(report.Removed, []string{"p2", "q2"}) {
		t.Errorf("pruned: %+v, %v", report, err)
	}
	if got := districtOf(t, pool, "east"); got != "" {
		t.Errorf("a place is in %q, which is gone", got)
	}
	rows[0].Parent, rows[1].Parent = "p3", "p3"
	report, err = cities.ImportDistricts(ctx, file, stream(rows[:2]))
	if err != nil || report.Updated != 2 || !slices.Equal(report.Made, []string{"p3"}) || !slices.Equal(report.Removed, []string{"p1"}) {
		t.Errorf("under another parent: %+v, %v", report, err)
	}
}

// TestCityShape gives a city its own border, which its districts then do not replace.
func TestCityShape(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	whole := directory.DistrictRow{Where: "commune", Code: "13055", Name: "Marseille", Shape: orb.MultiPolygon{
		{{{5.29, 43.29}, {5.34, 43.29}, {5.34, 43.32}, {5.29, 43.32}, {5.29, 43.29}}},
	}}
	elsewhere := directory.DistrictRow{Where: "commune", Code: "13001", Name: "Aix", Shape: square(9)}
	report, err := cities.ImportDistricts(ctx, directory.DistrictFile{City: "13055", Kind: "city", Source: "IGN"},
		stream([]directory.DistrictRow{elsewhere, whole}))
	if err != nil || report.Updated != 1 || report.Elsewhere != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	putPlace(t, pool, "edge", 5.335, 43.295)
	importSquares(t, cities, 3)
	if got := districtOf(t, pool, "edge"); got != "13055" {
		t.Errorf("a place in the city, in none of its quartiers, is in %q", got)
	}
	if n := count(t, pool, `select ST_NPoints(geom) from districts where code = '13055'`); n != 5 {
		t.Errorf("the city's shape has %d positions, want its own 5", n)
	}
}
