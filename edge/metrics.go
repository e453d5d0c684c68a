package edge

import (
	"maps"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts answers by route pattern and class of status, never by path.
type metrics struct {
	seconds *prometheus.HistogramVec
	refusal *prometheus.CounterVec
	// observers by pattern, so that the hot path hashes no labels; copied on the first answer of a pattern
	observers atomic.Pointer[map[string]*[6]prometheus.Observer]
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "alentour_http_request_seconds",
			Help:    "Time to answer, by route pattern and class of status.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .01, .05, .25, 1, 5},
		}, []string{"route", "status"}),
		refusal: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "alentour_http_refused_total",
			Help: "Requests refused before their route: overload, rate; or lost in it: panic.",
		}, []string{"why"}),
	}
	m.observers.Store(&map[string]*[6]prometheus.Observer{})
	if r != nil {
		r.MustRegister(m.seconds, m.refusal)
	}
	return m
}

func (m *metrics) refused(why string) { m.refusal.WithLabelValues(why).Inc() }

func (m *metrics) observe(pattern string, status int, took time.Duration) {
	if status == 0 {
		status = http.StatusOK // net/http says 200 for a handler that says nothing
	}
	classes, ok := (*m.observers.Load())[pattern]
	if !ok {
		classes = m.learn(pattern)
	}
	classes[min(5, status/100)].Observe(took.Seconds())
}

// learn makes the observers of a pattern. Two requests may learn at once: both lead to the same counters.
func (m *metrics) learn(pattern string) *[6]prometheus.Observer {
	names := [6]string{"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"}
	route := pattern
	if route == "" {
		route = "none"
	}
	var classes [6]prometheus.Observer
	for i, name := range names {
		classes[i] = m.seconds.WithLabelValues(route, name)
	}
	grown := maps.Clone(*m.observers.Load())
	grown[pattern] = &classes
	m.observers.Store(&grown)
	return &classes
}
