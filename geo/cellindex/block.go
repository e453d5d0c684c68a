package cellindex

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
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
	runs    []run       // by kind
	several []uint64    // a bit per record whose thing has several positions; nil when none has
}

type record[T any] struct {
	id    uuid.UUID
	point orb.Point
	value T
	attrs uint32 // in block.attrs
	part  uint16
}

type attrs struct {
	kinds uint64
	masks [3]uint64
}

// run is the positions of one kind by cell, then slot. An item stands in the run of each of its kinds; of those that a
// query reads, the first counts it.
type run struct {
	kind    int8 // bit of Kinds; noKind for items without
	only    bool // no item of the run has a lower kind
	entries []entry
	cells   []geo.Cell // of entries, at the finest resolution
	nodes   []node     // nodes[0] is the root
}

const noKind = 64

// entry is a position on the unit sphere: x towards 0°E 0°N, y 90°E, z the north pole.
type entry struct {
	x, y, z float64
	slot    uint32
	attrs   uint32
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
		b.records = append(b.records, record[T]{
			id: it.ID, part: it.Part, point: it.Point, value: it.Value,
			attrs: b.attrsNumber(known, attrs{it.Kinds, it.Masks}),
		})
	}
	b.findSeveral()
	b.fillRuns()
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

// fillRuns sorts the records' positions by cell and deals them out to the runs of their kinds.
func (b *block[T]) fillRuns() {
	type located struct {
		cell geo.Cell
		slot uint32
	}
	all := make([]located, len(b.records))
	var sizes [noKind + 1]int
	for slot := range b.records {
		r := &b.records[slot]
		cell, err := geo.CellAt(r.point, geo.MaxResolution)
		if err != nil {
			panic(fmt.Sprintf("cellindex: item %s: %v", r.id, err))
		}
		all[slot] = located{cell, uint32(slot)}
		for kind := range b.attrs[r.attrs].eachKind {
			sizes[kind]++
		}
	}
	slices.SortFunc(all, func(a, b located) int {
		return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.slot, b.slot))
	})
	var at [noKind + 1]*run
	b.runs = newRuns(&sizes)
	for i := range b.runs {
		at[b.runs[i].kind] = &b.runs[i]
	}
	for _, s := range all {
		r := &b.records[s.slot]
		e := entryAt(r.point)
		e.slot, e.attrs = s.slot, r.attrs
		for kind := range b.attrs[r.attrs].eachKind {
			at[kind].add(e, s.cell, b.attrs)
		}
	}
	for i := range b.runs {
		plantTree(&b.runs[i], b.records)
	}
}

func newRuns(sizes *[noKind + 1]int) []run {
	var runs []run
	for kind, n := range sizes {
		if n > 0 {
			runs = append(runs, run{
				kind: int8(kind), only: true,
				entries: make([]entry, 0, n), cells: make([]geo.Cell, 0, n),
			})
		}
	}
	return runs
}

func (r *run) add(e entry, cell geo.Cell, of []attrs) {
	r.entries, r.cells = append(r.entries, e), append(r.cells, cell)
	r.only = r.only && (r.kind == noKind || bits.TrailingZeros64(of[e.attrs].kinds) == int(r.kind))
}

// eachKind yields the runs where an item stands.
func (a *attrs) eachKind(yield func(int) bool) {
	if a.kinds == 0 {
		yield(noKind)
		return
	}
	for k := a.kinds; k != 0; k &= k - 1 {
		if !yield(bits.TrailingZeros64(k)) {
			return
		}
	}
}

// find gives the first slot of id, or where it would stand.
func (b *block[T]) find(id uuid.UUID) int {
	return sort.Search(len(b.records), func(i int) bool { return compareIDs(b.records[i].id, id) >= 0 })
}

// findSeveral fills several.
func (b *block[T]) findSeveral() {
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

func entryAt(p orb.Point) entry {
	sinLon, cosLon := math.Sincos(p[0] * (math.Pi / 180))
	sinLat, cosLat := math.Sincos(p[1] * (math.Pi / 180))
	return entry{x: cosLat * cosLon, y: cosLat * sinLon, z: sinLat}
}

// chord2 is the square of the chord between two positions on the unit sphere.
func (e *entry) chord2(o *entry) float64 {
	dx, dy, dz := e.x-o.x, e.y-o.y, e.z-o.z
	return dx*dx + dy*dy + dz*dz
}

// metres is the great-circle distance over a chord.
func metres(chord2 float64) float64 {
	return 2 * geo.EarthRadiusM * math.Asin(min(1, math.Sqrt(chord2)/2))
}

// slack on a squared chord is more than the rounding of metres; what is in doubt is decided by metres.
const slack = 1 + 1e-9

// chord2Over is a bound on the squared chord of all distances up to m metres.
func chord2Over(m float64) float64 {
	if m >= math.Pi*geo.EarthRadiusM {
		return math.Inf(1)
	}
	half := math.Sin(m / (2 * geo.EarthRadiusM))
	return 4 * half * half * slack
}
