package feed

import (
	"context"
	"errors"
	"maps"
	"sync/atomic"
	"time"
)

// view is what callers of the follower see; it does not change.
type view struct {
	epoch   string // empty while a copy cannot follow
	at      snapshot
	missing map[uint64]struct{}
	begun   time.Time     // of the poll that made it
	settled time.Time     // when all copies were last known to be equal to the database
	next    chan struct{} // closed when another view takes its place
}

func (v *view) holds(p Position) bool {
	if p == (Position{}) {
		return true
	}
	_, missing := v.missing[p.XID]
	return v.epoch == p.Epoch && v.at.sees(p.XID) && !missing
}

// show makes a view of where the copies are after a poll that began then.
func (f *Follower) show(m moment, begun time.Time) {
	old := f.view.Load()
	v := &view{epoch: m.epoch, at: m.at, begun: begun, settled: begun, next: make(chan struct{}), missing: map[uint64]struct{}{}}
	loaded := true
	for _, t := range f.tracks {
		if !t.fit(m) || len(t.late) > 0 {
			v.settled = old.settled
		}
		if t.copy == nil || !m.continues(t.epoch, t.at) {
			v.epoch = ""
		}
		maps.Copy(v.missing, t.missing)
		for _, g := range t.late {
			v.missing[g.xid] = struct{}{}
		}
		loaded = loaded && t.copy != nil
	}
	f.replace(old, v)
	if loaded {
		select {
		case <-f.ready:
		default:
			close(f.ready)
		}
	}
}

// distrust takes back what the view claims when a copy failed half-way: it may lack what it held before.
func (f *Follower) distrust() {
	for _, t := range f.tracks {
		if old := f.view.Load(); t.copy != nil && t.epoch == "" && old.epoch != "" {
			f.replace(old, &view{begun: old.begun, settled: old.settled, next: make(chan struct{})})
		}
	}
}

func (f *Follower) replace(old, v *view) {
	f.view.Store(v)
	close(old.next)
}

// Run follows until ctx ends, and then returns nil. Whatever fails is logged and tried again.
func (f *Follower) Run(ctx context.Context) error {
	if !f.running.CompareAndSwap(false, true) {
		return errors.New("feed: this follower runs already")
	}
	defer f.running.Store(false)
	defer f.loads.Wait()
	f.loads.Go(func() { f.prune(ctx) })
	const shortest, longest = 50 * time.Millisecond, 2 * time.Second
	pause := time.Duration(0)
	for ctx.Err() == nil {
		polls := f.counts.polls.Load()
		err := f.pollOn(ctx)
		if ctx.Err() != nil {
			break
		}
		if f.counts.polls.Load() > polls {
			pause = 0 // it had worked meanwhile
		}
		f.counts.errors.Add(1)
		if pause == 0 {
			f.cfg.Log.Warn("feed: interrupted, copies stay as they are", "error", err)
		}
		pause = min(max(2*pause, shortest), longest)
		f.rest(ctx, pause)
	}
	return nil
}

// pollOn polls on one connection until something fails or ctx ends.
func (f *Follower) pollOn(ctx context.Context) error {
	conn, err := f.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	for {
		if err := f.poll(ctx, conn.Conn()); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.poke:
		case <-time.After(f.cfg.PollEvery):
		}
	}
}

func (f *Follower) rest(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}

// prune deletes old changes from time to time; of many followers one does it.
func (f *Follower) prune(ctx context.Context) {
	for ctx.Err() == nil {
		var gone int64
		if err := f.pool.QueryRow(ctx, "select feed_prune($1)", f.cfg.Keep).Scan(&gone); err == nil {
			f.counts.pruned.Add(uint64(gone))
		} else if ctx.Err() == nil {
			f.cfg.Log.Warn("feed: cannot prune", "error", err)
		}
		f.rest(ctx, f.cfg.Keep/16)
	}
}

// Counts are totals since New, for metrics.
type Counts struct {
	Polls, Changes, Loads, Pruned, Errors uint64
	Polling                               time.Duration // spent in polls
}

type counts struct{ polls, changes, loads, pruned, errors, pollNS atomic.Uint64 }

// Counts reads the totals.
func (f *Follower) Counts() Counts {
	c := &f.counts
	return Counts{
		Polls: c.polls.Load(), Changes: c.changes.Load(), Loads: c.loads.Load(), Pruned: c.pruned.Load(), Errors: c.errors.Load(),
		Polling: time.Duration(c.pollNS.Load()),
	}
}
