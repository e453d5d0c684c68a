package matching

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Export implements [identity.Holder]. What others said to a request is theirs.
func (r *Room) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	requests := identity.Sheet{Name: "requests", Columns: []string{
		"id", "offer", "kind", "details", "cell", "timing", "from", "until", "needed", "taken", "quantity", "languages", "urgency", "wishes",
		"photo", "consent", "state", "outcome", "asked", "ends", "ended", "meeting_point", "note", "for",
	}}
	list, err := manyRequests(ctx, tx, selectRequest+`where q.author_id = $1 order by q.id`, account)
	if err != nil {
		return nil, err
	}
	for _, q := range list {
		m, err := r.openSealed(ctx, tx, &q)
		if err != nil {
			return nil, err
		}
		var point any
		if m.Point != nil {
			point = []any{m.Point.Lon(), m.Point.Lat()}
		}
		requests.Rows = append(requests.Rows, []any{
			q.ID.String(), q.Offer, q.Kind, q.Details, q.Cell.String(), string(q.When.Timing), orNil(q.When.From), orNil(q.When.Until),
			q.Needed, q.Taken, q.Quantity, q.Languages.Codes(), q.Urgency.String(), q.Wishes.Codes(), q.Photo, string(q.Consent),
			string(q.State), string(q.Outcome), q.Created, q.Expires, orNil(q.Closed), point, m.Note, m.For,
		})
	}
	steps, err := identity.ReadSheet(ctx, tx, "request-steps", "request act state at why", `
		select q.uid::text, s.act, s.state, s.at, s.why from request_steps s join requests q on q.id = s.request_id
		where q.author_id = $1 or s.by_id = $1 order by s.id`, account)
	if err != nil {
		return nil, err
	}
	help, err := exportHelp(ctx, tx, account)
	return append([]identity.Sheet{requests, steps}, help...), err
}

// Hold implements [identity.Locker]: their own requests and those that they are asked for; then their load, and those of whom nobody
// waits for any more once their own requests are called off. Who asks or answers meanwhile takes these locks in the same order.
func (r *Room) Hold(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `
		select from requests where id in (
			select id from requests where author_id = $1 union select request_id from invitations where account_id = $1)
		order by id for no key update`, account)
	if err != nil {
		return err
	}
	// who asks them meanwhile waits for this row, and then finds an erased account
	if _, err := tx.Exec(ctx, makeLoads, named{"accounts": []int64{account}}); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		select from volunteer_loads where account_id = $1 or account_id in (
			select i.account_id from invitations i join requests q on q.id = i.request_id where q.author_id = $1 and i.state in ('sent', 'later'))
		order by account_id for update`, account)
	return err
}

// Erase implements [identity.Holder]: what goes on is called off, what was asked stays in codes, and is nobody's.
func (r *Room) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	if err := r.Hold(ctx, tx, account); err != nil {
		return err
	}
	list, err := manyRequests(ctx, tx, selectRequest+`where q.author_id = $1 order by q.id`, account)
	if err != nil {
		return err
	}
	for i := range list {
		if q := &list[i]; q.State.Live() {
			if err := r.end(ctx, tx, q, step{act: ActCancel, why: "erased"}); err != nil {
				return err
			}
		}
	}
	_, err = tx.Exec(ctx, `delete from request_points where request_id in (select id from requests where author_id = $1)`, account)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update requests set author_id = null, client_key = null, details = '', photo = null, behalf = '' where author_id = $1`, account)
	if err != nil {
		return err
	}
	return r.eraseHelp(ctx, tx, account)
}

// orNil is nil for an instant that is not known.
func orNil(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}
