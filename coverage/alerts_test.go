package coverage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/alentour/alentour/directory"
)

// TestByChance is the lady who tastes tea (R. A. Fisher, The Design of Experiments, 1935): all four cups right by chance 1 in 70, three or
// more 17 in 70.
func TestByChance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of   counted
		want float64
	}{{counted{4, 4, 0, 4}, 1. / 70}, {counted{3, 4, 1, 4}, 17. / 70}, {counted{0, 4, 4, 4}, 1}, {counted{5, 9, 0, 0}, 1}} {
		if got := byChance(c.of); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v: %g, want %g", c.of, got, c.want)
		}
	}
}

// TestDoubled: a share that stays as it is is hardly ever called doubled, one that becomes four times as great almost always.
func TestDoubled(t *testing.T) {
	t.Parallel()
	const tries = 4000
	draw := rand.New(rand.NewPCG(8, 31))
	some := func(n int, p float64) (k int) {
		for range n {
			if draw.Float64() < p {
				k++
			}
		}
		return k
	}
	for _, n := range []int{5, 20, 75} {
		wrong, right := 0, 0
		for range tries {
			before := some(n, .1)
			if doubled(counted{some(n, .1), n, before, n}) {
				wrong++
			}
			if doubled(counted{some(n, .5), n, before, n}) {
				right++
			}
		}
		t.Logf("of %d requests: %.2f %% by chance, %.0f %% of those where it is so", n, 100*float64(wrong)/tries, 100*float64(right)/tries)
		if wrong > tries/200 {
			t.Errorf("of %d requests: %d of %d by chance", n, wrong, tries)
		}
		if n == 75 && right < tries*95/100 {
			t.Errorf("of %d requests: only %d of %d seen", n, right, tries)
		}
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		offer, left, asked int
		want               bool
	}{
		"two for five":                      {2, 0, 5, true},
		"two for four":                      {2, 0, 4, false},
		"three for six":                     {3, 0, 6, false},
		"none for four, as ever":            {0, 0, 4, false},
		"nobody asks":                       {0, 9, 0, false},
		"two of ten are gone":               {8, 2, 14, false},
		"three of ten are gone, as many go": {7, 3, 9, true},
		"three of ten are gone, few ask":    {7, 3, 4, false},
		"all four are gone, and two ask":    {0, 4, 2, true},
		"all two are gone, and two ask":     {0, 2, 2, false},
		"five came":                         {7, -5, 9, false},
	} {
		if got := short(counted{c.offer, c.left, c.asked}); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// known is a district with supply, four weeks ago and now.
func known(was, now Supply, asked map[string]int) *past {
	was.At, now.At = time.Unix(1, 0), time.Unix(2, 0)
	return &past{
		now:    &Figures{Supply: now, Need: Need{RequestsByKind: asked}},
		before: &Figures{}, weeks: []*Figures{{Supply: now}, {Supply: was}},
	}
}

func TestLosses(t *testing.T) {
	t.Parallel()
	count := func(code string, n int) map[string]int { return map[string]int{code: n} }
	for name, c := range map[string]struct {
		of    *past
		above map[topic]bool
		want  []string
	}{
		"nothing": {of: known(Supply{}, Supply{}, nil)},
		"the last shower on Sundays": {
			of: known(Supply{Sundays: count("shower", 1)}, Supply{}, nil), want: []string{"sunday_lost shower call"},
		},
		"one of two showers": {of: known(Supply{Sundays: count("shower", 2)}, Supply{Sundays: count("shower", 1)}, nil)},
		"told above": {
			of: known(Supply{Sundays: count("shower", 1)}, Supply{}, nil), above: map[topic]bool{{SundayLost, "shower"}: true},
		},
		"half of the places": {
			of: known(Supply{AllPlaces: 6, Fresh: 6}, Supply{AllPlaces: 6, Fresh: 3}, nil), want: []string{"places_unconfirmed  confirm"},
		},
		"one place in four": {of: known(Supply{}, Supply{AllPlaces: 12, Fresh: 9}, nil)},
		"two small places":  {of: known(Supply{}, Supply{AllPlaces: 2}, nil)},
	} {
		var got []string
		c.of.losses(c.above, func(a Alert) {
			got = append(got, fmt.Sprintln(a.Kind, a.Sub, a.Act))
			if len(a.Evidence) == 0 {
				t.Errorf("%s: %s without evidence", name, a.Kind)
			}
		})
		for i := range got {
			got[i] = got[i][:len(got[i])-1]
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	ahead := known(Supply{Sundays: count("shower", 1)}, Supply{}, nil)
	ahead.now.Supply.At = time.Time{}
	if len(ahead.losses(nil, func(a Alert) { t.Errorf("%s, though nobody looked", a.Kind) })) != 0 {
		t.Error("something is told of what nobody looked at")
	}
}

// TestServed: associations are known for every kind of help.
func TestServed(t *testing.T) {
	t.Parallel()
	for _, k := range directory.Kinds {
		if a := (Alert{Kind: VolunteersShort, Sub: k.Code}); a.about() == 0 {
			t.Errorf("nobody knows about %s", k.Code)
		}
	}
	for _, c := range directory.Categories {
		if a := (Alert{Kind: SundayLost, Sub: c.Code}); a.about()&setOf([]string{c.Code}) == 0 {
			t.Errorf("nobody knows about %s", c.Code)
		}
	}
	if a := (Alert{Kind: PlacesUnconfirmed}); a.about() != 0 {
		t.Error("places that nobody confirmed are not of one kind")
	}
}
