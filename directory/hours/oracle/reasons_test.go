package oracle_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// disagreement is a text that one side refuses, or a time of which the two do not say the same.
type disagreement struct {
	text         string
	from, to     time.Time // zero when one side refused the text
	ours, theirs string
}

func (d disagreement) refused() bool { return d.from.IsZero() }

func (d disagreement) String() string {
	when := ""
	if !d.refused() {
		when = d.from.Format("Mon 2006-01-02 15:04") + " to " + d.to.Format("Mon 2006-01-02 15:04") + ", "
	}
	return fmt.Sprintf("%s\n    %sours %s, theirs %s\n", d.text, when, d.ours, d.theirs)
}

// reason is why we differ on purpose.
type reason struct {
	name string
	why  string
	fits func(disagreement) bool
}

// reasons in the order in which they are tried.
var reasons = []reason{
	{
		"the-night-after-spring", "They take 24 hours ago for yesterday, which on the Monday after the clocks went forward is Saturday until one o'clock. We take yesterday.",
		func(d disagreement) bool {
			return !d.refused() && isSpring(d.from.AddDate(0, 0, -1)) && d.to.Sub(midnight(d.from)) <= time.Hour
		},
	},
	{
		"the-hour-that-is-not", "Where clocks go from two to three, a time of half past two is half past three to them. To us it has come at three.",
		func(d disagreement) bool {
			return !d.refused() && isSpring(d.from) && d.from.Hour() >= 3 && d.to.Sub(midnight(d.from)) <= 3*time.Hour
		},
	},
	{
		"days-until-easter", "They leave the last day of a range out when it is counted from Easter. To us the last day belongs to a range, as everywhere else.",
		func(d disagreement) bool { return !d.refused() && untilEaster.MatchString(d.text) },
	},
}

var untilEaster = regexp.MustCompile(`(?i)-\s*easter`)

// isSpring says whether the clocks go forward on the day of t.
func isSpring(t time.Time) bool {
	from := midnight(t)
	return midnight(from.AddDate(0, 0, 1)).Sub(from) == 23*time.Hour
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// explain writes the disagreements under their reasons, a text once under each, and gives those that have none.
func explain(found []disagreement) (text string, unexplained []disagreement) {
	type place struct{ text, reason string }
	groups := map[string][]string{}
	seen := map[place]bool{}
	for _, d := range found {
		name := ""
		if at := slices.IndexFunc(reasons, func(r reason) bool { return r.fits(d) }); at >= 0 {
			name = reasons[at].name
		}
		switch at := (place{d.text, name}); {
		case seen[at]:
			continue
		case name == "":
			unexplained = append(unexplained, d)
			fallthrough
		default:
			seen[at] = true
		}
		groups[name] = append(groups[name], d.String())
	}
	var out strings.Builder
	for _, r := range reasons {
		if list := groups[r.name]; len(list) > 0 {
			fmt.Fprintf(&out, "# %s: %d texts\n# %s\n\n%s\n", r.name, len(list), r.why, strings.Join(list, ""))
		}
	}
	return out.String(), unexplained
}
