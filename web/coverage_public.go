package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

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
	Grey   string      // why the map shows nothing; empty = it does
	Whole  []figureRow // then: what is known of the whole city, the most first
	Nearer coverPick   // and what shows something
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
	if err := v.readOpen(&c.coverPick, q); err != nil {
		return nil, err
	}
	if len(c.Months) == 0 {
		return publicCoverPage(v, c), nil
	}
	var rows []coverage.Row
	if c.Open.When != "" {
		rows, err = s.openRows(c.City, &c.coverPick, func(*directory.District) bool { return true })
	} else {
		rows, err = s.Coverage.PublicTable(v.city.Code, c.Level, c.Measure.Code, c.Sub, c.Period)
	}
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
	return publicCoverPage(v, c), s.explainGrey(v, c)
}

// wholes are the measures of all that others count parts of.
var wholes = map[string]string{"requests_by_kind": "requests_opened", "members_by_profile": "members", "in_precarity": "members", "neighbours": "members"}

// explainGrey says why no district has a value of its own, where that is so, what is known of the whole city, and what to see instead.
func (s *site) explainGrey(v *visit, c *publicCover) error {
	if slices.ContainsFunc(c.Rows, func(r coverRow) bool { return shown(r.Value) && !ofAnotherSize(c.Measure, r) }) {
		return nil
	}
	w := v.Cover.Public
	switch {
	case !slices.ContainsFunc(c.Months, func(p coverage.Period) bool { return p.String() == c.Period.String() }):
		c.Grey = upperFirst(fmt.Sprintf(w.GreyMonth, v.periodName(c.Period)))
	case c.Measure.People:
		c.Grey = w.GreyFew
	default:
		c.Grey = w.GreyUnknown
	}
	p, err := s.Coverage.Public(c.City.Code, c.Period)
	if err != nil {
		return err
	}
	for _, sub := range c.Measure.All() {
		if value := p.Value(c.Measure.Code, sub); shown(value) {
			c.Whole = append(c.Whole, figureRow{Measure: c.Measure, Sub: sub, Value: value})
		}
	}
	slices.SortStableFunc(c.Whole, func(a, b figureRow) int { return cmp.Compare(b.Value.N, a.Value.N) })
	return s.nearer(v, c)
}

// nearer finds what shows something: the same measure looked at otherwise, all of which it counts parts, or the first question.
func (s *site) nearer(v *visit, c *publicCover) error {
	to, ok, err := s.Coverage.Nearest(c.City.Code, c.Measure.Code, coverage.Setting{Level: c.Level, Sub: c.Sub, Month: c.Period})
	if err != nil {
		return err
	}
	c.Nearer = c.coverPick
	if ok {
		c.Nearer.Level, c.Nearer.Sub, c.Nearer.Period = to.Level, to.Sub, to.Month
		return nil
	}
	first := publicQuestions[0]
	if whole, ok := wholes[c.Measure.Code]; ok {
		first.measure, first.sub = whole, ""
	}
	c.Nearer.Measure, err = coverage.MeasureNamed(first.measure, first.sub)
	c.Nearer.Sub, c.Nearer.Level, c.Nearer.Period, c.Nearer.Sort = first.sub, c.Levels[0].Steps, c.Months[0], ""
	return err
}

// settingName says a measure, where and when it is looked at.
func (v *visit) settingName(p *coverPick, levels []coverLevel) string {
	parts := []string{v.measureName(p.Measure, p.Sub), v.periodName(p.Period)}
	for _, l := range levels {
		if l.Steps == p.Level && len(levels) > 1 {
			parts = append(parts, strings.ToLower(v.levelName(l.Of)))
		}
	}
	return strings.Join(parts, ", ")
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
