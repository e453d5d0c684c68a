package withhold_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/coverage/withhold"
)

func ExampleRelease() {
	above := map[int64]int64{13: 0, 1: 13, 2: 13, 3: 13}
	members := withhold.Counts{13: 100, 1: 7, 2: 30, 3: 63}
	out, err := withhold.Release(above, []withhold.Set{{Name: "members", Columns: map[string]withhold.Column{"": {N: members}}}})
	if err != nil {
		panic(err)
	}
	for _, district := range []int64{13, 1, 2, 3} {
		n, of, _ := out.Nearest(above, withhold.Name{Set: "members"}, district)
		fmt.Printf("%d: %d, of %d\n", district, n, of)
	}
	// 1 has too few; without 2 withheld too, 100 − 30 − 63 would tell it.
	//
	// Output:
	// 13: 100, of 13
	// 1: 100, of 13
	// 2: 100, of 13
	// 3: 63, of 3
}

func ExampleRelease_parts() {
	above := map[int64]int64{13: 0, 1: 13, 2: 13}
	out, err := withhold.Release(above, []withhold.Set{
		{Name: "requests", Columns: map[string]withhold.Column{"": {N: withhold.Counts{13: 100, 1: 40, 2: 60}}}},
		{
			Name: "by_kind", Within: []withhold.Name{{Set: "requests"}}, Adds: true,
			Columns: map[string]withhold.Column{
				"food":  {N: withhold.Counts{13: 60, 1: 20, 2: 40}},
				"tech":  {N: withhold.Counts{13: 22, 1: 12, 2: 10}},
				"music": {N: withhold.Counts{13: 18, 1: 8, 2: 10}},
			},
		},
	})
	if err != nil {
		panic(err)
	}
	// In both districts one kind is small: with another it is not, and no one sees how it falls between them.
	for _, d := range []int64{13, 1, 2} {
		for _, kind := range []string{"food", "music", "tech"} {
			if n, ok := out[withhold.Cell{Name: withhold.Name{Set: "by_kind", Column: kind}, District: d}]; ok {
				fmt.Println(d, kind, n)
			}
		}
	}
	// Output:
	// 13 food 60
	// 13 music 18
	// 13 tech 22
	// 1 food 20
	// 2 food 40
}

// month is a city's month as it truly was.
type month struct {
	above map[int64]int64
	sets  []withhold.Set
}

// covers are sets whose columns overlap, and of whose whole everyone is in one at least; distinct are those in which somebody can count in
// several districts.
var (
	covers   = []string{"profiles"}
	distinct = []string{"attendees"}
)

// drawMonth makes a city of arrondissements and quartiers. Some things happen in an arrondissement and in none of its quartiers.
func drawMonth(t *rapid.T) month {
	m := month{above: map[int64]int64{1: 0}}
	next := int64(2)
	for range rapid.IntRange(1, 5).Draw(t, "arrondissements") {
		arrondissement := next
		m.above[arrondissement] = 1
		next++
		for range rapid.IntRange(0, 4).Draw(t, "quartiers") {
			m.above[next] = arrondissement
			next++
		}
	}
	kinds := []string{"food", "tech", "music", "walk"}
	requests, members, attendees := column(true), column(false), column(true)
	kind, answer, profile := columns(true, kinds...), columns(true, "answered", "unanswered"), columns(false, "rough", "lonely", "helper")
	met, active := columns(true, "met", "partly"), column(false)
	for _, d := range slices.Sorted(maps.Keys(m.above)) {
		if d == 1 || slices.Contains(slices.Collect(maps.Values(m.above)), d) && rapid.IntRange(0, 3).Draw(t, "own") > 0 {
			continue
		}
		most := rapid.SampledFrom([]int{0, 5, 12, 25, 120}).Draw(t, "most")
		n := 0
		for _, k := range kinds {
			some := rapid.IntRange(0, most).Draw(t, k)
			m.live(kind[k], d, some, drawPeople(t, some))
			n += some
		}
		people := 0
		for _, k := range kinds {
			people = max(people, kind[k].People[d])
		}
		m.live(requests, d, n, max(people, drawPeople(t, n)))
		answered := rapid.IntRange(0, n).Draw(t, "answered")
		m.live(answer["answered"], d, answered, drawPeople(t, answered))
		m.live(answer["unanswered"], d, n-answered, drawPeople(t, n-answered))
		good := rapid.IntRange(0, answered).Draw(t, "met")
		m.live(met["met"], d, good, drawPeople(t, good))
		m.live(met["partly"], d, answered-good, drawPeople(t, answered-good))

		n = rapid.IntRange(0, most).Draw(t, "members")
		m.live(members, d, n, 0)
		m.live(active, d, rapid.IntRange(0, n).Draw(t, "active"), 0)
		rest := n
		for _, p := range slices.Sorted(maps.Keys(profile)) {
			some := rapid.IntRange(0, n).Draw(t, p)
			if rest -= some; p == "rough" { // the last by name
				some += max(0, rest)
			}
			m.live(profile[p], d, some, 0)
		}
		n = rapid.IntRange(0, most).Draw(t, "attendees")
		m.live(attendees, d, n, n)
	}
	m.unite(t, attendees)
	of := func(set, name string) []withhold.Name { return []withhold.Name{{Set: set, Column: name}} }
	one := func(c withhold.Column) map[string]withhold.Column { return map[string]withhold.Column{"": c} }
	m.sets = []withhold.Set{
		{Name: "requests", Columns: one(requests)},
		{Name: "kinds", Columns: kind, Within: of("requests", ""), Adds: true},
		{Name: "answers", Columns: answer, Within: of("requests", ""), Adds: true},
		{Name: "met", Columns: met, Within: of("answers", "answered"), Adds: true},
		{Name: "members", Columns: one(members)},
		{Name: "active", Columns: one(active), Within: of("members", "")},
		{Name: "profiles", Columns: profile, Within: of("members", "")},
		{Name: "attendees", Columns: one(attendees)},
	}
	return m
}

