package community

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

const selectBatch = `
	select b.id, b.uid, b.event_id, e.uid, b.original, coalesce(o.name, ''), b.places, b.members, b.unserved, coalesce(b.district_id, 0), b.draw,
		b.closes_at, b.claim_s, b.commitment, b.seed, b.sealed, b.drawn_at, b.closed_at, b.turn, b.next_at, d.starts_at
	from ticket_batches b join events e on e.id = b.event_id join event_seats d on (d.event_id, d.original) = (b.event_id, b.original)
		left join organisations o on o.id = b.partner_id `

func scanBatch(row pgx.CollectableRow) (b Batch, err error) {
	var claim int64
	var drawn, closed, next pgtype.Timestamptz
	err = row.Scan(&b.num, &b.ID, &b.event, &b.Event, &b.Original, &b.Partner, &b.Places, &b.Members, &b.Unserved, &b.District, &b.Draw,
		&b.Closes, &claim, &b.Commitment, &b.Seed, &b.sealed, &drawn, &closed, &b.turn, &next, &b.starts)
	b.Claim = time.Duration(claim) * time.Second
	b.Original, b.Closes, b.starts = b.Original.UTC(), b.Closes.UTC(), b.starts.UTC()
	b.Drawn, b.Closed, b.next = instant(drawn), instant(closed), instant(next)
	return b, err
}

func manyBatches(ctx context.Context, db querier, sql string, args ...any) ([]Batch, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanBatch)
}

func oneBatch(ctx context.Context, db querier, sql string, args ...any) (Batch, error) {
	list, err := manyBatches(ctx, db, sql, args...)
	if err == nil && len(list) == 0 {
		err = errNone()
	}
	if err != nil {
		return Batch{}, err
	}
	return list[0], nil
}

func (r *Room) batchOf(ctx context.Context, id uuid.UUID) (Batch, error) {
	b, err := oneBatch(ctx, r.cfg.Pool, selectBatch+`where b.uid = $1`, id)
	return b, failed(err)
}

// holdBatch locks the date of a batch, then the batch. NotFound when there is none, or skip is true and another node has it.
func (r *Room) holdBatch(ctx context.Context, tx pgx.Tx, id uuid.UUID, skip bool) (*seated, *Batch, error) {
	how := ` for no key update of `
	locked := ``
	if skip {
		locked = ` skip locked`
	}
	list, err := manySeats(ctx, tx, selectSeats+`
		where (d.event_id, d.original) = (select event_id, original from ticket_batches where uid = $1)`+how+`d`+locked, id)
	if err == nil && len(list) == 0 {
		err = errNone()
	}
	if err != nil {
		return nil, nil, err
	}
	b, err := oneBatch(ctx, tx, selectBatch+`where b.uid = $1`+how+`b`, id)
	return list[0], &b, err
}

// onBatch does something for the viewer with a batch that everyone sees.
func (r *Room) onBatch(ctx context.Context, v *identity.Viewer, id uuid.UUID, do func(pgx.Tx, *seated, *Batch) error) error {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return err
	}
	err := r.inTx(ctx, func(tx pgx.Tx) error {
		d, b, err := r.holdBatch(ctx, tx, id, false)
		if err != nil {
			return err
		}
		if d.hidden {
			return errNone()
		}
		return do(tx, d, b)
	})
	if err == nil {
		r.Wake()
	}
	return err
}

// onTicket does something with a ticket of the viewer, whose batch it holds.
func (r *Room) onTicket(ctx context.Context, v *identity.Viewer, id uuid.UUID, do func(pgx.Tx, *seated, *Batch, *Ticket) error) (t Ticket, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return t, err
	}
	var batch uuid.UUID
	err = r.cfg.Pool.QueryRow(ctx, `select b.uid from tickets t join ticket_batches b on b.id = t.batch_id where t.uid = $1 and t.account_id = $2`,
		id, v.Account.Num).Scan(&batch)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, errNone()
	}
	if err != nil {
		return t, failed(err)
	}
	err = r.onBatch(ctx, v, batch, func(tx pgx.Tx, d *seated, b *Batch) error {
		if t, err = r.ticketOf(ctx, tx, b, v.Account.Num); err != nil {
			return err
		}
		if !d.ends.After(r.now()) {
			return identity.Refuse(identity.BadValue, "it is over")
		}
		if err := do(tx, d, b, &t); err != nil {
			return err
		}
		return r.saveBatch(ctx, tx, d, b)
	})
	return t, err
}

