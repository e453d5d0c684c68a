package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// open serves a node on a real connection until the returned function stops it.
func (h *house) open(s *server) (address string, stop func() error) {
	h.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- edge.Serve(ctx, listener, s.listeners[0].handler) }()
	h.t.Cleanup(cancel)
	return "http://" + listener.Addr().String(), func() error { cancel(); return <-ended }
}

// stream is a connection to /v1/notices/stream.
type stream struct {
	t     *testing.T
	lines chan string // closed when it ends
}

func (h *house) stream(address, token, after string) *stream {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, address+"/v1/notices/stream", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { res.Body.Close() })
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Content-Encoding") != "" {
		h.t.Fatalf("%s %v", res.Status, res.Header)
	}
	s := &stream{h.t, make(chan string, 1000)}
	go func() {
		defer close(s.lines)
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			s.lines <- lines.Text()
		}
	}()
	return s
}

// until reads to a line that begins so, and gives the ids that came before it; the end of the stream is the line "".
func (s *stream) until(begins string) (ids []string) {
	s.t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case line, open := <-s.lines:
			if id, ok := strings.CutPrefix(line, "id: "); ok {
				ids = append(ids, id)
			}
			if open && begins != "" && strings.HasPrefix(line, begins) || !open && begins == "" {
				return ids
			}
			if !open {
				s.t.Fatalf("the stream ended before %q", begins)
			}
		case <-late:
			s.t.Fatalf("nothing begins with %q", begins)
		}
	}
}

