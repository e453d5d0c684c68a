package web

import (
	"strings"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// timetable is the week of some hours as a sheet shows it. At most one of its fields is filled.
type timetable struct {
	Days     []day
	EveryDay string // when all days are one: "jour et nuit"
	Verbatim string // the source's text, which nobody here can read
}

type day struct {
	hours.Day
	Lines []line
}

// line is a part of a day, or what holds all day.
type line struct{ Text, Note string }

// timetable of a text that stands for a place, or for a part of it.
func (v *visit) timetable(p *directory.Place, text string) timetable {
	if text == "" {
		return timetable{}
	}
	if hours.Compile(text, v.site.Live.Calendar(p.District)).Err() != nil {
		return timetable{Verbatim: text}
	}
	week := v.site.Live.Week(p, text, v.now)
	var t timetable
	every := true
	for i, d := range week {
		t.Days = append(t.Days, day{d, v.lines(d, week[max(0, i-1)])})
		every = every && len(d.Spans) == 1 && isWholeDay(d.Spans[0]) && d.Spans[0] == week[0].Spans[0]
	}
	if !every {
		return t
	}
	all := t.Days[0].Lines[0]
	return timetable{EveryDay: strings.TrimSuffix(all.Text+" : "+all.Note, " : ")}
}

// lines say a day. Doubt that fills all that is left of it is said once: "9 h à 12 h; else by appointment".
func (w *words) lines(d, before hours.Day) []line {
	if len(d.Spans) == 0 {
		return []line{{w.Opening.ClosedDay, d.Reason}}
	}
	var list []line
	doubt, filled := doubtFills(d, before)
	for _, s := range d.Spans {
		if !filled || s.State == hours.Open {
			list = append(list, line{w.span(s), s.Comment})
		}
	}
	switch {
	case filled && len(list) > 0:
		list = append(list, line{w.Opening.Else, doubt})
	case filled:
		list = append(list, line{upperFirst(w.Opening.Perhaps), doubt})
	}
	return list
}

// doubtFills says whether a day has no closed minute because one doubt fills the rest of it, and the words of the doubt.
func doubtFills(d, before hours.Day) (comment string, fills bool) {
	reached := hours.Minute(0)
	if n := len(before.Spans); n > 0 && before.Date.Before(d.Date) {
		reached = max(0, before.Spans[n-1].To-minutesOfDay)
	}
	doubts := 0
	for _, s := range d.Spans {
		if s.From > reached {
			return "", false
		}
		reached = max(reached, s.To)
		if s.State != hours.Unknown {
			continue
		}
		if doubts > 0 && s.Comment != comment {
			return "", false
		}
		comment = s.Comment
		doubts++
	}
	return comment, doubts > 0 && reached >= minutesOfDay
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
func (v *visit) holiday(d day) string { return hours.HolidayIn(v.Lang, d.Holiday) }
