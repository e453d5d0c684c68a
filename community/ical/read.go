package ical

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// ErrNoCalendar says that there is no VCALENDAR in what was read.
var ErrNoCalendar = errors.New("calendar: this is no iCalendar file")

// Read reads what it can of a file, as it is met in the field: whatever ends its lines, in whatever encoding, with time zones by the
// names of IANA and of Windows. What it cannot read is a Problem and left out; an error is only a reader's or [ErrNoCalendar].
func Read(source io.Reader, bounds Bounds) (Calendar, []Problem, error) {
	text, whole, err := physical(source, bounds.Bytes)
	if err != nil {
		return Calendar{}, nil, fmt.Errorf("calendar: %w", err)
	}
	r := reader{bounds: bounds, whole: true, zones: map[string]*time.Location{}, defined: map[string]*definition{}}
	if !whole {
		r.cut(0, "longer than %d bytes", bounds.Bytes)
	}
	r.properties(text, r.take)
	if !r.found {
		return Calendar{}, nil, ErrNoCalendar
	}
	if len(r.open) > 0 {
		if r.in("VCALENDAR VEVENT") { // half an event is none
			r.raw = r.raw[:len(r.raw)-1]
		}
		r.cut(0, "%s is not ended", r.open[len(r.open)-1])
	}
	r.cal.Events = r.events()
	r.cal.Whole = r.whole
	return r.cal, r.problems, nil
}

// reader is where reading is.
type reader struct {
	bounds   Bounds
	cal      Calendar
	problems []Problem
	found    bool // a VCALENDAR
	whole    bool
	canceled bool     // METHOD:CANCEL of the calendar that is open
	open     []string // components
	raw      []rawEvent
	zones    map[string]*time.Location // by TZID, as they were understood
	defined  map[string]*definition    // VTIMEZONEs
	zone     *definition               // the one that is open
	observed *observed                 // the STANDARD or DAYLIGHT in it
}

// rawEvent is an event as it stands in the file: time zones may come after it.
type rawEvent struct {
	line     int
	canceled bool
	props    []property
}

func (r *reader) problem(line int, uid, reason string, args ...any) {
	if len(r.problems) < r.bounds.Problems {
		r.problems = append(r.problems, Problem{line, uid, fmt.Sprintf(reason, args...)})
	}
}

// cut says that something of the file is missing.
func (r *reader) cut(line int, reason string, args ...any) {
	r.whole = false
	r.problem(line, "", reason, args...)
}

// take one property; false ends the reading.
func (r *reader) take(p property) bool {
	switch p.name {
	case "BEGIN":
		return r.begin(strings.ToUpper(strings.TrimSpace(p.value)), p.line)
	case "END":
		r.end(strings.ToUpper(strings.TrimSpace(p.value)), p.line)
		return true
	}
	switch strings.Join(r.open, " ") {
	case "VCALENDAR":
		r.header(p)
	case "VCALENDAR VEVENT":
		event := &r.raw[len(r.raw)-1]
		if len(event.props) == r.bounds.Properties {
			r.cut(p.line, "an event of more than %d lines", r.bounds.Properties)
			return false
		}
		event.props = append(event.props, p)
	case "VCALENDAR VTIMEZONE":
		r.zone.take(p)
		if p.name == "TZID" {
			r.defined[p.value] = r.zone
		}
	case "VCALENDAR VTIMEZONE STANDARD", "VCALENDAR VTIMEZONE DAYLIGHT":
		r.observed.take(p)
	}
	return true
}

func (r *reader) begin(name string, line int) bool {
	if name == "VEVENT" && slices.Contains(r.open, name) { // an event whose end was forgotten
		r.problem(line, "", "an event begins within another")
		r.end(name, line)
	}
	if len(r.open) == 8 {
		r.cut(line, "components within components")
		return false
	}
	if !isProperty([]byte(name + ":")) {
		r.problem(line, "", "BEGIN:%s begins nothing", short(name))
		return true
	}
	r.open = append(r.open, name)
	switch strings.Join(r.open, " ") {
	case "VCALENDAR":
		r.found, r.canceled = true, false
	case "VCALENDAR VEVENT":
		if len(r.raw) == r.bounds.Events {
			r.cut(line, "more than %d events", r.bounds.Events)
			r.open = nil
			return false
		}
		r.raw = append(r.raw, rawEvent{line: line, canceled: r.canceled})
	case "VCALENDAR VTIMEZONE":
		r.zone = &definition{}
	case "VCALENDAR VTIMEZONE STANDARD", "VCALENDAR VTIMEZONE DAYLIGHT":
		r.zone.observed = append(r.zone.observed, observed{summer: name == "DAYLIGHT"})
		r.observed = &r.zone.observed[len(r.zone.observed)-1]
	}
	return true
}

