package ical

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/alentour/alentour/community/recur"
)

// yearsAhead of the last start that a time zone is written for. What still follows its pattern then follows it for ever.
const yearsAhead = 12

// zoneSpan is a time zone and the time that it is needed for.
type zoneSpan struct {
	zone        *time.Location
	first, last time.Time
}

// zonesOf events by name; Greenwich needs none, nor do days.
func zonesOf(events []Event) []zoneSpan {
	spans := map[string]*zoneSpan{}
	for i := range events {
		s := &events[i].Series
		if s.Zone == nil || s.AllDay || s.Zone.String() == "UTC" {
			continue
		}
		span := spans[s.Zone.String()]
		if span == nil {
			start := s.Start.In(s.Zone)
			span = &zoneSpan{s.Zone, start, start}
			spans[s.Zone.String()] = span
		}
		for _, w := range append([]recur.Wall{s.Start}, s.Extra...) {
			span.see(w.In(s.Zone))
		}
		if !events[i].RecurrenceID.IsZero() {
			span.see(events[i].RecurrenceID)
		}
		if s.Rule != nil && !s.Rule.Until.IsZero() {
			span.see(s.Rule.Until.In(s.Zone))
		}
	}
	var list []zoneSpan
	for _, span := range spans {
		list = append(list, *span)
	}
	slices.SortFunc(list, func(a, b zoneSpan) int { return cmp.Compare(a.zone.String(), b.zone.String()) })
	return list
}

func (z *zoneSpan) see(t time.Time) {
	if t.Before(z.first) {
		z.first = t
	}
	if t.After(z.last) {
		z.last = t
	}
}

// observance is a change of clocks, and the years after that it comes back in by the same pattern.
type observance struct {
	at       recur.Wall // by the clock before
	from, to int        // seconds east of Greenwich
	name     string
	summer   bool
	nth      []int // which weekday of the month all of them are, in every way it can be counted
	last     recur.Wall
	forever  bool
}

// observances from the change before the span on.
func (z *zoneSpan) observances() []observance {
	first := z.first.In(z.zone)
	begin, next := first.ZoneBounds()
	if begin.IsZero() {
		name, offset := first.Zone()
		always := recur.At(1970, 1, 1, 0, 0, 0)
		list := []observance{{at: always, from: offset, to: offset, name: name, last: always}}
		return z.follow(list, next)
	}
	return z.follow(nil, begin)
}

// follow the changes from one on until the horizon.
func (z *zoneSpan) follow(list []observance, change time.Time) []observance {
	horizon := z.last.AddDate(yearsAhead, 0, 0)
	for !change.IsZero() && change.Before(horizon) {
		_, from := change.Add(-time.Second).In(z.zone).Zone()
		name, to := change.In(z.zone).Zone()
		wall := recur.WallOf(change.UTC()).Add(time.Duration(from) * time.Second)
		o := observance{
			at: wall, from: from, to: to, name: name, summer: change.In(z.zone).IsDST(), last: wall, nth: nths(wall),
		}
		same := o.from == o.to && o.summer == change.Add(-time.Second).In(z.zone).IsDST() // far years are cut where they begin
		if len(list) == 0 || !same && !joins(list, &o) {
			list = append(list, o)
		}
		change = z.after(change)
	}
	for i := range list {
		list[i].forever = len(list[i].nth) > 0 && list[i].last.Time().Year() >= horizon.Year()-1 && list[i].last != list[i].at
	}
	return list
}

// after a change, the next; zero = there is none. In leap years beyond the tables [time.Time.ZoneBounds] may end where it began.
func (z *zoneSpan) after(change time.Time) time.Time {
	_, next := change.In(z.zone).ZoneBounds()
	for probe := change; !next.IsZero() && !next.After(change); {
		probe = probe.Add(24 * time.Hour)
		_, next = probe.In(z.zone).ZoneBounds()
	}
	return next
}

// nths are the ways to count the weekday within its month: the fourth may be the last.
func nths(w recur.Wall) []int {
	t := w.Time()
	list := []int{(t.Day()-1)/7 + 1}
	if t.AddDate(0, 0, 7).Month() != t.Month() {
		list = append([]int{-1}, list...)
	}
	return list
}

// joins a change to the observance that it comes back of a year later.
func joins(list []observance, o *observance) bool {
	for i := range list {
		l := &list[i]
		a, b := l.last.Time(), o.at.Time()
		same := l.from == o.from && l.to == o.to && l.name == o.name && a.Year()+1 == b.Year() && a.Month() == b.Month() &&
			a.Weekday() == b.Weekday() && a.Format("150405") == b.Format("150405")
		if !same {
			continue
		}
		common := slices.DeleteFunc(slices.Clone(l.nth), func(n int) bool { return !slices.Contains(o.nth, n) })
		if len(common) > 0 {
			l.nth, l.last = common, o.at
			return true
		}
	}
	return false
}

// rule by which it comes back; nil where it does not.
func (o *observance) rule() *recur.Rule {
	if o.last == o.at {
		return nil
	}
	t := o.at.Time()
	rule := &recur.Rule{
		Freq: recur.Yearly, ByMonth: []time.Month{t.Month()},
		ByDay: []recur.Day{{N: o.nth[0], Weekday: recur.Weekday((int(t.Weekday()) + 6) % 7)}},
	}
	if !o.forever {
		rule.Until, rule.UntilUTC = o.last.Add(-time.Duration(o.from)*time.Second), true
	}
	return rule
}

func (p *writer) zone(z zoneSpan) {
	p.line("BEGIN", "VTIMEZONE")
	p.line("TZID", z.zone.String())
	p.line("X-LIC-LOCATION", z.zone.String())
	for _, o := range z.observances() {
		kind := "STANDARD"
		if o.summer {
			kind = "DAYLIGHT"
		}
		p.line("BEGIN", kind)
		p.line("DTSTART", o.at.String())
		if rule := o.rule(); rule != nil {
			p.line("RRULE", rule.String())
		}
		p.line("TZOFFSETFROM", offset(o.from))
		p.line("TZOFFSETTO", offset(o.to))
		p.text("TZNAME", o.name)
		p.line("END", kind)
	}
	p.line("END", "VTIMEZONE")
}

// offset is +0100, or +000921 where there are seconds.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}
