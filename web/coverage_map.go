package web

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/web/sketch"
)

// choropleth is a map of figures that needs no script: each district in the colour of its class, its number on it where there is room.
type choropleth struct {
	Box    sketch.Box
	Areas  []shaded
	Legend []classRow
}

// shaded is a district on a map of figures.
type shaded struct {
	Path, URL string
	Title     string // what it is and what it has
	Class     string // "c0" to "c4" from little to much, "none", "withheld"
	First     bool   // one of those to look at first
	Borrowed  bool   // the value of a district above it
	X, Y      int
	Name      string // short; empty where there is no room for it
	Number    string // empty where there is no room, or none
	Small     bool   // no room for the number on a telephone
}

// classRow is one line of a legend.
type classRow struct {
	Class, Words string
	N            int // of districts
}

const (
	classes   = 5
	deskText  = 24.0 // height of a number on a wide screen, in units of the drawing
	phoneText = 38.0 // and on a telephone
	glyph     = 0.6  // width of a digit, of its height
)

// choropleth draws rows, which are of districts beside each other.
func (v *visit) choropleth(m *coverage.Measure, rows []coverRow, urlOf func(*directory.District) string) *choropleth {
	var corners []orb.Point
	var values []float64
	for _, r := range rows {
		if b := r.District.BBox; len(r.District.Outline) > 0 {
			corners = append(corners, orb.Point{b.West, b.South}, orb.Point{b.East, b.North})
		}
		if shown(r.Value) && !ofAnotherSize(m, r) {
			values = append(values, r.Value.N)
		}
	}
	if len(corners) == 0 {
		return nil
	}
	view, box := sketch.Fit(corners)
	breaks := sketch.Breaks(values, classes)
	c := &choropleth{Box: box}
	held := map[string]int{}
	for _, r := range rows {
		class := classOf(breaks, r.Value)
		if ofAnotherSize(m, r) {
			class = "withheld"
		}
		held[class]++
		a := shaded{
			Path: view.Path(r.District.Outline), URL: urlOf(r.District), Class: class, First: r.First, Borrowed: r.Value.From != 0,
			Title: r.District.Name + " · " + v.measured(m, r.Value),
		}
		a.X, a.Y = view.At(r.District.Centre)
		if a.Borrowed {
			a.Title += " · " + fmt.Sprintf(v.Cover.FromParent, v.districtName(r.Value.From))
		} else {
			a.write(shortName(r.District.Name), v.onMap(m, r.Value), view.Room(r.District.Outline, r.District.Centre))
		}
		c.Areas = append(c.Areas, a)
	}
	slices.SortStableFunc(c.Areas, func(a, b shaded) int { return truth(a.First) - truth(b.First) }) // their borders lie over the others
	c.Legend = v.legend(m, breaks, values, held)
	if slices.ContainsFunc(c.Areas, func(a shaded) bool { return a.Borrowed && a.Class != "withheld" }) {
		c.Legend = append(c.Legend, classRow{Class: "borrowed", Words: v.Cover.Borrowed})
	}
	return c
}

// ofAnotherSize says whether a row's value counts a whole city, which stands beside counts of its parts as if it were one.
func ofAnotherSize(m *coverage.Measure, r coverRow) bool {
	return r.Value.From != 0 && r.Value.From == r.District.City && !isRate(m)
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// classOf is the class of a value, spread over the colours.
func classOf(breaks []float64, v coverage.Value) string {
	switch {
	case v.State == coverage.Withheld:
		return "withheld"
	case !shown(v):
		return "none"
	}
	return classNamed(sketch.Class(breaks, v.N), len(breaks))
}

// classNamed spreads few classes over all colours: of two the first and the last.
func classNamed(class, breaks int) string {
	if breaks == 0 {
		return "c2"
	}
	return fmt.Sprintf("c%d", int(math.Round(float64(class*(classes-1))/float64(breaks))))
}

// write puts a number on the district, and its name above where both fit.
func (a *shaded) write(name, number string, room float64) {
	fits := func(lines float64, letters int, height float64) bool {
		return math.Hypot(float64(letters)*glyph*height, lines*height) <= 2*room
	}
	n := utf8.RuneCountInString(number)
	if n == 0 || !fits(1, n, deskText*0.9) {
		return
	}
	a.Number, a.Small = number, !fits(1, n, phoneText*0.9)
	if letters := utf8.RuneCountInString(name); letters <= 4 && fits(2.2, max(n, letters), deskText) {
		a.Name = name
	}
}

// legend says what each colour stands for, and for how many districts.
func (v *visit) legend(m *coverage.Measure, breaks, values []float64, held map[string]int) (rows []classRow) {
	if len(values) > 0 {
		for i := range len(breaks) + 1 {
			class := classNamed(i, len(breaks))
			rows = append(rows, classRow{class, v.classWords(m, breaks, values, i), held[class]})
		}
	}
	for _, other := range [...]classRow{{"withheld", v.Cover.Withheld, held["withheld"]}, {"none", v.Cover.None, held["none"]}} {
		if other.N > 0 {
			rows = append(rows, other)
		}
	}
	return rows
}

func (v *visit) classWords(m *coverage.Measure, breaks, values []float64, i int) string {
	low, high := slices.Min(values), slices.Max(values)
	say := func(n float64) string { return v.amount(m, n) }
	switch {
	case len(breaks) == 0 && say(low) == say(high):
		return say(low)
	case len(breaks) == 0:
		return fmt.Sprintf(v.Cover.Between, say(low), say(high))
	case i == 0:
		return fmt.Sprintf(v.Cover.Below, say(breaks[0]))
	case i == len(breaks):
		return fmt.Sprintf(v.Cover.From, say(breaks[i-1]))
	case m.Unit == coverage.UnitCount || m.Unit == coverage.UnitPeople: // whole things: 5 to 9, not 5 to 10
		if last := math.Ceil(breaks[i]) - 1; last > breaks[i-1] {
			return fmt.Sprintf(v.Cover.Between, say(breaks[i-1]), say(last))
		}
		return say(breaks[i-1])
	}
	if say(breaks[i-1]) == say(breaks[i]) {
		return say(breaks[i])
	}
	return fmt.Sprintf(v.Cover.Between, say(breaks[i-1]), say(breaks[i]))
}

// patterned is the pattern of a class that has no colour. A style sheet cannot name it: there the name would be looked for in the sheet.
func patterned(class string) templ.Attributes {
	switch class {
	case "withheld":
		return templ.Attributes{"fill": "url(#hatch)"}
	case "none":
		return templ.Attributes{"fill": "url(#dots)"}
	}
	return nil
}
