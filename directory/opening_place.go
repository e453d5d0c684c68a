package directory

import (
	"math"
	"sync/atomic"
	"time"
)

// openings are what decides whether a place is open, seen from one of its positions. In this order:
//
//  1. a dated closure that covers the day: closed, whatever hours say; other notices change nothing;
//  2. the hours of the halt, where it says some;
//  3. for whom categories or audiences are asked for: what is offered to them there, open if any of it is, else unknown
//     if any of it is or there is none, else closed. A service without hours, categories or audiences of its own has the
//     place's; the place itself offers what it does not hand over to services;
//  4. about the whole place: open if the place or a service is, else what the place says, or its services if it says
//     nothing.
type openings struct {
	hours *schedule // of the place, or of the halt that says its own
	parts *parts    // nil: nothing but these hours; then all that say the same share one
}

// parts are what a place says beside its hours.
type parts struct {
	offers   []offer // the place itself, then its services; none when it has no services or the halt has its own hours
	closures []closure
	present  atomic.Pointer[outlook] // as in schedule
}

// outlook is what parts say for a time to those who ask for the same.
type outlook struct {
	stretch
	categories CategorySet
	audiences  AudienceSet
	closed     *closure // nil: hours decide
}

// offer is something to be had at a place: what it is, for whom, when.
type offer struct {
	categories CategorySet
	audiences  AudienceSet
	hours      *schedule
	forSome    bool // of those whom the place is for
}

// closure is a dated one, in days since 1970 of the clock on the wall, both included.
type closure struct {
	first, last int64
	notice      int // in Place.Notices
}

// openings of a place at each of its positions, or one alone when it has none. schedule finds that of a text.
func (p *Place) openings(schedule func(text string) *schedule) []*openings {
	whole := p.whole(schedule)
	var list []*openings
	if p.Located || len(p.Stops) == 0 {
		list = append(list, whole)
	}
	for _, stop := range p.Stops {
		at := whole
		if stop.Hours != "" {
			at = p.held(schedule(stop.Hours), nil)
		}
		list = append(list, at)
	}
	return list
}

func (p *Place) whole(schedule func(string) *schedule) *openings {
	own := schedule(p.Hours)
	if len(p.Services) == 0 {
		return p.held(own, nil)
	}
	offers := make([]offer, 1, 1+len(p.Services))
	offers[0] = offer{categories: p.Categories &^ p.handedOver(), audiences: p.Audiences, hours: own}
	for i := range p.Services {
		s := &p.Services[i]
		o := offer{categories: s.Categories, audiences: s.Audiences, hours: own}
		if o.categories == 0 {
			o.categories = p.Categories
		}
		if o.audiences == 0 {
			o.audiences = p.Audiences
		}
		if s.Hours != "" {
			o.hours = schedule(s.Hours)
		}
		offers = append(offers, o)
	}
	for i := range offers {
		o := &offers[i]
		o.audiences = o.audiences.widened()
		o.forSome = o.audiences != 0 && (p.Audiences == 0 && ^o.audiences != 0 || p.Audiences.widened()&^o.audiences != 0)
	}
	return p.held(own, offers)
}

// handedOver are the categories that services say the hours of to all whom the place is for. A slot for some of them
// leaves the others the place's hours.
func (p *Place) handedOver() (set CategorySet) {
	for rest := p.Categories; rest != 0; rest &= rest - 1 {
		c := rest & -rest
		var served AudienceSet
		for i := range p.Services {
			s := &p.Services[i]
			switch {
			case s.Categories&c == 0:
			case s.Audiences == 0:
				set |= c
			default:
				served |= s.Audiences.widened()
			}
		}
		if p.Audiences != 0 && p.Audiences.widened()&^served == 0 {
			set |= c
		}
	}
	return set
}

// held lays the dated closures over hours and offers.
func (p *Place) held(own *schedule, offers []offer) *openings {
	closures := p.closures()
	if offers == nil && closures == nil {
		return &own.plain
	}
	return &openings{own, &parts{offers: offers, closures: closures}}
}

// closures are the dated ones among the notices.
func (p *Place) closures() []closure {
	var list []closure
	for i, n := range p.Notices {
		if !n.Closed {
			continue
		}
		c := closure{dayOf(n.From), math.MaxInt64, i}
		if !n.Until.IsZero() {
			c.last = dayOf(n.Until)
		}
		list = append(list, c)
	}
	return list
}

// dayOf counts the days since 1970 to the date that t shows.
func dayOf(t time.Time) int64 {
	_, offset := t.Zone()
	return floorDiv(t.Unix()+int64(offset), 86400)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// midnightOf begins a day counted since 1970.
func midnightOf(day int64, zone *time.Location) time.Time {
	y, m, d := time.Unix(day*86400, 0).UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// closedOn gives the first closure that covers a day.
func closedOn(list []closure, day int64) *closure {
	for i := range list {
		if c := &list[i]; c.first <= day && day <= c.last {
			return c
		}
	}
	return nil
}
