package hours

import "strings"

// Limits of a text: longer ones are not opening hours.
const (
	maxText  = 2048 // bytes
	maxRules = 200
	maxSpans = 200
)

// parser reads the rules of a text: a flat grammar, where selectors may come in any order.
type parser struct {
	text     string
	tokens   []token
	i        int
	said     int // where the last times, state or comment ended: a "," there begins an additional rule
	spans    int // read so far
	comments []string
	problems []Problem // what was tolerated
	rules    []rule
}

// parse reads a text; the problem is what was not understood.
func parse(text string) (rules []rule, tolerated []Problem, refused *Problem) {
	if len(text) > maxText {
		return nil, nil, &Problem{At: maxText, Reason: "the text is longer than 2048 bytes"}
	}
	p := parser{text: text, said: -1}
	l := lexer{text: text, tokens: make([]token, 0, 4+len(text)/2), comments: &p.comments, problems: &p.problems}
	if refused = l.run(); refused != nil {
		return nil, nil, refused
	}
	p.tokens = l.tokens
	p.rules = make([]rule, 0, min(maxRules, 1+strings.Count(text, ";")+strings.Count(text, "||"))) // as many as most texts have, kept for long
	refused = p.all()
	return p.rules, p.problems, refused
}

// all reads the rules and what links them.
func (p *parser) all() *Problem {
	for link, more := override, true; more; link, more = p.link(link) {
		if len(p.rules) == maxRules {
			return p.refuse("the text has more than 200 rules")
		}
		r := rule{link: link, state: Open, selectors: new(selectors)}
		before := p.i
		if q := p.rule(&r); q != nil {
			return q
		}
		switch {
		case p.i > before:
			p.rules = append(p.rules, r)
		case link == override && (p.sign(';') || p.is(end) && len(p.rules) > 0):
			p.warn("a rule is missing here")
		default:
			return p.refuse("a rule is missing here")
		}
	}
	return nil
}

// link reads what comes between two rules; there is no more at the end of the text.
func (p *parser) link(before link) (_ link, more bool) {
	if next := p.token(p.i + 1); p.sign(',') && (next.kind == end || next.is(';') || next.is('|')) {
		p.warn("nothing comes after the comma")
		p.i++
	}
	switch {
	case p.take(';'):
		return override, true
	case p.take('|'):
		if p.is(end) {
			p.warn("a rule is missing here")
			return override, false
		}
		return fallback, true
	case p.take(','):
		if before == fallback { // what is added to a fallback is one
			return fallback, true
		}
		return addition, true
	}
	return override, false
}

// rule reads selectors, state and comment up to what ends the rule.
func (p *parser) rule(r *rule) *Problem {
	for {
		var q *Problem
		switch t := p.peek(); t.kind {
		case end:
			return nil
		case sign:
			switch {
			case t.value == ';' || t.value == '|' || t.value == ',' && p.said == p.i:
				return nil
			case t.value == '(':
				q = p.times(r)
			case t.value == ':' && p.i > 0 && !p.afterTime():
				q = p.colon()
			default:
				q = p.refuse("does not stand here")
			}
		case weekday, holiday:
			q = p.weekdays(r)
		case month, easter:
			q = p.dates(r)
		case week:
			q = p.weeks(r)
		case number:
			switch {
			case !p.isYear(p.i):
				q = p.times(r)
			case p.isDate(p.i + 1):
				q = p.dates(r)
			default:
				q = p.years(r)
			}
		case sun:
			q = p.times(r)
		case always, state, comment:
			p.says(r, t)
		default:
			q = p.refuse("does not stand here")
		}
		if q != nil {
			return q
		}
	}
}

// colon passes over what makes "Mo-Fr: 08:00-12:00" easier to read.
func (p *parser) colon() *Problem {
	t, before, after := p.peek(), p.tokens[p.i-1], p.token(p.i+1)
	switch {
	case after.kind == end || after.is(';') || after.is('|') || after.is(','):
		return p.refuse("nothing comes after the colon")
	case before.to < t.from && t.to == after.from && after.kind == number && !p.isTime(p.i+1):
		return p.refuse("an hour is missing before the minutes")
	}
	p.i++
	return nil
}

// afterTime says whether the token before is the end of a time.
func (p *parser) afterTime() bool {
	k := p.tokens[p.i-1].kind
	return p.said == p.i && k != always && k != state && k != comment
}

// says reads what holds at the times of the rule.
func (p *parser) says(r *rule, t token) {
	p.i++
	p.said = p.i
	switch t.kind {
	case always:
		r.always = true
	case state:
		if r.state == Unknown { // the reference implementation hears nothing more
			p.problems = append(p.problems, Problem{At: int(t.from), Text: p.text[t.from:t.to], Reason: "is not heard after a comment or unknown"})
			return
		}
		r.state, r.stated = State(t.value), true
	case comment:
		r.comment = p.comments[t.value]
		if !r.stated {
			r.state = Unknown
		}
	}
}

// weekdays reads "Mo-We,Fr", "We[1,-1] +1 day", "PH", "PH,Mo": what is listed together is one choice.
func (p *parser) weekdays(r *rule) *Problem {
	for listed := false; ; listed = true {
		var q *Problem
		if t := p.next(); t.kind == holiday {
			q = p.holiday(r, uint8(t.value), listed)
		} else {
			q = p.weekday(r, uint8(t.value))
		}
		if q != nil {
			return q
		}
		if !p.listGoesOn(weekday, holiday) {
			return nil
		}
		p.i++
	}
}

