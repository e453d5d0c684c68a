package recur

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anySeries draws rules of all shapes, many of which take no date at all.
func anySeries(t *rapid.T, zones []*time.Location) Series {
	r := Rule{
		Freq:      rapid.SampledFrom([]Freq{Daily, Weekly, Monthly, Yearly}).Draw(t, "freq"),
		Interval:  rapid.SampledFrom([]int{0, 1, 2, 3, 5, 13, 31, 100}).Draw(t, "interval"),
		WeekStart: rapid.SampledFrom([]Weekday{Monday, Monday, Sunday, Wednesday}).Draw(t, "wkst"),
	}
	some := func(of string, one *rapid.Generator[int]) []int {
		if rapid.IntRange(0, 2).Draw(t, "with "+of) > 0 {
			return nil
		}
		return rapid.SliceOfN(one, 1, 4).Draw(t, of)
	}
	for _, m := range some("months", rapid.IntRange(1, 12)) {
		r.ByMonth = append(r.ByMonth, time.Month(m))
	}
	if r.Freq != Weekly {
		r.ByMonthDay = some("days of the month", rapid.SampledFrom([]int{1, 2, 13, 15, 28, 29, 30, 31, -1, -2, -28, -31}))
	}
	for _, d := range some("weekdays", rapid.IntRange(0, 6)) {
		day := Day{Weekday: Weekday(d)}
		if r.Freq >= Monthly {
			day.N = rapid.SampledFrom([]int{0, 0, 1, 2, 5, -1, -3}).Draw(t, "nth")
		}
		if r.Freq == Yearly && day.N != 0 && len(r.ByMonth) == 0 {
			day.N = rapid.SampledFrom([]int{1, 5, 20, 52, 53, -1, -53}).Draw(t, "nth of the year")
		}
		r.ByDay = append(r.ByDay, day)
	}
	r.BySetPos = some("positions", rapid.SampledFrom([]int{1, 2, 3, -1, -2, 7, 30, -100}))
	start := Wall{rapid.Int64Range(At(2024, 1, 1, 0, 0, 0).seconds, At(2028, 1, 1, 0, 0, 0).seconds).Draw(t, "start") / 900 * 900}
	switch rapid.IntRange(0, 3).Draw(t, "end") {
	case 0:
		r.Count = rapid.IntRange(1, 40).Draw(t, "count")
	case 1:
		r.Until = start.Add(time.Duration(rapid.IntRange(-10, 1500).Draw(t, "days until")) * 24 * time.Hour)
		r.UntilUTC = rapid.Bool().Draw(t, "until in utc")
	}
	s := Series{Zone: rapid.SampledFrom(zones).Draw(t, "zone"), Start: start, Length: time.Hour, Rule: &r}
	for range rapid.IntRange(0, 3).Draw(t, "extra") {
		s.Extra = append(s.Extra, start.Add(time.Duration(rapid.IntRange(-50, 2000).Draw(t, "hours"))*time.Hour))
	}
	return s
}

// slowDates asks of each day whether the text of RFC 5545 takes it, the start and extra dates beside.
func slowDates(s *Series, until time.Time) []time.Time {
	dates := []time.Time{s.Start.In(s.Zone)}
	first := s.Start.Midnight()
	clock := s.Start.Sub(first)
	r := s.Rule.filled(s.Start)
	for day := first; ; day = day.Add(24 * time.Hour) {
		at := day.Add(clock).In(s.Zone)
		if !at.Before(until) || r.Count > 0 && len(dates) >= r.Count || at.Unix() > r.lastInstant(s.Zone) {
			break
		}
		if day != first && slowTakes(&r, first, day) {
			dates = append(dates, at)
		}
	}
	for _, extra := range s.Extra {
		dates = append(dates, extra.In(s.Zone))
	}
	slices.SortFunc(dates, time.Time.Compare)
	return slices.CompactFunc(dates, time.Time.Equal)
}

func slowTakes(r *Rule, start, day Wall) bool {
	if !slowMember(r, start, day) {
		return false
	}
	if len(r.BySetPos) == 0 {
		return true
	}
	from, to := slowPeriod(r, day)
	var members []Wall
	for d := from; d.Compare(to) < 0; d = d.Add(24 * time.Hour) {
		if slowMember(r, start, d) {
			members = append(members, d)
		}
	}
	at := slices.Index(members, day)
	return slices.Contains(r.BySetPos, at+1) || slices.Contains(r.BySetPos, at-len(members))
}

// slowPeriod of a day: its days are from ≤ d < to.
func slowPeriod(r *Rule, day Wall) (from, to Wall) {
	year, month, date := day.Time().Date()
	switch r.Freq {
	case Weekly:
		back := (int(day.Time().Weekday()) + 6 - int(r.WeekStart) + 7) % 7
		return At(year, month, date-back, 0, 0, 0), At(year, month, date-back+7, 0, 0, 0)
	case Monthly:
		return At(year, month, 1, 0, 0, 0), At(year, month+1, 1, 0, 0, 0)
	case Yearly:
		return At(year, 1, 1, 0, 0, 0), At(year+1, 1, 1, 0, 0, 0)
	}
	return day, day.Add(24 * time.Hour)
}

