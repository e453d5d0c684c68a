package tiles

import (
	"encoding/json"

	"github.com/alentour/alentour/geo"
)

// Description describes a layer's tiles; as JSON it is a TileJSON 3.0 document.
type Description struct {
	Name        string
	About       string // one sentence for people
	Attribution string // © and licences as HTML or text, shown by maps
	URL         string // absolute, with {z}, {x} and {y}
	Bounds      geo.BBox
	Layers      []VectorLayer
}

// VectorLayer names a layer within the tiles and its attributes: name → what it says.
type VectorLayer struct {
	ID     string            `json:"id"`
	About  string            `json:"description,omitempty"`
	Fields map[string]string `json:"fields"`
}

// MarshalJSON writes TileJSON 3.0.0 (github.com/mapbox/tilejson-spec). A box across the 180th meridian, which it does
// not know, becomes one around the world.
func (d Description) MarshalJSON() ([]byte, error) {
	box := d.Bounds
	if box.West > box.East {
		box.West, box.East = -180, 180
	}
	return json.Marshal(struct {
		TileJSON    string        `json:"tilejson"`
		Scheme      string        `json:"scheme"`
		Name        string        `json:"name"`
		About       string        `json:"description,omitempty"`
		Attribution string        `json:"attribution,omitempty"`
		Tiles       []string      `json:"tiles"`
		MinZoom     Zoom          `json:"minzoom"`
		MaxZoom     Zoom          `json:"maxzoom"`
		Bounds      [4]float64    `json:"bounds"`
		Layers      []VectorLayer `json:"vector_layers"`
	}{
		"3.0.0", "xyz", d.Name, d.About, d.Attribution,
		[]string{d.URL},
		0, MaxZoom,
		[4]float64{box.West, box.South, box.East, box.North},
		d.Layers,
	})
}
