package tiles

import "sync/atomic"

// Marks remembers which tiles have changed, so that what was drawn before can be told from what is still right. The one
// who publishes a change marks it, after readers can see it:
//
//	publish the change ─▶ Touch ─▶ whatever was drawn before Touch is stale
//
// A drawing is stamped with the clock before it looks at anything. Drawn before the change was published, it has a
// smaller stamp than the mark and is drawn again; drawn after Touch, it has seen the change.
//
// Its size is fixed: tiles that share a slot share their marks, and are at worst drawn once more than needed. The zero
// value is ready; many may use it at once.
type Marks struct {
	clock atomic.Uint64
	all   atomic.Uint64
	slots [1 << slotBits]atomic.Uint64
}

const slotBits = 16

// Touch marks the tiles of every zoom on which the positions stand: where a thing was and where it is.
func (m *Marks) Touch(positions ...Position) {
	now := m.clock.Add(1)
	for _, p := range positions {
		for z := range MaxZoom + 1 {
			raise(&m.slots[slot(TileAt(p, z))], now)
		}
	}
}

// TouchAll marks every tile: for a fresh load, or a change of shapes.
func (m *Marks) TouchAll() { raise(&m.all, m.clock.Add(1)) }

// now is the stamp of a drawing that begins.
func (m *Marks) now() uint64 { return m.clock.Load() }

// changed is the stamp that a drawing of t needs to be right.
func (m *Marks) changed(t Tile) uint64 { return max(m.all.Load(), m.slots[slot(t)].Load()) }

func raise(mark *atomic.Uint64, to uint64) {
	for {
		if was := mark.Load(); was >= to || mark.CompareAndSwap(was, to) {
			return
		}
	}
}

// slot hashes a tile; the zoom's top bit keeps the tiles of
// different zooms apart.
func slot(t Tile) uint64 {
	return uint64(scatter((uint64(t.X)|1<<t.Z)<<32|uint64(t.Y)) >> (32 - slotBits))
}
