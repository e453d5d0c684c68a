package matching_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/matching"
)

// A belief lies between what the district does and what the person did, and nearer to the person the more they did.
func TestBeliefIsShrunk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		local := *matching.Untaught
		local.Mean = rapid.Float64Range(0.01, 0.99).Draw(t, "district")
		asked := rapid.Uint16Range(1, 500).Draw(t, "asked")
		yes := rapid.Uint16Range(0, asked).Draw(t, "yes")
		rate := float64(yes) / float64(asked)
		load := func(times uint16) *matching.Load {
			return matching.NewLoad(nil, time.Time{}, time.Time{}, []matching.Tally{
				{Family: 8, Band: matching.Morning, Asked: times * asked, Yes: times * yes, Exposure: uint32(times) * uint32(asked) * 1000},
			})
		}
		here, mean := load(1).Believe(&local, 8, matching.Morning)
		other, _ := load(1).Believe(&local, 8, matching.Evening)
		lo, hi := min(rate, local.Mean)-1e-9, max(rate, local.Mean)+1e-9
		for _, p := range []float64{here.Mean(), mean, other.Mean()} {
			if p < lo || p > hi {
				t.Fatalf("%v is not between %v and %v", p, lo, hi)
			}
		}
		more, _ := load(4).Believe(&local, 8, matching.Morning)
		if math.Abs(more.Mean()-rate) > math.Abs(here.Mean()-rate)+1e-9 {
			t.Fatalf("with four times the evidence %v is farther from %v than %v", more.Mean(), rate, here.Mean())
		}
		if math.Abs(here.Mean()-rate) > math.Abs(other.Mean()-rate)+1e-9 {
			t.Fatalf("what was seen in the morning counts less in the morning: %v, %v", here.Mean(), other.Mean())
		}
	})
}

func TestNobodyKnown(t *testing.T) {
	t.Parallel()
	var nobody *matching.Load
	here, mean := nobody.Believe(matching.Untaught, 0, matching.Anytime)
	if math.Abs(mean-0.35) > 1e-9 || math.Abs(here.Mean()-mean) > 1e-9 {
		t.Errorf("of nobody known: %v, %v", here.Mean(), mean)
	}
	if nobody.Since(matching.MinuteOf(noon), 7) != 0 || nobody.Helped(0) != 0 || nobody.RestsAt(1) {
		t.Error("somebody never asked was asked")
	}
}

// Whatever the length of tiredness, the curve finds it: people who are tired for a day, three or ten are asked at random times, and
// what is learnt comes near the truth. The curve never falls.
func TestTirednessIsLearnt(t *testing.T) {
	t.Parallel()
	middles := []float64{6, 18, 36, 72, 144, 288, 600} // hours
	for _, days := range []float64{1, 3, 10} {
		rnd := rand.New(rand.NewPCG(1, uint64(days)))
		var city matching.Record
		for range 20_000 {
			step := rnd.IntN(matching.Steps)
			city.ByGap[step].Expected += 400
			rested := 1 - math.Exp(-middles[step]/24/days)
			if rnd.Float64() < 0.4*rested {
				city.ByGap[step].Yes++
			}
		}
		curve := matching.Teach(&matching.Record{}, &city).Rested
		level := 1 - math.Exp(-middles[matching.Steps-1]/24/days) // the longest gap is what the others are measured by
		for i, p := range curve {
			truth := min((1-math.Exp(-middles[i]/24/days))/level, 1)
			if math.Abs(p-truth) > 0.08 {
				t.Errorf("tired for %v days: %v after %v hours, in truth %v", days, p, middles[i], truth)
			}
			if i > 0 && p < curve[i-1] {
				t.Errorf("tired for %v days: the curve falls to %v after %v hours", days, p, middles[i])
			}
		}
	}
}

