package main

import (
	"fmt"
	"time"

	"github.com/alentour/alentour/data/marseille"
)

type demoCmd struct {
	AsOf    string `help:"Day that everything is dated from: 2026-11-23 (default: today)." placeholder:"DATE"`
	Remove  bool   `help:"Remove the demo's places and people, and its city unless something else is in it." env:"-"`
	KeyFile string `help:"File with this service's secret key. Default: secret.key in the data directory." placeholder:"FILE" type:"path"`
}

// Run loads the demo city into a database without real places, or removes it.
func (c demoCmd) Run(a *app) error {
	asOf := time.Now()
	if c.AsOf != "" {
		var err error
		if asOf, err = time.Parse(time.DateOnly, c.AsOf); err != nil {
			return fmt.Errorf("--as-of: %q is not a day like 2026-11-23", c.AsOf)
		}
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	p := printer{w: a.out}
	if c.Remove {
		gone, err := marseille.Remove(a.ctx, pool)
		if err != nil {
			return err
		}
		p.line("demo: %d made-up places and %d made-up people removed", gone.Places, gone.People)
		if gone.City {
			p.line("  and the city of Marseille with its districts")
		}
		return p.err
	}
	key, err := a.readKey(c.KeyFile)
	if err != nil {
		return err
	}
	r, err := marseille.Load(a.ctx, pool, asOf, key)
	if err != nil {
		return err
	}
	p.line("demo: Marseille with %d quartiers and %d organisations; made-up places: %d added, %d updated, %d unchanged, %d removed",
		r.Districts, r.Organisations, r.Added, r.Updated, r.Unchanged, r.Removed)
	if r.Met {
		p.line("  and %d made-up people as of that day", r.People)
	} else {
		p.line("  the %d made-up people stay as they are", r.People)
	}
	if !r.Borders {
		p.line("  the city keeps the borders and figures that it had")
	}
	return p.err
}
