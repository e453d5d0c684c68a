package withhold

import (
	"cmp"
	"slices"
)

// block are districts side by side, of which some are hidden.
type block struct {
	*Set
	districts []int64
	shown     []string       // columns
	sums      [][]string     // what can be found by adding up: each column that is shown, and those that are not, together
	rests     map[int]count  // by sum: what the district above holds and none of these does
	hidden    map[int64]bool // districts
}

// count is a number of things, and of people behind it.
type count struct{ n, people int }

// block shows the given columns, and not the others, wherever that may be.
func (r *release) block(s *Set, up int64, districts []int64, shown, others []string) *block {
	b := &block{Set: s, districts: districts, shown: shown, rests: map[int]count{}, hidden: map[int64]bool{}}
	for _, name := range shown {
		b.sums = append(b.sums, []string{name})
	}
	if s.Adds { // with its whole, what is left is known
		all := r.left(s, shown, others)
		if len(all) > 0 {
			b.sums = append(b.sums, all)
		}
	}
	for _, d := range districts {
		b.hidden[d] = r.shut(s, d) || b.small(d)
	}
	if up == 0 {
		return b
	}
	for i := range b.sums {
		b.rests[i] = b.rest(i, up)
	}
	b.cover()
	return b
}

// left are the columns that are not shown: those of others, and those that are not shown above either.
func (r *release) left(s *Set, shown, others []string) []string {
	list := slices.Clone(others)
	for name := range s.Columns {
		if !slices.Contains(shown, name) && !slices.Contains(others, name) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// shut says whether a whole is withheld in d.
func (r *release) shut(s *Set, d int64) bool {
	return slices.ContainsFunc(s.Within, func(whole Name) bool { return !r.open[Cell{whole, d}] })
}

// small says whether a row holds a count of too few; of a whole, nobody is too few.
func (b *block) small(d int64) bool {
	for i := range b.sums {
		c := b.count(i, d)
		if c.people < Least && (c.n > 0 || len(b.Within) == 0) {
			return true
		}
	}
	return false
}

// count adds up one of the sums in d. People may be the same in several columns of acts: as many as in one of them are certain.
func (b *block) count(sum int, d int64) (c count) {
	for _, name := range b.sums[sum] {
		column := b.Columns[name]
		c.add(column.N[d], column.People, d)
	}
	return c
}

func (c *count) add(n int, people Counts, d int64) {
	c.n += n
	if people == nil {
		c.people += n
	} else {
		c.people = max(c.people, min(n, people[d]))
	}
}

// rest is what up holds of a sum beyond its districts. Where one person can count in several of them it is nothing that one can find.
func (b *block) rest(sum int, up int64) (c count) {
	for _, name := range b.sums[sum] {
		column := b.Columns[name]
		n := column.N[up]
		for _, d := range b.districts {
			n -= column.N[d]
		}
		if n <= 0 {
			continue
		}
		c.n += n
		if column.People == nil {
			c.people += n
		}
	}
	return c
}

// cover hides more districts until what is hidden of each sum is nobody or enough people. One that is shown holds nobody or enough: a single
// one with anybody in a sum is enough for it.
func (b *block) cover() {
	bySize := slices.SortedFunc(slices.Values(b.districts), func(x, y int64) int { return cmp.Or(cmp.Compare(b.size(x), b.size(y)), cmp.Compare(x, y)) })
	for {
		lacking := b.lacking()
		best, mends := int64(0), 0
		for _, d := range bySize {
			if b.hidden[d] {
				continue
			}
			n := 0
			for _, sum := range lacking {
				if b.count(sum, d).n > 0 {
					n++
				}
			}
			if n > mends {
				best, mends = d, n
			}
		}
		if mends == 0 {
			return
		}
		b.hidden[best] = true
	}
}

// lacking are the sums of which too few are hidden.
func (b *block) lacking() (list []int) {
	for i := range b.sums {
		hidden := b.rests[i]
		for _, d := range b.districts {
			if !b.hidden[d] {
				continue
			}
			c := b.count(i, d)
			hidden.n += c.n
			if b.acts(i) {
				hidden.people = max(hidden.people, c.people)
			} else {
				hidden.people += c.people
			}
		}
		if hidden.n > 0 && hidden.people < Least {
			list = append(list, i)
		}
	}
	return list
}

// acts says whether one person can be behind several of what a sum counts.
func (b *block) acts(sum int) bool {
	return slices.ContainsFunc(b.sums[sum], func(name string) bool { return b.Columns[name].People != nil })
}

func (b *block) size(d int64) (n int) {
	for i := range b.sums {
		n += b.count(i, d).n
	}
	return n
}

// worth is how many counts are shown.
func (b *block) worth() (n int) {
	for _, d := range b.districts {
		if !b.hidden[d] {
			n += len(b.shown)
		}
	}
	return n
}
