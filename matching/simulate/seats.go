package simulate

import (
	"slices"
	"time"
)

// Seats are those of the people whom a request needs that were ever taken, in the order of their first time. A seat that is given back
// and taken again counts from when somebody took it first. Instants are after the start.
type Seats []seat

type seat struct {
	first time.Duration
	held  bool
}

// Take gives a free seat, one that was given back before a new one, and says which.
func (s *Seats) Take(now time.Duration) (which int) {
	which = slices.IndexFunc(*s, func(one seat) bool { return !one.held })
	if which < 0 {
		which, *s = len(*s), append(*s, seat{first: now})
	}
	(*s)[which].held = true
	return which
}

// GiveBack frees a seat.
func (s Seats) GiveBack(which int) { s[which].held = false }

// Held is how many are taken now.
func (s Seats) Held() int { return s.FilledBy(1<<63 - 1) }

// FilledBy is how many of those that are held now were first taken at an instant or before.
func (s Seats) FilledBy(at time.Duration) (n int) {
	for _, one := range s {
		if one.held && one.first <= at {
			n++
		}
	}
	return n
}
