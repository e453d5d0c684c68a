package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/matching/simulate"
)

// small is a world of a moment.
var small = []string{"simulate", "--volunteers", "120", "--days", "3", "--requests-per-day", "15", "--json"}

func simulated(t *testing.T, out string) (wire map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(out), &wire); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return wire
}

// One run gives plain numbers, and the median nothing where most never hear yes.
func TestSimulateAnswersInJSON(t *testing.T) {
	t.Parallel()
	for _, policy := range simulate.Policies {
		wire := simulated(t, newCity(t).run(append(small, "--policy", policy)...))
		if wire["policy"] != policy {
			t.Errorf("%v, not %s", wire["policy"], policy)
		}
		for _, m := range simulate.Measures {
			v, there := wire[m.Name]
			number, plain := v.(float64)
			switch {
			case !there, !plain && (v != nil || m.Name != "median_first_yes_s"):
				t.Errorf("%s: %s: %v", policy, m.Name, v)
			case strings.HasPrefix(m.Name, "fill") && !(number >= 0 && number <= 1):
				t.Errorf("%s: %s: %v is not a share", policy, m.Name, v)
			}
		}
		if n, _ := wire["invitations"].(float64); n <= 0 {
			t.Errorf("%s asked nobody", policy)
		}
	}
}

// The same seed is the same answer, on however many processors; another seed, law, city or tiredness is another.
func TestSimulateIsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	args := append(small, "--runs", "4")
	first := newCity(t).run(args...)
	alone := newCity(t).command(args...)
	alone.Env = append(alone.Env, "GOMAXPROCS=1")
	if again, err := alone.Output(); err != nil || string(again) != first {
		t.Errorf("on one processor: %v\n%s\nnot\n%s", err, again, first)
	}
	for _, other := range [][]string{{"--seed", "2"}, {"--law", "threshold"}, {"--city", "marseille"}, {"--tiredness-days", "mixed"}, {"--city-radius-m", "3000"}} {
		if newCity(t).run(append(args, other...)...) == first {
			t.Errorf("%v changes nothing", other)
		}
	}
}

// Means stand within their intervals, and are those of the runs alone.
func TestSimulateSeveralSeeds(t *testing.T) {
	t.Parallel()
	wire := simulated(t, newCity(t).run(append(small, "--runs", "3", "--seed", "7")...))
	mean := 0.0
	for _, seed := range []string{"7", "8", "9"} {
		mean += simulated(t, newCity(t).run(append(small, "--seed", seed)...))["fill_24h"].(float64) / 3
	}
	for _, m := range simulate.Measures {
		e, several := wire[m.Name].(map[string]any)
		if !several && m.Name == "median_first_yes_s" {
			continue
		}
		low, _ := e["low"].(float64)
		at, _ := e["mean"].(float64)
		high, _ := e["high"].(float64)
		if !several || !(low <= at && at <= high) || m.Name == "fill_24h" && low == high {
			t.Errorf("%s: %v", m.Name, wire[m.Name])
		}
		if m.Name == "fill_24h" && (at-mean > 1e-9 || mean-at > 1e-9) {
			t.Errorf("the mean of three seeds is %v, they have %v", at, mean)
		}
	}
}

