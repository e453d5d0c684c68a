package community

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/identity"
)

// Meeting is what only those who come are told.
type Meeting struct {
	Point *orb.Point
	Words string // how to find it
}

func aboutPoint(e *Event) string { return "event " + e.ID.String() }

// seal writes what only those who come are told, of a date or, original nil, of the event; nil leaves it as it is. What is no longer
// sealed is forgotten.
func (r *Room) seal(ctx context.Context, tx pgx.Tx, e *Event, original *time.Time, m *Meeting) error {
	kind := e.Site.Kind
	lasts := e.ends
	if original != nil {
		o := e.at(*original)
		kind, lasts = o.Site.Kind, o.End
	}
	if kind != Sealed {
		_, err := tx.Exec(ctx, `delete from event_points where event_id = $1 and original is not distinct from $2`, e.Num, original)
		return err
	}
	if m == nil {
		_, err := tx.Exec(ctx, `update event_points set expires_at = $3 where event_id = $1 and original is not distinct from $2`,
			e.Num, original, atRest(lasts))
		return err
	}
	if m.Point == nil {
		before, err := r.sealedFor(ctx, tx, e, original)
		if err != nil {
			return err
		}
		m.Point = before.Point
	}
	plain, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into event_points (event_id, original, sealed, expires_at) values (@event, @original, @sealed, @expires)
		on conflict (event_id, original) do update set (sealed, expires_at) = (excluded.sealed, excluded.expires_at)`,
		named{"event": e.Num, "original": original, "sealed": r.cfg.Sealer.Seal(plain, aboutPoint(e)), "expires": atRest(lasts)})
	return err
}

// openSealed is what is sealed of a date or an event; the zero Meeting where there is nothing. Whoever calls it has checked who asks,
// and notes the read.
func (r *Room) openSealed(ctx context.Context, tx pgx.Tx, e *Event, original *time.Time) (m Meeting, err error) {
	var sealed []byte
	err = tx.QueryRow(ctx, `select sealed from event_points where event_id = $1 and original is not distinct from $2`, e.Num, original).Scan(&sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	plain, err := r.cfg.Sealer.Open(sealed, aboutPoint(e))
	if err != nil {
		return m, fmt.Errorf("community: %w", err)
	}
	if json.Unmarshal(plain, &m) != nil {
		return m, errors.New("community: sealed words that cannot be read") // without the words
	}
	return m, nil
}

// sealedFor is what is sealed of a date, or else of the event.
func (r *Room) sealedFor(ctx context.Context, tx pgx.Tx, e *Event, original *time.Time) (Meeting, error) {
	m, err := r.openSealed(ctx, tx, e, original)
	if err == nil && original != nil && m == (Meeting{}) {
		return r.openSealed(ctx, tx, e, nil)
	}
	return m, err
}

// meetingOf is what is sealed of a date: its own, or the event's where it takes place in the same cell.
func (r *Room) meetingOf(ctx context.Context, tx pgx.Tx, e *Event, o *Occurrence) (Meeting, error) {
	if e.Site.Kind == Sealed && e.Site.Cell == o.Site.Cell {
		return r.sealedFor(ctx, tx, e, &o.Original)
	}
	return r.openSealed(ctx, tx, e, &o.Original)
}

// MeetingPoint opens what is sealed of a date, for those who come and for who holds it, until a day after it is over; each read is in
// the audit. The zero Meeting where nothing is sealed. NotFound for everybody else.
func (r *Room) MeetingPoint(ctx context.Context, v *identity.Viewer, id uuid.UUID, original time.Time) (m Meeting, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return m, err
	}
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		e, err := readEvent(ctx, tx, id)
		if err != nil {
			return err
		}
		o, ok := e.Occurrence(original)
		if !ok || e.Hidden {
			return errNone()
		}
		if err := r.mayFind(ctx, tx, v, e, &o); err != nil {
			return err
		}
		if o.Site.Kind != Sealed || o.End.Add(pointLasts).Before(r.now()) {
			return nil
		}
		if m, err = r.meetingOf(ctx, tx, e, &o); err != nil || m == (Meeting{}) {
			return err
		}
		deed := identity.Deed{By: v, In: in(e), Code: "meeting-point"}
		return r.cfg.Desk().Record(ctx, tx, deed, identity.JoinEvents, "event", e.Num)
	})
	if err != nil {
		return Meeting{}, err
	}
	return m, nil
}

// pointLasts is how long what is sealed may be read after a date: somebody may still be on the way.
const pointLasts = day

// mayFind is NotFound for who neither holds a date nor comes to it.
func (r *Room) mayFind(ctx context.Context, tx pgx.Tx, v *identity.Viewer, e *Event, o *Occurrence) error {
	if own, err := r.holds(ctx, tx, v, e); own || err != nil {
		return err
	}
	if r.comes == nil || o.Cancelled || e.Author != 0 && !v.Sees(e.Author) {
		return errNone()
	}
	comes, err := r.comes(ctx, tx, e.Num, o.Original, v.Account.Num)
	if err == nil && !comes {
		err = errNone()
	}
	return err
}

// in is where an event is, for what the staff may do.
func in(e *Event) identity.Scope {
	if e.Site.District == 0 {
		return identity.Scope{District: e.Site.City, Organisation: e.Organisation}
	}
	return identity.Scope{District: e.Site.District, Organisation: e.Organisation}
}
