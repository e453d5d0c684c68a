package directory

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// record is a place at rest in the live copy: its fields one after the other in one string without pointers, so that
// a million of them cost the garbage collector nothing. What a tile or a filter reads stands first.
//
//	num · categories · district · name │ id · flags · point · … · services · stops · notices
//
// Whole numbers and lengths are varints, texts their length and their bytes, times microseconds since 1970 (0 = none).
type record string

// packer appends fields, unpacker takes them off in the same order.
type packer struct{ b []byte }

func (p *packer) uint(v uint64) { p.b = binary.AppendUvarint(p.b, v) }
func (p *packer) float(v float64) {
	p.b = binary.LittleEndian.AppendUint64(p.b, math.Float64bits(v))
}
func (p *packer) text(s string) { p.uint(uint64(len(s))); p.b = append(p.b, s...) }
func (p *packer) point(v orb.Point) {
	p.float(v[0])
	p.float(v[1])
}

// flags are one number with a bit for each, the first lowest.
func (p *packer) flags(on ...bool) {
	var flags uint64
	for i, f := range on {
		if f {
			flags |= 1 << i
		}
	}
	p.uint(flags)
}

func (p *packer) time(t time.Time) {
	if t.IsZero() {
		p.uint(0)
		return
	}
	p.b = binary.AppendVarint(p.b, t.UnixMicro())
}

type unpacker struct{ s string }

func (u *unpacker) uint() uint64 {
	var v uint64
	for i := 0; ; i++ {
		b := u.s[i]
		v |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			u.s = u.s[i+1:]
			return v
		}
	}
}

func (u *unpacker) float() float64 {
	var v uint64
	for i := range 8 {
		v |= uint64(u.s[i]) << (8 * i)
	}
	u.s = u.s[8:]
	return math.Float64frombits(v)
}

func (u *unpacker) text() string {
	n := u.uint()
	t := u.s[:n]
	u.s = u.s[n:]
	return t
}

func (u *unpacker) point() orb.Point { return orb.Point{u.float(), u.float()} }

func (u *unpacker) time() time.Time {
	zigzag := u.uint()
	if zigzag == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(zigzag>>1) ^ -int64(zigzag&1)).UTC()
}

// The flags of a place, as pack gives them.
const (
	flagLocated = 1 << iota
	flagConfidential
	flagItinerant
	flagClosed
	flagParts // services, stops or notices follow
)

// pack lays a place down at the end of b.
func pack(pl *Place, b []byte) []byte {
	p := packer{b}
	p.uint(uint64(pl.Num))
	p.uint(uint64(pl.Categories))
	p.uint(uint64(pl.District))
	p.text(pl.Name)

	p.b = append(p.b, pl.ID[:]...)
	parts := len(pl.Services)+len(pl.Stops)+len(pl.Notices) > 0
	p.flags(pl.Located, pl.Confidential, pl.Itinerant, pl.Status == Closed, parts)
	if pl.Located {
		p.point(pl.Point)
		p.float(pl.AccuracyM)
	}
	p.text(pl.Description)
	p.uint(uint64(pl.Audiences))
	p.uint(uint64(pl.Modalities))
	p.uint(uint64(pl.Languages))
	p.uint(uint64(pl.AgeMin))
	p.uint(uint64(pl.AgeMax))
	p.text(pl.Hours)
	p.text(pl.AccessNote)
	p.uint(uint64(pl.Saturation))
	p.text(pl.Address.Street)
	p.text(pl.Address.Postcode)
	p.text(pl.Address.City)
	p.text(pl.Contact.Phone)
	p.text(pl.Contact.Email)
	p.text(pl.Contact.Website)
	p.uint(uint64(pl.Organisation))
	p.uint(uint64(pl.Dataset))
	p.text(pl.SourceID)
	p.time(pl.Confirmed)
	p.time(pl.FirstSeen)
	p.time(pl.LastSeen)
	if parts {
		p.parts(pl)
	}
	return p.b
}