const selectTicket = `select t.id, t.uid, t.state, t.offered_until, t.served, t.turn, coalesce(t.account_id, 0) from tickets t `

func (r *Room) manyTickets(ctx context.Context, db querier, sql string, args ...any) ([]Ticket, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Ticket, err error) {
		var until pgtype.Timestamptz
		err = row.Scan(&t.num, &t.ID, &t.State, &until, &t.Served, &t.Turn, &t.account)
		if t.Until = instant(until); t.State == TicketClaimed {
			t.Code = r.ticketCode(t.ID)
		}
		return t, err
	})
}

func (r *Room) ticketOf(ctx context.Context, db querier, b *Batch, account int64) (Ticket, error) {
	list, err := r.manyTickets(ctx, db, selectTicket+`where t.batch_id = $1 and t.account_id = $2`, b.num, account)
	if err == nil && len(list) == 0 {
		err = errNone()
	}
	if err != nil {
		return Ticket{}, err
	}
	return list[0], nil
}

func (r *Room) saveTicket(ctx context.Context, tx pgx.Tx, t *Ticket) error {
	_, err := tx.Exec(ctx, `
		update tickets set (state, offered_until, turn, changed_at, was_offered) =
			(@state, @until, @turn, @now, was_offered or @state in ('offered', 'claimed')) where id = @num`,
		named{"num": t.num, "state": t.State, "until": atRest(t.Until), "turn": t.Turn, "now": r.now()})
	return err
}

