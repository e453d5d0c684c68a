package coverage

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
)

// key is a city and a period's text.
type key struct {
	city   int64
	period string
}

// kept is the figures of a city's districts in memory.
type kept struct {
	figures map[int64]*Figures
	until   time.Time // when they are read again
}

// keptFor is how long they are believed: another node may have made them anew.
const keptFor = 30 * time.Second

// keptMost is of how many cities and periods figures are kept in memory.
const keptMost = 256

// reading is a transaction in which everything is of one moment.
var reading = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// figures are those of a district, from memory or the database; made there and then when nobody has made them yet.
func (r *Room) figures(ctx context.Context, d *directory.District, p Period) (*Figures, error) {
	all, err := r.cityFigures(ctx, d.City, p)
	if err != nil {
		return nil, failed(err)
	}
	if f, ok := all[d.Num]; ok {
		return f, nil
	}
	return &Figures{District: d.Num, Period: p, At: r.now()}, nil // drawn since they were made
}

func (r *Room) cityFigures(ctx context.Context, city int64, p Period) (map[int64]*Figures, error) {
	now, k, lasts := r.now(), key{city, p.String()}, keptFor
	past := p.Kind == Now && p.Until.Before(now.Add(-nowLasts))
	if past { // nothing is stored of the now of another time
		k.period, lasts = p.Until.UTC().Truncate(nowLasts).Format(time.RFC3339), nowLasts
	}
	if p.Until.Before(now.Add(-closesAfter)) { // nobody makes it anew
		lasts = nowLasts
	}
	return r.keep(k, lasts, func() (map[int64]*Figures, error) { return r.read(ctx, k, p, !past && !p.From.After(now)) })
}

// noted are figures of a period as somebody made them before, if anybody did: of these what there was, but for its strips.
func (r *Room) noted(ctx context.Context, city int64, p Period) (map[int64]*Figures, error) {
	return r.keep(notedKey(city, p), nowLasts, func() (map[int64]*Figures, error) {
		return r.storedParts(ctx, key{city, p.String()}, p, `'{}', jsonb_build_object('supply', (supply -> 'supply') - 'Strips')`)
	})
}

func notedKey(city int64, p Period) key { return key{city, "noted " + p.String()} }

// keep gives figures from memory, where they were read there not long ago.
func (r *Room) keep(k key, lasts time.Duration, read func() (map[int64]*Figures, error)) (map[int64]*Figures, error) {
	now := r.now()
	r.mu.Lock()
	c := r.kept[k]
	r.mu.Unlock()
	if c != nil && now.Before(c.until) {
		return c.figures, nil
	}
	figures, err := read()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.kept) >= keptMost {
		maps.DeleteFunc(r.kept, func(_ key, c *kept) bool { return !now.Before(c.until) })
		if len(r.kept) >= keptMost {
			clear(r.kept)
		}
	}
	r.kept[k] = &kept{figures, now.Add(lasts)}
	return figures, nil
}

// read gives figures from the database, and makes what is not there; keeps says whether it is there from then on.
func (r *Room) read(ctx context.Context, k key, p Period, keeps bool) (figures map[int64]*Figures, err error) {
	if keeps {
		if figures, err = r.stored(ctx, k, p); err != nil || len(figures) > 0 {
			return figures, err
		}
	}
	if figures, err = r.make(ctx, []int64{k.city}, p, sights{}); err == nil && keeps {
		err = r.save(ctx, p, figures)
	}
	return figures, err
}

// made are the parts of figures as they are stored.
type (
	peopleMade struct {
		Requests map[string]int `json:"requests,omitempty"`
		Response Response       `json:"response"`
		Life     Life           `json:"life"`
	}
	supplyMade struct {
		Supply Supply      `json:"supply"`
		Access Access      `json:"reach,omitzero"`
		Once   *accessOnce `json:"access,omitempty"`
	}
	accessOnce struct{ ByCategory, Within10 map[string]Value } // as access was stored before
)

func (o *accessOnce) access() (a Access) {
	for code, v := range o.ByCategory {
		if v.State == Known {
			a.Residents = v.Of
			a.set(code, Reach{v.N, o.Within10[code].N})
		}
	}
	return a
}

// stored reads figures that were made before; none when nobody has. A "now" is good enough until all is counted again: what happens in
// between is marked.
func (r *Room) stored(ctx context.Context, k key, p Period) (map[int64]*Figures, error) {
	return r.storedParts(ctx, k, p, `people, supply`)
}

