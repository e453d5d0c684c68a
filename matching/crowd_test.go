package matching

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/geo"
)

// Who is near enough is whom the haversine says, anywhere and most of all at the border, though it is rarely asked.
func TestCrowdKnowsWhoIsNear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := Need{Point: orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}}
		span := math.Pow(10, rapid.Float64Range(-6, 2).Draw(t, "span"))
		p := Person{Point: orb.Point{
			min(max(n.Point.Lon()+span*rapid.Float64Range(-1, 1).Draw(t, "east"), -180), 180),
			min(max(n.Point.Lat()+span*rapid.Float64Range(-1, 1).Draw(t, "north"), -90), 90),
		}}
		d := geo.DistanceM(n.Point, p.Point)
		p.RadiusM = rapid.SampledFrom([]float64{d, math.Nextafter(d, 0), d * 0.999, d * 1.001, d / 2, 2 * d, 0, -1, math.Inf(1)}).Draw(t, "radius")
		n.ReachM = p.RadiusM * rapid.Float64Range(1, 2).Draw(t, "reach")
		r := crowdRound{need: &n, cos: math.Cos(n.Point.Lat() * radians)}
		got := r.distanceM(&p)
		if within := d <= min(n.ReachM, p.RadiusM); got >= 0 != within || got > 0 && got != d {
			t.Fatalf("%v m of %v and %v: %v", d, n.ReachM, p.RadiusM, got)
		}
	})
}
