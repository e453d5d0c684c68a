package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// timetable is the week of some hours as a sheet shows it: its days, or one sentence, or the source's own text.
type timetable struct {
	Days     []day
	Doubt    bool   // some day says "maybe" and not why
	EveryDay string // when all days are one: "jour et nuit"
	Verbatim string // what nobody here can read, or reckon
	Lost     string // the part of it that is not understood
}

type day struct {
	hours.Day
	Lines   []line
	IsToday bool
	IsPast  bool
	Check   bool // open on a public holiday of which the source says nothing
}

// line is a part of a day, or what holds all day.
type line struct{ Text, Note string }

// timetable of a text that stands for a place, or for a part of it.
func (v *visit) timetable(p *directory.Place, text string) timetable {
	if text == "" {
		return timetable{}
	}
	if err := hours.Compile(text, v.site.Live.Calendar(p.District)).Err(); err != nil {
		t := timetable{Verbatim: text}
		var problem *hours.Problem
		if errors.As(err, &problem) && problem.Text != text {
			t.Lost = problem.Text
		}
		return t
	}
	week := v.site.Live.Week(p, text, v.now)
	var t timetable
	every := true
	for i, d := range week {
		away := daysBetween(v.now, d.Date)
		t.Days = append(t.Days, day{
			Day: d, Lines: v.lines(d, week[max(0, i-1)]), IsToday: away == 0, IsPast: away < 0,
			Check: d.Holiday != "" && len(d.Spans) > 0 && forgetsFeasts(text),
		})
		every = every && len(d.Spans) == 1 && isWholeDay(d.Spans[0]) && d.Spans[0] == week[0].Spans[0]
		t.Doubt = t.Doubt || slices.ContainsFunc(d.Spans, func(s hours.Span) bool { return s.State == hours.Unknown && s.Comment == "" })
	}
	if every {
		return v.everyDay(week[0].Spans[0], text)
	}
	return t
}

// everyDay says a week of seven equal days in one sentence.
func (v *visit) everyDay(s hours.Span, text string) timetable {
	switch {
	case s.State == hours.Open && s.Comment != "":
		return timetable{EveryDay: v.Opening.EveryDay + v.Colon + s.Comment}
	case s.State == hours.Open:
		return timetable{EveryDay: v.Opening.EveryDay + v.Colon + v.Opening.WholeDay}
	case s.Comment != "":
		return timetable{EveryDay: upperFirst(v.Opening.Perhaps) + v.Colon + s.Comment}
	case text == "sunrise-sunset":
		return timetable{EveryDay: v.Opening.Daylight}
	}
	return timetable{Verbatim: text}
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

// run is some days of a week that say the same.
type run struct {
	Days  string // lundi à vendredi; mardi, jeudi
	Lines []line
}

// runs are the open days of a week, those that say the same together.
func (w *words) runs(days []day) []run {
	var list []run
	told := make([]bool, len(days))
	for i, d := range days {
		if told[i] || len(d.Spans) == 0 {
			continue
		}
		var same []int
		for j := i; j < len(days); j++ {
			if slices.Equal(days[j].Lines, d.Lines) && days[j].Holiday == d.Holiday {
				told[j] = true
				same = append(same, j)
			}
		}
		list = append(list, run{w.daysNamed(days, same), d.Lines})
	}
	return list
}

// daysNamed names days of a week: three or more in a row by the first and the last.
func (w *words) daysNamed(days []day, some []int) string {
	name := func(i int) string {
		day := w.Opening.Weekdays[days[i].Date.Weekday()]
		if days[i].Holiday != "" {
			day += " (" + w.holiday(days[i]) + ")"
		}
		return day
	}
	if n := len(some); n > 2 && some[n-1]-some[0] == n-1 {
		return fmt.Sprintf(w.Opening.Span, name(some[0]), name(some[n-1]))
	}
	var names []string
	for _, i := range some {
		names = append(names, name(i))
	}
	return strings.Join(names, ", ")
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
	return &ownHours{v.told(p, answer{Opening: open(v.now), Hours: text}, open), v.timetable(p, text)}
}

func (v *visit) serviceHours(p *directory.Place, i int) *ownHours {
	return v.ownHours(p, p.Services[i].Hours, func(t time.Time) directory.Opening { return v.site.Live.ServiceOpening(p, i, t) })
}

func (v *visit) stopHours(p *directory.Place, i int) *ownHours {
	return v.ownHours(p, p.Stops[i].Hours, func(t time.Time) directory.Opening { return v.site.Live.StopOpening(p, i, t) })
}

// holiday names a day's public holiday; empty on most days.
func (w *words) holiday(d day) string { return hours.HolidayIn(w.Lang, d.Holiday) }
