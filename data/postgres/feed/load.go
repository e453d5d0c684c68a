package feed

import (
	"context"
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
			fresh, err := f.load(ctx, t.subject)
			result <- loaded{state: fresh, err: err}
			f.Poke()
			if err == nil {
				f.cfg.Log.Info("feed: loaded", "topics", t.topics, "took", time.Since(begun).Round(time.Millisecond))
			}
		})
	}
}

func (f *Follower) load(ctx context.Context, subject Subject) (state, error) {
	conn, err := f.pool.Acquire(ctx)
	if err != nil {
		return state{}, err
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return state{}, err
	}
	defer tx.Rollback(ctx) // it wrote nothing
	m, err := f.look(ctx, tx, beginning)
	if err != nil {
		return state{}, err
	}
	copy, err := subject.Load(ctx, tx)
	return state{copy: copy, epoch: m.epoch, boot: m.boot, at: m.at}, err
}
