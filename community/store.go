package community

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// siteColumns are of a row s with a place p: what a place of the directory is now, it is for its events.
const siteColumns = `s.whereabouts, s.place_id, p.uid, p.name, ST_X(coalesce(s.point, p.geom)), ST_Y(coalesce(s.point, p.geom)), s.cell,
	coalesce(p.district_id, s.district_id), s.city_id, s.online, s.where_note`

// joinPlace leaves out what is not for everyone.
const joinPlace = ` left join places p on p.id = s.place_id and not p.confidential and not p.hidden `

const selectEvent = `
	select s.id, s.uid, coalesce(s.author_id, 0), coalesce(s.organisation_id, 0), coalesce(s.follows_id, 0), s.title, s.words, s.bring,
		s.interest, s.audiences, s.access, s.languages, coalesce(s.photo, ''), s.capacity, s.price_cents, s.helpers, s.helpers_request,
		s.zone, s.starts, s.length_s, s.all_day, s.rule, s.ends_at, s.sequence, s.version, s.cancelled_at, s.why, s.review, s.hidden,
		s.created_at, s.updated_at, s.imported, coalesce(o.hidden, false), ` + siteColumns + `
	from events s left join organisations o on o.id = s.organisation_id ` + joinPlace

// site is a Site as it is read.
type site struct {
	kind         *string
	place        *int64
	uid          *uuid.UUID
	name         *string
	lon, lat     *float64
	cell         *int64
	district     *int64
	city         *int64
	online, note *string
}

func (s *site) into() []any {
	return []any{&s.kind, &s.place, &s.uid, &s.name, &s.lon, &s.lat, &s.cell, &s.district, &s.city, &s.online, &s.note}
}

// value is nil where there is none.
func (s *site) value() *Site {
	if s.kind == nil {
		return nil
	}
	v := &Site{Kind: SiteKind(*s.kind), PlaceName: or(s.name), District: or(s.district), City: or(s.city), Online: or(s.online), Note: or(s.note)}
	v.place, v.Place, v.Cell = or(s.place), or(s.uid), geo.Cell(or(s.cell))
	switch {
	case v.Kind == Sealed:
		v.Located, v.Point = true, v.Cell.Center()
	case s.lon != nil && s.lat != nil:
		v.Located, v.Point = true, orb.Point{*s.lon, *s.lat}
	}
	return v
}

func or[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func scanEvent(row pgx.CollectableRow) (*Event, error) {
	var e Event
	var audiences, access, languages []string
	var request *uuid.UUID
	var starts time.Time
	var length int64
	var ends, cancelled pgtype.Timestamptz
	var where site
	into := []any{
		&e.Num, &e.ID, &e.Author, &e.Organisation, &e.Follows, &e.Title, &e.Words, &e.Bring, &e.Interest, &audiences, &access, &languages,
		&e.Photo, &e.Capacity, &e.PriceCents, &e.Helpers, &request, &e.When.Zone, &starts, &length, &e.When.AllDay, &e.When.Rule, &ends,
		&e.Sequence, &e.Version, &cancelled, &e.Why, &e.Review, &e.Hidden, &e.Created, &e.Updated, &e.Imported, &e.barred,
	}
	if err := row.Scan(slices.Concat(into, where.into())...); err != nil {
		return nil, err
	}
	e.For, e.Access, e.Languages = setOf(audiences, directory.AudienceNamed), setOf(access, directory.AccessNamed), setOf(languages, directory.LanguageNamed)
	e.request, e.ends, e.Cancelled = or(request), instant(ends), instant(cancelled)
	e.When.Start, e.When.Length = recur.WallOf(starts), time.Duration(length)*time.Second
	e.Created, e.Updated = e.Created.UTC(), e.Updated.UTC()
	e.Site = or(where.value())
	return &e, nil
}

const selectDates = `
	select s.event_id, s.original, s.extra, s.state, s.why, s.sequence, s.updated_at, s.starts, s.length_s, s.title, s.words, s.bring,
		s.capacity, ` + siteColumns + `
	from event_dates s ` + joinPlace + ` where s.event_id = any($1) order by s.event_id, s.original`

// readEvents reads events with what is special about their dates. sql begins with selectEvent.
func readEvents(ctx context.Context, db querier, sql string, args ...any) ([]*Event, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, scanEvent)
	if err != nil {
		return nil, err
	}
	return list, readDates(ctx, db, list)
}

