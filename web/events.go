package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// What people do together, around: as a list, as a month, and on a map beside the list.

func (s *site) eventPages() {
	s.page("GET "+eventsPath, identity.ReadDirectory, s.events)
	s.page("GET /around", identity.ReadDirectory, s.around)
	s.page("GET /districts/{code}/week", identity.ReadDirectory, s.week)
	s.page("GET "+newEventPath, identity.HoldEvents, s.beginEvent)
	s.page("POST "+newEventPath, identity.HoldEvents, s.publishEvent)
	s.page("GET "+eventMinePath, identity.JoinEvents, s.ownEvents)
	s.page("GET /events/{id}", identity.ReadDirectory, s.event)
	s.page("GET /events/{id}/{date}", identity.ReadDirectory, s.event)
	s.hostPages()
}

// eventFilter is what a list of events was asked for; it stands in the address.
type eventFilter struct {
	When     string // "today", "weekend", "week"; empty = any day
	Interest string
	Free     bool
	For      string
	District string
	Month    time.Time // first of a month that is shown as a calendar; zero = a list
}

// eventList is a page of dates.
type eventList struct {
	eventFilter
	Items []community.Listed
	Next  string // address of the next page
	Near  bool   // ordered by distance
	Area  *directory.District
	Days  [][]monthDay // weeks, of a month
}

// monthDay is one of the days of a month's page; those of other months are blank.
type monthDay struct {
	Day   time.Time // zero = blank
	Items []community.Listed
}

const (
	eventsShown = 20
	monthFormat = "2006-01"
)

// readEventFilter refuses what no form of ours sends.
func (v *visit) readEventFilter(query url.Values) (f eventFilter, err error) {
	f = eventFilter{When: query.Get("when"), Interest: query.Get("interest"), Free: query.Get("free") == "1", For: query.Get("for"), District: query.Get("district")}
	if _, known := v.spans()[f.When]; !known {
		return f, &directory.Invalid{Param: "when", Reason: "not known"}
	}
	if month := query.Get("month"); month != "" {
		f.Month, err = time.ParseInLocation(monthFormat, month, v.now.Location())
		if away := f.Month.Sub(v.now).Abs(); err != nil || away > 400*24*time.Hour {
			return f, &directory.Invalid{Param: "month", Reason: "not a month of this year or the next"}
		}
	}
	return f, nil
}

// spans are what the choices of "when" mean, from now on.
func (v *visit) spans() map[string][2]time.Time {
	today := time.Date(v.now.Year(), v.now.Month(), v.now.Day(), 0, 0, 0, 0, v.now.Location())
	saturday := today.AddDate(0, 0, (6-int(today.Weekday())+7)%7)
	if today.Weekday() == time.Sunday {
		saturday = today.AddDate(0, 0, -1)
	}
	from := saturday
	if from.Before(v.now) {
		from = v.now
	}
	return map[string][2]time.Time{
		"": {}, "today": {v.now, today.AddDate(0, 0, 1)}, "weekend": {from, saturday.AddDate(0, 0, 2)}, "week": {v.now, today.AddDate(0, 0, 7)},
	}
}

func (f eventFilter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"when": f.When, "interest": f.Interest, "for": f.For, "district": f.District} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Free {
		q.Set("free", "1")
	}
	if !f.Month.IsZero() {
		q.Set("month", f.Month.Format(monthFormat))
	}
	return q
}

func (f eventFilter) url() string {
	if q := f.query().Encode(); q != "" {
		return eventsPath + "?" + q
	}
	return eventsPath
}

// inMonth is the filter for a month so many months from its own; asList is that without one.
func (f eventFilter) inMonth(v *visit, n int) eventFilter {
	first := f.Month
	if first.IsZero() {
		first = v.now
	}
	f.When, f.Month = "", time.Date(first.Year(), first.Month()+time.Month(n), 1, 0, 0, 0, 0, v.now.Location())
	return f
}

func (f eventFilter) asList() eventFilter {
	f.Month = time.Time{}
	return f
}