// end closes a component and those within it that were left open.
func (r *reader) end(name string, line int) {
	at := len(r.open) - 1
	for at >= 0 && r.open[at] != name {
		at--
	}
	switch {
	case at < 0:
		r.problem(line, "", "END:%s ends nothing", short(name))
		return
	case at < len(r.open)-1:
		r.problem(line, "", "%s is not ended", short(r.open[len(r.open)-1]))
	}
	r.open = r.open[:at]
}

// in says whether a component is open, or something within it.
func (r *reader) in(path string) bool {
	return strings.HasPrefix(strings.Join(r.open, " ")+" ", path+" ")
}

// header of the calendar.
func (r *reader) header(p property) {
	switch p.name {
	case "NAME", "X-WR-CALNAME":
		r.cal.Name = cmp.Or(r.cal.Name, Plain(unescape(p.value), maxSummary))
	case "DESCRIPTION", "X-WR-CALDESC":
		r.cal.Description = cmp.Or(r.cal.Description, Plain(unescape(p.value), maxDescription))
	case "SOURCE":
		r.cal.Source = address(p.value)
	case "REFRESH-INTERVAL", "X-PUBLISHED-TTL":
		if d, ok := parseDuration(p.value); ok && d > 0 {
			r.cal.Refresh = d
		}
	case "METHOD":
		r.canceled = strings.EqualFold(strings.TrimSpace(p.value), "CANCEL") // stands before the events
	case "X-WR-TIMEZONE":
		if zone := named(p.value); zone != nil {
			r.bounds.Zone = zone
		}
	}
}

// events in the order of the file, the changed dates of each series after it, in order, each once.
func (r *reader) events() []Event {
	type key struct {
		uid string
		at  int64
	}
	var list []Event
	masters := map[string]int{} // where each series stands
	days := map[int]property{}  // changed dates that are named by the day
	for _, raw := range r.raw {
		e, ok := r.event(raw)
		if !ok {
			continue
		}
		if e.day != nil {
			days[len(list)] = *e.day
		}
		if _, seen := masters[e.UID]; e.RecurrenceID.IsZero() && e.day == nil && (!seen || list[masters[e.UID]].older(&e.Event)) {
			masters[e.UID] = len(list)
		}
		list = append(list, e.Event)
	}
	for i, day := range days {
		r.nameByDay(&list[i], day, list, masters)
	}
	order := map[string]int{}
	newest := map[key]int{}
	for i := range list {
		if _, seen := order[list[i].UID]; !seen {
			order[list[i].UID] = i
		}
		k := key{list[i].UID, unixOr0(list[i].RecurrenceID)}
		if other, twice := newest[k]; !twice {
			newest[k] = i
		} else {
			r.problem(0, list[i].UID, "stands twice: the newer counts")
			if list[other].older(&list[i]) {
				newest[k] = i
			}
		}
	}
	var kept []Event
	for _, i := range newest {
		kept = append(kept, list[i])
	}
	slices.SortFunc(kept, func(a, b Event) int {
		return cmp.Or(cmp.Compare(order[a.UID], order[b.UID]), cmp.Compare(unixOr0(a.RecurrenceID), unixOr0(b.RecurrenceID)))
	})
	return kept
}

// unixOr0 puts the series before its dates.
func unixOr0(t time.Time) int64 {
	if t.IsZero() {
		return -1 << 62
	}
	return t.Unix()
}

// older says whether o replaces e: by sequence, then by when it was changed, then because it stands after it.
func (e *Event) older(o *Event) bool {
	return cmp.Or(cmp.Compare(e.Sequence, o.Sequence), e.Modified.Compare(o.Modified), e.Stamp.Compare(o.Stamp)) <= 0
}

// uidOf an event without one: the same for as long as it is the same.
func uidOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "unnamed-" + hex.EncodeToString(sum[:16])
}