func TestSimulateReadsACity(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "two.geojson")
	text := `{"type": "FeatureCollection", "features": [
		{"type": "Feature", "properties": {"name": "a", "population": 900},
			"geometry": {"type": "Polygon", "coordinates": [[[5.37, 43.29], [5.38, 43.29], [5.38, 43.31], [5.37, 43.31], [5.37, 43.29]]]}},
		{"type": "Feature", "properties": {"name": "b", "helpers": 3, "needs": 5},
			"geometry": {"type": "Polygon", "coordinates": [[[5.38, 43.29], [5.39, 43.29], [5.39, 43.31], [5.38, 43.31], [5.38, 43.29]]]}}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	wire := simulated(t, newCity(t).run(append(small, "--city", file)...))
	if setting, _ := wire["setting"].(map[string]any); setting["city"] != "two.geojson" || setting["city_radius_m"] != nil {
		t.Errorf("the setting says %v", setting)
	}
}

// What is wrong is named, on one line, as a fault of usage.
func TestSimulateRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	for _, wrong := range [][2]string{
		{"--policy", "random"},
		{"--volunteers", "0"},
		{"--volunteers", "many"},
		{"--city-radius-m", "1"},
		{"--tiredness-days", "-1"},
		{"--tiredness-days", "often"},
		{"--tiredness-days", "NaN"},
		{"--requests-per-day", "0"},
		{"--requests-per-day", "NaN"},
		{"--days", "731"},
		{"--runs", "0"},
		{"--law", "linear"},
		{"--city", "nowhere.geojson"},
		{"--city", "simulate_test.go"},
		{"--seed", "-1"},
		{"--speed", "1"},
	} {
		_, err := newCity(t).command("simulate", wrong[0]+"="+wrong[1]).Output()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitUsage {
			t.Errorf("%q: %v, not the exit status of a fault of usage", wrong, err)
		} else if said := string(exit.Stderr); strings.Count(said, "\n") != 1 || !strings.Contains(said, wrong[0]) {
			t.Errorf("%q: not one line that names it: %s", wrong, said)
		}
	}
}

// A radius that would be ignored is refused, whichever city is named, in one sentence that names both flags.
func TestSimulateRefusesARadiusBesideACity(t *testing.T) {
	t.Parallel()
	for _, verb := range [][]string{{"simulate"}, {"simulate", "compare"}} {
		_, err := newCity(t).command(append(verb, "--city", "marseille", "--city-radius-m", "6800")...).Output()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitUsage {
			t.Errorf("%v: %v, not the exit status of a fault of usage", verb, err)
		} else if said := string(exit.Stderr); strings.Count(said, "\n") != 1 || !strings.Contains(said, "--city-radius-m") || !strings.Contains(said, "--city,") {
			t.Errorf("%v: not one sentence that names both: %s", verb, said)
		}
	}
}

// Ctrl-C ends a long simulation at once, with one line and no answer.
func TestSimulateStops(t *testing.T) {
	t.Parallel()
	for wait := 200 * time.Millisecond; wait < time.Minute; wait *= 2 {
		cmd := newCity(t).command("simulate", "--days", "700", "--runs", "50", "--json")
		var out, said strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(wait+time.Minute, func() { _ = cmd.Process.Kill() })
		time.AfterFunc(wait, func() { _ = cmd.Process.Signal(os.Interrupt) })
		_ = cmd.Wait()
		if !kill.Stop() || out.Len() > 0 || cmd.ProcessState.Success() {
			t.Fatalf("%v; said %q and %q", cmd.ProcessState, out.String(), said.String())
		}
		if cmd.ProcessState.ExitCode() == exitFailed {
			if said.String() != "alentour: stopped before it was done\n" {
				t.Errorf("said %q", said.String())
			}
			return
		} // the signal came before anybody listened
	}
	t.Fatal("never stopped by itself")
}

// All policies live through the same requests, differences are those of the same seeds, and pictures are drawn.
func TestSimulateCompare(t *testing.T) {
	t.Parallel()
	plots := filepath.Join(t.TempDir(), "new", "plots")
	args := []string{
		"simulate", "compare", "--settings", "A,B", "--volunteers", "120", "--requests-per-day", "15", "--days", "2", "--runs", "2", "--tiredness-days", "1,mixed",
	}
	var wire struct {
		Comparisons []struct {
			Name        string
			Setting     map[string]any
			Policies    map[string]map[string]*simulate.Estimate
			Differences map[string]map[string]*simulate.Estimate
			Figures     []simulate.Verdict
			Ceiling     map[string]float64
		}
	}
	out := newCity(t).run(append(args, "--json", "--plots", plots, "--frontier")...)
	if err := json.Unmarshal([]byte(out), &wire); err != nil || len(wire.Comparisons) != 4 {
		t.Fatalf("%v: %s", err, out)
	}
	for _, one := range wire.Comparisons {
		if len(one.Figures) != 6 || len(one.Policies) != len(simulate.Policies) || len(one.Differences) != len(simulate.Policies)-1 {
			t.Fatalf("%+v", one)
		}
		for policy, of := range one.Policies {
			for name, most := range one.Ceiling {
				if of[name].Mean > most || most > 1 || len(one.Ceiling) != 2 {
					t.Errorf("%s: %s is %v, nobody exceeds %v", policy, name, of[name].Mean, one.Ceiling)
				}
			}
		}
		for policy, less := range one.Differences {
			ours, base := one.Policies[policy], one.Policies[simulate.Baseline]
			if *ours["requests"] != *base["requests"] || less["requests"].Mean != 0 {
				t.Errorf("%s met other requests", policy)
			}
			if by := ours["fill_24h"].Mean - base["fill_24h"].Mean - less["fill_24h"].Mean; by > 1e-9 || by < -1e-9 {
				t.Errorf("%s: the difference is off by %v", policy, by)
			}
		}
	}
	for _, name := range []string{"fill-A", "load-A", "districts-A", "fill-B", "load-B", "districts-B", "frontier-A", "frontier-B"} {
		svg, err := os.ReadFile(filepath.Join(plots, name+".svg"))
		if err != nil || !strings.HasPrefix(string(svg), "<svg ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	table := newCity(t).run(append(args, "--policy", "alentour")...)
	for _, part := range []string{"fill_24h", "less nearest-waves", "±", "holds"} {
		if !strings.Contains(table, part) {
			t.Errorf("no %s in\n%s", part, table)
		}
	}
	if strings.Contains(table, "broadcast") {
		t.Error("a policy that was not asked for lived through the weeks")
	}
}

func TestSimulateCompareRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	for _, wrong := range [][2]string{
		{"--settings", "A,D"}, {"--policy", "random"}, {"--runs", "1"}, {"--tiredness-days", "1,often"}, {"--volunteers", "-1"}, {"--requests-per-day", "-1"}, {"--days", "0"}, {"--frontier", "true"},
	} {
		_, err := newCity(t).command("simulate", "compare", wrong[0]+"="+wrong[1]).Output()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitUsage || !strings.Contains(string(exit.Stderr), wrong[0]) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
