package community

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// TicketState is where somebody's ticket stands.
type TicketState string

// The states. Who has applied is in line: for the draw, then in its order; without one, in the order in which they came.
const (
	TicketApplied TicketState = "applied"
	TicketOffered TicketState = "offered" // until a time, then the next has it
	TicketClaimed TicketState = "claimed" // they go
	TicketPassed  TicketState = "passed"  // they do not want it, or there was none
	TicketLapsed  TicketState = "lapsed"  // they were offered it, and did not answer
)

// BatchDraft is what is said of places that a partner gives.
type BatchDraft struct {
	Partner  uuid.UUID     // the organisation that gives them; zero = the one that holds the event
	Places   int           // 1–MaxPlaces, of the seats of the date that are free now
	Members  bool          // only for who has a profile
	Unserved bool          // only for who was never offered one
	District int64         // only for who lives there or below; 0 = wherever
	Draw     bool          // drawn at Closes; else first come, first served
	Closes   time.Time     // until when one can apply; before the date begins
	Claim    time.Duration // how long an offer lasts, 10 minutes to 7 days
}

// Batch is places that a partner gives, as everyone may know them.
type Batch struct {
	ID         uuid.UUID
	Event      uuid.UUID
	Original   time.Time
	Partner    string // name of the organisation; empty = none is named
	Places     int
	Members    bool
	Unserved   bool
	District   int64
	Draw       bool
	Closes     time.Time
	Claim      time.Duration
	Commitment []byte    // of a draw: SHA-256 of the seed, from the beginning
	Seed       []byte    // once it is drawn
	Drawn      time.Time // zero = not yet, or no draw
	Closed     time.Time // zero while there are places or people in line
	Own        *Ticket   // the viewer's

	num, event int64
	turn       int
	sealed     []byte
	next       time.Time
	starts     time.Time
}

// Ticket is somebody's part in a batch, as they see it.
type Ticket struct {
	ID     uuid.UUID
	State  TicketState
	Until  time.Time // of TicketOffered
	Code   string    // of TicketClaimed: to say at the door
	Served int       // tickets they had before, which the draw went by
	Turn   int       // place in the order

	num, account int64
}

// MaxPlaces is how many places a batch has at most.
const MaxPlaces = 1000

const (
	ticketsClose = 15 * time.Minute // before it begins, what nobody has claimed goes to those in line for a seat
	shortClaim   = 10 * time.Minute
	longClaim    = 7 * day
)

// OpenBatch gives places of a date to those who apply: they are kept from then on. It is for who holds the event and for the staff of the
// district, and stands in the audit. clientKey as for Publish. Errors: NotFound, BadValue for a date that is over or called off,
// [*directory.Invalid], which names "places" when there are not so many seats.
func (r *Room) OpenBatch(ctx context.Context, v *identity.Viewer, event uuid.UUID, original time.Time, draft BatchDraft, clientKey string) (b Batch, err error) {
	if len(clientKey) < 8 || len(clientKey) > 80 {
		return b, invalid("client_key", "not 8 to 80 bytes")
	}
	err = r.atDoor(ctx, v, event, original, func(tx pgx.Tx, e *Event, _ bool) error {
		d, err := r.openDate(ctx, tx, event, original)
		if err != nil {
			return err
		}
		b, err = oneBatch(ctx, tx, selectBatch+`where b.opened_by = $1 and b.client_key = $2`, v.Account.Num, clientKey)
		if !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
			return err
		}
		if err := r.checkBatch(d, &draft); err != nil {
			return err
		}
		num, err := r.insertBatch(ctx, tx, d, v.Account.Num, e.Organisation, &draft, clientKey)
		if err != nil {
			return err
		}
		d.Taken += draft.Places
		d.held += draft.Places
		if err := r.saveSeats(ctx, tx, d); err != nil {
			return err
		}
		if b, err = oneBatch(ctx, tx, selectBatch+`where b.id = $1`, num); err != nil {
			return err
		}
		return r.cfg.Desk().Record(ctx, tx, identity.Deed{By: v, In: in(e)}, "open-tickets", "ticket-batch", num)
	})
	return b, err
}

