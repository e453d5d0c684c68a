package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/data/oracle"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/matching"
)

// instance is a small town in which time goes by in periods, and in each of them at most one request comes, of one of a few types. Who
// is asked is tired for a geometric number of periods, and says yes to nothing meanwhile (Manshadi and Rodilitz, EC'20).
type instance struct {
	periods int
	rate    []float64   // of each type, the chance that it comes in a period
	yes     [][]float64 // volunteer, type: the chance of a yes of who is not tired
	wake    float64     // the chance of being rested again, each period
	longer  bool        // asking the tired tires them anew, up to the later of the two ends, as in a world
}

const period = 6 * time.Hour

// drawInstance draws towns with so many requests in a period, in the mean.
func drawInstance(r *rand.Rand, from, to float64) *instance {
	in := &instance{periods: 40, wake: []float64{0.25, 0.15, 0.08}[r.IntN(3)]}
	busy := from + (to-from)*r.Float64()
	sum := 0.0
	for range 3 + r.IntN(3) {
		in.rate = append(in.rate, 0.2+r.Float64())
		sum += in.rate[len(in.rate)-1]
	}
	for s := range in.rate {
		in.rate[s] *= busy / sum
	}
	for range 8 + r.IntN(5) {
		chances := make([]float64, len(in.rate))
		for s := range chances {
			if r.Float64() < 0.7 {
				chances[s] = 0.1 + 0.7*r.Float64()
			}
		}
		in.yes = append(in.yes, chances)
	}
	return in
}

// program is the linear program that no policy can beat, in CPLEX's format: x is the chance that somebody rested is asked when a
// request of a type comes in a period, f that it is filled, i that somebody is tired at the end of a period.
//
//	max Σ rate·f,  f ≤ Σ yes·x,  i(t) = (1−wake)·i(t−1) + Σ rate·x,  0 ≤ f, x, i ≤ 1
//
// The chain of i is Σ_{τ≤t} Σ rate·x·(1−G(t−τ)) ≤ 1 for the geometric law.
func (in *instance) program() string {
	var goal, rows, bounds strings.Builder
	for t := range in.periods {
		for s, rate := range in.rate {
			fmt.Fprintf(&goal, " + %.9f f_%d_%d\n", rate, s, t)
			fmt.Fprintf(&rows, " f_%d_%d", s, t)
			for v := range in.yes {
				if p := in.yes[v][s]; p > 0 {
					fmt.Fprintf(&rows, "\n - %.9f x_%d_%d_%d", p, v, s, t)
					fmt.Fprintf(&bounds, " x_%d_%d_%d <= 1\n", v, s, t)
				}
			}
			rows.WriteString(" <= 0\n")
			fmt.Fprintf(&bounds, " f_%d_%d <= 1\n", s, t)
		}
		for v := range in.yes {
			fmt.Fprintf(&rows, " i_%d_%d", v, t)
			if t > 0 {
				fmt.Fprintf(&rows, " - %.9f i_%d_%d", 1-in.wake, v, t-1)
			}
			for s, rate := range in.rate {
				if in.yes[v][s] > 0 {
					fmt.Fprintf(&rows, "\n - %.9f x_%d_%d_%d", rate, v, s, t)
				}
			}
			rows.WriteString(" = 0\n")
			fmt.Fprintf(&bounds, " i_%d_%d <= 1\n", v, t)
		}
	}
	return "Maximize\n filled:" + goal.String() + "Subject To\n" + rows.String() + "Bounds\n" + bounds.String() + "End\n"
}

// bound solves the program: how many requests can be filled at most, in the mean.
func (in *instance) bound(t *testing.T) float64 {
	t.Helper()
	return oracle.Optimum(t, t.TempDir(), in.program())
}

// town is an instance under way, as the product sees it: a crowd whose past answers say what is true.
type town struct {
	*instance
	crowd      matching.Crowd
	local      matching.Local
	asked      [][]time.Time
	tallies    [][]matching.Tally
	tired      []int // by volunteer, the first period in which they are rested
	sent, said int   // invitations, and yes
}

