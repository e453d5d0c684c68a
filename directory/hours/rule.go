package hours

// link is how a rule follows the one before it.
type link uint8

const (
	override link = iota // ";": an open rule replaces what came before on its days
	addition             // ",": adds to it
	fallback             // "||": holds where all before it is closed
)

// rule is one rule of a text: days, times of these days, and what then holds. Selectors of different kinds must all match,
// within one kind one is enough; a kind that is not there matches every day.
type rule struct {
	link link
	*selectors
	holidays   uint8  // "PH Mo": a holiday and a Monday; bits of world
	listed     uint8  // "PH,Mo": a holiday or a Monday
	weekdays   uint8  // bit 0 = Monday
	publicLast bool   // PH is written after SH: its names are those that people read
	spans      []span // as they are written
	always     bool   // written "24/7"

	state   State
	stated  bool   // the state is written, not meant
	comment string // without its quotes

	dated  bool      // some selector narrows the days
	weekly bool      // no selector but weekdays and holidays does
	clears bool      // replaces what earlier rules say of its days
	spills bool      // goes on past midnight
	covers []stretch // what the spans cover; none = the whole day
}

// selectors are those that few rules have: the others share one without any, since a country has hundreds of thousands of texts.
type selectors struct {
	years  []every
	months dates
	days   dates // written after months without a comma: both must match
	weeks  []every
	nth    []nthWeekday
}

// every is every step-th number of from ≤ n ≤ to.
type every struct{ from, to, step int32 }

func (e every) has(n int32) bool { return e.from <= n && n <= e.to && (n-e.from)%e.step == 0 }

// nthWeekday is a weekday of the month, counted from its first (1 to 5) or its last (-1 to -5), moved by days.
type nthWeekday struct {
	weekday  uint8
	from, to int8
	offset   int16
}

// dates are months and days of the year.
type dates struct {
	months uint16 // bit 1 = January
	ranges []dateRange
}

// dateRange is every step-th day of from ≤ day ≤ to, of every year or of one.
type dateRange struct {
	from, to bound
	step     int16
	single   bool // to is from
	plain    bool // from and to are days of a month of the same year, or of every year
	// No day of the range lies outside of these months, whatever the year; last is 0 where that cannot be said.
	first, last uint8
}

// bound is a day of a year.
type bound struct {
	year    int16 // 0 = every year
	month   uint8 // 0 = Easter Sunday
	day     uint8 // 0 = the nth weekday of the month
	weekday uint8
	nth     int8
	offset  int16 // days
}

// on is the day of the bound in a year. February 29 of other years is March 1.
func (b bound) on(year int) dayNumber {
	if b.year != 0 {
		year = int(b.year)
	}
	var n dayNumber
	switch {
	case b.month == 0:
		n = easterOf(year)
	case b.day != 0:
		n = dayOf(year, int(b.month), int(b.day))
	case b.nth > 0:
		first := dayOf(year, int(b.month), 1)
		n = first + dayNumber((b.weekday+7-first.weekday())%7) + 7*dayNumber(b.nth-1)
	default:
		last := dayOf(year, int(b.month), daysIn(year, int(b.month)))
		n = last - dayNumber((last.weekday()+7-b.weekday)%7) + 7*dayNumber(b.nth+1)
	}
	return n + dayNumber(b.offset)
}

// on says whether the rule speaks of a day; facts are those of that day.
func (r *rule) on(d *date, facts uint8) bool {
	if !r.dated {
		return true
	}
	if r.weekdays|r.listed != 0 || len(r.nth) > 0 {
		if r.weekdays>>d.weekday&1 == 0 && facts&r.listed == 0 && !r.onNth(d) {
			return false
		}
	}
	if r.holidays != 0 && facts&r.holidays == 0 {
		return false
	}
	return r.weekly || r.months.on(d) && r.days.on(d) && r.onYear(d) && r.onWeek(d)
}

// lastYear is the last of which the rule speaks.
func (r *rule) lastYear() int32 {
	last := int32(0)
	for _, y := range r.years {
		last = max(last, y.to)
	}
	if len(r.years) > 0 {
		return last
	}
	for _, x := range r.days.ranges {
		if x.to.year == 0 {
			return maxYear
		}
		last = max(last, int32(x.to.year))
	}
	if last == 0 || r.days.months != 0 {
		return maxYear
	}
	return last
}

