package cellindex

import (
	"cmp"
	"slices"
)

// scratch is what a query needs besides its answer; it goes back to the pool with its buffers.
type scratch[T any] struct {
	layers []layer[T]
	live   int
	filter Filter[T]
	queue  []nearNode // of Nearest, a heap
	stack  []boxNode  // of boxWalk
	top    top[T]
	cursor []int // of byID, a slot per layer
	item   Item[T]
}

func (x *Index[T]) begin(f Filter[T]) *scratch[T] {
	s, ok := x.scratch.Get().(*scratch[T])
	if !ok {
		s = &scratch[T]{}
	}
	now := x.state.Load()
	s.layers, s.live, s.filter = now.layers, now.live, f
	return s
}

// end returns s to the pool without a hold on what it read.
func (x *Index[T]) end(s *scratch[T]) {
	clear(s.top.best)
	s.layers, s.filter, s.item = nil, Filter[T]{}, Item[T]{}
	s.queue, s.stack, s.cursor, s.top.best = s.queue[:0], s.stack[:0], s.cursor[:0], s.top.best[:0]
	x.scratch.Put(s)
}

// wants says whether something in n may pass.
func (f *Filter[T]) wants(n *node) bool { return f.Kinds == 0 || f.Kinds&n.kinds != 0 }

// judge says how an entry counts in a group; one found in a group before is refused. The record is touched last and only
// by Judge: it is far away in memory.
func (f *Filter[T]) judge(l *layer[T], e *entry, lower uint64) Verdict {
	a := &l.attrs[e.attrs&^again]
	if e.attrs&again != 0 && a.kinds&lower != 0 {
		return Refused
	}
	return f.judgeRecord(l, e.slot, a)
}

func (f *Filter[T]) judgeRecord(l *layer[T], slot uint32, a *attrs) Verdict {
	if f.Kinds != 0 && f.Kinds&a.kinds == 0 ||
		f.Masks[0] != 0 && f.Masks[0]&a.masks[0] == 0 ||
		f.Masks[1] != 0 && f.Masks[1]&a.masks[1] == 0 ||
		f.Masks[2] != 0 && f.Masks[2]&a.masks[2] == 0 ||
		l.isDead(slot) {
		return Refused
	}
	if f.Judge == nil {
		return Kept
	}
	return f.Judge(&l.records[slot].value, l.records[slot].point)
}

// judgeSlot is judgeRecord for a slot that no entry led to.
func (f *Filter[T]) judgeSlot(l *layer[T], slot uint32) Verdict {
	return f.judgeRecord(l, slot, &l.attrs[l.records[slot].attrs])
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
