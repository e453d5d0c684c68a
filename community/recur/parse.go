package recur

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Parse reads a rule such as FREQ=MONTHLY;BYDAY=1MO, in capitals or not, with or without RRULE: before it. An UNTIL that is a date is
// the whole of that day.
func Parse(text string) (Rule, error) {
	text = strings.TrimSpace(text)
	if len(text) > 1000 {
		return Rule{}, refuse("", "may have at most 1000 letters")
	}
	text = strings.TrimSuffix(strings.TrimPrefix(strings.ToUpper(text), "RRULE:"), ";")
	var r Rule
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, ok := strings.Cut(part, "=")
		if !ok || value == "" {
			return Rule{}, refuse("", "%.40q is no part of a rule", part)
		}
		if seen[name] {
			return Rule{}, refuse(name, "stands twice")
		}
		seen[name] = true
		if err := r.read(name, value); err != nil {
			return Rule{}, err
		}
	}
	return r, r.Check()
}

// read one part of a rule.
func (r *Rule) read(name, value string) (err error) {
	switch name {
	case "FREQ":
		r.Freq = Freq(max(slices.Index(freqs[:], value), 0)) //nolint:gosec // at most 4
	case "INTERVAL":
		r.Interval, err = number(name, value, 1, MaxInterval)
	case "COUNT":
		r.Count, err = number(name, value, 1, MaxCount)
	case "UNTIL":
		return r.readUntil(value)
	case "WKST":
		r.WeekStart, err = weekday(name, value)
	case "BYMONTH":
		r.ByMonth, err = list(value, func(s string) (time.Month, error) {
			m, err := number(name, s, 1, 12)
			return time.Month(m), err
		})
	case "BYMONTHDAY":
		r.ByMonthDay, err = list(value, func(s string) (int, error) { return number(name, s, -31, 31) })
	case "BYSETPOS":
		r.BySetPos, err = list(value, func(s string) (int, error) { return number(name, s, -366, 366) })
	case "BYDAY":
		r.ByDay, err = list(value, day)
	default:
		return refuse(strconv.Quote(fmt.Sprintf("%.20s", name)), "is not read here")
	}
	return err
}

func (r *Rule) readUntil(value string) error {
	value, r.UntilUTC = strings.CutSuffix(value, "Z")
	var err error
	if r.Until, err = ParseWall(value); err != nil {
		return refuse("UNTIL", "must be a date such as 20261231 or 20261231T225959Z")
	}
	if !strings.Contains(value, "T") {
		r.Until, r.UntilUTC = endOf(r.Until), false
	}
	return nil
}

func number(part, text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, refuse(part, "must lie between %d and %d", least, most)
	}
	return n, nil
}

func weekday(part, text string) (Weekday, error) {
	i := slices.Index(weekdays[:], text)
	if i < 0 {
		return 0, refuse(part, "must be of MO, TU, WE, TH, FR, SA, SU")
	}
	return Weekday(i), nil
}

// day reads MO, 1MO, +1MO or -1MO.
func day(text string) (d Day, err error) {
	at := max(len(text)-2, 0)
	if d.Weekday, err = weekday("BYDAY", text[at:]); err != nil || at == 0 {
		return d, err
	}
	if d.N, err = number("BYDAY", text[:at], -53, 53); err == nil && d.N == 0 {
		err = refuse("BYDAY", "counts from 1")
	}
	return d, err
}

func list[T any](text string, read func(string) (T, error)) ([]T, error) {
	var members []T
	for member := range strings.SplitSeq(text, ",") {
		if len(members) == MaxList {
			return nil, refuse("", "no list may have more than %d members", MaxList)
		}
		m, err := read(member)
		if err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	return members, nil
}
