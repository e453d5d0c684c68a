package web

import (
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// timetable is the week of some hours as a sheet shows it. At most one of its fields is filled.
type timetable struct {
	Days     []hours.Day
	EveryDay string // when all days are one: "jour et nuit"
	Verbatim string // the source's text, which nobody here can read
}

// timetable of a text that stands for a place, or for a part of it.
func (v *visit) timetable(p *directory.Place, text string) timetable {
	if text == "" {
		return timetable{}
	}
	if hours.Compile(text, v.site.Live.Calendar(p.District)).Err() != nil {
		return timetable{Verbatim: text}
	}
	week := v.site.Live.Week(p, text, v.now)
	for _, day := range week {
		if len(day.Spans) != 1 || !isWholeDay(day.Spans[0]) || day.Spans[0] != week[0].Spans[0] {
			return timetable{Days: week[:]}
		}
	}
	return timetable{EveryDay: v.span(week[0].Spans[0])}
}

// ownHours are what a service or a halt says of itself; without a word of it, the place's hours hold.
type ownHours struct {
	Badge badge
	Week  timetable
}

func (v *visit) ownHours(p *directory.Place, text string, open func(time.Time) directory.Opening) *ownHours {
	if text == "" {
		return nil
	}
	return &ownHours{v.told(p, answer{Opening: open(v.now), Said: true}, open), v.timetable(p, text)}
}

func (v *visit) serviceHours(p *directory.Place, i int) *ownHours {
	return v.ownHours(p, p.Services[i].Hours, func(t time.Time) directory.Opening { return v.site.Live.ServiceOpening(p, i, t) })
}

func (v *visit) stopHours(p *directory.Place, i int) *ownHours {
	return v.ownHours(p, p.Stops[i].Hours, func(t time.Time) directory.Opening { return v.site.Live.StopOpening(p, i, t) })
}

// holiday names a day's public holiday; empty on most days.
func (v *visit) holiday(d hours.Day) string { return hours.HolidayIn(v.Lang, d.Holiday) }
