package web

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

const (
	pageSize = 20
	offered  = 3      // places below a list that could be open
	reachM   = 10_000 // how far "around you" goes: two hours on foot, half an hour by bus
)

// list is one page of places and how it was asked for.
type list struct {
	filter
	Items   []directory.Found
	Next    string // URL of the next page
	Near    bool   // ordered by distance
	Further bool   // not the first page
	Area    *directory.District
	Map     mapView

	Unknown int               // asked what is open: places that could be, as far as this page goes
	Maybe   []directory.Found // the first of them, on the first page
	First   *directory.Found  // nothing is open: the first to open among the nearest
}

func (s *site) home(v *visit) (templ.Component, error) {
	next, err := s.nextEvents(v, nextShown)
	if err != nil {
		return nil, err
	}
	return homePage(v, s.Live.Cities(), s.cityPlan(v), next), nil
}

func (s *site) places(v *visit) (templ.Component, error) {
	query := v.request.URL.Query()
	f, err := v.readFilter(query)
	if err != nil {
		return nil, err
	}
	if f.Open.Walk && v.here == nil {
		return nil, redirect(hereURL(v))
	}
	l, err := s.list(v, f, query.Get("cursor"))
	if err != nil {
		return nil, err
	}
	return placesPage(v, l), nil
}

// list finds around the person; or in the district they chose; or in their city; or, without any, everywhere.
func (s *site) list(v *visit, f filter, cursor string) (*list, error) {
	l := &list{filter: f, Further: cursor != "", Area: v.city}
	q := directory.PlaceQuery{PlaceFilter: f.PlaceFilter, Now: v.now, Limit: pageSize, Cursor: cursor}
	switch {
	case f.District != "":
		d, ok := s.Live.District(f.District)
		if !ok {
			return nil, &directory.Invalid{Param: "district", Reason: "not known"}
		}
		l.Area, q.District = d, d.Code
	case v.here != nil:
		l.Near, q.Near = true, &directory.Near{Point: *v.here, RadiusM: reachM}
	case v.city != nil:
		q.District = v.city.Code
	default:
		q.BBox = &geo.BBox{West: -180, South: -90, East: 180, North: 90}
	}
	var page directory.Page
	if err := s.Live.Find(q, &page); err != nil {
		return nil, err
	}
	l.Items, l.Unknown = page.Items, page.Unknown
	if page.Next != "" {
		l.Next = withCursor(f, page.Next)
	}
	l.Map = s.mapOf(v, l)
	return l, s.besides(l, q)
}

// besides finds what a list of open places offers below: some whose hours are not known and, with nothing open, the
// first to open.
func (s *site) besides(l *list, q directory.PlaceQuery) error {
	if l.When == "" || l.Open.Maybe || l.Further {
		return nil
	}
	if l.Unknown > 0 {
		var page directory.Page
		maybe := q
		maybe.Open.Maybe, maybe.Limit = true, offered
		if err := s.Live.Find(maybe, &page); err != nil {
			return err
		}
		l.Maybe = page.Items
	}
	if len(l.Items) > 0 {
		return nil
	}
	var page directory.Page
	closed := q
	closed.Now, closed.Open, closed.Limit = q.Open.At, directory.OpenAt{}, directory.MaxLimit
	if err := s.Live.Find(closed, &page); err != nil {
		return err
	}
	for i, item := range page.Items {
		if opens := item.Open.Opens; item.Open.State == hours.Closed && !opens.IsZero() && (l.First == nil || opens.Before(l.First.Open.Opens)) {
			l.First = &page.Items[i]
		}
	}
	return nil
}

func withCursor(f filter, cursor string) string {
	u, _ := url.Parse(f.placesURL()) // our own URL
	q := u.Query()
	q.Set("cursor", cursor)
	u.RawQuery = q.Encode()
	return u.String()
}

func (s *site) place(v *visit) (templ.Component, error) {
	p, ok := s.placeAsked(v)
	if !ok {
		return nil, errNotFound
	}
	return placePage(v, s.sheet(v, p)), nil
}

