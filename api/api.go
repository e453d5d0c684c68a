// Package api answers programs: JSON, GeoJSON and vector tiles over HTTP, described by one OpenAPI document.
//
//	GET /v1/places?near=5.37,43.30 ──huma──▶ placesInput ──query──▶ directory.PlaceQuery
//	                                                                       │ Live.Find, in memory
//	{"items":[…],"next":…} ◀──edge.Content── bytes ◀──appendPlace── directory.Page
//
// Every operation is parse → call → write. The types with json tags are the wire: the domain's types carry none.
// Units: degrees with longitude first, metres (the name says so), RFC 3339 for days and instants.
//
// Not here: what is found (directory), how an answer travels (edge), pages (web).
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
	"github.com/alentour/alentour/photos"
)

// Config is what the operations answer from.
type Config struct {
	Live    *directory.Live
	Marks   *Marks           // told of every change by Live; nil = tiles are drawn from a copy that never changes
	Store   *directory.Store // nil: search by whole beginnings of words only
	Desk    *identity.Desk   // nil: nobody can sign in yet
	Office  *moderation.Office
	Members *directory.Members
	Notices *notify.Office
	Hub     *notify.Hub // comes with Notices, as both do with Desk
	// Associations is where people write about places and organisations; nil = they cannot yet.
	Associations *directory.Associations
	Roster       *directory.Roster
	Matching     *matching.Room
	Community    *community.Room
	Calendar     *community.Calendar
	Coverage     *coverage.Room
	Threads      *conversation.Store
	Photos       *photos.Store
	// Position is where the writes of this node stand; it travels back with each answer to a write. nil = not said.
	Position  func(context.Context) (string, error)
	PublicURL string           // "https://example.org", without a slash at the end; empty = as each request was addressed
	ExportDir string           // directory of the open-data files; empty = none are offered
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger
	Version   string
}

// API is the set of operations.
type API struct {
	Config
	huma       huma.API
	mux        *http.ServeMux
	operations []Operation
	cells      cells
}

// Operation is an address of the API and what one must be allowed to do to use it.
type Operation struct {
	Method, Path string
	Needs        identity.Action
}

// Operations lists every operation.
func (a *API) Operations() []Operation { return slices.Clone(a.operations) }

// Owns says whether a path is answered by the API: its errors are problem+json and any site may read it.
func Owns(path string) bool {
	return strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/tiles/") || path == "/openapi.json" ||
		strings.HasPrefix(path, "/exports/") || strings.HasPrefix(path, "/calendar/")
}

// Packs says whether what is answered at a path is compressed already: tiles and open-data files.
func Packs(path string) bool {
	return Tiles(path) || strings.HasPrefix(path, "/exports/")
}

// Tiles says whether a path is one of a tile: programs read whole zooms of them.
func Tiles(path string) bool { return strings.HasPrefix(path, "/tiles/") }

