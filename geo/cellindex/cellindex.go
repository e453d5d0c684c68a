// Package cellindex answers "what is near" and "what is in this box" from memory, while it changes.
//
//	Items ─New, Apply─▶ layers: big ◀─merge─ smaller ◀─merge─ smallest, the last write
//	                      └ block: records by H3 cell ◀─slots─ positions by kind in the leaves of a tree of cells
//	Nearest ─▶ best-first down the trees ─▶ scan of flat positions ─▶ the nearest by (distance, id)
//	Within ─▶ down the trees ─▶ all that stands around
//	InBox, Count, Each ─▶ down the trees by longitude and latitude
//
// Positions are unit vectors, so that the poles and the 180th meridian are places like any other and the innermost
// loop is three subtractions and a sum of squares: the square of the chord, which grows with the distance. Blocks are
// immutable; what was removed is a bit beside them. A reader takes one pointer and never waits; writers queue.
//
// Units: degrees with longitude first, metres on the sphere of [geo.EarthRadiusM]. Ids order as their bytes do.
//
// Not here: what the items mean, where they are kept, text search.
package cellindex

import (
	"bytes"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// Item is one position of one thing. Things that stand in several places have an item for each, numbered by Part;
// (ID, Part) is unique. Point must be a position, see [geo.CheckPoint].
type Item[T any] struct {
	ID    uuid.UUID
	Part  uint16
	Point orb.Point
	Kinds uint64    // bit set; a query for few kinds reads those alone
	Masks [3]uint64 // bit sets for filters
	// ReachM is how far the thing itself reaches, for Within; 0 = as far as one likes.
	ReachM float32
	Value  T
}

// Filter keeps items: each non-zero bit set must share a bit with the item's, and Judge, when given, must say Kept.
// The zero Filter keeps everything. Judge is called during the query with the item's position; its argument must not be
// changed. Fetch, when given, sees what Nearest is about to judge, neighbours one after the other: memory answers many
// reads at once, so a function that only reads what Judge will need makes Judge faster.
type Filter[T any] struct {
	Kinds uint64
	Masks [3]uint64
	Judge func(*T, orb.Point) Verdict
	Fetch func(*T)
}

// Verdict is what a filter says of an item.
type Verdict uint8

const (
	Refused Verdict = iota
	Kept
	SetAside // not in the answer; Nearest and InBox tell of it, the others refuse it
)

// Hit is a thing in an answer, at the one of its positions that answers.
type Hit[T any] struct {
	ID        uuid.UUID
	Part      uint16
	Point     orb.Point
	DistanceM float64 // from the centre of Nearest; 0 in InBox
	Value     T
}

// Index is a set of items. Any number of readers; Apply may be called from anywhere, one runs at a time.
type Index[T any] struct {
	state   atomic.Pointer[state[T]]
	scratch sync.Pool // of *scratch[T]

	writing sync.Mutex // held by Apply and at the end of a background merge
	merging span       // layers that a background merge reads; they may die meanwhile, not move
	merges  sync.WaitGroup
}

// state is what a reader sees: every live item stands in exactly one layer.
type state[T any] struct {
	layers []layer[T] // oldest first
	live   int
}

// span is a range [from, to) of layers.
type span struct{ from, to int }

// New makes an index of items. Of two with the same ID and Part the later stays.
func New[T any](items []Item[T]) *Index[T] {
	x := &Index[T]{}
	var layers []layer[T]
	if len(items) > 0 {
		layers = append(layers, layer[T]{block: newBlock(items)})
	}
	x.show(layers)
	return x
}

// Rewrite replaces each value by what replace makes of it, in the order in which queries read them: neighbours come one
// after the other. It is for the maker of a new index, before anyone else sees it.
func (x *Index[T]) Rewrite(replace func(T) T) {
	for _, l := range x.state.Load().layers {
		for i := range l.records {
			l.records[i].value = replace(l.records[i].value)
		}
	}
}

// Apply removes things and puts others, seen by every query that starts after it returns, all or nothing. An upsert of
// an ID replaces all positions the thing had, and wins over a remove of the same ID; an unknown ID is ignored.
func (x *Index[T]) Apply(upserts []Item[T], removes []uuid.UUID) {
	x.writing.Lock()
	defer x.writing.Unlock()
	layers := slices.Clone(x.state.Load().layers)
	g := gravedigger[T]{layers: layers, own: make([]bool, len(layers))}
	for _, id := range removes {
		g.bury(id)
	}
	for i := range upserts {
		g.bury(upserts[i].ID)
	}
	if len(upserts) > 0 {
		layers = append(layers, layer[T]{block: newBlock(upserts)})
	}
	x.show(x.tidy(layers))
}

// Len is how many items there are, each position for itself.
func (x *Index[T]) Len() int { return x.state.Load().live }

func (x *Index[T]) show(layers []layer[T]) {
	live := 0
	for i := range layers {
		live += layers[i].live()
	}
	x.state.Store(&state[T]{layers, live})
}

// layer is a block with its dead. The block is shared and immutable, so are the bits once shown.
type layer[T any] struct {
	*block[T]
	dead   []uint64 // a bit per record; nil when all live
	deaths int
}

func (l *layer[T]) live() int { return len(l.records) - l.deaths }

func (l *layer[T]) isDead(slot uint32) bool {
	return l.dead != nil && l.dead[slot/64]>>(slot%64)&1 == 1
}

// gravedigger marks records dead in layers, in bits of its own: readers keep theirs.
type gravedigger[T any] struct {
	layers []layer[T]
	own    []bool
}

func (g *gravedigger[T]) bury(id uuid.UUID) {
	for i := range g.layers {
		l := &g.layers[i]
		for _, slot := range l.slots(id) {
			g.mark(i, slot)
		}
	}
}

func (g *gravedigger[T]) mark(i int, slot uint32) {
	l := &g.layers[i]
	if l.isDead(slot) {
		return
	}
	if !g.own[i] {
		g.own[i] = true
		dead := make([]uint64, (len(l.records)+63)/64)
		copy(dead, l.dead)
		l.dead = dead
	}
	l.dead[slot/64] |= 1 << (slot % 64)
	l.deaths++
}

func compareIDs(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }
