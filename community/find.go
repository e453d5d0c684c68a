package community

import (
	"slices"
	"sort"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/identity"
)

// Find appends to dst the dates that answer a query, and gives the cursor of the next page, empty on the last. The order is by
// distance where Near is given, then by start, then by the event's number, then by original. Dates of the window are looked up; others
// are computed from their rules. Errors: [*directory.Invalid], [directory.ErrNotReady].
func (c *Calendar) Find(dst []Listed, v *identity.Viewer, q EventQuery) (list []Listed, next string, err error) {
	if err := v.Must(identity.ReadDirectory, identity.Scope{}); err != nil {
		return dst, "", err
	}
	p, b, err := c.open()
	if err != nil {
		return dst, "", err
	}
	sum := q.checksum()
	s := search{q: &q, page: p, book: b}
	if err := q.check(c.cfg.Now().UTC(), p); err != nil {
		return dst, "", err
	}
	if s.after, err = q.after(sum); err != nil {
		return dst, "", err
	}
	if q.District != "" {
		if s.districts, err = c.districts(q.District); err != nil {
			return dst, "", err
		}
	}
	hits := s.window()
	if q.Until.After(p.until) || q.From.Before(p.from) {
		hits = append(hits, s.beyond()...)
		slices.SortFunc(hits, func(a, b hit) int { return a.at.compare(b.at) })
	}
	if len(hits) > q.Limit {
		hits = hits[:q.Limit]
		next = hits[q.Limit-1].at.encode(sum)
	}
	dst = slices.Grow(dst, len(hits))
	for _, h := range hits {
		dst = append(dst, Listed{Occurrence: h.Occurrence, DistanceM: h.at.distanceM, Of: h.of.Event, By: h.of.by(v)})
	}
	return dst, next, nil
}

// by is who holds an event in their own name, as the viewer may know of them.
func (e *entry) by(v *identity.Viewer) Person {
	if e.Organisation == 0 {
		for i := range e.hosts {
			if e.hosts[i].author {
				return e.hosts[i].seenBy(v)
			}
		}
	}
	return Person{}
}

func (c *Calendar) districts(code string) (map[int64]bool, error) {
	atlas := c.cfg.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	d, ok := atlas.District(code)
	if !ok {
		return nil, invalid("district", "%.40q is not known", code)
	}
	members := map[int64]bool{}
	for _, num := range atlas.Subtree(d.Num) {
		members[num] = true
	}
	return members, nil
}

// search is a running query.
type search struct {
	q         *EventQuery
	page      *page
	book      *book
	after     position
	districts map[int64]bool
}

// hit is a date with its place in the answer.
type hit struct {
	*dated
	at position
}

// keeps says whether a filter lets a date of an event pass, whatever its place.
func (f *EventFilter) keeps(d *dated) bool {
	return d.Start.Before(f.Until) && d.ends(f.From) && (f.Cancelled || !d.Cancelled) && f.keepsEvent(d.of)
}

func (f *EventFilter) keepsEvent(e *entry) bool {
	return (f.Interests == 0 || f.Interests&e.likes != 0) && (f.For == 0 || uint64(f.For)&e.suits != 0) &&
		(!f.Free || e.PriceCents == 0) && (f.Organisation == 0 || f.Organisation == e.Organisation)
}

// filter is the index's form of it.
func (f *EventFilter) filter(p *page) cellindex.Filter[*dated] {
	states := heldFree
	if !f.Free {
		states |= heldPaid
	}
	if f.Cancelled {
		states |= states << 2
	}
	return cellindex.Filter[*dated]{
		Kinds: uint64(f.Interests), Masks: [3]uint64{uint64(f.For), states, p.bits(f.From, f.Until)},
		Judge: func(d **dated, _ orb.Point) cellindex.Verdict {
			if f.keeps(*d) {
				return cellindex.Kept
			}
			return cellindex.Refused
		},
	}
}

// window finds dates of the window, one more than the limit when there are more.
func (s *search) window() (hits []hit) {
	q := s.q
	if !q.From.Before(s.page.until) || !q.Until.After(s.page.from) {
		return nil
	}
	switch {
	case q.Near != nil:
		for _, h := range s.page.index.Nearest(nil, cellindex.NearQuery[*dated]{
			Center: q.Near.Point, RadiusM: q.Near.RadiusM, Limit: q.Limit + 1, AfterM: s.after.distanceM, AfterID: s.after.key,
			Filter: q.filter(s.page),
		}) {
			hits = append(hits, hit{h.Value, position{h.DistanceM, h.ID}})
		}
	case q.BBox != nil:
		for _, h := range s.page.index.InBox(nil, cellindex.BoxQuery[*dated]{
			Box: *q.BBox, Limit: q.Limit + 1, AfterID: s.after.key, Filter: q.filter(s.page),
		}) {
			hits = append(hits, hit{h.Value, position{key: h.ID}})
		}
	default:
		hits = s.list()
	}
	return hits
}

