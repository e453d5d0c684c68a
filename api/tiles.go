package api

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/tiles"
)

const (
	vectorTile     = "application/vnd.mapbox-vector-tile"
	tileCacheS     = 60
	tileCache      = "public, max-age=60, stale-while-revalidate=600"
	tileCacheBytes = 64 << 20 // of each layer
)

// Marks tell the caches of tiles what has changed. Whoever publishes a change calls Watch.
type Marks struct{ places, districts, events tiles.Marks }

// WatchEvents hears where dates of events were and are.
func (m *Marks) WatchEvents(points []orb.Point, all bool) {
	if all {
		m.events.TouchAll()
	}
	at := make([]tiles.Position, len(points))
	for i, p := range points {
		at[i] = tiles.At(p)
	}
	m.events.Touch(at...)
}

// Watch hears of a change that readers can see.
func (m *Marks) Watch(c directory.Change) {
	if c.All {
		m.places.TouchAll()
	}
	if c.All || c.Districts {
		m.districts.TouchAll()
	}
	at := make([]tiles.Position, len(c.Points))
	for i, p := range c.Points {
		at[i] = tiles.At(p)
	}
	m.places.Touch(at...)
}

// tileLayer is one public layer.
type tileLayer struct {
	*API
	cache       *tiles.Cache
	turns       *turns
	description tiles.Description

	mu      sync.Mutex
	bounds  geo.BBox
	version uint64
}

// TileInput is the address of a tile.
type TileInput struct {
	Z string `path:"z" maxLength:"2" doc:"Zoom, 0 to 16." example:"14"`
	X string `path:"x" maxLength:"8" doc:"Column, from the 180th meridian eastwards." example:"8437"`
	Y string `path:"y" maxLength:"12" doc:"Row, from the north southwards; may end in .mvt." example:"6004"`
}

type placeTileInput struct {
	TileInput
	PlaceTileFilters
}

type placeTilesInput struct {
	PlaceTileFilters
	Request
}

type eventTileInput struct {
	TileInput
	EventFilters
}

type eventTilesInput struct {
	EventFilters
	Request
}

// PlaceTileFilters are what keeps places on a tile.
type PlaceTileFilters struct {
	Filters
	OpenFilter
}

type districtTilesInput struct{ Request }

// Request lets a handler see how it was addressed and asked.
type Request struct{ asked *http.Request }

// Resolve implements [huma.Resolver].
func (in *Request) Resolve(ctx huma.Context) []error {
	in.asked, _ = humago.Unwrap(ctx)
	return nil
}

func (a *API) registerTiles() {
	places := &tileLayer{API: a, cache: tiles.NewCache(tileCacheBytes, &a.Marks.places), turns: newTurns(), description: tiles.Description{
		Name:  "places",
		About: "Places that help. A tile shows points with name and category, or, where there are many, counts per cell.",
		Layers: []tiles.VectorLayer{{ID: "places", About: "Points, or counts; a tile never mixes the two.", Fields: map[string]string{
			"name": "Name of the place.", "category": "Code of its first category.", "count": "Number of places around this point.",
		}}},
	}}
	named := map[string]string{"code": "Code of the district.", "name": "Its name.", "kind": "city, arrondissement, quartier …"}
	districts := &tileLayer{API: a, cache: tiles.NewCache(tileCacheBytes, &a.Marks.districts), description: tiles.Description{
		Name:  "districts",
		About: "Cities and their districts, simplified for drawing.",
		Layers: []tiles.VectorLayer{
			{ID: "districts", About: "Outlines.", Fields: named},
			{ID: "district_names", About: "One point well inside each.", Fields: named},
		},
	}}
	ofPlaces := tileOperation("places")
	ofPlaces.Description = "With open_at=now: what is open in this quarter of an hour."
	register(a, identity.ReadDirectory, ofPlaces, func(_ context.Context, in *placeTileInput) (*answer, error) {
		quarter := a.quarter()
		f, err := in.onTiles(quarter)
		if err != nil {
			return nil, err
		}
		key, lasts := f.Key()
		ask := tiles.Request{Filter: key, Passing: !lasts}
		return places.tile(&in.TileInput, ask, a.tileCache(quarter, f.Open), a.Live.PlacesLayer(f))
	})
	register(a, identity.ReadDirectory, tileOperation("districts"), func(_ context.Context, in *TileInput) (*answer, error) {
		return districts.tile(in, tiles.Request{}, tileCache, a.Live.DistrictsLayer())
	})
	register(a, identity.ReadDirectory, a.describeOperation("places"), func(_ context.Context, in *placeTilesInput) (*answer, error) {
		if _, err := in.onTiles(a.quarter()); err != nil {
			return nil, err
		}
		return places.describe(in.asked)
	})
	events := &tileLayer{API: a, cache: tiles.NewCache(tileCacheBytes, &a.Marks.events), turns: newTurns(), description: tiles.Description{
		Name:  "events",
		About: "Events with a date in the next two months. An event stands once, with its first date that passes the filter.",
		Layers: []tiles.VectorLayer{{ID: "events", About: "Points, or counts; a tile never mixes the two.", Fields: map[string]string{
			"title": "Title of the event.", "interest": "Code of its interest.", "start": "When that date begins (RFC 3339).", "free": "It costs nothing.",
			"count": "Number of events around this point.",
		}}},
	}}
	register(a, identity.ReadDirectory, tileOperation("events"), func(_ context.Context, in *eventTileInput) (*answer, error) {
		f, err := in.filter()
		if err != nil {
			return nil, err
		}
		if a.Calendar == nil {
			return nil, directory.ErrNotReady
		}
		return events.tile(&in.TileInput, tiles.Request{Filter: a.Calendar.Key(f), Passing: !f.From.IsZero() || !f.Until.IsZero()}, tileCache, a.Calendar.EventsLayer(f))
	})
	register(a, identity.ReadDirectory, a.describeOperation("events"), func(_ context.Context, in *eventTilesInput) (*answer, error) {
		if _, err := in.filter(); err != nil {
			return nil, err
		}
		return events.describe(in.asked)
	})
	register(a, identity.ReadDirectory, a.describeOperation("districts"), func(_ context.Context, in *districtTilesInput) (*answer, error) {
		return districts.describe(in.asked)
	})
}

