package community

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// What is not on the public internet is not connected to, in whatever notation.
func TestOnlyThePublicInternet(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "::ffff:93.184.216.34": true, "64:ff9b::93.184.216.34": true, "2002:5db8:d822::1": true,
		"127.0.0.1": false, "127.8.8.8": false, "0.0.0.0": false, "10.1.2.3": false, "172.31.255.255": false, "192.168.0.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "100.100.100.200": false, "168.63.129.16": false, "192.0.0.192": false, "198.18.0.1": false,
		"224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false, "192.0.2.1": false, "172.32.0.1": true, "100.128.0.1": true,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd00:ec2::254": false, "ff02::1": false, "2001:db8::1": false,
		"2001::1": false, "::127.0.0.1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:169.254.169.254": false,
		"64:ff9b::127.0.0.1": false, "64:ff9b::10.0.0.1": false, "64:ff9b:1::1": false, "2002:7f00:1::": false, "2002:a9fe:a9fe::": false,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

// serve answers on this machine and counts who connects.
func serve(t *testing.T, handler http.HandlerFunc) (server *httptest.Server, connections *atomic.Int64) {
	t.Helper()
	connections = new(atomic.Int64)
	server = httptest.NewUnstartedServer(handler)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server, connections
}

func expectProblem(t *testing.T, err error, code string) {
	t.Helper()
	if problem, ok := errors.AsType[fetchProblem](err); !ok || string(problem) != code {
		t.Errorf("%v, want %s", err, code)
	}
}

// A name that means this machine is refused when it is dialled: nothing connects.
func TestANameOfThisMachineIsRefusedWhenDialled(t *testing.T) {
	t.Parallel()
	server, connections := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	public := fetcher{within: fetchWithin}
	for _, host := range []string{"localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"} {
		_, err := public.get(t.Context(), "https://"+host+":"+port+"/x.ics", "", "")
		if problem, ok := errors.AsType[fetchProblem](err); !ok || problem != "address" && problem != "away" {
			t.Errorf("%s: %v", host, err)
		}
	}
	_, err = public.get(t.Context(), "https://localhost:"+port+"/x.ics", "", "")
	expectProblem(t, err, "address")
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
	// the same name is connected to where this machine is allowed: the refusal is of the address
	if _, err := (&fetcher{local: true, within: fetchWithin}).get(t.Context(), "http://localhost:"+port+"/x.ics", "", ""); err != nil || connections.Load() != 1 {
		t.Errorf("%v, %d connections", err, connections.Load())
	}
}

func TestWrittenAddressesAreRefused(t *testing.T) {
	t.Parallel()
	f := fetcher{within: fetchWithin, own: "alentour.example"}
	for _, address := range []string{
		"http://example.org/x.ics", "ftp://example.org/x.ics", "file:///etc/passwd", "https:///x", "https://me:secret@example.org/", "gopher://x", "",
		"https://10.0.0.1/", "https://[fd00::1]/", "https://169.254.169.254/latest", "https://alentour.example/v1/events.ics", "https://ALENTOUR.example./x",
	} {
		_, err := f.get(t.Context(), address, "", "")
		expectProblem(t, err, "address")
	}
}

// Each redirect is looked at as the first address was.
func TestRedirects(t *testing.T) {
	t.Parallel()
	var target atomic.Value
	server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Referer") != "" {
			t.Error("the address before is told")
		}
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err == nil && n > 0 {
			http.Redirect(w, r, fmt.Sprintf("/%d", n-1), http.StatusFound)
			return
		}
		if r.URL.Path == "/away" {
			http.Redirect(w, r, target.Load().(string), http.StatusMovedPermanently)
			return
		}
		_, _ = w.Write([]byte("here"))
	})
	f := fetcher{local: true, within: fetchWithin}
	if got, err := f.get(t.Context(), server.URL+"/3", "", ""); err != nil || string(got.Body) != "here" {
		t.Errorf("three: %v", err)
	}
	_, err := f.get(t.Context(), server.URL+"/4", "", "")
	expectProblem(t, err, "redirects")
	for _, to := range []string{"http://10.0.0.1/", "https://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "https://[::ffff:192.168.1.1]/", "file:///etc/passwd", "ftp://example.org/"} {
		target.Store(to)
		_, err := f.get(t.Context(), server.URL+"/away", "", "")
		expectProblem(t, err, "address")
	}
}

// How long and how much is bounded, whatever a server does.
func TestAFetchIsBounded(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 64 {
		_, _ = z.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		case "/slow": // a byte, and then nothing
			_, _ = w.Write([]byte("B"))
			_ = http.NewResponseController(w).Flush()
			<-ended
		case "/silent":
			<-ended
		case "/short":
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("BEGIN:VCALENDAR"))
		case "/headers":
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		default:
			var status int
			_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
			w.WriteHeader(status)
		}
	})
	t.Cleanup(func() { close(ended) }) // before the server waits for them
	f := fetcher{local: true, within: fetchWithin}
	got, err := f.get(t.Context(), server.URL+"/bomb", "", "")
	if err != nil || len(got.Body) != maxFetched+1 {
		t.Errorf("a bomb of 64 MB in %d bytes: %d bytes, %v", bomb.Len(), len(got.Body), err)
	}
	hasty := fetcher{local: true, within: 100 * time.Millisecond}
	for _, path := range []string{"/slow", "/silent"} {
		_, err := hasty.get(t.Context(), server.URL+path, "", "")
		expectProblem(t, err, "slow")
	}
	for path, code := range map[string]string{
		"/short": "away", "/headers": "away", "/404": "gone", "/410": "gone", "/401": "locked", "/403": "locked", "/500": "trouble", "/204": "trouble",
		"/304": "trouble", // of nothing that we have
	} {
		_, err := f.get(t.Context(), server.URL+path, "", "")
		expectProblem(t, err, code)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.get(ctx, server.URL+"/404", "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// A certificate that nobody vouches for is refused.
func TestCertificatesAreChecked(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	if _, err := (&fetcher{local: true, within: fetchWithin}).get(t.Context(), server.URL, "", ""); err == nil {
		t.Error("taken")
	} else {
		expectProblem(t, err, "certificate")
	}
}
