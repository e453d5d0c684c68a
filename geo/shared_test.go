package geo_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// sharedAreas reads real boundaries from shared/data/boundaries in a parent of the working directory; the test is
// skipped where there are none.
func sharedAreas(t testing.TB, name, key string) []geo.Area {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		file, err := os.ReadFile(filepath.Join(dir, "shared", "data", "boundaries", name))
		if err == nil {
			return parseAreas(t, file, key)
		}
		if dir == filepath.Dir(dir) {
			t.Skipf("no shared/data/boundaries/%s beside the project", name)
		}
	}
}

func parseAreas(t testing.TB, file []byte, key string) []geo.Area {
	t.Helper()
	var fc struct {
		Features []struct {
			Properties map[string]any
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(file, &fc); err != nil {
		t.Fatal(err)
	}
	var areas []geo.Area
	for _, f := range fc.Features {
		var shape orb.MultiPolygon
		var err error
		if f.Geometry.Type == "Polygon" {
			shape = make(orb.MultiPolygon, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &shape[0])
		} else {
			err = json.Unmarshal(f.Geometry.Coordinates, &shape)
		}
		code, ok := f.Properties[key].(string)
		if err != nil || !ok {
			t.Fatalf("feature %v: %v", f.Properties, err)
		}
		areas = append(areas, geo.Area{Key: code, Shape: shape})
	}
	return areas
}
