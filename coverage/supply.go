package coverage

import (
	"slices"
	"strings"
	"time"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
)

// needOf reads what censuses say of a district.
func needOf(atlas *directory.Atlas, f *Figures) {
	d, ok := atlas.Numbered(f.District)
	if !ok {
		return
	}
	f.Need.Residents, f.Need.PovertyRate, f.Need.Ages = Value{State: Missing}, Value{State: Missing}, map[string]Value{}
	share := 1.0
	for _, of := range d.Figures {
		v := Value{N: of.Value}
		switch of.Measure {
		case "population":
			f.Need.Residents = v
		case "poverty_rate":
			f.Need.PovertyRate = v
		case "poverty_share":
			share = of.Value
		default:
			if band, ok := strings.CutPrefix(of.Measure, "population_"); ok && slices.Contains(AgeBands, band) {
				f.Need.Ages[band] = v
			}
		}
	}
	if f.Need.PovertyRate.State == Known && share < leastShare {
		f.Need.PovertyRate.State = Partial
	}
}

// leastShare is of how many residents a rate must speak.
const leastShare = 0.8

// sight is a district and the ISO week, on its clock, whose hours are looked at.
type sight struct {
	district   int64
	year, week int
}

// sights are what there is in districts, without those below them.
type sights map[sight]*supplyMade

// supplied adds what there is, looking once at each city and week.
func (r *Room) supplied(into tally, cities []int64, now time.Time, seen sights) error {
	atlas, unseen, fresh := r.cfg.Live.Atlas(), []int64{}, tally{}
	at := into.last(now)
	of := func(num int64) sight {
		s := sight{district: num}
		if d, ok := atlas.Numbered(num); ok {
			s.year, s.week = at.In(d.Zone).ISOWeek()
		}
		return s
	}
	for _, city := range cities {
		if seen[of(city)] != nil {
			continue
		}
		unseen = append(unseen, city)
		for _, num := range atlas.Subtree(city) {
			fresh[num] = &work{Figures: &Figures{District: num}}
		}
	}
	if err := r.supply(fresh, unseen, now, at); err != nil {
		return err
	}
	for num, f := range fresh {
		seen[of(num)] = &supplyMade{Supply: f.Supply, Access: f.Access}
	}
	for num, f := range into {
		if s := seen[of(num)]; s != nil {
			f.Supply.add(&s.Supply)
			f.Supply.At, f.Access = s.Supply.At, s.Access
		}
	}
	return nil
}

// supply looks at what there is now in some cities, from memory, at who reaches it, and at the hours of the week that holds an instant.
func (r *Room) supply(into tally, cities []int64, now, at time.Time) error {
	fresh := r.freshness(now)
	for _, f := range into {
		f.Supply.At = now
		for what := range Strips {
			f.Supply.stripe(what, new(Strip)) // where there is no place, nothing is open
		}
	}
	week := newWeeks(r.cfg.Live, at)
	standing := map[int64]stands{}
	for _, city := range cities {
		standing[city] = stands{}
	}
	atlas := r.cfg.Live.Atlas()
	r.cfg.Live.EachPlace(func(district int64) bool { return into[district] != nil }, func(p *directory.Place) {
		if d, ok := atlas.Numbered(p.District); ok && standing[d.City] != nil {
			standing[d.City].add(p)
		}
		s := &into[p.District].Supply
		s.AllPlaces++
		for _, code := range categories(p).Codes() {
			mergeCounts(&s.Places, map[string]int{code: 1})
		}
		week.add(s, p)
		if p.Saturation != directory.SaturationUnknown {
			s.Known++
		}
		if p.Saturation == directory.SaturationHigh {
			s.Saturated++
		}
		if fresh.heard(p).After(fresh.since) {
			s.Fresh++
		}
	})
	for _, city := range cities {
		h, err := r.homes.in(atlas, city)
		if err != nil {
			return err
		}
		h.reach(into, standing[city])
	}
	return r.planned(into, now)
}

// last is the last moment of the figures' period before now: the week that holds it is the one that is looked at.
func (t tally) last(now time.Time) time.Time {
	for _, f := range t {
		if f.Period.Kind != Now && f.Period.Until.Before(now) {
			return f.Period.Until.Add(-time.Second)
		}
	}
	return now
}

// categories are those of a place and of its services.
func categories(p *directory.Place) directory.CategorySet {
	set := p.Categories
	for _, s := range p.Services {
		set |= s.Categories
	}
	return set
}

// planned counts dates ahead.
func (r *Room) planned(into tally, now time.Time) error {
	for _, c := range r.cfg.Live.Cities() {
		if into[c.Num] == nil {
			continue
		}
		q := community.EventQuery{
			District: c.Code, Limit: directory.MaxLimit,
			EventFilter: community.EventFilter{From: now, Until: now.Add(NowDays * 24 * time.Hour)},
		}
		var page []community.Listed
		for more := true; more; more = q.Cursor != "" {
			var err error
			if page, q.Cursor, err = r.cfg.Calendar.Find(page[:0], nil, q); err != nil {
				return err
			}
			for i := range page {
				at := page[i].Site.District
				if at == 0 {
					at = page[i].Site.City
				}
				if f := into[at]; f != nil && !page[i].Start.Before(now) {
					f.Supply.Planned++
				}
			}
		}
	}
	return nil
}
