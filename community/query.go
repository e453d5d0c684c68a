package community

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// EventFilter keeps what people can go to. Empty fields keep everything.
type EventFilter struct {
	From, Until  time.Time // dates that are not over at From and begin before Until; zero = from now on, for as long as the window is
	Interests    directory.InterestSet
	For          directory.AudienceSet // for one of them, or for everyone
	Free         bool
	Organisation int64
	Cancelled    bool // those called off too
}

// EventQuery asks for dates of events: at most one of Near, BBox and District says where; none is everywhere, online too.
type EventQuery struct {
	Near     *directory.Near
	BBox     *geo.BBox
	District string // a district's code, its whole subtree
	EventFilter
	Limit  int // 1–100; 0 = 20
	Cursor string
}

// Listed is a date in an answer.
type Listed struct {
	*Occurrence // shared, as Of is: not to be changed
	DistanceM   float64
	Of          *Event
	By          Person // who holds it in their own name, where the viewer may know of them
	Parts       *Parts // as CalendarConfig.Parts made them; nil beyond the window
}

// MaxSpan is how much later than From the Until of a query may be.
const MaxSpan = MaxAhead

// check refuses what is out of bounds and fills in what is left out.
func (q *EventQuery) check(now time.Time, p *page) error {
	where := 0
	for _, given := range []bool{q.Near != nil, q.BBox != nil, q.District != ""} {
		if given {
			where++
		}
	}
	if where > 1 {
		return invalid("near", "at most one of near, bbox and district, not %d", where)
	}
	if q.Near != nil {
		near := *q.Near
		if err := geo.CheckPoint(near.Point); err != nil {
			return invalid("near", "%v", err)
		}
		if near.RadiusM == 0 {
			near.RadiusM = directory.DefaultRadiusM
		}
		if !(near.RadiusM > 0 && near.RadiusM <= directory.MaxRadiusM) {
			return invalid("radius_m", "%g is not in (0, %d]", near.RadiusM, directory.MaxRadiusM)
		}
		q.Near = &near
	}
	if q.BBox != nil {
		if err := q.BBox.Check(); err != nil {
			return invalid("bbox", "%v", err)
		}
	}
	if q.Limit == 0 {
		q.Limit = directory.DefaultLimit
	}
	if q.Limit < 1 || q.Limit > directory.MaxLimit {
		return invalid("limit", "%d is not in 1–%d", q.Limit, directory.MaxLimit)
	}
	return q.EventFilter.check(now, p)
}

func (f *EventFilter) check(now time.Time, p *page) error {
	if f.From.IsZero() {
		f.From = now
	}
	if f.Until.IsZero() {
		f.Until = p.until
		if !f.Until.After(f.From) {
			f.Until = f.From.Add(31 * day)
		}
	}
	switch {
	case f.From.Before(now.Add(-kept)):
		return invalid("from", "more than %d days ago", kept/day)
	case !f.Until.After(f.From):
		return invalid("until", "not after from")
	case f.Until.Sub(now) > MaxSpan:
		return invalid("until", "more than %d days ahead", MaxSpan/day)
	}
	return nil
}

// place in an answer: what a cursor holds.
type position struct {
	distanceM float64
	key       uuid.UUID
}

func (p position) compare(o position) int {
	if p.distanceM != o.distanceM {
		if p.distanceM < o.distanceM {
			return -1
		}
		return 1
	}
	return compareKeys(p.key, o.key)
}

// A cursor is the distance and the key of the last date of a page, and a checksum of the query it belongs to.
const cursorBytes = 8 + 16 + 4

func (p position) encode(sum uint32) string {
	b := binary.BigEndian.AppendUint64(nil, math.Float64bits(p.distanceM))
	b = binary.BigEndian.AppendUint32(append(b, p.key[:]...), sum)
	return base64.RawURLEncoding.EncodeToString(b)
}

// after is where the cursor says that the page before ended: of a query as it was asked.
func (q *EventQuery) after() (p position, err error) {
	if q.Cursor == "" {
		return p, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(q.Cursor)
	if err != nil || len(b) != cursorBytes {
		return p, invalid("cursor", "not one of ours")
	}
	if binary.BigEndian.Uint32(b[24:]) != q.checksum() {
		return p, invalid("cursor", "belongs to another query: ask again from the first page")
	}
	p.distanceM, p.key = math.Float64frombits(binary.BigEndian.Uint64(b)), uuid.UUID(b[8:24])
	if !(p.distanceM >= 0 && p.distanceM <= directory.MaxRadiusM+1) || p.key == uuid.Nil {
		return p, invalid("cursor", "not one of ours")
	}
	return p, nil
}

// checksum of what was asked, without the limit and the cursor, and before anything is filled in.
func (q *EventQuery) checksum() uint32 {
	b := append(make([]byte, 0, 192), q.District...)
	number := func(n uint64) { b = binary.BigEndian.AppendUint64(b, n) }
	if q.Near != nil {
		for _, v := range []float64{q.Near.Point[0], q.Near.Point[1], q.Near.RadiusM} {
			number(math.Float64bits(v))
		}
	}
	if q.BBox != nil {
		for _, v := range []float64{q.BBox.West, q.BBox.South, q.BBox.East, q.BBox.North} {
			number(math.Float64bits(v))
		}
	}
	f := &q.EventFilter
	var marks uint64
	for i, mark := range []bool{f.Free, f.Cancelled, q.Near != nil, q.BBox != nil} {
		if mark {
			marks |= 1 << i
		}
	}
	for _, n := range []uint64{uint64(unix(f.From)), uint64(unix(f.Until)), uint64(f.Interests), uint64(f.For), uint64(f.Organisation), marks} {
		number(n)
	}
	return crc32.ChecksumIEEE(b)
}

// unix is 0 for the zero time.
func unix(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMicro()
}
