package hours

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
	if i := n - horizonFrom; uint(i) < uint(len(c.worlds)) {
		return c.worlds[i]
	}
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
