package moderation

import (
	"fmt"
	"slices"

	"github.com/alentour/alentour/identity"
)

// State is where a case stands. docs/moderation.md draws them; a test compares.
type State string

// The states.
const (
	Open      State = "open"      // nobody has it
	Taken     State = "taken"     // somebody looks at it
	Escalated State = "escalated" // waits for an administrator
	Decided   State = "decided"   // something was done; the person concerned may appeal
	Appealed  State = "appealed"  // waits for somebody else than who decided
	Closed    State = "closed"    // over: what was sealed is gone
)

// States in the order of a case's life.
func States() []State { return []State{Open, Taken, Escalated, Decided, Appealed, Closed} }

// Act is what moves a case.
type Act string

// The acts.
const (
	Take     Act = "take" // also from a colleague
	Release  Act = "release"
	Escalate Act = "escalate"
	Decide   Act = "decide"
	Dismiss  Act = "dismiss" // a decision to do nothing
	Propose  Act = "propose" // a ban, which a second administrator must want too
	Appeal   Act = "appeal"
	Resolve  Act = "resolve" // an appeal
	Lapse    Act = "lapse"   // nobody appealed in time
)

// Move is one arrow of the drawing.
type Move struct {
	From State
	Act  Act
	To   State
}

// Moves lists every way a case can go.
func Moves() []Move { return slices.Clone(moves[:]) }

var moves = [...]Move{
	{Open, Take, Taken},
	{Taken, Take, Taken},
	{Escalated, Take, Taken},
	{Taken, Release, Open},
	{Open, Escalate, Escalated},
	{Taken, Escalate, Escalated},
	{Open, Decide, Decided},
	{Taken, Decide, Decided},
	{Escalated, Decide, Decided},
	{Open, Dismiss, Closed},
	{Taken, Dismiss, Closed},
	{Escalated, Dismiss, Closed},
	{Open, Propose, Escalated},
	{Taken, Propose, Escalated},
	{Escalated, Propose, Escalated},
	{Decided, Appeal, Appealed},
	{Decided, Lapse, Closed},
	{Appealed, Resolve, Closed},
}

// next is where an act leads from a state.
func (s State) next(act Act) (State, error) {
	for _, m := range moves {
		if m.From == s && m.Act == act {
			return m.To, nil
		}
	}
	return "", identity.Refuse(identity.BadValue, fmt.Sprintf("%s: the case is %s", act, s))
}

// Allows says whether a case in this state can be moved by an act.
func (s State) Allows(act Act) bool {
	_, err := s.next(act)
	return err == nil
}

// pending says whether nobody has decided yet.
func (s State) pending() bool { return s == Open || s == Taken || s == Escalated }