func (r *Room) checkBatch(d *seated, draft *BatchDraft) error {
	switch {
	case draft.Places < 1 || draft.Places > MaxPlaces:
		return invalid("places", "%d is not in 1–%d", draft.Places, MaxPlaces)
	case draft.Places > d.Free() || d.Waiting > 0:
		return invalid("places", "there are not so many free seats")
	case draft.Claim < shortClaim || draft.Claim > longClaim:
		return invalid("claim", "%v is not in %v–%v", draft.Claim, shortClaim, longClaim)
	case !draft.Closes.After(r.now()) || !draft.Closes.Before(d.starts.Add(-ticketsClose)):
		return invalid("closes", "not between now and a quarter of an hour before it begins")
	}
	if draft.District != 0 {
		if _, ok := r.cfg.Live.DistrictNumbered(draft.District); !ok {
			return invalid("district", "is not known")
		}
	}
	return nil
}

func (r *Room) insertBatch(ctx context.Context, tx pgx.Tx, d *seated, by, organisation int64, draft *BatchDraft, key string) (num int64, err error) {
	id := uuid.Must(uuid.NewV7())
	var commitment, sealed []byte
	if draft.Draw {
		var seed [sha256.Size]byte
		_, _ = rand.Read(seed[:]) // never fails (Go 1.24)
		digest := sha256.Sum256(seed[:])
		commitment, sealed = digest[:], r.cfg.Sealer.Seal(seed[:], aboutSeed(id))
	}
	err = tx.QueryRow(ctx, `
		insert into ticket_batches (uid, event_id, original, partner_id, opened_by, client_key, places, members, unserved, district_id, draw, commitment,
			sealed, closes_at, claim_s, next_at, created_at)
		select @uid, @event, @original, case when @partner = '00000000-0000-0000-0000-000000000000'::uuid then nullif(@organisation::bigint, 0) else o.id end,
			@by, @key, @places, @members, @unserved, nullif(@district::bigint, 0), @draw, @commitment, @sealed, @closes, @claim, @closes, @now
		from (values (1)) one left join organisations o on o.uid = @partner returning id`,
		named{
			"uid": id, "event": d.event, "original": d.original, "partner": draft.Partner, "organisation": organisation, "by": by, "key": key,
			"places": draft.Places, "members": draft.Members, "unserved": draft.Unserved, "district": draft.District, "draw": draft.Draw,
			"commitment": commitment, "sealed": sealed, "closes": draft.Closes.UTC().Truncate(time.Microsecond), "claim": int(draft.Claim / time.Second),
			"now": r.now(),
		}).Scan(&num)
	return num, err
}

func aboutSeed(id uuid.UUID) string { return "draw " + id.String() }

// Apply asks for a ticket: with a draw the viewer stands in it; without one they have a place at once while there are some, and are in
// line after. Asked again it changes nothing. Errors: NotFound, BadValue when it is too late or they go already, Forbidden for whom it is
// not meant for.
func (r *Room) Apply(ctx context.Context, v *identity.Viewer, batch uuid.UUID) (t Ticket, err error) {
	err = r.onBatch(ctx, v, batch, func(tx pgx.Tx, d *seated, b *Batch) error {
		t, err = r.ticketOf(ctx, tx, b, v.Account.Num)
		if !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
			return err
		}
		if !b.Closed.IsZero() || !b.Closes.After(r.now()) || d.off {
			return identity.Refuse(identity.BadValue, "one cannot apply any more")
		}
		served, err := r.eligible(ctx, tx, d, b, v.Account.Num)
		if err != nil {
			return err
		}
		b.turn++
		t = Ticket{ID: uuid.Must(uuid.NewV7()), State: TicketApplied, Served: served, Turn: b.turn, account: v.Account.Num}
		err = tx.QueryRow(ctx, `
			insert into tickets (uid, batch_id, account_id, state, served, turn, created_at, changed_at)
			values (@uid, @batch, @account, 'applied', @served, @turn, @now, @now) returning id`,
			named{"uid": t.ID, "batch": b.num, "account": t.account, "served": served, "turn": t.Turn, "now": r.now()}).Scan(&t.num)
		if errors.Is(err, pgx.ErrNoRows) {
			return identity.Refuse(identity.NoSession, "")
		}
		if err != nil {
			return err
		}
		if !b.Draw {
			left, err := b.left(ctx, tx)
			if err != nil {
				return err
			}
			var line bool
			err = tx.QueryRow(ctx, `select exists (select from tickets where batch_id = $1 and state = 'applied' and turn < $2)`, b.num, t.Turn).Scan(&line)
			if err != nil {
				return err
			}
			if left > 0 && !line {
				if err := r.claim(ctx, tx, d, b, &t); err != nil {
					return err
				}
			}
		}
		return r.saveBatch(ctx, tx, d, b)
	})
	return t, err
}

