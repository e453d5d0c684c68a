package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
)

// town serves the pages of testdata/town.sql on 3 June 2026.
func town(t testing.TB) http.Handler {
	t.Helper()
	return handler(t, loaded(t))
}

func loaded(t testing.TB) Config {
	t.Helper()
	pool := postgrestest.New(t)
	fillTown(t, pool)
	return Config{Live: liveOf(t, pool), Store: directory.NewStore(pool)}
}

func fillTown(t testing.TB, pool *pgxpool.Pool) {
	t.Helper()
	sql, err := os.ReadFile("testdata/town.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), string(sql)); err != nil {
		t.Fatal(err)
	}
}

// liveOf is a copy that does not follow.
func liveOf(t testing.TB, pool *pgxpool.Pool) *directory.Live {
	t.Helper()
	live := directory.NewLive(directory.Config{})
	err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
		loaded, err := live.Load(t.Context(), tx)
		if err == nil {
			live.Publish(loaded)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return live
}

func handler(t testing.TB, c Config) http.Handler {
	t.Helper()
	c.Log = slog.New(slog.DiscardHandler)
	if c.Now == nil {
		c.Now = func() time.Time { return time.Date(2026, 6, 3, 12, 0, 0, 0, time.UTC) }
	}
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// get asks as a French browser without script; cookies as "name=value".
func get(h http.Handler, path string, cookies ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil)
	r.Header.Set("Accept-Language", "fr-FR,fr;q=0.9")
	r.Header.Set("Cookie", strings.Join(cookies, "; "))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func post(h http.Handler, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// says fails when the page lacks one of the words.
func says(t *testing.T, w *httptest.ResponseRecorder, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(w.Body.String(), word) {
			t.Errorf("page does not say %q", word)
		}
	}
}

func hides(t *testing.T, w *httptest.ResponseRecorder, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(w.Body.String(), word) {
			t.Errorf("page says %q", word)
		}
	}
}

const figuier = "/places/018f0000-0000-7000-8000-000000000001"

func TestPages(t *testing.T) {
	t.Parallel()
	h := town(t)
	pages := map[string]struct {
		path   string
		status int
		says   []string
	}{
		"home":         {"/", 200, []string{"De quoi avez-vous besoin", "Portolune", "Manger", "Se soigner", "S’habiller"}},
		"list":         {"/places", 200, []string{"Lieux à Portolune", "Fontaine", "Voir la suite", "quai des Salines"}},
		"family":       {"/places?category=eat", 200, []string{"Manger à Portolune", "Enlever le filtre"}},
		"leaf":         {"/places?category=meal&audience=families", 200, []string{"La Table du Figuier", "Fermé exceptionnellement jusqu’au 10 juin", "souvent complet"}},
		"by district":  {"/places?district=9920101", 200, []string{"Lieux aux Figuiers", "La Table du Figuier"}},
		"nothing":      {"/places?category=repair", 200, []string{"Aucun lieu trouvé", "115"}},
		"bad filter":   {"/places?category=magic", 400, []string{"n’est pas bonne"}},
		"bad cursor":   {"/places?cursor=magic", 400, []string{"n’est pas bonne"}},
		"bad district": {"/places?district=magic", 400, []string{"n’est pas bonne"}},
		"sheet": {figuier, 200, []string{
			"La Table du Figuier", "mercredi 3", "aujourd’hui", "3 rue du Figuier", "04 65 71 00 01", "tel:0465710001", "Sonnez deux fois.", "français, arabe",
			"Tout le monde, Familles", "à partir de 18 ans", "Sans condition", "Le Phare Solidaire", "Les Figuiers", "Vérifié le 1er mai 2026",
			"CC0-1.0", "© Portolune", "lieux inventés", "Fermé pour travaux.", "du 1er juin 2026 au 10 juin 2026", "Douches", "Femmes", "geo:43.280000,5.350000",
			"https://figuier.example.org", "Dans la source le 3 juin 2026",
		}},
		"stops":          {"/places/018f0000-0000-7000-8000-000000000202", 200, []string{"Arrêts", "Place du Phare", "<span>mardi</span>", "18\u00a0h à 20\u00a0h", "Gare"}},
		"no such place":  {"/places/018f0000-0000-7000-8000-00000000ffff", 404, []string{"n’existe pas"}},
		"not an id":      {"/places/magic", 404, []string{"n’existe pas"}},
		"districts":      {"/districts", 200, []string{"1er arrondissement", "Les Salines", "/districts/9920102"}},
		"district":       {"/districts/9920101", 200, []string{"Les Figuiers", "12\u00a0345", "38 %", "90 %", "INSEE 2021", "1er arrondissement"}},
		"served":         {"/districts/9920201", 200, []string{"Maraude des Salines"}},
		"no district":    {"/districts/magic", 404, nil},
		"search":         {"/search?q=figier", 200, []string{"La Table du Figuier"}},
		"empty search":   {"/search?q=+", 200, []string{"Écrivez un mot"}},
		"found nothing":  {"/search?q=zzzzzzzzz", 200, []string{"Rien trouvé"}},
		"where":          {"/here?next=/places", 200, []string{"Quel quartier", "Le Vieux Phare"}},
		"about":          {"/about", 200, []string{"CC0-1.0", "© Portolune", "AGPL"}},
		"no such page":   {"/magic", 404, []string{"n’existe pas"}},
		"no such method": {"/assets/magic.js", 404, nil},
	}
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := get(h, page.path)
			if w.Code != page.status {
				t.Fatalf("%s answers %d, want %d", page.path, w.Code, page.status)
			}
			says(t, w, page.says...)
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				says(t, w, "tel:115", "tel:112", "tel:114", "tel:3919", "tel:119")
				hides(t, w, "style=", "<script>", "onclick", "%!")
			}
		})
	}
}

