package directory

import (
	"math"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/geo/cellindex"
)

// asking is a question about openings: for whom, and when.
type asking struct {
	categories CategorySet
	audiences  AudienceSet
	open       OpenAt
	now        time.Time
	present    bool // the question is about now: what schedules say is worth keeping

	// What the last calendar made of the last minute: candidates next to each other share both.
	calendar *hours.Calendar
	minute   int64
	moment   hours.Moment
	day      int64
}

func (f *PlaceFilter) asking(now time.Time) asking {
	return asking{
		categories: f.Categories, audiences: f.Audiences, open: f.Open, now: now,
		present: !f.Open.Walk && (!f.Open.asked() || f.Open.At.Equal(now)),
	}
}

// judge is the filter's verdict on what stands at a point; nil: nobody knows where.
func (a *asking) judge(o *openings, point *orb.Point) cellindex.Verdict {
	if !a.open.asked() {
		return cellindex.Kept
	}
	state := hours.Unknown
	if point != nil {
		state = a.state(o, a.open.instant(*point))
	} else if !a.open.Walk {
		state = a.state(o, a.open.At)
	}
	switch {
	case state == hours.Unknown && !a.open.Maybe:
		return cellindex.SetAside
	case state == hours.Open && !a.open.Maybe, state == hours.Unknown:
		return cellindex.Kept
	}
	return cellindex.Refused
}

// about is the opening that an answer carries with a place; nothing when the question was not told what time it is.
func (a *asking) about(p *Place, o *openings) Opening {
	switch {
	case !a.open.asked() && a.now.IsZero():
		return Opening{}
	case !a.open.asked():
		return a.opening(o, a.now, p.Notices)
	case a.open.Walk && !p.Located:
		return Opening{At: a.open.At} // nobody knows when one arrives
	case a.open.Walk:
		return a.opening(o, a.open.instant(p.Point), p.Notices)
	}
	return a.opening(o, a.open.At, p.Notices)
}

// turn makes moment and day those of a minute.
func (a *asking) turn(calendar *hours.Calendar, minute int64) {
	if a.calendar != calendar || a.minute != minute {
		at := time.Unix(minute*60, 0)
		a.calendar, a.minute, a.moment, a.day = calendar, minute, calendar.At(at), dayOf(at.In(calendar.Zone()))
	}
}

// says is the state of a schedule.
func (a *asking) says(s *schedule, at time.Time) hours.State {
	minute := minuteOf(at)
	if v := verdict(s.verdict.Load()); v.covers(minute) {
		return v.state()
	}
	if a.present {
		return s.at(at, true).state
	}
	a.turn(s.Calendar(), minute)
	state, _ := s.On(a.moment)
	return state
}

// state is how open a place is.
func (a *asking) state(o *openings, at time.Time) hours.State {
	if o.parts == nil {
		return a.says(o.hours, at)
	}
	state, _, _ := a.decide(o, at)
	return state
}

// decide says how open a place with parts is, and the closure or else the schedule that decides it; neither when nothing
// there is for whom the question is about.
func (a *asking) decide(o *openings, at time.Time) (hours.State, *closure, *schedule) {
	if len(o.parts.closures) > 0 {
		a.turn(o.hours.Calendar(), minuteOf(at))
		if c := closedOn(o.parts.closures, a.day); c != nil {
			return hours.Closed, c, nil
		}
	}
	if o.parts.offers == nil {
		return a.says(o.hours, at), nil, o.hours
	}
	best, by := hours.Unknown, (*schedule)(nil)
	for i := range o.parts.offers {
		if !a.counts(o, i) {
			continue
		}
		s := o.parts.offers[i].hours
		state := a.says(s, at)
		if i > 0 && state == hours.Unknown && a.aboutAll() && o.hours.Text() != "" {
			continue // the place's own word is enough to call it closed
		}
		if by == nil || moreOpen(state, best) {
			best, by = state, s
		}
	}
	return best, nil, by
}

// aboutAll says whether the question is about the whole place.
func (a *asking) aboutAll() bool { return a.categories == 0 && a.audiences == 0 }

// counts says whether an offer is one that the question is about. Who does not say whom they ask for may not be one of
// those whom a slot is for.
func (a *asking) counts(o *openings, i int) bool {
	f := &o.parts.offers[i]
	if a.audiences == 0 && f.forSome {
		return false
	}
	if a.aboutAll() {
		return i > 0 || o.hours.Text() != "" // a place without hours is as open as its services
	}
	return (a.categories == 0 || f.categories&a.categories != 0) && (a.audiences == 0 || f.audiences&a.audiences != 0)
}

