package notify

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Plan decides about every errand whose turn it is. Several nodes may at once: a person is one node's at a time.
func (o *Office) Plan(ctx context.Context) error {
	var known []string // while versions change, what only the newer one knows is left to it
	for _, k := range Kinds() {
		known = append(known, k.Code)
	}
	for {
		const most = 500
		rows, err := o.Pool.Query(ctx, `
			select account_id from (
				select account_id from errands e join notifications n using (account_id, number)
				where parcel_id is null and due_at <= $1 and n.kind = any($3) order by due_at limit $2) as due
			group by account_id order by account_id`, o.now(), most, known)
		if err != nil {
			return err
		}
		people, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		planned := 0
		for _, account := range people {
			done, err := o.planFor(ctx, account)
			if err != nil {
				return err
			}
			if done {
				planned++
			}
		}
		if planned == 0 {
			return nil // nothing is due, or another node has it in hand
		}
	}
}

// planFor decides about one person's errands under their lock; false = somebody else has it.
func (o *Office) planFor(ctx context.Context, account int64) (done bool, err error) {
	err = pgx.BeginFunc(ctx, o.Pool, func(tx pgx.Tx) error {
		s, err := o.readSettings(ctx, tx, account, "for update skip locked")
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		done = true
		due, err := o.dueErrands(ctx, tx, account)
		if err != nil {
			return err
		}
		for _, c := range []Channel{Email, SMS} {
			if len(due[c]) == 0 {
				continue
			}
			if err := o.planChannel(ctx, tx, s, account, c, due[c]); err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}

func (o *Office) planChannel(ctx context.Context, tx pgx.Tx, s Settings, account int64, c Channel, due []errand) error {
	now := o.now()
	day := dayIn(now, s.Zone)
	var spent int
	err := tx.QueryRow(ctx, `select count(*) from parcels where (account_id, channel, day) = ($1, $2, $3)`, account, c, day).Scan(&spent)
	if err != nil {
		return err
	}
	if o.sender(c) == nil { // this house has none, and a letter of last year is no use when it has
		for i := range due {
			due[i].seen = true
		}
	}
	p := s.plan(c, due, spent, now)
	batch := &pgx.Batch{}
	if len(p.drop) > 0 {
		batch.Queue(`delete from errands where account_id = $1 and channel = $2 and number = any($3)`, account, c, p.drop)
	}
	for number, at := range p.later {
		batch.Queue(`update errands set due_at = $4 where account_id = $1 and channel = $2 and number = $3`, account, c, number, at)
	}
	parcel := func(digest bool, numbers []int64) error {
		uid, err := uuid.NewV7()
		if err != nil {
			return err
		}
		batch.Queue(`
			with parcel as (
				insert into parcels (uid, account_id, channel, digest, day, next_at, expires_at)
				values (@uid, @account, @channel, @digest, @day, @now, @expires) returning id)
			update errands set parcel_id = parcel.id from parcel where account_id = @account and channel = @channel and number = any(@numbers)`,
			named{
				"uid": uid, "account": account, "channel": c, "digest": digest, "day": day, "now": now,
				"expires": now.AddDate(0, 0, parcelDays), "numbers": numbers,
			})
		return nil
	}
	for _, number := range p.alone {
		if err := parcel(false, []int64{number}); err != nil {
			return err
		}
	}
	if len(p.one) > 0 {
		if err := parcel(true, p.one); err != nil {
			return err
		}
	}
	return tx.SendBatch(ctx, batch).Close()
}

// dueErrands are a person's, by channel, in the order of numbers. Those without an address to go to are taken away.
func (o *Office) dueErrands(ctx context.Context, tx pgx.Tx, account int64) (map[Channel][]errand, error) {
	_, err := tx.Exec(ctx, `
		delete from errands e where account_id = $1 and parcel_id is null
			and not exists (select from contacts c where c.account_id = e.account_id and c.kind = case e.channel when 'sms' then 'phone' else 'email' end)`,
		account)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		select e.channel, e.number, n.kind, n.at, coalesce(n.read_at > n.at, false) or not exists (
			select from visible_notifications v where (v.account_id, v.number) = (n.account_id, n.number))
		from errands e join notifications n using (account_id, number)
		where e.account_id = $1 and e.parcel_id is null and e.due_at <= $2 order by e.number limit 1000`, account, o.now())
	if err != nil {
		return nil, err
	}
	due := map[Channel][]errand{}
	var c Channel
	var e errand
	var kind string
	_, err = pgx.ForEachRow(rows, []any{&c, &e.number, &kind, &e.posted, &e.seen}, func() error {
		if k, known := kindOf(kind); known {
			e.group, e.urgent = k.Group, k.Urgent
			due[c] = append(due[c], e)
		}
		return nil
	})
	return due, err
}

// readSettings are pgx.ErrNoRows for somebody without a row, or whose row another transaction has ("for update skip locked").
func (o *Office) readSettings(ctx context.Context, tx pgx.Tx, account int64, lock string) (s Settings, err error) {
	var zone *string
	var paused *time.Time
	var ways []byte
	err = tx.QueryRow(ctx, `
		select zone, paused_until, quiet_from, quiet_till, digest_at, urgent, email_cap, sms_cap, ways
		from recipients where account_id = $1 `+lock, account).Scan(
		&zone, &paused, &s.QuietFrom, &s.QuietTill, &s.DigestAt, &s.Urgent, &s.EmailCap, &s.SMSCap, &ways)
	if err != nil {
		return s, err
	}
	s.Zone = o.Zone
	if zone != nil {
		if s.Zone, err = time.LoadLocation(*zone); err != nil {
			s.Zone = o.Zone // the machine's table of zones lost it
		}
	}
	if paused != nil {
		s.PausedUntil = paused.UTC()
	}
	return s, json.Unmarshal(ways, &s.Ways)
}
