// Package plot draws a few lines as SVG that can be read without colour, by day and by night, and aloud.
//
//	Chart ─scale, ticks─▶ frame ─marks, dashes─▶ lines ─spread apart─▶ names at the right
//
// Units: those of the data; the picture is 720 by 440 user units. Not here: where the numbers come from.
package plot

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Chart is a picture of lines.
type Chart struct {
	Title string // short, shown above
	Note  string // a line below it
	Desc  string // what a reader who does not see it must know, in a sentence or two
	X, Y  Axis
	Lines []Line // at most six, and faint ones; the first is the foremost
	Key   bool   // names stand in a list, the highest line first, not each at the end of its line: for lines that end in one point
}

// Axis is one side, from Min to Max; where both are 0, as far as the lines go and on to whole steps.
type Axis struct {
	Label    string
	Min, Max float64
	Log      bool // only values above 0
	Percent  bool // values from 0 to 1, shown as 0 to 100 %
}

// Line is a row of points with a name.
type Line struct {
	Name   string
	Points []Point
	Apart  []Point // drawn hollow, not joined
	Bare   bool    // no marks
	Faint  bool    // for comparison: thin, dotted, without mark
}

// Point is one value; its label may be empty.
type Point struct {
	X, Y  float64
	Label string
}

const (
	width, height           = 720, 440
	left, right, top, floor = 64.0, 548.0, 62.0, 384.0
	lineHeight              = 17.0
)

// style takes the reader's light or dark. Colours are those of Okabe and Ito, darker on white and lighter on black until they
// contrast 3 to 1; nothing depends on them.
const style = `svg{background:var(--paper);color:var(--ink);--paper:#fff;--ink:#1b1b1b;--soft:#6b6b6b;--grid:#e3e3e3;
--c0:#0063a3;--c1:#b34e00;--c2:#00795a;--c3:#9c4b7c;--c4:#7a6400;--c5:#555}
@media (prefers-color-scheme:dark){svg{--paper:#161616;--ink:#f0f0f0;--soft:#a8a8a8;--grid:#333;
--c0:#6cc0f5;--c1:#ff9b4a;--c2:#3fd1a5;--c3:#e59bc6;--c4:#e5cf4a;--c5:#bbb}}
text{font:13px system-ui,"DejaVu Sans",sans-serif;fill:currentColor}.title,.bold{font-weight:600}.title{font-size:15px}.soft{fill:var(--soft);font-size:12px}
.on{paint-order:stroke;stroke:var(--paper);stroke-width:3px}
.grid{stroke:var(--grid)}.frame{stroke:var(--soft)}.lead{stroke:var(--soft);stroke-width:.7}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round}.first{stroke-width:3}.faint{stroke:var(--soft);stroke-width:1;stroke-dasharray:1 4}
`

// dashes and marks tell lines apart; marks are paths around 0,0.
var (
	dashes = [...]string{"", "9 4", "2 3", "12 3 2 3", "5 3", "14 6"}
	marks  = [...]string{
		"M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0z", "M-4,-4h8v8h-8z", "M0,-5L5,4H-5z", "M0,-5.5L5,0L0,5.5L-5,0z", "M0,5L5,-4H-5z",
		"M-4.5,-1.5h3v-3h3v3h3v3h-3v3h-3v-3h-3z",
	}
)

// scale maps values to the picture.
type scale struct {
	axis     Axis
	from, to float64
	ticks    []float64
}

func newScale(a Axis, from, to float64, values []float64) scale {
	fixed := a.Min != 0 || a.Max != 0
	if !fixed {
		a.Min, a.Max = slices.Min(values), slices.Max(values)
	}
	if a.Max <= a.Min {
		a.Min, a.Max = a.Min-0.5, a.Max+0.5
		if a.Log {
			a.Min, a.Max = (a.Min+0.5)/2, 2*(a.Max-0.5)
		}
	}
	s := scale{axis: a, from: from, to: to}
	if a.Log {
		s.decades()
	} else {
		s.even()
	}
	if fixed {
		s.axis = a
		s.ticks = slices.DeleteFunc(s.ticks, func(v float64) bool { return v < a.Min || v > a.Max })
	}
	return s
}

