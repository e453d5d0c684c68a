// Package oracle_test asks other programs for a second opinion on recurrence and on the calendars that we write.
//
//	rules by a seed ──▶ recur.Series ──▶ walls ─┬─ compared ─ npm rrule
//	series, changed dates ──ical.Write──▶ file ─┴─ compared ─ ical.js · khal · python3-icalendar with dateutil
//
// Windows are two years with both changes of clocks, and more for rules. Tests skip, and say so, where a program is not here.
//
// Not here: what is right where all agree; that is what the tests of recur and ical say.
package oracle_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/alentour/alentour/community/ical"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/data/oracle"
)

var (
	count = flag.Int("count", 1500, "how many rules to generate")
	seed  = flag.Uint64("seed", 7, "of the generated rules")
)

// program answers one question at a time.
type program struct {
	t *testing.T
	*oracle.Program
}

type question struct {
	Rule  string `json:"rule,omitempty"`
	Start string `json:"start,omitempty"`
	ICS   string `json:"ics,omitempty"`
	From  int64  `json:"from,omitempty"`
	Until any    `json:"until"` // Unix seconds, or of a rule a text
}

type said struct {
	Dates     []string
	Starts    []int64 // of ical.js
	ICalendar []int64
	Khal      []int64
	Error     string
}

