package coverage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	lookEvery   = 15 * time.Second
	wholeEvery  = time.Hour       // everything that is open is counted again, whatever the feed said, and months are closed
	nowLasts    = 5 * time.Minute // figures of "now"
	closesAfter = 8 * 24 * time.Hour
)

// Run works off what changed, and closes months, until ctx ends. Every node runs one.
func (r *Room) Run(ctx context.Context) error {
	look, whole := time.NewTicker(lookEvery), time.NewTicker(wholeEvery)
	defer look.Stop()
	defer whole.Stop()
	warn := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			r.cfg.Log.Warn("coverage: trying again", "what", what, "error", err)
		}
	}
	for closing := true; ctx.Err() == nil; {
		warn("figures", r.Beat(ctx))
		if closing {
			warn("closing", r.CloseDue(ctx))
		}
		closing = false
		select {
		case <-ctx.Done():
		case <-look.C:
		case <-whole.C:
			r.marks.addAll()
			closing = true
		}
	}
	return nil
}

const beatLock = `select pg_try_advisory_xact_lock(hashtextextended('alentour.coverage', 0))`

// Beat makes figures of what is marked anew. One node of all does it at a time; the others keep their marks, and find soon enough that
// there is little to do.
func (r *Room) Beat(ctx context.Context) error {
	if r.cfg.Live.Atlas() == nil {
		return nil
	}
	return failed(pgx.BeginFunc(ctx, r.cfg.Pool, func(tx pgx.Tx) error { // holds the lock, and nothing else
		var ours bool
		if err := tx.QueryRow(ctx, beatLock).Scan(&ours); err != nil || !ours {
			return err
		}
		all, changed := r.marks.take()
		seen := sights{}
		for _, w := range r.marked(all, changed) {
			figures, err := r.make(ctx, w.cities, w.period, seen)
			if err == nil {
				err = r.save(ctx, w.period, figures)
			}
			if err != nil {
				r.marks.back(all, changed)
				return err
			}
		}
		return nil
	}))
}

// stretch is a period of cities that share its instants.
type stretch struct {
	period Period
	cities []int64
}

// marked are the periods that marks fall into: those of the hour itself while they are open, and those of this moment.
func (r *Room) marked(all bool, changed map[change]bool) (list []*stretch) {
	now := r.now()
	type instants struct {
		text  string
		from  int64
		until int64
	}
	seen, of := map[key]bool{}, map[instants]*stretch{}
	mark := func(city int64, p Period) {
		k := key{city, p.String()}
		if seen[k] || p.From.After(now) || now.Sub(p.Until) > closesAfter {
			return
		}
		seen[k] = true
		i := instants{p.String(), p.From.Unix(), p.Until.Unix()}
		if of[i] == nil {
			of[i] = &stretch{period: p}
			list = append(list, of[i])
		}
		of[i].cities = append(of[i].cities, city)
	}
	for _, c := range r.cfg.Live.Cities() {
		hours := []time.Time{}
		if all {
			hours = append(hours, now.AddDate(0, 0, -7), now)
		}
		for m := range changed {
			if m.city == c.Num {
				hours = append(hours, m.hour, now)
			}
		}
		for _, at := range hours {
			if at.IsZero() || at.Unix() <= 0 {
				at = now
			}
			mark(c.Num, MonthOf(at, c.Zone))
			mark(c.Num, WeekOf(at, c.Zone))
			mark(c.Num, NowAt(now))
		}
	}
	return list
}
