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
	Text string
	Hits []directory.SearchHit
	Down bool
	List *list
}

func (s *site) search(v *visit) (templ.Component, error) {
	f := &found{Text: strings.TrimSpace(v.request.URL.Query().Get("q"))}
	if f.Text == "" {
		return searchPage(v, f), nil
	}
	var err error
	if f.Hits, err = s.hits(v, f.Text); errors.As(err, new(*directory.Invalid)) {
		return nil, err
	} else if err != nil {
		s.Log.Warn("search by name failed, answering from memory", "err", err)
		f.Down = true
		if f.List, err = s.list(v, filter{PlaceFilter: directory.PlaceFilter{Text: f.Text}}, ""); err != nil {
			return nil, err
		}
	}
	return searchPage(v, f), nil
}

func (s *site) hits(v *visit, text string) ([]directory.SearchHit, error) {
	ctx, cancel := context.WithTimeout(v.request.Context(), searchTimeout)
	defer cancel()
	q := directory.SearchQuery{Text: text, Limit: pageSize}
	if v.city != nil {
		q.City = v.city.Code
	}
	return s.Store.Search(ctx, q)
}

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
