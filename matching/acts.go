package matching

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// renewable is how long after its end something can be started again with one tap.
const renewable = 30 * day

// mine says whether a request is the viewer's to change: their own, or the association's that they act as.
func mine(v *identity.Viewer, q *Request) bool {
	if q.Author != 0 && v.May(identity.Ask, identity.Scope{Account: q.Author}) {
		return true
	}
	return q.Organisation != 0 && q.Organisation == v.Acting && v.May(identity.ActAsAssociation, identity.Scope{Organisation: q.Organisation})
}

// onOwn does something with a request that is the viewer's own, whose row it holds. Errors: NotFound for somebody else's.
func (r *Room) onOwn(ctx context.Context, v *identity.Viewer, id uuid.UUID, do func(pgx.Tx, *Request) error) (q Request, err error) {
	if err := v.Must(identity.Ask, v.Own()); err != nil {
		return q, err
	}
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		if q, err = lock(ctx, tx, id); err != nil {
			return err
		}
		if !mine(v, &q) {
			return identity.Refuse(identity.NotFound, "")
		}
		return do(tx, &q)
	})
	if err != nil {
		return Request{}, err
	}
	return q, nil
}

// Edit writes another version of a request, which is matched again (M5). version is the one that the viewer saw; a Where that is
// zero but for its note leaves the place as it is. Errors: NotFound, BadValue for one that is over, [*directory.Invalid], which names
// "version" when somebody else was faster, and "needed" below those who said yes.
func (r *Room) Edit(ctx context.Context, v *identity.Viewer, id uuid.UUID, version int, d Draft) (Request, error) {
	return r.onOwn(ctx, v, id, func(tx pgx.Tx, q *Request) error {
		switch {
		case !q.State.Live():
			return errOver(ActEdit, q.State)
		case version != q.Version:
			return invalid("version", "%d is not the newest, which is %d", version, q.Version)
		case d.Offer != q.Offer:
			return invalid("offer", "cannot be changed: write another one")
		case max(d.Needed, 1) < q.Taken:
			return invalid("needed", "%d have said yes already", q.Taken)
		}
		return r.edit(ctx, tx, v, q, d)
	})
}

func (r *Room) edit(ctx context.Context, tx pgx.Tx, v *identity.Viewer, q *Request, d Draft) error {
	a, err := r.author(ctx, tx, v.Account.Num)
	if err != nil {
		return err
	}
	before, err := r.openSealed(ctx, tx, q)
	if err != nil {
		return err
	}
	s := step{act: ActEdit, by: v.Account.Num}
	held, photo := q.State == StateReview, q.Photo
	sealed, err := r.write(q, a.home, &d, before.Point)
	if err != nil {
		return err
	}
	q.Version++
	if risk := riskOf(q, a, r.now()); risk != "" {
		s.act, s.why = ActHold, risk
	} else if held {
		s.act, s.why = ActHold, "edited" // what waits goes on waiting
	}
	if err := r.move(ctx, tx, q, s); err != nil {
		return err
	}
	if err := r.show(ctx, tx, q, photo); err != nil {
		return err
	}
	if err := r.seal(ctx, tx, q, sealed); err != nil || s.act != ActHold {
		return err
	}
	return r.tellHeld(ctx, tx, q)
}

// Renew lets something without a date go on, from now, and starts again what has ended lately. Errors: NotFound, BadValue for what is
// over or has a date of its own.
func (r *Room) Renew(ctx context.Context, v *identity.Viewer, id uuid.UUID) (Request, error) {
	return r.onOwn(ctx, v, id, func(tx pgx.Tx, q *Request) error {
		switch {
		case q.When.Timing == Window:
			return identity.Refuse(identity.BadValue, "renew: it has a date of its own: write another one")
		case !q.Closed.IsZero() && r.now().Sub(q.Closed) > renewable:
			return errOver(ActRenew, q.State)
		}
		if !q.State.Live() { // who said yes then was thanked, and has gone
			q.Taken = 0
			r.schedule(q)
		} else {
			q.Expires = expiry(q, r.now())
		}
		if err := r.move(ctx, tx, q, step{act: ActRenew, by: v.Account.Num}); err != nil {
			return err
		}
		return r.keepSealed(ctx, tx, q)
	})
}

// Cancel ends a request that is not wanted any more. Errors: NotFound, BadValue for one that is over.
func (r *Room) Cancel(ctx context.Context, v *identity.Viewer, id uuid.UUID) (Request, error) {
	return r.onOwn(ctx, v, id, func(tx pgx.Tx, q *Request) error {
		return r.end(ctx, tx, q, step{act: ActCancel, by: v.Account.Num})
	})
}

