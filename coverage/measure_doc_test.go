package coverage_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alentour/alentour/coverage"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// What the page says of the measures is made from the table that everything is counted by.
func TestPageSaysWhatTheTableOfMeasuresSays(t *testing.T) {
	t.Parallel()
	const page, begin, end = "../docs/coverage.md", "<!-- measures -->\n", "<!-- /measures -->"
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(raw), begin)
	within, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s: no place for the table", page)
	}
	made := measuresTable()
	if within == made {
		return
	}
	if !*update {
		t.Fatalf("%s says something else than the table: go test ./coverage -run PageSays -update", page)
	}
	if err := os.WriteFile(page, []byte(before+begin+made+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func measuresTable() string {
	units := map[coverage.Unit]string{
		coverage.UnitPeople: "people", coverage.UnitCount: "number", coverage.UnitShare: "share, 0–1", coverage.UnitPercent: "percent", coverage.UnitSeconds: "seconds",
		coverage.UnitHours: "hours of a week", coverage.UnitPerThousand: "for 1,000 residents", coverage.UnitRatio: "ratio",
	}
	better := map[coverage.Better]string{coverage.Good: "good", coverage.Bad: "bad", coverage.Neither: ""}
	var b strings.Builder
	family := coverage.Family("")
	for _, m := range coverage.Measures() {
		if m.Family != family {
			family = m.Family
			fmt.Fprintf(&b, "\n### %s%s\n\n| measure | unit | by | more is | public | what it is made from |\n|---|---|---|---|---|---|\n", strings.ToUpper(string(family[:1])), family[1:])
		}
		public := ""
		switch {
		case m.Public && m.People:
			public = "from eleven people on"
		case m.Public:
			public = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", m.Code, units[m.Unit], parts(&m), better[m.HigherIs], public, m.Source)
	}
	return b.String() + "\n"
}

// parts are what a measure has values for besides its whole.
func parts(m *coverage.Measure) string {
	switch {
	case m.ByCategory:
		return "category"
	case m.ByKind:
		return "kind"
	case len(m.Subs) > 1:
		return strings.Join(m.Subs, ", ")
	}
	return ""
}
