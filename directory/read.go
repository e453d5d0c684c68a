package directory

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// One statement a kind of row reads it all (no ids) or the rows named (ids). Text arrays come joined: a million
// arrays would cost a second of start-up to decode.
const (
	selectPlaces = `
		select p.id, p.uid, p.dataset_id, p.source_id, p.organisation_id, p.name, p.description,
		       ST_X(p.geom), ST_Y(p.geom), p.accuracy_m, p.district_id,
		       array_to_string(p.categories, ' '), array_to_string(p.audiences, ' '),
		       array_to_string(p.modalities, ' '), array_to_string(p.languages, ' '),
		       p.age_min::bigint, p.age_max::bigint, p.hours, p.access_note, p.saturation,
		       p.street, p.postcode, p.city, p.phone, p.email, p.website,
		       p.status = 'closed', p.confidential, p.itinerant, p.confirmed_at, p.first_seen_at, p.last_seen_at
		from places p where not p.hidden`
	selectServices = `
		select place_id, name, description,
		       array_to_string(categories, ' '), array_to_string(audiences, ' '),
		       array_to_string(modalities, ' '), array_to_string(languages, ' '), hours, access_note, saturation
		from services`
	selectStops = `
		select place_id, name, ST_X(geom), ST_Y(geom), hours from stops`
	selectNotices = `
		select place_id, closed, body, from_day::timestamp, till_day::timestamp from notices`
	selectOrganisations = `
		select o.id, o.uid, o.name, o.description, o.phone, o.email, o.website, array_to_string(o.languages, ' '), o.dataset_id, o.source_id,
		       (select array_agg(d.district_id order by d.district_id)
		        from organisation_districts d where d.organisation_id = o.id)
		from organisations o where not o.hidden`
	selectDatasets = `
		select id, name, title, attribution, licence, licence_url, fictional, last_import_at from datasets order by name`
)

// columns takes the columns of a row in PostgreSQL's binary form, one after the other. A null is the zero value.
type columns struct {
	raw [][]byte
	i   int
}

func (r *columns) next() []byte { r.i++; return r.raw[r.i-1] }

