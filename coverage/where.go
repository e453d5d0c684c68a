package coverage

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/coverage/access"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// MaxSites is how many places a plan is made of at most.
const MaxSites = 20

// Site is a cell of resolution 9 where a place would stand.
type Site struct {
	Cell     geo.Cell
	District int64   // the finest one in which its middle lies; 0 = none
	Gain     float64 // residents who would have the category within ten minutes' walk, and do not have it from the places and sites before it
}

// Plan is where the next places of a category would serve most, the best first.
type Plan struct {
	Sites  []Site
	Served Value   // the share of residents of the city who have the category within ten minutes' walk today; Missing where nobody knows who lives where
	Gained float64 // residents, all sites together
	Bound  float64 // no choice of as many sites gains more
	Gap    float64 // by which the plan may be less than the best, as a share of the bound; 0 = none is better
}

// Where says in which cells of a district the next n places of a category would serve most residents of the city, for its staff: the
// maximal covering location problem, with how far the answer may be from the best. Errors as of Sheet.
func (r *Room) Where(v *identity.Viewer, code, category string, n int) (Plan, error) {
	d, err := r.staffed(v, code)
	if err != nil {
		return Plan{}, err
	}
	if _, err := MeasureNamed("within_10_min", category); err != nil {
		return Plan{}, err
	}
	if n < 1 || n > MaxSites {
		return Plan{}, &directory.Invalid{Param: "sites", Reason: "it is not in 1–20"}
	}
	h, places, err := r.look(d.City, func(*directory.Place) bool { return true })
	if err != nil {
		return Plan{}, err
	}
	if !h.known {
		return Plan{Served: Value{State: Missing}}, nil
	}
	reached := h.near.Reached(places.points(category))
	var cells []geo.Cell
	for _, i := range h.of[d.Num] {
		cells = append(cells, h.fine[i])
	}
	slices.Sort(cells)
	cells = slices.Compact(cells)
	sites := make([]orb.Point, len(cells))
	for i, cell := range cells {
		sites[i] = cell.Center()
	}
	next := access.Next(h.people, reached, sites, tenMinutes, n)
	plan := Plan{Gained: math.Round(next.Gained), Bound: math.Round(next.Bound), Gap: next.Gap(), Served: Value{State: Missing}}
	if share, ok := access.Share(h.people, reached); ok {
		plan.Served = Value{N: share}
	}
	atlas := r.cfg.Live.Atlas()
	for i, site := range next.Sites {
		s := Site{Cell: cells[site], Gain: math.Round(next.Gains[i])}
		if finest, ok := atlas.Finest(sites[site]); ok {
			s.District = finest.Num
		}
		plan.Sites = append(plan.Sites, s)
	}
	return plan, nil
}
