package hours

import (
	"strings"
	"time"
)

// Schedule is compiled text on a calendar: immutable, safe for any number of readers.
type Schedule struct {
	// What nearly every question needs stands first, side by side in memory.
	need     uint8  // the facts of days that rules ask
	spills   bool   // some rule goes on past midnight
	weekly   bool   // no rule asks more of a day than its weekday and holidays
	constant bool   // the state never changes
	dated    uint16 // months in which the rota may not hold
	rota     rota
	calendar *Calendar
	text     string
	rules    []rule
	refused  *Problem
	lastYear int32 // of which a rule speaks
	size     int   // rules and what they cover
}

// Compile parses a text onto a calendar. It never fails: what is not understood is Unknown all the time, and Err says why.
// The empty text is Unknown too.
func Compile(text string, c *Calendar) *Schedule {
	s := &Schedule{calendar: c, text: text}
	if strings.TrimSpace(text) == "" {
		s.constant = true
		return s
	}
	s.rules, _, s.refused = parse(text)
	if s.refused != nil {
		s.rules, s.constant = nil, true
		return s
	}
	s.constant, s.weekly = true, true
	for i := range s.rules {
		r := &s.rules[i]
		r.settle()
		if r.dated {
			r.clears = r.link == override && r.state != Closed
		} else {
			r.clears = r.link == override && r.state == Open && i > 0 && !s.rules[i-1].dated
		}
		need := r.holidays | r.listed
		if r.spills {
			need |= need << 1
			s.spills = true
		}
		s.need |= need
		s.weekly = s.weekly && r.weekly
		s.size += 1 + len(r.covers)
		s.lastYear = max(s.lastYear, r.lastYear())
		s.constant = s.constant && !r.dated && len(r.covers) == 0
	}
	s.draft()
	return s
}

// none are the selectors of rules without any.
var none selectors

// settle derives from what is written what is asked at every instant.
func (r *rule) settle() {
	r.weekly = r.months.months|r.days.months == 0 &&
		len(r.nth)+len(r.months.ranges)+len(r.days.ranges)+len(r.years)+len(r.weeks) == 0
	if r.weekly {
		r.selectors = &none
	}
	r.dated = !r.weekly || r.weekdays|r.holidays|r.listed != 0
	for _, in := range [2][]dateRange{r.months.ranges, r.days.ranges} {
		for i := range in {
			in[i].settle()
		}
	}
	if !r.always {
		r.covers = stretches(r.spans)
	}
	for _, c := range r.covers {
		r.spills = r.spills || c.to.event != 0 || c.to.minute > minutesOfDay
	}
}

// Err says what was not understood; nil when everything was, and for the empty text.
func (s *Schedule) Err() error {
	if s.refused == nil {
		return nil
	}
	return s.refused
}

// Tolerated are the parts of the text that were understood though they are not written as they should be.
func (s *Schedule) Tolerated() []Problem {
	_, tolerated, _ := parse(s.text) // asked once in a while, so not kept
	return tolerated
}

// Text is the text as it was given.
func (s *Schedule) Text() string { return s.text }

// Calendar is what Compile was given.
func (s *Schedule) Calendar() *Calendar { return s.calendar }

// State at an instant, and the comment of the rule that decides, empty if none: its own, else the name of the holiday that it is for.
func (s *Schedule) State(t time.Time) (State, string) {
	m := s.calendar.moment(t)
	if !s.weekly {
		m.today = m.today.n.date()
	}
	return s.on(&m)
}

// ordinary says whether the rota holds on a day.
func (s *Schedule) ordinary(month uint8, facts world) bool {
	return s.rota.count > 0 && s.dated>>month&1 == 0 && (facts.yes|facts.unsure)&s.need == 0
}

// On is State at a moment of the schedule's own calendar.
func (s *Schedule) On(m Moment) (State, string) { return s.on(&m) }

func (s *Schedule) on(m *Moment) (State, string) {
	if s.ordinary(m.today.month, m.facts) && m.skipped.to == 0 {
		return s.rota.at(Minute(m.today.weekday)*minutesOfDay + m.minute), ""
	}
	minute := m.minute
	if m.skipped.to != 0 {
		minute = s.shown(m)
	}
	v := s.at(&m.today, m.facts, minute)
	return v.state, s.comment(&m.today, v)
}
