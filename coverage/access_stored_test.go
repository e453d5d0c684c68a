package coverage_test

import (
	"encoding/json"
	"maps"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
)

// Access is read as it was written, to the last digit.
func TestAccessIsKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := coverage.Access{Residents: rapid.IntRange(0, math.MaxInt32).Draw(t, "residents")}
		for _, c := range directory.Categories {
			if rapid.Bool().Draw(t, c.Code) {
				if in.ByCategory == nil {
					in.ByCategory = map[string]coverage.Reach{}
				}
				in.ByCategory[c.Code] = coverage.Reach{
					Places: rapid.Float64Range(0, 1e9).Draw(t, "places"), Within10: rapid.Float64Range(0, 1).Draw(t, "within"),
				}
			}
		}
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out coverage.Access
		if err := json.Unmarshal(text, &out); err != nil || out.Residents != in.Residents || !maps.Equal(out.ByCategory, in.ByCategory) {
			t.Fatalf("%s is %v, not %v: %v", text, out, in, err)
		}
	})
	for _, text := range []string{`""`, `"x"`, `"1 meal 2"`, `"1 meal 2 x"`, `"1 meal x 2"`, `"1 meal 2 3 shower"`} {
		if err := json.Unmarshal([]byte(text), new(coverage.Access)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}

// What was noted of access before its values stood side by side is read as it was.
func TestAccessAsItWasKept(t *testing.T) {
	t.Parallel()
	c := newCountry(t, 1, 1)
	week := coverage.WeekOf(c.now(), mustZone(t)).Before().Before()
	c.exec(`
		insert into coverage_figures (city_id, period, district_id, until, at, people, supply)
		select coalesce(city_id, id), $1, id, $2, $2, '{}', case kind
			when 'city' then '{"supply": {}, "access": {"ByCategory": {"meal": {"n": 0.25, "of": 40}}, "Within10": {"meal": {"n": 0.5, "of": 40}}}}'
			when 'quartier' then '{"supply": {}, "access": {"ByCategory": {"meal": {"n": 0, "s": "missing"}}, "Within10": {"meal": {"n": 0, "s": "missing"}}}}'
			else '{"supply": {}, "access": {"ByCategory": null, "Within10": null}}' end::jsonb
		from districts`, week.String(), week.Until)
	missing := coverage.Value{State: coverage.Missing}
	for code, want := range map[string][2]coverage.Value{"c1": {{N: 0.25, Of: 40}, {N: 0.5, Of: 40}}, "c1-1": {missing, missing}, "c1-1-1": {missing, missing}} {
		if got := [2]coverage.Value{c.value(code, "access", "meal", week), c.value(code, "within_10_min", "meal", week)}; got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}
