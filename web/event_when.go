package web

import (
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/recur"
)

// When an event takes place, in words and in addresses.

const (
	eventsPath = "/events"
	dateLayout = "20060102T1504" // of a date's original beginning in an address, by the event's clock
)

func eventPath(id uuid.UUID) string { return eventsPath + "/" + id.String() }

// datePath is the page of one date.
func datePath(id uuid.UUID, original time.Time, zone *time.Location) string {
	return eventPath(id) + "/" + original.In(zone).Format(dateLayout)
}

// clockOf is the clock on the wall of an event; that of the visit where its zone is not known.
func (v *visit) clockOf(zone string) *time.Location {
	if zone == "" || zone == v.now.Location().String() {
		return v.now.Location()
	}
	if there, err := time.LoadLocation(zone); err == nil {
		return there
	}
	return v.now.Location()
}

// hoursWords say from when until when: 18 h, de 18 h à 20 h, toute la journée. Both are on one clock.
func (v *visit) hoursWords(from, until time.Time, allDay bool) string {
	switch {
	case allDay && until.Sub(from) > 25*time.Hour:
		return fmt.Sprintf(v.Out.LongSpan, v.Out.AllDay, v.fullDay(until.Add(-time.Hour)))
	case allDay:
		return v.Out.AllDay
	case !until.After(from):
		return v.hour(minuteOf(from))
	case until.Sub(from) > 20*time.Hour:
		return fmt.Sprintf(v.Out.LongSpan, v.hour(minuteOf(from)), v.fullDay(until)+" "+v.hour(minuteOf(until)))
	}
	return fmt.Sprintf(v.Out.Span, v.hour(minuteOf(from)), v.hour(minuteOf(until)))
}

// dayWords say a day: aujourd’hui, demain, jeudi 3 décembre, with the year where it is another one.
func (v *visit) dayWords(t time.Time) string {
	switch n := daysBetween(v.now.In(t.Location()), t); {
	case n == 0 || n == 1:
		return [...]string{v.Opening.Today, v.Opening.Tomorrow}[n] + ", " + v.fullDay(t)
	case t.Year() != v.now.Year() && (n < 0 || n > 300):
		return v.fullDay(t) + " " + strconv.Itoa(t.Year())
	}
	return v.fullDay(t)
}

// dateWords say a date as one line.
func (v *visit) dateWords(o *community.Occurrence, zone *time.Location, allDay bool) string {
	from := o.Start.In(zone)
	return v.dayWords(from) + ", " + v.hoursWords(from, o.End.In(zone), allDay)
}

// repeats are the choices of a form, in its order.
var repeats = []string{"", "daily", "weekly", "fortnightly", "monthly", "twice", "monthday", "yearly"}

// ruleOf is the rule of a choice for what begins on a day; ok is false for a choice that there is none of.
func ruleOf(choice string, start time.Time, until string) (rule string, ok bool) {
	weekday := [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[start.Weekday()]
	nth := (start.Day() + 6) / 7
	switch choice {
	case "":
		return "", true
	case "daily":
		rule = "FREQ=DAILY"
	case "weekly":
		rule = "FREQ=WEEKLY;BYDAY=" + weekday
	case "fortnightly":
		rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=" + weekday
	case "monthly":
		if nth == 5 {
			nth = -1
		}
		rule = fmt.Sprintf("FREQ=MONTHLY;BYDAY=%d%s", nth, weekday)
	case "twice":
		first := 2 - nth%2
		rule = fmt.Sprintf("FREQ=MONTHLY;BYDAY=%d%s,%d%s", first, weekday, first+2, weekday)
		if nth == 5 {
			rule = fmt.Sprintf("FREQ=MONTHLY;BYDAY=-1%s,-3%s", weekday, weekday)
		}
	case "monthday":
		rule = fmt.Sprintf("FREQ=MONTHLY;BYMONTHDAY=%d", start.Day())
	case "yearly":
		rule = "FREQ=YEARLY"
	default:
		return "", false
	}
	if until == "" {
		return rule, true
	}
	day, err := time.Parse(time.DateOnly, until)
	return rule + ";UNTIL=" + day.Format("20060102"), err == nil
}

// choiceOfRule is the choice that makes a rule, and its last day; "kept" for one that no choice makes.
func choiceOfRule(rule string, start time.Time) (choice, until string) {
	if rule == "" {
		return "", ""
	}
	parsed, err := recur.Parse(rule)
	if err != nil {
		return "kept", ""
	}
	if !parsed.Until.IsZero() && !parsed.UntilUTC {
		until = parsed.Until.Time().Format(time.DateOnly)
	}
	for _, choice := range repeats {
		made, _ := ruleOf(choice, start, until)
		if one, err := recur.Parse(made); err == nil && one.String() == parsed.String() {
			return choice, until
		}
	}
	return "kept", ""
}

// repeatWords say how an event repeats; empty for one that does not.
func (v *visit) repeatWords(text string) string {
	rule, err := recur.Parse(text)
	if text == "" || err != nil {
		return ""
	}
	return rule.Words(v.Lang)
}

// paperWords say a date on paper, which is read on any day.
func (v *visit) paperWords(e *eventSheet) string {
	from := e.On.Start.In(e.Zone)
	return v.fullDay(from) + " " + strconv.Itoa(from.Year()) + ", " + v.hoursWords(from, e.On.End.In(e.Zone), e.When.AllDay)
}
