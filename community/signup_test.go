package community

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// join signs somebody up for the first date.
func (w *town) join(v *identity.Viewer, e *Event, with ...string) SignUp {
	w.t.Helper()
	original := first(e)
	s, err := w.room.SignUp(context.Background(), v, e.ID, &original, Joining{With: with}, uuid.NewString())
	w.must(err)
	return s
}

// own is somebody's sign-up for the first date, as it stands.
func (w *town) own(v *identity.Viewer, e *Event) SignUp {
	w.t.Helper()
	s, err := w.room.OwnOn(context.Background(), v, e.ID, first(e))
	w.must(err)
	return s
}

// run does what is due now.
func (w *town) run() {
	w.t.Helper()
	ctx := context.Background()
	w.must(w.room.SeatsDue(ctx))
	w.must(w.room.WindowsDue(ctx))
	w.must(w.room.TicketsDue(ctx))
	w.must(w.room.SeatsDue(ctx))
}

// told is how many notices of a kind somebody has.
func (w *town) told(v *identity.Viewer, kind string) int {
	w.t.Helper()
	return w.count(`select count(*) from notifications where account_id = $1 and kind = $2`, v.Account.Num, kind)
}

func refused(t *testing.T, err error, code identity.Code) {
	t.Helper()
	if !errors.Is(err, &identity.Error{Code: code}) {
		t.Errorf("%v, want %s", err, code)
	}
}

func invalidIn(t *testing.T, err error, param string) {
	t.Helper()
	if field, ok := errors.AsType[*directory.Invalid](err); !ok || field.Param != param {
		t.Errorf("%v, want something about %q", err, param)
	}
}

func TestASeatIsPassedOn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	e := w.publish(w.member("Awa", west), func(d *Draft) { d.Capacity = 3 })
	people := w.crowd(5)
	a, b := w.join(people[0], &e, "Léa"), w.join(people[1], &e) // 3 seats
	c, d, x := w.join(people[2], &e, "Tom"), w.join(people[3], &e), w.join(people[4], &e)
	if a.State != SignUpGoing || b.State != SignUpGoing || c.State != SignUpWaiting || c.InLine != 1 || d.InLine != 2 || x.InLine != 3 {
		t.Fatalf("%+v %+v %+v %+v", a, b, c, d)
	}
	w.sound()

	// one seat is free: the first in line is offered it, though they are two
	_, err := w.room.Leave(ctx, people[1], b.ID)
	w.must(err)
	c = w.own(people[2], &e)
	if until := begin.Add(12 * time.Hour); c.State != SignUpOffered || c.Seats != 1 || !c.Until.Equal(until) || w.told(people[2], "seat-offered") != 1 {
		t.Fatalf("%+v", c)
	}
	w.sound()
	_, err = w.room.Leave(ctx, people[1], b.ID) // twice changes nothing
	w.must(err)
	w.sound()

	// they do not answer: it goes to the next, and they are told
	w.clock.pass(12*time.Hour - time.Second)
	w.run()
	if c = w.own(people[2], &e); c.State != SignUpOffered {
		t.Fatalf("%+v", c)
	}
	w.clock.pass(time.Second)
	_, err = w.room.Confirm(ctx, people[2], c.ID)
	refused(t, err, identity.BadValue)
	w.run()
	c, d = w.own(people[2], &e), w.own(people[3], &e)
	if c.State != SignUpCancelled || c.Reason != "lapsed" || d.State != SignUpOffered || w.told(people[2], "seat-passed") != 1 || w.told(people[3], "seat-offered") != 1 {
		t.Fatalf("%+v\n%+v", c, d)
	}
	w.sound()
	// in the evening an offer counts from the morning
	if morning := time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC); !d.Until.Equal(morning.Add(9 * time.Hour)) {
		t.Errorf("at night, until %v", d.Until)
	}
	d, err = w.room.Confirm(ctx, people[3], d.ID)
	w.must(err)
	again, err := w.room.Confirm(ctx, people[3], d.ID)
	w.must(err)
	if d.State != SignUpGoing || again.State != SignUpGoing {
		t.Fatalf("%+v", d)
	}
	// who lapsed may come back, at the end of the line
	if c = w.join(people[2], &e); c.State != SignUpWaiting || c.InLine != 2 {
		t.Fatalf("%+v", c)
	}
	w.sound()

	for _, tries := range []func() error{
		func() error { _, err := w.room.Leave(ctx, people[0], d.ID); return err },
		func() error { _, err := w.room.Confirm(ctx, people[0], d.ID); return err },
		func() error { _, err := w.room.Leave(ctx, people[0], uuid.New()); return err },
	} {
		refused(t, tries(), identity.NotFound)
	}
	_, err = w.room.Leave(ctx, nil, d.ID)
	refused(t, err, identity.NoSession)
}

