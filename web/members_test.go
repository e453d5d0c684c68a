package web

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/geocode"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// people are the pages of a town whose quartiers have public cells, and the members who open them.
type people struct {
	http.Handler
	t         *testing.T
	pool      *pgxpool.Pool
	log       bytes.Buffer
	addresses func(http.ResponseWriter, *http.Request) // the address service
	erased    []int64
}

// exact is where the address service says 7 rue des Nasses is: digits that stand nowhere else.
const (
	exactLon, exactLat = 5.3341257, 43.2791863
	address            = "7 rue des Nasses"
)

func knows(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintf(w, `{"features":[
		{"geometry":{"coordinates":[%v,%v]},"properties":{"label":"7 Rue des Nasses 83999 Portolune"}},
		{"geometry":{"coordinates":[2.35,48.85]},"properties":{"label":"7 Rue des Nasses 75001 Paris"}}]}`, exactLon, exactLat)
}

func newPeople(t *testing.T) *people {
	t.Helper()
	p := &people{t: t, pool: postgrestest.New(t), addresses: knows}
	fillTown(t, p.pool)
	_, err := directory.NewCities(p.pool).ImportFigures(t.Context(),
		directory.FigureFile{City: "83999", Measures: []string{"population"}, Source: "INSEE 2021"},
		func(yield func(directory.FigureRow, error) bool) {
			yield(directory.FigureRow{Where: "a line", Code: "9920101", Values: map[string]float64{"population": 400_000}}, nil)
		})
	if err != nil {
		t.Fatal(err)
	}
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.addresses(w, r) }))
	t.Cleanup(service.Close)
	c := Config{Live: liveOf(t, p.pool), Store: directory.NewStore(p.pool), Log: slog.New(slog.NewTextHandler(&p.log, nil)), Sessions: &edge.Sessions{}}
	c.Now = func() time.Time { return time.Date(2026, 6, 3, 12, 0, 0, 0, time.UTC) }
	if c.Geocoder, err = geocode.New(service.URL); err != nil {
		t.Fatal(err)
	}
	c.Desk, err = identity.NewDesk(p.pool, identity.Config{
		Key: make([]byte, identity.KeyBytes), Send: func(context.Context, identity.Message) error { return errors.New("nothing is sent") },
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Members = directory.NewMembers(p.pool, directory.MembersConfig{
		Live: c.Live, Now: c.Now,
		Erase: func(ctx context.Context, account int64) error {
			p.erased = append(p.erased, account)
			return c.Desk.EraseAll(ctx, account)
		},
	})
	if p.Handler, err = New(c); err != nil {
		t.Fatal(err)
	}
	return p
}

// viewer is somebody who has just signed in for the first time.
func (p *people) viewer() *identity.Viewer {
	p.t.Helper()
	v := &identity.Viewer{Account: identity.Account{ID: uuid.New(), Lang: "fr", Standing: identity.StandingActive}}
	err := p.pool.QueryRow(p.t.Context(), `
		insert into accounts (uid, lang, created_at, last_contact, rights_at) values ($1, 'fr', now(), '2026-06-03', now()) returning id`, v.Account.ID).
		Scan(&v.Account.Num)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// member is somebody who has gone through the welcome.
func (p *people) member(name string, also ...string) *identity.Viewer {
	p.t.Helper()
	v := p.viewer()
	p.leads(p.post(v, "/welcome", append([]string{"name", name, "age_band", "25-39", "languages", "fr"}, also...)...), "/welcome/where")
	p.leads(p.post(v, "/welcome/where", "district", "9920101"), "/welcome/likes")
	p.leads(p.post(v, "/welcome/likes", "interests", "cinema"), "/")
	return v
}

func (p *people) get(v *identity.Viewer, path string) *httptest.ResponseRecorder {
	return p.ask(v, httptest.NewRequestWithContext(p.t.Context(), http.MethodGet, path, nil))
}

// post sends a form of names and values in turn.
func (p *people) post(v *identity.Viewer, path string, fields ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequestWithContext(p.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.ask(v, r)
}

func (p *people) ask(v *identity.Viewer, r *http.Request) *httptest.ResponseRecorder {
	r.Header.Set("Accept-Language", "fr")
	sessions := &edge.Sessions{Insecure: true, Check: func(context.Context, string) (*identity.Viewer, error) { return v, nil }}
	if v != nil {
		r.AddCookie(&http.Cookie{Name: "session", Value: "theirs"})
	}
	e, err := edge.New(edge.Config{Next: p, Sessions: sessions, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		p.t.Fatal(err)
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func (p *people) leads(w *httptest.ResponseRecorder, to string) {
	p.t.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to {
		p.t.Fatalf("status %d leads to %q, want %q", w.Code, w.Header().Get("Location"), to)
	}
}

func TestWelcome(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	v := p.viewer()
	p.leads(p.get(v, "/welcome/where?next=/places"), "/welcome?next=%2Fplaces")
	p.leads(p.get(v, "/welcome/likes"), "/welcome")
	p.leads(p.get(v, "/profile"), "/welcome")
	p.leads(p.get(v, "/members"), "/welcome?next=%2Fmembers")
	who := p.get(v, "/welcome?next=/places")
	says(t, who, "Étape 1 sur 3", "Prénom ou surnom", "moins de 15 ans", `value="fr" checked`, `name="next" value="/places"`)

	wrong := p.post(v, "/welcome", "name", "ali@example.org", "age_band", "25-39", "helps", "1", "languages", "ar", "next", "/places")
	if wrong.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", wrong.Code)
	}
	says(t, wrong, "ali@example.org", "sans numéro ni adresse", `aria-invalid="true"`, `value="1" checked`, `value="ar" checked`, `value="/places"`)

	p.leads(p.post(v, "/welcome", "name", "Samia", "age_band", "25-39", "helps", "1", "needs", "1", "languages", "ar", "next", "/places"), "/welcome/where?next=%2Fplaces")
	says(t, p.get(v, "/welcome"), `value="Samia"`, `value="ar" checked`) // going back keeps what was typed
	where := p.get(v, "/welcome/where?next=/places")
	says(t, where, "Étape 2 sur 3", "Passer cette étape", "/welcome/likes?next=%2Fplaces", "Les Figuiers", `data-island="cells"`, "/v1/cities/83999/cells", "© Portolune")
	p.leads(p.post(v, "/welcome/where", "district", "9920101", "next", "/places"), "/welcome/likes?next=%2Fplaces")
	says(t, p.get(v, "/welcome/likes"), "Étape 3 sur 3", "Cinéma", "/notices/settings")
	done := p.post(v, "/welcome/likes", "interests", "cinema", "interests", "crafts", "next", "/places")
	p.leads(done, "/places")
	if cookie := done.Header().Get("Set-Cookie"); !strings.Contains(cookie, "Bienvenue") {
		t.Errorf("the page after it will not say welcome: %q", cookie)
	}
	says(t, p.get(v, "/profile"), "Samia", "Les Figuiers", `value="cinema" checked`, `value="crafts" checked`, "Les autres membres voient le quartier")
	hides(t, p.get(v, "/profile"), "moins de 15 ans")
	for _, next := range []string{"//evil.example", "https://evil.example", `/\evil.example`} {
		p.leads(p.post(v, "/welcome/likes", "next", next), "/")
	}
}

func TestUnder15IsTurnedAwayKindly(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	v := p.viewer()
	w := p.post(v, "/welcome", "name", "Zoé", "age_band", "under-15")
	p.leads(w, "/welcome/young")
	if cookie := w.Header().Get("Set-Cookie"); !strings.Contains(cookie, "session=") || !strings.Contains(cookie, "Max-Age=0") {
		t.Errorf("the session stays in the browser: %q", cookie)
	}
	says(t, p.get(nil, "/welcome/young"), "15 ans et plus", "119", "déjà effacé")
	var standing string
	if err := p.pool.QueryRow(t.Context(), `select standing from accounts where id = $1`, v.Account.Num).Scan(&standing); err != nil || standing != "erased" {
		t.Errorf("the account is %s, %v", standing, err)
	}
	if found := p.dump("Zoé"); found != "" {
		t.Errorf("the name is still there: %s", found)
	}
}

func TestHomeByCellAddressAndNothing(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	v := p.member("Samia")
	cell := p.cellOf(v)
	found := p.post(v, "/profile/home", "address", address)
	says(t, found, "Est-ce là ?", "7 Rue des Nasses 83999 Portolune", `value="7 rue des Nasses"`)
	hides(t, found, "Paris")
	if cookies := found.Header()["Set-Cookie"]; cookies != nil {
		t.Errorf("nothing is saved yet, and the browser is told %v", cookies)
	}
	offered := regexp.MustCompile(`name="cell" value="([0-9a-f]{15})"`).FindStringSubmatch(found.Body.String())
	if offered == nil {
		t.Fatal("no area is offered")
	}
	p.leads(p.post(v, "/profile/home", "city", "83999", "cell", offered[1]), "/profile")
	if now := p.cellOf(v); fmt.Sprintf("%x", now) != offered[1] || now == cell {
		t.Errorf("lives in %x, was in %x, want %s", now, cell, offered[1])
	}
	for name, fields := range map[string][]string{
		"nothing": {}, "no cell": {"city", "83999", "cell", "magic"}, "a finer cell": {"city", "83999", "cell", "8a3964c00007fff"},
		"no city": {"cell", offered[1]}, "no district": {"district", "magic"}, "elsewhere": {"city", "9920101", "cell", offered[1]},
	} {
		w := p.post(v, "/profile/home", fields...)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Cette zone n’existe pas") {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
	p.leads(p.post(v, "/profile/home", "forget", "1"), "/profile")
	if now := p.cellOf(v); now != 0 {
		t.Errorf("still lives in %x", now)
	}
	says(t, p.get(v, "/profile"), "Vous ne l’avez pas dit")
}

func (p *people) cellOf(v *identity.Viewer) (cell uint64) {
	p.t.Helper()
	var n int64
	if err := p.pool.QueryRow(p.t.Context(), `select coalesce(home_cell, 0) from members where account_id = $1`, v.Account.Num).Scan(&n); err != nil {
		p.t.Fatal(err)
	}
	return uint64(n)
}

// P1: an address and its position are found nowhere after a home was saved by it: not in a dump, a log, a cookie or an address.
func TestAddressLeavesNoTrace(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	v := p.member("Samia")
	found := p.post(v, "/welcome/where", "address", address)
	offered := regexp.MustCompile(`name="cell" value="([0-9a-f]{15})"`).FindStringSubmatch(found.Body.String())
	if offered == nil {
		t.Fatal("no area is offered")
	}
	saved := p.post(v, "/welcome/where", "city", "83999", "cell", offered[1])
	p.addresses = func(w http.ResponseWriter, _ *http.Request) { http.Error(w, address, http.StatusBadGateway) }
	p.post(v, "/welcome/where", "address", address)
	if !strings.Contains(p.log.String(), "address service does not answer") {
		t.Errorf("the log does not say that the service is away: %s", p.log.String())
	}
	tokens := []string{"nasses", "rue%20des", "5.33412", "43.27918", littleEndian(exactLon), littleEndian(exactLat)}
	for what, text := range map[string]string{
		"log": p.log.String(), "answer": fmt.Sprint(found.Header(), saved.Header()), "page after it": p.get(v, "/profile").Body.String(),
	} {
		for _, token := range tokens {
			if strings.Contains(strings.ToLower(text), token) {
				t.Errorf("%s tells %q: %s", what, token, text)
			}
		}
	}
	for _, token := range tokens {
		if where := p.dump(token); where != "" {
			t.Errorf("%q stands in %s", token, where)
		}
	}
	if where := p.dump("samia"); where == "" {
		t.Error("the dump does not hold what was saved: the test shows nothing")
	}
}

// littleEndian is how a degree stands in a geometry.
func littleEndian(degrees float64) string {
	bits := math.Float64bits(degrees)
	var b [8]byte
	for i := range b {
		b[i] = byte(bits >> (8 * i))
	}
	return hex.EncodeToString(b[:])
}

// dump looks for a token in every row of every table, and gives the first that holds it.
func (p *people) dump(token string) string {
	p.t.Helper()
	rows, err := p.pool.Query(p.t.Context(), `select quote_ident(tablename) from pg_tables where schemaname = 'public'`)
	if err != nil {
		p.t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 10 {
		p.t.Fatalf("%d tables, %v", len(tables), err)
	}
	for _, table := range tables {
		var row string
		err := p.pool.QueryRow(p.t.Context(), `select t::text from `+table+` t where strpos(lower(t::text), lower($1)) > 0 limit 1`, token).Scan(&row)
		if err == nil {
			return table + ": " + row
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			p.t.Fatalf("%s: %v", table, err)
		}
	}
	return ""
}

// The two other ways stay when an address leads nowhere.
func TestAddressServiceAway(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	v := p.member("Samia")
	for name, c := range map[string]struct {
		service func(http.ResponseWriter, *http.Request)
		text    string
		want    string
	}{
		"away":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, address, "ne répond pas"},
		"nothing": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"features":[]}`) }, address, "Nous ne trouvons pas cette adresse à Portolune"},
		"elsewhere": {func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"features":[{"geometry":{"coordinates":[2.3,48.8]},"properties":{"label":"Paris"}}]}`)
		}, address, "Nous ne trouvons pas"},
		"too long": {knows, strings.Repeat("rue ", 60), "Nous ne trouvons pas"},
		"empty":    {knows, "", "Nous ne trouvons pas"},
	} {
		p.addresses = c.service
		w := p.post(v, "/welcome/where", "address", c.text)
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d", name, w.Code)
		}
		says(t, w, c.want, "Choisir mon quartier", `data-island="cells"`, `aria-invalid="true"`)
		p.leads(p.post(v, "/welcome/where", "district", "9920102"), "/welcome/likes")
	}
}

func TestProfilePage(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	v := p.member("Samia")
	all := []string{
		"name", "Samia", "age_band", "40-59", "needs", "1", "languages", "fr", "languages", "rom", "interests", "music",
		"about", "Bonjour <b>", "radius_m", "2000", "access", "wheelchair", "hidden", "1",
	}
	w := p.post(v, "/profile", all...)
	p.leads(w, "/profile")
	page := p.get(v, "/profile")
	says(t, page, "Bonjour &lt;b&gt;", `value="40-59" selected`, `value="rom" checked`, `value="music" checked`, `value="2000" selected`, `value="wheelchair" checked`, `name="hidden" value="1" checked`, "Les Figuiers")
	hides(t, page, `value="cinema" checked`)
	p.leads(p.post(v, "/profile", "name", "Samia", "age_band", "40-59"), "/profile") // everything else is erased
	page = p.get(v, "/profile")
	hides(t, page, "Bonjour", `value="rom" checked`, `value="2000" selected`, `value="wheelchair" checked`, `name="hidden" value="1" checked`)
	says(t, page, "Les Figuiers") // has a form of its own
	for field, value := range map[string]string{
		"about": strings.Repeat("a", 601), "radius_m": "far", "age_band": "", "languages": "magic", "access": "magic", "interests": "magic", "name": "",
	} {
		w := p.post(v, "/profile", append([]string{field, value}, "name", "Samia", "age_band", "40-59")...)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", field, w.Code)
		}
	}
}

