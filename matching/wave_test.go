package matching_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/matching"
)

// enough is the chance of at least missing yes, all outcomes written out.
func enough(chances []float64, missing int) (sum float64) {
	for outcome := range 1 << len(chances) {
		p, yes := 1.0, 0
		for i, c := range chances {
			if outcome>>i&1 == 1 {
				p *= c
				yes++
			} else {
				p *= 1 - c
			}
		}
		if yes >= missing {
			sum += p
		}
	}
	return sum
}

func turn(missing, left int, pending []float64) matching.Turn {
	return matching.Turn{Missing: missing, Left: left, Pending: pending, InTime: 1, Urgency: matching.Calm}
}

// A wave is the shortest run of candidates that reaches the target, by enumeration of all outcomes.
func TestWaveSizeIsTheShortest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		chance := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1, 0.5, 0.05}))
		pending := rapid.SliceOfN(chance, 0, 4).Draw(t, "pending")
		chances := rapid.SliceOfN(chance, 0, 8).Draw(t, "candidates")
		missing, waves := rapid.IntRange(0, 5).Draw(t, "missing"), rapid.IntRange(1, 6).Draw(t, "waves")
		var cands []matching.Candidate
		for _, p := range chances {
			cands = append(cands, matching.Candidate{Chance: p, Least: 1}) // too dear for more than the target
		}
		target := 1 - math.Pow(0.05, 1/float64(waves))
		want := len(chances)
		for n := range chances {
			if enough(append(append([]float64(nil), pending...), chances[:n]...), missing) >= target-1e-12 {
				want = n
				break
			}
		}
		if missing == 0 {
			want = 0
		}
		got := matching.WaveSize(cands, turn(missing, waves, pending))
		if got != want {
			all := append(append([]float64(nil), pending...), chances[:min(got, want)]...)
			if math.Abs(enough(all, missing)-target) > 1e-9 { // a tie may fall either way
				t.Fatalf("a wave of %d, enumeration says %d (target %v)", got, want, target)
			}
		}
	})
}

// Fewer waves left, more seats missing or fewer answers pending never make a wave smaller.
func TestWaveSizeGrows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		chance := rapid.Float64Range(0.01, 0.9)
		var cands []matching.Candidate
		for range 40 {
			cands = append(cands, matching.Candidate{Chance: chance.Draw(t, "chance"), Least: rapid.Float64Range(0, 0.1).Draw(t, "least")})
		}
		pending := rapid.SliceOfN(chance, 1, 5).Draw(t, "pending")
		missing, waves := rapid.IntRange(1, 6).Draw(t, "missing"), rapid.IntRange(2, 8).Draw(t, "waves")
		n := matching.WaveSize(cands, turn(missing, waves, pending))
		for what, more := range map[string]int{
			"fewer waves": matching.WaveSize(cands, turn(missing, waves-1, pending)),
			"more seats":  matching.WaveSize(cands, turn(missing+1, waves, pending)),
			"less asked":  matching.WaveSize(cands, turn(missing, waves, pending[1:])),
			"in a hurry":  matching.WaveSize(cands, matching.Turn{Missing: missing, Left: waves, Pending: pending, InTime: 1, Urgency: matching.Urgent}),
			"late":        matching.WaveSize(cands, matching.Turn{Missing: missing, Left: waves, Pending: pending, InTime: 0.5}),
		} {
			if more < n {
				t.Fatalf("%s: %d instead of %d", what, more, n)
			}
		}
	})
}

// An invitation costs nothing where nobody is asked, more the more people are asked, and more the longer it tires. Nobody is proposed
// whose chance is less than that costs; nobody is left out otherwise.
func TestAskingHasAPrice(t *testing.T) {
	t.Parallel()
	taught := func(tiredHours float64) *matching.Local {
		var city matching.Record
		for step, at := range []float64{6, 18, 36, 72, 144, 288, 600} {
			city.ByGap[step] = matching.Answers{Expected: 1_000_000, Yes: int64(1000 * (1 - math.Exp(-at/tiredHours)))}
		}
		city.Yes, city.Asked[0] = 3000, 20_000
		return matching.Teach(&matching.Record{}, &city)
	}
	town := func(askedDaily int, local *matching.Local) (crowd matching.Crowd) {
		for i := range 200 {
			p := matching.Person{
				Account: int64(i + 1), Point: orb.Point{here[0], here[1] + float64(i)*0.0001}, RadiusM: 10_000, Languages: 1, Zone: paris,
				Expires: noon.AddDate(1, 0, 0), PerDay: 9, PerWeek: 99, Local: local,
			}
			if askedDaily > 0 {
				var asked []time.Time
				for k := range 7 * askedDaily {
					asked = append(asked, noon.Add(-time.Duration(24*(k+1)/askedDaily)*time.Hour))
				}
				p.Load = matching.NewLoad(asked, time.Time{}, time.Time{}, nil)
			}
			crowd = append(crowd, p)
		}
		return crowd
	}
	price := func(askedDaily int, tiredHours float64) float64 {
		n := matching.Need{Point: here, Zone: paris, ReachM: matching.MaxReachM}
		return matching.Rank(&n, town(askedDaily, taught(tiredHours)), noon, 10).Price
	}
	if p := price(0, 72); p != 0 {
		t.Errorf("nobody is asked, and the price is %v", p)
	}
	if once, twice := price(1, 72), price(2, 72); !(once > 0.2 && twice > once*1.5) {
		t.Errorf("asked once a day %v, twice %v", once, twice)
	}
	if short, long := price(1, 24), price(1, 200); !(long > 2*short) {
		t.Errorf("tired for a day %v, for eight %v", short, long)
	}
	for asked := range 3 {
		n := matching.Need{Point: here, Zone: paris}
		ranking, size := matching.Propose(&n, town(asked, taught(24)), turn(3, 1, nil), noon)
		for _, c := range ranking.Candidates {
			if c.Chance < c.Least {
				t.Errorf("asked %d times a day: %v is proposed and would have to be %v likely", asked, c.Chance, c.Least)
			}
		}
		if asked == 0 && size < 3 {
			t.Errorf("%d proposed where nobody is tired", size)
		}
	}
}

