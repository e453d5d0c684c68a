package recur

import (
	"math"
	"math/bits"
	"time"
)

// ruled calls yield with the start and the dates of the rule in order, and their Unix seconds, leaving out most that are shown before
// from.
func (s *Series) ruled(from Wall, yield func(w Wall, unix int64) bool) {
	if !yield(s.Start, s.Start.unix(s.Zone)) || s.Rule == nil {
		return
	}
	rule := s.Rule.filled(s.Start)
	p := planOf(&rule, s.Start)
	w := walk{
		series: s, yield: yield,
		clock: s.Start.Sub(s.Start.Midnight()),
		last:  rule.lastInstant(s.Zone),
		skip:  from.day() - 1, // a day more than needed, for clocks that are put back at midnight
		left:  math.MaxInt,
	}
	year := s.Start.year()
	if rule.Count > 0 {
		w.left = rule.Count - 1
	} else {
		year = min(max(year, Wall{int64(max(w.skip, 0)) * daySeconds}.year()), LastYear+1)
	}
	for ; year <= LastYear && w.left > 0; year++ {
		first := daysBefore(year)
		for m, days := range p.year(year) {
			first := first + monthStart(year, m)
			if !w.month(first, days&^firsts(p.start+1-first)) {
				return
			}
		}
	}
}

// walk along the dates of a rule after the start.
type walk struct {
	series *Series
	yield  func(w Wall, unix int64) bool
	clock  time.Duration // the time of day
	last   int64         // Unix seconds that no date is after
	skip   int           // days before this one are counted only
	left   int           // dates
}

// month goes on through days of the month that begins on the day first; false when that was all.
func (w *walk) month(first int, days month) bool {
	passed := days & firsts(w.skip-first)
	w.left -= bits.OnesCount32(passed)
	for days &^= passed; days != 0 && w.left > 0; days &= days - 1 {
		date := Wall{int64(first+bits.TrailingZeros32(days)) * daySeconds}.Add(w.clock)
		unix := date.unix(w.series.Zone)
		if unix > w.last || !w.yield(date, unix) {
			return false
		}
		w.left--
	}
	return true
}

// firsts are the first n days of a month.
func firsts(n int) month { return 1<<min(max(n, 0), 32) - 1 }

// lastInstant is what no date of the rule is after.
func (r *Rule) lastInstant(zone *time.Location) int64 {
	switch {
	case r.Until.IsZero():
		return math.MaxInt64
	case r.UntilUTC:
		return r.Until.unix(time.UTC)
	}
	return r.Until.unix(zone)
}

// split is the rule for the first dates, and for those from an instant on.
func (r *Rule) split(passed int, at time.Time, zone *time.Location) (before, after *Rule) {
	if r == nil {
		return nil, nil
	}
	b, a := *r, *r
	if r.Count > 0 {
		b.Count, a.Count = passed, r.Count-passed
	} else if end := ceil(at) - 1; end < r.lastInstant(zone) {
		b.Until, b.UntilUTC = WallOf(time.Unix(end, 0).UTC()), true
	}
	return &b, &a
}