// saveBatch writes a batch and the counters of its date.
func (r *Room) saveBatch(ctx context.Context, tx pgx.Tx, d *seated, b *Batch) error {
	if err := r.schedule(ctx, tx, d, b); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		update ticket_batches set (turn, closes_at, drawn_at, seed, sealed, closed_at, next_at) = (@turn, @closes, @drawn, @seed, @sealed, @closed, @next)
		where id = @num`,
		named{
			"num": b.num, "turn": b.turn, "closes": b.Closes, "drawn": atRest(b.Drawn), "seed": b.Seed, "sealed": b.sealed, "closed": atRest(b.Closed),
			"next": atRest(b.next),
		})
	if err != nil {
		return err
	}
	return r.saveSeats(ctx, tx, d)
}

// schedule sets the alarm of a batch.
func (r *Room) schedule(ctx context.Context, tx pgx.Tx, d *seated, b *Batch) error {
	b.next = time.Time{}
	if !b.Closed.IsZero() {
		return nil
	}
	var until *time.Time
	err := tx.QueryRow(ctx, `select min(offered_until) from tickets where batch_id = $1 and state = 'offered'`, b.num).Scan(&until)
	if err != nil {
		return err
	}
	b.next = d.starts.Add(-ticketsClose)
	if b.Closes.After(r.now()) && b.Closes.Before(b.next) {
		b.next = b.Closes
	}
	if until != nil && until.Before(b.next) {
		b.next = until.UTC()
	}
	if !b.next.After(r.now()) { // as step says
		b.next = r.now().Add(time.Minute)
	}
	return nil
}

// left is how many places of a batch nobody has claimed or is offered.
func (b *Batch) left(ctx context.Context, tx pgx.Tx) (n int, err error) {
	err = tx.QueryRow(ctx, `select count(*) from tickets where batch_id = $1 and state in ('offered', 'claimed')`, b.num).Scan(&n)
	return b.Places - n, err
}

// passTickets offers what is left to the next in line. Before a draw there is no line.
func (r *Room) passTickets(ctx context.Context, tx pgx.Tx, d *seated, b *Batch) error {
	if d.off || !b.Closed.IsZero() || b.Draw && b.Drawn.IsZero() {
		return nil
	}
	left, err := b.left(ctx, tx)
	if err != nil || left <= 0 {
		return err
	}
	now := r.now()
	until := matching.FirstDecent(now, d.zone).Add(b.Claim)
	if last := d.starts.Add(-ticketsClose); until.After(last) {
		until = last
	}
	if !until.After(now) {
		return nil
	}
	list, err := r.manyTickets(ctx, tx, selectTicket+`where t.batch_id = $1 and t.state = 'applied' order by t.turn limit $2`, b.num, left)
	if err != nil {
		return err
	}
	var told []telling
	for i := range list {
		t := &list[i]
		t.State, t.Until = TicketOffered, until
		if err := r.saveTicket(ctx, tx, t); err != nil {
			return err
		}
		told = append(told, telling{t.account, "t:" + t.ID.String()})
	}
	params := d.params(until)
	params["partner"] = b.Partner
	if b.Partner == "" {
		params["partner"] = "Alentour"
	}
	return r.tell(ctx, tx, "ticket-offered", params, told)
}

// claim lets somebody go by a place that was kept.
func (r *Room) claim(ctx context.Context, tx pgx.Tx, d *seated, b *Batch, t *Ticket) error {
	d.held--
	before := *d
	w := writing{account: t.account, key: "ticket-" + t.ID.String(), remindMin: int(remindDefault / time.Minute), ticket: t.num}
	w.party(d, SignUpGoing)
	_, err := r.insert(ctx, tx, d, &w)
	if errors.Is(err, pgx.ErrNoRows) {
		*d = before
		err = r.claimAgain(ctx, tx, d, t)
	}
	if err != nil {
		return err
	}
	t.State, t.Until, t.Code = TicketClaimed, time.Time{}, r.ticketCode(t.ID)
	return r.saveTicket(ctx, tx, t)
}

// claimAgain is claim for somebody who waits for a seat, or had left.
func (r *Room) claimAgain(ctx context.Context, tx pgx.Tx, d *seated, t *Ticket) error {
	s, err := oneSignUp(ctx, tx, selectSignUp+`where (s.event_id, s.original, s.account_id) = ($1, $2, $3)`, d.event, d.original, t.account)
	if err != nil {
		return err
	}
	if s.State == SignUpGoing || s.State == SignUpOffered {
		return identity.Refuse(identity.BadValue, "they go already")
	}
	d.Release(s.State, s.seats)
	s.State, s.Reason, s.seats, s.With, s.ticket = SignUpGoing, "", 1, []string{}, t.num
	return r.saveSignUp(ctx, tx, d, &s, "")
}

// returnTicket gives the place back of somebody who does not go any more: it is the next one's of the batch.
func (r *Room) returnTicket(ctx context.Context, tx pgx.Tx, d *seated, ticket int64) error {
	b, err := oneBatch(ctx, tx, selectBatch+`where b.id = (select batch_id from tickets where id = $1) for no key update of b`, ticket)
	if err != nil {
		return err
	}
	if err := r.giveBack(ctx, tx, d, &b, ticket); err != nil {
		return err
	}
	return r.saveBatch(ctx, tx, d, &b)
}

func (r *Room) giveBack(ctx context.Context, tx pgx.Tx, d *seated, b *Batch, ticket int64) error {
	_, err := tx.Exec(ctx, `update tickets set (state, used_at, changed_at) = ('passed', null, $2) where id = $1`, ticket, r.now())
	if err != nil {
		return err
	}
	if !b.Closed.IsZero() { // whoever is in line for a seat has it
		return r.pass(ctx, tx, d)
	}
	d.Taken++
	d.held++
	return r.passTickets(ctx, tx, d, b)
}

// ticketCode is what a ticket is called at the door: eight signs that nobody guesses while somebody watches, and that stand nowhere.
func (r *Room) ticketCode(id uuid.UUID) string {
	const signs = 8
	digest := r.cfg.Sealer.Digest("ticket-code", string(id[:]))
	var code strings.Builder
	for i := range signs {
		n := int(digest[2*i])<<8 | int(digest[2*i+1])
		code.WriteByte(ticketAlphabet[n%len(ticketAlphabet)])
	}
	return code.String()
}

func plainTicketCode(code string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code))
}
