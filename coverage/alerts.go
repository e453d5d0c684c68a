package coverage

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// AlertKind is what got worse.
type AlertKind string

// The alerts.
const (
	UnansweredDoubled AlertKind = "unanswered_doubled" // twice as many of the requests find nobody
	SundayLost        AlertKind = "sunday_lost"        // nothing of a category is open on Sundays any more
	VolunteersShort   AlertKind = "volunteers_short"   // fewer volunteers of a kind than need asks for, or soon
	PlacesUnconfirmed AlertKind = "places_unconfirmed" // nobody has confirmed places for six months
)

// Act is what one can do about it.
type Act string

// The acts.
const (
	Recruit Act = "recruit" // find volunteers here
	Call    Act = "call"    // ask the associations that are named
	Confirm Act = "confirm" // ask those who run the places whether all is right
)

// Alert says that something got worse in a district, by what one knows it, and what one can do.
type Alert struct {
	Kind     AlertKind
	District int64
	Code     string // of the district
	Sub      string // the category of places, or the kind of help; empty = all
	Evidence []Evidence
	Act      Act
	Partners []Partner // three associations at most, the nearest to it first
}

// PlacesOnSunday is the only evidence that is no measure: places that are certainly open at some time of the week's Sunday.
const PlacesOnSunday = "places_on_sunday"

// Evidence is a measure as it is, and as it was.
type Evidence struct {
	Measure, Sub string
	Value        Value
	Was          Value // Missing: it is not known
}

// Partner is an association that may help.
type Partner struct {
	ID      uuid.UUID
	Name    string
	Contact directory.Contact
	Places  int // that it runs for this in the district
}

// When an alert is raised.
const (
	hardlyEver   = 0.001 // by chance
	needsLeast   = 5     // requests of a kind in NowDays, before something is said of who could help,
	needsWhere   = 2     // or so few where volunteers leave
	helpsAMonth  = 2     // that one volunteer can be asked for and stay
	leavesLeast  = 3     // volunteers, before it is called a trend
	staleLeast   = 3     // places
	staleShare   = 1. / 3
	lookBackWeek = 4                  // how long what was lost is news
	notedWithin  = 2 * 24 * time.Hour // of the end of a week, what there was: later it is of another time
)

// past is what is known of a district now and of before.
type past struct {
	now, before *Figures   // of the last NowDays and those before them
	weeks       []*Figures // at the end of the last weeks, the last first, where it is known what there was
}

// Alerts are what got worse in a district or below it, for its staff. Of places the largest district tells alone; of requests that find
// nobody, and of volunteers, the smallest, and one above it only for what is not told below.
func (r *Room) Alerts(ctx context.Context, v *identity.Viewer, code string) ([]Alert, error) {
	d, err := r.staffed(v, code)
	if err != nil {
		return nil, err
	}
	atlas := r.cfg.Live.Atlas()
	known, err := r.past(ctx, d, atlas.Subtree(d.Num))
	if err != nil {
		return nil, failed(err)
	}
	var list []Alert
	told := map[int64]map[topic]bool{}
	for _, num := range atlas.Subtree(d.Num) { // what is above comes first
		district, _ := atlas.Numbered(num)
		told[num] = known[num].losses(told[district.Parent], func(a Alert) {
			a.District, a.Code = num, district.Code
			list = append(list, a)
		})
	}
	for _, n := range rules(known) {
		smallest(atlas, d.Num, &n, func(num int64) {
			a := n.alert(num)
			district, _ := atlas.Numbered(num)
			a.District, a.Code = num, district.Code
			list = append(list, a)
		})
	}
	for i := range list {
		if list[i].Partners, err = r.partners(&list[i]); err != nil {
			return nil, failed(err)
		}
	}
	return list, nil
}

// topic is what an alert is about.
type topic struct {
	kind AlertKind
	sub  string
}

// past reads what is known of districts of a city. What there was in weeks that nobody noted at their end is not known.
func (r *Room) past(ctx context.Context, d *directory.District, districts []int64) (map[int64]*past, error) {
	period := NowAt(r.now())
	now, err := r.cityFigures(ctx, d.City, period)
	if err != nil {
		return nil, err
	}
	before, err := r.cityFigures(ctx, d.City, period.Before())
	if err != nil {
		return nil, err
	}
	known := map[int64]*past{}
	for _, num := range districts {
		known[num] = &past{now: &Figures{}, before: &Figures{}}
		if now[num] != nil && before[num] != nil { // neither was drawn since
			known[num] = &past{now: now[num], before: before[num]}
		}
	}
	week := WeekOf(r.now(), d.Zone)
	for range lookBackWeek {
		week = week.Before()
		noted, err := r.noted(ctx, d.City, week)
		if err != nil {
			return nil, err
		}
		for num, k := range known {
			if f := noted[num]; f != nil && !f.Supply.At.IsZero() && f.Supply.At.Before(week.Until.Add(notedWithin)) {
				k.weeks = append(k.weeks, f)
			}
		}
	}
	return known, nil
}

// losses raises alerts about places, but for those that are told above, and gives them with these.
func (k *past) losses(above map[topic]bool, raise func(Alert)) map[topic]bool {
	all := map[topic]bool{}
	for t := range above {
		all[t] = true
	}
	see := func(a Alert) {
		if t := (topic{a.Kind, a.Sub}); !all[t] {
			all[t] = true
			raise(a)
		}
	}
	if k.now.Supply.At.IsZero() {
		return all
	}
	for _, c := range directory.Categories {
		k.sunday(c.Code, see)
	}
	k.stale(see)
	return all
}

// sunday: something was open on a Sunday of the last weeks, and nothing is in this one.
func (k *past) sunday(category string, raise func(Alert)) {
	most := 0
	for _, week := range k.weeks {
		most = max(most, week.Supply.Sundays[category])
	}
	if now := k.now.Supply.Sundays[category]; now == 0 && most > 0 {
		raise(Alert{Kind: SundayLost, Sub: category, Act: Call, Evidence: []Evidence{
			{PlacesOnSunday, category, Count(now), Count(most)},
			{"places", category, Count(k.now.Supply.Places[category]), k.placesOnce(category)},
		}})
	}
}

func (k *past) placesOnce(category string) Value {
	return Count(k.weeks[len(k.weeks)-1].Supply.Places[category])
}

// stale: nobody has confirmed many of the places for long.
func (k *past) stale(raise func(Alert)) {
	s := &k.now.Supply
	stale := s.AllPlaces - s.Fresh
	if stale < staleLeast || float64(stale) < staleShare*float64(s.AllPlaces) {
		return
	}
	was := Value{State: Missing}
	if n := len(k.weeks); n > 0 {
		was = ratio(k.weeks[n-1].Supply.Fresh, k.weeks[n-1].Supply.AllPlaces)
	}
	raise(Alert{Kind: PlacesUnconfirmed, Act: Confirm, Evidence: []Evidence{{"places_fresh_share", "", ratio(s.Fresh, s.AllPlaces), was}}})
}
