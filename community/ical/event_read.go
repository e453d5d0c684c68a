package ical

import (
	"cmp"
	"errors"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alentour/alentour/community/recur"
)

// Bounds of what is kept of an event, in characters.
const (
	maxUID         = 1000
	maxSummary     = 300
	maxDescription = 10_000
	maxAddress     = 2000
	maxCategories  = 20
)

// readEvent is an event whose changed date may be named by its day only, until its series is known.
type readEvent struct {
	Event
	day *property
}

// eventReader reads one event.
type eventReader struct {
	*reader
	e        readEvent
	line     int
	start    *moment
	end      *moment
	length   *time.Duration
	rule     string
	original *property
	extra    []property
	removed  []property
	html     string // X-ALT-DESC
	allDay   bool   // as Outlook says it
}

func (r *reader) event(raw rawEvent) (readEvent, bool) {
	er := eventReader{reader: r, line: raw.line}
	for i := range raw.props {
		er.take(&raw.props[i])
	}
	e := &er.e.Event
	if er.start == nil {
		r.problem(raw.line, e.UID, "an event without a start")
		return er.e, false
	}
	if len(e.UID) > maxUID {
		r.problem(raw.line, "", "an event whose UID is longer than %d bytes", maxUID)
		return er.e, false
	}
	if e.UID == "" {
		e.UID = uidOf(er.start.wall.String(), e.Summary)
		r.problem(raw.line, e.UID, "an event without UID")
	}
	if e.Description == "" {
		e.Description = Plain(er.html, maxDescription)
	}
	if raw.canceled {
		e.Status = Cancelled
	}
	er.series()
	if err := e.Series.Check(); err != nil {
		r.problem(raw.line, e.UID, "an event that cannot be: %s", reasonOf(err))
		return er.e, false
	}
	er.name()
	return er.e, true
}

// take keeps what a property says.
func (er *eventReader) take(p *property) {
	e := &er.e.Event
	switch p.name {
	case "UID":
		e.UID = plainLine(strings.TrimSpace(unescape(p.value)))
	case "SEQUENCE":
		if n, err := strconv.Atoi(strings.TrimSpace(p.value)); err == nil && n >= 0 && n <= math.MaxInt32 {
			e.Sequence = n
		}
	case "STATUS":
		if s := Status(strings.ToUpper(strings.TrimSpace(p.value))); s == Confirmed || s == Tentative || s == Cancelled {
			e.Status = s
		}
	case "DTSTAMP", "CREATED", "LAST-MODIFIED":
		er.takeStamp(p)
	case "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "X-MICROSOFT-CDO-ALLDAYEVENT":
		er.takeTime(p)
	default:
		er.takeWords(p)
	}
}

func (er *eventReader) takeStamp(p *property) {
	m, ok := er.moment(p, p.value)
	if !ok {
		er.problem(p.line, er.e.UID, "%s is no time", p.name)
		return
	}
	switch t := m.instant(); p.name {
	case "DTSTAMP":
		er.e.Stamp = t
	case "CREATED":
		er.e.Created = t
	default:
		er.e.Modified = t
	}
}

func (er *eventReader) takeTime(p *property) {
	switch p.name {
	case "RRULE":
		if er.rule != "" {
			er.problem(p.line, er.e.UID, "a second RRULE is left out")
			return
		}
		er.rule = p.value
	case "EXRULE":
		er.problem(p.line, er.e.UID, "EXRULE is left out")
	case "RDATE":
		er.extra = append(er.extra, *p)
	case "EXDATE":
		er.removed = append(er.removed, *p)
	case "RECURRENCE-ID":
		er.original = p
	case "X-MICROSOFT-CDO-ALLDAYEVENT":
		er.allDay = strings.EqualFold(strings.TrimSpace(p.value), "TRUE")
	case "DURATION":
		if d, ok := parseDuration(p.value); ok && d >= 0 {
			er.length = &d
		} else {
			er.problem(p.line, er.e.UID, "DURATION is none")
		}
	default:
		m, ok := er.moment(p, p.value)
		switch {
		case !ok:
			er.problem(p.line, er.e.UID, "%s %q is no date", p.name, short(p.value))
		case p.name == "DTSTART":
			er.start = &m
		default:
			er.end = &m
		}
	}
}

func (er *eventReader) takeWords(p *property) {
	e := &er.e.Event
	switch p.name {
	case "SUMMARY":
		e.Summary = plainLine(strings.ReplaceAll(Plain(unescape(p.value), maxSummary), "\n", " "))
	case "DESCRIPTION":
		e.Description = Plain(unescape(p.value), maxDescription)
	case "X-ALT-DESC":
		er.html = unescape(p.value)
	case "LOCATION":
		e.Location = strings.ReplaceAll(Plain(unescape(p.value), maxSummary), "\n", ", ")
	case "URL":
		e.URL = address(p.value)
	case "ORGANIZER":
		e.Organizer = Organizer{Plain(p.params["CN"], maxSummary), short0(p.value)}
	case "CATEGORIES":
		for _, c := range splitText(p.value) {
			if c = Plain(unescape(c), maxSummary); c != "" && len(e.Categories) < maxCategories {
				e.Categories = append(e.Categories, c)
			}
		}
	case "GEO":
		if e.Geo = position(p.value); e.Geo == nil {
			er.problem(p.line, e.UID, "GEO is no position")
		}
	}
}

