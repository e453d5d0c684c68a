package api

import (
	"context"
	"net/http"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// Interests is every table of codes that a profile is made of, in one language.
type Interests struct {
	Language  string     `json:"language" enum:"fr,en"`
	Interests []Interest `json:"interests" nullable:"false" doc:"Of members, groups and events."`
	Access    []Label    `json:"access" nullable:"false" doc:"What makes coming easier."`
	AgeBands  []Label    `json:"age_bands" nullable:"false" doc:"From the youngest."`
}

// Interest is what people like to do.
type Interest struct {
	Label
	Icon string `json:"icon" example:"maki:cinema"`
}

type cityInput struct {
	Code string `path:"code" maxLength:"32" doc:"Code of a city." example:"13055"`
}

// cells remembers the answers of one atlas: they take a city's every cell to its district.
type cells struct {
	mu     sync.Mutex
	atlas  *directory.Atlas
	bodies map[int64]edge.Content
}

func (a *API) registerCells() {
	bodies := [2]edge.Content{interestsIn("fr"), interestsIn("en")}
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-interests", Method: http.MethodGet, Path: "/v1/interests", Tags: []string{"words"},
		Summary:   "Codes of profiles and their words, in French or English",
		Responses: answers(content[Interests](a, "application/json")),
	}, func(_ context.Context, in *wordsInput) (*answer, error) {
		return inLanguage(bodies, in.AcceptLanguage), nil
	})
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-cells", Method: http.MethodGet, Path: "/v1/cities/{code}/cells", Tags: []string{"districts"},
		Summary: "The public cells of a city: where people may say they live",
		Description: "A FeatureCollection of hexagons. They partition the city; each is as small as it can be while many people live in it. " +
			"Each says which district most of it lies in.",
		Responses: answers(content[FeatureCollection](a, geoJSON)),
	}, a.cityCells)
}

// interestsIn builds the tables in one language.
func interestsIn(lang string) edge.Content {
	words := Interests{Language: lang, Access: labelsIn(lang, directory.AccessNeeds), AgeBands: labelsIn(lang, directory.AgeBands)}
	for _, i := range directory.Interests {
		words.Interests = append(words.Interests, Interest{labelIn(lang, i.Term), i.Icon})
	}
	return wordsContent(words)
}

func (a *API) cityCells(_ context.Context, in *cityInput) (*answer, error) {
	atlas := a.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	city, ok := atlas.District(in.Code)
	if !ok || city.Parent != 0 {
		return nil, edge.NotFound.With("no city " + strconv.Quote(clip(in.Code)))
	}
	body, err := a.cells.of(atlas, city.Num)
	if err != nil {
		return nil, err
	}
	return respond(body.Serve), nil
}

func (c *cells) of(atlas *directory.Atlas, city int64) (edge.Content, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.atlas != atlas {
		c.atlas, c.bodies = atlas, map[int64]edge.Content{}
	}
	body, ok := c.bodies[city]
	if !ok {
		b, err := cellFeatures(atlas, city)
		if err != nil {
			return body, err
		}
		body = edge.Content{Type: geoJSON, Cache: districtCache, Body: b, Tag: edge.Tag(b)}
		c.bodies[city] = body
	}
	return body, nil
}

// drawnTo is a metre: the parts of a degree that a drawing of cells needs.
const drawnTo = 1e5

// cellFeatures is a FeatureCollection of a city's public cells, by index. Each is drawn as all the cells of resolution 9 in it: a
// coarse hexagon would overlap its finer neighbours.
func cellFeatures(atlas *directory.Atlas, city int64) ([]byte, error) {
	b := []byte(`{"type":"FeatureCollection","features":[`)
	for i, cell := range atlas.PublicCells(city) {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(append(b, `{"type":"Feature","id":`...), cell.String())
		fine, err := geo.Uncompact([]geo.Cell{cell}, geo.CutFinest)
		if err != nil {
			return nil, err
		}
		shape, err := geo.Outline(fine)
		if err != nil {
			return nil, err
		}
		b = appendMultiPolygon(append(b, `,"geometry":`...), orb.Round(shape, drawnTo).(orb.MultiPolygon))
		home, _ := atlas.HomeIn(city, cell)
		d, _ := atlas.Numbered(home.District)
		properties := struct {
			Cell     string      `json:"cell"` // a map keeps no text as an id
			District DistrictRef `json:"district"`
		}{cell.String(), DistrictRef{d.Code, d.Name}}
		b = append(append(b, `,"properties":`...), marshal(properties)...)
		b = append(b, '}')
	}
	return append(b, "]}\n"...), nil
}