// readDates completes events.
func readDates(ctx context.Context, db querier, list []*Event) error {
	byNum := make(map[int64]*Event, len(list))
	nums := make([]int64, len(list))
	for i, e := range list {
		byNum[e.Num], nums[i] = e, e.Num
	}
	rows, err := db.Query(ctx, selectDates, nums)
	if err != nil {
		return err
	}
	var event int64
	var d Date
	var state string
	var starts *time.Time
	var length *int64
	var where site
	into := []any{&event, &d.Original, &d.Extra, &state, &d.Why, &d.Sequence, &d.Updated, &starts, &length, &d.Title, &d.Words, &d.Bring, &d.Capacity}
	_, err = pgx.ForEachRow(rows, append(into, where.into()...), func() error {
		d.Original, d.Updated, d.Removed, d.Cancelled = d.Original.UTC(), d.Updated.UTC(), state == "removed", state == "cancelled"
		d.Start, d.Length, d.Site = nil, nil, where.value()
		if starts != nil {
			wall := recur.WallOf(*starts)
			d.Start = &wall
		}
		if length != nil {
			span := time.Duration(*length) * time.Second
			d.Length = &span
		}
		byNum[event].Dates = append(byNum[event].Dates, d)
		return nil
	})
	if err != nil {
		return err
	}
	if err := readCounts(ctx, db, byNum, nums); err != nil {
		return err
	}
	known := zones{}
	for _, e := range list {
		if err := e.compile(known); err != nil {
			return fmt.Errorf("event %d: %w", e.Num, err)
		}
	}
	return nil
}

// compile makes the series from what is written.
func (e *Event) compile(known zones) (err error) {
	zone, err := known.named(e.When.Zone)
	if err != nil {
		return err
	}
	e.When.Extra, e.When.Removed = nil, nil
	for i := range e.Dates {
		d := &e.Dates[i]
		if wall := recur.WallOf(d.Original.In(zone)); d.Extra {
			e.When.Extra = append(e.When.Extra, wall)
		} else if d.Removed {
			e.When.Removed = append(e.When.Removed, wall)
		}
	}
	e.series, err = e.When.series(known)
	return err
}

// setOf leaves out codes that are no longer in their table.
func setOf[S ~uint64](codes []string, named func(string) (S, error)) (set S) {
	for _, code := range codes {
		if s, err := named(code); err == nil {
			set |= s
		}
	}
	return set
}

// instant is the zero time for null.
func instant(at pgtype.Timestamptz) time.Time {
	if !at.Valid {
		return time.Time{}
	}
	return at.Time.UTC()
}

// atRest is null for the zero time.
func atRest(at time.Time) pgtype.Timestamptz {
	return pgtype.Timestamptz{Time: at, Valid: !at.IsZero()}
}

// readEvent is one by its public id. NotFound when there is none.
func readEvent(ctx context.Context, db querier, id uuid.UUID) (*Event, error) {
	return oneEvent(ctx, db, selectEvent+`where s.uid = $1`, id)
}

// lock reads an event and makes whoever else writes to it wait. NotFound when there is none.
func lock(ctx context.Context, tx pgx.Tx, id uuid.UUID) (*Event, error) {
	return oneEvent(ctx, tx, selectEvent+`where s.uid = $1 for no key update of s`, id)
}

