package ical

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alentour/alentour/community/recur"
)

// product says who wrote a file.
const product = "-//Alentour//Alentour//FR"

// Write writes a calendar that METHOD:PUBLISHes its events, with the time zones that they use.
func Write(w io.Writer, cal Calendar) error {
	p := writer{}
	p.line("BEGIN", "VCALENDAR")
	p.line("VERSION", "2.0")
	p.line("PRODID", product)
	p.line("CALSCALE", "GREGORIAN")
	p.line("METHOD", "PUBLISH")
	p.text("NAME", cal.Name)
	p.text("X-WR-CALNAME", cal.Name)
	p.text("DESCRIPTION", cal.Description)
	p.text("X-WR-CALDESC", cal.Description)
	p.uri("SOURCE;VALUE=URI", cal.Source)
	if cal.Refresh > 0 {
		p.line("REFRESH-INTERVAL;VALUE=DURATION", duration(cal.Refresh))
		p.line("X-PUBLISHED-TTL", duration(cal.Refresh))
	}
	for _, z := range zonesOf(cal.Events) {
		p.zone(z)
	}
	for i := range cal.Events {
		if err := cal.Events[i].Series.Check(); err != nil {
			return fmt.Errorf("calendar: event %s: %w", cal.Events[i].UID, err)
		}
		p.event(&cal.Events[i])
	}
	p.line("END", "VCALENDAR")
	_, err := w.Write(p.out)
	return err
}

// writer gathers lines.
type writer struct {
	out []byte
}

func (p *writer) event(e *Event) {
	s := &e.Series
	p.line("BEGIN", "VEVENT")
	p.text("UID", e.UID)
	p.utc("DTSTAMP", e.Stamp)
	if !e.RecurrenceID.IsZero() {
		p.date("RECURRENCE-ID", s, recur.WallOf(e.RecurrenceID.In(s.Zone)))
	}
	p.date("DTSTART", s, s.Start)
	if s.Length > 0 {
		p.date("DTEND", s, recur.WallOf(s.End(s.Start.In(s.Zone)).In(s.Zone)))
	}
	if s.Rule != nil {
		p.line("RRULE", ruleText(s))
	}
	for _, w := range s.Extra {
		p.date("RDATE", s, w)
	}
	for _, w := range s.Removed {
		p.date("EXDATE", s, w)
	}
	if e.Sequence > 0 {
		p.line("SEQUENCE", strconv.Itoa(e.Sequence))
	}
	p.text("STATUS", string(e.Status))
	p.utc("CREATED", e.Created)
	p.utc("LAST-MODIFIED", e.Modified)
	p.text("SUMMARY", e.Summary)
	p.text("DESCRIPTION", e.Description)
	p.text("LOCATION", e.Location)
	if e.Geo != nil {
		p.line("GEO", coordinate(e.Geo[1])+";"+coordinate(e.Geo[0]))
	}
	p.uri("URL", e.URL)
	if e.Organizer.Address != "" {
		name := ""
		if e.Organizer.Name != "" {
			name = `;CN="` + strings.ReplaceAll(plainLine(e.Organizer.Name), `"`, "'") + `"`
		}
		p.uri("ORGANIZER"+name, e.Organizer.Address)
	}
	if len(e.Categories) > 0 {
		escaped := make([]string, len(e.Categories))
		for i, c := range e.Categories {
			escaped[i] = escape(c)
		}
		p.line("CATEGORIES", strings.Join(escaped, ","))
	}
	p.line("END", "VEVENT")
}

// ruleText ends a rule in Greenwich, as RFC 5545 wants it for times, or on a day.
func ruleText(s *recur.Series) string {
	r := *s.Rule
	switch {
	case r.Until.IsZero():
	case s.AllDay && r.UntilUTC:
		r.Until, r.UntilUTC = recur.WallOf(r.Until.In(time.UTC).In(s.Zone)), false
		fallthrough
	case s.AllDay:
		r.Until = r.Until.Midnight().Add(24*time.Hour - time.Second) // String leaves the time away
	case !r.UntilUTC:
		r.Until, r.UntilUTC = recur.WallOf(r.Until.In(s.Zone)), true
	}
	return r.String()
}

// date writes a wall of a series: a day, an instant in Greenwich, or a time with the name of its zone.
func (p *writer) date(name string, s *recur.Series, w recur.Wall) {
	switch {
	case s.AllDay:
		p.line(name+";VALUE=DATE", w.Time().Format(dateLayout))
	case s.Zone == time.UTC || s.Zone.String() == "UTC":
		p.line(name, w.Time().Format(utcLayout))
	default:
		p.line(name+";TZID="+s.Zone.String(), w.String())
	}
}

func (p *writer) utc(name string, t time.Time) {
	if !t.IsZero() {
		p.line(name, t.UTC().Format(utcLayout))
	}
}

// text writes what a person wrote; nothing where it is empty.
func (p *writer) text(name, value string) {
	if value != "" {
		p.line(name, escape(value))
	}
}

// uri is not escaped; what cannot stand in one line is left out.
func (p *writer) uri(name, value string) {
	if value != "" {
		p.line(name, plainLine(value))
	}
}

// maxOctets of a line, without its end (RFC 5545 §3.1).
const maxOctets = 75

// line folds between characters.
func (p *writer) line(name, value string) {
	rest := name + ":" + value
	room := maxOctets
	for len(rest) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		p.out = append(append(p.out, rest[:cut]...), "\r\n "...)
		rest, room = rest[cut:], maxOctets-1
	}
	p.out = append(append(p.out, rest...), "\r\n"...)
}

// coordinate to a tenth of a metre.
func coordinate(degrees float64) string { return strconv.FormatFloat(degrees, 'f', 6, 64) }

func duration(d time.Duration) string {
	s := int(d / time.Second)
	switch {
	case s%86400 == 0:
		return fmt.Sprintf("P%dD", s/86400)
	case s%3600 == 0:
		return fmt.Sprintf("PT%dH", s/3600)
	case s%60 == 0:
		return fmt.Sprintf("PT%dM", s/60)
	}
	return fmt.Sprintf("PT%dS", s)
}
