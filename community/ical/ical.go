// Package ical reads and writes calendars as files: iCalendar, RFC 5545, with the names of RFC 7986.
//
//	Calendar of Events (recur.Series + words) ──Write──▶ text/calendar, the same bytes for the same calendar
//	bytes of a stranger ──Read, bounded──▶ Calendar + what could not be read, and why
//
// Times are walls of the event's zone; positions are degrees, longitude first.
//
// Not here: which events stand in a calendar, fetching one, what becomes of an imported event (community).
package ical

import (
	"time"

	"github.com/alentour/alentour/community/recur"
)

// Type of what Write writes.
const Type = "text/calendar; charset=utf-8"

// Calendar is a file of events.
type Calendar struct {
	Name, Description string
	Source            string        // the address where it is found
	Refresh           time.Duration // how often it is worth asking again; 0 = not said
	Events            []Event       // a series before the dates of it that were changed
	Whole             bool          // of what is read: its end was there and no bound cut it short
}

// Event is a series, or one changed date of it.
type Event struct {
	UID               string // of the series
	Sequence          int
	Stamp             time.Time // when this was written
	Created, Modified time.Time // zero = not said
	Status            Status
	Series            recur.Series
	RecurrenceID      time.Time // the original start of the one date that this is about; zero = the series
	Summary           string
	Description       string
	Location          string
	URL               string
	Organizer         Organizer
	Geo               *[2]float64 // lon, lat
	Categories        []string
}

// Organizer is who holds an event: an address such as https://… or mailto:…
type Organizer struct{ Name, Address string }

// Status of an event.
type Status string

const (
	NoStatus  Status = ""
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE"
	Cancelled Status = "CANCELLED"
)

// Layouts of RFC 5545 §3.3.4 and §3.3.5.
const (
	dateLayout = "20060102"
	wallLayout = "20060102T150405"
	utcLayout  = wallLayout + "Z"
)
