package hours

// rota is a week without holidays of a text that says nothing but weekdays and times, as most do: where the state changes, in
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

// draft makes the schedule's rota, if its rules can be told by one.
func (s *Schedule) draft() {
	if !s.weekly || s.constant {
		return
	}
	for i := range s.rules {
		r := &s.rules[i]
		for _, c := range r.covers {
			if c.guess || c.from.event|c.to.event != 0 {
				return
			}
		}
		if r.comment != "" {
			return
		}
	}
	var out rota
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
				return
			default:
				out.change[out.count], out.to[out.count] = day*minutesOfDay+minute, state
				out.count++
			}
		}
	}
	if out.count == 0 { // the same all week: only holidays differ
		out.change[0], out.to[0], out.count = minutesOfWeek, out.first, 1
	}
	s.rota = out
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
