package simulate

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

// lived lives through a world that was changed first, and notes what was decided.
func lived(t *testing.T, s Setting, name string, change func(*world)) (*recorder, *run) {
	t.Helper()
	w := newWorld(s)
	change(w)
	p := &recorder{Policy: newPolicy(t, name)}
	r := newRun(w, p)
	p.look = func(c *Case, b *Books, now time.Time, ask []matching.Candidate) { lawful(t, name, c, r, now, ask) }
	r.goOn(t, math.MaxInt64)
	return p, r
}

// lawful checks the hard limits, which hold for every policy, by what people say of themselves and what they were asked.
func lawful(t *testing.T, name string, c *Case, r *run, now time.Time, ask []matching.Candidate) {
	t.Helper()
	if now.Hour() < 8 || now.Hour() >= 21 {
		t.Errorf("%s: people are asked at %v", name, now)
	}
	if c.Missing <= 0 || !now.Before(c.Deadline) {
		t.Errorf("%s: %d are missing at %v, the deadline is %v", name, c.Missing, now, c.Deadline)
	}
	for _, k := range ask {
		who := int(k.Account - 1)
		p, seen := &r.public[who], &r.books.pasts[who]
		d := geo.DistanceM(p.Point, c.Need.Point)
		within := func(days int) (n int) {
			for _, at := range seen.asked {
				n += int(step(now.Sub(at) < time.Duration(days)*24*time.Hour-time.Minute)) // people count in minutes
			}
			return n
		}
		free := len(c.Need.At) == 0 || slices.ContainsFunc(c.Need.At, func(at time.Time) bool {
			return p.Week.Has((int(at.Weekday())+6)%7, at.Hour())
		})
		_, left := r.tally.left[who]
		switch {
		case left || r.people[who].since > seconds(now):
			t.Errorf("%s: somebody is asked who is not there", name)
		case d > p.RadiusM || math.Abs(d-k.DistanceM) > 0.001:
			t.Errorf("%s: somebody is asked at %.0f m, said to be %.0f m, who goes %.0f m", name, d, k.DistanceM, p.RadiusM)
		case c.Need.Kinds&p.Kinds == 0 || c.Need.Languages != 0 && c.Need.Languages&p.Languages == 0 || !free:
			t.Errorf("%s: somebody is asked for what they do not offer", name)
		case within(1) >= p.PerDay || within(7) >= p.PerWeek:
			t.Errorf("%s: somebody is asked more often than they want", name)
		case slices.Contains(c.Need.Asked, k.Account):
			t.Errorf("%s: somebody is asked again for the same", name)
		}
	}
}

// of gives the turns of one request after the other, those of which somebody was asked.
func (p *recorder) of() map[time.Time][]turned {
	all := map[time.Time][]turned{}
	for _, it := range p.turns {
		all[it.created] = append(all[it.created], it)
	}
	return all
}

func nobodyWants(w *world) {
	for i := range w.people {
		w.people[i].likes = 0
	}
}

func everybodyWants(w *world) {
	for i := range w.people {
		w.people[i].likes, w.people[i].tiredDays = 1e9, 0
	}
}

