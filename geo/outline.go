package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Outline draws the border of cells of one resolution: closed rings, shells counter-clockwise, holes clockwise (RFC
// 7946), cut at the 180th meridian. Neighbouring sets share their common corners to the last bit. Deterministic
// whatever the order of cells; duplicates count once. Empty for no cells.
//
// Each cell is walked counter-clockwise, so a side between two cells is walked once each way and drops out; what
// remains is the border, and at every corner exactly one side leaves.
func Outline(cells []Cell) (orb.MultiPolygon, error) {
	cells = slices.Clone(cells)
	slices.Sort(cells)
	cells = slices.Compact(cells)
	sides := make(map[side]orb.Point)
	for _, c := range cells {
		if !c.Valid() {
			return nil, fmt.Errorf("outline: %s is not an H3 cell", c)
		}
		if r := cells[0].Resolution(); c.Resolution() != r {
			return nil, fmt.Errorf("outline: %s is of resolution %d, %s of %d", c, c.Resolution(), cells[0], r)
		}
		corners, err := c.corners()
		if err != nil {
			return nil, err
		}
		for _, piece := range pieces(corners) {
			for i, from := range piece {
				to := piece[(i+1)%len(piece)]
				if back := (side{to.node, from.node}); !remove(sides, back) {
					sides[side{from.node, to.node}] = from.at
				}
			}
		}
	}
	return assemble(chain(sides)), nil
}

// node is a corner of a piece of a cell: a corner of the cell (from == to), the point where the side between two
// corners meets the 180th meridian, or a corner of the map, where a pole is.
type node struct {
	from, to uint64
	end      int8 // of the map: -1 at longitude -180, +1 at 180, 0 elsewhere
	pole     int8 // -1 the south, +1 the north pole, 0 neither
}

type located struct {
	node
	at orb.Point
}

type side struct{ from, to node }

func remove(sides map[side]orb.Point, s side) bool {
	_, had := sides[s]
	delete(sides, s)
	return had
}

// pieces cuts a cell along the 180th meridian: in one, or in two, or, around a pole, into one that spans the map.
func pieces(corners []corner) [][]located {
	var halves [2][]located // west and east of the cut
	var whole []located
	crossings := 0
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		here := located{node{from: a.id, to: a.id}, a.at}
		half := 0
		if a.at[0] > 0 {
			half = 1
		}
		whole = append(whole, here)
		halves[half] = append(halves[half], here)
		if math.Abs(b.at[0]-a.at[0]) <= 180 {
			continue
		}
		crossings++
		leave, enter := cut(a, b)
		halves[half] = append(halves[half], leave)
		halves[1-half] = append(halves[1-half], enter)
		if crossings == 1 { // around a pole there is no other
			leavePole, enterPole := mapCorner(leave), mapCorner(enter)
			whole = append(whole, leave, leavePole, enterPole, enter)
		}
	}
	switch crossings {
	case 0, 1:
		return [][]located{whole}
	}
	return halves[:]
}

// cut finds where the side from a to b leaves the map at one end and enters it at the other. The latitude is the same
// seen from both cells of the side.
func cut(a, b corner) (leave, enter located) {
	end := int8(1)
	if a.at[0] < 0 {
		end = -1
	}
	u, v := a, b
	if v.id < u.id {
		u, v = v, u
	}
	du, dv := 180-math.Abs(u.at[0]), 180-math.Abs(v.at[0])
	lat := u.at[1]
	if du+dv > 0 {
		lat += (v.at[1] - u.at[1]) * du / (du + dv)
	}
	n := node{from: u.id, to: v.id, end: end}
	leave = located{n, orb.Point{180 * float64(end), lat}}
	n.end = -end
	return leave, located{n, orb.Point{-180 * float64(end), lat}}
}

// mapCorner is the corner of the map at the end where n is, on n's side of the equator.
func mapCorner(n located) located {
	pole := int8(1)
	if n.at[1] < 0 {
		pole = -1
	}
	return located{node{end: n.end, pole: pole}, orb.Point{n.at[0], 90 * float64(pole)}}
}

// chain joins sides to closed rings. At every node as many sides leave as arrive, and only one.
func chain(sides map[side]orb.Point) []orb.Ring {
	next := make(map[node]located, len(sides)) // by where a side starts: where it leads, and its start's position
	starts := make([]located, 0, len(sides))
	for s, at := range sides {
		next[s.from] = located{s.to, at}
		starts = append(starts, located{s.from, at})
	}
	slices.SortFunc(starts, func(a, b located) int {
		return cmp.Or(cmp.Compare(a.at[0], b.at[0]), cmp.Compare(a.at[1], b.at[1]))
	})
	var rings []orb.Ring
	for _, start := range starts {
		var ring orb.Ring
		for n := start.node; ; {
			s, ok := next[n]
			if !ok {
				break
			}
			ring = append(ring, s.at)
			delete(next, n)
			n = s.node
		}
		if len(ring) > 0 {
			rings = append(rings, append(ring, ring[0]))
		}
	}
	return rings
}

// assemble gives every hole, a clockwise ring, to the smallest shell around it.
func assemble(rings []orb.Ring) orb.MultiPolygon {
	var mp orb.MultiPolygon
	var holes []orb.Ring
	for _, ring := range rings {
		if area2(ring) > 0 {
			mp = append(mp, orb.Polygon{ring})
		} else {
			holes = append(holes, ring)
		}
	}
	for _, hole := range holes {
		best := -1
		for i := range mp {
			if ringContains(mp[i][0], hole[0]) && (best < 0 || area2(mp[i][0]) < area2(mp[best][0])) {
				best = i
			}
		}
		if best >= 0 {
			mp[best] = append(mp[best], hole)
		}
	}
	return mp
}

// area2 is twice the signed area in square degrees, positive counter-clockwise.
func area2(ring orb.Ring) float64 {
	sum := 0.0
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		sum += (a[0]-ring[0][0])*(b[1]-ring[0][1]) - (b[0]-ring[0][0])*(a[1]-ring[0][1])
	}
	return sum
}

func ringContains(ring orb.Ring, p orb.Point) bool {
	return ring.Bound().Contains(p) && Contains(orb.MultiPolygon{{ring}}, p)
}
