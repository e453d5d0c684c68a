package directory

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
)

// hamlet is a live copy of places drawn at random, beside the same places in a list:
//
//	city 1 (Europe/Paris, FR-13) with district 2, city 3 (Indian/Reunion, FR-974), and places in none (UTC)
type hamlet struct {
	live      *Live
	places    []Place
	calendars map[int64]*hours.Calendar // by district
}

func newHamlet(t *rapid.T, places []Place) *hamlet {
	square := orb.MultiPolygon{{orb.Ring{{5, 43}, {6, 43}, {6, 44}, {5, 44}, {5, 43}}}}
	list := []*District{
		{Num: 1, Code: "13055", City: 1, Full: square, Outline: square},
		{Num: 2, Code: "13201", City: 1, Parent: 1, Full: square, Outline: square},
		{Num: 3, Code: "97411", City: 3, Full: square, Outline: square},
	}
	atlas, err := newAtlas(list, new(Atlas))
	if err != nil {
		t.Fatal(err)
	}
	calendar := func(zone, region string) *hours.Calendar {
		z, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		return hours.NewCalendar(z, region, nil)
	}
	paris, reunion, utc := calendar("Europe/Paris", "FR-13"), calendar("Indian/Reunion", "FR-974"), calendar("UTC", "")
	h := &hamlet{
		live: NewLive(Config{}), places: places,
		calendars: map[int64]*hours.Calendar{0: utc, 1: paris, 2: paris, 3: reunion},
	}
	c := h.live.newSnapshot()
	c.atlas.Store(atlas)
	c.calendars.Store(&calendars{byCity: map[int64]*hours.Calendar{1: paris, 3: reunion}, elsewhere: utc})
	var items []cellindex.Item[located]
	for i := range places {
		items = append(items, c.place(&places[i], record(pack(&places[i], nil)))...)
	}
	c.arrange(items)
	h.live.Publish(c)
	return h
}

// state is how open a place is at one of its halts, or as such when halt is nil: the rules in their plainest form.
func (h *hamlet) state(p *Place, halt *Stop, f *PlaceFilter, at time.Time) hours.State {
	if p.Status == Closed {
		return hours.Closed
	}
	calendar := h.calendars[p.District]
	today := at.In(calendar.Zone()).Format(time.DateOnly)
	for _, n := range p.Notices {
		if n.Closed && n.From.Format(time.DateOnly) <= today && (n.Until.IsZero() || today <= n.Until.Format(time.DateOnly)) {
			return hours.Closed
		}
	}
	says := func(text string) hours.State {
		state, _ := hours.Compile(text, calendar).State(at)
		return state
	}
	if halt != nil && halt.Hours != "" {
		return says(halt.Hours)
	}
	serves := func(own, places AudienceSet) bool {
		return f.Audiences == 0 || cmp.Or(own, places)&(f.Audiences|everyone) != 0
	}
	var states []hours.State
	whole := f.Categories == 0 && f.Audiences == 0
	for _, s := range p.Services {
		if all := cmp.Or(p.Audiences, everyone).widened(); f.Audiences == 0 && s.Audiences != 0 && all&^s.Audiences.widened() != 0 {
			continue // for some only, and nobody said for whom
		}
		if (f.Categories != 0 && cmp.Or(s.Categories, p.Categories)&f.Categories == 0) || !serves(s.Audiences, p.Audiences) {
			continue
		}
		state := says(cmp.Or(s.Hours, p.Hours))
		if state != hours.Unknown || !whole || p.Hours == "" {
			states = append(states, state)
		}
	}
	switch {
	case len(p.Services) == 0:
		return says(p.Hours)
	case whole && p.Hours == "": // its services say when
	case f.Categories != 0 && !h.itself(p, f.Categories): // its services say when
	case serves(p.Audiences, p.Audiences):
		states = append(states, says(p.Hours))
	}
	switch {
	case len(states) == 0 || !slices.Contains(states, hours.Open) && slices.Contains(states, hours.Unknown):
		return hours.Unknown
	case slices.Contains(states, hours.Open):
		return hours.Open
	}
	return hours.Closed
}

// itself says whether a place does one of the categories at its own hours, for some at least of those whom it is for.
func (h *hamlet) itself(p *Place, asked CategorySet) bool {
	for i := range Categories {
		c := CategorySet(1) << i
		if p.Categories&asked&c == 0 {
			continue
		}
		left := p.Audiences // of whom no service says when
		for _, s := range p.Services {
			switch {
			case s.Categories&c != 0 && (s.Audiences == 0 || s.Audiences&everyone != 0 && p.Audiences != 0):
				left = 0
			case s.Categories&c != 0 && left != 0:
				left &^= s.Audiences
			}
		}
		takenOver := left == 0 && (p.Audiences != 0 || slices.ContainsFunc(p.Services, func(s Service) bool { return s.Categories&c != 0 && s.Audiences == 0 }))
		if !takenOver {
			return true
		}
	}
	return false
}

