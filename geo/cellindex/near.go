package cellindex

import (
	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// NearQuery asks for what is around Center, RadiusM metres included.
type NearQuery[T any] struct {
	Center  orb.Point
	RadiusM float64
	Filter  Filter[T]
	Limit   int
	// AfterM and AfterID are the last hit of the page before: the answer begins strictly after (AfterM, AfterID).
	// Zero values begin at the beginning.
	AfterM  float64
	AfterID uuid.UUID
	// Aside hears of each thing that the filter sets aside, at its nearest position so judged: of all between the page
	// before and the last hit, or the radius where there are fewer than Limit, and of some beyond. In no order.
	Aside func(distanceM float64, id uuid.UUID)
}

// Nearest appends to dst the first Limit things around a point by distance, then id. A thing with several positions
// counts once, at its nearest that the filter keeps. Nothing is allocated but what dst needs to grow.
func (x *Index[T]) Nearest(dst []Hit[T], q NearQuery[T]) []Hit[T] {
	if q.Limit <= 0 || !(q.RadiusM >= 0) {
		return dst
	}
	s := x.begin(q.Filter)
	defer x.end(s)
	s.top.limit = q.Limit
	n := nearest[T]{scratch: s, q: &q, centre: entryAt(q.Center), bound: chord2Over(q.RadiusM)}
	for i := range s.layers {
		if len(s.layers[i].tree.nodes) > 0 {
			n.consider(uint32(i), 0)
		}
	}
	for len(s.queue) > 0 {
		next := n.pop()
		if next.chord2 > n.bound {
			break
		}
		t := &s.layers[next.layer].tree
		at := &t.nodes[next.node]
		if at.children == 0 {
			n.scan(&s.layers[next.layer], at)
			continue
		}
		for c := at.child; c < at.child+uint32(at.children); c++ {
			n.consider(next.layer, c)
		}
	}
	return s.top.hits(dst)
}

// nearest is a running query.
type nearest[T any] struct {
	*scratch[T]
	q      *NearQuery[T]
	centre entry
	bound  float64 // nothing over this squared chord can answer any more
}

// nearNode waits for its turn: nothing in it is nearer than chord2.
type nearNode struct {
	chord2      float64
	layer, node uint32
}

// consider queues a node that can still answer.
func (n *nearest[T]) consider(layer, node uint32) {
	at := &n.layers[layer].tree.nodes[node]
	chord2 := at.chord2(&n.centre)
	if chord2 > n.bound || !n.filter.wants(at) {
		return
	}
	h := append(n.queue, nearNode{chord2, layer, node})
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if h[up].chord2 <= h[i].chord2 {
			break
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
	n.queue = h
}

// pop takes the node that may hold the nearest.
func (n *nearest[T]) pop() nearNode {
	h := n.queue
	first, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; len(h) > 0; {
		down := 2*i + 1
		if down+1 < len(h) && h[down+1].chord2 < h[down].chord2 {
			down++
		}
		if down >= len(h) || last.chord2 <= h[down].chord2 {
			h[i] = last
			break
		}
		h[i], i = h[down], down
	}
	n.queue = h
	return first
}

func (n *nearest[T]) scan(l *layer[T], leaf *node) {
	for g := l.tree.groups(leaf, n.filter.Kinds); g.next(); {
		entries := l.tree.entries[g.lo:g.hi]
		if n.filter.Fetch != nil {
			n.fetch(l, entries)
		}
		for i := range entries {
			if chord2 := entries[i].chord2(&n.centre); chord2 <= n.bound {
				n.take(l, &entries[i], g.lower, chord2)
			}
		}
	}
}

func (n *nearest[T]) fetch(l *layer[T], entries []entry) {
	for i := range entries {
		if entries[i].chord2(&n.centre) <= n.bound {
			n.filter.Fetch(&l.records[entries[i].slot].value)
		}
	}
}

func (n *nearest[T]) take(l *layer[T], e *entry, lower uint64, chord2 float64) {
	distanceM := metres(chord2)
	if distanceM > n.q.RadiusM || distanceM < n.q.AfterM {
		return
	}
	verdict := n.filter.judge(l, e, lower)
	if verdict == Refused {
		return
	}
	c := candidate[T]{distanceM, chord2, &l.records[e.slot]}
	if distanceM == n.q.AfterM && compareIDs(c.record.id, n.q.AfterID) <= 0 {
		return
	}
	if l.isOneOfSeveral(e.slot) && n.nearerSibling(l, e.slot, distanceM, verdict) {
		return
	}
	if verdict == SetAside {
		n.q.Aside(distanceM, c.record.id)
		return
	}
	n.top.add(c)
	if n.top.full() {
		n.bound = min(n.bound, n.top.worst().chord2*slack)
	}
}

// nearerSibling says whether another position of the same thing, judged as this one, counts in its place.
func (n *nearest[T]) nearerSibling(l *layer[T], slot uint32, distanceM float64, verdict Verdict) bool {
	own := l.records[slot].part
	for _, s := range l.slots(l.records[slot].id) {
		if s == slot || n.filter.judgeSlot(l, s) != verdict {
			continue
		}
		e := entryAt(l.records[s].point)
		if d := metres(e.chord2(&n.centre)); d < distanceM || (d == distanceM && l.records[s].part < own) {
			return true
		}
	}
	return false
}
