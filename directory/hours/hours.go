// Package hours answers "open at this instant?" from the text of an OSM opening_hours value
// (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification).
//
//	"Mo-Fr 09:00-17:00; PH off" ──Compile──▶ Schedule ──▶ State, NextChange, Intervals, Week
//	                                 ▲
//	                      Calendar ──┘ time zone, public holidays by rule, school holidays and sun times from tables
//
// Days and minutes are those of the clock on the wall in the calendar's time zone. What is not understood is Unknown,
// with its reason: never a false Open.
//
// Not here: places and their notices (directory), words for people (web), reading files (data/formats).
package hours

import (
	"fmt"
	"time"
)

// State is whether something is open.
type State uint8

const (
	Unknown State = iota // nobody can say from the text alone
	Closed
	Open
)

func (s State) String() string { return [...]string{"unknown", "closed", "open"}[s] }

// OpenEnd is the comment of the time after an open end ("18:00+"): Unknown, for as long as such ends usually last.
const OpenEnd = "Specified as open end. Closing time was guessed."

// Interval is a time with one state and one comment: From ≤ t < To.
type Interval struct {
	From, To time.Time // in the calendar's time zone
	State    State
	Comment  string
}

// Day is a day of a week as people read it.
type Day struct {
	Date    time.Time // its midnight in the calendar's time zone
	Holiday string    // name of the public holiday, empty if none
	Spans   []Span    // not closed, in order
	Reason  string    // the comment of the rule that closes the whole day, empty if none
}

// Span is a part of a day. A span that goes on past midnight stands whole on the day it begins: To may be up to 48:00.
type Span struct {
	From, To Minute
	State    State
	Comment  string
}

// Minute of a day: 0 = 00:00, 1440 = 24:00, more = the next day.
type Minute int16

// Problem is a part of a text that is not, or not well, opening hours.
type Problem struct {
	At     int    // byte of the text where the part begins
	Text   string // the part; empty at the text's end
	Reason string
}

func (p *Problem) Error() string {
	if p.Text == "" {
		return fmt.Sprintf("opening hours: byte %d: %s", p.At, p.Reason)
	}
	return fmt.Sprintf("opening hours: byte %d: %q %s", p.At, p.Text, p.Reason)
}
