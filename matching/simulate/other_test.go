package simulate_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

// Another town, which shares nothing with the world of this package: time goes by in minutes. Who is asked says yes with a chance of
// their own (a Beta law), the same anywhere within a distance of their own and none beyond; each invitation adds to a fatigue that
// halves every so many hours, and whoever has more than one says no; answers take from a minute to a quarter of an hour, and
// everybody answers. Nobody leaves, and nobody drops out.
type otherTown struct {
	rng      *rand.Rand
	crowd    matching.Crowd
	home     []orb.Point
	accepts  []float64
	within   []float64 // m
	fatigue  []float64
	tiredAt  []int // minute of that fatigue
	halfLife float64

	// What the town has seen.
	asked    [][]time.Time
	tallies  [][]matching.Tally
	record   matching.Record
	requests []*ask
	waiting  []*letter
	sent     int
}

// ask is a request: whoever says yes first has it.
type ask struct {
	need   matching.Need
	made   int // minute
	next   int // minute of the next wave; below 0 = none
	waves  int
	atOnce bool // when all have said no
	open   []*letter
	filled bool
}

// letter is an invitation.
type letter struct {
	of      *ask
	who     int
	c       matching.Candidate
	gap     int
	sent    int // minute
	answers int // minute
	yes     bool
}

const (
	otherDays   = 14
	otherWidth  = 5000.0 // m
	otherPeople = 250
	otherADay   = 20
	lifetime    = 24 * 60 // minutes that a request waits
)

var otherStart = time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)

func minute(m int) time.Time { return otherStart.Add(time.Duration(m) * time.Minute) }

// beta draws by Jöhnk: two powers of uniform numbers that sum to at most 1.
func beta(r *rand.Rand, a, b float64) float64 {
	for {
		x, y := math.Pow(r.Float64(), 1/a), math.Pow(r.Float64(), 1/b)
		if x+y <= 1 && x+y > 0 {
			return x / (x + y)
		}
	}
}

func (o *otherTown) somewhere() orb.Point {
	const degree = geo.EarthRadiusM * math.Pi / 180
	return orb.Point{2 + otherWidth*o.rng.Float64()/(degree*math.Cos(47*math.Pi/180)), 47 + otherWidth*o.rng.Float64()/degree}
}

func newOtherTown(seed uint64, halfLife float64) *otherTown {
	o := &otherTown{rng: rand.New(rand.NewPCG(seed, 99)), halfLife: halfLife}
	var always directory.Week
	for d := range 7 {
		for h := range 24 {
			always = always.With(d, h)
		}
	}
	for i := range otherPeople {
		o.home = append(o.home, o.somewhere())
		o.accepts = append(o.accepts, beta(o.rng, 0.5, 1.5))
		o.within = append(o.within, 500+2500*o.rng.Float64())
		o.crowd = append(o.crowd, matching.Person{
			Account: int64(i + 1), Point: o.home[i], District: 1, RadiusM: 5000, Kinds: directory.KindSet(o.rng.Uint64() | 1), Languages: 1, Week: always,
			Zone: time.UTC, Expires: otherStart.AddDate(1, 0, 0), PerDay: 3, PerWeek: 8,
		})
	}
	o.fatigue, o.tiredAt = make([]float64, otherPeople), make([]int, otherPeople)
	o.asked, o.tallies = make([][]time.Time, otherPeople), make([][]matching.Tally, otherPeople)
	for range otherADay * otherDays {
		made := o.rng.IntN(otherDays)*24*60 + 8*60 + o.rng.IntN(10*60)
		o.requests = append(o.requests, &ask{made: made, next: made, need: matching.Need{
			Point: o.somewhere(), District: 1, City: 1, Kinds: 1 << o.rng.IntN(len(directory.Kinds)), Zone: time.UTC,
			Urgency: matching.Soon, Needed: 1, ReachM: matching.MaxReachM,
		}})
	}
	return o
}

// send asks somebody, and they make up their mind.
func (o *otherTown) send(q *ask, c matching.Candidate, now int) {
	who := int(c.Account - 1)
	at, twice := slices.BinarySearch(q.need.Asked, c.Account)
	if twice {
		return
	}
	q.need.Asked = slices.Insert(q.need.Asked, at, c.Account)
	l := &letter{of: q, who: who, c: c, gap: matching.Steps - 1, sent: now, answers: now + 1 + o.rng.IntN(15)}
	if n := len(o.asked[who]); n > 0 {
		l.gap = matching.GapStep(minute(now).Sub(o.asked[who][n-1]))
	}
	o.fatigue[who] *= math.Exp2(-float64(now-o.tiredAt[who]) / 60 / o.halfLife)
	o.tiredAt[who] = now
	chance := o.accepts[who]
	if geo.DistanceM(o.home[who], q.need.Point) > o.within[who] || o.fatigue[who] > 1 {
		chance = 0
	}
	l.yes = o.rng.Float64() < chance
	o.fatigue[who]++
	o.asked[who] = append(o.asked[who], minute(now))
	o.crowd[who].Load = matching.NewLoad(o.asked[who], time.Time{}, time.Time{}, slices.Clone(o.tallies[who]))
	q.open, o.waiting = append(q.open, l), append(o.waiting, l)
	o.sent++
}

