package web

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/community/recur"
)

// A choice of the form makes a rule that takes the day that was typed, and the form shows the same choice again.
func TestChoicesOfARuleComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		start := time.Date(2026, 1, 1, 18, 30, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 2000).Draw(rt, "day"))
		choice := rapid.SampledFrom(repeats).Draw(rt, "choice")
		until := rapid.SampledFrom([]string{"", start.AddDate(1, 0, 0).Format(time.DateOnly)}).Draw(rt, "until")
		if choice == "" {
			until = ""
		}
		text, ok := ruleOf(choice, start, until)
		if !ok {
			rt.Fatalf("%q makes no rule", choice)
		}
		if again, last := choiceOfRule(text, start); again != choice || last != until {
			rt.Fatalf("%s of %v is shown as %q until %q, not %q until %q", text, start, again, last, choice, until)
		}
		if choice == "" {
			return
		}
		rule, err := recur.Parse(text)
		if err != nil {
			rt.Fatal(err)
		}
		series := recur.Series{Zone: time.UTC, Start: recur.WallOf(start), Length: time.Hour, Rule: &rule}
		if aligned, ok := series.Aligned(); !ok || aligned.Start != series.Start {
			rt.Fatalf("%s does not take %v", text, start)
		}
	})
}

func TestNoChoiceMakesTheseRules(t *testing.T) {
	t.Parallel()
	thursday := time.Date(2026, 12, 3, 18, 30, 0, 0, time.UTC)
	for _, rule := range []string{"FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=MONTHLY;BYDAY=1TH;COUNT=5", "FREQ=DAILY;INTERVAL=3"} {
		if choice, _ := choiceOfRule(rule, thursday); choice != "kept" {
			t.Errorf("%s is shown as %q", rule, choice)
		}
	}
	if _, ok := ruleOf("hourly", thursday, ""); ok {
		t.Error("a choice that the form does not have makes a rule")
	}
	if _, ok := ruleOf("weekly", thursday, "tomorrow"); ok {
		t.Error("a day that is none ends a rule")
	}
}

func TestAPriceInEuros(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 0, "3": 300, "3,50": 350, " 2.5 € ": 250, "0": 0} {
		if got, err := cents(text); err != nil || got != want {
			t.Errorf("%q is %d cents, want %d: %v", text, got, want, err)
		}
	}
	for _, text := range []string{"-1", "much", "1e9", "NaN"} {
		if got, err := cents(text); err == nil {
			t.Errorf("%q is %d cents", text, got)
		}
	}
}