func (p *packer) parts(pl *Place) {
	p.uint(uint64(len(pl.Services)))
	for _, s := range pl.Services {
		p.text(s.Name)
		p.text(s.Description)
		p.uint(uint64(s.Categories))
		p.uint(uint64(s.Audiences))
		p.uint(uint64(s.Modalities))
		p.uint(uint64(s.Languages))
		p.text(s.Hours)
		p.text(s.AccessNote)
		p.uint(uint64(s.Saturation))
	}
	p.uint(uint64(len(pl.Stops)))
	for _, s := range pl.Stops {
		p.text(s.Name)
		p.point(s.Point)
		p.text(s.Hours)
	}
	p.uint(uint64(len(pl.Notices)))
	for _, n := range pl.Notices {
		closed := uint64(0)
		if n.Closed {
			closed = 1
		}
		p.uint(closed)
		p.text(n.Text)
		p.time(n.From)
		p.time(n.Until)
	}
}

// fetch reads a byte of each of the two cache lines that a summary stands in. Memory answers many such reads at once; so
// whoever is about to read many records fetches them all first. The result means nothing.
func (r record) fetch() byte { return r[0] + r[min(64, len(r)-1)] }

// summary is what tiles and filters need of a place.
type summary struct {
	Num        int64
	Categories CategorySet
	District   int64
	Name       string
}

func (r record) summary() summary {
	u := unpacker{string(r)}
	return u.summary()
}

func (u *unpacker) summary() summary {
	return summary{int64(u.uint()), CategorySet(u.uint()), int64(u.uint()), u.text()}
}

// place reads the whole record. Its texts share the record's memory.
func (r record) place() Place {
	u := unpacker{string(r)}
	s := u.summary()
	pl := Place{Num: s.Num, Categories: s.Categories, District: s.District, Name: s.Name}
	pl.ID = uuid.UUID([]byte(u.s[:16]))
	u.s = u.s[16:]
	flags := u.uint()
	pl.Located = flags&flagLocated != 0
	pl.Confidential = flags&flagConfidential != 0
	pl.Itinerant = flags&flagItinerant != 0
	if flags&flagClosed != 0 {
		pl.Status = Closed
	}
	if pl.Located {
		pl.Point = u.point()
		pl.AccuracyM = u.float()
	}
	pl.Description = u.text()
	pl.Audiences = AudienceSet(u.uint())
	pl.Modalities = ModalitySet(u.uint())
	pl.Languages = LanguageSet(u.uint())
	pl.AgeMin = int(u.uint())
	pl.AgeMax = int(u.uint())
	pl.Hours = u.text()
	pl.AccessNote = u.text()
	pl.Saturation = Saturation(u.uint())
	pl.Address = Address{u.text(), u.text(), u.text()}
	pl.Contact = Contact{u.text(), u.text(), u.text()}
	pl.Organisation = int64(u.uint())
	pl.Dataset = int64(u.uint())
	pl.SourceID = u.text()
	pl.Confirmed = u.time()
	pl.FirstSeen = u.time()
	pl.LastSeen = u.time()
	if flags&flagParts != 0 {
		u.parts(&pl)
	}
	return pl
}

func (u *unpacker) parts(pl *Place) {
	if n := u.uint(); n > 0 {
		pl.Services = make([]Service, n)
	}
	for i := range pl.Services {
		pl.Services[i] = Service{
			Name: u.text(), Description: u.text(),
			Categories: CategorySet(u.uint()), Audiences: AudienceSet(u.uint()),
			Modalities: ModalitySet(u.uint()), Languages: LanguageSet(u.uint()),
			Hours: u.text(), AccessNote: u.text(), Saturation: Saturation(u.uint()),
		}
	}
	if n := u.uint(); n > 0 {
		pl.Stops = make([]Stop, n)
	}
	for i := range pl.Stops {
		pl.Stops[i] = Stop{Name: u.text(), Point: u.point(), Hours: u.text()}
	}
	if n := u.uint(); n > 0 {
		pl.Notices = make([]Notice, n)
	}
	for i := range pl.Notices {
		pl.Notices[i] = Notice{Closed: u.uint() == 1, Text: u.text(), From: u.time(), Until: u.time()}
	}
}
