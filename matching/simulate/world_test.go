package simulate

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

// village is small enough to live through in a moment.
func village(t *testing.T, seed uint64) Setting {
	t.Helper()
	city, err := Disc(2500, 16)
	if err != nil {
		t.Fatal(err)
	}
	return Setting{Seed: seed, Volunteers: 150, City: city, TirednessDays: 2, RequestsPerDay: 8, Days: 8}
}

// step counts what holds.
func step(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

func newPolicy(t *testing.T, name string) Policy {
	t.Helper()
	p, err := NewPolicy(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func result(t *testing.T, s Setting, p Policy) *Result {
	t.Helper()
	r, err := Run(context.Background(), s, p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The same setting and policy have the same result, beside others and of the same city.
func TestSameSettingSameResult(t *testing.T) {
	t.Parallel()
	s := village(t, 1)
	for _, name := range Policies {
		want := result(t, s, newPolicy(t, name))
		var same sync.WaitGroup
		for range 2 {
			same.Go(func() {
				p, err := NewPolicy(name)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := Run(context.Background(), s, p); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %+v, %v, and before %+v", name, got, err, want)
				}
			})
		}
		same.Wait()
		s.Seed++
		if other := result(t, s, newPolicy(t, name)); reflect.DeepEqual(other, want) {
			t.Errorf("%s: another seed has the same result", name)
		}
		s.Seed--
	}
}

// The same person gives the same answer to the same need, whoever was asked before and whenever.
func TestAnswersDoNotDependOnTheOrder(t *testing.T) {
	t.Parallel()
	s := village(t, 2)
	type pair struct{ who, need int }
	var pairs []pair
	for who := range s.Volunteers {
		for need := range 20 {
			pairs = append(pairs, pair{who, need})
		}
	}
	answers := func(w *world, later int64, order []int) map[pair]answer {
		all := map[pair]answer{}
		for _, i := range order {
			p := pairs[i]
			w.people[p.who].tiredTill = 0
			now := w.needs[p.need].created + later
			a := w.invite(p.who, &w.needs[p.need], now, 6)
			if a.at > 0 {
				a.at -= now
			}
			a.dropsAt = 0 // it comes in the time that is left
			all[p] = a
		}
		return all
	}
	r := rand.New(rand.NewPCG(2, 2))
	one, two := answers(newWorld(s), 0, r.Perm(len(pairs))), answers(newWorld(s), 77, r.Perm(len(pairs)))
	kinds := map[bool]int{}
	for p, a := range one {
		if a != two[p] {
			t.Fatalf("%v: %+v, and in another order %+v", p, a, two[p])
		}
		kinds[a.yes]++
	}
	if kinds[true] < 100 || kinds[false] < 100 {
		t.Errorf("answers by yes: %v", kinds)
	}
}

// No policy changes who lives there, or what is asked for.
func TestPoliciesLeaveTheWorldAsItIs(t *testing.T) {
	t.Parallel()
	s := village(t, 3)
	want := newWorld(s)
	for _, name := range Policies {
		r := newRun(newWorld(s), newPolicy(t, name))
		r.goOn(t, math.MaxInt64)
		if !reflect.DeepEqual(r.needs, want.needs) {
			t.Errorf("%s: the needs are others", name)
		}
		for i := range r.people {
			was, is := want.people[i], r.people[i]
			is.tiredTill = was.tiredTill
			if was != is || !reflect.DeepEqual(want.public[i], r.public[i]) {
				t.Fatalf("%s: somebody is another person: %+v, before %+v", name, is, was)
			}
		}
	}
}

// goOn lives until an instant.
func (r *run) goOn(t *testing.T, until int64) {
	t.Helper()
	for len(r.agenda) > 0 && r.agenda[0].at < until {
		r.next()
	}
}

// What a policy is given holds nothing of the truth, however deep: no type of this package but those of the books.
func TestPoliciesCannotReachTheWorld(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(of reflect.Type, path string)
	walk = func(of reflect.Type, path string) {
		if seen[of] {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(of.Elem(), path+"[]")
			return
		case reflect.Map:
			walk(of.Key(), path+"[key]")
			walk(of.Elem(), path+"[]")
			return
		case reflect.Func, reflect.Interface, reflect.UnsafePointer, reflect.Chan:
			t.Errorf("%s may hide anything: %v", path, of)
			return
		}
		if strings.HasPrefix(of.PkgPath(), "time") {
			return
		}
		if strings.HasSuffix(of.PkgPath(), "/simulate") && !slices.Contains([]string{"Books", "Case", "past", "Pending"}, of.Name()) {
			t.Errorf("%s is a %v", path, of)
			return
		}
		if of.Kind() == reflect.Struct {
			for i := range of.NumField() {
				walk(of.Field(i).Type, path+"."+of.Field(i).Name)
			}
		}
	}
	policy := reflect.TypeFor[Policy]()
	for i := range policy.NumMethod() {
		m := policy.Method(i).Type
		for in := range m.NumIn() {
			walk(m.In(in), m.In(in).String())
		}
	}
	if !seen[reflect.TypeFor[Books]()] {
		t.Error("no policy reads the books")
	}
}

// turned is what a policy decided.
type turned struct {
	now, created, again time.Time
	ask                 []int64
	distances           []float64
	waves, missing      int
	rescue              bool
}

// recorder notes what a policy decides.
type recorder struct {
	Policy
	turns   []turned
	dropped []time.Time // when requests were made of which somebody dropped out
	look    func(c *Case, b *Books, now time.Time, ask []matching.Candidate)
}

func (p *recorder) Turn(c *Case, b *Books, now time.Time) ([]matching.Candidate, time.Time) {
	ask, again := p.Policy.Turn(c, b, now)
	it := turned{now: now, created: c.Created, again: again, waves: c.Waves, missing: c.Missing, rescue: c.Rescue}
	for i := range ask {
		it.ask, it.distances = append(it.ask, ask[i].Account), append(it.distances, ask[i].DistanceM)
	}
	p.turns = append(p.turns, it)
	if p.look != nil {
		p.look(c, b, now, ask)
	}
	return ask, again
}

func (p *recorder) Answered(c *Case, waiting int, dropped bool) bool {
	if dropped {
		p.dropped = append(p.dropped, c.Created)
	}
	return p.Policy.Answered(c, waiting, dropped)
}

// Another truth with the same past has the same decisions, until its first answer.
func TestDecisionsAreBlindToTheTruth(t *testing.T) {
	t.Parallel()
	s := village(t, 4)
	for _, name := range Policies {
		decide := func(change bool) (turns []turned, from time.Time) {
			w := newWorld(s)
			cut := len(w.needs) / 2
			p := &recorder{Policy: newPolicy(t, name)}
			r := newRun(w, p)
			r.goOn(t, w.needs[cut].created)
			if change { // whoever has been asked until now stays as they are; what they will say to what is new is something else
				for i := cut; i < len(w.needs); i++ {
					w.needs[i].num += 10_000
				}
				for i := range w.people {
					w.people[i].likes = 1.1 - w.people[i].likes
				}
			}
			r.goOn(t, math.MaxInt64)
			return p.turns, clock(w.needs[cut].created)
		}
		one, from := decide(false)
		two, _ := decide(true)
		same := 0
		for same < min(len(one), len(two)) && reflect.DeepEqual(one[same], two[same]) {
			same++
		}
		first := slices.IndexFunc(one, func(it turned) bool { return !it.now.Before(from) && len(it.ask) > 0 })
		if first < 0 || same <= first {
			t.Errorf("%s: decision %d differs, the first after the change is %d", name, same, first)
		}
		if same == len(one) && strings.Contains(name, "alentour") {
			t.Errorf("%s: another truth never showed", name)
		}
	}
}

// near3 fails when a mean is farther than three standard errors from what it should be.
func near3(t *testing.T, what string, sum, n, want, variance float64) {
	t.Helper()
	if got, tolerance := sum/n, 3*math.Sqrt(variance/n); math.Abs(got-want) > tolerance {
		t.Errorf("%s: %.4f, want %.4f ± %.4f", what, got, want, tolerance)
	}
}

// With 16 volunteers on a km², nobody lives within 200 m of a place away from the edge with a chance of e^(−16 · π · 0.04) = 0.134.
func TestNobodyNear(t *testing.T) {
	t.Parallel()
	city, err := Disc(1500, 16)
	if err != nil {
		t.Fatal(err)
	}
	for i := range city.Districts {
		city.Districts[i].Helpers = 1
	}
	r := rand.New(rand.NewPCG(5, 5))
	none, places := 0.0, 0.0
	for seed := range uint64(500) {
		w := newWorld(Setting{Seed: seed, City: city, TirednessDays: 1, RequestsPerDay: 0.001, Days: 1, Volunteers: poisson(r, 16*math.Pi*1.5*1.5)})
		for turn := range 4 {
			angle := (float64(turn) + r.Float64()/2) * math.Pi / 2
			place := at(800*math.Cos(angle), 800*math.Sin(angle))
			places++
			none += step(!slices.ContainsFunc(w.people, func(p person) bool { return p.since == 0 && geo.DistanceM(p.home, place) < 200 }))
		}
	}
	want := math.Exp(-16 * math.Pi * 0.04)
	if math.Abs(want-0.134) > 0.0005 {
		t.Errorf("the chance is %v", want)
	}
	near3(t, "nobody within 200 m", none, places, want, want*(1-want))
}

// Sectors have one area: places are drawn evenly over each, and none outside.
func TestSectorsAreEven(t *testing.T) {
	t.Parallel()
	city, err := Disc(3000, 16)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(6, 6))
	for i, d := range city.Districts {
		const draws = 2000
		inner, left := 0.0, 0.0
		for range draws {
			p := d.draw(r)
			m := geo.DistanceM(centre, p)
			angle := math.Mod(math.Atan2(p[1]-centre[1], (p[0]-centre[0])*math.Cos(centre[1]*math.Pi/180))+2*math.Pi, 2*math.Pi) / (math.Pi / 8)
			if m > 3001 || angle < float64(i)-0.01 || angle > float64(i)+1.01 {
				t.Fatalf("%s: %.0f m from the centre, at %.2f sixteenths", d.Name, m, angle)
			}
			inner += step(m < 3000/math.Sqrt2) // half of the area
			left += step(angle > float64(i)+0.5)
		}
		near3(t, d.Name+", inner half", inner, draws, 0.5, 0.25*1.3)
		near3(t, d.Name+", left half", left, draws, 0.5, 0.25*1.3)
	}
}

// Who is rested and free says yes to what is so far away with a chance that falls by e every 1,500 m.
func TestWillingByDistance(t *testing.T) {
	t.Parallel()
	s := village(t, 7)
	s.Days = 20
	w := newWorld(s)
	var yes, want, variance, n [4]float64
	for i := range w.needs {
		flexible := w.needs[i]
		flexible.when = [2]int64{}
		for who := range w.people {
			p := &w.people[who]
			p.tiredTill = 0
			d := geo.DistanceM(p.home, flexible.point)
			band := min(int(d/1000), len(n)-1)
			chance := p.likes * 0.8 * math.Exp(-d/1500) // in the mean of what suits somebody, from 0.6 to 1
			n[band]++
			want[band] += chance
			variance[band] += chance * (1 - chance)
			yes[band] += step(w.invite(who, &flexible, 0, 0).yes)
		}
	}
	for band := range n {
		// What suits somebody is drawn once by person and family, which many pairs share: a standard error of 0.14/√150 of the whole.
		if off := math.Abs(yes[band] - want[band]); off > 3*math.Sqrt(variance[band])+3*want[band]*0.144/math.Sqrt(float64(s.Volunteers)) {
			t.Errorf("from %d km: %.0f yes of %.0f, want %.0f", band, yes[band], n[band], want[band])
		}
	}
}

// An invitation tires for an exponential time with the mean of the setting, or of who is asked; who is tired says no.
func TestTiredness(t *testing.T) {
	t.Parallel()
	for _, days := range []float64{1, 10, Mixed} {
		s := village(t, 8)
		s.TirednessDays, s.Volunteers = days, 600
		w := newWorld(s)
		sum, n, above := map[float64]float64{}, map[float64]float64{}, map[float64]float64{}
		for who := range w.people {
			p := &w.people[who]
			for i := range 20 {
				p.tiredTill = 0
				w.invite(who, &w.needs[i], 1000, 0)
				sum[p.tiredDays] += float64(p.tiredTill-1000) / day / p.tiredDays
				n[p.tiredDays]++
				above[p.tiredDays] += step(float64(p.tiredTill-1000) > day*p.tiredDays)
				if w.invite(who, &w.needs[i+20], 1000, 0).yes && p.tiredTill > 1000 {
					t.Fatal("somebody tired says yes")
				}
			}
		}
		for mean := range n {
			near3(t, "times the mean of "+time.Duration(mean*24*float64(time.Hour)).String(), sum[mean], n[mean], 1, 1)
			near3(t, "tired for longer than the mean", above[mean], n[mean], 1/math.E, (1-1/math.E)/math.E)
		}
		if want := map[bool]int{true: 3, false: 1}[days == Mixed]; len(n) != want {
			t.Errorf("tiredness of %v: %d means", days, len(n))
		}
		for _, mean := range mixture {
			if all := float64(20 * len(w.people)); days == Mixed && math.Abs(n[mean]/all-1./3) > 3*math.Sqrt(2./9/float64(len(w.people))) {
				t.Errorf("%v of %v tire for %v days", n[mean], all, mean)
			}
		}
	}
}

// Needs come as often as the setting says, by the hours of a day, and every one can be met: its deadline is after it and after the
// morning on which people are asked first.
func TestNeedsByHour(t *testing.T) {
	t.Parallel()
	s := village(t, 9)
	s.RequestsPerDay, s.Days = 100, 60
	w := newWorld(s)
	near3(t, "needs a day", float64(len(w.needs)), float64(s.Days), s.RequestsPerDay, s.RequestsPerDay)
	var got [24]float64
	all := 0.0
	for _, weight := range hourly {
		all += weight
	}
	for i := range w.needs {
		n := &w.needs[i]
		got[n.created%day/3600]++
		if decent := seconds(matching.FirstDecent(clock(n.created), time.UTC)); n.deadline <= decent || n.needed < 1 || i > 0 && n.created < w.needs[i-1].created {
			t.Fatalf("need %+v", n)
		}
	}
	for hour, weight := range hourly {
		share := weight / all
		near3(t, "needs by hour", got[hour], float64(len(w.needs)), share, share*(1-share)+1e-12)
	}
}
