package marseille

import (
	"slices"
	"strings"

	"github.com/paulmach/orb/geojson"

	"github.com/alentour/alentour/geo"
)

// Arrondissements are the 16 of the city, in order: the union of the footprints of their quartiers, with "code", "name" and the
// "population" that these have together.
func Arrondissements() (*geojson.FeatureCollection, error) {
	quartiers, err := readQuartiers()
	if err != nil {
		return nil, err
	}
	cells, people := map[string][]geo.Cell{}, map[string]float64{}
	var codes []string
	for _, q := range quartiers {
		if cells[q.parent] == nil {
			codes = append(codes, q.parent)
		}
		cells[q.parent] = append(cells[q.parent], q.cells...)
		people[q.parent] += q.figures["population"]
	}
	slices.Sort(codes)
	fc := geojson.NewFeatureCollection()
	for _, code := range codes {
		shape, err := geo.Outline(cells[code])
		if err != nil {
			return nil, err
		}
		f := geojson.NewFeature(shape)
		f.Properties = geojson.Properties{
			"code": code, "name": "arrondissement " + strings.TrimLeft(strings.TrimPrefix(code, "132"), "0"), "population": people[code],
		}
		fc.Append(f)
	}
	return fc, nil
}
