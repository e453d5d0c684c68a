package matching

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/alentour/alentour/directory"
)

// Volunteer is somebody who passed the hard limits of a need, and what ranking reads of them.
type Volunteer struct {
	Account   int64
	District  int64 // the finest one of their home
	DistanceM float64
	Kinds     directory.KindSet
	Languages directory.LanguageSet
	Hours     int     // free in a week
	Free      float64 // part of the wanted hours in which they are free; of no account when the need is flexible
	Load      *Load   // nil = never asked
	Local     *Local
}

// Sieve counts who is left after each hard limit, in order.
type Sieve struct {
	Within   int // near enough for the need, and for how far they go
	Kind     int // offer the kind of help
	Free     int // at one of the hours at least, and not away
	Language int // speak one of the languages
	Allowed  int // vetted, not asked before, neither the author nor somebody they may not know of
	Rested   int // below what they said of how often and when, and not resting
}

// Pool knows the volunteers. Around yields those whom all hard limits of a need let pass, in any order, and counts in sieve; the
// volunteer is the pool's own until yield returns. [Live] is the one of the product, [Crowd] one of people at hand.
type Pool interface {
	Around(n *Need, now time.Time, sieve *Sieve, yield func(*Volunteer))
}

// Ranking is who could be asked, best first, and how many fell out where.
type Ranking struct {
	Candidates []Candidate
	Sieve      Sieve
	Price      float64 // of an invitation: how many yes it keeps from others while who was asked is tired
	Beyond     float64 // the highest chance of a yes farther than the need's reach, 0 to 1
}

// Candidate is somebody who could be asked.
type Candidate struct {
	Account   int64
	Score     float64 // the sum of the values of Parts, exactly
	Chance    float64 // of a yes
	DistanceM float64
	Parts     []Part
	// What is kept with an invitation, for learning from its answer.
	Propensity float64 // chance of a yes of somebody rested, near and free
	Rested     float64 // chance that they are not tired
	Near       float64 // how likely at their distance, against next door
	Least      float64 // chance below which asking them costs the neighbourhood more help than it brings
}

// Worth says whether a yes is likely enough for what asking them costs the others; who is not is left in peace for now.
func (c *Candidate) Worth() bool { return c.Chance >= c.Least }

// The weights of what is added up, in points. Ten points are a factor of two.
const (
	doubling      = 10.0
	pointsPerM    = doubling / 2000 // half as likely every two kilometres
	ownDistrict   = 3.0
	hasHelped     = 3.0
	moreLanguages = 1.0 // for each wanted language more than one
	perInvitation = 2.5 // for each of the last four weeks, against the mean
	fullWeek      = 20  // hours: who has so many in a week is as free as can be
)

// points are kept in steps of 1/1024: sums of them are exact, in whatever order they are made. There is no negative zero.
func points(v float64) float64 { return math.RoundToEven(v*1024)/1024 + 0 }

func factor(f float64) float64 { return points(doubling * math.Log2(f)) }

// Rank is who could be asked for a need at an instant, the best limit of them: by score, then account. The same question has the same
// answer.
func Rank(n *Need, pool Pool, now time.Time, limit int) Ranking {
	r := ranker{need: n, family: n.Family(), band: n.Band(), now: MinuteOf(now), limit: max(limit, 0)}
	var ranking Ranking
	pool.Around(n, now, &ranking.Sieve, r.consider)
	slices.SortFunc(r.best, func(a, b rated) int { return a.compare(&b) })
	mean := 0.0
	if r.seen > 0 {
		mean = float64(r.asked) / float64(r.seen)
	}
	if len(r.best) > 0 {
		local := r.best[0].Local // of the city of most of them
		ranking.Price = r.price(local)
		ranking.Beyond = math.Exp2(local.Near.At(n.ReachM))
	}
	ranking.Candidates = make([]Candidate, len(r.best))
	for i := range r.best {
		ranking.Candidates[i] = r.candidate(&r.best[i], mean, ranking.Price)
	}
	return ranking
}

// priceDays is how far back invitations say how much those around are asked.
const priceDays = 7

// dearer is by how much the price is more than the mean says: those who are asked most stand at their caps, and are not seen.
const dearer = 1.5

// fewAround is how many people, whom nobody has asked lately, are thought of beside those around: where only a handful live, they are
// asked all the same.
const fewAround = 3

// price is what one invitation costs those around: while who was asked is tired, they do not say yes to what comes next. So many
// days, each with so many invitations as they had lately, of which so many had a yes: what a day brings is worth giving up only for
// more than that (the marginal value theorem: Charnov 1976).
func (r *ranker) price(local *Local) float64 {
	perDay := float64(r.lately) / priceDays / float64(r.seen+fewAround)
	return dearer * perDay * local.Answered * local.Rested.Tired().Hours() / 24
}

// ranker is a ranking under way.
type ranker struct {
	need        *Need
	family      int
	band        Band
	now         Minute
	limit       int
	seen, asked int     // volunteers, and invitations of theirs in the last four weeks
	lately      int     // likewise, in the days that say what asking costs
	best        []rated // a heap, the worst first
}

// rated is a volunteer with what their score is made of.
type rated struct {
	Volunteer
	propensity, rested, spared, near float64
	asked                            int // in the last four weeks
	score                            float64
}