// placeAsked is the place of the path, by id or by number.
func (s *site) placeAsked(v *visit) (directory.Place, bool) {
	id := v.request.PathValue("id")
	if num, ok := number(id); ok {
		return s.Live.PlaceNumbered(num)
	}
	uid, err := uuid.Parse(id)
	if err != nil {
		return directory.Place{}, false
	}
	return s.Live.Place(uid)
}

// sheet is everything a place's page says.
type sheet struct {
	directory.Place
	Open         badge
	District     *directory.District
	Organisation *directory.Organisation
	Dataset      directory.Dataset
	Map          mapView
	Edits        bool // the viewer may edit it
}

func (s *site) sheet(v *visit, p directory.Place) *sheet {
	sh := &sheet{Place: p, Edits: s.Associations != nil && v.viewer.May(identity.EditPlace, identity.Scope{Organisation: p.Organisation, District: p.District})}
	whole := &directory.PlaceFilter{}
	open := s.Live.Opening(&p, whole, v.now)
	if open.Closed != nil {
		open.Comment = "" // it stands below, with its dates
	}
	sh.Open = v.opening(&directory.Found{Place: p, Open: open}, whole)
	sh.District, _ = s.Live.DistrictNumbered(p.District)
	if org, ok := s.Live.OrganisationNumbered(p.Organisation); ok {
		sh.Organisation = &org
	}
	sh.Dataset, _ = s.Live.Dataset(p.Dataset)
	var points []directory.Found
	if p.Located {
		points = append(points, directory.Found{Place: p})
	}
	for _, stop := range p.Stops {
		at := p
		at.Name, at.Located, at.Point = stop.Name, true, stop.Point
		points = append(points, directory.Found{Place: at})
	}
	if len(points) > 0 {
		sh.Map = s.mapOf(v, &list{Items: points})
	}
	return sh
}

func (s *site) organisation(v *visit) (templ.Component, error) {
	id := v.request.PathValue("id")
	var o directory.Organisation
	var ok bool
	if num, isNum := number(id); isNum {
		o, ok = s.Live.OrganisationNumbered(num)
	} else if uid, err := uuid.Parse(id); err == nil {
		o, ok = s.Live.Organisation(uid)
	}
	if !ok {
		return nil, errNotFound
	}
	return organisationPage(v, s.organisationView(v, o)), nil
}

// mapView is a plan drawn here and what the island needs to draw the same as a map.
type mapView struct {
	Plan   *plan
	Island string // JSON for the island
}

// island is handed to the map's script.
type island struct {
	BBox    [4]float64 `json:"bbox"` // what to show: west, south, east, north
	Here    *orb.Point `json:"here,omitempty"`
	Filter  string     `json:"filter"`            // as in a URL
	Tiles   bool       `json:"tiles"`             // whether tiles can show this filter; else the listed places only
	Current string     `json:"current,omitempty"` // code of the district that the page is about
	Lang    string     `json:"lang"`
	Icons   string     `json:"icons"` // the sprite
	Basemap string     `json:"basemap,omitempty"`
	Words   mapWords   `json:"words"`
}

func (s *site) mapOf(v *visit, l *list) mapView {
	plan, bound := s.draw(v, l)
	if plan == nil {
		return mapView{}
	}
	state := island{
		BBox: [4]float64{bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1]},
		Here: v.here, Filter: l.query().Encode(), Tiles: l.onTiles(v.now), Current: l.District, Lang: v.Lang, Icons: s.assets.url("icons.svg"), Words: v.MapWords,
		Basemap: s.basemap(),
	}
	text, err := json.Marshal(state)
	if err != nil {
		s.Log.Error("map state not written", "err", err)
		return mapView{Plan: plan}
	}
	return mapView{plan, string(text)}
}

// iconID is the symbol of a pictogram in the sprite: "maki:toilet" is #maki-toilet.
func iconID(icon string) string { return strings.Replace(icon, ":", "-", 1) }
