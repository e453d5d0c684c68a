package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/matching/simulate"
)

// event is something that happens at an instant after the start.
type event struct {
	at time.Duration
	do func(context.Context) error
}

// plan puts something on the agenda, after what is there for the same instant.
func (b *bottle) plan(at time.Duration, do func(context.Context) error) {
	at = max(at, b.after())
	i := sort.Search(len(b.agenda), func(i int) bool { return b.agenda[i].at > at })
	b.agenda = slices.Insert(b.agenda, i, event{at, do})
}

const (
	sweepEvery = time.Hour // in the bottle; a server does it every 15 s
	stuckAfter = 1000      // steps of one request at one instant
	saysSo     = 0.7       // of those who asked, how many say what became of it
	looksBack  = 2 * time.Hour
)

// run lets the weeks go by: what people do, and each step of the dispatcher when its row says so. It stops between two steps when
// ctx ends; a step that is begun is finished, so that the truth is the database's.
func (b *bottle) run(ctx context.Context) error {
	sweep, day := time.Duration(0), 0
	steps := context.WithoutCancel(ctx)
	for len(b.agenda) > 0 && ctx.Err() == nil {
		if err := b.step(steps, &sweep, &day); err != nil {
			b.tell(false)
			return fmt.Errorf("day %d: %w", int(b.after()/(24*time.Hour))+1, err)
		}
	}
	b.tell(ctx.Err() == nil)
	return ctx.Err()
}

// step turns the clock to what comes next, and does it.
func (b *bottle) step(ctx context.Context, sweep *time.Duration, day *int) error {
	request, due, err := b.matchmaker().Due(ctx)
	if err != nil {
		return err
	}
	next, wave := b.agenda[0], max(due.Sub(b.begin), b.after())
	switch {
	case *sweep <= next.at && (due.IsZero() || *sweep <= wave):
		b.set(*sweep)
		*sweep += sweepEvery
		return b.sweep(ctx, day)
	case due.IsZero() || next.at <= wave:
		b.agenda = b.agenda[1:]
		b.set(next.at)
		return next.do(ctx)
	}
	b.set(wave)
	return b.dispatch(ctx, request)
}

func (b *bottle) matchmaker() *matching.Room { return b.rooms.Load().matching }

// sweep does what a server does every few seconds, says once a day how it goes, and counts figures when a week has begun.
func (b *bottle) sweep(ctx context.Context, day *int) error {
	if now := int(b.after() / (24 * time.Hour)); now > *day && now <= b.setting.Days {
		*day = now
		seats, held := 0, 0
		for _, p := range b.pleas {
			seats += p.Seats
			held += p.seats.Held()
		}
		b.log.Info("simulating", "day", *day, "of", b.setting.Days, "requests", len(b.pleas), "seats", seats, "filled", held)
		if local := b.clock().In(b.city.Zone); directory.WeekdayOf(local) == 0 {
			if err := errors.Join(b.catchUp(ctx), b.rooms.Load().coverage.Beat(ctx)); err != nil {
				return err
			}
		}
	}
	return errors.Join(b.matchmaker().Sweep(ctx), b.matchmaker().Arm(ctx), b.rooms.Load().community.SeatsDue(ctx))
}

// plea is a request in the bottle.
type plea struct {
	counts
	num      int // of its need
	need     *simulate.Need
	author   *identity.Viewer
	id       uuid.UUID
	district string
	seats    simulate.Seats
	last     int64         // the highest number of its invitations
	stepped  time.Duration // when its last step was
	steps    int           // at that instant
}

// ask posts a need, as who has it does.
func (b *bottle) ask(ctx context.Context, num int) error {
	n := &b.needs[num]
	d := matching.Draft{
		Kind: n.Kind, Needed: n.Needed, Languages: n.Languages, Urgency: n.Urgency, Where: matching.Where{Point: &n.Point},
		When: matching.When{Timing: matching.Flexible},
	}
	if n.Until > 0 {
		from := n.From
		if n.Until == n.Deadline { // wanted as soon as may be: asked at night, from then on
			from = n.Created
		}
		d.When = matching.When{Timing: matching.Window, From: b.begin.Add(from), Until: b.begin.Add(n.Until)}
	}
	p := &plea{num: num, need: n, author: b.askers[num%len(b.askers)], counts: counts{Requests: 1, Seats: n.Needed}}
	q, err := b.matchmaker().Post(ctx, p.author, d, fmt.Sprintf("simulated-%d", num))
	if err != nil {
		return fmt.Errorf("posting: %w", err)
	}
	p.id = q.ID
	if home, ok := b.live.DistrictNumbered(q.District); ok {
		p.district = home.Code
	}
	b.pleas[q.ID.String()] = p
	ends := n.Deadline
	if n.Until > 0 {
		ends = n.Until + looksBack
	}
	b.plan(ends, func(ctx context.Context) error { return b.end(ctx, p) })
	return nil
}

