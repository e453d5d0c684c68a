package sketch

import "strconv"

// An hour of the week as it is drawn: seven rows, Monday first, of 24 columns.
const (
	HourWide = 10
	DayHigh  = 10
	dayGap   = 1 // between two days
)

// Hours is a week as path data, 24·HourWide units wide and 7·DayHigh high: one box for each run of hours of a day that is on.
// An hour is counted from Monday at midnight, 0 to 167.
func Hours(on func(hour int) bool) string {
	var d []byte
	for day := range 7 {
		for from := 0; from < 24; {
			until := from
			for until < 24 && on(24*day+until) {
				until++
			}
			if until == from {
				from++
				continue
			}
			d = append(d, 'M')
			d = strconv.AppendInt(d, int64(from*HourWide), 10)
			d = appendNumber(d, day*DayHigh, true)
			d = append(d, 'h')
			d = strconv.AppendInt(d, int64((until-from)*HourWide), 10)
			d = append(d, 'v')
			d = strconv.AppendInt(d, DayHigh-dayGap, 10)
			d = append(d, 'h')
			d = strconv.AppendInt(d, int64(-(until-from)*HourWide), 10)
			d = append(d, 'z')
			from = until
		}
	}
	return string(d)
}
