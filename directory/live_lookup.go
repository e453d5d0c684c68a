package directory

import (
	"cmp"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// Ready says whether the first load is done.
func (l *Live) Ready() bool { return l.now.Load() != nil }

// Version grows with every change that readers can see.
func (l *Live) Version() uint64 { return l.version.Load() }

// Count is the number of open places.
func (l *Live) Count() int {
	c := l.now.Load()
	if c == nil {
		return 0
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.open
}

// Place by its public id; closed ones too.
func (l *Live) Place(id uuid.UUID) (Place, bool) {
	c := l.now.Load()
	if c == nil {
		return Place{}, false
	}
	c.mu.RLock()
	num, ok := c.byID[id]
	r := c.byNum[num]
	c.mu.RUnlock()
	if !ok {
		return Place{}, false
	}
	return r.place(), true
}

// EachPlace yields every open place of some districts that stands somewhere, in no order; confidential ones stand nowhere. What is
// yielded is overwritten by the next. Nothing before the first load.
func (l *Live) EachPlace(within func(district int64) bool, yield func(*Place)) {
	c := l.now.Load()
	if c == nil {
		return
	}
	c.mu.RLock()
	list := make([]record, 0, len(c.byNum)/16)
	for _, r := range c.byNum {
		if within(r.summary().District) {
			list = append(list, r)
		}
	}
	c.mu.RUnlock()
	for _, r := range list {
		p := r.place()
		if p.Status == Open && !p.Confidential && (p.Located || len(p.Stops) > 0) {
			yield(&p)
		}
	}
}

// openings are those of a place that a reader holds.
func (c *snapshot) openings(p *Place) []*openings {
	calendar := c.calendar(p.District)
	return p.openings(func(text string) *schedule {
		c.mu.RLock()
		s := c.texts.find(text, calendar)
		c.mu.RUnlock()
		if s == nil {
			s = newSchedule(saying{calendar, text})
		}
		return s
	})
}

// PlaceNumbered is the place with a row number, the feature id of tiles. Confidential places are not found by number:
// numbers follow one another, so they could be guessed.
func (l *Live) PlaceNumbered(num int64) (Place, bool) {
	c := l.now.Load()
	if c == nil {
		return Place{}, false
	}
	c.mu.RLock()
	r, ok := c.byNum[num]
	c.mu.RUnlock()
	if !ok {
		return Place{}, false
	}
	p := r.place()
	return p, !p.Confidential
}

// Organisation by its public id.
func (l *Live) Organisation(id uuid.UUID) (Organisation, bool) {
	c := l.now.Load()
	if c == nil {
		return Organisation{}, false
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	num, ok := c.organisationsByID[id]
	return c.organisations[num], ok
}

// PlacesOf lists the places that an organisation runs by name, up to limit; closed ones too, last.
func (l *Live) PlacesOf(organisation int64, limit int) []Place {
	c := l.now.Load()
	if c == nil {
		return nil
	}
	c.mu.RLock()
	list := make([]Place, 0, len(c.runs[organisation]))
	for _, num := range c.runs[organisation] {
		list = append(list, c.byNum[num].place())
	}
	c.mu.RUnlock()
	slices.SortFunc(list, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.Num, b.Num))
	})
	return list[:min(limit, len(list))]
}

// OrganisationNumbered is the organisation with a row number.
func (l *Live) OrganisationNumbered(num int64) (Organisation, bool) {
	c := l.now.Load()
	if c == nil {
		return Organisation{}, false
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	o, ok := c.organisations[num]
	return o, ok
}

// everyOrganisation lists them by id.
func (c *snapshot) everyOrganisation() []Organisation {
	c.mu.RLock()
	list := slices.Collect(maps.Values(c.organisations))
	c.mu.RUnlock()
	slices.SortFunc(list, func(a, b Organisation) int { return compareID(a.ID, b.ID) })
	return list
}

// Atlas is the districts of this moment; nil before the first load.
func (l *Live) Atlas() *Atlas {
	if c := l.now.Load(); c != nil {
		return c.atlas.Load()
	}
	return nil
}

// Cities are the root districts, by code.
func (l *Live) Cities() []*District { return l.Children(0) }

// Children of a district, by code.
func (l *Live) Children(num int64) []*District {
	if a := l.Atlas(); a != nil {
		return a.Children(num)
	}
	return nil
}

// District by its code.
func (l *Live) District(code string) (*District, bool) {
	if a := l.Atlas(); a != nil {
		return a.District(code)
	}
	return nil, false
}

// DistrictNumbered is the district with a row number.
func (l *Live) DistrictNumbered(num int64) (*District, bool) {
	if a := l.Atlas(); a != nil {
		return a.Numbered(num)
	}
	return nil, false
}

// DistrictsAt lists the districts a point belongs to (W2), from the city to the finest; empty outside of all.
func (l *Live) DistrictsAt(p orb.Point) []*District {
	a := l.Atlas()
	if a == nil {
		return nil
	}
	if finest, ok := a.Finest(p); ok {
		return a.Chain(finest)
	}
	return nil
}

// Datasets by name.
func (l *Live) Datasets() []Dataset {
	if c := l.now.Load(); c != nil {
		return *c.datasets.Load()
	}
	return nil
}

// Dataset with a row number.
func (l *Live) Dataset(num int64) (Dataset, bool) {
	list := l.Datasets()
	i := slices.IndexFunc(list, func(d Dataset) bool { return d.Num == num })
	if i < 0 {
		return Dataset{}, false
	}
	return list[i], true
}