// P6 on the pages that show people.
func TestMembersPages(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	samia, bruno, zoe := p.member("Samia"), p.member("Bruno"), p.member("Blocked")
	minor := p.member("Minor", "age_band", "15-17")
	p.leads(p.post(minor, "/welcome", "name", "Minor", "age_band", "15-17"), "/welcome/where")
	samia.Blocks, zoe.Blocks = identity.Blocks{zoe.Account.Num: {}}, identity.Blocks{samia.Account.Num: {}}

	list := p.get(samia, "/members")
	says(t, list, "Les gens aux Figuiers", "Bruno", "Vers Les Figuiers", "Parle français", "Cinéma", "/members/"+bruno.Account.ID.String())
	hides(t, list, "Blocked", "Minor", zoe.Account.ID.String(), minor.Account.ID.String())
	says(t, p.get(samia, "/members?district=83999&interest=cinema"), "Bruno")
	says(t, p.get(samia, "/members?interest=music"), "Personne ici", "Toute la ville", "/members?district=83999&amp;interest=music")
	says(t, p.get(samia, "/members/"+bruno.Account.ID.String()), "Bruno", "Signaler")
	own := p.get(samia, "/members/"+samia.Account.ID.String())
	says(t, own, "Samia", "Mon profil")
	hides(t, own, "Signaler")

	for name, path := range map[string]string{
		"the blocked": "/members/" + zoe.Account.ID.String(), "a minor": "/members/" + minor.Account.ID.String(),
		"nobody": "/members/" + uuid.NewString(), "no id": "/members/magic",
	} {
		if w := p.get(samia, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
	for _, path := range []string{"/members", "/members/" + bruno.Account.ID.String()} {
		w := p.get(minor, path)
		says(t, w, "À partir de 18 ans")
		hides(t, w, "Bruno", "Samia")
	}
	if w := p.get(samia, "/members?interest=magic"); w.Code != http.StatusBadRequest {
		t.Errorf("an interest that is not known: status %d", w.Code)
	}
	p.leads(p.get(nil, "/members"), "/sign-in?next=%2Fmembers")
}