// even widens the axis to whole steps of 1, 2 or 5 times a power of ten, about five of them.
func (s *scale) even() {
	raw := (s.axis.Max - s.axis.Min) / 5
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	size := unit
	for _, f := range []float64{1, 2, 5, 10} {
		if size = f * unit; size >= raw*0.999 {
			break
		}
	}
	first, last := math.Floor(s.axis.Min/size+1e-9), math.Ceil(s.axis.Max/size-1e-9)
	for i := first; i <= last; i++ {
		s.ticks = append(s.ticks, i*size)
	}
	s.axis.Min, s.axis.Max = first*size, last*size
}

// decades widens it to 1, 2 and 5 times powers of ten.
func (s *scale) decades() {
	var all []float64
	for e := math.Floor(math.Log10(s.axis.Min)) - 1; e <= math.Ceil(math.Log10(s.axis.Max)); e++ {
		all = append(all, math.Pow(10, e), 2*math.Pow(10, e), 5*math.Pow(10, e))
	}
	low, high := 0, len(all)-1
	for i, v := range all {
		if v <= s.axis.Min*1.0001 {
			low = i
		}
	}
	for i := len(all) - 1; all[i] >= s.axis.Max*0.9999; i-- {
		high = i
	}
	s.ticks = all[low : high+1]
	s.axis.Min, s.axis.Max = all[low], all[high]
}

func (s *scale) at(v float64) float64 {
	low, high := s.axis.Min, s.axis.Max
	if s.axis.Log {
		v, low, high = math.Log(v), math.Log(low), math.Log(high)
	}
	return s.from + (v-low)/(high-low)*(s.to-s.from)
}

func (s *scale) text(v float64) string {
	if s.axis.Percent {
		return strconv.FormatFloat(math.Round(1e6*v)/1e4, 'f', -1, 64) + " %"
	}
	return strconv.FormatFloat(math.Round(1e6*v)/1e6, 'f', -1, 64)
}

// picture is a chart under way.
type picture struct {
	bytes.Buffer
	x, y scale
}

func (p *picture) put(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// Write draws the chart. The same chart is the same bytes.
func (c *Chart) Write(w io.Writer) error {
	var xs, ys []float64
	for _, l := range c.Lines {
		for _, at := range slices.Concat(l.Points, l.Apart) {
			if math.IsNaN(at.X+at.Y) || math.IsInf(at.X, 0) || math.IsInf(at.Y, 0) || c.X.Log && at.X <= 0 || c.Y.Log && at.Y <= 0 {
				return fmt.Errorf("%s: %s: %v, %v cannot be drawn", c.Title, l.Name, at.X, at.Y)
			}
			xs, ys = append(xs, at.X), append(ys, at.Y)
		}
	}
	if len(xs) == 0 || tooMany(c.Lines) {
		return fmt.Errorf("%s: %d points in %d lines", c.Title, len(xs), len(c.Lines))
	}
	p := &picture{x: newScale(c.X, left, right, xs), y: newScale(c.Y, floor, top, ys)}
	p.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc">`,
		width, height, width, height)
	p.put(`<title id="title">%s</title>`, html.EscapeString(c.Title))
	p.put(`<desc id="desc">%s</desc>`, html.EscapeString(c.Desc))
	p.put("<style>%s</style>", style)
	p.put(`<text class="title" x="16" y="24">%s</text><text class="soft" x="16" y="43">%s</text>`, html.EscapeString(c.Title), html.EscapeString(c.Note))
	p.frame()
	for i := range c.Lines { // the foremost last
		p.line(len(c.Lines)-1-i, &c.Lines[len(c.Lines)-1-i])
	}
	p.names(c)
	p.put("</svg>")
	_, err := w.Write(p.Bytes())
	return err
}

// tooMany says whether lines cannot all be told apart.
func tooMany(lines []Line) bool {
	for i, l := range lines {
		if i >= len(marks) && !l.Faint {
			return true
		}
	}
	return false
}

