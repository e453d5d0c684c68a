package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"
)

// Area is a shape with a name, a district for example.
type Area struct {
	Key       string // decides the order of answers: its code
	Shape     orb.MultiPolygon
	AccuracyM float64 // how far Shape may be from the truth
}

// Areas finds the areas that cover a point. H3 cells that no border enters answer at once; elsewhere the full shapes
// decide, so that the answer is that of [Contains] everywhere. Immutable, safe for any number of readers.
//
//	point ─CellAt─▶ leaf: ─ in these areas for sure ───────────────▶ answer
//	                      └ a border comes through: exact test ────▶ answer
type Areas struct {
	areas  []Area
	rank   []int // of each area by Key
	shapes []*bands
	leaves []leaf // by cell
	finest Resolution
	lists  []int // what the leaves say, see leaf
}

// leaf is a cell with the areas that cover all of it and those whose border comes near.
type leaf struct {
	first  Cell       // its first descendant at the finest resolution
	res    Resolution // its own
	in, on [2]int32   // runs of lists, each by rank
}

const (
	// areasFinest is where the cells stop: 76 m wide, a tenth of a quartier.
	areasFinest Resolution = 10
	// fewEdges are tested as fast as a finer cell is found.
	fewEdges = 8
)

// NewAreas prepares areas. It refuses shapes that are no polygons in degrees.
func NewAreas(areas []Area) (*Areas, error) {
	a := &Areas{areas: areas, rank: make([]int, len(areas)), shapes: make([]*bands, len(areas))}
	order := make([]int, len(areas))
	for i := range areas {
		if err := CheckShape(areas[i].Shape); err != nil {
			return nil, fmt.Errorf("area %q: %w", areas[i].Key, err)
		}
		a.shapes[i] = newBands(areas[i].Shape)
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(areas[i].Key, areas[j].Key) })
	for rank, i := range order {
		a.rank[i] = rank
	}
	var edges []areaEdge
	for _, i := range order {
		for _, s := range edgesOf(areas[i].Shape) {
			edges = append(edges, areaEdge{s, i})
		}
	}
	for c := range worldCells {
		a.grow(c, edges, order)
	}
	for i := range a.leaves {
		a.finest = max(a.finest, a.leaves[i].res)
	}
	for i := range a.leaves {
		l := &a.leaves[i]
		l.first, _ = l.first.Range(a.finest)
	}
	slices.SortFunc(a.leaves, func(x, y leaf) int { return cmp.Compare(x.first, y.first) })
	return a, nil
}

// areaEdge is an edge of the shape of an area.
type areaEdge struct {
	segment
	area int
}

// grow adds the leaves under c. edges are those that may come near c, perhaps those of areas which may cover it, both
// by rank.
func (a *Areas) grow(c Cell, edges []areaEdge, perhaps []int) {
	ground := c.ground()
	var near []areaEdge
	var on []int
	for _, e := range edges {
		if e.meetsBound(ground) {
			near = append(near, e)
			if len(on) == 0 || on[len(on)-1] != e.area {
				on = append(on, e.area)
			}
		}
	}
	middle := ground.Center()
	var in, inOrOn []int
	for _, i := range perhaps {
		switch {
		case slices.Contains(on, i):
			inOrOn = append(inOrOn, i)
		case a.shapes[i].covers(middle):
			in, inOrOn = append(in, i), append(inOrOn, i)
		}
	}
	switch {
	case len(inOrOn) == 0:
	case len(near) > fewEdges && c.Resolution() < areasFinest:
		for child := range c.Children() {
			a.grow(child, near, inOrOn)
		}
	default:
		a.leaves = append(a.leaves, leaf{first: c, res: c.Resolution(), in: a.list(in), on: a.list(on)})
	}
}

func (a *Areas) list(areas []int) [2]int32 {
	start := len(a.lists)
	a.lists = append(a.lists, areas...)
	return [2]int32{int32(start), int32(len(a.lists))}
}

// At gives the indexes of all areas that cover p, borders included, in the order of their keys; nil when none does.
// The answer may be shared: it must not be changed.
func (a *Areas) At(p orb.Point) []int {
	c, err := CellAt(p, a.finest)
	if err != nil {
		return nil
	}
	i := sort.Search(len(a.leaves), func(i int) bool { return a.leaves[i].first > c }) - 1
	if i < 0 {
		return nil
	}
	l := &a.leaves[i]
	if c.Parent(l.res) != l.first.Parent(l.res) {
		return nil
	}
	in, on := a.lists[l.in[0]:l.in[1]:l.in[1]], a.lists[l.on[0]:l.on[1]]
	if len(on) == 0 {
		return in
	}
	var found []int
	for _, area := range on {
		if !a.shapes[area].covers(p) {
			continue
		}
		for len(in) > 0 && a.rank[in[0]] < a.rank[area] {
			found, in = append(found, in[0]), in[1:]
		}
		found = append(found, area)
	}
	if found == nil {
		return in
	}
	return append(found, in...)
}

// Nearest gives the index of the area whose border is nearest to p, of those that p may belong to: p is at most the
// area's own AccuracyM away. An area that covers p is at 0 m. Equals go to the lower key. False when there is none.
func (a *Areas) Nearest(p orb.Point) (int, bool) {
	if at := a.At(p); len(at) > 0 {
		return at[0], true
	}
	best, bestM := -1, math.Inf(1)
	if CheckPoint(p) != nil {
		return best, false
	}
	for i, shape := range a.shapes {
		withinM := a.areas[i].AccuracyM
		d := shape.distanceM(p, withinM)
		if d <= withinM && (d < bestM || (d == bestM && a.rank[i] < a.rank[best])) {
			best, bestM = i, d
		}
	}
	return best, best >= 0
}

// distanceM is the distance to the nearest border, +Inf when it is surely over withinM.
func (b *bands) distanceM(p orb.Point, withinM float64) float64 {
	const slack = 1.001
	around := capBound(p, min(withinM*slack, EarthRadiusM))
	best, shrink := math.Inf(1), math.Cos(p[1]*radians)
	if around.Min[1] > b.bound.Max[1] || around.Max[1] < b.bound.Min[1] ||
		around.Min[0] > b.bound.Max[0] || around.Max[0] < b.bound.Min[0] {
		return best
	}
	for _, e := range b.edges[b.starts[b.band(around.Min[1])]:b.starts[b.band(around.Max[1])+1]] {
		best = min(best, DistanceM(p, e.nearest(p, shrink)))
	}
	return best
}

// nearest is the point of s nearest to p on a plane where a degree of longitude is shrink degrees of latitude long.
func (s segment) nearest(p orb.Point, shrink float64) orb.Point {
	x, y := math.Remainder(s[0][0]-p[0], 360)*shrink, s[0][1]-p[1]
	dx, dy := (s[1][0]-s[0][0])*shrink, s[1][1]-s[0][1]
	t := 0.0
	if length2 := dx*dx + dy*dy; length2 > 0 {
		t = min(1, max(0, -(x*dx+y*dy)/length2))
	}
	return orb.Point{s[0][0] + t*(s[1][0]-s[0][0]), s[0][1] + t*(s[1][1]-s[0][1])}
}
