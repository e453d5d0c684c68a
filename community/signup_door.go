package community

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Attendee is one line of the list at the door.
type Attendee struct {
	ID      uuid.UUID // SignUp.ID
	Name    string    // first name; empty when none is known
	With    []string
	State   SignUpState // never SignUpCancelled
	Company bool        // they came by somebody's invitation
	Ticket  bool        // by a partner's
	Marked  bool
	Mark    Mark // what the door last said
}

// Door is the list of one date, for who holds it.
type Door struct {
	Original   time.Time
	Start, End time.Time
	Seats      Seats
	Company    int // of those who come, how many come with somebody
	WalkIns    int // came without signing up
	List       []Attendee
}

const (
	maxMarks   = 500
	doorOpens  = 2 * time.Hour // before the beginning
	doorCloses = 7 * day       // after the end: a telephone may have been offline
)

// Attendees is the list at the door of a date, by first name. It is for who holds the event, and for the staff of the district, whose
// read stands in the audit. Whom the viewer must not know of (P6) is counted and not listed. NotFound for anybody else.
func (r *Room) Attendees(ctx context.Context, v *identity.Viewer, event uuid.UUID, original time.Time) (door Door, err error) {
	err = r.atDoor(ctx, v, event, original, func(tx pgx.Tx, e *Event, holds bool) error {
		if !holds {
			deed := identity.Deed{By: v, In: in(e)}
			if err := r.cfg.Desk().Record(ctx, tx, deed, identity.SteerEvents, "event", e.Num); err != nil {
				return err
			}
		}
		door, err = r.readDoor(ctx, tx, v, e, original)
		return err
	})
	return door, err
}

// atDoor runs do for who may see the list.
func (r *Room) atDoor(ctx context.Context, v *identity.Viewer, event uuid.UUID, original time.Time, do func(pgx.Tx, *Event, bool) error) error {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return err
	}
	return r.inTx(ctx, func(tx pgx.Tx) error {
		e, err := readEvent(ctx, tx, event)
		if err != nil {
			return err
		}
		holds, err := r.holds(ctx, tx, v, e)
		if err != nil {
			return err
		}
		if _, is := e.Occurrence(original); !is || !holds && !v.May(identity.SteerEvents, in(e)) {
			return errNone()
		}
		return do(tx, e, holds)
	})
}

func (r *Room) readDoor(ctx context.Context, tx pgx.Tx, v *identity.Viewer, e *Event, original time.Time) (door Door, err error) {
	o, _ := e.Occurrence(original)
	door = Door{Original: o.Original, Start: o.Start, End: o.End, Seats: Seats{Capacity: o.Capacity}}
	err = tx.QueryRow(ctx, `select taken, waiting, walk_ins from event_seats where event_id = $1 and original = $2`, e.Num, original).
		Scan(&door.Seats.Taken, &door.Seats.Waiting, &door.WalkIns)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return door, err
	}
	rows, err := tx.Query(ctx, `
		select s.account_id, s.uid, coalesce(m.name, s.name), s.company, s.state, s.with_id is not null, s.ticket_id is not null, s.marked_at,
			coalesce(s.came, false), s.came_with, s.helped
		from sign_ups s left join members m on m.account_id = s.account_id
		where s.event_id = $1 and s.original = $2 and s.state <> 'cancelled' and s.account_id is not null
		order by s.state <> 'going', lower(coalesce(m.name, s.name)), s.id limit 20000`, e.Num, original)
	if err != nil {
		return door, err
	}
	var account int64
	var a Attendee
	var marked pgtype.Timestamptz
	_, err = pgx.ForEachRow(rows, []any{
		&account, &a.ID, &a.Name, &a.With, &a.State, &a.Company, &a.Ticket, &marked, &a.Mark.Came, &a.Mark.With, &a.Mark.Helped,
	}, func() error {
		a.Marked, a.Mark.At = marked.Valid, instant(marked)
		if a.State == SignUpGoing {
			door.Company += len(a.With)
			if a.Company {
				door.Company++
			}
		}
		if v.Sees(account) {
			door.List = append(door.List, a)
		}
		return nil
	})
	return door, err
}

// Marked is a mark of one sign-up.
type Marked struct {
	ID uuid.UUID // Attendee.ID
	Mark
}

// Count is how many came without signing up, as the door last said.
type Count struct {
	N  int
	At time.Time
}

