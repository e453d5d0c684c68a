package cellindex

import (
	"math"

	"github.com/google/uuid"

	"github.com/alentour/alentour/geo"
)

// BoxQuery asks for what is in Box, its borders included.
type BoxQuery[T any] struct {
	Box     geo.BBox
	Filter  Filter[T]
	Limit   int
	AfterID uuid.UUID // the last hit of the page before; the zero id begins at the beginning
}

// InBox appends to dst the first Limit things in a box by id. A thing with several positions counts once, at the first
// by Part that the filter keeps in the box.
func (x *Index[T]) InBox(dst []Hit[T], q BoxQuery[T]) []Hit[T] {
	if q.Limit <= 0 {
		return dst
	}
	s := x.begin(q.Filter)
	defer x.end(s)
	s.top.limit = q.Limit
	// Either read what stands in the box and keep the least ids, or read everything by id until the page is full:
	// a box with the share f of all needs about Limit / f steps of the second kind.
	within, all := float64(s.entriesOver(q.Box)), float64(s.state.live)
	if within*within <= float64(q.Limit)*all {
		s.leastIDs(&q)
	} else {
		s.byID(&q)
	}
	return s.top.hits(dst)
}

// Count is how many positions in a box the filter keeps. It stops at atMost.
func (x *Index[T]) Count(box geo.BBox, f Filter[T], atMost int) int {
	s := x.begin(f)
	defer x.end(s)
	n := 0
	for i := range s.runs {
		r := &s.runs[i]
		all := r.admitsAll(&s.filter)
		for w := s.walk(r, box); n < atMost && w.next(); {
			if all && w.inside {
				n += int(w.hi - w.lo)
				continue
			}
			for e := w.lo; e < w.hi && n < atMost; e++ {
				if w.holds(e) && r.admits(&s.filter, &r.entries[e]) {
					n++
				}
			}
		}
	}
	return min(n, atMost)
}

// Each yields the positions in a box that the filter keeps, in no particular order, with their cell of resolution 15.
// The item is the index's own until yield returns.
func (x *Index[T]) Each(box geo.BBox, f Filter[T], yield func(geo.Cell, *Item[T]) bool) {
	s := x.begin(f)
	defer x.end(s)
	for i := range s.runs {
		r := &s.runs[i]
		for w := s.walk(r, box); w.next(); {
			for e := w.lo; e < w.hi; e++ {
				if !w.holds(e) || !r.admits(&s.filter, &r.entries[e]) {
					continue
				}
				record := &r.layer.records[r.entries[e].slot]
				a := &r.layer.attrs[record.attrs]
				s.item = Item[T]{
					ID: record.id, Part: record.part, Point: record.point, Kinds: a.kinds, Masks: a.masks, Value: record.value,
				}
				if !yield(r.cells[e], &s.item) {
					return
				}
			}
		}
	}
}

// entriesOver is how many entries the nodes over a box hold, dead and filtered ones too.
func (s *scratch[T]) entriesOver(box geo.BBox) int {
	n := 0
	for i := range s.runs {
		for w := s.walk(&s.runs[i], box); w.next(); {
			n += int(w.hi - w.lo)
		}
	}
	return n
}

func (s *scratch[T]) leastIDs(q *BoxQuery[T]) {
	for i := range s.runs {
		r := &s.runs[i]
		for w := s.walk(r, q.Box); w.next(); {
			for e := w.lo; e < w.hi; e++ {
				slot := r.entries[e].slot
				c := candidate[T]{record: &r.layer.records[slot]}
				if compareIDs(c.record.id, q.AfterID) > 0 && !(s.top.full() && c.compare(s.top.worst()) >= 0) &&
					w.holds(e) && r.admits(&s.filter, &r.entries[e]) && !s.earlierSibling(r.layer, slot, q.Box) {
					s.top.add(c)
				}
			}
		}
	}
}

// earlierSibling says whether another position of the same thing answers in place of this one.
func (s *scratch[T]) earlierSibling(l *layer[T], slot uint32, box geo.BBox) bool {
	if !l.isOneOfSeveral(slot) {
		return false
	}
	for from, _ := l.siblings(slot); from < slot; from++ {
		if box.Contains(l.records[from].point) && s.filter.admits(l, from, l.records[from].attrs) {
			return true
		}
	}
	return false
}

// byID merges the layers' records, each sorted by id, until the page is full.
func (s *scratch[T]) byID(q *BoxQuery[T]) {
	layers := s.state.layers
	for i := range layers {
		at := layers[i].find(q.AfterID)
		for at < len(layers[i].records) && layers[i].records[at].id == q.AfterID {
			at++
		}
		s.cursor = append(s.cursor, at)
	}
	last := q.AfterID
	for !s.top.full() {
		least := -1
		for i := range layers {
			if s.cursor[i] < len(layers[i].records) && (least < 0 ||
				compareIDs(layers[i].records[s.cursor[i]].id, layers[least].records[s.cursor[least]].id) < 0) {
				least = i
			}
		}
		if least < 0 {
			return
		}
		l, slot := &layers[least], uint32(s.cursor[least])
		s.cursor[least]++
		r := &l.records[slot]
		if r.id != last && q.Box.Contains(r.point) && s.filter.admits(l, slot, r.attrs) {
			last = r.id
			s.top.best = append(s.top.best, candidate[T]{record: r})
		}
	}
}

// boxWalk finds the runs of entries under the nodes that a box meets.
//
//	for w := s.walk(r, box); w.next(); { entries w.lo to w.hi; those that w.holds are in the box }
type boxWalk[T any] struct {
	*scratch[T]
	r      *reading[T]
	box    geo.BBox
	lo, hi uint32
	inside bool // all of them are in the box
}

func (s *scratch[T]) walk(r *reading[T], box geo.BBox) boxWalk[T] {
	s.stack = append(s.stack[:0], 0)
	return boxWalk[T]{scratch: s, r: r, box: box}
}

func (w *boxWalk[T]) next() bool {
	for len(w.stack) > 0 {
		n := &w.r.nodes[w.stack[len(w.stack)-1]]
		w.stack = w.stack[:len(w.stack)-1]
		meets, inside := n.in(w.box)
		if !meets {
			continue
		}
		if inside || n.children == 0 {
			w.lo, w.hi, w.inside = n.lo, n.hi, inside
			return true
		}
		for c := n.child + uint32(n.children); c > n.child; c-- {
			w.stack = append(w.stack, c-1)
		}
	}
	return false
}

// holds says whether the box contains the point of an entry.
func (w *boxWalk[T]) holds(entry uint32) bool {
	return w.inside || w.box.Contains(w.r.layer.records[w.r.entries[entry].slot].point)
}

// in says whether a point of the node can be in box, and whether all are.
func (n *node) in(box geo.BBox) (meets, inside bool) {
	south, north := float64(n.south), float64(n.north)
	west, east := float64(n.west), float64(n.east)
	if north < box.South || south > box.North {
		return false, false
	}
	tall := box.South <= south && north <= box.North
	if box.West > box.East {
		meets = east >= box.West || west <= box.East
		return meets, tall && (west >= box.West || east <= box.East)
	}
	// The meridian of 180° is that of -180° too.
	atEnd := (math.Abs(box.West) == 180 || math.Abs(box.East) == 180) && (west <= -180 || east >= 180)
	meets = (east >= box.West && west <= box.East) || atEnd
	return meets, tall && box.West <= west && east <= box.East
}
