package simulate

import (
	"math"
	"slices"
)

// Result is what came of a run. Shares are from 0 to 1. A seat is one of the people that a request needs.
type Result struct {
	Fill15min             float64 `json:"fill_15min"` // of all seats, those taken within 15 minutes, and held in the end
	Fill2h                float64 `json:"fill_2h"`
	Fill24h               float64 `json:"fill_24h"`
	MedianFirstYesS       float64 `json:"median_first_yes_s"` // of all requests; +Inf = most never hear yes
	InvitationsPerRequest float64 `json:"invitations_per_request"`
	InvitationsPerFill    float64 `json:"invitations_per_fill"`
	P95PerVolunteerWeek   float64 `json:"p95_per_volunteer_week"` // invitations of one person in one week
	Gini                  float64 `json:"gini"`                   // of invitations, over all who were there
	MinDistrictFill       float64 `json:"min_district_fill"`      // Fill24h of the district that is served worst
	LeftShare             float64 `json:"left_share"`             // of all who were there, those who had enough
	Redundant             float64 `json:"redundant"`              // yes that came too late, per request
	Requests              int     `json:"requests"`
	Invitations           int     `json:"invitations"`
	InvitationsPerHead    float64 `json:"invitations_per_head"`

	DistrictFill []float64 `json:"-"` // by district
	Loads        []int     `json:"-"` // invitations by volunteer, the fewest first
}

// tally counts while the weeks go by.
type tally struct {
	invited []int
	byWeek  map[[2]int]int // person, week
	left    map[int]int64  // when who left did, s
	total   int
}

func (t *tally) count(who int, now int64) {
	t.invited[who]++
	t.byWeek[[2]int{who, int(now / week)}]++
	t.total++
}

// fewest is how many seats a district must have asked for to be judged.
const fewest = 5

func (r *run) result() *Result {
	res := &Result{Requests: len(r.cases), Invitations: r.tally.total}
	seatsOf, filledOf := make([]int, len(r.City.Districts)), make([]int, len(r.City.Districts))
	var seats, in15, in2h, kept, surplus float64
	var first []float64
	for _, c := range r.cases {
		seats += float64(c.need.needed)
		seatsOf[c.need.district] += c.need.needed
		surplus += float64(c.surplus)
		within := func(seconds int64) float64 { return float64(c.seats.FilledBy(after(c.need.created + seconds))) }
		kept += float64(c.seats.Held())
		in15 += within(15 * 60)
		in2h += within(2 * 3600)
		filledOf[c.need.district] += c.seats.FilledBy(after(c.need.created + day))
		if c.firstAt >= 0 {
			first = append(first, float64(c.firstAt-c.need.created))
		} else {
			first = append(first, math.Inf(1))
		}
	}
	res.Fill15min, res.Fill2h = over(in15, seats), over(in2h, seats)
	res.Fill24h, res.MinDistrictFill, res.DistrictFill = served(seatsOf, filledOf)
	res.MedianFirstYesS = quantile(first, 0.5)
	res.InvitationsPerRequest = over(float64(r.tally.total), float64(len(r.cases)))
	res.InvitationsPerFill = over(float64(r.tally.total), kept)
	res.Redundant = over(surplus, float64(len(r.cases)))
	res.LeftShare = over(float64(len(r.tally.left)), float64(len(r.people)))
	res.InvitationsPerHead = over(float64(r.tally.total), float64(len(r.people)))
	res.Loads = slices.Sorted(slices.Values(r.tally.invited))
	res.Gini = Gini(res.Loads)
	res.P95PerVolunteerWeek = r.p95()
	return res
}

// served are the shares of all seats that are filled, in all, in the district that is served worst, and in each, given their numbers by
// district.
func served(seats, filled []int) (all, worst float64, each []float64) {
	sum, of := 0, 0
	worst = 1
	for i := range seats {
		sum, of = sum+filled[i], of+seats[i]
		fill := over(float64(filled[i]), float64(seats[i]))
		each = append(each, fill)
		if seats[i] >= fewest {
			worst = min(worst, fill)
		}
	}
	return over(float64(sum), float64(of)), worst, each
}

// over is a/b, 0 where there is nothing.
func over(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// p95 is that of the invitations of one person in one week, over all weeks in which they were there, those without any included.
func (r *run) p95() float64 {
	weeks := (r.Days + 6) / 7
	var counts []float64
	for i := range r.people {
		till := weeks
		if at, left := r.tally.left[i]; left {
			till = min(weeks, int(at/week)+1)
		}
		for k := int(r.people[i].since / week); k < till; k++ {
			counts = append(counts, float64(r.tally.byWeek[[2]int{i, k}]))
		}
	}
	return quantile(counts, 0.95)
}

// quantile is the least value that a part of all does not exceed.
func quantile(values []float64, part float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[max(int(math.Ceil(part*float64(len(values))))-1, 0)]
}

// Gini is how unevenly loads, the least first, are spread: 0 = all alike, towards 1 = one carries everything.
func Gini(loads []int) float64 {
	sum, weighted := 0.0, 0.0
	for i, load := range loads {
		sum += float64(load)
		weighted += float64(2*i-len(loads)+1) * float64(load)
	}
	if sum == 0 {
		return 0
	}
	return weighted / (float64(len(loads)) * sum)
}

// PoissonGini is the Gini of a Poisson law of a mean: what chance alone gives.
func PoissonGini(mean float64) float64 {
	if mean <= 0 {
		return 0
	}
	// E|X−Y| / 2·mean = 1 − Σ (1−F)² / mean
	sum, below := 0.0, 0.0
	for k := 0; k < int(mean+20*math.Sqrt(mean)+30); k++ {
		lg, _ := math.Lgamma(float64(k + 1))
		below += math.Exp(float64(k)*math.Log(mean) - mean - lg)
		sum += (1 - min(below, 1)) * (1 - min(below, 1))
	}
	return 1 - sum/mean
}
