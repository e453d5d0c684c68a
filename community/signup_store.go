package community

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/identity"
)

// seated is a date of an event whose row in event_seats this transaction holds: nobody else writes to its sign-ups meanwhile.
type seated struct {
	event        int64
	id           uuid.UUID
	title        string
	zone         *time.Location
	author       int64
	district     int64
	organisation int64
	hidden       bool
	original     time.Time
	starts, ends time.Time
	off          bool
	Seats
	held int
	turn int64
	next time.Time // when something is due; zero = nothing
	over bool      // what comes after the date is done
}

const selectSeats = `
	select d.event_id, e.uid, e.title, e.zone, coalesce(e.author_id, 0), coalesce(e.district_id, 0), coalesce(e.organisation_id, 0),
		e.hidden or e.review = 'refused', d.original, d.starts_at, d.ends_at, d.off, d.capacity, d.taken, d.held, d.waiting, d.turn, d.next_at,
		d.closed_at is not null
	from event_seats d join events e on e.id = d.event_id `

func scanSeats(row pgx.CollectableRow) (*seated, error) {
	var d seated
	var zone string
	var next pgtype.Timestamptz
	err := row.Scan(&d.event, &d.id, &d.title, &zone, &d.author, &d.district, &d.organisation, &d.hidden, &d.original, &d.starts, &d.ends, &d.off,
		&d.Capacity, &d.Taken, &d.held, &d.Waiting, &d.turn, &next, &d.over)
	if err != nil {
		return nil, err
	}
	d.original, d.starts, d.ends, d.next = d.original.UTC(), d.starts.UTC(), d.ends.UTC(), instant(next)
	d.zone, err = time.LoadLocation(zone)
	return &d, err
}

func manySeats(ctx context.Context, db querier, sql string, args ...any) ([]*seated, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanSeats)
}

// readCounts says of events how many come to their dates.
func readCounts(ctx context.Context, db querier, byNum map[int64]*Event, nums []int64) error {
	rows, err := db.Query(ctx, `select event_id, original, taken, waiting from event_seats where event_id = any($1)`, nums)
	if err != nil {
		return err
	}
	var event int64
	var original time.Time
	var c counted
	_, err = pgx.ForEachRow(rows, []any{&event, &original, &c.taken, &c.waiting}, func() error {
		e := byNum[event]
		if e.counts == nil {
			e.counts = map[int64]counted{}
		}
		e.counts[original.UnixMicro()] = c
		return nil
	})
	return err
}

