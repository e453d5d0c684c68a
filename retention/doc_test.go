package retention

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// What the pages say about how long things are kept is made from the table that the night goes by.
func TestPagesSayWhatTheTableSays(t *testing.T) {
	t.Parallel()
	for path, made := range map[string]string{
		"../docs/privacy.md":            asTable(),
		"../docs/fr/confidentialite.md": asList("fr"),
		"../docs/en/privacy-notice.md":  asList("en"),
	} {
		const begin, end = "<!-- retention -->\n", "<!-- /retention -->"
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(raw), begin)
		within, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("%s: no place for the table", path)
		}
		if within == made {
			continue
		}
		if !*update {
			t.Errorf("%s says something else than the table: go test ./retention -update, and give the notice a new version", path)
			continue
		}
		if err := os.WriteFile(path, []byte(before+begin+made+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func asList(lang string) string {
	var b strings.Builder
	for _, r := range Table() {
		what := []rune(r.What.In(lang))
		colon := Words{" :", ":"}.In(lang)
		fmt.Fprintf(&b, "- **%s%s**%s %s.\n", strings.ToUpper(string(what[0])), string(what[1:]), colon, r.Kept(lang))
	}
	return b.String()
}

func asTable() string {
	var b strings.Builder
	b.WriteString("| rule | what | how long | why | tables |\n|---|---|---|---|---|\n")
	for _, r := range Table() {
		tables := "`" + strings.Join(strings.Fields(r.Holds), "` `") + "`"
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.Code, r.What.EN, r.Kept("en"), r.Why.EN, tables)
	}
	return b.String()
}

func TestSpansInWordsAndOnTheCalendar(t *testing.T) {
	t.Parallel()
	at := time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		span           Span
		fr, en, before string
	}{
		{Span{Years: 2}, "2 ans", "2 years", "2026-03-01T12:00:00Z"},
		{Span{Years: 1}, "1 an", "1 year", "2027-03-01T12:00:00Z"},
		{Span{Months: 6}, "6 mois", "6 months", "2027-08-29T12:00:00Z"},
		{Span{Days: 30}, "30 jours", "30 days", "2028-01-30T12:00:00Z"},
		{Span{Minutes: 10}, "10 minutes", "10 minutes", "2028-02-29T11:50:00Z"},
	} {
		if fr, en, before := c.span.In("fr"), c.span.In("en"), c.span.Before(at).Format(time.RFC3339); fr != c.fr || en != c.en || before != c.before {
			t.Errorf("%+v: %q, %q, %s", c.span, fr, en, before)
		}
	}
}

// Every line says what, since when and why, in both languages.
func TestLinesAreWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range Table() {
		if seen[r.Code] || r.Code == "" {
			t.Errorf("%q stands twice, or has no code", r.Code)
		}
		seen[r.Code] = true
		words := []string{r.What.FR, r.What.EN, r.Why.FR, r.Why.EN, r.Holds}
		if r.by != never {
			words = append(words, r.From.FR, r.From.EN)
		}
		for _, w := range words {
			if strings.TrimSpace(w) == "" {
				t.Errorf("%s: something is not said", r.Code)
			}
		}
		if (r.by == atNight) != (r.past != "") {
			t.Errorf("%s: nobody takes it away, or two do", r.Code)
		}
	}
}
