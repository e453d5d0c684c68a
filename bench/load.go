package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// contender is one side of a comparison: run loads it for a while and says how many answers a second came.
type contender struct {
	name string
	run  func() (perSecond float64, err error)
}

// contest runs all in turn, several rounds, and gives the median of each: a slow minute of the machine hits all alike.
func (b *bench) contest(all ...contender) ([]float64, error) {
	rates := make([][]float64, len(all))
	for range b.rounds {
		for i, c := range all {
			if err := b.ctx.Err(); err != nil {
				return nil, err
			}
			rate, err := c.run()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			rates[i] = append(rates[i], rate)
		}
	}
	medians := make([]float64, len(all))
	for i, c := range all {
		slices.Sort(rates[i])
		medians[i] = rates[i][len(rates[i])/2]
		b.say("  %-28s %10.0f /s   (%s)", c.name, medians[i], list(rates[i]))
	}
	return medians, nil
}

// metered notes what an answer costs a server in processor time, in microseconds: what a machine gives that others use too is shared
// among all that runs, and PostgreSQL runs as more processes than we do.
func (b *bench) metered(costs *[]float64, server func() time.Duration, run func() (float64, error)) func() (float64, error) {
	return func() (float64, error) {
		before := server()
		rate, err := run()
		*costs = append(*costs, float64((server()-before).Microseconds())/(rate*b.duration.Seconds()))
		return rate, err
	}
}

// nodeTime is the processor time that the node has used so far.
func (b *bench) nodeTime() time.Duration {
	_, used := processorTimeOf(fmt.Sprintf("/proc/%d/stat", b.nodePID))
	return used
}

// postgresTime is what the servers under a directory have used so far, those that have ended too.
func postgresTime(dir string) (total time.Duration) {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		name, used := processorTimeOf(file)
		if data, err := os.Readlink(filepath.Join(filepath.Dir(file), "cwd")); err == nil && name == "postgres" && strings.HasPrefix(data, dir) {
			total += used
		}
	}
	return total
}

// processorTimeOf is the name of a process and what it and its children that have ended have used; nothing of one that has ended itself.
func processorTimeOf(file string) (name string, used time.Duration) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", 0
	}
	name, rest, _ := strings.Cut(string(text), ") ")
	_, name, _ = strings.Cut(name, "(")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return name, 0
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 on Linux
	for _, field := range fields[11:15] {
		ticks, _ := strconv.Atoi(field)
		used += time.Duration(ticks) * tick
	}
	return name, used
}

func list(rates []float64) string {
	var words []string
	for _, r := range rates {
		words = append(words, fmt.Sprintf("%.0f", r))
	}
	return strings.Join(words, ", ")
}

// command runs a program to its end and gives what it printed.
func (b *bench) command(name string, args ...string) (string, error) {
	out, err := exec.CommandContext(b.ctx, name, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", filepath.Base(name), err, endsOf(string(out)))
	}
	return string(out), nil
}

// endsOf shortens a program's words to its first and its last ones.
func endsOf(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	if len(lines) > 6 {
		lines = append(append(lines[:3:3], "…"), lines[len(lines)-3:]...)
	}
	return strings.Join(lines, " | ")
}

