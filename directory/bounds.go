package directory

import (
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
)

// Bounds is the smallest box around every open place with a position, not across the 180th meridian; false when there
// is none. It looks at each of them.
func (l *Live) Bounds() (geo.BBox, bool) {
	c := l.now.Load()
	if c == nil {
		return geo.BBox{}, false
	}
	box, any := geo.BBox{West: 180, South: 90, East: -180, North: -90}, false
	world := geo.BBox{West: -180, South: -90, East: 180, North: 90}
	c.index.Each(world, cellindex.Filter[located]{}, func(_ geo.Cell, item *cellindex.Item[located]) bool {
		p := item.Point
		box = geo.BBox{West: min(box.West, p[0]), South: min(box.South, p[1]), East: max(box.East, p[0]), North: max(box.North, p[1])}
		any = true
		return true
	})
	return box, any
}
