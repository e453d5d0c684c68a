package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/alentour/alentour/geo"
)

type edge [2]orb.Point

// edgeUses counts, for every edge whatever its direction, the rings that have it.
func edgeUses(shapes []orb.MultiPolygon) map[edge]int {
	uses := make(map[edge]int)
	for _, shape := range shapes {
		for _, polygon := range shape {
			for _, ring := range polygon {
				for i := 1; i < len(ring); i++ {
					a, b := ring[i-1], ring[i]
					if a[0] > b[0] || (a[0] == b[0] && a[1] > b[1]) {
						a, b = b, a
					}
					uses[edge{a, b}]++
				}
			}
		}
	}
	return uses
}

func sharedLengthM(shapes []orb.MultiPolygon) float64 {
	sum := 0.0
	for e, n := range edgeUses(shapes) {
		if n == 2 {
			sum += geo.DistanceM(e[0], e[1])
		}
	}
	return sum
}

func TestSimplifyTogetherKeepsNeighbours(t *testing.T) {
	t.Parallel()
	for _, file := range []struct{ name, key string }{
		{"marseille-quartiers-111.geojson", "code"}, {"marseille-arrondissements-16.geojson", "code"},
	} {
		t.Run(file.name, func(t *testing.T) {
			t.Parallel()
			var shapes []orb.MultiPolygon
			before, beforeArea := 0, 0.0
			for _, a := range sharedAreas(t, file.name, file.key) {
				shapes = append(shapes, a.Shape)
				before += positions(a.Shape)
				beforeArea += planar.Area(a.Shape)
			}
			drawn := geo.SimplifyTogether(shapes, 15)
			after, afterArea := 0, 0.0
			for i, shape := range drawn {
				after += positions(shape)
				afterArea += planar.Area(shape)
				if d := math.Abs(planar.Area(shape)/planar.Area(shapes[i]) - 1); d > 0.05 {
					t.Errorf("shape %d: area changed by %.1f %%", i, 100*d)
				}
				checkRings(t, shape)
			}
			if after*5 > before {
				t.Errorf("%d positions of %d left, want a fifth at most", after, before)
			}
			// Areas add up to the union only where nothing overlaps.
			if math.Abs(afterArea/beforeArea-1) > 0.01 {
				t.Errorf("area %v, was %v", afterArea, beforeArea)
			}
			uses := edgeUses(drawn)
			for e, n := range uses {
				if n > 2 {
					t.Errorf("edge %v stands in %d rings", e, n)
				}
			}
			if a, b := sharedLengthM(drawn), sharedLengthM(shapes); a < 0.9*b || a > b {
				t.Errorf("%.0f m of border are shared, were %.0f", a, b)
			}
			t.Logf("%d → %d positions, area %+.3f %%", before, after, 100*(afterArea/beforeArea-1))
		})
	}
}

func positions(mp orb.MultiPolygon) int {
	n := 0
	for _, polygon := range mp {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	return n
}

// checkRings checks that rings are closed, have ground and hold the right-hand rule, and that no two edges cross.
func checkRings(t *testing.T, mp orb.MultiPolygon) {
	t.Helper()
	var edges []edge
	for _, polygon := range mp {
		for i, ring := range polygon {
			if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
				t.Errorf("ring of %d positions is none", len(ring))
			}
			if area := planar.Area(ring); area == 0 || (area > 0) != (i == 0) {
				t.Errorf("ring %d has area %v", i, area)
			}
			for j := 1; j < len(ring); j++ {
				edges = append(edges, edge{ring[j-1], ring[j]})
			}
		}
	}
	for i, a := range edges {
		for _, b := range edges[i+1:] {
			if properlyCross(a, b) {
				t.Errorf("edges %v and %v cross", a, b)
			}
		}
	}
}

// properlyCross is plain float64 arithmetic: good enough for crossings that could be seen.
func properlyCross(a, b edge) bool {
	side := func(e edge, p orb.Point) float64 {
		return (e[1][0]-e[0][0])*(p[1]-e[0][1]) - (e[1][1]-e[0][1])*(p[0]-e[0][0])
	}
	const nothing = 1e-18
	apart := func(x, y float64) bool { return (x > nothing && y < -nothing) || (x < -nothing && y > nothing) }
	return apart(side(a, b[0]), side(a, b[1])) && apart(side(b, a[0]), side(b, a[1]))
}

// TestSimplifyTogetherSparesIslands: a coast with a bay, an islet in the bay, a tolerance larger than both.
func TestSimplifyTogetherSparesIslands(t *testing.T) {
	t.Parallel()
	islet := orb.Ring{{5.0049, 43.004}, {5.0051, 43.004}, {5.0051, 43.0042}, {5.0049, 43.0042}, {5.0049, 43.004}}
	coast := orb.Ring{{5, 43}, {5.01, 43}, {5.01, 43.01}, {5.0055, 43.01}, {5.0055, 43.003}, {5.0045, 43.003}, {5.0045, 43.01}, {5, 43.01}, {5, 43}}
	drawn := geo.SimplifyTogether([]orb.MultiPolygon{{{coast}}, {{islet}}}, 1000)
	checkRings(t, drawn[0])
	checkRings(t, drawn[1])
	if geo.Contains(drawn[0], drawn[1][0][0][0]) {
		t.Errorf("the islet %v stands on the land %v", drawn[1], drawn[0])
	}
}

func TestSimplifyTogetherLeavesAllAtZero(t *testing.T) {
	t.Parallel()
	square := orb.MultiPolygon{{{{5, 43}, {5.1, 43}, {5.2, 43}, {5.2, 43.2}, {5, 43.2}, {5, 43}}}}
	if got := geo.SimplifyTogether([]orb.MultiPolygon{square}, 0); positions(got[0]) != positions(square) {
		t.Errorf("got %v", got)
	}
	if got := geo.SimplifyTogether(nil, 10); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