func (p *parser) holiday(r *rule, bit uint8, listed bool) *Problem {
	offset, q := p.offset()
	switch {
	case q != nil:
		return q
	case offset != 0 && bit != phToday:
		return p.refuse("only public holidays can be moved by days")
	case offset < -1 || offset > 1:
		return p.refuse("a public holiday is moved by one day at most")
	case offset == 1:
		bit = phYesterday
	case offset == -1:
		bit = phTomorrow
	}
	r.publicLast = bit != shToday
	if listed || p.listGoesOn(weekday, holiday) {
		r.listed |= bit
	} else {
		r.holidays |= bit
	}
	return nil
}

func (p *parser) weekday(r *rule, from uint8) *Problem {
	if p.take('[') {
		return p.nth(r, from)
	}
	to := from
	if p.sign('-') && p.kindAt(1) == weekday {
		p.i++
		to = uint8(p.next().value)
	}
	for d := from; ; d = (d + 1) % 7 {
		r.weekdays |= 1 << d
		if d == to {
			return nil
		}
	}
}

// nth reads "1,3-5,-1]" and the days after it.
func (p *parser) nth(r *rule, weekday uint8) *Problem {
	first := len(r.nth)
	for {
		from, q := p.nthNumber()
		if q != nil {
			return q
		}
		to := from
		if from > 0 && p.take('-') {
			if to, q = p.nthNumber(); q != nil {
				return q
			}
		}
		if to < from {
			return p.refuse("the range is in reverse order")
		}
		r.nth = append(r.nth, nthWeekday{weekday: weekday, from: from, to: to})
		if p.take(']') {
			break
		}
		if !p.take(',') {
			return p.refuse(`"]" is missing`)
		}
	}
	offset, q := p.weekdayOffset()
	for i := first; i < len(r.nth); i++ {
		r.nth[i].offset = offset
	}
	return q
}

func (p *parser) nthNumber() (int8, *Problem) {
	minus := p.take('-')
	t := p.peek()
	if t.kind != number || t.value < 1 || t.value > 5 {
		return 0, p.refuse("a number from 1 to 5 or -5 to -1 is missing")
	}
	p.i++
	if minus {
		return int8(-t.value), nil
	}
	return int8(t.value), nil
}

// offset reads "+1 day", "-2 days"; 0 = none.
func (p *parser) offset() (int16, *Problem) {
	if !p.sign('+') && !p.sign('-') || p.kindAt(1) != number || p.kindAt(2) != days {
		return 0, nil
	}
	minus, n := p.next().value == '-', p.next()
	p.i++
	if n.value > 200 {
		return 0, p.refuse("a day is moved by 200 days at most")
	}
	if minus {
		return -n.value, nil
	}
	return n.value, nil
}

// weekdayOffset reads the offset of an nth weekday: less than a week.
func (p *parser) weekdayOffset() (int16, *Problem) {
	offset, q := p.offset()
	if offset < -6 || offset > 6 {
		return 0, p.refuse("a weekday is moved by 6 days at most")
	}
	return offset, q
}

// weeks reads "week 01-53/2,5".
func (p *parser) weeks(r *rule) *Problem {
	p.i++
	for {
		if p.isTime(p.i) {
			return p.refuse("is not a week")
		}
		w, q := p.stepped(1, 53, 53)
		if q != nil {
			return q
		}
		if w.step > 26 || w.step == 1 && p.tokens[p.i-2].is('/') {
			return p.refuse("a step of weeks is from 2 to 26")
		}
		r.weeks = append(r.weeks, w)
		switch {
		case p.listGoesOn(week):
			p.i += 2
		case p.listGoesOn(number) && !p.isTime(p.i+1) && !p.isYear(p.i+1):
			p.i++
		default:
			return nil
		}
	}
}

// years reads "2026,2028-2030/2,2040+".
func (p *parser) years(r *rule) *Problem {
	for {
		y, q := p.stepped(1, maxYear, maxYear)
		if q != nil {
			return q
		}
		r.years = append(r.years, y)
		if !p.listGoesOn(number) || !p.isYear(p.i+1) || p.isDate(p.i+2) {
			return nil
		}
		p.i++
	}
}

const maxYear = 9999

// stepped reads "a", "a-b", "a+", each with a step "/c"; a number with a step alone goes on to the last.
func (p *parser) stepped(first, last, ever int32) (every, *Problem) {
	t := p.peek()
	n := int32(t.value)
	if t.kind != number || n < first || n > last {
		return every{}, p.refuse("is not a number from 1 to the last there is")
	}
	p.i++
	y := every{n, n, 1}
	if p.sign('-') && p.kindAt(1) == number && !p.isTime(p.i+1) {
		p.i++
		y.to = int32(p.peek().value)
		if y.to <= y.from || y.to > last {
			return y, p.refuse("the range ends before it begins, or is too long")
		}
		p.i++
	} else if p.take('+') {
		y.to = ever
	}
	if p.take('/') {
		if t = p.peek(); t.kind != number || t.value < 1 || int32(t.value) > last {
			return y, p.refuse("a step is missing")
		}
		p.i++
		y.step = int32(t.value)
		if y.to == n {
			y.to = ever
		}
	}
	return y, nil
}
