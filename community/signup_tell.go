package community

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/notify"
)

// DateForm is how the original of a date stands in an address, by the clock on the wall of its event.
const DateForm = "20060102T1504"

// telling is one person to tell, and what makes this notice another than the one before.
type telling struct {
	to    int64
	about string
}

// collectTold reads rows of an account and a text.
func collectTold(rows pgx.Rows) ([]telling, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t telling, err error) {
		return t, row.Scan(&t.to, &t.about)
	})
}

// params are what notices about a date say; at is the instant that they are about.
func (d *seated) params(at time.Time) map[string]string {
	return map[string]string{
		"title": d.title, "event": d.id.String(), "date": d.original.In(d.zone).Format(DateForm),
		"day": dayText(at, d.zone), "time": at.In(d.zone).Format("15:04"),
	}
}

// dayText is a day in figures, which are read the same in French and in English.
func dayText(at time.Time, zone *time.Location) string { return at.In(zone).Format("02/01/2006") }

// tell posts the same notice to several people. It names nobody, so a block is no reason not to be told.
func (r *Room) tell(ctx context.Context, tx pgx.Tx, kind string, params map[string]string, people []telling) error {
	if len(people) == 0 {
		return nil
	}
	notices := make([]notify.Notice, 0, len(people))
	for _, p := range people {
		if p.to != 0 {
			notices = append(notices, notify.Notice{To: p.to, Kind: kind, Subject: "sign-up:" + p.about, Params: maps.Clone(params), At: r.now()})
		}
	}
	return notify.PostAll(ctx, tx, notices)
}

