package community

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// rush puts sign-ups for one date that come at the same moment into one transaction: a thousand people who want ten seats hold the row of
// the date some ten times, not a thousand times one after the other. Who comes first does it for those who come meanwhile.
type rush struct {
	mu    sync.Mutex
	lines map[rushKey][]*comer // those who wait, of dates that somebody is at
}

type rushKey struct {
	event    uuid.UUID
	original int64 // microseconds
}

// comer is one sign-up that is to be written.
type comer struct {
	v     *identity.Viewer
	j     *Joining
	key   string
	done  chan struct{} // closed once s and err are right, or again is
	s     SignUp
	err   error
	again bool // it needs a transaction of its own
}

const (
	rushAtOnce = 200
	rushTime   = 10 * time.Second // whoever began it may have gone by then
)

// joinOne writes one sign-up, with those that come at the same time.
func (r *Room) joinOne(ctx context.Context, v *identity.Viewer, event uuid.UUID, original time.Time, j *Joining, key string) (s SignUp, err error) {
	if j.Invite == "" {
		c := &comer{v: v, j: j, key: key, done: make(chan struct{})}
		if err := r.queue(ctx, c, rushKey{event, original.UnixMicro()}); err != nil {
			return s, err
		}
		if !c.again {
			return c.s, c.err
		}
	}
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		d, err := r.openDate(ctx, tx, event, original)
		if err != nil {
			return err
		}
		s, err = r.join(ctx, tx, d, v.Account.Num, j, key)
		return err
	})
	return s, err
}

// queue has a sign-up written, by itself or by who is at it.
func (r *Room) queue(ctx context.Context, c *comer, key rushKey) error {
	r.rush.mu.Lock()
	line, busy := r.rush.lines[key]
	r.rush.lines[key] = append(line, c)
	r.rush.mu.Unlock()
	if !busy {
		r.lead(ctx, key)
	}
	select {
	case <-c.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lead writes who waits for a date, until nobody does.
func (r *Room) lead(ctx context.Context, key rushKey) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rushTime)
	defer cancel()
	var some []*comer
	done := false
	defer func() { // a panic leaves nobody waiting: each tries by itself
		if done {
			return
		}
		r.rush.mu.Lock()
		some = append(some, r.rush.lines[key]...)
		delete(r.rush.lines, key)
		r.rush.mu.Unlock()
		for _, c := range some {
			c.again = true
			close(c.done)
		}
	}()
	for {
		r.rush.mu.Lock()
		line := r.rush.lines[key]
		if len(line) == 0 {
			delete(r.rush.lines, key)
			done = true
			r.rush.mu.Unlock()
			return
		}
		some = line[:min(len(line), rushAtOnce)]
		r.rush.lines[key] = line[len(some):]
		r.rush.mu.Unlock()
		r.joinAll(ctx, key, some)
		for _, c := range some {
			close(c.done)
		}
		some = nil
	}
}

// joinAll writes some sign-ups in one transaction, in their order. What cannot be said of all of them at once is left to each.
func (r *Room) joinAll(ctx context.Context, key rushKey, some []*comer) {
	err := r.inTx(ctx, func(tx pgx.Tx) error {
		d, err := r.openDate(ctx, tx, key.event, time.UnixMicro(key.original).UTC())
		if err != nil {
			return err
		}
		accounts := make([]int64, len(some))
		for i, c := range some {
			accounts[i], c.again = c.v.Account.Num, false
		}
		if err := noteKnown(ctx, tx, d, accounts, some); err != nil {
			return err
		}
		return r.writeAll(ctx, tx, d, some)
	})
	if err != nil {
		for _, c := range some {
			c.err, c.again = err, len(some) > 1
		}
	}
}

// noteKnown leaves those out who have been here before, and who come twice.
func noteKnown(ctx context.Context, tx pgx.Tx, d *seated, accounts []int64, some []*comer) error {
	rows, err := tx.Query(ctx, `select account_id from sign_ups where event_id = $1 and original = $2 and account_id = any($3)`, d.event, d.original, accounts)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	here := map[int64]bool{}
	for _, account := range list {
		here[account] = true
	}
	for _, c := range some {
		c.again = here[c.v.Account.Num]
		here[c.v.Account.Num] = true
	}
	return nil
}

// writeAll inserts those that are left in one statement, and the counters in another.
func (r *Room) writeAll(ctx context.Context, tx pgx.Tx, d *seated, some []*comer) error {
	var fresh []*comer
	var rows [][]any
	now := r.now()
	for _, c := range some {
		if c.again {
			continue
		}
		w := writing{account: c.v.Account.Num, key: c.key, name: c.j.Name, company: c.j.With, remindMin: c.j.remindMin()}
		w.party(d, d.Join(1+len(c.j.With)))
		c.s, c.err = w.signUp(d), nil
		fresh = append(fresh, c)
		rows = append(rows, w.row(d, &c.s, now))
	}
	if len(fresh) == 0 {
		return nil
	}
	written, err := tx.CopyFrom(ctx, pgx.Identifier{"sign_ups"}, signUpColumns, pgx.CopyFromRows(rows))
	if err != nil {
		return err
	}
	if int(written) != len(fresh) { // an account is being erased: its row was not written, so the counters are wrong
		return identity.Refuse(identity.NoSession, "")
	}
	return r.saveSeats(ctx, tx, d)
}