// series puts together what is known of the times.
func (er *eventReader) series() {
	s := &er.e.Series
	s.Zone, s.Start, s.AllDay = er.start.zone, er.start.wall, er.start.date
	if er.allDay && s.Start == s.Start.Midnight() {
		s.AllDay = true
	}
	if s.AllDay {
		s.Zone = er.bounds.Zone
	}
	if er.rule != "" {
		s.Rule = er.readRule(s)
	}
	s.Extra = er.dates(s, er.extra)
	if !s.AllDay && er.start.utc && s.Rule == nil && len(s.Extra) == 0 && er.original == nil {
		s.Zone = er.bounds.Zone // once: the same instant, as people there say it
		s.Start = recur.WallOf(er.start.instant().In(s.Zone))
	}
	s.Length = er.lasts(s)
	s.Removed = er.dates(s, er.removed)
}

// lasts is from the start to the end, or as long as is said; a day where nothing is said of an event without hours.
func (er *eventReader) lasts(s *recur.Series) time.Duration {
	const day = 24 * time.Hour
	var d time.Duration
	switch {
	case er.end != nil && s.AllDay:
		d = er.end.in(s).Midnight().Sub(s.Start)
	case er.end != nil:
		d = er.end.in(s).In(s.Zone).Sub(s.Start.In(s.Zone))
	case er.length != nil:
		d = *er.length
	}
	if s.AllDay {
		d = max((d+day-1)/day*day, day)
	}
	if d < 0 || d > recur.MaxLength {
		er.problem(er.line, er.e.UID, "an end before the start, or months after it, is left out")
		return 0
	}
	return d
}

// readRule reads what other programs add to a rule; of a rule that cannot be read, the series has its first date only.
func (er *eventReader) readRule(s *recur.Series) *recur.Rule {
	t := s.Start.Time()
	own := map[string]int{"BYHOUR": t.Hour(), "BYMINUTE": t.Minute(), "BYSECOND": t.Second()}
	var parts []string
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(er.rule)), ";") {
		name, value, _ := strings.Cut(part, "=")
		if n, err := strconv.Atoi(value); err == nil && strings.HasPrefix(name, "BY") {
			if of, is := own[name]; is && of == n {
				continue // says again when it begins
			}
		}
		if part != "" && !strings.HasPrefix(part, "X-") {
			parts = append(parts, part)
		}
	}
	rule, err := recur.Parse(strings.Join(parts, ";"))
	if err != nil {
		er.problem(er.line, er.e.UID, "the first date only: %s", reasonOf(err))
		return nil
	}
	return &rule
}

func reasonOf(err error) string {
	if p := (*recur.Problem)(nil); errors.As(err, &p) {
		return strings.TrimSpace(p.Part + " " + p.Reason)
	}
	return err.Error()
}

// dates of RDATE and EXDATE, in the zone of the series; of a period, its start.
func (er *eventReader) dates(s *recur.Series, props []property) []recur.Wall {
	var list []recur.Wall
	for i := range props {
		p := &props[i]
		for value := range strings.SplitSeq(p.value, ",") {
			value, _, _ = strings.Cut(value, "/")
			m, ok := er.moment(p, value)
			switch {
			case strings.TrimSpace(value) == "":
			case !ok:
				er.problem(p.line, er.e.UID, "%s %q is no date", p.name, short(value))
			case len(list) == recur.MaxDates:
				er.problem(p.line, er.e.UID, "more than %d dates in %s", recur.MaxDates, p.name)
				return list
			default:
				list = append(list, m.in(s))
			}
		}
	}
	slices.SortFunc(list, recur.Wall.Compare)
	return slices.Compact(list)
}

// name keeps which date of its series this is.
func (er *eventReader) name() {
	p := er.original
	if p == nil {
		return
	}
	if p.params["RANGE"] != "" {
		er.problem(p.line, er.e.UID, "RANGE is left out: one date is changed")
	}
	m, ok := er.moment(p, p.value)
	switch {
	case !ok:
		er.problem(p.line, er.e.UID, "RECURRENCE-ID %q is no date", short(p.value))
		er.e.day = p // of no series
	case m.date && !er.e.Series.AllDay:
		er.e.day = p
	default:
		er.e.RecurrenceID = m.instant()
	}
}

// nameByDay takes the time of the series for a changed date whose day alone is said.
func (r *reader) nameByDay(e *Event, day property, list []Event, masters map[string]int) {
	s := &e.Series
	if at, ok := masters[e.UID]; ok {
		s = &list[at].Series
	}
	m, ok := r.moment(&day, day.value)
	if !ok {
		m = moment{wall: s.Start, zone: s.Zone}
	}
	e.RecurrenceID = m.in(s).In(s.Zone)
}

// address keeps http and https.
func address(text string) string {
	text = plainLine(strings.TrimSpace(unescape(text)))
	u, err := url.Parse(text)
	if err != nil || len(text) > maxAddress || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return text
}

func short0(text string) string {
	text = plainLine(strings.TrimSpace(text))
	return text[:min(len(text), maxSummary)]
}

// splitText at commas that are not escaped.
func splitText(text string) []string {
	var list []string
	from := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case ',':
			list = append(list, text[from:i])
			from = i + 1
		}
	}
	return append(list, text[from:])
}

// position of GEO, latitude first. 0;0 is what programs write that know none.
func position(text string) *[2]float64 {
	text = strings.TrimSpace(unescape(text))
	lat, lon, ok := strings.Cut(text, ";")
	if !ok {
		lat, lon, ok = strings.Cut(text, ",")
	}
	y, errY := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, errX := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if !ok || cmp.Or(errX, errY) != nil || !(math.Abs(y) <= 90 && math.Abs(x) <= 180) || x == 0 && y == 0 {
		return nil
	}
	return &[2]float64{x, y}
}
