package hours

// dates reads "Jan,Mar-May", "Dec 24-Jan 02", "2026 easter -2 days", "Jan 10,12-14": what is listed together is one choice.
func (p *parser) dates(r *rule) *Problem {
	into := &r.months
	if p.isDate(p.i) || p.isYear(p.i) {
		into = &r.days
	}
	for {
		last, q := p.dateOrMonths(into)
		if q != nil {
			return q
		}
		for last.month != 0 && last.year == 0 && p.sign(',') && p.isDay(p.i+1) { // "Jan 10,12-14"
			p.i++
			if q = p.daysOfMonth(into, last.month); q != nil {
				return q
			}
		}
		if !p.listGoesOn(month, easter) && !(p.listGoesOn(number) && p.isYear(p.i+1) && p.isDate(p.i+2)) {
			return nil
		}
		p.i++
	}
}

// dateOrMonths reads one item of the list and gives its last bound.
func (p *parser) dateOrMonths(into *dates) (bound, *Problem) {
	if p.is(month) && !p.isDate(p.i) {
		return bound{}, p.monthRange(into)
	}
	from, q := p.bound()
	if q != nil {
		return from, q
	}
	if !p.sign('-') {
		return from, p.dayRange(into, from)
	}
	switch {
	case p.kindAt(1) == number && p.isDay(p.i+1):
		return from, p.dayRange(into, from)
	case p.isLastDate(p.i + 1), p.isYear(p.i+1) && p.isLastDate(p.i+2):
		p.i++
		year := from.year
		to, q := p.bound()
		if q != nil {
			return to, q
		}
		if (to.year == 0) != (year == 0) {
			return to, p.refuse("a year stands at one end of the range only")
		}
		if to.year < year {
			return to, p.refuse("the range ends before it begins")
		}
		into.ranges = append(into.ranges, dateRange{from: from, to: to, step: 1})
		return to, nil
	}
	return from, p.refuse("the range of days does not end")
}

func (p *parser) monthRange(into *dates) *Problem {
	from := p.next().value
	to := from
	if p.sign('-') && p.kindAt(1) == month {
		p.i++
		to = p.next().value
		if p.isDay(p.i) && p.kindAt(1) != sign {
			return p.refuse("the range begins with a month and ends with a day")
		}
	}
	for m := from; ; m = m%12 + 1 {
		into.months |= 1 << m
		if m == to {
			return nil
		}
	}
}

// daysOfMonth reads "12-14" of a month that was named before.
func (p *parser) daysOfMonth(into *dates, month uint8) *Problem {
	day, q := p.day(month)
	if q != nil {
		return q
	}
	return p.dayRange(into, bound{month: month, day: day})
}

// dayRange reads what may follow a day: "-31", "-31/7".
func (p *parser) dayRange(into *dates, from bound) *Problem {
	d := dateRange{from: from, to: from, step: 1, single: true}
	if p.sign('-') && p.isDay(p.i+1) {
		p.i++
		day, q := p.day(from.month)
		if q != nil {
			return q
		}
		if from.day == 0 || day < from.day {
			return p.refuse("the range ends before it begins")
		}
		d.to.day, d.single = day, false
		if p.take('/') {
			if t := p.peek(); t.kind != number || t.value < 1 || t.value > 31 {
				return p.refuse("a step of days is missing")
			}
			d.step = p.next().value
		}
	}
	into.ranges = append(into.ranges, d)
	return nil
}

// bound reads "2026 Dec 24", "Mar Su[-1] +1 day", "easter -2 days".
func (p *parser) bound() (b bound, q *Problem) {
	if p.isYear(p.i) {
		b.year = p.next().value
	}
	if t := p.next(); t.kind == month {
		b.month = uint8(t.value)
		return p.dayOfMonth(b)
	}
	b.offset, q = p.offset()
	return b, q
}

// dayOfMonth reads what comes after a month.
func (p *parser) dayOfMonth(b bound) (_ bound, q *Problem) {
	if p.is(number) {
		if b.day, q = p.day(b.month); q == nil {
			b.offset, q = p.offset()
		}
		return b, q
	}
	b.weekday = uint8(p.next().value)
	p.i++ // "["
	if b.nth, q = p.nthNumber(); q != nil {
		return b, q
	}
	p.i++ // "]"
	b.offset, q = p.weekdayOffset()
	return b, q
}

// day reads a day of a month; "24." is German for "24".
func (p *parser) day(month uint8) (uint8, *Problem) {
	t := p.peek()
	if t.value < 1 || int(t.value) > daysIn(2000, int(month)) {
		return 0, p.refuse("is not a day of the month")
	}
	p.i++
	if p.sign('.') {
		p.warn("is left out")
		p.i++
	}
	return uint8(t.value), nil
}
