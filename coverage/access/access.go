// Package access says how well people reach what there is, on foot.
//
//	homes (people of cells) + places ──Floating──▶ places per person within reach, of each cell     Σ people · access = Σ places that anyone reaches
//	homes (people of cells) + places ──Reached───▶ which cells have one near
//	people of cells + sites ──────────Next──────▶ where the next ones would serve most, and how far that is from the best there can be
//
// A place is shared by those who reach it, the more the nearer they are: the enhanced two-step floating catchment area (W. Luo and
// Y. Qi, An enhanced two-step floating catchment area method, Health & Place 15, 2009, after W. Luo and F. Wang, 2003). First each place j
// has R_j = S_j / Σ_k P_k·W(d_kj), then each cell i has A_i = Σ_j R_j·W(d_ij); W falls as a Gauss curve and is 0 out of reach.
//
// Units: degrees WGS 84, longitude first; metres as people walk, which are metres of the sphere times the detour of streets. The package is
// pure. Work grows with what lies near one another, never with all pairs. Not here: which places are open, and when.
package access

import (
	"cmp"
	"math"
	"slices"

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

// Homes are where people live, so that those near a point are found: arranged once for all that they may walk to.
type Homes struct {
	people []People
	walk   Walk
	ground *ground
}

// NewHomes arranges people who walk so far. It keeps the slice.
func NewHomes(people []People, w Walk) *Homes {
	at := make([]orb.Point, len(people))
	for i, p := range people {
		at[i] = p.At
	}
	return &Homes{people, w, newGround(at, w)}
}

// Floating is the access of each cell in the order of people: how much there is for one person. Times 1,000 it is places per
// 1,000 residents. Places may come in any order.
func (h *Homes) Floating(places []Place) []float64 {
	access := make([]float64, len(h.people))
	type share struct {
		i      int
		weight float64
	}
	var shares []share
	for _, p := range inOrder(places) {
		demand := 0.0
		shares = shares[:0]
		h.ground.near(p.At, func(i int, squared float64) {
			s := share{i, h.walk.weight(squared)}
			demand += h.people[i].N * s.weight
			shares = append(shares, s)
		})
		if demand > 0 {
			for _, s := range shares {
				access[s.i] += p.S / demand * s.weight
			}
		}
	}
	return access
}

// inOrder are places from west to east: sums are the same to the last digit, whatever order they come in.
func inOrder(places []Place) []Place {
	return slices.SortedFunc(slices.Values(places), func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.At[0], b.At[0]), cmp.Compare(a.At[1], b.At[1]), cmp.Compare(a.S, b.S))
	})
}

// weight is W of a distance in metres walked, squared.
func (w Walk) weight(squared float64) float64 { return math.Exp(-squared / (2 * w.SigmaM * w.SigmaM)) }

// Reached says of each cell, in the order of people, whether a place is within reach.
func (h *Homes) Reached(places []orb.Point) []bool {
	reached := make([]bool, len(h.people))
	for _, at := range places {
		h.ground.near(at, func(i int, _ float64) { reached[i] = true })
	}
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
