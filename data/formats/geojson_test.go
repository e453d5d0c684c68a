package formats_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
)

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func feature(geometry string) string {
	return `{"type":"Feature","id":7,"properties":{"code":"1"},"geometry":` + geometry + `}`
}

const square = `{"type":"Polygon","coordinates":[[[5,43],[6,43],[6,44],[5,44],[5,43]]]}`

func TestFeatures(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	for name, c := range map[string]struct {
		text    string
		whole   int
		refused string
		err     string
	}{
		"one":              {collection(feature(square)), 1, "", ""},
		"none":             {collection(), 0, "", ""},
		"order mark":       {"\uFEFF" + collection(feature(square)), 1, "", ""},
		"type at the end":  {`{"name":"x","features":[` + feature(square) + `],"type":"FeatureCollection"}`, 1, "", ""},
		"height":           {collection(feature(`{"type":"Point","coordinates":[5,43,12.5]}`)), 1, "", ""},
		"good old crs":     {`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[]}`, 0, "", ""},
		"Lambert":          {`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:2154"}},"features":[]}`, 0, "", `f.json: crs "EPSG:2154": positions must be WGS 84`},
		"no geometry":      {collection(feature("null"), feature(square)), 1, "f.json: feature 1 (7): geometry: none", ""},
		"latitude 91":      {collection(feature(`{"type":"Point","coordinates":[5,91]}`)), 0, "f.json: feature 1 (7): geometry: Point: position [5,91]: outside the world (longitude ±180, latitude ±90)", ""},
		"one number":       {collection(feature(`{"type":"Point","coordinates":[5]}`)), 0, "f.json: feature 1 (7): geometry: Point: position [5]: a longitude and a latitude are needed", ""},
		"null number":      {collection(feature(`{"type":"Point","coordinates":[5,null]}`)), 0, "f.json: feature 1 (7): geometry: Point: position [5,null]: a longitude and a latitude are needed", ""},
		"open ring":        {collection(feature(`{"type":"Polygon","coordinates":[[[5,43],[6,43],[6,44],[5,44]]]}`)), 0, "f.json: feature 1 (7): geometry: ring 1 is not closed: it begins at [5 43] and ends at [5 44]", ""},
		"flat ring":        {collection(feature(`{"type":"Polygon","coordinates":[[[5,43],[6,43],[5,43]]]}`)), 0, "f.json: feature 1 (7): geometry: ring 1 has 3 positions, 4 are needed", ""},
		"unknown type":     {collection(feature(`{"type":"Circle","coordinates":[5,43]}`)), 0, `f.json: feature 1 (7): geometry: type "Circle" is not known`, ""},
		"nested deep":      {collection(feature(`{"type":"Polygon","coordinates":` + deep + `}`)), 0, "", "f.json: byte "},
		"NaN":              {collection(feature(`{"type":"Point","coordinates":[NaN,43]}`)), 0, "", "f.json: byte "},
		"1e999":            {collection(feature(`{"type":"Point","coordinates":[1e999,43]}`)), 0, "f.json: feature 1 (7): geometry: Point: position [1e999,43]: not numbers", ""},
		"cut short":        {collection(feature(square), feature(square))[:200], 1, "", "f.json: cut short after byte"},
		"a feature alone":  {feature(square), 0, "", `f.json: type "Feature", but a FeatureCollection is needed`},
		"a list":           {"[1,2]", 0, "", `f.json: byte 1: [ where "{" should stand`},
		"no features":      {`{"type":"FeatureCollection"}`, 0, "", `f.json: not a GeoJSON FeatureCollection: no member "features"`},
		"something after":  {collection() + "{}", 0, "", "f.json: byte "},
		"Latin-1":          {collection(`{"type":"Feature","properties":{"nom":"C` + "\xe9" + `zanne"},"geometry":` + square + `}`), 0, "", "f.json: line 1, byte "},
		"huge properties":  {collection(`{"type":"Feature","properties":{"x":"` + strings.Repeat("x", 1<<20) + `"},"geometry":` + square + `}`), 0, "f.json: feature 1: properties of 1048584 bytes, more than 1048576", ""},
		"endless feature":  {collection(`{"type":"Feature","properties":{"x":"` + strings.Repeat("x", 33<<20)), 0, "", "f.json: byte "},
		"nothing":          {"", 0, "", "f.json: cut short after byte 0"},
		"nested geometry":  {collection(feature(`{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[]}]}`)), 0, "f.json: feature 1 (7): geometry: a GeometryCollection within another", ""},
		"feature a number": {collection("3"), 0, "", "f.json: byte "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole, refused, ended := 0, "", ""
			for f, err := range formats.Features(strings.NewReader(c.text), "f.json") {
				var fault *directory.Refused
				switch {
				case errors.As(err, &fault):
					refused += fault.Error()
				case err != nil:
					ended = err.Error()
				default:
					whole++
					if f.Geometry == nil || f.Where == "" {
						t.Errorf("feature %+v", f)
					}
				}
			}
			if whole != c.whole || refused != c.refused {
				t.Errorf("%d whole, refused %q; want %d, %q", whole, refused, c.whole, c.refused)
			}
			if (ended == "") != (c.err == "") || !strings.HasPrefix(ended, c.err) {
				t.Errorf("ended with %q, want %q", ended, c.err)
			}
		})
	}
}

func TestQuartiersAreRead(t *testing.T) {
	t.Parallel()
	file := shared(t, "boundaries/marseille-quartiers-111.geojson")
	n := 0
	for f, err := range formats.Features(file, "quartiers") {
		if err != nil {
			t.Fatal(err)
		}
		if n++; f.ID != f.Properties["code"] {
			t.Errorf("%s: code %v", f.Where, f.Properties["code"])
		}
	}
	if n != 111 {
		t.Errorf("%d quartiers, want 111", n)
	}
}

func ExampleFeatures() {
	file := strings.NewReader(`{"type":"FeatureCollection","features":[
		{"type":"Feature","id":"1320101","properties":{"nom":"Belsunce"},"geometry":{"type":"Point","coordinates":[5.375,43.3]}},
		{"type":"Feature","id":"1320102","properties":{"nom":"Le Chapitre"},"geometry":null}]}`)
	for f, err := range formats.Features(file, "quartiers.geojson") {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(f.Where, f.Properties["nom"], f.Geometry)
	}
	// Output:
	// quartiers.geojson: feature 1 (1320101) Belsunce [5.375 43.3]
	// quartiers.geojson: feature 2 (1320102): geometry: none
}

func FuzzFeatures(f *testing.F) {
	for _, seed := range []string{
		collection(feature(square)), collection(feature(`{"type":"Point","coordinates":[5,43]}`)), `{"features":[`,
		collection(feature(`{"type":"MultiPolygon","coordinates":[[[[5,43],[6,43],[6,44],[5,43]]]]}`)), "[]", "\uFEFF{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for feature, err := range formats.Features(bytes.NewReader(text), "f.json") {
			if err != nil {
				continue
			}
			bound := feature.Geometry.Bound()
			if feature.Geometry.Dimensions() == 0 && !inWorld(bound.Min) {
				t.Fatalf("position %v", bound.Min)
			}
		}
	})
}

func inWorld(p orb.Point) bool { return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 }
