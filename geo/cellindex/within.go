package cellindex

import "github.com/paulmach/orb"

// Within yields every position at most radiusM metres from a point, with its distance, in no order but that neighbours come one after
// the other: for who reads all there is around. The value must not be changed. Nothing is allocated.
func (x *Index[T]) Within(center orb.Point, radiusM float64, yield func(distanceM float64, value *T)) {
	if !(radiusM >= 0) {
		return
	}
	s := x.begin(Filter[T]{})
	defer x.end(s)
	w := circle[T]{scratch: s, centre: entryAt(center), radiusM: radiusM, bound: chord2Over(radiusM), yield: yield}
	for i := range s.layers {
		if len(s.layers[i].tree.nodes) > 0 {
			w.read(&s.layers[i])
		}
	}
}

// circle is a running Within.
type circle[T any] struct {
	*scratch[T]
	centre         entry
	radiusM, bound float64
	yield          func(float64, *T)
}

func (w *circle[T]) read(l *layer[T]) {
	w.stack = append(w.stack[:0], boxNode{})
	for len(w.stack) > 0 {
		n := &l.tree.nodes[w.stack[len(w.stack)-1].node]
		w.stack = w.stack[:len(w.stack)-1]
		if n.chord2(&w.centre) > w.bound {
			continue
		}
		if n.children == 0 {
			w.leaf(l, n)
			continue
		}
		for c := n.child + uint32(n.children); c > n.child; c-- {
			w.stack = append(w.stack, boxNode{node: c - 1})
		}
	}
}

// leaf reads records rather than entries: an item of several kinds has one of those. Many stand at one point, such as the middle of
// a cell: its distance is taken once.
func (w *circle[T]) leaf(l *layer[T], n *node) {
	first, end := l.tree.slots(n)
	var at orb.Point
	near, distanceM := false, 0.0
	for slot := first; slot < end; slot++ {
		r := &l.records[slot]
		if slot == first || r.point != at {
			at = r.point
			e := entryAt(at)
			distanceM = metres(e.chord2(&w.centre))
			near = distanceM <= w.radiusM
		}
		if near && !l.isDead(slot) {
			w.yield(distanceM, &r.value)
		}
	}
}