func stamp(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

// changed keeps sign-ups with their dates when an event is edited, split or called off, and tells everyone who goes, waits or is offered
// a seat of what is another hour or place, or not held any more (C3), all in the transaction of the edit. Only dates that are not over
// are looked at.
func (r *Room) changed(ctx context.Context, tx pgx.Tx, c *Change) error {
	list, err := manySeats(ctx, tx, selectSeats+`
		where d.event_id = $1 and d.ends_at > $2 order by d.original for update of d`, c.Before.Num, r.now())
	if err != nil {
		return err
	}
	moves := map[int64]*Move{}
	for i := range c.Moves {
		moves[c.Moves[i].From.UnixMicro()] = &c.Moves[i]
	}
	if err := makeWay(ctx, tx, c, list, moves); err != nil {
		return err
	}
	for _, d := range list {
		o, held := c.After.Occurrence(d.original)
		switch m := moves[d.original.UnixMicro()]; {
		case m != nil:
			err = r.moveDate(ctx, tx, c, d, m)
		case c.After.Num != c.Before.Num:
		case d.off && held && !o.Cancelled: // it was taken out of its series, and is put back
			err = r.moveDate(ctx, tx, c, d, &Move{From: d.original, To: d.original, Now: o, Tell: true})
		default:
			err = r.resize(ctx, tx, d, c.After)
		}
		if err != nil {
			return err
		}
	}
	return r.followSeries(ctx, tx, c)
}

// makeWay lets a date that is not held any more go by another original, where one that is held moves to just its instant: its sign-ups
// stay with it.
func makeWay(ctx context.Context, tx pgx.Tx, c *Change, list []*seated, moves map[int64]*Move) error {
	for _, d := range list {
		m := moves[d.original.UnixMicro()]
		if m == nil || m.To.IsZero() || c.After.Num == c.Before.Num && m.To.Equal(m.From) {
			continue
		}
		var free time.Time
		err := tx.QueryRow(ctx, `
			update event_seats s set original = free.at from (
				select @to::timestamptz - n * interval '1 microsecond' as at from generate_series(1, 10000) n
				where not exists (select from event_seats o where o.event_id = @event and o.original = @to::timestamptz - n * interval '1 microsecond')
				order by n limit 1) free
			where s.event_id = @event and s.original = @to returning s.original`, named{"event": c.After.Num, "to": m.To}).Scan(&free)
		if errors.Is(err, pgx.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		for _, other := range list {
			if other.event == c.After.Num && other.original.Equal(m.To) {
				other.original = free.UTC()
			}
		}
	}
	return nil
}

// resize takes over what an edit says of a date that stays where and when it is.
func (r *Room) resize(ctx context.Context, tx pgx.Tx, d *seated, e *Event) error {
	o, ok := e.Occurrence(d.original)
	if !ok || o.Capacity == d.Capacity {
		return nil
	}
	d.Capacity = o.Capacity
	if err := r.pass(ctx, tx, d); err != nil {
		return err
	}
	return r.saveSeats(ctx, tx, d)
}

// moveDate takes over what became of a date.
func (r *Room) moveDate(ctx context.Context, tx pgx.Tx, c *Change, d *seated, m *Move) error {
	was := d.original
	if !m.To.IsZero() && (c.After.Num != d.event || !m.To.Equal(d.original)) {
		_, err := tx.Exec(ctx, `update event_seats set (event_id, original) = ($3, $4) where event_id = $1 and original = $2`,
			d.event, d.original, c.After.Num, m.To)
		if err != nil {
			return err
		}
		d.event, d.id, d.original = c.After.Num, c.After.ID, m.To.UTC()
	}
	wasOff := d.off
	if d.off = m.Off(); !m.To.IsZero() {
		d.title = m.Now.Title
		d.starts, d.ends, d.Capacity = m.Now.Start, m.Now.End, m.Now.Capacity
	}
	if d.off && !wasOff {
		if err := r.dropBatches(ctx, tx, d); err != nil {
			return err
		}
	}
	if err := r.rearm(ctx, tx, d); err != nil {
		return err
	}
	if err := r.saveSeats(ctx, tx, d); err != nil {
		return err
	}
	if !m.Tell && d.off == wasOff {
		return nil
	}
	return r.tellAll(ctx, tx, d, was, m)
}

// rearm sets the reminders of a date that was moved or called off, lets no offer last beyond the beginning, and passes on what seats
// there are more.
func (r *Room) rearm(ctx context.Context, tx pgx.Tx, d *seated) error {
	var offer, remind *time.Time
	err := tx.QueryRow(ctx, `
		with armed as (
			update sign_ups set
				remind_at = case when state = 'going' and not @off and remind_min > 0 and @starts::timestamptz - remind_min * interval '1 minute' > @now
					then @starts::timestamptz - remind_min * interval '1 minute' end,
				offered_until = case when state = 'offered' then least(offered_until, greatest(@starts::timestamptz, @now)) end
			where event_id = @event and original = @original and state in ('going', 'offered') returning remind_at, offered_until)
		select min(offered_until), min(remind_at) from armed`,
		named{"event": d.event, "original": d.original, "off": d.off, "starts": d.starts, "now": r.now()}).Scan(&offer, &remind)
	if err != nil {
		return err
	}
	d.next = time.Time{}
	if !d.over {
		d.wake(d.ends.Add(afterwards))
	}
	if d.off {
		return nil
	}
	d.wake(or(offer))
	d.wake(or(remind))
	return r.pass(ctx, tx, d)
}

// tellAll tells everyone who goes, waits or is offered a seat what became of a date.
func (r *Room) tellAll(ctx context.Context, tx pgx.Tx, d *seated, was time.Time, m *Move) error {
	rows, err := tx.Query(ctx, `
		select account_id, uid::text from sign_ups
		where event_id = $1 and original = $2 and state <> 'cancelled' and account_id is not null`, d.event, d.original)
	if err != nil {
		return err
	}
	told, err := collectTold(rows)
	if err != nil {
		return err
	}
	for i := range told {
		told[i].about += fmt.Sprintf(":s%d", m.Now.Sequence)
	}
	params := d.params(d.starts)
	if !d.off {
		return r.tell(ctx, tx, "event-moved", params, told)
	}
	params["day"], params["why"] = dayText(was, d.zone), string(cmp.Or(m.Now.Why, "other"))
	return r.tell(ctx, tx, "event-cancelled", params, told)
}
