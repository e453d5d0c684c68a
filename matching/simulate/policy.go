package simulate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alentour/alentour/matching"
)

// Policy decides whom to ask. One value lives through one run.
type Policy interface {
	// Turn says who is asked now for a case, and when to look again; zero = never by itself. Who is named twice, or does not pass
	// the hard limits, is left out.
	Turn(c *Case, b *Books, now time.Time) (ask []matching.Candidate, again time.Time)
	// Answered says whether a case is looked at again at once: after a no, while so many others have not answered, or after somebody
	// who had said yes could not come.
	Answered(c *Case, waiting int, dropped bool) bool
}

// Case is what a policy knows of a request.
type Case struct {
	Need     matching.Need
	Created  time.Time
	Deadline time.Time
	Missing  int
	Waves    int       // so far
	Pending  []Pending // those who have not answered
	Rescue   bool      // somebody who had said yes cannot come
	ReachM   float64   // how far away people were asked, for a policy that keeps to it
}

// Pending is somebody who was asked and has not answered.
type Pending struct {
	Chance float64 // as the policy said
	Since  time.Time
}

// Policies are the names that NewPolicy knows, ours first.
var Policies = []string{"alentour", "nearest-waves", "nearest-30", "by-acceptance", "broadcast-2km", "broadcast-10km"}

// Frontier are variants of ours and of the baseline, those that ask fewer first: what more invitations would buy.
var Frontier = map[string][]string{
	Policies[0]: {"alentour/-1", "alentour", "alentour/1", "alentour/2", "alentour/3", "alentour/5"},
	Baseline:    {"nearest-waves/1", "nearest-waves/2", Baseline, "nearest-waves/10", "nearest-waves/20"},
}

// VariantOf is the number of a policy in its family: how eager, or how many waves.
func VariantOf(name string) string {
	if _, number, varied := strings.Cut(name, "/"); varied {
		return number
	}
	if name == Baseline {
		return "5"
	}
	return "0"
}

// NewPolicy makes a policy for one run: one of Policies, or a variant. After the name of ours stands how eager it is, see alentour;
// after that of the baseline, how many waves it has.
func NewPolicy(name string) (Policy, error) {
	if family, number, varied := strings.Cut(name, "/"); varied {
		n, err := strconv.Atoi(number)
		switch {
		case err == nil && family == Policies[0]:
			return &alentour{eager: n}, nil
		case err == nil && n > 0 && family == Baseline:
			return waves{size: 10, most: n, reachM: matching.MaxReachM, score: byDistance}, nil
		}
	}
	switch name {
	case "alentour":
		return &alentour{}, nil
	case "nearest-waves":
		return waves{size: 10, most: 5, reachM: matching.MaxReachM, score: byDistance}, nil
	case "nearest-30":
		return waves{size: 30, most: 1, reachM: 1300, score: byDistance}, nil
	case "by-acceptance":
		return waves{size: 10, most: 5, reachM: matching.MaxReachM, score: byAcceptance}, nil
	case "broadcast-2km":
		return waves{size: math.MaxInt, most: 1, reachM: 2000, score: byDistance}, nil
	case "broadcast-10km":
		return waves{size: math.MaxInt, most: 1, reachM: 10_000, score: byDistance}, nil
	}
	return nil, fmt.Errorf("policy: %q is not one of %v", name, Policies)
}

// alentour is what the product does where eager is 0. Below, it asks as if nothing pressed; above, as if everything did; and above 1, as
// if so many seats less one were missing beside those that are.
type alentour struct {
	eager int
	near  reachable // of one turn; kept for its room
}

func (p *alentour) Turn(c *Case, b *Books, now time.Time) ([]matching.Candidate, time.Time) {
	urgency := c.Need.Urgency
	if at := c.Need.At; c.Rescue && len(at) > 0 && at[0].Sub(now) <= matching.RescueBefore {
		urgency = matching.Urgent
	}
	again, left := matching.NextWave(urgency, now, matching.Aim(c.Created, c.Deadline, now), b.delays, c.Need.Zone)
	pending := make([]float64, len(c.Pending))
	for i, w := range c.Pending {
		pending[i] = matching.StillToCome(w.Chance, now.Sub(w.Since), b.delays)
	}
	missing := c.Missing + max(p.eager-1, 0)
	switch {
	case p.eager < 0:
		urgency = matching.Calm
	case p.eager > 0:
		urgency = matching.Urgent
	}
	n := c.Need
	p.near = reachable{crowd: b.crowd, people: p.near.people[:0]}
	n.ReachM = c.ReachM
	ranking, size := matching.Propose(&n, &p.near, matching.Turn{
		Missing: missing, Left: left, Pending: pending, InTime: b.delays.Within(c.Deadline.Sub(now)), Urgency: urgency,
	}, now)
	c.ReachM = n.ReachM
	if size == 0 && len(pending) == 0 && ranking.Sieve.Allowed == 0 {
		return nil, time.Time{} // nobody is left, and nobody will be: it is the coordinators' now
	}
	return ranking.Candidates[:size], again
}

// reachable is a crowd that is asked again and again about one need at one instant, ring after ring: it looks once.
type reachable struct {
	crowd  matching.Crowd
	looked bool
	sieve  matching.Sieve
	people []matching.Volunteer
}

// Around implements [matching.Pool]. The sieve is that of the widest ring.
func (p *reachable) Around(n *matching.Need, now time.Time, sieve *matching.Sieve, yield func(*matching.Volunteer)) {
	if !p.looked {
		wide := *n
		wide.ReachM = matching.MaxReachM
		p.crowd.Around(&wide, now, &p.sieve, func(v *matching.Volunteer) { p.people = append(p.people, *v) })
		p.looked = true
	}
	*sieve = p.sieve
	for i := range p.people {
		if p.people[i].DistanceM <= n.ReachM {
			yield(&p.people[i])
		}
	}
}

func (*alentour) Answered(_ *Case, waiting int, dropped bool) bool { return dropped || waiting == 0 }

// waves are the policies of the field: so many at a time, ten minutes apart, the highest score first and then the nearest, until
// somebody has said yes.
type waves struct {
	size, most int
	reachM     float64
	score      func(b *Books, account int64) float64
}

const between = 10 * time.Minute

func (w waves) Turn(c *Case, b *Books, now time.Time) (ask []matching.Candidate, again time.Time) {
	n := c.Need
	n.ReachM = w.reachM
	var sieve matching.Sieve
	b.crowd.Around(&n, now, &sieve, func(v *matching.Volunteer) {
		ask = append(ask, matching.Candidate{
			Account: v.Account, Score: w.score(b, v.Account), DistanceM: v.DistanceM, Chance: 0.5, Propensity: 0.5, Rested: 1, Near: 1,
		})
	})
	slices.SortFunc(ask, func(x, y matching.Candidate) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.DistanceM, y.DistanceM), cmp.Compare(x.Account, y.Account))
	})
	ask = ask[:min(len(ask), w.size)]
	if c.Waves+1 < w.most {
		again = now.Add(between)
	}
	return ask, again
}

func (waves) Answered(_ *Case, _ int, dropped bool) bool { return dropped }

// byDistance leaves the order to the distance.
func byDistance(*Books, int64) float64 { return 0 }

// byAcceptance puts first who has said yes most often of what they were asked, from a half of two before anything is known.
func byAcceptance(b *Books, account int64) float64 {
	p, yes := &b.pasts[account-1], 0
	for _, t := range p.tallies {
		yes += int(t.Yes)
	}
	return float64(yes+1) / float64(p.all+2)
}
