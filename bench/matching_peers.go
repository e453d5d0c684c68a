package main

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/matching"
)

// helperTables are what the peers ask: flat rows of who may be asked at all, what was learnt folded per person, and per family of kinds.
// The first peer has an index by distance of those who may be asked; the second a table for the one kind, in the order of place.
const helperTables = `
create table learnt as
select l.account_id, l.last_asked_at, l.rest_until, sum(h.yes)::float8 as yes, sum(h.exposure) / 1000.0::float8 as exposure,
	(select count(*) from unnest(l.asked) a where a > @now::timestamptz - interval '28 days')::int as month,
	(select count(*) from unnest(l.asked) a where a > @now::timestamptz - interval '7 days')::int as week,
	(select count(*) from unnest(l.asked) a where a > @now::timestamptz - interval '1 day')::int as day
from volunteer_loads l left join help_records h using (account_id) group by l.account_id;

alter table learnt add primary key (account_id);

create table learnt_family as
select account_id, family, sum(helped) as helped,
	coalesce(sum(yes) filter (where band = 'afternoon'), 0)::float8 as yes, coalesce(sum(exposure) filter (where band = 'afternoon'), 0) / 1000.0::float8 as exposure
from help_records group by account_id, family;

alter table learnt_family add primary key (account_id, family);

create table helpers as
select v.account_id, m.home_district as district, st_setsrid(st_makepoint(p.lon, p.lat), 4326) as geom, m.radius_m, v.kinds, v.week, v.per_day, v.per_week,
	v.checked_until as until, s.share,
	not exists (select from volunteer_absences a where a.account_id = v.account_id and @day::date between a.from_day and a.till_day) as here
from volunteers v join members m using (account_id) join helper_cells p on p.cell = m.home_cell
cross join lateral (select sum(f.share) as share from helper_shares f where f.city = m.city and f.kinds && v.kinds) s;

create index helpers_near on helpers using gist ((geom::geography)) where here;

create table letter_writers as select * from helpers where here and kinds @> '{letters}' order by st_geohash(geom);

create index letter_writers_place on letter_writers using gist (geom);

alter table helper_means add primary key (district);

vacuum analyze`

