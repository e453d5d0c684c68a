package matching

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Minute counts minutes since 1970, UTC.
type Minute uint32

// MinuteOf is the minute in which an instant lies; 0 for the zero time.
func MinuteOf(t time.Time) Minute {
	if t.IsZero() {
		return 0
	}
	return Minute(t.Unix() / 60)
}

// Time is the instant at which the minute begins.
func (m Minute) Time() time.Time { return time.Unix(int64(m)*60, 0).UTC() }

const (
	minutesADay = 24 * 60
	// recentDays is how far back invitations count for fairness.
	recentDays = 28
	thousand   = 1000
)

// Tally is what came of past invitations of one volunteer, to one family of kinds in one part of the day.
type Tally struct {
	Family int8 // in directory.KindFamilies; -1 = a need without kind
	Band   Band
	Asked  uint16 // invitations of which it is known what came of them
	Yes    uint16
	Helped uint16 // of these, the help that took place
	// Exposure is Asked, each counted by how far it could have had a yes from somebody who always says yes: rested, near, free.
	// In thousandths.
	Exposure uint32
}

// Load is what is known of one volunteer besides what they say: how often they were asked, and what they answered.
// It does not change once made. nil is somebody who has never been asked.
type Load struct {
	asked  []Minute // of the last 28 days, the latest first
	last   Minute   // of the last of all; 0 = never
	rest   Minute   // not asked before
	tallys []Tally
	yes    uint32 // of all tallies
	expose uint32 // likewise
}

// NewLoad makes a Load of the instants of the invitations of the last 28 days in any order, of the last one of all (zero = the
// latest of these), of the instant before which they asked to be left alone (zero = none), and of what they answered.
func NewLoad(asked []time.Time, last, rest time.Time, answered []Tally) *Load {
	l := &Load{last: MinuteOf(last), rest: MinuteOf(rest), tallys: answered}
	for _, at := range asked {
		l.asked = append(l.asked, MinuteOf(at))
	}
	l.finish()
	return l
}

func (l *Load) finish() {
	slices.SortFunc(l.asked, func(a, b Minute) int { return cmp.Compare(b, a) })
	if len(l.asked) > 0 {
		l.last = max(l.last, l.asked[0])
	}
	for _, t := range l.tallys {
		l.yes += uint32(t.Yes)
		l.expose += t.Exposure
	}
}

// Since is how many invitations came in the days before an instant, that many times 24 hours.
func (l *Load) Since(now Minute, days int) (n int) {
	if l == nil {
		return 0
	}
	for _, at := range l.asked {
		if int64(now)-int64(at) >= int64(days)*minutesADay {
			break
		}
		n++
	}
	return n
}

// RestsAt says whether somebody has asked to be left alone at an instant.
func (l *Load) RestsAt(now Minute) bool { return l != nil && now < l.rest }

// Beta is what is believed of a chance: a Beta distribution, Yes and No its two parameters.
type Beta struct{ Yes, No float64 }

// Mean is the expected chance.
func (b Beta) Mean() float64 { return b.Yes / (b.Yes + b.No) }

// The prior: before anything is known, a rested neighbour next door says yes in about one of three cases. In the field 17 to
// 47 % of those asked answered. Each finer belief begins at the mean of the coarser, held as firmly as so many invitations.
const (
	priorYes       = 0.35
	priorAnswered  = priorYes / 2 // of those asked as they are
	cityWeight     = 20
	districtWeight = 20
	personWeight   = 4
	bandWeight     = 3
)

// shrunk is the belief after evidence, begun at a mean.
func shrunk(mean, weight float64, yes, exposure uint32) Beta {
	no := max(float64(exposure)/thousand-float64(yes), 0)
	return Beta{weight*mean + float64(yes), weight*(1-mean) + no}
}

// Believe gives what is believed of somebody's chance of a yes, at one family of kinds in one part of the day, when they are rested, near
// and free; and the mean for them whatever is asked.
func (l *Load) Believe(local *Local, family int, band Band) (here Beta, mean float64) {
	if l == nil {
		return shrunk(local.Mean, personWeight, 0, 0), local.Mean
	}
	mean = shrunk(local.Mean, personWeight, l.yes, l.expose).Mean()
	for i := range l.tallys {
		if t := &l.tallys[i]; int(t.Family) == family && t.Band == band {
			return shrunk(mean, bandWeight, uint32(t.Yes), t.Exposure), mean
		}
	}
	return shrunk(mean, bandWeight, 0, 0), mean
}

// Helped is how often they have helped with a family of kinds.
func (l *Load) Helped(family int) (n int) {
	if l == nil {
		return 0
	}
	for i := range l.tallys {
		if int(l.tallys[i].Family) == family {
			n += int(l.tallys[i].Helped)
		}
	}
	return n
}

// Local is what was learnt where somebody lives. It does not change once made.
type Local struct {
	Mean     float64           // of the chance of a yes, see Load.Believe
	Share    [Families]float64 // of all invitations of the city, those to each family of kinds
	Rested   Curve
	Near     Nearness
	Answered float64 // part of all invitations that had a yes, as they were sent: to people tired, far and half free too
}

// Untaught is what holds where nothing has been learnt.
var Untaught = Teach(&Record{}, &Record{})

