package web

import (
	"net/url"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// When people ask what is open: now, when they get there, or at a day and an hour of the coming week.
const (
	whenNow     = "now"
	whenArrival = "arrival"

	reckoned = 2 * 366 * 24 * time.Hour // how far from now an instant may lie
	onTiles  = 7 * 24 * time.Hour       // and on tiles
)

// readWhen reads "open_at", or what the form sends instead: a day and an hour on the clocks of the visit.
func (v *visit) readWhen(query url.Values) (string, directory.OpenAt, error) {
	when, o := query.Get("open_at"), directory.OpenAt{At: v.now}
	switch state := query.Get("open_state"); state {
	case "", "open":
	case "unknown":
		o.Maybe = true
	default:
		return "", o, &directory.Invalid{Param: "open_state", Reason: "neither open nor unknown"}
	}
	if day := query.Get("open_day"); day != "" && when == "" {
		t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+query.Get("open_time"), v.now.Location())
		if err != nil {
			return "", o, &directory.Invalid{Param: "open_day", Reason: "not a day and an hour"}
		}
		when = t.Format(time.RFC3339)
	}
	switch when {
	case "":
		return "", directory.OpenAt{}, nil
	case whenNow:
		return when, o, nil
	case whenArrival:
		o.Walk = true
		if v.here != nil {
			o.From = *v.here
		}
		return when, o, nil
	}
	t, err := time.Parse(time.RFC3339, when)
	if err != nil || t.Sub(v.now).Abs() > reckoned {
		return "", o, &directory.Invalid{Param: "open_at", Reason: "not now, arrival or an instant within two years"}
	}
	o.At = t.In(v.now.Location())
	return when, o, nil
}

// asking is the same filter at another time; "" asks for closed places too.
func (f filter) asking(when string) filter {
	f.When, f.Open = when, directory.OpenAt{}
	return f
}

// toggleNow is the same filter with "now" put on, or taken off.
func (f filter) toggleNow() filter {
	if f.When == whenNow {
		return f.asking("")
	}
	return f.asking(whenNow)
}

// perhaps is the same filter for what could be open.
func (f filter) perhaps() filter {
	f.Open.Maybe = true
	return f
}

// onTiles says whether tiles can show what the filter keeps: they know no walk, and the days around now only.
func (f filter) onTiles(now time.Time) bool {
	return f.When == "" || !f.Open.Walk && f.Open.At.Sub(now).Abs() < onTiles
}

// whenChip names the time of a filter; "now" has a button of its own.
func (v *visit) whenChip(f filter) string {
	switch f.When {
	case "", whenNow:
		return ""
	case whenArrival:
		return v.Opening.Arriving
	}
	return v.Opening.Opened + " " + v.at(f.Open.At, v.now, v.now)
}

// moment is a choice of the form: a day or an hour.
type moment struct {
	Value, Label string
	Chosen       bool
}

// days are today and the six that follow.
func (v *visit) days(chosen time.Time) []moment {
	var list []moment
	for n := range 7 {
		day := v.now.AddDate(0, 0, n)
		label := v.fullDay(day)
		if n < 2 {
			label = [...]string{v.Opening.Today, v.Opening.Tomorrow}[n]
		}
		list = append(list, moment{day.Format(time.DateOnly), label, daysBetween(day, chosen) == 0})
	}
	return list
}

// halfHours are the times of a day; chosen falls on the one before it.
func (v *visit) halfHours(chosen time.Time) []moment {
	var list []moment
	for m := hours.Minute(0); m < minutesOfDay; m += 30 {
		value := time.Date(2000, 1, 1, 0, int(m), 0, 0, time.UTC).Format("15:04")
		list = append(list, moment{value, v.hour(m), minuteOf(chosen)/30*30 == m})
	}
	return list
}

// chosenTime is what the form shows first: the time asked for, else the next half hour.
func (v *visit) chosenTime(f filter) time.Time {
	if f.When != "" && !f.Open.Walk && f.When != whenNow {
		return f.Open.At
	}
	return v.now.Add(30 * time.Minute)
}
