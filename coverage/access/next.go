package access

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Plan is where to go next, best first.
type Plan struct {
	Sites  []int     // of those that were given
	Gains  []float64 // how many more people each of them serves, after those before it
	Gained float64   // all together
	Bound  float64   // no choice of as many sites can serve more people than this
}

// Gap is by how much the plan may be less than the best there can be, as a share of the bound: 0 = none is better.
func (p *Plan) Gap() float64 {
	if p.Bound <= p.Gained { // the same sum in another order may be less in its last digit
		return 0
	}
	return (p.Bound - p.Gained) / p.Bound
}

// Next chooses at most n sites that bring most people within reach who are not there yet: the maximal covering location problem
// (R. Church and C. ReVelle, 1974), each site the best after those before it. This serves at least 1 − 1/e of the best there can be
// (G. Nemhauser, L. Wolsey, M. Fisher, 1978); the bound says how near it is: at each step, what is served already and the n best
// sites as if they did not overlap; and what relaxed finds. Sites that serve nobody more are not in the plan; of equal ones the first is.
func Next(people []People, reached []bool, sites []orb.Point, w Walk, n int) Plan {
	var wanting []People
	var homes []orb.Point
	for i, p := range people {
		if !reached[i] && p.N > 0 {
			wanting, homes = append(wanting, p), append(homes, p.At)
		}
	}
	g := newGround(homes, w)
	serves := make([][]int32, len(sites))
	inParts(len(sites), func(from, until int) {
		for s := from; s < until; s++ {
			g.near(sites[s], func(i int, _ float64) { serves[s] = append(serves[s], int32(i)) })
		}
	})
	plan := Plan{Bound: math.Inf(1)}
	whole := slices.Clone(wanting)
	gains := make([]float64, len(sites))
	for {
		best := 0
		for s := range sites {
			gains[s] = 0
			for _, i := range serves[s] {
				gains[s] += wanting[i].N
			}
			if gains[s] > gains[best] {
				best = s
			}
		}
		plan.Bound = min(plan.Bound, plan.Gained+greatest(gains, n))
		if len(plan.Sites) >= n || len(sites) == 0 || gains[best] <= 0 {
			break
		}
		plan.Sites, plan.Gains = append(plan.Sites, best), append(plan.Gains, gains[best])
		plan.Gained += gains[best]
		for _, i := range serves[best] {
			wanting[i].N = 0
		}
	}
	if plan.Gap() > 0 {
		plan.Bound = min(plan.Bound, relaxed(whole, serves, n, plan.Gained))
	}
	return plan
}

// relaxed is a bound on what n sites can serve, by letting somebody be served who has none, or twice, at a price that is sought: Lagrangian
// relaxation by subgradients (R. Galvão and C. ReVelle, A Lagrangean heuristic for the maximal covering location problem, 1996). Any prices
// give a bound. gained is what some choice serves.
func relaxed(people []People, serves [][]int32, n int, gained float64) float64 {
	const rounds, patience = 200, 10
	best, long, since := math.Inf(1), 1.0, 0
	price, slope := make([]float64, len(people)), make([]float64, len(people))
	for i, p := range people {
		price[i] = p.N
	}
	gains, order := make([]float64, len(serves)), make([]int, len(serves))
	for range rounds {
		for s := range serves {
			gains[s], order[s] = 0, s
			for _, i := range serves[s] {
				gains[s] += price[i]
			}
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(gains[b], gains[a]), cmp.Compare(a, b)) })
		clear(slope) // how often somebody is served by the sites that pay most, less once if they may be without
		bound := 0.0
		for _, s := range order[:min(n, len(order))] {
			bound += gains[s]
			for _, i := range serves[s] {
				slope[i]++
			}
		}
		steep := 0.0
		for i, p := range people {
			bound += p.N - price[i]
			if price[i] < p.N || slope[i] > 0 {
				slope[i]--
			}
			steep += slope[i] * slope[i]
		}
		if since++; bound < best {
			best, since = bound, 0
		}
		if since >= patience {
			long, since = long/2, 0
		}
		if steep == 0 || best <= gained {
			break
		}
		for i, p := range people {
			price[i] = max(0, min(p.N, price[i]-long*(bound-gained)/steep*slope[i]))
		}
	}
	return best
}

// greatest adds up the n greatest.
func greatest(gains []float64, n int) (sum float64) {
	sorted := slices.Sorted(slices.Values(gains))
	for _, gain := range sorted[max(0, len(sorted)-n):] {
		sum += gain
	}
	return sum
}
