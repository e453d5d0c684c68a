package simulate

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// mean is that of a figure over seeds, the same for whoever asks.
func mean(t *testing.T, name string, change func(*Setting), figure func(*Result) float64) (sum float64) {
	t.Helper()
	const seeds = 4
	for seed := range uint64(seeds) {
		s := village(t, 100+seed)
		change(&s)
		sum += figure(result(t, s, newPolicy(t, name))) / seeds
	}
	return sum
}

func fill24h(r *Result) float64 { return r.Fill24h }

// noise is by how much means over few small towns may differ by chance.
const noise = 0.02

// More volunteers and shorter tiredness never hurt.
func TestMoreHelpNeverHurts(t *testing.T) {
	t.Parallel()
	for _, name := range Policies {
		few := mean(t, name, func(s *Setting) { s.Volunteers = 60 }, fill24h)
		usual := mean(t, name, func(*Setting) {}, fill24h)
		many := mean(t, name, func(s *Setting) { s.Volunteers = 300 }, fill24h)
		if usual < few-noise || many < usual-noise || many < few+noise {
			t.Errorf("%s: fills %.3f, %.3f and %.3f with 60, 150 and 300 volunteers", name, few, usual, many)
		}
		short := mean(t, name, func(s *Setting) { s.TirednessDays = 0.5 }, fill24h)
		long := mean(t, name, func(s *Setting) { s.TirednessDays = 10 }, fill24h)
		if usual > short+noise || long > usual+noise || long > short-noise {
			t.Errorf("%s: fills %.3f, %.3f and %.3f where people tire for half a day, 2 and 10", name, short, usual, long)
		}
	}
}

// Who asks in a wider circle asks more people.
func TestWiderAsksMore(t *testing.T) {
	t.Parallel()
	invitations := func(r *Result) float64 { return float64(r.Invitations) }
	near, far := mean(t, "broadcast-2km", func(*Setting) {}, invitations), mean(t, "broadcast-10km", func(*Setting) {}, invitations)
	if far < near {
		t.Errorf("%v invitations within 10 km, %v within 2 km", far, near)
	}
}

func TestGini(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		loads []int
		want  float64
	}{{nil, 0}, {[]int{0, 0}, 0}, {[]int{3}, 0}, {[]int{2, 2, 2}, 0}, {[]int{1, 2, 3, 4}, 0.25}, {[]int{0, 0, 0, 4}, 0.75}} {
		if got := Gini(c.loads); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("of %v: %v, want %v", c.loads, got, c.want)
		}
	}
	// By its definition: the mean difference of all pairs, over twice the mean.
	r := rand.New(rand.NewPCG(1, 1))
	loads := make([]int, 50)
	sum, differences := 0, 0
	for i := range loads {
		loads[i] = r.IntN(20)
		sum += loads[i]
	}
	for _, a := range loads {
		for _, b := range loads {
			differences += max(a-b, b-a)
		}
	}
	slices.Sort(loads)
	if got, want := Gini(loads), float64(differences)/float64(2*len(loads)*sum); math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, by its definition %v", got, want)
	}
}

func TestPoissonGini(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 2))
	for _, mean := range []float64{0.1, 1, 4, 70} {
		loads := make([]int, 20_000)
		for i := range loads {
			loads[i] = poisson(r, mean)
		}
		slices.Sort(loads)
		if got, want := PoissonGini(mean), Gini(loads); math.Abs(got-want) > 0.008 {
			t.Errorf("mean %v: %v, of a sample %v", mean, got, want)
		}
	}
	if got := PoissonGini(1); math.Abs(got-0.5237) > 0.0005 { // (I0(2) + I1(2)) / e²
		t.Errorf("mean 1: %v", got)
	}
	if PoissonGini(0) != 0 || PoissonGini(-1) != 0 {
		t.Error("nobody is asked, and unevenly")
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values     []float64
		part, want float64
	}{{nil, 0.5, 0}, {[]float64{3}, 0.95, 3}, {[]float64{4, 1, 3, 2}, 0.5, 2}, {[]float64{1, 2, math.Inf(1)}, 0.5, 2}, {[]float64{0, 0, 9}, 0.95, 9}} {
		if got := quantile(slices.Clone(c.values), c.part); cmp.Compare(got, c.want) != 0 {
			t.Errorf("%v of %v: %v, want %v", c.part, c.values, got, c.want)
		}
	}
}

