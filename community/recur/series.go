// Package recur answers on which dates an event takes place: RFC 5545 recurrence with the clock on the wall.
//
//	Start, Rule, Extra, Removed ── in the zone ──▶ Between, Next, Is ──▶ original starts in UTC, in order
//	     "FREQ=MONTHLY;BYDAY=1MO" ──Parse──▶ Rule ──Words──▶ « le premier lundi de chaque mois »
//
// A date of a series is named by its original start, whatever was changed about it since. Everything here is bounded: a page of a
// hundred dates costs less than a millisecond, whatever the rule (decision 0009 says how).
//
// Not here: what was changed about one date, and who comes (community); files (community/ical).
package recur

import (
	"slices"
	"time"
)

// MaxDates of Extra, and of Removed.
const MaxDates = 1000

// MaxLength of a date: what is longer is not an event but a state.
const MaxLength = 62 * 24 * time.Hour

// Series is an event that may take place more than once. Start is always one of its dates, as RFC 5545 §3.8.5.3 says, even where the
// rule would not take it: see [Series.Aligned].
type Series struct {
	Zone    *time.Location
	Start   Wall
	Length  time.Duration // elapsed time; of whole days, days
	AllDay  bool
	Rule    *Rule  // nil = once
	Extra   []Wall // RDATE
	Removed []Wall // EXDATE
}

// Check refuses what nobody can be invited to.
func (s *Series) Check() error {
	switch {
	case s.Zone == nil:
		return refuse("", "has no time zone")
	case s.Start.year() < FirstYear || s.Start.year() > LastYear:
		return refuse("", "must begin in a year from %d to %d", FirstYear, LastYear)
	case s.Length < 0 || s.Length > MaxLength:
		return refuse("", "lasts from 0 to %d days", MaxLength/24/time.Hour)
	case s.AllDay && (s.Start != s.Start.Midnight() || s.Length%(24*time.Hour) != 0):
		return refuse("", "must begin at midnight and last whole days where it has no hours")
	case len(s.Extra) > MaxDates || len(s.Removed) > MaxDates:
		return refuse("", "may have at most %d more and %d removed dates", MaxDates, MaxDates)
	case s.Rule != nil:
		return s.Rule.Check()
	}
	return nil
}

// Between appends to dst the dates that begin at from or later and before until, in order, at most limit of them.
func (s *Series) Between(dst []time.Time, from, until time.Time, limit int) []time.Time {
	if s.Check() != nil {
		return dst
	}
	extra, removed := s.instants(s.Extra), s.instants(s.Removed)
	took := len(dst)
	take := func(unix int64) bool {
		if len(dst)-took >= limit {
			return false
		}
		if _, isRemoved := slices.BinarySearch(removed, unix); isRemoved {
			return true
		}
		if t := time.Unix(unix, 0).UTC(); !t.Before(from) && t.Before(until) {
			dst = append(dst, t)
		}
		return true
	}
	s.ruled(WallOf(from.In(s.Zone)), func(_ Wall, unix int64) bool {
		for len(extra) > 0 && extra[0] < unix {
			if !take(extra[0]) {
				return false
			}
			extra = extra[1:]
		}
		if len(extra) > 0 && extra[0] == unix {
			extra = extra[1:]
		}
		return unix <= until.Unix() && take(unix)
	})
	for len(extra) > 0 && take(extra[0]) {
		extra = extra[1:]
	}
	return dst
}

// instants are sorted, each once.
func (s *Series) instants(walls []Wall) []int64 {
	if len(walls) == 0 {
		return nil
	}
	list := make([]int64, len(walls))
	for i, w := range walls {
		list[i] = w.unix(s.Zone)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Next is the first date after an instant; false where there is none.
func (s *Series) Next(after time.Time) (time.Time, bool) {
	var one [1]time.Time
	dates := s.Between(one[:0], after.Add(1), time.Unix(1<<40, 0), 1)
	if len(dates) == 0 {
		return time.Time{}, false
	}
	return dates[0], true
}

// Is says whether a date has this original start.
func (s *Series) Is(original time.Time) bool {
	next, ok := s.Next(original.Add(-1))
	return ok && next.Equal(original)
}

// End of the date that begins at original: days are those of the calendar, hours have gone by.
func (s *Series) End(original time.Time) time.Time {
	if s.AllDay {
		return WallOf(original.In(s.Zone)).Add(s.Length).In(s.Zone)
	}
	return original.Add(s.Length)
}

// Aligned is the series with its start moved to the first date that the rule takes; false where it takes none. A series that people
// make is aligned: who writes "each Monday, from Wednesday" does not mean Wednesday.
func (s *Series) Aligned() (Series, bool) {
	if s.Check() != nil {
		return Series{}, false
	}
	if s.Rule == nil || s.takesStart() {
		return *s, true
	}
	endless := *s
	rule := *s.Rule
	rule.Count = 0
	endless.Rule = &rule
	aligned := *s
	found := false
	endless.ruled(s.Start, func(w Wall, _ int64) bool {
		aligned.Start, found = w, w != s.Start
		return !found
	})
	return aligned, found
}

func (s *Series) takesStart() bool {
	rule := s.Rule.filled(s.Start)
	p := planOf(&rule, s.Start)
	year := s.Start.year()
	day := s.Start.day() - daysBefore(year)
	m := monthOf(year, day)
	return p.year(year)[m]&(1<<(day-monthStart(year, m))) != 0 && s.Start.unix(s.Zone) <= rule.lastInstant(s.Zone)
}

// Split is the series before an instant and from it on: together they have the dates that s has. One that has no date is the zero
// Series.
func (s *Series) Split(at time.Time) (before, after Series) {
	if s.Check() != nil {
		return before, after
	}
	from := WallOf(at.In(s.Zone))
	if s.Rule != nil && s.Rule.Count > 0 {
		from = Wall{} // all are counted
	}
	var passed int
	var first Wall
	s.ruled(from, func(w Wall, unix int64) bool {
		if unix < ceil(at) {
			passed++
			return true
		}
		first = w
		return false
	})
	before, after = *s, *s
	later := func(w Wall) bool { return w.unix(s.Zone) >= ceil(at) }
	before.Extra, after.Extra = part(s.Extra, later)
	before.Removed, after.Removed = part(s.Removed, later)
	before.Rule, after.Rule = s.Rule.split(passed, at, s.Zone)
	if passed == 0 {
		before = before.ofExtra()
	}
	if after.Start = first; first.IsZero() {
		after = after.ofExtra()
	}
	return before, after
}

// ofExtra has no dates but the extra ones.
func (s Series) ofExtra() Series {
	if len(s.Extra) == 0 {
		return Series{}
	}
	extra := slices.SortedFunc(slices.Values(s.Extra), Wall.Compare)
	s.Start, s.Extra, s.Rule = extra[0], extra[1:], nil
	return s
}

func part(walls []Wall, later func(Wall) bool) (before, after []Wall) {
	for _, w := range walls {
		if later(w) {
			after = append(after, w)
		} else {
			before = append(before, w)
		}
	}
	return before, after
}

// ceil is the first whole second that is not before t.
func ceil(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}