// spot is where a place answers.
type spot struct {
	id        uuid.UUID
	distanceM float64
	state     hours.State
	at        time.Time
}

// spots are the positions that pass every filter but the state asked for, one for each place, in order.
func (h *hamlet) spots(q PlaceQuery, want hours.State) []spot {
	var list []spot
	for i := range h.places {
		p := &h.places[i]
		kinds, masks := filterBits(p)
		if p.Status == Closed || !passes(q.PlaceFilter, kinds, masks) || q.District == "13201" && p.District != 2 ||
			q.District == "13055" && p.District != 1 && p.District != 2 {
			continue
		}
		halts := make([]*Stop, 0, 1+len(p.Stops))
		if p.Located || len(p.Stops) == 0 {
			halts = append(halts, nil)
		}
		for j := range p.Stops {
			halts = append(halts, &p.Stops[j])
		}
		var best *spot
		for j, halt := range halts {
			s := spot{id: p.ID, at: q.Open.At, state: hours.Unknown}
			at := positions(p)
			if len(at) == 0 && q.District == "" {
				continue
			}
			if len(at) > 0 {
				if q.Near != nil {
					s.distanceM = geo.DistanceM(q.Near.Point, at[j])
				}
				if q.Open.Walk {
					s.at = s.at.Add(time.Duration(math.Ceil(geo.DistanceM(q.Open.From, at[j])*WalkDetour/(WalkKMH*1000)*60)) * time.Minute)
				}
			}
			if len(at) > 0 || !q.Open.Walk {
				s.state = h.state(p, halt, &q.PlaceFilter, s.at)
			}
			if s.state == want && (q.Near == nil || s.distanceM <= q.Near.RadiusM) && (best == nil || s.distanceM < best.distanceM) {
				best = &s
			}
		}
		if best != nil {
			list = append(list, *best)
		}
	}
	slices.SortFunc(list, spot.compare)
	return list
}

func (s spot) compare(o spot) int {
	return cmp.Or(cmp.Compare(s.distanceM, o.distanceM), compareID(s.id, o.id))
}

// texts of opening hours whose changes fall on quarters of an hour.
var someHours = []string{
	"", "", "24/7", "Mo-Fr 09:00-12:00,14:00-17:00", "Mo-Fr 08:00-18:00; PH off", "22:00-02:00", "Sa,Su 10:00-12:15",
	"Tu 10:00-12:00 unknown \"sur rendez-vous\"", "sous le pont, le soir", "Dec 24-Jan 02 off; 10:00-18:45", "PH 10:00-12:00",
	"Mo-Fr 09:00-12:00; SH off", "06:00-23:30",
}

// drawInstant draws one around a change of clocks, public holidays, a year's end or an ordinary day.
func drawInstant(t *rapid.T) time.Time {
	day := rapid.SampledFrom([]string{"2026-03-28", "2026-10-24", "2026-12-24", "2026-12-31", "2026-05-07", "2026-11-23"}).Draw(t, "day")
	start, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return start.Add(time.Duration(rapid.IntRange(0, 3*1440).Draw(t, "minute")) * time.Minute)
}

// drawHamletPoint draws a corner of a grid of some ten metres: places on one corner are equally far, others clearly not.
func drawHamletPoint(t *rapid.T) orb.Point {
	corner := rapid.IntRange(0, 3000)
	return orb.Point{5.2 + 1e-4*float64(corner.Draw(t, "lon")), 43.2 + 1e-4*float64(corner.Draw(t, "lat"))}
}