// filter is what the calendar takes.
func (f eventFilter) filter(v *visit) (q community.EventFilter, err error) {
	span := v.spans()[f.When]
	q = community.EventFilter{From: span[0], Until: span[1], Free: f.Free, Cancelled: true}
	if f.Interest != "" {
		if q.Interests, err = directory.InterestNamed(f.Interest); err != nil {
			return q, &directory.Invalid{Param: "interest", Reason: "not known"}
		}
	}
	if f.For != "" {
		if q.For, err = directory.AudienceNamed(f.For); err != nil {
			return q, &directory.Invalid{Param: "for", Reason: "not known"}
		}
	}
	return q, nil
}

// whereabout says where a list is: around the person, in the district they chose, or in their city.
func (l *eventList) whereabout(v *visit, q *community.EventQuery) error {
	l.Area = v.city
	switch {
	case l.District != "":
		d, ok := v.site.Live.District(l.District)
		if !ok {
			return &directory.Invalid{Param: "district", Reason: "not known"}
		}
		l.Area, q.District = d, d.Code
	case v.here != nil && l.Month.IsZero():
		l.Near, q.Near = true, &directory.Near{Point: *v.here, RadiusM: reachM}
	case v.city != nil:
		q.District = v.city.Code
	}
	return nil
}

func (s *site) events(v *visit) (templ.Component, error) {
	if s.Calendar == nil {
		return nil, directory.ErrNotReady
	}
	query := v.request.URL.Query()
	f, err := v.readEventFilter(query)
	if err != nil {
		return nil, err
	}
	l := &eventList{eventFilter: f}
	q := community.EventQuery{Limit: eventsShown, Cursor: query.Get("cursor")}
	if q.EventFilter, err = f.filter(v); err != nil {
		return nil, err
	}
	if err := l.whereabout(v, &q); err != nil {
		return nil, err
	}
	if !l.Month.IsZero() {
		if err := s.fillMonth(v, l, q); err != nil {
			return nil, err
		}
		return eventsPage(v, l), nil
	}
	var next string
	if l.Items, next, err = s.Calendar.Find(nil, v.viewer, q); err != nil {
		return nil, err
	}
	if next != "" {
		with := f.query()
		with.Set("cursor", next)
		l.Next = eventsPath + "?" + with.Encode()
	}
	return eventsPage(v, l), nil
}

// fillMonth lays the dates of a month out by day: those of the past days of this month too, as far as they are still known.
func (s *site) fillMonth(v *visit, l *eventList, q community.EventQuery) error {
	const pages = 5 // of a hundred dates: more would not fit on a page of paper either
	q.From, q.Until, q.Limit = l.Month, l.Month.AddDate(0, 1, 0), directory.MaxLimit
	if floor := v.now.AddDate(0, 0, -31); q.From.Before(floor) {
		q.From = floor
	}
	if !q.Until.After(q.From) {
		q.From = q.Until.Add(-time.Minute)
	}
	var all []community.Listed
	for range pages {
		list, next, err := s.Calendar.Find(nil, v.viewer, q)
		if err != nil {
			return err
		}
		all = append(all, list...)
		if q.Cursor = next; next == "" {
			break
		}
	}
	byDay := map[int][]community.Listed{}
	for _, item := range all {
		day := item.Start.In(v.now.Location())
		if day.Month() == l.Month.Month() {
			byDay[day.Day()] = append(byDay[day.Day()], item)
		}
	}
	week := make([]monthDay, (int(l.Month.Weekday())+6)%7)
	for day := l.Month; day.Month() == l.Month.Month(); day = day.AddDate(0, 0, 1) {
		week = append(week, monthDay{day, byDay[day.Day()]})
		if len(week) == 7 {
			l.Days, week = append(l.Days, week), nil
		}
	}
	if len(week) > 0 {
		l.Days = append(l.Days, append(week, make([]monthDay, 7-len(week))...))
	}
	return nil
}

func (l *eventList) title(v *visit) string {
	if l.Near || l.Area == nil {
		return strings.TrimSpace(v.Out.Events + " " + v.nearWords(l.Near))
	}
	return fmt.Sprintf(v.Out.In, v.in(l.Area.Name))
}

func (v *visit) nearWords(near bool) string {
	if near {
		return v.NearYou
	}
	return ""
}

