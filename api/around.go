package api

import (
	"context"
	"errors"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// around answers what a first screen shows, in one call.
func (a *API) around(ctx context.Context, in *aroundInput) (*answer, error) {
	v := edge.Viewer(ctx)
	places := directory.PlaceQuery{Now: a.Now(), District: in.District, Limit: in.Limit}
	places.Open.At = places.Now
	events := community.EventQuery{District: in.District, Limit: in.Limit}
	requests := matching.RequestQuery{Side: matching.Asks, Limit: in.Limit}
	switch {
	case in.Near.given == (in.District != ""):
		return nil, edge.BadParameter.At("near", "give near or a district, and not both")
	case in.RadiusM.given && !in.Near.given:
		return nil, edge.BadParameter.At("radius_m", "only with near")
	case in.Near.given:
		near := &directory.Near{Point: in.Near.point, RadiusM: in.RadiusM.m}
		places.Near, events.Near, requests.Near = near, near, near
	default:
		d, ok := a.Live.District(in.District)
		if !ok {
			return nil, edge.BadParameter.At("district", "not known")
		}
		requests.Box = &d.BBox
	}
	out := Around{Places: []PlaceItem{}, Events: []Occurrence{}}
	var page directory.Page
	if err := a.Live.Find(places, &page); err != nil {
		return nil, err
	}
	for i := range page.Items {
		out.Places = append(out.Places, a.item(&page.Items[i], in.Near.given))
	}
	if a.Calendar == nil {
		return nil, directory.ErrNotReady
	}
	list, _, err := a.Calendar.Find(nil, v, events)
	if err != nil {
		return nil, err
	}
	for i := range list {
		out.Events = append(out.Events, a.listedOf(&list[i], in.Near.given))
	}
	out.Requests, err = a.aroundRequests(ctx, v, requests)
	if err != nil {
		return nil, err
	}
	return privateAnswer(out), nil // it may say who seeks a hand
}

// aroundRequests are those that the viewer may browse; none for a visitor, for who has no profile, and under 18.
func (a *API) aroundRequests(ctx context.Context, v *identity.Viewer, q matching.RequestQuery) (list []HelpRequest, err error) {
	if a.Matching == nil || !v.Could(identity.ReadRequests) {
		return nil, nil
	}
	page, err := a.Matching.Browse(ctx, v, q)
	if errors.Is(err, &identity.Error{Code: identity.Forbidden}) || errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return nil, nil
	}
	for i := range page.Items {
		list = append(list, a.foundOf(&page.Items[i], q.Near != nil))
	}
	return list, err
}
