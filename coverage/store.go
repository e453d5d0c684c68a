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
	c := &city{figures: map[int64]*Figures{}, until: r.now().Add(livesFor)}
	for _, d := range atlas.Subtree(num) {
		c.figures[d] = &Figures{District: d, Period: p, At: r.now()}
	}
	s := scope{cities: []int64{num}, from: p.From, until: p.Until}
	if now := r.now(); s.until.After(now) {
		s.until = now
	}
	err := pgx.BeginTxFunc(ctx, r.cfg.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return s.members(ctx, tx, c.figures)
	})
	if err != nil {
		return nil, err
	}
	needOf(atlas, c.figures)
	foldUp(atlas, num, c.figures)
	return c, nil
}

// scope is what statements are asked about: the same stretch of time in some cities.
type scope struct {
	cities      []int64
	from, until time.Time
}

func (s *scope) args() named { return named{"cities": s.cities, "from": s.from, "until": s.until} }

// members counts who is there.
func (s *scope) members(ctx context.Context, tx pgx.Tx, into map[int64]*Figures) error {
	rows, err := tx.Query(ctx, `
		select coalesce(home_district, city), case when needs and helps then 'both' when needs then 'needs' when helps then 'helps' else 'neither' end,
			count(*)
		from members where city = any(@cities) and created_at < @until and @from < @until group by 1, 2`, s.args())
	if err != nil {
		return err
	}
	var district int64
	var profile string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&district, &profile, &n}, func() error {
		if f := into[district]; f != nil {
			mergeCounts(&f.Life.ByProfile, map[string]int{profile: n})
			f.Life.Members += n
		}
		return nil
	})
	return err
}

// needOf reads what censuses say.
func needOf(atlas *directory.Atlas, into map[int64]*Figures) {
	for num, f := range into {
		d, ok := atlas.Numbered(num)
		if !ok {
			continue
		}
		f.Need.Residents, f.Need.PovertyRate, f.Need.Ages = Value{State: Missing}, Value{State: Missing}, map[string]Value{}
		share := 1.0
		for _, of := range d.Figures {
			v := Value{N: of.Value}
			switch of.Measure {
			case "population":
				f.Need.Residents = v
			case "poverty_rate":
				f.Need.PovertyRate = v
			case "poverty_share":
				share = of.Value
			default:
				for _, band := range AgeBands {
					if of.Measure == "population_"+band {
						f.Need.Ages[band] = v
					}
				}
			}
		}
		if f.Need.PovertyRate.State == Known && share < leastShare {
			f.Need.PovertyRate.State = Partial
		}
	}
}

// leastShare is of how many residents a rate must speak.
const leastShare = 0.8

// foldUp adds what was counted in each district to those above it.
func foldUp(atlas *directory.Atlas, root int64, figures map[int64]*Figures) {
	order := atlas.Subtree(root)
	for i := len(order) - 1; i > 0; i-- {
		d, _ := atlas.Numbered(order[i])
		figures[d.Parent].add(figures[d.Num])
	}
}

// add counts what lies below as well.
func (f *Figures) add(below *Figures) {
	mergeCounts(&f.Life.ByProfile, below.Life.ByProfile)
	f.Life.Members += below.Life.Members
}
