package withhold_test

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

// year is how members of a city's districts came and went, month by month. A share of those who joined is published one month later, of
// those who are still there: sooner than in truth, which leaves an attacker more.
type year struct {
	above  map[int64]int64
	months []flow
}

// flow is one month of it, by district: those who are members at its end, those of them who joined in it, and those who joined in the month
// before.
type flow struct{ members, joined, stayed withhold.Counts }

func drawYear(t *rapid.T) year {
	y := year{above: map[int64]int64{1: 0}}
	var finest []int64
	for a := range int64(rapid.IntRange(1, 3).Draw(t, "arrondissements")) {
		y.above[2+a] = 1
		for q := range int64(rapid.IntRange(1, 3).Draw(t, "quartiers")) {
			finest = append(finest, 10*(2+a)+q)
			y.above[10*(2+a)+q] = 2 + a
		}
	}
	leaving := rapid.SampledFrom([]int{0, 0, 2, 20}).Draw(t, "leaving") // often nobody ever leaves
	members, before := withhold.Counts{}, withhold.Counts{}
	for i := range rapid.IntRange(2, 5).Draw(t, "months") {
		f := flow{withhold.Counts{}, withhold.Counts{}, withhold.Counts{}}
		for _, d := range finest {
			most := 14
			if i == 0 {
				most = 60
			}
			soon := rapid.IntRange(0, min(leaving, before[d])).Draw(t, "left soon")
			left := rapid.IntRange(0, min(leaving, members[d]-before[d])).Draw(t, "left")
			joined := rapid.OneOf(rapid.IntRange(0, most), rapid.IntRange(0, 3)).Draw(t, "joined")
			for at := d; at != 0; at = y.above[at] {
				f.members[at] += members[d] + joined - left - soon
				f.joined[at] += joined
				f.stayed[at] += before[d] - soon
			}
			members[d], before[d] = f.members[d], joined
		}
		y.months = append(y.months, f)
	}
	return y
}

// sets are what is released of month i, as close_sets.go of coverage makes them.
func (y year) sets(i int) []withhold.Set {
	f := y.months[i]
	others, older := withhold.Counts{}, withhold.Counts{}
	for d, n := range f.members {
		if others[d] = n - f.stayed[d]; i > 0 {
			older[d] = n - f.stayed[d] - f.joined[d]
		}
	}
	one := func(n withhold.Counts) map[string]withhold.Column { return map[string]withhold.Column{"": {N: n}} }
	return []withhold.Set{
		{Name: "members", Columns: one(f.members)},
		{Name: "older", Columns: one(older)},
		{
			Name: "cohort", Within: []withhold.Name{{Set: "members"}, {Set: "older"}}, Adds: true,
			Columns: map[string]withhold.Column{"joined": {N: f.stayed}, "others": {N: others}},
		},
	}
}

// attack is all that is published of all months, and how one follows from the one before. In a district that is the city's alone: between
// districts people move, and who joined in one is counted where they live later.
func (y year) attack(releases []withhold.Released) string {
	var rows strings.Builder
	below := map[int64][]int64{}
	for _, d := range slices.Sorted(maps.Keys(y.above)) {
		below[y.above[d]] = append(below[y.above[d]], d)
	}
	for i, shown := range releases {
		for _, d := range slices.Sorted(maps.Keys(y.above)) {
			for _, kind := range []string{"m", "j", "c"} { // members, those who joined, and those there are of who joined in the month before
				if len(below[d]) > 0 {
					fmt.Fprintf(&rows, " %s%d_%d", kind, i, d)
					for _, sub := range below[d] {
						fmt.Fprintf(&rows, " - %s%d_%d", kind, i, sub)
					}
					rows.WriteString(" = 0\n")
				}
			}
			fmt.Fprintf(&rows, " j%d_%[2]d + c%[1]d_%[2]d - m%[1]d_%[2]d <= 0\n", i, d)
			for name, variable := range map[withhold.Name]string{{Set: "members"}: "m", {Set: "cohort", Column: "joined"}: "c"} {
				if n, ok := shown[withhold.Cell{Name: name, District: d}]; ok {
					fmt.Fprintf(&rows, " %s%d_%d = %d\n", variable, i, d, n)
				}
			}
		}
		if i > 0 { // l left, of whom s had joined in the month before and the others were there for longer
			fmt.Fprintf(&rows, " m%d_1 - m%[2]d_1 - j%[1]d_1 + l%[1]d = 0\n c%[1]d_1 - j%[2]d_1 + s%[1]d = 0\n", i, i-1)
			fmt.Fprintf(&rows, " s%d - l%[1]d <= 0\n l%[1]d - s%[1]d - m%[2]d_1 + j%[2]d_1 <= 0\n", i, i-1)
		}
	}
	return rows.String()
}

func (y year) release(t interface{ Fatal(...any) }) (releases []withhold.Released) {
	for i := range y.months {
		shown, err := withhold.Release(y.above, y.sets(i))
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, shown)
	}
	return releases
}

// TestAttackOverMonths: nor does a program over the releases of all months together pin how few members a district has, or how few joined:
// where there are three more than a month before, others may have left and been followed by as many.
func TestAttackOverMonths(t *testing.T) {
	t.Parallel()
	oracle.NeedGLPK(t)
	dir, tried := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		y := drawYear(t)
		var small []string
		for i, f := range y.months {
			for kind, counts := range map[string]withhold.Counts{"m": f.members, "j": f.joined, "c": f.stayed} {
				for d, n := range counts {
					if n > 0 && n < withhold.Least {
						small = append(small, fmt.Sprintf("%s%d_%d", kind, i, d))
					}
				}
			}
		}
		if slices.Sort(small); len(small) == 0 {
			return
		}
		program := y.attack(y.release(t))
		for range min(4, len(small)) {
			count := rapid.SampledFrom(small).Draw(t, "attacked")
			if most := extreme(t, dir, "Maximize", count, "Subject To\n"+program+"End\n"); most < withhold.Least-1e-6 {
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
