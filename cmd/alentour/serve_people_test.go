package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/identity"
)

func TestKeyIsMadeOnceAndForUsAlone(t *testing.T) {
	t.Parallel()
	a := &app{db: databaseFlags{DataDir: filepath.Join(t.TempDir(), "new")}}
	keys := make([]string, 8)
	var racing sync.WaitGroup
	for i := range keys {
		racing.Go(func() {
			key, err := a.readKey("")
			if err != nil {
				t.Error(err)
			}
			keys[i] = string(key)
		})
	}
	racing.Wait()
	for _, key := range keys {
		if len(key) != identity.KeyBytes || key != keys[0] {
			t.Fatal("two processes made two keys")
		}
	}
	info, err := os.Stat(filepath.Join(a.db.DataDir, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	short := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(short, []byte("c0ffee\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.readKey(short); err == nil || !strings.Contains(err.Error(), "32 bytes") || strings.Contains(err.Error(), "c0ffee") {
		t.Errorf("a short key: %v", err)
	}
}

func TestInsecureCookiesNeedDev(t *testing.T) {
	t.Parallel()
	f := peopleFlags{InsecureCookies: true}
	if f.checkCookies(true) != nil || f.checkCookies(false) == nil {
		t.Error("--insecure-cookies without --dev")
	}
}

// Two nodes, one person: who signs out on one is gone from the other within a second, and what one node writes the other shows to
// the writer at once.
func TestTwoNodesKnowTheSamePeople(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other := h.node()
	ask := func(s *server, method, path, token, position string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
		r.RemoteAddr = "192.0.2.1:4711"
		r.Header.Set("Authorization", "Bearer "+token)
		if position != "" {
			r.Header.Set("Alentour-Position", position)
		}
		w := httptest.NewRecorder()
		s.listeners[0].handler.ServeHTTP(w, r)
		return w
	}
	token := h.tokens[identity.Member]
	if w := ask(other, http.MethodGet, "/v1/me/sessions", token, ""); w.Code != http.StatusOK {
		t.Fatalf("a session of the other node: %d %s", w.Code, w.Body)
	}
	out := ask(h.server, http.MethodPost, "/v1/sign-out", token, "")
	if out.Code != http.StatusNoContent || out.Header().Get("Alentour-Position") == "" {
		t.Fatalf("signing out: %d %v", out.Code, out.Header())
	}
	began := time.Now()
	if w := ask(other, http.MethodGet, "/v1/me/sessions", token, out.Header().Get("Alentour-Position")); w.Code != http.StatusUnauthorized {
		t.Errorf("with the position of the write: %d", w.Code)
	}
	h.await("gone from the other node", func() bool {
		return ask(other, http.MethodGet, "/v1/me/sessions", token, "").Code == http.StatusUnauthorized
	})
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %v", took)
	}
}

// A stranger learns nothing about who has an account: same status, same body, same fields, on pages and in the API.
func TestAskingForACodeTellsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	shape := func(w *httptest.ResponseRecorder, contact string) string {
		var fields strings.Builder
		for _, name := range []string{"Location", "Content-Type", "Cache-Control", "Set-Cookie", "Retry-After", "Content-Length"} {
			fields.WriteString(name + ": " + strings.Join(w.Header()[name], ",") + "\n")
		}
		return strings.ReplaceAll(http.StatusText(w.Code)+"\n"+fields.String()+w.Body.String(), contact, "CONTACT")
	}
	page := route{http.MethodPost, "/sign-in", identity.SignIn, true}
	api := route{http.MethodPost, "/v1/sign-in/codes", identity.SignIn, false}
	has, has2, hasNot := "member@example.org", "ambassador@example.org", "nobody@example.org"
	if a, b := h.ask(page, page.path, "contact="+has, identity.Visitor), h.ask(page, page.path, "contact="+hasNot, identity.Visitor); shape(a, strings.Replace(has, "@", "%40", 1)) != shape(b, strings.Replace(hasNot, "@", "%40", 1)) {
		t.Errorf("the page tells:\n%s\n%s", shape(a, has), shape(b, hasNot))
	}
	if a, b := h.ask(api, api.path, `{"contact":"`+has2+`"}`, identity.Visitor), h.ask(api, api.path, `{"contact":"`+hasNot+`"}`, identity.Visitor); shape(a, has2) != shape(b, hasNot) {
		t.Errorf("the API tells:\n%s\n%s", shape(a, has2), shape(b, hasNot))
	}
	verify := route{http.MethodPost, "/v1/sign-in", identity.SignIn, false}
	guess := func(contact string) *httptest.ResponseRecorder {
		return h.ask(verify, verify.path, `{"contact":"`+contact+`","code":"-"}`, identity.Visitor)
	}
	if a, b := guess(has), guess("never-asked@example.org"); shape(a, has) != shape(b, "never-asked@example.org") {
		t.Errorf("a wrong code tells:\n%s\n%s", shape(a, has), shape(b, hasNot))
	}
}

// Whoever guesses codes is stopped by the code itself, then by the contact's and the network's limits; a right code is no use any more.
func TestGuessingIsHopeless(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	verify := route{http.MethodPost, "/v1/sign-in", identity.SignIn, false}
	contact, err := identity.ParseContact("victim-of-guesses@example.org", "FR")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.desk().RequestCode(t.Context(), contact, identity.Origin{}); err != nil {
		t.Fatal(err)
	}
	h.await("sent", func() bool { return len(h.codesTo(contact)) > 0 })
	code := h.codesTo(contact)[0]
	guess := func(code string) int {
		return h.ask(verify, verify.path, `{"contact":"`+contact.Address+`","code":"`+code+`"}`, identity.Visitor).Code
	}
	wrong := "000000"
	if code == wrong {
		wrong = "111111"
	}
	statuses := map[int]int{}
	for range 40 {
		statuses[guess(wrong)]++
	}
	if statuses[http.StatusUnprocessableEntity] > 10 || statuses[http.StatusTooManyRequests] < 30 {
		t.Errorf("forty guesses: %v", statuses)
	}
	if got := guess(code); got == http.StatusOK {
		t.Error("after all that, the right code still opens")
	}
}

func TestAdminCreate(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	c.run("city", "add", "13055", "--name", "Marseille", "--timezone", "Europe/Paris", "--lang", "fr")
	if said := c.run("admin", "create", "Anna@Example.org", "--role", "coordinator", "--district", "13055"); !strings.Contains(said, "coordinator of 13055") {
		t.Error(said)
	}
	c.run("admin", "create", "anna@example.org", "--role", "coordinator", "--district", "13055") // again: the same person
	for args, want := range map[string]string{
		"admin create nobody":                                          "not a telephone number",
		"admin create a@example.org --role coordinator":                "have a district",
		"admin create a@example.org --district 13055":                  "an administrator is one everywhere",
		"admin create a@example.org --role ambassador --district 9999": "no such district",
	} {
		var said strings.Builder
		cmd := c.command(strings.Fields(args)...)
		cmd.Stderr = &said
		if err := cmd.Run(); err == nil || !strings.Contains(said.String(), want) {
			t.Errorf("%s: %v %s", args, err, said.String())
		}
	}
}

// Whoever owns the database can change the audit, and even chain it again: the command names the day.
func TestAdminVerifyAudit(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	c.run("city", "add", "13055", "--name", "Marseille", "--timezone", "Europe/Paris", "--lang", "fr")
	c.run("admin", "create", "anna@example.org", "--role", "coordinator", "--district", "13055")
	c.run("admin", "create", "karim@example.org")
	a := &app{ctx: t.Context(), log: slog.New(slog.DiscardHandler), db: databaseFlags{DataDir: c.dir}}
	pool, leave, err := a.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	if said := c.run("admin", "verify-audit"); said != "0 days with 0 acts fit; 2 acts since then are not chained yet\n" {
		t.Errorf("before the first day is over: %q", said)
	}
	chainIn(t, a, pool, 48*time.Hour)

	said := c.run("admin", "verify-audit")
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if len(lines) != 2 || !strings.HasSuffix(lines[0], "with 2 acts fit; 0 acts since then are not chained yet") {
		t.Fatalf("verify-audit: %q", said)
	}
	known := lines[1]
	if again := c.run("admin", "verify-audit", "--known", known); again != said {
		t.Errorf("with its own last line: %q, before %q", again, said)
	}

	var first string
	if err := pool.QueryRow(t.Context(), `select min(day)::text from audit_chain`).Scan(&first); err != nil {
		t.Fatal(err)
	}
	tamper(t, pool, `update audit set code = 'harassment' where id = (select min(id) from audit)`)
	c.verifyFails(fmt.Sprintf("does not fit its chain from %s on: other rows than there were", first))

	tamper(t, pool, `delete from audit_chain`)
	chainIn(t, a, pool, 48*time.Hour)
	c.run("admin", "verify-audit") // the chain was made again, and fits
	c.verifyFails(fmt.Sprintf("from %s on: another digest than --known", known[:len(time.DateOnly)]), "--known", known)
}

// chainIn chains the audit as a node does whose clock is so far ahead.
func chainIn(t *testing.T, a *app, pool *pgxpool.Pool, ahead time.Duration) {
	t.Helper()
	key, err := a.readKey("")
	if err != nil {
		t.Fatal(err)
	}
	desk, err := identity.NewDesk(pool, identity.Config{
		Key: key, Send: func(context.Context, identity.Message) error { return nil }, Log: a.log,
		Now: func() time.Time { return time.Now().Add(ahead) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if links, err := desk.ChainAudit(t.Context()); err != nil || links == 0 {
		t.Fatalf("%d links, %v", links, err)
	}
}

// tamper changes what triggers protect, as only a superuser can.
func tamper(t *testing.T, pool *pgxpool.Pool, sql string) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `set local session_replication_role = replica`); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), sql)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (c city) verifyFails(want string, flags ...string) {
	c.t.Helper()
	var said strings.Builder
	cmd := c.command(append([]string{"admin", "verify-audit"}, flags...)...)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err == nil || len(out) != 0 || !strings.Contains(said.String(), want) {
		c.t.Errorf("verify-audit %v: %v %s%s, want %q", flags, err, out, said.String(), want)
	}
}

// What one network may ask for is the operator's to say.
func TestNetworkSignIns(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.serve = h.node(func(c *serveCmd) { c.NetworkSignIns = 2 }).listeners[0].handler
	ask := route{http.MethodPost, "/v1/sign-in/codes", identity.SignIn, false}
	for i, want := range []int{http.StatusNoContent, http.StatusNoContent, http.StatusTooManyRequests} {
		w := h.ask(ask, ask.path, fmt.Sprintf(`{"contact":"n%d@example.org"}`, i), identity.Visitor)
		if w.Code != want || want == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
			t.Errorf("code %d: %d %v", i+1, w.Code, w.Header())
		}
	}
}
