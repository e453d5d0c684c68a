package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/web"
)

// loadDemo fills an empty database with the demo city. Real places stay alone.
func (s *server) loadDemo(ctx context.Context, pool *pgxpool.Pool) error {
	key, err := s.readKey(s.KeyFile)
	if err != nil {
		return err
	}
	report, skipped, err := marseille.LoadWhereEmpty(ctx, pool, s.now(), key)
	switch {
	case err != nil:
		return fmt.Errorf("loading the demo city: %w", err)
	case skipped != "":
		s.log.Info(skipped)
	default:
		s.log.Info("loaded the demo city", "districts", report.Districts, "organisations", report.Organisations, "people", report.People)
	}
	here, err := marseille.Here(ctx, pool)
	if err == nil && here {
		s.trials = trials()
	}
	return err
}

// trials are those of the demo's people who have a part to show.
func trials() []web.Trial {
	var list []web.Trial
	for _, a := range marseille.Accounts() {
		list = append(list, web.Trial{Contact: a.Contact, Name: a.Name, Role: map[string]string{"fr": a.Fr, "en": a.En}})
	}
	return list
}
