package simulate

import (
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/matching"
)

// World is the truth of a setting, for who lives through its weeks by other stores than the books of [Run]. No policy is given it.
type World struct{ w *world }

// NewWorld makes the world of a setting: the same in which Run lives.
func NewWorld(s Setting) (*World, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return &World{newWorld(s)}, nil
}

// Start is the Monday midnight at which a world begins, on the clocks of its city, written as UTC.
func Start() time.Time { return start }

// Inhabitant is somebody who helps.
type Inhabitant struct {
	Home  orb.Point
	Since time.Duration   // after the start
	Says  matching.Person // of themself
}

// People are all who help at some time, those of the start first.
func (w *World) People() []Inhabitant {
	list := make([]Inhabitant, len(w.w.people))
	for i, p := range w.w.people {
		list[i] = Inhabitant{p.home, after(p.since), w.w.public[i]}
	}
	return list
}

// Need is what somebody asks for. Instants are after the start.
type Need struct {
	Point       orb.Point
	District    int // of Setting.City
	Kind        string
	Languages   directory.LanguageSet
	Created     time.Duration
	From, Until time.Duration // when help is wanted; both 0 = flexible
	Deadline    time.Duration // by when a yes is of use
	Urgency     matching.Urgency
	Needed      int
}

// Needs are all of them, by Created.
func (w *World) Needs() []Need {
	list := make([]Need, len(w.w.needs))
	for i, n := range w.w.needs {
		list[i] = Need{
			Point: n.point, District: n.district, Kind: n.kind.String(), Languages: n.language, Created: after(n.created),
			From: after(n.when[0]), Until: after(n.when[1]), Deadline: after(n.deadline), Urgency: n.urgency, Needed: n.needed,
		}
	}
	return list
}

// Reaction is what somebody does about an invitation. Instants are after the start; 0 = never.
type Reaction struct {
	At     time.Duration // they answer
	Yes    bool
	DropAt time.Duration // they say that they cannot come after all
	Leaves bool          // they have had enough
}

// Ask invites somebody (by the place in People) for a need (in Needs) at an instant: it tires them. lately is how often they were asked
// in the last seven days, this time included.
func (w *World) Ask(person, need int, at time.Duration, lately int) Reaction {
	a := w.w.invite(person, &w.w.needs[need], int64(at/time.Second), lately)
	return Reaction{after(a.at), a.yes, after(a.dropsAt), a.leaves}
}

func after(s int64) time.Duration { return time.Duration(s) * time.Second }
