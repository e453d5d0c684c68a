package coverage

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// Config of a Room. All but the fields with a value said are needed.
type Config struct {
	Pool       *pgxpool.Pool
	Live       *directory.Live       // districts, places and their hours
	Volunteers *directory.Volunteers // who may be asked now
	Requests   *matching.Requests    // what is asked for now
	Calendar   *community.Calendar   // dates ahead
	Desk       func() *identity.Desk // for the audit; it may come later than the room
	Now        func() time.Time      // time.Now
	Poke       func()                // tells the feed of a commit; may be nil
	Log        *slog.Logger          // silent
}

// Room is where figures are made and read. Any number of goroutines and nodes may use one each on a database.
type Room struct {
	cfg   Config
	due   chan struct{} // something may be
	mu    sync.Mutex
	kept  map[key]*city // figures in memory
	marks map[key]bool  // what changed since they were made
}

// key is a city and a period's text.
type key struct {
	city   int64
	period string
}

// NewRoom makes a room on a migrated database.
func NewRoom(cfg Config) (*Room, error) {
	if cfg.Pool == nil || cfg.Live == nil || cfg.Volunteers == nil || cfg.Requests == nil || cfg.Calendar == nil || cfg.Desk == nil {
		return nil, errors.New("coverage: Pool, Live, Volunteers, Requests, Calendar and Desk are needed")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Poke == nil {
		cfg.Poke = func() {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Room{cfg: cfg, due: make(chan struct{}, 1), kept: map[key]*city{}, marks: map[key]bool{}}, nil
}

// now is cut to what PostgreSQL keeps.
func (r *Room) now() time.Time { return r.cfg.Now().UTC().Truncate(time.Microsecond) }

// named are the arguments of a statement; one that is missing is an error.
type named = pgx.StrictNamedArgs

// failed tells a refusal from a database that is away.
func failed(err error) error {
	if field, ok := errors.AsType[*directory.Invalid](err); ok {
		return field
	}
	if errors.Is(err, directory.ErrNotReady) {
		return err
	}
	return identity.Failed(err)
}

// lookEvery is how often marks are worked off.
const lookEvery = time.Second

// Run works off what changed until ctx ends. Every node runs one.
func (r *Room) Run(ctx context.Context) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for ctx.Err() == nil {
		if err := r.Beat(ctx); err != nil && ctx.Err() == nil {
			r.cfg.Log.Warn("coverage: trying again", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-r.due:
		case <-look.C:
		}
	}
	return nil
}

// Beat works off what is marked: figures of periods that changed are made again.
func (r *Room) Beat(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for k := range r.marks {
		delete(r.kept, k)
	}
	clear(r.marks)
	return nil
}
