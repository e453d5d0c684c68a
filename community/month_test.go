package community

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/identity"
)

// holdsTrue is what must hold of all events and sign-ups, whatever happened.
func (w *town) holdsTrue(step string) {
	w.t.Helper()
	ctx := context.Background()
	for what, sql := range map[string]string{
		"seats counted otherwise than they are taken": `
			select count(*) from event_seats d where taken <> held + coalesce((
				select sum(seats) from sign_ups s where (s.event_id, s.original) = (d.event_id, d.original) and state in ('going', 'offered')), 0)`,
		"people counted otherwise than they wait": `
			select count(*) from event_seats d where waiting <> (
				select count(*) from sign_ups s where (s.event_id, s.original) = (d.event_id, d.original) and state = 'waiting')`,
		"more seats taken than there are": `select count(*) from event_seats where capacity > 0 and taken > capacity`,
		"a seat free while somebody waits": `
			select count(*) from event_seats where not off and waiting > 0 and (capacity = 0 or taken < capacity) and starts_at > $1`,
		"sign-ups of an event that is gone": `select count(*) from sign_ups s where not exists (select from events e where e.id = s.event_id)`,
		"somebody twice on a date":          `select count(*) from (select from sign_ups group by event_id, original, account_id having count(*) > 1) d`,
	} {
		args := []any{}
		if what == "a seat free while somebody waits" {
			args = append(args, w.clock.now())
		}
		var n int
		w.must(w.pool.QueryRow(ctx, sql, args...).Scan(&n))
		if n > 0 {
			w.t.Errorf("%s: %s (%d)", step, what, n)
		}
	}
	w.datesAreDates(step)
	w.settle()
	w.calendar.Roll()
	if got, want := told(w.calendar), told(w.fresh()); !slices.Equal(got, want) {
		w.t.Errorf("%s: the copy has\n%v\na load\n%v", step, got, want)
	}
}

// datesAreDates compares what sign-ups know of their dates with the events.
func (w *town) datesAreDates(step string) {
	w.t.Helper()
	ctx := context.Background()
	seats, err := manySeats(ctx, w.pool, selectSeats+`order by d.event_id, d.original`)
	w.must(err)
	for _, d := range seats {
		e, err := readEvent(ctx, w.pool, d.id)
		w.must(err)
		o, is := e.Occurrence(d.original)
		switch held := is && !o.Cancelled; {
		case d.ends.Before(w.clock.now()):
		case held == d.off:
			w.t.Errorf("%s: %s of %v is off: %v, held: %v", step, e.Title, d.original, d.off, held)
		case held && (!o.Start.Equal(d.starts) || !o.End.Equal(d.ends) || o.Capacity != d.Capacity):
			w.t.Errorf("%s: %s is %+v, its seats say %+v", step, e.Title, o, d)
		}
	}
}

// notices are how many of a kind somebody has.
func (w *town) notices(v *identity.Viewer, kind string) (n int) {
	w.t.Helper()
	w.must(w.pool.QueryRow(context.Background(), `select count(*) from notifications where account_id = $1 and kind = $2`, v.Account.Num, kind).Scan(&n))
	return n
}

