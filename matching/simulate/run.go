package simulate

import (
	"container/heap"
	"context"
	"slices"
	"time"

	"github.com/alentour/alentour/matching"
)

// Run lives through the weeks of a setting with a policy. It ends early with the context's error.
func Run(ctx context.Context, s Setting, p Policy) (*Result, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	r := newRun(newWorld(s), p)
	for len(r.agenda) > 0 {
		if r.steps++; r.steps%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.next()
	}
	return r.result(), nil
}

// next lives through what comes first.
func (r *run) next() {
	e := heap.Pop(&r.agenda).(event)
	r.now = e.at
	e.do()
}

// run is a world under way.
type run struct {
	*world
	books  *Books
	policy Policy
	now    int64 // s
	agenda agenda
	order  int // of what was put on the agenda
	steps  int
	taught int64
	cases  []*state
	tally  tally
}

// state is a request under way.
type state struct {
	Case
	need    *need
	seats   Seats
	firstAt int64   // the first yes; -1 = none
	asked   []int64 // accounts, in order
	open    map[int]*invitation
	wave    int // number of the planned turn; another one makes it void
	sent    int
	surplus int // yes that came too late
	closed  bool
}

// invitation is one that was sent.
type invitation struct {
	matching.Candidate
	sent   int64
	family int
	band   matching.Band
	gap    int
	learnt bool
}

func newRun(w *world, p Policy) *run {
	r := &run{world: w, books: newBooks(w), policy: p}
	for i := range w.people {
		r.plan(w.people[i].since, func() { r.books.join(i, w.public[i]) })
	}
	for i := range w.needs {
		r.plan(w.needs[i].created, func() { r.open(&w.needs[i]) })
	}
	r.tally.invited = make([]int, len(w.people))
	r.tally.byWeek, r.tally.left = map[[2]int]int{}, map[int]int64{}
	return r
}

func (r *run) open(n *need) {
	c := &state{need: n, firstAt: -1, open: map[int]*invitation{}}
	c.Need = matching.Need{
		Point: cellOf(n.point), District: int64(n.district + 1), City: 1, Kinds: n.kind, Languages: n.language, At: n.hours(), Zone: time.UTC,
		Urgency: n.urgency, Needed: n.needed, ReachM: matching.MaxReachM,
	}
	c.Created, c.Deadline, c.Missing = clock(n.created), clock(n.deadline), n.needed
	r.cases = append(r.cases, c)
	r.plan(n.deadline, func() { c.closed = true })
	r.turnAt(c, n.created)
}

// turnAt plans the next turn of a case, in the first decent minute: all policies respect the night alike.
func (r *run) turnAt(c *state, at int64) {
	decent := matching.FirstDecent(clock(at), time.UTC)
	c.wave++
	turn := c.wave
	r.plan(int64(decent.Sub(start)/time.Second), func() {
		if turn == c.wave {
			r.turn(c)
		}
	})
}

func (r *run) turn(c *state) {
	if c.closed || c.Missing == 0 {
		return
	}
	if r.now-r.taught >= 3600 {
		r.books.teach()
		r.taught = r.now
	}
	c.Pending = c.Pending[:0]
	for _, who := range sortedKeys(c.open) {
		i := c.open[who]
		c.Pending = append(c.Pending, Pending{i.Chance, clock(i.sent)})
	}
	c.Need.Asked = c.asked
	ask, again := r.policy.Turn(&c.Case, r.books, clock(r.now))
	for i := range ask {
		r.invite(c, &ask[i])
	}
	if len(ask) > 0 {
		c.Waves++
	}
	if !again.IsZero() {
		r.turnAt(c, int64(again.Sub(start)/time.Second))
	}
}

// invite sends one invitation, if the hard limits allow it.
func (r *run) invite(c *state, k *matching.Candidate) {
	who := int(k.Account - 1)
	at, twice := slices.BinarySearch(c.asked, k.Account)
	if twice || r.books.place[who] < 0 {
		return
	}
	c.asked = slices.Insert(c.asked, at, k.Account)
	last := r.books.pasts[who].last
	gap := matching.Steps - 1
	if !last.IsZero() {
		gap = matching.GapStep(clock(r.now).Sub(last))
	}
	i := &invitation{Candidate: *k, sent: r.now, family: c.need.family, band: c.Need.Band(), gap: gap}
	i.Parts = nil
	c.open[who] = i
	c.sent++
	r.tally.count(who, r.now)
	r.books.asked(who, clock(r.now))
	a := r.world.invite(who, c.need, r.now, r.books.lately(who, clock(r.now), 7))
	r.plan(r.now+day, func() { r.learn(who, i, false, -1) }) // no answer by then says something
	if a.leaves {
		r.tally.left[who] = r.now
		r.books.leave(who)
	}
	if a.at > 0 && !(a.leaves && !a.yes) {
		r.plan(a.at, func() { r.answer(c, who, i, a) })
	}
}

func (r *run) learn(who int, i *invitation, yes bool, step int) {
	if !i.learnt {
		i.learnt = true
		r.books.learn(who, i, yes, step)
	}
}

func (r *run) answer(c *state, who int, i *invitation, a answer) {
	r.learn(who, i, a.yes, matching.DelayStep(time.Duration(r.now-i.sent)*time.Second))
	delete(c.open, who)
	switch {
	case !a.yes:
		if !c.closed && c.Missing > 0 && r.policy.Answered(&c.Case, len(c.open), false) {
			r.turnAt(c, r.now)
		}
	case c.closed || c.Missing == 0:
		c.surplus++
	default:
		r.take(c, a)
	}
}

func (r *run) take(c *state, a answer) {
	if c.firstAt < 0 {
		c.firstAt = r.now
	}
	which := c.seats.Take(after(r.now))
	c.Missing--
	if a.dropsAt == 0 {
		return
	}
	r.plan(a.dropsAt, func() {
		c.seats.GiveBack(which)
		c.Missing++
		c.Rescue = true
		if !c.closed && r.policy.Answered(&c.Case, len(c.open), true) {
			r.turnAt(c, r.now)
		}
	})
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// event is something that happens at an instant; what was planned first comes first.
type event struct {
	at    int64
	order int
	do    func()
}

func (r *run) plan(at int64, do func()) {
	r.order++
	heap.Push(&r.agenda, event{max(at, r.now), r.order, do})
}

type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].order < a[j].order
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(event)) }
func (a *agenda) Pop() any {
	old := *a
	e := old[len(old)-1]
	*a = old[:len(old)-1]
	return e
}
