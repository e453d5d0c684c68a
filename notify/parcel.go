package notify

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/outbox"
	"github.com/alentour/alentour/identity"
)

// hand makes a letter of a parcel, gives it to its sender and records that.
func (o *Office) hand(ctx context.Context, row outbox.Row) error {
	l, c, err := o.letterOf(ctx, row)
	if err != nil {
		return err
	}
	if l.Text == "" {
		return o.close(ctx, row.ID, "refused") // its notices or its address went meanwhile
	}
	sender := o.sender(c)
	if sender == nil {
		return errors.New("notify: no sender for " + string(c))
	}
	err = sender.Send(ctx, l)
	if refused, ok := errors.AsType[*Refused](err); ok {
		o.Log.Warn("notify: a letter was refused for good", "id", row.UID, "channel", c, "reason", refused.Reason)
		return o.close(ctx, row.ID, "refused")
	}
	if err != nil {
		return err
	}
	return o.close(ctx, row.ID, "sent")
}

func (o *Office) sender(c Channel) Sender {
	if c == SMS {
		return o.SMS
	}
	return o.Email
}

// close records how a parcel ended, with its errands, in one statement.
func (o *Office) close(ctx context.Context, parcel int64, how string) error {
	_, err := o.Pool.Exec(ctx, `
		with done as (delete from errands where parcel_id = $1)
		update parcels set over = $2, next_at = 'infinity' where id = $1 and over is null`, parcel, how)
	return err
}

// letterOf reads what a parcel carries and to whom. Without notices or address its text is empty.
func (o *Office) letterOf(ctx context.Context, row outbox.Row) (l Letter, c Channel, err error) {
	var digest bool
	var to reader
	var address *string
	err = o.Pool.QueryRow(ctx, `
		select p.channel, p.digest, a.id, a.uid, a.lang, c.address
		from parcels p join accounts a on a.id = p.account_id left join lateral (
			select address from contacts c
			where c.account_id = a.id and c.kind = case p.channel when 'sms' then 'phone' else 'email' end
			order by since, address limit 1) c on true
		where p.id = $1`, row.ID).Scan(&c, &digest, &to.num, &to.uid, &to.lang, &address)
	if err == pgx.ErrNoRows {
		return l, c, nil // unmade or erased since it was taken
	}
	if err != nil || address == nil {
		return l, c, err
	}
	notices, err := o.readNotices(ctx, o.Pool, to.lang, `
		where (account_id, number) in (select e.account_id, e.number from errands e where e.parcel_id = $1) order by number`, row.ID)
	if err != nil || len(notices) == 0 {
		return l, c, err
	}
	if c == SMS {
		l = o.shortLetter(to, notices)
		l.To = identity.Contact{Kind: identity.Phone, Address: *address}
	} else {
		l = o.longLetter(to, notices, digest)
		l.To = identity.Contact{Kind: identity.Email, Address: *address}
	}
	l.ID, l.Lang = row.UID, to.lang
	return l, c, nil
}
