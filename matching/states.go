package matching

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// State is where a request stands.
type State string

// The states. Nothing is kept of a draft.
//
//	draft ─┬─────────▶ open ⇄ partly ⇄ met ──▶ done
//	       └▶ review ──▲└──────────┴──────┴──▶ expired ──▶ done, or renewed: open
//	             └───────── any of them ─────▶ cancelled
const (
	StateDraft     State = "draft"
	StateReview    State = "review" // a coordinator looks at it first
	StateOpen      State = "open"   // nobody has said yes
	StatePartly    State = "partly" // some have
	StateMet       State = "met"    // as many as are needed
	StateDone      State = "done"
	StateExpired   State = "expired"
	StateCancelled State = "cancelled"
)

// Live says whether it goes on.
func (s State) Live() bool { return slices.Contains(liveStates, s) }

// Seeking says whether somebody more is wanted: it is shown to members, and people are asked.
func (s State) Seeking() bool { return s == StateOpen || s == StatePartly }

var liveStates = []State{StateReview, StateOpen, StatePartly, StateMet}

// Act is what moves a request.
type Act string

// The acts.
const (
	ActPost        Act = "post"
	ActHold        Act = "hold"        // a rule says that a coordinator looks first
	ActAllow       Act = "allow"       // the coordinator did
	ActRefuse      Act = "refuse"      // likewise
	ActEdit        Act = "edit"        // what is wanted is another now
	ActTake        Act = "take"        // somebody said yes
	ActGiveBack    Act = "give-back"   // and no after all
	ActRenew       Act = "renew"       // it goes on for another while
	ActCoordinator Act = "coordinator" // a coordinator is wanted
	ActComplete    Act = "complete"
	ActCancel      Act = "cancel"
	ActExpire      Act = "expire"
)

// counted stands in the table for the state that needed and taken come to: open, partly or met. What waits for a coordinator's look
// leaves that by the look alone.
const counted State = ""

// transitions is the one table: what may be done in which state, and where it leads.
var transitions = map[Act]struct {
	from []State
	to   State
}{
	ActPost:        {[]State{StateDraft}, StateOpen},
	ActHold:        {[]State{StateDraft, StateReview, StateOpen, StatePartly, StateMet}, StateReview},
	ActAllow:       {[]State{StateReview}, counted},
	ActRefuse:      {[]State{StateReview}, StateCancelled},
	ActEdit:        {[]State{StateOpen, StatePartly, StateMet}, counted},
	ActTake:        {[]State{StateOpen, StatePartly}, counted},
	ActGiveBack:    {[]State{StateReview, StatePartly, StateMet}, counted},
	ActRenew:       {[]State{StateOpen, StatePartly, StateMet, StateExpired}, counted},
	ActCoordinator: {[]State{StateOpen, StatePartly}, counted},
	ActComplete:    {[]State{StateOpen, StatePartly, StateMet, StateExpired}, StateDone},
	ActCancel:      {liveStates, StateCancelled},
	ActExpire:      {liveStates, StateExpired},
}

// Allows says whether an act may be done in a state.
func (s State) Allows(act Act) bool { return slices.Contains(transitions[act].from, s) }

// errOver refuses what cannot be done with a request any more, or not yet.
func errOver(act Act, state State) error {
	return identity.Refuse(identity.BadValue, fmt.Sprintf("%s: the request is %s", act, state))
}

// step is one act on a request: who and why stand beside it for good.
type step struct {
	act Act
	by  int64  // account; 0 = the clock
	why string // a code; may be empty
}

// move does an act on a request whose row this transaction holds, writes it whole, and notes the step. It alone writes state and
// taken. What rooms of the house do about it (r.moved) happens in the same transaction.
func (r *Room) move(ctx context.Context, tx pgx.Tx, q *Request, s step) error {
	before := *q
	if err := q.become(s.act, r.now()); err != nil {
		return err
	}
	write := r.save
	if before.State == StateDraft {
		write = r.insert
	}
	if err := write(ctx, tx, q); err != nil {
		return err
	}
	if err := r.note(ctx, tx, q, s); err != nil {
		return err
	}
	for _, moved := range r.moved {
		if err := moved(ctx, tx, &before, q, s); err != nil {
			return err
		}
	}
	return nil
}

// become is what an act at an instant makes of a request.
func (q *Request) become(act Act, now time.Time) error {
	if !q.State.Allows(act) {
		return errOver(act, q.State)
	}
	to := transitions[act].to
	switch {
	case to != counted:
		q.State = to
	case q.State != StateReview || act == ActAllow:
		q.State = stateOf(q.Needed, q.Taken)
	}
	q.Updated, q.Closed = now, time.Time{}
	if !q.State.Live() {
		q.Closed = now
		q.Unanswered, q.UnansweredAt = "", time.Time{}
	}
	if !q.State.Seeking() {
		q.NextWave = time.Time{}
	}
	return nil
}

// stateOf is where a request stands that goes on.
func stateOf(needed, taken int) State {
	switch {
	case taken >= needed:
		return StateMet
	case taken > 0:
		return StatePartly
	}
	return StateOpen
}

// take gives a seat of a request, whose row this transaction holds (lock), to somebody who said yes.
func (r *Room) take(ctx context.Context, tx pgx.Tx, q *Request, by int64) error {
	if !q.State.Allows(ActTake) {
		return errOver(ActTake, q.State)
	}
	q.Taken++
	return r.move(ctx, tx, q, step{act: ActTake, by: by})
}

// giveBack takes a seat back from somebody who cannot come after all; why is a code.
func (r *Room) giveBack(ctx context.Context, tx pgx.Tx, q *Request, by int64, why string) error {
	if !q.State.Allows(ActGiveBack) || q.Taken == 0 {
		return errOver(ActGiveBack, q.State)
	}
	q.Taken--
	return r.move(ctx, tx, q, step{act: ActGiveBack, by: by, why: why})
}

// plan writes what the dispatcher goes by (wave, next wave, deadline, reach, unanswered) of a request whose row this transaction
// holds; the state stays as it is.
func (r *Room) plan(ctx context.Context, tx pgx.Tx, q *Request) error {
	q.Updated = r.now()
	return r.save(ctx, tx, q)
}