func drawPlace(around time.Time) *rapid.Generator[Place] {
	return rapid.Custom(func(t *rapid.T) Place {
		someHours := rapid.SampledFrom(someHours)
		few := rapid.SampledFrom([]int{0, 0, 0, 1, 2})
		kinds := rapid.SampledFrom([]CategorySet{0, 1, 2, 3, 6})
		audiences := rapid.SampledFrom([]AudienceSet{0, 0, everyone, 2, 4, 6})
		p := Place{
			ID: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")), District: int64(rapid.IntRange(0, 3).Draw(t, "district")),
			Categories: kinds.Draw(t, "categories"), Audiences: audiences.Draw(t, "audiences"), Hours: someHours.Draw(t, "hours"),
			Located: rapid.IntRange(0, 2).Draw(t, "unlocated") > 0,
		}
		if p.Located {
			p.Point = drawHamletPoint(t)
		}
		if rapid.IntRange(0, 9).Draw(t, "closed") == 0 {
			p.Status = Closed
		}
		for range few.Draw(t, "services") {
			p.Services = append(p.Services, Service{
				Name: "service", Categories: kinds.Draw(t, "categories"), Audiences: audiences.Draw(t, "audiences"), Hours: someHours.Draw(t, "hours"),
			})
		}
		for range rapid.SampledFrom([]int{0, 0, 1, 2, 3}).Draw(t, "stops") {
			p.Stops = append(p.Stops, Stop{Name: "halt", Point: drawHamletPoint(t), Hours: someHours.Draw(t, "hours")})
		}
		for range few.Draw(t, "notices") {
			first := around.Truncate(24*time.Hour).AddDate(0, 0, rapid.IntRange(-3, 4).Draw(t, "first"))
			n := Notice{Closed: rapid.IntRange(0, 2).Draw(t, "message") > 0, Text: "travaux", From: first}
			if rapid.IntRange(0, 4).Draw(t, "ends") > 0 {
				n.Until = first.AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "days"))
			}
			p.Notices = append(p.Notices, n)
		}
		slices.SortStableFunc(p.Notices, func(a, b Notice) int { return a.From.Compare(b.From) }) // as they are read
		return p
	})
}

func drawHamlet(t *rapid.T, around time.Time) *hamlet {
	places := rapid.SliceOfN(drawPlace(around), 1, 30).Draw(t, "places")
	for i := range places {
		places[i].Num = int64(i + 1)
	}
	slices.SortFunc(places, func(a, b Place) int { return compareID(a.ID, b.ID) })
	return newHamlet(t, slices.CompactFunc(places, func(a, b Place) bool { return a.ID == b.ID }))
}

func drawOpenQuery(t *rapid.T, now time.Time) PlaceQuery {
	q := PlaceQuery{Now: now, Limit: rapid.IntRange(1, 6).Draw(t, "limit")}
	q.Categories = rapid.SampledFrom([]CategorySet{0, 0, 1, 2, 4, 5}).Draw(t, "wantCategories")
	q.Audiences = rapid.SampledFrom([]AudienceSet{0, 0, 2, 4}).Draw(t, "wantAudiences")
	q.Open = OpenAt{
		At:    now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 45, 1440}).Draw(t, "ahead")) * time.Minute),
		Maybe: rapid.IntRange(0, 3).Draw(t, "maybe") == 0,
	}
	if q.Open.Walk = rapid.IntRange(0, 2).Draw(t, "walk") == 0; q.Open.Walk {
		q.Open.From = drawHamletPoint(t)
	}
	switch rapid.IntRange(0, 2).Draw(t, "where") {
	case 0:
		corner := drawHamletPoint(t)
		q.Near = &Near{Point: orb.Point{corner[0] + 3.7e-5, corner[1] + 1.3e-5}, RadiusM: rapid.Float64Range(1, 40_000).Draw(t, "radius")}
	case 1:
		q.BBox = &geo.BBox{West: 5, South: 43, East: 6, North: 44}
	default:
		q.District = rapid.SampledFrom([]string{"13055", "13201"}).Draw(t, "where in")
	}
	return q
}

// Whatever is asked, pages hold what a look at each place finds, and together they count each place that may be open once.
func TestOpenPagesAreWhatEachPlaceSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := drawInstant(t)
		h := drawHamlet(t, now)
		for range 4 {
			q := drawOpenQuery(t, now)
			wanted, other := hours.Open, h.spots(q, hours.Unknown)
			if q.Open.Maybe {
				wanted, other = hours.Unknown, nil
			}
			h.comparePages(t, q, h.spots(q, wanted), other)
		}
	})
}

