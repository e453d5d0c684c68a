package community

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/identity"
)

// C3: whoever goes, waits or is offered a seat hears of another hour and of a date that is not held, once each; whoever left does not.
func TestAChangedDateReachesEveryone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host := w.member("Awa", west)
	e := w.publish(host, func(d *Draft) { d.Capacity, d.When.Rule = 2, "FREQ=WEEKLY;COUNT=6" })
	people := w.crowd(5)
	for _, v := range people[:4] {
		_, err := w.room.SignUp(ctx, v, e.ID, nil, Joining{}, uuid.NewString())
		w.must(err)
	}
	gone := w.join(people[4], &e)
	_, err := w.room.Leave(ctx, people[4], gone.ID)
	w.must(err)
	_, err = w.room.Leave(ctx, people[0], w.own(people[0], &e).ID) // the third in line is offered the seat
	w.must(err)
	told := func(kind string) (n [5]int) {
		for i, v := range people {
			n[i] = w.told(v, kind)
		}
		return n
	}
	original := first(&e)

	// one date, an hour later, and with more seats
	o, ok := e.Occurrence(original)
	if !ok {
		t.Fatal("no date")
	}
	d := e.DraftOf(&o)
	d.When.Start, d.Capacity = d.When.Start.Add(time.Hour), 3
	_, err = w.room.Edit(ctx, host, e.ID, &original, This, d)
	w.must(err)
	if got := told("event-moved"); got != [5]int{0, 1, 1, 1, 0} {
		t.Errorf("moved: %v", got)
	}
	w.sound()
	if s := w.own(people[1], &e); !s.Start.Equal(original.Add(time.Hour)) {
		t.Errorf("%+v", s)
	}
	if s := w.own(people[3], &e); s.State != SignUpOffered { // the seat that is more
		t.Errorf("%+v", s)
	}

	// that date and those after it, on another day: a series of its own, to which everybody comes along
	from := original.Add(14 * day)
	o, ok = e.Occurrence(from)
	if !ok {
		t.Fatal("no date")
	}
	d = e.DraftOf(&o)
	d.When.Start = d.When.Start.Add(day)
	next, err := w.room.Edit(ctx, host, e.ID, &from, Following, d)
	w.must(err)
	if got := told("event-moved"); got != [5]int{4, 5, 5, 5, 0} {
		t.Errorf("moved: %v", got)
	}
	if n := w.count(`select count(*) from sign_ups where event_id = $1 and state <> 'cancelled'`, next.Num); n != 16 {
		t.Errorf("%d sign-ups of the second half", n)
	}
	if n := w.count(`select count(*) from event_series where event_id = $1`, next.Num); n != 4 {
		t.Errorf("%d come to every date of the second half", n)
	}
	w.sound()
	w.run()
	if n := w.count(`select count(*) from sign_ups where event_id = $1`, next.Num); n != 16 {
		t.Errorf("%d sign-ups of the second half, after its dates were looked at", n)
	}

	// one of these is called off, then all
	last := first(&next).Add(7 * day)
	for range 2 {
		_, err = w.room.Cancel(ctx, host, next.ID, &last, This, "weather")
		w.must(err)
	}
	if got := told("event-cancelled"); got != [5]int{1, 1, 1, 1, 0} {
		t.Errorf("called off: %v", got)
	}
	_, err = w.room.SignUp(ctx, people[4], next.ID, &last, Joining{}, uuid.NewString())
	refused(t, err, identity.BadValue)
	for range 2 {
		_, err = w.room.Cancel(ctx, host, next.ID, nil, All, "few")
		w.must(err)
	}
	if got := told("event-cancelled"); got != [5]int{4, 4, 4, 4, 0} {
		t.Errorf("called off: %v", got)
	}
	w.sound()
	w.clock.pass(60 * day)
	w.run()
	if n := w.count(`select count(*) from notifications n where kind = 'event-reminder' and params ->> 'event' = $1`, next.ID.String()); n != 0 {
		t.Errorf("%d reminders of what is called off", n)
	}
	if n := w.count(`select count(*) from event_seats where next_at <= $1`, w.clock.now()); n != 0 {
		t.Errorf("%d dates are due for ever", n)
	}
}

// A date that was taken out of its series leaves its row behind: another may move to just its instant, and it may be put back.
func TestADateMovesToTheInstantOfOneThatIsGone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host := w.member("Awa", west)
	e := w.publish(host, func(d *Draft) { d.Capacity, d.When.Rule = 2, "FREQ=DAILY;COUNT=6" })
	people := w.crowd(2)
	gone, moved := first(&e).Add(2*day), first(&e)
	for i, original := range []time.Time{gone, moved} {
		_, err := w.room.SignUp(ctx, people[i], e.ID, &original, Joining{}, uuid.NewString())
		w.must(err)
	}
	edit := func(change func(*When)) {
		t.Helper()
		f, err := w.room.Get(ctx, host, e.ID)
		w.must(err)
		d := f.Draft()
		change(&d.When)
		_, err = w.room.Edit(ctx, host, e.ID, nil, All, d)
		w.must(err)
		w.sound()
	}
	edit(func(h *When) { h.Removed = append(h.Removed, wallIn(gone, &e)) })
	if w.told(people[0], "event-cancelled") != 1 {
		t.Error("who comes to what is taken out is not told")
	}
	edit(func(h *When) { h.Removed = nil }) // it is held after all
	if s, err := w.room.OwnOn(ctx, people[0], e.ID, gone); err != nil || s.State != SignUpGoing || w.told(people[0], "event-moved") != 1 {
		t.Errorf("put back: %+v, %v", s, err)
	}
	edit(func(h *When) { h.Removed = append(h.Removed, wallIn(gone, &e)) })
	// it is held once, where the third date was: the first one moves there
	edit(func(h *When) {
		h.Start, h.Rule, h.Removed = wallIn(gone, &e), "", nil
		h.Extra = nil
	})
	s, err := w.room.OwnOn(ctx, people[1], e.ID, gone)
	if err != nil || s.State != SignUpGoing || !s.Start.Equal(gone) {
		t.Errorf("moved to the instant of one that is gone: %+v, %v", s, err)
	}
	if n := w.count(`select count(*) from sign_ups where event_id = $1`, e.Num); n != 2 {
		t.Errorf("%d sign-ups", n)
	}
}
