package community

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/identity"
)

// batch gives places of the first date, claimed within an hour.
func (w *town) batch(v *identity.Viewer, e *Event, change ...func(*BatchDraft)) Batch {
	w.t.Helper()
	d := BatchDraft{Places: 2, Closes: w.clock.now().Add(4 * time.Hour), Claim: time.Hour}
	for _, c := range change {
		c(&d)
	}
	b, err := w.room.OpenBatch(context.Background(), v, e.ID, first(e), d, uuid.NewString())
	w.must(err)
	return b
}

func (w *town) ticket(v *identity.Viewer, e *Event) Ticket {
	w.t.Helper()
	list, err := w.room.Batches(context.Background(), v, e.ID, first(e))
	w.must(err)
	if len(list) != 1 || list[0].Own == nil {
		w.t.Fatalf("%+v", list)
	}
	return *list[0].Own
}

// First come, first served: who passes it on or leaves gives their place to the next of the batch, not to the public's line; what nobody
// claims goes to that line.
func TestPlacesOfAPartner(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host := w.member("Awa", west)
	e := w.publish(host, func(d *Draft) { d.Capacity = 3 })
	people := w.crowd(6)
	_, err := w.room.OpenBatch(ctx, people[0], e.ID, first(&e), BatchDraft{Places: 1, Closes: begin.Add(time.Hour), Claim: time.Hour}, uuid.NewString())
	refused(t, err, identity.NotFound)
	_, err = w.room.OpenBatch(ctx, host, e.ID, first(&e), BatchDraft{Places: 4, Closes: begin.Add(time.Hour), Claim: time.Hour}, uuid.NewString())
	invalidIn(t, err, "places")
	b := w.batch(host, &e)
	w.sound()
	if s := w.join(people[0], &e); s.State != SignUpGoing {
		t.Fatalf("%+v", s)
	}
	if s := w.join(people[1], &e); s.State != SignUpWaiting { // two seats are kept
		t.Fatalf("%+v", s)
	}
	for i, want := range []TicketState{TicketClaimed, TicketClaimed, TicketApplied} {
		got, err := w.room.Apply(ctx, people[2+i], b.ID)
		w.must(err)
		again, err := w.room.Apply(ctx, people[2+i], b.ID)
		w.must(err)
		if got.State != want || again.ID != got.ID || (len(got.Code) == 8) != (want == TicketClaimed) {
			t.Errorf("%d: %+v", i, got)
		}
	}
	_, err = w.room.Apply(ctx, people[0], b.ID)
	refused(t, err, identity.BadValue) // they go already
	w.sound()
	_, err = w.room.Leave(ctx, people[2], w.own(people[2], &e).ID)
	w.must(err)
	third := w.ticket(people[4], &e)
	if third.State != TicketOffered || w.told(people[4], "ticket-offered") != 1 || w.own(people[1], &e).State != SignUpWaiting {
		t.Fatalf("%+v", third)
	}
	w.sound()
	_, err = w.room.Claim(ctx, people[3], third.ID)
	refused(t, err, identity.NotFound)
	w.clock.pass(5 * time.Hour) // it lapses, applications are over, nobody is in line: the seat is everybody's
	_, err = w.room.Claim(ctx, people[4], third.ID)
	refused(t, err, identity.BadValue)
	w.run()
	if third = w.ticket(people[4], &e); third.State != TicketLapsed || w.own(people[1], &e).State != SignUpOffered {
		t.Errorf("%+v %+v", third, w.own(people[1], &e))
	}
	w.sound()
	w.clock.pass(first(&e).Sub(w.clock.now()))
	_, err = w.room.TicketAtDoor(ctx, host, e.ID, first(&e), "AAAA AAAA")
	refused(t, err, identity.NotFound)
	code := w.ticket(people[3], &e).Code
	_, err = w.room.TicketAtDoor(ctx, host, e.ID, first(&e), " "+code[:4]+"-"+code[4:])
	w.must(err)
	u, err := w.room.BatchUse(ctx, host, b.ID)
	w.must(err)
	if u != (Used{Places: 2, Applied: 3, Claimed: 1, Came: 1}) {
		t.Errorf("%+v", u)
	}
	_, err = w.room.BatchUse(ctx, people[0], b.ID)
	refused(t, err, identity.NotFound)
}

