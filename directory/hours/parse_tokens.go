package hours

// The tokens from where the parser stands.

func (p *parser) peek() token { return p.tokens[p.i] }

func (p *parser) next() token {
	t := p.tokens[p.i]
	p.i++
	return t
}

// is says whether a token is a sign.
func (t token) is(c int16) bool { return t.kind == sign && t.value == c }

func (p *parser) kindAt(ahead int) kind { return p.tokens[min(p.i+ahead, len(p.tokens)-1)].kind }

func (p *parser) is(k kind) bool { return p.tokens[p.i].kind == k }

func (p *parser) sign(c int16) bool { return p.is(sign) && p.tokens[p.i].value == c }

func (p *parser) take(c int16) bool {
	if !p.sign(c) {
		return false
	}
	p.i++
	return true
}

// listGoesOn says whether a "," and then one of the kinds come.
func (p *parser) listGoesOn(kinds ...kind) bool {
	if !p.sign(',') {
		return false
	}
	next := p.kindAt(1)
	for _, k := range kinds {
		if k == next {
			return true
		}
	}
	return false
}

func (p *parser) problem(reason string) Problem {
	t := p.peek()
	return Problem{At: int(t.from), Text: p.text[t.from:t.to], Reason: reason}
}

func (p *parser) refuse(reason string) *Problem {
	q := p.problem(reason)
	return &q
}

func (p *parser) warn(reason string) { p.problems = append(p.problems, p.problem(reason)) }

// isYear says whether the i-th token is a year: four digits that are not a time.
func (p *parser) isYear(i int) bool {
	t := p.token(i)
	return t.kind == number && t.digits == 4 && t.value >= 1000 && !p.isTime(i)
}

// isTime says whether an hour and its minutes begin at the i-th token: "10:00", "10.00", "10h30".
func (p *parser) isTime(i int) bool {
	t, s, m := p.token(i), p.token(i+1), p.token(i+2)
	return t.kind == number && m.kind == number && m.digits <= 3 && s.to == m.from &&
		(s.kind == sign && (s.value == ':' || s.value == '.') || s.kind == hourWord)
}

// isDate says whether a day of a year begins at the i-th token: "Jan 10", "easter", "Jan Su[1]" if it begins a range; alone, that
// is a month and a weekday.
func (p *parser) isDate(i int) bool {
	if n := p.nthOfMonth(i); n != 0 {
		if p.token(i+n).kind == sign && p.token(i+n+1).kind == number && p.token(i+n+2).kind == days {
			n += 3
		}
		return p.token(i+n).is('-') && (p.token(i+n+1).kind == month || p.token(i+n+1).kind == easter || p.isYear(i+n+1))
	}
	return p.token(i).kind == easter || p.token(i).kind == month && p.isDay(i+1)
}

// isLastDate says whether the day with which a range ends begins at the i-th token.
func (p *parser) isLastDate(i int) bool { return p.nthOfMonth(i) != 0 || p.isDate(i) }

// nthOfMonth counts the tokens of "Jan Su[1]" or "Jan Su[-1]" from the i-th on, 0 = it is something else.
func (p *parser) nthOfMonth(i int) int {
	switch {
	case p.token(i).kind != month || p.token(i+1).kind != weekday || !p.token(i+2).is('['):
	case p.token(i + 4).is(']'):
		return 5
	case p.token(i+3).is('-') && p.token(i+5).is(']'):
		return 6
	}
	return 0
}

// isDay says whether the i-th token is a day of a month.
func (p *parser) isDay(i int) bool {
	t := p.token(i)
	return t.kind == number && t.digits <= 2 && !p.isTime(i)
}

func (p *parser) token(i int) token { return p.tokens[min(i, len(p.tokens)-1)] }
