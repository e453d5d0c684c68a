package coverage

import (
	"slices"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// weeks says what places are open in the week that holds an instant, on the clock of each city.
type weeks struct {
	live  *directory.Live
	at    time.Time
	known map[said]*opened
}

// said is all that most places say of their hours; the calendar is the city's.
type said struct {
	calendar *hours.Calendar
	text     string
}

// opened is when one place is certainly open in the week.
type opened struct {
	hours  Strip // 1 where it is open at some time in the hour
	length time.Duration
}

func newWeeks(live *directory.Live, at time.Time) *weeks {
	return &weeks{live: live, at: at, known: map[said]*opened{}}
}

// add counts the hours of a place in a supply.
func (w *weeks) add(s *Supply, p *directory.Place) {
	offered := categories(p)
	for _, code := range offered.Codes() {
		o := w.opened(p, setOf([]string{code}))
		mergeCounts(&s.OpenMinutes, map[string]int{code: int(o.length / time.Minute)})
		if o.hours.Sunday() {
			mergeCounts(&s.Sundays, map[string]int{code: 1})
		}
	}
	for what, codes := range Strips {
		if set := offered & setOf(codes); set != 0 {
			s.stripe(what, &w.opened(p, set).hours)
		}
	}
}

func setOf(codes []string) (set directory.CategorySet) {
	for _, code := range codes {
		one, _ := directory.CategoryNamed(code)
		set |= one
	}
	return set
}

// Sunday says whether something is certainly open on the Sunday.
func (s *Strip) Sunday() bool {
	return slices.ContainsFunc(s[6*24:], func(n int32) bool { return n > 0 })
}

// stripe counts more open places in a strip.
func (s *Supply) stripe(what string, hours *Strip) {
	if s.Strips == nil {
		s.Strips = map[string]Strip{}
	}
	sum := s.Strips[what]
	for i, n := range hours {
		sum[i] += n
	}
	s.Strips[what] = sum
}

// opened is when what a place offers of some categories can be had. Places without services and closures that say the same are asked once.
func (w *weeks) opened(p *directory.Place, set directory.CategorySet) *opened {
	calendar := w.live.Calendar(p.District)
	key := said{calendar, p.Hours}
	plain := len(p.Services) == 0 && len(p.Stops) == 0 && len(p.Notices) == 0
	if o, ok := w.known[key]; plain && ok {
		return o
	}
	local := w.at.In(calendar.Zone())
	monday := local.Day() - directory.WeekdayOf(local)
	from := time.Date(local.Year(), local.Month(), monday, 0, 0, 0, 0, calendar.Zone())
	until := time.Date(local.Year(), local.Month(), monday+7, 0, 0, 0, 0, calendar.Zone())
	o := new(opened)
	for begin, end := range w.live.Openings(p, &directory.PlaceFilter{Categories: set}, from, until) {
		o.length += end.Sub(begin)
		for t := begin; t.Before(end); {
			o.hours[directory.WeekdayOf(t.In(calendar.Zone()))*24+t.In(calendar.Zone()).Hour()] = 1
			past := time.Duration(t.In(calendar.Zone()).Minute())*time.Minute + time.Duration(t.Second())*time.Second
			t = t.Add(time.Hour - past)
		}
	}
	if plain {
		w.known[key] = o
	}
	return o
}