func (in *instance) town() *town {
	w := &town{instance: in, asked: make([][]time.Time, len(in.yes)), tired: make([]int, len(in.yes))}
	w.local = *matching.Untaught
	busy := 0.0
	for _, rate := range in.rate {
		busy += rate
	}
	for f := range w.local.Share {
		w.local.Share[f] = 0
	}
	for s, rate := range in.rate {
		w.local.Share[s] = rate / busy
	}
	w.local.Near = matching.Nearness{}
	w.local.Rested = in.rested()
	everyHour := directory.Week{}
	for d := range 7 {
		for h := range 24 {
			everyHour = everyHour.With(d, h)
		}
	}
	for v, chances := range in.yes {
		p := matching.Person{
			Account: int64(v + 1), Point: centre, District: 1, RadiusM: 10_000, Languages: french, Week: everyHour, Zone: time.UTC,
			Expires: start.AddDate(10, 0, 0), PerDay: 1000, PerWeek: 1000, AtNight: true, Local: &w.local,
		}
		var tallies []matching.Tally
		for s, chance := range chances {
			if chance > 0 {
				p.Kinds |= kindsOf[s]
			}
			times := 60_000 * w.local.Share[s]
			tallies = append(tallies, matching.Tally{
				Family: int8(s), Asked: uint16(times), Yes: uint16(times * chance), Exposure: uint32(1000 * times),
			})
		}
		w.crowd, w.tallies = append(w.crowd, p), append(w.tallies, tallies)
		w.know(v)
	}
	w.learn()
	return w
}

// rested is the true chance of not being tired, in the mean of the periods of each step.
func (in *instance) rested() (c matching.Curve) {
	var sum, n [matching.Steps]float64
	for k := 1; k <= 100; k++ {
		i := matching.GapStep(time.Duration(k) * period)
		sum[i] += 1 - math.Pow(1-in.wake, float64(k))
		n[i]++
	}
	for i := range c {
		c[i] = sum[i] / n[i]
	}
	return c
}

func (w *town) know(v int) {
	w.crowd[v].Load = matching.NewLoad(w.asked[v], time.Time{}, time.Time{}, w.tallies[v])
}

// learn sets how often invitations have a yes, which is what asking makes of it.
func (w *town) learn() {
	w.local.Answered = (float64(w.said) + 20*0.35/2) / (float64(w.sent) + 20) // begun as matching.Teach begins
}

// live goes through all periods, asking one after the other until somebody says yes or nobody is worth asking, and says how many
// requests were filled.
func (w *town) live(r *rand.Rand) (filled int) {
	for t := range w.periods {
		left, s := r.Float64(), 0
		for ; s < len(w.rate) && left >= w.rate[s]; s++ {
			left -= w.rate[s]
		}
		if s < len(w.rate) && w.serve(r, t, s) {
			filled++
		}
	}
	return filled
}

func (w *town) serve(r *rand.Rand, t, family int) bool {
	now := start.Add(time.Duration(t) * period)
	n := matching.Need{Point: centre, District: 1, City: 1, Kinds: kindsOf[family] & -kindsOf[family], Zone: time.UTC, Needed: 1}
	for {
		ask, size := matching.Propose(&n, w.crowd, matching.Turn{Missing: 1, Left: len(w.yes), InTime: 1}, now)
		if size == 0 {
			return false
		}
		v := int(ask.Candidates[0].Account - 1)
		at, _ := slices.BinarySearch(n.Asked, int64(v+1))
		n.Asked = slices.Insert(n.Asked, at, int64(v+1))
		w.asked[v] = append(w.asked[v], now)
		w.know(v)
		w.sent++
		rested := t >= w.tired[v]
		if tired := t + 1 + int(math.Log(1-r.Float64())/math.Log(1-w.wake)); rested || w.longer {
			w.tired[v] = max(w.tired[v], tired)
		}
		yes := rested && r.Float64() < w.yes[v][family]
		if yes {
			w.said++
		}
		w.learn()
		if yes {
			return true
		}
	}
}

