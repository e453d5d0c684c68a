package directory

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// VolunteerEdit is what a volunteer says of themself.
type VolunteerEdit struct {
	Kinds           KindSet
	Week            Week
	Absences        []Absence // those ahead; each day once
	PerDay, PerWeek int       // how often they may be asked, at most
	AtNight         bool      // may be asked at night for what is urgent
	Pledged         bool      // two hours a month for a year, from the day it is first said
}

// Most that somebody may be asked.
const (
	MaxPerDay  = 10
	MaxPerWeek = 50
)

// maxAhead is how far ahead an absence may lie.
const maxAhead = 2 * 366 * 24 * time.Hour

// check refuses what is out of bounds and puts absences in order, without those that are over on a day.
func (e *VolunteerEdit) check(today time.Time) error {
	switch {
	case e.Kinds == 0:
		return invalid("kinds", "at least one is needed")
	case e.PerDay < 1 || e.PerDay > MaxPerDay:
		return invalid("per_day", "%d is not in 1–%d", e.PerDay, MaxPerDay)
	case e.PerWeek < e.PerDay || e.PerWeek > MaxPerWeek:
		return invalid("per_week", "%d is not in %d–%d", e.PerWeek, e.PerDay, MaxPerWeek)
	}
	ahead := make([]Absence, 0, len(e.Absences))
	for _, a := range e.Absences {
		switch {
		case a.Until.Before(a.From):
			return invalid("absences", "ends on %s, before it begins on %s", a.Until.Format(time.DateOnly), a.From.Format(time.DateOnly))
		case a.Until.Sub(today) > maxAhead:
			return invalid("absences", "%s is more than two years ahead", a.Until.Format(time.DateOnly))
		case !a.Until.Before(today):
			ahead = append(ahead, a)
		}
	}
	slices.SortFunc(ahead, func(a, b Absence) int { return a.From.Compare(b.From) })
	for i := 1; i < len(ahead); i++ {
		if !ahead[i].From.After(ahead[i-1].Until) {
			return invalid("absences", "two of them hold %s", ahead[i].From.Format(time.DateOnly))
		}
	}
	if len(ahead) > MaxAbsences {
		return invalid("absences", "%d, at most %d are kept", len(ahead), MaxAbsences)
	}
	e.Absences = ahead
	return nil
}

// VolunteerProfile is a volunteer as they, and the staff of their district, see them.
type VolunteerProfile struct {
	RosterEntry
	Week            Week
	Absences        []Absence
	PerDay, PerWeek int
	AtNight         bool
	Vetting         Vetting
	Steps           []StepDone // the oldest first
	Trainings       []Training // ahead, to which they are invited
}

// Edit is the profile as its owner may write it.
func (p *VolunteerProfile) Edit() VolunteerEdit {
	return VolunteerEdit{
		Kinds: p.Kinds, Week: p.Week, Absences: p.Absences, PerDay: p.PerDay, PerWeek: p.PerWeek, AtNight: p.AtNight,
		Pledged: !p.Pledge.Since.IsZero(),
	}
}

// StepDone is a step that was taken.
type StepDone struct {
	Step    Step
	At      time.Time
	Self    bool      // by the volunteer
	By      string    // the first name of who noted it, as the reader may know it; empty otherwise
	Until   time.Time // zero = it does not run out
	Charter string    // the version that was signed
	SHA256  string    // of the text that was signed, in hexadecimal digits
}

// Training is one that volunteers are invited to.
type Training struct {
	ID    uuid.UUID
	At    time.Time
	Place string
}

// RosterEntry is one line of the staff's list.
type RosterEntry struct {
	Account    int64
	ID         uuid.UUID
	Name       string
	District   int64 // the finest one of their home, or their city; 0 = no home said
	Located    bool  // has said where they live: nobody else is asked
	Languages  LanguageSet
	Kinds      KindSet
	State      VolunteerState
	Next       Step      // what is wanted of them, or of the staff; empty = nothing
	Expires    time.Time // when the first step runs out; zero = not yet active
	Pledge     Pledge
	LastActive time.Time // a day
	Applied    time.Time
}

// pledgeCode says how a pledge goes: "none", "kept" or "behind".
func (p Pledge) Code() string {
	switch {
	case p.Since.IsZero():
		return "none"
	case p.Kept == p.Due:
		return "kept"
	}
	return "behind"
}

// VolunteerInvitee is a row of a list of volunteers, as its file says it.
type VolunteerInvitee struct {
	Where        string // "line 12"
	Email, Phone string // one of them is enough; the e-mail address is used first
	Name         string
	Lang         string // of the message: "fr"
	Languages    []string
	Kinds        []string
}

// VolunteerReport says what an import of volunteers did, or would do on a dry run. It names nobody.
type VolunteerReport struct {
	File    string
	DryRun  bool
	Invited int
	Waiting int // invited before, no answer yet
	Known   int // volunteers already, or they have answered
	Refused Findings
}