func ExampleWaveSize() {
	var cands []matching.Candidate
	for range 20 {
		cands = append(cands, matching.Candidate{Chance: 0.35, Least: 0.05})
	}
	fmt.Println("one wave left:", matching.WaveSize(cands, turn(1, 1, nil)))
	fmt.Println("three waves left:", matching.WaveSize(cands, turn(1, 3, nil)))
	fmt.Println("two seats, three already asked:", matching.WaveSize(cands, turn(2, 1, []float64{0.35, 0.35, 0.35})))
	// Output:
	// one wave left: 7
	// three waves left: 3
	// two seats, three already asked: 9
}

// The next wave comes within its bounds, in decent hours unless it is urgent, and never after the deadline; the waves that are
// counted are those that walking from one to the next finds.
func TestNextWave(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		u := matching.Urgency(rapid.IntRange(0, 2).Draw(t, "urgency"))
		now := noon.Add(time.Duration(rapid.IntRange(0, 400*24*60).Draw(t, "now")) * time.Minute)
		deadline := now.Add(time.Duration(rapid.IntRange(-60, 20*24*60).Draw(t, "deadline")) * time.Minute)
		var delays matching.Delays
		delays[rapid.IntRange(0, matching.DelaySteps-1).Draw(t, "answers come")] = rapid.SampledFrom([]int64{0, 1000}).Draw(t, "answers")
		at, left := matching.NextWave(u, now, deadline, delays, paris)
		if !at.After(now) {
			t.Fatalf("the next wave is at %v, now is %v", at, now)
		}
		if deadline.After(now) && at.After(deadline) {
			t.Fatalf("%v is after the deadline %v", at, deadline)
		}
		if hour := at.In(paris).Hour(); u != matching.Urgent && !at.Equal(deadline) && (hour < 8 || hour >= 21) {
			t.Fatalf("%v is at night", at.In(paris))
		}
		walked := 1
		for ; at.Before(deadline) && walked < 12; walked++ {
			at, _ = matching.NextWave(u, at, deadline.AddDate(1, 0, 0), delays, paris)
		}
		if left != walked {
			t.Fatalf("%d waves left, walking finds %d", left, walked)
		}
	})
}

// What is learnt of answers moves the next wave: where they come within minutes it comes soon, where they take a day it waits.
func TestNextWaveLearnsDelays(t *testing.T) {
	t.Parallel()
	deadline := noon.AddDate(0, 0, 7)
	for _, c := range []struct {
		step int
		want time.Duration
	}{{0, 30 * time.Minute}, {2, time.Hour}, {3, 2 * time.Hour}, {7, 4 * time.Hour}} {
		var delays matching.Delays
		delays[c.step] = 1000
		at, _ := matching.NextWave(matching.Soon, noon, deadline, delays, paris)
		if at.Sub(noon) != c.want {
			t.Errorf("answers in step %d: the next wave after %v, want %v", c.step, at.Sub(noon), c.want)
		}
	}
}

// Decent hours are those of the wall clock, also on the days on which it changes.
func TestFirstDecent(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-11-24T07:59": "2026-11-24T08:00", "2026-11-24T08:00": "2026-11-24T08:00", "2026-11-24T20:59": "2026-11-24T20:59",
		"2026-11-24T21:00": "2026-11-25T08:00", "2026-12-31T23:00": "2027-01-01T08:00",
		"2026-03-28T23:30": "2026-03-29T08:00", "2026-10-24T23:30": "2026-10-25T08:00", // the nights in which the clocks change
	} {
		const layout = "2006-01-02T15:04"
		got := matching.FirstDecent(must(time.ParseInLocation(layout, now, paris)), paris)
		if text := got.In(paris).Format(layout); text != want {
			t.Errorf("%s: %s, want %s", now, text, want)
		}
	}
}

func TestRing(t *testing.T) {
	t.Parallel()
	for n := range 40 {
		if r := matching.Ring(n); r < matching.Ring(n-1) || r < matching.FirstRingM || r > matching.MaxReachM {
			t.Errorf("ring %d reaches %v m", n, r)
		}
	}
	if matching.Ring(2) != 4000 {
		t.Errorf("the third ring reaches %v m", matching.Ring(2))
	}
}
