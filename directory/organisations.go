package directory

import (
	"sort"

	"github.com/google/uuid"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
)

// OrganisationQuery asks for organisations, by id.
type OrganisationQuery struct {
	District string // serves it, or has a place in its subtree; empty = all
	Text     string // every word must begin a word of the name
	Limit    int    // 1–100; 0 = 20
	Cursor   string // Next of the page before
}

// OrganisationPage is one page of organisations, by id.
type OrganisationPage struct {
	Items []Organisation
	Next  string // empty on the last
}

// Organisations answers one page. Errors: [ErrNotReady], [*Invalid].
func (l *Live) Organisations(q OrganisationQuery) (OrganisationPage, error) {
	var page OrganisationPage
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if q.Limit < 1 || q.Limit > MaxLimit {
		return page, invalid("limit", "%d is not in 1–%d", q.Limit, MaxLimit)
	}
	if len(q.Text) > MaxTextBytes {
		return page, invalid("q", "longer than %d bytes", MaxTextBytes)
	}
	var after uuid.UUID
	if q.Cursor != "" {
		var err error
		if after, err = uuid.Parse(q.Cursor); err != nil {
			return page, invalid("cursor", "not one of ours")
		}
	}
	c := l.now.Load()
	if c == nil {
		return page, ErrNotReady
	}
	serves, err := c.servingIn(q.District)
	if err != nil {
		return page, err
	}
	words := foldedWords(q.Text)
	list := c.everyOrganisation()
	start := sort.Search(len(list), func(i int) bool { return compareID(list[i].ID, after) > 0 })
	for _, o := range list[start:] {
		if !serves(&o) || !beginsWords(o.Name, words) {
			continue
		}
		if len(page.Items) == q.Limit {
			page.Next = page.Items[q.Limit-1].ID.String()
			break
		}
		page.Items = append(page.Items, o)
	}
	return page, nil
}

// servingIn tells the organisations of a district: those that say so, and those with a place in it.
func (c *snapshot) servingIn(code string) (func(*Organisation) bool, error) {
	if code == "" {
		return func(*Organisation) bool { return true }, nil
	}
	atlas := c.atlas.Load()
	d, ok := atlas.District(code)
	if !ok {
		return nil, invalid("district", "%q is not known", code)
	}
	within := map[int64]bool{}
	for _, num := range atlas.Subtree(d.Num) {
		within[num] = true
	}
	present := map[int64]bool{}
	see := func(r record) {
		if within[r.summary().District] {
			present[r.place().Organisation] = true
		}
	}
	c.index.Each(atlas.reach(d), cellindex.Filter[located]{}, func(_ geo.Cell, item *cellindex.Item[located]) bool {
		see(item.Value.record)
		return true
	})
	c.mu.RLock()
	for _, l := range c.listOnly {
		see(l.record)
	}
	c.mu.RUnlock()
	return func(o *Organisation) bool {
		if present[o.Num] {
			return true
		}
		for _, num := range o.Districts {
			if within[num] {
				return true
			}
		}
		return false
	}, nil
}

func beginsWords(text string, words []string) bool {
	for _, w := range words {
		if !beginsWord(text, w) {
			return false
		}
	}
	return true
}