func (r *columns) int() int64 {
	if b := r.next(); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

func (r *columns) float() (float64, bool) {
	if b := r.next(); b != nil {
		return math.Float64frombits(binary.BigEndian.Uint64(b)), true
	}
	return 0, false
}

func (r *columns) bool() bool   { b := r.next(); return len(b) == 1 && b[0] == 1 }
func (r *columns) text() string { return string(r.next()) }

func (r *columns) uuid() uuid.UUID { return uuid.UUID(r.next()) }

// time reads a timestamp: microseconds since 2000-01-01 (PostgreSQL's epoch).
func (r *columns) time() time.Time {
	b := r.next()
	if b == nil {
		return time.Time{}
	}
	const epoch = 946_684_800_000_000
	return time.UnixMicro(int64(binary.BigEndian.Uint64(b)) + epoch).UTC()
}

// point reads two columns, longitude and latitude.
func (r *columns) point() (orb.Point, bool) {
	lon, ok := r.float()
	lat, _ := r.float()
	return orb.Point{lon, lat}, ok
}

// bitOf says which bit of a set stands for a code.
type bitOf map[string]uint64

func (t bitOf) set(joined []byte) uint64 {
	var set uint64
	for len(joined) > 0 {
		end := 0
		for end < len(joined) && joined[end] != ' ' {
			end++
		}
		set |= t[string(joined[:end])] // a code no longer in the table is left out
		joined = joined[min(end+1, len(joined)):]
	}
	return set
}

// reader turns rows into domain types.
type reader struct {
	categories, audiences, modalities, languages bitOf
}

func newReader() *reader {
	r := &reader{bitOf{}, indexTerms(Audiences), indexTerms(Modalities), indexTerms(Languages)}
	for i, c := range Categories {
		r.categories[c.Code] = 1 << i
	}
	return r
}

func indexTerms(table []Term) bitOf {
	t := make(bitOf, len(table))
	for i, term := range table {
		t[term.Code] = 1 << i
	}
	return t
}

func (rd *reader) place(r *columns) Place {
	p := Place{
		Num: r.int(), ID: r.uuid(), Dataset: r.int(), SourceID: r.text(), Organisation: r.int(),
		Name: r.text(), Description: r.text(),
	}
	p.Point, p.Located = r.point()
	p.AccuracyM, _ = r.float()
	p.District = r.int()
	p.Categories = CategorySet(rd.categories.set(r.next()))
	p.Audiences = AudienceSet(rd.audiences.set(r.next()))
	p.Modalities = ModalitySet(rd.modalities.set(r.next()))
	p.Languages = LanguageSet(rd.languages.set(r.next()))
	p.AgeMin, p.AgeMax = int(r.int()), int(r.int())
	p.Hours, p.AccessNote, p.Saturation = r.text(), r.text(), saturationNamed(r.text())
	p.Address = Address{r.text(), r.text(), r.text()}
	p.Contact = Contact{r.text(), r.text(), r.text()}
	if r.bool() {
		p.Status = Closed
	}
	p.Confidential, p.Itinerant = r.bool(), r.bool()
	p.Confirmed, p.FirstSeen, p.LastSeen = r.time(), r.time(), r.time()
	return p
}

func (rd *reader) service(r *columns) Service {
	return Service{
		Name: r.text(), Description: r.text(),
		Categories: CategorySet(rd.categories.set(r.next())), Audiences: AudienceSet(rd.audiences.set(r.next())),
		Modalities: ModalitySet(rd.modalities.set(r.next())), Languages: LanguageSet(rd.languages.set(r.next())),
		Hours: r.text(), AccessNote: r.text(), Saturation: saturationNamed(r.text()),
	}
}

func (rd *reader) stop(r *columns) Stop {
	name := r.text()
	point, _ := r.point()
	return Stop{name, point, r.text()}
}

func (rd *reader) notice(r *columns) Notice {
	return Notice{r.bool(), r.text(), r.time(), r.time()}
}

// places yields the places with these numbers, or all, each with its parts.
func (rd *reader) places(ctx context.Context, tx pgx.Tx, nums []int64, yield func(*Place)) error {
	services, err := readParts(ctx, tx, selectServices, nums, rd.service)
	if err != nil {
		return fmt.Errorf("reading services: %w", err)
	}
	stops, err := readParts(ctx, tx, selectStops, nums, rd.stop)
	if err != nil {
		return fmt.Errorf("reading stops: %w", err)
	}
	notices, err := readParts(ctx, tx, selectNotices, nums, rd.notice)
	if err != nil {
		return fmt.Errorf("reading notices: %w", err)
	}
	err = eachRow(ctx, tx, selectPlaces, "p.id", nums, func(r *columns) {
		p := rd.place(r)
		p.Services, p.Stops, p.Notices = services[p.Num], stops[p.Num], notices[p.Num]
		yield(&p)
	})
	if err != nil {
		return fmt.Errorf("reading places: %w", err)
	}
	return nil
}

// readParts reads rows that belong to places, by place, in their order.
func readParts[T any](ctx context.Context, tx pgx.Tx, sql string, nums []int64, read func(*columns) T) (map[int64][]T, error) {
	parts := map[int64][]T{}
	order := " order by place_id, position"
	if sql == selectNotices {
		order = " order by place_id, from_day, id"
	}
	where := ""
	if nums != nil {
		where = " where place_id = any($1)"
	}
	err := query(ctx, tx, sql+where+order, nums, func(r *columns) {
		num := r.int()
		parts[num] = append(parts[num], read(r))
	})
	return parts, err
}

func eachRow(ctx context.Context, tx pgx.Tx, sql, key string, nums []int64, yield func(*columns)) error {
	if nums != nil {
		sql += " and " + key + " = any($1)"
	}
	return query(ctx, tx, sql, nums, yield)
}

func query(ctx context.Context, tx pgx.Tx, sql string, nums []int64, yield func(*columns)) error {
	args := []any{pgx.QueryResultFormats{pgx.BinaryFormatCode}}
	if nums != nil {
		args = append(args, nums)
	}
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		yield(&columns{raw: rows.RawValues()})
	}
	return rows.Err()
}

func readDatasets(ctx context.Context, tx pgx.Tx) ([]Dataset, error) {
	var list []Dataset
	err := query(ctx, tx, selectDatasets, nil, func(r *columns) {
		list = append(list, Dataset{
			Num: r.int(), Name: r.text(), Title: r.text(), Attribution: r.text(), Licence: r.text(),
			LicenceURL: r.text(), Fictional: r.bool(), LastImport: r.time(),
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading datasets: %w", err)
	}
	return list, nil
}

// organisations yields the organisations with these numbers, or all.
func (rd *reader) organisations(ctx context.Context, tx pgx.Tx, nums []int64, yield func(Organisation)) error {
	where, args := "", []any{}
	if nums != nil {
		where, args = " and o.id = any($1)", []any{nums}
	}
	rows, err := tx.Query(ctx, selectOrganisations+where, args...)
	if err != nil {
		return fmt.Errorf("reading organisations: %w", err)
	}
	var o Organisation
	var languages string
	_, err = pgx.ForEachRow(rows, []any{
		&o.Num, &o.ID, &o.Name, &o.Description, &o.Contact.Phone, &o.Contact.Email,
		&o.Contact.Website, &languages, &o.Dataset, &o.SourceID, &o.Districts,
	}, func() error {
		o.Languages = LanguageSet(rd.languages.set([]byte(languages)))
		yield(o)
		o.Districts = nil
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading organisations: %w", err)
	}
	return nil
}