// eligible says how many tickets somebody had before. Forbidden for whom a batch is not meant for.
func (r *Room) eligible(ctx context.Context, tx pgx.Tx, d *seated, b *Batch, account int64) (served int, err error) {
	var member, goes bool
	var offered int
	var district int64
	err = tx.QueryRow(ctx, `
		select exists (select from members where account_id = @account),
			coalesce((select coalesce(home_district, city) from members where account_id = @account), 0),
			(select count(*) from tickets where account_id = @account and was_offered),
			(select count(*) from tickets where account_id = @account and state = 'claimed'),
			exists (select from sign_ups where event_id = @event and original = @original and account_id = @account and state in ('going', 'offered'))`,
		named{"account": account, "event": d.event, "original": d.original}).Scan(&member, &district, &offered, &served, &goes)
	switch {
	case err != nil:
		return 0, err
	case goes:
		return 0, identity.Refuse(identity.BadValue, "they go already")
	case b.Members && !member:
		return 0, identity.Refuse(identity.Forbidden, "for members who have said who they are")
	case b.Unserved && offered > 0:
		return 0, identity.Refuse(identity.Forbidden, "for who was never invited before")
	case b.District != 0 && !r.within(district, b.District):
		return 0, identity.Refuse(identity.Forbidden, "for who lives in the district")
	}
	return min(served, 1000), nil
}

// within says whether a district is another or lies in it.
func (r *Room) within(district, root int64) bool {
	d, ok := r.cfg.Live.DistrictNumbered(district)
	if !ok {
		return false
	}
	for _, above := range r.cfg.Live.Atlas().Chain(d) {
		if above.Num == root {
			return true
		}
	}
	return false
}

// Claim takes a ticket that is offered: the viewer goes, and has a code for the door. Asked again it changes nothing. Errors: NotFound for
// somebody else's, BadValue for what is not offered any more.
func (r *Room) Claim(ctx context.Context, v *identity.Viewer, ticket uuid.UUID) (Ticket, error) {
	return r.onTicket(ctx, v, ticket, func(tx pgx.Tx, d *seated, b *Batch, t *Ticket) error {
		switch {
		case t.State == TicketClaimed:
			return nil
		case d.off:
			return errOff()
		case t.State != TicketOffered || !t.Until.After(r.now()):
			return identity.Refuse(identity.BadValue, "it is not offered any more")
		}
		return r.claim(ctx, tx, d, b, t)
	})
}

// Pass leaves a ticket to the next in line; a claimed one by leaving the date. Errors as of Claim.
func (r *Room) Pass(ctx context.Context, v *identity.Viewer, ticket uuid.UUID) (Ticket, error) {
	return r.onTicket(ctx, v, ticket, func(tx pgx.Tx, d *seated, b *Batch, t *Ticket) error {
		switch t.State {
		case TicketPassed, TicketLapsed:
			return nil
		case TicketClaimed:
			s, err := oneSignUp(ctx, tx, selectSignUp+`where s.ticket_id = $1 and s.account_id = $2`, t.num, v.Account.Num)
			if err != nil {
				return err
			}
			t.State = TicketPassed
			d.Release(s.State, s.seats)
			s.State, s.Reason, s.seats, s.ticket = SignUpCancelled, "left", 0, 0
			if err := r.saveSignUp(ctx, tx, d, &s, ""); err != nil {
				return err
			}
			return r.giveBack(ctx, tx, d, b, t.num)
		}
		t.State, t.Until = TicketPassed, time.Time{}
		if err := r.saveTicket(ctx, tx, t); err != nil {
			return err
		}
		return r.passTickets(ctx, tx, d, b)
	})
}

