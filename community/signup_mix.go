package community

import (
	"cmp"
	"maps"
	"slices"

	"github.com/alentour/alentour/coverage/withhold"
)

// Mixed is how those who came to events of a district in a month say they live, of those who wanted to say it.
type Mixed struct {
	District int64 // whose share it is; of a district too small, the one above it, so what is shown says which
	Shares   []Share
}

// Share is a part, in percent, of those who said something.
type Share struct {
	Situation string // a code of Situations; empty = all others together
	Percent   int
}

// MixLeast is of how many different people a share says something (P5).
const MixLeast = withhold.Least

// MixTable makes what may be published of a month from exact counts: district → situation → different people. above gives the district
// that one lies in, 0 for a city. Nothing that is published says anything of fewer than MixLeast people, nor does any difference between
// districts beside or above each other: which situations of which districts stand for themselves is decided by [withhold.Release], as for
// all other figures of people. The others stand together. A district of which nothing can be told apart so is left out, and all below it.
//
// Who asks for a district that is left out is given the one above (MixOf). "Withheld" and "nobody" look the same.
func MixTable(counts map[int64]map[string]int, above func(int64) int64) (map[int64]Mixed, error) {
	tree := map[int64]int64{}
	came, of := withhold.Counts{}, map[string]withhold.Column{}
	for district, situations := range counts {
		for at := district; at != 0; at = above(at) {
			tree[at] = above(at)
		}
		for situation, n := range situations {
			if of[situation].N == nil {
				of[situation] = withhold.Column{N: withhold.Counts{}}
			}
			of[situation].N[district] = n
			came[district] += n
		}
	}
	const all, apart = "came", "situations"
	shown, err := withhold.Release(tree, []withhold.Set{
		{Name: all, Columns: map[string]withhold.Column{"": {N: came}}},
		{Name: apart, Columns: of, Within: []withhold.Name{{Set: all}}, Adds: true},
	})
	if err != nil {
		return nil, err
	}
	table := map[int64]Mixed{}
	for district, n := range came {
		kept := map[string]int{}
		for situation := range of {
			if m, ok := shown[withhold.Cell{Name: withhold.Name{Set: apart, Column: situation}, District: district}]; ok {
				kept[situation], n = m, n-m
			}
		}
		if n > 0 {
			kept[""] = n
		}
		if len(kept) > 1 {
			table[district] = Mixed{district, sharesOf(kept)}
		}
	}
	return table, nil
}

// MixOf is what is shown for a district: its own, or that of the nearest above it. ok is false when nothing is.
func MixOf(table map[int64]Mixed, district int64, above func(int64) int64) (m Mixed, ok bool) {
	for ; district != 0; district = above(district) {
		if m, ok = table[district]; ok {
			return m, true
		}
	}
	return Mixed{}, false
}

func people(of map[string]int) (n int) {
	for _, m := range of {
		n += m
	}
	return n
}

// sharesOf are whole percents that come to a hundred, by the largest remainder; the largest first, others last.
func sharesOf(of map[string]int) []Share {
	total := people(of)
	order := slices.SortedFunc(maps.Keys(of), func(a, b string) int { return cmp.Or(cmp.Compare(of[b], of[a]), cmp.Compare(a, b)) })
	shares, left := make([]Share, len(order)), 100
	byRest := make([]int, len(order))
	for i, situation := range order {
		shares[i] = Share{situation, of[situation] * 100 / total}
		left -= shares[i].Percent
		byRest[i] = i
	}
	slices.SortStableFunc(byRest, func(a, b int) int { return cmp.Compare(of[order[b]]*100%total, of[order[a]]*100%total) })
	for _, i := range byRest[:left] {
		shares[i].Percent++
	}
	slices.SortStableFunc(shares, func(a, b Share) int {
		if (a.Situation == "") != (b.Situation == "") {
			return len(b.Situation) - len(a.Situation)
		}
		return 0
	})
	return shares
}
