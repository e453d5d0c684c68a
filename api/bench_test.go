package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
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

// BenchmarkNear is everything of a near query but the connection: edge, huma, index, JSON.
func BenchmarkNear(b *testing.B) {
	h := synthetic(b, 50_000)
	random := rand.New(rand.NewPCG(1, 2))
	requests := make([]*http.Request, 256)
	for i := range requests {
		requests[i] = httptest.NewRequest(http.MethodGet, fmt.Sprintf(
			"/v1/places?near=%.5f,%.5f&radius_m=2000&category=meal", 5.37+random.Float64()*0.06, 43.3+random.Float64()*0.04), nil)
	}
	out := &sink{header: http.Header{}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		clear(out.header)
		h.ServeHTTP(out, requests[i%len(requests)])
	}
	b.ReportMetric(float64(out.bytes)/float64(b.N), "bytes/op")
	if out.status != http.StatusOK {
		b.Fatal(out.status)
	}
}

// BenchmarkWarmTile is everything of a kept tile but the connection.
func BenchmarkWarmTile(b *testing.B) {
	h := synthetic(b, 5_000)
	r := httptest.NewRequest(http.MethodGet, "/tiles/places/14/8437/6001", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	out := &sink{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(out.header)
		h.ServeHTTP(out, r)
	}
	b.ReportMetric(float64(out.bytes)/float64(b.N), "bytes/op")
	if out.status != http.StatusOK {
		b.Fatal(out.status)
	}
}
