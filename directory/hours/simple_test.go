package hours

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// simple is the meaning of rules as one would tell it: no plans, no bits of days, the standard library's dates. It knows what
// is so of every day.
type simple struct {
	rules   []rule
	public  func(time.Time) bool
	school  func(time.Time) bool
	daytime sunTimes
}

// state is what holds at a minute of a day, by the clock on the wall.
func (s simple) state(day time.Time, minute int) State {
	type said struct {
		rule  rule
		ahead int
	}
	var applies []said
	for i, r := range s.rules {
		undated := len(r.years)+len(r.weeks)+len(r.nth) == 0 && r.weekdays|r.holidays|r.listed == 0 && empty(r.months) && empty(r.days)
		replaces := r.link == override && r.state != Closed
		if undated {
			replaces = r.link == override && r.state == Open && i > 0 && !s.rules[i-1].dated
		}
		if s.matches(r, day) {
			if replaces {
				applies = nil
			}
			applies = append(applies, said{r, 0})
		}
		if s.matches(r, day.AddDate(0, 0, -1)) {
			applies = append(applies, said{r, 1440})
		}
	}
	state := Closed
	for _, a := range applies {
		if a.rule.link == fallback && state != Closed {
			continue
		}
		if a.rule.always || len(a.rule.spans) == 0 {
			if a.ahead == 0 {
				state = a.rule.state
			}
			continue
		}
		state = s.paint(state, a.rule, minute+a.ahead)
	}
	return state
}

func empty(d dates) bool { return d.months == 0 && len(d.ranges) == 0 }

func (s simple) paint(state State, r rule, minute int) State {
	for i, span := range r.spans {
		from, to := s.minute(span.from), s.minute(span.to)
		if span.to.event != 0 && span.to.minute > 720 { // of the next day, which the sun does not tell from this one here
			to = s.minute(edge{span.to.event, span.to.minute - 1440}) + 1440
		}
		if span.ended && from <= minute && minute < to {
			state = r.state
		}
		if !span.open {
			continue
		}
		if span.ended {
			from = to
		}
		until := 1440
		if from >= 22*60 {
			until = from + 8*60
		} else if from >= 17*60 {
			until = from + 10*60
		}
		for _, later := range r.spans[i+1:] {
			if usual := int(later.from.usual()); from < usual && usual < until && s.minute(later.from) <= minute && minute < 1440 {
				from = until
			}
		}
		if from <= minute && minute < until {
			if state = Unknown; r.state == Closed {
				state = Closed
			}
		}
	}
	return state
}

func (s simple) minute(e edge) int {
	return int([...]Minute{0, s.daytime.dawn, s.daytime.sunrise, s.daytime.sunset, s.daytime.dusk}[e.event] + e.minute)
}

func (s simple) matches(r rule, day time.Time) bool {
	weekday := (int(day.Weekday()) + 6) % 7
	if r.weekdays|r.listed != 0 || len(r.nth) > 0 {
		ok := r.weekdays>>weekday&1 == 1 || s.holiday(r.listed, day)
		for _, n := range r.nth {
			ok = ok || s.nth(n, day.AddDate(0, 0, -int(n.offset)))
		}
		if !ok {
			return false
		}
	}
	if r.holidays != 0 && !s.holiday(r.holidays, day) {
		return false
	}
	year := len(r.years) == 0
	for _, y := range r.years {
		for n := y.from; n <= y.to; n += y.step {
			year = year || int(n) == day.Year()
		}
	}
	week := len(r.weeks) == 0
	_, number := day.ISOWeek()
	for _, w := range r.weeks {
		for n := int(w.from); n <= int(w.to); n += int(w.step) {
			week = week || n == number
		}
	}
	return year && week && s.inDates(r.months, day) && s.inDates(r.days, day)
}

func (s simple) holiday(bits uint8, day time.Time) bool {
	return bits&phToday != 0 && s.public(day) || bits&phTomorrow != 0 && s.public(day.AddDate(0, 0, 1)) ||
		bits&phYesterday != 0 && s.public(day.AddDate(0, 0, -1)) || bits&shToday != 0 && s.school(day)
}

func (s simple) nth(n nthWeekday, day time.Time) bool {
	if (int(day.Weekday())+6)%7 != int(n.weekday) {
		return false
	}
	for k := n.from; k <= n.to; k++ {
		steps := int(k) // in months, the weekday k weeks before or after is not of the month, k-1 is
		if k > 0 && day.AddDate(0, 0, -7*(steps-1)).Month() == day.Month() && day.AddDate(0, 0, -7*steps).Month() != day.Month() ||
			k < 0 && day.AddDate(0, 0, -7*(steps+1)).Month() == day.Month() && day.AddDate(0, 0, -7*steps).Month() != day.Month() {
			return true
		}
	}
	return false
}

