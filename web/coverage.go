package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// How well each district is served, for the team: one measure on a map and in a table, a sheet for each district, two side by side, a
// page to print. Everything chosen stands in the URL.

const coverPath = "/staff/coverage"

func (s *site) coveragePages() {
	s.page("GET "+coverPath, identity.ReadCounts, s.coverMap)
	s.page("GET "+coverPath+"/compare", identity.ReadCounts, s.coverCompare)
	s.page("GET "+coverPath+"/{code}", identity.ReadCounts, s.coverSheet)
	s.page("GET "+coverPath+"/{code}/bilan", identity.ReadCounts, s.coverBilan)
	s.page("GET "+coverPath+"/{code}/places", identity.ReadCounts, s.stalePlaces)
	s.page("GET "+publicCoverPath, identity.ReadDirectory, s.publicCover)
}

// coverPick is what somebody chose to see.
type coverPick struct {
	Of      string // the city, where there are several to choose among
	Measure *coverage.Measure
	Sub     string
	Period  coverage.Period
	Level   int    // steps below the city
	Sort    string // a column, after "-" when the greatest comes first; empty = the worst first
	Open    filter // of who lives near a place: only places that are open then
}

// questions are the measures that most decisions need, each a question in plain words.
var questions = [...]struct{ measure, sub string }{
	{"unanswered_share", ""},
	{"first_yes_median_s", ""},
	{"volunteers_per_1000", ""},
	{"within_10_min", "meal"},
	{"empty_hours_eat", ""},
	{"poverty_rate", ""},
	{"active_30d", ""},
	{"places_fresh_share", ""},
}

// readMeasure reads what is to be seen. A sub that another measure had gives way to the first of this one.
func readMeasure(q url.Values) (*coverage.Measure, string, error) {
	code, sub := cmp.Or(q.Get("measure"), questions[0].measure), q.Get("sub")
	m, err := coverage.MeasureNamed(code, sub)
	if err == nil {
		return m, sub, nil
	}
	for _, known := range coverage.Measures() {
		if known.Code == code {
			return &known, firstSub(&known), nil
		}
	}
	return nil, "", err
}

// firstSub is the whole where a measure has one, meals among categories, else the first.
func firstSub(m *coverage.Measure) string {
	all := m.All()
	for _, sub := range []string{"", "meal"} {
		if slices.Contains(all, sub) {
			return sub
		}
	}
	return all[0]
}

// readPeriod reads a period on a city's clocks; without one the last thirty days.
func (v *visit) readPeriod(text string, zone *time.Location) (coverage.Period, error) {
	return coverage.ParsePeriod(cmp.Or(text, string(coverage.Now)), zone, v.now)
}

// query is the pick as a URL's query, with some of it changed: "sort", "-name".
func (p coverPick) query(changes ...string) string {
	q := url.Values{"measure": {p.Measure.Code}, "period": {p.Period.String()}, "level": {strconv.Itoa(p.Level)}}
	q.Set("of", p.Of)
	q.Set("sub", p.Sub)
	q.Set("sort", p.Sort)
	if p.asksWhen() {
		q.Set("open_at", p.Open.When)
	}
	for i := 0; i < len(changes); i += 2 {
		q.Set(changes[i], changes[i+1])
	}
	for name, values := range q {
		if values[0] == "" {
			q.Del(name)
		}
	}
	return q.Encode()
}

// pairs are the same for a form that chooses something else.
func (p coverPick) pairs(changes ...string) (list [][2]string) {
	q, _ := url.ParseQuery(p.query(changes...))
	for _, name := range slices.Sorted(maps.Keys(q)) {
		list = append(list, [2]string{name, q.Get(name)})
	}
	return list
}

// coverRow is one district in the table of a measure.
type coverRow struct {
	District  *directory.District
	Value     coverage.Value
	Before    coverage.Value
	Residents coverage.Value
	First     bool // one of those to look at first
}

// coverLevel is a way to part a city.
type coverLevel struct {
	Steps int
	Of    *directory.District // one of them
}

// coverView is everything the page of a measure says.
type coverView struct {
	coverPick
	City    *directory.District
	Cities  []*directory.District
	Levels  []coverLevel
	Rows    []coverRow
	First   []coverRow
	Was     bool // it is known what some were before
	Map     *choropleth
	Alerts  []coverage.Alert
	Next    *nextSheet
	Periods []coverage.Period
}

// coverCities are the cities in which the viewer may read figures; the visit's first, where it is one of them.
func (v *visit) coverCities() (list []*directory.District) {
	for _, post := range v.posts(identity.ReadCounts) {
		d, ok := v.site.Live.DistrictNumbered(post.Scope.District)
		if !ok {
			continue
		}
		if city := v.site.root(d); !slices.Contains(list, city) {
			list = append(list, city)
		}
	}
	slices.SortStableFunc(list, func(a, b *directory.District) int { return truth(b == v.city) - truth(a == v.city) })
	return list
}

