package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	asCommand = "ALENTOUR_TEST_AS_COMMAND"
	monday    = "2026-11-23T10:00:00+01:00" // when nodes begin to serve, by their own clock
)

// TestMain makes this test binary the alentour command for the processes that tests start.
func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// city is one data directory with the processes that use it.
type city struct {
	t   *testing.T
	dir string
}

func newCity(t *testing.T) city {
	dir := t.TempDir()
	// The database's user must be able to come in when root runs the tests.
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return city{t, dir}
}

func (c city) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append(args, "--data-dir", c.dir)...)
	// Whatever this machine's own city is, tests have nothing to do with it.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "ALENTOUR_") })
	cmd.Env = append(cmd.Env, asCommand+"=yes")
	return cmd
}

// run runs a command to its end and returns what it answered.
func (c city) run(args ...string) string {
	c.t.Helper()
	var said strings.Builder
	cmd := c.command(args...)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("alentour %v: %v: %s", args, err, said.String())
	}
	return string(out)
}

// node is a serve process.
type node struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	said string // file with its standard error
}

func (c city) serve() *node {
	c.t.Helper()
	return c.start("--demo", "--clock", monday)
}

// start starts a node and waits until it is ready.
func (c city) start(args ...string) *node {
	c.t.Helper()
	said, err := os.Create(filepath.Join(c.t.TempDir(), "said"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer said.Close()
	n := &node{t: c.t, said: said.Name()}
	n.cmd = c.command(append([]string{"serve", "--listen", "127.0.0.1:0", "--admin-listen", "", "--dev"}, args...)...)
	n.cmd.Stderr = said
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := n.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = n.cmd.Process.Kill() }) // has ended unless the test failed
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = n.cmd.Wait()
		c.t.Fatalf("serve did not say its address: %v: %s", err, n.words())
	}
	n.url = strings.TrimSpace(line)
	n.await("ready", func() bool { return n.get("/readyz").StatusCode == http.StatusOK })
	return n
}

// words are what the node wrote to standard error.
func (n *node) words() string {
	text, err := os.ReadFile(n.said)
	if err != nil {
		n.t.Fatal(err)
	}
	return string(text)
}

// await asks until the answer is yes.
func (n *node) await(what string, yes func() bool) {
	n.t.Helper()
	late := time.After(3 * time.Minute) // much else may run on the machine
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for !yes() {
		select {
		case <-again.C:
		case <-late:
			n.t.Fatalf("not %s after three minutes; the node said: %s", what, n.words())
		}
	}
}

type answer struct {
	*http.Response
	body string
}

func (n *node) get(path string) answer {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(n.t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, n.url+path, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		n.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	return answer{res, string(body)}
}

// mustFind asks for places near the Old Port.
func (n *node) mustFind() {
	n.t.Helper()
	got := n.get("/v1/places?near=5.3698,43.2965&radius_m=2000&limit=5")
	var page struct{ Items []struct{ Name string } }
	if err := json.Unmarshal([]byte(got.body), &page); err != nil || got.StatusCode != http.StatusOK || len(page.Items) != 5 {
		n.t.Fatalf("near: %d, %d places, %v: %s", got.StatusCode, len(page.Items), err, got.body)
	}
}

// stop sends a signal and expects a clean end.
func (n *node) stop(signal os.Signal) {
	n.t.Helper()
	if err := n.cmd.Process.Signal(signal); err != nil {
		n.t.Fatal(err)
	}
	if err := n.cmd.Wait(); err != nil {
		n.t.Fatalf("after %v: %v: %s", signal, err, n.words())
	}
}

// server is the pid of the private database's server, 0 when it does not run.
func (c city) server() int {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "postgres/data/postmaster.pid"))
	if os.IsNotExist(err) {
		return 0
	}
	if err != nil {
		c.t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		c.t.Fatal(err)
	}
	return pid
}

// One city from nothing on: what happens to it happens one after another, since to make it is most of the work.
func TestServeFromNothing(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	n := c.serve()
	n.mustFind()
	n.mustMatchReadme()
	if got := n.get("/v1/places?near=5.3698,43.2965&open_at=now").body; !strings.Contains(got, `"at":"2026-11-23T10:0`) {
		t.Errorf("now is not what --clock says: %.600s", got)
	}
	if got := n.get("/healthz").StatusCode; got != http.StatusOK {
		t.Errorf("/healthz: %d", got)
	}

	c.serveAfterAKill(n)
	c.serveBesideACommand()
	c.serveWithoutPostgreSQL()
}