// A draw can be done again by whoever has its seed, whose digest was published before anybody applied, and favours who never had one.
func TestADrawFavoursTheNeverServed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host := w.member("Awa", west)
	e := w.publish(host)
	people := w.crowd(8)
	before := w.publish(host, func(d *Draft) { d.Title = "Before" })
	served := w.batch(host, &before, func(d *BatchDraft) { d.Places = 4 })
	for _, v := range people[:4] {
		_, err := w.room.Apply(ctx, v, served.ID)
		w.must(err)
	}
	b := w.batch(host, &e, func(d *BatchDraft) { d.Draw, d.Places = true, 3 })
	if len(b.Commitment) != sha256.Size || b.Seed != nil {
		t.Fatalf("%+v", b)
	}
	for _, v := range people {
		got, err := w.room.Apply(ctx, v, b.ID)
		w.must(err)
		if got.State != TicketApplied {
			t.Errorf("%+v", got)
		}
	}
	w.run()
	if n := w.count(`select count(*) from tickets where state = 'offered'`); n != 0 {
		t.Errorf("%d are offered before the draw", n)
	}
	w.clock.pass(4 * time.Hour)
	w.run()
	list, err := w.room.Batches(ctx, nil, e.ID, first(&e))
	w.must(err)
	b = list[0]
	if digest := sha256.Sum256(b.Seed); b.Drawn.IsZero() || !bytes.Equal(digest[:], b.Commitment) {
		t.Fatalf("%+v", b)
	}
	var applicants []Applicant
	turns := map[uuid.UUID]int{}
	for _, v := range people {
		own := w.ticket(v, &e)
		applicants, turns[own.ID] = append(applicants, Applicant{own.ID, own.Served}), own.Turn
	}
	order := DrawOrder(b.Seed, applicants)
	if !slices.IsSortedFunc(order, func(a, b Applicant) int { return turns[a.Ticket] - turns[b.Ticket] }) {
		t.Errorf("drawn again: %v, given: %v", order, turns)
	}
	for i, v := range people {
		if own := w.ticket(v, &e); i < 4 && own.State == TicketOffered {
			t.Errorf("who had one before is offered another while others had none: %+v", own)
		}
	}
	if n := w.count(`select count(*) from tickets where state = 'offered'`); n != 3 {
		t.Errorf("%d are offered", n)
	}
	w.sound()
	// called off: nobody is left in line, nothing is kept
	_, err = w.room.Cancel(ctx, host, e.ID, nil, All, "other")
	w.must(err)
	if n := w.count(`select count(*) from tickets t join ticket_batches b on b.id = t.batch_id where b.draw and t.state in ('applied', 'offered')`); n != 0 {
		t.Errorf("%d still hope", n)
	}
	w.sound()
}

func TestWhoMayApply(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := context.Background()
	host, here, there := w.member("Awa", west), w.member("Bob", west), w.member("Max", east)
	e := w.publish(host)
	b := w.batch(host, &e, func(d *BatchDraft) { d.Members, d.Unserved, d.District = true, true, w.home(west).District })
	_, err := w.room.Apply(ctx, w.crowd(1)[0], b.ID)
	refused(t, err, identity.Forbidden)
	_, err = w.room.Apply(ctx, there, b.ID)
	refused(t, err, identity.Forbidden)
	got, err := w.room.Apply(ctx, here, b.ID)
	w.must(err)
	if got.State != TicketClaimed {
		t.Errorf("%+v", got)
	}
	other := w.publish(host, func(d *Draft) { d.Title = "Other" })
	b = w.batch(host, &other, func(d *BatchDraft) { d.Unserved = true })
	_, err = w.room.Apply(ctx, here, b.ID)
	refused(t, err, identity.Forbidden)
	_, err = w.room.Apply(ctx, nil, b.ID)
	refused(t, err, identity.NoSession)
}
