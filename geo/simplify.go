package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// SimplifyTogether draws shapes with fewer positions, none of which strays from the drawn line by more than
// toleranceM. Borders that shapes share they share still, to the last bit: rings are cut into arcs where the shapes
// around a border change, and each arc is simplified once (Douglas–Peucker). An arc that would cross another, jump
// over an island or flatten a ring is drawn with a finer tolerance, so that no gap, overlap or empty ring comes in.
// The shapes must be valid; for drawing only.
func SimplifyTogether(shapes []orb.MultiPolygon, toleranceM float64) []orb.MultiPolygon {
	t := newTopology(shapes)
	for i := range t.arcs {
		t.arcs[i].simplify(max(0, toleranceM))
	}
	for {
		bad := make(map[int]bool)
		t.findCrossings(bad)
		t.findSwallowed(bad)
		t.findCollapsed(bad)
		finer := false
		for i := range bad {
			finer = t.arcs[i].refine(toleranceM) || finer
		}
		if !finer {
			return t.draw(shapes)
		}
	}
}

// topology is shapes as rings of arcs.
type topology struct {
	arcs  []arc
	rings []ringOfArcs // of all shapes, in order
}

// arc is a line between two junctions, or a ring without any.
type arc struct {
	points     []orb.Point
	kept       []int // indexes into points
	toleranceM float64
}

type ringOfArcs struct {
	parts []arcUse
	area2 float64 // before
}

type arcUse struct {
	arc      int
	backward bool
}

// simplify leaves the positions that a tolerance asks for; all of them at 0.
func (a *arc) simplify(toleranceM float64) {
	a.toleranceM, a.kept = toleranceM, a.kept[:0]
	if toleranceM == 0 {
		for i := range a.points {
			a.kept = append(a.kept, i)
		}
		return
	}
	shrink := math.Cos(orb.LineString(a.points).Bound().Center()[1] * radians)
	plane := make(orb.LineString, len(a.points))
	for i, p := range a.points {
		plane[i] = orb.Point{p[0] * shrink * degreeM, p[1] * degreeM}
	}
	drawn := simplify.DouglasPeucker(toleranceM).LineString(plane.Clone())
	for i, p := range plane {
		if k := len(a.kept); k < len(drawn) && p == drawn[k] {
			a.kept = append(a.kept, i)
		}
	}
}

// refine halves the tolerance, and gives up on simplifying below a thousandth of what was asked. False when there is
// nothing finer.
func (a *arc) refine(askedM float64) bool {
	if len(a.kept) == len(a.points) {
		return false
	}
	finer := a.toleranceM / 2
	if finer < askedM/1000 {
		finer = 0
	}
	a.simplify(finer)
	return true
}

// newTopology cuts rings where a position has other neighbours in one ring than in another.
func newTopology(shapes []orb.MultiPolygon) *topology {
	t := &topology{}
	var rings []orb.Ring
	neighbours := make(map[orb.Point][2]orb.Point)
	junctions := make(map[orb.Point]bool)
	for _, shape := range shapes {
		for _, polygon := range shape {
			for _, ring := range polygon {
				open := openRing(ring)
				rings = append(rings, open)
				for i, p := range open {
					pair := [2]orb.Point{open[(i+len(open)-1)%len(open)], open[(i+1)%len(open)]}
					if comparePoints(pair[0], pair[1]) > 0 {
						pair[0], pair[1] = pair[1], pair[0]
					}
					if before, seen := neighbours[p]; seen && before != pair {
						junctions[p] = true
					}
					neighbours[p] = pair
				}
			}
		}
	}
	known := make(map[[2]orb.Point]int)
	for _, ring := range rings {
		t.rings = append(t.rings, t.cutRing(ring, junctions, known))
	}
	return t
}

// cutRing makes arcs of a ring, those that another ring has made already too. An arc is known by its first two
// positions in the direction where these are least.
func (t *topology) cutRing(ring orb.Ring, junctions map[orb.Point]bool, known map[[2]orb.Point]int) ringOfArcs {
	out := ringOfArcs{area2: area2(append(slices.Clone(ring), ring[0]))}
	start := slices.IndexFunc(ring, func(p orb.Point) bool { return junctions[p] })
	if start < 0 {
		start = slices.Index(ring, slices.MinFunc(ring, comparePoints))
	}
	turned := slices.Concat(ring[start:], ring[:start+1])
	for from := 0; from < len(turned)-1; {
		to := from + 1
		for to < len(turned)-1 && !junctions[turned[to]] {
			to++
		}
		points := slices.Clone(turned[from : to+1])
		last := len(points) - 1
		backward := cmp.Or(comparePoints(points[last], points[0]), comparePoints(points[last-1], points[1])) < 0
		if backward {
			slices.Reverse(points)
		}
		key := [2]orb.Point{points[0], points[1]}
		number, ok := known[key]
		if !ok {
			number = len(t.arcs)
			known[key], t.arcs = number, append(t.arcs, arc{points: points})
		}
		out.parts = append(out.parts, arcUse{number, backward})
		from = to
	}
	return out
}

