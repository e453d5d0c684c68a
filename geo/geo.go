// Package geo says where things are.
//
//	"5.3698,43.2965" ──ParsePoint──▶ orb.Point ──CellAt──▶ Cell ──Parent──▶ coarser Cell
//	"5.2,43.1,5.6,43.4" ─ParseBBox─▶ BBox
//	polygon ──Cover──▶ cells ──Outline──▶ polygon
//	polygons ──NewAreas──▶ Areas ──At(point)──▶ which of them cover it
//
// Units: degrees WGS 84 with longitude before latitude everywhere, metres for every length (the name says so),
// H3 cells for neighbourhoods. Distances are great circles on the sphere of radius [EarthRadiusM], the one that
// PostGIS uses for ST_DistanceSphere. Polygons are plane figures in degrees, as GeoJSON and PostGIS geometry have
// them: an edge is straight on a plate carrée map, and nothing crosses the 180th meridian.
//
// Not here: anything that knows what stands at a place. The package is pure: no I/O, no clock, no state.
package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// EarthRadiusM is the mean radius R1 of WGS 84 in metres, (2a + b)/3 (IUGG; PostGIS liblwgeom WGS84_RADIUS).
const EarthRadiusM = 6_371_008.7714

const (
	radians = math.Pi / 180 // of one degree
	// degreeM is the length of one degree of a meridian in metres.
	degreeM = EarthRadiusM * radians
)

// DistanceM is the great-circle distance between a and b in metres (haversine).
func DistanceM(a, b orb.Point) float64 {
	sinLat := math.Sin((b[1] - a[1]) * radians / 2)
	sinLon := math.Sin((b[0] - a[0]) * radians / 2)
	h := sinLat*sinLat + math.Cos(a[1]*radians)*math.Cos(b[1]*radians)*sinLon*sinLon
	return 2 * EarthRadiusM * math.Asin(math.Sqrt(min(1, h)))
}
