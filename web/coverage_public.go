package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// How well each district is served, for everybody: calendar months that are closed, and of people only counts of eleven and more.

const publicCoverPath = "/coverage"

// publicCover is everything the public page of a measure says.
type publicCover struct {
	coverPick
	City   *directory.District
	Months []coverage.Period // that are published, the last first
	Levels []coverLevel
	Rows   []coverRow
	Map    *choropleth
}

// publicQuestions are those that somebody asks who lives there.
var publicQuestions = [...]struct{ measure, sub string }{
	{"within_10_min", "meal"},
	{"empty_hours_eat", ""},
	{"places", ""},
	{"answered_share", ""},
	{"volunteers", ""},
	{"events_held", ""},
	{"poverty_rate", ""},
}

func (s *site) publicCover(v *visit) (templ.Component, error) {
	if s.Coverage == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	if v.city == nil {
		return nil, directory.ErrNotReady
	}
	q := v.request.URL.Query()
	c := &publicCover{City: v.city, Levels: v.levelsOf(v.city, func(*directory.District) bool { return true })}
	var err error
	if q.Get("measure") == "" {
		q.Set("measure", publicQuestions[0].measure)
	}
	if c.Measure, c.Sub, err = readMeasure(q); err != nil {
		return nil, err
	}
	c.Months = s.Coverage.Closed(v.city.Num)
	slices.Reverse(c.Months)
	if c.Level, err = readLevel(c.Levels, q.Get("level")); err != nil {
		return nil, err
	}
	if c.Period, err = v.publicMonth(c.Months, q.Get("period")); err != nil {
		return nil, err
	}
	c.Sort = q.Get("sort")
	if len(c.Months) == 0 {
		return publicCoverPage(v, c), nil
	}
	rows, err := s.Coverage.PublicTable(v.city.Code, c.Level, c.Measure.Code, c.Sub, c.Period)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if d, ok := s.Live.DistrictNumbered(r.District); ok {
			c.Rows = append(c.Rows, coverRow{District: d, Value: r.Value})
		}
	}
	order(c.Rows, c.Measure, c.Sort)
	c.Map = v.choropleth(c.Measure, c.Rows, func(d *directory.District) string { return "/districts/" + d.Code })
	return publicCoverPage(v, c), nil
}

// publicMonth is a month that is asked for, the last one that is published where none is.
func (v *visit) publicMonth(months []coverage.Period, text string) (coverage.Period, error) {
	if text != "" {
		return v.readPeriod(text, v.city.Zone)
	}
	if len(months) == 0 {
		return coverage.MonthOf(v.now, v.city.Zone).Before(), nil
	}
	return months[0], nil
}

// servedSheet is the public part of a district's page.
type servedSheet struct {
	Month coverage.Period
	Rows  []figureRow
}

// servedMeasures are what a district's page says of how it is served.
var servedMeasures = [...]struct{ measure, sub string }{
	{"places", ""}, {"within_10_min", "meal"}, {"within_10_min", "shower"}, {"empty_hours_eat", ""}, {"volunteers", ""}, {"answered_share", ""}, {"attendees", ""},
}

// served is what is published of a district's last month; nil where nothing is.
func (s *site) served(d *directory.District) (*servedSheet, error) {
	if s.Coverage == nil {
		return nil, nil
	}
	months := s.Coverage.Closed(s.root(d).Num)
	if len(months) == 0 {
		return nil, nil
	}
	p, err := s.Coverage.Public(d.Code, months[len(months)-1])
	if err != nil {
		return nil, err
	}
	return servedOf(p), nil
}

func servedOf(p *coverage.Published) *servedSheet {
	sheet := &servedSheet{Month: p.Month}
	for _, s := range servedMeasures {
		m, err := coverage.MeasureNamed(s.measure, s.sub)
		if err != nil {
			panic(err) // a code of this package's own
		}
		if value := p.Value(s.measure, s.sub); shown(value) {
			sheet.Rows = append(sheet.Rows, figureRow{Measure: m, Sub: s.sub, Value: value})
		}
	}
	if len(sheet.Rows) == 0 {
		return nil
	}
	return sheet
}

// exportURL is the table of a measure as a file.
func exportURL(ending string, city *directory.District, p coverPick, exact bool) string {
	q := url.Values{"city": {city.Code}, "level": {strconv.Itoa(p.Level)}, "measure": {p.Measure.Code}, "period": {p.Period.String()}}
	switch {
	case p.Sub == "":
	case p.Measure.ByCategory:
		q.Set("category", p.Sub)
	case p.Measure.ByKind:
		q.Set("kind", p.Sub)
	default:
		q.Set("profile", p.Sub)
	}
	if exact {
		q.Set("exact", "true")
	}
	return "/v1/coverage." + ending + "?" + q.Encode()
}
