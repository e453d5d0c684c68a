package directory

import (
	"time"

	"github.com/alentour/alentour/identity"
)

// How somebody becomes a volunteer, and stops being one. The rows of volunteer_steps are what happened; Vetting is what they
// come to, and the state follows from it and the clock alone:
//
//	 apply ─▶ applied ─sign─▶ signed ─train─▶ trained ─check─▶ checked ─activate─▶ active
//	 (self)            (self)         (staff)          (staff)          (staff)     │  ▲
//	                                                              a step runs out ──┤  │ done again
//	                                                                                ▼  │
//	 from any: suspend ─▶ suspended ─resume─▶ as before                            expired
//	           leave (self) ─▶ left ─apply─▶ as far as the steps that still hold, activate again
//
// A step may be done again before it runs out. Nobody notes their own training.

// Step is something that happens to a volunteer.
type Step string

// The steps.
const (
	StepApply    Step = "apply"    // by the volunteer
	StepSign     Step = "sign"     // the charter, by the volunteer; runs out
	StepTrain    Step = "train"    // runs out
	StepCheck    Step = "check"    // somebody of the staff has met them and checked; runs out
	StepActivate Step = "activate" // they may be asked from now on
	StepSuspend  Step = "suspend"
	StepResume   Step = "resume"
	StepLeave    Step = "leave" // by the volunteer
)

// Steps in the order in which they come.
var Steps = []Step{StepApply, StepSign, StepTrain, StepCheck, StepActivate, StepSuspend, StepResume, StepLeave}

// StepNamed reads a step.
func StepNamed(code string) (Step, error) {
	for _, s := range Steps {
		if string(s) == code {
			return s, nil
		}
	}
	return "", invalid("step", "%.40q is not known", code)
}

// Own says whether the volunteer does it, and nobody for them; the others are the staff's.
func (s Step) Own() bool { return s == StepApply || s == StepSign || s == StepLeave }

// VolunteerState is where a volunteer stands.
type VolunteerState string

// The states.
const (
	StateNone      VolunteerState = "" // never applied
	StateApplied   VolunteerState = "applied"
	StateSigned    VolunteerState = "signed"
	StateTrained   VolunteerState = "trained"
	StateChecked   VolunteerState = "checked"
	StateActive    VolunteerState = "active"
	StateExpired   VolunteerState = "expired" // was active until a step ran out
	StateSuspended VolunteerState = "suspended"
	StateLeft      VolunteerState = "left"
)

// VolunteerStates in the order of the way.
var VolunteerStates = []VolunteerState{
	StateApplied, StateSigned, StateTrained, StateChecked, StateActive, StateExpired, StateSuspended, StateLeft,
}

// Vetting is what the steps of a volunteer come to. The zero value is of somebody who never applied.
type Vetting struct {
	Applied                                 bool
	SignedUntil, TrainedUntil, CheckedUntil time.Time // zero = never done
	Activated, Suspended, Left              bool
}

// Terms say how long the steps hold that run out.
type Terms struct{ Charter, Training, Check time.Duration }

// withDefaults: a charter for a year, a training for three, a check for one.
func (t Terms) withDefaults() Terms {
	const year = 365 * 24 * time.Hour
	for _, term := range []struct {
		lasts *time.Duration
		or    time.Duration
	}{{&t.Charter, year}, {&t.Training, 3 * year}, {&t.Check, year}} {
		if *term.lasts == 0 {
			*term.lasts = term.or
		}
	}
	return t
}

// lasts is how long a step holds; 0 = it does not run out.
func (t Terms) lasts(s Step) time.Duration {
	switch s {
	case StepSign:
		return t.Charter
	case StepTrain:
		return t.Training
	case StepCheck:
		return t.Check
	}
	return 0
}

// Expires is when the first of the three steps runs out; zero when one was never done.
func (v Vetting) Expires() time.Time {
	first := v.SignedUntil
	for _, until := range []time.Time{v.TrainedUntil, v.CheckedUntil} {
		if until.Before(first) {
			first = until
		}
	}
	return first
}

// State at an instant.
func (v Vetting) State(at time.Time) VolunteerState {
	switch {
	case !v.Applied:
		return StateNone
	case v.Left:
		return StateLeft
	case v.Suspended:
		return StateSuspended
	case v.SignedUntil.IsZero():
		return StateApplied
	case v.TrainedUntil.IsZero():
		return StateSigned
	case v.CheckedUntil.IsZero():
		return StateTrained
	case !v.Activated:
		return StateChecked
	case !at.Before(v.Expires()):
		return StateExpired
	}
	return StateActive
}

// Next is the step that is wanted of a volunteer; empty when none is: active, suspended, or gone.
func (v Vetting) Next(at time.Time) Step {
	switch v.State(at) {
	case StateNone, StateLeft:
		return StepApply
	case StateActive, StateSuspended:
		return ""
	}
	switch {
	case !at.Before(v.SignedUntil):
		return StepSign
	case !at.Before(v.TrainedUntil):
		return StepTrain
	case !at.Before(v.CheckedUntil):
		return StepCheck
	}
	return StepActivate
}

// Allows says why a step cannot follow; nil when it can. This is the whole machine: State says where, Allows what may come.
func (v Vetting) Allows(s Step, at time.Time) error {
	state := v.State(at)
	ok := false
	switch s {
	case StepApply:
		ok = state == StateNone || state == StateLeft
	case StepSign:
		ok = v.present(state)
	case StepTrain:
		ok = v.present(state) && at.Before(v.SignedUntil)
	case StepCheck:
		ok = v.present(state) && at.Before(v.SignedUntil) && at.Before(v.TrainedUntil)
	case StepActivate:
		ok = v.present(state) && !v.Activated && at.Before(v.Expires())
	case StepSuspend:
		ok = state != StateNone && !v.Suspended
	case StepResume:
		ok = v.Suspended
	case StepLeave:
		ok = state != StateNone && !v.Left
	}
	if ok {
		return nil
	}
	if state == StateNone {
		return identity.Refuse(identity.NotFound, "not a volunteer")
	}
	return identity.Refuse(identity.BadValue, "step "+string(s)+" does not follow "+string(state))
}

// present says that steps can go on.
func (v Vetting) present(s VolunteerState) bool {
	return s != StateNone && s != StateLeft && s != StateSuspended
}

// After is the vetting once a step was done at an instant; it must be allowed. Until is when what was done runs out.
func (v Vetting) After(s Step, at time.Time, terms Terms) (after Vetting, until time.Time) {
	if lasts := terms.withDefaults().lasts(s); lasts > 0 {
		until = at.Add(lasts)
	}
	switch s {
	case StepApply:
		v.Applied, v.Left = true, false
	case StepSign:
		v.SignedUntil = until
	case StepTrain:
		v.TrainedUntil = until
	case StepCheck:
		v.CheckedUntil = until
	case StepActivate:
		v.Activated = true
	case StepSuspend:
		v.Suspended = true
	case StepResume:
		v.Suspended = false
	case StepLeave:
		v.Left, v.Activated = true, false
	}
	return v, until
}
