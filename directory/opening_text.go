package directory

import (
	"sync/atomic"
	"time"

	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
)

// schedule is one text of opening hours on one calendar, shared by all places that say it there, with what it says at
// present: the next question is most likely about the same minute, or the one after. Who asks about another time asks more than
// once too: for the list, the map, the next page.
type schedule struct {
	plain   openings // of places that say nothing more
	verdict atomic.Uint64
	present atomic.Pointer[stretch]
	other   atomic.Pointer[stretch] // what it says at the last time that was asked about but the present
	hours.Schedule
}

func newSchedule(of saying) *schedule {
	s := uncompiled()
	s.compile(of)
	return s
}

func uncompiled() *schedule {
	s := new(schedule)
	s.plain.hours = s
	return s
}

// compile keeps what is compiled in one piece with the rest, which is read with one look.
func (s *schedule) compile(of saying) { s.Schedule = *hours.Compile(of.text, of.calendar) }

// stretch is a time during which nothing changes in what is said. Times are seconds since 1970, so that it fills one line
// of the processor's cache.
type stretch struct {
	from, to     int64 // [from, to)
	until, opens int64 // as in Opening; 0 = none
	comment      string
	zone         *time.Location
	state        hours.State
}

func (s *stretch) covers(at time.Time) bool { return s.from <= at.Unix() && at.Unix() < s.to }

// opening is what it says at an instant within.
func (s *stretch) opening(at time.Time) Opening {
	out := Opening{At: at.In(s.zone), State: s.state, Comment: s.comment}
	if s.until != 0 {
		out.Until = time.Unix(s.until, 0).In(s.zone)
	}
	if s.opens != 0 {
		out.Opens = time.Unix(s.opens, 0).In(s.zone)
	}
	return out
}

// verdict is the state of whole minutes [from, to) since 1970, in one word: 2 bits of state, 31 of from, 31 of to.
// The zero verdict covers nothing.
type verdict uint64

const minuteBits = 31

// verdict of the stretch, and of those after it up to the change of state.
func (s *stretch) verdict() verdict {
	end := s.until
	if end == 0 {
		end = s.to
	}
	return verdict(s.state)<<(2*minuteBits) | verdict(s.from/60)<<minuteBits | verdict(end/60)
}

func (v verdict) state() hours.State { return hours.State(v >> (2 * minuteBits)) }

func (v verdict) covers(minute int64) bool {
	const mask = 1<<minuteBits - 1
	return int64(v>>minuteBits&mask) <= minute && minute < int64(v&mask)
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// at is what the text says from an instant on. It is kept for those who ask next.
func (s *schedule) at(at time.Time, present bool) *stretch {
	for _, place := range [...]*atomic.Pointer[stretch]{&s.present, &s.other} {
		if kept := place.Load(); kept != nil && kept.covers(at) {
			return kept
		}
	}
	fresh := follow(at, func(t time.Time) hours.State { state, _ := s.State(t); return state }, s.NextChange)
	fresh.zone = s.Calendar().Zone()
	_, fresh.comment = s.State(at)
	if present {
		s.present.Store(&fresh)
		s.verdict.Store(uint64(fresh.verdict()))
	} else {
		s.other.Store(&fresh)
	}
	return &fresh
}

// maxChanges of schedules are followed to find the next opening: more than a week of a place with three of them, each of which changes
// four times a day. Most are done after one or two.
const maxChanges = 128

// follow looks ahead from an instant through the changes of a state.
func follow(at time.Time, state func(time.Time) hours.State, next func(time.Time) (time.Time, bool)) stretch {
	s := stretch{from: at.Unix(), state: state(at)}
	s.to = s.from + 3600 // with no change in sight: look again in an hour
	t, ok := next(at)
	if ok {
		s.to = t.Unix()
	}
	for range maxChanges {
		if !ok {
			break
		}
		then := state(t)
		if then != s.state && s.until == 0 {
			s.until = t.Unix()
		}
		if then == hours.Open && s.state != hours.Open {
			s.opens = t.Unix()
		}
		if s.until != 0 && (s.state == hours.Open || s.opens != 0) {
			break
		}
		t, ok = next(t)
	}
	return s
}

// texts finds the schedule of a text, so that it is compiled once.
type texts struct {
	said  map[saying]*schedule
	most  int  // more than these are looked through for those that no place says any more
	later bool // a load is under way: compile what it finds while the index is made
}

type saying struct {
	calendar *hours.Calendar
	text     string
}

// find gives a schedule if some place says it.
func (t *texts) find(text string, calendar *hours.Calendar) *schedule {
	return t.said[saying{calendar, text}]
}

// schedule gives that of a text.
func (t *texts) schedule(text string, calendar *hours.Calendar) *schedule {
	if s := t.find(text, calendar); s != nil {
		return s
	}
	if t.said == nil {
		t.said = map[saying]*schedule{}
	}
	of, s := saying{calendar, text}, uncompiled()
	if !t.later {
		s.compile(of)
	}
	t.said[of] = s
	return s
}

// compile does what was left for later.
func (t *texts) compile() {
	for of, s := range t.said {
		s.compile(of)
	}
	t.later = false
}

// sweep forgets the texts that no place says any more, once they may be as many as the others.
func (c *snapshot) sweep() {
	if len(c.texts.said) <= c.texts.most {
		return
	}
	used := map[*schedule]bool{}
	mark := func(o *openings) {
		used[o.hours] = true
		if o.parts != nil {
			for _, offer := range o.parts.offers {
				used[offer.hours] = true
			}
		}
	}
	world := geo.BBox{West: -180, South: -90, East: 180, North: 90}
	c.index.Each(world, cellindex.Filter[located]{}, func(_ geo.Cell, item *cellindex.Item[located]) bool {
		mark(item.Value.openings)
		return true
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.listOnly {
		mark(l.openings)
	}
	for key, s := range c.texts.said {
		if !used[s] {
			delete(c.texts.said, key)
		}
	}
	c.texts.most = 2*len(c.texts.said) + 1024
}