// CheckIn takes what the door noted: marks, at most 500, and how many came besides (nil = not said). Sent again, later, or in another
// order it comes to the same: the last by the door's clock counts. Lines that are not of this date, or not the viewer's to know of, are
// left out. Time of those who helped, and of who holds the list, counts for their pledge. Errors as of Attendees, BadValue more than two
// hours before it begins or a week after its end, [*directory.Invalid].
func (r *Room) CheckIn(ctx context.Context, v *identity.Viewer, event uuid.UUID, original time.Time, marks []Marked, walkIns *Count) (door Door, err error) {
	if len(marks) > maxMarks {
		return door, invalid("marks", "more than %d", maxMarks)
	}
	for _, m := range marks {
		if m.With < 0 || m.With > MaxCompany {
			return door, invalid("marks", "%d people with somebody", m.With)
		}
	}
	if walkIns != nil && (walkIns.N < 0 || walkIns.N > MaxCapacity) {
		return door, invalid("walk_ins", "%d is not in 0–%d", walkIns.N, MaxCapacity)
	}
	err = r.atDoor(ctx, v, event, original, func(tx pgx.Tx, e *Event, holds bool) error {
		o, _ := e.Occurrence(original)
		if now := r.now(); now.Before(o.Start.Add(-doorOpens)) || now.After(o.End.Add(doorCloses)) {
			return identity.Refuse(identity.BadValue, "the list is open from two hours before it begins to a week after its end")
		}
		if err := insertSeats(ctx, tx, &o); err != nil {
			return err
		}
		d, err := holdSeats(ctx, tx, `where d.event_id = $1 and d.original = $2`, e.Num, original)
		if err != nil {
			return err
		}
		if err := r.mark(ctx, tx, v, d, marks); err != nil {
			return err
		}
		if err := r.countWalkIns(ctx, tx, d, walkIns); err != nil {
			return err
		}
		if holds && len(marks) > 0 {
			if err := r.noteTime(ctx, tx, d, v.Account.Num, true); err != nil {
				return err
			}
		}
		door, err = r.readDoor(ctx, tx, v, e, original)
		return err
	})
	return door, err
}

// mark writes what is newer than what there is.
func (r *Room) mark(ctx context.Context, tx pgx.Tx, v *identity.Viewer, d *seated, marks []Marked) error {
	for _, m := range marks {
		m.At = r.clockOf(m.At)
		var num, account int64
		var old Mark
		var ticket *int64
		var marked pgtype.Timestamptz
		err := tx.QueryRow(ctx, `
			select id, coalesce(account_id, 0), marked_at, coalesce(came, false), came_with, helped, ticket_id from sign_ups
			where uid = $1 and event_id = $2 and original = $3 and state <> 'cancelled'`, m.ID, d.event, d.original).
			Scan(&num, &account, &marked, &old.Came, &old.With, &old.Helped, &ticket)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && !v.Sees(account) {
			continue
		}
		if err != nil {
			return err
		}
		if old.At = instant(marked); !m.Over(old) {
			continue
		}
		if !m.Came {
			m.With, m.Helped = 0, false
		}
		_, err = tx.Exec(ctx, `update sign_ups set (came, came_with, helped, marked_at) = ($2, $3, $4, $5) where id = $1`,
			num, m.Came, m.With, m.Helped, m.At)
		if err != nil {
			return err
		}
		if err := r.noteTime(ctx, tx, d, account, m.Helped); err != nil {
			return err
		}
		if ticket != nil {
			_, err := tx.Exec(ctx, `update tickets set used_at = case when $2 then coalesce(used_at, $3) end where id = $1`, *ticket, m.Came, m.At)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// clockOf is an instant on the door's clock, which may be wrong, but does not know the future; one that cannot be is taken for now.
func (r *Room) clockOf(at time.Time) time.Time {
	at = at.UTC().Truncate(time.Microsecond)
	if now := r.now(); at.After(now) || at.Before(now.Add(-2*doorCloses)) {
		return now
	}
	return at
}

func (r *Room) countWalkIns(ctx context.Context, tx pgx.Tx, d *seated, c *Count) error {
	if c == nil {
		return nil
	}
	_, err := tx.Exec(ctx, `
		update event_seats set (walk_ins, marked_at) = ($3, $4)
		where event_id = $1 and original = $2 and (marked_at is null or ($4, $3) > (marked_at, walk_ins))`, d.event, d.original, c.N, r.clockOf(c.At))
	return err
}

// noteTime counts the time of a date for a volunteer's pledge, or takes it back.
func (r *Room) noteTime(ctx context.Context, tx pgx.Tx, d *seated, account int64, gave bool) error {
	minutes := 0
	if gave {
		minutes = min(max(int(d.ends.Sub(d.starts)/time.Minute), 1), 24*60)
	}
	local := d.starts.In(d.zone)
	on := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	return directory.NoteTime(ctx, tx, account, EventSubject(d.event)+":"+stamp(d.original), on, minutes)
}
