package notify

import (
	"time"
)

// errand is a notice that has to leave by a channel.
type errand struct {
	number int64
	group  string
	urgent bool
	posted time.Time
	seen   bool // read in the app since, or of somebody who is blocked now: it need not leave any more
}

// plan says what becomes of errands of one person and channel. Each is in exactly one of its fields.
type plan struct {
	drop  []int64
	later map[int64]time.Time
	alone []int64 // each in a parcel of its own
	one   []int64 // all in one parcel
}

// plan decides about errands whose turn it is, in the order of numbers, when spent parcels have left on this person's day. What
// leaves at once leaves alone while the cap allows; its last parcel takes all the rest along, and what comes then waits for the
// next day.
func (s Settings) plan(c Channel, errands []errand, spent int, now time.Time) plan {
	p := plan{later: map[int64]time.Time{}}
	var calm, daily []errand
	for _, e := range errands {
		way := s.Way(e.group, c)
		due := s.Permitted(now, e.urgent)
		if way == Digest {
			due = s.Permitted(later(now, s.nextDigest(e.posted)), false)
		}
		switch {
		case way == Never || e.seen:
			p.drop = append(p.drop, e.number)
		case due.After(now):
			p.later[e.number] = due
		case way == Digest:
			daily = append(daily, e)
		case e.urgent && s.Urgent:
			p.alone = append(p.alone, e.number)
		default:
			calm = append(calm, e)
		}
	}
	left := s.cap(c) - spent
	if left <= 0 {
		again := s.Permitted(s.tomorrow(now), false)
		for _, e := range append(calm, daily...) {
			p.later[e.number] = again
		}
		return p
	}
	parcels := len(calm)
	if len(daily) > 0 {
		parcels++
	}
	alone := len(calm)
	if parcels > left {
		alone = left - 1
	}
	for i, e := range calm {
		if i < alone {
			p.alone = append(p.alone, e.number)
		} else {
			p.one = append(p.one, e.number)
		}
	}
	for _, e := range daily {
		p.one = append(p.one, e.number)
	}
	return p
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