// start runs a program until the bench ends.
func (b *bench) start(name string, args ...string) (*exec.Cmd, io.ReadCloser, error) {
	cmd := exec.CommandContext(b.ctx, name, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	b.started++
	log, err := os.Create(filepath.Join(b.dir, fmt.Sprintf("%s-%d.log", filepath.Base(name), b.started)))
	if err != nil {
		return nil, nil, err
	}
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	b.onEnd(func() {
		cmd.Cancel()
		cmd.Wait()
		log.Close()
	})
	return cmd, out, nil
}

var (
	wrkRate     = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	wrkTrouble  = regexp.MustCompile(`(?m)^\s*(Non-2xx.*|Socket errors.*)$`)
	pgbenchRate = regexp.MustCompile(`tps = ([\d.]+)`)
)

// wrk asks a server with wrk -t1 -c8, the requests made by a script.
func (b *bench) wrk(server, script string, args ...string) (float64, error) {
	argv := []string{"-t1", "-c8", "-d" + strconv.Itoa(int(b.duration.Seconds())) + "s", "-s", script, "http://" + server + "/"}
	if len(args) > 0 {
		argv = append(append(argv, "--"), args...)
	}
	out, err := b.command("wrk", argv...)
	if err != nil {
		return 0, err
	}
	if trouble := wrkTrouble.FindString(out); trouble != "" {
		return 0, fmt.Errorf("wrk: %s", strings.TrimSpace(trouble))
	}
	return number(wrkRate, out)
}

// pgbench runs one statement over all its parameters with pgbench -c4 -j1 -M prepared. Each script is a statement of its
// own to pgbench: a generic plan from the start spares the peer five plannings of each.
func (b *bench) pgbench(database string, scripts []string) (float64, error) {
	argv := []string{"-n", "-c4", "-j1", "-M", "prepared", "-T", strconv.Itoa(int(b.duration.Seconds()))}
	for _, s := range scripts {
		argv = append(argv, "-f", s)
	}
	out, err := b.command(filepath.Join(b.cluster.Bin(), "pgbench"), append(argv, b.cluster.URL(database)+"&options=-c%20plan_cache_mode%3Dforce_generic_plan")...)
	if err != nil {
		return 0, err
	}
	return number(pgbenchRate, out)
}

func number(pattern *regexp.Regexp, out string) (float64, error) {
	found := pattern.FindStringSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("no rate in %q", endsOf(out))
	}
	return strconv.ParseFloat(found[1], 64)
}

// paths writes a wrk script that asks for the paths in turn.
func (b *bench) paths(name string, headers string, paths []string) (string, error) {
	var s strings.Builder
	fmt.Fprintf(&s, "local requests, i = {}, 0\nfunction init(args)\n")
	for _, p := range paths {
		fmt.Fprintf(&s, "  requests[#requests + 1] = wrk.format('GET', '%s', {%s})\n", p, headers)
	}
	s.WriteString("end\nfunction request()\n  i = i % #requests + 1\n  return requests[i]\nend\n")
	return b.file(name, s.String())
}

func (b *bench) file(name, text string) (string, error) {
	path := filepath.Join(b.dir, name)
	return path, os.WriteFile(path, []byte(text), 0o644)
}

// redisLoad asks Redis with eight connections, each waiting for its answer before it asks again.
func (b *bench) redisLoad(address string, ask func(conn io.Writer, in *bufio.Reader, i int) error) (float64, error) {
	ctx, cancel := context.WithTimeout(b.ctx, b.duration)
	defer cancel()
	var answers atomic.Int64
	var all errgroup.Group
	begun := time.Now()
	for c := range 8 {
		all.Go(func() error {
			conn, err := net.Dial("unix", address)
			if err != nil {
				return err
			}
			defer conn.Close()
			in := bufio.NewReaderSize(conn, 64<<10)
			for i := c; ctx.Err() == nil; i++ {
				if err := ask(conn, in, i%len(b.questions)); err != nil {
					return err
				}
				answers.Add(1)
			}
			return nil
		})
	}
	err := all.Wait()
	return float64(answers.Load()) / time.Since(begun).Seconds(), err
}

// reply reads one reply of the Redis protocol, or only reads past it.
func reply(in *bufio.Reader, keep bool) (any, error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	kind, rest := line[0], string(line[1:len(line)-2])
	if kind == '-' {
		return nil, fmt.Errorf("redis: %s", rest)
	}
	if kind != '$' && kind != '*' {
		return rest, nil
	}
	n, err := strconv.Atoi(rest)
	if err != nil {
		return nil, err
	}
	if kind == '*' {
		var elements []any
		for range n {
			element, err := reply(in, keep)
			if err != nil {
				return nil, err
			}
			if keep {
				elements = append(elements, element)
			}
		}
		return elements, nil
	}
	if !keep {
		_, err = in.Discard(n + len("\r\n"))
		return nil, err
	}
	text := make([]byte, n+len("\r\n"))
	_, err = io.ReadFull(in, text)
	return string(text[:n]), err
}

// redisCommand writes a command in the Redis protocol.
func redisCommand(words ...string) []byte {
	b := fmt.Appendf(nil, "*%d\r\n", len(words))
	for _, w := range words {
		b = fmt.Appendf(b, "$%d\r\n%s\r\n", len(w), w)
	}
	return b
}
