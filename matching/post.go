package matching

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/photos"
)

// author is what must be known of somebody who asks.
type author struct {
	account int64
	age     directory.AgeBand
	home    directory.Home
	since   time.Time
	live    int // requests and offers that go on
	refused int // lately, by a coordinator
}

// lockAccount makes whatever else an account posts at the same time wait. NoSession once it is erased.
func lockAccount(ctx context.Context, tx pgx.Tx, account int64) error {
	var gone bool
	err := tx.QueryRow(ctx, `select standing = 'erased' from accounts where id = $1 for no key update`, account).Scan(&gone)
	if err == nil && gone {
		err = identity.Refuse(identity.NoSession, "")
	}
	return err
}

// author reads them. Forbidden for who has no profile, and below 18.
func (r *Room) author(ctx context.Context, tx pgx.Tx, account int64) (author, error) {
	a := author{account: account}
	var cell int64
	err := tx.QueryRow(ctx, `
		select a.created_at, m.age_band, coalesce(m.home_cell, 0), coalesce(m.home_district, m.city, 0), coalesce(m.city, 0),
			(select count(*) from requests where author_id = m.account_id and state = any(@live)),
			(select count(*) from requests q join request_steps s on s.request_id = q.id and s.act = @refuse
				where q.author_id = m.account_id and s.at > @since)
		from members m join accounts a on a.id = m.account_id where m.account_id = @account`,
		named{"account": account, "live": liveStates, "refuse": ActRefuse, "since": r.now().Add(-refusedCounts)}).
		Scan(&a.since, &a.age, &cell, &a.home.District, &a.home.City, &a.live, &a.refused)
	a.home.Cell = geo.Cell(cell)
	return a, mustBeAdult(a.age, err)
}

// mustBeAdult is Forbidden unless an age band, as it was read or not found, is of somebody of 18 or more.
func mustBeAdult(age directory.AgeBand, err error) error {
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return identity.Refuse(identity.Forbidden, "for members who have said who they are")
	case err == nil && !age.Adult():
		return identity.Refuse(identity.Forbidden, "for members of 18 or more")
	}
	return err
}

// Post asks or offers, as the association that the viewer acts as or for themself. clientKey is made by whoever sends, 8–80 signs,
// one for each thing that is asked: sent again it gives the request that there is. Errors: Forbidden for who may not, has no
// profile or is under 18; [*directory.Invalid]; [directory.ErrNotReady].
func (r *Room) Post(ctx context.Context, v *identity.Viewer, d Draft, clientKey string) (q Request, err error) {
	if err := v.Must(identity.Ask, v.Own()); err != nil {
		return q, err
	}
	organisation, err := acting(v)
	if err != nil {
		return q, err
	}
	if len(clientKey) < 8 || len(clientKey) > 80 {
		return q, invalid("client_key", "not 8 to 80 bytes")
	}
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockAccount(ctx, tx, v.Account.Num); err != nil {
			return err
		}
		a, err := r.author(ctx, tx, v.Account.Num)
		if err != nil {
			return err
		}
		q, err = oneRequest(ctx, tx, selectRequest+`where q.author_id = $1 and q.client_key = $2`, a.account, clientKey)
		if !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
			return err
		}
		q = Request{ID: uuid.Must(uuid.NewV7()), Author: a.account, Organisation: organisation, State: StateDraft, Created: r.now(), key: clientKey}
		if a.live >= MaxOpen {
			return invalid("kind", "%d requests and offers are open already: end one first", a.live)
		}
		return r.post(ctx, tx, a, &q, d)
	})
	return q, err
}

