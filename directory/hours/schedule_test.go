package hours

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawn is a schedule of drawn text on one of three calendars, and a time to ask it of, often near a change of the clocks.
func drawn(t *rapid.T, calendars []*Calendar) (*Schedule, time.Time) {
	text := texts(t)
	c := rapid.SampledFrom(calendars).Draw(t, "calendar")
	from := rapid.SampledFrom([]time.Time{
		time.Date(2026, 3, 28, 12, 0, 0, 0, c.zone), time.Date(2026, 10, 24, 12, 0, 0, 0, c.zone),
		time.Date(2026, 12, 24, 0, 0, 0, 0, c.zone), time.Date(2025, 6, 1, 0, 0, 0, 0, c.zone),
	}).Draw(t, "from").Add(time.Duration(rapid.IntRange(0, 2*86400).Draw(t, "seconds")) * time.Second)
	return Compile(text, c), from
}

func threeCalendars(t *testing.T) []*Calendar {
	lordHowe, err := time.LoadLocation("Australia/Lord_Howe") // half an hour of summer time
	if err != nil {
		t.Fatal(err)
	}
	return []*Calendar{
		NewCalendar(paris(t), "XX", []Table{invented()}), NewCalendar(paris(t), "FR-67", nil), NewCalendar(lordHowe, "", nil),
	}
}

func TestIntervalsAreStatesMinuteByMinute(t *testing.T) {
	t.Parallel()
	calendars := threeCalendars(t)
	rapid.Check(t, func(t *rapid.T) {
		s, from := drawn(t, calendars)
		to := from.Add(60 * time.Hour)
		intervals := s.Intervals(from, to)
		for i, x := range intervals {
			if x.State == Closed || !x.From.Before(x.To) || i > 0 && x.From.Before(intervals[i-1].To) {
				t.Fatalf("%q: %v to %v %v stands after %v", s.text, x.From, x.To, x.State, intervals[:i])
			}
			if i > 0 && x.From.Equal(intervals[i-1].To) && x.State == intervals[i-1].State && x.Comment == intervals[i-1].Comment {
				t.Fatalf("%q: two intervals at %v are one", s.text, x.From)
			}
		}
		for at := from; at.Before(to); at = at.Add(time.Minute) {
			for len(intervals) > 0 && !at.Before(intervals[0].To) {
				intervals = intervals[1:]
			}
			want, comment := Closed, ""
			if len(intervals) > 0 && !at.Before(intervals[0].From) {
				want, comment = intervals[0].State, intervals[0].Comment
			}
			state, said := s.State(at)
			if state == Closed {
				said = ""
			}
			if state != want || said != comment {
				t.Fatalf("%q at %v is %v %q, in intervals %v %q", s.text, at, state, said, want, comment)
			}
		}
	})
}

func TestNextChangeIsTheFirst(t *testing.T) {
	t.Parallel()
	calendars := threeCalendars(t)
	rapid.Check(t, func(t *rapid.T) {
		s, from := drawn(t, calendars)
		state, comment := s.State(from)
		next, ok := s.NextChange(from)
		until := from.Add(50 * time.Hour)
		if ok && next.Before(until) {
			until = next
		}
		if ok {
			if now, said := s.State(next); !next.After(from) || now == state && said == comment {
				t.Fatalf("%q: from %v to %v nothing changes from %v %q", s.text, from, next, state, comment)
			}
		}
		for at := from; at.Before(until); at = at.Add(time.Minute) {
			if now, said := s.State(at); now != state || said != comment {
				t.Fatalf("%q changes at %v already, not first at %v", s.text, at, next)
			}
		}
	})
}

// TestWeekIsStatesMinuteByMinute looks at a week without a change of the clocks.
func TestWeekIsStatesMinuteByMinute(t *testing.T) {
	t.Parallel()
	calendar := NewCalendar(paris(t), "XX", []Table{invented()})
	rapid.Check(t, func(t *rapid.T) {
		s := Compile(texts(t), calendar)
		monday := calendar.instant(dayNumberOf(time.Date(2026, 4, 6+7*rapid.IntRange(0, 25).Draw(t, "week"), 0, 0, 0, 0, time.UTC)), 0)
		week := s.Week(monday.Add(time.Duration(rapid.IntRange(0, 7*24-1).Draw(t, "hour")) * time.Hour))
		for i, day := range week {
			if !day.Date.Equal(monday.AddDate(0, 0, i)) {
				t.Fatalf("day %d of the week of %v is %v", i, monday, day.Date)
			}
			for j, span := range day.Spans {
				if span.From >= span.To || span.From >= minutesOfDay || span.To > 2*minutesOfDay || span.State == Closed ||
					j > 0 && span.From < day.Spans[j-1].To || span.To > minutesOfDay && (span.From == 0 || j < len(day.Spans)-1) {
					t.Fatalf("%q: %v has the spans %v", s.text, day.Date, day.Spans)
				}
			}
		}
		for i := 1; i < 7; i++ { // Monday's night belongs to the Sunday before
			for minute := range Minute(minutesOfDay) {
				state, _ := s.State(week[i].Date.Add(time.Duration(minute) * time.Minute))
				if told := told(week[i].Spans, minute, told(week[i-1].Spans, minute+minutesOfDay, Closed)); told != state {
					t.Fatalf("%q on %v at %v is %v, in the week %v", s.text, week[i].Date, minute, state, told)
				}
			}
		}
	})
}

func told(spans []Span, minute Minute, otherwise State) State {
	for _, s := range spans {
		if s.From <= minute && minute < s.To {
			return s.State
		}
	}
	return otherwise
}

