package web

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/web/sketch"
)

// coverSheet is everything the sheet of a district says.
type coverSheet struct {
	*coverage.Sheet
	City     *coverage.Sheet // nil where the viewer may not read it, or is the same
	Path     string          // of this page, without its query
	Period   coverage.Period
	Periods  []coverage.Period
	Above    []*directory.District
	Inside   []*directory.District
	Others   []*directory.District // to compare with
	Keys     []figureRow
	Groups   []figureGroup
	Strips   []stripView
	Trends   []trendView
	Alerts   []coverage.Alert
	Waiting  []matching.Unanswered
	Partners []directory.Partner
}

// figureRow is a measure of a district, beside what it was and that of the city.
type figureRow struct {
	Measure             *coverage.Measure
	Sub                 string
	Value, Before, City coverage.Value
}

// figureGroup is the measures of a family.
type figureGroup struct {
	Family coverage.Family
	Rows   []figureRow
}

// stripView is a week of open hours as it is drawn and said.
type stripView struct {
	Code, Path, Gaps string
	Empty            int
}

// trendView is a measure month after month.
type trendView struct {
	Measure *coverage.Measure
	Points  []coverage.Point
	Bars    []sketch.Bar
}

// keys are the figures a sheet begins with.
var keys = [...]struct{ measure, sub string }{
	{"unanswered_share", ""}, {"first_yes_median_s", ""}, {"volunteers_per_1000", ""}, {"within_10_min", "meal"}, {"empty_hours_eat", ""}, {"active_30d", ""},
}

// followed are the figures that a sheet shows month after month.
var followed = [...]string{"requests_opened", "unanswered_share", "volunteers", "attendees"}

const (
	trendMonths = 12
	trendWidth  = 320 // of the drawing of a trend, in its units
	trendHeight = 70
)

// readSheet reads the figures of the district that the URL names.
func (s *site) readSheet(v *visit, period string) (*coverSheet, error) {
	if s.Coverage == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	d, ok := s.Live.District(v.request.PathValue("code"))
	if !ok {
		return nil, errNotFound
	}
	v.city = s.root(d)
	c := &coverSheet{Path: coverPath + "/" + d.Code}
	var err error
	if c.Period, err = v.readPeriod(period, v.city.Zone); err != nil {
		return nil, err
	}
	c.Sheet, c.City, err = s.sheets(v, d, c.Period)
	return c, err
}

// sheets are the figures of a district and those of its city, where the viewer may read them and it is not the same.
func (s *site) sheets(v *visit, d *directory.District, p coverage.Period) (sheet, city *coverage.Sheet, err error) {
	if sheet, err = s.Coverage.Sheet(v.ctx(), v.viewer, d.Code, p); err != nil {
		return nil, nil, err
	}
	root := s.root(d)
	if root != d && v.counts(root) {
		city, err = s.Coverage.Sheet(v.ctx(), v.viewer, root.Code, p)
	}
	return sheet, city, err
}

func (s *site) coverSheet(v *visit) (templ.Component, error) {
	c, err := s.readSheet(v, v.request.URL.Query().Get("period"))
	if err != nil {
		return nil, err
	}
	d := c.District
	c.Periods = v.periods(v.city, c.Period, 8)
	c.Above, c.Inside = s.above(v, d), s.Live.Children(d.Num)
	c.Others = slices.DeleteFunc(v.readable(v.city), func(o *directory.District) bool { return o == d })
	for _, k := range keys {
		c.Keys = append(c.Keys, c.row(k.measure, k.sub))
	}
	c.Groups = c.groups()
	for _, code := range [...]string{"eat", "wash", "rest"} {
		if strip, ok := c.Figures.Supply.Strips[code]; ok && !c.Figures.Supply.At.IsZero() {
			c.Strips = append(c.Strips, v.strip(code, &strip))
		}
	}
	for _, code := range followed {
		points, err := s.Coverage.Series(v.ctx(), v.viewer, d.Code, code, "", trendMonths)
		if err != nil {
			return nil, err
		}
		if t, ok := trend(code, points); ok {
			c.Trends = append(c.Trends, t)
		}
	}
	if c.Alerts, err = s.Coverage.Alerts(v.ctx(), v.viewer, d.Code); err != nil {
		return nil, err
	}
	pressing(c.Alerts)
	if s.Matching != nil {
		if c.Waiting, err = s.Matching.Queue(v.ctx(), v.viewer, d.Num); err != nil {
			return nil, err
		}
	}
	if s.Associations != nil {
		if c.Partners, err = s.Associations.Partners(v.ctx(), v.viewer, directory.PartnerQuery{District: d.Code}); err != nil {
			return nil, err
		}
	}
	return coverSheetPage(v, c), nil
}

