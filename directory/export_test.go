package directory_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
)

func TestExport(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := squareCity(t)
	town := townFile
	town.Dataset.Licence, town.Dataset.Attribution = "ODbL-1.0", "© OpenStreetMap contributors"
	importOK(t, pool, town, toilets(5, func(i int, in *directory.Incoming) {
		switch i {
		case 0:
			in.Name, in.Hours = "Bains; \"Douches\",\nrue Haute", "Mo-Fr 09:00-17:00"
		case 1:
			in.Itinerant = true
		case 4:
			in.SourceID = "gone"
		}
	}))
	importOK(t, pool, town, toilets(4, nil)) // changes the names back and leaves 0–3
	importOK(t, pool, town, toilets(4, func(i int, in *directory.Incoming) {
		if i == 0 {
			in.Name = "Bains; \"Douches\",\nrue Haute"
		}
		in.Itinerant = i == 1
	}))
	secret := town
	secret.Dataset.Name, secret.AllowSensitive = "secret", leaf(t, "refuge")
	importOK(t, pool, secret, one(refuge(t)))

	var geojson, csv bytes.Buffer
	if err := directory.Export(ctx, pool, &geojson, "geojson"); err != nil {
		t.Fatal(err)
	}
	if err := directory.Export(ctx, pool, &csv, "csv"); err != nil {
		t.Fatal(err)
	}
	if text := geojson.String() + csv.String(); strings.Contains(text, "Maison") || strings.Contains(text, "secret") {
		t.Error("the refuge is in the open data")
	}

	var points []orb.Point
	refused := 0
	for f, err := range formats.Features(&geojson, "places.geojson") {
		if err != nil {
			refused++ // the itinerant place has no geometry
			continue
		}
		points = append(points, f.Geometry.(orb.Point))
		if f.Properties["licence"] != "ODbL-1.0" || f.Properties["attribution"] != "© OpenStreetMap contributors" || f.Properties["district"] != "1320101" {
			t.Errorf("%s: %v", f.Where, f.Properties)
		}
	}
	if len(points) != 3 || refused != 1 || points[0] != (orb.Point{5.36, 43.3}) || points[2] != (orb.Point{5.3603, 43.3}) {
		t.Errorf("points %v, %d without", points, refused)
	}

	table, err := formats.ReadTable(&csv, "places.csv")
	if err != nil {
		t.Fatal(err)
	}
	name, err := table.Column("name")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; rows == 1 && row.Fields[name] != "Bains; \"Douches\",\nrue Haute" {
			t.Errorf("name %q", row.Fields[name])
		}
	}
	if rows != 4 {
		t.Errorf("%d rows, want 4", rows)
	}
}

func TestExportOfNothing(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	var out strings.Builder
	if err := directory.Export(context.Background(), pool, &out, "geojson"); err != nil {
		t.Fatal(err)
	}
	const want = `{"type":"FeatureCollection","datasets":[],"features":[` + "\n]}\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	if err := directory.Export(context.Background(), pool, &out, "xml"); err == nil || err.Error() != `export: format "xml" is not known; there are geojson, csv` {
		t.Errorf("xml: %v", err)
	}
}
