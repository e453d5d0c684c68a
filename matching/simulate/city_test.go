package simulate

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"

	"github.com/alentour/alentour/geo"
)

// What is drawn in a sector lies in its shape, but for the sliver beyond a chord; and shapes can be districts of a database.
func TestASectorIsWhereItsShapeIs(t *testing.T) {
	t.Parallel()
	for _, sectors := range []int{1, 2, 6, 16} {
		city, err := Disc(3000, sectors)
		if err != nil {
			t.Fatal(err)
		}
		whole := 0.0
		r := rand.New(rand.NewPCG(1, uint64(sectors)))
		for i := range city.Districts {
			d := &city.Districts[i]
			if err := geo.CheckShape(d.Shape); err != nil {
				t.Errorf("%d sectors: %s: %v", sectors, d.Name, err)
			}
			if d.Shape[0][0].Orientation() != orb.CCW {
				t.Errorf("%d sectors: %s turns the wrong way", sectors, d.Name)
			}
			whole += orbgeo.Area(d.Shape)
			for range 200 {
				if p := d.point(r); !planar.MultiPolygonContains(d.Shape, p) && geo.DistanceM(p, centre) < 2999 {
					t.Errorf("%d sectors: %v is not in %s", sectors, p, d.Name)
				}
			}
		}
		if want := 3.14159 * 3000 * 3000; whole < 0.99*want || whole > 1.01*want {
			t.Errorf("%d sectors are %.0f m² in all, not %.0f", sectors, whole, want)
		}
	}
}
