package directory

import (
	"slices"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// Home is where a person says they live (promise P1): a public cell and what follows from it. The zero Home says nothing.
type Home struct {
	Cell     geo.Cell
	District int64 // District.Num of the finest one known
	City     int64 // District.Num
}

// Known says whether somebody said it.
func (h Home) Known() bool { return h.Cell != 0 }

// publicFinest is where the search for the public cell of a point begins: the finest of any cut.
const publicFinest = geo.CutFinest

// PublicCells are the cells in which people of a city may say they live, sorted. They partition the city.
func (a *Atlas) PublicCells(city int64) []geo.Cell { return a.cuts[city] }

// PublicCell is the public cell of a point: the one its cell of resolution 9 descends from. False outside of every city, and in
// a city without a shape.
func (a *Atlas) PublicCell(p orb.Point) (cell geo.Cell, city int64, ok bool) {
	d, ok := a.Finest(p)
	if !ok {
		return 0, 0, false
	}
	own, err := geo.CellAt(p, publicFinest)
	if err != nil {
		return 0, 0, false
	}
	cut := a.cuts[d.City]
	for r := publicFinest; r >= 0; r-- {
		if i, found := slices.BinarySearch(cut, own.Parent(r)); found {
			return cut[i], d.City, true
		}
	}
	return 0, 0, false
}

// HomeIn is the home in a public cell of a city; false for a cell that is not one. Its district is the finest that most of the
// cell lies in, so that it says nothing of where in the cell somebody lives.
func (a *Atlas) HomeIn(city int64, cell geo.Cell) (Home, bool) {
	if _, found := slices.BinarySearch(a.cuts[city], cell); !found {
		return Home{}, false
	}
	return Home{Cell: cell, District: a.mostly(city, cell), City: city}, true
}

// HomeAt is the home at a point: that of its public cell, whatever the point in it.
func (a *Atlas) HomeAt(p orb.Point) (Home, bool) {
	cell, city, ok := a.PublicCell(p)
	if !ok {
		return Home{}, false
	}
	return a.HomeIn(city, cell)
}

// HomeOf is the home of somebody who says no more than a district. Its cell is that of the district's middle.
func (a *Atlas) HomeOf(d *District) (Home, bool) {
	cell, city, ok := a.PublicCell(d.Centre)
	if !ok || city != d.City {
		return Home{}, false
	}
	return Home{Cell: cell, District: d.Num, City: city}, true
}

// mostly is the finest district of a city that covers most of a cell: of the middles of its 49 descendants two resolutions below.
// The city itself when it covers none; the lowest code of equals.
func (a *Atlas) mostly(city int64, cell geo.Cell) int64 {
	parts := []geo.Cell{cell}
	for range 2 {
		var finer []geo.Cell
		for _, c := range parts {
			finer = slices.AppendSeq(finer, c.Children())
		}
		parts = finer
	}
	covered := map[*District]int{}
	for _, c := range parts {
		if d, ok := a.Finest(c.Center()); ok && d.City == city {
			covered[d]++
		}
	}
	most, found := a.byNum[city], 0
	for d, n := range covered {
		if n > found || n == found && d.Code < most.Code {
			most, found = d, n
		}
	}
	return most.Num
}
