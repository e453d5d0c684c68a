package tiles_test

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/tiles"
)

func ExampleDescription() {
	d := tiles.Description{
		Name:        "places",
		Attribution: "© OpenStreetMap contributors (ODbL-1.0)",
		URL:         "https://example.org/tiles/places/{z}/{x}/{y}.mvt",
		Bounds:      geo.BBox{West: 5.22, South: 43.16, East: 5.54, North: 43.39},
		Layers:      []tiles.VectorLayer{{ID: "places", Fields: map[string]string{"kind": "leaf of the taxonomy", "count": "places of a cell"}}},
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(d); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//   "tilejson": "3.0.0",
	//   "scheme": "xyz",
	//   "name": "places",
	//   "attribution": "© OpenStreetMap contributors (ODbL-1.0)",
	//   "tiles": [
	//     "https://example.org/tiles/places/{z}/{x}/{y}.mvt"
	//   ],
	//   "minzoom": 0,
	//   "maxzoom": 16,
	//   "bounds": [
	//     5.22,
	//     43.16,
	//     5.54,
	//     43.39
	//   ],
	//   "vector_layers": [
	//     {
	//       "id": "places",
	//       "fields": {
	//         "count": "places of a cell",
	//         "kind": "leaf of the taxonomy"
	//       }
	//     }
	//   ]
	// }
}