// peers fills the tables.
func (h *helpers) peers(ctx context.Context, memory *matching.Memory) error {
	if _, err := h.conn.Exec(ctx, `set max_parallel_workers_per_gather = 0; set jit = off; set work_mem = '64MB';
		create table helper_cells (cell bigint primary key, lon float8, lat float8);
		create table helper_shares (city bigint, kinds text[], share float8, family text);
		create table helper_means (district bigint, mean float8, rested float8[], share float8)`); err != nil {
		return err
	}
	if _, err := h.conn.CopyFrom(ctx, pgx.Identifier{"helper_cells"}, []string{"cell", "lon", "lat"}, pgx.CopyFromRows(h.cells)); err != nil {
		return err
	}
	rows, err := h.conn.Query(ctx, `select id, coalesce(city_id, 0) from districts order by id`)
	if err != nil {
		return err
	}
	var district, city int64
	var means, shares [][]any
	told := map[int64]bool{}
	family := matching.FamilyNamed("administrative")
	_, err = pgx.ForEachRow(rows, []any{&district, &city}, func() error {
		l := memory.Local(city, district)
		means = append(means, []any{district, l.Mean, l.Rested[:], l.Share[family]})
		if city != 0 && !told[city] {
			told[city] = true
			for i, f := range directory.KindFamilies {
				set, err := directory.KindNamed(f.Code)
				if err != nil {
					return err
				}
				shares = append(shares, []any{city, set.Codes(), l.Share[i], f.Code})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err = h.conn.CopyFrom(ctx, pgx.Identifier{"helper_means"}, []string{"district", "mean", "rested", "share"}, pgx.CopyFromRows(means)); err != nil {
		return err
	}
	if _, err = h.conn.CopyFrom(ctx, pgx.Identifier{"helper_shares"}, []string{"city", "kinds", "share", "family"}, pgx.CopyFromRows(shares)); err != nil {
		return err
	}
	return h.script(ctx, helperTables, pgx.NamedArgs{"now": monday, "day": thursdayAt2})
}

// chooseSQL is the same choice: the hard limits, then the score of matching.Rank, but for the mean of all invitations, which moves all
// scores alike. Arguments: longitude, latitude, reach in metres and in degrees of latitude and longitude, wanted hours and how many, now, limit.
func chooseSQL(from string) string {
	return `
with c as (
	select h.account_id, h.district, h.share, d.distance_m, 0.5 + 0.5 * bit_count(h.week & $6::text::bit(168)) / $7 as freedom
	from ` + from + ` h, lateral (select st_distancesphere(h.geom, st_setsrid(st_makepoint($1, $2), 4326)) as distance_m) d
	where d.distance_m <= least($3, h.radius_m) and h.until > $8 and bit_count(h.week & $6::text::bit(168)) > 0
), b as (
	select c.*, m.mean, m.rested, m.share as own, l.last_asked_at, coalesce(l.month, 0) as month, coalesce(f.helped, 0) as helped,
		coalesce(f.yes, 0) as yes, coalesce(f.exposure, 0) as exposure,
		(4 * m.mean + coalesce(l.yes, 0)) / (4 + greatest(coalesce(l.exposure, 0), coalesce(l.yes, 0))) as person
	from c join helper_means m using (district) left join learnt l using (account_id) left join learnt_family f on f.account_id = c.account_id and f.family = 'administrative'
	where (l.account_id is null or (l.rest_until is null or l.rest_until <= $8) and l.day < 1 and l.week < 2)
), p as (
	select b.*, (3 * person + yes) / (3 + greatest(exposure, yes)) as chance,
		case when last_asked_at is null then 1 else rested[case when $8 - last_asked_at < interval '12 hours' then 1 when $8 - last_asked_at < interval '1 day' then 2
			when $8 - last_asked_at < interval '48 hours' then 3 when $8 - last_asked_at < interval '96 hours' then 4 when $8 - last_asked_at < interval '192 hours' then 5
			when $8 - last_asked_at < interval '384 hours' then 6 else 7 end] end as fresh
	from b
)
select account_id, (round(-5.12 * distance_m) + round(10240 * ln(freedom) / ln(2)) + round(10240 * ln(chance / 0.35) / ln(2)) + round(10240 * ln(fresh) / ln(2))
	+ round(10240 * ln(chance / (chance + person * (share - own))) / ln(2))) / 1024 - 2.5 * month + case when helped > 0 then 3 else 0 end as score
from p order by score desc, account_id limit $9`
}

// The peers: those within the radius by the index on the sphere, joined with what was learnt; and the best form known to us.
var (
	radiusJoin = chooseSQL(`(select * from helpers where here and kinds @> '{letters}'
		and st_dwithin(geom::geography, st_setsrid(st_makepoint($1, $2), 4326)::geography, $3, false) and $4::float8 > 0 and $5::float8 > 0)`)
	oneKind = chooseSQL(`(select * from letter_writers where geom && st_makeenvelope($1::float8 - $5::float8, $2::float8 - $4::float8, $1::float8 + $5::float8, $2::float8 + $4::float8, 4326))`)
)

// weekBits is a week as the database writes it.
func weekBits(w directory.Week) string {
	text := make([]byte, directory.WeekHours)
	for h := range text {
		text[h] = '0'
		if w.Has(h/24, h%24) {
			text[h] = '1'
		}
	}
	return string(text)
}

// chosen is a candidate of a peer.
type chosen struct {
	account int64
	score   float64
}

// choose asks a peer.
func (h *helpers) choose(ctx context.Context, sql string, n *matching.Need) ([]chosen, error) {
	var week directory.Week
	for _, at := range n.At {
		local := at.In(n.Zone)
		week = week.With((int(local.Weekday())+6)%7, local.Hour())
	}
	rows, err := h.conn.Query(ctx, sql, n.Point[0], n.Point[1], n.ReachM, n.ReachM/111_195, n.ReachM/111_195/cos(n.Point[1]), weekBits(week), week.Count(), monday, asked)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c chosen, err error) {
		return c, row.Scan(&c.account, &c.score)
	})
}
