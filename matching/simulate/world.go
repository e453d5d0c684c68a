package simulate

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

// What the world is made of.
const (
	publicResolution = 9         // of the cells that stand for homes and needs
	reachM           = 1500.0    // by which the chance of a yes falls to 1/e
	answerMedianS    = 12 * 60   // half of all answers come within
	answerSpread     = 1.3       // standard deviation of their logarithm
	silentNo         = 0.6       // of those who say no, how many say nothing
	keepsWord        = 0.85      // chance that who says to be free is
	dropsOut         = 0.05      // of those who said yes
	patience         = 4         // invitations in a week, above which each may be the last
	leaves           = 0.03      // chance of that
	newcomers        = 0.005     // a week, of those at the start
	day              = 24 * 3600 // s
	week             = 7 * day
)

// demand is how often each family of kinds is asked for, by its place in directory.KindFamilies.
var demand = [matching.Families]float64{10, 7, 5, 6, 4, 3, 4, 4, 9, 8, 6, 5, 2, 7, 8, 4, 2, 2}

// person is the truth about somebody. Policies never see it.
type person struct {
	home      orb.Point
	likes     float64 // chance of a yes next door, rested, to what suits best
	tiredDays float64
	tiredTill int64 // s
	since     int64
}

// need is what somebody asks for.
type need struct {
	num      int
	point    orb.Point
	district int
	family   int
	kind     directory.KindSet
	language directory.LanguageSet
	created  int64
	when     [2]int64 // s; both 0 = flexible
	deadline int64
	urgency  matching.Urgency
	needed   int
}

// world is the truth: who lives there, what is asked for, and what everybody would do.
type world struct {
	Setting
	dice   dice
	people []person
	public []matching.Person // what each of them says of themselves
	needs  []need
}

func newWorld(s Setting) *world {
	w := &world{Setting: s, dice: dice(mix(s.Seed))}
	weeks := (s.Days + 6) / 7
	arrivals := w.dice.stream(tagPerson, -1)
	joins := make([]int64, s.Volunteers)
	for i := range weeks {
		for range poisson(arrivals, newcomers*float64(s.Volunteers)) {
			joins = append(joins, int64(i)*week+arrivals.Int64N(week))
		}
	}
	for i, at := range joins {
		w.settle(i, at)
	}
	w.ask()
	return w
}

// settle draws somebody.
func (w *world) settle(i int, since int64) {
	r := w.dice.stream(tagPerson, i)
	d := pick(r, len(w.City.Districts), func(i int) float64 { return w.City.Districts[i].Helpers })
	p := person{home: w.City.Districts[d].point(r), likes: 0.2 + 0.7*r.Float64(), tiredDays: w.TirednessDays, since: since}
	if w.TirednessDays == Mixed {
		p.tiredDays = mixture[r.IntN(len(mixture))]
	}
	says := matching.Person{
		Account: int64(i + 1), Point: cellOf(p.home), District: int64(d + 1), RadiusM: []float64{2000, 3000, 5000, 10_000}[r.IntN(4)],
		Kinds: offers(r), Languages: speaks(r, 0.35), Week: freeWeek(r), Zone: time.UTC, Expires: start.AddDate(10, 0, 0),
		PerDay: 1 + r.IntN(3), AtNight: r.Float64() < 0.1,
	}
	says.PerWeek = says.PerDay + 2 + r.IntN(6)
	w.people, w.public = append(w.people, p), append(w.public, says)
}

func cellOf(p orb.Point) orb.Point {
	cell, err := geo.CellAt(p, publicResolution)
	if err != nil {
		return p // no district reaches a pole
	}
	return cell.Center()
}

// offers are all kinds of six to twelve families; fewer where the same is drawn twice.
func offers(r *rand.Rand) (set directory.KindSet) {
	for range 6 + r.IntN(7) {
		set |= kindsOf[pick(r, len(demand), func(i int) float64 { return demand[i] })]
	}
	return set
}

// kindsOf are the kinds of each family.
var kindsOf = func() (sets [matching.Families]directory.KindSet) {
	for i, k := range directory.Kinds {
		sets[matching.FamilyNamed(k.Family)] |= 1 << i
	}
	return sets
}()

// Languages as bits: French, which everybody here speaks, and a few more.
const french = directory.LanguageSet(1)

func speaks(r *rand.Rand, share float64) directory.LanguageSet {
	set := french
	if r.Float64() < share {
		set |= 1 << (1 + r.IntN(5))
	}
	return set
}

// freeWeek is one of three: evenings and week-ends, the daytime of working days, or some of everything.
func freeWeek(r *rand.Rand) (w directory.Week) {
	kind := r.IntN(4)
	for d := range 7 {
		for part := directory.Morning; part < directory.DayParts; part++ {
			usual := map[bool]float64{true: 0.9, false: 0.3}
			weekend, evening := d >= 5, part == directory.Evening
			likely := 0.6
			switch kind {
			case 0, 1:
				likely = usual[weekend || evening]
			case 2:
				likely = usual[!weekend && !evening]
			}
			if r.Float64() < likely {
				w = w.WithPart(d, part)
			}
		}
	}
	return w
}

// hourly is how often something is asked for in each hour of the day.
var hourly = [24]float64{0, 0, 0, 0, 0, 0, 1, 3, 6, 8, 9, 8, 6, 6, 7, 8, 8, 8, 7, 6, 4, 3, 2, 1}

