// Package private runs a PostgreSQL + PostGIS cluster of our own, from the system's binaries, inside a data directory.
//
//	process ──shared lock──▶ DataDir/postgres ─┬─ data/      the cluster, made once by initdb
//	process ──shared lock──▶                   ├─ run/       its unix socket (no TCP at all)
//	   │                                       ├─ log        what the server says
//	   └─ the last to leave stops it           └─ gate.lock, use.lock
//
// The first process starts the server, the others join it, and whoever can take the lock alone on leaving stops it. A server
// left behind by a killed process is joined by the next one. Started as root, the server runs as an unprivileged user.
//
// There are no units here but seconds. Not here: pools, migrations and queries (data/postgres).
package private

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
)

// Database is the database that Start makes when it is missing.
const Database = "alentour"

const superuser = "alentour"

// Config says where a cluster lives and how it runs; DataDir alone is enough.
type Config struct {
	DataDir        string            // the cluster lives in DataDir/postgres
	Elsewhere      string            // root for clusters whose DataDir is closed to the server's user; empty means /var/lib/alentour
	Settings       map[string]string // server settings beside our own; only the call that starts the server applies them
	StopWhenUnused bool              // the server ends with its last process even when that process cannot call Close
	Log            *slog.Logger      // nil means silent
}

// Cluster is one process's use of a running cluster.
type Cluster struct {
	home   string // data, run, log and locks
	socket string // directory of the socket
	owner  owner
	tools  tools
	cfg    Config
	inUse  *os.File // shared lock, held as long as this process uses the cluster
	close  sync.Once

	started int // pid of the server if this call started it
}

// Start joins the cluster of cfg.DataDir, making and starting it where needed, and returns once it answers.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	c, err := start(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("private cluster: %w", err)
	}
	return c, nil
}

func start(ctx context.Context, cfg Config) (*Cluster, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	c := &Cluster{cfg: cfg}
	if err := c.settle(); err != nil {
		return nil, err
	}
	gate, err := lock(ctx, c.path("gate.lock"), exclusive)
	if err != nil {
		return nil, err
	}
	defer gate.Close()
	if c.inUse, err = lock(ctx, c.path("use.lock"), shared); err != nil {
		return nil, err
	}
	if err := c.bringUp(ctx); err != nil {
		return nil, errors.Join(err, c.leave())
	}
	return c, nil
}

// bringUp makes what is missing until the server answers and our database exists; the gate is held.
func (c *Cluster) bringUp(ctx context.Context) error {
	if err := c.chooseTools(); err != nil {
		return err
	}
	if err := c.initialise(ctx); err != nil {
		return err
	}
	if err := c.awaitServer(ctx); err != nil {
		return err
	}
	return c.ensureDatabase(ctx)
}

// Close ends this process's use; the last process to leave stops the server. Further calls do nothing.
func (c *Cluster) Close() (err error) {
	c.close.Do(func() {
		var gate *os.File
		if gate, err = lock(context.Background(), c.path("gate.lock"), exclusive); err != nil {
			err = fmt.Errorf("private cluster: %w", err)
			return
		}
		defer gate.Close()
		err = c.leave()
	})
	return err
}

// leave gives up the shared lock and stops the server when nobody else holds one; the gate is held.
func (c *Cluster) leave() error {
	c.inUse.Close()
	alone, err := tryLock(c.path("use.lock"), exclusive)
	if errors.Is(err, errLocked) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("private cluster: %w", err)
	}
	defer alone.Close()
	return c.stop()
}

// URL is the connection address of one database of the cluster, for pgx and for PostgreSQL's own programs.
func (c *Cluster) URL(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(superuser),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {c.socket}, "port": {"5432"}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// Bin is the directory of the PostgreSQL programs that fit the cluster (pg_dump, pg_restore, psql).
func (c *Cluster) Bin() string { return c.tools.bin }

func (c *Cluster) path(name string) string { return filepath.Join(c.home, name) }