func TestWhatSignUpRefuses(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host := w.member("Awa", west)
	e := w.publish(host, func(d *Draft) { d.Capacity = 2 })
	v := w.crowd(1)[0]
	original := first(&e)
	try := func(at time.Time, j Joining, key string) error {
		_, err := w.room.SignUp(ctx, v, e.ID, &at, j, key)
		return err
	}
	key := uuid.NewString()
	invalidIn(t, try(original, Joining{With: []string{"a", "b", "c"}}, key), "with")
	invalidIn(t, try(original, Joining{With: []string{"06 12 34 56 78"}}, key), "with")
	invalidIn(t, try(original, Joining{Name: "x@example.org"}, key), "name")
	invalidIn(t, try(original, Joining{With: []string{strings.Repeat("é", 41)}}, key), "with")
	invalidIn(t, try(original, Joining{}, "short"), "client_key")
	week := 8 * day
	invalidIn(t, try(original, Joining{Remind: &week}, key), "remind")
	refused(t, try(original.Add(time.Hour), Joining{}, key), identity.NotFound)
	_, err := w.room.SignUp(ctx, v, uuid.New(), &original, Joining{}, key)
	refused(t, err, identity.NotFound)
	w.must(try(original, Joining{}, key))
	w.must(try(original, Joining{With: []string{"Léa"}}, key)) // the same again: what there is
	if s := w.own(v, &e); len(s.With) != 0 {
		t.Errorf("%+v", s)
	}
	w.must(try(original, Joining{With: []string{"Léa"}}, uuid.NewString()))
	invalidIn(t, try(original, Joining{With: []string{"Léa", "Tom"}}, uuid.NewString()), "with")
	w.sound()
	w.exec(`update events set hidden = true`)
	other := w.crowd(1)[0]
	_, err = w.room.SignUp(ctx, other, e.ID, &original, Joining{}, key)
	refused(t, err, identity.NotFound)
	w.exec(`update events set hidden = false`)
	w.clock.pass(3 * day)
	_, err = w.room.SignUp(ctx, other, e.ID, &original, Joining{}, key)
	refused(t, err, identity.BadValue)
	w.must(w.desk.EraseAll(ctx, v.Account.Num))
}

