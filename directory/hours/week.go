package hours

import "time"

// Week is the calendar week (Monday to Sunday) that holds t.
func (s *Schedule) Week(t time.Time) [7]Day {
	today := s.calendar.At(t).today
	monday := today.n - dayNumber(today.weekday)
	var week [7]Day
	before, spans := s.spans(monday-1), s.spans(monday)
	for i := range week {
		n := monday + dayNumber(i)
		after := s.spans(n + 1)
		week[i] = Day{Date: s.calendar.instant(n, 0), Holiday: s.calendar.holidayName(n)}
		if len(spans) == 0 {
			d := n.date()
			week[i].Reason = s.comment(&d, s.at(&d, s.calendar.world(n), 0))
		}
		whole := spans
		if goesOn(before, spans) {
			whole = spans[1:]
		}
		if goesOn(spans, after) && len(whole) > 0 {
			whole = append([]Span(nil), whole...)
			whole[len(whole)-1].To += after[0].To
		}
		week[i].Spans = whole
		before, spans = spans, after
	}
	return week
}

// spans are the parts of a day, from 0 to 24:00, that are not closed.
func (s *Schedule) spans(n dayNumber) []Span {
	var all []Span
	d, facts := n.date(), s.calendar.world(n)
	for from, to := Minute(0), Minute(0); from < minutesOfDay; from = to {
		v := s.at(&d, facts, from)
		comment := s.comment(&d, v)
		to = s.edgeAfter(n, from)
		switch last := len(all) - 1; {
		case v.state == Closed:
		case last >= 0 && all[last].To == from && all[last].State == v.state && all[last].Comment == comment:
			all[last].To = to
		default:
			all = append(all, Span{from, to, v.state, comment})
		}
	}
	return all
}

// goesOn says whether what begins on a day goes on past midnight and ends on the next.
func goesOn(day, next []Span) bool {
	if len(day) == 0 || len(next) == 0 {
		return false
	}
	last, first := day[len(day)-1], next[0]
	return last.From > 0 && last.To == minutesOfDay && first.From == 0 && first.To < minutesOfDay &&
		last.State == first.State && last.Comment == first.Comment
}
