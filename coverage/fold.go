package coverage

import (
	"cmp"
	"slices"

	"github.com/alentour/alentour/coverage/wait"
	"github.com/alentour/alentour/directory"
)

// foldUp adds what was counted in each district of a city to those above it, and then makes what is not a sum.
func (t tally) foldUp(atlas *directory.Atlas, root int64) {
	order := atlas.Subtree(root)
	for i := len(order) - 1; i >= 0; i-- {
		f := t[order[i]]
		if len(atlas.Children(order[i])) == 0 && f.Response.Opened > 0 {
			f.served = [][2]int{{f.Response.Answered, f.Response.Opened}}
		}
		f.finish()
		if d, _ := atlas.Numbered(order[i]); i > 0 {
			t[d.Parent].add(f)
		}
	}
}

// add counts what lies below as well.
func (f *work) add(below *work) {
	f.waits = append(f.waits, below.waits...)
	f.asked = append(f.asked, below.asked...)
	f.served = append(f.served, below.served...)
	mergeCounts(&f.Need.RequestsByKind, below.Need.RequestsByKind)
	f.Supply.add(&below.Supply)
	f.Response.add(&below.Response)
	f.Life.add(&below.Life)
}

func (s *Supply) add(o *Supply) {
	mergeCounts(&s.Places, o.Places)
	mergeCounts(&s.OpenMinutes, o.OpenMinutes)
	mergeCounts(&s.Sundays, o.Sundays)
	mergeCounts(&s.ByKind, o.ByKind)
	for what, strip := range o.Strips {
		s.stripe(what, &strip)
	}
	s.AllPlaces += o.AllPlaces
	s.Known += o.Known
	s.Saturated += o.Saturated
	s.Fresh += o.Fresh
	s.Volunteers += o.Volunteers
	s.Planned += o.Planned
}

func (r *Response) add(o *Response) {
	r.Opened += o.Opened
	r.Answered += o.Answered
	r.Met += o.Met
	r.Unanswered += o.Unanswered
	r.Invitations += o.Invitations
	r.Fills += o.Fills
}

func (l *Life) add(o *Life) {
	mergeCounts(&l.ByProfile, o.ByProfile)
	l.Members += o.Members
	l.Active += o.Active
	l.Exchanged += o.Exchanged
	l.Attended += o.Attended
	l.FirstTimers += o.FirstTimers
	l.CameWith += o.CameWith
	l.EventsHeld += o.EventsHeld
	l.Attendees += o.Attendees
	l.Joined3 += o.Joined3
	l.Stayed3 += o.Stayed3
	l.Older3 += o.Older3
	l.Joined12 += o.Joined12
	l.Stayed12 += o.Stayed12
	l.Older12 += o.Older12
}

// finish makes what is not a sum.
func (f *work) finish() {
	curve := wait.NewCurve(f.waits)
	f.Response.FirstYesP50, f.Response.FirstYesP90 = quantile(curve, 0.5, len(f.waits)), quantile(curve, 0.9, len(f.waits))
	f.Response.Districts = fifths(f.served)
	f.Response.Volunteers = gini(f.asked)
}

func quantile(curve wait.Curve, p float64, of int) Value {
	after, ok := curve.Quantile(p)
	if !ok {
		return Value{State: Missing, Of: of}
	}
	return Value{N: after.Seconds(), Of: of}
}

// leastServed is of how many districts something is said about the worst and the best of them.
const leastServed = 5

// fifths is the answered share of the worst fifth of districts by that of the best.
func fifths(served [][2]int) Value {
	n := len(served)
	if n < leastServed {
		return Value{State: Missing, Of: n}
	}
	sorted := slices.SortedFunc(slices.Values(served), func(a, b [2]int) int {
		return cmp.Or(cmp.Compare(a[0]*b[1], b[0]*a[1]), cmp.Compare(a[1], b[1]))
	})
	fifth := (n + 4) / 5
	worst, best := share(sorted[:fifth]), share(sorted[n-fifth:])
	if best == 0 {
		return Value{State: Missing, Of: n}
	}
	return Value{N: worst / best, Of: n}
}

func share(served [][2]int) float64 {
	answered, opened := 0, 0
	for _, s := range served {
		answered, opened = answered+s[0], opened+s[1]
	}
	return float64(answered) / float64(opened)
}

// gini is 0 when all were asked as often, and close to 1 when one was asked for all.
func gini(asked []int) Value {
	n, total, weighted := len(asked), 0, 0
	for i, times := range slices.Sorted(slices.Values(asked)) {
		total += times
		weighted += (2*(i+1) - n - 1) * times
	}
	if total == 0 {
		return Value{State: Missing, Of: n}
	}
	return Value{N: float64(weighted) / float64(n*total), Of: n}
}
