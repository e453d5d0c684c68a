package feed

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
)

// startLoads begins a fresh load, on a connection of its own, for each subject that needs one.
func (f *Follower) startLoads(ctx context.Context, m moment) {
	for _, t := range f.tracks {
		if t.loading != nil || t.fit(m) || time.Now().Before(t.rested) {
			continue
		}
		result := make(chan loaded, 1)
		t.loading = result
		f.counts.loads.Add(1)
		f.loads.Go(func() {
			begun := time.Now()
			fresh, err := f.load(ctx, t.subject, t.topics)
			result <- loaded{state: fresh, err: err}
			f.Poke()
			if err == nil {
				f.cfg.Log.Info("feed: loaded", "topics", t.topics, "took", time.Since(begun).Round(time.Millisecond))
			}
		})
	}
}

// load reads a subject afresh and follows what happens meanwhile, until so little is left that a poll can do it.
func (f *Follower) load(ctx context.Context, subject Subject, topics []string) (s state, err error) {
	conn, err := f.pool.Acquire(ctx)
	if err != nil {
		return state{}, err
	}
	defer conn.Release()
	err = f.inSnapshot(ctx, conn.Conn(), beginning, func(tx pgx.Tx, m moment) (err error) {
		s = state{epoch: m.epoch, boot: m.boot, at: m.at, missing: map[uint64]struct{}{}}
		s.copy, err = subject.Load(ctx, tx)
		return err
	})
	for applied := math.MaxInt; err == nil && applied > f.cfg.AtOnce && len(s.missing) == 0; {
		err = f.inSnapshot(ctx, conn.Conn(), s.at, func(tx pgx.Tx, m moment) (err error) {
			applied = 0
			if m.continues(s.epoch, s.at) {
				applied, err = f.catchUp(ctx, tx, topics, &s, m, math.MaxInt)
			}
			return err
		})
	}
	return s, err
}

// giveWay begins what reads here. Only a restore or a migration makes it wait for a lock; one that waits for the
// follower in turn would be ended by the server after a second (deadlock_timeout), so the follower gives up long before
// that and tries again.
const giveWay = "begin isolation level repeatable read, read only; set local lock_timeout = '50ms'"

// inSnapshot looks at the database and goes on in the same snapshot.
func (f *Follower) inSnapshot(ctx context.Context, conn *pgx.Conn, last snapshot, do func(pgx.Tx, moment) error) error {
	return pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{BeginQuery: giveWay}, func(tx pgx.Tx) error {
		m, err := f.look(ctx, tx, last)
		if err != nil {
			return err
		}
		return do(tx, m)
	})
}
