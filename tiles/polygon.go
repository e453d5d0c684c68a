package tiles

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Shape is a multi-polygon projected once, ready to be drawn on many tiles.
type Shape struct {
	polygons  [][][]Position // rings without their closing point, the outer one first
	northWest Position
	southEast Position
}

// buffer is how far beyond the tile's edge shapes are drawn, in grid units, so that outlines meet at edges unseen.
const buffer = 64

// vertex is a point on the tile's grid, possibly outside of it.
type vertex struct{ x, y int32 }

// NewShape projects mp; its rings are closed, none of them empty.
func NewShape(mp orb.MultiPolygon) Shape {
	s := Shape{northWest: Position{math.MaxUint32, math.MaxUint32}}
	for _, rings := range mp {
		projected := make([][]Position, 0, len(rings))
		for _, ring := range rings {
			line := make([]Position, 0, len(ring))
			for i, p := range ring {
				if i > 0 && i == len(ring)-1 && p == ring[0] {
					break
				}
				at := At(p)
				line = append(line, at)
				s.northWest = Position{min(s.northWest.X, at.X), min(s.northWest.Y, at.Y)}
				s.southEast = Position{max(s.southEast.X, at.X), max(s.southEast.Y, at.Y)}
			}
			projected = append(projected, line)
		}
		s.polygons = append(s.polygons, projected)
	}
	return s
}

// Polygon opens a polygon feature with what of s lies on the tile and a little beyond, and says true; false when
// nothing does. A shape too small for the grid is drawn as one unit of it, on one tile, so that nothing vanishes.
func (w *Writer) Polygon(id uint64, s Shape) bool {
	if w.misses(s) {
		return false
	}
	w.feature(id, polygon)
	for _, rings := range s.polygons {
		for i, ring := range rings {
			if !w.drawRing(ring, i == 0) && i == 0 {
				break // nothing to have holes in
			}
		}
	}
	if len(w.geometry) > 0 {
		return true
	}
	if at := s.polygons[0][0][0]; w.tile.Has(at) && w.vanishes(s) {
		x, y := w.grid(at.X, w.tile.X), w.grid(at.Y, w.tile.Y)
		w.ring = append(w.ring[:0], vertex{x, y}, vertex{x + 1, y}, vertex{x + 1, y + 1}, vertex{x, y + 1})
		w.emitRing(w.ring)
		return true
	}
	w.dropFeature()
	return false
}

func (w *Writer) misses(s Shape) bool {
	return len(s.polygons) == 0 ||
		w.grid(s.southEast.X, w.tile.X) < -buffer || w.grid(s.northWest.X, w.tile.X) > Extent+buffer ||
		w.grid(s.southEast.Y, w.tile.Y) < -buffer || w.grid(s.northWest.Y, w.tile.Y) > Extent+buffer
}

// vanishes says whether the whole shape, of which nothing was drawn here, is too small for the grid rather than elsewhere.
func (w *Writer) vanishes(s Shape) bool {
	for _, rings := range s.polygons {
		w.project(rings[0])
		if doubleArea(straighten(w.ring)) != 0 {
			return false
		}
	}
	return true
}

func (w *Writer) project(ring []Position) {
	w.ring = w.ring[:0]
	for _, p := range ring {
		w.ring = append(w.ring, vertex{w.grid(p.X, w.tile.X), w.grid(p.Y, w.tile.Y)})
	}
}

// drawRing says whether anything of the ring is left on the grid.
func (w *Writer) drawRing(ring []Position, outer bool) bool {
	w.project(ring)
	w.clip()
	w.ring = straighten(w.ring)
	area := doubleArea(w.ring)
	if len(w.ring) < 3 || area == 0 {
		return false
	}
	if (area > 0) != outer { // exterior rings have a positive area in tile coordinates, interior ones a negative
		slices.Reverse(w.ring)
	}
	w.emitRing(w.ring)
	return true
}

func (w *Writer) emitRing(ring []vertex) {
	w.command(moveTo, 1)
	w.move(ring[0].x, ring[0].y)
	w.command(lineTo, uint64(len(ring)-1))
	for _, v := range ring[1:] {
		w.move(v.x, v.y)
	}
	w.command(closePath, 1)
}

// clip cuts the ring to the tile and its buffer, one edge after the other (Sutherland and Hodgman 1974).
func (w *Writer) clip() {
	const low, high = -buffer, Extent + buffer
	for _, edge := range [4]struct {
		vertical bool
		at, sign int32
	}{{true, low, 1}, {true, high, -1}, {false, low, 1}, {false, high, -1}} {
		w.clipped = w.clipped[:0]
		for i, b := range w.ring {
			a := w.ring[(i+len(w.ring)-1)%len(w.ring)]
			aIn, bIn := edge.sign*(a.along(edge.vertical)-edge.at) >= 0, edge.sign*(b.along(edge.vertical)-edge.at) >= 0
			if aIn != bIn {
				w.clipped = append(w.clipped, crossing(a, b, edge.vertical, edge.at))
			}
			if bIn {
				w.clipped = append(w.clipped, b)
			}
		}
		w.ring, w.clipped = w.clipped, w.ring
	}
}

func (v vertex) along(x bool) int32 {
	if x {
		return v.x
	}
	return v.y
}

// crossing is where the line through a and b meets a vertical or horizontal one, the same from both ends.
func crossing(a, b vertex, vertical bool, at int32) vertex {
	if a.x > b.x || a.x == b.x && a.y > b.y {
		a, b = b, a
	}
	between := func(from, to, pace, length int32) int32 {
		return from + int32(math.Round(float64(to-from)*float64(pace)/float64(length)))
	}
	if vertical {
		return vertex{at, between(a.y, b.y, at-a.x, b.x-a.x)}
	}
	return vertex{between(a.x, b.x, at-a.y, b.y-a.y), at}
}

// straighten leaves out, in place, the points that repeat or lie on the line between their neighbours; spikes too.
func straighten(ring []vertex) []vertex {
	kept := ring[:0]
	for _, v := range ring {
		for len(kept) > 0 && kept[len(kept)-1] == v || len(kept) > 1 && turn(kept[len(kept)-2], kept[len(kept)-1], v) == 0 {
			kept = kept[:len(kept)-1]
		}
		kept = append(kept, v)
	}
	for len(kept) > 2 { // where the ring closes
		last := len(kept) - 1
		switch {
		case turn(kept[last-1], kept[last], kept[0]) == 0:
			kept = kept[:last]
		case turn(kept[last], kept[0], kept[1]) == 0:
			kept = kept[:copy(kept, kept[1:])]
		default:
			return kept
		}
	}
	return kept[:0]
}

// turn is twice the area of the triangle abc, 0 when it is none.
func turn(a, b, c vertex) int64 {
	return int64(b.x-a.x)*int64(c.y-a.y) - int64(b.y-a.y)*int64(c.x-a.x)
}

// doubleArea is twice the signed area of the ring in tile coordinates (the surveyor's formula).
func doubleArea(ring []vertex) int64 {
	var sum int64
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		sum += int64(a.x)*int64(b.y) - int64(b.x)*int64(a.y)
	}
	return sum
}
