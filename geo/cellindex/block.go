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
	records []record[T] // by id, then part; the index here is the slot
	attrs   []attrs     // each once: few differ
	several []uint64    // a bit per record whose thing has several positions; nil when none has
	tree    tree
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
}

func newBlock[T any](items []Item[T]) *block[T] {
	order := make([]uint32, len(items))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, func(i, j uint32) int {
		return cmp.Or(compareIDs(items[i].ID, items[j].ID), cmp.Compare(items[i].Part, items[j].Part))
	})
	b := &block[T]{records: make([]record[T], 0, len(items))}
	known := make(map[attrs]uint32)
	for n, i := range order {
		it := &items[i]
		if n+1 < len(order) && it.ID == items[order[n+1]].ID && it.Part == items[order[n+1]].Part {
			continue
		}
		cell, err := geo.CellAt(it.Point, geo.MaxResolution)
		if err != nil {
			panic(fmt.Sprintf("cellindex: item %s: %v", it.ID, err))
		}
		b.records = append(b.records, record[T]{
			id: it.ID, part: it.Part, point: it.Point, cell: cell, value: it.Value,
			attrs: b.attrsNumber(known, attrs{it.Kinds, it.Masks}),
		})
	}
	b.finish()
	return b
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
	for i := 1; i < len(b.records); i++ {
		if b.records[i].id != b.records[i-1].id {
			continue
		}
		if b.several == nil {
			b.several = make([]uint64, (len(b.records)+63)/64)
		}
		b.several[i/64] |= 1 << (i % 64)
		b.several[(i-1)/64] |= 1 << ((i - 1) % 64)
	}
	b.tree = plant(b.records, b.attrs)
}

// find gives the first slot of id, or where it would stand.
func (b *block[T]) find(id uuid.UUID) int {
	return sort.Search(len(b.records), func(i int) bool { return compareIDs(b.records[i].id, id) >= 0 })
}

func (b *block[T]) isOneOfSeveral(slot uint32) bool {
	return b.several != nil && b.several[slot/64]>>(slot%64)&1 == 1
}

// siblings gives the range of slots of the thing at slot.
func (b *block[T]) siblings(slot uint32) (from, to uint32) {
	id := b.records[slot].id
	for from = slot; from > 0 && b.records[from-1].id == id; {
		from--
	}
	for to = slot + 1; to < uint32(len(b.records)) && b.records[to].id == id; {
		to++
	}
	return from, to
}
