package community

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo/cellindex"
)

// page is what is shown of some days. It does not change, but for what its index takes up.
type page struct {
	from, until time.Time
	index       *cellindex.Index[*stand]
	dates       []*dated // by key
	longest     time.Duration
}

// entry is an event with the people who hold it. It does not change.
type entry struct {
	*Event
	hosts  []hosting
	likes  directory.InterestSet // the interest as a set of one, or none
	suits  uint64                // the audiences that filters see: everyone is anyone
	dates  []*dated              // in the window, by key
	stands []*stand              // where those take place
}

func newEntry(e *Event, hosts []hosting) *entry {
	const everyone directory.AudienceSet = 1 // the first row
	n := &entry{Event: e, hosts: hosts, likes: e.interests(), suits: uint64(e.For)}
	if e.For == 0 || e.For&everyone != 0 {
		n.suits = ^uint64(0)
	}
	return n
}

// interests is the interest as a set of one, or none.
func (e *Event) interests() (set directory.InterestSet) {
	if e.Interest != "" {
		set, _ = directory.InterestNamed(e.Interest) // empty for one that the table no longer has
	}
	return set
}

// dated is a date of the window. It does not change.
type dated struct {
	Occurrence
	of    *entry
	key   uuid.UUID
	parts *Parts // of answers; those of an event's dates are one, but where a date has words, seats or a place of its own
}

// stand is a point with the dates of one event that take place there: the index holds one for a series, whatever the number of its dates.
// It does not change.
type stand struct {
	of    *entry
	id    uuid.UUID // in the index: the event's number, and which of its points
	point orb.Point
	dates []*dated // by key
	masks [3]uint64
}

// keyOf orders dates by start, then event, then original: as its bytes do.
func keyOf(o *Occurrence) (key uuid.UUID) {
	var b [8]byte
	for i, n := range []int64{o.Start.Unix(), o.Event, o.Original.Unix()} {
		binary.BigEndian.PutUint64(b[:], uint64(n))
		copy(key[5*i:], b[3:])
	}
	return key
}

// keyFrom is before every date that begins at an instant or later, and after those before.
func keyFrom(at time.Time) uuid.UUID { return keyOf(&Occurrence{Start: at}) }

// startOf is the start that a key holds.
func startOf(key uuid.UUID) time.Time {
	var b [8]byte
	copy(b[3:], key[:5])
	return time.Unix(int64(binary.BigEndian.Uint64(b[:])), 0).UTC()
}

// compareKeys is the order of the bytes of two keys.
func compareKeys(a, b uuid.UUID) int {
	if x, y := binary.BigEndian.Uint64(a[:8]), binary.BigEndian.Uint64(b[:8]); x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(binary.BigEndian.Uint64(a[8:]), binary.BigEndian.Uint64(b[8:]))
}

// paged lays out the window that begins on a day.
func (b *book) paged(from time.Time) *page {
	p := &page{from: from, until: from.Add(windowDays * day)}
	var items []cellindex.Item[*stand]
	for num, e := range b.byNum {
		fresh := newEntry(e.Event, e.hosts)
		fresh.lay(p, b.calendar.cfg.Parts)
		b.mu.Lock()
		b.byNum[num], b.byID[e.ID] = fresh, fresh
		b.mu.Unlock()
		p.dates = append(p.dates, fresh.dates...)
		items = fresh.items(items)
	}
	slices.SortFunc(p.dates, func(a, b *dated) int { return compareKeys(a.key, b.key) })
	p.measure(p.dates)
	p.index = cellindex.New(items)
	return p
}

func (p *page) measure(dates []*dated) {
	for _, d := range dates {
		p.longest = max(p.longest, d.End.Sub(d.Start))
	}
}

// lay notes the dates of an event that the window shows, and where they take place.
func (e *entry) lay(p *page, parts func(*Event, *Occurrence) *Parts) {
	if !e.shown(e.hosts) {
		return
	}
	var shared *Parts
	const most = 10 * windowDays // more than any rule gives, and extra dates
	for _, o := range e.Between(nil, p.from, p.until, most) {
		d := &dated{of: e, Occurrence: o, key: keyOf(&o)}
		if e.dates = append(e.dates, d); parts != nil {
			switch i, special := e.find(o.Original); {
			case special && e.Dates[i].dressed():
				d.parts = parts(e.Event, &o)
			case shared == nil:
				shared = parts(e.Event, &o)
				fallthrough
			default:
				d.parts = shared
			}
		}
		if o.Site.Located {
			e.standAt(o.Site.Point).add(d, p)
		}
	}
}

// dressed says whether a date says more than when it is, or other than its event.
func (d *Date) dressed() bool { return d.Title != nil || d.Capacity != nil || d.Site != nil }

// standAt is the stand of an event at a point.
func (e *entry) standAt(at orb.Point) *stand {
	for _, s := range e.stands {
		if s.point == at {
			return s
		}
	}
	s := &stand{of: e, point: at, masks: [3]uint64{e.suits}}
	binary.BigEndian.PutUint64(s.id[:8], uint64(e.Num))
	binary.BigEndian.PutUint64(s.id[8:], uint64(len(e.stands)+1))
	e.stands = append(e.stands, s)
	return s
}

func (s *stand) add(d *dated, p *page) {
	s.dates = append(s.dates, d)
	s.masks[1] |= d.state()
	s.masks[2] |= p.bits(d.Start, d.End)
}

// bits are the days from one instant to another, those of the window.
func (p *page) bits(from, until time.Time) (days uint64) {
	first := max(0, int(from.Sub(p.from)/day))
	last := min(windowDays-1, int(until.Sub(p.from)/day))
	for d := first; d <= last; d++ {
		days |= 1 << d
	}
	return days
}

// What the second mask of a stand says: of each date one bit of four.
const (
	heldFree uint64 = 1 << iota
	heldPaid
	offFree
	offPaid
)

func (d *dated) state() uint64 {
	switch {
	case d.Cancelled && d.of.Free():
		return offFree
	case d.Cancelled:
		return offPaid
	case d.of.Free():
		return heldFree
	}
	return heldPaid
}

// items appends the stands as the index takes them.
func (e *entry) items(items []cellindex.Item[*stand]) []cellindex.Item[*stand] {
	for _, s := range e.stands {
		items = append(items, cellindex.Item[*stand]{ID: s.id, Point: s.point, Kinds: uint64(e.likes), Masks: s.masks, Value: s})
	}
	return items
}

// merged are dates without those of some keys, and with fresh ones: all by key. What lies between is copied at once.
func merged(dates, fresh []*dated, without []uuid.UUID) []*dated {
	slices.SortFunc(without, compareKeys)
	list := make([]*dated, 0, len(dates)+len(fresh))
	before := func(key uuid.UUID) {
		n, _ := slices.BinarySearchFunc(dates, key, func(d *dated, key uuid.UUID) int { return compareKeys(d.key, key) })
		list, dates = append(list, dates[:n]...), dates[n:]
	}
	for len(fresh)+len(without) > 0 {
		if len(without) == 0 || len(fresh) > 0 && compareKeys(fresh[0].key, without[0]) < 0 {
			before(fresh[0].key)
			list, fresh = append(list, fresh[0]), fresh[1:]
			continue
		}
		before(without[0])
		dates, without = dates[1:], without[1:]
	}
	return append(list, dates...)
}
