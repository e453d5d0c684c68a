-- What there is, and who reaches it, written apart from the room: from the rows, by the definitions in docs/coverage.md.
-- $1: the instant. Answers (district code, measure, sub, value), -1 where there is nothing to say; of hours only where this script can read all texts.
with recursive below (top, leaf) as (
    select id, id from districts
    union all
    select b.top, d.id from below b join districts d on d.parent_id = b.leaf),
at as (select $1::timestamptz as now, date_trunc('week', $1::timestamptz at time zone 'Europe/Paris')::date as monday),
stood as (
    select p.* from places p where p.status = 'open' and not p.confidential and not p.hidden
        and (p.geom is not null or exists (select from stops s where s.place_id = p.id))),
offered as (
    select id, district_id, unnest(categories) as category from stood
    union select p.id, p.district_id, unnest(s.categories) from stood p join services s on s.place_id = p.id),
category as (select distinct category from offered),
-- a place that stands at several points is a part of one at each
point as (select id, geom from stood where geom is not null union all select s.place_id, s.geom from stops s join stood p on p.id = s.place_id),
spot as (select o.category, p.geom, 1.0 / count(*) over (partition by o.id, o.category) as part from point p join offered o using (id)),
-- E2SFCA: half an hour at 4 km/h is the catchment, a quarter of an hour the sigma of the decay; ten minutes are 4000 / 6 m
way as materialized (
    select s.district, s.cell, s.people, o.category, o.part, row_number, 1.3 * ST_DistanceSphere(s.middle, o.geom) as m
    from settled s join (select *, row_number() over () from spot) o on o.geom && ST_Expand(s.middle, 0.022, 0.0145)),
rate as (
    select category, row_number, part / sum(people * exp(-m * m / (2 * 1000.0 ^ 2))) as r
    from way where m <= 2000 group by category, row_number, part having sum(people) > 0),
reached as (
    select w.district, w.cell, w.category, sum(r * exp(-m * m / (2 * 1000.0 ^ 2))) as a, bool_or(m <= 4000 / 6.0) as near
    from way w join rate using (category, row_number) where m <= 2000 group by 1, 2, 3),
home as (
    select top, c.category, sum(s.people) as people, sum(s.people * coalesce(r.a, 0)) as got, sum(s.people) filter (where r.near) as near
    from below join settled s on s.district = leaf cross join category c left join reached r on (r.district, r.cell, r.category) = (s.district, s.cell, c.category)
    group by 1, 2),
-- dates ahead: each day of the next thirty on which a rule falls
day as (select generate_series((now - interval '1 day')::date, (now + interval '31 days')::date, '1 day')::date as d from at),
ruled as (
    select e.*, coalesce((regexp_match(rule, 'INTERVAL=(\d+)'))[1]::int, 1) as every, (regexp_match(rule, 'FREQ=([A-Z]+)'))[1] as freq,
        coalesce(string_to_array((regexp_match(rule, 'BYDAY=([^;]+)'))[1], ','), array[upper(left(to_char(starts, 'Dy'), 2))]) as days
    from events e where e.cancelled_at is null and not e.hidden and e.review in ('', 'passed')),
fallen as (
    select e.id, (d + e.starts::time) at time zone e.zone as begins from ruled e cross join day
    where case when e.freq is null then d = e.starts::date
        when d < e.starts::date then false
        when e.freq = 'WEEKLY' then upper(left(to_char(d, 'Dy'), 2)) = any(e.days)
            and (date_trunc('week', d)::date - date_trunc('week', e.starts)::date) / 7 % e.every = 0
        when e.freq = 'MONTHLY' then exists (
            select from unnest(e.days) n where upper(left(to_char(d, 'Dy'), 2)) = right(n, 2) and left(n, -2)::int in (
                (extract(day from d)::int + 6) / 7,
                -((extract(day from date_trunc('month', d) + interval '1 month' - interval '1 day')::int - extract(day from d)::int) / 7 + 1)))
        end),
dated as (
    select f.id, coalesce(x.starts at time zone e.zone, f.begins) as begins,
        case when x.whereabouts is not null then coalesce(x.district_id, x.city_id) else coalesce(e.district_id, e.city_id) end as district
    from (select * from fallen union select event_id, original from event_dates where extra) f join ruled e using (id)
        left join event_dates x on (x.event_id, x.original) = (f.id, f.begins)
    where coalesce(x.state, '') = ''),
-- hours: rules of weekdays and spans, the last one that names a day decides it; nothing else is read here
said as (
    select id, hours from stood where geom is not null
    union select s.place_id, coalesce(nullif(s.hours, ''), p.hours) from stops s join stood p on p.id = s.place_id),
