package tiles

import (
	"cmp"
	"slices"

	"github.com/alentour/alentour/geo"
)

// Spots gathers the located things that match on one tile, then shows each of them as a point when they are few, or how
// many there are per H3 cell when they are many: never both, so that a tile's size is bounded at every zoom.
//
//	spots := w.Gather(1000)
//	…                                       // for each match in t.Bounds():
//	spots.Add(num, position, cell, i)
//	w.Begin("places")
//	kind, count := w.Key("kind"), w.Key("count")
//	spots.Draw(count, func(i int32) { w.String(kind, …) })
type Spots struct {
	writer *Writer
	most   int

	points []spot
	all    sum
	cells  map[geo.Cell]sum
	cell   geo.Cell // being summed in last, not yet in cells; things come sorted by cell
	last   sum
	order  []geo.Cell
	same   []Position // of one id
}

type spot struct {
	id  uint64
	at  Position
	of  geo.Cell
	ref int32
}

// sum counts things and adds their positions, exactly and whatever the order.
type sum struct{ n, x, y uint64 }

func (s sum) plus(o sum) sum  { return sum{s.n + o.n, s.x + o.x, s.y + o.y} }
func (s sum) minus(o sum) sum { return sum{s.n - o.n, s.x - o.x, s.y - o.y} }
func (s sum) mean() Position  { return Position{uint32(s.x / s.n), uint32(s.y / s.n)} }

// Gather starts gathering for the tile being drawn: at most most things are shown as points.
func (w *Writer) Gather(most int) *Spots {
	s := &w.spots
	s.writer, s.most = w, most
	s.points, s.all, s.cell, s.last = s.points[:0], sum{}, 0, sum{}
	clear(s.cells)
	return s
}

// Add takes a thing: its id (never 0), position, cell and the caller's own number for it. What stands on another tile is
// left out; what stands at several places is added as often. The cell is at least as fine as [CellResolution] of the
// zoom.
func (s *Spots) Add(id uint64, p Position, cell geo.Cell, ref int32) {
	if !s.writer.tile.Has(p) {
		return
	}
	one := sum{1, uint64(p.X), uint64(p.Y)}
	s.all = s.all.plus(one)
	switch {
	case s.writer.tile.Z == MaxZoom:
		s.points = append(s.points, spot{id, p, cell, ref})
		if len(s.points) >= 2*s.most+1 {
			s.keepFirst()
		}
	case !s.many():
		s.points = append(s.points, spot{id, p, cell, ref})
	default:
		for _, earlier := range s.points {
			s.count(earlier.of, sum{1, uint64(earlier.at.X), uint64(earlier.at.Y)})
		}
		s.points = s.points[:0]
		s.count(cell, one)
	}
}

func (s *Spots) many() bool { return s.all.n > uint64(s.most) }

func (s *Spots) count(cell geo.Cell, one sum) {
	if cell = cell.Parent(CellResolution(s.writer.tile.Z)); cell != s.cell {
		s.flush()
		s.cell = cell
	}
	s.last = s.last.plus(one)
}

func (s *Spots) flush() {
	if s.last.n == 0 {
		return
	}
	if s.cells == nil {
		s.cells = map[geo.Cell]sum{}
	}
	s.cells[s.cell] = s.cells[s.cell].plus(s.last)
	s.last = sum{}
}

// keepFirst sorts the points by id and keeps as many as may be shown.
func (s *Spots) keepFirst() {
	slices.SortFunc(s.points, func(a, b spot) int {
		if a.id != b.id {
			return cmp.Compare(a.id, b.id)
		}
		return cmp.Or(cmp.Compare(a.at.X, b.at.X), cmp.Compare(a.at.Y, b.at.Y))
	})
	s.points = s.points[:min(len(s.points), s.most)]
}

// Draw writes the features into the layer begun last. Points come by id, one feature to an id, each given its attributes by the caller. Counts
// come by cell, at the mean of what they count, with the attribute count. At [MaxZoom] nothing can be looked at any
// closer: there the first points by id are shown, and one count for the rest.
func (s *Spots) Draw(count Key, attributes func(ref int32)) {
	if s.many() && s.writer.tile.Z < MaxZoom {
		s.drawCounts(count)
		return
	}
	s.keepFirst()
	rest := s.all
	for i := 0; i < len(s.points); {
		first := s.points[i]
		s.same = s.same[:0]
		for ; i < len(s.points) && s.points[i].id == first.id; i++ {
			at := s.points[i].at
			s.same = append(s.same, at)
			rest = rest.minus(sum{1, uint64(at.X), uint64(at.Y)})
		}
		s.writer.Points(first.id, s.same)
		attributes(first.ref)
	}
	s.drawCount(count, rest)
}

func (s *Spots) drawCounts(count Key) {
	s.flush()
	s.order = s.order[:0]
	for cell := range s.cells {
		s.order = append(s.order, cell)
	}
	slices.Sort(s.order)
	for _, cell := range s.order {
		s.drawCount(count, s.cells[cell])
	}
}

func (s *Spots) drawCount(count Key, of sum) {
	if of.n > 0 {
		s.writer.Point(0, of.mean())
		s.writer.Int(count, int64(of.n))
	}
}

// CellResolution is the resolution whose cells are counted at zoom z: some hundred to a tile at every zoom, since a tile
// is a quarter of the one above and a cell a seventh.
func CellResolution(z Zoom) geo.Resolution {
	const perZoom = 0.7124143742160444 // ln 4 / ln 7
	return geo.Resolution(perZoom * float64(z))
}
