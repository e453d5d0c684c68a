// Package oracle_test asks the reference implementation of opening_hours, npm's opening_hours, for a second opinion.
//
//	generated, listed, demo city's, OSM extracts' texts × windows ──▶ reference.mjs (node, JSON lines) ─┐
//	                                     └──────────────────────────▶ hours.Compile, Intervals ────────┴▶ compared
//
// Windows lie around the nights when clocks change, holidays, leap days and the ends of years. Both sides have the same
// school holidays and sun times: those of the reference. Each disagreement has a reason (reasons_test.go) and stands in
// testdata/disagreements.golden; one without a reason fails the test, and so does one in the file that is gone.
//
// Not here: what is right where both agree; that is what the tests of hours say.
package oracle_test

import (
	"flag"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/data/oracle"
	"github.com/alentour/alentour/directory/hours"
)

var (
	update = flag.Bool("update", false, "rewrite the golden files")
	count  = flag.Int("count", defaultCount, "how many texts to generate")
	seed   = flag.Uint64("seed", defaultSeed, "of the generated texts; with another than the default the golden file is not compared")
)

// What the golden files were written with.
const (
	defaultCount = 3000
	defaultSeed  = 3
)

// agreementWanted of the intervals, where both answer.
const agreementWanted = 0.999

// A place in the words of both sides: a region of ISO 3166 and what Nominatim calls its state.
type place struct{ region, state string }

var (
	bouchesDuRhone = place{"FR-13", "Provence-Alpes-Côte d'Azur"}
	moselle        = place{"FR-57", "Moselle"}
)

func TestAgreesWithTheReference(t *testing.T) {
	t.Parallel()
	c := newComparison(t, bouchesDuRhone)
	c.compare(slices.Concat(listedTexts(t), demoTexts(t), generatedTexts(*count)))
	c.conclude("disagreements-FR-13")
}

// A region with holidays of its own, whose school holidays the reference does not know.
func TestAgreesInMoselle(t *testing.T) {
	t.Parallel()
	c := newComparison(t, moselle)
	c.compare(slices.DeleteFunc(append(listedTexts(t), generatedTexts(*count/4)...), regexp.MustCompile(`(?i)SH|school`).MatchString))
	c.conclude("disagreements-FR-57")
}

func TestAgreesOnOSMExtracts(t *testing.T) {
	t.Parallel()
	texts := extractTexts(t)
	c := newComparison(t, bouchesDuRhone)
	c.compare(texts)
	c.conclude("extracts")
}

// comparison of both sides' answers for one place.
type comparison struct {
	t         *testing.T
	where     place
	zone      *time.Location
	calendar  *hours.Calendar
	reference *oracle.Program
	names     map[string]string // of public holidays: theirs to ours

	texts, refusedByBoth, refusedByOne, windows, differing, intervals, spots int

	found []disagreement
}

func newComparison(t *testing.T, where place) *comparison {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	c := &comparison{t: t, where: where, zone: zone, reference: newReference(t)}
	c.calendar = hours.NewCalendar(zone, where.region, []hours.Table{{Source: "opening_hours", Rows: append(c.schoolRows(), c.sunRows()...)}})
	c.names = c.holidayNames()
	return c
}

// compare asks both sides for every text within windows that are drawn for it.
func (c *comparison) compare(texts []string) {
	questions := make([]question, len(texts))
	for i, text := range texts {
		hash := fnv.New64a()
		hash.Write([]byte(text))
		questions[i] = question{text, c.where.state, c.drawWindows(rand.New(rand.NewPCG(*seed, hash.Sum64())))}
	}
	asked := make(chan error, 1)
	go func() {
		for _, q := range questions {
			if err := c.reference.Ask(q); err != nil {
				asked <- err
				return
			}
		}
		asked <- nil
	}()
	for _, q := range questions {
		var theirs said
		if err := c.reference.Next(&theirs); err != nil {
			c.t.Fatal(err)
		}
		c.judge(q, theirs)
	}
	if err := <-asked; err != nil {
		c.t.Fatal(err)
	}
}

// drawWindows are three of some days around which something happens, and one of some months.
func (c *comparison) drawWindows(random *rand.Rand) [][2]int64 {
	date := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, c.zone)
	}
	occasions := []time.Time{
		date(2024, 3, 28), date(2025, 3, 28), // clocks go forward on the 31st, 30th
		date(2024, 10, 24), date(2025, 10, 23), // and back on the 27th, 26th
		date(2023, 12, 23), date(2024, 12, 22), date(2025, 12, 24), // Christmas and the end of the year
		date(2024, 4, 29), date(2024, 5, 17), date(2025, 4, 16), date(2024, 7, 11), date(2024, 8, 12), date(2025, 11, 1), // holidays
		date(2024, 2, 26), date(2025, 2, 25), // the end of February with and without a leap day
		date(2025, 6, 10), date(2024, 9, 18), // nothing
	}
	windows := make([][2]int64, 0, 4)
	for range 3 {
		from := occasions[random.IntN(len(occasions))]
		windows = append(windows, window(c.zone, from, 9))
	}
	windows[2][0] += 60 * int64(random.IntN(24*60)) // and from the middle of a day
	from := date(2024, 1, 1+random.IntN(640))
	return append(windows, window(c.zone, from, 120))
}

