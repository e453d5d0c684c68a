package geo

import (
	"container/heap"
	"math"

	"github.com/paulmach/orb"
)

// LabelPoint is a point well inside mp, where a name stands best: the middle of about the largest circle that fits
// into its largest polygon (polylabel, Agafonkin 2016). Deterministic; the zero point for an empty mp.
func LabelPoint(mp orb.MultiPolygon) orb.Point {
	var polygon orb.Polygon
	for _, p := range mp {
		if len(p) > 0 && (polygon == nil || area2Abs(p[0]) > area2Abs(polygon[0])) {
			polygon = p
		}
	}
	if polygon == nil {
		return orb.Point{}
	}
	f := newRoom(polygon)
	bound := polygon.Bound()
	best := f.square(bound.Center(), 0)
	if c := ringCentre(polygon[0]); f.square(c, 0).radius > best.radius {
		best = f.square(c, 0)
	}
	half := max((bound.Max[0]-bound.Min[0])*f.shrink, bound.Max[1]-bound.Min[1]) / 2
	precision := half / 50
	queue := squares{f.square(bound.Center(), half)}
	for len(queue) > 0 {
		s := heap.Pop(&queue).(square)
		if s.radius > best.radius {
			best = s
		}
		if s.most()-best.radius <= precision {
			break
		}
		h := s.half / 2
		for _, d := range [4]orb.Point{{-h, -h}, {h, -h}, {-h, h}, {h, h}} {
			heap.Push(&queue, f.square(orb.Point{s.middle[0] + d[0]/f.shrink, s.middle[1] + d[1]}, h))
		}
	}
	return best.middle
}

// room is a polygon that looks for its widest place, on a plane where a degree of longitude is as short as it is there.
type room struct {
	polygon orb.MultiPolygon
	edges   []segment
	shrink  float64
}

func newRoom(polygon orb.Polygon) room {
	mp := orb.MultiPolygon{polygon}
	return room{mp, edgesOf(mp), max(math.Cos(polygon.Bound().Center()[1]*radians), 1e-6)}
}

// square is a part of the plane with the radius of the circle that fits around its middle, negative outside.
type square struct {
	middle       orb.Point
	half, radius float64
}

// most is the largest radius anywhere in the square.
func (s square) most() float64 { return s.radius + s.half*math.Sqrt2 }

func (f room) square(middle orb.Point, half float64) square {
	d := math.Inf(1)
	for _, e := range f.edges {
		near := e.nearest(middle, f.shrink)
		d = min(d, math.Hypot((near[0]-middle[0])*f.shrink, near[1]-middle[1]))
	}
	if !Contains(f.polygon, middle) {
		d = -d
	}
	return square{middle, half, d}
}

type squares []square

func (q squares) Len() int           { return len(q) }
func (q squares) Less(i, j int) bool { return q[i].most() > q[j].most() }
func (q squares) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *squares) Push(s any)        { *q = append(*q, s.(square)) }
func (q *squares) Pop() any {
	last := len(*q) - 1
	s := (*q)[last]
	*q = (*q)[:last]
	return s
}

func ringCentre(ring orb.Ring) orb.Point {
	var sum orb.Point
	for _, p := range ring[1:] {
		sum[0], sum[1] = sum[0]+p[0], sum[1]+p[1]
	}
	n := float64(len(ring) - 1)
	return orb.Point{sum[0] / n, sum[1] / n}
}

func area2Abs(ring orb.Ring) float64 { return math.Abs(area2(ring)) }
