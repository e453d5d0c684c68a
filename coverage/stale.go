package coverage

import (
	"cmp"
	"slices"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// freshMonths is how long a place is believed to be as it was confirmed.
const freshMonths = 6

// freshness knows which places somebody vouched for lately.
type freshness struct {
	since    time.Time
	imported map[int64]time.Time // by dataset
}

func (r *Room) freshness(now time.Time) freshness {
	f := freshness{now.AddDate(0, -freshMonths, 0), map[int64]time.Time{}}
	for _, d := range r.cfg.Live.Datasets() {
		f.imported[d.Num] = d.LastImport
	}
	return f
}

// heard is when somebody confirmed a place, or its source listed it, the last time.
func (f *freshness) heard(p *directory.Place) time.Time {
	if listed := f.imported[p.Dataset]; listed.After(p.Confirmed) {
		return listed
	}
	return p.Confirmed
}

// Stale is a place that nobody has confirmed for long.
type Stale struct {
	Place directory.Place
	Heard time.Time // when somebody confirmed it, or its source listed it, the last time; zero = never
}

// Stale are the places of a district that PlacesUnconfirmed speaks of, for its staff, the longest unheard of first. Errors as of Sheet.
func (r *Room) Stale(v *identity.Viewer, code string) ([]Stale, error) {
	d, err := r.staffed(v, code)
	if err != nil {
		return nil, err
	}
	within, fresh := map[int64]bool{}, r.freshness(r.now())
	for _, num := range r.cfg.Live.Atlas().Subtree(d.Num) {
		within[num] = true
	}
	var list []Stale
	r.cfg.Live.EachPlace(func(district int64) bool { return within[district] }, func(p *directory.Place) {
		if heard := fresh.heard(p); !heard.After(fresh.since) {
			list = append(list, Stale{*p, heard})
		}
	})
	slices.SortFunc(list, func(a, b Stale) int {
		return cmp.Or(a.Heard.Compare(b.Heard), cmp.Compare(a.Place.Num, b.Place.Num))
	})
	return list, nil
}