// above are the districts over one in which the viewer may read figures, the city first.
func (s *site) above(v *visit, d *directory.District) (list []*directory.District) {
	for up := d; up.Parent != 0; {
		var ok bool
		if up, ok = s.Live.DistrictNumbered(up.Parent); !ok {
			break
		}
		if v.counts(up) {
			list = append([]*directory.District{up}, list...)
		}
	}
	return list
}

// readable are the districts of a city whose figures the viewer may read, each before those below it.
func (v *visit) readable(city *directory.District) (list []*directory.District) {
	for _, num := range v.site.Live.Atlas().Subtree(city.Num) {
		if d, ok := v.site.Live.DistrictNumbered(num); ok && v.counts(d) {
			list = append(list, d)
		}
	}
	return list
}

// row reads a measure from the figures of a sheet.
func (c *coverSheet) row(code, sub string) figureRow {
	m, err := coverage.MeasureNamed(code, sub)
	if err != nil {
		panic(err) // a code of this package's own
	}
	r := figureRow{Measure: m, Sub: sub, Value: m.Of(c.Figures, sub), City: coverage.Value{State: coverage.Missing}}
	r.Before = coverage.Value{State: coverage.Missing}
	if c.Before != nil {
		r.Before = m.Of(c.Before, sub)
	}
	if c.City != nil {
		r.City = m.Of(c.City.Figures, sub)
	}
	return r
}