func oneEvent(ctx context.Context, db querier, sql string, args ...any) (*Event, error) {
	list, err := readEvents(ctx, db, sql, args...)
	if err == nil && len(list) == 0 {
		err = errNone()
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// siteArguments are a site as it is written; all null for nil.
func siteArguments(args named, s *Site) named {
	for _, name := range []string{"whereabouts", "place", "lon", "lat", "cell", "district", "city", "online", "note"} {
		args[name] = nil
	}
	if s == nil {
		return args
	}
	args["whereabouts"], args["online"], args["note"] = s.Kind, s.Online, s.Note
	args["district"], args["city"], args["place"] = orNull(s.District), orNull(s.City), orNull(s.place)
	switch s.Kind {
	case AtPoint:
		args["lon"], args["lat"] = s.Point.Lon(), s.Point.Lat()
	case Sealed:
		args["cell"] = int64(s.Cell)
	}
	return args
}

func orNull(num int64) *int64 {
	if num == 0 {
		return nil
	}
	return &num
}

const insertEvent = `
	insert into events (uid, client_key, author_id, organisation_id, follows_id, created_at, title, words, bring, interest, audiences, access, languages,
		photo, capacity, price_cents, helpers, helpers_request, whereabouts, place_id, point, cell, district_id, city_id, online, where_note, zone, starts,
		length_s, all_day, rule, ends_at, sequence, version, cancelled_at, why, review, imported, updated_at)
	values (@uid, nullif(@key, ''), nullif(@author::bigint, 0), nullif(@organisation::bigint, 0), nullif(@follows::bigint, 0), @created, @title, @words,
		@bring, @interest, @audiences, @access, @languages, nullif(@photo, ''), @capacity, @price, @helpers, @request, @whereabouts, @place,
		ST_SetSRID(ST_MakePoint(@lon, @lat), 4326), @cell, @district, @city, @online, @note, @zone, @starts, @length, @all_day, @rule, @ends,
		@sequence, @version, @cancelled, @why, @review, @imported, @updated)
	returning id`

const saveEvent = `
	update events set (title, words, bring, interest, audiences, access, languages, photo, capacity, price_cents, helpers, helpers_request,
		whereabouts, place_id, point, cell, district_id, city_id, online, where_note, zone, starts, length_s, all_day, rule, ends_at, sequence, version,
		cancelled_at, why, review, imported, updated_at) = (@title, @words, @bring, @interest, @audiences, @access, @languages, nullif(@photo, ''),
		@capacity, @price, @helpers, @request, @whereabouts, @place, ST_SetSRID(ST_MakePoint(@lon, @lat), 4326), @cell, @district, @city,
		@online, @note, @zone, @starts, @length, @all_day, @rule, @ends, @sequence, @version, @cancelled, @why, @review, @imported, @updated)
	where uid = @uid`

func (e *Event) arguments() named {
	var request *uuid.UUID
	if e.request != uuid.Nil {
		request = &e.request
	}
	return siteArguments(named{
		"uid": e.ID, "title": e.Title, "words": e.Words, "bring": e.Bring, "interest": e.Interest, "audiences": e.For.Codes(),
		"access": e.Access.Codes(), "languages": e.Languages.Codes(), "photo": e.Photo, "capacity": e.Capacity, "price": e.PriceCents,
		"helpers": e.Helpers, "request": request, "zone": e.When.Zone, "starts": e.When.Start.Time(),
		"length": int64(e.When.Length / time.Second), "all_day": e.When.AllDay, "rule": e.When.Rule, "ends": atRest(e.ends),
		"sequence": e.Sequence, "version": e.Version, "cancelled": atRest(e.Cancelled), "why": e.Why, "review": e.Review, "imported": e.Imported, "updated": e.Updated,
	}, &e.Site)
}

// insert writes a new event with its dates, and gives it its number.
func (e *Event) insert(ctx context.Context, tx pgx.Tx) error {
	args := e.arguments()
	args["key"], args["author"], args["organisation"], args["follows"], args["created"] = e.key, e.Author, e.Organisation, e.Follows, e.Created
	if err := tx.QueryRow(ctx, insertEvent, args).Scan(&e.Num); err != nil {
		return err
	}
	return e.saveDates(ctx, tx)
}

// save writes an event that this transaction holds, with its dates.
func (e *Event) save(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, saveEvent, e.arguments()); err != nil {
		return err
	}
	return e.saveDates(ctx, tx)
}

const saveDate = `
	insert into event_dates (event_id, original, extra, state, why, sequence, starts, length_s, title, words, bring, capacity, whereabouts, place_id,
		point, cell, district_id, city_id, online, where_note, updated_at)
	values (@event, @original, @extra, @state, @why, @sequence, @starts, @length, @title, @words, @bring, @capacity, @whereabouts, @place,
		ST_SetSRID(ST_MakePoint(@lon, @lat), 4326), @cell, @district, @city, @online, @note, @updated)
	on conflict (event_id, original) do update set (extra, state, why, sequence, starts, length_s, title, words, bring, capacity, whereabouts, place_id,
		point, cell, district_id, city_id, online, where_note, updated_at) = (excluded.extra, excluded.state, excluded.why, excluded.sequence,
		excluded.starts, excluded.length_s, excluded.title, excluded.words, excluded.bring, excluded.capacity, excluded.whereabouts,
		excluded.place_id, excluded.point, excluded.cell, excluded.district_id, excluded.city_id, excluded.online, excluded.where_note,
		excluded.updated_at)`

// saveDates writes what is special about dates, and nothing else stays.
func (e *Event) saveDates(ctx context.Context, tx pgx.Tx) error {
	keep := make([]time.Time, len(e.Dates))
	var batch pgx.Batch
	for i := range e.Dates {
		keep[i] = e.Dates[i].Original
		batch.Queue(saveDate, e.Dates[i].arguments(e.Num))
	}
	if _, err := tx.Exec(ctx, `delete from event_dates where event_id = $1 and original <> all($2)`, e.Num, keep); err != nil {
		return err
	}
	if batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &batch).Close()
}

func (d *Date) arguments(event int64) named {
	state := ""
	switch {
	case d.Removed:
		state = "removed"
	case d.Cancelled:
		state = "cancelled"
	}
	args := siteArguments(named{
		"event": event, "original": d.Original, "extra": d.Extra, "state": state, "why": d.Why, "sequence": d.Sequence, "starts": nil,
		"length": nil, "title": d.Title, "words": d.Words, "bring": d.Bring, "capacity": d.Capacity, "updated": d.Updated,
	}, d.Site)
	if d.Start != nil {
		args["starts"] = d.Start.Time()
	}
	if d.Length != nil {
		args["length"] = int64(*d.Length / time.Second)
	}
	return args
}
