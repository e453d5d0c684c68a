// Package wait says how long people wait when some are still waiting.
//
//	how long each waited, and whether it ended ──NewCurve──▶ Curve ──Quantile──▶ the time by which half, or 90 %, had a yes
//
// Who was still waiting when one looked, or stopped asking, says "at least so long" and nothing more. Left out, they would make the
// wait look short where it is worst; counted as ended, wrong. The product-limit estimate (E. L. Kaplan and P. Meier, Nonparametric
// estimation from incomplete observations, JASA 53, 1958) lets each say exactly what it says.
//
// Units: [time.Duration]. The package is pure. Not here: where waits come from.
package wait

import (
	"cmp"
	"slices"
	"time"
)

// Wait is how long one waited.
type Wait struct {
	For   time.Duration // not below 0
	Ended bool          // by what was waited for; else one knows only that it takes longer than For
}

// Step is an instant of a [Curve] at which some waits ended.
type Step struct {
	After   time.Duration
	Waiting int     // until just before
	Ended   int     // at this instant, at least 1
	Still   float64 // estimated share that waits longer than this, 0–1
}

// Curve falls from a share of 1 that still waits, one step after the other; empty when no wait ended.
type Curve []Step

// NewCurve estimates the curve of waits in any order; they are not changed. Who left at the instant of a step was still waiting then,
// as is usual.
func NewCurve(waits []Wait) Curve {
	sorted := slices.SortedFunc(slices.Values(waits), func(a, b Wait) int { return cmp.Compare(a.For, b.For) })
	var curve Curve
	still := 1.0
	for i := 0; i < len(sorted); {
		at, waiting, ended := sorted[i].For, len(sorted)-i, 0
		for ; i < len(sorted) && sorted[i].For == at; i++ {
			if sorted[i].Ended {
				ended++
			}
		}
		if ended > 0 {
			still *= float64(waiting-ended) / float64(waiting)
			curve = append(curve, Step{After: at, Waiting: waiting, Ended: ended, Still: still})
		}
	}
	return curve
}

// StillAt is the share that waits longer than after.
func (c Curve) StillAt(after time.Duration) float64 {
	i, found := slices.BinarySearchFunc(c, after, func(s Step, t time.Duration) int { return cmp.Compare(s.After, t) })
	switch {
	case found:
		return c[i].Still
	case i == 0:
		return 1
	}
	return c[i-1].Still
}

// roundOff is more than what the products above lose of a share that is exactly a half.
const roundOff = 1e-9

// Quantile is the shortest time by which the share of p, within 0–1, waits no more: 0.5 gives the median. ok is false when fewer than
// that are known to have had an end: the time is then longer than anything that was seen.
func (c Curve) Quantile(p float64) (after time.Duration, ok bool) {
	i := slices.IndexFunc(c, func(s Step) bool { return s.Still <= 1-p+roundOff })
	if i < 0 {
		return 0, false
	}
	return c[i].After, true
}
