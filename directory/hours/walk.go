package hours

import (
	"math"
	"math/bits"
	"time"
)

// How far NextChange looks, in days, and how much: the parts of rules that it may lay over minutes, some milliseconds' worth. Texts
// that people write need a hundredth of it.
const (
	horizon  = 731
	patience = 1 << 20
)

// NextChange is the first instant after t at which the state or its comment is another; false when none comes within
// two years, or when hundreds of times that change nothing stand in its way.
func (s *Schedule) NextChange(t time.Time) (time.Time, bool) { return s.change(t, horizon, patience) }

// walk goes from edge to edge to where the state or its comment is another.
type walk struct {
	*Schedule
	from    time.Time
	state   State
	comment string
	plan    plan
	work    int
}

// change is NextChange within other bounds.
func (s *Schedule) change(t time.Time, within, patience int) (time.Time, bool) {
	if s.constant {
		return time.Time{}, false
	}
	m := s.calendar.At(t)
	w := walk{Schedule: s, from: t}
	w.state, w.comment = s.on(&m)
	after := m.minute
	last := min(m.today.n+dayNumber(within), dayOf(int(s.lastYear)+1, 1, 2)) // the last night may end on January 1
	for n := m.today.n; n <= last && w.work < patience; n++ {
		if s.calendar.clock.setOn(n) {
			if next := w.onSettingDay(n); !next.IsZero() {
				return next, true
			}
		} else if next := w.onDay(n, after); next < minutesOfDay {
			return s.calendar.instant(n, next), true
		}
		after = -1
	}
	return time.Time{}, false
}

// onDay is the first minute of a day after another at which it changes; 24:00 = none.
func (w *walk) onDay(n dayNumber, after Minute) Minute {
	var facts world
	if w.need != 0 {
		facts = w.calendar.world(n)
	}
	d := n.date()
	if w.ordinary(d.month, facts) {
		return w.onOrdinaryDay(Minute(d.weekday)*minutesOfDay, after)
	}
	if facts.unsure&w.need != 0 {
		worlds := 1 << bits.OnesCount8(facts.unsure&w.need)
		for next := w.edgeAfter(n, after); next < minutesOfDay; next = w.edgeAfter(n, next) {
			w.work += worlds * w.size
			if w.differs(&d, w.at(&d, facts, next)) {
				return next
			}
		}
		return minutesOfDay
	}
	w.draw(&w.plan, &d, facts.yes)
	for next := w.plan.edgeAfter(w.Schedule, after); next < minutesOfDay; next = w.plan.edgeAfter(w.Schedule, next) {
		w.work += w.size
		if w.differs(&d, w.plan.at(w.Schedule, next)) {
			return next
		}
	}
	return minutesOfDay
}

// onOrdinaryDay is onDay where the rota holds, of the day that begins at a minute of the week.
func (w *walk) onOrdinaryDay(begins, after Minute) Minute {
	if after < 0 && (w.comment != "" || w.rota.at(begins) != w.state) {
		return 0
	}
	for i, change := range w.rota.change[:w.rota.count] {
		if change > begins+max(after, 0) && change < begins+minutesOfDay && w.rota.to[i] != w.state {
			return change - begins
		}
	}
	return minutesOfDay
}

// onSettingDay is the first instant of a day on which the clocks are set at which it changes; what comes first on the clock may
// come last.
func (w *walk) onSettingDay(n dayNumber) (first time.Time) {
	for e := w.edgeAfter(n, -1); e < minutesOfDay; e = w.edgeAfter(n, e) {
		at := w.calendar.instant(n, e)
		if !at.After(w.from) || !first.IsZero() && !at.Before(first) {
			continue
		}
		if state, comment := w.State(at); state != w.state || comment != w.comment {
			first = at
		}
	}
	return first
}

func (w *walk) differs(d *date, v verdict) bool {
	return v.state != w.state || w.Schedule.comment(d, v) != w.comment
}

// edgeAfter is the first minute of day n after another at which some rule may begin or end, whatever its days; 0 is one.
func (s *Schedule) edgeAfter(n dayNumber, after Minute) Minute {
	if after < 0 {
		return 0
	}
	next := Minute(minutesOfDay)
	for i := range s.rules {
		next = s.rules[i].edgeAfter(s.calendar, n, 0, after, next)
		if s.rules[i].spills {
			next = s.rules[i].edgeAfter(s.calendar, n-1, minutesOfDay, after, next)
		}
	}
	return next
}

// edgeAfter is the first edge of day n that lies after a minute and before next, in minutes of the day that begins ahead later.
func (r *rule) edgeAfter(c *Calendar, n dayNumber, ahead, after, next Minute) Minute {
	for i := range r.covers {
		from, to, _ := r.covers[i].on(c, n)
		if from -= ahead; after < from && from < next {
			next = from
		}
		if to -= ahead; after < to && to < next {
			next = to
		}
	}
	return next
}

// shown is the minute on the clock at the last edge before a moment shortly after the clocks were set forward: there, an edge
// that was skipped comes as much later.
func (s *Schedule) shown(m *Moment) Minute {
	last := m.skipped.from - 1
	for e := s.edgeAfter(m.today.n, last); e <= m.minute; e = s.edgeAfter(m.today.n, e) {
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
		next, ok := s.change(t, int(to.Sub(t)/(24*time.Hour))+2, math.MaxInt)
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
