package main

import (
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/retention"
)

// keeper takes away at night what is kept too long.
func (s *server) keeper(pool *pgxpool.Pool, desk *identity.Desk) *retention.Keeper {
	removed := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "alentour_retention_removed_total", Help: "Rows and accounts taken away because they were kept long enough, by rule.",
	}, []string{"rule"})
	for _, rule := range retention.Table() {
		removed.WithLabelValues(rule.Code) // shown as 0 from the first scrape on
	}
	s.metrics.MustRegister(removed)
	return retention.New(retention.Config{
		Pool: pool, Desk: desk, Now: s.now, Log: s.log,
		Count: func(rule string, n int) { removed.WithLabelValues(rule).Add(float64(n)) },
	})
}
