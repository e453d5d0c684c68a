package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// row is a line of the table: a ratio with its target, or a figure with its limit.
type row struct {
	what   string
	target float64 // at least this many times the peer
	ratio  float64
	limit  string // instead of a target
	ours   string
	theirs string
	broken bool // the limit is not kept
}

func (r row) line() string {
	atLeast, measured := r.limit, r.ours
	kept := !r.broken
	if r.target > 0 {
		atLeast, measured = fmt.Sprintf("%g×", r.target), fmt.Sprintf("%.3g×", r.ratio)
		kept = kept && r.ratio >= r.target
	}
	if kept {
		measured = "**" + measured + "**"
	} else {
		measured += " ✗"
	}
	ours, theirs := r.ours, r.theirs
	if r.target == 0 {
		ours, theirs = "", ""
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", r.what, atLeast, measured, ours, theirs)
}

// report writes the table and what it was measured on.
func (b *bench) report(rows []row) string {
	var s strings.Builder
	fmt.Fprintf(&s, "Measured on %s with `make bench`: %s places around %d cities, %d categories, fixed seed; medians of %d interleaved rounds of %v.\n\n",
		time.Now().UTC().Format(time.DateOnly), thousands(len(b.places)), len(cities), kinds, b.rounds, b.duration)
	fmt.Fprintf(&s, "%s.\n\n", b.machine())
	s.WriteString("| what | at least | measured | ours | theirs |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range rows {
		s.WriteString(r.line())
	}
	return s.String()
}

func (b *bench) machine() string {
	parts := []string{fmt.Sprintf("%d cores of %s", runtime.NumCPU(), processor()), runtime.Version()}
	for _, program := range [][]string{{"postgres", "--version"}, {"redis-server", "--version"}, {"/usr/sbin/nginx", "-v"}, {"wrk", "-v"}} {
		if program[0] == "postgres" && b.cluster != nil {
			program[0] = b.cluster.Bin() + "/postgres"
		}
		out, _ := exec.Command(program[0], program[1:]...).CombinedOutput() // wrk says its version and exits with 1
		if line, _, _ := strings.Cut(string(out), "\n"); line != "" {
			parts = append(parts, strings.TrimSpace(line))
		}
	}
	return strings.Join(parts, "; ")
}

func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "model name"); ok {
			return strings.Trim(name, "\t :")
		}
	}
	return runtime.GOARCH
}

func perSecond(rate float64) string { return thousands(int(rate)) + "/s" }

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// The table stands between these lines of the page; the rest of the page is written by hand.
const (
	begin = "<!-- bench: written by make bench -->\n"
	end   = "<!-- /bench -->\n"
)

func writePage(path, table string) error {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		return fmt.Errorf("%s: the lines %q and %q are missing", path, strings.TrimSpace(begin), strings.TrimSpace(end))
	}
	return os.WriteFile(path, []byte(before+begin+"\n"+table+"\n"+end+after), 0o644)
}
