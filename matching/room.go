package matching

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/photos"
)

// Config of a Room. All but the fields with a value said are needed.
type Config struct {
	Pool       *pgxpool.Pool
	Live       *directory.Live       // where districts and public cells are read
	Volunteers *directory.Volunteers // who may be asked
	Requests   *Requests             // the copy that members browse
	Memory     *Memory               // what they answered before; nil = nothing is known
	Threads    *conversation.Store   // where those who help and the author write to each other; nil = nowhere
	Photos     *photos.Store         // pictures of offers; nil = none are taken
	Sealer     identity.Sealer       // of meeting points and of links in messages
	Desk       func() *identity.Desk // for the audit; it may come later than the room
	Now        func() time.Time      // time.Now
	Poke       func()                // tells the feed of a commit; may be nil
	Log        *slog.Logger          // silent
}

// Room is where people ask and offer, and where it is decided who is asked. Any number of goroutines and nodes may use one each on
// a database.
type Room struct {
	cfg    Config
	people Pool // who is ranked
	zones  zones
	due    chan struct{} // something may be
	// moved are told of each act on a request, in its transaction, after it is written.
	moved []func(ctx context.Context, tx pgx.Tx, before, after *Request, s step) error
}

// NewRoom makes a room on a migrated database.
func NewRoom(cfg Config) (*Room, error) {
	if cfg.Pool == nil || cfg.Live == nil || cfg.Volunteers == nil || cfg.Requests == nil || cfg.Desk == nil {
		return nil, errors.New("matching: Pool, Live, Volunteers, Requests and Desk are needed")
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
	if cfg.Memory == nil {
		cfg.Memory = NewMemory()
	}
	r := &Room{cfg: cfg, people: NewLive(cfg.Volunteers, cfg.Memory), due: make(chan struct{}, 1)}
	r.moved = append(r.moved, r.settle)
	return r, nil
}

// now is cut to what PostgreSQL keeps.
func (r *Room) now() time.Time { return r.cfg.Now().UTC().Truncate(time.Microsecond) }

// named are the arguments of a statement; one that is missing is an error.
type named = pgx.StrictNamedArgs

// inTx runs do in a transaction and tells the feed, and the dispatcher.
func (r *Room) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	err := r.commit(ctx, do)
	if err == nil {
		r.Wake()
	}
	return err
}

// commit runs do in a transaction, afresh after a deadlock, and tells the feed.
func (r *Room) commit(ctx context.Context, do func(pgx.Tx) error) error {
	err := postgres.InTx(ctx, r.cfg.Pool, do)
	if err == nil {
		r.cfg.Poke()
	}
	return failed(err)
}

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
