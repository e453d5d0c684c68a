package api

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// placesInput is the query of GET /v1/places.
type placesInput struct {
	Near     lonLat `query:"near" doc:"Longitude,latitude: what lies within radius_m of it, nearest first."`
	RadiusM  metres `query:"radius_m" doc:"Metres around near."`
	BBox     box    `query:"bbox" doc:"West,south,east,north in degrees, by id. West > east crosses the 180th meridian."`
	District string `query:"district" maxLength:"32" doc:"Code of a district: it and all it is made of, by id, places without a position too." example:"13055"`
	Filters
	OpenFilter
	From   lonLat `query:"from" doc:"With open_at=arrival: longitude,latitude where the walk begins; near when left out."`
	Limit  int    `query:"limit" default:"20" minimum:"1" maximum:"100" doc:"Places in a page."`
	Cursor string `query:"cursor" maxLength:"64" doc:"next of the page before, with the same parameters. Its answer speaks of the instant that the first page spoke of."`
	Accept string `header:"Accept" hidden:"true"`
}

// PlaceSearch is the body of POST /v1/places/search: the same fields as GET /v1/places, where a position or a sensitive
// filter should not stand in an address.
type PlaceSearch struct {
	Near     []float64 `json:"near,omitempty" nullable:"false" minItems:"2" maxItems:"2" doc:"Longitude, latitude."`
	RadiusM  *float64  `json:"radius_m,omitempty" nullable:"false" exclusiveMinimum:"0" maximum:"50000" doc:"Metres around near; 1000 when left out."`
	BBox     []float64 `json:"bbox,omitempty" nullable:"false" minItems:"4" maxItems:"4" doc:"West, south, east, north."`
	District string    `json:"district,omitempty" maxLength:"32"`
	Filters
	OpenFilter
	From   []float64 `json:"from,omitempty" nullable:"false" minItems:"2" maxItems:"2" doc:"With open_at=arrival: longitude, latitude where the walk begins; near when left out."`
	Limit  int       `json:"limit,omitempty" default:"20" minimum:"1" maximum:"100"`
	Cursor string    `json:"cursor,omitempty" maxLength:"64"`
}

type placesSearchInput struct {
	Body   PlaceSearch
	Accept string `header:"Accept" hidden:"true"`
}

type placeInput struct {
	ID string `path:"id" maxLength:"36" doc:"The id of a place, or the number that its feature has on tiles." example:"0191e2f0-7e6c-5a50-9d0c-5d3e0f4f6a11"`
}

// places answers lists. Pages and bytes are lent and given back.
type places struct {
	*API
	pages sync.Pool
	bytes buffers
}

func (a *API) registerPlaces() {
	p := &places{API: a}
	p.pages.New = func() any { return new(directory.Page) }
	lists := func() map[string]*huma.Response {
		return answers(content[PlacePage](a, "application/json"), content[FeatureCollection](a, geoJSON))
	}
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-places", Method: http.MethodGet, Path: "/v1/places", Tags: []string{"places"},
		Summary:     "Places near a point, in a box, or of a district",
		Description: "Give exactly one of near, bbox and district. Each place says whether it is open: now, or at open_at. With Accept: application/geo+json the answer is a FeatureCollection.",
		Responses:   lists(),
	}, p.list)
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "search-places", Method: http.MethodPost, Path: "/v1/places/search", Tags: []string{"places"},
		Summary:     "The same, with the question in the body",
		Description: "For questions that should not stand in an address, a log or a history: a person's position, health, papers, violence, addiction.",
		Responses:   lists(), MaxBodyBytes: 16 << 10,
		Metadata: map[string]any{exampleBody: `{"near":[5.3698,43.2965],"category":["eat"],"open_at":"now"}`},
	}, p.search)
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "get-place", Method: http.MethodGet, Path: "/v1/places/{id}", Tags: []string{"places"},
		Summary:   "All that is known of a place",
		Responses: answers(content[PlaceDetail](a, "application/json")),
	}, p.get)
}

func (p *places) list(_ context.Context, in *placesInput) (*answer, error) {
	q, err := in.query(p.minute())
	if err != nil {
		return nil, err
	}
	return p.find(q, wantsGeoJSON(in.Accept))
}

