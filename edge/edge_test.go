package edge_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/alentour/alentour/edge"
)

// serve answers through an Edge on a real connection.
func serve(t *testing.T, c edge.Config) *httptest.Server {
	t.Helper()
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.IsAPI == nil {
		c.IsAPI = func(path string) bool { return strings.HasPrefix(path, "/v1/") }
	}
	e, err := edge.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(e)
	t.Cleanup(s.Close)
	return s
}

type ask struct {
	method, path, body string
	header             http.Header
}

func (a ask) of(t *testing.T, s *httptest.Server) (*http.Response, string) {
	t.Helper()
	if a.method == "" {
		a.method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), a.method, s.URL+a.path, strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range a.header {
		r.Header[name] = values
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func routes(add map[string]http.HandlerFunc) *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, h := range add {
		mux.HandleFunc(pattern, h)
	}
	return mux
}

func text(body string) http.HandlerFunc {
	return edge.Content{Type: "text/plain", Body: []byte(body)}.Serve
}

func problemOf(t *testing.T, res *http.Response, body string) edge.Problem {
	t.Helper()
	var p edge.Problem
	if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("Content-Type %q with %s", got, body)
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if p.Status != res.StatusCode {
		t.Errorf("status %d in the body of a %d", p.Status, res.StatusCode)
	}
	return p
}

func TestAnySiteReadsTheAPIWhateverItAnswers(t *testing.T) {
	t.Parallel()
	s := serve(t, edge.Config{PagePolicy: "default-src 'self'", Next: routes(map[string]http.HandlerFunc{
		"/v1/ok":    text("ok"),
		"/v1/empty": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"/v1/":      func(w http.ResponseWriter, _ *http.Request) { edge.NotFound.With("").Write(w) },
		"/":         text("page"),
	})})
	for path, status := range map[string]int{"/v1/ok": 200, "/v1/empty": 204, "/v1/nothing": 404} {
		res, _ := ask{path: path}.of(t, s)
		if res.StatusCode != status || res.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d, CORS %q", path, res.StatusCode, res.Header.Get("Access-Control-Allow-Origin"))
		}
	}
	res, _ := ask{path: "/v1/ok", header: http.Header{"If-None-Match": {edge.Tag([]byte("ok"))}}}.of(t, s)
	if res.StatusCode != http.StatusNotModified || res.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("304: %d %v", res.StatusCode, res.Header)
	}
	res, _ = ask{method: http.MethodOptions, path: "/v1/ok", header: http.Header{"Access-Control-Request-Method": {"POST"}}}.of(t, s)
	if res.StatusCode != http.StatusNoContent || !strings.Contains(res.Header.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("preflight: %d %v", res.StatusCode, res.Header)
	}
	res, _ = ask{path: "/page"}.of(t, s)
	if res.Header.Get("Access-Control-Allow-Origin") != "" || res.Header.Get("Content-Security-Policy") != "default-src 'self'" {
		t.Errorf("page: %v", res.Header)
	}
	for _, name := range []string{"X-Content-Type-Options", "Referrer-Policy", "Server-Timing"} {
		if res.Header.Get(name) == "" {
			t.Errorf("page: no %s", name)
		}
	}
}

func TestPanicTellsNothing(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := serve(t, edge.Config{
		Log:  slog.New(slog.NewTextHandler(&log, nil)),
		Next: routes(map[string]http.HandlerFunc{"/v1/boom": func(http.ResponseWriter, *http.Request) { panic("secret") }}),
	})
	for _, header := range []http.Header{nil, {"Accept-Encoding": {"gzip"}}} {
		res, body := ask{path: "/v1/boom?near=5.37,43.29", header: header}.of(t, s)
		if p := problemOf(t, res, body); p.Type != edge.Internal.Type || strings.Contains(body, "secret") {
			t.Errorf("%d %s", res.StatusCode, body)
		}
	}
	s.Close()
	if out := log.String(); !strings.Contains(out, "secret") || strings.Contains(out, "43.29") || strings.Contains(out, "127.0.0.1") {
		t.Errorf("log: %s", out)
	}
}

func TestLogAndMetricsHoldPatternsOnly(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	registry := prometheus.NewRegistry()
	s := serve(t, edge.Config{
		Log:     slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Metrics: registry,
		Next:    routes(map[string]http.HandlerFunc{"GET /v1/places/{id}": text("here")}),
	})
	ask{path: "/v1/places/secret-id?near=5.37,43.29"}.of(t, s)
	s.Close() // waits for the handler to end
	if out := log.String(); !strings.Contains(out, "GET /v1/places/{id}") || strings.Contains(out, "secret") ||
		strings.Contains(out, "43.29") || strings.Contains(out, "127.0.0.1") {
		t.Errorf("log: %s", out)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				found = found || l.GetValue() == "GET /v1/places/{id}" && m.GetHistogram().GetSampleCount() == 1
				if strings.Contains(l.GetValue(), "secret") {
					t.Errorf("label %v", l)
				}
			}
		}
	}
	if !found {
		t.Error("the request was not counted under its pattern")
	}
}