// « J'amène quelqu'un »: a friend who signs up by the personal link takes the seat that was kept, also past a line; they are asked once, in
// all, how it was.
func TestSomebodyIsBroughtAlong(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host := w.member("Awa", west)
	e := w.publish(host, func(d *Draft) { d.Capacity = 3 })
	people := w.crowd(4)
	a := w.join(people[0], &e, "Léa", "Tom")
	if wait := w.join(people[1], &e); wait.State != SignUpWaiting {
		t.Fatalf("%+v", wait)
	}
	token, err := w.room.InviteLink(ctx, people[0], a.ID)
	w.must(err)
	event, original, err := w.room.Invited(ctx, token)
	w.must(err)
	if event != e.ID || !original.Equal(first(&e)) {
		t.Errorf("%v %v", event, original)
	}
	_, err = w.room.InviteLink(ctx, people[1], a.ID)
	refused(t, err, identity.NotFound)
	forged := []byte(token)
	forged[30] ^= 1
	for _, bad := range []string{"", "x", string(forged), token + "A"} {
		_, _, err = w.room.Invited(ctx, bad)
		refused(t, err, identity.NotFound)
	}

	lea, err := w.room.SignUp(ctx, people[2], e.ID, &original, Joining{Name: "Léa", Invite: token}, uuid.NewString())
	w.must(err)
	if a = w.own(people[0], &e); lea.State != SignUpGoing || !slices.Equal(a.With, []string{"Tom"}) {
		t.Fatalf("%+v %+v", lea, a)
	}
	w.sound()
	// one whom the other has blocked comes as anybody does
	w.exec(`insert into blocks values ($1, $2, true, now()), ($2, $1, false, now())`, people[0].Account.Num, people[3].Account.Num)
	tom, err := w.room.SignUp(ctx, people[3], e.ID, &original, Joining{Name: "Tom", Invite: token}, uuid.NewString())
	w.must(err)
	if tom.State != SignUpWaiting {
		t.Errorf("%+v", tom)
	}
	w.sound()
	door, err := w.room.Attendees(ctx, host, e.ID, original)
	w.must(err)
	if door.Company != 2 { // Léa, and Tom by name
		t.Errorf("%d come with somebody", door.Company)
	}

	w.clock.pass(original.Add(5 * time.Hour).Sub(begin))
	w.run()
	w.run()
	if w.told(people[2], "guest-asked") != 1 || w.count(`select count(*) from notifications where kind = 'guest-asked'`) != 1 {
		t.Error("the guest is asked once, and nobody else")
	}
	// at the next event they come by a link again, and are not asked again
	next := w.publish(host, func(d *Draft) { d.When.Start = d.When.Start.Add(14 * day) })
	token, err = w.room.InviteLink(ctx, people[0], w.join(people[0], &next).ID)
	w.must(err)
	original = first(&next)
	_, err = w.room.SignUp(ctx, people[2], next.ID, &original, Joining{Invite: token}, uuid.NewString())
	w.must(err)
	w.clock.pass(15 * day)
	w.run()
	if n := w.count(`select count(*) from notifications where kind = 'guest-asked'`); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// Nothing is asked of who is below 18.
func TestTheYoungAreNotAsked(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	e := w.publish(w.member("Awa", west))
	friend := w.crowd(1)[0]
	young := w.member("Zoé", west, func(p *directory.Profile) { p.Age = "15-17" })
	token, err := w.room.InviteLink(ctx, friend, w.join(friend, &e).ID)
	w.must(err)
	original := first(&e)
	s, err := w.room.SignUp(ctx, young, e.ID, &original, Joining{Invite: token}, uuid.NewString())
	w.must(err)
	if s.State != SignUpGoing {
		t.Fatalf("%+v", s)
	}
	w.clock.pass(5 * day)
	w.run()
	if n := w.told(young, "guest-asked"); n != 0 {
		t.Error("they were asked")
	}
}

func TestReminders(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	e := w.publish(w.member("Awa", west))
	people := w.crowd(4)
	original := first(&e) // Thursday 19:00 UTC
	for i, remind := range []time.Duration{24 * time.Hour, 2 * time.Hour, 0, 7 * day} {
		_, err := w.room.SignUp(ctx, people[i], e.ID, &original, Joining{Remind: &remind}, uuid.NewString())
		w.must(err)
	}
	told := func() (n [4]int) {
		for i, v := range people {
			n[i] = w.told(v, "event-reminder")
		}
		return n
	}
	w.clock.pass(original.Add(-24*time.Hour - time.Second).Sub(w.clock.now()))
	w.run()
	if got := told(); got != [4]int{} {
		t.Errorf("too early: %v", got)
	}
	w.clock.pass(time.Second)
	w.run()
	w.run()
	if got := told(); got != [4]int{1, 0, 0, 0} {
		t.Errorf("a day before: %v", got)
	}
	w.clock.pass(22 * time.Hour)
	w.run()
	if got := told(); got != [4]int{1, 1, 0, 0} {
		t.Errorf("two hours before: %v", got)
	}
	w.clock.pass(10 * day)
	w.run()
	if got := told(); got != [4]int{1, 1, 0, 0} {
		t.Errorf("long after: %v", got)
	}
	if n := w.count(`select count(*) from event_seats where next_at is not null`); n != 0 {
		t.Error("something is due for ever")
	}
}

// One sign-up covers a series: each date is written as it comes near, in turn with everybody else, and one date can be left.
func TestASeriesIsWrittenDateByDate(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	e := w.publish(w.member("Awa", west), func(d *Draft) { d.When.Rule, d.Capacity = "FREQ=WEEKLY", 2 })
	people := w.crowd(3)
	var all []SignUp
	for _, v := range people {
		s, err := w.room.SignUp(ctx, v, e.ID, nil, Joining{}, uuid.NewString())
		w.must(err)
		all = append(all, s)
	}
	if !all[0].Series || all[0].State != SignUpGoing || !all[0].Original.Equal(first(&e)) || all[2].State != SignUpWaiting {
		t.Fatalf("%+v", all)
	}
	dates := w.count(`select count(*) from event_seats`)
	if dates != 9 {
		t.Errorf("%d dates within two months", dates)
	}
	w.sound()
	_, err := w.room.Leave(ctx, people[0], all[0].ID) // the first date only
	w.must(err)
	w.clock.pass(21 * day)
	w.run()
	w.run()
	if n := w.count(`select count(*) from event_seats`); n != dates+3 {
		t.Errorf("%d dates three weeks later", n)
	}
	for i, v := range people {
		n := w.count(`select count(*) from sign_ups where account_id = $1 and state = any($2)`, v.Account.Num, []string{"going", "waiting", "offered"})
		if want := []int{11, 12, 11}[i]; n != want { // the first has left one, the third let one lapse
			t.Errorf("person %d stands on %d dates, want %d", i, n, want)
		}
	}
	w.sound()
	w.must(w.room.LeaveSeries(ctx, people[0], e.ID))
	w.must(w.room.LeaveSeries(ctx, people[0], e.ID))
	if n := w.count(`select count(*) from sign_ups s join event_seats d using (event_id, original)
		where s.account_id = $1 and s.state <> 'cancelled' and d.ends_at > $2`, people[0].Account.Num, w.clock.now()); n != 0 {
		t.Errorf("they stand on %d dates ahead", n)
	}
	w.clock.pass(21 * day)
	w.run()
	if n := w.count(`select count(*) from sign_ups s where account_id = $1`, people[0].Account.Num); n != 12 {
		t.Errorf("they were written down again: %d", n)
	}
	w.sound()
}

// The list at the door shows first names, to who holds the event and to the staff; what a telephone sends late and twice comes to the same.
func TestTheListAtTheDoor(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host, staff := w.member("Awa", west), w.coordinator()
	e := w.publish(host)
	original := first(&e)
	v, bob, blocked := w.crowd(1)[0], w.member("Bob", west), w.member("Max", west)
	host.Blocks = identity.Blocks{blocked.Account.Num: {}}
	_, err := w.room.SignUp(ctx, v, e.ID, &original, Joining{Name: "Ana", With: []string{"Léa"}}, uuid.NewString())
	w.must(err)
	w.join(bob, &e)
	w.join(blocked, &e)
	w.exec(`insert into volunteers (account_id, applied_at, updated_at, pledged_on) values ($1, $2, $2, $2::timestamptz::date)`, bob.Account.Num, begin)

	for _, stranger := range []*identity.Viewer{bob, v} {
		_, err := w.room.Attendees(ctx, stranger, e.ID, original)
		refused(t, err, identity.NotFound)
	}
	_, err = w.room.CheckIn(ctx, host, e.ID, original, nil, nil)
	refused(t, err, identity.BadValue) // two days before
	door, err := w.room.Attendees(ctx, staff, e.ID, original)
	w.must(err)
	if len(door.List) != 3 || w.count(`select count(*) from audit where act = 'steer-events' and subject = 'event'`) != 1 {
		t.Errorf("%+v", door)
	}
	door, err = w.room.Attendees(ctx, host, e.ID, original)
	w.must(err)
	if len(door.List) != 2 || door.List[0].Name != "Ana" || door.List[1].Name != "Bob" || door.Seats.Taken != 4 {
		t.Fatalf("%+v", door)
	}
	w.clock.pass(original.Add(30 * time.Minute).Sub(begin))
	at := w.clock.now()
	ana, other := door.List[0].ID, door.List[1].ID
	mark := func(id uuid.UUID, m Mark, after time.Duration) Marked {
		m.At = at.Add(after)
		return Marked{id, m}
	}
	w.clock.pass(time.Hour)
	marks := []Marked{
		mark(ana, Mark{Came: true}, time.Minute), mark(ana, Mark{Came: true, With: 1}, 2*time.Minute), mark(other, Mark{Came: true, Helped: true}, time.Minute),
		mark(uuid.New(), Mark{Came: true}, 0),
	}
	for range 2 {
		slices.Reverse(marks)
		door, err = w.room.CheckIn(ctx, host, e.ID, original, marks, &Count{N: 4, At: at})
		w.must(err)
	}
	door, err = w.room.CheckIn(ctx, host, e.ID, original, nil, &Count{N: 2, At: at.Add(-time.Minute)}) // older
	w.must(err)
	if m := door.List[0].Mark; !m.Came || m.With != 1 || door.WalkIns != 4 {
		t.Errorf("%+v", door)
	}
	if n := w.count(`select coalesce(sum(minutes), 0) from volunteer_time where account_id = $1`, bob.Account.Num); n != 120 {
		t.Errorf("%d minutes count for the pledge", n)
	}
	_, err = w.room.CheckIn(ctx, host, e.ID, original, []Marked{mark(other, Mark{Came: true}, 3*time.Minute)}, nil)
	w.must(err)
	if n := w.count(`select count(*) from volunteer_time where account_id = $1`, bob.Account.Num); n != 0 {
		t.Error("time that was not given counts")
	}
	_, err = w.room.CheckIn(ctx, host, e.ID, original, make([]Marked, 501), nil)
	invalidIn(t, err, "marks")
	w.clock.pass(9 * day)
	_, err = w.room.CheckIn(ctx, host, e.ID, original, nil, nil)
	refused(t, err, identity.BadValue)
}

// What somebody leaves behind them says nothing of them, and their seats are others'.
func TestErasedFromLists(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	e := w.publish(w.member("Awa", west), func(d *Draft) { d.Capacity, d.When.Rule = 2, "FREQ=DAILY;COUNT=3" })
	people := w.crowd(2)
	token := "zqtoken"
	_, err := w.room.SignUp(ctx, people[0], e.ID, nil, Joining{Name: token, With: []string{token}}, uuid.NewString())
	w.must(err)
	w.must(w.room.SetSituation(ctx, people[0], "seek"))
	wait := w.join(people[1], &e)
	tx, err := w.pool.Begin(ctx)
	w.must(err)
	sheets, err := exportSignUps(ctx, tx, people[0].Account.Num)
	w.must(err)
	if said := fmt.Sprint(sheets); strings.Count(said, token) != 8 || !strings.Contains(said, "seek") {
		t.Errorf("the export has %v", said)
	}
	w.must(holdSignUps(ctx, tx, people[0].Account.Num))
	w.must(w.room.eraseSignUps(ctx, tx, people[0].Account.Num))
	w.must(tx.Commit(ctx))
	for _, table := range []string{"sign_ups", "event_series", "mix_profiles", "tickets", "event_tellings", "event_digests"} {
		if n := w.count(`select count(*) from `+table+` x where x::text like '%'||$1||'%' or (to_jsonb(x) ->> 'account_id')::bigint = $2`, token, people[0].Account.Num); n != 0 {
			t.Errorf("%d rows of %s say something", n, table)
		}
	}
	w.sound()
	if s := w.own(people[1], &e); wait.State != SignUpWaiting || s.State != SignUpOffered {
		t.Errorf("%+v", s)
	}
}
