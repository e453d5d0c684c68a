package hours

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Calendar says what days are in one place: its time zone, its holidays, its sun. Immutable, shared by many schedules.
type Calendar struct {
	zone   *time.Location
	region string
	clock  clock    // of the zone
	rules  []yearly // of public holidays; nil = no rule gives them

	public, school, suns []timeline // what is said of the region itself first, then of its country

	horizon []dayFacts // of the days from horizonFrom on, worked out once
	worlds  []world    // around these days
}

// fact is something that a day is or is not, as far as anybody knows.
type fact uint8

const (
	unsure fact = iota
	no
	yes
)

// sunTimes of a day, on the clock on the wall.
type sunTimes struct{ dawn, sunrise, sunset, dusk Minute }

// dayFacts are whether a day is a public and a school holiday, in one byte.
type dayFacts uint8

const (
	publicMask  dayFacts = 3
	schoolShift int      = 2
)

// The horizon holds the days that people ask for; those outside are answered as well, but more slowly.
const (
	horizonFrom dayNumber = 19723 // 2024-01-01
	horizonDays           = 16*365 + 4
)

// NewCalendar makes the calendar of a region (ISO 3166: "FR", "FR-13", "FR-974"; empty = none) in a time zone (nil = UTC).
// School holidays, sun times, and public holidays where no rule gives them ([HasRule]), are what the tables say of the
// region, or else of its country; where no table speaks they are unknown.
func NewCalendar(zone *time.Location, region string, tables []Table) *Calendar {
	if zone == nil {
		zone = time.UTC
	}
	c := &Calendar{zone: zone, region: region, clock: newClock(zone), rules: rulesOf(region)}
	country, _, _ := strings.Cut(region, "-")
	for _, where := range slices.Compact([]string{region, country}) {
		for _, t := range tables {
			c.public = t.timelines(c.public, Public, where)
			c.school = t.timelines(c.school, School, where)
			c.suns = t.timelines(c.suns, Sun, where)
		}
	}
	c.horizon = make([]dayFacts, horizonDays)
	for i, public := range c.publicHorizon() {
		school, _ := lookUp(c.school, horizonFrom+dayNumber(i))
		c.horizon[i] = dayFacts(public) | dayFacts(school)<<schoolShift
	}
	worlds := make([]world, horizonDays)
	for i := range worlds {
		worlds[i] = c.world(horizonFrom + dayNumber(i))
	}
	c.worlds = worlds
	return c
}

// Zone is the calendar's time zone.
func (c *Calendar) Zone() *time.Location { return c.zone }

// GoString names the calendar, instead of writing all its days out.
func (c *Calendar) GoString() string {
	return fmt.Sprintf("hours.NewCalendar(%s, %q, …)", c.zone, c.region)
}

func (c *Calendar) publicHoliday(n dayNumber) fact {
	if i := n - horizonFrom; uint(i) < uint(len(c.horizon)) {
		return fact(c.horizon[i] & publicMask)
	}
	public, _ := c.workOutPublic(n)
	return public
}

func (c *Calendar) schoolHoliday(n dayNumber) fact {
	if i := n - horizonFrom; uint(i) < uint(len(c.horizon)) {
		return fact(c.horizon[i] >> schoolShift)
	}
	school, _ := lookUp(c.school, n)
	return school
}

// PublicHoliday is the name of the public holiday on a date, empty when it is none; known is false when nobody can say. Only
// the date is read.
func (c *Calendar) PublicHoliday(date time.Time) (name string, known bool) {
	f, name := c.workOutPublic(dayNumberOf(date))
	if f != yes {
		name = ""
	}
	return name, f != unsure
}

// holidayName is the French name of a French public holiday, or what the table calls it; empty on other days.
func (c *Calendar) holidayName(n dayNumber) string {
	_, name := c.workOutPublic(n)
	return name
}

func (c *Calendar) workOutPublic(n dayNumber) (fact, string) {
	if c.rules == nil {
		f, said := lookUp(c.public, n)
		return f, said.name
	}
	year, f, name := int(n.date().year), no, ""
	for i := range c.rules {
		h := &c.rules[i]
		if day, ok := h.of(year); ok && day == n && f != yes { // a doubtful one may fall on another
			f, name = h.fact(), h.french
		}
	}
	return f, name
}

// publicHorizon is the same of all days of the horizon: each rule is asked once a year, not once a day.
func (c *Calendar) publicHorizon() []fact {
	facts := make([]fact, horizonDays)
	for i := range facts {
		facts[i] = no
		if c.rules == nil {
			facts[i], _ = lookUp(c.public, horizonFrom+dayNumber(i))
		}
	}
	first, last := horizonFrom.date().year, (horizonFrom + horizonDays - 1).date().year
	for i := range c.rules {
		h := &c.rules[i]
		for year := int(first); year <= int(last); year++ {
			day, ok := h.of(year)
			if i := day - horizonFrom; ok && uint(i) < uint(len(facts)) && int(day.date().year) == year && facts[i] != yes {
				facts[i] = h.fact()
			}
		}
	}
	return facts
}

func (c *Calendar) sun(n dayNumber) (sunTimes, bool) {
	f, said := lookUp(c.suns, n)
	return said.sun, f == yes
}
