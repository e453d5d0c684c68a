package geo

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
)

// CheckShape says why mp is not a shape in degrees: a ring that is open or has less than four positions, a position
// that is none. Whether rings cross is for PostGIS to say.
func CheckShape(mp orb.MultiPolygon) error {
	for i, polygon := range mp {
		if len(polygon) == 0 {
			return fmt.Errorf("polygon %d has no ring", i)
		}
		for j, ring := range polygon {
			if len(ring) < 4 {
				return fmt.Errorf("polygon %d ring %d has %d positions, want at least 4", i, j, len(ring))
			}
			if ring[0] != ring[len(ring)-1] {
				return fmt.Errorf("polygon %d ring %d is open: starts at %v, ends at %v", i, j, ring[0], ring[len(ring)-1])
			}
			for _, p := range ring {
				if err := CheckPoint(p); err != nil {
					return fmt.Errorf("polygon %d ring %d: %w", i, j, err)
				}
			}
		}
	}
	return nil
}

// Cover gives the cells of resolution r whose centre lies in mp, sorted: shapes that share borders share out the
// cells, each to one of them. A shape smaller than a cell may have none. Over [MaxCells] cells are refused.
func Cover(mp orb.MultiPolygon, r Resolution) ([]Cell, error) {
	return cover(mp, r, func(c Cell, shape *bands, near []segment) bool { return shape.at(c.Center()).inside })
}

// CoverOverlapping gives the cells of resolution r that have a point in common with mp, sorted: a superset.
func CoverOverlapping(mp orb.MultiPolygon, r Resolution) ([]Cell, error) {
	return cover(mp, r, func(c Cell, shape *bands, near []segment) bool {
		return c.meetsAny(near) || shape.at(c.Center()).inside
	})
}

// CoverInside gives the cells of resolution r that lie in mp without touching its border, sorted.
func CoverInside(mp orb.MultiPolygon, r Resolution) ([]Cell, error) {
	return cover(mp, r, func(c Cell, shape *bands, near []segment) bool {
		return !c.meetsAny(near) && shape.at(c.Center()).inside
	})
}

// cover walks down the cells. Where no edge comes near, all descendants are in or out alike; at resolution r keep
// decides, knowing the edges near the cell.
func cover(mp orb.MultiPolygon, r Resolution, keep func(Cell, *bands, []segment) bool) ([]Cell, error) {
	if err := CheckResolution(r); err != nil {
		return nil, err
	}
	if err := CheckShape(mp); err != nil {
		return nil, err
	}
	shape := newBands(mp)
	var out []Cell
	var walk func(c Cell, edges []segment) error
	walk = func(c Cell, edges []segment) error {
		ground := c.ground()
		var near []segment
		for _, e := range edges {
			if e.meetsBound(ground) {
				near = append(near, e)
			}
		}
		switch {
		case len(near) == 0:
			if !shape.at(ground.Center()).inside {
				return nil
			}
			all, err := Uncompact([]Cell{c}, r)
			if err != nil {
				return err
			}
			out = append(out, all...)
		case c.Resolution() == r:
			if keep(c, shape, near) {
				out = append(out, c)
			}
		default:
			for child := range c.Children() {
				if err := walk(child, near); err != nil {
					return err
				}
			}
		}
		if len(out) > MaxCells {
			return fmt.Errorf("cover: over %d cells at resolution %d", MaxCells, r)
		}
		return nil
	}
	edges := edgesOf(mp)
	for c := range worldCells {
		if err := walk(c, edges); err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	return out, nil
}

// meetsAny says whether any of edges has a point in c. On a cell over a pole, which is no polygon in degrees, any
// edge near is taken for one.
func (c Cell) meetsAny(edges []segment) bool {
	ring := c.Boundary()
	var east bool
	for i := range ring {
		if ring[i][0]-ring[0][0] > 180 {
			ring[i][0] -= 360
		} else if ring[i][0]-ring[0][0] < -180 {
			ring[i][0] += 360
		}
		east = east || ring[i][0] > 180
	}
	bound := ring.Bound()
	if bound.Max[0]-bound.Min[0] > 180 {
		return true
	}
	if ringMeetsAny(ring, edges) {
		return true
	}
	if bound.Min[0] >= -180 && bound.Max[0] <= 180 {
		return false
	}
	shift := 360.0
	if east {
		shift = -360
	}
	for i := range ring {
		ring[i][0] += shift
	}
	return ringMeetsAny(ring, edges)
}

func ringMeetsAny(ring orb.Ring, edges []segment) bool {
	for _, e := range edges {
		var at crossing
		for i := 1; i < len(ring); i++ {
			side := segment{ring[i-1], ring[i]}
			if side.meets(e) {
				return true
			}
			at.count(side, e[0])
		}
		if at.inside {
			return true
		}
	}
	return false
}
