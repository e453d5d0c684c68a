package coverage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
)

// city is the figures of a city's districts in a period, by district.
type city struct {
	figures map[int64]*Figures
	until   time.Time // when it is made again, whether something changed or not; zero = when something changed
}

const livesFor = time.Minute // of figures of "now" in memory

// figures are those of a district, from memory where they are.
func (r *Room) figures(ctx context.Context, d *directory.District, p Period) (*Figures, error) {
	k := key{d.City, p.String()}
	if p.Kind == Now {
		k.period += p.From.Format(time.DateOnly)
	}
	r.mu.Lock()
	c := r.kept[k]
	r.mu.Unlock()
	if c == nil || !c.until.IsZero() && !r.now().Before(c.until) {
		var err error
		if c, err = r.make(ctx, d.City, p); err != nil {
			return nil, failed(err)
		}
		r.mu.Lock()
		r.kept[k] = c
		r.mu.Unlock()
	}
	if f, ok := c.figures[d.Num]; ok {
		return f, nil
	}
	return &Figures{District: d.Num, Period: p, At: r.now()}, nil
}

// make makes the figures of a city's districts.
func (r *Room) make(ctx context.Context, num int64, p Period) (*city, error) {
	atlas := r.cfg.Live.Atlas()
	now := r.now()
	t := tally{}
	for _, d := range atlas.Subtree(num) {
		t[d] = &work{Figures: &Figures{District: d, Period: p, At: now}}
	}
	s := scope{cities: []int64{num}, from: p.From, until: p.Until, whole: p.Until, now: now}
	if s.until.After(now) {
		s.until = now
	}
	err := pgx.BeginTxFunc(ctx, r.cfg.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return s.read(ctx, tx, t)
	})
	if err != nil {
		return nil, err
	}
	needOf(atlas, t)
	if err := r.supply(t, now); err != nil {
		return nil, err
	}
	t.foldUp(atlas, num)
	c := &city{figures: map[int64]*Figures{}, until: now.Add(livesFor)}
	for district, f := range t {
		c.figures[district] = f.Figures
	}
	return c, nil
}
