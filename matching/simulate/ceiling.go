package simulate

import (
	"time"

	"github.com/alentour/alentour/matching"
)

// Ceiling is what nobody can fill more of in a world, whatever they know: the shares of [Result] if everybody whom the hard limits let
// pass were asked in the first decent minute, nobody were ever tired or had enough, and it were known from the start who will not
// keep their word.
type Ceiling struct {
	Fill24h, MinDistrictFill float64
}

// NewCeiling looks into the world of a setting. A seat that counts was first taken within 24 hours by somebody, each seat by another, and
// is held in the end by somebody who answered before the deadline and came, each by another: so many at most as there are of either.
func NewCeiling(s Setting) (*Ceiling, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	w := newWorld(s)
	seats, filled := make([]int, len(s.City.Districts)), make([]int, len(s.City.Districts))
	for i := range w.needs {
		n := &w.needs[i]
		seats[n.district] += n.needed
		filled[n.district] += w.most(n)
	}
	fill, worst, _ := served(seats, filled)
	return &Ceiling{fill, worst}, nil
}

// most is how many seats of a need can be filled.
func (w *world) most(n *need) int {
	decent := seconds(matching.FirstDecent(clock(n.created), time.UTC))
	asked := matching.Need{Point: cellOf(n.point), Kinds: n.kind, Languages: n.language, At: n.hours(), Zone: time.UTC, ReachM: matching.MaxReachM}
	soon, come := 0, 0
	var sieve matching.Sieve
	matching.Crowd(w.public).Around(&asked, clock(decent), &sieve, func(v *matching.Volunteer) {
		who := int(v.Account - 1)
		at := decent + w.delay(who, n)
		if at >= n.deadline || !w.would(who, n) {
			return
		}
		if at <= n.created+day {
			soon++
		}
		if !w.drops(who, n) {
			come++
		}
	})
	return min(soon, come, n.needed)
}
