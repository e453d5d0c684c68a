package private

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const postgis = "postgis-3"

const stopWithin = 60 * time.Second

// settings is what a small machine serving one directory needs beyond PostgreSQL's defaults.
func (c *Cluster) settings() map[string]string {
	all := map[string]string{
		"listen_addresses":                    "",
		"unix_socket_directories":             c.socket,
		"unix_socket_permissions":             "0700",
		"shared_buffers":                      "256MB",
		"work_mem":                            "16MB",
		"maintenance_work_mem":                "128MB",
		"max_wal_size":                        "2GB",
		"jit":                                 "off", // it costs more than our short statements
		"log_checkpoints":                     "off",
		"timezone":                            "UTC",
		"log_timezone":                        "UTC",
		"idle_in_transaction_session_timeout": "10min",
	}
	// loaded once for all connections, of which each would take 15 ms to load it
	if _, err := os.Stat(filepath.Join(c.tools.bin, "../lib", postgis+".so")); err == nil {
		all["shared_preload_libraries"] = postgis
	}
	maps.Copy(all, c.cfg.Settings)
	return all
}

// initialise runs initdb once; a directory appears under its name only when it is whole.
func (c *Cluster) initialise(ctx context.Context) error {
	data := c.path("data")
	if _, err := os.Stat(data); err == nil {
		return nil
	}
	c.cfg.Log.Info("making the database cluster", "dir", data, "postgresql", c.tools.major)
	half := c.path("data.new")
	if err := os.RemoveAll(half); err != nil {
		return err
	}
	args := []string{"-D", half, "-U", superuser, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"}
	if c.cfg.Settings["fsync"] == "off" {
		args = append(args, "--no-sync")
	}
	cmd := c.command(ctx, "initdb", args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, lastLine(out))
	}
	return os.Rename(half, data)
}

// command prepares a PostgreSQL program that runs as the owner, in its own session, untouched by our terminal and PG* variables.
func (c *Cluster) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(c.tools.bin, name), args...)
	cmd.Dir = c.home
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(c.owner.uid), Gid: uint32(c.owner.gid)}
	}
	return cmd
}

// awaitServer joins a living server, or starts one, and returns when it answers. A server that is just stopping is waited for.
func (c *Cluster) awaitServer(ctx context.Context) error {
	var ended <-chan error
	for {
		err := c.ping(ctx)
		if err == nil {
			return nil
		}
		if ended == nil && c.postmaster() == 0 {
			if ended, err = c.launch(); err != nil {
				return err
			}
		}
		select {
		case err := <-ended:
			return fmt.Errorf("the server did not start (%w): %s", err, c.lastWords())
		default:
		}
		if pause(ctx) != nil {
			return fmt.Errorf("the server did not answer (%w): %w", err, ctx.Err())
		}
	}
}

// launch starts the server; the channel says when and why it ended.
func (c *Cluster) launch() (<-chan error, error) {
	// Nobody runs here (the gate is ours): files of a killed server would stop the new one if their pid lives again elsewhere.
	for _, stale := range []string{c.path("data/postmaster.pid"), filepath.Join(c.socket, socketFile), filepath.Join(c.socket, socketFile+".lock")} {
		if err := os.Remove(stale); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	if err := os.Rename(c.path("log"), c.path("log.before")); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	log, err := os.OpenFile(c.path("log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	args := []string{"-D", c.path("data")}
	settings := c.settings()
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	cmd := c.command(context.Background(), "postgres", args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c.started = cmd.Process.Pid
	c.cfg.Log.Debug("database server started", "pid", c.started)
	ended := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		if err == nil {
			err = errors.New("it ended at once")
		}
		ended <- err
	}()
	if c.cfg.StopWhenUnused {
		return ended, c.watch()
	}
	return ended, nil
}

// watch leaves a flock(1) behind that waits for the last process to go and then stops the server.
func (c *Cluster) watch() error {
	cmd := exec.Command("flock", "--exclusive", c.path("use.lock"), "sh", "-c", `kill -INT "$(head -n 1 "$0")"`, c.path("data/postmaster.pid"))
	cmd.Dir = c.home
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // only so that it does not stay a zombie
	return nil
}

// postmaster is the pid of this cluster's living server, 0 when there is none.
func (c *Cluster) postmaster() int {
	text, err := os.ReadFile(c.path("data/postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil || pid <= 0 {
		return 0
	}
	if !c.isServer(pid) {
		return 0
	}
	return pid
}

// isServer tells our server from a stranger that was given the pid of a dead one.
func (c *Cluster) isServer(pid int) bool {
	args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		if _, err := os.Stat("/proc/self"); err != nil { // no /proc on this system
			return syscall.Kill(pid, 0) == nil
		}
		return false
	}
	return slices.ContainsFunc(bytes.Split(args, []byte{0}), func(arg []byte) bool { return string(arg) == c.path("data") })
}

// stop asks for a fast shutdown and waits for it.
func (c *Cluster) stop() error {
	pid := c.postmaster()
	if pid == 0 && c.started != 0 && c.isServer(c.started) {
		pid = c.started // so young that it has not written its pid
	}
	if pid == 0 {
		return nil
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop the server: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	for c.isServer(pid) {
		if pause(ctx) != nil {
			return fmt.Errorf("the server %d did not stop within %v: %s", pid, stopWithin, c.lastWords())
		}
	}
	if filepath.Dir(c.socket) != c.home {
		return os.Remove(c.socket)
	}
	return nil
}

func (c *Cluster) ping(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func (c *Cluster) ensureDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", Database).Scan(&there); err != nil || there {
		return err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{Database}.Sanitize())
	var known *pgconn.PgError
	if errors.As(err, &known) && known.Code == "42P04" { // made by someone else meanwhile
		return nil
	}
	return err
}

func (c *Cluster) lastWords() string {
	text, err := os.ReadFile(c.path("log"))
	if err != nil {
		return err.Error()
	}
	return lastLine(text)
}

// lastLine is the last FATAL or error line of a program, else its last line.
func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, line := range slices.Backward(lines) {
		if strings.Contains(line, "FATAL:") || strings.Contains(line, "error:") {
			return line
		}
	}
	return lines[len(lines)-1]
}
