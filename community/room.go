package community

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/photos"
)

// Config of a Room. All but the fields with a value said are needed.
type Config struct {
	Pool     *pgxpool.Pool
	Live     *directory.Live       // where districts, public cells and associations are read
	Calendar *Calendar             // the copy that everyone reads
	Photos   *photos.Store         // pictures of events; nil = none are taken
	Requests *matching.Room        // where helpers are asked for; nil = nowhere
	Sealer   identity.Sealer       // of places told to those who come
	Desk     func() *identity.Desk // for the audit; it may come later than the room
	Now      func() time.Time      // time.Now
	Poke     func()                // tells the feed of a commit; may be nil
	Log      *slog.Logger          // silent
	Site     string                // the address that people know us by, for links in calendars; may be empty
	Local    bool                  // calendars of associations may be on this machine, without TLS: for development
}

// Room is where events are held. Any number of goroutines and nodes may use one each on a database.
type Room struct {
	cfg   Config
	mixes sync.Map // what was read of months that are published: time.Time → readMix
	// moved are told what becomes of the dates of an event, in the transaction that writes it.
	moved []func(ctx context.Context, tx pgx.Tx, c *Change) error
	// comes says whether somebody comes to a date, and so may know what is sealed of it.
	comes func(ctx context.Context, tx pgx.Tx, event int64, original time.Time, account int64) (bool, error)
	due   chan struct{} // something may be
	rush  rush

	dueImports chan struct{}
	fetch      fetcher
}

// Change is what an edit did to the dates of an event that are not over.
type Change struct {
	Before, After *Event // After may be another event: the second half of one that was split
	By            int64  // account; 0 = the clock
	Moves         []Move // in the order of From; what is not named stays as it was
}

// Move is what became of one date.
type Move struct {
	From time.Time // original, of Before
	To   time.Time // original, of After; zero = it is not held any more
	Now  Occurrence
	Tell bool // who signed up must know: another hour, another place, or called off
}

// Off says that the date is not held.
func (m *Move) Off() bool { return m.To.IsZero() || m.Now.Cancelled }

// NewRoom makes a room on a migrated database.
func NewRoom(cfg Config) (*Room, error) {
	if cfg.Pool == nil || cfg.Live == nil || cfg.Calendar == nil || cfg.Desk == nil {
		return nil, errors.New("community: Pool, Live, Calendar and Desk are needed")
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
	r := &Room{
		cfg: cfg, due: make(chan struct{}, 1), rush: rush{lines: map[rushKey][]*comer{}}, dueImports: make(chan struct{}, 1),
		fetch: fetcher{local: cfg.Local, own: ownHost(cfg.Site), within: fetchWithin},
	}
	r.moved, r.comes = append(r.moved, r.changed), r.isComing
	return r, nil
}

// now is cut to what PostgreSQL keeps.
func (r *Room) now() time.Time { return r.cfg.Now().UTC().Truncate(time.Microsecond) }

// named are the arguments of a statement; one that is missing is an error.
type named = pgx.StrictNamedArgs

// inTx runs do in a transaction, afresh after a deadlock, and tells the feed.
func (r *Room) inTx(ctx context.Context, do func(pgx.Tx) error) error {
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

// errNone is of what there is not, or not for the viewer.
func errNone() error { return identity.Refuse(identity.NotFound, "") }

// EventSubject is what photos, conversations and reports about an event are about.
func EventSubject(num int64) string { return fmt.Sprintf("event:%d", num) }
