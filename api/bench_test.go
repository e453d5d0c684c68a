package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct {
	header http.Header
	status int
	bytes  int
}

func (s *sink) Header() http.Header    { return s.header }
func (s *sink) WriteHeader(status int) { s.status = status }
func (s *sink) Write(b []byte) (int, error) {
	s.bytes += len(b)
	return len(b), nil
}

// bench answers requests in turn: everything of them but the connection.
func (w *town) bench(b *testing.B, path func(random *rand.Rand) string, header ...string) {
	random := rand.New(rand.NewPCG(1, 2))
	requests := make([]*http.Request, 256)
	for i := range requests {
		requests[i] = httptest.NewRequest(http.MethodGet, path(random), nil)
		for h := 0; h < len(header); h += 2 {
			requests[i].Header.Set(header[h], header[h+1])
		}
	}
	out := &sink{header: http.Header{}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		clear(out.header)
		w.ServeHTTP(out, requests[i%len(requests)])
	}
	b.ReportMetric(float64(out.bytes)/float64(b.N), "bytes/op")
	if out.status != http.StatusOK {
		b.Fatal(out.status)
	}
}

func BenchmarkNear(b *testing.B) {
	w := synthetic(b, 50_000)
	for name, filter := range map[string]string{
		"all": "", "open now": "&open_at=now", "open then": "&open_at=2026-11-24T10:00:00Z", "open on arrival": "&open_at=arrival",
	} {
		b.Run(name, func(b *testing.B) {
			w.bench(b, func(random *rand.Rand) string {
				return fmt.Sprintf("/v1/places?near=%.5f,%.5f&radius_m=2000&category=meal%s", 5.37+random.Float64()*0.06, 43.3+random.Float64()*0.04, filter)
			})
		})
	}
}

// BenchmarkTile compares a tile that is kept with one that is drawn for each request, at another instant each time.
func BenchmarkTile(b *testing.B) {
	w := synthetic(b, 50_000)
	for zoom, path := range map[string]string{"z14": "14/8437/6001", "z10": "10/527/375"} {
		b.Run(zoom+" kept", func(b *testing.B) {
			w.bench(b, func(*rand.Rand) string { return "/tiles/places/" + path }, "Accept-Encoding", "gzip")
		})
		b.Run(zoom+" open", func(b *testing.B) {
			now := w.clock.Load()
			w.bench(b, func(random *rand.Rand) string {
				return "/tiles/places/" + path + "?open_at=" + time.Unix(now+random.Int64N(7*24*3600), 0).UTC().Format(time.RFC3339)
			}, "Accept-Encoding", "gzip")
		})
	}
}
