package cellindex

import (
	"math"
	"sort"

	"github.com/alentour/alentour/geo"
)

// node is a cell of the H3 tree with what stands in it, entries[lo:hi].
type node struct {
	min, max                 [3]float32 // box around the entries' unit vectors
	west, south, east, north float32    // box around their points
	lo, hi                   uint32
	child                    uint32 // nodes[child:child+children], none for a leaf
	children                 uint8
}

// leafItems is how many positions are scanned sooner than sorted into finer cells.
const leafItems = 32

func plantTree[T any](r *run, records []record[T]) {
	r.nodes = make([]node, 1, 1+len(r.entries)/8)
	grow(r, records, 0, 0, uint32(len(r.entries)))
	r.nodes = append([]node(nil), r.nodes...)
}

// grow makes nodes[at] the node of entries[lo:hi] and grows its children.
func grow[T any](r *run, records []record[T], at, lo, hi uint32) {
	n := emptyNode(lo, hi)
	if res, ok := r.parting(lo, hi); ok && hi-lo > leafItems {
		n.child = uint32(len(r.nodes))
		for from := lo; from < hi; {
			_, last := r.cells[from].Parent(res).Range(geo.MaxResolution)
			to := from + uint32(sort.Search(int(hi-from), func(i int) bool { return r.cells[from+uint32(i)] > last }))
			r.nodes = append(r.nodes, node{lo: from, hi: to})
			from = to
		}
		n.children = uint8(uint32(len(r.nodes)) - n.child)
		for i := n.child; i < n.child+uint32(n.children); i++ {
			grow(r, records, i, r.nodes[i].lo, r.nodes[i].hi)
			n.include(&r.nodes[i])
		}
	} else {
		for i := lo; i < hi; i++ {
			e := &r.entries[i]
			n.includeEntry(e, records[e.slot].point[0], records[e.slot].point[1])
		}
	}
	r.nodes[at] = n
}

// parting is the coarsest resolution at which entries[lo:hi] stand in different cells.
func (r *run) parting(lo, hi uint32) (geo.Resolution, bool) {
	first, last := r.cells[lo], r.cells[hi-1]
	for res := geo.Resolution(0); res <= geo.MaxResolution; res++ {
		if first.Parent(res) != last.Parent(res) {
			return res, true
		}
	}
	return 0, false
}

func emptyNode(lo, hi uint32) node {
	inf := float32(math.Inf(1))
	return node{
		min: [3]float32{inf, inf, inf}, max: [3]float32{-inf, -inf, -inf},
		west: inf, south: inf, east: -inf, north: -inf, lo: lo, hi: hi,
	}
}

func (n *node) include(c *node) {
	for i := range 3 {
		n.min[i], n.max[i] = min(n.min[i], c.min[i]), max(n.max[i], c.max[i])
	}
	n.west, n.south = min(n.west, c.west), min(n.south, c.south)
	n.east, n.north = max(n.east, c.east), max(n.north, c.north)
}

func (n *node) includeEntry(e *entry, lon, lat float64) {
	for i, v := range [3]float64{e.x, e.y, e.z} {
		n.min[i], n.max[i] = min(n.min[i], below(v)), max(n.max[i], above(v))
	}
	n.west, n.south = min(n.west, below(lon)), min(n.south, below(lat))
	n.east, n.north = max(n.east, above(lon)), max(n.north, above(lat))
}

// chord2 is at most the squared chord from e to anything in the node.
func (n *node) chord2(e *entry) float64 {
	dx := max(float64(n.min[0])-e.x, e.x-float64(n.max[0]), 0)
	dy := max(float64(n.min[1])-e.y, e.y-float64(n.max[1]), 0)
	dz := max(float64(n.min[2])-e.z, e.z-float64(n.max[2]), 0)
	return dx*dx + dy*dy + dz*dz
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