// Gaps are the steps of a Curve: the hours since the invitation before, up to which each reaches.
var Gaps = [...]int{12, 24, 48, 96, 192, 384, math.MaxInt32}

// Steps is how many steps a Curve has.
const Steps = len(Gaps)

// GapStep is the step of a time since the invitation before; the last for somebody who was never asked.
func GapStep(since time.Duration) int {
	for i, hours := range Gaps[:Steps-1] {
		if since < time.Duration(hours)*time.Hour {
			return i
		}
	}
	return Steps - 1
}

// Curve is the chance of not being tired of invitations, by the time since the last one. It never falls.
type Curve [Steps]float64

// priorTired is the time after which somebody is rested, in the mean of an exponential law, before anything is learnt.
const priorTired = 48 // hours

// priorRested are the chances at the middle of each step.
var priorRested = priorCurve()

func priorCurve() (c Curve) {
	from := 0
	for i, to := range Gaps[:Steps-1] {
		c[i] = 1 - math.Exp(-float64(from+to)/2/priorTired)
		from = to
	}
	c[Steps-1] = 1
	return c
}

// Answers counts invitations and their answers.
type Answers struct {
	Yes      int64
	Expected int64 // the sum of the chances of a yes that they had, had nobody been tired, in thousandths
}

// Record sums up what happened in a district or a city: numbers only, so that what is added can be taken away again.
type Record struct {
	Yes, Exposure int64 // Exposure in thousandths
	Asked         [Families]int64
	ByGap         [Steps]Answers
	ByDistance    [DistanceSteps]Answers
	Delays        [DelaySteps]int64
}

// add counts the record of somebody, times is 1 or -1.
func (r *Record) add(o *Record, times int64) {
	r.Yes += times * o.Yes
	r.Exposure += times * o.Exposure
	for i := range o.Asked {
		r.Asked[i] += times * o.Asked[i]
	}
	for i := range o.ByGap {
		r.ByGap[i].Yes += times * o.ByGap[i].Yes
		r.ByGap[i].Expected += times * o.ByGap[i].Expected
	}
	for i := range o.ByDistance {
		r.ByDistance[i].Yes += times * o.ByDistance[i].Yes
		r.ByDistance[i].Expected += times * o.ByDistance[i].Expected
	}
	for i := range o.Delays {
		r.Delays[i] += times * o.Delays[i]
	}
}

// Teach makes what holds in a district: its own mean, begun at its city's, and its city's curve and shares.
func Teach(district, city *Record) *Local {
	mean := func(r *Record, prior, weight float64) float64 {
		yes, all := float64(r.Yes), max(float64(r.Exposure)/thousand, float64(r.Yes))
		return (yes + weight*prior) / (all + weight)
	}
	l := &Local{Mean: mean(district, mean(city, priorYes, cityWeight), districtWeight), Rested: curveOf(city), Near: nearnessOf(city)}
	total, asked := 0.0, 0.0
	for _, n := range city.Asked {
		total += float64(n) + 1
		asked += float64(n)
	}
	l.Answered = (float64(city.Yes) + cityWeight*priorAnswered) / (asked + cityWeight)
	for i, n := range city.Asked {
		l.Share[i] = (float64(n) + 1) / total
	}
	return l
}

// curveWeight is how firmly the prior curve is held: as so many invitations that would have had a yes.
const curveWeight = 10

// curveOf estimates, for each time since the invitation before, how far answers fall short of what was expected of people who are
// not tired. The whole is measured by the longest times, at which people are rested.
func curveOf(city *Record) (c Curve) {
	rising(c[:], city.ByGap[:], priorRested[:])
	return c
}

// rising estimates by how far answers fall short, step by step, of what the last step makes expect. Neighbours that fall are pooled,
// which is the rising curve nearest to the estimates (isotonic regression: Ayer et al. 1955).
func rising(c []float64, answers []Answers, prior []float64) {
	steps := len(answers)
	last := answers[steps-1]
	level := (float64(last.Yes) + curveWeight) / (float64(last.Expected)/thousand + curveWeight)
	type block struct {
		value, weight float64
		width         int
	}
	blocks := make([]block, 0, steps)
	for i, a := range answers[:steps-1] {
		weight := float64(a.Expected)/thousand*level + curveWeight
		blocks = append(blocks, block{(float64(a.Yes) + curveWeight*prior[i]) / weight, weight, 1})
		for n := len(blocks); n > 1 && blocks[n-2].value > blocks[n-1].value; n-- {
			a, b := blocks[n-2], blocks[n-1]
			blocks = append(blocks[:n-2], block{(a.value*a.weight + b.value*b.weight) / (a.weight + b.weight), a.weight + b.weight, a.width + b.width})
		}
	}
	at := 0
	for _, b := range blocks {
		for range b.width {
			c[at] = min(max(b.value, leastRested), 1)
			at++
		}
	}
	c[steps-1] = 1
}

// Tired is how long one invitation tires, in the mean.
func (c *Curve) Tired() time.Duration {
	hours, from := 0.0, 0
	for i, to := range Gaps[:Steps-1] {
		hours += float64(to-from) * (1 - c[i])
		from = to
	}
	return time.Duration(hours * float64(time.Hour))
}

// leastRested keeps a logarithm finite: nobody is tired for certain.
const leastRested = 0.01
