package recur

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Freq is what a rule counts in.
type Freq uint8

const (
	Daily Freq = iota + 1
	Weekly
	Monthly
	Yearly
)

var freqs = [...]string{Daily: "DAILY", Weekly: "WEEKLY", Monthly: "MONTHLY", Yearly: "YEARLY"}

func (f Freq) String() string {
	if int(f) < len(freqs) {
		return freqs[f]
	}
	return "FREQ" + strconv.Itoa(int(f))
}

// Weekday begins with Monday, unlike [time.Weekday].
type Weekday uint8

const (
	Monday Weekday = iota
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
	Sunday
)

var weekdays = [...]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

func (d Weekday) String() string {
	if int(d) < len(weekdays) {
		return weekdays[d]
	}
	return "day" + strconv.Itoa(int(d))
}

// Day is a weekday: each of the period, or the Nth of it, counted from its end where N is negative.
type Day struct {
	N       int // 0 = each
	Weekday Weekday
}

func (d Day) String() string {
	if d.N == 0 {
		return d.Weekday.String()
	}
	return strconv.Itoa(d.N) + d.Weekday.String()
}

// Rule is a recurrence rule: RFC 5545 §3.3.10 from DAILY to YEARLY, without BYYEARDAY, BYWEEKNO and what is finer than a day. Its dates
// are those of a [Series], which says where it begins. Empty lists say nothing.
type Rule struct {
	Freq       Freq
	Interval   int // every so many periods; 0 is 1
	Count      int // dates in all; 0 = as many as there are
	Until      Wall
	UntilUTC   bool // Until is what a clock in Greenwich shows, else one in the zone of the series
	ByMonth    []time.Month
	ByMonthDay []int // 1 to 31, or -1 for the last day of the month to -31
	ByDay      []Day
	BySetPos   []int // of the dates of a period the so-manyeth, from its end where negative
	WeekStart  Weekday
}

// Bounds of a rule. What is beyond them is refused rather than slow.
const (
	MaxCount    = 1000    // dates of a rule with COUNT
	MaxInterval = 100_000 // periods
	MaxList     = 40      // members of a BY… list
)

// Check refuses what no text that Parse accepts can say.
func (r *Rule) Check() error {
	switch {
	case r.Freq < Daily || r.Freq > Yearly:
		return refuse("FREQ", "must be DAILY, WEEKLY, MONTHLY or YEARLY")
	case r.Interval < 0 || r.Interval > MaxInterval:
		return refuse("INTERVAL", "must lie between 1 and %d", MaxInterval)
	case r.Count < 0 || r.Count > MaxCount:
		return refuse("COUNT", "must lie between 1 and %d; a series without end has none", MaxCount)
	case r.Count > 0 && !r.Until.IsZero():
		return refuse("COUNT", "cannot stand beside UNTIL")
	case r.WeekStart > Sunday:
		return refuse("WKST", "must be a weekday")
	case max(len(r.ByMonth), len(r.ByMonthDay), len(r.ByDay), len(r.BySetPos)) > MaxList:
		return refuse("", "no list may have more than %d members", MaxList)
	case r.Freq == Weekly && len(r.ByMonthDay) > 0:
		return refuse("BYMONTHDAY", "cannot stand in a WEEKLY rule")
	}
	return r.checkLists()
}

func (r *Rule) checkLists() error {
	for _, m := range r.ByMonth {
		if m < time.January || m > time.December {
			return refuse("BYMONTH", "must lie between 1 and 12")
		}
	}
	for _, d := range r.ByMonthDay {
		if d == 0 || d < -31 || d > 31 {
			return refuse("BYMONTHDAY", "must lie between 1 and 31 or -31 and -1")
		}
	}
	for _, p := range r.BySetPos {
		if p == 0 || p < -366 || p > 366 {
			return refuse("BYSETPOS", "must lie between 1 and 366 or -366 and -1")
		}
	}
	for _, d := range r.ByDay {
		most := 0
		switch {
		case r.Freq == Monthly:
			most = 5
		case r.Freq == Yearly:
			most = 53
		}
		switch {
		case d.Weekday > Sunday:
			return refuse("BYDAY", "must be of MO, TU, WE, TH, FR, SA, SU")
		case d.N != 0 && most == 0:
			return refuse("BYDAY", "can count weekdays only in a MONTHLY or YEARLY rule")
		case d.N < -most || d.N > most:
			return refuse("BYDAY", "can count to %d in this rule", most)
		}
	}
	return nil
}