// Draw ends applications now and draws, for who may open a batch there. Once it is drawn nothing changes. Errors: NotFound.
func (r *Room) Draw(ctx context.Context, v *identity.Viewer, batch uuid.UUID) (b Batch, err error) {
	at, err := r.batchOf(ctx, batch)
	if err != nil {
		return b, err
	}
	err = r.atDoor(ctx, v, at.Event, at.Original, func(tx pgx.Tx, e *Event, _ bool) error {
		d, held, err := r.holdBatch(ctx, tx, batch, false)
		if err != nil {
			return err
		}
		if b = *held; !b.Draw || !b.Drawn.IsZero() || !b.Closed.IsZero() {
			return nil
		}
		b.Closes = r.now()
		if err := r.stepBatch(ctx, tx, d, &b); err != nil {
			return err
		}
		return r.cfg.Desk().Record(ctx, tx, identity.Deed{By: v, In: in(e)}, "draw-tickets", "ticket-batch", b.num)
	})
	return b, err
}

// Batches lists the places that partners give for a date, with the viewer's own tickets.
func (r *Room) Batches(ctx context.Context, v *identity.Viewer, event uuid.UUID, original time.Time) (list []Batch, err error) {
	if _, err := r.Get(ctx, v, event); err != nil {
		return nil, err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		list, err = manyBatches(ctx, tx, selectBatch+`where e.uid = $1 and b.original = $2 order by b.id limit 20`, event, original)
		for i := range list {
			if err != nil || v == nil {
				return err
			}
			t, of := r.ticketOf(ctx, tx, &list[i], v.Account.Num)
			if of == nil {
				list[i].Own = &t
			} else if !errors.Is(of, &identity.Error{Code: identity.NotFound}) {
				err = of
			}
		}
		return err
	})
	return list, err
}

// Used is what became of a batch, for who gave it: the partner is credited with who came.
type Used struct{ Places, Applied, Claimed, Came int }

// BatchUse says what became of a batch, to who holds the event, to the partner's people and to the staff of the district.
func (r *Room) BatchUse(ctx context.Context, v *identity.Viewer, batch uuid.UUID) (u Used, err error) {
	b, err := r.batchOf(ctx, batch)
	if err != nil {
		return u, err
	}
	count := func(tx pgx.Tx) error {
		u.Places = b.Places
		return tx.QueryRow(ctx, `
			select count(*), count(*) filter (where state = 'claimed'), count(*) filter (where state = 'claimed' and used_at is not null)
			from tickets where batch_id = $1`, b.num).Scan(&u.Applied, &u.Claimed, &u.Came)
	}
	var partner int64
	err = r.cfg.Pool.QueryRow(ctx, `select coalesce(partner_id, 0) from ticket_batches where id = $1`, b.num).Scan(&partner)
	if err != nil {
		return u, failed(err)
	}
	if partner != 0 && v != nil && v.Acting == partner && v.May(identity.ActAsAssociation, identity.Scope{Organisation: partner}) {
		return u, r.read(ctx, count)
	}
	return u, r.atDoor(ctx, v, b.Event, b.Original, func(tx pgx.Tx, _ *Event, _ bool) error { return count(tx) })
}

// TicketAtDoor marks that who says a code has come. NotFound for one that is no claimed ticket of this date.
func (r *Room) TicketAtDoor(ctx context.Context, v *identity.Viewer, event uuid.UUID, original time.Time, code string) (Door, error) {
	var marks []Marked
	err := r.atDoor(ctx, v, event, original, func(tx pgx.Tx, e *Event, _ bool) error {
		rows, err := tx.Query(ctx, `
			select t.uid, s.uid from sign_ups s join tickets t on t.id = s.ticket_id
			where s.event_id = $1 and s.original = $2 and s.state = 'going' and t.state = 'claimed'`, e.Num, original)
		if err != nil {
			return err
		}
		var ticket, signUp uuid.UUID
		_, err = pgx.ForEachRow(rows, []any{&ticket, &signUp}, func() error {
			if r.ticketCode(ticket) == plainTicketCode(code) {
				marks = append(marks, Marked{ID: signUp, Mark: Mark{Came: true, At: r.now()}})
			}
			return nil
		})
		return err
	})
	if err != nil {
		return Door{}, err
	}
	if len(marks) != 1 {
		return Door{}, errNone()
	}
	return r.CheckIn(ctx, v, event, original, marks, nil)
}
