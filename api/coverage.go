package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// Coverage is figures of districts in a period.
type Coverage struct {
	Period CoveragePeriod     `json:"period"`
	Exact  bool               `json:"exact,omitempty" doc:"They are exact, for the staff of these districts only; else they are public."`
	Closed string             `json:"closed,omitempty" format:"date-time" doc:"When the public figures of the month were closed: they do not change afterwards. Absent: none are published of this month yet."`
	Items  []DistrictCoverage `json:"items" nullable:"false"`
}

// CoveragePeriod is a stretch of time.
type CoveragePeriod struct {
	Period string `json:"period" example:"2026-10"`
	From   string `json:"from" format:"date-time"`
	Until  string `json:"until" format:"date-time" doc:"The first instant that is no longer in it."`
}

// DistrictCoverage is a district's figures.
type DistrictCoverage struct {
	District DistrictRef      `json:"district"`
	Figures  []CoverageFigure `json:"figures" nullable:"false"`
}

// CoverageFigure is one value of a measure.
type CoverageFigure struct {
	CoverageName
	CoverageValue
}

// CoverageName says what is measured.
type CoverageName struct {
	Measure  string `json:"measure" example:"places" doc:"Code of /v1/coverage/measures."`
	Category string `json:"category,omitempty" doc:"Of a measure by category."`
	Kind     string `json:"kind,omitempty" doc:"Of a measure by kind of help."`
	Profile  string `json:"profile,omitempty" doc:"Of a measure by what members say of themselves."`
	Unit     string `json:"unit" enum:"people,count,share,percent,seconds,hours,per-thousand,ratio" doc:"A share is between 0 and 1; hours are of a week."`
}

// CoverageValue is a number and what it is worth.
type CoverageValue struct {
	Value *float64     `json:"value,omitempty" doc:"Absent where it is missing or withheld."`
	N     int          `json:"n,omitempty" doc:"How many people or things are behind it."`
	State string       `json:"state,omitempty" enum:"missing,withheld,partial" doc:"missing: there is no source, or nothing to divide by; withheld: fewer than eleven people are behind it, or behind what could be told from it; partial: its source stands for less than 80 % of residents."`
	From  *DistrictRef `json:"from,omitempty" doc:"The district whose value stands here, as the own one is withheld."`
}

// CoverageSeries is a measure of a district over months, the oldest first.
type CoverageSeries struct {
	District DistrictRef `json:"district"`
	CoverageName
	Exact bool            `json:"exact,omitempty"`
	Items []CoveragePoint `json:"items" nullable:"false"`
}

// CoveragePoint is one month of a series.
type CoveragePoint struct {
	Month string `json:"month" example:"2026-10"`
	CoverageValue
}

// CoverageComparison is districts side by side.
type CoverageComparison struct {
	Period    CoveragePeriod     `json:"period"`
	Exact     bool               `json:"exact,omitempty"`
	Districts []DistrictRef      `json:"districts" nullable:"false"`
	Items     []ComparedCoverage `json:"items" nullable:"false"`
}

// ComparedCoverage is one measure of several districts.
type ComparedCoverage struct {
	CoverageName
	Values []CoverageValue `json:"values" nullable:"false" doc:"In the order of districts."`
}

// CoverageMeasure is one thing that is measured.
type CoverageMeasure struct {
	Code       string   `json:"code" example:"unanswered_share"`
	Family     string   `json:"family" enum:"need,supply,access,response,life,trust"`
	Unit       string   `json:"unit"`
	HigherIs   string   `json:"higher_is" enum:"good,bad,neither"`
	By         string   `json:"by,omitempty" enum:"category,kind,profile" doc:"It has a value for each of these."`
	Whole      bool     `json:"whole" doc:"It has a value of all."`
	Codes      []string `json:"codes,omitempty" nullable:"false" doc:"Of by."`
	People     bool     `json:"people,omitempty" doc:"It counts people or what they did: in public of eleven or more only."`
	Public     bool     `json:"public" doc:"Its months are published."`
	SourceText string   `json:"source" doc:"What it is made from."`
}

// CoverageMeasures is the table of measures.
type CoverageMeasures struct {
	Items []CoverageMeasure `json:"items" nullable:"false"`
}

// publishedCache lets shared caches keep what is published: a month is added once a month.
const publishedCache = "public, max-age=300"

func (a *API) registerCoverage() {
	measures := coverageMeasures()
	op := func(id, path, summary, about string, responses map[string]*huma.Response) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: path, Tags: []string{"coverage"}, Summary: summary, Description: about, Responses: responses,
		}
	}
	register(a, identity.ReadDirectory, op("list-coverage-measures", "/v1/coverage/measures", "What is measured, in which unit and from what", "",
		answers(content[CoverageMeasures](a, "application/json"))), func(context.Context, *struct{}) (*answer, error) {
		return jsonAnswer(measures, publishedCache), nil
	})
	const about = "Public figures are of calendar months, closed a few days after their end and never changed afterwards; a count of fewer than eleven people is withheld, " +
		"and what it could be told from. Give district, or city and level. With exact=true, for the staff of the districts: exact figures, of weeks and of now too."
	register(a, identity.ReadDirectory, op("get-coverage", "/v1/coverage", "How well districts are served: need, supply, access, response, life",
		about+" With Accept: application/geo+json the answer is a FeatureCollection of outlines with their figures.",
		answers(content[Coverage](a, "application/json"), content[FeatureCollection](a, geoJSON))), a.coverage)
	register(a, identity.ReadDirectory, op("get-coverage-csv", "/v1/coverage.csv", "The same as a table (CSV, RFC 4180): a line for each figure", about,
		answers(documented{csvType, &huma.Schema{Type: huma.TypeString}})), a.coverageCSV)
	register(a, identity.ReadDirectory, op("get-coverage-geojson", "/v1/coverage.geojson", "The same as shapes (GeoJSON, RFC 7946)", about,
		answers(content[FeatureCollection](a, geoJSON))), a.coverageGeoJSON)
	register(a, identity.ReadDirectory, op("get-coverage-series", "/v1/coverage/series", "A measure of a district over months",
		"Public: the months that are closed. With exact=true, for the staff of the district: up to this month.",
		answers(content[CoverageSeries](a, "application/json"))), a.coverageSeries)
	register(a, identity.ReadDirectory, op("compare-coverage", "/v1/coverage/compare", "Districts side by side", about,
		answers(content[CoverageComparison](a, "application/json"))), a.coverageCompare)
	a.registerCoverageCells(op)
	a.registerCoverageAlerts(op)
	a.registerCoverageWithin(op)
	a.registerCoverageWhere(op)
	a.registerCoverageTiles()
}

