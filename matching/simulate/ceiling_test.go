package simulate

import (
	"slices"
	"testing"
)

func TestNobodyFillsMoreThanTheCeiling(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		for _, change := range []func(*Setting){func(*Setting) {}, func(s *Setting) { s.Volunteers, s.TirednessDays = 20, 0.01 }} {
			s := village(t, 300+seed)
			change(&s)
			most, err := NewCeiling(s)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range slices.Concat(Policies, []string{"alentour/5", "nearest-waves/20"}) {
				got := result(t, s, newPolicy(t, name))
				if got.Fill24h > most.Fill24h || got.MinDistrictFill > most.MinDistrictFill {
					t.Errorf("seed %d: %s fills %.3f, %.3f in the worst district, more than could be: %+v", s.Seed, name, got.Fill24h, got.MinDistrictFill, most)
				}
			}
		}
	}
}

// More volunteers, more that could be filled: next to nothing with one of them, nearly all with many.
func TestCeiling(t *testing.T) {
	t.Parallel()
	s := village(t, 310)
	few, many := s, s
	few.Volunteers, many.Volunteers = 1, 20_000
	var last Ceiling
	for _, one := range []Setting{few, s, many} {
		c, err := NewCeiling(one)
		if err != nil {
			t.Fatal(err)
		}
		if c.Fill24h <= last.Fill24h || c.MinDistrictFill < last.MinDistrictFill || c.MinDistrictFill > c.Fill24h {
			t.Errorf("%d volunteers: %+v, after %+v", one.Volunteers, c, last)
		}
		last = *c
	}
	if last.Fill24h < 0.97 {
		t.Errorf("where everybody helps, %.3f could be filled", last.Fill24h)
	}
}
