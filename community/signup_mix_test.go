package community

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func ExampleMixTable() {
	above := func(d int64) int64 { return map[int64]int64{11: 1, 12: 1, 13: 1}[d] }
	counts := map[int64]map[string]int{
		1:  {"work": 60, "seek": 31, "retired": 25, "street": 3},
		11: {"work": 40, "seek": 15, "retired": 10, "street": 1}, // retired and street are 11 together
		12: {"work": 15, "seek": 12, "retired": 12},
		13: {"work": 5, "seek": 4, "retired": 3, "street": 2}, // all below 11: too alike; so 12 goes with it
	}
	table, err := MixTable(counts, above)
	if err != nil {
		panic(err)
	}
	for _, d := range []int64{1, 11, 12, 13} {
		m, ok := MixOf(table, d, above)
		fmt.Println(d, ok, m)
	}
	// Output:
	// 1 true {1 [{work 50} {seek 26} { 24}]}
	// 11 true {11 [{work 60} {seek 23} { 17}]}
	// 12 true {1 [{work 50} {seek 26} { 24}]}
	// 13 true {1 [{work 50} {seek 26} { 24}]}
}

// Whatever the counts, nothing published is of 1 to 10 people.
func TestTheMixSaysNothingOfAFew(t *testing.T) {
	t.Parallel()
	situations := []string{"work", "study", "seek", "retired"}
	rapid.Check(t, func(t *rapid.T) {
		above := func(d int64) int64 {
			if d >= 10 {
				return d / 10
			}
			return 0
		}
		counts := map[int64]map[string]int{}
		for up := int64(1); up <= 2; up++ {
			counts[up] = map[string]int{}
			for child := up * 10; child < up*10+int64(rapid.IntRange(1, 5).Draw(t, "children")); child++ {
				counts[child] = map[string]int{}
				for _, s := range situations {
					n := rapid.OneOf(rapid.IntRange(0, 25), rapid.Just(0)).Draw(t, "people")
					counts[child][s] = n
					counts[up][s] += n
				}
			}
		}
		table, err := MixTable(counts, above)
		if err != nil {
			t.Fatal(err)
		}
		for d, m := range table {
			percents, known := 0, 0
			for _, s := range m.Shares {
				percents += s.Percent
				n := counts[d][s.Situation]
				if s.Situation == "" {
					continue
				}
				known += n
				if n < MixLeast {
					t.Fatalf("%d people %s in %d", n, s.Situation, d)
				}
			}
			if rest := people(counts[d]) - known; rest != 0 && rest < MixLeast {
				t.Fatalf("%d others in %d", rest, d)
			}
			if percents != 100 {
				t.Fatalf("%d %%: %v", percents, m)
			}
		}
	})
}