// Where nobody says yes, each policy goes as far as it may: so many waves of so many, so far apart, within its reach and the nearest
// first.
func TestPoliciesWhereNobodyWants(t *testing.T) {
	t.Parallel()
	s := village(t, 11)
	for _, c := range []struct {
		name        string
		size, waves int
		reachM      float64
	}{
		{"nearest-waves", 10, 5, 10_000},
		{"nearest-30", 30, 1, 1300},
		{"by-acceptance", 10, 5, 10_000},
		{"broadcast-2km", math.MaxInt, 1, 2000},
		{"broadcast-10km", math.MaxInt, 1, 10_000},
	} {
		p, r := lived(t, s, c.name, nobodyWants)
		turns := p.of()
		if len(turns) != len(r.needs) {
			t.Errorf("%s: %d of %d needs are asked for", c.name, len(turns), len(r.needs))
		}
		most, largest := 0, 0
		for created, list := range turns {
			sent := 0
			for i, it := range list {
				sent += int(step(len(it.ask) > 0)) // a wave for which nobody is free is tried again
				largest = max(largest, len(it.ask))
				if len(it.ask) > c.size || slices.ContainsFunc(it.distances, func(m float64) bool { return m > c.reachM }) {
					t.Errorf("%s: %d are asked, as far as %v", c.name, len(it.ask), it.distances)
				}
				if c.name != "by-acceptance" && !slices.IsSorted(it.distances) {
					t.Errorf("%s: not the nearest first: %v", c.name, it.distances)
				}
				if i > 0 && it.now != matching.FirstDecent(list[i-1].now.Add(10*time.Minute), time.UTC) || i == 0 && it.now != matching.FirstDecent(created, time.UTC) {
					t.Errorf("%s: wave %d of a request of %v is at %v", c.name, i+1, created, it.now)
				}
			}
			most = max(most, sent)
		}
		if most != c.waves || c.size < math.MaxInt && largest != c.size {
			t.Errorf("%s: at most %d waves of %d, want %d of %d", c.name, most, largest, c.waves, c.size)
		}
		if got := r.result(); got.Fill24h != 0 || got.InvitationsPerFill != 0 || !math.IsInf(got.MedianFirstYesS, 1) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// Nobody near is left out of a wave for somebody farther.
func TestNearestAreTheNearest(t *testing.T) {
	t.Parallel()
	w := newWorld(village(t, 12))
	p := &recorder{Policy: newPolicy(t, "nearest-waves")}
	p.look = func(c *Case, b *Books, now time.Time, ask []matching.Candidate) {
		n := c.Need
		n.ReachM = matching.MaxReachM
		var all []float64
		b.crowd.Around(&n, now, &matching.Sieve{}, func(v *matching.Volunteer) { all = append(all, v.DistanceM) })
		slices.Sort(all)
		for i, k := range ask {
			if k.DistanceM != all[i] {
				t.Fatalf("number %d is at %v m, the next nearest at %v m", i, k.DistanceM, all[i])
			}
		}
	}
	newRun(w, p).goOn(t, math.MaxInt64)
}

// Where everybody who is free says yes, all policies stop on it, and fill nearly everything.
func TestPoliciesStopOnYes(t *testing.T) {
	t.Parallel()
	s := village(t, 13)
	for _, name := range Policies {
		p, r := lived(t, s, name, everybodyWants)
		turns := 0
		for _, list := range p.of() {
			turns += len(list)
		}
		got := r.result()
		if perRequest := float64(turns) / float64(len(r.needs)); perRequest > 3 {
			t.Errorf("%s: %.1f waves a request where everybody wants", name, perRequest)
		}
		if got.Fill24h < 0.85 && name != "nearest-30" {
			t.Errorf("%s: fills %.2f where everybody wants", name, got.Fill24h)
		}
	}
}

// When somebody drops out in time, every policy asks again, at once or in the morning.
func TestRescue(t *testing.T) {
	t.Parallel()
	s := village(t, 14)
	s.Days = 20
	for _, name := range Policies {
		p, _ := lived(t, s, name, func(w *world) {
			for i := range w.people {
				w.people[i].likes *= 2
			}
		})
		turns, rescued := p.of(), 0
		for _, created := range p.dropped {
			if slices.ContainsFunc(turns[created], func(it turned) bool { return it.rescue }) {
				rescued++
			}
		}
		if len(p.dropped) < 3 || rescued < len(p.dropped)-len(p.dropped)/2 { // some come back in the night before the deadline
			t.Errorf("%s: %d rescues of %d", name, rescued, len(p.dropped))
		}
	}
}

func TestPolicyNames(t *testing.T) {
	t.Parallel()
	if p, err := NewPolicy("nearest"); err == nil {
		t.Errorf("there is a policy %v", p)
	}
}

// Ours asks nobody while those asked before will do, and looks again; a seat given back is urgent when help is wanted within a day.
func TestOursWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(village(t, 15))
	r := newRun(w, newPolicy(t, "alentour"))
	noon := start.Add(12 * time.Hour)
	r.goOn(t, seconds(noon))
	turn := func(at []time.Time, pending []Pending, rescue bool) (asked int, wait time.Duration) {
		c := Case{Need: matching.Need{Point: centre, District: 1, City: 1, At: at, Zone: time.UTC, Urgency: matching.Calm, Needed: 1}}
		c.Created, c.Deadline, c.Missing, c.Pending, c.Rescue = noon, noon.Add(72*time.Hour), 1, pending, rescue
		ask, again := r.policy.Turn(&c, r.books, noon)
		return len(ask), again.Sub(noon)
	}
	likely := []Pending{{0.9, noon}, {0.9, noon}, {0.9, noon}}
	if asked, wait := turn(nil, likely, false); asked != 0 || wait <= 0 {
		t.Errorf("%d are asked while enough may come, and then it waits %v", asked, wait)
	}
	if asked, wait := turn(nil, nil, false); asked == 0 || wait <= 0 {
		t.Errorf("%d are asked where nobody was, and then it waits %v", asked, wait)
	}
	soon, later := []time.Time{noon.Add(20 * time.Hour)}, []time.Time{noon.Add(30 * time.Hour)}
	_, urgent := turn(soon, nil, true)
	_, calm := turn(later, nil, true)
	_, flexible := turn(nil, nil, true)
	_, kept := turn(soon, nil, false)
	if urgent > 30*time.Minute || calm < 2*time.Hour || flexible != calm || kept != calm {
		t.Errorf("it waits %v, %v when it is later, %v when it is flexible, %v where nobody dropped out", urgent, calm, flexible, kept)
	}
}