func TestNormalFormMeansTheSame(t *testing.T) {
	t.Parallel()
	calendars := threeCalendars(t)
	rapid.Check(t, func(t *rapid.T) {
		s, from := drawn(t, calendars)
		if s.Err() != nil {
			t.Skip(s.Err())
		}
		normal := Compile(s.String(), s.calendar)
		if normal.Err() != nil || normal.String() != s.String() {
			t.Fatalf("%q is %q (%v), that is %q (%v)", s.text, s, s.Err(), normal, normal.Err())
		}
		if len(normal.Tolerated()) > 0 {
			t.Fatalf("%q is %q, which is not normal: %v", s.text, s, normal.Tolerated())
		}
		for range 20 {
			state, comment := s.State(from)
			if now, said := normal.State(from); now != state || said != comment {
				t.Fatalf("%q at %v is %v %q, as %q %v %q", s.text, from, state, comment, normal, now, said)
			}
			from = from.Add(47*time.Hour + 17*time.Minute)
		}
	})
}

// TestStateAllocatesNothing runs alone: the count is the whole process's.
func TestStateAllocatesNothing(t *testing.T) {
	calendar := NewCalendar(paris(t), "XX", []Table{invented()})
	at := time.Date(2026, 3, 29, 1, 30, 0, 0, calendar.zone)
	for _, text := range []string{
		"Mo-Fr 09:00-17:00; PH off", "24/7", "sunset-02:00; SH off", "week 01-53/2 We[1] 22:00+ || \"x\"",
		"Dec 24-Jan 02 off; Mar Su[-1]-easter; 2027 10:00-12:00", "not understood", "",
	} {
		s := Compile(text, calendar)
		m := calendar.At(at)
		n := testing.AllocsPerRun(100, func() {
			s.State(at)
			s.On(m)
			s.NextChange(at)
		})
		if n != 0 {
			t.Errorf("%q allocates %v times", text, n)
		}
	}
}

// TestLongTextsAreRefused: with the reason, and never open.
func TestLongTextsAreRefused(t *testing.T) {
	t.Parallel()
	calendar := NewCalendar(paris(t), "FR", nil)
	for text, reason := range map[string]string{
		strings.Repeat("Mo 10:00-12:00; ", 200):               "longer than 2048 bytes",
		strings.TrimSuffix(strings.Repeat("Mo; ", 201), "; "): "more than 200 rules",
		strings.TrimSuffix(strings.Repeat("1+,", 201), ","):   "more than 200 spans",
		"Mo 10:00-12:00; Tu 24:00-26:00":                      "begins after the day",
		"Mo-Fr 09:00-49:00":                                   "second midnight",
		"Feb 30":                                              "not a day of the month",
		"week 54":                                             "not a number",
		"Mo[6] 10:00-12:00":                                   "from 1 to 5",
		`Mo "rings`:                                           "no closing quote",
		"PH +2 days off":                                      "one day at most",
	} {
		s := Compile(text, calendar)
		var p *Problem
		if !errors.As(s.Err(), &p) || !strings.Contains(p.Reason, reason) {
			t.Errorf("%.40q: %v, want %q", text, s.Err(), reason)
			continue
		}
		if p.At > len(text) || !strings.HasPrefix(text[p.At:], p.Text) {
			t.Errorf("%.40q: %q does not stand at byte %d", text, p.Text, p.At)
		}
		if state, _ := s.State(time.Now()); state != Unknown || s.String() != text {
			t.Errorf("%.40q is %v and written %q", text, state, s)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, text := range []string{
		"Mo-Fr 09:00-17:00; PH off", "24/7", "sunrise-(sunset-01:00)", "Jan 23-Feb 11,Feb 12 00:00-24:00", "week 01-53/2 We[1,-1] +1 day 18:00+",
		"2026 Dec 24-2027 Jan 05 \"x\" || unknown, Tu off", "Lun-Ven 9h-12h30 et 14h à 18h ; fermé les jours fériés", "24 hours 7 days a week",
		"easter -2 days-easter +1 day off", "Mo–Fr 8:30 AM – 5 p.m.", "Mar Su[-1]-Oct Su[-1]: sa-mo 22:00-26:00", "„nach Vereinbarung“",
		// what once had a normal form that meant something else
		"2026 Dec 24 \"\" || unknown", "sunrise-(sunset-51:00)", "2-2,2:00-26:00", "Mo 09:00-17:00 PH SH off", "2026 Dec 24-24/027", "Mo 9-12 off et 14-18",
		"Mar Su[-1]-Oct Su[-1] 2218", "Mar Su[-1]-Feb 11,Feb Oct 22:00-26:00",
	} {
		f.Add(text)
	}
	calendar := NewCalendar(time.UTC, "FR-13", nil)
	at := time.Date(2026, 12, 24, 23, 59, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		s := Compile(text, calendar)
		s.State(at)
		s.NextChange(at)
		s.Week(at)
		var p *Problem
		if errors.As(s.Err(), &p) {
			if state, _ := s.State(at); state != Unknown || p.At < 0 || p.At > len(text) || p.Reason == "" {
				t.Fatalf("%q is %v: %+v", text, state, p)
			}
			return
		}
		normal := Compile(s.String(), calendar)
		if normal.Err() != nil || normal.String() != s.String() {
			t.Fatalf("%q is %q, that is %q: %v", text, s, normal, normal.Err())
		}
		for i := range time.Duration(20) {
			then := at.Add(i * 39 * time.Hour)
			state, comment := s.State(then)
			if now, said := normal.State(then); now != state || said != comment {
				t.Fatalf("%q is %v %q, as %q %v %q", text, state, comment, normal, now, said)
			}
		}
	})
}
