package coverage

import (
	"math"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/coverage/access"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/geo"
)

// How far people walk to what they need. Access falls to 0.61 at a quarter of an hour, and ends at half an hour.
var (
	catchment  = access.Walk{ReachM: directory.WalkKMH * 1000 / 2, SigmaM: directory.WalkKMH * 1000 / 4, Detour: directory.WalkDetour}
	tenMinutes = access.Walk{ReachM: directory.WalkKMH * 1000 / 6, Detour: directory.WalkDetour}
)

// homes are the public cells of a city and who lives there.
type homes struct {
	cells  []geo.Cell
	people []access.People
	of     map[int64][]int // cells of each district, all below it included
	known  bool            // somebody knows how many live where
}

// dwellings are the homes of the cities of an atlas, each arranged when it is asked for.
type dwellings struct {
	mu    sync.Mutex
	atlas *directory.Atlas
	of    map[int64]*homes
}

// in gives the homes of a city.
func (w *dwellings) in(atlas *directory.Atlas, city int64) *homes {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.atlas != atlas {
		w.atlas, w.of = atlas, map[int64]*homes{}
	}
	if w.of[city] == nil {
		w.of[city] = newHomes(atlas, city)
	}
	return w.of[city]
}

// newHomes arranges the public cells of a city. A cell belongs to the district of its middle; a district that holds no middle goes by
// the cell that holds its own.
func newHomes(atlas *directory.Atlas, city int64) *homes {
	h := &homes{cells: atlas.PublicCells(city), of: map[int64][]int{}}
	residents, known := atlas.Residents(city)
	h.known = known
	for i, cell := range h.cells {
		at := cell.Center()
		h.people = append(h.people, access.People{At: at, N: residents[i]})
		if d, ok := atlas.Finest(at); ok {
			for _, d := range atlas.Chain(d) {
				h.of[d.Num] = append(h.of[d.Num], i)
			}
		}
	}
	for _, district := range atlas.Subtree(city) {
		if d, ok := atlas.Numbered(district); ok && len(h.of[district]) == 0 {
			if i, ok := h.at(d.Centre); ok {
				h.of[district] = []int{i}
			}
		}
	}
	return h
}

// at is the cell that holds a point.
func (h *homes) at(p orb.Point) (i int, ok bool) {
	for r := geo.Resolution(0); r <= 15; r++ {
		cell, err := geo.CellAt(p, r)
		if err != nil {
			return 0, false
		}
		if i, ok := slices.BinarySearch(h.cells, cell); ok {
			return i, true
		}
	}
	return 0, false
}

// stands is where the places of a category stand, each of them counted once in all its positions; those of "" are all of them.
type stands map[string][]access.Place

// add notes a place.
func (s stands) add(p *directory.Place) {
	at := make([]orb.Point, 0, 1+len(p.Stops))
	if p.Located {
		at = append(at, p.Point)
	}
	for _, stop := range p.Stops {
		at = append(at, stop.Point)
	}
	for _, code := range append(categories(p).Codes(), "") {
		for _, point := range at {
			s[code] = append(s[code], access.Place{At: point, S: 1 / float64(len(at))})
		}
	}
}

// points are where the places of a category stand.
func (s stands) points(code string) []orb.Point {
	points := make([]orb.Point, len(s[code]))
	for i, p := range s[code] {
		points[i] = p.At
	}
	return points
}

// reach says of each district of a city what its residents reach.
func (h *homes) reach(into tally, places stands) {
	for _, c := range directory.Categories {
		if len(places[c.Code]) == 0 {
			continue // nothing of it in the whole city
		}
		floating := access.Floating(h.people, places[c.Code], catchment)
		near := access.Reached(h.people, places.points(c.Code), tenMinutes)
		for district, cells := range h.of {
			f := into[district]
			if f == nil || !h.known {
				continue
			}
			if f.Access.ByCategory == nil {
				f.Access = Access{ByCategory: map[string]Value{}, Within10: map[string]Value{}}
			}
			f.Access.ByCategory[c.Code] = h.mean(cells, func(i int) float64 { return 1000 * floating[i] })
			f.Access.Within10[c.Code] = h.mean(cells, func(i int) float64 {
				if near[i] {
					return 1
				}
				return 0
			})
		}
	}
}

// mean is over residents, with six digits.
func (h *homes) mean(cells []int, of func(int) float64) Value {
	sum, people := 0.0, 0.0
	for _, i := range cells {
		sum, people = sum+of(i)*h.people[i].N, people+h.people[i].N
	}
	if people == 0 {
		return Value{State: Missing}
	}
	return Value{N: math.Round(1e6*sum/people) / 1e6, Of: int(math.Round(people))}
}

// look is where people live, and where the places of a city stand.
func (r *Room) look(city int64, keeps func(*directory.Place) bool) (*homes, stands) {
	atlas, places, of := r.cfg.Live.Atlas(), stands{}, map[int64]bool{}
	for _, num := range atlas.Subtree(city) {
		of[num] = true
	}
	r.cfg.Live.EachPlace(func(district int64) bool { return of[district] }, func(p *directory.Place) {
		if keeps(p) {
			places.add(p)
		}
	})
	return r.homes.in(atlas, city), places
}

// Cells gives, for everyone, a value of each public cell of a city: "residents", "places" or "access", the last two of a category.
func (r *Room) Cells(cityCode, measure, sub string) ([]CellValue, error) {
	if _, err := MeasureNamed(measure, sub); err != nil {
		return nil, err
	}
	if measure != "residents" && measure != "places" && measure != "access" {
		return nil, &directory.Invalid{Param: "measure", Reason: "of cells there are residents, places and access"}
	}
	city, err := r.cityNamed(cityCode)
	if err != nil {
		return nil, err
	}
	h, places := r.look(city.Num, func(p *directory.Place) bool { return sub == "" || slices.Contains(categories(p).Codes(), sub) })
	list := make([]CellValue, len(h.cells))
	for i, cell := range h.cells {
		list[i].Cell = cell
	}
	switch measure {
	case "residents":
		for i, p := range h.people {
			if list[i].Value = (Value{State: Missing}); h.known {
				list[i].Value = Value{N: math.Round(p.N)}
			}
		}
	case "places":
		for _, p := range places[sub] {
			if i, ok := h.at(p.At); ok {
				list[i].Value.N += p.S
			}
		}
	case "access":
		for i, n := range access.Floating(h.people, places[sub], catchment) {
			list[i].Value = Value{N: math.Round(1e9*n) / 1e6, Of: int(math.Round(h.people[i].N))}
		}
	}
	return list, nil
}

// Within is the share of a district's residents who have a place of a category within ten minutes' walk that is certainly open at an
// instant. It is for everyone.
func (r *Room) Within(code, category string, at time.Time) (Value, error) {
	if _, err := MeasureNamed("within_10_min", category); err != nil {
		return Value{}, err
	}
	d, err := r.districtNamed(code)
	if err != nil {
		return Value{}, err
	}
	set, err := directory.CategoryNamed(category)
	if err != nil {
		return Value{}, &directory.Invalid{Param: "sub", Reason: err.Error()}
	}
	filter := &directory.PlaceFilter{Categories: set}
	h, places := r.look(d.City, func(p *directory.Place) bool {
		return categories(p)&set != 0 && r.cfg.Live.Opening(p, filter, at).State == hours.Open
	})
	if !h.known {
		return Value{State: Missing}, nil
	}
	near := access.Reached(h.people, places.points(category), tenMinutes)
	return h.mean(h.of[d.Num], func(i int) float64 {
		if near[i] {
			return 1
		}
		return 0
	}), nil
}
