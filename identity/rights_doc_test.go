package identity

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The page that says who may do what is made from the table that decides it.
func TestRightsPage(t *testing.T) {
	t.Parallel()
	const page = "../docs/rights.md"
	var b strings.Builder
	b.WriteString("# Who may do what\n\nMade from the table in [identity/rights.go](../identity/rights.go), which authorisation asks; " +
		"a test calls every page and every operation as every role.\n\n" +
		"*own*: what is of one's own account. *association's*: what is of the association that one acts as. *district*: what lies in the " +
		"district of the role, or below it. *While suspended* only what is marked • goes on; *while silenced* what is marked ✎ does not.\n\n| |")
	for _, role := range Roles() {
		fmt.Fprintf(&b, " %s |", role)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(Roles())) + "\n")
	cells := map[Reach]string{Nowhere: "", Own: "own", Association: "association's", Area: "district", Everywhere: "yes"}
	for _, rule := range Rules() {
		mark := map[RuleKind]string{Acts: "", Speaks: " ✎", Always: " •"}[rule.Kind]
		fmt.Fprintf(&b, "| **%s**%s: %s |", rule.Action, mark, rule.Doc)
		for _, role := range Roles() {
			fmt.Fprintf(&b, " %s |", cells[rule.Reach(role)])
		}
		b.WriteString("\n")
	}
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(page)
	if err != nil || string(have) != b.String() {
		t.Errorf("%s is not what the table says (%v): go test ./identity -run RightsPage -update", page, err)
	}
}
