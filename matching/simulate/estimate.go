package simulate

import (
	"context"
	"math"
	"runtime"
	"sync"
)

// Measure is one figure of a Result, by the name that it has in JSON.
type Measure struct {
	Name string
	Of   func(*Result) float64
}

// Measures are what policies are judged by.
var Measures = []Measure{
	{"fill_15min", func(r *Result) float64 { return r.Fill15min }},
	{"fill_2h", func(r *Result) float64 { return r.Fill2h }},
	{"fill_24h", func(r *Result) float64 { return r.Fill24h }},
	{"median_first_yes_s", func(r *Result) float64 { return r.MedianFirstYesS }},
	{"invitations_per_request", func(r *Result) float64 { return r.InvitationsPerRequest }},
	{"invitations_per_fill", func(r *Result) float64 { return r.InvitationsPerFill }},
	{"p95_per_volunteer_week", func(r *Result) float64 { return r.P95PerVolunteerWeek }},
	{"gini", func(r *Result) float64 { return r.Gini }},
	{"min_district_fill", func(r *Result) float64 { return r.MinDistrictFill }},
	{"left_share", func(r *Result) float64 { return r.LeftShare }},
	{"redundant", func(r *Result) float64 { return r.Redundant }},
	{"requests", func(r *Result) float64 { return float64(r.Requests) }},
	{"invitations", func(r *Result) float64 { return float64(r.Invitations) }},
	{"invitations_per_head", func(r *Result) float64 { return r.InvitationsPerHead }},
}

// Estimate is the mean of a measure over runs, see Estimated.
func (m Measure) Estimate(runs []*Result) Estimate {
	values := make([]float64, len(runs))
	for i, r := range runs {
		values[i] = m.Of(r)
	}
	return Estimated(values)
}

// Difference is the mean of a measure in runs less that in others, of the same seeds in the same order: what differs between seeds and
// not between policies falls out.
func (m Measure) Difference(runs, others []*Result) Estimate {
	values := make([]float64, len(runs))
	for i, r := range runs {
		values[i] = m.Of(r) - m.Of(others[i])
	}
	return Estimated(values)
}

// Estimate is a mean with the ends of its 95 % interval.
type Estimate struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Finite says whether all of it are numbers that can be written.
func (e Estimate) Finite() bool {
	return !math.IsInf(e.Mean, 0) && !math.IsNaN(e.Mean+e.Low+e.High)
}

// Estimated is the mean of independent values, plus and minus t·s/√n: s their standard deviation, n how many, t the 0.975 quantile of
// Student's law with n − 1 degrees of freedom. The interval of one value is the value alone; one infinite value makes all infinite.
func Estimated(values []float64) Estimate {
	n := float64(len(values))
	mean := 0.0
	for _, v := range values {
		mean += v / n
	}
	if len(values) < 2 || math.IsInf(mean, 0) {
		return Estimate{mean, mean, mean}
	}
	squares := 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	half := student975(len(values)-1) * math.Sqrt(squares/(n-1)/n)
	return Estimate{mean, mean - half, mean + half}
}

// student975 is the 0.975 quantile of Student's law, by halving what it lies between.
func student975(freedom int) float64 {
	low, high := 1.9, 13.0
	for range 60 {
		if middle := (low + high) / 2; studentWithin(middle, freedom) < 0.95 {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// studentWithin is the chance of a value between −t and t: the finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4.
func studentWithin(t float64, freedom int) float64 {
	sin, cos := math.Sincos(math.Atan(t / math.Sqrt(float64(freedom))))
	if freedom%2 == 0 {
		term, sum := 1.0, 1.0
		for k := 2; k < freedom; k += 2 {
			term *= float64(k-1) / float64(k) * cos * cos
			sum += term
		}
		return sin * sum
	}
	term, sum := cos, 0.0
	for k := 1; k < freedom; k += 2 {
		sum += term
		term *= float64(k+1) / float64(k+2) * cos * cos
	}
	return 2 / math.Pi * (math.Asin(sin) + sin*sum)
}

// Job is one run: a setting with its seed, and a policy.
type Job struct {
	Setting
	Policy string
}

// RunAll runs jobs, as many at a time as there are processors to use, and gives their results in the order of the jobs, whatever the
// order in which they end. lived is called after each day of each, by any of them; nil = nobody.
func RunAll(ctx context.Context, jobs []Job, lived func()) ([]*Result, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	results := make([]*Result, len(jobs))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		workers.Go(func() {
			for i := range next {
				p, err := NewPolicy(jobs[i].Policy)
				if err == nil && lived != nil {
					p = &watched{Policy: p, lived: lived}
				}
				if err == nil {
					results[i], err = Run(ctx, jobs[i].Setting, p)
				}
				if err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range jobs {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return results, context.Cause(ctx)
}
