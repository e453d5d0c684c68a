package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

const (
	langCookie     = "lang"
	cityCookie     = "city"
	positionCookie = "position"

	positionTTL        = time.Hour
	positionS          = 30 // how long the position of a write is worth waiting for
	positionResolution = 10 // about 150 m across: near enough to walk, too coarse to point at a door
	rememberS          = 365 * 24 * 3600
)

// visit is one person looking at one page: their language, city and position.
type visit struct {
	*words
	site    *site
	request *http.Request
	writer  http.ResponseWriter
	city    *directory.District // nil when no city is known
	here    *orb.Point          // the centre of their cell; nil when they did not say
	now     time.Time           // the current minute, on the clocks of their city
	viewer  *identity.Viewer    // who has signed in; nil = a visitor
	handed  bool                // the page is printed to be handed on, without the numbers of emergencies

	unreadOnce *int // what unread has found
	toReadOnce *int // and toRead
}

func (s *site) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{
		words: wordsFor(r), site: s, request: r, writer: w, now: s.Now().Truncate(time.Minute), viewer: edge.Viewer(r.Context()),
	}
	if c, err := r.Cookie(positionCookie); err == nil {
		if cell, err := geo.ParseCell(c.Value); err == nil && cell.Resolution() == positionResolution {
			p := cell.Center()
			v.here = &p
		}
	}
	v.city = s.cityOf(r, v.here)
	v.now = v.now.In(s.Live.Calendar(v.cityNum()).Zone())
	return v
}

// looking are the pages of those who only look for a place: they travel light.
var looking = []string{
	"GET /{$}", "GET /places", "GET /places/{id}", "GET /places/{id}/opening", "GET /districts", "GET /districts/{code}",
	"GET /search", "GET /about", "GET /here", "GET /events", "GET /around",
}

// styles are the addresses of the style sheets that the page needs.
func (v *visit) styles() []string {
	names := []string{"site.css", "people.css"}
	if v.viewer == nil && slices.Contains(looking, v.request.Pattern) {
		names = names[:1]
	}
	var urls []string
	for _, name := range names {
		if url := v.site.assets.url(name); url != "" {
			urls = append(urls, url)
		}
	}
	return urls
}

// ctx ends when the reader goes.
func (v *visit) ctx() context.Context { return v.request.Context() }

// cityNum is the number of the city, 0 when none is known.
func (v *visit) cityNum() int64 {
	if v.city == nil {
		return 0
	}
	return v.city.Num
}

// cityOf is the city around the person, else the one they chose, else the first.
func (s *site) cityOf(r *http.Request, here *orb.Point) *directory.District {
	if here != nil {
		if around := s.Live.DistrictsAt(*here); len(around) > 0 {
			return around[0]
		}
	}
	cities := s.Live.Cities()
	if c, err := r.Cookie(cityCookie); err == nil {
		for _, city := range cities {
			if city.Code == c.Value {
				return city
			}
		}
	}
	if len(cities) == 0 {
		return nil
	}
	return cities[0]
}

// remember keeps a language or city asked for in the URL and gives the same URL without it.
func (v *visit) remember() (string, bool) {
	s, r := v.site, v.request
	query := r.URL.Query()
	keep := func(param, cookie string, known bool) bool {
		if !query.Has(param) {
			return false
		}
		if known {
			v.setCookie(cookie, query.Get(param), rememberS)
		}
		query.Del(param)
		return true
	}
	asked := query.Get("lang")
	_, spoken := catalogue[asked]
	city, known := s.Live.District(query.Get("city"))
	lang, chosen := keep("lang", langCookie, spoken), keep("city", cityCookie, known && city.Parent == 0)
	if !lang && !chosen {
		return "", false
	}
	if lang && spoken && v.viewer != nil && s.Desk != nil {
		_ = s.Desk.SetLang(r.Context(), v.viewer, asked) // messages follow the pages; when they cannot, the page does all the same
	}
	return localPath((&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String()), true
}

func (v *visit) setCookie(name, value string, maxAgeS int) {
	http.SetCookie(v.writer, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAgeS,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(v.site.PublicURL, "https://"),
	})
}

// localPath is path when it leads to a page of this site, else the home page: "//evil.example" and "/\evil" do not.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return "/"
	}
	return path
}

// around names where the person is: the finest district of their cell.
func (v *visit) around() string {
	if v.here == nil {
		return ""
	}
	if at := v.site.Live.DistrictsAt(*v.here); len(at) > 0 {
		return at[len(at)-1].Name
	}
	return formatPoint(*v.here)
}

// self is this page's own URL, for forms that come back to it. The answer to a form has none.
func (v *visit) self() string {
	if v.request.Method == http.MethodPost && v.request.URL.Path != "/here" {
		return "/"
	}
	if v.request.URL.Path == "/here" {
		return localPath(v.request.FormValue("next"))
	}
	return localPath(v.request.URL.RequestURI())
}

// otherLanguage is this page in the other language. The answer to a form is shown again by its own page, where it has one.
func (v *visit) otherLanguage() string {
	path, query := v.request.URL.Path, v.request.URL.Query()
	if v.request.Method == http.MethodPost {
		pattern := strings.Replace(v.request.Pattern, http.MethodPost, http.MethodGet, 1)
		if !slices.ContainsFunc(v.site.pages, func(p Page) bool { return p.Pattern == pattern }) {
			path, query = "/", url.Values{}
		}
	}
	query.Set("lang", v.OtherLang)
	return path + "?" + query.Encode()
}
