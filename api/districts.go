package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// District is a polygon with a code in a tree: city, arrondissement, quartier.
type District struct {
	Code      string        `json:"code" example:"1320101"`
	Name      string        `json:"name" example:"Belsunce"`
	Kind      string        `json:"kind" example:"quartier"`
	Parent    *DistrictRef  `json:"parent,omitempty"`
	City      *DistrictRef  `json:"city,omitempty" doc:"Absent on a city."`
	Centre    []float64     `json:"centre,omitempty" nullable:"false" minItems:"2" maxItems:"2" doc:"A point well inside; longitude, latitude."`
	BBox      []float64     `json:"bbox,omitempty" nullable:"false" minItems:"4" maxItems:"4" doc:"West, south, east, north."`
	AccuracyM float64       `json:"accuracy_m" doc:"How far its border may be off, in metres."`
	Figures   []Figure      `json:"figures,omitempty" nullable:"false"`
	Language  string        `json:"language,omitempty" doc:"Of a city (BCP 47)."`
	Timezone  string        `json:"timezone,omitempty" doc:"Of a city (IANA)." example:"Europe/Paris"`
	Phone     string        `json:"phone,omitempty"`
	Email     string        `json:"email,omitempty"`
	Website   string        `json:"website,omitempty"`
	Children  []DistrictRef `json:"children,omitempty" nullable:"false" doc:"What it is made of; only where one district is asked for."`
}

// Figure is one number about the people of a district.
type Figure struct {
	Measure string  `json:"measure" example:"population"`
	Value   float64 `json:"value" doc:"Persons; percent for poverty_rate; a share from 0 to 1 for poverty_share."`
	Source  string  `json:"source,omitempty"`
}

// DistrictList is a list of districts.
type DistrictList struct {
	Items []District `json:"items" nullable:"false"`
}

type districtsInput struct {
	City   string `query:"city" maxLength:"32" doc:"Code of a city: everything it is made of." example:"13055"`
	Parent string `query:"parent" maxLength:"32" doc:"Code of a district: what it is directly made of." example:"13201"`
	Accept string `header:"Accept" hidden:"true"`
}

type districtInput struct {
	Code   string `path:"code" maxLength:"32" doc:"Code of a district or a city." example:"1320101"`
	Shape  string `query:"shape" enum:"full,outline" default:"full" doc:"Which border GeoJSON draws: the full one, which decides what belongs to it, or a simpler one for drawing."`
	Accept string `header:"Accept" hidden:"true"`
}

type pointInput struct {
	Point lonLat `query:"point" required:"true" doc:"Longitude,latitude."`
}

// districtCache lets shared caches keep what changes when borders or figures are loaded, a few times a year.
const districtCache = "public, max-age=300"

func (a *API) registerDistricts() {
	list := func() map[string]*huma.Response { return answers(content[DistrictList](a, "application/json")) }
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-cities", Method: http.MethodGet, Path: "/v1/cities", Tags: []string{"districts"},
		Summary: "Cities, by code", Responses: list(),
	}, func(context.Context, *struct{}) (*answer, error) {
		return jsonAnswer(a.districtList(a.Live.Cities()), districtCache), nil
	})
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-districts", Method: http.MethodGet, Path: "/v1/districts", Tags: []string{"districts"},
		Summary:     "What a city or a district is made of, by code",
		Description: "Give city or parent. With Accept: application/geo+json the answer is a FeatureCollection of outlines for drawing.",
		Responses:   answers(content[DistrictList](a, "application/json"), content[FeatureCollection](a, geoJSON)),
	}, a.districts)
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "find-districts", Method: http.MethodGet, Path: "/v1/districts/at", Tags: []string{"districts"},
		Summary:     "The districts a point belongs to, from the city to the finest",
		Description: "Decided by the full borders. A point on a common border belongs to the lowest code; one in no district, to the nearest within its accuracy_m.",
		Responses:   list(),
	}, func(_ context.Context, in *pointInput) (*answer, error) {
		return jsonAnswer(a.districtList(a.Live.DistrictsAt(in.Point.point)), "private, no-cache"), nil
	})
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "get-district", Method: http.MethodGet, Path: "/v1/districts/{code}", Tags: []string{"districts"},
		Summary:     "One district; as GeoJSON with its border",
		Description: "With Accept: application/geo+json the answer is a Feature.",
		Responses:   answers(content[District](a, "application/json"), content[Feature](a, geoJSON)),
	}, a.district)
}

func (a *API) districts(_ context.Context, in *districtsInput) (*answer, error) {
	if (in.City == "") == (in.Parent == "") {
		return nil, edge.BadParameter.At("city", "give one of city and parent")
	}
	name, code := "city", in.City
	if in.Parent != "" {
		name, code = "parent", in.Parent
	}
	atlas := a.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	root, ok := atlas.District(code)
	if !ok || name == "city" && root.Parent != 0 {
		return nil, edge.BadParameter.At(name, strconv.Quote(clip(code))+" is not known")
	}
	list := atlas.Children(root.Num)
	if name == "city" {
		list = nil
		for _, num := range atlas.Subtree(root.Num) {
			if d, ok := atlas.Numbered(num); ok && d != root {
				list = append(list, d)
			}
		}
		byCode(list)
	}
	if wantsGeoJSON(in.Accept) {
		return geoAnswer(a.outlines(list)), nil
	}
	out := jsonAnswer(a.districtList(list), districtCache)
	return out, nil
}

func (a *API) district(_ context.Context, in *districtInput) (*answer, error) {
	d, ok := a.Live.District(in.Code)
	if !ok {
		return nil, edge.NotFound.With("no district " + strconv.Quote(clip(in.Code)))
	}
	if wantsGeoJSON(in.Accept) {
		shape := d.Full
		if in.Shape == "outline" {
			shape = d.Outline
		}
		return geoAnswer(append(appendDistrict(nil, a.districtOf(d), shape), '\n')), nil
	}
	out := a.districtOf(d)
	for _, child := range a.Live.Children(d.Num) {
		out.Children = append(out.Children, DistrictRef{child.Code, child.Name})
	}
	return respond(edge.Content{
		Type: "application/json", Cache: districtCache, Vary: "Accept", Body: append(marshal(out), '\n'),
	}.Serve), nil
}

func geoAnswer(body []byte) *answer {
	return respond(edge.Content{Type: geoJSON, Cache: districtCache, Vary: "Accept", Body: body}.Serve)
}