// hear takes an answer, and remembers it as the product does.
func (o *otherTown) hear(l *letter) {
	q := l.of
	q.open = slices.DeleteFunc(q.open, func(x *letter) bool { return x == l })
	q.filled = q.filled || l.yes
	thousandths := func(a, b float64) int64 { return int64(1000 * min(a/b, 1)) }
	all := []*matching.Answers{&o.record.ByGap[l.gap], &o.record.ByDistance[matching.DistanceStep(l.c.DistanceM)]}
	for i, part := range []float64{l.c.Rested, l.c.Near} {
		all[i].Expected += thousandths(l.c.Chance, part)
	}
	exposure, family := thousandths(l.c.Chance, l.c.Propensity), q.need.Family()
	at := slices.IndexFunc(o.tallies[l.who], func(t matching.Tally) bool { return int(t.Family) == family })
	if at < 0 {
		at, o.tallies[l.who] = len(o.tallies[l.who]), append(o.tallies[l.who], matching.Tally{Family: int8(family), Band: matching.Anytime})
	}
	t := &o.tallies[l.who][at]
	t.Asked++
	t.Exposure += uint32(exposure)
	if l.yes {
		t.Yes++
		o.record.Yes++
		all[0].Yes++
		all[1].Yes++
	}
	o.record.Exposure += exposure
	o.record.Asked[family]++
	o.record.Delays[matching.DelayStep(time.Duration(l.answers-l.sent)*time.Minute)]++
	o.crowd[l.who].Load = matching.NewLoad(o.asked[l.who], time.Time{}, time.Time{}, slices.Clone(o.tallies[l.who]))
}

// live goes through all minutes, and says which part of the requests was filled within a day and how many invitations each took.
func (o *otherTown) live(turn func(q *ask, now int)) (fill, perFill float64) {
	filled := 0
	for now := range (otherDays + 1) * 24 * 60 {
		o.waiting = slices.DeleteFunc(o.waiting, func(l *letter) bool {
			if l.answers > now {
				return false
			}
			o.hear(l)
			if l.of.atOnce && len(l.of.open) == 0 {
				l.of.next = now
			}
			return true
		})
		if now%60 == 0 {
			local := matching.Teach(&matching.Record{}, &o.record)
			for i := range o.crowd {
				o.crowd[i].Local = local
			}
		}
		for _, q := range o.requests {
			if q.next == now && !q.filled && now < q.made+lifetime {
				turn(q, now)
			}
		}
	}
	for _, q := range o.requests {
		if q.filled {
			filled++
		}
	}
	return float64(filled) / float64(len(o.requests)), float64(o.sent) / float64(filled)
}

// nearest asks the ten nearest, five times, ten minutes apart.
func (o *otherTown) nearest(q *ask, now int) {
	var all []matching.Candidate
	o.crowd.Around(&q.need, minute(now), &matching.Sieve{}, func(v *matching.Volunteer) {
		all = append(all, matching.Candidate{Account: v.Account, DistanceM: v.DistanceM, Chance: 0.5, Propensity: 0.5, Rested: 1, Near: 1})
	})
	slices.SortFunc(all, func(a, b matching.Candidate) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	for _, c := range all[:min(len(all), 10)] {
		o.send(q, c, now)
	}
	if q.waves++; q.waves < 5 {
		q.next = now + 10
	}
}

// ours asks whom the product would ask, when it would.
func (o *otherTown) ours(q *ask, now int) {
	at, deadline := minute(now), minute(q.made+lifetime)
	again, left := matching.NextWave(q.need.Urgency, at, matching.Aim(minute(q.made), deadline, at), o.record.Delays, time.UTC)
	var pending []float64
	for _, l := range q.open {
		pending = append(pending, matching.StillToCome(l.c.Chance, time.Duration(now-l.sent)*time.Minute, o.record.Delays))
	}
	n := q.need
	n.ReachM = 0
	ranking, size := matching.Propose(&n, o.crowd, matching.Turn{
		Missing: 1, Left: left, Pending: pending, InTime: matching.Delays(o.record.Delays).Within(deadline.Sub(at)), Urgency: q.need.Urgency,
	}, at)
	for _, c := range ranking.Candidates[:size] {
		o.send(q, c, now)
	}
	q.atOnce, q.next = true, int(again.Sub(otherStart)/time.Minute)
}

func TestAnotherTown(t *testing.T) {
	t.Parallel()
	const seeds = 5
	for _, halfLife := range []float64{6, 24} {
		var fill, perFill [2]float64
		for seed := range uint64(seeds) {
			for i := range fill {
				o := newOtherTown(seed, halfLife)
				f, p := o.live([]func(*ask, int){o.nearest, o.ours}[i])
				fill[i] += f / seeds
				perFill[i] += p / seeds
			}
		}
		t.Logf("fatigue halves in %v h: nearest fills %.3f with %.1f invitations each, ours %.3f with %.1f", halfLife, fill[0], perFill[0], fill[1], perFill[1])
		if fill[1] <= fill[0] || perFill[1] > perFill[0] {
			t.Error("nearest waves are as good")
		}
	}
}
