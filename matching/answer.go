package matching

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Accept says yes to an invitation. Of more people than are wanted the first get the seats, the others are told that it is answered
// already (Answered.Full); saying yes twice changes nothing. Errors: NotFound for an invitation of somebody else or of somebody
// blocked, Forbidden for who is no volunteer any more, BadValue once they have said no.
func (r *Room) Accept(ctx context.Context, v *identity.Viewer, id uuid.UUID) (Answered, error) {
	if err := v.Must(identity.Answer, v.Own()); err != nil {
		return Answered{}, err
	}
	return r.accept(ctx, v.Account.Num, id)
}

func (r *Room) accept(ctx context.Context, account int64, id uuid.UUID) (a Answered, err error) {
	err = r.answer(ctx, account, id, func(tx pgx.Tx, q *Request, i *invited, now time.Time) error {
		a = Answered{State: i.state, Request: q.ID}
		switch {
		case i.state == InvitationAccepted:
			return nil
		case i.state == InvitationDeclined || i.state == InvitationDropped || i.state == InvitationWithdrawn:
			return identity.Refuse(identity.BadValue, "accept: the invitation is "+string(i.state))
		case !i.active:
			return identity.Refuse(identity.Forbidden, "not an active volunteer")
		case q.State == StateReview || q.Hidden && q.State.Live(): // it may go on: the invitation stays as it is
			a.State = InvitationClosed
			return nil
		case !q.State.Seeking() || q.Hidden || q.Taken >= q.Needed:
			a.Full, a.State = q.State == StateMet || q.State == StateDone, InvitationClosed
			if !i.state.Open() {
				a.State = i.state
				return nil
			}
			return r.mark(ctx, tx, i, InvitationClosed, "filled", now)
		}
		if err := r.lockAsked(ctx, tx, q, account); err != nil {
			return err
		}
		if err := r.mark(ctx, tx, i, InvitationAccepted, "", now); err != nil {
			return err
		}
		if err := r.learn(ctx, tx, q, i, true, now); err != nil {
			return err
		}
		a.State = InvitationAccepted
		if q.Missing() == 1 {
			q.Unanswered, q.UnansweredAt = "", time.Time{}
		}
		if err := r.take(ctx, tx, q, account); err != nil {
			return err
		}
		if err := r.joinThread(ctx, tx, q, account); err != nil {
			return err
		}
		return r.tellAsker(ctx, tx, q, "helper-found", "helper:"+id.String(), account, nil)
	})
	return a, err
}

// lockAsked locks, in the order of accounts, the loads of somebody who takes a seat and, with the last seat, of all who are not waited
// for any more then.
func (r *Room) lockAsked(ctx context.Context, tx pgx.Tx, q *Request, account int64) error {
	if q.Missing() > 1 {
		return nil // learn locks the one
	}
	_, err := tx.Exec(ctx, `
		select from volunteer_loads where account_id = @account or account_id in (
			select account_id from invitations where request_id = @request and state in ('sent', 'later'))
		order by account_id for update`, named{"account": account, "request": q.Num})
	return err
}

// Decline says no to an invitation, for one of DeclineReasons. The asker is not told; if nobody else is waited for, the next are
// asked at once. Errors as of Accept; [*directory.Invalid] for the reason.
func (r *Room) Decline(ctx context.Context, v *identity.Viewer, id uuid.UUID, reason string) (Answered, error) {
	if err := v.Must(identity.Answer, v.Own()); err != nil {
		return Answered{}, err
	}
	return r.decline(ctx, v.Account.Num, id, reason)
}

// restAfter is how long somebody is left alone who says that they are asked too often.
const restAfter = 14 * 24 * time.Hour

func (r *Room) decline(ctx context.Context, account int64, id uuid.UUID, reason string) (a Answered, err error) {
	if !known(DeclineReasons, reason) {
		return a, invalid("reason", "%.40q is not known", reason)
	}
	err = r.answer(ctx, account, id, func(tx pgx.Tx, q *Request, i *invited, now time.Time) error {
		a = Answered{State: i.state, Request: q.ID}
		if i.state == InvitationAccepted {
			return identity.Refuse(identity.BadValue, "decline: the invitation is accepted")
		}
		if !i.state.Open() {
			return nil
		}
		a.State = InvitationDeclined
		if err := r.mark(ctx, tx, i, InvitationDeclined, reason, now); err != nil {
			return err
		}
		if err := r.learn(ctx, tx, q, i, false, now); err != nil {
			return err
		}
		if reason == "too-often" {
			if _, err := tx.Exec(ctx, `update volunteer_loads set rest_until = $2 where account_id = $1`, account, now.Add(restAfter)); err != nil {
				return err
			}
		}
		return r.hurry(ctx, tx, q, now)
	})
	return a, err
}

// Later leaves an invitation open: an answer will come. Errors as of Accept.
func (r *Room) Later(ctx context.Context, v *identity.Viewer, id uuid.UUID) (a Answered, err error) {
	if err := v.Must(identity.Answer, v.Own()); err != nil {
		return Answered{}, err
	}
	err = r.answer(ctx, v.Account.Num, id, func(tx pgx.Tx, q *Request, i *invited, now time.Time) error {
		a = Answered{State: i.state, Request: q.ID}
		if i.state != InvitationSent {
			return nil
		}
		a.State = InvitationLater
		return r.mark(ctx, tx, i, InvitationLater, "", now)
	})
	return a, err
}

