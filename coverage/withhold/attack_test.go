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

// attack is all that somebody can know of a month: what is shown, and how counts hang together. In the format of CPLEX, for glpk.
func (m month) attack(shown withhold.Released) string {
	var rows strings.Builder
	below := map[int64][]int64{}
	for _, d := range slices.Sorted(maps.Keys(m.above)) {
		below[m.above[d]] = append(below[m.above[d]], d)
	}
	for si, s := range m.sets {
		for _, d := range slices.Sorted(maps.Keys(m.above)) {
			for _, name := range slices.Sorted(maps.Keys(s.Columns)) {
				cell := m.variable(si, name, d)
				if n, ok := shown[withhold.Cell{Name: withhold.Name{Set: s.Name, Column: name}, District: d}]; ok {
					fmt.Fprintf(&rows, " %s = %d\n", cell, n)
				}
				m.adds(&rows, si, name, d, below[d])
				for _, whole := range s.Within {
					fmt.Fprintf(&rows, " %s - %s <= 0\n", cell, m.whole(whole, d))
				}
			}
			sign := ""
			switch {
			case s.Adds:
				sign = "="
			case slices.Contains(covers, s.Name):
				sign = ">="
			default:
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(s.Columns)) {
				fmt.Fprintf(&rows, " + %s", m.variable(si, name, d))
			}
			fmt.Fprintf(&rows, " - %s %s 0\n", m.whole(s.Within[0], d), sign)
		}
	}
	return "Subject To\n" + rows.String() + "End\n"
}

// adds says that a district is what lies in it, and what is its own: o_ variables. Different people of several districts are at most the
// sum, and at least those of each.
func (m month) adds(rows *strings.Builder, si int, name string, d int64, below []int64) {
	if len(below) == 0 {
		return
	}
	cell, sign := m.variable(si, name, d), "="
	if slices.Contains(distinct, m.sets[si].Name) {
		sign = "<="
		for _, sub := range below {
			fmt.Fprintf(rows, " %s - %s >= 0\n", cell, m.variable(si, name, sub))
		}
	}
	fmt.Fprintf(rows, " %s - o_%s", cell, cell)
	for _, sub := range below {
		fmt.Fprintf(rows, " - %s", m.variable(si, name, sub))
	}
	fmt.Fprintf(rows, " %s 0\n", sign)
}

func (m month) variable(set int, column string, d int64) string {
	return fmt.Sprintf("x%d%s_%d", set, column, d)
}

func (m month) whole(name withhold.Name, d int64) string {
	i := slices.IndexFunc(m.sets, func(s withhold.Set) bool { return s.Name == name.Set })
	return m.variable(i, name.Column, d)
}

// small are the counts that nobody may find: of one person at least, and of too few.
func (m month) small() (list []string) {
	for si, s := range m.sets {
		for _, name := range slices.Sorted(maps.Keys(s.Columns)) {
			c := s.Columns[name]
			for _, d := range slices.Sorted(maps.Keys(m.above)) {
				people := c.N[d]
				if c.People != nil {
					people = min(people, c.People[d])
				}
				if c.N[d] > 0 && people < withhold.Least {
					list = append(list, m.variable(si, name, d))
				}
			}
		}
	}
	return list
}

// extreme is the least or the most that a count can be.
func extreme(t interface {
	Helper()
	Fatalf(string, ...any)
}, dir, goal, count, program string,
) float64 {
	t.Helper()
	return oracle.Optimum(t, dir, goal+"\n goal: "+count+"\n"+strings.Replace(program, "End\n", " "+count+" <= 1000000\nEnd\n", 1))
}

// TestAttack: no linear program over everything that is released of a month pins a count of too few people; it may always be Least.
func TestAttack(t *testing.T) {
	t.Parallel()
	oracle.NeedGLPK(t)
	dir := t.TempDir()
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		m := drawMonth(t)
		shown, err := withhold.Release(m.above, m.sets)
		if err != nil {
			t.Fatal(err)
		}
		small := m.small()
		if len(small) == 0 || len(shown) == 0 {
			return
		}
		program := m.attack(shown)
		for range min(4, len(small)) {
			count := rapid.SampledFrom(small).Draw(t, "attacked")
			if most := extreme(t, dir, "Maximize", count, program); most < withhold.Least-1e-6 {
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

// TestAttackWorks: of counts that are withheld for being small, and no others for them, the attack finds some.
func TestAttackWorks(t *testing.T) {
	t.Parallel()
	oracle.NeedGLPK(t)
	m := month{above: map[int64]int64{1: 0, 2: 1, 3: 1}, sets: []withhold.Set{
		{Name: "members", Columns: map[string]withhold.Column{"": {N: withhold.Counts{1: 107, 2: 7, 3: 100}}}},
		{Name: "profiles", Columns: columns(false, "a", "b"), Within: []withhold.Name{{Set: "members"}}, Adds: true},
	}}
	for name, n := range map[string]withhold.Counts{"a": {1: 40, 2: 4, 3: 36}, "b": {1: 67, 2: 3, 3: 64}} {
		maps.Copy(m.sets[1].Columns[name].N, n)
	}
	naive := withhold.Released{}
	for _, s := range m.sets {
		for name, c := range s.Columns {
			for d, n := range c.N {
				if n >= withhold.Least {
					naive[withhold.Cell{Name: withhold.Name{Set: s.Name, Column: name}, District: d}] = n
				}
			}
		}
	}
	dir := t.TempDir()
	own := strings.Replace(m.attack(naive), "Subject To\n", "Subject To\n o_x0_1 = 0\n o_x1a_1 = 0\n o_x1b_1 = 0\n", 1)
	for count, n := range map[string]float64{"x0_2": 7, "x1a_2": 4, "x1b_2": 3} {
		least, most := extreme(t, dir, "Minimize", count, own), extreme(t, dir, "Maximize", count, own)
		if least != n || most != n {
			t.Errorf("%s: found within %g–%g, it is %g", count, least, most, n)
		}
	}
}
