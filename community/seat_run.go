package community

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/matching"
)

const (
	lookEvery  = time.Second
	tellEvery  = time.Minute // what has time: ideas, counts of a month
	dueAtOnce  = 64
	afterwards = 2 * time.Hour // after the end guests are asked
)

// Run does what is due until ctx ends: at once when this node was woken by a commit of its own, within a second otherwise. Every node
// runs one; who has locked a row does its step, the others pass it by. A row's alarm is a column of its own, so who dies leaves nothing
// behind but a transaction that never was.
func (r *Room) Run(ctx context.Context) error {
	var reading sync.WaitGroup
	reading.Go(func() { r.runImports(ctx) })
	defer reading.Wait()
	look, tell := time.NewTicker(lookEvery), time.NewTicker(tellEvery)
	defer look.Stop()
	defer tell.Stop()
	warn := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			r.cfg.Log.Warn("community: trying again", "what", what, "error", err)
		}
	}
	for ctx.Err() == nil {
		warn("seats", r.SeatsDue(ctx))
		select {
		case <-ctx.Done():
		case <-r.due:
		case <-look.C:
			warn("series", r.WindowsDue(ctx))
			warn("tickets", r.TicketsDue(ctx))
		case <-tell.C:
			warn("new events", r.TellNew(ctx))
			warn("digests", r.TellDigests(ctx))
			warn("mix", r.CountMix(ctx))
		}
	}
	return nil
}

// Wake says that something may be due now; Run finds it within a second anyway.
func (r *Room) Wake() {
	select {
	case r.due <- struct{}{}:
	default: // it is awake
	}
}

// eachDue runs do in a transaction of its own for every row whose alarm has rung, until there is none. due gives the keys of some; do is
// false for a row that another node has. One that fails is tried again later, and keeps no other.
func eachDue[K any](ctx context.Context, r *Room, due string, do func(context.Context, pgx.Tx, K) (bool, error)) error {
	for {
		rows, err := r.cfg.Pool.Query(ctx, due, named{"now": r.now(), "most": dueAtOnce})
		if err != nil {
			return failed(err)
		}
		keys, err := pgx.CollectRows(rows, pgx.RowToStructByPos[K])
		if err != nil || len(keys) == 0 {
			return failed(err)
		}
		done := 0
		var failure error
		for _, key := range keys {
			did := false
			err := r.inTx(ctx, func(tx pgx.Tx) (err error) {
				did, err = do(ctx, tx, key)
				return err
			})
			if err != nil {
				failure = errors.Join(failure, err)
			} else if did {
				done++
			}
		}
		if failure != nil || done == 0 || ctx.Err() != nil { // what is left is another node's, or does not work now
			return failure
		}
	}
}

// dateKey is what a date is known by.
type dateKey struct {
	Event    int64
	Original time.Time
}

// SeatsDue passes on offers that ran out, reminds who wants it, and asks guests once how it was.
func (r *Room) SeatsDue(ctx context.Context) error {
	return eachDue(ctx, r, `select event_id, original from event_seats where next_at <= @now order by next_at limit @most`,
		func(ctx context.Context, tx pgx.Tx, key dateKey) (bool, error) {
			list, err := manySeats(ctx, tx, selectSeats+`
				where d.event_id = $1 and d.original = $2 and d.next_at <= $3 for no key update of d skip locked`, key.Event, key.Original, r.now())
			if err != nil || len(list) == 0 {
				return false, err
			}
			return true, r.step(ctx, tx, list[0])
		})
}

// step does all that is due on a date, and sets the next alarm.
func (r *Room) step(ctx context.Context, tx pgx.Tx, d *seated) error {
	now := r.now()
	if !d.off {
		if err := r.lapse(ctx, tx, d); err != nil {
			return err
		}
		if err := r.pass(ctx, tx, d); err != nil {
			return err
		}
		if err := r.remind(ctx, tx, d); err != nil {
			return err
		}
	}
	if !d.over && !now.Before(d.ends.Add(afterwards)) {
		if err := r.after(ctx, tx, d); err != nil {
			return err
		}
	}
	var offer, remind *time.Time
	err := tx.QueryRow(ctx, `
		select min(offered_until), min(remind_at) from sign_ups where event_id = $1 and original = $2 and state in ('going', 'offered')`,
		d.event, d.original).Scan(&offer, &remind)
	if err != nil {
		return err
	}
	d.next = time.Time{}
	if !d.off {
		d.wake(or(offer))
		d.wake(or(remind))
	}
	if !d.over {
		d.wake(d.ends.Add(afterwards))
	}
	if !d.next.IsZero() && !d.next.After(now) { // there is no way to get there, but nothing is tried again without end
		d.next = now.Add(time.Minute)
	}
	return r.saveSeats(ctx, tx, d)
}