// list goes through the dates of the window in their order.
func (s *search) list() (hits []hit) {
	first := keyFrom(s.q.From.Add(-s.page.longest))
	if compareKeys(s.after.key, first) > 0 {
		first = s.after.key
	}
	dates := s.page.dates
	for i := sort.Search(len(dates), func(i int) bool { return compareKeys(dates[i].key, first) > 0 }); i < len(dates) && len(hits) <= s.q.Limit; i++ {
		d := dates[i]
		if !d.Start.Before(s.q.Until) {
			break
		}
		if s.q.keeps(d) && (s.districts == nil || s.within(&d.Site)) {
			hits = append(hits, hit{d, position{key: d.key}})
		}
	}
	return hits
}

// within says whether a site lies in the districts that are asked for.
func (s *search) within(at *Site) bool {
	return s.districts[at.District] || at.District == 0 && s.districts[at.City]
}

// where says whether a site answers the query, and how far it is.
func (s *search) where(at *Site) (distanceM float64, ok bool) {
	switch {
	case s.q.Near != nil:
		if !at.Located {
			return 0, false
		}
		distanceM = cellindex.DistanceM(at.Point, s.q.Near.Point)
		return distanceM, distanceM <= s.q.Near.RadiusM
	case s.q.BBox != nil:
		return 0, at.Located && s.q.BBox.Contains(at.Point)
	case s.districts != nil:
		return 0, s.within(at)
	}
	return 0, true
}

// candidate is an event, or one date of it that takes place elsewhere, which may answer a query beyond the window.
type candidate struct {
	e         *entry
	only      *time.Time // original; nil = all dates without a place of their own
	distanceM float64
	first     []hit
}

// beyond computes dates that the window does not hold, one more than the limit when there are more: of the events that come first, only
// as many dates as can be in the answer.
func (s *search) beyond() (hits []hit) {
	list := s.candidates()
	most := s.q.Limit + 1
	if s.q.Near != nil {
		slices.SortFunc(list, func(a, b candidate) int {
			return position{distanceM: a.distanceM}.compare(position{distanceM: b.distanceM})
		})
		for i := range list {
			if len(hits) >= most && list[i].distanceM > hits[len(hits)-1].at.distanceM {
				break
			}
			hits = append(hits, s.dates(&list[i], most)...)
		}
	} else {
		answering := list[:0]
		for i := range list {
			if list[i].first = s.dates(&list[i], 1); len(list[i].first) > 0 {
				answering = append(answering, list[i])
			}
		}
		slices.SortFunc(answering, func(a, b candidate) int { return a.first[0].at.compare(b.first[0].at) })
		for i := range answering[:min(most, len(answering))] {
			hits = append(hits, s.dates(&answering[i], most)...)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.at.compare(b.at) })
	return hits[:min(most, len(hits))]
}

func (s *search) candidates() (list []candidate) {
	s.book.mu.RLock()
	defer s.book.mu.RUnlock()
	for _, e := range s.book.byNum {
		if !s.q.keepsEvent(e) || !e.shown(e.hosts) || !e.Cancelled.IsZero() && !s.q.Cancelled || !e.ends.IsZero() && e.ends.Before(s.q.From) {
			continue
		}
		if distanceM, ok := s.where(&e.Site); ok {
			list = append(list, candidate{e: e, distanceM: distanceM})
		}
		for i := range e.Dates {
			if e.Dates[i].Site == nil {
				continue
			}
			if distanceM, ok := s.where(e.Dates[i].Site); ok {
				list = append(list, candidate{e: e, only: &e.Dates[i].Original, distanceM: distanceM})
			}
		}
	}
	return list
}

// dates are the first most dates of a candidate that answer the query and that the window does not hold.
func (s *search) dates(c *candidate, most int) (hits []hit) {
	take := func(o *Occurrence) {
		d := &dated{Occurrence: *o, of: c.e, key: keyOf(o)}
		held := o.Start.Before(s.page.until) && o.ends(s.page.from)
		if at := (position{c.distanceM, d.key}); !held && s.q.keeps(d) && at.compare(s.after) > 0 {
			hits = append(hits, hit{d, at})
		}
	}
	if c.only != nil {
		if o, ok := c.e.Occurrence(*c.only); ok {
			take(&o)
		}
		return hits
	}
	from := s.q.From.Add(-c.e.longest())
	if at := startOf(s.after.key); s.q.Near == nil && at.After(from) {
		from = at
	}
	for o := range c.e.each(from, s.q.Until) {
		if i, special := c.e.find(o.Original); !special || c.e.Dates[i].Site == nil {
			take(&o)
		}
		if len(hits) == most {
			break
		}
	}
	return hits
}
