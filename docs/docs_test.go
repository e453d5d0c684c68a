package docs

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// What people agreed to can be named and found again: a text that changes has a new version and a new day.
func TestVersionsOfTexts(t *testing.T) {
	t.Parallel()
	const golden = "texts.golden"
	var now strings.Builder
	for _, code := range Codes() {
		for _, lang := range []string{"fr", "en"} {
			text := Read(code, lang)
			fmt.Fprintln(&now, code, lang, text.Version, text.SHA256)
		}
	}
	old, err := os.ReadFile(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	if string(old) == now.String() {
		return
	}
	released := string(old)
	for line := range strings.Lines(now.String()) {
		f := strings.Fields(line)
		for was := range strings.Lines(released) {
			w := strings.Fields(was)
			if f[0] == w[0] && f[1] == w[1] && f[2] == w[2] && f[3] != w[3] && !*update {
				t.Errorf("%s in %s has changed and is still version %s", f[0], f[1], f[2])
			}
		}
	}
	if !*update {
		t.Errorf("%s names other texts: give those that people have agreed to a new version, then go test ./docs -update", golden)
		return
	}
	if err := os.WriteFile(golden, []byte(now.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Both languages say the same things in the same order, in sentences that can be read aloud.
func TestTextsAreReadable(t *testing.T) {
	t.Parallel()
	sentence := regexp.MustCompile(`[.:?!;](\s|$)`)
	for _, code := range Codes() {
		fr, en := Read(code, "fr"), Read(code, "en")
		if len(fr.Blocks) != len(en.Blocks) {
			t.Errorf("%s: %d blocks in French, %d in English", code, len(fr.Blocks), len(en.Blocks))
		}
		for i := range min(len(fr.Blocks), len(en.Blocks)) {
			if len(fr.Blocks[i].Items) != len(en.Blocks[i].Items) || (fr.Blocks[i].Heading == "") != (en.Blocks[i].Heading == "") {
				t.Errorf("%s: block %d differs: %+v, %+v", code, i, fr.Blocks[i], en.Blocks[i])
			}
		}
		for _, text := range []Text{fr, en} {
			if text.Version == "" || text.Day == "" || text.Title == "" || len(text.SHA256) != 64 {
				t.Errorf("%s %s: %q, %q, %q", code, text.Lang, text.Version, text.Day, text.Title)
			}
			for _, b := range text.Blocks {
				for _, line := range append(b.Items, b.Text) {
					var said strings.Builder
					for _, s := range line {
						said.WriteString(s.Text)
						if strings.ContainsAny(s.Text, "*[]<>#") {
							t.Errorf("%s %s: Markdown that is not read: %q", code, text.Lang, s.Text)
						}
					}
					for _, one := range sentence.Split(said.String(), -1) {
						if n := len(strings.Fields(one)); n > 32 {
							t.Errorf("%s %s: a sentence of %d words: %q", code, text.Lang, n, one)
						}
					}
				}
			}
		}
	}
}
