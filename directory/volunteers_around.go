package directory

import (
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo/cellindex"
)

// VolunteerNeed is what Around looks for. Empty sets keep everybody.
type VolunteerNeed struct {
	Point     orb.Point
	RadiusM   float64
	Kinds     KindSet
	Languages LanguageSet
	At        []time.Time // hours of which one at least must be free; empty = any, but nobody who is away at Now
	Now       time.Time
}

// VolunteerSieve counts who is left after each condition, in order.
type VolunteerSieve struct{ Within, Kind, Free, Language, Vetted int }

// VolunteerAround is what is told of somebody.
type VolunteerAround struct {
	Account, District, City int64
	DistanceM               float64 // from the middle of their home cell
	Kinds                   KindSet
	Languages               LanguageSet
	Hours                   int     // free in a week
	Free                    float64 // part of the wanted hours of the week in which they are free; 1 when any will do
	PerDay, PerWeek         int
	AtNight                 bool
}

// Around yields all who could help, within the radius of the need and their own, in no particular order, and counts in sieve. It is for
// choosing whom to ask: who may not know of whom is for the caller to see to, and nothing of it is for anybody's eyes as it is. What
// is yielded is overwritten by the next; nothing is allocated. Nobody before the first load.
func (l *Volunteers) Around(q *VolunteerNeed, sieve *VolunteerSieve, yield func(*VolunteerAround)) {
	c := l.now.Load()
	if c == nil {
		return
	}
	s := l.scans.Get().(*volunteerScan)
	defer l.scans.Put(s)
	s.begin(c, q, yield)
	s.sieve.Within = c.index.Within(cellindex.WithinQuery[enlisted]{
		Center: q.Point, RadiusM: q.RadiusM, Kinds: uint64(q.Kinds), Fetch: s.fetch,
	}, s.each)
	*sieve = s.sieve
	s.end()
}

// volunteerScan is a running Around; it goes back to its pool with its buffers.
type volunteerScan struct {
	fetch func(*enlisted) // its own methods, bound once: binding allocates
	each  func(float64, *enlisted)
	touch int64 // what was fetched, so that reading it is not left out as useless
	need  *VolunteerNeed
	yield func(*VolunteerAround)
	team  *team
	now   int64 // µs since 1970
	sieve VolunteerSieve
	hours []wantedHours // by zone, made when first needed
	found VolunteerAround
}

// wantedHours are those of a need on the clocks of one zone.
type wantedHours struct {
	known   bool
	week    Week
	total   int     // hours of the week
	moments []dated // each wanted hour with its day
	today   int32   // days since 1970
}

type dated struct {
	day, hour int
	date      int32
}

func newVolunteerScan() *volunteerScan {
	s := new(volunteerScan)
	s.each = s.consider
	s.fetch = func(e *enlisted) { s.touch += e.expires + int64(e.away[0].from) + int64(e.away[MaxAbsences-1].until) }
	return s
}

func (s *volunteerScan) begin(c *team, q *VolunteerNeed, yield func(*VolunteerAround)) {
	s.need, s.yield, s.team, s.now, s.sieve = q, yield, c, q.Now.UnixMicro(), VolunteerSieve{}
	for i := range s.hours {
		s.hours[i].known = false
	}
}

func (s *volunteerScan) end() { s.need, s.yield, s.team = nil, nil, nil }

func (s *volunteerScan) consider(distanceM float64, e *enlisted) {
	s.sieve.Kind++
	free := s.free(e)
	if free == 0 {
		return
	}
	s.sieve.Free++
	if s.need.Languages != 0 && s.need.Languages&e.languages == 0 {
		return
	}
	s.sieve.Language++
	if e.expires <= s.now {
		return
	}
	s.sieve.Vetted++
	s.found = VolunteerAround{
		Account: e.account, District: e.district, City: e.city, DistanceM: distanceM, Kinds: e.kinds, Languages: e.languages,
		Hours: e.week.Count(), Free: free, PerDay: int(e.perDay), PerWeek: int(e.perWeek), AtNight: e.night,
	}
	s.yield(&s.found)
}

// free is VolunteerAround.Free; an hour of the week that comes twice is free when it is free once.
func (s *volunteerScan) free(e *enlisted) float64 {
	w := s.wanted(e.zone)
	if w.total == 0 {
		if e.isAway(w.today) {
			return 0
		}
		return 1
	}
	free := e.week.and(w.week)
	if free == (Week{}) {
		return 0
	}
	if e.away != [MaxAbsences]daySpan{} {
		free = Week{}
		for _, m := range w.moments {
			if e.week.Has(m.day, m.hour) && !e.isAway(m.date) {
				free = free.With(m.day, m.hour)
			}
		}
	}
	return float64(free.Count()) / float64(w.total)
}

func (e *enlisted) isAway(date int32) bool {
	for _, away := range e.away {
		if away.holds(date) {
			return true
		}
	}
	return false
}

func (s *volunteerScan) wanted(zone uint16) *wantedHours {
	for int(zone) >= len(s.hours) { // a city that is new since the last question
		s.hours = append(s.hours, wantedHours{})
	}
	w := &s.hours[zone]
	if w.known {
		return w
	}
	clock := (*s.team.zones.Load())[zone] // stored before whoever is in it
	*w = wantedHours{known: true, moments: w.moments[:0], today: dayNumber(s.need.Now.In(clock))}
	for _, at := range s.need.At {
		local := at.In(clock)
		m := dated{WeekdayOf(local), local.Hour(), dayNumber(local)}
		w.moments, w.week = append(w.moments, m), w.week.With(m.day, m.hour)
	}
	w.total = w.week.Count()
	return w
}
