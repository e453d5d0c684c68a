package cellindex

import (
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"
)

// WithinQuery asks for everything around Center, RadiusM metres included.
type WithinQuery[T any] struct {
	Center  orb.Point
	RadiusM float64
	Kinds   uint64   // when non-zero, only what shares a bit is yielded
	Fetch   func(*T) // sees what is about to be yielded, as that of a Filter does; may be nil
}

// Within yields every position at most RadiusM metres away, and no farther than its own ReachM, with its distance: in no order but that
// neighbours come one after the other. It returns how many there are, of any kind. The value must not be changed. Nothing is allocated.
func (x *Index[T]) Within(q WithinQuery[T], yield func(distanceM float64, value *T)) (within int) {
	if !(q.RadiusM >= 0) {
		return 0
	}
	s := x.begin(Filter[T]{Kinds: q.Kinds})
	defer x.end(s)
	c := circle[T]{scratch: s, q: q, centre: entryAt(q.Center), bound: chord2Of(q.RadiusM), yield: yield}
	for i := range s.layers {
		if len(s.layers[i].tree.nodes) > 0 {
			c.read(&s.layers[i])
		}
	}
	c.flush()
	return c.within
}

// spot is a run of records at one point: many stand at the middle of one cell, and share their distance.
type spot struct {
	at         entry
	first, end uint32
}

// lookAround notes where records stand and how far each reaches, packed, so that all of a circle are counted without a look at any.
func (b *block[T]) lookAround() {
	b.reach = make([]float64, len(b.records))
	for slot := range b.records {
		r := &b.records[slot]
		if b.reach[slot] = chord2Of(float64(b.attrs[r.attrs].reach)); b.reach[slot] == 0 {
			b.reach[slot] = math.Inf(1)
		}
		if slot == 0 || r.point != b.records[slot-1].point {
			b.spots = append(b.spots, spot{at: entryAt(r.point), first: uint32(slot)})
		}
		b.spots[len(b.spots)-1].end = uint32(slot + 1)
	}
	b.sorted = slices.Clone(b.reach)
	for _, p := range b.spots {
		slices.Sort(b.sorted[p.first:p.end])
	}
}

// circle is a running Within.
type circle[T any] struct {
	*scratch[T]
	q      WithinQuery[T]
	centre entry
	bound  float64
	yield  func(float64, *T)
	within int
	batch  [64]inCircle[T]
	n      int // of the batch
}

// inCircle waits to be yielded.
type inCircle[T any] struct {
	distanceM float64
	value     *T
}

func (c *circle[T]) read(l *layer[T]) {
	c.stack = append(c.stack[:0], boxNode{})
	for len(c.stack) > 0 {
		n := &l.tree.nodes[c.stack[len(c.stack)-1].node]
		c.stack = c.stack[:len(c.stack)-1]
		if n.chord2(&c.centre) > c.bound*slack {
			continue
		}
		if n.children == 0 {
			c.count(l, n)
			c.tell(l, n)
			continue
		}
		for child := n.child + uint32(n.children); child > n.child; child-- {
			c.stack = append(c.stack, boxNode{node: child - 1})
		}
	}
}

// count counts the records of a leaf: from the spots where things have a reach, else from the records.
func (c *circle[T]) count(l *layer[T], leaf *node) {
	first, end := l.tree.slots(leaf)
	if l.reach == nil {
		for slot := first; slot < end; slot++ {
			if e := entryAt(l.records[slot].point); e.chord2(&c.centre) <= c.bound && !l.isDead(slot) {
				c.within++
			}
		}
		return
	}
	for i := sort.Search(len(l.spots), func(i int) bool { return l.spots[i].end > first }); i < len(l.spots) && l.spots[i].first < end; i++ {
		p := &l.spots[i] // no spot is in two leaves: what stands at one point is in one cell
		chord2 := p.at.chord2(&c.centre)
		if chord2 > c.bound {
			continue
		}
		c.within += reaching(l.sorted[p.first:p.end], chord2)
		for slot := p.first; l.deaths > 0 && slot < p.end; slot++ {
			if l.isDead(slot) && l.reach[slot] >= chord2 {
				c.within--
			}
		}
	}
}

// reaching is how many of these, the shortest first, go as far as that.
func reaching(reach []float64, chord2 float64) int {
	return len(reach) - sort.SearchFloat64s(reach, chord2)
}

// tell yields those of the wanted kinds.
func (c *circle[T]) tell(l *layer[T], leaf *node) {
	last, distanceM := -1.0, 0.0 // of the chord before: many stand at one point
	for g := l.tree.groups(leaf, c.filter.Kinds); g.next(); {
		for i := g.lo; i < g.hi; i++ {
			e := &l.tree.entries[i]
			if g.lower != 0 && e.attrs&again != 0 && l.attrs[e.attrs&^again].kinds&g.lower != 0 {
				continue
			}
			chord2 := e.chord2(&c.centre)
			if chord2 > c.bound || l.reach != nil && l.reach[e.slot] < chord2 || l.isDead(e.slot) {
				continue
			}
			if chord2 != last {
				last, distanceM = chord2, metres(chord2)
			}
			if c.n == len(c.batch) {
				c.flush()
			}
			c.batch[c.n] = inCircle[T]{distanceM, &l.records[e.slot].value}
			c.n++
		}
	}
}

// flush yields what waits.
func (c *circle[T]) flush() {
	if c.q.Fetch != nil {
		for i := range c.n {
			c.q.Fetch(c.batch[i].value)
		}
	}
	for i := range c.n {
		c.yield(c.batch[i].distanceM, c.batch[i].value)
	}
	c.n = 0
}
