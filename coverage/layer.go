package coverage

import (
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/tiles"
)

// Layer draws a measure for everyone: a layer "coverage" of the districts that a zoom is about (cities below 8, what they are made of below
// 10, then the finest), each with "code", "name", "kind", "period" and "value" with "n", or "state"; "from" is the code of the district whose
// value stands there. Of residents, places and access there is a layer "coverage_cells" too, from zoom 9, with "cell" and "value": as it is
// now, since it counts nobody's acts. All of it is read before anything is drawn.
type Layer struct {
	Key string // equal keys draw alike

	made     time.Time
	atlas    *directory.Atlas
	outlines func() []directory.Outline
	shown    map[int64]shown // by district
	cells    []CellValue
}

// shown is what a district shows.
type shown struct {
	period, from string
	value        Value
}

// From which zoom on what cities are made of is drawn, then the finest districts, and cells.
const (
	zoomParts  = 8
	zoomCells  = 9
	zoomFinest = 10
)

// layerLasts is how long a layer is drawn from what was read: months are closed once a month, cells follow the places.
const layerLasts = time.Minute

// layers keeps what was read, by measure and sub.
type layers struct {
	mu sync.Mutex
	of map[string]*Layer
}

// Layer reads a measure of the last published month of every city, and of cells.
func (r *Room) Layer(measure, sub string) (*Layer, error) {
	if _, err := publicMeasure(measure, sub); err != nil {
		return nil, err
	}
	atlas := r.cfg.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	name := measure + ":" + sub
	r.layers.mu.Lock()
	defer r.layers.mu.Unlock() // those who ask at once read once
	kept := r.layers.of[name]
	if kept != nil && kept.atlas == atlas && r.now().Sub(kept.made) < layerLasts {
		return kept, nil
	}
	l := &Layer{made: r.now(), atlas: atlas, outlines: r.cfg.Live.Outlines, shown: map[int64]shown{}}
	for _, city := range atlas.Cities() {
		if err := r.readLayer(l, city, measure, sub); err != nil {
			return nil, err
		}
	}
	l.Key = name + ":" + l.digest()
	if r.layers.of == nil {
		r.layers.of = map[string]*Layer{}
	}
	r.layers.of[name] = l
	return l, nil
}

func (r *Room) readLayer(l *Layer, city *directory.District, measure, sub string) error {
	if OfCells(measure) {
		cells, err := r.Cells(city.Code, measure, sub)
		if err != nil {
			return err
		}
		l.cells = append(l.cells, cells...)
	}
	closed := r.Closed(city.Num)
	if len(closed) == 0 {
		return nil
	}
	month := closed[len(closed)-1]
	for level := 0; ; level++ {
		rows, err := r.PublicTable(city.Code, level, measure, sub, month)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			s := shown{period: month.String(), value: row.Value}
			if from, ok := l.atlas.Numbered(row.Value.From); ok {
				s.from = from.Code
			}
			l.shown[row.District] = s
		}
	}
}

// OfCells says whether there are values of cells of a measure: of what counts nobody's acts.
func OfCells(measure string) bool {
	return measure == "residents" || measure == "places" || measure == "access"
}

// digest names what is drawn.
func (l *Layer) digest() string {
	h := fnv.New64a()
	for _, o := range l.outlines() {
		fmt.Fprintln(h, o.District.Num, l.shown[o.District.Num])
	}
	for _, c := range l.cells {
		fmt.Fprintln(h, uint64(c.Cell), c.Value)
	}
	return fmt.Sprintf("%x", h.Sum64())
}

// Draw implements [tiles.Layer].
func (l *Layer) Draw(t tiles.Tile, w *tiles.Writer) {
	w.Begin("coverage")
	v := writes(w)
	code, name, kind, period, from := w.Key("code"), w.Key("name"), w.Key("kind"), w.Key("period"), w.Key("from")
	for _, o := range l.outlines() {
		if !isAbout(t.Z, &o) || !w.Polygon(uint64(o.District.Num), o.Shape) {
			continue
		}
		w.String(code, o.District.Code)
		w.String(name, o.District.Name)
		w.String(kind, o.District.Kind)
		s, ok := l.shown[o.District.Num]
		if !ok {
			s.value.State = Missing // no month of it is published
		} else {
			w.String(period, s.period)
		}
		v.write(&s.value)
		if s.from != "" {
			w.String(from, s.from)
		}
	}
	if t.Z >= zoomCells {
		l.drawCells(t, w)
	}
}

// isAbout says whether a zoom is about a district: each point is drawn in one.
func isAbout(z tiles.Zoom, o *directory.Outline) bool {
	switch {
	case z < zoomParts:
		return o.Depth == 0
	case z < zoomFinest:
		return o.Depth == 1 || o.Leaf && o.Depth == 0
	}
	return o.Leaf
}

// widestM is further than from the middle of the coarsest public cell to any of its corners.
const widestM = 2000

func (l *Layer) drawCells(t tiles.Tile, w *tiles.Writer) {
	near := t.Bounds().Grow(widestM)
	w.Begin("coverage_cells")
	v, cell := writes(w), w.Key("cell")
	for _, c := range l.cells {
		if !near.Contains(c.Cell.Center()) {
			continue
		}
		// as all the finest cells in it: a coarse hexagon would overlap its finer neighbours
		fine, err := geo.Uncompact([]geo.Cell{c.Cell}, geo.CutFinest)
		if err != nil {
			continue
		}
		shape, err := geo.Outline(fine)
		if err == nil && w.Polygon(uint64(c.Cell), tiles.NewShape(shape)) {
			w.String(cell, c.Cell.String())
			v.write(&c.Value)
		}
	}
}

// valueKeys are the attributes of a value on a tile.
type valueKeys struct {
	w               *tiles.Writer
	value, n, state tiles.Key
}

func writes(w *tiles.Writer) valueKeys {
	return valueKeys{w, w.Key("value"), w.Key("n"), w.Key("state")}
}

func (k valueKeys) write(v *Value) {
	if v.State != Known {
		k.w.String(k.state, string(v.State))
	}
	if v.State == Missing || v.State == Withheld {
		return
	}
	k.w.Float(k.value, v.N)
	if v.Of > 0 {
		k.w.Int(k.n, int64(v.Of))
	}
}