// groups are all measures of a sheet that have a number: the whole of each, and the categories on whose access people depend first.
func (c *coverSheet) groups() (groups []figureGroup) {
	for _, family := range coverFamilies {
		g := figureGroup{Family: family}
		for _, m := range measuresOf(family) {
			for _, sub := range subsOnSheet(&m) {
				if r := c.row(m.Code, sub); shown(r.Value) {
					g.Rows = append(g.Rows, r)
				}
			}
		}
		if len(g.Rows) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// subsOnSheet are the parts of a measure that a sheet names.
func subsOnSheet(m *coverage.Measure) []string {
	switch {
	case m.Takes(""):
		return []string{""}
	case m.Family == coverage.FamilyAccess && m.Unit == coverage.UnitShare:
		return []string{"meal", "food_parcel", "shower", "day_centre", "clinic"}
	case m.ByCategory || m.ByKind:
		return nil
	}
	return m.All()
}

// isRate says whether districts of any size can be compared by a measure: more people do more.
func isRate(m *coverage.Measure) bool {
	return isShare(m) || m.Unit == coverage.UnitPercent || m.Unit == coverage.UnitPerThousand
}

// against says how a value stands beside another: 1 better, -1 worse, 0 neither.
func against(m *coverage.Measure, a, b coverage.Value) int {
	if !shown(a) || !shown(b) || a.N == b.N || m.HigherIs == coverage.Neither || m.Unit == coverage.UnitCount || m.Unit == coverage.UnitPeople {
		return 0
	}
	if (a.N > b.N) == (m.HigherIs == coverage.Good) {
		return 1
	}
	return -1
}

// strip draws a week of open hours and says the empty ones.
func (v *visit) strip(code string, strip *coverage.Strip) stripView {
	return stripView{
		Code: code, Empty: strip.Empty(), Gaps: v.emptyHours(strip),
		Path: sketch.Hours(func(hour int) bool { return strip[hour] > 0 }),
	}
}

// trend draws a series from its first month with a number; ok is false where there are not two.
func trend(code string, points []coverage.Point) (t trendView, ok bool) {
	m, err := coverage.MeasureNamed(code, "")
	if err != nil {
		return t, false
	}
	known := 0
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = math.NaN()
		if shown(p.Value) {
			values[i] = p.Value.N
			known++
		}
	}
	return trendView{m, points, sketch.Bars(values, 0, trendWidth, trendHeight)}, known >= 2
}

// coverComparison is two districts side by side.
type coverComparison struct {
	A, B    *coverSheet
	Choices []*directory.District
	Period  coverage.Period
	Periods []coverage.Period
	Pairs   []figurePairs
}

// figurePairs is a family of measures of two districts.
type figurePairs struct {
	Family coverage.Family
	Rows   []figurePair
}

type figurePair struct {
	Measure *coverage.Measure
	Sub     string
	A, B    coverage.Value
}

func (s *site) coverCompare(v *visit) (templ.Component, error) {
	if s.Coverage == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	cities := v.coverCities()
	if len(cities) == 0 {
		return nil, directory.ErrNotReady
	}
	q := v.request.URL.Query()
	if d, ok := s.Live.District(q.Get("a")); ok {
		v.city = s.root(d)
	} else {
		v.city = cities[0]
	}
	c := &coverComparison{Choices: v.readable(v.city)}
	var err error
	if c.Period, err = v.readPeriod(q.Get("period"), v.city.Zone); err != nil {
		return nil, err
	}
	c.Periods = v.periods(v.city, c.Period, 8)
	a, b := q.Get("a"), q.Get("b")
	if a == "" || b == "" {
		return coverComparePage(v, c), nil
	}
	both, err := s.Coverage.Compare(v.ctx(), v.viewer, a, b, c.Period)
	if err != nil {
		return nil, err
	}
	c.A, c.B = &coverSheet{Sheet: both.A}, &coverSheet{Sheet: both.B}
	c.pair()
	return coverComparePage(v, c), nil
}

// pair puts the measures of which one of both has a number side by side.
func (c *coverComparison) pair() {
	for _, family := range coverFamilies {
		p := figurePairs{Family: family}
		for _, m := range measuresOf(family) {
			for _, sub := range subsOnSheet(&m) {
				x, y := c.A.row(m.Code, sub), c.B.row(m.Code, sub)
				if shown(x.Value) || shown(y.Value) {
					p.Rows = append(p.Rows, figurePair{x.Measure, sub, x.Value, y.Value})
				}
			}
		}
		if len(p.Rows) > 0 {
			c.Pairs = append(c.Pairs, p)
		}
	}
}

// bilanMeasures are the figures a funder asks for: who there is, what they did, what came of it.
var bilanMeasures = [...]struct{ measure, sub string }{
	{"active_30d", ""},
	{"exchanged", ""},
	{"attendees", ""},
	{"attended", ""},
	{"first_timers", ""},
	{"came_with", ""},
	{"requests_opened", ""},
	{"requests_answered", ""},
	{"requests_met", ""},
	{"answered_share", ""},
	{"first_yes_median_s", ""},
	{"volunteers", ""},
	{"retention_3m", ""},
	{"retention_12m", ""},
	{"places", ""},
	{"places_fresh_share", ""},
	{"residents", ""},
	{"poverty_rate", ""},
}

// bilan is the page for funders: what is published, of a month that is closed, which everybody may read; else exact figures, for the team.
type bilan struct {
	*coverSheet
	Published bool
	At        time.Time   // when its figures were made
	People    []figureRow // who has joined: each person once
	Rows      []figureRow
}

// bilanPeople are what a bilan begins with.
var bilanPeople = [...]string{"members", "in_precarity", "neighbours", "events_held"}

// coverBilan is of the last month that is closed unless something else is asked for.
func (s *site) coverBilan(v *visit) (templ.Component, error) {
	period := v.request.URL.Query().Get("period")
	if d, ok := s.Live.District(v.request.PathValue("code")); ok && period == "" && s.Coverage != nil {
		if months := s.Coverage.Closed(d.City); len(months) > 0 {
			period = months[len(months)-1].String()
		}
	}
	c, err := s.readSheet(v, cmp.Or(period, coverage.MonthOf(v.now, v.now.Location()).Before().String()))
	if err != nil {
		return nil, err
	}
	v.handed = true
	c.Path += "/bilan"
	c.Periods = v.periods(v.city, c.Period, 0)
	b := &bilan{coverSheet: c, At: c.Figures.At}
	row := c.row
	if now, before, err := s.publishedTwice(c.District.Code, c.Period); err != nil {
		return nil, err
	} else if now != nil {
		b.Published, b.At = true, now.At
		row = func(code, sub string) figureRow {
			r := c.row(code, sub)
			r.Value, r.Before = now.Value(code, sub), before.Value(code, sub)
			return r
		}
	}
	for _, code := range bilanPeople {
		b.People = append(b.People, row(code, ""))
	}
	for _, m := range bilanMeasures {
		if r := row(m.measure, m.sub); r.Value.State != coverage.Missing || r.Before.State != coverage.Missing {
			b.Rows = append(b.Rows, r)
		}
	}
	return bilanPage(v, b), nil
}

// publishedTwice is what everybody may read of a month and of the one before it; nil = it is not closed, or no month.
func (s *site) publishedTwice(district string, p coverage.Period) (now, before *coverage.Published, err error) {
	if p.Kind != coverage.Month {
		return nil, nil, nil
	}
	if now, err = s.Coverage.Public(district, p); err != nil || now.At.IsZero() {
		return nil, nil, err
	}
	before, err = s.Coverage.Public(district, p.Before())
	return now, before, err
}

// pageOf is a page of coverage in a period.
func pageOf(path string, p coverage.Period) string {
	return path + "?period=" + url.QueryEscape(p.String())
}
