package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/identity"
)

// route is an address of the pages or of the API, and the right it names.
type route struct {
	method, path string
	needs        identity.Action
	page         bool
}

func (r route) String() string { return r.method + " " + r.path }

// house is one node on a small town, with somebody of every role signed in.
type house struct {
	t      *testing.T
	log    *slog.Logger
	pool   *pgxpool.Pool
	server *server
	serve  http.Handler
	dir    string
	tokens map[identity.Role]string
	nums   map[identity.Role]int64
}

// town of the test: city 1 with districts 2 (of the staff) and 3 (of others); organisation 1 (of the association's people) and 2.
const rightsTown = "testdata/rights.sql"

func newHouse(t *testing.T) *house {
	t.Helper()
	return newLoggingHouse(t, slog.New(slog.DiscardHandler))
}

func newLoggingHouse(t *testing.T, log *slog.Logger) *house {
	t.Helper()
	h := &house{
		t: t, log: log, pool: postgrestest.New(t), dir: t.TempDir(), tokens: map[identity.Role]string{}, nums: map[identity.Role]int64{},
	}
	loadSQL(t, h.pool, rightsTown)
	h.server = h.node()
	h.serve = h.server.listeners[0].handler
	h.people()
	return h
}

// node starts one on the house's database.
func (h *house) node(change ...func(*serveCmd)) *server {
	h.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	a := &app{
		ctx: ctx, log: h.log, out: io.Discard,
		db: databaseFlags{DataDir: h.dir, Database: h.pool.Config().ConnString()},
	}
	cmd := &serveCmd{Listen: "127.0.0.1:0", timeFlags: timeFlags{Timezone: "Europe/Paris", Region: "FR", Dev: true}, peopleFlags: peopleFlags{NetworkSignIns: 30}}
	for _, c := range change {
		c(cmd)
	}
	s, err := cmd.listen(a)
	if err != nil {
		h.t.Fatal(err)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.follow(ctx, group) })
	h.t.Cleanup(func() {
		stop()
		_ = group.Wait() // ends because we stop it
		if s.leave != nil {
			s.leave()
		}
		for _, l := range s.listeners {
			l.Close()
		}
	})
	h.await("ready", func() bool { return s.live.Ready() })
	return s
}

func (h *house) await(what string, yes func() bool) {
	h.t.Helper()
	late := time.After(time.Minute)
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for !yes() {
		select {
		case <-again.C:
		case <-late:
			h.t.Fatalf("still not %s", what)
		}
	}
}

