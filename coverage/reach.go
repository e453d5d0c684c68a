package coverage

import (
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/coverage/access"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// How far people walk to what they need. Access falls to 0.61 at a quarter of an hour, and ends at half an hour.
var (
	catchment  = access.Walk{ReachM: directory.WalkKMH * 1000 / 2, SigmaM: directory.WalkKMH * 1000 / 4, Detour: directory.WalkDetour}
	tenMinutes = access.Walk{ReachM: directory.WalkKMH * 1000 / 6, Detour: directory.WalkDetour}
)

// homes are the public cells of a city, and who lives in it. Residents stand where the cut of public cells has counted them: those of each
// finest district evenly on its cells of resolution 9, as a public cell can be wider than people walk.
type homes struct {
	cells  []geo.Cell      // public ones, sorted
	people []access.People // of a district in a cell
	far    *access.Homes   // of these, who walk as far as their catchment,
	near   *access.Homes   // and ten minutes
	fine   []geo.Cell      // of resolution 9, in the order of people
	in     []int           // public cell, in the order of people; −1 = none
	of     map[int64][]int // people of each district, all below it included
	known  bool            // somebody knows how many live where
}

// dwellings are the homes of the cities of an atlas, each arranged when it is asked for.
type dwellings struct {
	mu    sync.Mutex
	atlas *directory.Atlas
	of    map[int64]*homes
}

// in gives the homes of a city.
func (w *dwellings) in(atlas *directory.Atlas, city int64) (*homes, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.atlas != atlas {
		w.atlas, w.of = atlas, map[int64]*homes{}
	}
	if h := w.of[city]; h != nil {
		return h, nil
	}
	h, err := newHomes(atlas, city)
	if err == nil {
		w.of[city] = h
	}
	return h, err
}

func newHomes(atlas *directory.Atlas, city int64) (*homes, error) {
	settled, err := atlas.Settled(city)
	if err != nil {
		return nil, err
	}
	h := &homes{cells: atlas.PublicCells(city), of: map[int64][]int{}}
	for _, s := range settled {
		h.known = h.known || s.Known
		d, _ := atlas.Numbered(s.District)
		chain := atlas.Chain(d)
		for _, cell := range s.Cells {
			for _, d := range chain {
				h.of[d.Num] = append(h.of[d.Num], len(h.people))
			}
			person := access.People{At: cell.Center(), N: s.Residents / float64(len(s.Cells))}
			public, ok := h.above(cell)
			if !ok {
				public = -1
			}
			h.people, h.fine, h.in = append(h.people, person), append(h.fine, cell), append(h.in, public)
		}
	}
	h.far, h.near = access.NewHomes(h.people, catchment), access.NewHomes(h.people, tenMinutes)
	return h, nil
}

// above is the public cell that holds a cell.
func (h *homes) above(cell geo.Cell) (i int, ok bool) {
	for r := cell.Resolution(); r >= 0 && !ok; r-- {
		i, ok = slices.BinarySearch(h.cells, cell.Parent(r))
	}
	return i, ok
}

// at is the public cell that holds a point.
func (h *homes) at(p orb.Point) (i int, ok bool) {
	cell, err := geo.CellAt(p, geo.CutFinest)
	if err != nil {
		return 0, false
	}
	return h.above(cell)
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
		floating := h.far.Floating(places[c.Code])
		near := h.near.Reached(places.points(c.Code))
		for district, cells := range h.of {
			f := into[district]
			if f == nil || !h.known {
				continue
			}
			far := h.mean(cells, func(i int) float64 { return 1000 * floating[i] })
			if far.State == Missing {
				continue // nobody lives there
			}
			f.Access.Residents = far.Of
			f.Access.set(c.Code, Reach{far.N, h.share(cells, near).N})
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

// share is of residents for whom something holds.
func (h *homes) share(cells []int, holds []bool) Value {
	return h.mean(cells, func(i int) float64 {
		if holds[i] {
			return 1
		}
		return 0
	})
}

// look says where people live, and where the places of a city stand.
func (r *Room) look(city int64, keeps func(*directory.Place) bool) (*homes, stands, error) {
	atlas, places, of := r.cfg.Live.Atlas(), stands{}, map[int64]bool{}
	for _, num := range atlas.Subtree(city) {
		of[num] = true
	}
	r.cfg.Live.EachPlace(func(district int64) bool { return of[district] }, func(p *directory.Place) {
		if keeps(p) {
			places.add(p)
		}
	})
	h, err := r.homes.in(atlas, city)
	return h, places, failed(err)
}

// perCell adds something of the people of each public cell up.
func (h *homes) perCell(of func(i int) float64) []float64 {
	sums := make([]float64, len(h.cells))
	for i, cell := range h.in {
		if cell >= 0 {
			sums[cell] += of(i)
		}
	}
	return sums
}

// Cells gives, for everyone, a value of each public cell of a city: "residents", "places" or "access", the last two of a category. Access is
// the mean over those who live in the cell.
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
	h, places, err := r.look(city.Num, func(p *directory.Place) bool { return sub == "" || slices.Contains(categories(p).Codes(), sub) })
	if err != nil {
		return nil, err
	}
	residents := h.perCell(func(i int) float64 { return h.people[i].N })
	list := make([]CellValue, len(h.cells))
	for i, cell := range h.cells {
		list[i].Cell = cell
	}
	switch measure {
	case "residents":
		for i, n := range residents {
			if list[i].Value = (Value{State: Missing}); h.known {
				list[i].Value = Value{N: math.Round(n)}
			}
		}
	case "places":
		for _, p := range places[sub] {
			if i, ok := h.at(p.At); ok {
				list[i].Value.N += p.S
			}
		}
	case "access":
		floating := h.far.Floating(places[sub])
		for i, reached := range h.perCell(func(i int) float64 { return floating[i] * h.people[i].N }) {
			if list[i].Value = (Value{State: Missing}); residents[i] > 0 { // nobody lives there: nobody reaches anything from there
				list[i].Value = Value{N: math.Round(1e9*reached/residents[i]) / 1e6, Of: int(math.Round(residents[i]))}
			}
		}
	}
	return list, nil
}
