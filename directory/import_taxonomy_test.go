package directory_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/alentour/alentour/directory"
)

// The table of categories knows every theme of the State's vocabulary, and no other.
func TestCategoriesCoverDataInclusion(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(sharedFile(t, "taxonomy/data-inclusion/thematiques.json"))
	if err != nil {
		t.Fatal(err)
	}
	var themes []struct{ Value string }
	if err := json.Unmarshal(text, &themes); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, theme := range themes {
		known[theme.Value] = true
	}
	row := map[string]string{}
	for _, c := range directory.Categories {
		for _, theme := range c.DataInclusion {
			if !known[theme] {
				t.Errorf("category %s: %q is not in the vocabulary", c.Code, theme)
			}
			if other, twice := row[theme]; twice {
				t.Errorf("%q stands in %s and in %s", theme, other, c.Code)
			}
			row[theme] = c.Code
		}
	}
	for theme := range known {
		if row[theme] == "" {
			t.Errorf("no category for %q", theme)
		}
	}
}

func TestOSMColumnIsWellFormed(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, c := range directory.Categories {
		for _, rule := range c.OSM {
			for condition := range strings.SplitSeq(rule, "&") {
				if key, value, ok := strings.Cut(condition, "="); !ok || key == "" || value == "" || value == "*" {
					t.Errorf("category %s: %q is not key=value", c.Code, rule)
				}
			}
			if other, twice := seen[rule]; twice {
				t.Errorf("%q stands in %s and in %s", rule, other, c.Code)
			}
			seen[rule] = c.Code
		}
	}
}
