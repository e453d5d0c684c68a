package oracle_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// disagreement is a text that both sides do not read alike, in one window or in whether they read it at all.
type disagreement struct {
	text         string
	window       string // empty when one side refused the text
	ours, theirs string
	both         bool // answered
}

func (d disagreement) String() string {
	return fmt.Sprintf("%s\n    %s\n    ours   %s\n    theirs %s\n", d.text, d.window, d.ours, d.theirs)
}

// reason is why we differ on purpose.
type reason struct {
	name string
	why  string
	fits func(disagreement) bool
}

func textLike(pattern string) func(disagreement) bool {
	form := regexp.MustCompile(pattern)
	return func(d disagreement) bool { return form.MatchString(d.text) }
}

// reasons in the order in which they are tried.
var reasons = []reason{}

// explain writes the disagreements under their reasons, each text once, and gives those that have none.
func explain(found []disagreement) (text string, unexplained []disagreement) {
	groups := map[string][]string{}
	seen := map[string]bool{}
	for _, d := range found {
		at := slices.IndexFunc(reasons, func(r reason) bool { return r.fits(d) })
		if at < 0 {
			if !seen[d.text] {
				unexplained = append(unexplained, d)
			}
			seen[d.text] = true
			continue
		}
		if !seen[d.text] {
			groups[reasons[at].name] = append(groups[reasons[at].name], d.String())
		}
		seen[d.text] = true
	}
	var out strings.Builder
	for _, r := range reasons {
		if list := groups[r.name]; len(list) > 0 {
			fmt.Fprintf(&out, "# %s (%d texts)\n# %s\n\n%s\n", r.name, len(list), r.why, strings.Join(list, ""))
		}
	}
	return out.String(), unexplained
}
