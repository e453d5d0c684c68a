package directory

import (
	"iter"
	"math"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/geo"
)

// Walking time: the sphere's distance lengthened by what streets turn, at the pace of someone carrying bags.
const (
	WalkDetour = 1.3
	WalkKMH    = 4.0
)

// OpenAt keeps what is certainly open at an instant. The zero value keeps everything.
type OpenAt struct {
	At    time.Time // zero: not asked
	Walk  bool      // "open when I get there": At plus the time it takes to walk from From
	From  orb.Point // degrees; meaningful when Walk
	Maybe bool      // keep instead what could be open: its hours are not known
}

func (o OpenAt) asked() bool { return !o.At.IsZero() }

// instant is when the question falls for what stands at p: on arrival, with the minutes of the walk rounded up.
func (o OpenAt) instant(p orb.Point) time.Time {
	if !o.Walk {
		return o.At
	}
	const metresPerMinute = WalkKMH * 1000 / 60
	return o.At.Add(time.Duration(math.Ceil(geo.DistanceM(o.From, p)*WalkDetour/metresPerMinute)) * time.Minute)
}

// Opening is whether something is open at an instant, and what comes next. Times are in the place's time zone.
type Opening struct {
	At      time.Time // the instant spoken of; zero: not asked
	State   hours.State
	Until   time.Time // next change of the state; zero = none known
	Opens   time.Time // when not open: the next certain opening; zero = none known
	Comment string    // what the hours or the notice say of it
	Closed  *Notice   // the dated closure that decides; nil = none
}

// Calendar is that of a district's city; of 0, or before the first load, what holds elsewhere.
func (l *Live) Calendar(district int64) *hours.Calendar {
	if c := l.now.Load(); c != nil {
		return c.calendar(district)
	}
	return l.config.Elsewhere.calendar()
}

// Opening is how open a place is to those whom a filter's categories and audiences mean; nil asks about the whole place.
// A place that stands in several positions is as open as any of them.
func (l *Live) Opening(p *Place, f *PlaceFilter, at time.Time) Opening {
	c := l.now.Load()
	if c == nil {
		return Opening{At: at}
	}
	if p.Status == Closed { // for good, whatever its hours were
		return Opening{At: at, State: hours.Closed}
	}
	if f == nil {
		f = &PlaceFilter{}
	}
	asking := asking{categories: f.Categories, audiences: f.Audiences}
	return asking.openingOfAny(c.openings(p), at, p.Notices)
}

// Openings yields the stretches of [from, until) in which a place is certainly open, as Opening has it; two that follow may touch.
func (l *Live) Openings(p *Place, f *PlaceFilter, from, until time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(time.Time, time.Time) bool) {
		c := l.now.Load()
		if c == nil || p.Status == Closed {
			return
		}
		asking := asking{categories: f.Categories, audiences: f.Audiences}
		list := c.openings(p)
		for at := from; at.Before(until); {
			next, open := until, false
			for _, o := range list {
				open = open || asking.state(o, at) == hours.Open
				if n, ok := asking.next(o, at); ok && n.Before(next) {
					next = n
				}
			}
			if open && !yield(at, next) {
				return
			}
			at = next
		}
	}
}

// ServiceOpening is how open one service of a place is.
func (l *Live) ServiceOpening(p *Place, i int, at time.Time) Opening {
	alone := *p
	alone.Services = nil
	if text := p.Services[i].Hours; text != "" {
		alone.Hours, alone.Stops = text, nil
	}
	return l.Opening(&alone, nil, at)
}

// StopOpening is how open a place is at one of its halts.
func (l *Live) StopOpening(p *Place, i int, at time.Time) Opening {
	there := *p
	there.Located, there.Stops = false, p.Stops[i:i+1]
	return l.Opening(&there, nil, at)
}

// Week is the week that holds at, as a text of the place says it, with the place's dated closures laid over it: a day
// that one closes has no spans and its words as the reason.
func (l *Live) Week(p *Place, text string, at time.Time) [7]hours.Day {
	calendar := l.Calendar(p.District)
	week := hours.Compile(text, calendar).Week(at)
	closures := p.closures()
	for i := range week {
		if c := closedOn(closures, dayOf(week[i].Date)); c != nil {
			week[i].Spans, week[i].Reason = nil, p.Notices[c.notice].Text
		}
	}
	return week
}

// KeepOpen parts places among hits into those that are open and those that may be; what is closed, and what is no place,
// is left out. On foot, a place is as open as the position of it that is open when one gets there.
func (l *Live) KeepOpen(hits []SearchHit, o OpenAt) (kept, maybe []SearchHit) {
	c := l.now.Load()
	if c == nil {
		return nil, nil
	}
	asking := asking{open: o}
	for _, h := range hits {
		p, ok := l.Place(h.ID)
		if h.Kind != "place" || !ok || p.Status == Closed {
			continue
		}
		switch h.Open = asking.best(&p, c.openings(&p)); h.Open.State {
		case hours.Open:
			kept = append(kept, h)
		case hours.Unknown:
			maybe = append(maybe, h)
		}
	}
	return kept, maybe
}