// However far people go, it is found from their answers: where a yes falls to 1/e within 1.5 km, and where everybody goes three
// kilometres and few go farther. Nothing learnt is the prior: half as likely every two kilometres.
func TestDistanceIsLearnt(t *testing.T) {
	t.Parallel()
	for name, law := range map[string]func(m float64) float64{
		"falls": func(m float64) float64 { return math.Exp(-m / 1500) },
		"ends": func(m float64) float64 {
			if m < 3000 {
				return 1
			}
			return 0.1
		},
	} {
		rnd := rand.New(rand.NewPCG(1, 5))
		var city matching.Record
		for range 60_000 {
			m := 12_000 * rnd.Float64()
			step := matching.DistanceStep(m)
			city.ByDistance[step].Expected += 500
			if rnd.Float64() < 0.5*law(m) {
				city.ByDistance[step].Yes++
			}
		}
		near := matching.Teach(&matching.Record{}, &city).Near
		for _, m := range []float64{100, 500, 900, 1200, 1700, 2200, 5000, 8000} {
			if got, want := math.Exp2(near.At(m)), min(law(m)/law(200), 1); math.Abs(got-want) > 0.1 {
				t.Errorf("%s: %.3f at %v m, in truth %.3f", name, got, m, want)
			}
		}
	}
	for _, m := range []float64{300, 2000, 5000} {
		if got, want := matching.Untaught.Near.At(m), -m/2000; math.Abs(got-want) > 0.25 {
			t.Errorf("nothing learnt: 2^%v at %v m, want 2^%v", got, m, want)
		}
	}
}

// What is learnt stays within bounds, whatever was counted.
func TestTeachIsBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.Int64Range(0, 1_000_000)
		var city, district matching.Record
		for _, r := range []*matching.Record{&city, &district} {
			r.Yes, r.Exposure = count.Draw(t, "yes"), count.Draw(t, "exposure")
			for i := range r.ByGap {
				r.ByGap[i] = matching.Answers{Yes: count.Draw(t, "gap yes"), Expected: count.Draw(t, "gap expected")}
			}
			for i := range r.ByDistance {
				r.ByDistance[i] = matching.Answers{Yes: count.Draw(t, "far yes"), Expected: count.Draw(t, "far expected")}
			}
			for i := range r.Asked {
				r.Asked[i] = count.Draw(t, "asked")
			}
		}
		l := matching.Teach(&district, &city)
		if !(l.Mean > 0 && l.Mean <= 1) {
			t.Fatalf("mean %v", l.Mean)
		}
		sum, before := 0.0, 0.0
		for _, s := range l.Share {
			sum += s
		}
		for _, p := range l.Rested {
			if !(p > 0 && p <= 1 && p >= before) {
				t.Fatalf("curve %v", l.Rested)
			}
			before = p
		}
		for m, before := 0.0, 0.0; m < 200_000; m += 170 {
			near := l.Near.At(m)
			if !(near <= before+1e-12 && near > -100) {
				t.Fatalf("2^%v at %v m, 2^%v before", near, m, before)
			}
			before = near
		}
		if !(l.Answered > 0) || l.Rested.Tired() < 0 || l.Rested.Tired() > 16*24*time.Hour {
			t.Fatalf("%v answered, tired for %v", l.Answered, l.Rested.Tired())
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Fatalf("shares make %v", sum)
		}
	})
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for since, want := range map[time.Duration]int{-time.Hour: 0, 0: 0, 12 * time.Hour: 1, 47 * time.Hour: 2, 48 * time.Hour: 3, 9000 * time.Hour: 6} {
		if got := matching.GapStep(since); got != want {
			t.Errorf("a gap of %v is step %d, want %d", since, got, want)
		}
	}
	for d, want := range map[time.Duration]int{0: 0, 10 * time.Minute: 1, 23 * time.Hour: 6, 24 * time.Hour: 7} {
		if got := matching.DelayStep(d); got != want {
			t.Errorf("a delay of %v is step %d, want %d", d, got, want)
		}
	}
}
