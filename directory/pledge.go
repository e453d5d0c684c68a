package directory

import "time"

// The pledge of the mission: two hours a month for a year.
const (
	PledgeMinutes = 120 // a month
	PledgeMonths  = 12
)

// Pledge is how a promise goes. A month of the pledge begins on the same day of the month as the first; in a shorter month, on
// its last day.
type Pledge struct {
	Since   time.Time // the day it was given, midnight UTC; zero = none
	Due     int       // its months that have ended, 0–12
	Kept    int       // those of them with two hours or more
	Minutes int       // given in the month that runs
	Over    bool      // the year is over
}

// Helped is time somebody gave: a day of their calendar, and minutes.
type Helped struct {
	Day     time.Time // midnight UTC
	Minutes int
}

// PledgeOn judges a pledge on a day. Helped may stand in any order; what lies outside the year does not count.
func PledgeOn(since, today time.Time, helped []Helped) Pledge {
	p := Pledge{Since: since}
	if since.IsZero() {
		return p
	}
	for i := range PledgeMonths {
		begins, ends := monthsAfter(since, i), monthsAfter(since, i+1)
		if today.Before(begins) {
			break
		}
		minutes := 0
		for _, h := range helped {
			if !h.Day.Before(begins) && h.Day.Before(ends) {
				minutes += h.Minutes
			}
		}
		if today.Before(ends) {
			p.Minutes = minutes
			return p
		}
		p.Due++
		if minutes >= PledgeMinutes {
			p.Kept++
		}
	}
	p.Over = p.Due == PledgeMonths
	return p
}

// monthsAfter is the same day n months later, or the last day of that month when it is shorter.
func monthsAfter(day time.Time, n int) time.Time {
	first := time.Date(day.Year(), day.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day.Day(), last)-1)
}
