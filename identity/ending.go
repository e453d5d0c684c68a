package identity

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Accounts that nobody uses end: their owner is told, then all of it is erased. Days are those of last_contact, in UTC.

// ReturnEnding forgets the end that was announced to whoever has been here since a day, and says to how many.
func (d *Desk) ReturnEnding(ctx context.Context, since time.Time, most int) (int, error) {
	tag, err := d.pool.Exec(ctx, `
		update accounts set ends_on = null
		where id in (select id from accounts where ends_on is not null and last_contact > $1 order by id limit $2 for no key update skip locked)`,
		dayOf(since), most)
	return int(tag.RowsAffected()), failed(err)
}

// AnnounceEnding notes for at most so many accounts, without a sign of life since a day, on which day they end, and tells their
// owners in the same transaction. A banned one is not told: nobody can come back to it.
func (d *Desk) AnnounceEnding(
	ctx context.Context, silentSince, endsOn time.Time, most int, tell func(ctx context.Context, tx pgx.Tx, accounts []int64) error,
) (n int, err error) {
	err = d.inTx(ctx, func(tx pgx.Tx) error {
		n = 0
		rows, err := tx.Query(ctx, `
			update accounts set ends_on = $2
			where id in (
				select id from accounts where last_contact <= $1 and standing <> 'erased' and ends_on is null
				order by id limit $3 for no key update skip locked)
			returning id, standing`, dayOf(silentSince), dayOf(endsOn), most)
		if err != nil {
			return err
		}
		var account int64
		var standing Standing
		var told []int64
		_, err = pgx.ForEachRow(rows, []any{&account, &standing}, func() error {
			n++
			if standing != StandingBanned {
				told = append(told, account)
			}
			return nil
		})
		if err != nil || len(told) == 0 {
			return err
		}
		return tell(ctx, tx, told)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Ending lists at most so many accounts above a number whose announced day has come and that gave no sign of life since another.
func (d *Desk) Ending(ctx context.Context, silentSince time.Time, above int64, most int) ([]int64, error) {
	rows, err := d.pool.Query(ctx, `
		select id from accounts where ends_on <= $1 and last_contact <= $2 and standing <> 'erased' and id > $3 order by id limit $4`,
		dayOf(d.now()), dayOf(silentSince), above, most)
	if err != nil {
		return nil, failed(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return list, failed(err)
}

// NeverOpened lists at most so many accounts above a number that were registered for somebody before an instant, whom no code has
// let in: they have no contact, no session, no code that could still be used, and no visit after the day of registration.
func (d *Desk) NeverOpened(ctx context.Context, before time.Time, above int64, most int) ([]int64, error) {
	rows, err := d.pool.Query(ctx, `
		select a.id from relays r join accounts a on a.id = r.account_id
		where a.created_at <= $1 and a.id > $3 and a.standing <> 'erased' and a.last_contact <= (a.created_at at time zone 'UTC')::date
			and not exists (select from contacts where account_id = a.id) and not exists (select from sessions where account_id = a.id)
			and not exists (select from printed_codes where account_id = a.id and expires_at > $2)
		order by a.id limit $4`, before, d.now(), above, most)
	if err != nil {
		return nil, failed(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return list, failed(err)
}

// EraseEnded erases everything about an account that [Desk.Ending] or [Desk.NeverOpened] named, unless somebody has used it
// meanwhile: then erased is false.
func (d *Desk) EraseEnded(ctx context.Context, account int64, silentSince time.Time) (erased bool, err error) {
	err = d.change(ctx, account, func(tx pgx.Tx) error {
		if err := d.lockToErase(ctx, tx, account); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `select last_contact <= $2 from accounts where id = $1`, account, dayOf(silentSince)).Scan(&erased)
		if err != nil || !erased {
			return err
		}
		return d.eraseLocked(ctx, tx, account)
	})
	if errors.Is(err, &Error{Code: NotFound}) {
		return false, nil // its owner was quicker
	}
	return erased && err == nil, err
}