func tileOperation(layer string) huma.Operation {
	responses := answers(documented{vectorTile, &huma.Schema{Type: huma.TypeString, Format: "binary"}})
	responses["204"] = &huma.Response{Description: "Nothing stands on this tile."}
	responses["404"] = &huma.Response{Description: "There is no such tile."}
	return huma.Operation{
		OperationID: "get-" + layer + "-tile", Method: http.MethodGet, Path: "/tiles/" + layer + "/{z}/{x}/{y}", Tags: []string{"tiles"},
		Summary: "One tile of " + layer + " (Mapbox Vector Tile 2.1)", Responses: responses,
	}
}

func (a *API) describeOperation(layer string) huma.Operation {
	return huma.Operation{
		OperationID: "describe-" + layer + "-tiles", Method: http.MethodGet, Path: "/tiles/" + layer + ".json", Tags: []string{"tiles"},
		Summary: "What the tiles of " + layer + " are (TileJSON 3.0)", Responses: answers(documented{"application/json", &huma.Schema{Type: huma.TypeObject}}),
	}
}

// tile answers with a tile; ask names what the layer shows.
func (l *tileLayer) tile(in *TileInput, ask tiles.Request, cache string, layer tiles.Layer) (*answer, error) {
	var err error
	if ask.Tile, err = tiles.ParseTile(in.Z, in.X, in.Y); err != nil {
		return nil, edge.NotFound.With(err.Error())
	}
	if !l.Live.Ready() {
		return nil, directory.ErrNotReady
	}
	return respond(func(w http.ResponseWriter, r *http.Request) {
		c, ask := edge.Content{Type: vectorTile, Cache: cache}, ask
		if edge.AcceptsGzip(r) {
			ask.Form, c.Encoding = tiles.Gzip, "gzip"
		}
		body, ok := l.get(ask, layer)
		if !ok {
			edge.Refuse(w, edge.Overloaded, 1)
			return
		}
		c.Body, c.Tag = body.Bytes, body.ETag
		c.Serve(w, r)
	}), nil
}

// get gives a tile; false when too many are being drawn for others.
func (l *tileLayer) get(ask tiles.Request, layer tiles.Layer) (tiles.Body, bool) {
	if ask.Passing {
		return l.turns.get(l.cache, ask, layer)
	}
	return l.cache.Get(ask, layer), true
}

// describe answers with TileJSON. The tiles' address carries the same filters.
func (l *tileLayer) describe(r *http.Request) (*answer, error) {
	root, cache := l.PublicURL, "public, max-age=60"
	if root == "" {
		root, cache = "http://"+r.Host, "private, no-cache" // as the client addressed us: not for others
		if r.TLS != nil {
			root = "https://" + r.Host
		}
	}
	d := l.description
	d.URL = root + "/tiles/" + d.Name + "/{z}/{x}/{y}"
	if r.URL.RawQuery != "" {
		d.URL += "?" + r.URL.RawQuery
	}
	d.Bounds = l.reach()
	d.Attribution = l.attribution()
	return jsonAnswer(d, cache), nil
}

// reach is the box of what the layer draws, remembered until something changes.
func (l *tileLayer) reach() geo.BBox {
	l.mu.Lock()
	defer l.mu.Unlock()
	version := l.Live.Version()
	if l.version == version && version != 0 {
		return l.bounds
	}
	l.version, l.bounds = version, geo.BBox{West: -180, South: -85.0511, East: 180, North: 85.0511}
	if l.description.Name == "places" {
		if box, ok := l.Live.Bounds(); ok {
			l.bounds = box
		}
		return l.bounds
	}
	for i, city := range l.Live.Cities() {
		b := city.BBox
		if i == 0 {
			l.bounds = b
		}
		l.bounds = geo.BBox{
			West: min(l.bounds.West, b.West), South: min(l.bounds.South, b.South),
			East: max(l.bounds.East, b.East), North: max(l.bounds.North, b.North),
		}
	}
	return l.bounds
}

// attribution credits every dataset, as maps show it (HTML).
func (l *tileLayer) attribution() string {
	var credits []string
	add := func(credit, licence, url string) {
		if credit == "" {
			return
		}
		if strings.HasPrefix(url, "https://") {
			licence = fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(url), html.EscapeString(licence))
		} else {
			licence = html.EscapeString(licence)
		}
		if licence != "" {
			licence = " (" + licence + ")"
		}
		credits = append(credits, html.EscapeString(credit)+licence)
	}
	if l.description.Name == "places" {
		for _, d := range l.Live.Datasets() {
			add(d.Attribution, d.Licence, d.LicenceURL)
		}
		return strings.Join(credits, " · ")
	}
	for _, credit := range l.Live.DistrictCredits() {
		add(credit, "", "")
	}
	return strings.Join(credits, " · ")
}
