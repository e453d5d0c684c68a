package edge

import (
	"maps"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// meter counts answers by route pattern and class of status, never by path.
type meter struct {
	seconds *prometheus.HistogramVec
	refusal *prometheus.CounterVec
	// so that the hot path hashes no labels; copied when a pattern first answers so
	observers atomic.Pointer[map[outcome]prometheus.Observer]
}

type outcome struct {
	pattern string
	class   int // hundreds of the status
}

func newMeter(r prometheus.Registerer) *meter {
	m := &meter{
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
	m.observers.Store(&map[outcome]prometheus.Observer{})
	if r != nil {
		r.MustRegister(m.seconds, m.refusal)
	}
	return m
}

func (m *meter) refused(why string) { m.refusal.WithLabelValues(why).Inc() }

func (m *meter) observe(pattern string, status int, took time.Duration) {
	if status == 0 {
		status = http.StatusOK // net/http says 200 for a handler that says nothing
	}
	key := outcome{pattern, status / 100}
	observer, ok := (*m.observers.Load())[key]
	if !ok {
		observer = m.learn(key)
	}
	observer.Observe(took.Seconds())
}

// learn makes the observer of an outcome. Two requests may learn at once: both lead to the same counter.
func (m *meter) learn(key outcome) prometheus.Observer {
	route := key.pattern
	if route == "" {
		route = "none" // refused before its route
	}
	observer := m.seconds.WithLabelValues(route, strconv.Itoa(key.class)+"xx")
	grown := maps.Clone(*m.observers.Load())
	grown[key] = observer
	m.observers.Store(&grown)
	return observer
}