// Complete ends a request and says what became of it. What has ended by itself can still be said of. Errors: NotFound,
// BadValue for one that is over, [*directory.Invalid].
func (r *Room) Complete(ctx context.Context, v *identity.Viewer, id uuid.UUID, outcome Outcome) (Request, error) {
	if !known(Outcomes, string(outcome)) {
		return Request{}, invalid("outcome", "%.40q is not known", outcome)
	}
	return r.onOwn(ctx, v, id, func(tx pgx.Tx, q *Request) error {
		q.Outcome = outcome
		return r.end(ctx, tx, q, step{act: ActComplete, by: v.Account.Num, why: string(outcome)})
	})
}

// end does an act after which nothing but words and codes is of use.
func (r *Room) end(ctx context.Context, tx pgx.Tx, q *Request, s step) error {
	photo := q.Photo
	q.Photo = ""
	if err := r.move(ctx, tx, q, s); err != nil {
		return err
	}
	if err := r.forgetSealed(ctx, tx, q); err != nil {
		return err
	}
	return r.show(ctx, tx, q, photo)
}

// AskedByAuthor is why a coordinator is wanted when the author says so.
const AskedByAuthor = "asked"

// AskCoordinator brings a request before the coordinators, whatever else goes on. Asked again it changes nothing. Errors: NotFound,
// BadValue for one that nobody is sought for.
func (r *Room) AskCoordinator(ctx context.Context, v *identity.Viewer, id uuid.UUID) (Request, error) {
	return r.onOwn(ctx, v, id, func(tx pgx.Tx, q *Request) error {
		if q.Unanswered == AskedByAuthor {
			return nil
		}
		q.Unanswered, q.UnansweredAt = AskedByAuthor, r.now()
		if err := r.move(ctx, tx, q, step{act: ActCoordinator, by: v.Account.Num}); err != nil {
			return err
		}
		return r.tellTeam(ctx, tx, q, "request-wants-coordinator", about(q))
	})
}

// Refusals are why a coordinator does not let something be asked.
var Refusals = []directory.Term{
	{Code: "unclear", FR: "pas assez clair", EN: "not clear enough"},
	{Code: "contact", FR: "un moyen de contact hors du site", EN: "a way to be reached outside of this site"},
	{Code: "money", FR: "il est question d’argent", EN: "it is about money"},
	{Code: "danger", FR: "quelqu’un pourrait être en danger", EN: "somebody could be in danger"},
	{Code: "forbidden", FR: "contraire aux règles ou à la loi", EN: "against the rules or the law"},
	{Code: "elsewhere", FR: "d’autres le feront mieux", EN: "others do this better"},
}

// Review lets something be asked that a rule held back, or refuses it with the code of a reason. The deed's scope is the room's to
// say. Errors: NotFound outside of the viewer's district, Forbidden for one's own, BadValue for what waits no more,
// [*directory.Invalid].
func (r *Room) Review(ctx context.Context, deed identity.Deed, id uuid.UUID, allow bool, why string) error {
	if !deed.By.Could(identity.ReviewRequest) {
		return deed.By.Must(identity.ReviewRequest, identity.Scope{})
	}
	if !allow && !known(Refusals, why) {
		return invalid("why", "%.40q is not known", why)
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		q, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		deed.In, deed.Code = in(&q), "allow"
		switch {
		case !deed.By.May(identity.ReviewRequest, deed.In):
			return identity.Refuse(identity.NotFound, "")
		case q.Author == deed.By.Account.Num:
			return identity.Refuse(identity.Forbidden, "of one's own")
		}
		if allow {
			err = r.allow(ctx, tx, &q, deed.By.Account.Num)
		} else {
			deed.Code = why
			err = r.refuse(ctx, tx, &q, deed.By.Account.Num, why)
		}
		if err != nil {
			return err
		}
		return r.cfg.Desk().Record(ctx, tx, deed, identity.ReviewRequest, "request", q.Num)
	})
}

func (r *Room) allow(ctx context.Context, tx pgx.Tx, q *Request, by int64) error {
	r.schedule(q) // the time that it waited is not the author's
	if err := r.move(ctx, tx, q, step{act: ActAllow, by: by}); err != nil {
		return err
	}
	if err := r.keepSealed(ctx, tx, q); err != nil {
		return err
	}
	return r.tellAuthor(ctx, tx, q, "request-allowed", about(q), nil)
}

func (r *Room) refuse(ctx context.Context, tx pgx.Tx, q *Request, by int64, why string) error {
	if err := r.end(ctx, tx, q, step{act: ActRefuse, by: by, why: why}); err != nil {
		return err
	}
	return r.tellAuthor(ctx, tx, q, "request-refused", about(q), map[string]string{"why": why})
}
