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
	rows, err := tx.Query(ctx, `
		select a.id, m.age_band from accounts a join members m on m.account_id = a.id
		where a.uid = any($1) and a.standing = 'active' and not m.barred and not m.hidden order by a.id`, uids)
	if err != nil {
		return err
	}
	var accounts []int64
	var account int64
	var age directory.AgeBand
	_, err = pgx.ForEachRow(rows, []any{&account, &age}, func() error {
		if age.Adult() && v.Sees(account) && account != e.Author {
			accounts = append(accounts, account)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(accounts) < len(uids) {
		return invalid("hosts", "somebody is not a member of 18 or more whom you see")
	}
	if _, err := tx.Exec(ctx, `delete from event_hosts where event_id = $1 and account_id <> all($2)`, e.Num, accounts); err != nil {
		return err
	}
	rows, err = tx.Query(ctx, `
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
