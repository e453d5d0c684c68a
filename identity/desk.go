package identity

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/outbox"
)

// Config of a Desk. What is zero has the value said.
type Config struct {
	Key    []byte                               // the server's, of at least KeyBytes; the same on every node
	Send   func(context.Context, Message) error // hands a message over; an error means again later
	Within func(district, root int64) bool      // district is root or lies in it; nil = only itself
	Lag    func() time.Duration                 // of the follower that Cache is a subject of; nil = no cache
	Poke   func()                               // tells that follower of a commit; may be nil
	// Tell gives somebody notice of what happens to their account, in its transaction (notify.Tell); nil = nobody is told.
	Tell   func(ctx context.Context, tx pgx.Tx, to int64, kind, subject string, params map[string]string) error
	Now    func() time.Time // the clock; time.Now
	Log    *slog.Logger     // silent
	Limits Limits

	Holders []Holder // the rooms that keep something about people, for export and erasure
	// Home is the district where an account is at home, for the scope of who may help it; 0 = not known. nil = never known.
	Home func(ctx context.Context, account int64) (district int64, err error)

	CodeLasts     time.Duration // 10 min
	PrintedLasts  time.Duration // 90 days: how long a printed code may wait to be used
	SessionIdle   time.Duration // 60 days without a visit end a session
	SessionLasts  time.Duration // 365 days end it anyway
	RecoveryWaits time.Duration // 24 h
	CacheSize     int           // 200,000 sessions
}

// Desk is where people sign in and staff decide. Any number of goroutines and nodes may use the same database through one each.
type Desk struct {
	pool   *pgxpool.Pool
	cfg    Config
	seals  *seals
	cache  atomic.Pointer[cache]
	outbox *outbox.Outbox
	poke   chan struct{} // a message waits

	mu      sync.Mutex
	visited []visit // not written yet
}

// Origin is where a request comes from.
type Origin struct {
	Addr   netip.Addr // counted by its network, never stored
	Device string     // in a few words, shown to the person in the list of sessions: "Firefox, Android"
	Lang   string     // of the page, for the message and a new account: "fr"
}

// NewDesk makes a desk on a migrated database.
func NewDesk(pool *pgxpool.Pool, cfg Config) (*Desk, error) {
	seals, err := newSeals(cfg.Key, "identity")
	if err != nil {
		return nil, err
	}
	if cfg.Send == nil {
		return nil, errors.New("identity: nobody to send codes (Config.Send)")
	}
	if cfg.Poke == nil {
		cfg.Poke = func() {}
	}
	if cfg.Tell == nil {
		cfg.Tell = func(context.Context, pgx.Tx, int64, string, string, map[string]string) error { return nil }
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Limits = cfg.Limits.withDefaults()
	for _, span := range []struct {
		value *time.Duration
		or    time.Duration
	}{
		{&cfg.CodeLasts, 10 * time.Minute},
		{&cfg.PrintedLasts, 90 * day},
		{&cfg.SessionIdle, 60 * day},
		{&cfg.SessionLasts, 365 * day},
		{&cfg.RecoveryWaits, 24 * time.Hour},
	} {
		if *span.value == 0 {
			*span.value = span.or
		}
	}
	if cfg.CacheSize == 0 {
		cfg.CacheSize = 200_000
	}
	d := &Desk{pool: pool, cfg: cfg, seals: seals, poke: make(chan struct{}, 1)}
	d.outbox = d.newOutbox()
	return d, nil
}

const day = 24 * time.Hour

// now is cut to what PostgreSQL keeps.
func (d *Desk) now() time.Time { return d.cfg.Now().UTC().Truncate(time.Microsecond) }

func dayOf(at time.Time) time.Time { return at.UTC().Truncate(day) }

// named are the arguments of a statement; one that is missing is an error.
type named = pgx.StrictNamedArgs

// querier is what a pool and a transaction have in common.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// inTx runs do in a transaction, afresh after a deadlock. A refusal rolls back, but for one wrapped in kept.
func (d *Desk) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	var after error
	err := postgres.InTx(ctx, d.pool, func(tx pgx.Tx) error {
		after = nil
		err := do(tx)
		if k, ok := err.(kept); ok {
			after = k.error
			return nil
		}
		return err
	})
	if err != nil {
		return failed(err)
	}
	d.cfg.Poke()
	return after
}

// kept is a refusal whose transaction stands: a wrong code was counted.
type kept struct{ error }
