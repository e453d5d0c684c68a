// Package web serves the pages that people use: HTML first, forms that work without script, islands where script
// helps.
//
//	request ──visit──▶ language, city, position (a cookie, never the URL)
//	   └─▶ handler ──directory.Live, directory.Store──▶ templ page ──▶ HTML
//	/assets/… ◀── client (Vite, Svelte, MapLibre), built into this package
//
// Units: degrees longitude first, metres; a person's position is an H3 cell of resolution 10.
//
// Not here: JSON and tiles (package api serves them; the islands fetch them), limits, compression and logs (edge).
package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/data/geocode"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/moderation"
	"github.com/alentour/alentour/notify"
	"github.com/alentour/alentour/photos"
)

// Config is what the pages need. Live is required.
type Config struct {
	Live     *directory.Live
	Store    *directory.Store   // nil: search answers from Live only
	Desk     *identity.Desk     // nil: nobody can sign in yet
	Office   *moderation.Office // reports, and what is decided about them
	Members  *directory.Members
	Geocoder *geocode.Client // nil: nobody can write an address
	Sessions *edge.Sessions  // how a browser keeps who it is; nil = it cannot
	Notices  *notify.Office  // comes with Desk
	// Associations is where people write about places and organisations; nil = they cannot yet.
	Associations *directory.Associations
	Roster       *directory.Roster // nil: nobody can volunteer yet
	Matching     *matching.Room    // nil: nobody can ask or offer yet
	Requests     *matching.Requests
	Events       *community.Room     // nil: nobody can hold or come to anything yet
	Calendar     *community.Calendar // comes with Events
	Coverage     *coverage.Room      // nil: there are no figures yet
	Links        *matching.Links     // of messages, to answer with one tap
	Threads      *conversation.Store
	Photos       *photos.Store
	// Position is where the writes of this node stand: a form's answer carries it, so that the next page holds what was written.
	Position  func(context.Context) (string, error)
	Outbox    string  // address of the page that shows messages instead of sending them; empty = they are sent
	Trials    []Trial // whom a newcomer can sign in as; with Outbox only
	PublicURL string  // "https://alentour.example"; cookies are Secure when it is https
	Basemap   string  // a .pmtiles file, or the address of a MapLibre style; empty = districts only
	Log       *slog.Logger
	Now       func() time.Time // nil: time.Now
	Operator  Operator         // named above the privacy notice and the terms
}

type site struct {
	Config
	mux    *http.ServeMux
	assets *assets
	policy string // Content-Security-Policy
	pages  []Page
}

// Page is an address that people open, and what they must be allowed to do there.
type Page struct {
	Pattern string // "GET /account"
	Needs   identity.Action
}

// Pages serves every page and asset.
type Pages struct {
	http.Handler
	List []Page
}

// New serves every page and asset.
func New(c Config) (*Pages, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	built, err := readAssets()
	if err != nil {
		return nil, err
	}
	policy, err := contentPolicy(c.Basemap)
	if err != nil {
		return nil, err
	}
	s := &site{Config: c, mux: http.NewServeMux(), assets: built, policy: policy}
	s.mux.HandleFunc("GET /assets/{name}", built.serve)
	if isFile(c.Basemap) {
		s.mux.HandleFunc("GET "+basemapPath, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, c.Basemap) })
	}
	s.page("GET /{$}", identity.ReadDirectory, s.home)
	s.page("GET /places", identity.ReadDirectory, s.places)
	s.page("GET /places/{id}", identity.ReadDirectory, s.place)
	s.page("GET /places/{id}/opening", identity.ReadDirectory, s.opening)
	s.page("POST /places/rows", identity.ReadDirectory, s.rows)
	s.page("GET /organisations/{id}", identity.ReadDirectory, s.organisation)
	s.page("GET /districts", identity.ReadDirectory, s.districts)
	s.page("GET /districts/{code}", identity.ReadDirectory, s.district)
	s.page("GET /search", identity.ReadDirectory, s.search)
	s.page("GET /about", identity.ReadDirectory, s.about)
	s.page("GET /here", identity.ReadDirectory, s.askHere)
	s.page("POST /here", identity.ReadDirectory, s.setHere)
	s.page("/", identity.ReadDirectory, func(*visit) (templ.Component, error) { return nil, errNotFound })
	s.accountPages()
	s.textPages()
	s.staffPages()
	s.placePages()
	s.organisationPages()
	s.safetyPages()
	s.casePages()
	s.profilePages()
	s.memberPages()
	s.noticePages()
	s.volunteerPages()
	s.requestPages()
	s.threadPages()
	s.eventPages()
	s.coveragePages()
	return &Pages{s.secure(s.mux), s.pages}, nil
}

// errNotFound becomes the page that says so.
var errNotFound = errors.New("not found")

// redirect is an answer that sends the browser on.
type redirect string

func (r redirect) Error() string { return "redirect to " + string(r) }

// page registers a handler that returns what to show, or an error that chooses what to show instead. Who may not do what the page
// needs is told so before anything that was sent is read.
func (s *site) page(pattern string, needs identity.Action, show func(*visit) (templ.Component, error)) {
	s.pages = append(s.pages, Page{pattern, needs})
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if chosen, ok := v.remember(); ok {
			http.Redirect(w, r, chosen, http.StatusSeeOther)
			return
		}
		var err error
		if needs != identity.ReadDirectory {
			err = v.admit(needs)
		}
		var content templ.Component
		if err == nil {
			content, err = show(v)
		}
		status := http.StatusOK
		if err != nil {
			var to redirect
			if errors.As(err, &to) {
				v.wrote()
				http.Redirect(w, r, string(to), http.StatusSeeOther)
				return
			}
			var file download
			if errors.As(err, &file) {
				file.write(w)
				return
			}
			status, content = s.failure(v, err)
		}
		s.write(w, r, status, content)
	})
}

