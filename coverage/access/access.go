// Package access says how well people reach what there is, on foot.
//
//	people of cells + places ──Floating──▶ places per person within reach, of each cell     Σ people · access = Σ places that anyone reaches
//	people of cells + places ──Reached───▶ which cells have one near
//	people of cells + sites  ──Next──────▶ where the next ones would serve most, and how far that is from the best there can be
//
// A place is shared by those who reach it, the more the nearer they are: the enhanced two-step floating catchment area (W. Luo and
// Y. Qi, An enhanced two-step floating catchment area method, Health & Place 15, 2009, after W. Luo and F. Wang, 2003). First each place j
// has R_j = S_j / Σ_k P_k·W(d_kj), then each cell i has A_i = Σ_j R_j·W(d_ij); W falls as a Gauss curve and is 0 out of reach.
//
// Units: degrees WGS 84, longitude first; metres as people walk, which are metres of the sphere times the detour of streets. The package is
// pure. Work grows with what lies near one another, never with all pairs. Not here: which places are open, and when.
package access

import (
	"math"

	"github.com/paulmach/orb"
)

// People are those who live in a cell, thought to be in its middle.
type People struct {
	At orb.Point
	N  float64 // not below 0
}

// Place is what people walk to.
type Place struct {
	At orb.Point
	S  float64 // how much of it there is, not below 0: 1 for a place, or its hours
}

// Walk is how far people go.
type Walk struct {
	ReachM float64 // beyond this, nobody
	SigmaM float64 // at this distance the weight is e^(−1/2) = 0.61; only for Floating
	Detour float64 // metres walked for one of the sphere; 1.3 in towns
}

// Floating is the access of each cell in the order of people: how much there is for one person. Times 1,000 it is places per
// 1,000 residents.
func Floating(people []People, places []Place, w Walk) []float64 {
	homes := make([]orb.Point, len(people))
	for i, p := range people {
		homes[i] = p.At
	}
	g := newGround(homes, w)
	rates := make([]float64, len(places))
	inParts(len(places), func(from, until int) {
		for j := from; j < until; j++ {
			demand := 0.0
			g.near(places[j].At, func(i int, squared float64) { demand += people[i].N * w.weight(squared) })
			if demand > 0 {
				rates[j] = places[j].S / demand
			}
		}
	})
	sites := make([]orb.Point, len(places))
	for j, p := range places {
		sites[j] = p.At
	}
	g = newGround(sites, w)
	access := make([]float64, len(people))
	inParts(len(people), func(from, until int) {
		for i := from; i < until; i++ {
			g.near(people[i].At, func(j int, squared float64) { access[i] += rates[j] * w.weight(squared) })
		}
	})
	return access
}

// weight is W of a distance in metres walked, squared.
func (w Walk) weight(squared float64) float64 { return math.Exp(-squared / (2 * w.SigmaM * w.SigmaM)) }

// Reached says of each cell, in the order of people, whether a place is within reach.
func Reached(people []People, places []orb.Point, w Walk) []bool {
	g := newGround(places, w)
	reached := make([]bool, len(people))
	inParts(len(people), func(from, until int) {
		for i := from; i < until; i++ {
			g.near(people[i].At, func(int, float64) { reached[i] = true })
		}
	})
	return reached
}

// Share is how much of the people a place is within reach for; ok is false when there is nobody.
func Share(people []People, reached []bool) (share float64, ok bool) {
	all, some := 0.0, 0.0
	for i, p := range people {
		all += p.N
		if reached[i] {
			some += p.N
		}
	}
	if all == 0 {
		return 0, false
	}
	return some / all, true
}