func TestRateLimitCountsEachClient(t *testing.T) {
	t.Parallel()
	s := serve(t, edge.Config{
		RatePerS: 0.01, Burst: 3, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")},
		Next: routes(map[string]http.HandlerFunc{"/v1/": text("ok")}),
	})
	from := func(forwarded string) *http.Response {
		res, _ := ask{path: "/v1/", header: http.Header{"X-Forwarded-For": {forwarded}}}.of(t, s)
		return res
	}
	for i, want := range []string{`"client";r=2;t=100`, `"client";r=1;t=200`, `"client";r=0;t=300`} {
		res := from("203.0.113.7, 10.1.1.1")
		if res.StatusCode != http.StatusOK || res.Header.Get("RateLimit") != want || res.Header.Get("RateLimit-Policy") != `"client";q=3;w=300` {
			t.Errorf("request %d: %d %q %q", i, res.StatusCode, res.Header.Get("RateLimit"), res.Header.Get("RateLimit-Policy"))
		}
	}
	res, body := ask{path: "/v1/", header: http.Header{"X-Forwarded-For": {"spoofed, 203.0.113.7, 10.1.1.1"}}}.of(t, s)
	if problemOf(t, res, body).Type != edge.TooManyRequests.Type || res.Header.Get("Retry-After") != "100" {
		t.Errorf("fourth: %d %v", res.StatusCode, res.Header)
	}
	if got := from("203.0.113.8").StatusCode; got != http.StatusOK {
		t.Errorf("another client: %d", got)
	}
	for range 3 {
		from("2001:db8:1:2::1")
	}
	if got := from("2001:db8:1:2:ffff::9").StatusCode; got != http.StatusTooManyRequests {
		t.Errorf("same /64: %d", got)
	}
	if got := from("2001:db8:1:3::1").StatusCode; got != http.StatusOK {
		t.Errorf("another /64: %d", got)
	}
}

func TestForwardedAddressOfAStrangerIsIgnored(t *testing.T) {
	t.Parallel()
	s := serve(t, edge.Config{RatePerS: 0.01, Burst: 1, Next: routes(map[string]http.HandlerFunc{"/v1/": text("ok")})})
	for i, want := range []int{http.StatusOK, http.StatusTooManyRequests} {
		res, _ := ask{path: "/v1/", header: http.Header{"X-Forwarded-For": {netip.AddrFrom4([4]byte{9, 9, 9, byte(i)}).String()}}}.of(t, s)
		if res.StatusCode != want {
			t.Errorf("request %d: %d", i, res.StatusCode)
		}
	}
}

func TestOverloadIsShed(t *testing.T) {
	t.Parallel()
	begun, release := make(chan struct{}), make(chan struct{})
	s := serve(t, edge.Config{
		InFlight: 1, QueueTimeout: time.Millisecond,
		Next: routes(map[string]http.HandlerFunc{
			"/v1/slow": func(http.ResponseWriter, *http.Request) { close(begun); <-release },
			"/v1/fast": text("ok"),
		}),
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		res, err := http.Get(s.URL + "/v1/slow")
		if err == nil {
			res.Body.Close()
		}
	}()
	<-begun
	res, body := ask{path: "/v1/fast"}.of(t, s)
	if problemOf(t, res, body).Type != edge.Overloaded.Type || res.Header.Get("Retry-After") != "1" {
		t.Errorf("while full: %d %s", res.StatusCode, body)
	}
	close(release)
	<-done
	if res, _ := (ask{path: "/v1/fast"}).of(t, s); res.StatusCode != http.StatusOK {
		t.Errorf("after: %d", res.StatusCode)
	}
}

func TestCompressesWhatIsWorthIt(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("where is the shower? ", 200)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("a tile"))
	_ = z.Close()
	s := serve(t, edge.Config{Next: routes(map[string]http.HandlerFunc{
		"/v1/long":  text(long),
		"/v1/short": text("short"),
		"/v1/tile":  edge.Content{Type: "application/vnd.mapbox-vector-tile", Encoding: "gzip", Body: packed.Bytes()}.Serve,
	})})
	zipped := http.Header{"Accept-Encoding": {"br, gzip;q=0.8"}}
	for path, want := range map[string]string{"/v1/long": long, "/v1/tile": "a tile"} {
		res, body := ask{path: path, header: zipped}.of(t, s)
		if res.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(res.Header["Vary"], ","), "Accept-Encoding") {
			t.Fatalf("%s: %v", path, res.Header)
		}
		r, err := gzip.NewReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != want {
			t.Errorf("%s: %q %v", path, got, err)
		}
	}
	for path, header := range map[string]http.Header{"/v1/short": zipped, "/v1/long": nil} {
		res, _ := ask{path: path, header: header}.of(t, s)
		if res.Header.Get("Content-Encoding") != "" || !strings.Contains(strings.Join(res.Header["Vary"], ","), "Accept-Encoding") {
			t.Errorf("%s: %v", path, res.Header)
		}
	}
	refused, _ := ask{path: "/v1/long", header: http.Header{"Accept-Encoding": {"gzip;q=0"}}}.of(t, s)
	if refused.Header.Get("Content-Encoding") != "" {
		t.Errorf("gzip;q=0: %v", refused.Header)
	}
	// the tag names the answer, not its encoding: 304 either way
	res, _ := ask{path: "/v1/long", header: zipped}.of(t, s)
	again, _ := ask{path: "/v1/long", header: http.Header{"If-None-Match": res.Header["Etag"], "Accept-Encoding": {"gzip"}}}.of(t, s)
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("again: %d", again.StatusCode)
	}
	head, body := ask{method: http.MethodHead, path: "/v1/long"}.of(t, s)
	if head.StatusCode != http.StatusOK || body != "" || head.Header.Get("Etag") != res.Header.Get("Etag") {
		t.Errorf("HEAD: %d %q %v", head.StatusCode, body, head.Header)
	}
}

