package api

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
)

// measureCode is a code of coverage.Measures.
type measureCode string

// Schema lists the measures.
func (measureCode) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, m := range coverage.Measures() {
		s.Enum = append(s.Enum, m.Code)
	}
	return s
}

type (
	// CoverageWhat is which figures are asked for.
	CoverageWhat struct {
		Measure  []measureCode `query:"measure,explode" maxItems:"12" doc:"Repeat for more; all of a district when left out."`
		Category []string      `query:"category,explode" maxItems:"60" doc:"Of measures by category (/v1/categories); left out: all of it, where that is something, else each."`
		Kind     []string      `query:"kind,explode" maxItems:"60" doc:"Of measures by kind of help (/v1/kinds), likewise."`
		Profile  []string      `query:"profile,explode" maxItems:"8" doc:"Of measures by what members say of themselves, likewise."`
	}
	CoverageQuery struct {
		District []string `query:"district,explode" maxItems:"20" doc:"Code of a district or a city; repeat for more." example:"13203"`
		City     string   `query:"city" maxLength:"32" doc:"Code of a city: its districts, with measure." example:"13055"`
		Level    int      `query:"level" minimum:"0" maximum:"4" default:"1" doc:"With city: how many steps below it; 0 = the city itself."`
		Period   string   `query:"period" maxLength:"16" doc:"A month (2026-10); with exact=true also a week (2026-W43, ISO 8601) or now, the last 30 days. Left out: the last month that is published, or now." example:"2026-10"`
		Exact    bool     `query:"exact" doc:"Exact figures, for the staff of the district."`
		CoverageWhat
	}
	coverageInput struct {
		CoverageQuery
		Accept string `header:"Accept" hidden:"true"`
	}
	compareInput struct {
		District []string `query:"district,explode" required:"true" minItems:"2" maxItems:"4" doc:"Codes of districts." example:"13203"`
		Period   string   `query:"period" maxLength:"16" doc:"As for /v1/coverage." example:"2026-10"`
		Exact    bool     `query:"exact" doc:"Exact figures, for the staff of all of them."`
		CoverageWhat
	}
	// OneMeasure is a single thing that is measured.
	OneMeasure struct {
		Measure  measureCode `query:"measure" required:"true" doc:"What is measured." example:"requests_opened"`
		Category string      `query:"category" maxLength:"40" doc:"Of a measure by category."`
		Kind     string      `query:"kind" maxLength:"40" doc:"Of a measure by kind of help."`
		Profile  string      `query:"profile" maxLength:"40" doc:"Of a measure by what members say of themselves."`
	}
	seriesInput struct {
		District string `query:"district" required:"true" maxLength:"32" doc:"Code of a district." example:"13203"`
		OneMeasure
		Months int  `query:"months" minimum:"1" maximum:"36" default:"12"`
		Exact  bool `query:"exact" doc:"Exact figures, for the staff of the district."`
	}
)

// askedMeasure is a measure and which part of it.
type askedMeasure struct {
	coverage.Measure
	sub string
}

func (m *askedMeasure) name() CoverageName {
	out := CoverageName{Measure: m.Code, Unit: string(m.Unit)}
	if m.sub == "" {
		return out
	}
	switch subOf(&m.Measure) {
	case "category":
		out.Category = m.sub
	case "kind":
		out.Kind = m.sub
	default:
		out.Profile = m.sub
	}
	return out
}

// subOf is the parameter that names parts of a measure; empty = it has none.
func subOf(m *coverage.Measure) string {
	switch {
	case m.ByCategory:
		return "category"
	case m.ByKind:
		return "kind"
	case len(partsOf(m)) > 0:
		return "profile"
	}
	return ""
}

// partsOf are the codes that a measure has values for, without its whole.
func partsOf(m *coverage.Measure) []string {
	return slices.DeleteFunc(m.All(), func(sub string) bool { return sub == "" })
}

// figures are what is asked for. Each part that is named must be one of a measure that is.
func (in *CoverageWhat) figures(public bool) (list []askedMeasure, err error) {
	named := map[string][]string{"category": in.Category, "kind": in.Kind, "profile": in.Profile}
	used := map[string]bool{}
	for _, m := range coverage.Measures() {
		if len(in.Measure) > 0 && !slices.Contains(in.Measure, measureCode(m.Code)) {
			continue
		}
		if public && !m.Public {
			if len(in.Measure) == 0 {
				continue
			}
			return nil, notPublic(&m)
		}
		by := subOf(&m)
		subs := named[by]
		used[by] = true
		switch {
		case len(subs) > 0:
		case m.Takes(""):
			subs = []string{""}
		default:
			subs = m.All()
		}
		for _, sub := range subs {
			if !m.Takes(sub) {
				return nil, &directory.Invalid{Param: by, Reason: strconv.Quote(clip(sub)) + " is not known"}
			}
			list = append(list, askedMeasure{m, sub})
		}
	}
	for by, subs := range named {
		if len(subs) > 0 && !used[by] {
			return nil, &directory.Invalid{Param: by, Reason: "no measure that is asked for has one"}
		}
	}
	return list, nil
}

func notPublic(m *coverage.Measure) error {
	return &directory.Invalid{Param: "measure", Reason: m.Code + " is not published: ask with exact=true"}
}