func (p *places) search(_ context.Context, in *placesSearchInput) (*answer, error) {
	q, err := in.Body.query(p.minute())
	if err != nil {
		return nil, err
	}
	return p.find(q, wantsGeoJSON(in.Accept))
}

// find answers with the page that the query asks for.
func (p *places) find(q directory.PlaceQuery, asGeoJSON bool) (*answer, error) {
	page := p.pages.Get().(*directory.Page)
	defer p.pages.Put(page)
	if err := p.Live.Find(q, page); err != nil {
		return nil, err
	}
	if q.Open.Maybe {
		page.Unknown = len(page.Items)
	}
	body := p.bytes.take()
	w := p.pageWriter(q.Near != nil, !q.Open.At.IsZero())
	c := edge.Content{
		Type: "application/json", Cache: p.listCache(q.Now, q.Near != nil, q.Open),
		Vary: "Accept, Alentour-Position", // a client that has written something gets past what is kept
	}
	if asGeoJSON {
		c.Type = geoJSON
		*body = w.features((*body)[:0], page)
	} else {
		*body = w.page((*body)[:0], page)
	}
	c.Body = *body
	return respond(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			c.Cache = "no-store"
		}
		c.Serve(w, r)
		p.bytes.give(body)
	}), nil
}

func (p *places) get(_ context.Context, in *placeInput) (*answer, error) {
	place, ok := p.lookUp(in.ID)
	if !ok {
		return nil, edge.NotFound.With("no place " + strconv.Quote(clip(in.ID)))
	}
	return jsonAnswer(p.detail(&place, p.minute()), ""), nil
}

func (p *places) lookUp(id string) (directory.Place, bool) {
	if num, err := strconv.ParseInt(id, 10, 64); err == nil {
		return p.Live.PlaceNumbered(num)
	}
	uid, err := uuid.Parse(id)
	if err != nil || len(id) != 36 {
		return directory.Place{}, false
	}
	return p.Live.Place(uid)
}

func (in *placesInput) query(now time.Time) (directory.PlaceQuery, error) {
	q := directory.PlaceQuery{Now: now, District: in.District, Limit: in.Limit, Cursor: in.Cursor}
	if in.Near.given {
		q.Near = &directory.Near{Point: in.Near.point, RadiusM: in.RadiusM.m}
	} else if in.RadiusM.given {
		return q, edge.BadParameter.At("radius_m", "says nothing without near")
	}
	if in.BBox.given {
		q.BBox = &in.BBox.bbox
	}
	var err error
	if q.PlaceFilter, err = in.filter(); err != nil {
		return q, err
	}
	q.Open, err = in.open(now, in.From.orNil(), q.Near)
	return q, err
}

func (in *PlaceSearch) query(now time.Time) (directory.PlaceQuery, error) {
	q := directory.PlaceQuery{Now: now, District: in.District, Limit: in.Limit, Cursor: in.Cursor}
	if in.Near != nil {
		q.Near = &directory.Near{Point: orb.Point{in.Near[0], in.Near[1]}}
		if err := unnamed(geo.CheckPoint(q.Near.Point)); err != nil {
			return q, edge.BadField.At("near", err.Error())
		}
		if in.RadiusM != nil {
			q.Near.RadiusM = *in.RadiusM
		}
	} else if in.RadiusM != nil {
		return q, edge.BadField.At("radius_m", "says nothing without near")
	}
	if in.BBox != nil {
		q.BBox = &geo.BBox{West: in.BBox[0], South: in.BBox[1], East: in.BBox[2], North: in.BBox[3]}
		if err := unnamed(q.BBox.Check()); err != nil {
			return q, edge.BadField.At("bbox", err.Error())
		}
	}
	var err error
	if q.PlaceFilter, err = in.filter(); err != nil {
		return q, err
	}
	var from *orb.Point
	if in.From != nil {
		from = &orb.Point{in.From[0], in.From[1]}
		if err := unnamed(geo.CheckPoint(*from)); err != nil {
			return q, edge.BadField.At("from", err.Error())
		}
	}
	q.Open, err = in.open(now, from, q.Near)
	return q, err
}
