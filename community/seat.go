package community

import (
	"math"
	"time"
)

// SignUpState is where somebody stands with a date.
type SignUpState string

// The states. Who waits is in line; who is offered a seat has it until a time, then the next in line has.
const (
	SignUpGoing     SignUpState = "going"
	SignUpWaiting   SignUpState = "waiting"
	SignUpOffered   SignUpState = "offered"
	SignUpCancelled SignUpState = "cancelled"
)

// MaxCompany is how many people somebody may bring.
const MaxCompany = 2

// Seats is what is counted of a date. Its zero value has room for everybody, and nobody in it. Pure: whoever writes to a date holds
// its row and asks this.
//
//	Join ──▶ going, while there is room and nobody is in line
//	  └────▶ waiting ──Offer, in the order of turns──▶ offered ──Confirm──▶ going
//	                                                      └ Release: passed on to the next
type Seats struct {
	Capacity int // seats; 0 = no limit
	Taken    int // by who goes, whom they bring, and who is offered some; and those kept for partners
	Waiting  int // people in line, whatever they bring
}

// Free is how many seats nobody has; never below 0, also where the capacity was lowered since.
func (s Seats) Free() int {
	if s.Capacity == 0 {
		return math.MaxInt
	}
	return max(s.Capacity-s.Taken, 0)
}

// Join is where somebody stands who comes now with a party of so many, themself included. Nobody passes who is in line already.
func (s *Seats) Join(party int) SignUpState {
	if s.Waiting == 0 && s.Free() >= party {
		s.Taken += party
		return SignUpGoing
	}
	s.Waiting++
	return SignUpWaiting
}

// Offer gives seats to the first in line, who wants party: as many as there are, if not all. 0 = there are none.
func (s *Seats) Offer(party int) (seats int) {
	if seats = min(s.Free(), party); seats > 0 {
		s.Taken += seats
		s.Waiting--
	}
	return seats
}

// Resize lets somebody in a state, who has seats, come with another party from now on. It gives the seats they then have, and is
// false where there are not enough. Who is offered some keeps them: what they confirm is what was offered.
func (s *Seats) Resize(state SignUpState, seats, party int) (int, bool) {
	if state != SignUpGoing || party == seats {
		return seats, true
	}
	if more := party - seats; more > 0 && (s.Waiting > 0 || s.Free() < more) {
		return seats, false
	}
	s.Taken += party - seats
	return party, true
}

// Release takes somebody out who stood in a state with so many seats.
func (s *Seats) Release(state SignUpState, seats int) {
	switch state {
	case SignUpGoing, SignUpOffered:
		s.Taken -= seats
	case SignUpWaiting:
		s.Waiting--
	}
}

// How long an offered seat is somebody's.
const (
	offerLongest  = 12 * time.Hour
	offerShortest = 10 * time.Minute
	lastOffer     = 10 * time.Minute // before the beginning: later nobody would come
)

// OfferUntil is until when a seat is somebody's who is told now: a quarter of the time that is left, but no less than ten minutes and no
// more than twelve hours, counted from the first decent hour of their day where it begins later. ok is false when it begins too soon
// to be of use.
func OfferUntil(now, decent, starts time.Time) (until time.Time, ok bool) {
	if starts.Sub(now) < lastOffer+offerShortest {
		return time.Time{}, false
	}
	from := now
	if decent.After(now) && decent.Before(starts.Add(-lastOffer-offerShortest)) {
		from = decent
	}
	lasts := min(max(starts.Sub(from)/4, offerShortest), offerLongest)
	return from.Add(lasts), true
}

// Mark is what the list at the door says of one sign-up. The last by the door's own clock counts, so a telephone that was offline may
// send what it has at any time, in any order, and twice.
type Mark struct {
	Came   bool
	With   int       // of those they bring, how many came
	Helped bool      // with the event itself: it counts for a pledge
	At     time.Time // on the clock of who marked it
}

// Over says whether a mark takes the place of an older one; the same instant is decided by what they say, the same way everywhere.
func (m Mark) Over(old Mark) bool {
	if !m.At.Equal(old.At) {
		return m.At.After(old.At)
	}
	return m.weight() > old.weight()
}

func (m Mark) weight() (w int) {
	if m.Came {
		w += 100
	}
	if m.Helped {
		w += 50
	}
	return w + m.With
}
