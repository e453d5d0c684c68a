package hours

import "time"

// dayNumber counts the days of the calendar on the wall: 0 = 1970-01-01.
type dayNumber int32

const (
	minutesOfDay  = 1440
	secondsOfDay  = 86400
	daysOf400Year = 146097
)

// date is a day with what rules ask of it.
type date struct {
	n       dayNumber
	year    int32
	month   uint8 // 1–12
	day     uint8 // 1–31
	weekday uint8 // 0 = Monday
}

// Moment is an instant as a calendar sees it. It serves many schedules of that calendar, which is cheaper than State on each.
type Moment struct {
	today   date
	minute  Minute
	facts   world   // of today
	skipped skipped // just before
}

// skipped are minutes that the clock on the wall did not show, from ≤ minute < to; none when to is 0. It matters for as long
// after them as they would have lasted.
type skipped struct{ from, to Minute }

// At is the moment of an instant. The clock on the wall never goes back: in an hour that it shows twice, the second time is all
// as the end of the first.
func (c *Calendar) At(t time.Time) Moment {
	m := c.moment(t)
	m.today = m.today.n.date()
	return m
}

// moment is At, knowing of the day no more than its number and weekday.
func (c *Calendar) moment(t time.Time) Moment {
	unix := t.Unix()
	set := c.clock.setBefore(unix)
	n, second := floorDiv(unix+int64(set.after), secondsOfDay)
	day := dayNumber(n)
	m := Moment{today: date{n: day, weekday: day.weekday()}, minute: Minute(second / 60), facts: c.world(day)}
	if shift := int64(set.after - set.before); shift != 0 && unix-set.unix < max(shift, -shift) {
		m.correct(set)
	}
	return m
}

// correct mends a moment shortly after the clocks were set.
func (m *Moment) correct(set setting) {
	_, second := floorDiv(set.unix+int64(set.before), secondsOfDay)
	minute, shift := Minute(second/60), Minute((set.after-set.before)/60)
	if shift < 0 {
		m.minute = minute - 1
	} else {
		m.skipped = skipped{minute, minute + shift}
	}
}

// date is the day's place in the Gregorian calendar, by C. Neri and L. Schneider, "Euclidean affine functions and their
// application to calendar algorithms" (2022): years begin in March, so that the leap day ends one. From the year -32767 on.
func (n dayNumber) date() date {
	const cycles = 82 // of 400 years, so that no number below is negative
	century := 4*(uint32(n)+719468+cycles*daysOf400Year) + 3
	year := uint64(2939745) * uint64(century%daysOf400Year|3) // the fraction is how much of it has passed
	dayOfYear := uint32(year) / 2939745 / 4
	month := 2141*dayOfYear + 197913
	d := date{
		n:       n,
		year:    int32(100*(century/daysOf400Year)+uint32(year>>32)) - 400*cycles,
		month:   uint8(month >> 16),
		day:     uint8(month%(1<<16)/2141 + 1),
		weekday: n.weekday(),
	}
	if d.month > 12 {
		d.month -= 12
		d.year++
	}
	return d
}

// weekday is 0 for Monday; 1970-01-01 was a Thursday.
func (n dayNumber) weekday() uint8 {
	const weeks = 1 << 28 // so that no number is negative
	return uint8((uint32(n) + 3 + 7*weeks) % 7)
}

// dayOf is the number of a date; days beyond the month's end run on into the next.
func dayOf(year, month, day int) dayNumber {
	if month <= 2 {
		year--
		month += 12
	}
	era, yearOfEra := floorDiv(int64(year), 400)
	dayOfYear := int64(153*(month-3)+2)/5 + int64(day) - 1
	return dayNumber(era*daysOf400Year + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468)
}

// daysIn is how long a month is.
func daysIn(year, month int) int {
	if month == 2 {
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 30 + (month+month/8)&1
}

// week is the ISO 8601 week that holds the day: week 1 has the year's first Thursday.
func (n dayNumber) week() int {
	thursday := n - dayNumber(n.weekday()) + 3
	return int(thursday-dayOf(int(thursday.date().year), 1, 1))/7 + 1
}

// instant is when the clock on the wall shows a minute of a day: the first time where it does so twice; a minute that it skips is
// as much later.
func (c *Calendar) instant(n dayNumber, m Minute) time.Time {
	local := int64(n)*secondsOfDay + int64(m)*60
	before, after := c.clock.offset(local-secondsOfDay), c.clock.offset(local+secondsOfDay)
	unix := local - before
	if before != after && c.clock.offset(unix) != before && c.clock.offset(local-after) == after {
		unix = local - after
	}
	return time.Unix(unix, 0).In(c.zone)
}

// floorDiv is quotient and remainder with 0 ≤ remainder < b.
func floorDiv(a, b int64) (quotient, remainder int64) {
	quotient, remainder = a/b, a%b
	if remainder < 0 {
		quotient--
		remainder += b
	}
	return quotient, remainder
}