func column(acts bool) (c withhold.Column) {
	c.N = withhold.Counts{}
	if acts {
		c.People = withhold.Counts{}
	}
	return c
}

func columns(acts bool, names ...string) map[string]withhold.Column {
	of := map[string]withhold.Column{}
	for _, name := range names {
		of[name] = column(acts)
	}
	return of
}

// drawPeople draws how many different people are behind n acts; of some acts more than one.
func drawPeople(t *rapid.T, n int) int {
	if n == 0 {
		return 0
	}
	return rapid.IntRange((n+2)/3, n+2).Draw(t, "people")
}

// live counts something in a district and in all above it.
func (m month) live(c withhold.Column, d int64, n, people int) {
	for ; d != 0; d = m.above[d] {
		c.N[d] += n
		if c.People != nil {
			c.People[d] += people
		}
	}
}

// unite counts people who were in several districts once above them.
func (m month) unite(t *rapid.T, c withhold.Column) {
	for _, up := range slices.Backward(slices.Sorted(maps.Keys(c.N))) {
		sum, most := 0, 0
		for d, of := range m.above {
			if of == up {
				sum, most = sum+c.N[d], max(most, c.N[d])
			}
		}
		if sum > 0 {
			c.N[up] = rapid.IntRange(most, sum).Draw(t, "different")
			c.People[up] = c.N[up]
		}
	}
}

// TestReleased: what is shown is true, of enough people, and the same whenever it is made.
func TestReleased(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMonth(t)
		out, err := withhold.Release(m.above, m.sets)
		if err != nil {
			t.Fatal(err)
		}
		again, err := withhold.Release(m.above, m.sets)
		if err != nil || !maps.Equal(out, again) {
			t.Fatalf("not the same twice: %v", err)
		}
		for cell, n := range out {
			s := m.sets[slices.IndexFunc(m.sets, func(s withhold.Set) bool { return s.Name == cell.Set })]
			c := s.Columns[cell.Column]
			people := n
			if c.People != nil {
				people = min(n, c.People[cell.District])
			}
			if n != c.N[cell.District] || people < withhold.Least {
				t.Errorf("%v: %d of %d people, truly %d", cell, n, people, c.N[cell.District])
			}
		}
	})
}

// TestNothingSmall: what has no small count is shown whole.
func TestNothingSmall(t *testing.T) {
	t.Parallel()
	above := map[int64]int64{1: 0, 2: 1, 3: 1, 4: 2, 5: 2}
	whole, food, other := withhold.Counts{1: 100, 2: 60, 3: 40, 4: 30, 5: 30}, withhold.Counts{1: 57, 2: 33, 3: 24, 4: 16, 5: 17}, withhold.Counts{1: 43, 2: 27, 3: 16, 4: 14, 5: 13}
	out, err := withhold.Release(above, []withhold.Set{
		{Name: "requests", Columns: map[string]withhold.Column{"": {N: whole}}},
		{Name: "kinds", Columns: map[string]withhold.Column{"food": {N: food}, "other": {N: other}}, Within: []withhold.Name{{Set: "requests"}}, Adds: true},
	})
	if err != nil || len(out) != 15 {
		t.Fatalf("%d of 15 counts are shown: %v, %v", len(out), out, err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	one := map[string]withhold.Column{"": {N: withhold.Counts{1: 20}}}
	for name, sets := range map[string][]withhold.Set{
		"within nothing":  {{Name: "met", Columns: one, Within: []withhold.Name{{Set: "requests"}}}},
		"adds to nothing": {{Name: "met", Columns: one, Adds: true}},
	} {
		if _, err := withhold.Release(map[int64]int64{1: 0}, sets); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	if _, err := withhold.Release(map[int64]int64{1: 9}, nil); err == nil {
		t.Error("a district in nothing is not refused")
	}
}

// TestKnownRules: who knows these rules, and tries every month of a city that would be shown so, finds no small count either.
func TestKnownRules(t *testing.T) {
	t.Parallel()
	above := map[int64]int64{1: 0, 2: 1, 3: 1, 4: 1}
	for _, all := range []int{11, 12, 21, 22, 23, 33, 34, 40, 46} {
		type seen struct{ least, most [4]int }
		looks := map[string]*seen{}
		for n := range shares(all) {
			members := withhold.Counts{1: all, 2: n[0], 3: n[1], 4: n[2]}
			out, err := withhold.Release(above, []withhold.Set{{Name: "members", Columns: map[string]withhold.Column{"": {N: members}}}})
			if err != nil {
				t.Fatal(err)
			}
			look := fmt.Sprint(out)
			s, ok := looks[look]
			if !ok {
				s = &seen{n, n}
				looks[look] = s
			}
			for i := range n {
				s.least[i], s.most[i] = min(s.least[i], n[i]), max(s.most[i], n[i])
			}
		}
		for look, s := range looks {
			for i, n := range s.most {
				if s.least[i] == n && n > 0 && n < withhold.Least {
					t.Errorf("of %d, %s: number %d can only be %d", all, look, i, n)
				}
			}
		}
	}
}

// shares are all ways for three districts and their city itself to hold a number of members.
func shares(all int) iter.Seq[[4]int] {
	return func(yield func([4]int) bool) {
		for a := range all + 1 {
			for b := range all + 1 - a {
				for c := range all + 1 - a - b {
					if !yield([4]int{a, b, c, all - a - b - c}) {
						return
					}
				}
			}
		}
	}
}
