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
	// Aside hears of each thing that the filter sets aside in the box: of all between the page before and the last hit, or
	// the end where there are fewer than Limit, and of some beyond. In no order.
	Aside func(uuid.UUID)
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
	// Few entries are read all, for the least ids. Of many, the first by id fill a page soon; when the filter keeps too
	// few of them, the rest is read all the same.
	if s.more(q.Box, manyEntries) {
		s.byID(&q, s.live/8)
	}
	if !s.top.full() {
		s.leastIDs(&q)
	}
	return s.top.hits(dst)
}

// manyEntries take longer to read than a page by id, whose records stand far apart.
const manyEntries = 10_000

// Count is how many positions in a box the filter keeps. It stops at atMost.
func (x *Index[T]) Count(box geo.BBox, f Filter[T], atMost int) int {
	s := x.begin(f)
	defer x.end(s)
	n := 0
	for i := range s.layers {
		l := &s.layers[i]
		for w := s.walk(l, box); n < atMost && w.next(); {
			for e := w.lo; e < w.hi && n < atMost; e++ {
				if at := &l.tree.entries[e]; w.holds(at) && s.filter.judge(l, at, w.lower) == Kept {
					n++
				}
			}
		}
	}
	return n
}

// Each yields the positions in a box that the filter keeps, in no particular order, with their cell of resolution 15.
// The item is the index's own until yield returns.
func (x *Index[T]) Each(box geo.BBox, f Filter[T], yield func(geo.Cell, *Item[T]) bool) {
	s := x.begin(f)
	defer x.end(s)
	for i := range s.layers {
		l := &s.layers[i]
		for w := s.walk(l, box); w.next(); {
			for e := w.lo; e < w.hi; e++ {
				at := &l.tree.entries[e]
				if !w.holds(at) || s.filter.judge(l, at, w.lower) != Kept {
					continue
				}
				r, a := &l.records[at.slot], &l.attrs[at.attrs&^again]
				s.item = Item[T]{ID: r.id, Part: r.part, Point: r.point, Kinds: a.kinds, Masks: a.masks, ReachM: a.reach, Value: r.value}
				if !yield(r.cell, &s.item) {
					return
				}
			}
		}
	}
}

// more says whether the leaves over a box hold more than n entries to read.
func (s *scratch[T]) more(box geo.BBox, n int) bool {
	for i := range s.layers {
		for w := s.walk(&s.layers[i], box); w.next(); {
			if n -= int(w.hi - w.lo); n < 0 {
				return true
			}
		}
	}
	return false
}

// leastIDs reads all that stands in the box.
func (s *scratch[T]) leastIDs(q *BoxQuery[T]) {
	for i := range s.layers {
		l := &s.layers[i]
		for w := s.walk(l, q.Box); w.next(); {
			for e := w.lo; e < w.hi; e++ {
				at := &l.tree.entries[e]
				c := candidate[T]{record: &l.records[at.slot]}
				if compareIDs(c.record.id, q.AfterID) <= 0 || s.top.full() && c.compare(s.top.worst()) > 0 || !w.holds(at) {
					continue
				}
				verdict := s.filter.judge(l, at, w.lower)
				if verdict != Refused && !s.earlierSibling(l, at.slot, q.Box, verdict) {
					s.count(c.record, verdict, q)
				}
			}
		}
	}
}

// count adds to the answer, or tells of what is set aside.
func (s *scratch[T]) count(r *record[T], verdict Verdict, q *BoxQuery[T]) {
	if verdict == SetAside {
		q.Aside(r.id)
		return
	}
	s.top.add(candidate[T]{record: r})
}

// earlierSibling says whether another position of the same thing in the box, judged as this one, counts in its place.
func (s *scratch[T]) earlierSibling(l *layer[T], slot uint32, box geo.BBox, verdict Verdict) bool {
	if !l.isOneOfSeveral(slot) {
		return false
	}
	for _, other := range l.slots(l.records[slot].id) {
		if other == slot {
			break
		}
		if box.Contains(l.records[other].point) && s.filter.judgeSlot(l, other) == verdict {
			return true
		}
	}
	return false
}

// byID merges the layers' records by id until the page is full, or steps were not enough; q.AfterID is then where it
// stopped, and none is left out before.
func (s *scratch[T]) byID(q *BoxQuery[T], steps int) {
	for i := range s.layers {
		at := s.layers[i].find(q.AfterID)
		s.cursor = append(s.cursor, at+len(s.layers[i].slots(q.AfterID)))
	}
	var seen [SetAside + 1]bool // of the thing at hand, by verdict
	for ; ; steps-- {
		l, r, slot := s.nextByID()
		if r == nil {
			return
		}
		if r.id != q.AfterID {
			if s.top.full() || steps <= 0 {
				return
			}
			q.AfterID, seen = r.id, [SetAside + 1]bool{Refused: true}
		}
		if !q.Box.Contains(r.point) {
			continue
		}
		if verdict := s.filter.judgeSlot(l, slot); !seen[verdict] {
			seen[verdict] = true
			s.count(r, verdict, q)
		}
	}
}

// nextByID moves the cursor of the layer whose next record is the least.
func (s *scratch[T]) nextByID() (in *layer[T], least *record[T], slot uint32) {
	from := -1
	for i := range s.layers {
		l := &s.layers[i]
		if s.cursor[i] == len(l.byID) {
			continue
		}
		at := l.byID[s.cursor[i]]
		if r := &l.records[at]; least == nil || compareIDs(r.id, least.id) < 0 {
			from, in, least, slot = i, l, r, at
		}
	}
	if from >= 0 {
		s.cursor[from]++
	}
	return in, least, slot
}

// boxWalk finds the groups of entries in the leaves that a box meets.
//
//	for w := s.walk(layer, box); w.next(); { entries w.lo to w.hi; those that w.holds are in the box }
type boxWalk[T any] struct {
	*scratch[T]
	groups
	l      *layer[T]
	box    geo.BBox
	inside bool // all of them are in the box
}

// boxNode waits for its turn.
type boxNode struct {
	node   uint32
	inside bool // its parent is in the box, so it is too
}

func (s *scratch[T]) walk(l *layer[T], box geo.BBox) boxWalk[T] {
	s.stack = s.stack[:0]
	if len(l.tree.nodes) > 0 {
		s.stack = append(s.stack, boxNode{})
	}
	return boxWalk[T]{scratch: s, l: l, box: box}
}

func (w *boxWalk[T]) next() bool {
	for !w.groups.next() {
		if len(w.stack) == 0 {
			return false
		}
		at := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		n := &w.l.tree.nodes[at.node]
		meets, inside := true, true
		if !at.inside {
			meets, inside = n.in(w.box)
		}
		if !meets || !w.filter.wants(n) {
			continue
		}
		if n.children == 0 {
			w.groups, w.inside = w.l.tree.groups(n, w.filter.Kinds), inside
			continue
		}
		for c := n.child + uint32(n.children); c > n.child; c-- {
			w.stack = append(w.stack, boxNode{c - 1, inside})
		}
	}
	return true
}

// holds says whether the box contains the point of an entry of the group.
func (w *boxWalk[T]) holds(e *entry) bool {
	return w.inside || w.box.Contains(w.l.records[e.slot].point)
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