// ask draws all needs, in the order of their time.
func (w *world) ask() {
	for d := range w.Days {
		r := w.dice.stream(tagNeeds, d)
		for range poisson(r, w.RequestsPerDay) {
			w.needs = append(w.needs, w.draw(r, int64(d)*day))
		}
	}
	slices.SortFunc(w.needs, func(a, b need) int { return int(a.created - b.created) })
	for i := range w.needs {
		w.needs[i].num = i
	}
}

func (w *world) draw(r *rand.Rand, midnight int64) need {
	n := need{needed: 1, urgency: matching.Soon}
	n.district = pick(r, len(w.City.Districts), func(i int) float64 { return w.City.Districts[i].Needs })
	n.point = w.City.Districts[n.district].point(r)
	n.created = midnight + int64(pick(r, 24, func(h int) float64 { return hourly[h] }))*3600 + r.Int64N(3600)
	n.family = pick(r, len(demand), func(i int) float64 { return demand[i] })
	kinds := slices.Collect(func(yield func(int) bool) {
		for i := range directory.Kinds {
			if kindsOf[n.family]>>i&1 == 1 && !yield(i) {
				return
			}
		}
	})
	n.kind = 1 << kinds[r.IntN(len(kinds))]
	if r.Float64() < 0.03 {
		n.language = 1 << (1 + r.IntN(5))
	}
	switch u := r.Float64(); {
	case u < 0.8:
	case u < 0.95:
		n.needed = 2
	default:
		n.needed = 3 + r.IntN(3)
	}
	decent := seconds(matching.FirstDecent(clock(n.created), time.UTC)) // nobody is asked before
	switch u := r.Float64(); {
	case u < 0.3: // now
		n.when = [2]int64{decent, decent + 3*3600}
		n.deadline = n.when[1]
		if r.Float64() < 0.5 {
			n.urgency = matching.Urgent
		}
	case u < 0.75: // at a time, in the day, from six hours ahead to two days
		from := n.created + 6*3600 + r.Int64N(42*3600)
		from = from/day*day + (8+r.Int64N(12))*3600
		if from < decent+3*3600 {
			from += day
		}
		n.when, n.deadline = [2]int64{from, from + 2*3600}, from
	default:
		n.deadline, n.urgency = n.created+3*day, matching.Calm
	}
	return n
}

// hours are those in which help is wanted.
func (n *need) hours() (list []time.Time) {
	for at := n.when[0] / 3600 * 3600; at < n.when[1]; at += 3600 {
		list = append(list, clock(at))
	}
	return list
}

func seconds(at time.Time) int64 { return int64(at.Sub(start) / time.Second) }

func clock(s int64) time.Time { return start.Add(time.Duration(s) * time.Second) }

// answer is what somebody does about an invitation.
type answer struct {
	at      int64 // s; 0 = they say nothing
	yes     bool
	dropsAt int64 // when they say that they cannot come after all; 0 = they keep their word
	leaves  bool  // they had enough and go
}

// invite is what comes of an invitation, and what it does to somebody; lately counts those of the last week, this one included.
func (w *world) invite(volunteer int, n *need, now int64, lately int) answer {
	p := &w.people[volunteer]
	rested := now >= p.tiredTill
	p.tiredTill = max(p.tiredTill, now+int64(p.tiredDays*day*w.dice.exponential(tagTired, volunteer, n.num)))
	var a answer
	a.leaves = lately > patience && w.dice.uniform(tagLeave, volunteer, n.num) < leaves
	a.yes = rested && w.would(volunteer, n)
	if a.yes || w.dice.uniform(tagSilent, volunteer, n.num) >= silentNo {
		a.at = now + w.delay(volunteer, n)
	}
	if begins := max(n.when[0], n.deadline); a.yes && begins > a.at && w.drops(volunteer, n) {
		a.dropsAt = a.at + 1 + int64(w.dice.uniform(tagDrop, n.num, volunteer)*float64(begins-a.at))
	}
	return a
}

// drops says whether somebody who says yes before help is wanted cannot come after all.
func (w *world) drops(volunteer int, n *need) bool {
	return w.dice.uniform(tagDrop, volunteer, n.num) < dropsOut
}

// would says whether somebody says yes when they are rested.
func (w *world) would(volunteer int, n *need) bool {
	free := n.when[1] == 0 || w.dice.uniform(tagFree, volunteer, n.num) < keepsWord
	return free && w.dice.uniform(tagYes, volunteer, n.num) < w.willing(volunteer, n)
}

// delay is how long somebody takes to answer, s.
func (w *world) delay(volunteer int, n *need) int64 {
	return int64(answerMedianS * math.Exp(answerSpread*w.dice.normal(tagDelay, volunteer, n.num)))
}

// willing is the chance of a yes of somebody who is rested and free.
func (w *world) willing(volunteer int, n *need) float64 {
	p := &w.people[volunteer]
	relevant := 0.6 + 0.4*w.dice.uniform(tagRelevant, volunteer, n.family)
	d := geo.DistanceM(p.home, n.point)
	if w.Law == Threshold {
		if d <= w.public[volunteer].RadiusM/2 {
			return p.likes * relevant * 0.5
		}
		return p.likes * relevant * 0.05
	}
	return p.likes * math.Exp(-d/reachM) * relevant
}
