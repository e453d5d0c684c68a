package matching

import (
	"math"
	"slices"
	"time"
)

// missTarget is the chance that nobody comes by the deadline which all waves together may leave.
const missTarget = 0.05

// Target is the chance that one wave must reach when so many are possible before the deadline, itself included:
// 1 − 0.05^(1/n).
func Target(waves int) float64 {
	return 1 - math.Pow(missTarget, 1/float64(max(waves, 1)))
}

// Turn is what is known when it is time to ask for somebody again.
type Turn struct {
	Missing int       // seats
	Left    int       // waves possible before the deadline, this one included, see NextWave
	Pending []float64 // chance of a yes of those who were asked and have not answered
	InTime  float64   // part of all answers that would come before the deadline
	Urgency Urgency
}

// WaveSize is how many of cands, from the best on, are asked now: the fewest with whom the chance of as many yes as are missing,
// counting those already asked, reaches the target of the waves left, and as many more as are worth what asking them takes from others.
// All of them when even they do not reach it, 0 when nobody is missing or those pending suffice. The number of yes follows a
// Poisson-binomial law.
func WaveSize(cands []Candidate, t Turn) int {
	if t.Missing <= 0 {
		return 0
	}
	short := newShortfall(t.Missing, t.Pending)
	target := Target(t.Left)
	for n, c := range cands {
		miss := short.chance()
		if 1-miss >= target && miss*c.Chance*hurry[t.Urgency] <= max(c.Least, attention) {
			return n
		}
		short.add(c.Chance * t.InTime)
	}
	return len(cands)
}

// hurry is how much of a yes is lost when somebody is asked in a later wave instead: nearly nothing when there is time.
var hurry = [...]float64{Calm: 0.05, Soon: 0.3, Urgent: 1}

// attention is what an invitation costs where nobody is tired of them: somebody reads it.
const attention = 0.01

// shortfall holds the chances of exactly 0, 1, … yes, as long as these are too few.
type shortfall []float64

func newShortfall(missing int, pending []float64) shortfall {
	s := make(shortfall, missing)
	s[0] = 1
	for _, p := range pending {
		s.add(p)
	}
	return s
}

func (s shortfall) add(p float64) {
	p = min(max(p, 0), 1)
	for k := len(s) - 1; k > 0; k-- {
		s[k] = s[k]*(1-p) + s[k-1]*p
	}
	s[0] *= 1 - p
}

// chance is that of too few.
func (s shortfall) chance() (sum float64) {
	for _, p := range s {
		sum += p
	}
	return sum
}

// StillToCome is the chance of a yes of somebody who has not answered for a while: by Bayes, from the chance that they had and how
// many of all answers have come by then.
func StillToCome(chance float64, since time.Duration, delays Delays) float64 {
	come := delays.Within(since)
	return chance * (1 - come) / (1 - chance*come)
}

// Within is the part of all answers that have come after a time, evenly within each step.
func (d Delays) Within(since time.Duration) float64 {
	total, sum := 0.0, 0.0
	for i, prior := range priorDelays {
		total += float64(d[i]) + prior
	}
	from := time.Duration(0)
	for i := range d {
		end := 2 * delayEnds[len(delayEnds)-1] // as By ends
		if i < len(delayEnds) {
			end = delayEnds[i]
		}
		part := float64(max(0, min(since, end)-from)) / float64(end-from)
		sum += part * (float64(d[i]) + priorDelays[i])
		from = end
	}
	return sum / total
}

// enough says whether the chance of as many yes as are missing reaches what one wave must.
func (t *Turn) enough(cands []Candidate) bool {
	if t.Missing <= 0 {
		return true
	}
	short := newShortfall(t.Missing, t.Pending)
	for _, c := range cands {
		short.add(c.Chance * t.InTime)
	}
	return 1-short.chance() >= Target(t.Left)
}

// rankedAtMost is how many candidates are looked at for one wave.
const rankedAtMost = 64

// Propose ranks whom to ask now, ring after ring outwards from n.ReachM, until those within reach what one wave must or nobody lives
// farther; the first size of them are those to ask. n.ReachM is then the ring. Nobody is looked for when those asked before will do.
func Propose(n *Need, pool Pool, t Turn, now time.Time) (ranking Ranking, size int) {
	if t.enough(nil) {
		return Ranking{}, 0
	}
	least := n.ReachM
	for ring := 0; ; ring++ {
		n.ReachM = max(Ring(ring), least)
		ranking = Rank(n, pool, now, rankedAtMost)
		ranking.Candidates = slices.DeleteFunc(ranking.Candidates, func(c Candidate) bool { return !c.Worth() })
		size = WaveSize(ranking.Candidates, t)
		if n.ReachM >= MaxReachM || ranking.Beyond < ranking.Price || t.enough(ranking.Candidates[:size]) {
			return ranking, size
		}
	}
}