// Problem says which part of a rule is refused and why.
type Problem struct {
	Part   string // FREQ, COUNT…; empty = the rule as a whole
	Reason string
}

func (p *Problem) Error() string {
	if p.Part == "" {
		return "recurrence: " + p.Reason
	}
	return "recurrence: " + p.Part + " " + p.Reason
}

func refuse(part, reason string, args ...any) error {
	return &Problem{part, fmt.Sprintf(reason, args...)}
}

// String is the normal form: two rules that say the same in the same way are written the same.
func (r Rule) String() string {
	b := []byte("FREQ=" + r.Freq.String())
	if r.Interval > 1 {
		b = fmt.Appendf(b, ";INTERVAL=%d", r.Interval)
	}
	if r.Count > 0 {
		b = fmt.Appendf(b, ";COUNT=%d", r.Count)
	}
	if !r.Until.IsZero() {
		b = append(b, ";UNTIL="...)
		b = append(b, r.until()...)
	}
	if r.WeekStart != Monday {
		b = append(b, ";WKST="+r.WeekStart.String()...)
	}
	b = appendList(b, "BYMONTH", r.ByMonth, func(m time.Month) string { return strconv.Itoa(int(m)) }, cmp.Compare)
	b = appendList(b, "BYMONTHDAY", r.ByMonthDay, strconv.Itoa, fromFirstToLast)
	b = appendList(b, "BYDAY", r.ByDay, Day.String, func(x, y Day) int {
		return cmp.Or(fromFirstToLast(x.N, y.N), cmp.Compare(x.Weekday, y.Weekday))
	})
	b = appendList(b, "BYSETPOS", r.BySetPos, strconv.Itoa, fromFirstToLast)
	return string(b)
}

// until leaves the time away where a whole day is meant.
func (r *Rule) until() string {
	switch {
	case r.UntilUTC:
		return r.Until.String() + "Z"
	case r.Until == endOf(r.Until):
		return r.Until.String()[:len("20060102")]
	}
	return r.Until.String()
}

// endOf is the last second of a day.
func endOf(w Wall) Wall { return w.Midnight().Add(daySeconds*time.Second - time.Second) }

// fromFirstToLast orders 0, 1, 2 … -2, -1.
func fromFirstToLast(a, b int) int { return cmp.Compare(uint(a), uint(b)) } //nolint:gosec // negative numbers are to be large

func appendList[T comparable](b []byte, part string, list []T, text func(T) string, order func(a, b T) int) []byte {
	if len(list) == 0 {
		return b
	}
	sorted := slices.Compact(slices.SortedFunc(slices.Values(list), order))
	b = append(b, ';')
	b = append(b, part...)
	for i, member := range sorted {
		b = append(b, "=,"[min(i, 1)])
		b = append(b, text(member)...)
	}
	return b
}

// filled is the rule with what RFC 5545 takes from the start where the rule says nothing.
func (r Rule) filled(start Wall) Rule {
	r.Interval = max(r.Interval, 1)
	_, month, day := start.Time().Date()
	switch {
	case len(r.ByDay) > 0 || len(r.ByMonthDay) > 0 || r.Freq == Daily:
	case r.Freq == Weekly:
		r.ByDay = []Day{{Weekday: weekdayOf(start.day())}}
	case r.Freq == Yearly && len(r.ByMonth) == 0:
		r.ByMonth = []time.Month{month}
		fallthrough
	default:
		r.ByMonthDay = []int{day}
	}
	return r
}

func weekdayOf(day int) Weekday { return Weekday(day % 7) }
