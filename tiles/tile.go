package tiles

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

const (
	// Extent is the number of grid units along a side of a tile.
	Extent = 1 << extentBits
	// MaxZoom is the last zoom that is drawn; a map enlarges these tiles beyond.
	MaxZoom Zoom = 16

	extentBits = 12
	worldBits  = 32
)

// Zoom is a zoom of the web mercator pyramid: 2^Zoom tiles along a side of the world.
type Zoom uint8

// Tile is one square of the pyramid; X grows eastwards from 180° W, Y southwards from 85.0511° N.
type Tile struct {
	Z    Zoom
	X, Y uint32
}

// Position is a point on the web mercator square, 2³² units a side from its north-west corner.
type Position struct{ X, Y uint32 }

// At projects lon, lat in degrees. What lies beyond the square (the poles, longitude 180) is held at its rim, so that
// every point stands on exactly one tile of each zoom.
func At(p orb.Point) Position {
	sin := math.Sin(p[1] * math.Pi / 180)
	return Position{
		X: onSquare((p[0] + 180) / 360),
		Y: onSquare(0.5 - math.Atanh(sin)/(2*math.Pi)),
	}
}

// onSquare scales a fraction of the world's side; an infinity (a pole) is held too.
func onSquare(fraction float64) uint32 {
	const side = 1 << worldBits
	return uint32(max(0, min(fraction*side, side-1)))
}

// Point is the position in degrees: the north-west corner of its unit.
func (p Position) Point() orb.Point { return degrees(float64(p.X), float64(p.Y)) }

// TileAt is the tile of zoom z on which p stands.
func TileAt(p Position, z Zoom) Tile {
	shift := worldBits - uint32(z)
	return Tile{Z: z, X: p.X >> shift, Y: p.Y >> shift} // a shift by 32 gives 0: the one tile of zoom 0
}

// Has says whether p stands on the tile: its north and west edges are its own, the others its neighbours'.
func (t Tile) Has(p Position) bool { return TileAt(p, t.Z) == t }

// Bounds is the box of the tile in degrees, wider by a hair (a unit of Position) so that whatever stands on the tile
// lies in it; ask Has which of the found do. The first and the last row reach the poles.
func (t Tile) Bounds() geo.BBox {
	const world, hair = 1 << worldBits, 1
	side := float64(uint64(1) << (worldBits - uint32(t.Z)))
	west, north := float64(t.X)*side-hair, float64(t.Y)*side-hair
	east, south := west+side+2*hair, north+side+2*hair
	northWest, southEast := degrees(west, north), degrees(east, south)
	box := geo.BBox{West: max(-180, northWest[0]), South: southEast[1], East: min(180, southEast[0]), North: northWest[1]}
	if north <= 0 {
		box.North = 90
	}
	if south >= world {
		box.South = -90
	}
	return box
}

func degrees(x, y float64) orb.Point {
	const world = 1 << worldBits
	return orb.Point{
		x/world*360 - 180,
		math.Asin(math.Tanh((0.5-y/world)*2*math.Pi)) * 180 / math.Pi,
	}
}

func (t Tile) String() string { return fmt.Sprintf("%d/%d/%d", t.Z, t.X, t.Y) }

// ParseTile reads the parts of a tile's path. The last may end in .mvt or .pbf (GDAL asks for the latter). A tile
// that cannot be is an error: the path does not exist.
func ParseTile(z, x, y string) (Tile, error) {
	if name, ok := strings.CutSuffix(y, ".mvt"); ok {
		y = name
	} else {
		y = strings.TrimSuffix(y, ".pbf")
	}
	zoom, err := parseNumber("z", z, uint32(MaxZoom))
	if err != nil {
		return Tile{}, err
	}
	last := uint32(1)<<zoom - 1
	t := Tile{Z: Zoom(zoom)}
	if t.X, err = parseNumber("x", x, last); err != nil {
		return Tile{}, err
	}
	if t.Y, err = parseNumber("y", y, last); err != nil {
		return Tile{}, err
	}
	return t, nil
}

// parseNumber takes plain digits without leading zeros only, so that a tile has one name (and a cache one entry).
func parseNumber(what, s string, last uint32) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || strconv.FormatUint(n, 10) != s {
		return 0, fmt.Errorf("tile: %s %.20q is not a whole number", what, s)
	}
	if n > uint64(last) {
		return 0, fmt.Errorf("tile: %s %d > %d", what, n, last)
	}
	return uint32(n), nil
}
