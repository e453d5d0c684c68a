package web

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
)

// searchTimeout bounds what a person waits for before the answer from memory stands in.
const searchTimeout = 2 * time.Second

// found is the answer to a search: hits by name, or, with the database away, places that contain the words.
type found struct {
	filter
	Hits  []hit
	Maybe []hit // asked what is open: what could be
	Down  bool
	List  *list
}

// hit is something found, with its sign when it is a place.
type hit struct {
	directory.SearchHit
	Sign *badge
}

func (s *site) search(v *visit) (templ.Component, error) {
	f := &found{}
	var err error
	if f.filter, err = v.readFilter(v.request.URL.Query()); err != nil {
		return nil, err
	}
	if f.Open.Walk {
		return nil, &directory.Invalid{Param: "open_at", Reason: "arrival is for lists of places"}
	}
	if f.Text = strings.TrimSpace(f.Text); f.Text == "" {
		return searchPage(v, f), nil
	}
	hits, err := s.hits(v, f)
	if errors.As(err, new(*directory.Invalid)) {
		return nil, err
	} else if err != nil {
		s.Log.Warn("search by name failed, answering from memory", "err", err)
		f.Down = true
		if f.List, err = s.list(v, f.filter, ""); err != nil {
			return nil, err
		}
	}
	var maybe []directory.SearchHit
	if f.When != "" {
		hits, maybe = s.Live.KeepOpen(hits, f.Open)
		hits = hits[:min(len(hits), pageSize)]
	}
	f.Hits, f.Maybe = v.signed(hits, f), v.signed(maybe, f)
	return searchPage(v, f), nil
}

// hits asks for more where some will be left out.
func (s *site) hits(v *visit, f *found) ([]directory.SearchHit, error) {
	ctx, cancel := context.WithTimeout(v.request.Context(), searchTimeout)
	defer cancel()
	q := directory.SearchQuery{Text: f.Text, Limit: pageSize}
	if f.When != "" {
		q.Limit = directory.MaxLimit
	}
	if v.city != nil {
		q.City = v.city.Code
	}
	return s.Store.Search(ctx, q)
}

// signed adds to each place whether it is open.
func (v *visit) signed(hits []directory.SearchHit, f *found) []hit {
	var list []hit
	at, whole := v.now, &directory.PlaceFilter{}
	if f.When != "" {
		at = f.Open.At
	}
	for _, h := range hits {
		one := hit{SearchHit: h}
		if p, ok := v.site.Live.Place(h.ID); ok && h.Kind == "place" {
			sign := v.opening(&directory.Found{Place: p, Open: v.site.Live.Opening(&p, whole, at)}, whole)
			one.Sign = &sign
		}
		list = append(list, one)
	}
	return list
}

// searchURL is this search under a filter.
func (f filter) searchURL() string { return "/search?" + f.query().Encode() }

// hitURL is the page of a hit.
func hitURL(h directory.SearchHit) string {
	switch h.Kind {
	case "category":
		return "/places?category=" + h.Code
	case "district":
		return "/districts/" + h.Code
	case "organisation":
		return "/organisations/" + h.ID.String()
	}
	return "/places/" + h.ID.String()
}

// hitName says what was found; a category in the words of the visit.
func (v *visit) hitName(h directory.SearchHit) string {
	if h.Kind == "category" {
		return v.categoryName(h.Code)
	}
	return h.Name
}

func (s *site) about(v *visit) (templ.Component, error) {
	return aboutPage(v, s.Live.Datasets(), s.Live.DistrictCredits()), nil
}
