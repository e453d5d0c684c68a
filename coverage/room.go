package coverage

import (
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
	cfg      Config
	marks    marks
	releases releases
	layers   layers
	homes    dwellings
	mu       sync.Mutex
	kept     map[key]*kept // figures in memory
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
	return &Room{cfg: cfg, marks: marks{changed: map[change]bool{}}, kept: map[key]*kept{}}, nil
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

// errNone is of what there is not, or not for the viewer.
func errNone() error { return identity.Refuse(identity.NotFound, "") }

// districtNamed is the district with a code.
func (r *Room) districtNamed(code string) (*directory.District, error) {
	atlas := r.cfg.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	if d, ok := atlas.District(code); ok {
		return d, nil
	}
	return nil, errNone()
}

// cityNamed is the city with a code.
func (r *Room) cityNamed(code string) (*directory.District, error) {
	d, err := r.districtNamed(code)
	if err == nil && d.Parent != 0 {
		return nil, errNone()
	}
	return d, err
}
