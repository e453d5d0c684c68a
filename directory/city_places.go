package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// placePlaces gives every place in and around a city its finest district again (W2) and counts the moves, most first.
func placePlaces(ctx context.Context, tx pgx.Tx, city int64) ([]Move, error) {
	// Those in the city so far, and those that stand within its new borders or within reach of them. A degree of
	// longitude is no longer than one of latitude, hence the division by the cosine.
	rows, err := tx.Query(ctx, `
		select p.id, ST_X(p.geom), ST_Y(p.geom), coalesce(p.district_id, 0)
		from places p
		where p.geom is not null and (
			p.district_id in (select id from districts where $1 in (id, city_id))
			or p.geom && (
				select ST_Expand(box, reach / cos(radians(least(abs(ST_YMax(box)), 89))), reach)
				from (select ST_SetSRID(ST_Extent(geom)::geometry, 4326) as box, max(accuracy_m) / 111000 + 1e-9 as reach
				      from districts where $1 in (id, city_id)) b))`, city)
	if err != nil {
		return nil, err
	}
	type place struct {
		num      int64
		at       orb.Point
		district int64
	}
	here, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p place, err error) {
		err = row.Scan(&p.num, &p.at[0], &p.at[1], &p.district)
		return p, err
	})
	if err != nil || len(here) == 0 {
		return nil, err
	}
	atlas, err := ReadAtlas(ctx, tx)
	if err != nil {
		return nil, err
	}
	code := func(num int64) string {
		if d, ok := atlas.Numbered(num); ok {
			return d.Code
		}
		return ""
	}
	var places, districts []int64
	moves := map[Move]int{}
	for _, p := range here {
		var now int64
		if d, ok := atlas.Finest(p.at); ok {
			now = d.Num
		}
		if now != p.district {
			places, districts = append(places, p.num), append(districts, now)
			moves[Move{From: code(p.district), To: code(now)}]++
		}
	}
	_, err = tx.Exec(ctx, `
		update places p set district_id = nullif(m.district_id, 0)
		from unnest($1::bigint[], $2::bigint[]) as m(id, district_id) where p.id = m.id`, places, districts)
	if err != nil {
		return nil, fmt.Errorf("moving places: %w", err)
	}
	list := make([]Move, 0, len(moves))
	for m, n := range moves {
		list = append(list, Move{m.From, m.To, n})
	}
	slices.SortFunc(list, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.Places, a.Places), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return list, nil
}
