package directory

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// PostedNotice is a closure or message with its number.
type PostedNotice struct {
	Num int64
	Notice
}

// Bounds of notices.
const (
	maxNotices     = 20  // of one place at a time
	maxNoticeText  = 600 // characters
	maxNoticeAhead = 2 * 366 * 24 * time.Hour
)

// PlaceNotices lists a place's closures and messages, for who may edit it. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) PlaceNotices(ctx context.Context, v *identity.Viewer, id uuid.UUID) (list []PostedNotice, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		p, err := placeFor(ctx, tx, v, identity.EditPlace, id)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			select id, closed, body, from_day::timestamp, coalesce(till_day::timestamp, '0001-01-01') from notices
			where place_id = $1 order by from_day, id`, p.Num)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (n PostedNotice, err error) {
			err = row.Scan(&n.Num, &n.Closed, &n.Text, &n.From, &n.Until)
			return n, err
		})
		return err
	})
	return list, err
}

// PostNotice says that a place is closed for a time, or something about a time. Who follows its organisation is told.
// Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) PostNotice(ctx context.Context, v *identity.Viewer, id uuid.UUID, n Notice) (num int64, err error) {
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		p, err := lockPlace(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := v.Must(identity.EditPlace, placeScope(&p)); err != nil {
			return err
		}
		if err := a.checkNotice(&p, &n); err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `insert into notices (place_id, closed, body, from_day, till_day) values ($1, $2, $3, $4, $5) returning id`,
			p.Num, n.Closed, n.Text, n.From, orNull(n.Until)).Scan(&num)
		if err != nil {
			return err
		}
		if !p.Confidential { // its days say when it is empty
			if err := a.noteNotice(ctx, tx, v, &p, nil, &n); err != nil {
				return err
			}
		}
		return tellFollowers(ctx, tx, v, &p, n, num)
	})
	return num, err
}

func (a *Associations) checkNotice(p *Place, n *Notice) error {
	if err := written("text", &n.Text, maxNoticeText); err != nil {
		return err
	}
	switch {
	case len(p.Notices) >= maxNotices:
		return invalid("text", "%d closures and messages stand there already: remove those that are past", maxNotices)
	case n.Text == "" && !n.Closed:
		return invalid("text", "a message without words")
	case n.Text != "" && p.Confidential:
		return invalid("text", "a confidential place says no messages")
	case n.From.IsZero():
		return invalid("from", "none")
	case n.From.Sub(a.now()) > maxNoticeAhead || a.now().Sub(n.From) > maxNoticeAhead:
		return invalid("from", "more than two years away")
	case !n.Until.IsZero() && n.Until.Before(n.From):
		return invalid("until", "before the first day")
	case !n.Until.IsZero() && n.Until.Sub(a.now()) > 2*maxNoticeAhead:
		return invalid("until", "more than four years away")
	}
	return nil
}

// noteNotice writes the version of a notice that came or went.
func (a *Associations) noteNotice(ctx context.Context, tx pgx.Tx, v *identity.Viewer, p *Place, before, after *Notice) error {
	said := func(n *Notice) map[Field]json.RawMessage {
		if n == nil {
			return nil
		}
		until := ""
		if !n.Until.IsZero() {
			until = n.Until.Format(time.DateOnly)
		}
		raw, _ := json.Marshal([]any{n.Closed, n.Text, n.From.Format(time.DateOnly), until}) // plain values
		return map[Field]json.RawMessage{"notice": raw}
	}
	if err := a.noteVersion(ctx, tx, v, version{place: p.Num, kind: "notice", before: said(before), after: said(after)}); err != nil {
		return err
	}
	return a.audit(ctx, tx, v, identity.EditPlace, placeScope(p), "place", p.Num, "notice")
}

// tellFollowers tells everyone who follows the place's organisation, but not who wrote it.
func tellFollowers(ctx context.Context, tx pgx.Tx, v *identity.Viewer, p *Place, n Notice, num int64) error {
	if p.Organisation == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `select account_id from follows where organisation_id = $1 and account_id <> $2`, p.Organisation, v.Account.Num)
	if err != nil {
		return err
	}
	followers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(followers) == 0 {
		return err
	}
	kind := "place-message"
	if n.Closed {
		kind = "place-closure"
	}
	params := map[string]string{"place": p.ID.String(), "name": short(p.Name)}
	notices := make([]notify.Notice, len(followers))
	for i, to := range followers {
		notices[i] = notify.Notice{To: to, Kind: kind, Subject: "notice:" + strconv.FormatInt(num, 10), Params: params}
	}
	return notify.PostAll(ctx, tx, notices)
}

// RemoveNotice takes a closure or message away. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) RemoveNotice(ctx context.Context, v *identity.Viewer, id uuid.UUID, num int64) error {
	return a.inTx(ctx, func(tx pgx.Tx) error {
		p, err := lockPlace(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := v.Must(identity.EditPlace, placeScope(&p)); err != nil {
			return err
		}
		var n Notice
		err = tx.QueryRow(ctx, `
			delete from notices where place_id = $1 and id = $2
			returning closed, body, from_day::timestamp, coalesce(till_day::timestamp, '0001-01-01')`, p.Num, num).
			Scan(&n.Closed, &n.Text, &n.From, &n.Until)
		if err != nil || p.Confidential {
			return missing(err)
		}
		return a.noteNotice(ctx, tx, v, &p, &n, nil)
	})
}

// SetSaturation says how full a place is now. The same again changes nothing. Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) SetSaturation(ctx context.Context, v *identity.Viewer, id uuid.UUID, s Saturation) error {
	if int(s) >= len(Saturations) {
		return invalid("saturation", "not known")
	}
	return a.inTx(ctx, func(tx pgx.Tx) error {
		p, err := lockPlace(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := v.Must(identity.EditPlace, placeScope(&p)); err != nil || s == p.Saturation {
			return err
		}
		if _, err := tx.Exec(ctx, `update places set saturation = $2 where id = $1`, p.Num, s.String()); err != nil {
			return err
		}
		said := func(s Saturation) map[Field]json.RawMessage {
			return map[Field]json.RawMessage{"saturation": json.RawMessage(strconv.Quote(s.String()))}
		}
		if err := a.noteVersion(ctx, tx, v, version{place: p.Num, kind: "saturation", before: said(p.Saturation), after: said(s)}); err != nil {
			return err
		}
		return a.audit(ctx, tx, v, identity.EditPlace, placeScope(&p), "place", p.Num, "saturation")
	})
}

// SaturationNamed is the saturation of a code; "" is unknown. [*Invalid] for any other text.
func SaturationNamed(code string) (Saturation, error) {
	s := saturationNamed(code)
	if s.String() != code {
		return s, invalid("saturation", "%q is not known; there are low, moderate, high", code)
	}
	return s, nil
}
