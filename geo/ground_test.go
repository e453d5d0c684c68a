package geo

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// TestGroundHoldsDescendants draws points and asks each ancestor of their cell for its ground.
func TestGroundHoldsDescendants(t *testing.T) {
	t.Parallel()
	worst := 0.0
	rapid.Check(t, func(t *rapid.T) {
		lat := math.Asin(rapid.Float64Range(-1, 1).Draw(t, "z")) / radians
		p := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), lat}
		c, err := CellAt(p, MaxResolution)
		if err != nil {
			t.Fatal(err)
		}
		for r := range MaxResolution + 1 {
			ancestor := c.Parent(r)
			if !ancestor.ground().Contains(p) {
				t.Fatalf("%v is not in the ground of %s, %v", p, ancestor, ancestor.ground())
			}
			radius := 0.0
			for _, corner := range ancestor.Boundary() {
				radius = max(radius, DistanceM(ancestor.Center(), corner))
			}
			worst = max(worst, DistanceM(ancestor.Center(), p)/radius)
		}
	})
	t.Logf("the farthest descendant was at %.3f circumradii", worst)
}

func TestOrientationIsExact(t *testing.T) {
	t.Parallel()
	// Points a few last digits around the line y = x (Kettner et al., Classroom examples of robustness problems, 2008),
	// where plain float64 answers at random.
	const ulp = 1.0 / (1 << 53)
	for i := range 64 {
		for j := range 64 {
			p := orb.Point{0.5 + float64(i)*ulp, 0.5 + float64(j)*ulp}
			want := 0
			if j > i {
				want = 1
			} else if j < i {
				want = -1
			}
			if got := orientation(orb.Point{12, 12}, orb.Point{24, 24}, p); got != want {
				t.Fatalf("%v: %d, want %d", p, got, want)
			}
			if got := orientation(orb.Point{24, 24}, orb.Point{12, 12}, p); got != -want {
				t.Fatalf("%v backwards: %d, want %d", p, got, -want)
			}
		}
	}
}