func (h *house) tell(account int64, n int) {
	h.t.Helper()
	err := pgx.BeginFunc(h.t.Context(), h.pool, func(tx pgx.Tx) error {
		return notify.Post(h.t.Context(), tx, notify.Notice{To: account, Kind: "contact-added", Subject: fmt.Sprint("contact:", n)})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// A stream goes on after any number on any node, and ends with its session and with its node.
func TestNoticesStream(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	here, stopHere := h.open(h.server)
	there, _ := h.open(h.node())
	account, token := h.nums[identity.Member], h.tokens[identity.Member]

	first := h.stream(here, token, "")
	first.until(`data: {"unread":0}`)
	h.tell(account, 1)
	if ids := first.until(`data: {"unread":1}`); strings.Join(ids, " ") != "1" {
		t.Errorf("ids %q", ids)
	}
	h.tell(account, 2)
	h.tell(account, 3)
	second := h.stream(there, token, "1")
	if ids := second.until(`data: {"unread":3}`); strings.Join(ids, " ") != "2 3" {
		t.Errorf("after 1, on another node: ids %q", ids)
	}

	// read on this node, known on the other
	read := h.ask(route{method: http.MethodPost}, "/v1/notices/read", `{"up_to":2}`, identity.Member)
	if read.Code != http.StatusNoContent {
		t.Fatalf("%d %s", read.Code, read.Body)
	}
	second.until(`data: {"unread":1}`)

	// signed out on this node, ended on the other
	begun := time.Now()
	if w := h.ask(route{method: http.MethodPost}, "/v1/sign-out", "", identity.Member); w.Code != http.StatusNoContent {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	second.until("")
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("a stream outlives its session by %v; a second is promised on a machine with time to spare", took)
	}

	other := h.stream(here, h.tokens[identity.Coordinator], "")
	other.until("data:")
	if err := stopHere(); err != nil {
		t.Errorf("a node with a stream: %v", err)
	}
	other.until("")
}

// What somebody was told, by the API and on the pages, without script.
func TestNoticesAreReadAndSettled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for n := range 3 {
		h.tell(h.nums[identity.Member], n+1)
	}
	page := func(method, path, body string) string {
		w := h.ask(route{method: method, page: true}, path, body, identity.Member)
		if w.Code != http.StatusOK && w.Code != http.StatusSeeOther && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s %s: %d", method, path, w.Code)
		}
		return w.Body.String() + w.Header().Get("Location")
	}
	mustSay := func(what, where string, words ...string) {
		t.Helper()
		for _, word := range words {
			if !strings.Contains(where, word) {
				t.Errorf("%s: no %q", what, word)
			}
		}
	}
	mustSay("header", page(http.MethodGet, "/about", ""), `href="/notices"`, "3 à lire")
	mustSay("list", page(http.MethodGet, "/notices", ""), "Un nouveau contact sur votre compte", "Tout marquer comme lu", "Nouveau")
	if to := page(http.MethodPost, "/notices", "number=2&to=%2Faccount"); to != "/account" {
		t.Errorf("opening one leads to %s", to)
	}
	if to := page(http.MethodPost, "/notices", "number=2&to="+url.QueryEscape("//evil.example")); strings.Contains(to, "evil") {
		t.Errorf("a link leads elsewhere: %s", to)
	}
	mustSay("header", page(http.MethodGet, "/notices", ""), "2 à lire")
	page(http.MethodPost, "/notices", "up_to=3")
	if got := page(http.MethodGet, "/notices", ""); strings.Contains(got, "à lire") && !strings.Contains(got, "hidden") || strings.Contains(got, "Tout marquer") {
		t.Error("all are read, and it still says new")
	}
	form := "zone=Europe%2FParis&quiet_from=22h30&quiet_till=07:00&digest_at=09:00&email_cap=5&sms_cap=2&pause=7&account.email=digest&account.sms=never"
	if to := page(http.MethodPost, "/notices/settings", form); to != "/notices/settings" {
		t.Errorf("settings: %.300s", to)
	}
	w := h.ask(route{method: http.MethodGet}, "/v1/notices/settings", "", identity.Member)
	mustSay("settings", w.Body.String(), `"quiet_from":"22:30"`, `"email_cap":5`, `"paused_until":"`, `"account":{"app":"now","email":"digest","sms":"never"}`)
	mustSay("a fault", page(http.MethodPost, "/notices/settings", strings.Replace(form, "sms_cap=2", "sms_cap=200", 1)), "de 1 à 20", "22:30")
	put := `{"zone":"Europe/Paris","quiet_from":"00:00","quiet_till":"00:00","digest_at":"08:00","urgent":true,"email_cap":10,"sms_cap":3,"ways":{}}`
	w = h.ask(route{method: http.MethodPut}, "/v1/notices/settings", put, identity.Member)
	mustSay("settings by the API", w.Body.String(), `"urgent":true`, `"account":{"app":"now","email":"now","sms":"never"}`)
	for _, bad := range []string{
		strings.Replace(put, "Europe/Paris", "Mars/Olympus", 1), strings.Replace(put, `"ways":{}`, `"ways":{"account":{"app":"digest"}}`, 1), strings.Replace(put, "08:00", "25:00", 1),
	} {
		if w := h.ask(route{method: http.MethodPut}, "/v1/notices/settings", bad, identity.Member); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
	list := h.ask(route{method: http.MethodGet}, "/v1/notices?limit=2", "", identity.Member)
	mustSay("list by the API", list.Body.String(), `"number":3`, `"number":2`, `"next":2`, `"unread":0`)
}

// What happens to one's account is told: a contact that was added, a role that was given.
func TestAccountTells(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	told := func(role identity.Role) string {
		return h.ask(route{method: http.MethodGet}, "/v1/notices", "", role).Body.String()
	}
	if got := told(identity.Coordinator); !strings.Contains(got, "Vous avez un nouveau rôle : coordinateur") {
		t.Errorf("a role: %s", got)
	}
	if got := told(identity.Member); !strings.Contains(got, `"items":[]`) {
		t.Errorf("before anything happened: %s", got)
	}
	contact := identity.Contact{Kind: identity.Email, Address: "second@example.org"}
	v, err := h.desk().Check(t.Context(), h.tokens[identity.Member])
	if err != nil {
		t.Fatal(err)
	}
	if err := h.desk().RequestContact(t.Context(), v, contact, identity.Origin{}); err != nil {
		t.Fatal(err)
	}
	var code string
	h.await("sent", func() bool {
		for _, l := range h.server.outbox.letters() {
			if l.To == contact.Address {
				code = digits.FindString(l.Text)
			}
		}
		return code != ""
	})
	if err := h.desk().ConfirmContact(t.Context(), v, contact, code, identity.Origin{}); err != nil {
		t.Fatal(err)
	}
	if got := told(identity.Member); !strings.Contains(got, "Un nouveau contact sur votre compte") {
		t.Errorf("a contact: %s", got)
	}
}

// Staff see how many an announcement reaches before they send it.
func TestAnnouncement(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.pool.Exec(t.Context(), `
		insert into members (account_id, name, helps, needs, home_district, city, age_band, created_at, updated_at)
		values ($1, 'Ana', true, false, 2, 1, '25-39', now(), now()), ($2, 'Bruno', false, true, 2, 1, '25-39', now(), now()),
			($3, 'Carla', true, false, 3, 1, '25-39', now(), now())`,
		h.nums[identity.Member], h.nums[identity.AssociationMember], h.nums[identity.AssociationAdmin])
	if err != nil {
		t.Fatal(err)
	}
	post := func(form string) string {
		w := h.ask(route{method: http.MethodPost, page: true}, "/staff/announcements", form, identity.Coordinator)
		return fmt.Sprint(w.Code, " ", w.Header().Get("Location"), " ", w.Body)
	}
	const words = "at=011&profile=&fr_title=Repas&fr_text=Dimanche%0D%0Aau+parc"
	if got := post("at=011&fr_title=Repas"); !strings.HasPrefix(got, "422 ") {
		t.Errorf("a title without a text: %.80s", got)
	}
	if got := post(words); !strings.HasPrefix(got, "200 ") || !strings.Contains(got, "2 membres sont choisis. 2 la recevront") {
		t.Errorf("preview: %.200s", got)
	}
	if got := post(words + "&step=send"); !strings.HasPrefix(got, "303 /staff/announcements") {
		t.Errorf("sending: %.80s", got)
	}
	if got := post(words); !strings.Contains(got, "2 membres sont choisis. 0 la recevront") {
		t.Errorf("preview a moment later: %.200s", got)
	}
	if got := h.ask(route{method: http.MethodGet}, "/v1/notices", "", identity.Member).Body.String(); !strings.Contains(got, `"title":"Annonce : Repas","text":"Dimanche\nau parc"`) {
		t.Errorf("told: %s", got)
	}
	var audited int
	err = h.pool.QueryRow(t.Context(), `select count(*) from audit where act = 'announce' and district_id = 2 and actor = $1`, h.nums[identity.Coordinator]).Scan(&audited)
	if err != nil || audited != 1 {
		t.Errorf("%d lines in the audit, %v", audited, err)
	}
}

// The link of an e-mail ends such e-mails with one POST from anywhere, and a GET ends nothing.
func TestStopLink(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	// at any hour: this clock is that of the machine
	if _, err := h.pool.Exec(t.Context(), `insert into recipients (account_id, quiet_from, quiet_till) values ($1, 0, 0)`, h.nums[identity.Member]); err != nil {
		t.Fatal(err)
	}
	h.tell(h.nums[identity.Member], 1)
	var link string
	h.await("sent", func() bool {
		for _, l := range h.server.outbox.letters() {
			if _, after, found := strings.Cut(l.Text, "/notices/stop/"); found && strings.HasPrefix(l.To, string(identity.Member)) {
				link = "/notices/stop/" + strings.Fields(after)[0]
			}
		}
		return link != ""
	})
	call := func(method string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, link, strings.NewReader("List-Unsubscribe=One-Click"))
		if err != nil {
			t.Fatal(err)
		}
		return h.raw(r)
	}
	settled := func() string {
		return h.ask(route{method: http.MethodGet}, "/v1/notices/settings", "", identity.Member).Body.String()
	}
	if code, body := call(http.MethodGet); code != http.StatusOK || !strings.Contains(body, "<button>") || strings.Contains(settled(), `"account":{"app":"now","email":"never"`) {
		t.Errorf("a GET: %d", code)
	}
	if code, _ := call(http.MethodPost); code != http.StatusOK || !strings.Contains(settled(), `"account":{"app":"now","email":"never"`) {
		t.Errorf("a POST: %d %s", code, settled())
	}
}

func (h *house) raw(r *http.Request) (int, string) {
	h.t.Helper()
	r.RemoteAddr = "192.0.2.9:4711"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.serve.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}
