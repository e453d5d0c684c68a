package web

import (
	"fmt"
	"strconv"
	"time"

	"github.com/alentour/alentour/directory/hours"
)

const (
	minutesOfDay = hours.Minute(24 * 60)
	dawn         = hours.Minute(6 * 60) // before it, people count the night to the day that ends
)

// hour says a time of day: 17 h, 17 h 30.
func (w *words) hour(m hours.Minute) string {
	m %= minutesOfDay
	if m%60 == 0 {
		return fmt.Sprintf(w.Opening.Hour, m/60)
	}
	return fmt.Sprintf(w.Opening.HourMinute, m/60, m%60)
}

// span says a part of a day. One that goes on past midnight says so.
func (w *words) span(s hours.Span) string {
	to := w.hour(s.To)
	switch {
	case s.To == minutesOfDay:
		to = w.Opening.Midnight
	case s.To > minutesOfDay+minutesOfDay/2:
		to = fmt.Sprintf(w.Opening.NextDay, to)
	case s.To > minutesOfDay:
		to = fmt.Sprintf(w.Opening.Morning, to)
	}
	text := fmt.Sprintf(w.Opening.Span, w.hour(s.From), to)
	if isWholeDay(s) {
		text = w.Opening.WholeDay
	}
	if s.State == hours.Unknown {
		text = fmt.Sprintf(w.Opening.PerhapsSpan, text)
	}
	return text
}

func isWholeDay(s hours.Span) bool { return s.From == 0 && s.To == minutesOfDay }

// date says a day without its year: 3 juin, 1er juin.
func (w *words) date(t time.Time) string {
	first := ""
	if t.Day() == 1 && w.Lang == "fr" {
		first = "er"
	}
	return fmt.Sprintf("%d%s %s", t.Day(), first, w.Months[t.Month()-1])
}

// weekday says a day of this week: mercredi 3.
func (w *words) weekday(t time.Time) string {
	return w.Opening.Weekdays[t.Weekday()] + " " + strconv.Itoa(t.Day())
}

// fullDay says a day with its month: mercredi 3 juin.
func (w *words) fullDay(t time.Time) string { return w.Opening.Weekdays[t.Weekday()] + " " + w.date(t) }

// at says an instant: à 17 h, demain à 9 h, lundi à 9 h, le 3 janvier à 9 h. from is the instant last spoken of, whose
// day goes without saying; both are in one time zone with now.
func (w *words) at(t, from, now time.Time) string {
	o, hour := &w.Opening, w.hour(minuteOf(t))
	switch days := daysBetween(now, t); {
	case daysBetween(from, t) == 0:
		return fmt.Sprintf(o.AtHour, hour)
	case days == 1:
		return fmt.Sprintf(o.AtTomorrow, hour)
	case days > 1 && days < 7:
		return fmt.Sprintf(o.AtWeekday, o.Weekdays[t.Weekday()], hour)
	}
	return fmt.Sprintf(o.AtDate, w.date(t), hour)
}

// until says the end of a time, as at says its beginning. Midnight belongs to the day it ends, the hours before dawn
// to the evening that goes on.
func (w *words) until(t, from, now time.Time) string {
	o, hour, day := &w.Opening, w.hour(minuteOf(t)), t
	if minuteOf(t) == 0 {
		hour, day = o.Midnight, t.AddDate(0, 0, -1)
	}
	switch days := daysBetween(now, day); {
	case daysBetween(from, day) == 0:
		return fmt.Sprintf(o.UntilHour, hour)
	case daysBetween(from, day) == 1 && minuteOf(t) > 0 && minuteOf(t) < dawn && minuteOf(from) > minutesOfDay/2:
		return fmt.Sprintf(o.UntilHour, fmt.Sprintf(o.Morning, hour))
	case days == 1:
		return fmt.Sprintf(o.UntilTomorrow, hour)
	case days > 1 && days < 7:
		return fmt.Sprintf(o.UntilWeekday, o.Weekdays[day.Weekday()], hour)
	}
	return fmt.Sprintf(o.UntilDate, w.date(day), hour)
}

// soon is how long it takes until t, when that is worth hurrying or waiting for; empty otherwise.
func (w *words) soon(t, now time.Time) string {
	if left := t.Sub(now); left > 0 && left <= time.Hour {
		return " (" + fmt.Sprintf(w.Opening.Minutes, int(left/time.Minute)) + ")"
	}
	return ""
}

func minuteOf(t time.Time) hours.Minute { return hours.Minute(t.Hour()*60 + t.Minute()) }

// daysBetween counts calendar days from a to b, whatever their zones and whatever clocks were put forward.
func daysBetween(a, b time.Time) int {
	noon := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	return int(noon(b).Sub(noon(a)) / (24 * time.Hour))
}
