package directory

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/tiles"
)

// MaxTilePoints is how many places a tile shows one by one; where more match, it shows counts per cell.
const MaxTilePoints = 1000

// PlacesLayer draws the open places that pass the filter: a layer "places" of points with "name" and "category" (the
// first of the table, among those asked for) and the row's number as feature id, or of counts with "count".
func (l *Live) PlacesLayer(f PlaceFilter) tiles.Layer { return placesLayer{l, f} }

type placesLayer struct {
	live   *Live
	filter PlaceFilter
}

// Key names what the filter draws: equal filters have equal keys. Where lasts is false, what it draws changes with time
// by itself: it may be shared by those who ask at once, and must not be kept.
func (f PlaceFilter) Key() (key string, lasts bool) {
	if f == (PlaceFilter{}) {
		return "", true
	}
	key = fmt.Sprintf("%x.%x.%x.%x.%q", uint64(f.Categories), uint64(f.Audiences), uint64(f.Modalities), uint64(f.Languages), foldedWords(f.Text))
	if !f.Open.asked() {
		return key, true
	}
	return fmt.Sprintf("%s.%d.%t.%t.%v", key, f.Open.At.Unix(), f.Open.Maybe, f.Open.Walk, f.Open.From), false
}

func (l placesLayer) Draw(t tiles.Tile, w *tiles.Writer) {
	c := l.live.now.Load()
	if c == nil {
		return
	}
	spots := w.Gather(MaxTilePoints)
	shown := l.live.shown.Get().(*shown)
	defer l.live.shown.Put(shown)
	defer shown.clear()
	// a metre wider: the tile itself tells, to its own precision, what stands on it
	c.index.Each(t.Bounds().Grow(1), l.filter.filter(time.Time{}, nil), func(cell geo.Cell, item *cellindex.Item[located]) bool {
		v := item.Value
		if !t.Has(v.at) || item.Part > 0 && l.standsEarlier(c, t, item) {
			return true
		}
		if t.Z < tiles.MaxZoom && len(shown.places) > MaxTilePoints {
			spots.Add(1, v.at, cell, 0) // only counted: its record need not be read
			return true
		}
		shown.places = append(shown.places, onTile{located: v, cell: cell})
		return true
	})
	for _, p := range shown.places {
		shown.fetched += p.record.fetch()
	}
	for i := range shown.places {
		p := &shown.places[i]
		p.summary = p.record.summary()
		spots.Add(uint64(p.summary.Num), p.at, p.cell, int32(i))
	}
	w.Begin("places")
	name, category, count := w.Key("name"), w.Key("category"), w.Key("count")
	spots.Draw(count, func(ref int32) {
		w.String(name, shown.places[ref].summary.Name)
		shows := shown.places[ref].summary.Categories
		if asked := shows & l.filter.Categories; asked != 0 {
			shows = asked
		}
		if first, ok := shows.First(); ok {
			w.String(category, first.Code)
		}
	})
}

// shown is the memory of a tile being drawn, lent again and again.
type shown struct {
	places  []onTile
	fetched byte
}

type onTile struct {
	located
	cell    geo.Cell
	summary summary
}

// clear lets go of the records, which would keep a whole load alive.
func (s *shown) clear() {
	clear(s.places)
	s.places = s.places[:0]
}

// standsEarlier says whether an earlier position of the place shows on the tile: an id comes once on each.
func (l placesLayer) standsEarlier(c *snapshot, t tiles.Tile, item *cellindex.Item[located]) bool {
	p := item.Value.record.place()
	asking := l.filter.asking(time.Time{})
	openings := c.openings(&p)
	for i, at := range positions(&p)[:item.Part] {
		if t.Has(tiles.At(at)) && asking.judge(openings[i], &at) == cellindex.Kept {
			return true
		}
	}
	return false
}

// Outline is a district ready to be drawn.
type Outline struct {
	District *District
	Depth    int  // steps below its city
	Leaf     bool // it is made of nothing finer
	Shape    tiles.Shape
	Label    tiles.Position // well inside
}

// Outlines are all districts that have a shape, parents before their children, by code. They are shared: never change them.
func (l *Live) Outlines() []Outline {
	c := l.now.Load()
	if c == nil {
		return nil
	}
	return *c.outlines.Load()
}

// outlines of all districts that have one, parents before their children, by code.
func (a *Atlas) outlines() *[]Outline {
	var list []Outline
	for _, d := range a.byNum {
		if len(d.Outline) > 0 {
			list = append(list, Outline{d, a.depth(d), len(a.Children(d.Num)) == 0, tiles.NewShape(d.Outline), tiles.At(d.Centre)})
		}
	}
	slices.SortFunc(list, func(a, b Outline) int {
		return cmp.Or(cmp.Compare(a.Depth, b.Depth), cmp.Compare(a.District.Code, b.District.Code))
	})
	return &list
}

// DistrictsLayer draws the simplified shapes of districts: a layer "districts" of polygons, and "district_names" of
// points well inside them, both with "code", "name" and "kind" and the row's number as feature id. Cities show at every
// zoom, their districts from zoom 8, the districts of these from zoom 10.
func (l *Live) DistrictsLayer() tiles.Layer { return districtsLayer{l} }

type districtsLayer struct{ live *Live }

func (l districtsLayer) Draw(t tiles.Tile, w *tiles.Writer) {
	outlines := l.live.Outlines()
	deepest := 0
	switch {
	case t.Z >= 10:
		deepest = 99
	case t.Z >= 8:
		deepest = 1
	}
	draw := func(layer string, feature func(id uint64, o *Outline) bool) {
		w.Begin(layer)
		code, name, kind := w.Key("code"), w.Key("name"), w.Key("kind")
		for i := range outlines {
			o := &outlines[i]
			if o.Depth <= deepest && feature(uint64(o.District.Num), o) {
				w.String(code, o.District.Code)
				w.String(name, o.District.Name)
				w.String(kind, o.District.Kind)
			}
		}
	}
	draw("districts", func(id uint64, o *Outline) bool { return w.Polygon(id, o.Shape) })
	draw("district_names", func(id uint64, o *Outline) bool { return w.Point(id, o.Label) })
}
