package community

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

func wallIn(at time.Time, e *Event) recur.Wall { return recur.WallOf(at.In(e.series.Zone)) }

// askHosts asks members whether they hold an event too, and takes those off who are no longer named; nil changes nothing. Whom the viewer
// must not know of, and whoever is under 18, is not found.
func (r *Room) askHosts(ctx context.Context, tx pgx.Tx, v *identity.Viewer, e *Event, uids []uuid.UUID) error {
	if uids == nil {
		return nil
	}
	accounts, err := canHost(ctx, tx, v, e, uids)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from event_hosts where event_id = $1 and account_id <> all($2)`, e.Num, accounts); err != nil {
		return err
	}
	return r.askToHost(ctx, tx, v, e, accounts)
}

// canHost are the accounts of members who may be asked to hold an event too, in order.
func canHost(ctx context.Context, tx pgx.Tx, v *identity.Viewer, e *Event, uids []uuid.UUID) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		select a.id, m.age_band from accounts a join members m on m.account_id = a.id
		where a.uid = any($1) and a.standing = 'active' and not m.barred and not m.hidden order by a.id`, uids)
	if err != nil {
		return nil, err
	}
	accounts := []int64{}
	var account int64
	var age directory.AgeBand
	_, err = pgx.ForEachRow(rows, []any{&account, &age}, func() error {
		if age.Adult() && v.Sees(account) && account != e.Author {
			accounts = append(accounts, account)
		}
		return nil
	})
	if err == nil && len(accounts) < len(uids) {
		err = invalid("hosts", "somebody is not a member of 18 or more whom you see")
	}
	return accounts, err
}

// askToHost asks those who were not asked before.
func (r *Room) askToHost(ctx context.Context, tx pgx.Tx, v *identity.Viewer, e *Event, accounts []int64) error {
	rows, err := tx.Query(ctx, `
		insert into event_hosts (event_id, account_id, asked_at) select $1, unnest($2::bigint[]), $3
		on conflict do nothing returning account_id`, e.Num, accounts, r.now())
	if err != nil {
		return err
	}
	asked, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	notices := make([]notify.Notice, len(asked))
	for i, to := range asked {
		notices[i] = notify.Notice{
			To: to, Kind: "event-host", Subject: EventSubject(e.Num) + ":host", From: v.Account.Num, At: r.now(),
			Params: map[string]string{"title": e.Title, "event": e.ID.String()},
		}
	}
	return notify.PostAll(ctx, tx, notices)
}

// CoHost is somebody who holds an event with its author, or is asked to.
type CoHost struct {
	Person
	Accepted bool
}

// CoHosts lists them, to who holds the event first: those whom the viewer sees. Errors: NotFound.
func (r *Room) CoHosts(ctx context.Context, v *identity.Viewer, id uuid.UUID) (list []CoHost, err error) {
	if err := v.Must(identity.HoldEvents, v.Own()); err != nil {
		return nil, err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		e, err := readEvent(ctx, tx, id)
		if err == nil && !runs(v, e) {
			err = errNone()
		}
		if err != nil {
			return err
		}
		hosts, err := readHosts(ctx, tx, []int64{e.Num})
		for _, h := range hosts[e.Num] {
			if seen := h.seenBy(v); !h.author && seen != (Person{}) {
				list = append(list, CoHost{seen, h.accepted})
			}
		}
		return err
	})
	return list, err
}

// AskHost asks a member whether they hold an event too; once more it changes nothing. Errors: NotFound for who does not hold the event
// themself, or for the association; [*directory.Invalid] for whom the viewer must not know of, who is under 18, and when there are
// MaxHosts.
func (r *Room) AskHost(ctx context.Context, v *identity.Viewer, id, member uuid.UUID) error {
	return r.onMain(ctx, v, id, func(tx pgx.Tx, e *Event) error {
		accounts, err := canHost(ctx, tx, v, e, []uuid.UUID{member})
		if err != nil {
			return err
		}
		var others int
		err = tx.QueryRow(ctx, `select count(*) from event_hosts where event_id = $1 and account_id <> all($2)`, e.Num, accounts).Scan(&others)
		if err == nil && others >= MaxHosts {
			err = invalid("hosts", "more than %d", MaxHosts)
		}
		if err != nil {
			return err
		}
		return r.askToHost(ctx, tx, v, e, accounts)
	})
}

// DropHost ends that somebody holds an event too, or is asked to; whoever is not, is not. Errors: NotFound.
func (r *Room) DropHost(ctx context.Context, v *identity.Viewer, id, member uuid.UUID) error {
	return r.onMain(ctx, v, id, func(tx pgx.Tx, e *Event) error {
		_, err := tx.Exec(ctx, `delete from event_hosts where event_id = $1 and account_id = (select id from accounts where uid = $2)`, e.Num, member)
		return err
	})
}

// onMain is onOwn for who holds the event themself, or for the association: who holds it with them decides nothing about the others.
func (r *Room) onMain(ctx context.Context, v *identity.Viewer, id uuid.UUID, do func(pgx.Tx, *Event) error) error {
	return r.onOwn(ctx, v, id, func(tx pgx.Tx, e *Event) error {
		if !runs(v, e) {
			return errNone()
		}
		return do(tx, e)
	})
}

// AnswerHosting says whether the viewer, who is asked, holds an event too; no ends it at any time. NotFound for who is not asked.
func (r *Room) AnswerHosting(ctx context.Context, v *identity.Viewer, id uuid.UUID, yes bool) error {
	if err := v.Must(identity.HoldEvents, v.Own()); err != nil {
		return err
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		sql := `delete from event_hosts where event_id = @event and account_id = @account and @at::timestamptz is not null`
		if yes {
			sql = `update event_hosts set accepted_at = coalesce(accepted_at, @at) where event_id = @event and account_id = @account`
		}
		tag, err := tx.Exec(ctx, sql, named{"event": e.Num, "account": v.Account.Num, "at": r.now()})
		if err == nil && (tag.RowsAffected() == 0 || !v.Sees(e.Author)) {
			err = errNone()
		}
		return err
	})
}