// lapse takes offers back that ran out.
func (r *Room) lapse(ctx context.Context, tx pgx.Tx, d *seated) error {
	list, err := manySignUps(ctx, tx, selectSignUp+`
		where s.event_id = $1 and s.original = $2 and s.state = 'offered' and s.offered_until <= $3 order by s.turn`, d.event, d.original, r.now())
	if err != nil {
		return err
	}
	var told []telling
	for i := range list {
		s := &list[i]
		told = append(told, telling{to: s.account, about: s.ID.String() + ":" + stamp(s.Until)})
		d.Release(s.State, s.seats)
		s.State, s.Reason, s.seats, s.Until = SignUpCancelled, "lapsed", 0, time.Time{}
		if err := r.saveSignUp(ctx, tx, d, s, ""); err != nil {
			return err
		}
	}
	return r.tell(ctx, tx, "seat-passed", d.params(time.Time{}), told)
}

// pass offers free seats to those in line, in the order of their turns.
func (r *Room) pass(ctx context.Context, tx pgx.Tx, d *seated) error {
	if d.off || d.Waiting == 0 || d.Free() == 0 {
		return nil
	}
	until, ok := OfferUntil(r.now(), matching.FirstDecent(r.now(), d.zone), d.starts)
	if !ok {
		return nil
	}
	list, err := manySignUps(ctx, tx, selectSignUp+`
		where s.event_id = $1 and s.original = $2 and s.state = 'waiting' order by s.turn limit $3`, d.event, d.original, min(d.Free(), d.Waiting))
	if err != nil {
		return err
	}
	var told []telling
	for i := range list {
		s := &list[i]
		if s.seats = d.Offer(1 + len(s.With)); s.seats == 0 {
			break
		}
		s.State, s.Until = SignUpOffered, until
		if err := r.saveSignUp(ctx, tx, d, s, ""); err != nil {
			return err
		}
		told = append(told, telling{to: s.account, about: s.ID.String() + ":" + stamp(until)})
	}
	d.wake(until)
	return r.tell(ctx, tx, "seat-offered", d.params(until), told)
}

// remind tells who goes and wants to be told now.
func (r *Room) remind(ctx context.Context, tx pgx.Tx, d *seated) error {
	rows, err := tx.Query(ctx, `
		update sign_ups set remind_at = null where event_id = $1 and original = $2 and state = 'going' and remind_at <= $3
		returning account_id, uid::text`, d.event, d.original, r.now())
	if err != nil {
		return err
	}
	told, err := collectTold(rows)
	if err != nil || !d.ends.After(r.now()) {
		return err
	}
	for i := range told {
		told[i].about += ":" + stamp(d.starts) // a date that was moved reminds again
	}
	return r.tell(ctx, tx, "event-reminder", d.params(d.starts), told)
}

// after does what comes after a date: a guest is asked once in all how it was, unless they are below 18 (nothing is asked of them) or
// did not come.
func (r *Room) after(ctx context.Context, tx pgx.Tx, d *seated) error {
	d.over = true
	if _, err := tx.Exec(ctx, `update event_seats set closed_at = $3 where event_id = $1 and original = $2`, d.event, d.original, r.now()); err != nil {
		return err
	}
	if d.off {
		return nil
	}
	rows, err := tx.Query(ctx, `
		update sign_ups s set asked_at = @now
		where s.event_id = @event and s.original = @original and s.state = 'going' and s.with_id is not null and s.came is distinct from false
			and s.account_id is not null
			and not exists (select from sign_ups o where o.account_id = s.account_id and o.asked_at is not null)
			and not exists (select from members m where m.account_id = s.account_id and m.age_band = '15-17')
		returning s.account_id, s.uid::text`, named{"event": d.event, "original": d.original, "now": r.now()})
	if err != nil {
		return err
	}
	told, err := collectTold(rows)
	if err != nil {
		return err
	}
	return r.tell(ctx, tx, "guest-asked", d.params(time.Time{}), told)
}