// post writes a new request.
func (r *Room) post(ctx context.Context, tx pgx.Tx, a author, q *Request, d Draft) error {
	q.Offer, q.Version = d.Offer, 1
	sealed, err := r.write(q, a.home, &d, nil)
	if err != nil {
		return err
	}
	s := step{act: ActPost, by: a.account}
	if risk := riskOf(q, a, r.now()); risk != "" {
		s.act, s.why = ActHold, risk
	}
	if err := r.move(ctx, tx, q, s); err != nil {
		return err
	}
	if err := r.show(ctx, tx, q, ""); err != nil {
		return err
	}
	if err := r.seal(ctx, tx, q, sealed); err != nil || s.act != ActHold {
		return err
	}
	return r.tellHeld(ctx, tx, q)
}

// acting is the organisation that the viewer acts as; 0 for themself.
func acting(v *identity.Viewer) (int64, error) {
	if v.Acting == 0 {
		return 0, nil
	}
	return v.Acting, v.Must(identity.ActAsAssociation, identity.Scope{Organisation: v.Acting})
}

// write puts what a draft says into a request, and plans it from now on. It gives what is to be sealed; before is the point that
// an edit may leave as it is.
func (r *Room) write(q *Request, home directory.Home, d *Draft, before *orb.Point) (m Meeting, err error) {
	if err := d.check(r.now()); err != nil {
		return m, err
	}
	if m.Point, err = r.place(q, home, d, before); err != nil {
		return m, err
	}
	m.Note = d.Where.Note
	q.Kind, q.Details, q.When, q.Needed, q.Quantity = d.Kind, d.Details, d.When, d.Needed, d.Quantity
	q.Languages, q.Urgency, q.Wishes, q.Photo, q.Consent = d.Languages, d.Urgency, d.Wishes, d.Photo, ""
	if d.Behalf != nil {
		q.Consent, m.For = d.Behalf.Consent, d.Behalf.Name
	}
	r.schedule(q)
	return m, nil
}

// schedule plans a request from now on: when the first are asked, by when a yes is of use, when it ends.
func (r *Room) schedule(q *Request) {
	now := r.now()
	q.Wave, q.ReachM, q.NextWave = 0, 0, now
	q.Unanswered, q.UnansweredAt = "", time.Time{}
	q.Expires = expiry(q, now)
	q.Deadline = deadline(q, now)
}

// place says where a request stands: everyone sees the public cell, whatever the point in it (P2). It gives the point to seal.
func (r *Room) place(q *Request, home directory.Home, d *Draft, before *orb.Point) (*orb.Point, error) {
	switch {
	case d.Where.Point != nil:
		atlas := r.cfg.Live.Atlas()
		if atlas == nil {
			return nil, directory.ErrNotReady
		}
		if err := geo.CheckPoint(*d.Where.Point); err != nil {
			return nil, invalid("where", "not a point")
		}
		at, ok := atlas.HomeAt(*d.Where.Point)
		if !ok {
			return nil, invalid("where", "outside of every city here")
		}
		home = at
	case !d.Where.Home && q.Cell == 0:
		return nil, invalid("where", "is needed")
	case !d.Where.Home:
		return before, nil // an edit that leaves the place as it is
	case !home.Known():
		return nil, invalid("where", "say first in your profile where you live")
	}
	q.Cell, q.District, q.City = home.Cell, home.District, home.City
	return d.Where.Point, nil
}

// show keeps the picture of a request, which members see, and lets that go which it showed before.
func (r *Room) show(ctx context.Context, tx pgx.Tx, q *Request, before string) error {
	if q.Photo == before {
		return nil
	}
	if r.cfg.Photos == nil {
		return invalid("photo", "none are kept here")
	}
	subject := fmt.Sprintf("request:%d", q.Num)
	if before != "" {
		if err := r.cfg.Photos.Forget(ctx, tx, before, subject); err != nil {
			return err
		}
	}
	if q.Photo == "" {
		return nil
	}
	err := r.cfg.Photos.Keep(ctx, tx, q.Author, q.Photo, subject, photos.Members)
	if errors.Is(err, &identity.Error{Code: identity.BadValue}) || errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return invalid("photo", "not one that you have sent")
	}
	return err
}
