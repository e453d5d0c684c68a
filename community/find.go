package community

import (
	"slices"
	"sync"
	"time"

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
	asked := q
	s := search{q: &q, page: p, book: b}
	if err := q.check(c.cfg.Now().UTC(), p); err != nil {
		return dst, "", err
	}
	if s.after, err = asked.after(); err != nil {
		return dst, "", err
	}
	if q.District != "" {
		if s.districts, err = c.districts(q.District); err != nil {
			return dst, "", err
		}
	}
	s.desk = c.desks.take()
	defer c.desks.give(s.desk)
	s.window()
	if q.Until.After(p.until) || q.From.Before(p.from) {
		s.hits = append(s.hits, s.beyond()...)
		slices.SortFunc(s.hits, compareHits)
	}
	hits := s.hits[:min(len(s.hits), q.Limit)]
	if len(hits) < len(s.hits) {
		next = hits[q.Limit-1].at.encode(asked.checksum())
	}
	dst = slices.Grow(dst, len(hits))
	for i := range hits {
		d := hits[i].dated
		dst = append(dst, Listed{Occurrence: &d.Occurrence, DistanceM: hits[i].at.distanceM, Of: d.of.Event, By: d.of.by(v), Parts: d.parts})
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
	*desk
}

// desk is what a search needs besides its answer.
type desk struct {
	hits   []hit
	stands []cellindex.Hit[*stand]
}

// desks are lent and given back.
type desks struct{ pool sync.Pool }

func (p *desks) take() *desk {
	if d, ok := p.pool.Get().(*desk); ok {
		return d
	}
	return new(desk)
}

// give takes one back, without a hold on what was found.
func (p *desks) give(d *desk) {
	clear(d.hits)
	clear(d.stands)
	d.hits, d.stands = d.hits[:0], d.stands[:0]
	p.pool.Put(d)
}

// hit is a date with its place in the answer.
type hit struct {
	*dated
	at position
}

func compareHits(a, b hit) int { return a.at.compare(b.at) }

// keeps says whether a filter lets a date of an event pass, whatever its place.
func (f *EventFilter) keeps(d *dated) bool { return f.keepsDate(d) && f.keepsEvent(d.of) }

func (f *EventFilter) keepsDate(d *dated) bool {
	return d.Start.Before(f.Until) && d.ends(f.From) && (f.Cancelled || !d.Cancelled)
}

func (f *EventFilter) keepsEvent(e *entry) bool {
	return (f.Interests == 0 || f.Interests&e.likes != 0) && (f.For == 0 || uint64(f.For)&e.suits != 0) &&
		(!f.Free || e.Free()) && (f.Organisation == 0 || f.Organisation == e.Organisation)
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
	slices.SortFunc(hits, compareHits)
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
