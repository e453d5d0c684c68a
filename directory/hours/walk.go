package hours

import "time"

// horizon is how far NextChange looks, in days.
const horizon = 731

// NextChange is the first instant after t at which the state or its comment is another; false when none comes within
// two years.
func (s *Schedule) NextChange(t time.Time) (time.Time, bool) { return s.change(t, horizon) }

// change is NextChange within a number of days.
func (s *Schedule) change(t time.Time, within int) (time.Time, bool) {
	if s.constant {
		return time.Time{}, false
	}
	m := s.calendar.At(t)
	state, comment := s.On(m)
	for n := m.today.n; n < m.today.n+dayNumber(within); n++ {
		if next, ok := s.changeOn(n, t, &m, state, comment); ok {
			return next, true
		}
	}
	return time.Time{}, false
}

// changeOn is the first change after t on day n.
func (s *Schedule) changeOn(n dayNumber, t time.Time, m *Moment, state State, comment string) (time.Time, bool) {
	d, facts := n.date(), s.calendar.factsFor(s, n)
	if s.calendar.setsClocks(n) {
		return s.changeOnSetting(n, t, state, comment)
	}
	after := Minute(-1)
	if n == m.today.n {
		after = m.minute
	}
	for {
		next := s.edgeAfter(&d, after)
		if next >= minutesOfDay {
			return time.Time{}, false
		}
		v := s.at(&d, facts, next)
		if v.state != state || s.comment(&d, v) != comment {
			return s.calendar.instant(n, next), true
		}
		after = next
	}
}

// changeOnSetting is changeOn on a day on which the clocks are set: what comes first on the clock may come last.
func (s *Schedule) changeOnSetting(n dayNumber, t time.Time, state State, comment string) (time.Time, bool) {
	var first time.Time
	d := n.date()
	for e := s.edgeAfter(&d, -1); e < minutesOfDay; e = s.edgeAfter(&d, e) {
		at := s.calendar.instant(n, e)
		if !at.After(t) || !first.IsZero() && !at.Before(first) {
			continue
		}
		if now, c := s.State(at); now != state || c != comment {
			first = at
		}
	}
	return first, !first.IsZero()
}

// setsClocks says whether the clocks are set on day n.
func (c *Calendar) setsClocks(n dayNumber) bool {
	local := int64(n) * secondsOfDay
	return c.offset(local-secondsOfDay) != c.offset(local+2*secondsOfDay)
}

// factsFor are the facts of a day, if the schedule asks any.
func (c *Calendar) factsFor(s *Schedule, n dayNumber) world {
	if s.need == 0 {
		return world{}
	}
	return c.world(n)
}

// edgeAfter is the first minute of a day after another at which some rule may begin or end; 0 is one.
func (s *Schedule) edgeAfter(d *date, after Minute) Minute {
	if after < 0 {
		return 0
	}
	next := Minute(minutesOfDay)
	for i := range s.rules {
		for j := range s.rules[i].covers {
			c := &s.rules[i].covers[j]
			from, to, _ := c.on(s.calendar, d.n)
			next = nearer(nearer(next, from, after), to, after)
			if to <= minutesOfDay && c.to.event == 0 {
				continue
			}
			from, to, _ = c.on(s.calendar, d.n-1)
			next = nearer(nearer(next, from-minutesOfDay, after), to-minutesOfDay, after)
		}
	}
	return next
}

func nearer(next, edge, after Minute) Minute {
	if after < edge && edge < next {
		return edge
	}
	return next
}

// shown is the minute on the clock at the last edge before a moment shortly after the clocks were set forward: there, an edge
// that was skipped comes as much later.
func (s *Schedule) shown(m *Moment) Minute {
	last := m.skipped.from - 1
	for e := s.edgeAfter(&m.today, last); e <= m.minute; e = s.edgeAfter(&m.today, e) {
		at := e
		if e < m.skipped.to {
			at += m.skipped.to - m.skipped.from
		}
		if at <= m.minute {
			last = max(last, at)
		}
	}
	return last
}

// Intervals are the times of [from, to) that are not closed, in order, neighbours differing in state or comment.
func (s *Schedule) Intervals(from, to time.Time) []Interval {
	var all []Interval
	for t := from; t.Before(to); {
		state, comment := s.State(t)
		next, ok := s.change(t, int(to.Sub(t)/(24*time.Hour))+2)
		if !ok || next.After(to) {
			next = to
		}
		if state != Closed {
			all = append(all, Interval{From: t.In(s.calendar.zone), To: next.In(s.calendar.zone), State: state, Comment: comment})
		}
		t = next
	}
	return all
}
