// Package geo says where things are.
//
//	"5.3698,43.2965" ──ParsePoint──▶ orb.Point ──CellAt──▶ Cell ──Parent──▶ coarser Cell
//	"5.2,43.1,5.6,43.4" ─ParseBBox─▶ BBox
//	polygon ──Cover──▶ cells ──Outline──▶ polygon
//
// Units: degrees WGS 84 with longitude before latitude everywhere, metres for every length (the name says so),
// H3 cells for neighbourhoods. Distances are great circles on the sphere of radius [EarthRadiusM], the one that
// PostGIS uses for ST_DistanceSphere.
//
// Not here: anything that knows what stands at a place. The package is pure: no I/O, no clock, no state.
package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// EarthRadiusM is the mean radius R1 of WGS 84 in metres, (2a + b)/3 (IUGG; PostGIS liblwgeom WGS84_RADIUS).
const EarthRadiusM = 6_371_008.7714

// DistanceM is the great-circle distance between a and b in metres (haversine).
func DistanceM(a, b orb.Point) float64 {
	const rad = math.Pi / 180
	sinLat := math.Sin((b[1] - a[1]) * rad / 2)
	sinLon := math.Sin((b[0] - a[0]) * rad / 2)
	h := sinLat*sinLat + math.Cos(a[1]*rad)*math.Cos(b[1]*rad)*sinLon*sinLon
	return 2 * EarthRadiusM * math.Asin(math.Sqrt(min(1, h)))
}

// BBox is a box of longitudes and latitudes in degrees. West > East crosses the 180th meridian.
type BBox struct{ West, South, East, North float64 }

// Contains says whether p lies in the box, borders included.
func (b BBox) Contains(p orb.Point) bool {
	if p[1] < b.South || p[1] > b.North {
		return false
	}
	if b.West <= b.East {
		return b.West <= p[0] && p[0] <= b.East
	}
	return p[0] >= b.West || p[0] <= b.East
}

// Cell is an H3 index. Its text form is 15 or 16 lower-case hexadecimal digits (a uint64 does not survive JavaScript).
type Cell uint64

// Resolution is an H3 resolution, 0 (coarsest) to 15.
type Resolution int
