// Package hours answers "open at this instant?" from the text of an OSM opening_hours value
// (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification).
//
//	"Mo-Fr 09:00-17:00; PH off" ──Parse──▶ Rules ──On(Calendar)──▶ Schedule ──State, NextChange, Intervals, Week
//	                                                  ▲
//	            time zone, public holidays by rule, school holidays and sun times from tables
//
// Days and minutes are those of the clock on the wall in the calendar's time zone. What is not understood is Unknown,
// with its reason: never a false Open.
//
// Not here: places and their notices (directory), words for people (web), reading files (data/formats).
package hours

import "time"

// State is whether something is open.
type State uint8

const (
	Unknown State = iota // nobody can say from the text alone
	Closed
	Open
)

func (s State) String() string { return [...]string{"unknown", "closed", "open"}[s] }

// Schedule is compiled text on a calendar: immutable, safe for any number of readers, no method but Intervals and Week
// allocates.
type Schedule struct {
	calendar *Calendar
	text     string
}

// Compile parses a text onto a calendar. It never fails: what is not understood is Unknown all the time, and Err says why.
// The empty text is Unknown too.
func Compile(text string, c *Calendar) *Schedule { return &Schedule{c, text} }

// Err says what was not understood; nil when everything was, and for the empty text.
func (s *Schedule) Err() error { return nil }

// Text is the text as it was given.
func (s *Schedule) Text() string { return s.text }

// Calendar is what Compile was given.
func (s *Schedule) Calendar() *Calendar { return s.calendar }

// State at an instant, and the comment of the rule that decides, empty if none.
func (s *Schedule) State(t time.Time) (State, string) { return s.On(s.calendar.At(t)) }

// On is State at a moment of the schedule's own calendar.
func (s *Schedule) On(m Moment) (State, string) { return Unknown, "" }

// NextChange is the first instant after t at which the state or its comment is another; false when none comes within
// two years.
func (s *Schedule) NextChange(t time.Time) (time.Time, bool) { return time.Time{}, false }

// Interval is a time with one state and one comment: From ≤ t < To.
type Interval struct {
	From, To time.Time // in the calendar's time zone
	State    State
	Comment  string
}

// Intervals are the times of [from, to) that are not closed, in order, neighbours differing in state or comment.
func (s *Schedule) Intervals(from, to time.Time) []Interval { return nil }

// Week is the calendar week (Monday to Sunday) that holds t.
func (s *Schedule) Week(t time.Time) [7]Day { return [7]Day{} }

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