// optimum is how many requests are filled, in the mean, by whoever sees who is tired and decides best: by dynamic programming over
// the sets of the rested, exactly. Nobody who does not see it can do better, whatever the linear program says.
func (in *instance) optimum() float64 {
	sets := 1 << len(in.yes)
	next, after, worth := make([]float64, sets), make([]float64, sets), make([]float64, sets)
	for range in.periods {
		copy(after, next) // after is what is to come from those who are rested when a period ends, next when one begins
		for v := range in.yes {
			for set := range sets {
				if set>>v&1 == 0 {
					after[set] += in.wake * (after[set|1<<v] - after[set])
				}
			}
		}
		copy(next, after)
		for s, rate := range in.rate {
			for set := range sets {
				worth[set] = after[set]
				for v, chances := range in.yes {
					if left := set &^ (1 << v); left != set && chances[s] > 0 {
						worth[set] = max(worth[set], chances[s]*(1+after[left])+(1-chances[s])*worth[left])
					}
				}
				next[set] += rate * (worth[set] - after[set])
			}
		}
	}
	return next[sets-1]
}

// What the product fills of what the linear program allows, and of what is possible for who sees the tired. In the quiet towns each
// volunteer lives among several times as many requests as in a city of 2,000 volunteers and 40 requests a day. In the busy ones most
// people are tired, and the program allows more than anybody can do: it lets requests come evenly.
func TestShareOfTheBound(t *testing.T) {
	t.Parallel()
	oracle.NeedGLPK(t)
	for _, c := range []struct {
		name     string
		from, to float64 // requests in a period
		least    [2]shares
	}{
		{"quiet", 0.14, 0.35, [2]shares{{0.85, 0.9}, {0.85, 0.9}}},
		{"busy", 0.4, 1, [2]shares{{0.7, 0.85}, {0.6, 0.7}}},
	} {
		got, possible := filledOf(t, c.from, c.to)
		for i, law := range [2]string{"", "asking the tired tires them longer: "} {
			t.Logf("%s: %s%.3f of the bound, of which %.3f is possible; %.3f of what is possible", c.name, law, got[i].bound, possible, got[i].possible)
			if got[i].bound < c.least[i].bound || got[i].possible < c.least[i].possible {
				t.Errorf("%s: %swant at least %v of the bound and %v of what is possible", c.name, law, c.least[i].bound, c.least[i].possible)
			}
		}
	}
}

// shares are what was filled, of the bound and of what is possible for who sees the tired.
type shares struct{ bound, possible float64 }

// filledOf gives the mean shares over towns, by whether asking the tired tires them longer, and what part of the bound is possible.
func filledOf(t *testing.T, from, to float64) (got [2]shares, possible float64) {
	const towns, runs = 20, 20
	for seed := range uint64(towns) {
		r := rand.New(rand.NewPCG(seed, 11))
		in := drawInstance(r, from, to)
		bound, optimum := in.bound(t), in.optimum()
		if optimum > bound+1e-6 {
			t.Errorf("seed %d: %v is possible, above the bound of %v", seed, optimum, bound)
		}
		possible += optimum / bound / towns
		for i := range got {
			in.longer = i == 1
			filled := 0
			for range runs {
				filled += in.town().live(r)
			}
			got[i].bound += float64(filled) / bound / runs / towns
			got[i].possible += float64(filled) / optimum / runs / towns
		}
	}
	return got, possible
}

// The bound of a town of which it is known: one volunteer and one type, a request in every period.
func TestBoundOfOneVolunteer(t *testing.T) {
	t.Parallel()
	oracle.NeedGLPK(t)
	in := &instance{periods: 10, rate: []float64{1}, yes: [][]float64{{0.5}}, wake: 0.2}
	// Asked for certain once, then as much as they are rested again: 0.5 · (1 + 9 · 0.2).
	if got := in.bound(t); math.Abs(got-1.4) > 1e-6 {
		t.Errorf("the bound is %v, want 1.4", got)
	}
	if got := in.optimum(); math.Abs(got-1.4) > 1e-6 {
		t.Errorf("%v is possible, want 1.4", got)
	}
}
