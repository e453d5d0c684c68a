package access

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// ground finds points near one another: bands of latitude as high as the reach, in each of them sorted by longitude.
//
//	▲ lat   ┌──────────────┐ band 2
//	        │   ╭──●──╮    │ band 1   what is within reach of ● is in three bands, between two longitudes
//	        └──────────────┘ band 0
type ground struct {
	bandDeg  float64
	reach    float64 // the chord of the sphere of radius 1 at the reach, squared
	perChord float64 // metres walked, squared, for a chord squared of next to nothing
	bands    map[int][]spot
}

// spot is a point on the sphere of radius 1.
type spot struct {
	lon     float64
	x, y, z float64
	i       int
}

func newGround(points []orb.Point, w Walk) *ground {
	sphereM := w.ReachM / w.Detour // along a great circle
	chord := 2 * math.Sin(sphereM/geo.EarthRadiusM/2)
	g := &ground{
		bandDeg:  sphereM / geo.EarthRadiusM * 180 / math.Pi * (1 + 1e-9),
		reach:    chord * chord * (1 + 1e-12), // a distance of just the reach is within it, whatever is rounded
		perChord: geo.EarthRadiusM * geo.EarthRadiusM * w.Detour * w.Detour,
		bands:    map[int][]spot{},
	}
	for i, p := range points {
		band := g.band(p)
		s := spotAt(p)
		s.i = i
		g.bands[band] = append(g.bands[band], s)
	}
	for _, spots := range g.bands {
		slices.SortFunc(spots, func(a, b spot) int {
			return cmp.Or(cmp.Compare(a.lon, b.lon), cmp.Compare(a.z, b.z), cmp.Compare(a.i, b.i))
		})
	}
	return g
}

func (g *ground) band(p orb.Point) int { return int(math.Floor(p[1] / g.bandDeg)) }

func spotAt(p orb.Point) spot {
	sinLon, cosLon := math.Sincos(p[0] * math.Pi / 180)
	sinLat, cosLat := math.Sincos(p[1] * math.Pi / 180)
	return spot{lon: p[0], x: cosLat * cosLon, y: cosLat * sinLon, z: sinLat}
}

// near calls found for each point within reach of p, with the square of the metres walked there.
func (g *ground) near(p orb.Point, found func(i int, squared float64)) {
	own := spotAt(p)
	band := g.band(p)
	// The circle's widest half in longitude: asin(sin reach / cos lat). Near a pole it goes all around.
	wide := 360.0
	if sin := math.Sin(g.bandDeg*math.Pi/180) / math.Cos(p[1]*math.Pi/180); sin < 1 && sin > 0 {
		wide = math.Asin(sin) * 180 / math.Pi * (1 + 1e-9)
	}
	for b := band - 1; b <= band+1; b++ {
		spots := g.bands[b]
		first, _ := slices.BinarySearchFunc(spots, p[0]-wide, func(s spot, lon float64) int { return cmp.Compare(s.lon, lon) })
		for i := first; i < len(spots) && spots[i].lon <= p[0]+wide; i++ {
			s := &spots[i]
			dx, dy, dz := s.x-own.x, s.y-own.y, s.z-own.z
			if chord := dx*dx + dy*dy + dz*dz; chord <= g.reach {
				// (2·asin(c/2))² = c²·(1 + c²/12 + …): the next term is below 1e-13 of it for walks under 5 km.
				found(s.i, g.perChord*chord*(1+chord/12))
			}
		}
	}
}

// inParts lets every processor do a part of n things.
func inParts(n int, do func(from, until int)) {
	parts := min(runtime.GOMAXPROCS(0), max(1, n/1000))
	var all sync.WaitGroup
	for k := range parts {
		all.Go(func() { do(n*k/parts, n*(k+1)/parts) })
	}
	all.Wait()
}
