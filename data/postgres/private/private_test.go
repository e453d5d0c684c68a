package private_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

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

// running asks the pid file, which a server removes as its last act: a pid alone may be a zombie or a stranger.
func running(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "postgres/data/postmaster.pid"))
	return err == nil
}

func TestManyStartAtOnceAndTheLastStops(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	var users [3]*private.Cluster
	var all sync.WaitGroup
	for i := range users {
		all.Go(func() { users[i] = start(t, dir) })
	}
	all.Wait()
	for _, c := range users[:2] {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	mustQuery(t, users[2], "SELECT 'still here'", "still here")
	if err := users[2].Close(); err != nil {
		t.Fatal(err)
	}
	if running(dir) {
		t.Error("the server lives on without users")
	}
}

// other is a process of its own that uses the cluster of dir.
type other struct {
	cmd  *exec.Cmd
	stop io.Closer
}

const (
	otherDir = "ALENTOUR_PRIVATE_TEST_DIR"
	watched  = "ALENTOUR_PRIVATE_TEST_WATCHED=yes"
)

// startOther runs this test binary again as a user of the cluster and returns when it is connected.
func startOther(t *testing.T, dir string, more ...string) *other {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestAsOtherProcess$")
	cmd.Env = append(append(os.Environ(), otherDir+"="+dir), more...)
	cmd.Stderr = os.Stderr
	stop, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // most have ended by then
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	return &other{cmd: cmd, stop: stop}
}

// TestAsOtherProcess is the other process's side: it uses the cluster until its input ends.
func TestAsOtherProcess(t *testing.T) {
	dir := os.Getenv(otherDir)
	if dir == "" {
		t.SkipNow() // not a test of its own
	}
	c, err := private.Start(t.Context(), private.Config{
		DataDir:        dir,
		Settings:       fast,
		StopWhenUnused: slices.Contains(os.Environ(), watched),
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTwoProcessesShareOneServer(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	first := startOther(t, dir)
	pid := serverPID(t, dir)
	c := start(t, dir)
	if serverPID(t, dir) != pid {
		t.Fatal("the second process started a server of its own")
	}
	first.stop.Close()
	if err := first.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	mustQuery(t, c, "SELECT 'still here'", "still here")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if running(dir) {
		t.Error("the server lives on without users")
	}
}

func TestServerOfKilledProcessIsJoined(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	victim := startOther(t, dir)
	pid := serverPID(t, dir)
	if err := victim.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.cmd.Wait() // "signal: killed"
	c := start(t, dir)
	if got := serverPID(t, dir); got != pid {
		t.Errorf("server %d, want the one left behind, %d", got, pid)
	}
	mustQuery(t, c, "SELECT 'joined'", "joined")
}

// A killed server leaves its pid file; that pid can belong to a stranger by the time of the next start.
func TestStalePIDOfALivingStranger(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	c := start(t, dir)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	stale := filepath.Join(dir, "postgres/data/postmaster.pid")
	if err := os.WriteFile(stale, fmt.Appendf(nil, "%d\n%s\n", os.Getpid(), filepath.Dir(stale)), 0o644); err != nil {
		t.Fatal(err)
	}
	again := start(t, dir)
	mustQuery(t, again, "SELECT 'started'", "started")
}

func TestLongPath(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openDir(t), strings.Repeat("deep/", 12)+strings.Repeat("x", 80))
	c := start(t, dir)
	mustQuery(t, c, "SELECT current_setting('listen_addresses')", "")
}

// Like /root: the server's user may not even pass through.
func TestClosedDirectory(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as another user")
	}
	var said bytes.Buffer
	elsewhere := openDir(t)
	c, err := private.Start(t.Context(), private.Config{
		DataDir:   filepath.Join(closedDir(t), "var"),
		Elsewhere: elsewhere,
		Settings:  fast,
		Log:       slog.New(slog.NewTextHandler(&said, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	mustQuery(t, c, "SELECT 'elsewhere'", "elsewhere")
	if got, err := filepath.Glob(elsewhere + "/*/data/PG_VERSION"); err != nil || len(got) != 1 {
		t.Errorf("clusters elsewhere: %v, %v", got, err)
	}
	if !strings.Contains(said.String(), elsewhere) {
		t.Errorf("the log does not say where the data is: %s", said.String())
	}
}

func TestOtherMajorIsNamed(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	if err := start(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "postgres/data/PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := private.Start(t.Context(), private.Config{DataDir: dir})
	if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 9") {
		t.Fatalf("error %v does not name the version", err)
	}
}

// A start that is given up leaves no server behind.
func TestCancelledStart(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	if err := start(t, dir).Close(); err != nil { // initdb done
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, err := private.Start(ctx, private.Config{DataDir: dir, Settings: fast}); err == nil {
		c.Close()
		t.Fatal("started although cancelled")
	}
	mustQuery(t, start(t, dir), "SELECT 'fine'", "fine")
}

// The watcher stops the server when its last process dies without Close.
func TestStopWhenUnused(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	victim := startOther(t, dir, watched)
	if err := victim.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.cmd.Wait() // "signal: killed"
	late := time.After(30 * time.Second)
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for running(dir) {
		select {
		case <-look.C:
		case <-late:
			t.Fatal("the server lives on without users")
		}
	}
}

// closedDir is a temporary directory that only root may enter.
func closedDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}
