package edge_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// desk knows three tokens: of account 7, one whose rights changed, and one that cannot be looked up now.
func desk() *edge.Sessions {
	return &edge.Sessions{
		Check: func(_ context.Context, token string) (*identity.Viewer, error) {
			switch token {
			case "good":
				return &identity.Viewer{Account: identity.Account{Num: 7}}, nil
			case "stale":
				return &identity.Viewer{Account: identity.Account{Num: 7}, Rotate: true}, nil
			case "away":
				return nil, &identity.Error{Code: identity.Unavailable}
			}
			return nil, &identity.Error{Code: identity.NoSession}
		},
		Rotate: func(context.Context, *identity.Viewer) (string, error) { return "fresh", nil },
	}
}

// who answers with what is known of the asker.
func who(w http.ResponseWriter, r *http.Request) {
	said := "visitor"
	if v := edge.Viewer(r.Context()); v != nil {
		said = fmt.Sprint("account ", v.Account.Num)
	}
	if edge.Unknown(r.Context()) != nil {
		said += ", unknown for now"
	}
	_, _ = w.Write([]byte(said))
}

func TestWhoAsks(t *testing.T) {
	t.Parallel()
	s := serve(t, edge.Config{Sessions: desk(), Next: routes(map[string]http.HandlerFunc{"/v1/me": who, "/page": who})})
	cookie := func(token string) http.Header { return http.Header{"Cookie": {"__Host-session=" + token}} }
	bearer := func(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }
	for name, c := range map[string]struct {
		ask    ask
		status int
		says   string
		sets   string // a part of Set-Cookie
	}{
		"nobody":                           {ask{path: "/page"}, 200, "visitor", ""},
		"a cookie on a page":               {ask{path: "/page", header: cookie("good")}, 200, "account 7", ""},
		"a cookie on the API":              {ask{path: "/v1/me", header: cookie("good")}, 200, "account 7", ""},
		"a bearer token":                   {ask{path: "/v1/me", header: bearer("good")}, 200, "account 7", ""},
		"its scheme in capitals":           {ask{path: "/v1/me", header: http.Header{"Authorization": {"BEARER good"}}}, 200, "account 7", ""},
		"another scheme":                   {ask{path: "/v1/me", header: http.Header{"Authorization": {"Basic good"}}}, 200, "visitor", ""},
		"a bad bearer token":               {ask{path: "/v1/me", header: bearer("bad")}, 401, edge.NoSession.Type, ""},
		"an empty bearer token":            {ask{path: "/v1/me", header: bearer("")}, 200, "visitor", ""},
		"a bad cookie is taken away":       {ask{path: "/page", header: cookie("bad")}, 200, "visitor", "__Host-session=; Path=/; Max-Age=0"},
		"the database away":                {ask{path: "/page", header: cookie("away")}, 200, "visitor, unknown for now", ""},
		"rights changed: another token":    {ask{path: "/page", header: cookie("stale")}, 200, "account 7", "__Host-session=fresh; Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax"},
		"not where a script would lose it": {ask{path: "/v1/me", header: cookie("stale")}, 200, "account 7", ""},
	} {
		res, body := c.ask.of(t, s)
		if res.StatusCode != c.status || !strings.Contains(body, c.says) || !strings.Contains(strings.Join(res.Header["Set-Cookie"], "\n"), c.sets) {
			t.Errorf("%s: %d %s %v", name, res.StatusCode, body, res.Header["Set-Cookie"])
		}
		if c.status == http.StatusUnauthorized && res.Header.Get("Www-Authenticate") != "Bearer" {
			t.Errorf("%s does not say how: %v", name, res.Header)
		}
		if c.sets == "" && res.Header["Set-Cookie"] != nil {
			t.Errorf("%s sets %v", name, res.Header["Set-Cookie"])
		}
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := serve(t, edge.Config{Sessions: desk(), Next: routes(map[string]http.HandlerFunc{"/v1/": who, "/page": who})})
	for name, c := range map[string]struct {
		path   string
		header http.Header
		status int
	}{
		"our own form":                     {"/page", http.Header{"Sec-Fetch-Site": {"same-origin"}}, 200},
		"typed by the person":              {"/page", http.Header{"Sec-Fetch-Site": {"none"}}, 200},
		"another site's form":              {"/page", http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403},
		"a sibling's form":                 {"/page", http.Header{"Sec-Fetch-Site": {"same-site"}}, 403},
		"another site in an old browser":   {"/page", http.Header{"Origin": {"https://evil.example"}}, 403},
		"our own form in an old browser":   {"/page", http.Header{"Origin": {"null"}}, 200}, // Referrer-Policy: no-referrer
		"a frame without origin":           {"/page", http.Header{"Origin": {"null"}, "Sec-Fetch-Site": {"cross-site"}}, 403},
		"a program":                        {"/page", nil, 200},
		"the open API from any site":       {"/v1/search", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://map.example"}}, 200},
		"with a token it was given":        {"/v1/me", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Authorization": {"Bearer good"}}, 200},
		"with a cookie it could not know":  {"/v1/me", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Cookie": {"__Host-session=good"}}, 403},
		"with both, the token is believed": {"/v1/me", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Cookie": {"__Host-session=good"}, "Authorization": {"Bearer good"}}, 200},
	} {
		res, body := ask{method: http.MethodPost, path: c.path, header: c.header}.of(t, s)
		if res.StatusCode != c.status {
			t.Errorf("%s: %d %s", name, res.StatusCode, body)
		}
	}
}

func TestInsecureCookiesAreForTrials(t *testing.T) {
	t.Parallel()
	sessions := desk()
	sessions.Insecure = true
	s := serve(t, edge.Config{Sessions: sessions, Next: routes(map[string]http.HandlerFunc{"/page": who})})
	if _, body := (ask{path: "/page", header: http.Header{"Cookie": {"session=good"}}}).of(t, s); body != "account 7" {
		t.Error(body)
	}
	if _, body := (ask{path: "/page", header: http.Header{"Cookie": {"__Host-session=good"}}}).of(t, s); body != "visitor" {
		t.Error(body)
	}
}

func TestOriginNamesADeviceAndANetwork(t *testing.T) {
	t.Parallel()
	var from identity.Origin
	s := serve(t, edge.Config{Next: routes(map[string]http.HandlerFunc{"/page": func(_ http.ResponseWriter, r *http.Request) {
		from = edge.Origin(r, "en")
	}})})
	for agent, device := range map[string]string{
		"Mozilla/5.0 (Android 11; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0":                                                             "Firefox, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 14_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0 Mobile Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0":    "Edge, Windows",
		"Mozilla/5.0 (Linux; Android 13; SM-S901B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Safari/1.0": "Samsung Internet, Android",
		"curl/8.0": "",
	} {
		ask{method: http.MethodPost, path: "/page", header: http.Header{"User-Agent": {agent}}}.of(t, s)
		if from.Device != device || from.Lang != "en" || !from.Addr.IsLoopback() {
			t.Errorf("%s: %+v", agent, from)
		}
	}
}

func TestRefusalsBecomeProblems(t *testing.T) {
	t.Parallel()
	p, ok := edge.Refusal(fmt.Errorf("wrapped: %w", &identity.Error{Code: identity.TooMany, RetryAfter: 90e9}))
	if !ok || p.Status != http.StatusTooManyRequests || p.RetryS != 90 {
		t.Errorf("%+v %v", p, ok)
	}
	if _, ok := edge.Refusal(errors.New("other")); ok {
		t.Error("an error of ours became a refusal")
	}
}
