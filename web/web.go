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
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
)

// Config is what the pages need. Live is required.
type Config struct {
	Live      *directory.Live
	Store     *directory.Store // nil: search answers from Live only
	PublicURL string           // "https://alentour.example"; cookies are Secure when it is https
	Basemap   string           // a .pmtiles file, or the address of a MapLibre style; empty = districts only
	Log       *slog.Logger
	Now       func() time.Time // nil: time.Now
}

type site struct {
	Config
	mux    *http.ServeMux
	assets *assets
	policy string // Content-Security-Policy
}

// New serves every page and asset.
func New(c Config) (http.Handler, error) {
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
	s.page("GET /{$}", s.home)
	s.page("GET /places", s.places)
	s.page("GET /places/{id}", s.place)
	s.page("GET /places/{id}/opening", s.opening)
	s.page("POST /places/rows", s.rows)
	s.page("GET /organisations/{id}", s.organisation)
	s.page("GET /districts", s.districts)
	s.page("GET /districts/{code}", s.district)
	s.page("GET /search", s.search)
	s.page("GET /about", s.about)
	s.page("GET /here", s.askHere)
	s.page("POST /here", s.setHere)
	s.page("/", func(*visit) (templ.Component, error) { return nil, errNotFound })
	return s.secure(s.mux), nil
}

// errNotFound becomes the page that says so.
var errNotFound = errors.New("not found")

// redirect is an answer that sends the browser on.
type redirect string

func (r redirect) Error() string { return "redirect to " + string(r) }

// page registers a handler that returns what to show, or an error that chooses what to show instead.
func (s *site) page(pattern string, show func(*visit) (templ.Component, error)) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if chosen, ok := v.remember(); ok {
			http.Redirect(w, r, chosen, http.StatusSeeOther)
			return
		}
		content, err := show(v)
		status := http.StatusOK
		if err != nil {
			var to redirect
			if errors.As(err, &to) {
				http.Redirect(w, r, string(to), http.StatusSeeOther)
				return
			}
			status, content = s.failure(v, err)
		}
		s.write(w, r, status, content)
	})
}

// failure chooses the page of an error and logs what only we should read.
func (s *site) failure(v *visit, err error) (int, templ.Component) {
	var invalid *directory.Invalid
	switch {
	case errors.Is(err, errNotFound):
		return http.StatusNotFound, failurePage(v, v.NotFound, v.NotFoundHelp)
	case errors.As(err, &invalid):
		return http.StatusBadRequest, failurePage(v, v.BadRequest, v.BadHelp)
	case errors.Is(err, directory.ErrNotReady):
		return http.StatusServiceUnavailable, failurePage(v, v.Starting, v.StartingHelp)
	}
	s.Log.Error("page failed", "pattern", v.request.Pattern, "err", err)
	return http.StatusInternalServerError, failurePage(v, v.Broken, v.BrokenHelp)
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
	if status == http.StatusServiceUnavailable {
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
