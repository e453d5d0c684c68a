package tiles

// dictionary numbers the values of one type in a layer: an open table with linear probing, whose memory is used again
// tile after tile.
type dictionary[V comparable] struct {
	slots []numbered[V] // a power of two, at most half of them taken
	taken int
}

type numbered[V comparable] struct {
	value  V
	hash   uint32
	number uint32 // from 1; 0 = free
}

// slot is where v stands; a free one has been given to it, for the caller to number.
func (d *dictionary[V]) slot(v V, hash uint32) *numbered[V] {
	if 2*d.taken >= len(d.slots) {
		d.grow()
	}
	for i := int(hash); ; i++ {
		s := &d.slots[i&(len(d.slots)-1)]
		if s.number == 0 {
			s.value, s.hash = v, hash
			d.taken++
			return s
		}
		if s.hash == hash && s.value == v {
			return s
		}
	}
}

func (d *dictionary[V]) grow() {
	old := d.slots
	d.slots, d.taken = make([]numbered[V], max(64, 2*len(old))), 0
	for _, s := range old {
		if s.number != 0 {
			d.slot(s.value, s.hash).number = s.number
		}
	}
}

func (d *dictionary[V]) reset() {
	if d.taken > 0 {
		clear(d.slots)
		d.taken = 0
	}
}

// scatter hashes a number: neighbours come far apart when multiplied by 2⁶⁴ over the golden ratio (Knuth, The Art of
// Computer Programming 3, §6.4).
func scatter(n uint64) uint32 { return uint32((n ^ n>>32) * 0x9E3779B97F4A7C15 >> 32) }

// hash mixes the ends of a string and its length, where the words and names of a layer differ.
func hash(s string) uint32 {
	n := len(s)
	if n >= 8 {
		return scatter(eight(s[:8])*31 + eight(s[n-8:]) + uint64(n))
	}
	sum := uint64(n)
	for i := range n {
		sum = sum<<8 | uint64(s[i])
	}
	return scatter(sum)
}

func eight(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