// The invitations of a week are over those who were there in it: not before they came, not after they left.
func TestInvitationsOfAWeek(t *testing.T) {
	t.Parallel()
	s := village(t, 20)
	s.Volunteers, s.Days = 2, 21
	w := newWorld(s)
	w.people, w.public = w.people[:2], w.public[:2]
	r := newRun(w, newPolicy(t, "nearest-30"))
	r.people[1].since = 2 * week
	for range 6 {
		r.tally.count(0, 0)
	}
	r.tally.count(1, 2*week)
	if got := r.p95(); got != 6 { // 6, 0, 0 and 1
		t.Errorf("%v invitations in a full week", got)
	}
	if got := quantile([]float64{6, 0, 0, 1}, 0.5); got != 0 {
		t.Errorf("the median is %v", got)
	}
	r.tally.left[0] = week - 1
	r.tally.byWeek[[2]int{0, 0}] = 0
	if got := r.p95(); got != 1 { // 0 and 1
		t.Errorf("%v invitations in a full week, one having left", got)
	}
	for range 20 { // so many of the newcomer that the two weeks in which nobody was there would hide them
		r.tally.count(0, 0)
	}
	if got := r.p95(); got != 20 {
		t.Errorf("%v invitations in a full week, one having left after 20", got)
	}
}

// The smallest and the strangest of settings end, and say numbers.
func TestEdges(t *testing.T) {
	t.Parallel()
	tiny, err := Disc(10, 16)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Policies {
		for what, s := range map[string]Setting{
			"one volunteer":        {Seed: 1, Volunteers: 1, RequestsPerDay: 20, Days: 5, TirednessDays: 1},
			"a house":              {Seed: 2, Volunteers: 30, RequestsPerDay: 10, Days: 3, City: tiny},
			"a day":                {Seed: 3, Volunteers: 50, RequestsPerDay: 10, Days: 1, TirednessDays: 3},
			"hardly any need":      {Seed: 4, Volunteers: 5, RequestsPerDay: 0.01, Days: 1, TirednessDays: 3},
			"nobody is ever tired": {Seed: 5, Volunteers: 50, RequestsPerDay: 20, Days: 3, TirednessDays: 1e-9},
			"tired for a year":     {Seed: 6, Volunteers: 50, RequestsPerDay: 20, Days: 3, TirednessDays: 365},
			"everybody leaves":     {Seed: 7, Volunteers: 5, RequestsPerDay: 20, Days: 20, TirednessDays: 1, City: tiny},
			"more than can be":     {Seed: 8, Volunteers: 20, RequestsPerDay: 300, Days: 1, TirednessDays: 1, City: tiny},
			"another law":          {Seed: 9, Volunteers: 50, RequestsPerDay: 20, Days: 3, TirednessDays: 1, Law: Threshold},
		} {
			r := result(t, s, newPolicy(t, name))
			for _, v := range []float64{
				r.Fill15min, r.Fill2h, r.Fill24h, r.Gini, r.MinDistrictFill, r.LeftShare,
			} {
				if !(v >= 0 && v <= 1) {
					t.Errorf("%s, %s: %+v", name, what, r)
				}
			}
			if r.Fill15min > r.Fill2h || r.Fill2h > r.Fill24h || math.IsNaN(r.InvitationsPerFill+r.InvitationsPerRequest+r.Redundant) {
				t.Errorf("%s, %s: %+v", name, what, r)
			}
			load := 0
			for _, n := range r.Loads {
				load += n
			}
			if load != r.Invitations {
				t.Errorf("%s, %s: %d invitations, people had %d", name, what, r.Invitations, load)
			}
		}
	}
}

// What cannot be lived through is refused.
func TestSettingsRefused(t *testing.T) {
	t.Parallel()
	good := Setting{Volunteers: 1, RequestsPerDay: 1, Days: 1}
	for what, spoil := range map[string]func(*Setting){
		"nobody":          func(s *Setting) { s.Volunteers = 0 },
		"too many people": func(s *Setting) { s.Volunteers = 200_001 },
		"no need":         func(s *Setting) { s.RequestsPerDay = 0 },
		"NaN needs":       func(s *Setting) { s.RequestsPerDay = math.NaN() },
		"too many needs":  func(s *Setting) { s.RequestsPerDay = 10_001 },
		"no day":          func(s *Setting) { s.Days = 0 },
		"three years":     func(s *Setting) { s.Days = 731 },
		"tireless":        func(s *Setting) { s.TirednessDays = -1 },
		"NaN tiredness":   func(s *Setting) { s.TirednessDays = math.NaN() },
		"unknown law":     func(s *Setting) { s.Law = "gravity" },
		"empty city":      func(s *Setting) { s.City = &City{} },
	} {
		s := good
		spoil(&s)
		if err := s.check(); err == nil {
			t.Errorf("%s is accepted", what)
		}
	}
	if err := good.check(); err != nil {
		t.Error(err)
	}
	for _, r := range []float64{9, math.NaN(), 100_001} {
		if _, err := Disc(r, 16); err == nil {
			t.Errorf("a disc of %v m is accepted", r)
		}
	}
}
