package directory

import (
	"fmt"
	"slices"

	"github.com/alentour/alentour/geo"
)

// Settled is where the residents of a district are thought to live: as many in each of its cells.
type Settled struct {
	District  int64      // District.Num, of one that no other lies in
	Cells     []geo.Cell // of resolution 9, sorted: those of which it holds the middle; where it holds none, the one of its own middle
	Residents float64    // in all
	Known     bool       // somebody has counted them
}

// Settled is how residents are spread over a city: the finest districts with a shape, by code. It is what public cells are cut by, so
// the residents of a public cell are those of the cells below it.
func (a *Atlas) Settled(city int64) ([]Settled, error) {
	fine, err := geo.Uncompact(a.cuts[city], residentsResolution)
	if err != nil {
		return nil, fmt.Errorf("cells of %s: %w", a.byNum[city].Code, err)
	}
	slices.Sort(fine)
	within := map[int][]geo.Cell{}
	for _, c := range fine {
		if covering := a.leaves.areas.At(c.Center()); len(covering) > 0 {
			within[covering[0]] = append(within[covering[0]], c)
		}
	}
	var list []Settled
	for i, d := range a.leaves.districts {
		if d.City != city {
			continue
		}
		s := Settled{District: d.Num, Cells: within[i]}
		if len(s.Cells) == 0 {
			if s.Cells, err = cellsOf(d.Full); err != nil {
				return nil, fmt.Errorf("cells of %s: %w", d.Code, err)
			}
		}
		for _, f := range d.Figures {
			if f.Measure == "population" {
				s.Residents, s.Known = f.Value, true
			}
		}
		list = append(list, s)
	}
	return list, nil
}
