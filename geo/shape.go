package geo

import (
	"math"
	"math/big"

	"github.com/paulmach/orb"
)

// Contains says whether a valid mp covers p, borders of shells and holes included, as PostGIS ST_Covers does.
// The arithmetic is exact: a point on an edge that two polygons share is in both, any other point in at most one.
func Contains(mp orb.MultiPolygon, p orb.Point) bool {
	var at crossing
	for _, polygon := range mp {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				if at.count(segment{ring[i-1], ring[i]}, p); at.border {
					return true
				}
			}
		}
	}
	return at.inside
}

type segment [2]orb.Point

// crossing counts the edges that a ray eastwards from a point meets: an odd number means inside. Each edge holds its
// southern end and not its northern one, so that of polygons with common edges exactly one has a given point inside.
type crossing struct{ inside, border bool }

func (at *crossing) count(s segment, p orb.Point) {
	a, b := s[0], s[1]
	if (a[1] < p[1] && b[1] < p[1]) || (a[1] > p[1] && b[1] > p[1]) || (a[0] < p[0] && b[0] < p[0]) {
		return
	}
	side := orientation(a, b, p)
	if side == 0 && min(a[0], b[0]) <= p[0] && p[0] <= max(a[0], b[0]) {
		at.border = true
	}
	if (a[1] <= p[1]) != (b[1] <= p[1]) && (side > 0) == (b[1] > a[1]) {
		at.inside = !at.inside
	}
}

// orientation is +1 when p lies left of a→b, -1 right of it, 0 on the line. Exact: where float64 cannot tell
// (the error bound of Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997, §4.3) rationals do.
func orientation(a, b, p orb.Point) int {
	left := (a[0] - p[0]) * (b[1] - p[1])
	right := (a[1] - p[1]) * (b[0] - p[0])
	const ulp = 1.0 / (1 << 53)
	const bound = (3 + 16*ulp) * ulp
	// The last term is for products too small to have all their digits.
	if det := left - right; math.Abs(det) > bound*(math.Abs(left)+math.Abs(right))+0x1p-1000 {
		return sign(det)
	}
	sub := func(x, y float64) *big.Rat {
		return new(big.Rat).Sub(new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(y))
	}
	l, r := sub(a[0], p[0]), sub(a[1], p[1])
	return l.Mul(l, sub(b[1], p[1])).Cmp(r.Mul(r, sub(b[0], p[0])))
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// bands are the edges of a shape by latitude: an edge stands in every band it reaches into, so that a point is
// compared with its own band only.
type bands struct {
	bound        orb.Bound
	south, scale float64 // band of latitude y: (y - south) * scale
	edges        []segment
	starts       []int32 // band i is edges[starts[i]:starts[i+1]]
}

func newBands(mp orb.MultiPolygon) *bands {
	edges := edgesOf(mp)
	b := &bands{bound: mp.Bound()}
	n := len(edges)/4 + 1
	if height := b.bound.Max[1] - b.bound.Min[1]; height > 0 {
		b.south, b.scale = b.bound.Min[1], float64(n)/height
	}
	b.starts = make([]int32, n+2)
	for _, e := range edges {
		for i, last := b.reach(e); i <= last; i++ {
			b.starts[i+1]++
		}
	}
	for i := range n + 1 {
		b.starts[i+1] += b.starts[i]
	}
	b.edges = make([]segment, b.starts[n+1])
	next := append([]int32(nil), b.starts...)
	for _, e := range edges {
		for i, last := b.reach(e); i <= last; i++ {
			b.edges[next[i]] = e
			next[i]++
		}
	}
	return b
}

// band is monotonic in y, so rounding cannot part a point from an edge at its latitude.
func (b *bands) band(y float64) int {
	return int(min(max(0, (y-b.south)*b.scale), float64(len(b.starts)-2)))
}

func (b *bands) reach(e segment) (first, last int) {
	return b.band(min(e[0][1], e[1][1])), b.band(max(e[0][1], e[1][1]))
}

func (b *bands) at(p orb.Point) crossing {
	var at crossing
	if !b.bound.Contains(p) {
		return at
	}
	i := b.band(p[1])
	for _, e := range b.edges[b.starts[i]:b.starts[i+1]] {
		if at.count(e, p); at.border {
			return at
		}
	}
	return at
}

// covers is Contains.
func (b *bands) covers(p orb.Point) bool {
	at := b.at(p)
	return at.inside || at.border
}

func edgesOf(mp orb.MultiPolygon) []segment {
	var edges []segment
	for _, polygon := range mp {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				edges = append(edges, segment{ring[i-1], ring[i]})
			}
		}
	}
	return edges
}

// meetsBound says whether s has a point in b, borders included.
func (s segment) meetsBound(b orb.Bound) bool {
	if max(s[0][0], s[1][0]) < b.Min[0] || min(s[0][0], s[1][0]) > b.Max[0] ||
		max(s[0][1], s[1][1]) < b.Min[1] || min(s[0][1], s[1][1]) > b.Max[1] {
		return false
	}
	first := orientation(s[0], s[1], b.Min)
	return first == 0 ||
		orientation(s[0], s[1], b.Max) != first ||
		orientation(s[0], s[1], orb.Point{b.Min[0], b.Max[1]}) != first ||
		orientation(s[0], s[1], orb.Point{b.Max[0], b.Min[1]}) != first
}

// meets says whether two segments have a common point.
func (s segment) meets(o segment) bool {
	a, b := orientation(s[0], s[1], o[0]), orientation(s[0], s[1], o[1])
	c, d := orientation(o[0], o[1], s[0]), orientation(o[0], o[1], s[1])
	if a != b && c != d {
		return true
	}
	return (a == 0 && s.bounds(o[0])) || (b == 0 && s.bounds(o[1])) ||
		(c == 0 && o.bounds(s[0])) || (d == 0 && o.bounds(s[1]))
}

func (s segment) bounds(p orb.Point) bool {
	return min(s[0][0], s[1][0]) <= p[0] && p[0] <= max(s[0][0], s[1][0]) &&
		min(s[0][1], s[1][1]) <= p[1] && p[1] <= max(s[0][1], s[1][1])
}
