package community

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// TicketsDue draws what is to be drawn, passes on offers that ran out, and gives back what nobody claimed.
func (r *Room) TicketsDue(ctx context.Context) error {
	type key struct{ ID uuid.UUID }
	return eachDue(ctx, r, `select uid from ticket_batches where next_at <= @now order by next_at limit @most`,
		func(ctx context.Context, tx pgx.Tx, k key) (bool, error) {
			d, b, err := r.holdBatch(ctx, tx, k.ID, true)
			if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
				return false, nil
			}
			if err != nil || b.next.IsZero() || b.next.After(r.now()) {
				return false, err
			}
			return true, r.stepBatch(ctx, tx, d, b)
		})
}

// stepBatch does all that is due on a batch.
func (r *Room) stepBatch(ctx context.Context, tx pgx.Tx, d *seated, b *Batch) error {
	now := r.now()
	if b.Draw && b.Drawn.IsZero() && !b.Closes.After(now) {
		if err := r.draw(ctx, tx, b); err != nil {
			return err
		}
	}
	if err := r.lapseTickets(ctx, tx, d, b); err != nil {
		return err
	}
	if err := r.passTickets(ctx, tx, d, b); err != nil {
		return err
	}
	if !b.Closes.After(now) || !now.Before(d.starts.Add(-ticketsClose)) {
		var line, offered int
		err := tx.QueryRow(ctx, `
			select count(*) filter (where state = 'applied'), count(*) filter (where state = 'offered') from tickets where batch_id = $1`, b.num).
			Scan(&line, &offered)
		if err != nil {
			return err
		}
		if line+offered == 0 || !now.Before(d.starts.Add(-ticketsClose)) {
			if err := r.closeBatch(ctx, tx, d, b, "none"); err != nil {
				return err
			}
		}
	}
	return r.saveBatch(ctx, tx, d, b)
}

// draw puts applicants in the order of the lot, and publishes the seed.
func (r *Room) draw(ctx context.Context, tx pgx.Tx, b *Batch) error {
	seed, err := r.cfg.Sealer.Open(b.sealed, aboutSeed(b.ID))
	if err != nil {
		return err
	}
	list, err := r.manyTickets(ctx, tx, selectTicket+`where t.batch_id = $1 and t.state = 'applied' order by t.turn`, b.num)
	if err != nil {
		return err
	}
	applicants, byID := make([]Applicant, len(list)), map[uuid.UUID]*Ticket{}
	for i := range list {
		applicants[i], byID[list[i].ID] = Applicant{list[i].ID, list[i].Served}, &list[i]
	}
	for i, a := range DrawOrder(seed, applicants) {
		t := byID[a.Ticket]
		t.Turn = i + 1
		if err := r.saveTicket(ctx, tx, t); err != nil {
			return err
		}
	}
	b.Seed, b.sealed, b.Drawn = seed, nil, r.now()
	return nil
}

// lapseTickets takes offers back that ran out.
func (r *Room) lapseTickets(ctx context.Context, tx pgx.Tx, d *seated, b *Batch) error {
	return r.endTickets(ctx, tx, d, `where t.batch_id = $1 and t.state = 'offered' and t.offered_until <= $2`, TicketLapsed, "lapsed", b.num, r.now())
}

// endTickets ends some tickets, and tells these people why.
func (r *Room) endTickets(ctx context.Context, tx pgx.Tx, d *seated, which string, state TicketState, why string, args ...any) error {
	list, err := r.manyTickets(ctx, tx, selectTicket+which+` order by t.turn`, args...)
	if err != nil {
		return err
	}
	var told []telling
	for i := range list {
		t := &list[i]
		t.State, t.Until = state, time.Time{}
		if err := r.saveTicket(ctx, tx, t); err != nil {
			return err
		}
		told = append(told, telling{t.account, "t:" + t.ID.String()})
	}
	params := d.params(time.Time{})
	params["why"] = why
	return r.tell(ctx, tx, "ticket-passed", params, told)
}

// closeBatch gives the places back that nobody has claimed, to those in line for a seat.
func (r *Room) closeBatch(ctx context.Context, tx pgx.Tx, d *seated, b *Batch, why string) error {
	if err := r.endTickets(ctx, tx, d, `where t.batch_id = $1 and t.state in ('offered', 'applied')`, TicketPassed, why, b.num); err != nil {
		return err
	}
	left, err := b.left(ctx, tx)
	if err != nil {
		return err
	}
	d.Taken -= left
	d.held -= left
	b.Closed = r.now()
	return r.pass(ctx, tx, d)
}

// dropBatches closes what partners give for a date that is called off.
func (r *Room) dropBatches(ctx context.Context, tx pgx.Tx, d *seated) error {
	list, err := manyBatches(ctx, tx, selectBatch+`where b.event_id = $1 and b.original = $2 and b.closed_at is null order by b.id for no key update of b`,
		d.event, d.original)
	for i := range list {
		if err == nil {
			err = r.closeBatch(ctx, tx, d, &list[i], "off")
		}
		if err == nil {
			err = r.saveBatch(ctx, tx, d, &list[i])
		}
	}
	return err
}

// ticketAlphabet has no signs that look like another one when they are said or read.
const ticketAlphabet = "ACDEFGHJKMNPQRTWXY34679"
