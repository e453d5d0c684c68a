package directory

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/alentour/alentour/geo"
)

// stage brings the rows of a file into the temporary table incoming, each with its cell, district, identity and hash.
//
//	file ──read──▶ batches ──prepare, one worker per core──▶ in the file's order ──▶ COPY
type stage struct {
	atlas    *Atlas
	dataset  string
	allowed  CategorySet
	report   *Report
	progress func(phase string, rows int)
}

// Rows of one step of the pipeline: enough that the channels cost nothing, few enough to stay in the cache.
const batchRows = 512

type batch struct {
	rows   []staged
	filled chan struct{} // closed when every row is prepared
}

// staged is a row between the file and the table.
type staged struct {
	Incoming
	refused  string // why it is left out; empty = kept
	odd      string // why a person should look at it
	present  bool   // left out for a fault of the file: the place, if we have it, stays as it is
	outside  bool
	district int64
	cell     geo.Cell
	hash     []byte
}

const createIncoming = `
	create temporary table incoming (
		line bigint not null, place_where text not null, source_id text not null, kept boolean not null,
		uid uuid, content_hash bytea, name text, description text, lon double precision, lat double precision,
		cell bigint, accuracy_m double precision, district_id bigint,
		categories text[], audiences text[], modalities text[], languages text[], age_min smallint, age_max smallint,
		hours text, access_note text, street text, postcode text, city text, phone text, email text, website text,
		operator text, operator_uid uuid, confidential boolean, itinerant boolean
	) on commit drop`

var incomingColumns = []string{
	"line", "place_where", "source_id", "kept", "uid", "content_hash", "name", "description", "lon", "lat",
	"cell", "accuracy_m", "district_id", "categories", "audiences", "modalities", "languages", "age_min", "age_max",
	"hours", "access_note", "street", "postcode", "city", "phone", "email", "website",
	"operator", "operator_uid", "confidential", "itinerant",
}

func (s *stage) load(ctx context.Context, tx pgx.Tx, rows iter.Seq2[Incoming, error]) error {
	if _, err := tx.Exec(ctx, createIncoming); err != nil {
		return fmt.Errorf("staging: %w", err)
	}
	workers := runtime.GOMAXPROCS(0)
	work := make(chan *batch, workers)
	ordered := make(chan *batch, 2*workers)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(ordered)
		defer close(work)
		return read(ctx, rows, work, ordered)
	})
	for range workers {
		group.Go(func() error {
			for b := range work {
				for i := range b.rows {
					s.prepare(&b.rows[i])
				}
				close(b.filled)
			}
			return nil
		})
	}
	group.Go(func() error {
		source := &copySource{stage: s, batches: ordered, done: ctx.Done()}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"incoming"}, incomingColumns, source)
		if err != nil {
			return fmt.Errorf("staging: %w", err)
		}
		return nil
	})
	return group.Wait()
}

// read cuts the rows into batches and hands each to the workers and, in order, to the copy.
func read(ctx context.Context, rows iter.Seq2[Incoming, error], work, ordered chan<- *batch) error {
	b := &batch{filled: make(chan struct{})}
	send := func() error {
		for _, to := range []chan<- *batch{ordered, work} {
			select {
			case to <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		b = &batch{rows: make([]staged, 0, batchRows), filled: make(chan struct{})}
		return nil
	}
	for in, err := range rows {
		row := staged{Incoming: in}
		var refused *Refused
		switch {
		case errors.As(err, &refused):
			row.Where, row.refused, row.present = refused.Where, refused.Reason, true
		case err != nil:
			return err
		}
		if b.rows = append(b.rows, row); len(b.rows) == batchRows {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

// copySource feeds the COPY and writes the report, both in the order of the file.
type copySource struct {
	*stage
	batches <-chan *batch
	done    <-chan struct{}
	rows    []staged
	line    int64
	next    *staged
}

func (c *copySource) Next() bool {
	for {
		for len(c.rows) == 0 {
			b, ok := <-c.batches
			if !ok {
				return false
			}
			select {
			case <-b.filled:
			case <-c.done:
				return false // the import's error says why
			}
			c.rows = b.rows
			c.progress("reading", int(c.line)+len(b.rows))
		}
		c.next, c.rows = &c.rows[0], c.rows[1:]
		c.line++
		switch {
		case c.next.refused != "":
			c.report.Refused.add(c.next.Where, c.next.refused)
		case c.next.odd != "":
			c.report.Suspicious.add(c.next.Where, c.next.odd)
		}
		if c.next.outside && c.next.refused == "" {
			c.report.Outside++
		}
		if c.next.refused == "" || (c.next.present && validSourceID(c.next.SourceID)) {
			return true
		}
	}
}

func (c *copySource) Err() error { return nil }

func (c *copySource) Values() ([]any, error) {
	r := c.next
	values := make([]any, len(incomingColumns))
	copy(values, []any{c.line, r.Where, r.SourceID, r.refused == ""})
	if r.refused != "" {
		return values, nil
	}
	copy(values[4:], []any{
		[16]byte(ImportedID(c.dataset, r.SourceID)), r.hash, r.Name, r.Description, nil, nil,
		nil, r.AccuracyM, nil, r.Categories.Codes(), r.Audiences.Codes(), r.Modalities.Codes(), r.Languages.Codes(), nil, nil,
		r.Hours, r.AccessNote, r.Address.Street, r.Address.Postcode, r.Address.City, r.Contact.Phone, r.Contact.Email, r.Contact.Website,
		r.Operator, [16]byte(ImportedID(c.dataset, "operator "+r.Operator)), r.Confidential, r.Itinerant,
	})
	if r.Located {
		values[8], values[9], values[10] = r.Point[0], r.Point[1], int64(r.cell)
	}
	if r.district != 0 {
		values[12] = r.district
	}
	if r.AgeMin > 0 {
		values[17] = r.AgeMin
	}
	if r.AgeMax > 0 {
		values[18] = r.AgeMax
	}
	return values, nil
}

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
		if known {
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
// length are of one kind (INSEE), so an unknown code contradicts the district of its length.
func contradiction(code string, declared *District, chain []*District) string {
	var rival *District
	for _, d := range chain {
		if d.Code == code {
			return ""
		}
		if len(d.Code) == len(code) {
			rival = d // the last is the finest
		}
	}
	switch {
	case declared != nil && rival == nil:
		rival = chain[len(chain)-1]
	case rival == nil:
		return ""
	}
	name := ""
	if declared != nil {
		name = " (" + declared.Name + ")"
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
