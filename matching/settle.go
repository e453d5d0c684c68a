package matching

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// settle does what an act on a request means for those who were asked, in its transaction: nobody is waited for any more once it is
// met or over, and those who said yes learn of what changes for them.
func (r *Room) settle(ctx context.Context, tx pgx.Tx, before, after *Request, s step) error {
	if before.State == StateDraft || after.Offer {
		return nil
	}
	now := r.now()
	if !after.State.Live() {
		if err := r.closeThread(ctx, tx, after); err != nil {
			return err
		}
	}
	switch {
	case after.State == StateMet && before.State != StateMet:
		return r.closeOpen(ctx, tx, after, InvitationClosed, "filled", now)
	case after.State == StateExpired:
		return r.closeOpen(ctx, tx, after, InvitationExpired, "expired", now)
	case after.State == StateCancelled:
		if err := r.closeOpen(ctx, tx, after, InvitationClosed, "cancelled", now); err != nil {
			return err
		}
		return r.tellHelpers(ctx, tx, after, "help-cancelled")
	case after.State == StateDone:
		if err := r.closeOpen(ctx, tx, after, InvitationClosed, "done", now); err != nil {
			return err
		}
		if after.Outcome.Helped() {
			return r.helped(ctx, tx, after)
		}
	case s.act == ActRenew && !before.State.Live(): // who said yes then was thanked, and has gone
		_, err := tx.Exec(ctx, `update invitations set state = 'closed', reason = 'past' where request_id = $1 and state = 'accepted'`, after.Num)
		return err
	case s.act == ActEdit:
		return r.tellHelpers(ctx, tx, after, "help-changed")
	}
	return nil
}

// closeOpen ends all invitations of a request that wait for an answer, and tells these people, unless it was just too late. Who had
// time to answer and did not has said something by it.
func (r *Room) closeOpen(ctx context.Context, tx pgx.Tx, q *Request, state InvitationState, reason string, now time.Time) error {
	rows, err := tx.Query(ctx, `
		update invitations set (state, reason, answered_at) = (@state, @reason, @now)
		where request_id = @request and state in ('sent', 'later') returning id, account_id, sent_at`,
		named{"request": q.Num, "state": state, "reason": reason, "now": now})
	if err != nil {
		return err
	}
	var num, account int64
	var sent time.Time
	var accounts, silent []int64
	_, err = pgx.ForEachRow(rows, []any{&num, &account, &sent}, func() error {
		accounts = append(accounts, account)
		if now.Sub(sent) >= silence || state == InvitationExpired {
			silent = append(silent, num)
		}
		return nil
	})
	if err != nil || len(accounts) == 0 {
		return err
	}
	if len(silent) > 0 {
		if err := r.record(ctx, tx, q, silent, false, -1); err != nil {
			return err
		}
	}
	if state == InvitationExpired {
		return nil
	}
	return r.tellClosed(ctx, tx, q, "invitation-closed", reason, accounts)
}

// tellHelpers tells those who said yes.
func (r *Room) tellHelpers(ctx context.Context, tx pgx.Tx, q *Request, kind string) error {
	rows, err := tx.Query(ctx, `select account_id from invitations where request_id = $1 and state = 'accepted'`, q.Num)
	if err != nil {
		return err
	}
	accounts, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(accounts) == 0 {
		return err
	}
	return r.tellClosed(ctx, tx, q, kind, "", accounts)
}

// threadOf is the thread of a request, with these people let in; 0 where nobody writes.
func (r *Room) threadOf(ctx context.Context, tx pgx.Tx, q *Request, accounts ...int64) (int64, error) {
	if r.cfg.Threads == nil || q.Author == 0 {
		return 0, nil
	}
	return r.cfg.Threads.Open(ctx, tx, threadSubject(q), accounts)
}

// joinThread lets the author and somebody who said yes write to each other.
func (r *Room) joinThread(ctx context.Context, tx pgx.Tx, q *Request, account int64) error {
	_, err := r.threadOf(ctx, tx, q, q.Author, account)
	return err
}

func (r *Room) leaveThread(ctx context.Context, tx pgx.Tx, q *Request, account int64) error {
	thread, err := r.threadOf(ctx, tx, q)
	if err != nil || thread == 0 {
		return err
	}
	return r.cfg.Threads.Leave(ctx, tx, thread, account)
}

func (r *Room) closeThread(ctx context.Context, tx pgx.Tx, q *Request) error {
	if r.cfg.Threads == nil {
		return nil
	}
	return r.cfg.Threads.Close(ctx, tx, threadSubject(q))
}

func threadSubject(q *Request) string { return fmt.Sprintf("request:%d", q.Num) }
