// Package feed keeps copies in memory equal to the database.
//
//	writer ──commit──▶ changes ◀──poll: 50 ms, or poked── Follower ─┬─▶ Copy.Apply        when few rows changed
//	   │                                                            │
//	   │ Current                                                    └─▶ Subject.Load ─▶ catch up ─▶ Subject.Publish
//	   ▼                                                                at the start, after a bulk, a restore, a gap
//	Position ───── a client sends it to any node ────▶ Wait ─▶ what readers see holds that write
//
// A follower remembers the snapshot of its last poll. In one REPEATABLE READ transaction it asks what became visible since, and
// has these rows read again: a transaction that commits late is never skipped, and a long one delays only itself. Loads run
// beside the copy that readers see, which goes on following. While PostgreSQL is away the copies stay readable and Lag grows.
//
// Positions are transaction ids of the primary (on a standby the follower fails and tries again). It needs no session state and
// no LISTEN, so it works through PgBouncer's transaction mode. Not here: the triggers (migrations/00001_feed.sql), what a copy holds.
package feed

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Changes are the rows that changed: topic → ids, each once, in no order. A row that is gone now is named too.
type Changes map[string][]int64

// Copy is one copy in memory of what a subject holds.
type Copy interface {
	// Apply reads the rows named by changes again, in tx, and makes the copy equal to them. After an error the copy is not
	// applied to again; it must stay readable.
	Apply(ctx context.Context, tx pgx.Tx, changes Changes) error
}

// Subject is something kept in memory. Load, and Apply to a copy before it is published, run beside Apply to the copy that
// readers see; Publish does not.
type Subject interface {
	Topics() []string
	Load(ctx context.Context, tx pgx.Tx) (Copy, error) // reads everything afresh, beside what readers see
	Publish(Copy)                                      // makes it what readers see
}

// Config of a Follower; the zero value is right for production.
type Config struct {
	PollEvery time.Duration // 50 ms
	BulkRows  int           // 10,000: a transaction with more changes in one topic means a fresh load
	AtOnce    int           // 1,000: so many changes of one transaction are read in one poll, the rest in the next ones
	Keep      time.Duration // 15 min: how long changes stay for followers that were away
	Log       *slog.Logger  // nil means silent
}

// Follower keeps subjects equal to one database. Its methods may be called from any goroutine.
type Follower struct {
	pool    *pgxpool.Pool
	cfg     Config
	topics  []string // of all subjects
	tracks  []*track
	epoch   string   // at the last poll
	last    snapshot // of the last poll; what it did not see may have moved since
	poke    chan struct{}
	ready   chan struct{}
	view    atomic.Pointer[view]
	running atomic.Bool
	loads   sync.WaitGroup
	counts  counts
}

// New is a follower of subjects that does nothing before Run.
func New(pool *pgxpool.Pool, subjects []Subject, cfg Config) *Follower {
	if cfg.PollEvery <= 0 {
		cfg.PollEvery = 50 * time.Millisecond
	}
	if cfg.BulkRows <= 0 {
		cfg.BulkRows = 10_000
	}
	if cfg.AtOnce <= 0 {
		cfg.AtOnce = 1000
	}
	if cfg.Keep <= 0 {
		cfg.Keep = 15 * time.Minute
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	f := &Follower{pool: pool, cfg: cfg, last: beginning, poke: make(chan struct{}, 1), ready: make(chan struct{})}
	for _, subject := range subjects {
		topics := subject.Topics()
		f.tracks = append(f.tracks, &track{subject: subject, topics: topics})
		f.topics = append(f.topics, topics...)
	}
	f.view.Store(&view{settled: time.Now(), next: make(chan struct{})})
	return f
}

// Ready is closed once every subject has been loaded and published for the first time.
func (f *Follower) Ready() <-chan struct{} { return f.ready }

// Poke makes the next poll happen now: call it after a commit of this process.
func (f *Follower) Poke() {
	select {
	case f.poke <- struct{}{}:
	default: // one is waiting already
	}
}

// ErrOtherEpoch says that a position belongs to another life of the database: before a restore, or of another server.
var ErrOtherEpoch = errors.New("feed: the position is of another life of the database")

// Position is one that all copies have reached: every write up to it is in what readers see.
func (f *Follower) Position() Position {
	v := f.view.Load()
	if v.epoch == "" {
		return Position{}
	}
	reached := v.at.xmin - 1
	for xid := range v.missing {
		reached = min(reached, xid-1)
	}
	return Position{Epoch: v.epoch, XID: reached}
}

// Lag is how long ago the copies were last known to be equal to the database; about PollEvery when all is well.
func (f *Follower) Lag() time.Duration { return time.Since(f.view.Load().settled) }

// Wait returns nil once what readers see holds the write at p, [ErrOtherEpoch] when p belongs to another life of the
// database, and ctx's error when that comes first.
func (f *Follower) Wait(ctx context.Context, p Position) error {
	called := time.Now()
	for poked := false; ; poked = true {
		v := f.view.Load()
		switch {
		case v.holds(p):
			return nil
		case v.epoch != "" && v.epoch != p.Epoch && v.begun.After(called):
			return ErrOtherEpoch
		}
		if !poked {
			f.Poke()
		}
		select {
		case <-v.next:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
