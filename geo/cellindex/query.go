package cellindex

import (
	"cmp"
	"slices"
)

// scratch is what a query needs besides its answer; it goes back to the pool with its buffers.
type scratch[T any] struct {
	state  *state[T]
	filter Filter[T]
	runs   []reading[T] // those that can answer
	queue  []nearNode   // of Nearest, a heap
	stack  []uint32     // of boxWalk
	top    top[T]
	cursor []int // of byID, a slot per layer
	item   Item[T]
}

// reading is a run and where it stands.
type reading[T any] struct {
	*run
	layer *layer[T]
	index uint32 // of the layer
}

func (x *Index[T]) begin(f Filter[T]) *scratch[T] {
	s, ok := x.scratch.Get().(*scratch[T])
	if !ok {
		s = &scratch[T]{}
	}
	s.state, s.filter = x.state.Load(), f
	for i := range s.state.layers {
		l := &s.state.layers[i]
		for j := range l.runs {
			if r := &l.runs[j]; f.Kinds == 0 || (r.kind != noKind && f.Kinds>>r.kind&1 == 1) {
				s.runs = append(s.runs, reading[T]{r, l, uint32(i)})
			}
		}
	}
	return s
}

// end returns s to the pool without a hold on what it read.
func (x *Index[T]) end(s *scratch[T]) {
	clear(s.runs)
	clear(s.top.best)
	s.state, s.filter, s.item = nil, Filter[T]{}, Item[T]{}
	s.runs, s.queue, s.stack, s.cursor, s.top.best = s.runs[:0], s.queue[:0], s.stack[:0], s.cursor[:0], s.top.best[:0]
	x.scratch.Put(s)
}

// admits says whether the filter keeps a record, as seen from any run. The record is touched last, only by Keep: it is
// far away in memory.
func (f *Filter[T]) admits(l *layer[T], slot, attrs uint32) bool {
	return f.admitsAttrs(&l.attrs[attrs]) && !l.isDead(slot) && (f.Keep == nil || f.Keep(&l.records[slot].value))
}

func (f *Filter[T]) admitsAttrs(a *attrs) bool {
	return (f.Kinds == 0 || f.Kinds&a.kinds != 0) &&
		(f.Masks[0] == 0 || f.Masks[0]&a.masks[0] != 0) &&
		(f.Masks[1] == 0 || f.Masks[1]&a.masks[1] != 0) &&
		(f.Masks[2] == 0 || f.Masks[2]&a.masks[2] != 0)
}

// admits says whether e counts: kept by the filter, and here rather than in an earlier run that the query reads too.
func (r *reading[T]) admits(f *Filter[T], e *entry) bool {
	if !r.only {
		kinds := r.layer.attrs[e.attrs].kinds
		if f.Kinds != 0 {
			kinds &= f.Kinds
		}
		if lower := uint64(1)<<r.kind - 1; r.kind != noKind && kinds&lower != 0 {
			return false
		}
	}
	return f.admits(r.layer, e.slot, e.attrs)
}

// admitsAll says whether every entry of the run surely counts.
func (r *reading[T]) admitsAll(f *Filter[T]) bool {
	return r.layer.dead == nil && f.Keep == nil && f.Masks == [3]uint64{} &&
		(r.only || f.Kinds == uint64(1)<<r.kind)
}

// candidate is what a bounded answer is made of.
type candidate[T any] struct {
	distanceM float64
	chord2    float64
	record    *record[T]
}

func (c *candidate[T]) compare(o *candidate[T]) int {
	if c.distanceM != o.distanceM {
		return cmp.Compare(c.distanceM, o.distanceM)
	}
	return compareIDs(c.record.id, o.record.id)
}

// top keeps the least candidates, at most limit: a heap with the greatest first.
type top[T any] struct {
	limit int
	best  []candidate[T]
}

func (t *top[T]) full() bool { return len(t.best) == t.limit }

// worst is the candidate that the next better one replaces, once full.
func (t *top[T]) worst() *candidate[T] { return &t.best[0] }

func (t *top[T]) add(c candidate[T]) {
	if !t.full() {
		t.best = append(t.best, c)
		for i := len(t.best) - 1; i > 0; {
			up := (i - 1) / 2
			if t.best[i].compare(&t.best[up]) <= 0 {
				return
			}
			t.best[i], t.best[up] = t.best[up], t.best[i]
			i = up
		}
		return
	}
	if c.compare(t.worst()) >= 0 {
		return
	}
	i := 0
	for {
		down := 2*i + 1
		if down >= len(t.best) {
			break
		}
		if down+1 < len(t.best) && t.best[down+1].compare(&t.best[down]) > 0 {
			down++
		}
		if c.compare(&t.best[down]) >= 0 {
			break
		}
		t.best[i], i = t.best[down], down
	}
	t.best[i] = c
}

// hits appends the candidates to dst, least first.
func (t *top[T]) hits(dst []Hit[T]) []Hit[T] {
	slices.SortFunc(t.best, func(a, b candidate[T]) int { return a.compare(&b) })
	for i := range t.best {
		r := t.best[i].record
		dst = append(dst, Hit[T]{ID: r.id, Part: r.part, Point: r.point, DistanceM: t.best[i].distanceM, Value: r.value})
	}
	return dst
}
