package community

import (
	"cmp"
	"maps"
	"slices"
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
const MixLeast = 11

// MixTable makes what may be published of a month from exact counts: district → situation → different people. above gives the district
// that one lies in, 0 for a city. Nothing that is published says anything of fewer than MixLeast people, nor does any difference:
//
//   - situations of fewer people stand together as "others"; where these are still too few, the smallest one joins them;
//   - a district of which nothing can be said so is left out, and where those left out below one district are too few together, in
//     all or of a situation, the smallest of their neighbours is left out too: the one above minus those shown is never of a few people.
//
// Who asks for a district that is left out is given the one above (MixOf). "Withheld" and "nobody" look the same.
func MixTable(counts map[int64]map[string]int, above func(int64) int64) map[int64]Mixed {
	shown := map[int64]map[string]int{}
	for district, of := range counts {
		if kept, ok := gathered(of); ok {
			shown[district] = kept
		}
	}
	children := map[int64][]int64{}
	for district := range counts {
		if up := above(district); up != 0 {
			children[up] = append(children[up], district)
		}
	}
	for _, up := range slices.Sorted(maps.Keys(children)) {
		if _, ok := shown[up]; ok {
			withhold(counts, shown, up, children[up])
		}
	}
	table := map[int64]Mixed{}
	for district, of := range shown {
		table[district] = Mixed{district, sharesOf(of)}
	}
	return table
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

// gathered puts small situations together. ok is false when even all of them are too few to be told apart.
func gathered(of map[string]int) (kept map[string]int, ok bool) {
	kept = map[string]int{}
	others := 0
	for situation, n := range of {
		switch {
		case n >= MixLeast:
			kept[situation] = n
		default:
			others += n
		}
	}
	if others > 0 && others < MixLeast {
		situations := slices.SortedFunc(maps.Keys(kept), func(a, b string) int { return cmp.Or(cmp.Compare(kept[a], kept[b]), cmp.Compare(a, b)) })
		if len(situations) == 0 {
			return nil, false
		}
		others += kept[situations[0]]
		delete(kept, situations[0])
	}
	if others > 0 {
		kept[""] = others
	}
	return kept, len(kept) > 1
}

// withhold leaves out districts below one that is shown, smallest first, until what is left out is nothing, or two districts or more in
// which nobody stands alone: of each situation that is shown above, nobody or enough people.
func withhold(counts, shown map[int64]map[string]int, up int64, below []int64) {
	slices.SortFunc(below, func(a, b int64) int {
		return cmp.Or(cmp.Compare(people(counts[a]), people(counts[b])), cmp.Compare(a, b))
	})
	out, left := 0, map[string]int{}
	leave := func(d int64) {
		delete(shown, d)
		out++
		for situation, n := range counts[d] {
			left[situation] += n
		}
	}
	for _, d := range below {
		if _, ok := shown[d]; !ok && people(counts[d]) > 0 {
			leave(d)
		}
	}
	hides := func() bool {
		for situation := range shown[up] {
			if n := left[situation]; n > 0 && n < MixLeast {
				return false
			}
		}
		return out > 1 && people(left) >= MixLeast
	}
	for _, d := range below {
		if out == 0 || hides() {
			return
		}
		if _, ok := shown[d]; ok {
			leave(d)
		}
	}
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
