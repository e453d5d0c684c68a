package community

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// A series that somebody comes to is written date by date, this far ahead.
const (
	windowAhead = 62 * day
	windowDates = 100 // at once
	windowEvery = 12 * time.Hour
)

// joinSeries lets somebody come to every date. What is given is the next one.
func (r *Room) joinSeries(ctx context.Context, v *identity.Viewer, event uuid.UUID, j Joining, key string) (s SignUp, err error) {
	account := v.Account.Num
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		e, err := r.shownEvent(ctx, tx, event)
		if err != nil {
			return err
		}
		if !e.Cancelled.IsZero() {
			return errOff()
		}
		dates := e.Between(nil, r.now(), r.now().Add(windowAhead), windowDates)
		next, ok := e.Next(r.now())
		if !ok {
			return identity.Refuse(identity.BadValue, "it is over")
		}
		var num int64
		err = tx.QueryRow(ctx, `
			insert into event_series (event_id, account_id, client_key, name, company, remind_min, created_at)
			values (@event, @account, @key, @name, @company, @remind, @now)
			on conflict (event_id, account_id) do update set (client_key, name, company, remind_min) =
				(excluded.client_key, excluded.name, excluded.company, excluded.remind_min) returning id`,
			named{
				"event": e.Num, "account": account, "key": key, "name": j.Name, "company": notNil(j.With), "remind": j.remindMin(), "now": r.now(),
			}).Scan(&num)
		if errors.Is(err, pgx.ErrNoRows) {
			return identity.Refuse(identity.NoSession, "")
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into event_windows (event_id, filled, next_at) values ($1, $2, $3) on conflict do nothing`,
			e.Num, r.now().Add(windowAhead), r.now().Add(windowEvery))
		if err != nil {
			return err
		}
		if len(dates) == 0 { // the next one is farther ahead: it will be written when it comes near
			s = SignUp{
				Event: e.ID, Title: next.Title, Zone: e.series.Zone, Original: next.Original, Start: next.Start, End: next.End, With: notNil(j.With),
				State: SignUpGoing, Series: true, Remind: time.Duration(j.remindMin()) * time.Minute,
			}
			return nil
		}
		for i := range dates {
			if dates[i].Cancelled {
				continue
			}
			one, err := r.fill(ctx, tx, &dates[i], subscriber{account, key, j.Name, notNil(j.With), j.remindMin()})
			if err != nil {
				return err
			}
			if s.num == 0 {
				s = one
			}
		}
		return nil
	})
	if err != nil {
		return SignUp{}, err
	}
	r.Wake()
	return s, nil
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// shownEvent reads an event that everyone sees, and keeps it from being edited meanwhile.
func (r *Room) shownEvent(ctx context.Context, tx pgx.Tx, id uuid.UUID) (*Event, error) {
	e, err := oneEvent(ctx, tx, selectEvent+`where s.uid = $1 for share of s`, id)
	if err != nil {
		return nil, err
	}
	hosts, err := readHosts(ctx, tx, []int64{e.Num})
	if err == nil && !e.shown(hosts[e.Num]) {
		err = errNone()
	}
	return e, err
}

// subscriber is somebody who comes to every date.
type subscriber struct {
	Account   int64
	Key, Name string
	Company   []string
	RemindMin int
}

// fill writes one who comes to every date down for one of them. Who has said something of that date before is left with it.
func (r *Room) fill(ctx context.Context, tx pgx.Tx, o *Occurrence, by subscriber) (s SignUp, err error) {
	if err := insertSeats(ctx, tx, o); err != nil {
		return s, err
	}
	d, err := holdSeats(ctx, tx, `where d.event_id = $1 and d.original = $2`, o.Event, o.Original)
	if err != nil || d.off || !d.ends.After(r.now()) {
		return s, err
	}
	before := *d
	w := writing{account: by.Account, key: by.Key, name: by.Name, company: by.Company, remindMin: by.RemindMin, series: true}
	w.party(d, d.Join(1+len(by.Company)))
	s, err = r.insert(ctx, tx, d, &w)
	if errors.Is(err, pgx.ErrNoRows) {
		*d = before
		return oneSignUp(ctx, tx, selectSignUp+`where (s.event_id, s.original, s.account_id) = ($1, $2, $3)`, d.event, d.original, by.Account)
	}
	return s, err
}

// LeaveSeries ends that the viewer comes to every date, and takes them off those ahead that they were written down for by it. Asked
// again it changes nothing.
func (r *Room) LeaveSeries(ctx context.Context, v *identity.Viewer, event uuid.UUID) error {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return err
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		var num int64
		err := tx.QueryRow(ctx, `
			delete from event_series where account_id = $1 and event_id = (select id from events where uid = $2) returning event_id`,
			v.Account.Num, event).Scan(&num)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return r.leaveAhead(ctx, tx, `and s.series and s.event_id = @event`, named{"account": v.Account.Num, "now": r.now(), "event": num}, "left")
	})
}

// leaveAhead takes an account off dates that are not over, in their order.
func (r *Room) leaveAhead(ctx context.Context, tx pgx.Tx, which string, args named, reason string) error {
	dates, err := manySeats(ctx, tx, selectSeats+`
		where d.ends_at > @now and (d.event_id, d.original) in (
			select s.event_id, s.original from sign_ups s where s.account_id = @account and s.state <> 'cancelled' `+which+`)
		order by d.event_id, d.original for no key update of d`, args)
	if err != nil {
		return err
	}
	for _, d := range dates {
		s, err := oneSignUp(ctx, tx, selectSignUp+`where (s.event_id, s.original, s.account_id) = ($1, $2, $3)`, d.event, d.original, args["account"])
		if err != nil {
			return err
		}
		if s.State == SignUpCancelled {
			continue
		}
		if err := r.cancelSignUp(ctx, tx, d, &s, reason); err != nil {
			return err
		}
	}
	return nil
}

// followSeries lets those who come to every date of an event that was split come to the second half too, and has the dates looked at
// again.
func (r *Room) followSeries(ctx context.Context, tx pgx.Tx, c *Change) error {
	if c.After.Num != c.Before.Num {
		_, err := tx.Exec(ctx, `
			insert into event_series (event_id, account_id, client_key, name, company, remind_min, created_at)
			select $2, account_id, client_key, name, company, remind_min, $3 from event_series where event_id = $1 order by id
			on conflict do nothing`, c.Before.Num, c.After.Num, r.now())
		if err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `
		insert into event_windows (event_id, filled, next_at)
		select distinct event_id, $2::timestamptz, $2::timestamptz from event_series where event_id = any($1)
		on conflict (event_id) do update set (filled, next_at) = (excluded.filled, excluded.next_at)`,
		[]int64{c.Before.Num, c.After.Num}, r.now())
	return err
}

// WindowsDue writes those who come to every date down for the dates that have come near, in the order in which they said so.
func (r *Room) WindowsDue(ctx context.Context) error {
	type key struct{ Event int64 }
	return eachDue(ctx, r, `select event_id from event_windows where next_at <= @now order by next_at limit @most`,
		func(ctx context.Context, tx pgx.Tx, k key) (bool, error) {
			e, err := oneEvent(ctx, tx, selectEvent+`where s.id = $1 for share of s skip locked`, k.Event)
			if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
				return false, nil // somebody edits it
			}
			if err != nil {
				return false, err
			}
			var filled time.Time
			err = tx.QueryRow(ctx, `select filled from event_windows where event_id = $1 and next_at <= $2 for update skip locked`,
				k.Event, r.now()).Scan(&filled)
			if errors.Is(err, pgx.ErrNoRows) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
			return true, r.fillWindow(ctx, tx, e, filled)
		})
}

func (r *Room) fillWindow(ctx context.Context, tx pgx.Tx, e *Event, filled time.Time) error {
	now := r.now()
	until, again := now.Add(windowAhead), now.Add(windowEvery)
	rows, err := tx.Query(ctx, `select account_id, client_key, name, company, remind_min from event_series where event_id = $1 order by id`, e.Num)
	if err != nil {
		return err
	}
	people, err := pgx.CollectRows(rows, pgx.RowToStructByPos[subscriber])
	if err != nil {
		return err
	}
	from := filled
	if from.Before(now) {
		from = now
	}
	var dates []Occurrence
	if e.Cancelled.IsZero() && len(people) > 0 {
		dates = e.Between(nil, from, until, windowDates)
	}
	if len(dates) == windowDates { // the rest at once, in another transaction
		until, again = dates[len(dates)-1].Start, now
	}
	for i := range dates {
		if dates[i].Cancelled {
			continue
		}
		for _, by := range people {
			_, err := r.fill(ctx, tx, &dates[i], by)
			// an account that is being erased is not written
			if err != nil && !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
				return err
			}
		}
	}
	_, err = tx.Exec(ctx, `update event_windows set (filled, next_at) = ($2, $3) where event_id = $1`, e.Num, until, again)
	return err
}