func (h *hamlet) comparePages(t *rapid.T, q PlaceQuery, want, maybe []spot) {
	var page Page
	for more := true; more; more = page.Next != "" {
		if err := h.live.Find(q, &page); err != nil {
			t.Fatal(err)
		}
		if n := min(q.Limit, len(want)); len(page.Items) != n {
			t.Fatalf("%+v: a page of %d, want %d", q, len(page.Items), n)
		}
		for i, found := range page.Items {
			if w := want[i]; found.ID != w.id || found.Open.State != w.state || !found.Open.At.Equal(w.at) {
				t.Fatalf("%+v: item %d is %s %+v, want %+v", q, i, found.ID, found.Open, w)
			}
		}
		passed := len(maybe)
		if page.Next != "" {
			last := want[len(page.Items)-1]
			passed = len(slices.Collect(func(yield func(spot) bool) {
				for _, s := range maybe {
					if s.compare(last) <= 0 && !yield(s) {
						return
					}
				}
			}))
		}
		if page.Unknown != passed {
			t.Fatalf("%+v: %d unknown on the page, want %d", q, page.Unknown, passed)
		}
		want, maybe = want[len(page.Items):], maybe[passed:]
		q.Cursor, q.Now = page.Next, q.Now.Add(time.Minute)
		q.Open.At = q.Open.At.Add(time.Minute) // time goes on while people read; the pages speak of the instant they began with
	}
	if len(want) > 0 || len(maybe) > 0 {
		t.Fatalf("%+v: %d places and %d unknown ones on no page", q, len(want), len(maybe))
	}
}

// What is said to come next is what a look at each quarter of an hour finds.
func TestOpeningSaysWhatComesNext(t *testing.T) {
	t.Parallel()
	const days = 4
	rapid.Check(t, func(t *rapid.T) {
		now := drawInstant(t)
		p := drawPlace(now).Draw(t, "place")
		h := newHamlet(t, []Place{p})
		f := &PlaceFilter{
			Categories: rapid.SampledFrom([]CategorySet{0, 1, 2}).Draw(t, "wantCategories"),
			Audiences:  rapid.SampledFrom([]AudienceSet{0, 2}).Draw(t, "wantAudiences"),
		}
		state := func(at time.Time) hours.State {
			var all []hours.State
			if p.Located || len(p.Stops) == 0 {
				all = append(all, h.state(&p, nil, f, at))
			}
			for i := range p.Stops {
				all = append(all, h.state(&p, &p.Stops[i], f, at))
			}
			return all[bestOf(all, func(s hours.State) hours.State { return s })]
		}
		got := h.live.Opening(&p, f, now)
		want := Opening{State: state(now)}
		end := now.AddDate(0, 0, days)
		for at := now.Truncate(15 * time.Minute).Add(15 * time.Minute); at.Before(end); at = at.Add(15 * time.Minute) {
			switch s := state(at); {
			case s != want.State && want.Until.IsZero():
				want.Until = at
				fallthrough
			case true:
				if s == hours.Open && want.State != hours.Open && want.Opens.IsZero() {
					want.Opens = at
				}
			}
		}
		soon := func(t time.Time) time.Time {
			if t.Before(end) {
				return t
			}
			return time.Time{}
		}
		if got.State != want.State || !soon(got.Until).Equal(want.Until) || !soon(got.Opens).Equal(want.Opens) {
			t.Fatalf("%+v\nat %v got  %v until %v opens %v\nwant %v until %v opens %v", p, now, got.State, got.Until, got.Opens, want.State, want.Until, want.Opens)
		}
		if got.Closed != nil && (got.State != hours.Closed || !got.Closed.Closed || got.Comment != got.Closed.Text) {
			t.Fatalf("closed by %+v: %+v", got.Closed, got)
		}
	})
}

// Hours that are edited again and again leave nothing behind for long.
func TestTextsOfThePastAreForgotten(t *testing.T) {
	t.Parallel()
	c := NewLive(Config{}).newSnapshot()
	c.atlas.Store(new(Atlas))
	c.calendars.Store(&calendars{elsewhere: hours.NewCalendar(time.UTC, "", nil)})
	here := Place{Num: 1, ID: uuid.UUID{1}, Located: true, Point: orb.Point{5, 43}, Hours: "24/7"}
	listed := Place{Num: 2, ID: uuid.UUID{2}, Hours: "Mo 09:00-12:00"}
	c.arrange(append(c.place(&here, record(pack(&here, nil))), c.place(&listed, record(pack(&listed, nil)))...))
	most := 0
	for i := range 5000 {
		c.forget(&here)
		here.Hours = fmt.Sprintf("Mo 09:00-12:00 \"%d\"", i)
		c.index.Apply(c.place(&here, record(pack(&here, nil))), nil)
		c.sweep()
		most = max(most, len(c.texts.said))
	}
	if most > 2000 {
		t.Errorf("%d texts kept of two that are said", most)
	}
	for _, text := range []string{here.Hours, listed.Hours} {
		if c.texts.find(text, c.calendar(0)) == nil {
			t.Errorf("%q, which a place says, is forgotten", text)
		}
	}
}
