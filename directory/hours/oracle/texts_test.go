package oracle_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/osm/osmpbf"

	"github.com/alentour/alentour/directory/hours"
)

// listedTexts are those of testdata/texts.txt.
func listedTexts(t *testing.T) (texts []string) {
	t.Helper()
	list, err := os.ReadFile("testdata/texts.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, "#") {
			texts = append(texts, line)
		}
	}
	return texts
}

func generatedTexts(n int) []string {
	g := generator{rand.New(rand.NewPCG(*seed, 0))}
	texts := make([]string, n)
	for i := range texts {
		texts[i] = g.value()
	}
	return texts
}

// demoTexts are the hours in the source of the demo city.
func demoTexts(t *testing.T) (texts []string) {
	t.Helper()
	files, err := filepath.Glob("../../../data/marseille/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("the demo city's source: %d files, %v", len(files), err)
	}
	form := regexp.MustCompile(`^(24/7|(Mo|Tu|We|Th|Fr|Sa|Su|Jan|Jun|Jul|Apr|Oct|Nov|sunrise)\b.*(\d|\bsunset)\b.*)$`)
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil && form.MatchString(text) {
					texts = append(texts, text)
				}
			}
			return true
		})
	}
	return distinct(texts)
}

// extractTexts are all opening_hours of the OSM extracts, where these are beside the repository.
func extractTexts(t *testing.T) (texts []string) {
	t.Helper()
	files, err := filepath.Glob("../../../../shared/data/places/*.osm.pbf")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no OSM extracts beside the repository")
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		scanner := osmpbf.New(context.Background(), f, 1)
		defer scanner.Close()
		for scanner.Scan() {
			tagged, ok := scanner.Object().(interface{ TagMap() map[string]string })
			if !ok {
				continue
			}
			for key, text := range tagged.TagMap() {
				if strings.HasPrefix(key, "opening_hours") {
					texts = append(texts, text)
				}
			}
		}
		if err := scanner.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return distinct(texts)
}

func distinct(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

// schoolRows are the school holidays that the reference knows; of Moselle it knows none.
func (c *comparison) schoolRows() (rows []hours.Row) {
	if c.where != bouchesDuRhone {
		return nil
	}
	from := time.Date(2020, 1, 1, 0, 0, 0, 0, c.zone)
	for _, i := range c.lookUp("SH", from, 6*366+300) {
		to := time.Unix(i.To-1, 0).In(c.zone)
		rows = append(rows, hours.Row{Kind: hours.School, Region: "FR", Name: i.Comment, From: time.Unix(i.From, 0).In(c.zone), To: to})
	}
	return rows
}

// sunRows are the reference's sun times.
func (c *comparison) sunRows() (rows []hours.Row) {
	const days = 4 * 365
	from := time.Date(2022, 12, 1, 0, 0, 0, 0, c.zone)
	light, day := c.lookUp("dawn-dusk", from, days), c.lookUp("sunrise-sunset", from, days)
	if len(light) != days || len(day) != days {
		c.t.Fatalf("the reference knows %d dawns and %d sunrises of %d days", len(light), len(day), days)
	}
	minute := func(s int64) hours.Minute {
		at := time.Unix(s, 0).In(c.zone)
		return hours.Minute(at.Hour()*60 + at.Minute())
	}
	for i := range light {
		date := from.AddDate(0, 0, i)
		rows = append(rows, hours.Row{Kind: hours.Sun, Region: "FR", From: date, To: date, Sun: hours.SunTimes{
			Dawn: minute(light[i].From), Rise: minute(day[i].From), Set: minute(day[i].To), Dusk: minute(light[i].To),
		}})
	}
	return rows
}

// holidayNames pairs both sides' names of the same public holidays: the comment of a rule without another.
func (c *comparison) holidayNames() map[string]string {
	names := map[string]string{}
	ours := hours.Compile("PH", c.calendar)
	for _, i := range c.lookUp("PH", time.Date(2023, 1, 1, 0, 0, 0, 0, c.zone), 4*365) {
		_, name := ours.State(time.Unix(i.From, 0))
		names[i.Comment] = name
		for _, near := range []string{"Day before ", "Day after "} {
			names[near+i.Comment] = near + name
		}
	}
	return names
}

// lookUp asks the reference for a text that stands for a table.
func (c *comparison) lookUp(text string, from time.Time, days int) []interval {
	if err := c.reference.Ask(question{text, c.where.state, [][2]int64{window(c.zone, from, days)}}); err != nil {
		c.t.Fatal(err)
	}
	var theirs said
	if err := c.reference.Next(&theirs); err != nil {
		c.t.Fatal(err)
	}
	if theirs.Error != nil {
		c.t.Fatalf("the reference on %q: %s", text, *theirs.Error)
	}
	return theirs.Answers[0]
}
