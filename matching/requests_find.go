package matching

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/identity"
)

// RequestQuery asks for what members ask for and offer. Empty filters keep everything.
type RequestQuery struct {
	Near   *directory.Near // for Requests.Near
	Box    *geo.BBox       // for Requests.InBox
	Kinds  directory.KindSet
	Side   Side
	Limit  int    // 1–100; 0 = 20
	Cursor string // RequestPage.Next of the page before

	Home directory.Home // of the viewer; Room.Browse fills it in
	Now  time.Time      // what has ended by then is left out; Room.Browse fills it in
}

// Side is who wants something: who asks, who offers, or both.
type Side uint8

// The sides.
const (
	Both Side = iota
	Asks
	Offers
)

const (
	asks   uint64 = 1 << 0
	offers uint64 = 1 << 1
)

// Near appends to dst what is around a point, by distance, then id, one more than the limit when there is another page: what the
// viewer must not know of is left out (P6), what stands in one cell stands at one distance (P2). Errors: a refusal for a visitor,
// [*directory.Invalid], [directory.ErrNotReady].
func (l *Requests) Near(dst []Found, v *identity.Viewer, q RequestQuery) ([]Found, error) {
	return l.find(dst, v, &q, q.Near != nil, func(b *board, f cellindex.Filter[*posted], afterM float64, after uuid.UUID) []cellindex.Hit[*posted] {
		return b.index.Nearest(nil, cellindex.NearQuery[*posted]{
			Center: q.Near.Point, RadiusM: q.Near.RadiusM, Filter: f, Limit: q.Limit + 1, AfterM: afterM, AfterID: after,
		})
	})
}

// InBox appends to dst what is in a box, by id: Near without a distance.
func (l *Requests) InBox(dst []Found, v *identity.Viewer, q RequestQuery) ([]Found, error) {
	return l.find(dst, v, &q, q.Box != nil, func(b *board, f cellindex.Filter[*posted], _ float64, after uuid.UUID) []cellindex.Hit[*posted] {
		return b.index.InBox(nil, cellindex.BoxQuery[*posted]{Box: *q.Box, Filter: f, Limit: q.Limit + 1, AfterID: after})
	})
}

type search func(b *board, f cellindex.Filter[*posted], afterM float64, after uuid.UUID) []cellindex.Hit[*posted]

func (l *Requests) find(dst []Found, v *identity.Viewer, q *RequestQuery, where bool, search search) ([]Found, error) {
	if err := v.Must(identity.ReadRequests, identity.Scope{}); err != nil {
		return dst, err
	}
	if !where {
		return dst, invalid("near", "is needed, or bbox")
	}
	if err := q.check(); err != nil {
		return dst, err
	}
	afterM, after, err := q.after()
	if err != nil {
		return dst, err
	}
	b := l.now.Load()
	if b == nil {
		return dst, directory.ErrNotReady
	}
	filter := cellindex.Filter[*posted]{Kinds: uint64(q.Kinds), Judge: func(p **posted, _ orb.Point) cellindex.Verdict {
		if !(*p).Expires.After(q.Now) || !v.Sees((*p).Author) {
			return cellindex.Refused
		}
		return cellindex.Kept
	}}
	switch q.Side {
	case Asks:
		filter.Masks[0] = asks
	case Offers:
		filter.Masks[0] = offers
	}
	for _, hit := range search(b, filter, afterM, after) {
		found := hit.Value.found(v, q.Home)
		found.Request, found.DistanceM = found.public(), hit.DistanceM
		dst = append(dst, found)
	}
	return dst, nil
}

func (q *RequestQuery) check() error {
	if q.Limit == 0 {
		q.Limit = directory.DefaultLimit
	}
	if q.Limit < 1 || q.Limit > directory.MaxLimit {
		return invalid("limit", "%d is not in 1–%d", q.Limit, directory.MaxLimit)
	}
	if q.Box != nil {
		if err := q.Box.Check(); err != nil {
			return invalid("bbox", "%v", err)
		}
		return nil
	}
	near := *q.Near
	if err := geo.CheckPoint(near.Point); err != nil {
		return invalid("near", "%v", err)
	}
	if near.RadiusM == 0 {
		near.RadiusM = directory.MaxRadiusM
	}
	if !(near.RadiusM > 0 && near.RadiusM <= directory.MaxRadiusM) {
		return invalid("radius_m", "%v is not in (0, %d]", near.RadiusM, directory.MaxRadiusM)
	}
	q.Near = &near
	return nil
}

// A cursor is the distance and the id of the last item of a page, and a checksum of the query it belongs to.
const cursorBytes = 8 + 16 + 4

// page cuts what was found to the limit, and gives the cursor of what follows.
func (q *RequestQuery) page(found []Found) RequestPage {
	if len(found) <= q.Limit {
		return RequestPage{Items: found}
	}
	found = found[:q.Limit]
	last := &found[q.Limit-1]
	b := binary.BigEndian.AppendUint64(nil, math.Float64bits(last.DistanceM))
	b = binary.BigEndian.AppendUint32(append(b, last.ID[:]...), q.checksum())
	return RequestPage{found, base64.RawURLEncoding.EncodeToString(b)}
}

func (q *RequestQuery) after() (afterM float64, after uuid.UUID, err error) {
	if q.Cursor == "" {
		return 0, after, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(q.Cursor)
	if err != nil || len(b) != cursorBytes {
		return 0, after, invalid("cursor", "not one of ours")
	}
	if binary.BigEndian.Uint32(b[24:]) != q.checksum() {
		return 0, after, invalid("cursor", "belongs to another query: ask again from the first page")
	}
	afterM = math.Float64frombits(binary.BigEndian.Uint64(b))
	if !(afterM >= 0 && afterM <= math.MaxFloat64) {
		return 0, after, invalid("cursor", "not one of ours")
	}
	return afterM, uuid.UUID(b[8:24]), nil
}

// checksum of what a cursor depends on.
func (q *RequestQuery) checksum() uint32 {
	text := fmt.Sprint(uint64(q.Kinds), q.Side)
	if q.Box != nil {
		text += fmt.Sprint(*q.Box)
	} else {
		text += fmt.Sprint(*q.Near)
	}
	return crc32.ChecksumIEEE([]byte(text))
}
