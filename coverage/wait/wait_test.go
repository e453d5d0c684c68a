package wait_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/coverage/wait"
)

func ExampleNewCurve() {
	curve := wait.NewCurve([]wait.Wait{
		{For: 10 * time.Minute, Ended: true},
		{For: 30 * time.Minute, Ended: true},
		{For: 30 * time.Minute}, // the month ended: nobody had said yes yet
		{For: 2 * time.Hour, Ended: true},
	})
	for _, s := range curve {
		fmt.Printf("%v: %.3f of %d still wait\n", s.After, s.Still, s.Waiting)
	}
	median, _ := curve.Quantile(0.5)
	fmt.Println("median:", median)
	// Output:
	// 10m0s: 0.750 of 4 still wait
	// 30m0s: 0.500 of 3 still wait
	// 2h0m0s: 0.000 of 1 still wait
	// median: 30m0s
}

// TestRemission is the trial of 6-mercaptopurine (Freireich and others, Blood 21, 1963) that the textbooks of survival take, weeks of
// 21 patients: the shares are those of Cox and Oakes, Analysis of Survival Data (1984), table 1.1 and section 4.2.
func TestRemission(t *testing.T) {
	t.Parallel()
	const week = 7 * 24 * time.Hour
	var waits []wait.Wait
	for _, n := range []int{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		waits = append(waits, wait.Wait{For: time.Duration(n) * week, Ended: true})
	}
	for _, n := range []int{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		waits = append(waits, wait.Wait{For: time.Duration(n) * week})
	}
	curve := wait.NewCurve(waits)
	want := []struct {
		week  int
		still float64
	}{{5, 1}, {6, .857}, {7, .807}, {9, .807}, {10, .753}, {13, .690}, {16, .627}, {22, .538}, {23, .448}, {99, .448}}
	for _, w := range want {
		if got := curve.StillAt(time.Duration(w.week) * week); math.Abs(got-w.still) > .0005 {
			t.Errorf("week %d: %.4f, want %.3f", w.week, got, w.still)
		}
	}
	if median, ok := curve.Quantile(.5); !ok || median != 23*week {
		t.Errorf("median %v %t, want 23 weeks", median/week, ok)
	}
	if p90, ok := curve.Quantile(.9); ok {
		t.Errorf("the 90th percentile is %v, of a curve that ends at .448", p90)
	}
}

func TestNobodyWaits(t *testing.T) {
	t.Parallel()
	for _, waits := range [][]wait.Wait{nil, {{For: time.Hour}}} {
		curve := wait.NewCurve(waits)
		if _, ok := curve.Quantile(.5); ok || curve.StillAt(2*time.Hour) != 1 {
			t.Errorf("%v: a median of waits of which none ended", waits)
		}
	}
}

func drawWaits(t *rapid.T) []wait.Wait {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) wait.Wait {
		return wait.Wait{For: time.Duration(rapid.IntRange(0, 12).Draw(t, "minutes")) * time.Minute, Ended: rapid.Bool().Draw(t, "ended")}
	}), 1, 40).Draw(t, "waits")
}

// TestRedistributed finds the same curve another way: each starts with the same mass, and who leaves gives theirs to those who wait
// longer, in equal parts (B. Efron, The two sample problem with censored data, 1967).
func TestRedistributed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t)
		sorted := slices.SortedStableFunc(slices.Values(waits), func(a, b wait.Wait) int {
			if a.For == b.For && a.Ended != b.Ended { // ends come before those who leave at the same instant
				if a.Ended {
					return -1
				}
				return 1
			}
			return int(a.For - b.For)
		})
		mass := make([]float64, len(sorted))
		for i := range mass {
			mass[i] = 1 / float64(len(sorted))
		}
		for i, w := range sorted {
			rest := mass[i+1:]
			if w.Ended || len(rest) == 0 {
				continue
			}
			for j := range rest {
				rest[j] += mass[i] / float64(len(rest))
			}
			mass[i] = 0
		}
		curve := wait.NewCurve(waits)
		for minutes := range 14 {
			at := time.Duration(minutes) * time.Minute
			still := 1.0
			for i, w := range sorted {
				if w.Ended && w.For <= at {
					still -= mass[i]
				}
			}
			if got := curve.StillAt(at); math.Abs(got-still) > 1e-9 {
				t.Fatalf("after %v: %g, redistributed %g", at, got, still)
			}
		}
	})
}

// TestAllEnded: without anybody who still waits, quantiles are those of a sorted list.
func TestAllEnded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t)
		for i := range waits {
			waits[i].Ended = true
		}
		percent := rapid.IntRange(1, 100).Draw(t, "percent")
		sorted := slices.SortedFunc(slices.Values(waits), func(a, b wait.Wait) int { return int(a.For - b.For) })
		want := sorted[(percent*len(sorted)+99)/100-1].For
		if got, ok := wait.NewCurve(waits).Quantile(float64(percent) / 100); !ok || got != want {
			t.Fatalf("%d %%: %v %t, want %v", percent, got, ok, want)
		}
	})
}
