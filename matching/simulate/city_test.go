package simulate

import (
	"math/rand/v2"
	"strings"
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

// A file of districts is read, or refused with what is wrong.
func TestReadCity(t *testing.T) {
	t.Parallel()
	district := func(properties string) string {
		return `{"type":"Feature","properties":{` + properties + `},"geometry":{"type":"Polygon","coordinates":[[[5,43],[5.1,43],[5.1,43.1],[5,43]]]}}`
	}
	for features, want := range map[string]string{
		district(`"name":"Quays","population":100`) + "," + district(`"name":"Hill","helpers":2,"needs":0`): "",
		district(`"population":-1`):       "city: feature 1 has no population",
		district(`"helpers":0,"needs":1`): "city: nobody helps in any district",
		district(`"helpers":1,"needs":0`): "city: nobody needs anything in any district",
		"":                                "city: no feature",
		`{"type":"Feature","properties":{"population":1},"geometry":{"type":"Point","coordinates":[5,43]}}`: "city: feature 1 is not a polygon",
	} {
		city, err := ReadCity(strings.NewReader(`{"type":"FeatureCollection","features":[` + features + `]}`))
		switch {
		case err != nil && err.Error() != want, err == nil && want != "":
			t.Errorf("%s: %v, want %q", features, err, want)
		case err == nil && (len(city.Districts) != 2 || city.Districts[0].Name != "Quays" || city.Districts[1].Helpers != 2 || city.Districts[0].Needs != 100):
			t.Errorf("read as %+v", city.Districts)
		}
	}
	if _, err := ReadCity(strings.NewReader("{")); err == nil {
		t.Error("half a file is read")
	}
}
