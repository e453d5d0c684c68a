package notify

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/identity"
)

// gateway is an SMS gateway as our documentation describes it.
type gateway struct {
	t      testing.TB
	url    string
	key    []byte
	mu     sync.Mutex
	ids    []string          // idempotency keys, as they came
	sent   map[string]string // idempotency key → number
	answer int               // instead of taking one; 0 = take it
}

func newGateway(t testing.TB) *gateway {
	g := &gateway{t: t, key: []byte(strings.Repeat("k", 32)), sent: map[string]string{}}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		g.t.Error(err)
	}
	id := r.Header.Get("Idempotency-Key")
	want := hex.EncodeToString(sign(g.key, r.Header.Get("Alentour-Timestamp"), id, body))
	var said struct{ To, Text string }
	if err := json.Unmarshal(body, &said); err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
		g.t.Errorf("%s %v", r.Method, err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case r.Header.Get("Alentour-Signature") != want:
		w.WriteHeader(http.StatusUnauthorized)
	case g.answer != 0:
		w.WriteHeader(g.answer)
	default:
		g.ids = append(g.ids, id)
		g.sent[id] = said.To
		w.WriteHeader(http.StatusAccepted)
	}
}

func textTo(number string) Letter {
	return Letter{ID: uuid.New(), To: identity.Contact{Kind: identity.Phone, Address: number}, Text: "Alentour : bonjour"}
}

func TestTextsAreSignedAndCounted(t *testing.T) {
	t.Parallel()
	w, g := newTown(t), newGateway(t)
	at := time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)
	texts := func(key []byte) *Texts {
		s, err := NewTexts(TextsConfig{URL: g.url, Key: key, Monthly: 5, Pool: w.pool, Now: func() time.Time { return at }})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := texts(g.key)
	first := textTo("+33612345678")
	for range 3 { // a second try costs nothing
		if err := s.Send(t.Context(), first); err != nil {
			t.Fatal(err)
		}
	}
	if err := texts([]byte(strings.Repeat("x", 32))).Send(t.Context(), textTo("+33612345678")); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("another key: %v", err)
	}
	// eight more at once, where three are left
	var racing sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for range 8 {
		racing.Go(func() {
			if err := s.Send(t.Context(), textTo("+33612345679")); err != nil {
				mu.Lock()
				defer mu.Unlock()
				refused++
				if !strings.Contains(err.Error(), "ceiling of 5 this month") {
					t.Error(err)
				}
			}
		})
	}
	racing.Wait()
	if refused != 5 || len(g.sent) != 4 || w.count(`select sent from sms_months`) != 5 {
		t.Errorf("%d refused, %d sent, %d counted", refused, len(g.sent), w.count(`select sent from sms_months`))
	}
	if at = at.Add(time.Hour); s.Send(t.Context(), textTo("+33612345679")) != nil {
		t.Error("another month, and the ceiling still holds")
	}
	o := w.office(func(c *Config) { c.Now, c.SMS = func() time.Time { return at }, s })
	staff := viewer(w.person("fr"), "fr")
	staff.Grants = []identity.Grant{{Role: identity.Coordinator, District: 1}}
	if got, err := o.Sending(t.Context(), staff); err != nil || got != (Sent{SMSThisMonth: 1, SMSLastMonth: 5, SMSMonthly: 5}) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := o.Sending(t.Context(), viewer(1, "fr")); !errors.Is(err, &identity.Error{Code: identity.Forbidden}) {
		t.Errorf("a member reads it: %v", err)
	}
}

func TestTextsFail(t *testing.T) {
	t.Parallel()
	w, g := newTown(t), newGateway(t)
	s, err := NewTexts(TextsConfig{URL: g.url, Key: g.key, Monthly: 100, Pool: w.pool})
	if err != nil {
		t.Fatal(err)
	}
	var refused *Refused
	for status, forGood := range map[int]bool{400: true, 422: true, 404: true, 410: true, 302: false, 401: false, 429: false, 500: false, 503: false} {
		g.answer = status
		err := s.Send(t.Context(), textTo("+33612345678"))
		if err == nil || errors.As(err, &refused) != forGood || strings.Contains(err.Error(), "336") {
			t.Errorf("%d: %v", status, err)
		}
	}
	for _, bad := range []TextsConfig{
		{URL: "http://gateway.example", Key: g.key, Monthly: 1}, {URL: g.url, Key: g.key[:31], Monthly: 1}, {URL: g.url, Key: g.key},
	} {
		if _, err := NewTexts(bad); err == nil {
			t.Errorf("%q with a key of %d bytes and a ceiling of %d is taken", bad.URL, len(bad.Key), bad.Monthly)
		}
	}
}

// One SMS costs one SMS: 160 signs of ASCII, whatever the words are.
func TestTextsFitOneSMS(t *testing.T) {
	t.Parallel()
	const house = "https://alentour.marseille.example.org"
	answer := "/answer/" + strings.Repeat("A", 50)
	o := &Office{Config: Config{PublicURL: house, Answers: func(kind string, _ map[string]string) (yes, no string, ok bool) {
		return answer, answer, strings.HasPrefix(kind, "invitation-")
	}}}
	for _, lang := range []string{"fr", "en"} {
		var letters []Letter
		for _, k := range Kinds() {
			params := map[string]string{}
			for _, name := range k.names() {
				params[name] = strings.Repeat("é", 36)
			}
			w := k.words(lang, params)
			letters = append(letters, o.shortLetter(reader{lang: lang}, []Item{{Kind: k.Code, Title: w.Title, Link: k.link(params)}}))
		}
		letters = append(letters, o.shortLetter(reader{lang: lang}, make([]Item, 99)))
		for _, kind := range []string{identity.SignInCode, identity.ContactCode, identity.RecoveryNotice} {
			letters = append(letters, codeLetter(house, time.UTC, identity.Message{Kind: kind, To: identity.Contact{Kind: identity.Phone}, Lang: lang, Code: "123456"}))
		}
		for _, outcome := range []string{"acted", "kept", "shown-again"} {
			answer := codeLetter(house, time.UTC, identity.Message{Kind: identity.ReportAnswer, To: identity.Contact{Kind: identity.Phone}, Lang: lang, Code: outcome})
			if strings.Contains(answer.Text, outcome) && lang == "fr" || strings.Contains(answer.Text, "code") {
				t.Errorf("an answer that says the code: %s", answer.Text)
			}
			letters = append(letters, answer)
		}
		invitation := codeLetter(house, time.UTC, identity.Message{Kind: identity.VolunteerInvitation, To: identity.Contact{Kind: identity.Phone}, Lang: lang, Code: strings.Repeat("A", 22)})
		if !strings.HasSuffix(invitation.Text, "/"+strings.Repeat("A", 22)) {
			t.Errorf("the link is cut: %s", invitation.Text)
		}
		letters = append(letters, invitation)
		for _, l := range letters {
			if len(l.Text) > 160 || len(l.Text) < 30 || strings.ContainsFunc(l.Text, func(r rune) bool { return r > '~' }) {
				t.Errorf("%d signs: %s", len(l.Text), l.Text)
			}
		}
	}
	if got := gsm("« Où êtes-vous ? » Ça, c’est l’œuvre d’été…"); got != `" Ou etes-vous ? " Ca, c'est l'oeuvre d'ete` {
		t.Error(got)
	}
}
