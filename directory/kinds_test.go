package directory_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/alentour/alentour/directory"
)

func TestKindsTable(t *testing.T) {
	t.Parallel()
	if len(directory.Kinds) > 64 {
		t.Fatal("more kinds than bits")
	}
	codes := map[string]bool{}
	families := map[string]int{}
	for _, f := range directory.KindFamilies {
		families[f.Code] = 0
		if codes[f.Code] || f.FR == "" || f.EN == "" || f.Icon == "" {
			t.Errorf("family %q: twice, or without words or pictogram", f.Code)
		}
		codes[f.Code] = true
	}
	for _, k := range directory.Kinds {
		if codes[k.Code] || k.FR == "" || k.EN == "" || k.Icon == "" {
			t.Errorf("kind %q: twice, also a family, or without words or pictogram", k.Code)
		}
		codes[k.Code] = true
		if _, known := families[k.Family]; !known {
			t.Errorf("kind %q: family %q is not known", k.Code, k.Family)
		}
		families[k.Family]++
	}
	for family, kinds := range families {
		set, err := directory.KindNamed(family)
		if kinds == 0 || err != nil || len(set.Codes()) != kinds {
			t.Errorf("family %q: %d kinds, %v (%v)", family, kinds, set, err)
		}
	}
}

// The five examples of the mission each have a kind of their own.
func TestKindsOfTheMission(t *testing.T) {
	t.Parallel()
	examples := []string{"language_lessons", "computer_lessons", "portrait", "clothes", "cv"}
	set, err := directory.KindsNamed(examples)
	if err != nil || len(set.Codes()) != len(examples) || slices.Contains(set.Codes(), "other") {
		t.Errorf("%v, %v", set.Codes(), err)
	}
	if set.Sensitive() {
		t.Error("sensitive")
	}
	health, err := directory.KindNamed("health")
	if err != nil || !health.Sensitive() {
		t.Errorf("health: %v, %v", health, err)
	}
	for _, wrong := range []string{"food", "CV", "", "magic"} {
		var invalid *directory.Invalid
		if _, err := directory.KindsNamed([]string{"cv", wrong}); !errors.As(err, &invalid) || invalid.Param != "kinds" {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