// holdSeats locks one row of event_seats; NotFound when there is none.
func holdSeats(ctx context.Context, tx pgx.Tx, where string, args ...any) (*seated, error) {
	list, err := manySeats(ctx, tx, selectSeats+where+` for no key update of d`, args...)
	if err == nil && len(list) == 0 {
		err = errNone()
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// openDate holds a date that one may come to. Errors as of SignUp.
func (r *Room) openDate(ctx context.Context, tx pgx.Tx, event uuid.UUID, original time.Time) (*seated, error) {
	const one = `where e.uid = $1 and d.original = $2`
	d, err := holdSeats(ctx, tx, one, event, original)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		if err := r.makeSeats(ctx, tx, event, original); err != nil {
			return nil, err
		}
		d, err = holdSeats(ctx, tx, one, event, original)
	}
	switch {
	case err != nil:
		return nil, err
	case d.hidden:
		return nil, errNone()
	case d.off:
		return nil, errOff()
	case !d.ends.After(r.now()):
		return nil, identity.Refuse(identity.BadValue, "it is over")
	}
	return d, nil
}

// makeSeats makes the row of a date that nobody has signed up for yet. It waits for who edits the event, so that none is made of a date
// that is just called off: from then on an edit finds the row (Room.changed).
func (r *Room) makeSeats(ctx context.Context, tx pgx.Tx, event uuid.UUID, original time.Time) error {
	e, err := oneEvent(ctx, tx, selectEvent+`where s.uid = $1 for share of s`, event)
	if err != nil {
		return err
	}
	hosts, err := readHosts(ctx, tx, []int64{e.Num})
	if err != nil {
		return err
	}
	o, ok := e.Occurrence(original)
	if !ok || !e.shown(hosts[e.Num]) {
		return errNone()
	}
	return insertSeats(ctx, tx, &o)
}

func insertSeats(ctx context.Context, tx pgx.Tx, o *Occurrence) error {
	_, err := tx.Exec(ctx, `
		insert into event_seats (event_id, original, starts_at, ends_at, off, capacity, next_at)
		values (@event, @original, @starts, @ends, @off, @capacity, @after) on conflict do nothing`,
		named{
			"event": o.Event, "original": o.Original, "starts": o.Start, "ends": o.End, "off": o.Cancelled, "capacity": o.Capacity,
			"after": o.End.Add(afterwards),
		})
	return err
}

// saveSeats writes the counters, and the alarm.
func (r *Room) saveSeats(ctx context.Context, tx pgx.Tx, d *seated) error {
	_, err := tx.Exec(ctx, `
		update event_seats set (starts_at, ends_at, off, capacity, taken, held, waiting, turn, next_at) =
			(@starts, @ends, @off, @capacity, @taken, @held, @waiting, @turn, @next)
		where event_id = @event and original = @original`, d.arguments())
	return err
}

func (d *seated) arguments() named {
	return named{
		"event": d.event, "original": d.original, "starts": d.starts, "ends": d.ends, "off": d.off, "capacity": d.Capacity, "taken": d.Taken,
		"held": d.held, "waiting": d.Waiting, "turn": d.turn, "next": atRest(d.next),
	}
}

// wake lets something be due at an instant; zero = nothing.
func (d *seated) wake(at time.Time) {
	if !at.IsZero() && (d.next.IsZero() || at.Before(d.next)) {
		d.next = at
	}
}

// remindAt is when somebody is reminded; zero when they do not want to be, or it is too late.
func (d *seated) remindAt(minutes int, now time.Time) time.Time {
	at := d.starts.Add(-time.Duration(minutes) * time.Minute)
	if minutes == 0 || !at.After(now) {
		return time.Time{}
	}
	return at
}

// writing is a sign-up that is about to be written.
type writing struct {
	account   int64
	key, name string
	company   []string
	remindMin int
	state     SignUpState
	seats     int
	turn      int64
	series    bool
	with      int64
	ticket    int64
}

// party gives who comes now the next turn, and the seats of their state.
func (w *writing) party(d *seated, state SignUpState) {
	d.turn++
	w.turn, w.state, w.seats = d.turn, state, 0
	if state == SignUpGoing {
		w.seats = 1 + len(w.company)
	}
}

// signUp is what the person sees of it.
func (w *writing) signUp(d *seated) SignUp {
	s := SignUp{
		ID: uuid.Must(uuid.NewV7()), Event: d.id, Title: d.title, Zone: d.zone, Original: d.original, Start: d.starts, End: d.ends, State: w.state,
		With: notNil(w.company), Remind: time.Duration(w.remindMin) * time.Minute, Series: w.series, Ticket: w.ticket != 0,
		event: d.event, account: w.account, key: w.key, ticket: w.ticket, with: w.with, seats: w.seats, turn: w.turn,
	}
	if w.state == SignUpWaiting {
		s.InLine = d.Waiting
	}
	return s
}

var signUpColumns = []string{
	"uid", "event_id", "original", "account_id", "client_key", "name", "company", "state", "seats", "turn", "series", "with_id", "ticket_id",
	"remind_min", "remind_at", "created_at", "changed_at",
}

// row is it as it is written, in the order of signUpColumns; its reminder is an alarm of the date.
func (w *writing) row(d *seated, s *SignUp, now time.Time) []any {
	var remind time.Time
	if w.state == SignUpGoing {
		remind = d.remindAt(w.remindMin, now)
		d.wake(remind)
	}
	return []any{
		s.ID, d.event, d.original, w.account, w.key, w.name, s.With, string(w.state), w.seats, w.turn, w.series, orNull(w.with), orNull(w.ticket),
		w.remindMin, atRest(remind), now, now,
	}
}

const insertSignUp = `
	insert into sign_ups (uid, event_id, original, account_id, client_key, name, company, state, seats, turn, series, with_id, ticket_id, remind_min,
		remind_at, created_at, changed_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict do nothing returning id`

// insert writes one sign-up, and the counters that d has by now. pgx.ErrNoRows when there is a row of this person, or the account is
// erased.
func (r *Room) insert(ctx context.Context, tx pgx.Tx, d *seated, w *writing) (SignUp, error) {
	s := w.signUp(d)
	if err := tx.QueryRow(ctx, insertSignUp, w.row(d, &s, r.now())...).Scan(&s.num); err != nil {
		return s, err
	}
	return s, r.saveSeats(ctx, tx, d)
}

const selectSignUp = `
	select s.id, s.uid, s.event_id, e.uid, e.title, e.zone, s.original, d.starts_at, d.ends_at, d.off, s.account_id, coalesce(s.client_key, ''), s.company,
		s.state, s.seats, s.turn, s.reason, s.series, coalesce(s.with_id, 0), coalesce(s.ticket_id, 0), s.offered_until, s.remind_min, s.came
	from sign_ups s join event_seats d on (d.event_id, d.original) = (s.event_id, s.original) join events e on e.id = s.event_id `

func scanSignUp(row pgx.CollectableRow) (s SignUp, err error) {
	var zone string
	var account *int64
	var until pgtype.Timestamptz
	var minutes int
	err = row.Scan(&s.num, &s.ID, &s.event, &s.Event, &s.Title, &zone, &s.Original, &s.Start, &s.End, &s.Off, &account, &s.key, &s.With, &s.State,
		&s.seats, &s.turn, &s.Reason, &s.Series, &s.with, &s.ticket, &until, &minutes, &s.Came)
	if err != nil {
		return s, err
	}
	s.account, s.Until, s.Remind, s.Ticket = or(account), instant(until), time.Duration(minutes)*time.Minute, s.ticket != 0
	s.Original, s.Start, s.End = s.Original.UTC(), s.Start.UTC(), s.End.UTC()
	if s.State == SignUpOffered {
		s.Seats = s.seats
	}
	s.Zone, err = time.LoadLocation(zone)
	return s, err
}

func manySignUps(ctx context.Context, db querier, sql string, args ...any) ([]SignUp, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanSignUp)
}

