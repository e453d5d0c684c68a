package community

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// Export implements [identity.Holder]. Who came to an event is theirs.
func (r *Room) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	events := identity.Sheet{Name: "events", Columns: []string{
		"id", "title", "words", "bring", "interest", "for", "access", "languages", "photo", "capacity", "price_cents", "helpers", "where", "place",
		"point", "cell", "online", "note", "zone", "starts", "length_s", "all_day", "rule", "cancelled", "why", "review", "created", "updated",
		"meeting_point", "meeting_words",
	}}
	dates := identity.Sheet{Name: "event-dates", Columns: []string{
		"event", "original", "extra", "removed", "cancelled", "why", "starts", "title", "words", "bring", "capacity", "where", "note",
		"meeting_point", "meeting_words",
	}}
	list, err := readEvents(ctx, tx, selectEvent+`where s.author_id = $1 order by s.id`, account)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		m, err := r.openSealed(ctx, tx, e, nil)
		if err != nil {
			return nil, err
		}
		var cell any
		if e.Site.Cell != 0 {
			cell = e.Site.Cell.String()
		}
		events.Rows = append(events.Rows, append([]any{
			e.ID.String(), e.Title, e.Words, e.Bring, e.Interest, e.For.Codes(), e.Access.Codes(), e.Languages.Codes(), e.Photo, e.Capacity,
			e.PriceCents, e.Helpers, string(e.Site.Kind), e.Site.PlaceName, e.Site.exported(), cell, e.Site.Online, e.Site.Note, e.When.Zone,
			e.When.Start.String(), int64(e.When.Length / time.Second), e.When.AllDay, e.When.Rule, orNil(e.Cancelled), string(e.Why),
			string(e.Review), e.Created, e.Updated,
		}, m.exported()...))
		for i := range e.Dates {
			d := &e.Dates[i]
			m, err := r.openSealed(ctx, tx, e, &d.Original)
			if err != nil {
				return nil, err
			}
			var starts, where, note any
			if d.Start != nil {
				starts = d.Start.String()
			}
			if d.Site != nil {
				where, note = string(d.Site.Kind), d.Site.Note
			}
			dates.Rows = append(dates.Rows, append([]any{
				e.ID.String(), d.Original, d.Extra, d.Removed, d.Cancelled, string(d.Why), starts, orNilText(d.Title), orNilText(d.Words),
				orNilText(d.Bring), d.Capacity, where, note,
			}, m.exported()...))
		}
	}
	hosting, err := identity.ReadSheet(ctx, tx, "event-hosting", "event asked accepted", `
		select e.uid::text, h.asked_at, h.accepted_at from event_hosts h join events e on e.id = h.event_id where h.account_id = $1 order by e.id`, account)
	if err != nil {
		return nil, err
	}
	comes, err := exportSignUps(ctx, tx, account)
	return append([]identity.Sheet{events, dates, hosting}, comes...), err
}

// exported is a point as JSON has it.
func (s *Site) exported() any {
	if !s.Located || s.Kind == Sealed {
		return nil
	}
	return []any{s.Point.Lon(), s.Point.Lat()}
}

func (m *Meeting) exported() []any {
	if m.Point == nil {
		return []any{nil, m.Words}
	}
	return []any{[]any{m.Point.Lon(), m.Point.Lat()}, m.Words}
}

// orNil is nil for an instant that is not known.
func orNil(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}

func orNilText(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

// Hold implements [identity.Locker]: their own events, in order, before anything that hangs on them; then the dates that they come to.
func (r *Room) Hold(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `select from events where author_id = $1 order by id for no key update`, account)
	if err != nil {
		return err
	}
	return holdSignUps(ctx, tx, account)
}

// Erase implements [identity.Holder]: what somebody holds in their own name is called off, and its words go; what an association holds
// goes on without them.
func (r *Room) Erase(ctx context.Context, tx pgx.Tx, account int64) (err error) {
	if err := r.Hold(ctx, tx, account); err != nil {
		return err
	}
	list, err := readEvents(ctx, tx, selectEvent+`where s.author_id = $1 and s.organisation_id is null order by s.id`, account)
	if err != nil {
		return err
	}
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.ID.String()
	}
	defer func() { // what notices say, of the calling off too
		if err == nil {
			err = notify.Untitle(ctx, tx, ids)
		}
	}()
	for _, e := range list {
		if e.Cancelled.IsZero() && (e.ends.IsZero() || e.ends.After(r.now())) {
			if _, err := r.cancel(ctx, tx, account, e, nil, All, "other"); err != nil {
				return err
			}
		}
	}
	if err := r.eraseSignUps(ctx, tx, account); err != nil {
		return err
	}
	for _, sql := range []string{
		`delete from event_hosts where account_id = $1`,
		`delete from event_points where event_id in (select id from events where author_id = $1 and organisation_id is null)`,
		`update event_dates set (title, words, bring, online, where_note) = (null, null, null, case when online is not null then '' end,
			case when where_note is not null then '' end)
		where event_id in (select id from events where author_id = $1 and organisation_id is null)`,
		`update events set (title, words, bring, online, where_note, photo, client_key, author_id, helpers_request) = ('', '', '', '', '', null, null, null, null)
		where author_id = $1 and organisation_id is null`,
		`update events set (author_id, client_key) = (null, null) where author_id = $1`,
	} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return err
		}
	}
	return nil
}