func TestNotReadyAnswersAtOnce(t *testing.T) {
	t.Parallel()
	s := serve(t, edge.Config{
		Ready: func() bool { return false }, Next: routes(nil),
		Starting: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "<p>a moment</p>")
		}),
	})
	res, body := ask{path: "/v1/places"}.of(t, s)
	if problemOf(t, res, body).Type != edge.Starting.Type || res.Header.Get("Retry-After") == "" {
		t.Errorf("API: %d %v", res.StatusCode, res.Header)
	}
	res, body = ask{path: "/"}.of(t, s)
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" || body != "<p>a moment</p>" {
		t.Errorf("page: %d %s", res.StatusCode, body)
	}
}

func TestWaitsForAWriterOwnWrite(t *testing.T) {
	t.Parallel()
	waited := make(chan string, 4)
	config := edge.Config{
		Next: routes(map[string]http.HandlerFunc{"/v1/": text("ok")}),
		Lag:  func() time.Duration { return 1500 * time.Millisecond },
		Wait: func(ctx context.Context, position string) error {
			waited <- position
			if d, ok := ctx.Deadline(); !ok || time.Until(d) > 250*time.Millisecond {
				t.Errorf("deadline %v %v", d, ok)
			}
			if position == "late" {
				return errors.New("not yet")
			}
			return nil
		},
	}
	s := serve(t, config)
	for _, c := range []struct {
		header http.Header
		waits  string
		lag    string
	}{
		{http.Header{"Alentour-Position": {"1-2"}}, "1-2", ""},
		{http.Header{"Alentour-Position": {"late"}}, "late", "1.500"},
		{http.Header{"Cookie": {"alentour_position=3-4"}}, "3-4", ""},
	} {
		res, _ := ask{path: "/v1/", header: c.header}.of(t, s)
		if got := <-waited; got != c.waits || res.Header.Get("Alentour-Lag") != c.lag {
			t.Errorf("%v: waited for %q, lag %q", c.header, got, res.Header.Get("Alentour-Lag"))
		}
	}
	config.Lag = func() time.Duration { return time.Minute }
	if res, _ := (ask{path: "/v1/"}).of(t, serve(t, config)); res.Header.Get("Alentour-Lag") != "60.000" {
		t.Errorf("an old copy says nothing: %v", res.Header)
	}
}

func TestBodyIsBounded(t *testing.T) {
	t.Parallel()
	s := serve(t, edge.Config{MaxBodyBytes: 8, Next: routes(map[string]http.HandlerFunc{"/v1/": func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			edge.BodyTooLarge.With("").Write(w)
		}
	}})})
	for body, want := range map[string]int{"12345678": 200, "123456789": 413} {
		if res, _ := (ask{method: http.MethodPost, path: "/v1/", body: body}).of(t, s); res.StatusCode != want {
			t.Errorf("%d bytes: %d", len(body), res.StatusCode)
		}
	}
}

func TestPatientPathsWaitForTheirTurn(t *testing.T) {
	t.Parallel()
	const ratePerS = 20
	s := serve(t, edge.Config{
		RatePerS: ratePerS, Burst: 1, Patient: func(path string) bool { return path == "/tiles/" },
		Next: routes(map[string]http.HandlerFunc{"/tiles/": text("tile"), "/v1/": text("ok")}),
	})
	begun := time.Now()
	const n = 5
	for i := range n {
		if res, _ := (ask{path: "/tiles/"}).of(t, s); res.StatusCode != http.StatusOK {
			t.Fatalf("request %d: %d", i, res.StatusCode)
		}
	}
	if took := time.Since(begun); took < (n-1)*time.Second/ratePerS {
		t.Errorf("%d requests at %d/s took %v", n, ratePerS, took)
	}
	statuses := make(chan int)
	const many = 40 // 2 s of turns, more than anyone waits
	for range many {
		go func() {
			res, err := http.Get(s.URL + "/tiles/")
			if err != nil {
				statuses <- 0
				return
			}
			res.Body.Close()
			statuses <- res.StatusCode
		}()
	}
	count := map[int]int{}
	for range many {
		count[<-statuses]++
	}
	if count[http.StatusTooManyRequests] == 0 || count[http.StatusOK]+count[http.StatusTooManyRequests] != many {
		t.Errorf("many at once: %v", count)
	}
}