// what is the one thing that is asked for.
func (in *OneMeasure) what(public bool) (askedMeasure, error) {
	all := CoverageWhat{Measure: []measureCode{in.Measure}, Category: given(in.Category), Kind: given(in.Kind), Profile: given(in.Profile)}
	list, err := all.figures(public)
	switch {
	case err != nil:
		return askedMeasure{}, err
	case len(list) != 1:
		return askedMeasure{}, &directory.Invalid{Param: subOf(&list[0].Measure), Reason: "say which"}
	}
	return list[0], nil
}

func given(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func unknownDistrict(param, code string) error {
	return &directory.Invalid{Param: param, Reason: strconv.Quote(clip(code)) + " is not known"}
}

// coverageTable is figures as they were asked for: a row each district, a column each measure.
type coverageTable struct {
	period coverage.Period
	exact  bool
	closed time.Time
	asked  []askedMeasure
	rows   []coverageRow
}

type coverageRow struct {
	district *directory.District
	values   []coverage.Value // in the order of asked
}

// serve answers with a form of the table.
func (t *coverageTable) serve(mediaType string, body []byte) *answer {
	c := edge.Content{Type: mediaType, Cache: publishedCache, Vary: "Accept", Body: body}
	if t.exact {
		c.Cache = cachePrivate
	}
	return respond(c.Serve)
}

// coverageTable reads what is asked for.
func (a *API) coverageTable(ctx context.Context, q *CoverageQuery) (*coverageTable, error) {
	room, err := a.coverageRoom(ctx, q.Exact)
	if err != nil {
		return nil, err
	}
	t := &coverageTable{exact: q.Exact}
	if t.asked, err = q.figures(!q.Exact); err != nil {
		return nil, err
	}
	list, err := a.coverageDistricts(ctx, q)
	if err != nil {
		return nil, err
	}
	if t.period, err = a.coveragePeriod(q, list[0]); err != nil {
		return nil, err
	}
	for _, d := range list {
		t.rows = append(t.rows, coverageRow{d, make([]coverage.Value, len(t.asked))})
	}
	switch {
	case q.Exact:
		err = t.exactly(ctx, room)
	case q.City != "":
		err = t.publiclyOf(room, q)
	default:
		err = t.publicly(room)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// exactly reads rows for the staff of the districts.
func (t *coverageTable) exactly(ctx context.Context, room *coverage.Room) error {
	for _, row := range t.rows {
		f, err := room.Figures(ctx, edge.Viewer(ctx), row.district.Code, t.period)
		if err != nil {
			return err
		}
		for i := range t.asked {
			row.values[i] = t.asked[i].Of(f, t.asked[i].sub)
		}
	}
	return nil
}

// publicly reads rows for everyone.
func (t *coverageTable) publicly(room *coverage.Room) error {
	for _, row := range t.rows {
		p, err := room.Public(row.district.Code, t.period)
		if err != nil {
			return err
		}
		t.closed = p.At
		for i, m := range t.asked {
			row.values[i] = p.Value(m.Code, m.sub)
		}
	}
	return nil
}

// publiclyOf reads the rows of a city for everyone, column by column.
func (t *coverageTable) publiclyOf(room *coverage.Room, q *CoverageQuery) error {
	city, err := room.Public(q.City, t.period)
	if err != nil {
		return err
	}
	t.closed = city.At
	for i, m := range t.asked {
		rows, err := room.PublicTable(q.City, q.Level, m.Code, m.sub, t.period)
		if err != nil {
			return err
		}
		of := make(map[int64]coverage.Value, len(rows))
		for _, r := range rows {
			of[r.District] = r.Value
		}
		for _, row := range t.rows {
			row.values[i] = of[row.district.Num]
		}
	}
	return nil
}

// coverageDistricts are those that are asked about, at least one. With exact those of a city are the ones that the viewer may read.
func (a *API) coverageDistricts(ctx context.Context, q *CoverageQuery) (list []*directory.District, err error) {
	if (q.City == "") == (len(q.District) == 0) {
		return nil, &directory.Invalid{Param: "district", Reason: "give district, or city and level"}
	}
	atlas := a.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	if q.City == "" {
		for _, code := range q.District {
			d, ok := atlas.District(code)
			if !ok {
				return nil, unknownDistrict("district", code)
			}
			if len(list) > 0 && d.City != list[0].City {
				return nil, &directory.Invalid{Param: "district", Reason: "they are not of one city"}
			}
			list = append(list, d)
		}
		return list, nil
	}
	if len(q.Measure) == 0 {
		return nil, &directory.Invalid{Param: "measure", Reason: "say which, for a whole city"}
	}
	return a.Coverage.Districts(edge.Viewer(ctx), q.City, q.Level, q.Exact)
}

// coveragePeriod is the one asked for: by default now, or the last month that is public.
func (a *API) coveragePeriod(q *CoverageQuery, d *directory.District) (coverage.Period, error) {
	switch {
	case q.Period == "" && q.Exact:
		return coverage.NowAt(a.Now()), nil
	case q.Period == "":
		closed := a.Coverage.Closed(d.City)
		if len(closed) == 0 {
			return coverage.MonthOf(a.Now(), d.Zone).Before(), nil // of which nothing is published yet
		}
		return closed[len(closed)-1], nil
	}
	p, err := coverage.ParsePeriod(q.Period, d.Zone, a.Now())
	if err == nil && !q.Exact && p.Kind != coverage.Month {
		err = &directory.Invalid{Param: "period", Reason: "only months are published: ask with exact=true"}
	}
	return p, err
}