func (r *rule) onNth(d *date) bool {
	for _, w := range r.nth {
		x := d
		if w.offset != 0 {
			moved := (d.n - dayNumber(w.offset)).date()
			x = &moved
		}
		if x.weekday != w.weekday {
			continue
		}
		k := int8(x.day-1)/7 + 1
		if w.from < 0 {
			k = -(int8(daysIn(int(x.year), int(x.month))-int(x.day))/7 + 1)
		}
		if w.from <= k && k <= w.to {
			return true
		}
	}
	return false
}

func (r *rule) onYear(d *date) bool {
	for _, y := range r.years {
		if y.has(d.year) {
			return true
		}
	}
	return len(r.years) == 0
}

func (r *rule) onWeek(d *date) bool {
	if len(r.weeks) == 0 {
		return true
	}
	n := int32(d.n.week())
	for _, w := range r.weeks {
		if w.has(n) {
			return true
		}
	}
	return false
}

func (s *dates) on(d *date) bool {
	if s.months>>d.month&1 != 0 {
		return true
	}
	for i := range s.ranges {
		if s.ranges[i].on(d) {
			return true
		}
	}
	return s.months == 0 && len(s.ranges) == 0
}

func (r *dateRange) on(d *date) bool {
	if r.plain {
		if r.from.year != 0 && int32(r.from.year) != d.year {
			return false
		}
		day, from, to := r.key(d.month, d.day), r.key(r.from.month, r.from.day), r.key(r.to.month, r.to.day)
		if from <= to {
			return from <= day && day <= to && (r.step == 1 || (day-from)%r.step == 0)
		}
		return from <= day || day <= to
	}
	if r.last != 0 && (d.month < r.first || d.month > r.last) {
		return false
	}
	from, to := r.inYear(int(d.year))
	switch {
	case from <= to && from <= d.n && d.n <= to:
		return true
	case from > to && r.from.year == 0:
		return from <= d.n || d.n <= to
	case r.from.offset|r.to.offset == 0:
		return false
	}
	before, last := r.inYear(int(d.year) - 1)
	first, after := r.inYear(int(d.year) + 1)
	return before <= d.n && d.n <= last || first <= d.n && d.n <= after
}

// inYear is the first and the last day of the range in a year.
func (r *dateRange) inYear(year int) (from, to dayNumber) {
	from, to = r.from.on(year), r.to.on(year)
	if r.to.month == 0 && !r.single { // as the reference implementation does: up to Easter, not to its end
		to--
	}
	return from, to
}

// key orders the days of a year, with gaps after short months.
func (r *dateRange) key(month, day uint8) int16 { return int16(month)*32 + int16(day) }

// anyYear stands for every year, give or take a day.
const anyYear = 2000

// around are a day before and a day after all days of a year that the bound can be.
func (b bound) around() (early, late dayNumber) {
	switch {
	case b.month == 0:
		early, late = dayOf(anyYear, 3, 22), dayOf(anyYear, 4, 25)
	case b.day != 0:
		early = dayOf(anyYear, int(b.month), int(b.day))
		late = early
	default:
		early, late = dayOf(anyYear, int(b.month), 1), dayOf(anyYear, int(b.month), 31)
	}
	return early + dayNumber(b.offset) - 1, late + dayNumber(b.offset) + 1
}

// settle says whether the range is of fixed days of one year, or of every year. February 29 as an end is not.
func (r *dateRange) settle() {
	fixed := func(b bound) bool { return b.day != 0 && b.offset == 0 }
	if fromEarly, fromLate := r.from.around(); r.from.year == 0 {
		toEarly, toLate := r.to.around()
		first, last := fromEarly.date(), toLate.date()
		if (r.single || fromLate < toEarly) && first.year == anyYear && last.year == anyYear {
			r.first, r.last = first.month, last.month
		}
	}
	r.plain = fixed(r.from) && fixed(r.to) && r.from.year == r.to.year && (r.single || r.to.month != 2 || r.to.day != 29)
}
