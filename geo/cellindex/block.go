package cellindex

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// block is an immutable set of items.
type block[T any] struct {
	records []record[T] // by cell, then id and part; the index here is the slot
	byID    []uint32    // slots by id, then part
	attrs   []attrs     // each once: few differ
	several []uint64    // a bit per record whose thing has several positions; nil when none has
	tree    tree
	// Where something has a ReachM of its own, see lookAround; nil elsewhere.
	reach  []float64 // the squared chord of each slot's
	sorted []float64 // the same, the shortest of each spot first
	spots  []spot
}

// record is an item at rest, with its cell of the finest resolution.
type record[T any] struct {
	id    uuid.UUID
	point orb.Point
	cell  geo.Cell
	value T
	attrs uint32 // in block.attrs
	part  uint16
}

type attrs struct {
	kinds uint64
	masks [3]uint64
	reach float32
}

func newBlock[T any](items []Item[T]) *block[T] {
	b := &block[T]{records: make([]record[T], 0, len(items))}
	known := make(map[attrs]uint32)
	for _, i := range lastOfEach(items) {
		it := &items[i]
		cell, err := geo.CellAt(it.Point, geo.MaxResolution)
		if err != nil {
			panic(fmt.Sprintf("cellindex: item %s: %v", it.ID, err))
		}
		b.records = append(b.records, record[T]{
			id: it.ID, part: it.Part, point: it.Point, cell: cell, value: it.Value,
			attrs: b.attrsNumber(known, attrs{it.Kinds, it.Masks, it.ReachM}),
		})
	}
	slices.SortFunc(b.records, func(a, b record[T]) int { return compareCells(&a, &b) })
	b.byID = make([]uint32, len(b.records))
	for slot := range b.records {
		b.byID[slot] = uint32(slot)
	}
	slices.SortFunc(b.byID, func(i, j uint32) int { return compareNames(&b.records[i], &b.records[j]) })
	b.finish()
	return b
}

// lastOfEach gives the indexes of items without those that a later one of the same ID and Part replaces.
func lastOfEach[T any](items []Item[T]) []uint32 {
	order := make([]uint32, len(items))
	for i := range order {
		order[i] = uint32(i)
	}
	same := func(i, j uint32) int {
		return cmp.Or(compareIDs(items[i].ID, items[j].ID), cmp.Compare(items[i].Part, items[j].Part))
	}
	slices.SortFunc(order, func(i, j uint32) int { return cmp.Or(same(i, j), cmp.Compare(j, i)) })
	return slices.CompactFunc(order, func(i, j uint32) bool { return same(i, j) == 0 })
}

func compareNames[T any](a, b *record[T]) int {
	if a.id != b.id {
		return compareIDs(a.id, b.id)
	}
	return cmp.Compare(a.part, b.part)
}

func compareCells[T any](a, b *record[T]) int {
	if a.cell != b.cell {
		return cmp.Compare(a.cell, b.cell)
	}
	return compareNames(a, b)
}

func (b *block[T]) attrsNumber(known map[attrs]uint32, a attrs) uint32 {
	n, ok := known[a]
	if !ok {
		n = uint32(len(b.attrs))
		known[a], b.attrs = n, append(b.attrs, a)
	}
	return n
}

// finish derives from the records what else a block has.
func (b *block[T]) finish() {
	for i := 1; i < len(b.byID); i++ {
		last, slot := b.byID[i-1], b.byID[i]
		if b.records[slot].id != b.records[last].id {
			continue
		}
		if b.several == nil {
			b.several = make([]uint64, (len(b.records)+63)/64)
		}
		b.several[slot/64] |= 1 << (slot % 64)
		b.several[last/64] |= 1 << (last % 64)
	}
	b.tree = plant(b.records, b.attrs)
	if slices.ContainsFunc(b.attrs, func(a attrs) bool { return a.reach != 0 }) {
		b.lookAround()
	}
}

// find gives the place in byID where id begins, or would.
func (b *block[T]) find(id uuid.UUID) int {
	return sort.Search(len(b.byID), func(i int) bool { return compareIDs(b.records[b.byID[i]].id, id) >= 0 })
}

// slots gives the slots of a thing by part.
func (b *block[T]) slots(id uuid.UUID) []uint32 {
	from := b.find(id)
	to := from
	for to < len(b.byID) && b.records[b.byID[to]].id == id {
		to++
	}
	return b.byID[from:to]
}

func (b *block[T]) isOneOfSeveral(slot uint32) bool {
	return b.several != nil && b.several[slot/64]>>(slot%64)&1 == 1
}
