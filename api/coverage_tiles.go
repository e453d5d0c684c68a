package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/tiles"
)

type (
	// DrawnMeasure is the measure that a tile draws.
	DrawnMeasure struct {
		Measure  measureCode `query:"measure" default:"places" doc:"One that is public (/v1/coverage/measures)."`
		Category string      `query:"category" maxLength:"40" doc:"Of a measure by category."`
		Kind     string      `query:"kind" maxLength:"40" doc:"Of a measure by kind of help."`
		Profile  string      `query:"profile" maxLength:"40" doc:"Of a measure by what members say of themselves."`
	}
	coverageTileInput struct {
		TileInput
		DrawnMeasure
	}
	coverageTilesInput struct {
		DrawnMeasure
		Request
	}
)

func (in *DrawnMeasure) what() (askedMeasure, error) {
	one := OneMeasure(*in)
	return one.what(true)
}

func (a *API) registerCoverageTiles() {
	fields := map[string]string{
		"code": "Code of the district.", "name": "Its name.", "kind": "city, arrondissement, quartier …", "period": "The last month that is published.",
		"value": "Of the measure, in its unit.", "n": "How many people or things are behind it.", "state": "missing, withheld, partial; absent where the value is whole.",
		"from": "Code of the district whose value stands here, as the own one is withheld.",
	}
	layer := &tileLayer{API: a, cache: tiles.NewCache(tileCacheBytes, &a.Marks.districts), description: tiles.Description{
		Name:  "coverage",
		About: "A measure of how well districts are served, as it is published; residents, places and access also of the public cells, as they are now.",
		Layers: []tiles.VectorLayer{
			{ID: "coverage", About: "Outlines that partition the city, finer from zoom to zoom.", Fields: fields},
			{ID: "coverage_cells", About: "Public cells, from zoom 9.", Fields: map[string]string{
				"cell": "H3 index.", "value": fields["value"], "n": fields["n"], "state": fields["state"],
			}},
		},
	}}
	register(a, identity.ReadDirectory, tileOperation("coverage"), func(ctx context.Context, in *coverageTileInput) (*answer, error) {
		m, err := in.what()
		if err != nil {
			return nil, err
		}
		if a.Coverage == nil {
			return nil, directory.ErrNotReady
		}
		drawn, err := a.Coverage.Layer(m.Code, m.sub)
		if err != nil {
			return nil, err
		}
		return layer.tile(&in.TileInput, tiles.Request{Filter: drawn.Key}, tileCache, drawn)
	})
	register(a, identity.ReadDirectory, a.describeOperation("coverage"), func(_ context.Context, in *coverageTilesInput) (*answer, error) {
		if _, err := in.what(); err != nil {
			return nil, err
		}
		return layer.describe(in.asked)
	})
}

// CellCoverage is values of a city's public cells.
type CellCoverage struct {
	CoverageName
	Items []CellFigure `json:"items" nullable:"false"`
}

// CellFigure is the value of a public cell.
type CellFigure struct {
	Cell string `json:"cell" doc:"H3 index of one of /v1/cities/{code}/cells." example:"88396ba80bfffff"`
	CoverageValue
}

type cellsInput struct {
	City     string      `query:"city" required:"true" maxLength:"32" doc:"Code of a city." example:"13055"`
	Measure  measureCode `query:"measure" default:"residents" doc:"residents, places or access: what counts nobody's acts."`
	Category string      `query:"category" maxLength:"40" doc:"Of places and access." example:"meal"`
}

func (a *API) registerCoverageCells(op func(id, path, summary, about string, responses map[string]*huma.Response) huma.Operation) {
	register(a, identity.ReadDirectory, op("get-coverage-cells", "/v1/coverage/cells", "Residents, places or access of the public cells of a city, as they are now", "",
		answers(content[CellCoverage](a, "application/json"))), func(ctx context.Context, in *cellsInput) (*answer, error) {
		one := OneMeasure{Measure: in.Measure, Category: in.Category}
		m, err := one.what(true)
		if err != nil {
			return nil, err
		}
		if !coverage.OfCells(m.Code) {
			return nil, &directory.Invalid{Param: "measure", Reason: m.Code + " is not told of cells"}
		}
		if a.Coverage == nil {
			return nil, directory.ErrNotReady
		}
		cells, err := a.Coverage.Cells(in.City, m.Code, m.sub)
		if err != nil {
			return nil, err
		}
		out := CellCoverage{CoverageName: m.name(), Items: make([]CellFigure, len(cells))}
		for i, c := range cells {
			out.Items[i] = CellFigure{c.Cell.String(), a.coverageValue(c.Value)}
		}
		return jsonAnswer(out, publishedCache), nil
	})
}