// A month of a weekly game of pétanque: who comes, who waits, who brings whom, what is changed and what they are told.
func TestAMonth(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	host, bea, carl := w.coordinator(), w.member("Bea", west), w.member("Carl", west)
	dora, eve := w.member("Dora", east), w.member("Eve", east)
	join := func(v *identity.Viewer, e Event, original *time.Time, j Joining) SignUp {
		t.Helper()
		s, err := w.room.SignUp(ctx, v, e.ID, original, j, uuid.NewString())
		w.must(err)
		return s
	}
	state := func(v *identity.Viewer, e Event, original *time.Time, want SignUpState) SignUp {
		t.Helper()
		s, err := w.room.OwnOn(ctx, v, e.ID, *original)
		if err != nil || s.State != want {
			t.Errorf("%v on %v: %s, want %s (%v)", v.Account.Num, original, s.State, want, err)
		}
		return s
	}

	e := w.publish(host, func(d *Draft) {
		d.Title, d.Interest, d.Capacity, d.When.Rule = "Pétanque", "sport", 3, "FREQ=WEEKLY;COUNT=6"
	})
	w.holdsTrue("created")

	join(bea, e, nil, Joining{})
	w.holdsTrue("Bea comes to every date")
	first := at(11, 26, 20)
	join(carl, e, first, Joining{With: []string{"Léo"}})
	w.holdsTrue("Carl brings a friend")
	if s := join(dora, e, first, Joining{}); s.State != SignUpWaiting {
		t.Errorf("the date is full: %s", s.State)
	}
	w.holdsTrue("overflow")
	own := state(bea, e, first, SignUpGoing)
	link, err := w.room.InviteLink(ctx, bea, own.ID)
	w.must(err)
	join(eve, e, first, Joining{Invite: link})
	w.holdsTrue("Eve comes with Bea")

	_, err = w.room.Leave(ctx, carl, state(carl, e, first, SignUpGoing).ID)
	w.must(err)
	w.must(w.room.SeatsDue(ctx))
	w.holdsTrue("Carl cannot come")
	_, err = w.room.Confirm(ctx, dora, state(dora, e, first, SignUpOffered).ID)
	w.must(err)
	w.holdsTrue("Dora takes the seat that is offered")

	d := e.Draft()
	d.Words = "Every level is welcome"
	e, err = w.room.Edit(ctx, host, e.ID, nil, All, d)
	w.must(err)
	w.holdsTrue("other words")
	if n := w.notices(bea, "event-moved"); n != 0 {
		t.Errorf("told %d times of other words", n)
	}

	w.clock.pass(3 * day) // the first has been
	w.must(w.room.SeatsDue(ctx))
	w.holdsTrue("the first date has been")

	third := at(12, 10, 20)
	join(carl, e, third, Joining{})
	d = e.Draft()
	d.When.Start, d.Capacity = recur.At(2026, 12, 4, 18, 0, 0), 4
	next, err := w.room.Edit(ctx, host, e.ID, at(12, 3, 20), Following, d)
	w.must(err)
	w.holdsTrue("this and the following on Fridays")
	if bea, carl := w.notices(bea, "event-moved"), w.notices(carl, "event-moved"); bea != 5 || carl != 1 {
		t.Errorf("Bea is told of %d dates that moved, Carl of %d", bea, carl)
	}
	state(bea, e, first, SignUpGoing)
	state(bea, next, at(12, 4, 18), SignUpGoing)
	state(carl, next, at(12, 11, 18), SignUpGoing)

	_, err = w.room.Cancel(ctx, host, next.ID, at(12, 11, 18), This, "weather")
	w.must(err)
	w.holdsTrue("one date is called off")
	if bea, carl := w.notices(bea, "event-cancelled"), w.notices(carl, "event-cancelled"); bea != 1 || carl != 1 {
		t.Errorf("Bea is told of %d dates called off, Carl of %d", bea, carl)
	}
	_, err = w.room.SignUp(ctx, dora, next.ID, at(12, 11, 18), Joining{}, uuid.NewString())
	expectRefusal(t, err, "bad-value")

	o, _ := next.Occurrence(*at(12, 18, 18))
	one := next.DraftOf(&o)
	one.When.Start = recur.At(2026, 12, 19, 15, 0, 0)
	next, err = w.room.Edit(ctx, host, next.ID, &o.Original, This, one)
	w.must(err)
	w.holdsTrue("one date is moved")

	w.clock.pass(10 * day)
	w.must(w.room.SeatsDue(ctx))
	w.must(w.room.WindowsDue(ctx))
	w.holdsTrue("ten days on")

	_, err = w.room.Cancel(ctx, host, next.ID, nil, All, "place")
	w.must(err)
	w.holdsTrue("all is called off")
	if n := w.notices(bea, "event-cancelled"); n != 4 { // that of the 11th, and the three that were to come
		t.Errorf("Bea is told of %d dates called off", n)
	}
	if list, _, err := w.calendar.Find(nil, nil, EventQuery{}); err != nil || len(list) != 0 {
		t.Errorf("still listed: %d %v", len(list), err)
	}
}
