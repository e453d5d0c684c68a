package directory

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBeginsWord(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, word string
		want       bool
	}{
		{"Épicerie solidaire", "epi", true},
		{"Épicerie solidaire", "soli", true},
		{"Épicerie solidaire", "cerie", false},
		{"L’œuvre du Cœur", "oeuvre", true},
		{"L’œuvre du Cœur", "coeur", true},
		{"Saint-Barnabé", "barnabe", true},
		{"13e arrondissement", "13", true},
		{"13e arrondissement", "3e", false},
		{"Việt", "viet", true},
		{"e\u0301te\u0301", "ete", true}, // accents written apart
		{"مطعم", "مط", true},
		{"", "a", false},
		{"aab aac", "aac", true},
	} {
		if got := beginsWord(c.text, c.word); got != c.want {
			t.Errorf("beginsWord(%q, %q) = %v", c.text, c.word, got)
		}
	}
}

func TestBeginsWordIsPrefixOfFoldedWords(t *testing.T) {
	t.Parallel()
	letters := rapid.StringOf(rapid.SampledFrom([]rune("aàbéœ’- 1Zß\u0301")))
	rapid.Check(t, func(t *rapid.T) {
		text, word := letters.Draw(t, "text"), strings.Join(foldedWords(letters.Draw(t, "word")), "")
		if word == "" {
			return
		}
		want := false
		for _, w := range foldedWords(text) {
			want = want || strings.HasPrefix(w, word)
		}
		if got := beginsWord(text, word); got != want {
			t.Fatalf("beginsWord(%q, %q) = %v, folded words %q", text, word, got, foldedWords(text))
		}
	})
}

func TestMatcherKnowsCategories(t *testing.T) {
	t.Parallel()
	shower, err := CategoryNamed("shower")
	if err != nil {
		t.Fatal(err)
	}
	p := Place{Name: "Le Bon Accueil", Categories: shower, Address: Address{City: "Marseille"}}
	for text, want := range map[string]bool{
		"douche": true, "DOUCHES": false, "shower marseille": true, "accueil": true, "accueil lyon": false, "": true,
	} {
		f := PlaceFilter{Text: text}
		match := f.matcher()
		if got := match == nil || match(&p); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
