package directory

import (
	"sync/atomic"
	"time"
	"weak"

	"github.com/alentour/alentour/directory/hours"
)

// schedule is one text of opening hours on one calendar, shared by all places that say it there, with what it says at
// present: the next question is most likely about the same minute, or the one after.
type schedule struct {
	plain   openings // of places that say nothing more
	verdict atomic.Uint64
	present atomic.Pointer[stretch]
	*hours.Schedule
}

func newSchedule(text string, calendar *hours.Calendar) *schedule {
	s := &schedule{Schedule: hours.Compile(text, calendar)}
	s.plain.hours = s
	return s
}

// stretch is a time [from, to) during which nothing changes in what is said.
type stretch struct {
	from, to     time.Time
	state        hours.State
	comment      string
	until, opens time.Time // as in Opening
}

func (s *stretch) covers(at time.Time) bool { return !at.Before(s.from) && at.Before(s.to) }

// verdict is the state of whole minutes [from, to) since 1970, in one word: 2 bits of state, 31 of from, 31 of to.
// The zero verdict covers nothing.
type verdict uint64

func newVerdict(state hours.State, from, to time.Time) verdict {
	return verdict(state)<<62 | verdict(minuteOf(from))&(1<<31-1)<<31 | verdict(minuteOf(to))&(1<<31-1)
}

func (v verdict) state() hours.State { return hours.State(v >> 62) }

func (v verdict) covers(minute int64) bool {
	return int64(v>>31&(1<<31-1)) <= minute && minute < int64(v&(1<<31-1))
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// at is what the text says from an instant on. What it says at present is kept for those who ask next.
func (s *schedule) at(at time.Time, present bool) *stretch {
	if kept := s.present.Load(); kept != nil && kept.covers(at) {
		return kept
	}
	fresh := follow(at, func(t time.Time) hours.State { state, _ := s.State(t); return state }, s.NextChange)
	_, fresh.comment = s.State(at)
	if present {
		s.present.Store(&fresh)
		end := fresh.until
		if end.IsZero() {
			end = fresh.to
		}
		s.verdict.Store(uint64(newVerdict(fresh.state, at, end)))
	}
	return &fresh
}

// maxChanges are followed to find the next opening: a month of a place that changes twice a day.
const maxChanges = 64

// follow looks ahead from an instant through the changes of a state.
func follow(at time.Time, state func(time.Time) hours.State, next func(time.Time) (time.Time, bool)) stretch {
	s := stretch{from: at, to: at.Add(time.Hour), state: state(at)} // no change in sight: look again in an hour
	t, ok := next(at)
	if ok {
		s.to = t
	}
	for range maxChanges {
		if !ok {
			break
		}
		now := state(t)
		if now != s.state && s.until.IsZero() {
			s.until = t
		}
		if now == hours.Open && s.state != hours.Open {
			s.opens = t
		}
		if !s.until.IsZero() && (s.state == hours.Open || !s.opens.IsZero()) {
			break
		}
		t, ok = next(t)
	}
	return s
}

// texts finds the schedule of a text, so that it is compiled once. It holds them weakly: one that no place says any more
// goes with the garbage.
type texts struct {
	said map[saying]weak.Pointer[schedule]
	most int // entries at which those of schedules gone are thrown out
}

type saying struct {
	calendar *hours.Calendar
	text     string
}

// find gives a schedule if some place says it.
func (t *texts) find(text string, calendar *hours.Calendar) *schedule {
	return t.said[saying{calendar, text}].Value()
}

// schedule gives that of a text.
func (t *texts) schedule(text string, calendar *hours.Calendar) *schedule {
	if s := t.find(text, calendar); s != nil {
		return s
	}
	s := newSchedule(text, calendar)
	if t.said == nil {
		t.said = map[saying]weak.Pointer[schedule]{}
	}
	t.said[saying{calendar, text}] = weak.Make(s)
	if len(t.said) > t.most {
		t.sweep()
	}
	return s
}

func (t *texts) sweep() {
	for key, held := range t.said {
		if held.Value() == nil {
			delete(t.said, key)
		}
	}
	t.most = 2*len(t.said) + 1024
}
