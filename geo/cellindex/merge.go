package cellindex

import (
	"math/bits"
	"slices"
)

const (
	// growth is how much larger a layer is than the next: few layers to read, few rewrites of each item.
	growth = 4
	// inlineItems are merged while the writer waits, under a millisecond or two; more in the background.
	inlineItems = 4096
)

// tidy merges layers where the younger have grown too large for the older, or too many are dead.
func (x *Index[T]) tidy(layers []layer[T]) []layer[T] {
	busy := x.merging.to
	for n := len(layers); n > busy; n = len(layers) {
		from := n - 1
		if n-1 > busy && layers[n-2].live() <= growth*layers[n-1].live() {
			from = n - 2
		}
		total := 0
		for i := from; i < n; i++ {
			total += len(layers[i].records)
		}
		if total > inlineItems || (from == n-1 && !layers[from].decayed()) {
			break
		}
		merged, _ := merge(layers[from:])
		layers = append(layers[:from:from], merged...)
	}
	if busy == 0 {
		x.mergeBehind(layers)
	}
	return layers
}

// decayed says whether half of the records are dead.
func (l *layer[T]) decayed() bool { return l.deaths > 0 && 2*l.deaths >= len(l.records) }

// mergeBehind starts a background merge when one is due: of the longest tail that has outgrown its first layer, or
// that begins with a decayed one.
func (x *Index[T]) mergeBehind(layers []layer[T]) {
	from, younger := -1, 0
	for i := len(layers) - 1; i >= 0; i-- {
		if (i < len(layers)-1 && layers[i].live() <= growth*younger) || layers[i].decayed() {
			from = i
		}
		younger += layers[i].live()
	}
	if from < 0 {
		return
	}
	x.merging = span{from, len(layers)}
	sources := slices.Clone(layers[from:])
	x.merges.Go(func() {
		merged, moved := merge(sources)
		x.writing.Lock()
		defer x.writing.Unlock()
		now := x.state.Load().layers
		x.bringOver(merged, moved, sources, now[x.merging.from:x.merging.to])
		next := slices.Concat(now[:x.merging.from], merged, now[x.merging.to:])
		x.merging = span{}
		x.show(x.tidy(next))
	})
}

// bringOver marks dead in merged what died in sources while they were merged.
func (x *Index[T]) bringOver(merged []layer[T], moved [][]uint32, sources, now []layer[T]) {
	g := gravedigger[T]{layers: merged, own: make([]bool, len(merged))}
	for i := range now {
		for w, dead := range now[i].dead {
			if sources[i].dead != nil {
				dead &^= sources[i].dead[w]
			}
			for ; dead != 0; dead &= dead - 1 {
				g.mark(0, moved[i][w*64+bits.TrailingZeros64(dead)])
			}
		}
	}
}

// merge makes one layer, or none, of the living of several, and says where each of their slots moved to.
func merge[T any](sources []layer[T]) (merged []layer[T], moved [][]uint32) {
	live := 0
	for i := range sources {
		live += sources[i].live()
	}
	if live == 0 {
		return nil, nil
	}
	b := &block[T]{records: make([]record[T], 0, live), byID: make([]uint32, 0, live)}
	moved = b.mergeRecords(sources)
	inOrder(sources, func(l *layer[T], i int) uint32 { return l.byID[i] }, compareNames, func(source int, slot uint32) {
		b.byID = append(b.byID, moved[source][slot])
	})
	b.finish()
	return []layer[T]{{block: b}}, moved
}

func (b *block[T]) mergeRecords(sources []layer[T]) (moved [][]uint32) {
	const unknown = ^uint32(0)
	known := make(map[attrs]uint32)
	numbers := make([][]uint32, len(sources)) // of attrs, theirs to ours
	moved = make([][]uint32, len(sources))
	for i := range sources {
		moved[i] = make([]uint32, len(sources[i].records))
		numbers[i] = slices.Repeat([]uint32{unknown}, len(sources[i].attrs))
	}
	inOrder(sources, func(_ *layer[T], i int) uint32 { return uint32(i) }, compareCells, func(source int, slot uint32) {
		r := sources[source].records[slot]
		number := &numbers[source][r.attrs]
		if *number == unknown {
			*number = b.attrsNumber(known, sources[source].attrs[r.attrs])
		}
		r.attrs = *number
		moved[source][slot] = uint32(len(b.records))
		b.records = append(b.records, r)
	})
	return moved
}

// inOrder visits the living records of several layers in a common order, that of slotAt in each.
func inOrder[T any](
	sources []layer[T], slotAt func(*layer[T], int) uint32, compare func(a, b *record[T]) int, visit func(source int, slot uint32),
) {
	at := make([]int, len(sources))
	for {
		var least *record[T]
		var from int
		var slot uint32
		for i := range sources {
			l := &sources[i]
			for at[i] < len(l.records) && l.isDead(slotAt(l, at[i])) {
				at[i]++
			}
			if at[i] == len(l.records) {
				continue
			}
			s := slotAt(l, at[i])
			if r := &l.records[s]; least == nil || compare(r, least) < 0 {
				least, from, slot = r, i, s
			}
		}
		if least == nil {
			return
		}
		at[from]++
		visit(from, slot)
	}
}
