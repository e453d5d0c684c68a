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
	unix := t.Unix()
	offset := c.offset(unix)
	n, second := floorDiv(unix+offset, secondsOfDay)
	m := Moment{today: dayNumber(n).date(), minute: Minute(second / 60), facts: c.world(dayNumber(n))}
	if c.offset(unix-longestShift) != offset {
		m.changed(t, c)
	}
	return m
}

// longestShift is more than clocks are ever set forward or back, in seconds.
const longestShift = 3 * 3600

// changed corrects a moment shortly after the clocks were set.
func (m *Moment) changed(t time.Time, c *Calendar) {
	change, _ := t.In(c.zone).ZoneBounds()
	unix, at := t.Unix(), change.Unix()
	shift := c.offset(at) - c.offset(at-1)
	if unix-at >= max(shift, -shift) {
		return
	}
	_, second := floorDiv(at+c.offset(at-1), secondsOfDay)
	minute := Minute(second / 60)
	if shift < 0 {
		m.minute = minute - 1
	} else {
		m.skipped = skipped{minute, minute + Minute(shift/60)}
	}
}

func (c *Calendar) offset(unix int64) int64 {
	_, s := time.Unix(unix, 0).In(c.zone).Zone()
	return int64(s)
}

// date is the day's place in the Gregorian calendar, by the arithmetic of Howard Hinnant's "chrono-Compatible Low-Level
// Date Algorithms": years begin in March, so that the leap day ends one.
func (n dayNumber) date() date {
	era, dayOfEra := floorDiv(int64(n)+719468, daysOf400Year)
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	march := (5*dayOfYear + 2) / 153
	d := date{
		n:       n,
		year:    int32(yearOfEra + 400*era),
		month:   uint8(march + 3),
		day:     uint8(dayOfYear - (153*march+2)/5 + 1),
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
	_, w := floorDiv(int64(n)+3, 7)
	return uint8(w)
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
	before, after := c.offset(local-secondsOfDay), c.offset(local+secondsOfDay)
	unix := local - before
	if before != after && c.offset(unix) != before && c.offset(local-after) == after {
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

// world is what is so around a day as far as rules ask: a bit is a fact about the day or one near it.
type world struct{ yes, unsure uint8 }

// Public holidays (ph) and school holidays (sh) of the day and of its neighbours. Spans past midnight look one day back, and
// "PH +1 day" one more.
const (
	phTomorrow = 1 << iota
	phToday
	phYesterday
	phDayBefore
	shToday
	shYesterday
)

// world of a day.
func (c *Calendar) world(n dayNumber) world {
	var w world
	for i := range dayNumber(4) {
		w.set(c.publicHoliday(n+1-i), phTomorrow<<i)
	}
	w.set(c.schoolHoliday(n), shToday)
	w.set(c.schoolHoliday(n-1), shYesterday)
	return w
}

func (w *world) set(f fact, bit uint8) {
	switch f {
	case yes:
		w.yes |= bit
	case unsure:
		w.unsure |= bit
	}
}