// judge compares the answers to a question.
func (c *comparison) judge(q question, theirs said) {
	c.texts++
	schedule := hours.Compile(q.Text, c.calendar)
	refusal := schedule.Err()
	switch {
	case refusal != nil && theirs.Error != nil:
		c.refusedByBoth++
		return
	case refusal != nil:
		c.refusedByOne++
		c.found = append(c.found, disagreement{text: q.Text, ours: "refuse", theirs: "read"})
		return
	case theirs.Error != nil:
		c.refusedByOne++
		c.found = append(c.found, disagreement{text: q.Text, ours: "read", theirs: "refuse"})
		return
	}
	for i, w := range q.Windows {
		c.windows++
		c.intervals += len(theirs.Answers[i])
		ours := seen(schedule.Intervals(time.Unix(w[0], 0), time.Unix(w[1], 0)))
		if !inOrder(w, ours) {
			c.t.Errorf("%s: intervals of %v out of order or not merged: %v", q.Text, w, ours)
		}
		spots := compare(w, ours, c.renamed(theirs.Answers[i]))
		if len(spots) > 0 {
			c.differing++
			c.spots += len(spots)
		}
		for _, s := range spots {
			c.found = append(c.found, disagreement{
				text: q.Text, from: time.Unix(s.From, 0).In(c.zone), to: time.Unix(s.To, 0).In(c.zone),
				ours: s.ours.String(), theirs: s.theirs.String(), atStart: s.From == w[0],
			})
		}
	}
}

// renamed gives public holidays the names that we give them.
func (c *comparison) renamed(list []interval) []interval {
	for i := range list {
		if name, ok := c.names[list[i].Comment]; ok {
			list[i].Comment = name
		}
	}
	return list
}

func seen(list []hours.Interval) []interval {
	out := make([]interval, len(list))
	for i, one := range list {
		out[i] = interval{one.From.Unix(), one.To.Unix(), holds{one.State.String(), one.Comment}}
	}
	return out
}

// inOrder says whether intervals stand one after the other within a window, neighbours that touch being different.
func inOrder(window [2]int64, list []interval) bool {
	at, last := window[0], closed
	for _, i := range list {
		if i.From < at || i.To <= i.From || i.holds == closed || i.From == at && i.holds == last {
			return false
		}
		at, last = i.To, i.holds
	}
	return at <= window[1]
}

// spot is a time of which the two sides do not say the same.
type spot struct {
	From, To     int64
	ours, theirs holds
}

// compare walks through a window along the edges of both sides.
func compare(window [2]int64, ours, theirs []interval) (spots []spot) {
	for at := window[0]; at < window[1]; {
		a, untilA := holding(&ours, at, window[1])
		b, untilB := holding(&theirs, at, window[1])
		until := min(untilA, untilB)
		commented := a.Comment != "" && b.Comment != ""
		if a.State != b.State || commented && a.Comment != b.Comment {
			if n := len(spots); n > 0 && spots[n-1].To == at && spots[n-1].ours == a && spots[n-1].theirs == b {
				spots[n-1].To = until
			} else {
				spots = append(spots, spot{at, until, a, b})
			}
		}
		at = until
	}
	return spots
}

// holding is what holds at an instant and until when; what ends before is dropped from the list.
func holding(list *[]interval, at, end int64) (holds, int64) {
	for len(*list) > 0 && (*list)[0].To <= at {
		*list = (*list)[1:]
	}
	switch {
	case len(*list) == 0:
		return closed, end
	case at < (*list)[0].From:
		return closed, (*list)[0].From
	}
	return (*list)[0].holds, (*list)[0].To
}

// conclude prints the counts, compares with the golden file and fails where something has no reason.
func (c *comparison) conclude(golden string) {
	agreement := 1 - float64(c.spots)/float64(max(1, c.intervals))
	c.t.Logf("seed %d, %s: %d texts, %d refused by both, %d by one; %d windows, %d differ; %d intervals, %d differ: %.3f %% agree",
		*seed, c.where.region, c.texts, c.refusedByBoth, c.refusedByOne, c.windows, c.differing, c.intervals, c.spots, 100*agreement)
	if agreement < agreementWanted {
		c.t.Errorf("%.3f %% agree; wanted %.1f %%", 100*agreement, 100*agreementWanted)
	}
	text, unexplained := explain(c.found)
	for line := range strings.Lines(text) {
		if strings.Contains(line, " texts, ") {
			c.t.Log(line)
		}
	}
	for i, d := range unexplained {
		if i == 150 {
			c.t.Errorf("and %d more", len(unexplained)-i)
			break
		}
		c.t.Errorf("no reason is known for\n%s", d)
	}
	if c.t.Failed() || *seed != defaultSeed || *count != defaultCount {
		return
	}
	file := "testdata/" + golden + ".golden"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			c.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	if string(want) != text {
		c.t.Errorf("the disagreements are not those of %s; read the difference, then go test -update:\n%s", file, lineDifference(string(want), text))
	}
}

// lineDifference are the lines that only one of two texts has.
func lineDifference(want, got string) string {
	var out strings.Builder
	only := func(sign, a, b string) {
		has := map[string]bool{}
		for line := range strings.Lines(b) {
			has[line] = true
		}
		for line := range strings.Lines(a) {
			if !has[line] {
				out.WriteString(sign + line)
			}
		}
	}
	only("- ", want, got)
	only("+ ", got, want)
	return out.String()
}