// end is when who asked looks back. What nobody was found for they always end; of the rest some never say.
func (b *bottle) end(ctx context.Context, p *plea) error {
	outcome := matching.Outcome("helped")
	if p.seats.Held() == 0 {
		outcome = "nobody"
	}
	over := p.seats.Held() == p.Seats || p.need.Until > 0 // by itself
	if chance := rand.New(rand.NewPCG(b.setting.Seed, uint64(p.num))); over && chance.Float64() >= saysSo {
		return nil
	}
	_, err := b.matchmaker().Complete(ctx, p.author, p.id, outcome)
	return err
}

// dispatch does the step that is due for a request, and hands out what it sent.
func (b *bottle) dispatch(ctx context.Context, id uuid.UUID) error {
	p := b.pleas[id.String()]
	if p == nil {
		return errors.New("a request is due that nobody posted here: is something else at work in this database?")
	}
	if p.steps++; p.stepped != b.after() {
		p.steps, p.stepped = 0, b.after()
	}
	if p.steps > stuckAfter {
		return errors.New("a request is due again and again at one instant")
	}
	if err := b.catchUp(ctx); err != nil {
		return err
	}
	if err := b.matchmaker().Dispatch(ctx, id); err != nil {
		return fmt.Errorf("dispatching: %w", err)
	}
	sent, err := b.matchmaker().SentSince(ctx, id, p.last)
	if err != nil {
		return err
	}
	for _, s := range sent {
		p.last = max(p.last, s.Num)
		p.Invitations++
		b.receive(p, s)
	}
	return nil
}

// receive is what somebody does who is invited.
func (b *bottle) receive(p *plea, s matching.Sent) {
	r, now := b.of[s.Account], b.after()
	if r.silent {
		return
	}
	r.asked = append(slices.DeleteFunc(r.asked, func(at time.Duration) bool { return now-at >= 7*24*time.Hour }), now)
	a := b.world.Ask(r.num, p.num, now, len(r.asked))
	goes := a.Leaves && !r.left
	switch {
	case a.At == 0 || goes && !a.Yes:
		if goes {
			b.plan(now, func(ctx context.Context) error { return b.leave(ctx, r) })
		}
	default:
		b.plan(a.At, func(ctx context.Context) error { return b.answer(ctx, p, r, s.ID, a) })
	}
}

// answer says yes or no.
func (b *bottle) answer(ctx context.Context, p *plea, r *resident, invitation uuid.UUID, a simulate.Reaction) error {
	if !a.Yes {
		p.No++
		_, err := b.matchmaker().Decline(ctx, r.viewer, invitation, "busy")
		return err
	}
	p.Yes++
	got, err := b.matchmaker().Accept(ctx, r.viewer, invitation)
	switch {
	case refused(err, identity.Forbidden): // they have left meanwhile
		p.TooLate++
		return nil
	case err != nil:
		return err
	case got.State != matching.InvitationAccepted:
		p.TooLate++
	default:
		b.take(p, r, invitation, a)
	}
	if a.Leaves {
		return b.leave(ctx, r)
	}
	return nil
}

func refused(err error, code identity.Code) bool { return errors.Is(err, &identity.Error{Code: code}) }

// take gives a seat, and plans that it is given back.
func (b *bottle) take(p *plea, r *resident, invitation uuid.UUID, a simulate.Reaction) {
	p.Accepted++
	which := p.seats.Take(b.after())
	if a.DropAt == 0 {
		return
	}
	b.plan(a.DropAt, func(ctx context.Context) error {
		_, err := b.matchmaker().Withdraw(ctx, r.viewer, invitation, "ill")
		if refused(err, identity.BadValue) { // it is over: they simply did not come
			return nil
		}
		if err == nil {
			p.DropOuts++
			p.seats.GiveBack(which)
		}
		return err
	})
}

// leave is somebody who has had enough.
func (b *bottle) leave(ctx context.Context, r *resident) error {
	if r.left {
		return nil
	}
	r.left = true
	b.truth.Left++
	return b.resign(ctx, r)
}

func (b *bottle) resign(ctx context.Context, r *resident) error {
	_, err := b.rooms.Load().roster.Take(ctx, r.viewer, r.viewer.Account.ID, directory.StepLeave, directory.Signature{})
	return err
}

// arrive is somebody who begins to help: open requests learn of it.
func (b *bottle) arrive(ctx context.Context, i int) error {
	if err := b.sowVolunteers(ctx, b.world.People(), []int{i}); err != nil {
		return err
	}
	b.truth.Newcomers++
	for _, l := range b.lacking {
		if l.begun {
			if err := b.desist(ctx, l, b.people[i]); err != nil {
				return err
			}
		}
	}
	if err := b.catchUp(ctx); err != nil {
		return err
	}
	return b.matchmaker().ArrivalsAtOnce(ctx)
}
