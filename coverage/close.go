package coverage

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/coverage/withhold"
	"github.com/alentour/alentour/directory"
)

// backMost is how many months back a city is closed that was not: exact figures are kept no longer.
const backMost = 25

// CloseDue closes each month of each city that is over since closesAfter, once: late answers and lists at the door are in it by then.
// The oldest is closed first. A city's first month is that of its first member or request.
func (r *Room) CloseDue(ctx context.Context) error {
	atlas := r.cfg.Live.Atlas()
	if atlas == nil {
		return nil
	}
	now := r.now()
	for _, c := range atlas.Cities() {
		last := MonthOf(now.Add(-closesAfter), c.Zone).Before()
		var begun *time.Time
		var closed string
		err := r.cfg.Pool.QueryRow(ctx, `
			select least((select min(created_at) from members where city = $1), (select min(created_at) from requests where city_id = $1)),
				(select coalesce(to_char(max(month), 'YYYY-MM'), '') from coverage_months where city_id = $1)`, c.Num).Scan(&begun, &closed)
		if err != nil {
			return failed(err)
		}
		if begun == nil {
			continue
		}
		var due []Period
		for p := last; p.Until.After(*begun) && len(due) < backMost && p.String() > closed; p = p.Before() {
			due = append(due, p)
		}
		for _, p := range slices.Backward(due) {
			if err := r.close(ctx, c, p); err != nil {
				return failed(err)
			}
		}
	}
	return nil
}

// close counts a month for the last time, and publishes of it what may be published.
func (r *Room) close(ctx context.Context, city *directory.District, p Period) error {
	figures, err := r.make(ctx, []int64{city.Num}, p, sights{})
	if err != nil {
		return err
	}
	if err := r.save(ctx, p, figures); err != nil { // what there was may stand already
		return err
	}
	if figures, err = r.stored(ctx, key{city.Num, p.String()}, p); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, r.cfg.Pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `insert into coverage_months (city_id, month, at, supplied) values ($1, $2, $3, $4) on conflict do nothing`,
			city.Num, dateOf(p), r.now(), !figures[city.Num].Supply.At.IsZero())
		if err != nil || tag.RowsAffected() == 0 {
			return err // another node did it
		}
		behind, err := r.behind(ctx, tx, city.Num, p)
		if err != nil {
			return err
		}
		released, err := release(r.cfg.Live.Atlas(), city.Num, figures, behind)
		if err != nil {
			return err
		}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"coverage_releases"},
			[]string{"city_id", "month", "district_id", "measure", "sub", "n", "behind", "partial"},
			pgx.CopyFromSlice(len(released), func(i int) ([]any, error) {
				v := &released[i]
				return []any{city.Num, dateOf(p), v.district, v.Measure, v.Sub, v.Value.N, v.Value.Of, v.Value.State == Partial}, nil
			}))
		return err
	})
}

// dateOf is how a month is kept: its first day.
func dateOf(month Period) time.Time {
	return time.Date(month.From.Year(), month.From.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// people are who is behind counts of acts, by district and column; everything below a district is in it.
type people map[string]map[int64]map[int64]bool

// behind reads who asked, and who came to what was held. Nobody's name leaves this transaction.
func (r *Room) behind(ctx context.Context, tx pgx.Tx, city int64, p Period) (withholdCounts, error) {
	atlas, who := r.cfg.Live.Atlas(), people{}
	note := func(column string, district, account int64) {
		if who[column] == nil {
			who[column] = map[int64]map[int64]bool{}
		}
		for d, ok := atlas.Numbered(district); ok; d, ok = atlas.Numbered(d.Parent) {
			if who[column][d.Num] == nil {
				who[column][d.Num] = map[int64]bool{}
			}
			who[column][d.Num][account] = true
		}
	}
	rows, err := tx.Query(ctx, openedWith+`
		select o.district, o.kind, o.author_id, o.yes is not null, o.met is not null, o.given_up is not null from opened o where o.author_id is not null`,
		named{"cities": []int64{city}, "from": p.From, "until": p.Until, "written": p.From.Add(-heldFor)})
	if err != nil {
		return nil, err
	}
	var district, account int64
	var kind string
	var yes, met, givenUp bool
	_, err = pgx.ForEachRow(rows, []any{&district, &kind, &account, &yes, &met, &givenUp}, func() error {
		note("requests_opened", district, account)
		note(kindColumn(kind), district, account)
		note(fate(yes, givenUp), district, account)
		if yes {
			note(enough(met), district, account)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows, err = tx.Query(ctx, `
		select distinct coalesce(x.district_id, x.city_id, e.district_id, e.city_id), s.account_id
		from event_seats d join events e on e.id = d.event_id join sign_ups s on (s.event_id, s.original) = (d.event_id, d.original)
			left join event_dates x on (x.event_id, x.original) = (d.event_id, d.original) and x.whereabouts is not null
		where d.starts_at >= @from and d.starts_at < @until and not d.off and s.came and s.account_id is not null
			and coalesce(x.city_id, e.city_id) = @city`, named{"from": p.From, "until": p.Until, "city": city})
	if err != nil {
		return nil, err
	}
	_, err = pgx.ForEachRow(rows, []any{&district, &account}, func() error { note("attendees", district, account); return nil })
	counts := withholdCounts{}
	for column, of := range who {
		counts[column] = withhold.Counts{}
		for d, accounts := range of {
			counts[column][d] = len(accounts)
		}
	}
	return counts, err
}

// withholdCounts are counts of different people by column.
type withholdCounts map[string]withhold.Counts

// fate is the part of requests_opened that a request is in.
func fate(yes, givenUp bool) string {
	switch {
	case yes:
		return "requests_answered"
	case givenUp:
		return "requests_unanswered"
	}
	return "requests_pending"
}

// enough is the part of requests_answered that one is in.
func enough(met bool) string {
	if met {
		return "requests_met"
	}
	return "requests_partly"
}

// publishedValue is a value of a district that may be read by everyone.
type publishedValue struct {
	district int64
	PublishedValue
}

// release chooses what of a month may be published (P5): what does not count people as it is, what does as withhold says.
func release(atlas *directory.Atlas, city int64, figures map[int64]*Figures, behind withholdCounts) ([]publishedValue, error) {
	above := map[int64]int64{}
	for _, num := range atlas.Subtree(city) {
		if d, ok := atlas.Numbered(num); ok {
			above[num] = d.Parent
		}
	}
	above[city] = 0
	shown, err := withhold.Release(above, setsOf(figures, behind))
	if err != nil {
		return nil, err
	}
	var list []publishedValue
	for _, num := range slices.Sorted(maps.Keys(above)) {
		f := figures[num]
		if f == nil {
			continue
		}
		for i := range table {
			m := &table[i]
			if !m.Public {
				continue
			}
			for _, sub := range m.All() {
				v := m.Of(f, sub)
				if v.State == Missing || v.N == 0 && v.Of == 0 || m.People && !mayShow(shown, num, m.Code, sub) {
					continue
				}
				list = append(list, publishedValue{num, PublishedValue{m.Code, sub, v}})
			}
		}
	}
	return list, nil
}
