package geo

import (
	"fmt"
	"math"
	"slices"
)

// A public cell is where a person may say they live. [PublicCut] starts at cutCoarsest and stops at CutFinest.
const (
	cutCoarsest Resolution = 7
	// CutFinest is the resolution of the counts that PublicCut takes.
	CutFinest Resolution = 9
	// CutResidents is what every public cell finer than resolution 7 holds at least.
	CutResidents = 500
)

// PublicCut is the cut of the cell tree that decides how exactly homes are published, from estimated residents by cell
// of resolution 9. From resolution 7 a cell is split only when each of its children holds at least [CutResidents], and
// so on down to 9; a child without count holds nobody. So the cells, sorted, partition the resolution 7 cells that
// residents stand in, and none is small because its siblings were taken away. A resolution 7 cell stays whole however
// few live there: it is the coarsest that is published.
func PublicCut(residents map[Cell]float64) ([]Cell, error) {
	count := make(map[Cell]float64, 2*len(residents))
	for _, c := range sortedKeys(residents) { // sorted: float sums depend on order
		n := residents[c]
		if !c.Valid() || c.Resolution() != CutFinest {
			return nil, fmt.Errorf("public cut: %s is not a cell of resolution %d", c, CutFinest)
		}
		if !(n >= 0) || math.IsInf(n, 1) {
			return nil, fmt.Errorf("public cut: cell %s has %v residents", c, n)
		}
		for r := cutCoarsest; r <= CutFinest; r++ {
			count[c.Parent(r)] += n
		}
	}
	var cut []Cell
	for _, c := range sortedKeys(count) {
		if c.Resolution() == cutCoarsest {
			cut = appendCut(cut, c, count)
		}
	}
	slices.Sort(cut)
	return cut, nil
}

func appendCut(cut []Cell, c Cell, count map[Cell]float64) []Cell {
	if c.Resolution() == CutFinest {
		return append(cut, c)
	}
	for child := range c.Children() {
		if count[child] < CutResidents {
			return append(cut, c)
		}
	}
	for child := range c.Children() {
		cut = appendCut(cut, child, count)
	}
	return cut
}

func sortedKeys(m map[Cell]float64) []Cell {
	keys := make([]Cell, 0, len(m))
	for c := range m {
		keys = append(keys, c)
	}
	slices.Sort(keys)
	return keys
}