// assetNames hold a hash, which may hold anything.
var assetNames = regexp.MustCompile(`/assets/[^"#]+`)

func TestConfidentialPlaceSaysItsTelephoneOnly(t *testing.T) {
	t.Parallel()
	h := town(t)
	w := get(h, "/places/018f0000-0000-4000-8000-000000000200")
	if w.Code == http.StatusOK {
		t.Error("the imported id still leads to a confidential place")
	}
	list := get(h, "/places?category=refuge")
	says(t, list, "Refuge des Hirondelles", "adresse secrète, appelez", "tel:0465710002")
	_, id, _ := strings.Cut(list.Body.String(), `<h2><a href="/places/`)
	id, _, _ = strings.Cut(id, `"`)
	sheet := get(h, "/places/"+id)
	says(t, sheet, "Refuge des Hirondelles", "tel:0465710002", "Son adresse reste secrète")
	hides(t, sheet, "geo:", "openstreetmap", "<svg class=\"plan\"")
	if said := assetNames.ReplaceAllString(sheet.Body.String(), ""); strings.Contains(said, "p2") {
		t.Error("the page names the place as its source does")
	}
}

func TestPositionTravelsInACookieOnly(t *testing.T) {
	t.Parallel()
	h := town(t)
	w := post(h, "/here", url.Values{"lon": {"5.351"}, "lat": {"43.281"}, "next": {"/places?category=meal"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/places?category=meal" {
		t.Fatalf("answer %d to %q", w.Code, w.Header().Get("Location"))
	}
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 3600 || len(cookie.Value) != 15 {
		t.Errorf("cookie is %v", cookie)
	}
	list := get(h, "/places?category=meal", cookie.Name+"="+cookie.Value)
	says(t, list, "Repas autour de vous", "La Table du Figuier", "Vous êtes vers <b>Les Figuiers</b>", " m</p>", "Voir toute la ville")
	hides(t, list, "5.351", "?lon", "near=")

	forgotten := post(h, "/here", url.Values{"forget": {"1"}, "next": {"https://elsewhere.example/"}})
	if forgotten.Header().Get("Location") != "/" || forgotten.Result().Cookies()[0].MaxAge != -1 {
		t.Errorf("forgetting leads to %q with %v", forgotten.Header().Get("Location"), forgotten.Result().Cookies())
	}
}

func TestPositionByDistrict(t *testing.T) {
	t.Parallel()
	h := town(t)
	w := post(h, "/here", url.Values{"district": {"9920201"}, "next": {"/places"}})
	list := get(h, "/places", "position="+w.Result().Cookies()[0].Value)
	says(t, list, "Vous êtes vers <b>Les Salines</b>", "du plus proche au plus loin")
	for _, bad := range []url.Values{{}, {"lon": {"200"}, "lat": {"1"}}, {"lon": {"NaN"}, "lat": {"1"}}, {"district": {"magic"}}} {
		if w := post(h, "/here", bad); w.Code != http.StatusBadRequest {
			t.Errorf("%v answers %d", bad, w.Code)
		}
	}
}

func TestPagesFollowEachOther(t *testing.T) {
	t.Parallel()
	h := town(t)
	seen, path := map[string]bool{}, "/places?category=drinking_water"
	for pages := 0; path != "" && pages < 5; pages++ {
		body := get(h, path).Body.String()
		for _, row := range strings.Split(body, "<h2><a href=\"")[1:] {
			place, _, _ := strings.Cut(row, `"`)
			if seen[place] {
				t.Errorf("%s stands on two pages", place)
			}
			seen[place] = true
		}
		_, next, more := strings.Cut(body, `<a class="button" href="/places?`)
		if path = ""; more {
			next, _, _ = strings.Cut(next, `"`)
			path = "/places?" + strings.ReplaceAll(next, "&amp;", "&")
		}
	}
	if len(seen) != 29 {
		t.Errorf("%d places on all pages, want 29", len(seen))
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	h := town(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header.Set("Accept-Language", "de, en;q=0.5")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	says(t, w, "What do you need?", `<html lang="en"`)

	chosen := get(h, "/places?category=meal&lang=en")
	if chosen.Header().Get("Location") != "/places?category=meal" {
		t.Errorf("choosing leads to %q", chosen.Header().Get("Location"))
	}
	says(t, get(h, "/places?category=meal", "lang=en"), "Meals in Portolune")
	if away := get(h, "//elsewhere.example/?lang=en").Header().Get("Location"); strings.HasPrefix(away, "//") {
		t.Errorf("choosing a language leads away: %q", away)
	}
}

func TestHeadersProtect(t *testing.T) {
	t.Parallel()
	h := town(t)
	for _, path := range []string{"/", "/places", figuier, "/magic"} {
		head := get(h, path).Header()
		if head.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(head.Get("Cache-Control"), "private") {
			t.Errorf("%s: %v", path, head)
		}
		if policy := head.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
}

func TestBasemapIsAllowedByName(t *testing.T) {
	t.Parallel()
	policy, err := contentPolicy("https://maps.example/style.json")
	if err != nil || !strings.Contains(policy, "connect-src 'self' https://maps.example;") {
		t.Errorf("%q, %v", policy, err)
	}
	if _, err := contentPolicy("nonsense"); err == nil {
		t.Error("nonsense is a basemap")
	}
}

func TestBeforeTheFirstLoad(t *testing.T) {
	t.Parallel()
	h := handler(t, Config{Live: directory.NewLive(directory.Config{})})
	w := get(h, "/places")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("answers %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	says(t, w, "Alentour se prépare", "tel:115")
}

func TestSearchWithoutDatabase(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	gone := postgrestest.New(t)
	gone.Close()
	c.Store = directory.NewStore(gone)
	w := get(handler(t, c), "/search?q=figuier")
	says(t, w, "ne marche pas en ce moment", "La Table du Figuier")
}
