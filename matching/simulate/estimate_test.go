package simulate

import (
	"context"
	"errors"
	"math"
	"testing"
)

// Quantiles of Student's law as tables print them, and the normal law far out.
func TestStudent975(t *testing.T) {
	t.Parallel()
	for freedom, want := range map[int]float64{1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 9: 2.262, 19: 2.093, 30: 2.042, 100: 1.984, 5000: 1.960} {
		if got := student975(freedom); math.Abs(got-want) > 0.0006 {
			t.Errorf("%d: %.4f, not %.3f", freedom, got, want)
		}
	}
}

func TestEstimated(t *testing.T) {
	t.Parallel()
	// mean 5, s = √(20/3), n = 4: 3.182·2.582/2 = 4.108
	if e := Estimated([]float64{2, 4, 6, 8}); e.Mean != 5 || math.Abs(e.Low-0.8914) > 0.001 || math.Abs(e.High-9.1086) > 0.001 {
		t.Errorf("%+v", e)
	}
	if e := Estimated([]float64{3}); e != (Estimate{3, 3, 3}) {
		t.Errorf("%+v", e)
	}
	if e := Estimated([]float64{3, math.Inf(1)}); e.Finite() {
		t.Errorf("%+v", e)
	}
}

// What is common to a pair falls out of the difference.
func TestDifferenceIsPaired(t *testing.T) {
	t.Parallel()
	fill := Measure{"fill_24h", func(r *Result) float64 { return r.Fill24h }}
	e := fill.Difference([]*Result{{Fill24h: 0.5}, {Fill24h: 1}}, []*Result{{Fill24h: 0.25}, {Fill24h: 0.75}})
	if e != (Estimate{0.25, 0.25, 0.25}) {
		t.Errorf("%+v", e)
	}
}

func TestRunAllEndsWithItsError(t *testing.T) {
	t.Parallel()
	s := Setting{Volunteers: 10, RequestsPerDay: 1, Days: 1}
	if _, err := RunAll(t.Context(), []Job{{s, "alentour"}, {s, "nobody"}, {s, "alentour"}}, nil); err == nil {
		t.Error("a policy that is not known was run")
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := RunAll(ctx, []Job{{s, "alentour"}}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
