package geo

// The only file that meets H3, cgo and its lat/lng order.

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// MaxCells bounds what one call may make: a country at resolution 9.
const MaxCells = 10_000_000

// MaxDiskK bounds Disk: 30,301 cells.
const MaxDiskK = 100

// CellAt is the cell of resolution r that p lies in.
func CellAt(p orb.Point, r Resolution) (Cell, error) {
	if err := CheckPoint(p); err != nil {
		return 0, err
	}
	if err := CheckResolution(r); err != nil {
		return 0, err
	}
	c, err := h3.LatLngToCell(latLng(p), int(r))
	if err != nil {
		return 0, fmt.Errorf("cell at %v: %w", p, err)
	}
	return Cell(c), nil
}

// Center is the middle of c; c must be valid.
func (c Cell) Center() orb.Point {
	at, err := h3.CellToLatLng(h3.Cell(c))
	if err != nil {
		return orb.Point{}
	}
	return lonLat(at)
}

// Boundary is the closed ring around c, counter-clockwise, nil when c is not valid. A cell on the 180th meridian has
// vertices on both sides of it.
func (c Cell) Boundary() orb.Ring {
	if !c.Valid() {
		return nil
	}
	loop, err := h3.CellToBoundary(h3.Cell(c))
	if err != nil {
		return nil
	}
	ring := make(orb.Ring, 0, len(loop)+1)
	for _, at := range loop {
		ring = append(ring, lonLat(at))
	}
	return append(ring, ring[0])
}

// Disk gives the cells at most k steps from c, c too, sorted; nil when c is not valid or k not within 0–[MaxDiskK].
func Disk(c Cell, k int) []Cell {
	if !c.Valid() || k < 0 || k > MaxDiskK {
		return nil
	}
	near, err := h3.GridDisk(h3.Cell(c), k)
	if err != nil {
		return nil
	}
	cells := make([]Cell, 0, len(near))
	for _, n := range near {
		cells = append(cells, Cell(n))
	}
	slices.Sort(cells)
	return cells
}

// corner is a vertex that three cells share: its name is the same seen from each of them.
type corner struct {
	id uint64
	at orb.Point
}

// corners goes counter-clockwise around c. Vertices that H3 inserts where a cell bends over an edge of the
// icosahedron have no name and are left out: the straight side is shared with the neighbour all the same.
func (c Cell) corners() ([]corner, error) {
	vertexes, err := h3.CellToVertexes(h3.Cell(c))
	if err != nil {
		return nil, fmt.Errorf("corners of %s: %w", c, err)
	}
	out := make([]corner, 0, len(vertexes))
	for _, v := range vertexes {
		at, err := h3.VertexToLatLng(v)
		if err != nil {
			return nil, fmt.Errorf("corners of %s: %w", c, err)
		}
		out = append(out, corner{id: uint64(v), at: lonLat(at)})
	}
	return out, nil
}

func latLng(p orb.Point) h3.LatLng  { return h3.LatLng{Lat: p[1], Lng: p[0]} }
func lonLat(at h3.LatLng) orb.Point { return orb.Point{at.Lng, at.Lat} }