// storedParts is the same for parts of what is stored, as SQL names them.
func (r *Room) storedParts(ctx context.Context, k key, p Period, parts string) (map[int64]*Figures, error) {
	oldest := time.Time{}
	if p.Kind == Now {
		oldest = r.now().Add(-wholeEvery)
	}
	rows, err := r.cfg.Pool.Query(ctx, `
		select district_id, until, at, `+parts+` from coverage_figures where city_id = @city and period = @period and at >= @oldest`,
		named{"city": k.city, "period": k.period, "oldest": oldest})
	if err != nil {
		return nil, err
	}
	out := map[int64]*Figures{}
	var district int64
	var until, at time.Time
	var people, supply []byte
	_, err = pgx.ForEachRow(rows, []any{&district, &until, &at, &people, &supply}, func() error {
		f := &Figures{District: district, Period: p, At: at.UTC()}
		if p.Kind == Now {
			f.Period = NowAt(until.UTC())
		}
		var made peopleMade
		if err := json.Unmarshal(people, &made); err != nil {
			return err
		}
		var there supplyMade
		if err := json.Unmarshal(supply, &there); err != nil {
			return err
		}
		if there.Once != nil {
			there.Access = there.Once.access()
		}
		f.Need.RequestsByKind, f.Response, f.Life, f.Supply, f.Access = made.Requests, made.Response, made.Life, there.Supply, there.Access
		out[district] = f
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, f := range out {
		needOf(r.cfg.Live.Atlas(), f)
		f.trust()
	}
	if m := r.releases.month(k.city, p); p.Kind == Month && m != nil {
		m.withheld(out)
	}
	return out, nil
}

// withheld counts what of a closed month is known here and to nobody else.
func (m *month) withheld(figures map[int64]*Figures) {
	for num, f := range figures {
		f.Trust.Closed = true
		for i := range table {
			of := &table[i]
			if !of.Public || !of.People {
				continue
			}
			for _, sub := range of.All() {
				if v := of.Of(f, sub); v.State == Known && (v.N != 0 || v.Of != 0) {
					if _, shown := m.of(name{of.Code, sub}, num); !shown {
						f.Trust.Withheld++
					}
				}
			}
		}
	}
}

// supplyWithin is how long after the end of a period what there is may stand for what there was. Of what is older nothing is known.
const supplyWithin = 35 * 24 * time.Hour

// make counts what the districts of some cities come to in a period; the cities share its instants. What there is is looked at where seen
// does not hold it.
func (r *Room) make(ctx context.Context, cities []int64, p Period, seen sights) (map[int64]*Figures, error) {
	atlas, now := r.cfg.Live.Atlas(), r.now()
	t := tally{}
	for _, city := range cities {
		for _, d := range atlas.Subtree(city) {
			t[d] = &work{Figures: &Figures{District: d, Period: p, At: now}}
		}
	}
	s := scope{cities: cities, from: p.From, until: p.Until, whole: p.Until, now: now}
	if s.until.After(now) {
		s.until = now
	}
	if !s.until.Before(s.from) {
		if err := pgx.BeginTxFunc(ctx, r.cfg.Pool, reading, func(tx pgx.Tx) error { return s.read(ctx, tx, t) }); err != nil {
			return nil, err
		}
	}
	if within := now.Sub(p.Until); within <= nowLasts || p.Kind != Now && within <= supplyWithin { // nobody noted the now of another time
		if err := r.supplied(t, cities, now, seen); err != nil {
			return nil, err
		}
	}
	out := make(map[int64]*Figures, len(t))
	for _, city := range cities {
		t.foldUp(atlas, city)
	}
	for num, f := range t {
		needOf(atlas, f.Figures)
		f.trust()
		out[num] = f.Figures
	}
	return out, nil
}

// trust says what the figures rest on.
func (f *Figures) trust() {
	f.Trust = Trust{Places: f.Supply.AllPlaces, Requests: f.Response.Opened, People: f.Life.Members}
}

// save keeps figures. What there was at the end of a period stays as it was noted first after it; a month that was closed stays whole.
func (r *Room) save(ctx context.Context, p Period, figures map[int64]*Figures) error {
	atlas := r.cfg.Live.Atlas()
	n := len(figures)
	cities, districts, people, supply := make([]int64, 0, n), make([]int64, 0, n), make([]string, 0, n), make([]string, 0, n)
	for _, num := range slices.Sorted(maps.Keys(figures)) {
		d, ok := atlas.Numbered(num)
		if !ok {
			continue
		}
		f := figures[num]
		made, err := json.Marshal(peopleMade{f.Need.RequestsByKind, f.Response, f.Life})
		if err != nil {
			return err
		}
		there, err := json.Marshal(supplyMade{Supply: f.Supply, Access: f.Access})
		if err != nil {
			return err
		}
		cities, districts, people, supply = append(cities, d.City), append(districts, num), append(people, string(made)), append(supply, string(there))
	}
	if len(districts) == 0 {
		return nil
	}
	_, err := r.cfg.Pool.Exec(ctx, `
		insert into coverage_figures as f (city_id, period, district_id, until, at, people, supply)
		select n.city, @period, n.district, @until, @at, n.people::jsonb, n.supply::jsonb
		from unnest(@cities::bigint[], @districts::bigint[], @people::text[], @supply::text[]) as n (city, district, people, supply)
			join districts d on d.id = n.district
		where not (@month and exists (select from coverage_months m where m.city_id = n.city and to_char(m.month, 'YYYY-MM') = @period))
		order by n.city, n.district
		on conflict (city_id, period, district_id) do update
		set until = excluded.until, at = excluded.at, people = excluded.people,
			supply = case when @period = 'now' or f.at < excluded.until then excluded.supply else f.supply end`,
		named{
			"period": p.String(), "month": p.Kind == Month, "until": p.Until, "at": figures[districts[0]].At,
			"cities": cities, "districts": districts, "people": people, "supply": supply,
		})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, city := range cities {
		delete(r.kept, key{city, p.String()})
		delete(r.kept, notedKey(city, p))
	}
	return nil
}
