package hours

import "time"

// easterOf is Easter Sunday of a year of the Gregorian calendar, which means from 1583 on
// (the "Anonymous" computus: Nature, 20 April 1876, p. 487; J. Meeus, Astronomical Algorithms, 1991, chapter 8).
func easterOf(year int) dayNumber {
	century, ofCentury := year/100, year%100
	golden := year % 19
	epact := (19*golden + century - century/4 - (century-(century+8)/25+1)/3 + 15) % 30
	sunday := (32 + 2*(century%4) + 2*(ofCentury/4) - epact - ofCentury%4) % 7
	late := (golden + 11*epact + 22*sunday) / 451
	fromMarch1 := epact + sunday - 7*late + 21
	return dayOf(year, 3, 1) + dayNumber(fromMarch1)
}

// Easter is the date of Easter Sunday in a year from 1583 on.
func Easter(year int) time.Time {
	d := easterOf(year).date()
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}