// FirstRingM is how far the first people asked live, at most.
const FirstRingM = 1000

// MaxReachM is the widest ring: as far as anybody may say they go.
const MaxReachM = 100_000

// Ring is how far people are asked in the nth ring, from 0: each twice as far as the one before.
func Ring(n int) float64 {
	return min(FirstRingM*math.Exp2(float64(max(n, 0))), MaxReachM)
}

// DelaySteps is how many steps there are in what is known of the time to an answer.
const DelaySteps = 8

// delayEnds are the ends of these steps, the last without end.
var delayEnds = [DelaySteps - 1]time.Duration{
	10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 24 * time.Hour,
}

// DelayStep is the step of a time from an invitation to its answer.
func DelayStep(d time.Duration) int {
	for i, end := range delayEnds {
		if d < end {
			return i
		}
	}
	return DelaySteps - 1
}

// Delays counts how long answers took, by step. The zero value knows nothing.
type Delays [DelaySteps]int64

// priorDelays is what is believed before anything is known, as so many answers.
var priorDelays = [DelaySteps]float64{4, 4, 3, 3, 2, 2, 1, 1}

// By is the time by which a part of all answers has come, at the end of a step.
func (d Delays) By(part float64) time.Duration {
	total, sum := 0.0, 0.0
	for i, prior := range priorDelays {
		total += float64(d[i]) + prior
	}
	for i, end := range delayEnds {
		if sum += float64(d[i]) + priorDelays[i]; sum >= part*total {
			return end
		}
	}
	return 2 * delayEnds[len(delayEnds)-1]
}

// waits are the shortest and the longest time from a wave to the next, and the part of the answers that is waited for.
var waits = [...]struct {
	least, most time.Duration
	part        float64
}{
	Calm:   {2 * time.Hour, 24 * time.Hour, 0.8},
	Soon:   {30 * time.Minute, 4 * time.Hour, 0.7},
	Urgent: {5 * time.Minute, 30 * time.Minute, 0.5},
}

// maxWaves bounds how many are counted on: more would make each too timid.
const maxWaves = 12

// NextWave is when more people are asked if those asked now do not suffice, and how many waves are possible before the deadline, the
// one at now included: always at least 1. What is urgent does not wait for the morning; whether somebody may be asked at night is
// decided when the time has come. A next wave that would come after the deadline comes at the deadline: then somebody looks.
func NextWave(u Urgency, now, deadline time.Time, delays Delays, zone *time.Location) (at time.Time, wavesLeft int) {
	w := waits[min(int(u), len(waits)-1)]
	wait := min(max(delays.By(w.part), w.least), w.most)
	step := func(t time.Time) time.Time {
		t = t.Add(wait)
		if u == Urgent {
			return t
		}
		return FirstDecent(t, zone)
	}
	at = step(now)
	wavesLeft = 1
	for t := at; t.Before(deadline) && wavesLeft < maxWaves; t = step(t) {
		wavesLeft++
	}
	if deadline.After(now) && at.After(deadline) {
		at = deadline
	}
	return at, wavesLeft
}

// answersWithin is how soon somebody should have been found, however far the deadline.
const answersWithin = 24 * time.Hour

// Aim is the instant by which waves try to find somebody: a day after the request was made or its deadline, whichever is first; once
// that day is over, the deadline.
func Aim(created, deadline, now time.Time) time.Time {
	if by := created.Add(answersWithin); now.Before(by) && by.Before(deadline) {
		return by
	}
	return deadline
}

// Hours between which people are asked, on their wall clock.
const (
	decentFrom = 8
	decentTill = 21
)

// FirstDecent is now, or the first instant after at which it is decent to ask somebody: from 8:00 to 21:00 on the clocks of zone.
func FirstDecent(now time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	local := now.In(zone)
	y, m, d := local.Date()
	switch {
	case local.Hour() < decentFrom:
	case local.Hour() >= decentTill:
		d++
	default:
		return now
	}
	return time.Date(y, m, d, decentFrom, 0, 0, 0, zone)
}