// openRing is a ring without its last position, nor any that repeats the one before.
func openRing(ring orb.Ring) orb.Ring {
	open := slices.Compact(slices.Clone(ring))
	if len(open) > 1 && open[0] == open[len(open)-1] {
		open = open[:len(open)-1]
	}
	return open
}

func comparePoints(a, b orb.Point) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

// drawnSegment is a segment of an arc as it is drawn now.
type drawnSegment struct {
	segment
	arc int
}

// findCrossings marks the arcs of segments that have a point in common, unless it is an end of both.
func (t *topology) findCrossings(bad map[int]bool) {
	var segments []drawnSegment
	for i := range t.arcs {
		a := &t.arcs[i]
		for k := 1; k < len(a.kept); k++ {
			s := segment{a.points[a.kept[k-1]], a.points[a.kept[k]]}
			if s[0][0] > s[1][0] {
				s[0], s[1] = s[1], s[0]
			}
			segments = append(segments, drawnSegment{s, i})
		}
	}
	slices.SortFunc(segments, func(a, b drawnSegment) int { return cmp.Compare(a.segment[0][0], b.segment[0][0]) })
	for i, a := range segments {
		for _, b := range segments[i+1:] {
			if b.segment[0][0] > a.segment[1][0] {
				break
			}
			if a.crosses(b.segment) {
				bad[a.arc], bad[b.arc] = true, true
			}
		}
	}
}

// crosses says whether two segments have more in common than one end.
func (s segment) crosses(o segment) bool {
	if max(s[0][1], s[1][1]) < min(o[0][1], o[1][1]) || max(o[0][1], o[1][1]) < min(s[0][1], s[1][1]) {
		return false
	}
	for i := range s {
		for j := range o {
			if s[i] != o[j] {
				continue
			}
			end, a, b := s[i], s[1-i], o[1-j]
			return orientation(end, a, b) == 0 && (segment{end, a}.bounds(b) || segment{end, b}.bounds(a))
		}
	}
	return s.meets(o)
}

// findSwallowed marks arcs that leave an end of another arc on the wrong side: an island that a straightened coast
// would jump over.
func (t *topology) findSwallowed(bad map[int]bool) {
	for i := range t.arcs {
		a := &t.arcs[i]
		for k := 1; k < len(a.kept); k++ {
			left := a.points[a.kept[k-1] : a.kept[k]+1]
			if len(left) < 3 {
				continue
			}
			pocket := append(orb.Ring(slices.Clone(left)), left[0])
			bound := pocket.Bound()
			for j := range t.arcs {
				if end := t.arcs[j].points[0]; j != i && bound.Contains(end) && ringHolds(pocket, end) {
					bad[i], bad[j] = true, true
				}
			}
		}
	}
}

// ringHolds says whether p is in the ring, not on it.
func ringHolds(ring orb.Ring, p orb.Point) bool {
	var at crossing
	for i := 1; i < len(ring); i++ {
		at.count(segment{ring[i-1], ring[i]}, p)
	}
	return at.inside && !at.border
}

// findCollapsed marks the arcs of rings that lost their ground or turned inside out.
func (t *topology) findCollapsed(bad map[int]bool) {
	for i := range t.rings {
		r := &t.rings[i]
		drawn := t.drawRing(r)
		if len(drawn) >= 4 && (area2(drawn) > 0) == (r.area2 > 0) {
			continue
		}
		for _, part := range r.parts {
			bad[part.arc] = true
		}
	}
}

func (t *topology) drawRing(r *ringOfArcs) orb.Ring {
	var ring orb.Ring
	for _, part := range r.parts {
		a := &t.arcs[part.arc]
		from := len(ring)
		for _, i := range a.kept {
			ring = append(ring, a.points[i])
		}
		if part.backward {
			slices.Reverse(ring[from:])
		}
		ring = ring[:len(ring)-1]
	}
	return append(ring, ring[0])
}

func (t *topology) draw(shapes []orb.MultiPolygon) []orb.MultiPolygon {
	out := make([]orb.MultiPolygon, len(shapes))
	next := 0
	for i, shape := range shapes {
		for _, polygon := range shape {
			drawn := make(orb.Polygon, len(polygon))
			for j := range polygon {
				drawn[j] = t.drawRing(&t.rings[next])
				next++
			}
			out[i] = append(out[i], drawn)
		}
	}
	return out
}
