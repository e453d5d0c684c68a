package geo_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

func ExampleParsePoint() {
	p, err := geo.ParsePoint("5.3698,43.2965")
	fmt.Println(p, err)
	_, err = geo.ParsePoint("43.2965,95.3698")
	fmt.Println(err)
	_, err = geo.ParsePoint("5.37,NaN")
	fmt.Println(err)
	// Output:
	// [5.3698 43.2965] <nil>
	// point: latitude 95.3698 is not within ±90
	// point: "NaN" is not a number, want lon,lat
}

func ExampleParseBBox() {
	b, err := geo.ParseBBox("5.2,43.1,5.6,43.4")
	fmt.Println(b.Contains(orb.Point{5.3698, 43.2965}), err)
	_, err = geo.ParseBBox("5.2,51,5.6,43")
	fmt.Println(err)
	pacific, err := geo.ParseBBox("170,-20,-170,0")
	fmt.Println(pacific.Contains(orb.Point{-175, -10}), err)
	// Output:
	// true <nil>
	// bbox: south 51 > north 43
	// true <nil>
}

func ExampleDistanceM() {
	vieuxPort, notreDame := orb.Point{5.3698, 43.2965}, orb.Point{5.3712, 43.2840}
	fmt.Printf("%.0f m\n", geo.DistanceM(vieuxPort, notreDame))
	// Output: 1395 m
}

func TestParsersRefuse(t *testing.T) {
	t.Parallel()
	for in, reason := range map[string]string{
		"":                         "1 parts",
		"5":                        "1 parts",
		"5,43,6":                   "3 parts",
		"5,":                       `"" is not a number`,
		" 5,43":                    `" 5" is not a number`,
		"5,0x1p4":                  "not a number",
		"1_0,43":                   "not a number",
		"Inf,43":                   "not a number",
		"1e999,43":                 "not a number",
		"5,nan":                    "not a number",
		"180.0000001,0":            "longitude 180.0000001 is not within ±180",
		"5,-90.1":                  "latitude -90.1 is not within ±90",
		strings.Repeat("5,", 5000): "10000 characters",
	} {
		if _, err := geo.ParsePoint(in); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%.20q: error %v, want %q", in, err, reason)
		}
	}
	for in, reason := range map[string]string{
		"5,43":               "2 parts",
		"5,43,6,44,0,9":      "6 parts",
		"5,43,6,4e4":         "north 40000 is not within ±90",
		"-181,43,6,44":       "west -181 is not within ±180",
		"5,43,6,NaN":         "not a number",
		"5,44,6,43":          "south 44 > north 43",
		"5,43,6,44;drop":     "not a number",
		"5.37,43.29,5.37,-9": "south 43.29 > north -9",
	} {
		if _, err := geo.ParseBBox(in); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: error %v, want %q", in, err, reason)
		}
	}
	for in, reason := range map[string]string{
		"":                  "0 characters",
		"8928308280FFFFF":   "lower-case",
		"8f28308280fffff0":  "is not an H3 cell",
		"891fb466257ffff ":  "lower-case",
		"ffffffffffffffff":  "is not an H3 cell",
		"000000000000000":   "is not an H3 cell",
		"0x91fb466257ffff":  "lower-case",
		"851fb466257ffff":   "is not an H3 cell", // digits finer than its resolution
		"81fb4bfffffffff":   "is not an H3 cell", // base cell 125
		"81087ffffffffff":   "is not an H3 cell", // the missing child of a pentagon
		"891fb466257ffffff": "17 characters",
	} {
		if c, err := geo.ParseCell(in); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: cell %s, error %v, want %q", in, c, err, reason)
		}
	}
}

func TestBBoxKnowsThe180thMeridian(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		box  geo.BBox
		p    orb.Point
		want bool
	}{
		{geo.BBox{West: 170, South: -10, East: -170, North: 10}, orb.Point{180, 0}, true},
		{geo.BBox{West: 170, South: -10, East: -170, North: 10}, orb.Point{-180, 0}, true},
		{geo.BBox{West: 170, South: -10, East: -170, North: 10}, orb.Point{0, 0}, false},
		{geo.BBox{West: 170, South: -10, East: 180, North: 10}, orb.Point{-180, 0}, true},
		{geo.BBox{West: -180, South: -10, East: -170, North: 10}, orb.Point{180, 0}, true},
		{geo.BBox{West: 0, South: 0, East: 0, North: 0}, orb.Point{0, 0}, true},
		{geo.BBox{West: 0, South: 0, East: 0, North: 0}, orb.Point{0, 1e-12}, false},
	} {
		if got := c.box.Contains(c.p); got != c.want {
			t.Errorf("%+v contains %v: %v", c.box, c.p, got)
		}
	}
}

func FuzzParsePoint(f *testing.F) {
	f.Add("5.3698,43.2965")
	f.Add("-180,90")
	f.Add("1e-5,+4.5e1")
	f.Add("NaN,Inf")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := geo.ParsePoint(s)
		if err != nil {
			return
		}
		if geo.CheckPoint(p) != nil || math.IsNaN(p[0]+p[1]) {
			t.Errorf("%q gives %v", s, p)
		}
		if again, err := geo.ParsePoint(fmt.Sprintf("%v,%v", p[0], p[1])); err != nil || again != p {
			t.Errorf("%v comes back as %v, %v", p, again, err)
		}
	})
}

func FuzzParseBBox(f *testing.F) {
	f.Add("5.2,43.1,5.6,43.4")
	f.Add("170,-10,-170,10")
	f.Add("0,0,0")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := geo.ParseBBox(s)
		if err == nil && (b.Check() != nil || !b.Contains(orb.Point{b.West, b.South}) || !b.Contains(orb.Point{b.East, b.North})) {
			t.Errorf("%q gives %+v", s, b)
		}
	})
}

func FuzzParseCell(f *testing.F) {
	f.Add("891fb466257ffff")
	f.Add("0891fb466257ffff")
	f.Add("8009fffffffffff")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := geo.ParseCell(s)
		if err != nil {
			return
		}
		// H3 itself must know the cell: its centre lies in it.
		if at, err := geo.CellAt(c.Center(), c.Resolution()); err != nil || at != c {
			t.Errorf("%q: centre %v lies in %s, %v", s, c.Center(), at, err)
		}
		if c.String() != strings.TrimPrefix(s, "0") {
			t.Errorf("%q is written %s", s, c)
		}
	})
}