func (a *rated) compare(b *rated) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Account, b.Account))
}

func (r *ranker) consider(v *Volunteer) {
	x := rated{Volunteer: *v}
	r.rate(&x)
	r.seen++
	r.asked += x.asked
	r.lately += x.Load.Since(r.now, priceDays)
	r.keep(&x)
}

// rate scores somebody as if nobody had been asked lately: the mean is the same for all and added in the end.
func (r *ranker) rate(x *rated) {
	here, mean := x.Load.Believe(x.Local, r.family, r.band)
	x.propensity = here.Mean()
	x.rested = 1
	if x.Load != nil && x.Load.last > 0 {
		x.rested = x.Local.Rested[GapStep(r.sinceLast(x.Load))]
	}
	x.spared = x.propensity / (x.propensity + mean*elsewhere(x.Kinds, r.family, x.Local))
	x.asked = x.Load.Since(r.now, recentDays)
	x.near = points(doubling * x.Local.Near.At(x.DistanceM))
	x.score = x.near + factor(r.freedom(x)) + factor(x.propensity/priorYes) +
		factor(x.rested) + factor(x.spared) - perInvitation*float64(x.asked)
	if r.own(x) {
		x.score += ownDistrict
	}
	if x.Load.Helped(r.family) > 0 {
		x.score += hasHelped
	}
	x.score += r.languages(x)
}

func (r *ranker) sinceLast(l *Load) time.Duration {
	return time.Duration(int64(r.now)-int64(l.last)) * time.Minute
}

func (r *ranker) own(x *rated) bool { return r.need.District != 0 && x.District == r.need.District }

// languages are the points for speaking several of those wanted.
func (r *ranker) languages(x *rated) float64 {
	return moreLanguages * float64(max(bits.OnesCount64(uint64(r.need.Languages&x.Languages))-1, 0))
}

// freedom is by how much what their hours are makes a yes likelier: from a half to 1.
func (r *ranker) freedom(x *rated) float64 {
	if len(r.need.At) == 0 {
		return 0.5 + 0.5*min(float64(x.Hours)/fullWeek, 1)
	}
	return 0.5 + 0.5*x.Free
}

// elsewhere is the part of all invitations that go to other families of kinds which somebody offers too.
func elsewhere(kinds directory.KindSet, family int, local *Local) (share float64) {
	var families uint32
	for k := uint64(kinds); k != 0; k &= k - 1 {
		if i := bits.TrailingZeros64(k); i < len(familyOf) {
			families |= 1 << familyOf[i]
		}
	}
	if family >= 0 {
		families &^= 1 << family
	}
	for ; families != 0; families &= families - 1 {
		share += local.Share[bits.TrailingZeros32(families)]
	}
	return share
}

func (r *ranker) keep(x *rated) {
	if len(r.best) < r.limit {
		r.best = append(r.best, *x)
		for i := len(r.best) - 1; i > 0; {
			up := (i - 1) / 2
			if r.best[i].compare(&r.best[up]) <= 0 {
				return
			}
			r.best[i], r.best[up] = r.best[up], r.best[i]
			i = up
		}
		return
	}
	if r.limit == 0 || x.compare(&r.best[0]) >= 0 {
		return
	}
	i := 0
	for down := 1; down < len(r.best); down = 2*i + 1 {
		if down+1 < len(r.best) && r.best[down+1].compare(&r.best[down]) > 0 {
			down++
		}
		if x.compare(&r.best[down]) >= 0 {
			break
		}
		r.best[i] = r.best[down]
		i = down
	}
	r.best[i] = *x
}

// candidate tells the parts of a score, the mean of all invitations now being known.
func (r *ranker) candidate(x *rated, mean, price float64) Candidate {
	near := math.Exp2(x.near / doubling)
	c := Candidate{
		Account: x.Account, DistanceM: x.DistanceM, Propensity: x.propensity, Rested: x.rested, Near: near,
		Chance: x.propensity * x.rested * r.freedom(x) * near,
		Least:  price * (1 + x.rested) / 2, // who is tired anyway is tired for half as much longer
		Parts:  make([]Part, 0, len(codes)),
	}
	c.add(PartNear, x.near, walk(x.DistanceM))
	if r.own(x) {
		c.add(PartDistrict, ownDistrict, 0)
	}
	if helped := x.Load.Helped(r.family); helped > 0 {
		c.add(PartHelped, hasHelped, r.family)
	}
	if spoken := r.need.Languages & x.Languages; spoken != 0 {
		c.add(PartLanguage, r.languages(x), foremost(spoken))
	}
	c.add(PartFree, factor(r.freedom(x)), r.hours(x))
	c.add(PartAnswers, factor(x.propensity/priorYes), r.known(x))
	c.add(PartRested, factor(x.rested), r.days(x))
	c.add(PartSpared, factor(x.spared), int(math.Round(100*x.spared)))
	c.add(PartFair, points(perInvitation*mean)-perInvitation*float64(x.asked), x.asked)
	return c
}

func (c *Candidate) add(code Code, value float64, n int) {
	c.Parts = append(c.Parts, Part{code, value, n})
	c.Score += value
}