// best is the opening of a place at the position that is most open when the question falls there.
func (a *asking) best(p *Place, list []*openings) Opening {
	at := positions(p)
	if !a.open.Walk || len(at) == 0 {
		out := Opening{At: a.open.At} // nobody knows when one arrives
		if !a.open.Walk {
			out = a.openingOfAny(list, a.open.At, p.Notices)
		}
		return out
	}
	openings := make([]Opening, len(list))
	for i, o := range list {
		openings[i] = a.opening(o, a.open.instant(at[i]), p.Notices)
	}
	return openings[bestOf(openings, func(o Opening) hours.State { return o.State })]
}

// opening is what answers say of a place; its Closed is among notices.
func (a *asking) opening(o *openings, at time.Time, notices []Notice) Opening {
	if o.parts == nil {
		return o.hours.at(at, a.present).opening(at)
	}
	ahead := a.outlook(o, at, notices)
	out := ahead.opening(at)
	if ahead.closed != nil {
		out.Closed = &notices[ahead.closed.notice]
	}
	return out
}

// outlook is what a place with parts says from an instant on.
func (a *asking) outlook(o *openings, at time.Time, notices []Notice) *outlook {
	kept := o.parts.present.Load()
	if kept != nil && kept.categories == a.categories && kept.audiences == a.audiences && kept.covers(at) {
		return kept
	}
	ahead := asking{categories: a.categories, audiences: a.audiences} // schedules need not keep what they say of the future
	fresh := &outlook{categories: a.categories, audiences: a.audiences}
	fresh.stretch = follow(at, func(t time.Time) hours.State { return ahead.state(o, t) }, func(t time.Time) (time.Time, bool) { return ahead.next(o, t) })
	fresh.zone = o.hours.Calendar().Zone()
	_, closed, by := ahead.decide(o, at)
	switch {
	case closed != nil:
		fresh.closed, fresh.comment = closed, notices[closed.notice].Text
	case by != nil:
		_, fresh.comment = by.State(at)
	}
	if a.present {
		o.parts.present.Store(fresh)
	}
	return fresh
}

// openingOfAny is that of a place with several positions: open as long as any is.
func (a *asking) openingOfAny(list []*openings, at time.Time, notices []Notice) Opening {
	best := func(at time.Time) int {
		return bestOf(list, func(o *openings) hours.State { return a.state(o, at) })
	}
	out := a.opening(list[best(at)], at, notices)
	if len(list) == 1 {
		return out
	}
	s := follow(at, func(t time.Time) hours.State { return a.state(list[best(t)], t) }, func(t time.Time) (next time.Time, ok bool) {
		for _, o := range list {
			if n, found := a.next(o, t); found && (!ok || n.Before(next)) {
				next, ok = n, true
			}
		}
		return next, ok
	})
	s.zone = out.At.Location()
	ahead := s.opening(at)
	out.Until, out.Opens = ahead.Until, ahead.Opens
	return out
}

// bestOf gives the index of the first that is most open.
func bestOf[T any](list []T, state func(T) hours.State) int {
	best, of := 0, hours.Closed
	for i, o := range list {
		if s := state(o); i == 0 || moreOpen(s, of) {
			best, of = i, s
		}
	}
	return best
}

// moreOpen orders closed, unknown, open.
func moreOpen(a, b hours.State) bool {
	return a == hours.Open && b != hours.Open || a == hours.Unknown && b == hours.Closed
}

// next is when the state of a place may change.
func (a *asking) next(o *openings, at time.Time) (next time.Time, ok bool) {
	if o.parts == nil {
		return o.hours.NextChange(at)
	}
	calendar := o.hours.Calendar()
	a.turn(calendar, minuteOf(at))
	sooner := func(t time.Time, found bool) {
		if found && (!ok || t.Before(next)) {
			next, ok = t, true
		}
	}
	if c := closedOn(o.parts.closures, a.day); c != nil {
		if c.last == math.MaxInt64 {
			return time.Time{}, false
		}
		return midnightOf(c.last+1, calendar.Zone()), true
	}
	for _, c := range o.parts.closures {
		sooner(midnightOf(c.first, calendar.Zone()), c.first > a.day)
	}
	if o.parts.offers == nil {
		sooner(o.hours.NextChange(at))
	}
	for i := range o.parts.offers {
		if a.counts(o, i) {
			sooner(o.parts.offers[i].hours.NextChange(at))
		}
	}
	return next, ok
}
