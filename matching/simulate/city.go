package simulate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"github.com/alentour/alentour/geo"
)

// City is where people live: districts, each with its share of them.
type City struct {
	Districts []District
}

// District is a part of a city. Helpers and Needs are weights: of the people who help, and of those who ask.
type District struct {
	Name           string
	Helpers, Needs float64
	Shape          orb.MultiPolygon
	draw           func(*rand.Rand) orb.Point // in its shape; nil = by refusing what lies outside
}

// centre of the disc: any will do away from the poles.
var centre = orb.Point{5.3698, 43.2965}

// at is the point so many metres east and north of the centre.
func at(east, north float64) orb.Point {
	const degreeM = geo.EarthRadiusM * math.Pi / 180
	return orb.Point{centre[0] + east/(degreeM*math.Cos(centre[1]*math.Pi/180)), centre[1] + north/degreeM}
}

// Disc is a city of a radius in metres, cut into sectors of one area. Help and need are spread unevenly over the sectors, and not
// in the same way: from 0.4 to 1.6 times the mean.
func Disc(radiusM float64, sectors int) (*City, error) {
	if !(radiusM >= 10 && radiusM <= 100_000) || sectors < 1 || sectors > 1000 {
		return nil, fmt.Errorf("disc: %v m and %d sectors are not in 10–100,000 and 1–1000", radiusM, sectors)
	}
	c := &City{}
	for i := range sectors {
		turn := 2 * math.Pi / float64(sectors)
		from := float64(i) * turn
		c.Districts = append(c.Districts, District{
			Name:    fmt.Sprintf("sector %d", i+1),
			Helpers: 1 + 0.6*math.Sin(3*from), Needs: 1 + 0.6*math.Cos(2*from), Shape: sector(radiusM, from, turn),
			draw: func(r *rand.Rand) orb.Point {
				distance, angle := radiusM*math.Sqrt(r.Float64()), from+turn*r.Float64()
				return at(distance*math.Cos(angle), distance*math.Sin(angle))
			},
		})
	}
	return c, nil
}

// sector is the shape of one, or of a whole disc, its arc cut into chords of at most two degrees.
func sector(radiusM, from, turn float64) orb.MultiPolygon {
	chords := int(math.Ceil(turn * 90 / math.Pi))
	var ring orb.Ring
	for i := range chords + 1 {
		angle := from + turn*float64(i)/float64(chords)
		ring = append(ring, at(radiusM*math.Cos(angle), radiusM*math.Sin(angle)))
	}
	if turn < 2*math.Pi {
		ring = append(ring, centre)
	} else {
		ring = ring[:chords] // the last is the first
	}
	return orb.MultiPolygon{{append(ring, ring[0])}}
}

// ReadCity reads districts from GeoJSON: polygons with "name" and "population", or "helpers" and "needs" as weights.
func ReadCity(r io.Reader) (*City, error) {
	var fc geojson.FeatureCollection
	if err := json.NewDecoder(io.LimitReader(r, 64<<20)).Decode(&fc); err != nil {
		return nil, fmt.Errorf("city: %w", err)
	}
	c := &City{}
	for i, f := range fc.Features {
		weight := func(name string) float64 {
			return f.Properties.MustFloat64(name, f.Properties.MustFloat64("population", 0))
		}
		d := District{Name: f.Properties.MustString("name", fmt.Sprint(i+1)), Helpers: weight("helpers"), Needs: weight("needs")}
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			d.Shape = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			d.Shape = g
		default:
			return nil, fmt.Errorf("city: feature %d is not a polygon", i+1)
		}
		if err := geo.CheckShape(d.Shape); err != nil {
			return nil, fmt.Errorf("city: feature %d: %w", i+1, err)
		}
		if !(d.Helpers >= 0 && d.Needs >= 0) || d.Helpers+d.Needs == 0 {
			return nil, fmt.Errorf("city: feature %d has no population", i+1)
		}
		c.Districts = append(c.Districts, d)
	}
	switch {
	case len(c.Districts) == 0:
		return nil, errors.New("city: no feature")
	case !slices.ContainsFunc(c.Districts, func(d District) bool { return d.Helpers > 0 }):
		return nil, errors.New("city: nobody helps in any district")
	case !slices.ContainsFunc(c.Districts, func(d District) bool { return d.Needs > 0 }):
		return nil, errors.New("city: nobody needs anything in any district")
	}
	return c, nil
}

// point draws evenly in a district.
func (d *District) point(r *rand.Rand) orb.Point {
	if d.draw != nil {
		return d.draw(r)
	}
	b := d.Shape.Bound()
	for range 100_000 { // a shape that fills less than that of its bound is given up on
		p := orb.Point{b.Min[0] + r.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + r.Float64()*(b.Max[1]-b.Min[1])}
		if planar.MultiPolygonContains(d.Shape, p) {
			return p
		}
	}
	return d.Shape[0][0][0]
}

// pick gives the place of a weight, by its share of all.
func pick(r *rand.Rand, n int, weight func(int) float64) int {
	total := 0.0
	for i := range n {
		total += weight(i)
	}
	left := r.Float64() * total
	for i := range n {
		if left -= weight(i); left < 0 {
			return i
		}
	}
	return n - 1
}
