package directory

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
)

// Bounds of a query.
const (
	DefaultLimit   = 20
	MaxLimit       = 100
	DefaultRadiusM = 1000
	MaxRadiusM     = 50_000
	MaxTextBytes   = 200
)

// PlaceQuery asks for places. Exactly one of Near, BBox and District says where; the filters are AND-ed with each
// other and OR-ed within one.
type PlaceQuery struct {
	Near     *Near
	BBox     *geo.BBox
	District string // a district's code, its whole subtree

	PlaceFilter

	Now    time.Time // when the question is asked: what Found.Open speaks of when Open.At does not
	Limit  int       // 1–100; 0 = 20
	Cursor string    // of the page before; checked against the filters. All pages speak of the instant that the first did
}

// Near asks for what lies within RadiusM metres of Point, nearest first.
type Near struct {
	Point   orb.Point
	RadiusM float64 // (0, 50 000]; 0 = 1 000
}

// PlaceFilter keeps what people can use. Empty fields keep everything.
type PlaceFilter struct {
	Categories CategorySet
	Audiences  AudienceSet
	Modalities ModalitySet
	Languages  LanguageSet
	Text       string // every word must begin a word of the place, accents and case forgiven
	Open       OpenAt
}

// Found is a place in an answer.
type Found struct {
	Place
	DistanceM float64 // metres from PlaceQuery.Near; 0 otherwise
	Open      Opening // of the place, or of its services and halts that pass the filter
}

// Page is one page of an answer: by distance then id for Near, else by id. Find reuses its memory.
type Page struct {
	Items   []Found
	Next    string // cursor of the next page, empty on the last
	Unknown int    // asked what is open: places that would stand on this page if their unknown hours turned out open

	hits    []cellindex.Hit[located]
	asides  []cursor // of what the question sets aside
	fetched int64
}

// Invalid says which parameter of a query is wrong, and why. Param is the parameter's name in URLs and JSON.
type Invalid struct{ Param, Reason string }

func (e *Invalid) Error() string { return e.Param + ": " + e.Reason }

func invalid(param, format string, args ...any) *Invalid {
	return &Invalid{param, fmt.Sprintf(format, args...)}
}

// check refuses what is out of bounds and fills in what is left out.
func (q *PlaceQuery) check() error {
	where := 0
	for _, given := range []bool{q.Near != nil, q.BBox != nil, q.District != ""} {
		if given {
			where++
		}
	}
	if where != 1 {
		return invalid("near", "give one of near, bbox and district, not %d", where)
	}
	if q.Near != nil {
		if err := geo.CheckPoint(q.Near.Point); err != nil {
			return invalid("near", "%v", err)
		}
		near := *q.Near
		if near.RadiusM == 0 {
			near.RadiusM = DefaultRadiusM
		}
		if !(near.RadiusM > 0 && near.RadiusM <= MaxRadiusM) {
			return invalid("radius_m", "%g is not in (0, %d]", near.RadiusM, MaxRadiusM)
		}
		q.Near = &near
	}
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if q.Limit < 1 || q.Limit > MaxLimit {
		return invalid("limit", "%d is not in 1–%d", q.Limit, MaxLimit)
	}
	if len(q.Text) > MaxTextBytes {
		return invalid("q", "longer than %d bytes", MaxTextBytes)
	}
	return nil
}

// cursor is the key of the last item of a page, and the instant that its pages speak of: where "now" was asked, the
// now of the first.
type cursor struct {
	distanceM float64
	id        uuid.UUID
	at        time.Time // zero: not asked
}

func (c cursor) compare(o cursor) int {
	return cmp.Or(cmp.Compare(c.distanceM, o.distanceM), compareID(c.id, o.id))
}

const (
	cursorBytes = 8 + 16 + 8 + 4
	cursorLasts = 4 * 366 * 24 * time.Hour // longer than anyone asks ahead
)

// encode writes the key and a checksum of the query it belongs to.
func (c cursor) encode(q *PlaceQuery) string {
	b := make([]byte, 0, cursorBytes)
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(c.distanceM))
	b = append(b, c.id[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.at.Unix()))
	b = binary.BigEndian.AppendUint32(b, q.checksum())
	return base64.RawURLEncoding.EncodeToString(b)
}

// after reads the cursor of a query; the zero key for none.
func (q *PlaceQuery) after() (cursor, error) {
	var c cursor
	if q.Cursor == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) != cursorBytes {
		return c, invalid("cursor", "not one of ours")
	}
	if binary.BigEndian.Uint32(b[32:]) != q.checksum() {
		return c, invalid("cursor", "belongs to another query: ask again from the first page")
	}
	c.distanceM = math.Float64frombits(binary.BigEndian.Uint64(b))
	c.id = uuid.UUID(b[8:24])
	if !(c.distanceM >= 0 && c.distanceM <= MaxRadiusM+1) {
		return c, invalid("cursor", "not one of ours")
	}
	if q.Open.asked() {
		c.at = time.Unix(int64(binary.BigEndian.Uint64(b[24:])), 0)
		if c.at.Sub(q.Open.At).Abs() > cursorLasts {
			return c, invalid("cursor", "not one of ours")
		}
	}
	return c, nil
}

// checksum of what a cursor depends on: everything but the limit, the cursor and what it holds itself.
func (q *PlaceQuery) checksum() uint32 {
	var scratch [160]byte
	p := packer{scratch[:0]}
	if q.Near != nil {
		p.point(q.Near.Point)
		p.float(q.Near.RadiusM)
	}
	if q.BBox != nil {
		p.float(q.BBox.West)
		p.float(q.BBox.South)
		p.float(q.BBox.East)
		p.float(q.BBox.North)
	}
	p.text(q.District)
	p.uint(uint64(q.Categories))
	p.uint(uint64(q.Audiences))
	p.uint(uint64(q.Modalities))
	p.uint(uint64(q.Languages))
	p.text(q.Text)
	p.flags(q.Open.asked(), q.Open.Maybe, q.Open.Walk)
	if q.Open.Walk {
		p.point(q.Open.From)
	}
	return crc32.ChecksumIEEE(p.b)
}
