package moderation

import (
	"slices"
	"time"
)

// Urgency says how soon somebody must look.
type Urgency int16

// The urgencies.
const (
	Ordinary Urgency = iota
	Soon
	Danger // somebody may be in danger
)

// String is the urgency's code.
func (u Urgency) String() string { return [...]string{"ordinary", "soon", "danger"}[u] }

// UrgencyNamed is the urgency of a code.
func UrgencyNamed(code string) (Urgency, bool) {
	for u := Ordinary; u <= Danger; u++ {
		if u.String() == code {
			return u, true
		}
	}
	return 0, false
}

// Within is how much working time the team has for a first decision.
func (u Urgency) Within() time.Duration {
	return [...]time.Duration{24 * time.Hour, 8 * time.Hour, time.Hour}[u]
}

// AppealWithin is how much working time the team has for a second look.
const AppealWithin = 40 * time.Hour

// Reason is why somebody reports something; the same codes name the rule that was broken.
type Reason struct {
	Code    string
	Urgency Urgency
}

// Reasons lists them, the most urgent first.
func Reasons() []Reason { return slices.Clone(reasons[:]) }

var reasons = [...]Reason{
	{"danger", Danger},
	{"minor", Danger},
	{"harassment", Soon},
	{"discrimination", Soon},
	{"fraud", Soon},
	{"illegal", Soon},
	{"insult", Ordinary},
	{"spam", Ordinary},
	{"other", Ordinary},
}

func reasonNamed(code string) (Reason, bool) {
	i := slices.IndexFunc(reasons[:], func(r Reason) bool { return r.Code == code })
	if i < 0 {
		return Reason{}, false
	}
	return reasons[i], true
}

// The steps that are noted in a case beside its moves. They are codes: what somebody wants to say in words they say to people.
const (
	StepReport    = "report"       // code: the reason
	StepHide      = "hide"         // at once, out of hours
	StepNote      = "note"         // code: one of Notes
	StepSuspect   = "suspect"      // a serious crime (DSA art. 18): the case cannot be decided before one of the two below
	StepAuthority = "authority"    // told them; code: one of Authorities
	StepNoCrime   = "no-suspicion" // a second look found none
	StepRead      = "read-sealed"
)

// Notes are what a moderator may note.
func Notes() []string { return slices.Clone(notes[:]) }

var notes = [...]string{"spoke-to-person", "spoke-to-reporter", "spoke-to-association", "went-to-see", "asked-colleague", "waits-for-answer", "known-before"}

// Authorities are whom the team tells of a suspicion.
func Authorities() []string { return slices.Clone(authorities[:]) }

var authorities = [...]string{"police", "prosecutor", "pharos", "child-protection"}
