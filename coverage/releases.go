package coverage

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/feed"
)

// name is a measure, or a part of one.
type name struct{ measure, sub string }

// names numbers all that can be published.
var names = func() map[name]uint16 {
	numbers := map[name]uint16{}
	for i := range table {
		for _, sub := range table[i].All() {
			numbers[name{table[i].Code, sub}] = uint16(len(numbers))
		}
	}
	return numbers
}()

// released is a district's value as it is kept in memory: there are thousands of a month.
type released struct {
	district int64
	n        float64
	behind   int32
	partial  bool
}

func byDistrict(v released, district int64) int { return cmp.Compare(v.district, district) }

// month is what was published of a calendar month of a city. A nil month is one that is not closed.
type month struct {
	first    time.Time    // its first day, as dateOf
	at       time.Time    // when it was closed
	supplied bool         // what there was then is known
	values   [][]released // by name, then district; what is as in the month before is shared with it
}

// of is a district's own value.
func (m *month) of(what name, district int64) (Value, bool) {
	number, ok := names[what]
	if m == nil || !ok {
		return Value{}, false
	}
	list := m.values[number]
	i, ok := slices.BinarySearchFunc(list, district, byDistrict)
	if !ok {
		return Value{}, false
	}
	v := Value{N: list[i].n, Of: int(list[i].behind)}
	if list[i].partial {
		v.State = Partial
	}
	return v, true
}

// period is the month on the clocks of a city.
func (m *month) period(zone *time.Location) Period {
	return MonthOf(time.Date(m.first.Year(), m.first.Month(), 1, 12, 0, 0, 0, zone), zone)
}

// releases are all that was published, by city, each city's months the oldest first. It is a subject of the feed, so that what
// everybody may read is read without the database, on every node. What it hands out is never changed.
type releases struct{ now atomic.Pointer[releasesCopy] }

// releasesCopy is one copy of them.
type releasesCopy struct {
	of atomic.Pointer[map[int64][]*month]
}

// topicRelease is of cities of which a month was closed.
const topicRelease = "release"

// Topics implements [feed.Subject].
func (r *releases) Topics() []string { return []string{topicRelease} }

// Load implements [feed.Subject].
func (r *releases) Load(ctx context.Context, tx pgx.Tx) (feed.Copy, error) {
	rows, err := tx.Query(ctx, `select distinct city_id from coverage_months`)
	if err != nil {
		return nil, err
	}
	cities, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	c := new(releasesCopy)
	c.of.Store(&map[int64][]*month{})
	return c, c.Apply(ctx, tx, feed.Changes{topicRelease: cities})
}

// Publish implements [feed.Subject].
func (r *releases) Publish(c feed.Copy) { r.now.Store(c.(*releasesCopy)) }

// city is the closed months of a city; none before the first load.
func (r *releases) city(num int64) []*month {
	if c := r.now.Load(); c != nil {
		return (*c.of.Load())[num]
	}
	return nil
}

// month is what was published of a month of a city; nil = nothing.
func (r *releases) month(city int64, p Period) *month {
	for _, m := range r.city(city) {
		if m.first.Equal(dateOf(p)) {
			return m
		}
	}
	return nil
}

// Apply implements [feed.Copy]. A month that is closed stays as it is, so only those that are new are read.
func (c *releasesCopy) Apply(ctx context.Context, tx pgx.Tx, changes feed.Changes) error {
	before := *c.of.Load()
	after := maps.Clone(before)
	for _, city := range changes[topicRelease] {
		months, err := readMonths(ctx, tx, city, before[city])
		if err != nil {
			return err
		}
		if after[city] = months; len(months) == 0 {
			delete(after, city)
		}
	}
	c.of.Store(&after)
	return nil
}

// readMonths reads the closed months of a city; those that are known stay.
func readMonths(ctx context.Context, tx pgx.Tx, city int64, known []*month) ([]*month, error) {
	rows, err := tx.Query(ctx, `select month, at, supplied from coverage_months where city_id = $1 order by month`, city)
	if err != nil {
		return nil, err
	}
	months, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*month, error) {
		var m month
		err := row.Scan(&m.first, &m.at, &m.supplied)
		m.at = m.at.UTC()
		return &m, err
	})
	if err != nil {
		return nil, err
	}
	for i, m := range months {
		was := slices.IndexFunc(known, func(k *month) bool { return k.first.Equal(m.first) && k.at.Equal(m.at) })
		if was >= 0 {
			months[i] = known[was]
			continue
		}
		if err := m.read(ctx, tx, city); err != nil {
			return nil, err
		}
		if i > 0 {
			m.share(months[i-1])
		}
	}
	return months, nil
}

// read reads the values of a month. Those of a measure that is no more are left out.
func (m *month) read(ctx context.Context, tx pgx.Tx, city int64) error {
	rows, err := tx.Query(ctx, `
		select district_id, measure, sub, n, behind, partial from coverage_releases where city_id = $1 and month = $2 order by measure, sub, district_id`,
		city, m.first)
	if err != nil {
		return err
	}
	m.values = make([][]released, len(names))
	var v released
	var what name
	_, err = pgx.ForEachRow(rows, []any{&v.district, &what.measure, &what.sub, &v.n, &v.behind, &v.partial}, func() error {
		if number, ok := names[what]; ok {
			m.values[number] = append(m.values[number], v)
		}
		return nil
	})
	for i := range m.values {
		m.values[i] = slices.Clip(m.values[i])
	}
	return err
}

// share lets what did not change since the month before take no room.
func (m *month) share(before *month) {
	for i, list := range m.values {
		if slices.Equal(list, before.values[i]) {
			m.values[i] = before.values[i]
		}
	}
}
