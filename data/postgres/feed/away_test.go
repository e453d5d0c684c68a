package feed

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/private"
)

// E6: while PostgreSQL is away the copy stays readable and the lag grows; when it is back the copy catches up. After a crash it
// is also loaded afresh, since with synchronous_commit off the server may have forgotten what the follower saw.
func TestServerStopsAndCrashes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // the server runs as another user
		t.Fatal(err)
	}
	start := func() *private.Cluster {
		cluster, err := private.Start(t.Context(), private.Config{
			DataDir:  dir,
			Settings: map[string]string{"fsync": "off", "synchronous_commit": "off", "shared_buffers": "16MB"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return cluster
	}
	cluster := start()
	t.Cleanup(func() { cluster.Close() })
	address := cluster.URL(private.Database)
	if err := postgres.Migrate(t.Context(), address, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	pool, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	makeShops(t, pool)
	f, subject := run(t, pool, Config{})

	for i, stop := range []func(){
		func() { cluster.Close() },
		func() { crash(t, dir); cluster.Close() },
	} {
		id := int64(10 * i)
		if err := f.Wait(shortly(t), save(t, pool, id, "before")); err != nil {
			t.Fatal(err)
		}
		loads, errors := f.Counts().Loads, f.Counts().Errors
		stop()
		for f.Counts().Errors == errors || f.Lag() < 300*time.Millisecond {
			f.rest(t.Context(), time.Millisecond)
		}
		if seen := subject.seen()[id]; seen != "before of nobody" {
			t.Fatalf("without the database readers see %q", seen)
		}
		cluster = start()
		pool.Reset() // the writer's own connections
		if err := f.Wait(shortly(t), save(t, pool, id+1, "after")); err != nil {
			t.Fatal(err)
		}
		await(t, f, "no lag", func() bool { return f.Lag() < 300*time.Millisecond })
		expectEqual(t, pool, subject)
		if again := f.Counts().Loads - loads; again != uint64(i) {
			t.Errorf("%d loads after a stop (0) or crash (1): %d", again, i)
		}
	}
	pruningDisturbsNobody(t, pool)
}

// pruningDisturbsNobody needs a server of its own, since what may be pruned waits for the transactions of all its databases. What is kept
// is kept for longer than a follower stands still on a busy machine: one that is left behind loads afresh, as it should.
func pruningDisturbsNobody(t *testing.T, pool *pgxpool.Pool) {
	f, subject := run(t, pool, Config{Keep: 2 * time.Second, PollEvery: time.Millisecond})
	for i := range int64(30) {
		if err := f.Wait(shortly(t), save(t, pool, i, "corner")); err != nil {
			t.Fatal(err)
		}
	}
	left := func() (changes int) {
		if err := pool.QueryRow(t.Context(), "select count(*) from changes").Scan(&changes); err != nil {
			t.Fatal(err)
		}
		return changes
	}
	await(t, f, "all is pruned", func() bool { return f.Counts().Pruned > 0 && left() == 0 })
	expectEqual(t, pool, subject)
	if counts := f.Counts(); counts.Loads != 1 || counts.Errors != 0 {
		t.Errorf("%+v", counts)
	}
}

// crash kills the server as a power cut would: at once, without a last word.
func crash(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres/data/postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
}
