package web

import (
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/web/sketch"
)

// plan is the drawing of a list that needs no script.
type plan struct {
	Outlines []outline
	Dots     []dot
	Here     *dot
}

type outline struct {
	Path, Code, Name string
	X, Y             int
	Labelled         bool
	Current          bool // the one that the page is about
}

type dot struct {
	X, Y   int
	Number int    // of the list's item, from 1
	URL    string // of the place
	Name   string
	Family string
}

const (
	framedM  = 900 // at least this much around a single place, Mercator metres
	outlined = 24  // districts on one drawing, at most: more would be noise and weight
)

// draw makes the plan of a list's places, or of its area when no place has a position. nil: there is nothing to draw.
func (s *site) draw(v *visit, l *list) (*plan, orb.Bound) {
	var points []orb.Point
	for _, item := range l.Items {
		if item.Located {
			points = append(points, item.Point)
		}
	}
	if l.Near {
		points = append(points, *v.here)
	}
	if len(points) == 0 && l.Area != nil {
		b := l.Area.BBox
		points = append(points, orb.Point{b.West, b.South}, orb.Point{b.East, b.North})
	}
	if len(points) == 0 {
		return nil, orb.Bound{}
	}
	view := sketch.Frame(points, framedM)
	p := &plan{Outlines: s.outlines(view, v.city, l.District)}
	for i, item := range l.Items {
		if item.Located {
			x, y := view.At(item.Point)
			p.Dots = append(p.Dots, dot{x, y, i + 1, placeURL(item.Place), item.Name, stands(item.Place, l.Categories).Family})
		}
	}
	if l.Near {
		x, y := view.At(*v.here)
		p.Here = &dot{X: x, Y: y}
	}
	return p, orb.MultiPoint(points).Bound()
}

// outlines draws the finest districts of the city that the view has room for.
func (s *site) outlines(view sketch.View, city *directory.District, current string) []outline {
	if city == nil {
		return nil
	}
	level := []*directory.District{city}
	for {
		finer := s.within(view, level)
		if len(finer) == 0 || len(finer) > outlined {
			break
		}
		level = finer
	}
	var list []outline
	for _, d := range level {
		if path := view.Path(d.Outline); path != "" {
			x, y := view.At(d.Centre)
			list = append(list, outline{path, d.Code, d.Name, x, y, view.Shows(d.Centre), d.Code == current})
		}
	}
	return list
}

// within lists the children of districts that the view shows a part of. A district without children stays.
func (s *site) within(view sketch.View, parents []*directory.District) []*directory.District {
	var list []*directory.District
	deeper := false
	for _, parent := range parents {
		children := s.Live.Children(parent.Num)
		if len(children) == 0 {
			list = append(list, parent)
			continue
		}
		deeper = true
		for _, d := range children {
			if view.Meets(orb.Bound{Min: orb.Point{d.BBox.West, d.BBox.South}, Max: orb.Point{d.BBox.East, d.BBox.North}}) {
				list = append(list, d)
			}
		}
	}
	if !deeper {
		return nil
	}
	return list
}

// cityPlan is the picture of the home page: the districts of the city, each a way in.
func (s *site) cityPlan(v *visit) *plan {
	if v.city == nil {
		return nil
	}
	b := v.city.BBox
	view := sketch.Frame([]orb.Point{{b.West, b.South}, {b.East, b.North}}, 0)
	return &plan{Outlines: s.outlines(view, v.city, "")}
}

func placeURL(p directory.Place) string { return "/places/" + p.ID.String() }

// stands is the category that stands for a place in a list: the first of those asked for, else its first.
func stands(p directory.Place, asked directory.CategorySet) directory.Category {
	if c, ok := (p.Categories & asked).First(); ok {
		return c
	}
	c, _ := p.Categories.First()
	return c
}
