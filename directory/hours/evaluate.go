package hours

// verdict is what the rules say of a minute.
type verdict struct {
	state State
	guess bool  // the rule's open end
	rule  int16 // that decides, -1 = none
	named uint8 // the holidays for which the rule holds
}

// at is the verdict on a minute of a day. A fact that is not known is taken both ways: where they differ, the state is Unknown.
func (s *Schedule) at(d *date, facts world, minute Minute) verdict {
	v := s.in(d, facts.yes, minute)
	unsure := facts.unsure & s.need
	for u := unsure; u != 0; u = (u - 1) & unsure {
		switch w := s.in(d, facts.yes|u, minute); {
		case w.state != v.state:
			return verdict{state: Unknown, rule: -1}
		case w.rule != v.rule:
			v.rule, v.guess, v.named = -1, false, 0
		}
	}
	return v
}

// in is the verdict where all facts are known: the rules that speak of the day, painted over one another in their order.
func (s *Schedule) in(d *date, yes uint8, minute Minute) verdict {
	v := s.unsaid()
	var yesterday date
	if s.spills {
		yesterday = s.before(d)
	}
	for i := range s.rules {
		r := &s.rules[i]
		if r.on(d, yes) {
			if r.clears {
				v = s.unsaid()
			}
			s.paint(&v, i, d.n, minute, yes)
		}
		if r.spills && r.on(&yesterday, yes>>1) {
			s.paint(&v, i, yesterday.n, minute+minutesOfDay, yes&(yes>>1)) // a name only where both days have one
		}
	}
	return v
}

// before is the day before, with all that rules ask of it.
func (s *Schedule) before(d *date) date {
	if s.weekly {
		return date{n: d.n - 1, weekday: (d.weekday + 6) % 7}
	}
	return (d.n - 1).date()
}

// unsaid is what holds where no rule speaks.
func (s *Schedule) unsaid() verdict {
	if len(s.rules) == 0 {
		return verdict{state: Unknown, rule: -1}
	}
	return verdict{state: Closed, rule: -1}
}

// paint lays a rule over the verdict on a minute; minutes beyond 24:00 are those of the day after n.
func (s *Schedule) paint(v *verdict, i int, n dayNumber, minute Minute, yes uint8) {
	r := &s.rules[i]
	if r.link == fallback && v.state != Closed {
		return
	}
	said := verdict{state: r.state, rule: int16(i), named: yes & (r.holidays | r.listed)}
	if len(r.covers) == 0 && minute < minutesOfDay {
		*v = said
	}
	for j := range r.covers {
		c := &r.covers[j]
		from, to, known := c.on(s.calendar, n)
		if minute < from || minute >= to {
			continue
		}
		said.state, said.guess = r.state, c.guess && r.state != Closed
		if said.guess {
			said.state = Unknown
		}
		if known || v.state == said.state {
			*v = said
		} else {
			*v = verdict{state: Unknown, rule: -1}
		}
	}
}

// on is what the stretch covers of day n. Where the sun's times are not known, it is all that the stretch may cover.
func (c *stretch) on(calendar *Calendar, n dayNumber) (from, to Minute, known bool) {
	if c.from.event|c.to.event == 0 {
		return c.from.minute, c.to.minute, true
	}
	first, known := calendar.sun(n)
	last := first
	if c.to.event != 0 && c.to.minute > minutesOfDay/2 { // the event of the day on which it ends
		last, known = calendar.sun(n + 1)
	}
	if known {
		return first.at(c.from), last.at(c.to), true
	}
	from, to = c.from.minute, c.to.minute
	if c.from.event != 0 {
		from = 0
	}
	if c.to.event != 0 {
		to = minutesOfDay
		if c.to.minute > minutesOfDay/2 {
			to *= 2
		}
	}
	return from, to, false
}

func (t *sunTimes) at(e edge) Minute {
	return [...]Minute{0, t.dawn, t.sunrise, t.sunset, t.dusk}[e.event] + e.minute
}

// comment is what the verdict's rule says of it.
func (s *Schedule) comment(d *date, v verdict) string {
	if v.rule < 0 {
		return ""
	}
	switch r := &s.rules[v.rule]; {
	case r.comment != "":
		return r.comment
	case v.guess:
		return OpenEnd
	case v.named == 0:
		return ""
	}
	if public := v.named &^ shToday; public != 0 && s.rules[v.rule].publicLast {
		return s.calendar.nameOf(d.n, public)
	}
	return s.calendar.nameOf(d.n, v.named)
}

// nameOf is the name of the holiday that one of the facts of day n is.
func (c *Calendar) nameOf(n dayNumber, facts uint8) string {
	switch {
	case facts&shToday != 0:
		_, said := lookUp(c.school, n)
		return said.name
	case facts&phToday != 0:
		return c.holidayName(n)
	case facts&phTomorrow != 0:
		return "Day before " + c.holidayName(n+1)
	case facts&phYesterday != 0:
		return "Day after " + c.holidayName(n-1)
	}
	return ""
}
