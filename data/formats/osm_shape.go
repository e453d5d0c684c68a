package formats

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/osm"

	"github.com/alentour/alentour/geo"
)

// isArea says whether a closed way means what it encloses (a building) or its line (a fence), by its tags.
func isArea(w *osmWay) bool {
	way := osm.Way{Nodes: make(osm.WayNodes, len(w.nodes))}
	for i, id := range w.nodes {
		way.Nodes[i].ID = osm.NodeID(id)
	}
	for _, t := range w.tags {
		way.Tags = append(way.Tags, osm.Tag{Key: t.key, Value: t.value})
	}
	return way.Polygon()
}

// pointOnWay is a point inside an area, or half way along a line.
func pointOnWay(line orb.LineString, area bool) (orb.Point, bool) {
	if len(line) == 0 {
		return orb.Point{}, false
	}
	if area && len(line) >= 4 {
		if p, ok := inside(orb.Polygon{orb.Ring(line)}); ok {
			return p, true
		}
	}
	return halfway(line), true
}

// inside is a point well within the polygon; false when it has no inside, as a ring folded flat.
func inside(p orb.Polygon) (orb.Point, bool) {
	point := geo.LabelPoint(orb.MultiPolygon{p})
	return point, planar.PolygonContains(p, point)
}

func halfway(line orb.LineString) orb.Point {
	var length float64
	for i := 1; i < len(line); i++ {
		length += geo.DistanceM(line[i-1], line[i])
	}
	left := length / 2
	for i := 1; i < len(line); i++ {
		step := geo.DistanceM(line[i-1], line[i])
		if step > 0 && left <= step {
			a, b, t := line[i-1], line[i], left/step
			return orb.Point{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t}
		}
		left -= step
	}
	return line[0]
}

// pointOnRelation is a point inside a multipolygon's largest outer ring and outside of its holes; of what has no closed
// ring, half way along its longest way; of what has no way, its first node.
func (x *extract) pointOnRelation(members []member) (orb.Point, bool) {
	var outers, inners [][]int64
	var longest orb.LineString
	var nodes []int64
	for _, m := range members {
		switch m.kind {
		case memberNode:
			nodes = append(nodes, m.id)
		case memberWay:
			way := x.ways[m.id]
			if way == nil || len(way.nodes) < 2 {
				continue
			}
			if line, _ := x.line(way.nodes); len(line) > len(longest) {
				longest = line
			}
			if m.role == "inner" {
				inners = append(inners, way.nodes)
			} else {
				outers = append(outers, way.nodes)
			}
		}
	}
	if p, ok := x.insideLargest(rings(outers), rings(inners)); ok {
		return p, true
	}
	if len(longest) > 0 {
		return halfway(longest), true
	}
	if line, _ := x.line(nodes); len(line) > 0 {
		return line[0], true
	}
	return orb.Point{}, false
}

func (x *extract) insideLargest(outers, inners [][]int64) (orb.Point, bool) {
	var largest orb.Ring
	for _, nodes := range outers {
		line, whole := x.line(nodes)
		if ring := orb.Ring(line); whole && abs(planar.Area(ring)) > abs(planar.Area(largest)) {
			largest = ring
		}
	}
	if len(largest) < 4 {
		return orb.Point{}, false
	}
	polygon := orb.Polygon{largest}
	for _, nodes := range inners {
		if line, whole := x.line(nodes); whole && len(line) >= 4 && planar.RingContains(largest, line[0]) {
			polygon = append(polygon, orb.Ring(line))
		}
	}
	return inside(polygon)
}

func abs(x float64) float64 { return max(x, -x) }

// maxJoinedWays bounds what is joined by trying each with each; the coast of France would pass.
const maxJoinedWays = 5000

// rings joins ways end to end into closed rings; what does not close is left out.
func rings(ways [][]int64) (closed [][]int64) {
	open := slices.Clone(ways[:min(len(ways), maxJoinedWays)])
	for len(open) > 0 {
		ring := slices.Clone(open[0])
		open = open[1:]
		for ring[0] != ring[len(ring)-1] {
			i := slices.IndexFunc(open, func(w []int64) bool {
				return w[0] == ring[len(ring)-1] || w[len(w)-1] == ring[len(ring)-1]
			})
			if i < 0 {
				break
			}
			next := open[i]
			open = slices.Delete(open, i, i+1)
			if next[0] != ring[len(ring)-1] {
				next = slices.Clone(next)
				slices.Reverse(next)
			}
			ring = append(ring, next[1:]...)
		}
		if ring[0] == ring[len(ring)-1] && len(ring) >= 4 {
			closed = append(closed, ring)
		}
	}
	return closed
}
