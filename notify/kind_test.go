package notify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Every kind is whole: a known group, a link, and the same parameters in both languages.
func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[a-z][a-z0-9-]{0,47}$`)
	seen := map[string]bool{}
	for _, k := range Kinds() {
		if seen[k.Code] || !code.MatchString(k.Code) {
			t.Errorf("%q: twice, or not a code", k.Code)
		}
		seen[k.Code] = true
		if found, ok := kindOf(k.Code); !ok || found.Code != k.Code {
			t.Errorf("%s: kindOf does not find it", k.Code)
		}
		if _, ok := groupOf(k.Group); !ok {
			t.Errorf("%s: no group %q", k.Code, k.Group)
		}
		if !strings.HasPrefix(k.Link, "/") {
			t.Errorf("%s: link %q is not a path", k.Code, k.Link)
		}
		fr, en := Kind{Fr: k.Fr}, Kind{En: k.En}
		if !slices.Equal(fr.names(), en.names()) {
			t.Errorf("%s: parameters %v in French, %v in English", k.Code, fr.names(), en.names())
		}
		checkWords(t, k)
	}
	for _, g := range Groups() {
		if g.Fr == "" || g.En == "" || g.Ways[0] == Digest {
			t.Errorf("group %s is not whole", g.Code)
		}
	}
}

func checkWords(t *testing.T, k Kind) {
	for lang, w := range map[string]Words{"fr": k.Fr, "en": k.En} {
		if n := utf8.RuneCountInString(w.Title); n < 3 || n > 80 {
			t.Errorf("%s, %s: a title of %d signs", k.Code, lang, n)
		}
		if n := utf8.RuneCountInString(w.Text); n < 3 || n > 400 {
			t.Errorf("%s, %s: a text of %d signs", k.Code, lang, n)
		}
	}
	for name, terms := range k.Terms {
		if !slices.Contains(k.names(), name) {
			t.Errorf("%s: terms for %q, which no word names", k.Code, name)
		}
		for value, term := range terms {
			if term.Fr == "" || term.En == "" {
				t.Errorf("%s: %s=%s lacks words", k.Code, name, value)
			}
		}
	}
}

func ExampleKinds() {
	for _, k := range Kinds() {
		if k.Code == "role-given" {
			fmt.Println(k.words("fr", map[string]string{"role": "ambassador"}).Title)
			fmt.Println(k.words("en", map[string]string{"role": "gardener"}).Title)
		}
	}
	// Output:
	// Vous avez un nouveau rôle : ambassadeur de quartier
	// You have a new role: gardener
}
