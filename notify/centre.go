package notify

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

const (
	pageMost   = 100
	unreadMost = 100 // nobody needs to count further
)

// List gives the viewer's notices before a number (0 = the newest), the newest first, at most limit and at most 100.
func (o *Office) List(ctx context.Context, v *identity.Viewer, before int64, limit int) ([]Item, error) {
	if err := v.Must(identity.ReadNotices, v.Own()); err != nil {
		return nil, err
	}
	return o.readNotices(ctx, o.Pool, v.Account.Lang, `
		where account_id = $1 and ($2 = 0 or number < $2) order by number desc limit $3`, v.Account.Num, before, min(max(limit, 1), pageMost))
}

// Unread is how many notices the viewer has not read; 100 stands for that many or more. A visitor has none.
func (o *Office) Unread(ctx context.Context, v *identity.Viewer) (n int, err error) {
	if v == nil {
		return 0, nil
	}
	if err := v.Must(identity.ReadNotices, v.Own()); err != nil {
		return 0, err
	}
	err = o.Pool.QueryRow(ctx, `
		select count(*) from (select from visible_notifications where account_id = $1 and read_at is null limit $2) as n`,
		v.Account.Num, unreadMost).Scan(&n)
	return n, err
}

// Read marks the viewer's notices as read: all up to a number, so that what came meanwhile is not, or those that are named.
func (o *Office) Read(ctx context.Context, v *identity.Viewer, upTo int64, numbers ...int64) error {
	if err := v.Must(identity.ReadNotices, v.Own()); err != nil {
		return err
	}
	if len(numbers) > pageMost {
		return identity.Refuse(identity.BadValue, "numbers: more than 100")
	}
	_, err := o.Pool.Exec(ctx, `
		update notifications set read_at = greatest(@now, at + interval '1 microsecond')
		where account_id = @account and read_at is null and (number <= @to or number = any(@numbers))`,
		named{"account": v.Account.Num, "now": o.now(), "to": upTo, "numbers": numbers})
	if err == nil {
		o.Poke()
	}
	return err
}

// ReadNumbered marks somebody's notices as read whose subject is a prefix and a number up to one: for the room that named them so, when
// the person has read there what they were told of.
func ReadNumbered(ctx context.Context, tx pgx.Tx, account int64, prefix string, upTo int64, at time.Time) error {
	_, err := tx.Exec(ctx, `
		update notifications set read_at = greatest(@at, at + interval '1 microsecond')
		where account_id = @account and read_at is null and starts_with(subject, @prefix)
			and substr(subject, length(@prefix) + 1)::bigint <= @to`,
		named{"account": account, "prefix": prefix, "to": upTo, "at": at})
	return err
}

// Settings are the viewer's.
func (o *Office) Settings(ctx context.Context, v *identity.Viewer) (s Settings, err error) {
	if err := v.Must(identity.ReadNotices, v.Own()); err != nil {
		return Settings{}, err
	}
	err = pgx.BeginFunc(ctx, o.Pool, func(tx pgx.Tx) error {
		s, err = o.settingsOf(ctx, tx, v.Account.Num)
		return err
	})
	return s, err
}

// Settle changes the viewer's settings, for what waits too.
func (o *Office) Settle(ctx context.Context, v *identity.Viewer, s Settings) error {
	if err := v.Must(identity.ReadNotices, v.Own()); err != nil {
		return err
	}
	if s.Zone == nil {
		s.Zone = o.Zone
	}
	if err := s.check(o.now()); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, o.Pool, func(tx pgx.Tx) error {
		return o.change(ctx, tx, v.Account.Num, func(kept *Settings) error { *kept = s; return nil })
	})
}

// settingsOf makes the row where it is missing, so that defaults stand in one place.
func (o *Office) settingsOf(ctx context.Context, tx pgx.Tx, account int64) (Settings, error) {
	s, err := o.readSettings(ctx, tx, account, "for update")
	if !errors.Is(err, pgx.ErrNoRows) {
		return s, err
	}
	if _, err := tx.Exec(ctx, lockRecipients, []int64{account}); err != nil {
		return s, err
	}
	return o.readSettings(ctx, tx, account, "for update")
}

// change lets do change somebody's settings, and has decided again what has not begun to leave.
func (o *Office) change(ctx context.Context, tx pgx.Tx, account int64, do func(*Settings) error) error {
	s, err := o.settingsOf(ctx, tx, account)
	if err != nil {
		return err
	}
	if err := do(&s); err != nil {
		return err
	}
	ways, err := json.Marshal(s.Ways)
	if err != nil {
		return err
	}
	var zone *string
	if name := s.Zone.String(); name != o.Zone.String() {
		zone = &name
	}
	var paused *time.Time
	if !s.PausedUntil.IsZero() {
		paused = &s.PausedUntil
	}
	batch := &pgx.Batch{}
	batch.Queue(`
		update recipients set (zone, paused_until, quiet_from, quiet_till, digest_at, urgent, email_cap, sms_cap, ways) =
			(@zone, @paused, @from, @till, @digest, @urgent, @email, @sms, @ways::jsonb)
		where account_id = @account`, named{
		"account": account, "zone": zone, "paused": paused, "from": s.QuietFrom, "till": s.QuietTill, "digest": s.DigestAt,
		"urgent": s.Urgent, "email": s.EmailCap, "sms": s.SMSCap, "ways": string(ways),
	})
	// a parcel that was tried may have arrived: it goes on under its id
	batch.Queue(`delete from parcels where account_id = $1 and tries = 0`, account)
	batch.Queue(`update errands set due_at = '-infinity' where account_id = $1 and parcel_id is null`, account)
	return tx.SendBatch(ctx, batch).Close()
}

// ZoneOf finds a time zone by its name, such as "Europe/Paris": BadValue when there is none.
func ZoneOf(name string) (*time.Location, error) {
	if name == "" || name == "Local" || len(name) > 64 {
		return nil, identity.Refuse(identity.BadValue, "zone: not the name of a time zone")
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, identity.Refuse(identity.BadValue, "zone: not the name of a time zone")
	}
	return zone, nil
}
