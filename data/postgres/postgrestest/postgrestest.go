// Package postgrestest gives each test a migrated PostGIS database of its own.
//
//	test process ─┐                        ┌─ template_<hash of the migrations>  made once
//	test process ─┼─▶ one private cluster ─┤        │ CREATE DATABASE … TEMPLATE (≈ 20 ms)
//	test process ─┘   for all processes    └─ test_<pid>_<random>                dropped when its test ends
//
// The cluster lives in memory where there is enough, else in the system's temporary directory, which TMPDIR names; it does without
// fsync and stops with the last test process. The variable ALENTOUR_TEST_DATABASE may name another server (a connection URL of a
// superuser). What takes long to load is loaded once by each process ([Fill]) and copied like the template. Not here: data for tests.
package postgrestest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/private"
)

// templateLock is the advisory lock under which the template is made and the databases of dead processes are dropped.
const templateLock = 7_236_411_950_018

// New is a pool on a fresh migrated database; pool and database go when the test ends.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return open(t, URL(t))
}

func open(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := postgres.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// URL is the address of a fresh migrated database, dropped when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatal(err)
	}
	return s.create(t, s.template)
}

// Empty is the address of a fresh database without our tables, dropped when the test ends.
func Empty(t testing.TB) string {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatal(err)
	}
	return s.create(t, "template0")
}

// Fill loads a fresh migrated database once in this process, when the first test asks, and gives each test a copy of its own. On
// another's server, where nobody would drop what this process leaves, each test loads its own.
func Fill(load func(ctx context.Context, pool *pgxpool.Pool) error) (filled func(testing.TB) *pgxpool.Pool) {
	template := sync.OnceValues(func() (string, error) {
		s, err := theServer()
		if err != nil || !s.ours {
			return "", err
		}
		ctx, name := context.Background(), databaseName()
		if err := s.copy(ctx, name, s.template); err != nil {
			return "", err
		}
		pool, err := postgres.Open(ctx, s.url(name))
		if err != nil {
			return "", err
		}
		defer pool.Close() // a database in use is not copied
		return name, load(ctx, pool)
	})
	return func(t testing.TB) *pgxpool.Pool {
		t.Helper()
		name, err := template()
		if err != nil {
			t.Fatal(err)
		}
		if name != "" {
			s, _ := theServer()
			return open(t, s.create(t, name))
		}
		pool := New(t)
		if err := load(t.Context(), pool); err != nil {
			t.Fatal(err)
		}
		return pool
	}
}

type server struct {
	url      func(database string) string
	ours     bool // on this machine, so that pids in names mean something
	admin    *pgxpool.Pool
	template string
}

// theServer is per process, not per test: it is what all tests share, and it ends with the process.
var theServer = sync.OnceValues(openServer)

func openServer() (*server, error) {
	ctx := context.Background()
	s := &server{template: "template_" + postgres.Hash()[:16]}
	if outside := os.Getenv("ALENTOUR_TEST_DATABASE"); outside != "" {
		base, err := url.Parse(outside)
		if err != nil {
			return nil, fmt.Errorf("ALENTOUR_TEST_DATABASE: %w", err)
		}
		s.url = func(database string) string {
			u := *base
			u.Path = "/" + database
			return u.String()
		}
	} else {
		cluster, err := startCluster(ctx)
		if err != nil {
			return nil, err
		}
		s.url, s.ours = cluster.URL, true
	}
	var err error
	if s.admin, err = pgxpool.New(ctx, s.url("postgres")); err != nil {
		return nil, err
	}
	return s, s.prepare(ctx)
}

func startCluster(ctx context.Context) (*private.Cluster, error) {
	return private.Start(ctx, private.Config{
		DataDir:        filepath.Join(clusterRoot(), fmt.Sprintf("alentour-test-%d", os.Getuid())),
		StopWhenUnused: true,
		Settings: map[string]string{
			"fsync":              "off",
			"full_page_writes":   "off",
			"synchronous_commit": "off",
			"max_connections":    "400",
			"autovacuum":         "off", // plans must not depend on the hour
			"max_wal_size":       "512MB",
		},
	})
}

// clusterRoot is where the cluster lives. A database is hundreds of files that live for a second, which a file system on a disk may take
// fifteen times as long as memory to make and delete: ext4 without a journal goes through all inodes deleted just before.
func clusterRoot() string {
	const memory, enough = "/dev/shm", 2 << 30
	var free syscall.Statfs_t
	if os.Getenv("TMPDIR") == "" && syscall.Statfs(memory, &free) == nil && free.Bavail*uint64(free.Bsize) >= enough {
		return memory
	}
	return os.TempDir()
}

func (s *server) create(t testing.TB, template string) string {
	t.Helper()
	ctx, name := context.Background(), databaseName()
	if err := s.copy(ctx, name, template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.admin.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return s.url(name)
}

// databaseName is a new one that says whose it is, see leftBehind.
func databaseName() string {
	return fmt.Sprintf("test_%d_%s", os.Getpid(), strings.ToLower(rand.Text()[:10]))
}

func (s *server) copy(ctx context.Context, name, template string) error {
	_, err := s.admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy")
	return err
}

// use keeps our template from other processes' [server.sweep] as long as this process lives, on a connection that goes with it.
func (s *server) use(ctx context.Context) error {
	conn, err := s.admin.Acquire(ctx)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "SELECT pg_advisory_lock_shared(hashtext($1))", s.template)
	return err
}

// prepare drops what nobody uses any more and makes the template of these migrations where it is missing.
func (s *server) prepare(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx) // and with it the lock
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return err
	}
	if err := s.use(ctx); err != nil {
		return err
	}
	rows, err := conn.Query(ctx, "SELECT datname FROM pg_database")
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	if s.ours {
		if err := s.sweep(ctx, conn, names); err != nil {
			return err
		}
	}
	if slices.Contains(names, s.template) {
		return nil
	}
	return s.makeTemplate(ctx, conn)
}

// sweep drops the databases of dead processes and the templates of other migrations that no process uses.
func (s *server) sweep(ctx context.Context, conn *pgx.Conn, names []string) error {
	for _, name := range names {
		unused := leftBehind(name)
		if strings.HasPrefix(name, "template_") && name != s.template {
			if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock(hashtext($1))", name).Scan(&unused); err != nil {
				return err
			}
		}
		if unused {
			if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeTemplate migrates under another name first: a template that exists is whole.
func (s *server) makeTemplate(ctx context.Context, conn *pgx.Conn) error {
	half := s.template + "_half"
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + half + " WITH (FORCE)", "CREATE DATABASE " + half} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := postgres.Migrate(ctx, s.url(half), slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "ALTER DATABASE "+half+" RENAME TO "+s.template)
	return err
}

// leftBehind says that name is a test's database and its process is dead.
func leftBehind(name string) bool {
	var pid int
	if n, _ := fmt.Sscanf(name, "test_%d_", &pid); n != 1 || pid <= 0 {
		return false
	}
	return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}