func (s simple) inDates(d dates, day time.Time) bool {
	if empty(d) || d.months>>int(day.Month())&1 == 1 {
		return true
	}
	for _, r := range d.ranges {
		if r.single {
			if s.date(r.from, day.Year()).Equal(day) && (r.from.day == 0 || r.from.offset != 0 || day.Day() == int(r.from.day)) {
				return true
			}
			continue
		}
		for year := day.Year() - 1; year <= day.Year()+1; year++ {
			from, to := s.date(r.from, year), s.date(r.to, year)
			if r.to.month == 0 {
				to = to.AddDate(0, 0, -1)
			}
			switch {
			case year != day.Year() && r.from.offset|r.to.offset == 0:
			case to.Before(from):
				if year == day.Year() && r.from.year == 0 && (!day.Before(from) || !day.After(to)) {
					return true
				}
			default:
				n := int(day.Sub(from) / (24 * time.Hour))
				if n >= 0 && !day.After(to) && n%int(r.step) == 0 {
					return true
				}
			}
		}
	}
	return false
}

func (s simple) date(b bound, year int) time.Time {
	if b.year != 0 {
		year = int(b.year)
	}
	first := time.Date(year, time.Month(b.month), 1, 0, 0, 0, 0, time.UTC)
	switch {
	case b.month == 0:
		first = Easter(year)
	case b.day != 0:
		first = first.AddDate(0, 0, int(b.day)-1)
	default:
		for n := (nthWeekday{weekday: b.weekday, from: b.nth, to: b.nth}); !s.nth(n, first); {
			first = first.AddDate(0, 0, 1)
		}
	}
	return first.AddDate(0, 0, int(b.offset))
}

// texts draws opening hours of all kinds. Nth weekdays that a month may not have are left out.
func texts(t *rapid.T) string {
	var b strings.Builder
	for i := range rapid.IntRange(1, 4).Draw(t, "rules") {
		if i > 0 {
			b.WriteString(pick(t, "; ", "; ", "; ", ", ", " || "))
		}
		var parts []string
		maybe := func(odds int, part func() string) {
			if rapid.IntRange(1, odds).Draw(t, "part") == 1 {
				parts = append(parts, part())
			}
		}
		maybe(8, func() string { return pick(t, "2026", "2025-2027", "2024+", "2025/2", "2020-2030/3,2026") })
		maybe(3, func() string {
			return pick(t, "Jan", "Jun-Sep", "Nov-Feb", "Jan,Mar 10-20", "Dec 24-Jan 02", "Jan 01-31/8", "Feb 29", "Feb 20-Feb 29", "easter",
				"easter -2 days", "easter +1 day-easter +50 days", "Mar 20-easter", "easter-Apr 20", "Mar Su[-1]-Oct Su[-1]",
				"Oct Su[-1] -1 day-Mar Su[1] +2 days", "Dec 20-Dec Su[-1] +4 days", "2026 Dec 24-2027 Jan 05", "2026 May 08", "May 01,08,Dec 25-26")
		})
		maybe(6, func() string { return pick(t, "week 01-53/2", "week 02,10-20", "week 53", "week 01") })
		maybe(8, func() string { return pick(t, "PH", "SH", "PH -1 day", "PH +1 day") })
		maybe(2, func() string {
			return pick(t, "Mo-Fr", "Sa,Su", "Fr-Mo", "Mo", "We[1]", "Su[-1]", "Mo[1,3]", "Th[2-4]", "Sa[1] -2 days", "Fr[-1] +3 days", "PH,Mo", "Mo-We,SH", "Su,PH")
		})
		maybe(2, func() string { return draw(t) })
		if len(parts) == 0 {
			parts = append(parts, draw(t))
		}
		maybe(4, func() string { return pick(t, "off", "unknown", "open", `"x"`, `off "y"`, `open "z"`) })
		b.WriteString(strings.Join(parts, " "))
	}
	return b.String()
}

// draw draws times.
func draw(t *rapid.T) string {
	clock := func(from, to int) string {
		m := rapid.IntRange(from, to).Draw(t, "minute")
		if rapid.Bool().Draw(t, "round") {
			m -= m % 60
		}
		return Minute(m).String()
	}
	var spans []string
	for range rapid.IntRange(1, 3).Draw(t, "spans") {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			spans = append(spans, clock(0, 1439)+"+")
		case 1:
			spans = append(spans, clock(0, 1439)+"-"+clock(0, 2879)+"+")
		case 2:
			spans = append(spans, pick(t, "sunrise-sunset", "sunset-sunrise", "dawn-12:00", "10:00-dusk", "(sunrise+01:00)-(sunset-00:30)", "22:00-sunrise"))
		case 3:
			spans = append(spans, clock(1200, 1439)+"-"+clock(0, 400))
		default:
			spans = append(spans, clock(0, 1439)+"-"+clock(0, 1800))
		}
	}
	return strings.Join(spans, ",")
}

