package hours

// rota is a week without holidays and other dates of a text that says weekdays and times, as most do: where the state changes, in
// minutes since Monday 00:00. It is in one piece and without pointers, so that asking a million of them costs little more
// than reading them.
type rota struct {
	count  uint8 // of changes; 0 = there is none, ask the rules
	first  State
	change [maxRota]Minute
	to     [maxRota]State
}

// maxRota is two spans a day, and a little more.
const maxRota = 30

const minutesOfWeek = 7 * minutesOfDay

// draft makes the schedule's rota of the rules that narrow no dates, if they can be told by one. Months in which the others may
// speak are left to the rules.
func (s *Schedule) draft() {
	weekly := Schedule{calendar: s.calendar, weekly: true, spills: s.spills}
	for i := range s.rules {
		r := &s.rules[i]
		if !r.weekly {
			s.dated |= r.speaks()
			continue
		}
		for _, c := range r.covers {
			if c.guess || c.from.event|c.to.event != 0 {
				return
			}
		}
		if r.comment != "" {
			return
		}
		weekly.rules = append(weekly.rules, *r)
	}
	if s.constant || len(weekly.rules) == 0 || s.dated == everyMonth {
		return
	}
	s.rota = weekly.ordinaryWeek()
}

// ordinaryWeek is the rota of rules that narrow no dates; the zero one when they change too often.
func (s *Schedule) ordinaryWeek() (out rota) {
	const monday = 4 // January 5, 1970
	for day := range Minute(7) {
		d := (dayNumber(monday) + dayNumber(day)).date()
		for minute := Minute(0); minute < minutesOfDay; minute = s.edgeAfter(d.n, minute) {
			state := s.in(&d, 0, minute).state
			switch {
			case day == 0 && minute == 0:
				out.first = state
			case state == out.last():
			case out.count == maxRota:
				return rota{}
			default:
				out.change[out.count], out.to[out.count] = day*minutesOfDay+minute, state
				out.count++
			}
		}
	}
	if out.count == 0 { // the same all week: only holidays and dates differ
		out.change[0], out.to[0], out.count = minutesOfWeek, out.first, 1
	}
	return out
}

const everyMonth = 1<<13 - 1<<1 // bit 1 = January

// speaks are the months in which a rule that narrows dates may hold.
func (r *rule) speaks() uint16 {
	in := &r.months
	if in.months == 0 && len(in.ranges) == 0 {
		in = &r.days
	}
	if in.months == 0 && len(in.ranges) == 0 {
		return everyMonth
	}
	months := in.months
	for i := range in.ranges {
		months |= in.ranges[i].within()
	}
	if r.spills {
		months |= months<<1 | months>>12<<1
	}
	return months & everyMonth
}

// within are the months that may have days of the range.
func (r *dateRange) within() (months uint16) {
	first, last := r.first, r.last
	if r.plain {
		first, last = r.from.month, r.to.month
	}
	switch {
	case last == 0, first == last && r.from.day > r.to.day: // all around the year
		return everyMonth
	case first > last:
		return everyMonth &^ (1<<first - 1<<(last+1))
	}
	return 1<<(last+1) - 1<<first
}

func (r *rota) last() State {
	if r.count == 0 {
		return r.first
	}
	return r.to[r.count-1]
}

// at is the state at a minute of the week.
func (r *rota) at(minute Minute) State {
	state := r.first
	for i := range r.count {
		if r.change[i] > minute {
			break
		}
		state = r.to[i]
	}
	return state
}
