-- Towns of volunteers, drawn by their number alone, for tests and for measuring. Arguments: @dense people in the first town, @each in the
-- others, @towns of these; the cells of each town stand in town_cells (town from 0, slot from 0, cell, quartier from 1).
insert into districts (code, kind, name, timezone, lang, geom)
select 'T' || town, 'city', 'Town ' || town, 'Europe/Paris', 'fr', st_multi(st_makeenvelope(0.01 * town, 43, 0.01 * town + 0.01, 44, 4326))
from generate_series(0, @towns::int) town;

insert into districts (code, kind, parent_id, city_id, name, geom)
select d.code || '-' || q, 'quartier', d.id, d.id, 'Quartier ' || q, d.geom
from districts d, generate_series(1, 16) q where d.city_id is null and d.code like 'T%';

insert into accounts (uid, lang, created_at, last_contact, rights_at)
select gen_random_uuid(), 'fr', @now::timestamptz, @now::timestamptz, @now::timestamptz from generate_series(1, @dense::int + @each::int * @towns::int);

insert into members (account_id, name, languages, helps, needs, home_cell, home_district, city, radius_m, age_band, created_at, updated_at)
select p.id, 'M' || p.id, case when p.id % 4 = 0 then '{fr,ar}' when p.id % 10 = 1 then '{fr,en}' else '{fr}' end::text[], true, false,
	c.cell, q.id, t.id, (array[1000, 2000, 3000, 5000, 8000])[1 + p.draw % 5], '25-39', @now::timestamptz, @now::timestamptz
from (
	select id, hashint8(id) & 2147483647 as draw,
		case when (id * 7919) % (@dense::int + @each::int * @towns::int) < @dense::int then 0 else 1 + ((id * 7919) % (@dense::int + @each::int * @towns::int) - @dense::int) / @each::int end as town
	from accounts
) p
join (select town, count(*) as n from town_cells group by town) s using (town)
join town_cells c on c.town = p.town and c.slot = (p.draw / 5) % s.n
join districts t on t.code = 'T' || p.town
join districts q on q.code = 'T' || p.town || '-' || c.quartier;

with weeks as ( -- 64 ways to be free: two in five mornings, afternoons and evenings
	select w, string_agg(case when part is not null and (hashint8(1000 * w + 10 * (h / 24) + part) & 1023) % 5 < 2 then '1' else '0' end, '' order by h)::bit(168) as week
	from generate_series(0, 63) w, generate_series(0, 167) h,
		lateral (select case when h % 24 between 8 and 11 then 1 when h % 24 between 12 and 17 then 2 when h % 24 between 18 and 21 then 3 end as part) p
	group by w
)
insert into volunteers (account_id, kinds, week, per_day, per_week, at_night, applied_at, signed_until, trained_until, checked_until, activated, updated_at)
select account_id, (@kinds::text[])[1 + draw % 50 : 1 + draw % 50 + draw / 50 % 6], week,
	1, 2, account_id % 7 = 0, @now::timestamptz, @now::timestamptz + interval '1 year', @now::timestamptz + interval '2 years',
	@now::timestamptz + case when account_id % 20 = 0 then interval '-1 day' else interval '90 days' end, true, @now::timestamptz
from (select account_id, hashint8(account_id + 1000000007) & 2147483647 as draw from members) m join weeks on w = draw / 300 % 64;

insert into volunteer_absences select account_id, @now::timestamptz::date - 1, @now::timestamptz::date + 7 from volunteers where account_id % 25 = 0;

insert into volunteer_loads (account_id, asked, last_asked_at, rest_until, gap_yes, gap_expected, delays)
select account_id,
	array(select @now::timestamptz - (draw % 27 + 1.3 * i) * interval '1 day' from generate_series(0, draw % 4) i where draw % 27 + 1.3 * i < 28 order by 1),
	@now::timestamptz - (draw % 27) * interval '1 day', case when account_id % 97 = 0 then @now::timestamptz + interval '3 days' end,
	array[0, 0, draw % 2, 1, draw % 3, 1, 1], array[150, 200, 300, 350, 700, 400, 400], array[1, draw % 3, 1, 0, 1, 0, 0, 0]
from (select account_id, hashint8(account_id + 2000000011) & 2147483647 as draw from volunteers) v where account_id % 10 < 6;

insert into help_records (account_id, family, band, asked, yes, helped, exposure)
select account_id, (@families::text[])[1 + (draw + i * 7) % 18], (array['morning', 'afternoon', 'evening', 'anytime'])[1 + i], 6, draw % 5, draw % 5 / 2, 5000
from (select account_id, hashint8(account_id + 3000000019) & 2147483647 as draw from volunteer_loads) l, generate_series(0, 2) i where i <= draw % 3;

drop table town_cells;

analyze;
