package api

import (
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
)

const geoJSON = "application/geo+json" // RFC 7946

// FeatureCollection is a GeoJSON answer (RFC 7946).
type FeatureCollection struct {
	Type        string    `json:"type" enum:"FeatureCollection"`
	Features    []Feature `json:"features" nullable:"false"`
	Next        string    `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
	Unknown     *int      `json:"unknown,omitempty" doc:"With open_at: places on this page's stretch that may be open, their hours not being known."`
	Attribution []Source  `json:"attribution,omitempty" nullable:"false"`
}

// Feature is a GeoJSON feature.
type Feature struct {
	Type       string         `json:"type" enum:"Feature"`
	ID         string         `json:"id"`
	BBox       []float64      `json:"bbox,omitempty" nullable:"false"`
	Geometry   *Geometry      `json:"geometry" doc:"null for what has no position."`
	Properties map[string]any `json:"properties"`
}

// Geometry is a GeoJSON geometry.
type Geometry struct {
	Type        string `json:"type" enum:"Point,MultiPolygon"`
	Coordinates any    `json:"coordinates"`
}

// wantsGeoJSON says whether an Accept field names GeoJSON, and not before JSON.
func wantsGeoJSON(accept string) bool {
	geo := strings.Index(accept, geoJSON)
	plain := strings.Index(accept, "application/json")
	return geo >= 0 && (plain < 0 || geo < plain)
}

// features appends a page of places as a FeatureCollection.
func (w *pageWriter) features(b []byte, page *directory.Page) []byte {
	b = append(b, `{"type":"FeatureCollection","features":[`...)
	for i := range page.Items {
		f := &page.Items[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = appendID(append(b, `{"type":"Feature","id":`...), f.ID)
		if f.Located {
			b = appendPoint(append(b, `,"geometry":{"type":"Point","coordinates":`...), f.Point)
			b = append(b, '}')
		} else {
			b = append(b, `,"geometry":null`...)
		}
		b = appendString(append(b, `,"properties":{"name":`...), f.Name)
		if !f.Confidential {
			b = strconv.AppendInt(append(b, `,"num":`...), f.Num, 10)
		}
		if w.near {
			b = appendFixed(append(b, `,"distance_m":`...), f.DistanceM, metreDecimals)
		}
		b = w.properties(b, f)
		b = append(b, "}}"...)
	}
	b = append(b, ']')
	b = w.rest(b, page)
	return append(b, "]}\n"...)
}

// appendMultiPolygon appends a geometry whose rings are closed and turn as RFC 7946 wants.
func appendMultiPolygon(b []byte, mp orb.MultiPolygon) []byte {
	if len(mp) == 0 {
		return append(b, "null"...)
	}
	b = append(b, `{"type":"MultiPolygon","coordinates":[`...)
	for i, polygon := range mp {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for j, ring := range polygon {
			if j > 0 {
				b = append(b, ',')
			}
			b = append(b, '[')
			for k, p := range ring {
				if k > 0 {
					b = append(b, ',')
				}
				b = appendPoint(b, p)
			}
			b = append(b, ']')
		}
		b = append(b, ']')
	}
	return append(b, "]}"...)
}
