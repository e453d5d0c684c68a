package hours

// sunEvent is a point of the day that the sun sets.
type sunEvent uint8

const (
	dawn sunEvent = iota + 1
	sunrise
	sunset
	dusk
)

// usual is when an event is taken to be where only its order among others matters: whether "sunset-02:00" goes past midnight.
func (e sunEvent) usual() Minute {
	return [...]Minute{0, 5*60 + 30, 6 * 60, 18 * 60, 18*60 + 30}[e]
}

// edge is a minute of the day, or minutes after (before, if negative) an event of the sun.
type edge struct {
	event  sunEvent // 0 = none
	minute Minute
}

func (e edge) usual() Minute { return e.event.usual() + e.minute }

// span is times as they are written: "08:00-12:00", "08:00-12:00+", "08:00+".
type span struct {
	from, to edge
	ended    bool // to is written
	open     bool // "+"
}

// never says whether the span is "8-8", where "08:00-08:00" is a whole day.
func (s span) never() bool { return s.ended && s.from == s.to && s.from.event == 0 }

// stretch is a part of the day that a rule covers; beyond 24:00 it lies in the next day.
type stretch struct {
	from, to edge
	guess    bool // the open end of a span: how long it is was guessed
}

// times reads "08:00-12:00,14:00-18:00+".
func (p *parser) times(r *rule) *Problem {
	for {
		s, q := p.span()
		if q != nil {
			return q
		}
		if p.spans++; p.spans > maxSpans {
			return p.refuse("the text has more than 200 spans of time")
		}
		r.spans = append(r.spans, s)
		p.said = p.i
		if !p.sign(',') || !p.isEdge(p.i+1) {
			return nil
		}
		p.i++
	}
}

// isEdge says whether a time begins at the i-th token.
func (p *parser) isEdge(i int) bool {
	t := p.token(i)
	return t.kind == sun || t.kind == number && !p.isYear(i) || t.kind == sign && t.value == '('
}

func (p *parser) span() (span, *Problem) {
	bare := p.is(number) && !p.isTime(p.i)
	from, q := p.edge()
	if q != nil {
		return span{}, q
	}
	s := span{from: from}
	if from.event == 0 && from.minute >= minutesOfDay {
		return s, p.refuse("a time begins after the day")
	}
	if p.sign('-') && p.kindAt(1) == late {
		p.i += 2
		s.open = true
		return s, nil
	}
	if p.take('-') {
		bare = bare && p.is(number) && !p.isTime(p.i)
		if s.to, q = p.edge(); q != nil {
			return s, q
		}
		s.ended = true
		if past := s.to.usual() - from.usual(); past < 0 || past == 0 && from.event|s.to.event == 0 && !bare { // "8-8" is never
			s.to.minute += minutesOfDay
		}
		if s.to.usual() > 2*minutesOfDay || s.to.usual() == 2*minutesOfDay && p.sign('+') {
			return s, p.refuse("a time goes on past a second midnight")
		}
	}
	s.open = p.take('+')
	switch {
	case s.never() && s.open:
		return s, p.refuse("a time that never is has no end")
	case !s.ended && !s.open:
		return s, p.refuse("an end of the time is missing")
	case p.sign('/'):
		return s, p.refuse("points in time are not opening hours")
	}
	return s, nil
}

// edge reads "08:00", "8", "8am", "sunset", "(sunset-01:30)".
func (p *parser) edge() (edge, *Problem) {
	switch t := p.peek(); {
	case t.kind == sun:
		p.i++
		return edge{event: sunEvent(t.value)}, nil
	case t.kind == number:
		m, q := p.clock()
		return edge{minute: m}, q
	case !p.take('('):
		return edge{}, p.refuse("a time is missing")
	}
	t := p.peek()
	if t.kind != sun {
		return edge{}, p.refuse("an event of the sun is missing")
	}
	p.i++
	e := edge{event: sunEvent(t.value)}
	minus := p.sign('-')
	if !minus && !p.sign('+') || !p.isTime(p.i+1) {
		return e, p.refuse("hours and minutes after the sun's event are missing")
	}
	p.i++
	m, q := p.clock()
	if q != nil {
		return e, q
	}
	if m >= minutesOfDay/2 {
		return e, p.refuse("the sun's event is moved by 12 hours or more")
	}
	if e.minute = m; minus {
		e.minute = -m
	}
	if !p.take(')') {
		return e, p.refuse(`")" is missing`)
	}
	return e, nil
}

// clock reads hours and minutes; minutes may be left out.
func (p *parser) clock() (Minute, *Problem) {
	hour := p.peek()
	minute := token{}
	if hour.digits > 2 {
		return 0, p.refuse("is not an hour")
	}
	if p.isTime(p.i) {
		minute = p.token(p.i + 2)
		if minute.value > 59 {
			p.i += 2
			return 0, p.refuse("is not a minute")
		}
		if c := p.token(p.i + 1); c.value != ':' || c.kind != sign {
			p.i++
			p.warn(`hours and minutes are written "10:30"`)
			p.i--
		}
		p.i += 2
	} else {
		p.warn("the minutes are left out")
	}
	p.i++
	if p.is(hourWord) {
		p.i++
	}
	h := hour.value
	if p.is(meridiem) {
		if h > 12 {
			return 0, p.refuse("is not an hour of 12")
		}
		h %= 12
		if p.next().value == 'p' {
			h += 12
		}
	}
	return Minute(60*h + minute.value), nil
}

// stretches are what the spans of a rule cover. An open end is guessed, as the reference implementation does: to midnight when it
// begins before 17:00, for ten hours before 22:00, for eight hours later; the next of those written after it cuts it.
func stretches(spans []span) []stretch {
	var all []stretch
	for i, s := range spans {
		if s.ended {
			all = append(all, stretch{from: s.from, to: s.to})
		}
		if !s.open {
			continue
		}
		from := s.from
		if s.ended {
			from = s.to
		}
		all = append(all, openEnd(from, spans[i+1:])...)
	}
	return all
}

func openEnd(from edge, later []span) []stretch {
	to := edge{minute: minutesOfDay}
	switch begins := from.usual(); {
	case begins >= 22*60:
		to.minute = begins + 8*60
	case begins >= 17*60:
		to.minute = begins + 10*60
	}
	cut := to
	for _, s := range later {
		if from.usual() < s.from.usual() && s.from.usual() < cut.usual() {
			cut = s.from
		}
	}
	if cut != to && to.minute > minutesOfDay { // what lies past midnight stays
		return []stretch{{from, cut, true}, {edge{minute: minutesOfDay}, to, true}}
	}
	return []stretch{{from, cut, true}}
}
