package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// CoveragePlan is where the next places of a category would serve most, the best first.
type CoveragePlan struct {
	Category string        `json:"category"`
	Served   CoverageValue `json:"served" doc:"Share of the city's residents who have one within ten minutes' walk today."`
	Sites    []PlannedSite `json:"sites" nullable:"false"`
	Gained   float64       `json:"gained" doc:"Residents whom all of them together would bring within ten minutes."`
	Bound    float64       `json:"bound" doc:"No choice of as many sites gains more."`
	Gap      float64       `json:"gap" doc:"By how much the plan may be less than the best, as a share of the bound; 0: none is better."`
}

// PlannedSite is a cell where a place would stand.
type PlannedSite struct {
	Cell     string       `json:"cell" doc:"H3 index, of resolution 9." example:"89396ba80b3ffff"`
	Center   [2]float64   `json:"center"`
	District *DistrictRef `json:"district,omitempty"`
	Gain     float64      `json:"gain" doc:"Residents whom it brings within ten minutes, after the places there are and the sites before it."`
}

type whereInput struct {
	District string       `query:"district" required:"true" maxLength:"32" doc:"Code of a district of one's team: sites lie in it." example:"13203"`
	Category categoryLeaf `query:"category" required:"true" doc:"Of places." example:"shower"`
	Sites    int          `query:"sites" minimum:"1" maximum:"20" default:"3"`
}

func (a *API) registerCoverageWhere(op func(id, path, summary, about string, responses map[string]*huma.Response) huma.Operation) {
	register(a, identity.ReadCounts, op("plan-coverage", "/v1/coverage/where", "Where the next places of a category would serve most",
		"Maximal covering on the cells of resolution 9 of a district, for the residents of its city.", answers(content[CoveragePlan](a, "application/json"))), a.coverageWhere)
}

func (a *API) coverageWhere(ctx context.Context, in *whereInput) (*answer, error) {
	if a.Coverage == nil {
		return nil, directory.ErrNotReady
	}
	plan, err := a.Coverage.Where(edge.Viewer(ctx), in.District, string(in.Category), in.Sites)
	if err != nil {
		return nil, err
	}
	out := CoveragePlan{
		Category: string(in.Category), Served: a.coverageValue(plan.Served), Sites: []PlannedSite{},
		Gained: plan.Gained, Bound: plan.Bound, Gap: rounded(plan.Gap, coverageDecimals),
	}
	for _, s := range plan.Sites {
		at := s.Cell.Center()
		out.Sites = append(out.Sites, PlannedSite{s.Cell.String(), [2]float64{rounded(at[0], degreeDecimals), rounded(at[1], degreeDecimals)}, a.districtRef(s.District), s.Gain})
	}
	return privateAnswer(out), nil
}
