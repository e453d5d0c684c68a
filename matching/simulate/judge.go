package simulate

import "fmt"

// Verdict says whether one of the figures holds that "alentour" must reach.
type Verdict struct {
	Name  string  `json:"name"` // of the measure
	Value float64 `json:"value"`
	Bound float64 `json:"bound"`
	Holds bool    `json:"holds"`
	Says  string  `json:"says"`
}

// Baseline is the policy that others are held against.
const Baseline = "nearest-waves"

// The figures: how much better the means of a policy must be than those of the baseline over the same seeds.
const (
	leastClosed      = 0.40 // of the baseline's gap to filling everything, where an invitation tires for a day at most
	leastClosedMixed = 0.20 // likewise, where people differ
	mostLost         = 0.01 // of fill_24h, where it tires for longer
	mostDearer       = 1.05 // invitations per fill against the baseline's; 1 where an invitation tires for a day at most
	leastGini        = 0.30 // below this loads are even enough
	overPoisson      = 0.15 // above what chance alone makes of loads
	fewAWeek         = 7    // invitations
	wellServed       = 0.90 // share of seats filled above which a district needs no help
	leastRaised      = 0.05 // of the worst served district
	mostLeft         = 0.9  // of those who leave the baseline
)

// Judge holds the runs of a policy against the baseline's, of the same seeds, for a length of tiredness or Mixed.
func Judge(ours, base []*Result, tirednessDays float64) []Verdict {
	mean := func(name string) (float64, float64) {
		for _, m := range Measures {
			if m.Name == name {
				return m.Estimate(ours).Mean, m.Estimate(base).Mean
			}
		}
		panic("no measure " + name)
	}
	atLeast := func(name string, value, bound float64, says string, args ...any) Verdict {
		return Verdict{name, value, bound, value >= bound, fmt.Sprintf(says, args...)}
	}
	atMost := func(name string, value, bound float64, says string, args ...any) Verdict {
		return Verdict{name, value, bound, value <= bound, fmt.Sprintf(says, args...)}
	}
	short := tirednessDays != Mixed && tirednessDays <= 1
	var list []Verdict

	fill, fillBase := mean("fill_24h")
	if short || tirednessDays == Mixed {
		closed, bound := 1.0, leastClosedMixed
		if short {
			bound = leastClosed
		}
		if fillBase < 1 {
			closed = (fill - fillBase) / (1 - fillBase)
		}
		list = append(list, atLeast("fill_24h", closed, bound, "closes %.1f %% of the gap to 1, at least %.0f %%", 100*closed, 100*bound))
	} else {
		list = append(list, atLeast("fill_24h", fill-fillBase, -mostLost, "%+.1f points, at least %+.0f", 100*(fill-fillBase), -100*mostLost))
	}

	dearest := mostDearer
	if short {
		dearest = 1
	}
	asked, askedBase := mean("invitations_per_fill")
	list = append(list, atMost("invitations_per_fill", asked, dearest*askedBase, "%.2f, at most %.2f × %.2f", asked, dearest, askedBase))

	gini, _ := mean("gini")
	heads, _ := mean("invitations_per_head")
	even := max(leastGini, PoissonGini(heads)+overPoisson)
	list = append(list, atMost("gini", gini, even, "%.3f, at most %.3f", gini, even))

	p95, p95Base := mean("p95_per_volunteer_week")
	list = append(list, atMost("p95_per_volunteer_week", p95, max(fewAWeek, p95Base), "%.2f, at most %.2f", p95, max(fewAWeek, p95Base)))

	worst, worstBase := mean("min_district_fill")
	if worstBase < wellServed {
		list = append(list, atLeast("min_district_fill", worst, worstBase+leastRaised,
			"%+.1f points, at least %+.0f", 100*(worst-worstBase), 100*leastRaised))
	} else {
		list = append(list, Verdict{"min_district_fill", worst, 0, true, fmt.Sprintf("nothing is asked where the baseline is at %.3f", worstBase)})
	}

	left, leftBase := mean("left_share")
	return append(list, atMost("left_share", left, mostLeft*leftBase, "%.4f, at most %.1f × %.4f", left, mostLeft, leftBase))
}
