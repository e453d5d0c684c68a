package matching_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/matching"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Every part of a score in words, in the form in which a person reviews them.
func TestReasonsAreReviewed(t *testing.T) {
	t.Parallel()
	parts := []matching.Part{
		{matching.PartNear, -0.5, 5},
		{matching.PartNear, -4, 15},
		{matching.PartNear, -30, -6},
		{matching.PartDistrict, 3, 0},
		{matching.PartLanguage, 0, 2},
		{matching.PartLanguage, 1, len(directory.Languages) - 1},
		{matching.PartFree, 0, 100},
		{matching.PartFree, -4, 50},
		{matching.PartFree, -1, -1},
		{matching.PartAnswers, 0, -1},
		{matching.PartAnswers, 4, 46},
		{matching.PartAnswers, -6, 20},
		{matching.PartRested, 0, -1},
		{matching.PartRested, -20, 0},
		{matching.PartRested, -2, 5},
		{matching.PartRested, 0, 21},
		{matching.PartRested, 0, 200},
		{matching.PartSpared, -1, 93},
		{matching.PartSpared, -9, 52},
		{matching.PartFair, 2.5, 0},
		{matching.PartFair, 1, 1},
		{matching.PartFair, -5, 4},
	}
	for i := range directory.KindFamilies {
		parts = append(parts, matching.Part{Code: matching.PartHelped, Value: 3, N: i})
	}
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "%s\n", p)
		for _, lang := range []string{"fr", "en"} {
			fmt.Fprintf(&b, "  %s  %s\n", lang, p.Explain(lang))
			if you := p.Reason(lang); you != "" {
				fmt.Fprintf(&b, "      %s\n", you)
			}
		}
	}
	const golden = "testdata/reasons.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("the words have changed: review them with -update\n%s", b.String())
	}
}

// What a volunteer is told is why it is them, the most telling first, and never what speaks against it.
func TestReasonsForTheVolunteer(t *testing.T) {
	t.Parallel()
	parts := []matching.Part{
		{matching.PartNear, -4, 15},
		{matching.PartDistrict, 3, 0},
		{matching.PartHelped, 3, matching.FamilyNamed("administrative")},
		{matching.PartAnswers, -6, 20},
		{matching.PartRested, -20, 0},
		{matching.PartFair, -5, 4},
	}
	got := strings.Join(matching.Reasons(parts, "fr", 9), " ")
	if want := "C’est votre quartier. Vous avez déjà aidé pour des papiers. C’est à moins de 15 minutes à pied."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := matching.Reasons(parts, "en", 1); len(got) != 1 || got[0] != "It is in your neighbourhood." {
		t.Errorf("the first reason: %q", got)
	}
}

func FuzzParsePart(f *testing.F) {
	for _, s := range []string{"near:-2.5:15", "fair:0:0", "near:NaN:1", "x:1:1", "near:1", "near:1:1:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := matching.ParsePart(text)
		if err != nil {
			return
		}
		if again, err := matching.ParsePart(p.String()); err != nil || again != p {
			t.Errorf("%q reads as %v, then %v, %v", text, p, again, err)
		}
		if p.Explain("fr") == "" || p.Explain("en") == "" {
			t.Errorf("%v has no words", p)
		}
	})
}