// levelsOf are the ways to part a city in which something may be read.
func (v *visit) levelsOf(city *directory.District, may func(*directory.District) bool) (levels []coverLevel) {
	list := []*directory.District{city}
	for steps := 1; ; steps++ {
		var below []*directory.District
		for _, d := range list {
			below = append(below, v.site.Live.Children(d.Num)...)
		}
		if len(below) == 0 {
			break
		}
		list = below
		if readable := slices.IndexFunc(below, may); readable >= 0 {
			levels = append(levels, coverLevel{steps, below[readable]})
		}
	}
	if len(levels) == 0 {
		levels = []coverLevel{{0, city}} // a city in one piece
	}
	return levels
}

// counts says whether the viewer may read exact figures of a district.
func (v *visit) counts(d *directory.District) bool {
	return v.viewer.May(identity.ReadCounts, at(d.Num))
}

func (s *site) coverMap(v *visit) (templ.Component, error) {
	if s.Coverage == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	q := v.request.URL.Query()
	c := &coverView{Cities: v.coverCities()}
	if len(c.Cities) == 0 {
		return nil, directory.ErrNotReady
	}
	c.City = c.Cities[0]
	for _, city := range c.Cities {
		if city.Code == q.Get("of") {
			c.City, c.Of = city, city.Code
		}
	}
	c.Levels = v.levelsOf(c.City, v.counts)
	var err error
	if c.Measure, c.Sub, err = readMeasure(q); err != nil {
		return nil, err
	}
	if c.Period, err = v.readPeriod(q.Get("period"), c.City.Zone); err != nil {
		return nil, err
	}
	if c.Level, err = readLevel(c.Levels, q.Get("level")); err != nil {
		return nil, err
	}
	c.Sort = q.Get("sort")
	if err := v.readOpen(&c.coverPick, q); err != nil {
		return nil, err
	}
	c.Periods = v.periods(c.City, c.Period, 8)
	if err := s.coverRows(v, c); err != nil {
		return nil, err
	}
	c.Map = v.choropleth(c.Measure, c.Rows, func(d *directory.District) string { return c.sheetURL(d) })
	for _, post := range v.posts(identity.ReadCounts) {
		d, ok := s.Live.DistrictNumbered(post.Scope.District)
		if !ok || s.root(d) != c.City {
			continue
		}
		if c.Next == nil {
			if c.Next, err = s.whereNext(v, c, d); err != nil {
				return nil, err
			}
		}
		alerts, err := s.Coverage.Alerts(v.ctx(), v.viewer, d.Code)
		if err != nil {
			return nil, err
		}
		c.Alerts = append(c.Alerts, alerts...)
	}
	pressing(c.Alerts)
	return coverPage(v, c), nil
}

// readLevel is one of some levels: the coarsest where none is asked for.
func readLevel(levels []coverLevel, text string) (int, error) {
	for _, l := range levels {
		if text == "" || text == strconv.Itoa(l.Steps) {
			return l.Steps, nil
		}
	}
	return 0, &directory.Invalid{Param: "level", Reason: "no such level"}
}

// periods are those one may choose: the last thirty days, the latest weeks, the latest months, and the one that is chosen.
func (v *visit) periods(city *directory.District, chosen coverage.Period, weeks int) []coverage.Period {
	list := []coverage.Period{coverage.NowAt(v.now)}
	add := func(p coverage.Period, n int) {
		for range n {
			list = append(list, p)
			p = p.Before()
		}
	}
	add(coverage.MonthOf(v.now, city.Zone), monthsBack)
	add(coverage.WeekOf(v.now, city.Zone), weeks)
	if !slices.ContainsFunc(list, func(p coverage.Period) bool { return p.String() == chosen.String() }) {
		list = append(list, chosen)
	}
	return list
}

// monthsBack is how many months one may choose among.
const monthsBack = 18

// coverRows reads the measure, what it was before and the residents of the same districts, and puts them in order.
func (s *site) coverRows(v *visit, c *coverView) error {
	read := func(measure, sub string, p coverage.Period) (map[int64]coverage.Value, []coverage.Row, error) {
		rows, err := s.Coverage.Table(v.ctx(), v.viewer, c.City.Code, c.Level, measure, sub, p)
		byNum := make(map[int64]coverage.Value, len(rows))
		for _, r := range rows {
			byNum[r.District] = r.Value
		}
		return byNum, rows, err
	}
	var rows []coverage.Row
	var before map[int64]coverage.Value // of an instant nothing
	var err error
	if c.Open.When != "" {
		rows, err = s.openRows(c.City, &c.coverPick, v.counts)
	} else if _, rows, err = read(c.Measure.Code, c.Sub, c.Period); err == nil {
		before, _, err = read(c.Measure.Code, c.Sub, c.Period.Before())
	}
	if err != nil {
		return err
	}
	residents, _, err := read("residents", "", c.Period)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if d, ok := s.Live.DistrictNumbered(r.District); ok {
			was := before[r.District]
			c.Rows, c.Was = append(c.Rows, coverRow{District: d, Value: r.Value, Before: was, Residents: residents[r.District]}), c.Was || shown(was)
		}
	}
	order(c.Rows, c.Measure, "")
	c.First = markFirst(c.Rows, c.Measure)
	order(c.Rows, c.Measure, c.Sort)
	return nil
}

