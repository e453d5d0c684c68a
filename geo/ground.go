package geo

import (
	"math"
	"sync"

	"github.com/paulmach/orb"
)

// ground is a box in degrees that holds every point whose cell descends from c. Descendants stand out of a hexagon:
// in the plane a chain of children of children ends at most Σ √3/7^((n+1)/2) = 1.053 circumradii from its centre, and
// the projection of H3 stretches that by a few percent (the tests measure the worst).
func (c Cell) ground() orb.Bound {
	if c.Resolution() == 0 {
		return worldGrounds()[c.baseCell()]
	}
	return c.workOutGround()
}

// worldGrounds are those of the cells of resolution 0, from which every walk begins.
var worldGrounds = sync.OnceValue(func() *[baseCells]orb.Bound {
	var grounds [baseCells]orb.Bound
	for c := range worldCells {
		grounds[c.baseCell()] = c.workOutGround()
	}
	return &grounds
})

func (c Cell) workOutGround() orb.Bound {
	const reach = 1.15
	centre, radius := c.Center(), 0.0
	for _, corner := range c.Boundary() {
		radius = max(radius, DistanceM(centre, corner))
	}
	return capBound(centre, reach*radius)
}

// capBound is the box around all points within radiusM of centre: the whole turn when they reach a pole or cross the
// 180th meridian.
func capBound(centre orb.Point, radiusM float64) orb.Bound {
	angle := radiusM / EarthRadiusM
	dLat := angle / radians
	south, north := centre[1]-dLat, centre[1]+dLat
	turn := orb.Bound{Min: orb.Point{-180, max(south, -90)}, Max: orb.Point{180, min(north, 90)}}
	if south <= -90 || north >= 90 {
		return turn
	}
	dLon := math.Asin(math.Sin(angle)/math.Cos(centre[1]*radians)) / radians
	west, east := centre[0]-dLon, centre[0]+dLon
	if west < -180 || east > 180 {
		return turn
	}
	return orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}
}

// worldCells yields the 122 cells of resolution 0.
func worldCells(yield func(Cell) bool) {
	for b := range Cell(baseCells) {
		if !yield(head<<headShift | b<<baseCellShift | digitsBelow(0)) {
			return
		}
	}
}
