package web

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// What the map's script asks for: pieces of pages, in the same words and marks as the pages themselves.

// rows is the list of what lies in the map's view. The view comes in the body: it may tell where the person is.
func (s *site) rows(v *visit) (templ.Component, error) {
	r := v.request
	r.Body = http.MaxBytesReader(v.writer, r.Body, 4096)
	if err := r.ParseForm(); err != nil {
		return nil, &directory.Invalid{Param: "body", Reason: "not a form"}
	}
	f, err := v.readFilter(r.PostForm)
	if err != nil {
		return nil, err
	}
	box, err := geo.ParseBBox(r.PostForm.Get("bbox"))
	if err != nil {
		return nil, &directory.Invalid{Param: "bbox", Reason: err.Error()}
	}
	var page directory.Page
	q := directory.PlaceQuery{BBox: &box, PlaceFilter: f.PlaceFilter, Now: v.now, Limit: pageSize}
	if err := s.Live.Find(q, &page); err != nil {
		return nil, err
	}
	return rowsFound(v, &list{filter: f, Items: page.Items, Next: page.Next}), nil
}

// foundHere counts what a view of the map holds.
func (v *visit) foundHere(l *list) string {
	switch {
	case len(l.Items) == 0:
		return v.FoundNone
	case l.Next != "":
		return fmt.Sprintf(v.FoundFirst, len(l.Items))
	}
	return fmt.Sprintf(v.FoundAll, len(l.Items))
}

// opening is the sign of one place, for one that was touched on the map and stands in no list.
func (s *site) opening(v *visit) (templ.Component, error) {
	p, ok := s.placeAsked(v)
	if !ok {
		return nil, errNotFound
	}
	f, err := v.readFilter(v.request.URL.Query())
	if err != nil {
		return nil, err
	}
	if f.When == "" || f.Open.Walk {
		f = f.asking(whenNow)
		f.Open.At = v.now
	}
	item := directory.Found{Place: p, Open: s.Live.Opening(&p, &f.PlaceFilter, f.Open.At)}
	return sign(v, v.opening(&item, &f.PlaceFilter)), nil
}
