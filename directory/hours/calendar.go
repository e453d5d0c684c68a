package hours

import "time"

// Calendar says what days are in one place: its time zone, its holidays. Immutable, shared by many schedules.
type Calendar struct {
	zone *time.Location
}

// Zone is the calendar's time zone.
func (c *Calendar) Zone() *time.Location { return c.zone }

// NewCalendar makes the calendar of a region (ISO 3166: "FR", "FR-13", "FR-57", "FR-974"; empty = public holidays are not known) in a time zone.
// tables may be nil: then school holidays and sun times are unknown.
func NewCalendar(zone *time.Location, region string, tables *Tables) *Calendar {
	return &Calendar{zone: zone}
}

// Tables are what no rule gives: see [Tables] fields.
type Tables struct{}

// fact is something that a day is or is not, as far as anybody knows.
type fact uint8

const (
	unsure fact = iota
	no
	yes
)

// sunTimes of a day, on the clock on the wall.
type sunTimes struct{ dawn, sunrise, sunset, dusk Minute }

func (c *Calendar) publicHoliday(n dayNumber) fact { return unsure }

func (c *Calendar) schoolHoliday(n dayNumber) fact { return unsure }

func (c *Calendar) sun(n dayNumber) (sunTimes, bool) { return sunTimes{}, false }

func (c *Calendar) holidayName(n dayNumber) string { return "" }

func easterOf(year int) dayNumber {
	a, b, c := year%19, year/100, year%100
	d := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	e := (32 + 2*(b%4) + 2*(c/4) - d - c%4) % 7
	m := (a + 11*d + 22*e) / 451
	return dayOf(year, (d+e-7*m+114)/31, (d+e-7*m+114)%31+1)
}