const (
	firstShown = 3 // districts to look at first
	enough     = 5 // people or things behind a share, so that it says something
)

// isShare says whether a value can be had of very few, and then says little.
func isShare(m *coverage.Measure) bool {
	return m.Unit == coverage.UnitShare || m.Unit == coverage.UnitSeconds || m.Unit == coverage.UnitRatio
}

// restsOn says whether what a value rests on is another number than the value.
func restsOn(m *coverage.Measure) bool { return isShare(m) || m.Unit == coverage.UnitPerThousand }

// markFirst marks the worst of rows that stand in order, the worst first: those that enough is behind, and that are worse than the best.
func markFirst(rows []coverRow, m *coverage.Measure) (first []coverRow) {
	var fit []int
	for i, r := range rows {
		if sound(m, r.Value) {
			fit = append(fit, i)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	best := rows[fit[len(fit)-1]].Value.N
	for _, i := range fit[:min(firstShown, len(fit)/2)] {
		if rows[i].Value.N == best {
			break
		}
		rows[i].First = true
		first = append(first, rows[i])
	}
	return first
}

// sound says whether a value rests on enough to be compared.
func sound(m *coverage.Measure, v coverage.Value) bool {
	return shown(v) && (v.Of == 0 || v.Of >= enough || !isShare(m))
}

// order sorts rows by a column; districts without a number come last, whichever way. Without a column the worst comes first, and what
// rests on very few after what does not; of those that are alike the one with most residents.
func order(rows []coverRow, m *coverage.Measure, sort string) {
	by := func(of func(coverRow) coverage.Value, down bool) func(a, b coverRow) int {
		return func(a, b coverRow) int {
			x, y := of(a), of(b)
			if !shown(x) || !shown(y) {
				return truth(shown(y)) - truth(shown(x))
			}
			if down {
				return cmp.Compare(y.N, x.N)
			}
			return cmp.Compare(x.N, y.N)
		}
	}
	value := func(r coverRow) coverage.Value { return r.Value }
	residents := func(r coverRow) coverage.Value { return r.Residents }
	behind := func(r coverRow) coverage.Value { return coverage.Value{N: float64(r.Value.Of), State: r.Value.State} }
	name := func(a, b coverRow) int { return cmp.Compare(a.District.Code, b.District.Code) }
	columns := map[string]func(a, b coverRow) int{
		"name": name, "-name": func(a, b coverRow) int { return name(b, a) },
		"value": by(value, false), "-value": by(value, true),
		"n": by(behind, false), "-n": by(behind, true),
		"residents": by(residents, false), "-residents": by(residents, true),
	}
	column, ok := columns[sort]
	if !ok {
		worst := by(value, m.HigherIs != coverage.Good)
		column = func(a, b coverRow) int {
			return cmp.Or(truth(sound(m, b.Value))-truth(sound(m, a.Value)), worst(a, b), by(residents, true)(a, b))
		}
	}
	slices.SortStableFunc(rows, func(a, b coverRow) int { return cmp.Or(column(a, b), name(a, b)) })
}

// sorting is where the heading of a column leads: the other way round where the table stands by it.
func (p coverPick) sorting(path, column string) string {
	sort := column
	if p.sorted(column) == "ascending" {
		sort = "-" + column
	}
	return path + "?" + p.query("sort", sort) + "#table"
}

// sorted says how the table stands by a column, as aria-sort.
func (p coverPick) sorted(column string) string {
	sort := p.Sort
	if sort == "" {
		sort = "-value"
		if p.Measure.HigherIs == coverage.Good {
			sort = "value"
		}
	}
	switch sort {
	case column:
		return "ascending"
	case "-" + column:
		return "descending"
	}
	return "none"
}

// sheetURL is the sheet of a district in the same period.
func (p coverPick) sheetURL(d *directory.District) string {
	return coverPath + "/" + d.Code + "?period=" + url.QueryEscape(p.Period.String())
}

// measuresOf lists the measures of a family, for the picker.
func measuresOf(f coverage.Family) (list []coverage.Measure) {
	for _, m := range coverage.Measures() {
		if m.Family == f {
			list = append(list, m)
		}
	}
	return list
}

// coverFamilies are the families in the order of the picker.
var coverFamilies = [...]coverage.Family{
	coverage.FamilyResponse, coverage.FamilySupply, coverage.FamilyAccess, coverage.FamilyNeed, coverage.FamilyLife, coverage.FamilyTrust,
}