// Withdraw takes a yes back, for one of DropReasons: the seat is free again, the asker is told, and the next are asked, at once when
// it begins within a day. BadValue for what was not accepted, or is over. Errors as of Accept; [*directory.Invalid] for the reason.
func (r *Room) Withdraw(ctx context.Context, v *identity.Viewer, id uuid.UUID, reason string) (a Answered, err error) {
	if err := v.Must(identity.Answer, v.Own()); err != nil {
		return Answered{}, err
	}
	if !known(DropReasons, reason) {
		return a, invalid("reason", "%.40q is not known", reason)
	}
	err = r.answer(ctx, v.Account.Num, id, func(tx pgx.Tx, q *Request, i *invited, now time.Time) error {
		a = Answered{State: i.state, Request: q.ID}
		switch i.state {
		case InvitationDropped:
			return nil
		case InvitationAccepted:
		default:
			return identity.Refuse(identity.BadValue, "withdraw: the invitation is "+string(i.state))
		}
		a.State = InvitationDropped
		return r.drop(ctx, tx, q, i, reason, now)
	})
	return a, err
}

// drop gives a seat back. What can still be helped is sought again from now on.
func (r *Room) drop(ctx context.Context, tx pgx.Tx, q *Request, i *invited, reason string, now time.Time) error {
	if err := r.mark(ctx, tx, i, InvitationDropped, reason, now); err != nil {
		return err
	}
	q.NextWave = now
	if err := r.giveBack(ctx, tx, q, i.account, reason); err != nil {
		return err
	}
	if err := r.leaveThread(ctx, tx, q, i.account); err != nil {
		return err
	}
	return r.tellAsker(ctx, tx, q, "helper-left", "left:"+i.id.String(), i.account, nil)
}

// hurry lets the next be asked now if nobody is waited for any more and nobody is asked yet.
func (r *Room) hurry(ctx context.Context, tx pgx.Tx, q *Request, now time.Time) error {
	if !q.State.Seeking() || q.NextWave.IsZero() || !q.NextWave.After(now) {
		return nil
	}
	var waiting bool
	err := tx.QueryRow(ctx, `select exists (select from invitations where request_id = $1 and state in ('sent', 'later'))`, q.Num).Scan(&waiting)
	if err != nil || waiting {
		return err
	}
	q.NextWave = now
	return r.plan(ctx, tx, q)
}

// invited is an invitation in a transaction that holds its request.
type invited struct {
	num, account               int64
	id                         uuid.UUID
	state                      InvitationState
	sent                       time.Time
	chance, propensity, rested float64
	gap                        int
	learnt                     bool
	active                     bool // the volunteer still is one
}

// answer runs do over an invitation of an account, its request locked: whoever writes to either holds that lock. NotFound for what
// is not theirs, or of somebody whom one of the two has blocked.
func (r *Room) answer(ctx context.Context, account int64, id uuid.UUID, do func(tx pgx.Tx, q *Request, i *invited, now time.Time) error) error {
	return r.inTx(ctx, func(tx pgx.Tx) error {
		q, err := oneRequest(ctx, tx, selectRequest+`
			where q.id = (select request_id from invitations where uid = $1 and account_id = $2) for no key update of q`, id, account)
		if err != nil {
			return err
		}
		i := &invited{id: id, account: account}
		err = tx.QueryRow(ctx, `
			select i.id, i.state, i.sent_at, i.chance, i.propensity, i.rested, i.gap, i.learnt, exists (
				select from volunteers v join accounts a on a.id = v.account_id
				where v.account_id = i.account_id and v.activated and not v.suspended and a.standing = 'active'
					and least(v.signed_until, v.trained_until, v.checked_until) > @now)
			from invitations i where i.uid = @id and not exists (select from blocks b where (b.account_id, b.other_id) = (i.account_id, @author::bigint))`,
			named{"id": id, "now": r.now(), "author": q.Author}).
			Scan(&i.num, &i.state, &i.sent, &i.chance, &i.propensity, &i.rested, &i.gap, &i.learnt, &i.active)
		if errors.Is(err, pgx.ErrNoRows) {
			return identity.Refuse(identity.NotFound, "")
		}
		if err != nil {
			return err
		}
		return do(tx, &q, i, r.now())
	})
}

// mark writes where an invitation stands. NotFound when an erasure has taken it away meanwhile.
func (r *Room) mark(ctx context.Context, tx pgx.Tx, i *invited, state InvitationState, reason string, now time.Time) error {
	i.state = state
	tag, err := tx.Exec(ctx, `update invitations set (state, reason, answered_at) = ($2, $3, $4) where id = $1`, i.num, state, reason, now)
	if err == nil && tag.RowsAffected() == 0 {
		err = identity.Refuse(identity.NotFound, "")
	}
	return err
}
