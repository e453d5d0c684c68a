package coverage

import (
	"cmp"
	"slices"

	"github.com/alentour/alentour/directory"
)

// partnersMost is how many associations an alert names.
const partnersMost = 3

// served are the families of places whose associations know the people of a family of kinds of help.
var served = map[string][]string{
	"food": {"eat"}, "clothing": {"clothes"}, "equipment": {"clothes"}, "home_moving": {"clothes"}, "repair": {"clothes"},
	"hygiene": {"wash"}, "housing": {"sleep"}, "health": {"health"}, "administrative": {"talk"}, "language": {"work", "talk"},
	"digital": {"work", "talk"}, "work": {"work"}, "creative": {"together"}, "transport": {"talk"}, "company": {"together", "talk"},
	"leisure": {"together"}, "events": {"together"}, "outreach": {"eat", "sleep"},
}

// about are the categories that an alert is about; none = all.
func (a *Alert) about() (set directory.CategorySet) {
	families := []string{}
	for _, k := range directory.Kinds {
		if a.Kind == VolunteersShort && k.Code == a.Sub {
			families = served[k.Family]
		}
	}
	var codes []string
	for _, c := range directory.Categories {
		if a.Kind == SundayLost && c.Code == a.Sub {
			families = []string{c.Family}
		}
	}
	for _, c := range directory.Categories {
		if slices.Contains(families, c.Family) {
			codes = append(codes, c.Code)
		}
	}
	return setOf(codes)
}

// partners are the associations that run most places for it in the district; where they are too few, also those of the districts above it.
func (r *Room) partners(a *Alert) (list []Partner, err error) {
	atlas, about := r.cfg.Live.Atlas(), a.about()
	d, _ := atlas.Numbered(a.District)
	for chain := atlas.Chain(d); len(chain) > 0 && len(list) < partnersMost; chain = chain[:len(chain)-1] {
		at := chain[len(chain)-1]
		var more []Partner
		q := directory.OrganisationQuery{District: at.Code, Limit: directory.MaxLimit}
		for again := true; again; again = q.Cursor != "" {
			page, err := r.cfg.Live.Organisations(q)
			if err != nil {
				return nil, err
			}
			for i := range page.Items {
				o := &page.Items[i]
				known := slices.ContainsFunc(list, func(p Partner) bool { return p.ID == o.ID })
				if n := r.runs(o, atlas.Subtree(at.Num), about); !known && (n > 0 || slices.Contains(o.Districts, at.Num)) {
					more = append(more, Partner{ID: o.ID, Name: o.Name, Contact: o.Contact, Places: n})
				}
			}
			q.Cursor = page.Next
		}
		slices.SortFunc(more, func(x, y Partner) int { return cmp.Or(cmp.Compare(y.Places, x.Places), cmp.Compare(x.Name, y.Name)) })
		list = append(list, more...)
	}
	return list[:min(len(list), partnersMost)], nil
}

// placesMost of one association are looked at.
const placesMost = 1000

// runs is how many places for something an association has in districts. Confidential ones are nowhere.
func (r *Room) runs(o *directory.Organisation, within []int64, about directory.CategorySet) (n int) {
	for _, p := range r.cfg.Live.PlacesOf(o.Num, placesMost) {
		if p.Status == directory.Open && !p.Confidential && slices.Contains(within, p.District) && (about == 0 || categories(&p)&about != 0) {
			n++
		}
	}
	return n
}
