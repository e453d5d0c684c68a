package moderation

import (
	"time"

	"github.com/alentour/alentour/directory/hours"
)

// DefaultHours are when a team works that has not said so.
const DefaultHours = "Mo-Fr 09:00-18:00; PH off"

// Due is when so much working time has passed after an instant. A team that does not work within a year is held to the clock on
// the wall: a deadline there must be.
func Due(team *hours.Schedule, from time.Time, work time.Duration) time.Time {
	const week = 7 * 24 * time.Hour
	left, year := work, from.Add(52*week)
	for start := from; start.Before(year); start = start.Add(week) {
		for _, i := range team.Intervals(start, start.Add(week)) {
			if i.State != hours.Open {
				continue // who knows: not counted against anybody
			}
			span := i.To.Sub(i.From)
			if left <= span {
				return i.From.Add(left)
			}
			left -= span
		}
	}
	return from.Add(work)
}

// working says whether the team is there.
func working(team *hours.Schedule, at time.Time) bool {
	state, _ := team.State(at)
	return state == hours.Open
}
