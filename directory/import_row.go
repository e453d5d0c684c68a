package directory

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alentour/alentour/geo"
)

// prepare checks a row and finds what the file does not say: cell, district, hash.
func (s *stage) prepare(r *staged) {
	if r.refused != "" {
		return
	}
	tidy(&r.Incoming)
	if r.refused = fault(&r.Incoming); r.refused != "" {
		r.present = true
		return
	}
	if r.refused = s.notAllowed(r.Categories); r.refused != "" {
		return // not present: what may not be here must not stay
	}
	if confidential(r.Categories) {
		r.Confidential = true
	}
	if r.refused = s.locate(r); r.refused != "" {
		r.present = true
		return
	}
	switch {
	case r.Confidential:
		r.odd = "" // it would say where
		confide(&r.Incoming)
		if d, ok := s.atlas.Numbered(r.district); ok {
			r.district = d.City
		}
	case r.Itinerant:
		r.Located = false // where its point lies is where it sleeps, not where it helps
	}
	if r.Located {
		r.cell, _ = geo.CellAt(r.Point, cellResolution) // fault has checked the point
	} else {
		r.AccuracyM = 0
	}
	r.hash = hash(&r.Incoming)
}

// cellResolution of places.cell.
const cellResolution geo.Resolution = 10

func (s *stage) notAllowed(set CategorySet) string {
	for c := range set.All {
		if one, _ := CategoryNamed(c.Code); c.Sensitive && s.allowed&one == 0 {
			return fmt.Sprintf("category %s is sensitive and was not allowed (--allow-sensitive %s)", c.Code, c.Code)
		}
	}
	return ""
}

// confidential categories have no position, whoever publishes one (P4).
func confidential(set CategorySet) bool {
	for c := range set.All {
		if c.Code == "refuge" {
			return true
		}
	}
	return false
}

// confide leaves of a confidential place its name, what it helps with and its telephone.
func confide(in *Incoming) {
	*in = Incoming{
		Where: in.Where, SourceID: in.SourceID, Name: in.Name, Confidential: true,
		Categories: in.Categories, Audiences: in.Audiences, Languages: in.Languages,
		Contact: Contact{Phone: in.Contact.Phone},
	}
}

// locate finds the district and compares it with what the source says. It answers why the row must be refused.
func (s *stage) locate(r *staged) string {
	declared, known := s.atlas.District(r.Declared)
	if !r.Located {
		if known {
			r.district = declared.Num
		}
		r.outside = !known
		return ""
	}
	found, ok := s.atlas.Finest(r.Point)
	if !ok {
		turned := r.Point
		turned[0], turned[1] = turned[1], turned[0]
		if geo.CheckPoint(turned) == nil {
			if d, ok := s.atlas.Finest(turned); ok {
				return fmt.Sprintf("longitude %v and latitude %v look swapped: the other way round lies in %s %s", r.Point[0], r.Point[1], d.Code, d.Name)
			}
		}
		if known && len(declared.Full) > 0 {
			r.odd = fmt.Sprintf("the code says %s (%s), the point %v,%v lies in no district", declared.Code, declared.Name, r.Point[0], r.Point[1])
		}
		r.outside = true
		return ""
	}
	r.district = found.Num
	if r.Declared != "" {
		r.odd = contradiction(r.Declared, declared, s.atlas.Chain(found))
	}
	return ""
}

// contradiction compares a declared code with the districts that hold the point, from the city down. Codes of one
// length are of one kind (INSEE), so a code that is not known here contradicts the district of its length below the
// city; the city's own says nothing, since it may have districts that we were never told of.
func contradiction(code string, declared *District, chain []*District) string {
	rival, name := chain[len(chain)-1], ""
	if declared != nil {
		name = " (" + declared.Name + ")"
	}
	comparable := declared != nil
	for _, d := range chain {
		if d.Code == code {
			return ""
		}
		if len(d.Code) == len(code) && (declared != nil || d.Parent != 0) {
			rival, comparable = d, true
		}
	}
	if !comparable {
		return ""
	}
	return fmt.Sprintf("the code says %s%s, the point lies in %s (%s)", code, name, rival.Code, rival.Name)
}

