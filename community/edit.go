package community

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/identity"
)

// nearby is how far from where it was to be a date may move and still be the same.
const nearby = 3 * day

// onOwn does something with an event that the viewer holds, whose row it keeps. Errors: NotFound for somebody else's.
func (r *Room) onOwn(ctx context.Context, v *identity.Viewer, id uuid.UUID, do func(pgx.Tx, *Event) error) error {
	if err := v.Must(identity.HoldEvents, v.Own()); err != nil {
		return err
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		own, err := r.holds(ctx, tx, v, e)
		if err == nil && !own {
			err = errNone()
		}
		if err != nil {
			return err
		}
		return do(tx, e)
	})
}

func errImported() error {
	return identity.Refuse(identity.BadValue, "it comes from the association's own calendar: it is changed there")
}

func errOver() error { return identity.Refuse(identity.BadValue, "it is over or called off") }

// Edit changes an event: All its dates, This one, or one and all Following, which splits the series in two: what is given is the second
// half. Dates that have begun keep their hours whatever the scope. original names the date, nil for All. A Where that says nothing
// leaves the place; CoHosts nil leaves who holds it. Who signed up stays with their date, and is told of another hour or place in the
// same transaction (C3). Errors: NotFound, BadValue for what is over or imported, [*directory.Invalid].
func (r *Room) Edit(ctx context.Context, v *identity.Viewer, id uuid.UUID, original *time.Time, scope Scope, d Draft) (Event, error) {
	var before, after *Event
	err := r.onOwn(ctx, v, id, func(tx pgx.Tx, e *Event) error {
		before = e
		h, err := r.host(ctx, tx, v.Account.Num)
		switch {
		case err != nil:
			return err
		case !e.Cancelled.IsZero():
			return errOver()
		case e.Imported:
			return errImported()
		}
		if d.When.Zone == "" {
			d.When.Zone = e.When.Zone
		}
		edit := editing{Room: r, by: v, host: &h, before: e, draft: &d}
		switch scope {
		case This:
			after, err = edit.this(ctx, tx, original)
		case Following:
			after, err = edit.following(ctx, tx, original)
		default:
			after, err = edit.all(ctx, tx)
		}
		if err != nil {
			return err
		}
		return r.askHosts(ctx, tx, v, after, d.CoHosts)
	})
	if err != nil {
		return Event{}, err
	}
	if scope != This {
		err = r.seekHelpers(ctx, v, before, after)
	}
	return *after, err
}

// editing is one edit.
type editing struct {
	*Room
	by     *identity.Viewer
	host   *host
	before *Event // not changed
	draft  *Draft
}

// date is a date that may still be changed.
func (e *Event) date(original *time.Time, now time.Time) (o Occurrence, err error) {
	if original == nil {
		return o, invalid("date", "is needed")
	}
	o, ok := e.Occurrence(*original)
	switch {
	case !ok:
		return o, errNone()
	case !o.ends(now) || o.Cancelled:
		return o, errOver()
	}
	return o, nil
}

// copied is an event of its own, whose dates can be changed.
func (e *Event) copied() *Event {
	c := *e
	c.Dates = slices.Clone(e.Dates)
	return &c
}

