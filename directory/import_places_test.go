package directory_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
)

// importedCity is a pool whose database holds the official quartiers of Marseille.
func importedCity(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool := postgrestest.New(t)
	if _, err := marseille(t, pool).ImportDistricts(context.Background(), quartierFile, quartiers(t)); err != nil {
		t.Fatal(err)
	}
	return pool
}

// squareCity is a pool whose database holds a Marseille of two square quartiers, quick to make.
func squareCity(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool := postgrestest.New(t)
	squares := func(yield func(directory.DistrictRow, error) bool) {
		for i := range 2 {
			west := 5.3 + 0.1*float64(i)
			ring := orb.Ring{{west, 43.2}, {west + 0.1, 43.2}, {west + 0.1, 43.4}, {west, 43.4}, {west, 43.2}}
			row := directory.DistrictRow{
				Where: "test", Code: fmt.Sprintf("13%d01", 201+i), Name: "Carré", Parent: fmt.Sprint(13201 + i),
				Shape: orb.MultiPolygon{{ring}},
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	if _, err := marseille(t, pool).ImportDistricts(context.Background(), quartierFile, squares); err != nil {
		t.Fatal(err)
	}
	return pool
}

func franceServices(t testing.TB, r *os.File) (directory.Import, iter.Seq2[directory.Incoming, error]) {
	t.Helper()
	mapping, err := formats.ShippedMapping("france-services")
	if err != nil {
		t.Fatal(err)
	}
	table, err := formats.ReadTable(r, filepath.Base(r.Name()))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := mapping.Places(table)
	if err != nil {
		t.Fatal(err)
	}
	return directory.Import{Dataset: mapping.Dataset("france-services"), File: filepath.Base(r.Name())}, rows
}

func openShared(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(sharedFile(t, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestFranceServices(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := importedCity(t)
	im, rows := franceServices(t, openShared(t, "places/france-services-20240801.csv"))
	report, err := im.Places(ctx, pool, rows)
	if err != nil {
		t.Fatal(err)
	}
	if report.Added != 2845 || report.Refused.Count != 0 || report.Outside != 2832 {
		t.Errorf("added %d, refused %v, outside %d; want 2845, none, 2832", report.Added, report.Refused, report.Outside)
	}
	const castellane = "the code says 13216 (16e arrondissement), the point lies in 13215 (15e arrondissement)"
	const overlap = `114: column h_mardi "09:00 - 12:00 / 09:00 - 16:30 / 14:00 - 16:30": 09:00-12:00 and 09:00-16:30 overlap`
	for _, want := range []directory.Refused{{Where: "line 963", Reason: castellane}, {Where: "line 102", Reason: overlap}} {
		if !slices.Contains(report.Suspicious.First, want) {
			t.Errorf("not suspicious: %v", want)
		}
	}
	if report.Suspicious.Count != 21 {
		t.Errorf("suspicious: %v, want one position and the hours of 20", report.Suspicious)
	}
	itinerant := countRows(t, pool, `select count(*) from places where itinerant and geom is null`)
	if itinerant != 163 {
		t.Errorf("%d itinerant places without stops, want 163", itinerant)
	}
	before := writes(t, pool)

	im, rows = franceServices(t, openShared(t, "places/france-services-20240801.csv"))
	again, err := im.Places(ctx, pool, rows)
	if err != nil {
		t.Fatal(err)
	}
	if again.Unchanged != 2845 || again.Added+again.Updated+again.Closed != 0 {
		t.Errorf("the same file again: %+v", again)
	}
	if after := writes(t, pool); after != before {
		t.Errorf("the same file again wrote: %s, before %s", after, before)
	}
	if n := countRows(t, pool, `select count(*) from imports`); n != 2 {
		t.Errorf("%d import records, want 2", n)
	}
}

// writes is a fingerprint of every row version of places and organisations, and of what the followers were told.
func writes(t testing.TB, pool *pgxpool.Pool) (s string) {
	t.Helper()
	err := pool.QueryRow(context.Background(), `
		select (select count(*) || ' ' || md5(string_agg(id || ' ' || xmin || ' ' || ctid, ',' order by id)) from places)
			|| ' / ' || (select count(*) from organisations)
			|| ' / ' || (select count(*) from changes where topic in ('place', 'organisation'))`).Scan(&s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func countRows(t testing.TB, pool *pgxpool.Pool, sql string, args ...any) (n int) {
	t.Helper()
	if err := pool.QueryRow(context.Background(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// toilets are n made-up rows of one dataset on a line across Marseille.
func toilets(n int, change func(i int, in *directory.Incoming)) iter.Seq2[directory.Incoming, error] {
	set, _ := directory.CategoryNamed("toilets")
	return func(yield func(directory.Incoming, error) bool) {
		for i := range n {
			in := directory.Incoming{
				Where: fmt.Sprintf("line %d", i+2), SourceID: fmt.Sprint(i), Name: fmt.Sprintf("Toilettes %d", i),
				Categories: set, Located: true, Point: orb.Point{5.36 + 0.0001*float64(i), 43.3},
			}
			if change != nil {
				change(i, &in)
			}
			if in.SourceID != "gone" && !yield(in, nil) {
				return
			}
		}
	}
}

var townFile = directory.Import{Dataset: directory.Dataset{Name: "town", Title: "Town"}, File: "town.csv"}

func importOK(t testing.TB, pool *pgxpool.Pool, im directory.Import, rows iter.Seq2[directory.Incoming, error]) *directory.Report {
	t.Helper()
	report, err := im.Places(context.Background(), pool, rows)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestGoneAndBack(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	importOK(t, pool, townFile, toilets(10, nil))
	first := countRows(t, pool, `select extract(epoch from last_import_at)::int from datasets`)

	gone := func(from int) iter.Seq2[directory.Incoming, error] {
		return toilets(10, func(i int, in *directory.Incoming) {
			if i >= from {
				in.SourceID = "gone"
			}
		})
	}
	report := importOK(t, pool, townFile, gone(8))
	if report.Closed != 2 || report.Unchanged != 8 {
		t.Errorf("two of ten gone: %+v", report)
	}
	seen := countRows(t, pool, `select count(*) from places where status = 'closed' and extract(epoch from last_seen_at)::int = $1`, first)
	if seen != 2 {
		t.Errorf("%d closed places were last seen at the first import, want 2", seen)
	}

	var many *directory.TooManyGone
	before := writes(t, pool)
	if _, err := townFile.Places(context.Background(), pool, gone(6)); !errors.As(err, &many) || many.Gone != 2 || many.Open != 8 {
		t.Errorf("a quarter gone: %v", err)
	}
	if after := writes(t, pool); after != before || countRows(t, pool, `select count(*) from imports`) != 2 {
		t.Error("a refused file wrote something")
	}
	force := townFile
	force.Force = true
	if report := importOK(t, pool, force, gone(6)); report.Closed != 2 {
		t.Errorf("forced: %+v", report)
	}

	report = importOK(t, pool, townFile, toilets(10, nil))
	if report.Updated != 4 || report.Unchanged != 6 || countRows(t, pool, `select count(*) from places where status = 'open' and last_seen_at is null`) != 10 {
		t.Errorf("all back: %+v", report)
	}
}

func TestDirtyRows(t *testing.T) {
	t.Parallel()
	pool := squareCity(t)
	nan := 0.0
	nan /= nan
	clinic, _ := directory.CategoryNamed("clinic")
	faults := map[int]struct {
		change func(*directory.Incoming)
		want   string
	}{
		1:  {func(in *directory.Incoming) { in.Point[0] = nan }, "NaN"},
		2:  {func(in *directory.Incoming) { in.Point = orb.Point{43.3, 5.37} }, "swapped"},
		3:  {func(in *directory.Incoming) { in.Point = orb.Point{5, 91} }, "91"},
		4:  {func(in *directory.Incoming) { in.Point = orb.Point{} }, "0,0"},
		5:  {func(in *directory.Incoming) { in.Name = " " }, "name"},
		6:  {func(in *directory.Incoming) { in.SourceID = "" }, "source id"},
		7:  {func(in *directory.Incoming) { in.SourceID = "8" }, `"8" stands at line 9`},
		9:  {func(in *directory.Incoming) { in.Located = false }, "position"},
		10: {func(in *directory.Incoming) { in.Categories |= clinic }, "--allow-sensitive clinic"},
		11: {func(in *directory.Incoming) { in.Description = "a\x00b" }, "not UTF-8 text"},
		12: {func(in *directory.Incoming) { in.Name = strings.Repeat("é", 300) }, "600 bytes"},
		13: {func(in *directory.Incoming) { in.AgeMin = 131 }, "131"},
		14: {func(in *directory.Incoming) { in.Categories = 0 }, "categories"},
	}
	// the row that repeats 8 comes after it
	order := toilets(20, func(i int, in *directory.Incoming) {
		if f, bad := faults[i]; bad && i != 7 {
			f.change(in)
		}
		if i == 19 {
			in.SourceID = "8"
		}
	})
	report := importOK(t, pool, townFile, order)
	if report.Added != 20-len(faults) || report.Refused.Count != len(faults) {
		t.Errorf("added %d, refused %d: %v", report.Added, report.Refused.Count, report.Refused.First)
	}
	reasons := map[string]string{}
	for _, r := range report.Refused.First {
		reasons[r.Where] = r.Reason
	}
	for i, f := range faults {
		line := fmt.Sprintf("line %d", i+2)
		if i == 7 {
			line, f.want = "line 21", `"8" stands at line 10`
		}
		if !strings.Contains(reasons[line], f.want) {
			t.Errorf("%s: %q, want %q", line, reasons[line], f.want)
		}
	}
}

// A row that a fault of the file leaves out is not gone: its place stays open as it was. A row without an id says nothing.
func TestFaultyRowKeepsItsPlace(t *testing.T) {
	t.Parallel()
	pool := squareCity(t)
	importOK(t, pool, townFile, toilets(20, nil))
	report := importOK(t, pool, townFile, toilets(20, func(i int, in *directory.Incoming) {
		switch i {
		case 3:
			in.Point = orb.Point{43.3, 5.37}
		case 4:
			in.Name = ""
		case 5:
			in.SourceID = ""
		}
	}))
	if report.Refused.Count != 3 || report.Closed != 1 || report.Unchanged != 17 {
		t.Errorf("%+v", report)
	}
	if n := countRows(t, pool, `select count(*) from places where status = 'open' and source_id in ('3', '4')`); n != 2 {
		t.Errorf("%d of the two places stayed open", n)
	}
}

// What the source says of the district is compared with where the point lies.
func TestDeclaredDistrict(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := squareCity(t)
	cities := directory.NewCities(pool)
	if _, err := cities.Add(ctx, directory.City{Code: "75056", Name: "Paris", Timezone: "Europe/Paris", Lang: "fr"}); err != nil {
		t.Fatal(err)
	}
	paris := func(yield func(directory.DistrictRow, error) bool) {
		ring := orb.Ring{{2.2, 48.8}, {2.4, 48.8}, {2.4, 48.9}, {2.2, 48.9}, {2.2, 48.8}}
		yield(directory.DistrictRow{Where: "test", Code: "75056", Name: "Paris", Shape: orb.MultiPolygon{{ring}}}, nil)
	}
	if _, err := cities.ImportDistricts(ctx, directory.DistrictFile{City: "75056", Kind: "city"}, paris); err != nil {
		t.Fatal(err)
	}
	declared := []struct {
		code  string
		point orb.Point
		want  string
	}{
		{"13201", orb.Point{5.35, 43.3}, ""},
		{"1320101", orb.Point{5.35, 43.3}, ""},
		{"13055", orb.Point{5.35, 43.3}, ""},
		{"", orb.Point{5.35, 43.3}, ""},
		{"13202", orb.Point{5.35, 43.3}, "the code says 13202 (2e arrondissement), the point lies in 13201 (1er arrondissement)"},
		{"1320201", orb.Point{5.35, 43.3}, "the code says 1320201 (Carré), the point lies in 1320101 (Carré)"},
		{"83137", orb.Point{5.35, 43.3}, "the code says 83137, the point lies in 13201 (1er arrondissement)"},
		{"13202", orb.Point{5.9, 43.1}, "the code says 13202 (2e arrondissement), the point 5.9,43.1 lies in no district"},
		{"83137", orb.Point{5.9, 43.1}, ""},
		{"75101", orb.Point{2.35, 48.85}, ""}, // a city without districts of its own
	}
	report := importOK(t, pool, townFile, toilets(len(declared), func(i int, in *directory.Incoming) {
		in.Where, in.Declared, in.Point = fmt.Sprint(i), declared[i].code, declared[i].point
	}))
	got := map[string]string{}
	for _, f := range report.Suspicious.First {
		got[f.Where] = f.Reason
	}
	for i, d := range declared {
		if reason := got[fmt.Sprint(i)]; reason != d.want {
			t.Errorf("%s at %v: %q, want %q", d.code, d.point, reason, d.want)
		}
	}
	if report.Added != len(declared) || report.Outside != 2 {
		t.Errorf("%+v", report)
	}
}