func (p *picture) frame() {
	for _, v := range p.y.ticks {
		at := p.y.at(v)
		p.put(`<path class="grid" d="M%.1f,%.1fH%.1f"/><text class="soft" x="%.1f" y="%.1f" text-anchor="end">%s</text>`,
			left, at, right, left-8, at+4, p.y.text(v))
	}
	for _, v := range p.x.ticks {
		at := p.x.at(v)
		p.put(`<path class="grid" d="M%.1f,%.1fV%.1f"/><text class="soft" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`,
			at, top, floor, at, floor+18, p.x.text(v))
	}
	p.put(`<path class="frame" d="M%.1f,%.1fH%.1f" fill="none"/>`, left, floor, right)
	p.put(`<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, (left+right)/2, floor+42, html.EscapeString(p.x.axis.Label))
	p.put(`<text transform="translate(16,%.1f) rotate(-90)" text-anchor="middle">%s</text>`, (top+floor)/2, html.EscapeString(p.y.axis.Label))
}

func (p *picture) line(i int, l *Line) {
	var d strings.Builder
	for k, at := range l.Points {
		fmt.Fprintf(&d, "%c%.1f,%.1f", "ML"[min(k, 1)], p.x.at(at.X), p.y.at(at.Y))
	}
	if l.Faint {
		p.put(`<path class="line faint" d="%s"/>`, d.String())
		return
	}
	class := "line"
	if i == 0 {
		class = "line first"
	}
	p.put(`<g style="stroke:var(--c%d);fill:var(--c%d)"><path class="%s" stroke-dasharray="%s" d="%s"/>`, i, i, class, dashes[i], d.String())
	if !l.Bare {
		for _, at := range l.Points {
			p.put(`<path d="%s" stroke="none" transform="translate(%.1f,%.1f)"/>`, marks[i], p.x.at(at.X), p.y.at(at.Y))
		}
	}
	for _, at := range l.Apart {
		p.put(`<path d="%s" style="fill:var(--paper)" stroke-width="1.8" transform="translate(%.1f,%.1f)"/>`, marks[i], p.x.at(at.X), p.y.at(at.Y))
	}
	p.put("</g>")
	for _, at := range l.Points {
		p.put(`<text class="soft on" x="%.1f" y="%.1f">%s</text>`, p.x.at(at.X)+9, p.y.at(at.Y)+4, html.EscapeString(at.Label))
	}
	for _, at := range l.Apart {
		p.put(`<text class="soft on" x="%.1f" y="%.1f" text-anchor="end">%s</text>`, p.x.at(at.X)-9, p.y.at(at.Y)+4, html.EscapeString(at.Label))
	}
}

// name is that of a line, where the line ends, and where the name stands.
type name struct {
	line       int
	endX, endY float64
	y          float64
}

// names puts the name of each line at the right: beside its end, apart from the others and with a thin line to it, or in a list.
func (p *picture) names(c *Chart) {
	var list []name
	for i, l := range c.Lines {
		all := slices.Concat(l.Points, l.Apart)
		if l.Faint || len(all) == 0 {
			continue
		}
		end := slices.MaxFunc(all, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
		n := name{line: i, endX: p.x.at(end.X), endY: p.y.at(end.Y)}
		n.y = n.endY
		if c.Key {
			n.y = 0
			for _, at := range all {
				n.y += p.y.at(at.Y) / float64(len(all))
			}
		}
		list = append(list, n)
	}
	slices.SortStableFunc(list, func(a, b name) int { return cmp.Compare(a.y, b.y) })
	apart(list, c.Key)
	for _, n := range list {
		l, at, class, weight := &c.Lines[n.line], right+22, "", "line"
		if n.line == 0 {
			class, weight = ` class="bold"`, "line first"
		}
		p.put(`<g style="stroke:var(--c%d);fill:var(--c%d)">`, n.line, n.line)
		if c.Key {
			at += 6
			p.put(`<path class="%s" stroke-dasharray="%s" d="M%.1f,%.1fh32"/>`, weight, dashes[n.line], at-16, n.y)
		} else {
			p.put(`<path class="lead" style="stroke:var(--soft)" fill="none" d="M%.1f,%.1fL%.1f,%.1f"/>`, n.endX+6, n.endY, right+14, n.y)
		}
		if !l.Bare {
			p.put(`<path d="%s" stroke="none" transform="translate(%.1f,%.1f)"/>`, marks[n.line], at, n.y)
		}
		at += 10
		if c.Key {
			at += 12
		}
		p.put(`</g><text x="%.1f" y="%.1f"%s>%s</text>`, at, n.y+4.5, class, html.EscapeString(l.Name))
	}
}

// apart moves names, in their order from above, until none covers another: together at the top, or each as near to its line as can be.
func apart(list []name, together bool) {
	for i := range list {
		switch {
		case together:
			list[i].y = top + 6 + float64(i)*lineHeight
		case i > 0:
			list[i].y = max(list[i].y, list[i-1].y+lineHeight)
		}
	}
	most := floor
	for i := len(list) - 1; i >= 0; i-- { // back up from the floor
		list[i].y = min(list[i].y, most)
		most = list[i].y - lineHeight
	}
}
