package edge_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// A stream holds no turn, is not compressed, and can ask whether its session still stands.
func TestStreams(t *testing.T) {
	t.Parallel()
	ends, ended := make(chan struct{}), make(chan error, 1)
	var gone bool
	s := serve(t, edge.Config{
		Next: routes(map[string]http.HandlerFunc{
			"/v1/stream": func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = io.WriteString(w, strings.Repeat("data: something long\n", 200))
				_ = http.NewResponseController(w).Flush()
				first := edge.Still(r.Context())
				gone = true
				if second := edge.Still(r.Context()); first == nil {
					first = second
				}
				ended <- first
				<-ends
			},
			"/v1/short": text("short"),
		}),
		Streams: func(path string) bool { return path == "/v1/stream" }, InFlight: 1,
		Sessions: &edge.Sessions{Check: func(context.Context, string) (*identity.Viewer, error) {
			if gone {
				return nil, identity.Refuse(identity.NoSession, "")
			}
			return &identity.Viewer{}, nil
		}},
	})
	defer close(ends)
	for range 3 {
		gone = false
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1/stream", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "gzip")
		req.Header.Set("Authorization", "Bearer x")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "" {
			t.Fatalf("%s, compressed %q", res.Status, res.Header.Get("Content-Encoding"))
		}
		if err := <-ended; !refused(err, identity.NoSession) {
			t.Errorf("a session that ended: %v", err)
		}
	}
	if res, body := (ask{path: "/v1/short"}).of(t, s); body != "short" {
		t.Errorf("beside streams: %s", res.Status)
	}
	if err := edge.Still(t.Context()); !refused(err, identity.NoSession) {
		t.Errorf("a visitor is still somebody: %v", err)
	}
}

func refused(err error, code identity.Code) bool {
	e, ok := err.(*identity.Error) //nolint:errorlint // it is not wrapped
	return ok && e.Code == code
}