// A node killed in the middle leaves nothing that stops the next.
func (c city) serveAfterAKill(killed *node) {
	c.t.Helper()
	if err := killed.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	_ = killed.cmd.Wait() // "signal: killed"
	n := c.serve()
	n.mustFind()
	n.stop(syscall.SIGTERM)
	if pid := c.server(); pid != 0 {
		c.t.Errorf("the database's server %d lives on", pid)
	}
}

// Another command joins, and its end does not take the database away.
func (c city) serveBesideACommand() {
	c.t.Helper()
	n := c.serve()
	if list := c.run("city", "list"); !strings.Contains(list, "13055") {
		c.t.Errorf("city list: %q", list)
	}
	if c.server() == 0 {
		c.t.Fatal("the other command stopped the database")
	}
	n.stop(os.Interrupt)
	if pid := c.server(); pid != 0 {
		c.t.Errorf("the database's server %d lives on after Ctrl-C", pid)
	}
}

// Public reads go on without PostgreSQL, say how old they are, and catch up (E6).
func (c city) serveWithoutPostgreSQL() {
	c.t.Helper()
	n := c.serve()
	n.await("a month to be published", func() bool {
		return strings.Contains(n.get("/v1/coverage?district=13055&measure=members").body, `"closed"`)
	})
	first := c.server()
	if err := syscall.Kill(first, syscall.SIGINT); err != nil {
		c.t.Fatal(err)
	}
	n.await("without a database", func() bool { return c.server() == 0 })
	n.await("saying its lag", func() bool { return n.get("/v1/cities").Header.Get("Alentour-Lag") != "" })
	n.mustFind()
	for _, path := range []string{
		"/v1/coverage?city=13055&level=1&measure=members", "/v1/coverage.csv?district=13201", "/v1/coverage/series?district=13201&measure=residents",
		"/v1/coverage/compare?district=13201&district=13208", "/v1/coverage/cells?city=13055&measure=access&category=meal",
		"/v1/coverage/within?district=13201&category=meal", "/tiles/coverage/10/527/374.mvt?measure=members", "/coverage", "/districts/13201",
	} {
		if got := n.get(path); got.StatusCode != http.StatusOK || got.Header.Get("Alentour-Lag") == "" {
			c.t.Errorf("%s without a database: %d, lag %q", path, got.StatusCode, got.Header.Get("Alentour-Lag"))
		}
	}
	if got := n.get("/readyz").StatusCode; got != http.StatusOK {
		c.t.Errorf("/readyz without a database: %d", got)
	}

	// Any command starts it again, and the node follows.
	c.run("city", "add", "99001", "--name", "Ailleurs", "--timezone", "Europe/Paris", "--lang", "fr")
	if now := c.server(); now == 0 || now == first {
		c.t.Fatalf("the database's server: %d, before %d", now, first)
	}
	n.await("caught up", func() bool { return strings.Contains(n.get("/v1/cities").body, "Ailleurs") })
	n.await("without lag", func() bool { return n.get("/v1/cities").Header.Get("Alentour-Lag") == "" })
	n.stop(syscall.SIGTERM)
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args   string
		code   int
		answer string // in standard output, or in the one line of standard error
	}{
		{"version", exitOK, "alentour "},
		{"--help", exitOK, "ALENTOUR_"},
		{"serve --help", exitOK, "$ALENTOUR_PUBLIC_URL"},
		{"", exitUsage, "expected one of"},
		{"nonsense", exitUsage, "nonsense"},
		{"migrate --database nowhere", exitFailed, "database"},
	} {
		var out, said strings.Builder
		if code := run(strings.Fields(c.args), &out, &said); code != c.code {
			t.Errorf("alentour %s: exit %d, want %d: %s", c.args, code, c.code, said.String())
		}
		if !strings.Contains(out.String()+said.String(), c.answer) {
			t.Errorf("alentour %s: no %q in %s%s", c.args, c.answer, &out, &said)
		}
		if c.code != exitOK && strings.Count(said.String(), "\n") != 1 {
			t.Errorf("alentour %s: not one line: %s", c.args, fmt.Sprint(&said))
		}
	}
}
