// Package sketch draws a plain plan: outlines of districts and the places of a list, as SVG path data that a server
// writes into a page. It is the map that works without script, and what stands there until the real one arrives. And the
// figures beside it: classes for the colours of a map, the hours of a week, what became of something month after month.
//
//	points ──Frame, Fit──▶ view ──Path, At, Room──▶ "M12 3l5 6z" and x, y in a square of [Side] units
//	values ──Breaks──▶ where each class begins ──Class──▶ 0, 1, 2 …
//	168 hours ──Hours──▶ "M30 0h20v9h-20z"          values ──Bars──▶ x, y, width, height
//
// Units: degrees in, units of the drawing out, y downwards, Web Mercator between.
//
// Not here: colours, words, HTML.
package sketch

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/project"
	"github.com/paulmach/orb/simplify"
)

// Side is the width and height of the drawing in its own units.
const Side = 1000

const (
	margin    = 0.12 // of the side, kept free around what is framed
	tolerance = 2    // units that a simplified line may stray
)

// View places degrees on the drawing.
type View struct {
	centre orb.Point // Mercator metres
	unitM  float64   // Mercator metres per unit
}

// Frame is the view that holds all points, at least minM metres wide (on the equator's scale). No points: a view of
// the whole earth.
func Frame(points []orb.Point, minM float64) View {
	if len(points) == 0 {
		return View{unitM: 4e7 / Side}
	}
	return framed(points, minM, margin)
}

// framed holds all points and leaves a part of the side free around them.
func framed(points []orb.Point, minM, free float64) View {
	bound := orb.MultiPoint(points).Bound()
	low, high := project.Point(bound.Min, project.WGS84.ToMercator), project.Point(bound.Max, project.WGS84.ToMercator)
	wide := max(high[0]-low[0], high[1]-low[1], minM)
	return View{
		centre: orb.Point{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2},
		unitM:  wide / (Side * (1 - 2*free)),
	}
}

// At is where p stands, rounded to whole units.
func (v View) At(p orb.Point) (x, y int) {
	q := v.unrounded(p)
	return int(math.Round(q[0])), int(math.Round(q[1]))
}

// Shows says whether p stands on the drawing.
func (v View) Shows(p orb.Point) bool {
	q := v.unrounded(p)
	return q[0] >= 0 && q[0] <= Side && q[1] >= 0 && q[1] <= Side
}

// Meets says whether a box of degrees touches the drawing.
func (v View) Meets(b orb.Bound) bool {
	low, high := v.unrounded(b.Min), v.unrounded(b.Max)
	return low[0] <= Side && high[0] >= 0 && high[1] <= Side && low[1] >= 0
}

func (v View) unrounded(p orb.Point) orb.Point {
	m := project.Point(p, project.WGS84.ToMercator)
	return orb.Point{Side/2 + (m[0]-v.centre[0])/v.unitM, Side/2 - (m[1]-v.centre[1])/v.unitM}
}

// around is the part of the plane that is drawn: one side more in each direction, since the square stands in the
// middle of a frame of another shape.
var around = orb.Bound{Min: orb.Point{-Side, -Side}, Max: orb.Point{2 * Side, 2 * Side}}

// Path is the outline as SVG path data, simplified to what can be seen. Empty when nothing of it can.
func (v View) Path(shape orb.MultiPolygon) string {
	var d []byte
	for _, polygon := range shape {
		for _, ring := range polygon {
			d = v.appendRing(d, ring)
		}
	}
	return string(d)
}

func (v View) appendRing(d []byte, ring orb.Ring) []byte {
	drawn := make(orb.Ring, len(ring))
	for i, p := range ring {
		drawn[i] = v.unrounded(p)
	}
	drawn = clip.Ring(around, drawn)
	if len(drawn) == 0 {
		return d
	}
	drawn = simplify.DouglasPeucker(tolerance).Ring(drawn)
	if len(drawn) < 4 {
		return d
	}
	x, y := 0, 0
	for i, p := range drawn[:len(drawn)-1] {
		px, py := int(math.Round(p[0])), int(math.Round(p[1]))
		switch {
		case i == 0:
			d = append(d, 'M')
		case i == 1:
			d = append(d, 'l')
		}
		d = appendNumber(d, px-x, i > 1)
		d = appendNumber(d, py-y, true)
		x, y = px, py
	}
	return append(d, 'z')
}

// appendNumber separates by a space only where no sign does.
func appendNumber(d []byte, n int, follows bool) []byte {
	if follows && n >= 0 {
		d = append(d, ' ')
	}
	return strconv.AppendInt(d, int64(n), 10)
}
