package private_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/private"
)

var fast = map[string]string{"fsync": "off", "shared_buffers": "16MB"}

// openDir is a temporary directory that the server's user may enter.
func openDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, dir string) *private.Cluster {
	t.Helper()
	c, err := private.Start(t.Context(), private.Config{DataDir: dir, Settings: fast})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func query(ctx context.Context, c *private.Cluster, sql string) (answer string, err error) {
	conn, err := pgx.Connect(ctx, c.URL(private.Database))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, sql).Scan(&answer)
	return answer, err
}

func mustQuery(t *testing.T, c *private.Cluster, sql, want string) {
	t.Helper()
	got, err := query(t.Context(), c, sql)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("%s: got %q, want %q", sql, got, want)
	}
}

func serverPID(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres/data/postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

func TestManyStartAtOnceAndTheLastStops(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	var users [3]*private.Cluster
	var all sync.WaitGroup
	for i := range users {
		all.Go(func() { users[i] = start(t, dir) })
	}
	all.Wait()
	pid := serverPID(t, dir)
	for _, c := range users[:2] {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	mustQuery(t, users[2], "SELECT 'still here'", "still here")
	if err := users[2].Close(); err != nil {
		t.Fatal(err)
	}
	if alive(pid) {
		t.Errorf("server %d lives on without users", pid)
	}
}