func validSourceID(id string) bool { return id != "" && len(id) <= 200 && text(id) }

// text says whether PostgreSQL can hold s.
func text(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// tidy trims and cuts nothing: what is too long is refused, not shortened.
func tidy(in *Incoming) {
	for _, s := range []*string{
		&in.SourceID, &in.Name, &in.Description, &in.Hours, &in.AccessNote, &in.Address.Street, &in.Address.Postcode,
		&in.Address.City, &in.Contact.Phone, &in.Contact.Email, &in.Contact.Website, &in.Operator, &in.Declared,
	} {
		*s = strings.TrimSpace(*s)
	}
}

// fault says what is wrong with a row, empty when nothing is.
func fault(in *Incoming) string {
	for _, f := range []struct {
		name, value string
		maxBytes    int
	}{
		{"source id", in.SourceID, 200},
		{"name", in.Name, 500},
		{"description", in.Description, 20_000},
		{"hours", in.Hours, 2_000},
		{"access note", in.AccessNote, 5_000},
		{"street", in.Address.Street, 500},
		{"postcode", in.Address.Postcode, 20},
		{"city", in.Address.City, 200},
		{"phone", in.Contact.Phone, 200},
		{"e-mail", in.Contact.Email, 300},
		{"website", in.Contact.Website, 2_000},
		{"operator", in.Operator, 500},
	} {
		if len(f.value) > f.maxBytes {
			return fmt.Sprintf("%s is %d bytes long, more than %d: %.40q…", f.name, len(f.value), f.maxBytes, f.value)
		}
		if !text(f.value) {
			return fmt.Sprintf("%s %q is not UTF-8 text", f.name, f.value)
		}
	}
	switch {
	case in.SourceID == "":
		return "source id: none"
	case in.Name == "":
		return "name: none"
	case in.Categories == 0:
		return "categories: none"
	case in.AgeMin < 0 || in.AgeMax < 0 || in.AgeMin > 130 || in.AgeMax > 130:
		return fmt.Sprintf("ages %d–%d: outside 0–130", in.AgeMin, in.AgeMax)
	case !in.Located:
		if !in.Itinerant && !in.Confidential && !confidential(in.Categories) {
			return "position: none, and the place is not itinerant"
		}
		return ""
	case in.Point[0] == 0 && in.Point[1] == 0:
		return "position 0,0: in the Gulf of Guinea, the mark of a failed geocoding"
	case !(in.AccuracyM >= 0 && in.AccuracyM < 1e7):
		return fmt.Sprintf("accuracy %v m: outside 0–10,000,000", in.AccuracyM)
	}
	if err := geo.CheckPoint(in.Point); err != nil {
		return err.Error()
	}
	return ""
}

// hash is the SHA-256 of what the row says; codes, not bits, since bits may move from one version to the next.
func hash(in *Incoming) []byte {
	p := packer{make([]byte, 0, 512)}
	flags := uint64(0)
	for i, on := range []bool{in.Located, in.Itinerant} {
		if on {
			flags |= 1 << i
		}
	}
	p.uint(flags)
	p.point(in.Point)
	p.float(in.AccuracyM)
	p.uint(uint64(in.AgeMin))
	p.uint(uint64(in.AgeMax))
	for _, codes := range [][]string{in.Categories.Codes(), in.Audiences.Codes(), in.Modalities.Codes(), in.Languages.Codes()} {
		p.uint(uint64(len(codes)))
		for _, c := range codes {
			p.text(c)
		}
	}
	for _, s := range []string{
		in.Name, in.Description, in.Hours, in.AccessNote, in.Address.Street, in.Address.Postcode, in.Address.City,
		in.Contact.Phone, in.Contact.Email, in.Contact.Website, in.Operator, in.Declared,
	} {
		p.text(s)
	}
	sum := sha256.Sum256(p.b)
	return sum[:]
}
