package main

import (
	"io"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/alentour/alentour/data/postgres/feed"
)

// withHealth answers /healthz (this process runs) and /readyz (its first load is done) before anything can refuse them:
// a balancer that is told 429 or 503 under load would take the node away when it is needed most.
func (s *server) withHealth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz":
			_, _ = io.WriteString(w, "ok\n")
		case "/readyz":
			switch {
			case s.ctx.Err() != nil:
				http.Error(w, "stopping", http.StatusServiceUnavailable)
			case !s.live.Ready():
				http.Error(w, "loading", http.StatusServiceUnavailable)
			default:
				_, _ = io.WriteString(w, "ok\n")
			}
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// admin serves metrics and profiles.
func (s *server) admin() http.Handler {
	s.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s.gauge("alentour_places", "Open places in the live copy.", func() float64 { return float64(s.live.Count()) })
	s.gauge("alentour_feed_lag_seconds", "How old the live copy may be.", func() float64 { return s.lag().Seconds() })
	s.counter("alentour_feed_polls_total", "Looks at the change feed.", func(c feed.Counts) float64 { return float64(c.Polls) })
	s.counter("alentour_feed_poll_seconds_total", "Time spent looking.", func(c feed.Counts) float64 { return c.Polling.Seconds() })
	s.counter("alentour_feed_changes_total", "Changes applied to the live copy.", func(c feed.Counts) float64 { return float64(c.Changes) })
	s.counter("alentour_feed_loads_total", "Fresh loads of the live copy.", func(c feed.Counts) float64 { return float64(c.Loads) })
	s.counter("alentour_feed_errors_total", "Looks that failed.", func(c feed.Counts) float64 { return float64(c.Errors) })

	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

func (s *server) gauge(name, help string, value func() float64) {
	s.metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

func (s *server) counter(name, help string, value func(feed.Counts) float64) {
	s.metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 {
		if f := s.follower.Load(); f != nil {
			return value(f.Counts())
		}
		return 0
	}))
}
