package directory

import (
	"cmp"
	"slices"
	"strings"

	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/tiles"
)

// settle moves the records of a fresh load next to those of the places around them, in blocks of a megabyte: a question
// then reads memory nearly in order, and the garbage collector marks some hundred blocks instead of a million strings.
func (c *snapshot) settle(items []cellindex.Item[located]) {
	type seat struct {
		near uint64
		item int32
	}
	seats := make([]seat, len(items))
	for i := range items {
		seats[i] = seat{zOrder(items[i].Value.at), int32(i)}
	}
	slices.SortFunc(seats, func(a, b seat) int { return cmp.Compare(a.near, b.near) })
	var block strings.Builder
	for _, s := range seats {
		v := &items[s.item].Value
		if block.Cap()-block.Len() < len(v.record) {
			block = strings.Builder{}
			block.Grow(max(1<<20, len(v.record)))
		}
		start := block.Len()
		block.WriteString(string(v.record))
		v.record = record(block.String()[start:]) // shares the block, which only grows behind it
		c.byNum[v.record.summary().Num] = v.record
	}
}

// zOrder numbers positions so that those near each other mostly have numbers near each other (Morton 1966): the bits of
// both coordinates in turn.
func zOrder(p tiles.Position) uint64 { return spread(p.X) | spread(p.Y)<<1 }

// spread puts a zero before each bit.
func spread(n uint32) uint64 {
	x := uint64(n)
	x = (x | x<<16) & 0x0000FFFF0000FFFF
	x = (x | x<<8) & 0x00FF00FF00FF00FF
	x = (x | x<<4) & 0x0F0F0F0F0F0F0F0F
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}