// admit is nil when the viewer could do what a page needs. A visitor is sent to sign in, and comes back.
func (v *visit) admit(needs identity.Action) error {
	if v.site.Desk == nil {
		return &identity.Error{Code: identity.Unavailable} // the database is not there yet
	}
	if v.viewer.Could(needs) {
		return nil
	}
	if err := edge.Unknown(v.request.Context()); err != nil {
		return err
	}
	if v.viewer == nil && v.request.Method == http.MethodGet {
		return redirect("/sign-in?next=" + url.QueryEscape(v.self()))
	}
	return v.viewer.Must(needs, identity.Scope{})
}

// wrote makes the next page wait until this node holds what was just written (promise E6).
func (v *visit) wrote() {
	if v.viewer == nil || v.request.Method != http.MethodPost || v.site.Position == nil {
		return
	}
	position, err := v.site.Position(v.request.Context())
	if err != nil {
		return // written all the same; the next page may be a moment behind
	}
	v.setCookie(edge.PositionCookie, position, positionS)
}

// failure chooses the page of an error and logs what only we should read.
func (s *site) failure(v *visit, err error) (int, templ.Component) {
	var invalid *directory.Invalid
	var again faulty
	var gone missing
	switch {
	case errors.Is(err, errNotFound):
		return http.StatusNotFound, failurePage(v, v.NotFound, v.NotFoundHelp)
	case errors.As(err, &invalid):
		return http.StatusBadRequest, failurePage(v, v.BadRequest, v.BadHelp)
	case errors.Is(err, directory.ErrNotReady):
		return http.StatusServiceUnavailable, failurePage(v, v.Starting, v.StartingHelp)
	case errors.As(err, &again):
		return again.status(), again.content
	case errors.As(err, &gone):
		return http.StatusNotFound, gone.content
	}
	if refusal, ok := errors.AsType[*identity.Error](err); ok {
		return v.refused(refusal)
	}
	s.Log.Error("page failed", "pattern", v.request.Pattern, "err", err)
	return http.StatusInternalServerError, failurePage(v, v.Broken, v.BrokenHelp)
}

// refusal says whether err is a refusal of a kind.
func refusal(err error, code identity.Code) bool { return errors.Is(err, &identity.Error{Code: code}) }

// refused is the page of something that somebody may not do, or not now.
func (v *visit) refused(err *identity.Error) (int, templ.Component) {
	w := v.Account
	if err.RetryAfter > 0 {
		v.writer.Header().Set("Retry-After", strconv.Itoa(int(err.RetryAfter.Seconds())))
	}
	switch err.Code {
	case identity.NoSession:
		return http.StatusUnauthorized, failurePage(v, w.SignInFirst, w.SignInFirstHelp)
	case identity.Forbidden, identity.Banned:
		return http.StatusForbidden, failurePage(v, w.Forbidden, w.ForbiddenHelp)
	case identity.NotFound:
		return http.StatusNotFound, failurePage(v, v.NotFound, v.NotFoundHelp)
	case identity.TooMany:
		return http.StatusTooManyRequests, failurePage(v, w.TooMany, w.wait(err.RetryAfter))
	case identity.Unavailable:
		return http.StatusServiceUnavailable, failurePage(v, w.Away, w.AwayHelp)
	}
	return http.StatusUnprocessableEntity, failurePage(v, v.BadRequest, v.BadHelp)
}

func (s *site) write(w http.ResponseWriter, r *http.Request, status int, content templ.Component) {
	var html bytes.Buffer
	if err := content.Render(r.Context(), &html); err != nil {
		s.Log.Error("page not rendered", "pattern", r.Pattern, "err", err)
		http.Error(w, "500", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(html.Len()))
	if status == http.StatusServiceUnavailable && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "2")
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(html.Bytes()) // the reader has gone: nobody is left to tell
	}
}

// secure sets what protects every page. A page depends on cookies, so no shared cache may keep it.
func (s *site) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.policy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "private, no-store")
		next.ServeHTTP(w, r)
	})
}

const basemapPath = "/basemap.pmtiles"

// basemap is where the maps find what they are drawn over; empty = nothing.
func (s *site) basemap() string {
	if isFile(s.Basemap) {
		return basemapPath
	}
	return s.Basemap
}

func isFile(basemap string) bool {
	return strings.HasSuffix(basemap, ".pmtiles") && !strings.Contains(basemap, "://")
}

// contentPolicy allows this server only, and the basemap's when one is configured.
func contentPolicy(basemap string) (string, error) {
	other := ""
	if basemap != "" && !isFile(basemap) {
		u, err := url.Parse(basemap)
		if err != nil || u.Host == "" && !strings.HasPrefix(u.Path, "/") {
			return "", fmt.Errorf("basemap: %q is neither a .pmtiles file nor the address of a style", basemap)
		}
		if u.Host != "" {
			other = " " + u.Scheme + "://" + u.Host
		}
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; manifest-src 'self'; " +
		"img-src 'self' data: blob:" + other + "; connect-src 'self'" + other + "; font-src 'self'" + other + "; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'", nil
}