func slowMember(r *Rule, start, day Wall) bool {
	from, _ := slowPeriod(r, day)
	origin, _ := slowPeriod(r, start)
	f, o := from.Time(), origin.Time()
	var periods int
	switch r.Freq {
	case Daily:
		periods = int(from.Sub(origin).Hours() / 24)
	case Weekly:
		periods = int(from.Sub(origin).Hours() / 24 / 7)
	case Monthly:
		periods = (f.Year()-o.Year())*12 + int(f.Month()) - int(o.Month())
	case Yearly:
		periods = f.Year() - o.Year()
	}
	if periods%r.Interval != 0 {
		return false
	}
	year, month, date := day.Time().Date()
	length := At(year, month+1, 0, 0, 0, 0).Time().Day()
	if len(r.ByMonth) > 0 && !slices.Contains(r.ByMonth, month) {
		return false
	}
	if len(r.ByMonthDay) > 0 && !slices.Contains(r.ByMonthDay, date) && !slices.Contains(r.ByMonthDay, date-length-1) {
		return false
	}
	at, of := date-1, length
	if r.Freq == Yearly && len(r.ByMonth) == 0 {
		at, of = day.Time().YearDay()-1, At(year, 12, 31, 0, 0, 0).Time().YearDay()
	}
	return len(r.ByDay) == 0 || slices.ContainsFunc(r.ByDay, func(d Day) bool {
		return d.Weekday == Weekday((int(day.Time().Weekday())+6)%7) && (d.N == 0 || d.N == at/7+1 || d.N == -((of-1-at)/7+1))
	})
}

func drawnZones(t *testing.T) []*time.Location {
	t.Helper()
	var zones []*time.Location
	for _, name := range []string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"} {
		zones = append(zones, zone(t, name))
	}
	return zones
}

func TestTakesWhatADayByDayReadingTakes(t *testing.T) {
	t.Parallel()
	zones := drawnZones(t)
	rapid.Check(t, func(t *rapid.T) {
		s := anySeries(t, zones)
		until := time.Date(2033, 1, 1, 0, 0, 0, 0, time.UTC)
		want := slowDates(&s, until)
		if got := s.Between(nil, dawn, until, 1<<20); !slices.EqualFunc(got, want, time.Time.Equal) {
			t.Fatalf("%v %v:\n got %v\nwant %v", s, s.Rule, got, want)
		}
		from := s.Start.In(s.Zone).AddDate(0, 0, rapid.IntRange(-10, 2000).Draw(t, "page"))
		page := slices.DeleteFunc(want, func(at time.Time) bool { return at.Before(from) })
		page = page[:min(len(page), 5)]
		if got := s.Between(nil, from, until, 5); !slices.EqualFunc(got, page, time.Time.Equal) {
			t.Fatalf("%v %v from %v:\n got %v\nwant %v", s, s.Rule, from, got, page)
		}
	})
}

func TestHalvesOfASeriesAreTheWhole(t *testing.T) {
	t.Parallel()
	zones := drawnZones(t)
	until := time.Date(2033, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		s := anySeries(t, zones)
		if aligned, ok := s.Aligned(); ok && rapid.Bool().Draw(t, "aligned") {
			s = aligned
		}
		whole := s.Between(nil, dawn, until, 1<<20)
		if len(whole) > 0 && rapid.Bool().Draw(t, "remove one") {
			s.Removed = []Wall{WallOf(rapid.SampledFrom(whole).Draw(t, "removed").In(s.Zone))}
			whole = s.Between(nil, dawn, until, 1<<20)
		}
		at := s.Start.In(s.Zone).Add(time.Duration(rapid.IntRange(-48, 50_000).Draw(t, "hours")) * time.Hour)
		if len(whole) > 0 && rapid.Bool().Draw(t, "at a date") {
			at = rapid.SampledFrom(whole).Draw(t, "at")
		}
		before, after := s.Split(at)
		got := before.Between(nil, dawn, until, 1<<20)
		if n := len(got); n > 0 && !got[n-1].Before(at) {
			t.Fatalf("%v is in the half before %v", got[n-1], at)
		}
		got = after.Between(got, dawn, until, 1<<20)
		if !slices.EqualFunc(got, whole, time.Time.Equal) {
			t.Fatalf("%v %v at %v:\n got %v\nwant %v", s, s.Rule, at, got, whole)
		}
	})
}

// The start that Aligned finds is the first day that the rule takes.
func TestAlignedStartsAreTaken(t *testing.T) {
	t.Parallel()
	zones := drawnZones(t)
	rapid.Check(t, func(t *rapid.T) {
		s := anySeries(t, zones)
		aligned, ok := s.Aligned()
		r := s.Rule.filled(s.Start)
		for day := s.Start; day.Compare(At(2033, 1, 1, 0, 0, 0)) < 0; day = day.Add(24 * time.Hour) {
			taken := slowTakes(&r, s.Start.Midnight(), day.Midnight()) && day.unix(s.Zone) <= r.lastInstant(s.Zone)
			if is := ok && day == aligned.Start; is != taken {
				t.Fatalf("%v %v: aligned to %v (%v), %v is taken: %v", s, s.Rule, aligned.Start, ok, day, taken)
			}
			if taken {
				return
			}
		}
	})
}