// oneSignUp is NotFound when there is none.
func oneSignUp(ctx context.Context, db querier, sql string, args ...any) (SignUp, error) {
	list, err := manySignUps(ctx, db, sql, args...)
	if err == nil && len(list) == 0 {
		err = errNone()
	}
	if err != nil {
		return SignUp{}, err
	}
	return list[0], nil
}

// lockOf holds the date of a sign-up that a statement finds: what it said of the sign-up may be old by then. A date that was moved to
// another series meanwhile is looked for again.
func (r *Room) lockOf(ctx context.Context, tx pgx.Tx, sql string, args ...any) (*seated, error) {
	const tries = 3
	for range tries {
		s, err := oneSignUp(ctx, tx, sql, args...)
		if err != nil {
			return nil, err
		}
		d, err := holdSeats(ctx, tx, `where d.event_id = $1 and d.original = $2`, s.event, s.Original)
		if !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
			return d, err
		}
	}
	return nil, errNone()
}

// saveSignUp writes what may change of a sign-up of a date that this transaction holds. An empty name leaves the name as it is.
func (r *Room) saveSignUp(ctx context.Context, tx pgx.Tx, d *seated, s *SignUp, name string) error {
	now := r.now()
	remind := time.Time{}
	if s.State == SignUpGoing {
		remind = d.remindAt(int(s.Remind/time.Minute), now)
		d.wake(remind)
	}
	tag, err := tx.Exec(ctx, `
		update sign_ups set (client_key, company, state, seats, turn, reason, series, ticket_id, offered_until, remind_min, remind_at, changed_at) =
			(nullif(@key, ''), @company, @state, @seats, @place, @reason, @series, nullif(@ticket::bigint, 0), @until, @remind_min, @remind_at, @now),
			name = coalesce(nullif(@name, ''), name)
		where id = @num`,
		named{
			"num": s.num, "key": s.key, "company": notNil(s.With), "state": s.State, "seats": s.seats, "place": s.turn, "reason": s.Reason, "series": s.Series,
			"ticket": s.ticket, "until": atRest(s.Until), "remind_min": int(s.Remind / time.Minute), "remind_at": atRest(remind), "now": now, "name": name,
		})
	if err == nil && tag.RowsAffected() != 1 {
		err = fmt.Errorf("community: %d sign-ups were written, not one", tag.RowsAffected())
	}
	return err
}

// inLine says how many stand before somebody who waits.
func (r *Room) inLine(ctx context.Context, tx pgx.Tx, s *SignUp) error {
	if s.State != SignUpWaiting {
		return nil
	}
	return tx.QueryRow(ctx, `select count(*) from sign_ups where event_id = $1 and original = $2 and state = 'waiting' and turn <= $3`,
		s.event, s.Original, s.turn).Scan(&s.InLine)
}
