package hours

// plan is the rules that speak of a day, in the order in which they are painted, for asking of many of its minutes.
type plan struct {
	n     dayNumber
	yes   uint8
	count int
	parts [2 * maxRules]part
}

// part is a rule on its own day, or what of the day before goes on past midnight.
type part struct {
	rule  uint8
	ahead bool
}

// draw makes the plan of a day.
func (s *Schedule) draw(p *plan, d *date, yes uint8) {
	p.n, p.yes, p.count = d.n, yes, 0
	var yesterday date
	if s.spills {
		yesterday = s.before(d)
	}
	for i := range s.rules {
		r := &s.rules[i]
		if r.on(d, yes) {
			if r.clears {
				p.count = 0
			}
			p.add(part{rule: uint8(i)})
		}
		if r.spills && r.on(&yesterday, yes>>1) {
			p.add(part{rule: uint8(i), ahead: true})
		}
	}
}

func (p *plan) add(x part) {
	p.parts[p.count] = x
	p.count++
}

// at is the verdict on a minute.
func (p *plan) at(s *Schedule, minute Minute) verdict {
	v := s.unsaid()
	for _, x := range p.parts[:p.count] {
		if x.ahead {
			s.paint(&v, int(x.rule), p.n-1, minute+minutesOfDay, p.yes&(p.yes>>1))
		} else {
			s.paint(&v, int(x.rule), p.n, minute, p.yes)
		}
	}
	return v
}

// edgeAfter is the first minute after another at which a rule begins or ends; 0 is one.
func (p *plan) edgeAfter(s *Schedule, after Minute) Minute {
	if after < 0 {
		return 0
	}
	next := Minute(minutesOfDay)
	for _, x := range p.parts[:p.count] {
		if x.ahead {
			next = s.rules[x.rule].edgeAfter(s.calendar, p.n-1, minutesOfDay, after, next)
		} else {
			next = s.rules[x.rule].edgeAfter(s.calendar, p.n, 0, after, next)
		}
	}
	return next
}