// days groups a list by day, in its order; one group where it is by distance.
func (l *eventList) days(v *visit) (groups [][]community.Listed) {
	for _, item := range l.Items {
		last := len(groups) - 1
		if last >= 0 && (l.Near || daysBetween(v.startOf(&groups[last][0]), v.startOf(&item)) == 0) {
			groups[last] = append(groups[last], item)
			continue
		}
		groups = append(groups, []community.Listed{item})
	}
	return groups
}

// startOf is when a date begins, by the clock where it takes place.
func (v *visit) startOf(l *community.Listed) time.Time { return l.Start.In(v.clockOf(l.Of.When.Zone)) }

func (v *visit) listedPath(l *community.Listed) string {
	return datePath(l.ID, l.Original, v.clockOf(l.Of.When.Zone))
}

// monthName is a month and its year.
func (v *visit) monthName(t time.Time) string {
	return fmt.Sprintf("%s %d", v.Months[t.Month()-1], t.Year())
}

// siteWords say where something takes place, as everyone may know it.
func (v *visit) siteWords(s *community.Site) string {
	district := v.districtName(s.District)
	switch s.Kind {
	case community.AtPlace:
		return joined(or(s.PlaceName, s.Note), district)
	case community.Online:
		return v.Out.OnlineShort
	case community.Sealed:
		if district == "" {
			return v.Out.SealedNowhere
		}
		return fmt.Sprintf(v.Out.SealedShort, district)
	}
	return joined(s.Note, district)
}

// seatWords say how many seats are free; empty where there is no limit, or plenty.
func (v *visit) seatWords(o *community.Occurrence) string {
	switch free := o.Capacity - o.Taken; {
	case o.Capacity == 0:
		return ""
	case free <= 0:
		return v.Out.Full
	case free == 1:
		return v.Out.SeatOne
	default:
		return fmt.Sprintf(v.Out.Seats, free)
	}
}

func (v *visit) priceWords(e *community.Event) string {
	switch {
	case e.Free():
		return v.Out.Free
	case e.Imported:
		return v.Out.Imports.PriceElsewhere
	}
	return fmt.Sprintf(v.Out.Price, v.euros(e.PriceCents))
}

func interestIcon(code string) string {
	if i := slices.IndexFunc(directory.Interests, func(i directory.Interest) bool { return i.Code == code }); i >= 0 {
		return directory.Interests[i].Icon
	}
	return "maki:picnic-site" // whatever people do together
}

// accessNames say what makes it easier to come; the table of codes speaks for whoever needs it.
func (v *visit) accessNames(set directory.AccessSet) string {
	var list []string
	for t := range set.All {
		list = append(list, v.Out.AccessNames[t.Code])
	}
	return strings.Join(list, ", ")
}

// eventsMap is what the map of dates needs, as JSON; empty where no city is known.
func (v *visit) eventsMap(f eventFilter, area *directory.District) string {
	if v.city == nil {
		return ""
	}
	box := v.city.BBox
	if area != nil {
		box = area.BBox
	}
	w := &v.Out
	tiles := f.asList().query()
	tiles.Del("district")
	if span := v.spans()[f.When]; f.When != "" {
		tiles.Del("when")
		tiles.Set("from", span[0].UTC().Format(time.RFC3339))
		tiles.Set("until", span[1].UTC().Format(time.RFC3339))
	}
	if f.Free {
		tiles.Set("free", "true")
	}
	b, err := json.Marshal(map[string]any{
		"bbox": degreesOf(box), "basemap": v.site.basemap(), "filter": tiles.Encode(),
		"words": map[string]string{
			"label": w.MapLabel, "zoomIn": v.MapWords.ZoomIn, "zoomOut": v.MapWords.ZoomOut, "load": w.MapLoad, "loading": w.MapLoading,
			"failed": w.MapFailed, "here": w.MapHere, "found": w.Events, "close": v.Close,
		},
	})
	if err != nil {
		panic(err) // numbers and texts: it can be written
	}
	return string(b)
}

// listedWhen says when a date of a list is.
func (v *visit) listedWhen(l *community.Listed, withDay bool) string {
	zone := v.clockOf(l.Of.When.Zone)
	if withDay {
		return v.dateWords(l.Occurrence, zone, l.Of.When.AllDay)
	}
	return v.hoursWords(l.Start.In(zone), l.End.In(zone), l.Of.When.AllDay)
}
