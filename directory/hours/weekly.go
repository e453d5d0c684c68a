package hours

import (
	"fmt"
	"strings"
)

// Weekly is the usual case, which a form of seven rows can say: the same hours each week, and perhaps closed on public holidays.
type Weekly struct {
	Days     [7][]Slot // Monday first
	NoFeasts bool      // closed on public holidays
}

// Slot is from one minute of the day to another. Until may lie past midnight: 1 h of the next day is 25 h.
type Slot struct{ From, Until Minute }

var dayCodes = [7]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

// String writes it as opening_hours, with neighbouring days of the same hours in one rule; empty when no day has any.
func (w Weekly) String() string {
	var rules []string
	for day := 0; day < 7; {
		last := day
		for last < 6 && sameSlots(w.Days[last+1], w.Days[day]) {
			last++
		}
		if len(w.Days[day]) > 0 {
			rules = append(rules, dayRange(day, last)+" "+slots(w.Days[day]))
		}
		day = last + 1
	}
	if w.NoFeasts && len(rules) > 0 {
		rules = append(rules, "PH off")
	}
	return strings.Join(rules, "; ")
}

func sameSlots(a, b []Slot) bool { return slots(a) == slots(b) }

func dayRange(first, last int) string {
	switch last - first {
	case 0:
		return dayCodes[first]
	case 1:
		return dayCodes[first] + "," + dayCodes[last]
	}
	return dayCodes[first] + "-" + dayCodes[last]
}

func slots(list []Slot) string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = s.From.String() + "-" + s.Until.String()
	}
	return strings.Join(texts, ",")
}

// ParseWeekly reads a text that a form of seven rows can say: rules of days with hours and "PH off", no more. False for any other
// text, and for the empty one.
func ParseWeekly(text string) (w Weekly, ok bool) {
	said := [7]bool{}
	for rule := range strings.SplitSeq(text, ";") {
		rule = strings.TrimSpace(rule)
		if rule == "PH off" || rule == "PH closed" {
			w.NoFeasts = true
			continue
		}
		days, times, found := strings.Cut(rule, " ")
		if !found {
			return Weekly{}, false
		}
		list, ok := parseSlots(strings.ReplaceAll(times, " ", ""))
		if !ok {
			return Weekly{}, false
		}
		for part := range strings.SplitSeq(days, ",") {
			first, last, ok := parseDays(part)
			if !ok {
				return Weekly{}, false
			}
			for day := first; ; day = (day + 1) % 7 {
				if said[day] {
					return Weekly{}, false // a later rule for the same day means something else
				}
				said[day], w.Days[day] = true, list
				if day == last {
					break
				}
			}
		}
	}
	return w, said != [7]bool{}
}

func parseDays(text string) (first, last int, ok bool) {
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, last = -1, -1
	for i, code := range dayCodes {
		if code == from {
			first = i
		}
		if code == to {
			last = i
		}
	}
	return first, last, first >= 0 && last >= 0
}

func parseSlots(text string) ([]Slot, bool) {
	if text == "off" || text == "closed" {
		return nil, true
	}
	var list []Slot
	for part := range strings.SplitSeq(text, ",") {
		from, until, found := strings.Cut(part, "-")
		s := Slot{}
		var ok1, ok2 bool
		s.From, ok1 = ParseClock(from)
		s.Until, ok2 = ParseClock(until)
		if !found || !ok1 || !ok2 {
			return nil, false
		}
		list = append(list, s)
	}
	return list, true
}

// ParseClock reads an hour of the day as 08:30; up to 24:00.
func ParseClock(text string) (Minute, bool) {
	var h, m int
	if n, err := fmt.Sscanf(text, "%2d:%2d", &h, &m); err != nil || n != 2 || len(text) != 5 || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return 0, false
	}
	return Minute(h*60 + m), true
}