// coverageMeasures is the table on the wire.
func coverageMeasures() CoverageMeasures {
	var out CoverageMeasures
	for _, m := range coverage.Measures() {
		out.Items = append(out.Items, CoverageMeasure{
			Code: m.Code, Family: string(m.Family), Unit: string(m.Unit), HigherIs: string(m.HigherIs), By: subOf(&m), Whole: m.Takes(""), Codes: partsOf(&m),
			People: m.People, Public: m.Public, SourceText: m.Source,
		})
	}
	return out
}

func (a *API) coverage(ctx context.Context, in *coverageInput) (*answer, error) {
	t, err := a.coverageTable(ctx, &in.CoverageQuery)
	if err != nil {
		return nil, err
	}
	if wantsGeoJSON(in.Accept) {
		return t.serve(geoJSON, a.coverageFeatures(t)), nil
	}
	out := Coverage{Period: periodOf(t.period), Exact: t.exact, Closed: instant(t.closed), Items: []DistrictCoverage{}}
	for _, row := range t.rows {
		item := DistrictCoverage{DistrictRef{row.district.Code, row.district.Name}, make([]CoverageFigure, len(t.asked))}
		for i, m := range t.asked {
			item.Figures[i] = CoverageFigure{m.name(), a.coverageValue(row.values[i])}
		}
		out.Items = append(out.Items, item)
	}
	return t.serve("application/json", append(marshal(out), '\n')), nil
}

func (a *API) coverageCompare(ctx context.Context, in *compareInput) (*answer, error) {
	q := CoverageQuery{District: in.District, Period: in.Period, Exact: in.Exact, CoverageWhat: in.CoverageWhat}
	t, err := a.coverageTable(ctx, &q)
	if err != nil {
		return nil, err
	}
	out := CoverageComparison{Period: periodOf(t.period), Exact: t.exact, Items: []ComparedCoverage{}}
	for _, row := range t.rows {
		out.Districts = append(out.Districts, DistrictRef{row.district.Code, row.district.Name})
	}
	for i, m := range t.asked {
		item := ComparedCoverage{CoverageName: m.name()}
		for _, row := range t.rows {
			item.Values = append(item.Values, a.coverageValue(row.values[i]))
		}
		out.Items = append(out.Items, item)
	}
	return t.serve("application/json", append(marshal(out), '\n')), nil
}

func (a *API) coverageSeries(ctx context.Context, in *seriesInput) (*answer, error) {
	room, err := a.coverageRoom(ctx, in.Exact)
	if err != nil {
		return nil, err
	}
	asked, err := in.what(!in.Exact)
	if err != nil {
		return nil, err
	}
	d, ok := a.Live.District(in.District)
	if !ok && !in.Exact {
		return nil, unknownDistrict("district", in.District)
	}
	var points []coverage.Point
	if in.Exact {
		points, err = room.Series(ctx, edge.Viewer(ctx), in.District, asked.Code, asked.sub, in.Months)
	} else {
		points, err = room.PublicSeries(in.District, asked.Code, asked.sub, in.Months)
	}
	if err != nil {
		return nil, err
	}
	out := CoverageSeries{District: DistrictRef{d.Code, d.Name}, CoverageName: asked.name(), Exact: in.Exact, Items: []CoveragePoint{}}
	for _, p := range points {
		out.Items = append(out.Items, CoveragePoint{p.Period.String(), a.coverageValue(p.Value)})
	}
	t := coverageTable{exact: in.Exact}
	return t.serve("application/json", append(marshal(out), '\n')), nil
}

// coverageValue is a value on the wire.
func (a *API) coverageValue(v coverage.Value) CoverageValue {
	out := CoverageValue{State: string(v.State)}
	if shown(v) {
		n := rounded(v.N, coverageDecimals)
		out.Value, out.N = &n, v.Of
	}
	if v.From != 0 {
		out.From = a.districtRef(v.From)
	}
	return out
}

// shown says whether a value has a number.
func shown(v coverage.Value) bool { return v.State == coverage.Known || v.State == coverage.Partial }

// coverageDecimals are enough for a share of a city.
const coverageDecimals = 6

func (a *API) districtRef(num int64) *DistrictRef {
	d, ok := a.Live.DistrictNumbered(num)
	if !ok {
		return nil
	}
	return &DistrictRef{d.Code, d.Name}
}

func periodOf(p coverage.Period) CoveragePeriod {
	return CoveragePeriod{p.String(), local(p.From), local(p.Until)}
}

// coverageRoom is where figures are read, for whoever may read them.
func (a *API) coverageRoom(ctx context.Context, exact bool) (*coverage.Room, error) {
	if exact {
		if err := a.admit(ctx, identity.ReadCounts); err != nil {
			return nil, err
		}
	}
	if a.Coverage == nil {
		return nil, directory.ErrNotReady
	}
	return a.Coverage, nil
}
