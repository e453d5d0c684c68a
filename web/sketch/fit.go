package sketch

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Box is the part of the drawing that is shown, in its units.
type Box struct{ X, Y, Width, Height int }

// String is the box as the viewBox of an SVG.
func (b Box) String() string { return fmt.Sprintf("%d %d %d %d", b.X, b.Y, b.Width, b.Height) }

const (
	edge      = 0.01 // of the side, kept free around what fills the drawing
	narrowest = 0.4  // of its width, the least height of a box: a street would be a line
)

// Fit is the view that the points fill, and the box that holds them and nothing more. No points: the whole square.
func Fit(points []orb.Point) (View, Box) {
	if len(points) == 0 {
		return Frame(nil, 0), Box{0, 0, Side, Side}
	}
	view := framed(points, 1, edge)
	bound := orb.MultiPoint(points).Bound()
	low, high := view.unrounded(bound.Min), view.unrounded(bound.Max)
	const free = edge * Side
	width := max(high[0]-low[0], narrowest*Side) + 2*free
	height := max(low[1]-high[1], narrowest*Side) + 2*free
	return view, Box{
		X: int(math.Round(Side/2 - width/2)), Y: int(math.Round(Side/2 - height/2)),
		Width: int(math.Round(width)), Height: int(math.Round(height)),
	}
}

// Room is the radius of the circle around a point of a shape that stays within the shape, in units; 0 outside of it.
func (v View) Room(shape orb.MultiPolygon, at orb.Point) float64 {
	if !planar.MultiPolygonContains(shape, at) {
		return 0
	}
	middle := v.unrounded(at)
	radius := math.Inf(1)
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				radius = min(radius, planar.DistanceFromSegment(v.unrounded(ring[i-1]), v.unrounded(ring[i]), middle))
			}
		}
	}
	return radius
}
