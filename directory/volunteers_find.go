package directory

import (
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/identity"
)

// VolunteerQuery asks who could help with something, nearest first. Empty filters keep everybody who may be asked.
type VolunteerQuery struct {
	Near      Near // the public position of what is asked for
	Kinds     KindSet
	Languages LanguageSet
	FreeAt    time.Time // free at that instant: their week says so and they are not away; zero = whenever
	AtNight   bool      // only who may be asked at night for what is urgent
	Now       time.Time // when the question is asked: whose vetting has run out by then is not asked
	Limit     int       // 1–1000; 0 = 20
}

// MaxVolunteers bounds an answer.
const MaxVolunteers = 1000

// VolunteerFound is somebody who could help.
type VolunteerFound struct {
	Account         int64
	ID              uuid.UUID
	DistanceM       float64 // from the middle of their home cell
	Cell            geo.Cell
	District, City  int64 // the finest one; its root
	Kinds           KindSet
	Languages       LanguageSet
	Week            Week
	PerDay, PerWeek int
	AtNight         bool
	RadiusM         float64
	Expires         time.Time // of their vetting
}

// Near appends to dst who could help, by distance, then id; nobody farther than they are ready to go. The viewer is who asks:
// never in the answer themself, nor is whom they may not know of (P6). Nothing is allocated but what dst needs to grow.
// Errors: [ErrNotReady], [*Invalid], a refusal for a visitor.
func (l *Volunteers) Near(dst []VolunteerFound, v *identity.Viewer, q VolunteerQuery) ([]VolunteerFound, error) {
	if err := v.Must(identity.ReadMembers, identity.Scope{}); err != nil {
		return dst, err
	}
	if err := q.check(); err != nil {
		return dst, err
	}
	c := l.now.Load()
	if c == nil {
		return dst, ErrNotReady
	}
	ask := l.queries.Get().(*volunteerAsk)
	defer l.queries.Put(ask)
	ask.begin(c, v, &q)
	ask.hits = c.index.Nearest(ask.hits[:0], cellindex.NearQuery[enlisted]{
		Center: q.Near.Point, RadiusM: q.Near.RadiusM, Limit: q.Limit,
		Filter: cellindex.Filter[enlisted]{Kinds: uint64(q.Kinds), Masks: [3]uint64{uint64(q.Languages)}, Judge: ask.judge},
	})
	for i := range ask.hits {
		dst = append(dst, found(&ask.hits[i]))
	}
	ask.end()
	return dst, nil
}

func found(h *cellindex.Hit[enlisted]) VolunteerFound {
	e := &h.Value
	return VolunteerFound{
		Account: e.account, ID: h.ID, DistanceM: h.DistanceM, Cell: e.cell, District: e.district, City: e.city,
		Kinds: e.kinds, Languages: e.languages, Week: e.week, PerDay: int(e.perDay), PerWeek: int(e.perWeek),
		AtNight: e.night, RadiusM: float64(e.radiusM), Expires: time.UnixMicro(e.expires).UTC(),
	}
}

func (q *VolunteerQuery) check() error {
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if q.Limit < 1 || q.Limit > MaxVolunteers {
		return invalid("limit", "%d is not in 1–%d", q.Limit, MaxVolunteers)
	}
	if err := geo.CheckPoint(q.Near.Point); err != nil {
		return &Invalid{"near", err.Error()}
	}
	if q.Near.RadiusM == 0 {
		q.Near.RadiusM = MaxRadiusM
	}
	if !(q.Near.RadiusM > 0 && q.Near.RadiusM <= MaxRadiusM) {
		return invalid("radius_m", "%v is not in (0, %d]", q.Near.RadiusM, MaxRadiusM)
	}
	if q.Now.IsZero() {
		return invalid("now", "is needed")
	}
	return nil
}

// volunteerAsk is a running query; it goes back to its pool with its buffers.
type volunteerAsk struct {
	judge   func(*enlisted, orb.Point) cellindex.Verdict // its own method, bound once: binding allocates
	hits    []cellindex.Hit[enlisted]
	viewer  *identity.Viewer
	centre  orb.Point
	now     int64 // µs since 1970
	night   bool
	freeAt  time.Time
	team    *team
	moments []moment // by zone, made when first needed
}

// moment is an instant on the clocks of one zone.
type moment struct {
	known     bool
	day, hour int
	date      int32 // days since 1970
}

func newVolunteerAsk() *volunteerAsk {
	a := new(volunteerAsk)
	a.judge = a.verdict
	return a
}

func (a *volunteerAsk) begin(c *team, v *identity.Viewer, q *VolunteerQuery) {
	a.viewer, a.centre, a.now, a.night, a.freeAt, a.team = v, q.Near.Point, q.Now.UnixMicro(), q.AtNight, q.FreeAt, c
	clear(a.moments)
}

func (a *volunteerAsk) end() { a.viewer, a.team = nil, nil }

func (a *volunteerAsk) verdict(e *enlisted, at orb.Point) cellindex.Verdict {
	switch {
	case e.expires <= a.now, a.night && !e.night, !a.freeAt.IsZero() && !a.free(e):
		return cellindex.Refused
	case geo.DistanceM(a.centre, at) > float64(e.radiusM):
		return cellindex.Refused
	case e.account == a.viewer.Account.Num, !a.viewer.Sees(e.account):
		return cellindex.Refused
	}
	return cellindex.Kept
}

func (a *volunteerAsk) free(e *enlisted) bool {
	for int(e.zone) >= len(a.moments) { // a city that is new since the last question
		a.moments = append(a.moments, moment{})
	}
	m := &a.moments[e.zone]
	if !m.known {
		local := a.freeAt.In((*a.team.zones.Load())[e.zone]) // stored before whoever is in it
		*m = moment{true, WeekdayOf(local), local.Hour(), dayNumber(local)}
	}
	if !e.week.Has(m.day, m.hour) {
		return false
	}
	return !e.isAway(m.date)
}

// Count is how many may be asked at an instant, in all cities.
func (l *Volunteers) Count(now time.Time) (n int) {
	c := l.now.Load()
	if c == nil {
		return 0
	}
	world := geo.BBox{West: -180, South: -90, East: 180, North: 90}
	c.index.Each(world, cellindex.Filter[enlisted]{}, func(_ geo.Cell, item *cellindex.Item[enlisted]) bool {
		if item.Value.expires > now.UnixMicro() {
			n++
		}
		return true
	})
	return n
}