func (p *program) ask(q question) (s said) {
	p.t.Helper()
	err := p.Ask(q)
	if err == nil {
		err = p.Next(&s)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func startNode(t *testing.T) *program {
	t.Helper()
	if _, err := os.Stat("node_modules/rrule"); err != nil {
		t.Skip("rrule and ical.js are not here: npm ci in community/ical/oracle, or make test")
	}
	return &program{t, oracle.Start(t, "node", "reference.mjs")}
}

// python is Debian's, which has the packages.
const python = "/usr/bin/python3"

func startPython(t *testing.T) *program {
	t.Helper()
	if err := exec.CommandContext(t.Context(), python, "-c", "import khal, icalendar").Run(); err != nil {
		t.Skip("khal and python3-icalendar are not here: scripts/need.sh calendars, or make test")
	}
	return &program{t, oracle.Start(t, python, "reference.py")}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// drawing of rules and series.
type drawing struct{ *rand.Rand }

func newDrawing(t *testing.T) drawing {
	t.Logf("seed %d", *seed)
	return drawing{rand.New(rand.NewPCG(*seed, 1))} //nolint:gosec // a drawing
}

func (d drawing) oneIn(n int) bool { return d.IntN(n) == 0 }

func some[T any](d drawing, of ...T) (list []T) {
	for range 1 + d.IntN(3) {
		list = append(list, of[d.IntN(len(of))])
	}
	return list
}

// rule of any shape.
func (d drawing) rule() *recur.Rule {
	r := &recur.Rule{Freq: recur.Freq(1 + d.IntN(4)), Interval: 1}
	if d.oneIn(2) {
		r.Interval = 1 + d.IntN(5)
	}
	if d.oneIn(4) {
		r.WeekStart = recur.Sunday
	}
	if d.oneIn(4) {
		r.ByMonth = some(d, time.January, time.February, time.March, time.June, time.October, time.December)
	}
	if r.Freq != recur.Weekly && d.oneIn(3) {
		r.ByMonthDay = some(d, 1, 5, 13, 28, 29, 30, 31, -1, -2, -31)
	}
	if d.oneIn(2) {
		numbered := d.oneIn(2) // rrule does not read 1MO beside TU
		for _, weekday := range some(d, recur.Monday, recur.Tuesday, recur.Thursday, recur.Friday, recur.Sunday) {
			day := recur.Day{Weekday: weekday}
			switch {
			case !numbered:
			case r.Freq == recur.Monthly && len(r.ByMonthDay) == 0:
				day.N = []int{1, 2, 3, -1, -2, 5}[d.IntN(6)]
			case r.Freq == recur.Yearly && len(r.ByMonthDay) == 0:
				day.N = []int{1, 2, -1, 4}[d.IntN(4)]
			}
			r.ByDay = append(r.ByDay, day)
		}
	}
	// Where rrule goes its own way: a date that is the first and the last comes twice, the first week has only what is left of it, and
	// -2 of one date is that date. What RFC 5545 says of these is tested day by day in recur.
	if r.Freq != recur.Weekly && d.oneIn(5) && (len(r.ByDay) > 0 || len(r.ByMonthDay) > 0) {
		r.BySetPos = some(d, 1, 2, 3, -1)[:1]
	}
	return r
}

// wall from 2024 to 2027, at any quarter of an hour.
func (d drawing) wall(hours ...int) recur.Wall {
	return recur.At(2024, 1, 1+d.IntN(1400), hours[d.IntN(len(hours))], 15*d.IntN(4), 0)
}

var anyHour = []int{0, 1, 2, 3, 6, 9, 12, 18, 20, 23}

// The dates of generated rules are those of npm rrule, by the clock on the wall.
func TestRulesAgreeWithRRule(t *testing.T) {
	t.Parallel()
	p, d, paris := startNode(t), newDrawing(t), zone(t, "Europe/Paris")
	compared, dates := 0, 0
	for range *count {
		s := recur.Series{Zone: paris, Start: d.wall(anyHour...), Length: time.Hour, Rule: d.rule()}
		aligned, ok := s.Aligned()
		if !ok {
			continue
		}
		s = aligned
		if d.oneIn(3) {
			s.Rule.Count = 1 + d.IntN(30)
		}
		until := s.Start.Add(6 * 365 * 24 * time.Hour)
		theirs := p.ask(question{Rule: s.Rule.String(), Start: s.Start.String(), Until: until.Time().Format(time.RFC3339)})
		if theirs.Error != "" {
			t.Fatalf("%s: %s", s.Rule, theirs.Error)
		}
		var ours []string
		for _, at := range s.Between(nil, s.Start.In(paris), until.In(paris).Add(time.Second), 1<<20) {
			w := recur.WallOf(at.In(paris))
			w = w.Midnight().Add(s.Start.Sub(s.Start.Midnight())) // in the hour that is skipped, as it was meant
			ours = append(ours, w.String())
		}
		if !slices.Equal(ours, theirs.Dates) {
			t.Errorf("%s from %s:\n  ours %.300v\ntheirs %.300v", s.Rule, s.Start, ours, theirs.Dates)
		}
		compared++
		dates += len(ours)
	}
	t.Logf("%d rules, %d dates", compared, dates)
	if compared < *count/2 {
		t.Errorf("only %d of %d rules have dates", compared, *count)
	}
}

// written is a calendar of one series as others get it, and the starts that it means.
func (d drawing) calendar(t *testing.T, zone *time.Location, from, until time.Time) (text string, starts []int64, rule string) {
	t.Helper()
	stamp := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := recur.Series{Zone: zone, Start: d.wall(6, 9, 12, 18, 20, 23), Length: 90 * time.Minute, Rule: d.rule()}
	if d.oneIn(6) {
		s.AllDay, s.Start, s.Length = true, s.Start.Midnight(), 24*time.Hour
	}
	s.Rule.BySetPos = nil // not read alike by all of them, as days of the month beside weekdays
	if len(s.Rule.ByMonthDay) > 0 {
		s.Rule.ByDay = nil
	}
	if s.Rule.Freq == recur.Daily || s.Rule.Freq == recur.Yearly && len(s.Rule.ByMonth) == 0 {
		s.Rule.ByMonthDay = nil
	}
	if s.Rule.Freq != recur.Yearly {
		s.Rule.ByMonth = nil
	}
	aligned, ok := s.Aligned()
	if !ok {
		return "", nil, ""
	}
	s = aligned
	switch d.IntN(3) {
	case 0:
		s.Rule.Count = 1 + d.IntN(40)
	case 1:
		s.Rule.Until, s.Rule.UntilUTC = s.Start.Add(time.Duration(d.IntN(900))*24*time.Hour+time.Minute), d.oneIn(2)
	}
	if !s.AllDay && d.oneIn(3) {
		s.Extra = []recur.Wall{s.Start.Add(time.Duration(1+d.IntN(500))*24*time.Hour + 45*time.Minute)}
	}
	all := s.Between(nil, from.AddDate(-5, 0, 0), until.AddDate(1, 0, 0), 1<<20)
	e := ical.Event{UID: "series", Stamp: stamp, Status: ical.Confirmed, Summary: "x", Series: s}
	cal := ical.Calendar{Name: "x", Events: []ical.Event{e}}
	gone := map[time.Time]bool{}
	for range min(d.IntN(4), len(all)-1) {
		at := all[1+d.IntN(len(all)-1)]
		if gone[at] {
			continue
		}
		gone[at] = true
		if d.oneIn(2) {
			cal.Events[0].Series.Removed = append(cal.Events[0].Series.Removed, recur.WallOf(at.In(zone)))
			continue
		}
		change := e
		change.RecurrenceID, change.Sequence = at, 1
		change.Series = recur.Series{Zone: zone, Start: recur.WallOf(at.In(zone)), Length: s.Length, AllDay: s.AllDay}
		if change.Status = ical.Cancelled; d.oneIn(2) {
			change.Status, change.Series.Start = ical.Confirmed, change.Series.Start.Add(24*time.Hour)
			if moved := change.Series.Start.In(zone); !moved.Before(from) && moved.Before(until) {
				starts = append(starts, moved.Unix())
			}
		}
		cal.Events = append(cal.Events, change)
	}
	for _, at := range all {
		if !gone[at] && !at.Before(from) && at.Before(until) {
			starts = append(starts, at.Unix())
		}
	}
	slices.Sort(starts)
	var b bytes.Buffer
	if err := ical.Write(&b, cal); err != nil {
		t.Fatal(err)
	}
	return b.String(), slices.Compact(starts), fmt.Sprint(s.Rule, " from ", s.Start)
}

// compareReaders asks for the starts of generated calendars over two years.
func compareReaders(t *testing.T, zoneName string, files int, ask func(q question) map[string][]int64) {
	d, zone := newDrawing(t), zone(t, zoneName)
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, zone)
	until := from.AddDate(2, 0, 0)
	read, dates := 0, 0
	for read < files {
		text, want, rule := d.calendar(t, zone, from, until)
		if text == "" {
			continue
		}
		read++
		dates += len(want)
		for reader, got := range ask(question{ICS: text, From: from.Unix(), Until: until.Unix()}) {
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Errorf("%s: %s: %d starts, want %d\n%.1500s", reader, rule, len(got), len(want), text)
			}
		}
	}
	t.Logf("%d files, %d dates", read, dates)
}

func TestICalJSReadsTheSameInstants(t *testing.T) {
	t.Parallel()
	p := startNode(t)
	compareReaders(t, "Europe/Paris", *count/6, func(q question) map[string][]int64 {
		s := p.ask(q)
		if s.Error != "" {
			t.Fatal(s.Error)
		}
		return map[string][]int64{"ical.js": s.Starts}
	})
}

func TestKhalAndICalendarReadTheSameInstants(t *testing.T) {
	t.Parallel()
	p := startPython(t)
	compareReaders(t, "Europe/Paris", *count/6, func(q question) map[string][]int64 {
		s := p.ask(q)
		if s.Error != "" {
			t.Fatalf("%s\n%s", s.Error, q.ICS)
		}
		return map[string][]int64{"khal": s.Khal, "icalendar": s.ICalendar}
	})
}
