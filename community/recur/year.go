package recur

import "math/bits"

// Years that a series may have dates in: [FirstYear, LastYear].
const (
	FirstYear = 1900
	LastYear  = 2199
)

// month is a set of its days: bit 0 is the first.
type month = uint32

// plan is a rule laid out for asking year after year which days it takes. One year costs at most some 3 µs, whatever the rule says, and no
// rule has more than the years from FirstYear to LastYear: that is the whole of the bound on its cost.
type plan struct {
	rule      *Rule
	start     int    // day
	started   int    // its month, counted from year 0
	months    uint16 // bit 0 is January
	first     month  // BYMONTHDAY from the first
	last      month  // and from the last: bit 0 is -1
	weekdays  uint8  // BYDAY without number: bit 0 is Monday
	nth       []Day  // BYDAY with one
	ofYear    bool   // which counts within the year, not the month
	positions []int  // BYSETPOS that a period can have
}

// planOf takes a rule that is filled.
func planOf(r *Rule, start Wall) plan {
	p := plan{rule: r, start: start.day(), months: 1<<12 - 1, positions: positionsOf(r)}
	year, m, _ := start.Time().Date()
	p.started = year*12 + int(m) - 1
	if len(r.ByMonth) > 0 {
		p.months = 0
		for _, m := range r.ByMonth {
			p.months |= 1 << (m - 1)
		}
	}
	for _, d := range r.ByMonthDay {
		if d > 0 {
			p.first |= 1 << (d - 1)
		} else {
			p.last |= 1 << (-d - 1)
		}
	}
	counted := false
	for _, d := range r.ByDay {
		if d.N == 0 {
			p.weekdays |= 1 << d.Weekday
		}
		counted = counted || d.N != 0
	}
	if counted {
		p.nth = r.ByDay // those without number are passed over
	}
	p.ofYear = r.Freq == Yearly && len(r.ByMonth) == 0
	return p
}

// daysBefore a year, since 0001-01-01.
func daysBefore(year int) int {
	y := year - 1
	return 365*y + y/4 - y/100 + y/400
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// monthStarts are the days before each month of a year that is not a leap year, and before the next year.
var monthStarts = [13]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// monthStart counts days before month m, 0 to 12, of a year.
func monthStart(year, m int) int {
	if m > 1 && isLeap(year) {
		return monthStarts[m] + 1
	}
	return monthStarts[m]
}

// monthOf a day of a year, both counted from 0.
func monthOf(year, day int) int {
	m := min(day/28, 11)
	for monthStart(year, m) > day {
		m--
	}
	return m
}

// year is which days of a year the rule takes, as if it had no end and no start but the phase of its interval.
func (p *plan) year(year int) (days [12]month) {
	if p.rule.Freq == Yearly && (year-p.started/12)%p.rule.Interval != 0 {
		return days
	}
	for m := range days {
		days[m] = p.month(year, m)
	}
	if p.ofYear && len(p.nth) > 0 {
		p.keepCounted(year, &days)
	}
	if len(p.rule.BySetPos) > 0 {
		p.keepPositions(year, &days)
	}
	return days
}

// month is the days of a month by all but what looks at the whole year and BYSETPOS.
func (p *plan) month(year, m int) month {
	r := p.rule
	if p.months&(1<<m) == 0 || r.Freq == Monthly && (year*12+m-p.started)%r.Interval != 0 {
		return 0
	}
	from := daysBefore(year) + monthStart(year, m)
	length := monthStart(year, m+1) - monthStart(year, m)
	days := month(1)<<length - 1
	if p.first|p.last != 0 {
		days &= p.first | bits.Reverse32(p.last)>>(32-length)
	}
	if len(r.ByDay) > 0 && (!p.ofYear || len(p.nth) == 0) {
		days &= p.onWeekdays(from, length)
	}
	switch r.Freq {
	case Daily:
		days &= p.everySoManyDays(from, length)
	case Weekly:
		days &= p.everySoManyWeeks(from, length)
	}
	return days
}

// everyWeek has a bit each seven.
const everyWeek = 1 | 1<<7 | 1<<14 | 1<<21 | 1<<28

// onWeekdays is BYDAY within a month.
func (p *plan) onWeekdays(from, length int) month {
	days := weekdaysFrom(p.weekdays, from)
	for _, d := range p.nth {
		if i, ok := nth(d, from, length); ok {
			days |= 1 << i
		}
	}
	return days
}

func weekdaysFrom(set uint8, from int) month {
	shift := from % 7
	week := month(set>>shift) | month(set)<<(7-shift)&(1<<7-1)
	return month(uint64(week) * everyWeek) //nolint:gosec // what is past bit 31 is past the month
}

// nth is where the Nth weekday stands in a period that begins on a day.
func nth(d Day, from, length int) (int, bool) {
	first := (int(d.Weekday) - from%7 + 7) % 7
	var i int
	switch {
	case d.N > 0:
		i = first + 7*(d.N-1)
	case d.N < 0:
		i = first + (length-1-first)/7*7 + 7*(d.N+1)
	default:
		return 0, false
	}
	return i, i >= 0 && i < length
}

func (p *plan) everySoManyDays(from, length int) (days month) {
	k := p.rule.Interval
	if k == 1 {
		return 1<<length - 1
	}
	first := ((p.start-from)%k + k) % k
	for i := first; i < length; i += k {
		days |= 1 << i
	}
	return days
}

func (p *plan) everySoManyWeeks(from, length int) (days month) {
	k := p.rule.Interval
	if k == 1 {
		return 1<<length - 1
	}
	started := p.week(p.start)
	for week := p.week(from); ; week++ {
		begin := week*7 + int(p.rule.WeekStart) - from
		switch {
		case begin >= length:
			return days & (1<<length - 1)
		case (week-started)%k != 0:
		case begin < 0:
			days |= (1<<7 - 1) >> -begin
		default:
			days |= (1<<7 - 1) << begin
		}
	}
}

// week counts weeks by WKST.
func (p *plan) week(day int) int { return (day - int(p.rule.WeekStart)) / 7 }

// keepCounted keeps BYDAY within a year.
func (p *plan) keepCounted(year int, days *[12]month) {
	from := daysBefore(year)
	var kept [12]month
	for m := range kept {
		kept[m] = weekdaysFrom(p.weekdays, from+monthStart(year, m))
	}
	for _, d := range p.nth {
		if i, ok := nth(d, from, monthStart(year, 12)); ok {
			m := monthOf(year, i)
			kept[m] |= 1 << (i - monthStart(year, m))
		}
	}
	for m := range days {
		days[m] &= kept[m]
	}
}
