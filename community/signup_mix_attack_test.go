package community

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/coverage/withhold"
	"github.com/alentour/alentour/data/oracle"
)

// mixMonth is who came in a month, truly: a city, arrondissements 1…, quartiers 11…, and different people of each situation. One person may
// come to several districts.
type mixMonth struct {
	above  map[int64]int64
	counts map[int64]map[string]int
	twice  bool            // somebody came to several districts
	heads  withhold.Counts // who came, whom they brought and who walked in: a figure of coverage
}

// attendees are the heads that coverage publishes beside the mix.
func (m mixMonth) attendees() (withhold.Released, error) {
	behind := withhold.Counts{}
	for d, of := range m.counts {
		behind[d] = people(of)
	}
	return withhold.Release(m.above, []withhold.Set{{Name: "attendees", Columns: map[string]withhold.Column{"": {N: m.heads, People: behind}}}})
}

func (m mixMonth) up(d int64) int64 { return m.above[d] }

var drawnSituations = []string{"home", "retired", "seek", "unhoused", "work"}

func drawMix(t *rapid.T) mixMonth {
	const city = 1000
	m := mixMonth{above: map[int64]int64{city: 0}, counts: map[int64]map[string]int{city: {}}, twice: rapid.IntRange(0, 3).Draw(t, "twice") == 0, heads: withhold.Counts{}}
	come := func(d int64) {
		brought := rapid.IntRange(0, 12).Draw(t, "brought")
		for _, s := range drawnSituations {
			n := rapid.OneOf(rapid.IntRange(0, 60), rapid.IntRange(0, 14), rapid.Just(0)).Draw(t, s)
			for at := d; at != 0; at = m.above[at] {
				m.counts[at][s] += n
				m.heads[at] += n
			}
		}
		for at := d; at != 0; at = m.above[at] {
			m.heads[at] += brought
		}
	}
	for a := range int64(rapid.IntRange(1, 4).Draw(t, "arrondissements")) {
		a++
		m.above[a], m.counts[a] = city, map[string]int{}
		quartiers := int64(rapid.IntRange(0, 4).Draw(t, "quartiers"))
		if quartiers == 0 || rapid.IntRange(0, 3).Draw(t, "own") == 0 { // somewhere in it, in no quartier
			come(a)
		}
		for q := 10 * a; q < 10*a+quartiers; q++ {
			m.above[q], m.counts[q] = a, map[string]int{}
			come(q)
		}
	}
	for _, d := range slices.Sorted(maps.Keys(m.counts)) { // who came to several districts counts once above them
		for _, s := range drawnSituations {
			if n, most := m.counts[d][s], m.most(d, s); m.twice && most > 0 {
				m.counts[d][s] = rapid.IntRange(most, n).Draw(t, "different")
			}
		}
	}
	return m
}

// most is how many of a situation came to one of the districts below.
func (m mixMonth) most(d int64, situation string) (n int) {
	for below, up := range m.above {
		if up == d {
			n = max(n, m.counts[below][situation])
		}
	}
	return n
}

// attack is what somebody knows who was even told how many people the shares are of, and whether anybody came to several districts; and
// how many came at all, where coverage says it.
func (m mixMonth) attack(table map[int64]Mixed, attendees withhold.Released) string {
	var rows strings.Builder
	variable := func(d int64, s string) string { return fmt.Sprintf("n%d_%s", d, s) }
	below := map[int64][]int64{}
	for _, d := range slices.Sorted(maps.Keys(m.above)) {
		below[m.above[d]] = append(below[m.above[d]], d)
	}
	for _, d := range slices.Sorted(maps.Keys(m.above)) {
		fmt.Fprintf(&rows, " heads%d", d)
		for _, s := range drawnSituations {
			fmt.Fprintf(&rows, " - %s", variable(d, s))
		}
		rows.WriteString(" >= 0\n")
		if n, ok := attendees[withhold.Cell{Name: withhold.Name{Set: "attendees"}, District: d}]; ok {
			fmt.Fprintf(&rows, " heads%d = %d\n", d, n)
		}
		if len(below[d]) > 0 {
			fmt.Fprintf(&rows, " heads%d", d)
			for _, sub := range below[d] {
				fmt.Fprintf(&rows, " - heads%d", sub)
			}
			rows.WriteString(" >= 0\n")
		}
		for _, s := range drawnSituations {
			if len(below[d]) == 0 {
				continue
			}
			sum, sign := fmt.Sprintf(" %s - own%d_%s", variable(d, s), d, s), "="
			for _, sub := range below[d] {
				sum += " - " + variable(sub, s)
				if m.twice {
					fmt.Fprintf(&rows, " %s - %s >= 0\n", variable(d, s), variable(sub, s))
				}
			}
			if m.twice {
				sign = "<="
			}
			fmt.Fprintf(&rows, "%s %s 0\n", sum, sign)
		}
		mixed, ok := table[d]
		if !ok {
			continue
		}
		others := people(m.counts[d])
		rest := slices.Clone(drawnSituations)
		for _, share := range mixed.Shares {
			if share.Situation != "" {
				n := m.counts[d][share.Situation]
				fmt.Fprintf(&rows, " %s = %d\n", variable(d, share.Situation), n)
				others -= n
				rest = slices.DeleteFunc(rest, func(s string) bool { return s == share.Situation })
			}
		}
		for i, s := range rest {
			if i > 0 {
				rows.WriteString(" +")
			}
			fmt.Fprintf(&rows, " %s", variable(d, s))
		}
		if len(rest) > 0 {
			fmt.Fprintf(&rows, " = %d\n", others)
		}
	}
	return rows.String()
}

// TestNoAttackOnTheMixFindsAFew: no linear program over all shares of a month, with the numbers that are behind them and the attendees that
// coverage publishes, tells that a count of somebody is below MixLeast.
func TestNoAttackOnTheMixFindsAFew(t *testing.T) {
	t.Parallel()
	oracle.NeedGLPK(t)
	dir, tried := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		m := drawMix(t)
		table, err := MixTable(m.counts, m.up)
		if err != nil {
			t.Fatal(err)
		}
		attendees, err := m.attendees()
		if err != nil {
			t.Fatal(err)
		}
		program := m.attack(table, attendees)
		var small []string
		for _, d := range slices.Sorted(maps.Keys(m.counts)) {
			for _, s := range drawnSituations {
				if n := m.counts[d][s]; n > 0 && n < MixLeast {
					small = append(small, fmt.Sprintf("n%d_%s", d, s))
				}
			}
		}
		if len(small) == 0 || len(table) == 0 {
			return
		}
		for range min(3, len(small)) {
			count := rapid.SampledFrom(small).Draw(t, "attacked")
			most := oracle.Optimum(t, dir, "Maximize\n goal: "+count+"\nSubject To\n"+program+" "+count+" <= 1000000\nEnd\n")
			if most < MixLeast-1e-6 {
				t.Fatalf("%s can be %g at most", count, most)
			}
			tried++
		}
	})
	t.Logf("%d small counts attacked", tried)
	if tried < 50 {
		t.Errorf("only %d small counts were attacked", tried)
	}
}
