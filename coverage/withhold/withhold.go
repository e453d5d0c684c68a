// Package withhold says which counts of people may be published (DESIGN P5).
//
//	exact counts of a month, by district ──Release──▶ those that may be shown ──Nearest──▶ of a district, or of the one above it
//
// A count of fewer than [Least] people is withheld; and since a city is the sum of its districts, and a whole the sum of its parts, so
// are as many others as are needed for none of the small ones to be found by subtracting. What is promised: for each small count there
// is a way to fill in everything that is withheld, true to all that is shown, in which it is Least or more. No linear program pins it.
//
// It holds by construction, with few and simple rules:
//
//   - counts are made from sets that are shown as a row, all of a district or nothing of it; so what is withheld of a set is a full block
//     of rows, of which one can know no more than the sums of its rows and of its columns;
//   - below a district that withholds a set, every district withholds it: blocks do not hang together;
//   - a part is withheld wherever its whole is;
//   - among districts side by side, what is withheld in a column is nobody or Least people at least: the smallest neighbours are added.
//     What the district above holds and none of them does ("its own") counts as one that is always withheld.
//
// In such a block the count of a row and a column may be as great as the smaller one of both sums, the rest being moved between the others;
// both are Least at least, or nothing.
//
// Counts of nobody are withheld as small ones are: from outside both look the same. The package is pure. Not here: what is counted, and that
// each month is released once.
package withhold

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Least is how many different people a published count is of, at least.
const Least = 11

// Counts are by district, each with everything that lies in it; a district that is not there has 0.
type Counts map[int64]int

// Column is one count of each district.
type Column struct {
	N      Counts
	People Counts // how many different people are behind N, of which no more than N count; nil when N counts people
}

// Name names a column of a set.
type Name struct{ Set, Column string }

// Set are columns that are shown together.
type Set struct {
	Name    string
	Columns map[string]Column
	// Within are columns of sets before this one of which each column here is a part.
	Within []Name
	// Adds says that the columns do not overlap and that together they are the first of Within. Where some are small, they can then stand
	// together, unshown, and the others be shown all the same.
	Adds bool
}

// Cell is one count.
type Cell struct {
	Name
	District int64
}

// Released are the counts that may be shown.
type Released map[Cell]int

// Release chooses what may be shown of sets. above gives the district that each lies in, 0 for a city. The answer depends on nothing but
// the counts.
func Release(above map[int64]int64, sets []Set) (Released, error) {
	r := release{below: map[int64][]int64{}, open: map[Cell]bool{}, out: Released{}}
	for district, up := range above {
		if _, ok := above[up]; up != 0 && !ok {
			return nil, fmt.Errorf("withhold: district %d lies in %d, which is not there", district, up)
		}
		r.below[up] = append(r.below[up], district)
	}
	for _, list := range r.below {
		slices.Sort(list)
	}
	known := map[Name]bool{}
	for i := range sets {
		s := &sets[i]
		for _, whole := range s.Within {
			if !known[whole] {
				return nil, fmt.Errorf("withhold: %s is within %v, which does not come before it", s.Name, whole)
			}
		}
		if s.Adds && len(s.Within) == 0 {
			return nil, fmt.Errorf("withhold: %s adds up to nothing that is named", s.Name)
		}
		for _, city := range r.below[0] {
			r.group(s, 0, []int64{city}, slices.Sorted(maps.Keys(s.Columns)))
		}
		for name := range s.Columns {
			known[Name{s.Name, name}] = true
		}
	}
	return r.out, nil
}

// Nearest is the count that is shown for a district, its own or that of the nearest one above it, and whose it is.
func (r Released) Nearest(above map[int64]int64, name Name, district int64) (n int, of int64, ok bool) {
	for ; district != 0; district = above[district] {
		if n, ok = r[Cell{name, district}]; ok {
			return n, district, true
		}
	}
	return 0, 0, false
}

// release is the work of Release.
type release struct {
	below map[int64][]int64
	open  map[Cell]bool // shown, or nobody in a row that is shown
	out   Released
}

// group decides on districts side by side below up, 0 for a city alone, given the columns that are shown above them, and goes on below.
func (r *release) group(s *Set, up int64, districts []int64, columns []string) {
	b := r.choose(s, up, districts, columns)
	for _, d := range districts {
		if b.hidden[d] {
			continue
		}
		for _, name := range b.shown {
			cell := Cell{Name{s.Name, name}, d}
			r.open[cell] = true
			if n := s.Columns[name].N[d]; n > 0 {
				r.out[cell] = n
			}
		}
		if list := r.below[d]; len(list) > 0 && len(b.shown) > 0 {
			r.group(s, d, list, b.shown)
		}
	}
}

// choose tries to show all columns, then all but the smallest, and so on, and takes what shows most.
func (r *release) choose(s *Set, up int64, districts []int64, columns []string) *block {
	best := r.block(s, up, districts, columns, nil)
	if !s.Adds && up != 0 {
		return best // of parts that overlap, one that stands for itself above and not here could be found between both
	}
	total := func(name string) (n int) {
		for _, d := range districts {
			n += s.Columns[name].N[d]
		}
		return n
	}
	bySize := slices.SortedFunc(slices.Values(columns), func(a, b string) int { return cmp.Or(cmp.Compare(total(a), total(b)), cmp.Compare(a, b)) })
	for i := 1; i < len(bySize); i++ {
		if b := r.block(s, up, districts, bySize[i:], bySize[:i]); b.worth() > best.worth() {
			best = b
		}
	}
	return best
}
