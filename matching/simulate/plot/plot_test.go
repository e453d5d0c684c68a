package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

func chart() *Chart {
	return &Chart{
		Title: "a & b", Desc: "what <it> shows", Note: "a note",
		X: Axis{Label: "x", Log: true}, Y: Axis{Label: "y", Percent: true},
		Lines: []Line{
			{Name: "first", Points: []Point{{X: 2, Y: 0.31}, {X: 40, Y: 0.58, Label: "10 days"}}, Apart: []Point{{X: 8, Y: 0.5, Label: "mixed"}}},
			{Name: "second", Points: []Point{{X: 3, Y: 0.32}, {X: 41, Y: 0.58}}},
			{Points: []Point{{X: 2, Y: 0.3}, {X: 50, Y: 0.6}}, Faint: true},
		},
	}
}

func drawn(t *testing.T, c *Chart) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// It is XML, its texts are escaped, a reader who does not see it is told what it is, and all that carries a name has it.
func TestChartIsWellFormed(t *testing.T) {
	t.Parallel()
	for _, key := range []bool{false, true} {
		c := chart()
		c.Key = key
		svg := drawn(t, c)
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v: %s", err, svg)
			}
		}
		for _, part := range []string{
			`role="img" aria-labelledby="title desc"`, `<title id="title">a &amp; b</title>`, `<desc id="desc">what &lt;it&gt; shows</desc>`,
			">first<", ">second<", ">10 days<", ">mixed<", ">a note<", ">50 %<", "prefers-color-scheme:dark", `stroke-dasharray="9 4"`,
		} {
			if !strings.Contains(svg, part) {
				t.Errorf("key %v: no %s", key, part)
			}
		}
		if svg != drawn(t, c) {
			t.Error("the same chart is not the same bytes")
		}
	}
}

func TestChartRefusesWhatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Chart){
		"infinite":     func(c *Chart) { c.Lines[0].Points[0].Y = math.Inf(1) },
		"no logarithm": func(c *Chart) { c.Lines[1].Points[0].X = 0 },
		"nothing":      func(c *Chart) { c.Lines = nil },
		"too many":     func(c *Chart) { c.Lines = append(make([]Line, len(marks)), c.Lines...) },
	} {
		c := chart()
		change(c)
		if c.Write(io.Discard) == nil {
			t.Errorf("%s is drawn", name)
		}
	}
}

// Axes end in whole steps that hold all values, unless their ends are given.
func TestScale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		axis   Axis
		values []float64
		first  float64
		last   float64
	}{
		{Axis{}, []float64{0.21, 0.68}, 0.2, 0.7},
		{Axis{}, []float64{3, 3}, 2.4, 3.6},
		{Axis{Log: true}, []float64{8, 86}, 5, 100},
		{Axis{Log: true}, []float64{10, 20}, 10, 20},
		{Axis{Min: 1, Max: 16}, []float64{1, 16}, 1, 16},
	} {
		s := newScale(c.axis, 0, 100, c.values)
		if math.Abs(s.axis.Min-c.first) > 1e-9 || math.Abs(s.axis.Max-c.last) > 1e-9 || len(s.ticks) < 2 || len(s.ticks) > 8 {
			t.Errorf("%+v of %v: %v to %v, ticks %v", c.axis, c.values, s.axis.Min, s.axis.Max, s.ticks)
		}
		for _, v := range c.values {
			if at := s.at(v); at < -1e-9 || at > 100+1e-9 {
				t.Errorf("%v stands at %v", v, at)
			}
		}
	}
}

// No name covers another, and none leaves the picture.
func TestNamesStandApart(t *testing.T) {
	t.Parallel()
	for _, ends := range [][]float64{{200, 201, 202, 203}, {floor, floor, floor}, {top, top, floor}, {100, 300}} {
		var list []name
		for _, y := range ends {
			list = append(list, name{y: y})
		}
		apart(list, false)
		for i := range list {
			if list[i].y < top-1e-9 || list[i].y > floor+1e-9 || i > 0 && list[i].y-list[i-1].y < lineHeight-1e-9 {
				t.Errorf("%v: %v", ends, list)
			}
		}
	}
}