// New registers every operation on mux. It panics on a contradiction between operations, as their tests would show.
func New(c Config, mux *http.ServeMux) (*API, error) {
	if c.Live == nil {
		return nil, fmt.Errorf("api: Live is nil")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Marks == nil {
		c.Marks = new(Marks)
	}
	useProblems()
	a := &API{Config: c, mux: mux, huma: humago.New(mux, configuration(c))}
	a.huma.UseMiddleware(strictQuery)
	a.registerPlaces()
	a.registerOrganisations()
	a.registerDistricts()
	a.registerCategories()
	a.registerSearch()
	a.registerTiles()
	a.registerExports()
	a.registerSignIn()
	a.registerMembers()
	a.registerVolunteers()
	a.registerAssociations()
	a.registerReports()
	a.registerCells()
	a.registerNotices()
	a.registerRequests()
	a.registerInvitations()
	a.registerEvents()
	a.registerSignUps()
	a.registerCalendars()
	a.registerImports()
	a.registerThreads()
	a.registerPhotos()
	a.registerCoverage()
	return a, a.mountDocuments()
}

func configuration(c Config) huma.Config {
	cfg := huma.DefaultConfig("Alentour", c.Version)
	cfg.CreateHooks = nil // no $schema in bodies, no Link built from the Host header
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "", "", ""
	cfg.Info.Description = "What helps nearby: places, organisations, districts, open to everyone without a key; and the people around, for who has signed in. " +
		"Positions are longitude, latitude in degrees (WGS 84); lengths are metres. " +
		"Every answer that is not a success is problem+json. Each place carries the licence of its dataset."
	cfg.Info.License = &huma.License{Name: "AGPL-3.0-or-later", Identifier: "AGPL-3.0-or-later"}
	if c.PublicURL != "" {
		cfg.Servers = []*huma.Server{{URL: c.PublicURL}}
	}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "http", Scheme: "bearer", Description: "The token of POST /v1/sign-in. Pages of this site use a cookie instead."},
	}
	cfg.Tags = []*huma.Tag{
		{Name: "accounts", Description: "Who asks: codes, sessions, contacts."},
		{Name: "volunteers", Description: "Who helps: what they offer, when, and the steps to it."},
		{Name: "requests", Description: "What neighbours ask for and offer, who is asked to help, and why."},
		{Name: "events", Description: "What people do together: dates around, coming, bringing somebody, holding it."},
		{Name: "people", Description: "What one says of oneself, and who lives around."},
		{Name: "threads", Description: "People who write to each other about a request or an offer."},
		{Name: "photos", Description: "Pictures that go with a request or an offer, without what cameras write into them."},
		{Name: "notices", Description: "What one was told, and how one wants to be."},
		{Name: "safety", Description: "Reports, what is decided about them and why, appeals, blocks."},
		{Name: "places", Description: "What stands where."},
		{Name: "organisations", Description: "Who runs places, or serves districts without premises."},
		{Name: "districts", Description: "Cities and the districts they are made of."},
		{Name: "coverage", Description: "How well districts are served: what is needed, what there is, who waits, what people do together. Figures, never people."},
		{Name: "words", Description: "Codes and what they mean; search by words."},
		{Name: "tiles", Description: "Mapbox Vector Tiles for maps."},
		{Name: "exports", Description: "Everything at once, as open data."},
	}
	return cfg
}

// answer is what a handler gives to huma: it writes itself.
type answer struct {
	Body func(huma.Context)
}

// respond wraps what writes an answer.
func respond(write func(w http.ResponseWriter, r *http.Request)) *answer {
	return &answer{Body: func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		write(w, r)
	}}
}

// register adds one operation. Who may not do what it needs is told so before anything that was sent is read. Its errors become
// problems in one place.
func register[In any](a *API, needs identity.Action, op huma.Operation, handle func(ctx context.Context, in *In) (*answer, error)) {
	op.Responses["default"] = problemResponse(a.huma.OpenAPI().Components.Schemas)
	if needs != identity.ReadDirectory {
		if !(*identity.Viewer)(nil).Could(needs) {
			op.Security = []map[string][]string{{"session": {}}}
		}
		op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
			if err := a.admit(ctx.Context(), needs); err != nil {
				_, w := humago.Unwrap(ctx)
				a.problem(ctx.Context(), op, err).Write(w)
				return
			}
			next(ctx)
		})
	}
	a.operations = append(a.operations, Operation{op.Method, op.Path, needs})
	huma.Register(a.huma, op, func(ctx context.Context, in *In) (*answer, error) {
		out, err := handle(ctx, in)
		if err != nil {
			p := a.problem(ctx, op, err)
			return respond(func(w http.ResponseWriter, _ *http.Request) { p.Write(w) }), nil
		}
		if op.Method != http.MethodGet && edge.Viewer(ctx) != nil {
			return a.positioned(ctx, out), nil
		}
		return out, nil
	})
}

// admit is nil when the viewer could do what an operation needs, somewhere.
func (a *API) admit(ctx context.Context, needs identity.Action) error {
	if a.Desk == nil {
		return edge.Unavailable.With("") // the database is not there yet
	}
	v := edge.Viewer(ctx)
	if v.Could(needs) {
		return nil
	}
	if err := edge.Unknown(ctx); err != nil {
		return err
	}
	return v.Must(needs, identity.Scope{})
}

// positioned says with an answer where the write stands, so that the client reads it on any node.
func (a *API) positioned(ctx context.Context, out *answer) *answer {
	if a.Position == nil {
		return out
	}
	position, err := a.Position(ctx)
	if err != nil {
		return out // written all the same
	}
	return &answer{Body: func(ctx huma.Context) {
		ctx.SetHeader("Alentour-Position", position)
		out.Body(ctx)
	}}
}
