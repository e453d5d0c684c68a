package directory

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// shapeFault says what is wrong with a shape, as far as that can be said without PostGIS; empty = nothing.
func shapeFault(shape orb.MultiPolygon, zone string) string {
	if len(shape) == 0 {
		return "the shape is empty"
	}
	if err := geo.CheckShape(shape); err != nil {
		return err.Error()
	}
	centre := shape.Bound().Center()
	if world, ok := continents[strings.SplitN(zone, "/", 2)[0]]; ok &&
		!world.Contains(centre) && world.Contains(orb.Point{centre[1], centre[0]}) {
		return fmt.Sprintf("it lies around longitude %.4g and latitude %.4g, far from %s; "+
			"exchanged they would be right: longitude comes first", centre[0], centre[1], zone)
	}
	return ""
}

// continents bounds the time zones of each first word of an IANA name, generously: enough to see that a longitude and
// a latitude were exchanged, no more. Oceans are not judged.
var continents = map[string]geo.BBox{
	"Africa":    {West: -26, South: -36, East: 58, North: 38},
	"America":   {West: -170, South: -56, East: -30, North: 84},
	"Asia":      {West: 25, South: -12, East: -168, North: 82},
	"Australia": {West: 110, South: -56, East: 160, North: -9},
	"Europe":    {West: -32, South: 34, East: 70, North: 72},
	"Indian":    {West: 38, South: -50, East: 108, North: 8},
}