// this changes one date.
func (edit *editing) this(ctx context.Context, tx pgx.Tx, original *time.Time) (*Event, error) {
	d := edit.draft
	was, err := edit.before.date(original, edit.now())
	if err != nil {
		return nil, err
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	e := edit.before.copied()
	if err := e.same(d); err != nil {
		return nil, err
	}
	site := was.Site
	m, err := edit.site(ctx, tx, &site, edit.host, &d.Where)
	if err != nil {
		return nil, err
	}
	if err := e.seats(&d.Capacity); err != nil {
		return nil, err
	}
	alone := d.When
	alone.Rule, alone.Extra, alone.Removed = "", nil, nil
	if _, err := alone.series(nil); err != nil {
		return nil, err
	}
	if end := e.end(d.When.Start.In(e.series.Zone), d.When.Length); !end.After(edit.now()) {
		return nil, invalid("start", "it is over already")
	}
	date := e.special(was.Original, edit.now())
	date.Title, date.Words, date.Bring = differs(d.Title, e.Title), differs(d.Words, e.Words), differs(d.Bring, e.Bring)
	date.Capacity, date.Length = differs(d.Capacity, e.Capacity), differs(d.When.Length, e.When.Length)
	date.Start, date.Site = differs(d.When.Start, recur.WallOf(was.Original.In(e.series.Zone))), differs(site, e.Site)
	date.Updated = edit.now()
	now := e.at(was.Original)
	move := Move{From: was.Original, To: was.Original, Now: now, Tell: m != nil || moves(&was, &now)}
	if move.Tell {
		date.Sequence = max(e.Sequence, date.Sequence) + 1
		move.Now = e.at(was.Original)
	}
	e.Version, e.Updated, e.ends = e.Version+1, edit.now(), ends(e, edit.now())
	if err := e.save(ctx, tx); err != nil {
		return nil, err
	}
	if err := edit.seal(ctx, tx, e, &was.Original, m); err != nil {
		return nil, err
	}
	return e, edit.hand(ctx, tx, &Change{Before: edit.before, After: e, By: edit.by.Account.Num, Moves: []Move{move}})
}

// differs is nil for what is as the event says.
func differs[T comparable](value, of T) *T {
	if value == of {
		return nil
	}
	return &value
}

// same refuses to change for one date what is the same for all.
func (e *Event) same(d *Draft) error {
	for param, same := range map[string]bool{
		"interest": d.Interest == e.Interest, "for": d.For == e.For, "access": d.Access == e.Access, "languages": d.Languages == e.Languages,
		"price_cents": d.PriceCents == e.PriceCents, "photo": d.Photo == e.Photo, "zone": d.When.Zone == e.When.Zone,
		"all_day": d.When.AllDay == e.When.AllDay,
	} {
		if !same {
			return invalid(param, "is the same for all dates")
		}
	}
	return nil
}

// moves says whether who signed up must know: another hour or place.
func moves(was, now *Occurrence) bool {
	a, b := was.Site, now.Site
	for _, s := range []*Site{&a, &b} {
		if s.Located || s.Kind == Online { // else how to find it is all that is said of where
			s.Note = ""
		}
	}
	return !was.Start.Equal(now.Start) || !was.End.Equal(now.End) || a != b
}

// all changes every date, in place as long as none that has begun would get other hours.
func (edit *editing) all(ctx context.Context, tx pgx.Tx) (*Event, error) {
	e := edit.before.copied()
	m, err := edit.write(ctx, tx, e, edit.host, edit.draft)
	if err != nil {
		return nil, err
	}
	cut := edit.now()
	if e.When.equal(&edit.before.When) {
		return edit.inPlace(ctx, tx, e, m, cut)
	}
	past, _ := edit.before.series.Split(cut)
	if past.Start.IsZero() {
		if err := edit.ahead(e); err != nil {
			return nil, err
		}
		return edit.inPlace(ctx, tx, e, m, cut)
	}
	_, coming := e.series.Split(cut)
	if coming.Start.IsZero() {
		return nil, invalid("start", "it is over already")
	}
	return edit.split(ctx, tx, e, m, cut, coming)
}

// following changes a date and those after it.
func (edit *editing) following(ctx context.Context, tx pgx.Tx, original *time.Time) (*Event, error) {
	was, err := edit.before.date(original, edit.now())
	if err != nil {
		return nil, err
	}
	cut := was.Original
	past, rest := edit.before.series.Split(cut)
	if past.Start.IsZero() {
		return edit.all(ctx, tx)
	}
	if w := &edit.draft.When; w.Rule == edit.before.When.Rule && rest.Rule != nil {
		w.Rule = rest.Rule.String() // as many dates as are left
	}
	edit.draft.When.Extra, edit.draft.When.Removed = from(edit.draft.When.Extra, cut, rest.Zone), from(edit.draft.When.Removed, cut, rest.Zone)
	e := edit.before.copied()
	m, err := edit.write(ctx, tx, e, edit.host, edit.draft)
	if err != nil {
		return nil, err
	}
	if err := edit.ahead(e); err != nil {
		return nil, err
	}
	return edit.split(ctx, tx, e, m, cut, e.series)
}

// from are the dates from an instant on.
func from(walls []recur.Wall, cut time.Time, zone *time.Location) []recur.Wall {
	return slices.DeleteFunc(slices.Clone(walls), func(w recur.Wall) bool { return w.In(zone).Before(cut) })
}

// equal says whether two give the same dates.
func (w *When) equal(o *When) bool {
	return w.Zone == o.Zone && w.Start == o.Start && w.Length == o.Length && w.AllDay == o.AllDay && w.Rule == o.Rule &&
		sameWalls(w.Extra, o.Extra) && sameWalls(w.Removed, o.Removed)
}

func sameWalls(a, b []recur.Wall) bool {
	return slices.Equal(slices.SortedFunc(slices.Values(a), recur.Wall.Compare), slices.SortedFunc(slices.Values(b), recur.Wall.Compare))
}

// inPlace writes an event over what it was. Dates that have begun are left alone.
func (edit *editing) inPlace(ctx context.Context, tx pgx.Tx, e *Event, m *Meeting, cut time.Time) (*Event, error) {
	pairs := edit.pair(e, cut)
	e.rekey(edit.before, pairs)
	change := edit.change(e, pairs, m != nil)
	if change.tells() {
		e.bump()
		change = edit.change(e, pairs, m != nil)
	}
	e.Version++
	if err := e.save(ctx, tx); err != nil {
		return nil, err
	}
	if err := rekeyPoints(ctx, tx, e, pairs); err != nil {
		return nil, err
	}
	if err := edit.seal(ctx, tx, e, nil, m); err != nil {
		return nil, err
	}
	if err := edit.show(ctx, tx, e, edit.before.Photo); err != nil {
		return nil, err
	}
	return e, edit.hand(ctx, tx, change)
}

// bump lets calendars know that what they have is old.
func (e *Event) bump() {
	for i := range e.Dates {
		e.Sequence = max(e.Sequence, e.Dates[i].Sequence)
	}
	e.Sequence++
}

// split ends an event before cut and lets another go on with the dates of a series.
func (edit *editing) split(ctx context.Context, tx pgx.Tx, e *Event, m *Meeting, cut time.Time, coming recur.Series) (*Event, error) {
	e.ID, e.Num, e.key, e.Follows, e.Version = uuid.Must(uuid.NewV7()), 0, "", edit.before.Num, 1
	e.series = coming
	e.When.Start, e.When.Extra, e.When.Removed, e.When.Rule = coming.Start, coming.Extra, coming.Removed, ""
	if coming.Rule != nil {
		e.When.Rule = coming.Rule.String()
	}
	pairs := edit.pair(e, cut)
	e.rekey(edit.before, pairs)
	e.bump()
	e.Created, e.ends = edit.now(), ends(e, edit.now())

	first, err := edit.endBefore(ctx, tx, cut)
	if err != nil {
		return nil, err
	}
	if err := e.insert(ctx, tx); err != nil {
		return nil, err
	}
	if err := edit.carry(ctx, tx, first, e, m, pairs); err != nil {
		return nil, err
	}
	return e, edit.hand(ctx, tx, edit.change(e, pairs, m != nil))
}

// endBefore lets an event have no date from cut on.
func (edit *editing) endBefore(ctx context.Context, tx pgx.Tx, cut time.Time) (*Event, error) {
	e := edit.before.copied()
	e.series, _ = e.series.Split(cut)
	e.When.Start, e.When.Extra, e.When.Removed, e.When.Rule = e.series.Start, e.series.Extra, e.series.Removed, ""
	if e.series.Rule != nil {
		e.When.Rule = e.series.Rule.String()
	}
	e.Dates = slices.DeleteFunc(e.Dates, func(d Date) bool { return !d.Original.Before(cut) })
	e.request = uuid.Nil // who seeks helpers does so for what comes
	e.Helpers = 0
	e.bump()
	e.Version, e.Updated, e.ends = e.Version+1, edit.now(), ends(e, edit.now())
	if err := e.save(ctx, tx); err != nil {
		return nil, err
	}
	return e, edit.seal(ctx, tx, e, nil, nil)
}

// carry takes over what an event has beside its row: who holds it, its picture, what is sealed of it.
func (edit *editing) carry(ctx context.Context, tx pgx.Tx, first, e *Event, m *Meeting, pairs []pair) error {
	_, err := tx.Exec(ctx, `
		insert into event_hosts (event_id, account_id, asked_at, accepted_at)
		select $2, account_id, asked_at, accepted_at from event_hosts where event_id = $1 order by account_id`, first.Num, e.Num)
	if err != nil {
		return err
	}
	if e.Site.Kind == Sealed && (m == nil || m.Point == nil) {
		before, err := edit.openSealed(ctx, tx, first, nil)
		if err != nil {
			return err
		}
		if m != nil {
			before.Words = m.Words
		}
		m = &before
	}
	if err := edit.seal(ctx, tx, e, nil, m); err != nil {
		return err
	}
	for _, p := range pairs {
		i, special := e.find(p.to)
		if !special || p.to.IsZero() || e.Dates[i].Site == nil || e.Dates[i].Site.Kind != Sealed {
			continue
		}
		own, err := edit.openSealed(ctx, tx, first, &p.from)
		if err != nil {
			return err
		}
		if err := edit.seal(ctx, tx, e, &p.to, &own); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `delete from event_points where event_id = $1 and original is not null and original <> all($2)`, first.Num, originals(first))
	if err != nil {
		return err
	}
	return edit.show(ctx, tx, e, "")
}

func originals(e *Event) []time.Time {
	list := make([]time.Time, len(e.Dates))
	for i := range e.Dates {
		list[i] = e.Dates[i].Original
	}
	return list
}

// ahead refuses hours that are over, or more than a year ahead.
func (r *Room) ahead(e *Event) error {
	next, ok := e.series.Next(r.now().Add(-late))
	switch {
	case !ok:
		return invalid("start", "it is over already")
	case next.Sub(r.now()) > MaxAhead:
		return invalid("start", "more than a year ahead")
	}
	return nil
}