func pick(t *rapid.T, of ...string) string { return rapid.SampledFrom(of).Draw(t, "of") }

// invented holds a table whose holidays and sun are made up, for 2025 to 2027.
func invented() Table {
	day := func(year, month, day int) time.Time {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	table := Table{Source: "invented", Rows: []Row{{
		Kind: Sun, Region: "XX", From: day(2025, 1, 1), To: day(2025, 12, 31),
		Sun: SunTimes{Dawn: 350, Rise: 380, Set: 1130, Dusk: 1150},
	}}}
	table.Rows = append(table.Rows, table.Rows[0], table.Rows[0])
	table.Rows[1].From, table.Rows[1].To = day(2026, 1, 1), day(2026, 12, 31)
	table.Rows[2].From, table.Rows[2].To = day(2027, 1, 1), day(2027, 12, 31)
	for year := 2024; year <= 2028; year++ {
		for month := 1; month <= 12; month++ {
			name := fmt.Sprintf("%d-%d", year, month)
			table.Rows = append(table.Rows,
				Row{Kind: Public, Region: "XX", Name: name, From: day(year, month, 1), To: day(year, month, 1)},
				Row{Kind: Public, Region: "XX", Name: name, From: day(year, month, 17), To: day(year, month, 17)},
				Row{Kind: School, Region: "XX", Name: name, From: day(year, month, 10), To: day(year, month, 20)})
		}
	}
	return table
}

func TestMeansWhatASimpleReadingMeans(t *testing.T) {
	t.Parallel()
	zone := paris(t)
	calendar := NewCalendar(zone, "XX", []Table{invented()})
	rapid.Check(t, func(t *rapid.T) {
		text := texts(t)
		s := Compile(text, calendar)
		if err := s.Err(); err != nil {
			t.Skip(err)
		}
		told := simple{
			rules:   s.rules,
			public:  func(d time.Time) bool { return d.Day() == 1 || d.Day() == 17 },
			school:  func(d time.Time) bool { return 10 <= d.Day() && d.Day() <= 20 },
			daytime: sunTimes{350, 380, 1130, 1150},
		}
		n := dayNumberOf(time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC)) + dayNumber(rapid.IntRange(0, 1000).Draw(t, "day"))
		day := time.Unix(int64(n)*secondsOfDay, 0).UTC()
		d := n.date()
		var p plan
		s.draw(&p, &d, calendar.world(n).yes)
		for minute := range Minute(minutesOfDay) {
			want := told.state(day, int(minute))
			if got := s.at(&d, calendar.world(n), minute).state; got != want {
				t.Fatalf("%q on %v at %v is %v, want %v", text, day.Format(time.DateOnly), minute, got, want)
			}
			if got, _ := s.on(&Moment{today: d, minute: minute, facts: calendar.world(n)}); got != want {
				t.Fatalf("%q on %v at %v is %v at a moment, want %v", text, day.Format(time.DateOnly), minute, got, want)
			}
			if got := p.at(s, minute).state; got != want {
				t.Fatalf("%q on %v at %v is %v by plan, want %v", text, day.Format(time.DateOnly), minute, got, want)
			}
		}
	})
}

// TestNobodyKnows gives each holiday that is not known both ways, day by day.
func TestNobodyKnows(t *testing.T) {
	t.Parallel()
	calendar := NewCalendar(paris(t), "", nil)
	rapid.Check(t, func(t *rapid.T) {
		text := texts(t)
		s := Compile(text, calendar)
		if s.Err() != nil || strings.ContainsAny(text, "u(") && strings.Contains(text, "sun") || strings.Contains(text, "d") && (strings.Contains(text, "dawn") || strings.Contains(text, "dusk")) {
			t.Skip()
		}
		n := dayNumberOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) + dayNumber(rapid.IntRange(0, 700).Draw(t, "day"))
		day := time.Unix(int64(n)*secondsOfDay, 0).UTC()
		minute := Minute(rapid.IntRange(0, 1439).Draw(t, "minute"))
		states := map[State]bool{}
		for yes := range uint8(64) {
			is := func(first uint8, d time.Time, back int) bool {
				return yes>>(int(first)+back-int(d.Sub(day)/(24*time.Hour)))&1 == 1
			}
			states[simple{
				rules:  s.rules,
				public: func(d time.Time) bool { return is(0, d, 1) },
				school: func(d time.Time) bool { return is(4, d, 0) },
			}.state(day, int(minute))] = true
		}
		want := Unknown
		if len(states) == 1 {
			for want = range states {
			}
		}
		d := n.date()
		if got := s.at(&d, calendar.world(n), minute).state; got != want {
			t.Fatalf("%q on %v at %v is %v, want %v of %v", text, day.Format(time.DateOnly), minute, got, want, states)
		}
	})
}

func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
