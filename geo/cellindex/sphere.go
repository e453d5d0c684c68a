package cellindex

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

func entryAt(p orb.Point) entry {
	sinLon, cosLon := math.Sincos(p[0] * (math.Pi / 180))
	sinLat, cosLat := math.Sincos(p[1] * (math.Pi / 180))
	return entry{x: cosLat * cosLon, y: cosLat * sinLon, z: sinLat}
}

// chord2 is the square of the chord between two positions on the unit sphere.
func (e *entry) chord2(o *entry) float64 {
	dx, dy, dz := e.x-o.x, e.y-o.y, e.z-o.z
	return dx*dx + dy*dy + dz*dz
}

// chord2 is at most the squared chord from e to anything in the node.
func (n *node) chord2(e *entry) float64 {
	dx := max(float64(n.min[0])-e.x, e.x-float64(n.max[0]), 0)
	dy := max(float64(n.min[1])-e.y, e.y-float64(n.max[1]), 0)
	dz := max(float64(n.min[2])-e.z, e.z-float64(n.max[2]), 0)
	return dx*dx + dy*dy + dz*dz
}

// metres is the great-circle distance over a chord.
func metres(chord2 float64) float64 {
	return 2 * geo.EarthRadiusM * math.Asin(min(1, math.Sqrt(chord2)/2))
}

// DistanceM is the great-circle distance between two positions as queries measure it, to the last bit: what is found elsewhere can be
// put in order with what Nearest gives.
func DistanceM(a, b orb.Point) float64 {
	from, to := entryAt(a), entryAt(b)
	return metres(to.chord2(&from))
}

// slack on a squared chord is more than the rounding of metres; what is in doubt is decided by metres.
const slack = 1 + 1e-9

// chord2Over is a bound on the squared chord of all distances up to m metres.
func chord2Over(m float64) float64 { return chord2Of(m) * slack }

// chord2Of is the squared chord of m metres; infinite where nothing is farther.
func chord2Of(m float64) float64 {
	if m >= math.Pi*geo.EarthRadiusM {
		return math.Inf(1)
	}
	half := math.Sin(m / (2 * geo.EarthRadiusM))
	return 4 * half * half
}