// renewed is the token after a role was given: a page would give a new one, and this one would be good for half a minute more.
func (h *house) renewed(token string) string {
	h.t.Helper()
	v, err := h.desk().Check(h.t.Context(), token)
	if err == nil && v.Rotate {
		token, err = h.desk().Rotate(h.t.Context(), v)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

// people signs in somebody of each role.
func (h *house) people() {
	for role, g := range map[identity.Role]identity.Grant{
		identity.Member:            {},
		identity.AssociationMember: {Role: identity.AssociationMember, Organisation: 1},
		identity.AssociationAdmin:  {Role: identity.AssociationAdmin, Organisation: 1},
		identity.Ambassador:        {Role: identity.Ambassador, District: 2},
		identity.Coordinator:       {Role: identity.Coordinator, District: 2},
		identity.Administrator:     {Role: identity.Administrator},
	} {
		contact, err := identity.ParseContact(string(role)+"@example.org", "FR")
		if err != nil {
			h.t.Fatal(err)
		}
		in := h.signIn(contact)
		h.nums[role] = in.Account.Num
		if g.Role != "" {
			if _, err := h.desk().Appoint(h.t.Context(), contact, "fr", g); err != nil {
				h.t.Fatal(err)
			}
		}
		h.tokens[role] = h.renewed(in.Token)
		if g.Organisation != 0 {
			v, err := h.desk().Check(h.t.Context(), h.tokens[role])
			if err == nil {
				h.tokens[role], err = h.desk().ActAs(h.t.Context(), v, g.Organisation)
			}
			if err != nil {
				h.t.Fatal(err)
			}
		}
	}
}

func (h *house) desk() *identity.Desk { return h.server.desk.Load() }

// codesTo are those sent to a contact, the newest first, as this server shows its messages.
func (h *house) codesTo(c identity.Contact) (list []string) {
	for _, l := range h.server.outbox.letters() {
		if code := digits.FindString(l.Text); l.To == c.Address && code != "" {
			list = append(list, code)
		}
	}
	return list
}

func (h *house) signIn(c identity.Contact) identity.SignedIn {
	return h.signInFrom(c, identity.Origin{})
}

// signInFrom asks for a code and uses it once it is there: a code may be tried a few times only.
func (h *house) signInFrom(c identity.Contact, from identity.Origin) identity.SignedIn {
	h.t.Helper()
	before := len(h.codesTo(c))
	if err := h.desk().RequestCode(h.t.Context(), c, from); err != nil {
		h.t.Fatal(err)
	}
	h.await("sent", func() bool { return len(h.codesTo(c)) > before })
	in, err := h.desk().Verify(h.t.Context(), c, h.codesTo(c)[0], from)
	if err != nil {
		h.t.Fatal(err)
	}
	return in
}

// routes lists every page and operation of the node.
func (h *house) routes() []route {
	var list []route
	for _, p := range h.server.pages.List {
		method, path, found := strings.Cut(p.Pattern, " ")
		if !found {
			continue // the page that says there is nothing
		}
		list = append(list, route{method, strings.TrimSuffix(path, "{$}"), p.Needs, true})
	}
	for _, o := range h.server.machines.Operations() {
		list = append(list, route{o.Method, o.Path, o.Needs, false})
	}
	return list
}

// ask calls a route as a role, with a body of its kind.
func (h *house) ask(r route, path, body string, role identity.Role) *httptest.ResponseRecorder {
	ctx, cancel := h.t.Context(), func() {}
	if r.path == "/v1/notices/stream" { // would last until the test ends
		ctx, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
	}
	defer cancel()
	q := httptest.NewRequestWithContext(ctx, r.method, path, strings.NewReader(body))
	q.RemoteAddr = "192.0.2.1:4711"
	if r.page {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	} else {
		q.Header.Set("Content-Type", "application/json")
	}
	if token := h.tokens[role]; token != "" {
		if r.page {
			q.AddCookie(&http.Cookie{Name: "__Host-session", Value: token})
		} else {
			q.Header.Set("Authorization", "Bearer "+token)
		}
	}
	w := httptest.NewRecorder()
	h.serve.ServeHTTP(w, q)
	return w
}

// turned says whether an answer is the one to somebody who has no such right anywhere.
func (r route) turned(w *httptest.ResponseRecorder, role identity.Role) bool {
	if role != identity.Visitor {
		return w.Code == http.StatusForbidden
	}
	if r.page && r.method == http.MethodGet {
		return w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/sign-in?next=")
	}
	return w.Code == http.StatusUnauthorized
}

// Every page and every operation asks the one table before it reads what was sent: whoever has no such right is turned away with
// a body that no one could use, and nobody else is told to sign in.
func TestEveryRouteAsksTheTable(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reach := map[identity.Action]identity.Rule{}
	for _, rule := range identity.Rules() {
		reach[rule.Action] = rule
	}
	for _, r := range h.routes() {
		rule, known := reach[r.needs]
		if !known {
			t.Errorf("%s needs %q, which no rule knows", r, r.needs)
			continue
		}
		for _, role := range identity.Roles() {
			if skipped := ends[r.String()]; skipped {
				continue // would end the session that the other routes need; its own test calls it
			}
			w := h.ask(r, strangers.Replace(r.path), "{", role)
			if w.Code >= 500 {
				t.Errorf("%s as %s: %d %s", r, role, w.Code, w.Body)
			}
			allowed := rule.Reach(identity.Visitor) == identity.Everywhere || rule.Reach(role) != identity.Nowhere
			if turned := r.turned(w, role); allowed && w.Code == http.StatusUnauthorized || !allowed && !turned {
				t.Errorf("%s as %s, who may: %v: %d %s", r, role, allowed, w.Code, w.Header().Get("Location"))
			}
		}
	}
}

// ends are routes that end the session, or the account, that calls them.
var ends = map[string]bool{
	"POST /sign-out": true, "POST /v1/sign-out": true, "DELETE /v1/me": true,
}

// strangers fills a path with ids of nothing.
var strangers = strings.NewReplacer(
	"{id}", "00000000-0000-4000-8000-00000000ffff", "{code}", "nowhere", "{uid}", "00000000-0000-4000-8000-00000000ffff",
	"{z}", "12", "{x}", "2109", "{y}", "1491.mvt", "{name}", "nothing", "{token}", "nothing", "{version}", "999999", "{num}", "999999",
)

// A route that names a thing, or changes something, must say what happens with a thing of somebody else.
func TestNobodyReachesWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := h.othersRows()
	var unknown []string
	for _, r := range h.routes() {
		public := r.needs == identity.ReadDirectory || r.needs == identity.SignIn
		if public || r.method == http.MethodGet && !strings.Contains(r.path, "{") {
			continue
		}
		theft, listed := thefts[r.String()]
		if !listed {
			unknown = append(unknown, r.String())
			continue
		}
		for _, role := range theft.as {
			path, body := h.fill(theft.path), h.fill(theft.body)
			if path == "" {
				path = r.path
			}
			w := h.ask(r, path, body, role)
			if !slices.Contains([]int{http.StatusForbidden, http.StatusNotFound}, w.Code) {
				t.Errorf("%s as %s with what is somebody else's (%s %s): %d %s", r, role, path, body, w.Code, w.Body)
			}
		}
	}
	if len(unknown) > 0 {
		t.Errorf("say in thefts what happens with somebody else's thing:\n%s", strings.Join(unknown, "\n"))
	}
	if after := h.othersRows(); after != before {
		t.Errorf("somebody else's things changed:\n%s\n\n%s", before, after)
	}
}

// Which right each address names is read by a person: a new one stands in this file once somebody has looked at it.
func TestRoutesAreListed(t *testing.T) {
	t.Parallel()
	const golden = "testdata/routes.golden"
	h := newHouse(t)
	var lines []string
	for _, r := range h.routes() {
		lines = append(lines, fmt.Sprintf("%-18s %s\n", r.needs, r))
	}
	slices.Sort(lines)
	listed := strings.Join(lines, "")
	if *update {
		if err := os.WriteFile(golden, []byte(listed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(golden)
	if err != nil || string(have) != listed {
		t.Errorf("the addresses are not those of %s (%v): go test ./cmd/alentour -run RoutesAreListed -update, and read the diff", golden, err)
	}
}
