package tiles

// dictionary numbers the values of one type in a layer. Most values of a tile are few and come again and again: a small
// table of those seen last answers without hashing a map.
type dictionary[V comparable] struct {
	numbers map[V]uint32
	recent  [64]struct {
		value  V
		number uint32 // + 1; 0 = empty
	}
}

// find gives the number of v; hint is a cheap hash of it.
func (d *dictionary[V]) find(v V, hint uint64) (number uint32, known bool) {
	r := &d.recent[hint%uint64(len(d.recent))]
	if r.number != 0 && r.value == v {
		return r.number - 1, true
	}
	if number, known = d.numbers[v]; known {
		r.value, r.number = v, number+1
	}
	return number, known
}

func (d *dictionary[V]) add(v V, number uint32) {
	if d.numbers == nil {
		d.numbers = map[V]uint32{}
	}
	d.numbers[v] = number
}

func (d *dictionary[V]) reset() {
	clear(d.numbers)
	clear(d.recent[:])
}

// hint hashes what differs between the words of a short list.
func hint(s string) uint64 {
	n := uint64(len(s))
	if n == 0 {
		return 0
	}
	return n + 7*uint64(s[0]) + 31*uint64(s[n-1]) + 3*uint64(s[n/2])
}
