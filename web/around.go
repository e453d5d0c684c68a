package web

import (
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// aroundSheet is what is around at once: places that are open, what happens next, and for members who seeks a hand.
type aroundSheet struct {
	filter
	Open     []directory.Found
	Next     []community.Listed
	Requests []matching.Found
}

const (
	aroundShown = 5
	nextShown   = 4 // on the first screen
)

func (s *site) around(v *visit) (templ.Component, error) {
	a := &aroundSheet{filter: filter{}.asking(whenNow)}
	a.filter.Open = directory.OpenAt{At: v.now}
	q := directory.PlaceQuery{PlaceFilter: a.PlaceFilter, Now: v.now, Limit: aroundShown}
	switch {
	case v.here != nil:
		q.Near = &directory.Near{Point: *v.here, RadiusM: reachM}
	case v.city != nil:
		q.District = v.city.Code
	default:
		return nil, directory.ErrNotReady
	}
	var page directory.Page
	if err := s.Live.Find(q, &page); err != nil {
		return nil, err
	}
	a.Open = page.Items
	var err error
	if a.Next, err = s.nextEvents(v, aroundShown); err != nil {
		return nil, err
	}
	if v.viewer.Could(identity.ReadRequests) && s.Matching != nil {
		a.Requests, err = s.nearRequests(v)
	}
	return aroundPage(v, a), err
}

// nextEvents are the next dates that are held near the person, or in their city.
func (s *site) nextEvents(v *visit, n int) ([]community.Listed, error) {
	if s.Calendar == nil || !s.Calendar.Ready() || v.city == nil {
		return nil, nil
	}
	q := community.EventQuery{District: v.city.Code, Limit: n}
	if v.here != nil {
		const ahead = 14 * 24 * time.Hour // what is near comes first, but not months before what is soon
		q.District, q.Near, q.Until = "", &directory.Near{Point: *v.here, RadiusM: reachM}, v.now.Add(ahead)
	}
	list, _, err := s.Calendar.Find(nil, v.viewer, q)
	return list, err
}

// nearRequests are a few of those that members see; none for who has no profile yet, or is under 18.
func (s *site) nearRequests(v *visit) ([]matching.Found, error) {
	own, err := s.Members.Own(v.ctx(), v.viewer)
	if refusal(err, identity.NotFound) || err == nil && (!own.Adult() || !own.Home.Known() && v.here == nil) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	q := matching.RequestQuery{Limit: aroundShown, Side: matching.Asks}
	if v.here != nil {
		q.Near = &directory.Near{Point: *v.here, RadiusM: directory.MaxRadiusM}
	}
	page, err := s.Matching.Browse(v.ctx(), v.viewer, q)
	return page.Items, err
}
