package directory

import (
	"slices"
	"sort"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
)

// Find answers a query into page, whose memory is reused. Errors: [ErrNotReady], or an [*Invalid] that names the
// parameter.
func (l *Live) Find(q PlaceQuery, page *Page) error {
	page.Items, page.Next, page.Unknown = page.Items[:0], "", 0
	page.hits, page.asides = page.hits[:0], page.asides[:0]
	if err := q.check(); err != nil {
		return err
	}
	after, err := q.after()
	if err != nil {
		return err
	}
	if q.Open.asked() && q.Cursor != "" {
		q.Open.At = after.at
	}
	c := l.now.Load()
	if c == nil {
		return ErrNotReady
	}
	switch {
	case q.Near != nil:
		c.near(&q, after, page)
	case q.BBox != nil:
		c.box(*q.BBox, &q, after, page, nil)
	default:
		if err := c.district(&q, after, page); err != nil {
			return err
		}
	}
	c.fill(&q, page)
	return nil
}

// near finds one hit more than the limit, so that fill knows whether another page follows.
func (c *snapshot) near(q *PlaceQuery, after cursor, page *Page) {
	near := q.Near
	page.hits = c.index.Nearest(page.hits, cellindex.NearQuery[located]{
		Center: near.Point, RadiusM: near.RadiusM, Limit: q.Limit + 1, AfterM: after.distanceM, AfterID: after.id,
		Filter: q.filter(q.Now, nil),
		Aside: func(distanceM float64, id uuid.UUID) {
			page.asides = append(page.asides, cursor{distanceM: distanceM, id: id})
		},
	})
}

// box finds by id. within, when given, must hold as well.
func (c *snapshot) box(box geo.BBox, q *PlaceQuery, after cursor, page *Page, within func(summary) bool) {
	page.hits = c.index.InBox(page.hits, cellindex.BoxQuery[located]{
		Box: box, Limit: q.Limit + 1, AfterID: after.id,
		Filter: q.filter(q.Now, within),
		Aside:  func(id uuid.UUID) { page.asides = append(page.asides, cursor{id: id}) },
	})
}

// district finds by id what belongs to a district's subtree, with and without a position.
func (c *snapshot) district(q *PlaceQuery, after cursor, page *Page) error {
	atlas := c.atlas.Load()
	d, ok := atlas.District(q.District)
	if !ok {
		return invalid("district", "%q is not known", q.District)
	}
	members := map[int64]bool{}
	for _, num := range atlas.Subtree(d.Num) {
		members[num] = true
	}
	within := func(s summary) bool { return members[s.District] }
	if len(d.Full) > 0 {
		c.box(atlas.reach(d), q, after, page, within)
	}

	c.mu.RLock()
	rest := slices.Clone(c.listOnly[c.listedAfter(after.id):])
	c.mu.RUnlock()
	match, asking := q.matcher(), q.asking(q.Now)
	for taken, i := 0, 0; i < len(rest) && taken <= q.Limit; i++ {
		p := rest[i].record.place()
		kinds, masks := filterBits(&p)
		if !members[p.District] || !passes(q.PlaceFilter, kinds, masks) || match != nil && !match(&p) {
			continue
		}
		switch asking.judge(rest[i].openings, nil) {
		case cellindex.Kept:
			page.hits = append(page.hits, cellindex.Hit[located]{ID: p.ID, Value: rest[i].located})
			taken++
		case cellindex.SetAside:
			page.asides = append(page.asides, cursor{id: p.ID})
		}
	}
	slices.SortFunc(page.hits, func(a, b cellindex.Hit[located]) int { return compareID(a.ID, b.ID) })
	return nil
}

// reach is the box of a district with the margin of its accuracy: a place just outside may belong to it.
func (a *Atlas) reach(d *District) geo.BBox {
	margin := 0.0
	for _, num := range a.Subtree(d.Num) {
		margin = max(margin, a.byNum[num].AccuracyM)
	}
	return d.BBox.Grow(margin)
}

// listedAfter is the index of the first list-only place whose id comes after.
func (c *snapshot) listedAfter(id uuid.UUID) int {
	if id == uuid.Nil {
		return 0
	}
	return sort.Search(len(c.listOnly), func(i int) bool { return compareID(c.listOnly[i].id, id) > 0 })
}

// fill turns hits into items, and what is beyond the limit into a cursor.
func (c *snapshot) fill(q *PlaceQuery, page *Page) {
	hits := page.hits
	page.Unknown = len(page.asides)
	if len(hits) > q.Limit {
		hits = hits[:q.Limit]
		last := cursor{hits[q.Limit-1].DistanceM, hits[q.Limit-1].ID, q.Open.At}
		page.Next = last.encode(q)
		for _, aside := range page.asides {
			if aside.compare(last) > 0 {
				page.Unknown--
			}
		}
	}
	asking := q.asking(q.Now)
	page.fetched += fetchPresent(hits)
	page.Items = slices.Grow(page.Items, len(hits))
	for i := range hits {
		p := hits[i].Value.record.place()
		if len(p.Stops) > 0 {
			p.Located, p.Point = true, hits[i].Point // the halt that answers the question
		}
		page.Items = append(page.Items, Found{
			Place: p, DistanceM: hits[i].DistanceM, Open: asking.about(&p, hits[i].Value.openings),
		})
	}
	clear(page.hits) // do not keep records alive
}

// fetchPresent reads what will be said of all hits, one right after the other: memory answers many such reads at once. The
// result means nothing.
func fetchPresent(hits []cellindex.Hit[located]) (fetched int64) {
	for i := range hits {
		if said := hits[i].Value.openings.hours.present.Load(); said != nil {
			fetched += said.from
		}
	}
	return fetched
}

// filter is the index's form of the filters. within, when given, must hold as well. Asked at now what is open, it sets
// aside what may be.
func (f *PlaceFilter) filter(now time.Time, within func(summary) bool) cellindex.Filter[located] {
	filter := cellindex.Filter[located]{
		Kinds: uint64(f.Categories),
		Masks: [3]uint64{uint64(f.Audiences), uint64(f.Modalities), uint64(f.Languages)},
	}
	match := f.matcher()
	if within == nil && match == nil && !f.Open.asked() {
		return filter
	}
	asking := f.asking(now)
	if f.Open.asked() {
		var fetched uint64 // means nothing
		filter.Fetch = func(v *located) { fetched += v.openings.hours.verdict.Load() }
	}
	filter.Judge = func(v *located, at orb.Point) cellindex.Verdict {
		verdict := asking.judge(v.openings, &at)
		if verdict == cellindex.Refused || within != nil && !within(v.record.summary()) {
			return cellindex.Refused
		}
		if match != nil {
			if p := v.record.place(); !match(&p) {
				return cellindex.Refused
			}
		}
		return verdict
	}
	return filter
}

// passes is the index's test for places that are not in it.
func passes(f PlaceFilter, kinds uint64, masks [3]uint64) bool {
	for _, pair := range [][2]uint64{
		{uint64(f.Categories), kinds},
		{uint64(f.Audiences), masks[0]},
		{uint64(f.Modalities), masks[1]},
		{uint64(f.Languages), masks[2]},
	} {
		if pair[0] != 0 && pair[0]&pair[1] == 0 {
			return false
		}
	}
	return true
}
