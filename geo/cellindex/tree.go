package cellindex

import (
	"math"
	"math/bits"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// tree is the H3 hierarchy over the positions of a block. In a leaf they stand by kind, then cell, so that a query for
// one kind scans that kind alone and a query for all scans the leaf. An item of several kinds stands in each.
//
//	nodes    cell ─┬─ cell ─── leaf: entries[lo:hi] = │kind 0 …│kind 3 …│kind 7 …│none …│
//	               └─ leaf         starts[groups:]  =  ^        ^        ^        ^      ^ end
type tree struct {
	nodes   []node // nodes[0] is the root; none when empty
	entries []entry
	starts  []uint32 // for each leaf: its first record and the one after its last; where its groups start, and their end
}

// node is a cell with what stands in it.
type node struct {
	min, max                 [3]float32 // box around the entries' unit vectors
	west, south, east, north float32    // box around their points
	kinds                    uint64     // of any of them
	lo, hi                   uint32     // entries[lo:hi]
	child                    uint32     // nodes[child:child+children]; for a leaf its groups, starts[child:]
	children                 uint8      // 0 for a leaf
}

// entry is a position on the unit sphere: x towards 0°E 0°N, y 90°E, z the north pole.
type entry struct {
	x, y, z float64
	slot    uint32
	attrs   uint32 // of the record; with the bit again when the item has a lower kind, in whose group it stands too
}

const (
	again = 1 << 31
	// groupItems of one kind, and leafItems in all, are scanned sooner than sorted into finer cells.
	groupItems = 32
	leafItems  = 512
)

// planter grows a tree from records, which stand by cell.
type planter[T any] struct {
	tree
	records []record[T]
	attrs   []attrs
}

func plant[T any](records []record[T], attrs []attrs) tree {
	if len(records) == 0 {
		return tree{}
	}
	n := 0
	for i := range records {
		n += max(1, bits.OnesCount64(attrs[records[i].attrs].kinds))
	}
	p := planter[T]{records: records, attrs: attrs}
	p.nodes = make([]node, 1, 1+n/32)
	p.entries = make([]entry, 0, n)
	p.grow(0, 0, len(records))
	p.nodes, p.starts = slices.Clip(p.nodes), slices.Clip(p.starts)
	return p.tree
}

// grow makes nodes[at] the node of records[from:to], and what is below it.
func (p *planter[T]) grow(at, from, to int) {
	res, apart := p.parting(from, to)
	if !apart || p.few(from, to) {
		p.nodes[at] = p.leaf(from, to)
		return
	}
	n := emptyNode()
	n.lo, n.child = uint32(len(p.entries)), uint32(len(p.nodes))
	ends := p.split(from, to, res)
	n.children = uint8(len(ends))
	p.nodes = append(p.nodes, make([]node, len(ends))...)
	for i, end := range ends {
		child := int(n.child) + i
		p.grow(child, from, end)
		n.include(&p.nodes[child])
		from = end
	}
	n.hi = uint32(len(p.entries))
	p.nodes[at] = n
}

// parting is the coarsest resolution at which not all of records[from:to] stand in one cell.
func (p *planter[T]) parting(from, to int) (geo.Resolution, bool) {
	first, last := p.records[from].cell, p.records[to-1].cell
	for res := geo.Resolution(0); res <= geo.MaxResolution; res++ {
		if first.Parent(res) != last.Parent(res) {
			return res, true
		}
	}
	return 0, false
}

// split gives where each cell of a resolution ends in records[from:to].
func (p *planter[T]) split(from, to int, res geo.Resolution) (ends []int) {
	for from < to {
		_, last := p.records[from].cell.Parent(res).Range(geo.MaxResolution)
		from += sort.Search(to-from, func(i int) bool { return p.records[from+i].cell > last })
		ends = append(ends, from)
	}
	return ends
}

// few says whether records[from:to] are few enough for a leaf.
func (p *planter[T]) few(from, to int) bool {
	if to-from > leafItems {
		return false
	}
	if to-from <= groupItems {
		return true
	}
	var sizes [noKind + 1]int
	for i := from; i < to; i++ {
		for kind := range p.attrs[p.records[i].attrs].eachKind {
			if sizes[kind]++; sizes[kind] > groupItems {
				return false
			}
		}
	}
	return true
}

func (p *planter[T]) leaf(from, to int) node {
	n := emptyNode()
	p.starts = append(p.starts, uint32(from), uint32(to))
	n.lo, n.child = uint32(len(p.entries)), uint32(len(p.starts))
	var without bool
	for i := from; i < to; i++ {
		kinds := p.attrs[p.records[i].attrs].kinds
		n.kinds |= kinds
		without = without || kinds == 0
	}
	for kinds := n.kinds; kinds != 0; kinds &= kinds - 1 {
		p.group(from, to, bits.TrailingZeros64(kinds))
	}
	if without {
		p.group(from, to, noKind)
	}
	n.hi = uint32(len(p.entries))
	p.starts = append(p.starts, n.hi)
	for i := n.lo; i < n.hi; i++ {
		n.includeEntry(&p.entries[i], p.records[p.entries[i].slot].point)
	}
	return n
}

// group adds the entries of one kind.
func (p *planter[T]) group(from, to, kind int) {
	p.starts = append(p.starts, uint32(len(p.entries)))
	for slot := from; slot < to; slot++ {
		r := &p.records[slot]
		a := &p.attrs[r.attrs]
		first := a.firstKind()
		if first != kind && (kind == noKind || a.kinds>>kind&1 == 0) {
			continue
		}
		e := entryAt(r.point)
		e.slot, e.attrs = uint32(slot), r.attrs
		if first != kind {
			e.attrs |= again
		}
		p.entries = append(p.entries, e)
	}
}

// noKind is the group of items without kind.
const noKind = 64

func (a *attrs) firstKind() int { return bits.TrailingZeros64(a.kinds) }

func (a *attrs) eachKind(yield func(int) bool) {
	if a.kinds == 0 {
		yield(noKind)
	}
	for k := a.kinds; k != 0 && yield(bits.TrailingZeros64(k)); k &= k - 1 {
	}
}

func emptyNode() node {
	inf := float32(math.Inf(1))
	return node{
		min: [3]float32{inf, inf, inf}, max: [3]float32{-inf, -inf, -inf},
		west: inf, south: inf, east: -inf, north: -inf,
	}
}

func (n *node) include(c *node) {
	for i := range 3 {
		n.min[i], n.max[i] = min(n.min[i], c.min[i]), max(n.max[i], c.max[i])
	}
	n.west, n.south = min(n.west, c.west), min(n.south, c.south)
	n.east, n.north = max(n.east, c.east), max(n.north, c.north)
	n.kinds |= c.kinds
}

func (n *node) includeEntry(e *entry, p orb.Point) {
	for i, v := range [3]float64{e.x, e.y, e.z} {
		n.min[i], n.max[i] = min(n.min[i], below(v)), max(n.max[i], above(v))
	}
	n.west, n.south = min(n.west, below(p[0])), min(n.south, below(p[1]))
	n.east, n.north = max(n.east, above(p[0])), max(n.north, above(p[1]))
}

// below is the greatest float32 that is not over v, above the least that is not under it.
func below(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func above(v float64) float32 { return -below(-v) }

// group is a range of entries that a query reads.
type group struct {
	lo, hi uint32
	lower  uint64 // kinds in whose groups it finds an item before
}

// groups walks the groups of a leaf that a query for the wanted kinds reads; 0 wants all.
//
//	for g := t.groups(leaf, want); g.next(); { entries g.lo to g.hi }
type groups struct {
	group
	t    *tree
	leaf *node
	want uint64
	left uint64 // kinds still to read; of all in one go when the query wants all
	all  bool
}

// slots are the first record of a leaf and the one after its last.
func (t *tree) slots(leaf *node) (first, end uint32) {
	return t.starts[leaf.child-2], t.starts[leaf.child-1]
}

func (t *tree) groups(leaf *node, want uint64) groups {
	return groups{t: t, leaf: leaf, want: want, left: leaf.kinds & want, all: want == 0}
}

func (g *groups) next() bool {
	if g.all {
		g.group, g.all = group{g.leaf.lo, g.leaf.hi, math.MaxUint64}, false
		return true
	}
	if g.left == 0 {
		return false
	}
	lower := g.left&-g.left - 1
	g.left &= g.left - 1
	at := g.leaf.child + uint32(bits.OnesCount64(g.leaf.kinds&lower))
	g.group = group{g.t.starts[at], g.t.starts[at+1], lower & g.want}
	return true
}