rule as (
    select hours, n, rule, regexp_match(rule, '^((?:(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?(?:\[[1-5]\])?,?)+) ((?:\d\d:\d\d-\d\d:\d\d,?)+)$') as parts
    from (select distinct hours from said) s cross join unnest(string_to_array(replace(hours, '24/7', 'Mo-Su 00:00-24:00'), '; ')) with ordinality r (rule, n)),
plain as (
    select id from stood p where not exists (select from services s where s.place_id = p.id) and not exists (select from notices n where n.place_id = p.id)
        and not exists (select from said join rule using (hours) where said.id = p.id and parts is null)),
falls as ( -- the week's days, and the one before it, whose nights reach into it
    select distinct hours, n, monday + k as d, parts[2] as spans
    from rule cross join at cross join generate_series(-1, 6) k
        cross join unnest(string_to_array(parts[1], ',')) part
        cross join lateral (select
            strpos('MoTuWeThFrSaSu', left(part, 2)) / 2 as a,
            strpos('MoTuWeThFrSaSu', coalesce((regexp_match(part, '-(..)'))[1], left(part, 2))) / 2 as z,
            (regexp_match(part, '\[(\d)\]'))[1]::int as nth, extract(isodow from monday + k)::int - 1 as day) w
    where (case when a <= z then day between a and z else day >= a or day <= z end)
        and (nth is null or nth = (extract(day from monday + k)::int + 6) / 7)),
span as (
    select hours, d, split_part(s, '-', 1)::interval as a, split_part(s, '-', 2)::interval as z
    from (select distinct on (hours, d) * from falls order by hours, d, n desc) last cross join unnest(string_to_array(spans, ',')) s),
open as (
    select said.id, range_agg(tsrange(d + a, d + case when z <= a then z + interval '24 hours' else z end)) * tsmultirange(tsrange(monday, monday + 7)) as times
    from said join span using (hours) cross join at group by said.id, monday),
readable as (
    select top, category from below join offered on district_id = leaf left join plain using (id) group by 1, 2 having bool_and(plain.id is not null)),
length as (
    select id, (select coalesce(sum(upper(t) - lower(t)), interval '0') from unnest(times) t) as length from open),
strip (what, category) as (values
    ('eat', 'meal'), ('eat', 'food_parcel'), ('eat', 'solidarity_grocery'), ('eat', 'solidarity_restaurant'), ('eat', 'food_sharing'),
    ('wash', 'shower'), ('wash', 'laundry'), ('rest', 'day_centre'), ('rest', 'night_shelter'), ('rest', 'cool_place')),
hour as (select monday + h * interval '1 hour' as h from at cross join generate_series(0, 167) h),
hourly as (select distinct district_id, what, h from offered join strip using (category) join open using (id) join hour on times && tsrange(h, h + interval '1 hour')),
said_all (top, measure, sub, n) as (
    select top, 'places', '', count(p.id)::float8 from below left join stood p on p.district_id = leaf group by 1
    union all select top, 'places', c.category, count(o.id) from below cross join category c left join offered o on o.district_id = leaf and o.category = c.category group by 1, 3
    union all select top, 'saturated_share', '', (count(*) filter (where saturation = 'high'))::float8 / nullif(count(*) filter (where saturation <> ''), 0)
        from below left join stood p on p.district_id = leaf group by 1
    union all select top, 'places_fresh_share', '', avg(case when greatest(p.confirmed_at, coalesce(p.last_seen_at, s.last_import_at)) > now - interval '6 months' then 1 else 0 end)
        filter (where p.id is not null)
        from at cross join below left join (stood p join datasets s on s.id = p.dataset_id) on p.district_id = leaf group by 1
    union all select top, 'access', category, 1000 * got / nullif(people, 0) from home
    union all select top, 'within_10_min', category, coalesce(near, 0) / nullif(people, 0) from home
    union all select top, 'events_planned', '', count(d.id) from below left join (select * from dated, at where begins >= now and begins < now + interval '30 days') d on d.district = leaf group by 1
    union all select top, 'places_open_hours', category, round(sum(extract(epoch from coalesce(length, interval '0'))) / 3600)
        from readable join below using (top) join offered o using (category) left join length l on l.id = o.id where o.district_id = leaf group by 1, 3
    union all select top, 'empty_hours_' || what, '', 168 - (
            select count(distinct h) from hourly join below b on b.leaf = district_id where b.top = t.top and hourly.what = t.what)
        from (select distinct top, what from below cross join strip) t
        where not exists (select from offered o join below b on b.leaf = o.district_id join strip s using (category) left join plain using (id)
            where b.top = t.top and s.what = t.what and plain.id is null))
select d.code, measure, sub, coalesce(n, -1)::float8 from said_all join districts d on d.id = top
