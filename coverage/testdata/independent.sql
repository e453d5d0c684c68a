-- What figures must come to, written apart from the room: one district at a time, everything from the rows themselves, no sums of sums.
-- $1, $2: the period; $3: the instant. Answers (district code, measure, sub, value), -1 where there is nothing to say.
with recursive below (top, leaf) as (
    select id, id from districts
    union all
    select b.top, d.id from below b join districts d on d.parent_id = b.leaf),
at as (select $1::timestamptz as a, least($2::timestamptz, $3::timestamptz) as z, $2::timestamptz as whole, $3::timestamptz as now),
home as (select account_id, coalesce(home_district, city) as district, created_at, needs, helps from members),
-- requests: one row each, with the first of each thing that happened to it before the end
first_of as (
    select q.id, coalesce(q.district_id, q.city_id) as district, q.kind,
        (select s.at from request_steps s, at where s.request_id = q.id and s.at < z and s.state in ('open', 'partly', 'met') order by s.at limit 1) as opened,
        (select s.at from request_steps s, at where s.request_id = q.id and s.at < z and s.act = 'take' order by s.at limit 1) as yes,
        (select s.at from request_steps s, at where s.request_id = q.id and s.at < z and s.state = 'met' order by s.at limit 1) as met,
        (select s.at from request_steps s, at where s.request_id = q.id and s.at < z and s.state in ('done', 'expired', 'cancelled') order by s.at limit 1) as closed,
        exists (select from request_steps s, at where s.request_id = q.id and s.at < z and s.act in ('coordinator', 'expire')) as given_up
    from requests q where not q.offer),
asked as (select f.* from first_of f, at where f.opened >= a),
-- the product-limit estimate, by its definition: at each time of a yes, the share of those still waiting that it does not end
waits as (
    select b.top, extract(epoch from coalesce(q.yes, q.closed, z) - q.opened)::float8 as t, q.yes is not null as ended
    from asked q join below b on b.leaf = q.district, at),
steps as (
    select w.top, w.t, (select count(*) from waits o where o.top = w.top and o.t >= w.t)::float8 as waiting, count(*)::float8 as ended
    from waits w where w.ended group by w.top, w.t),
still as (
    select top, t, exp(sum(case when ended < waiting then ln(1 - ended / waiting) else -600 end) over (partition by top order by t)) as share from steps),
-- who did something, and when
deeds as (
    select author_id as who, created_at as t from requests
    union all select account_id, answered_at from invitations where state in ('accepted', 'dropped', 'declined', 'later')
    union all select author_id, m.at from messages m
    union all select account_id, created_at from sign_ups),
active as (select h.* from home h, at where h.created_at < z and exists (select from deeds, at where who = h.account_id and t >= z - interval '30 days' and t < z)),
busy as (select distinct who from deeds, at where t >= a and t < z),
cohort (months, account_id, district) as (
    select n, h.account_id, h.district from home h, at, (values (3), (12)) as back (n)
    where h.created_at < z
        and h.created_at >= (a at time zone 'Europe/Paris' - make_interval(months => n)) at time zone 'Europe/Paris'
        and h.created_at < (whole at time zone 'Europe/Paris' - make_interval(months => n)) at time zone 'Europe/Paris'),
wrote as (select distinct thread_id, author_id from messages m, at where m.at >= a and m.at < z and author_id is not null),
came as (
    select s.*, d.starts_at from sign_ups s join event_seats d using (event_id, original)
    where s.came and not d.off and s.account_id is not null),
now_came as (select c.* from came c, at where starts_at >= a and starts_at < z),
held as (
    select coalesce(x.district_id, x.city_id, e.district_id, e.city_id) as district,
        d.walk_ins + (select coalesce(count(*) + sum(came_with), 0) from sign_ups s where s.event_id = d.event_id and s.original = d.original and came) as heads,
        d.taken
    from event_seats d join events e on e.id = d.event_id left join event_dates x on x.event_id = d.event_id and x.original = d.original and x.whereabouts is not null, at
    where not d.off and d.starts_at >= a and d.starts_at < z and d.ends_at <= now and not e.hidden and e.review in ('', 'passed')),
-- volunteers: active when vetted, and the last word is neither that they paused nor that they left
team as (
    select v.account_id, v.kinds, h.district from volunteers v join home h using (account_id), at
    where exists (select from volunteer_steps s where s.account_id = v.account_id and s.at < z and s.step = 'activate'
            and not exists (select from volunteer_steps o where o.account_id = v.account_id and o.at < z and o.id > s.id and o.step in ('leave', 'apply')))
        and not exists (select from volunteer_steps s where s.account_id = v.account_id and s.at < z and s.step = 'suspend'
            and not exists (select from volunteer_steps o where o.account_id = v.account_id and o.at < z and o.id > s.id and o.step = 'resume'))
        and (select count(distinct step) from volunteer_steps s where s.account_id = v.account_id and s.at < z and step in ('sign', 'train', 'check') and s.until >= z) = 3),
load as (
    select h.district, h.account_id, (select count(*) from invitations i, at where i.account_id = h.account_id and i.sent_at >= a and i.sent_at < z) as n
    from home h where exists (select from team t where t.account_id = h.account_id)
        or exists (select from invitations i, at where i.account_id = h.account_id and i.sent_at >= a and i.sent_at < z)),
said (top, measure, sub, n) as (
    select top, 'residents', '', (select value from district_figures f where f.district_id = top and measure = 'population') from (select distinct top from below) t
    union all select top, 'poverty_rate', '', (select value from district_figures f where f.district_id = top and measure = 'poverty_rate'
            and not exists (select from district_figures s where s.district_id = top and s.measure = 'poverty_share' and s.value < 0.8))
        from (select distinct top from below) t
    union all select top, 'requests_by_kind', kind, count(*) from asked q join below b on leaf = district group by 1, 3
    union all select top, 'requests_opened', '', count(q.id) from below b left join asked q on leaf = district group by 1
    union all select top, 'requests_answered', '', count(q.id) from below b left join asked q on leaf = district and yes is not null group by 1
    union all select top, 'requests_met', '', count(q.id) from below b left join asked q on leaf = district and met is not null group by 1
    union all select top, 'requests_unanswered', '', count(q.id) from below b left join asked q on leaf = district and yes is null and given_up group by 1
    union all select top, 'answered_share', '', avg(case when yes is null then 0 else 1 end) from below b left join asked q on leaf = district and q.id is not null
        where exists (select from asked o join below c on c.leaf = o.district where c.top = b.top) and q.id is not null group by 1
    union all select top, 'first_yes_median_s', '', (select min(t) from still s where s.top = b.top and share <= 0.5 + 1e-9) from below b group by 1
    union all select top, 'first_yes_p90_s', '', (select min(t) from still s where s.top = b.top and share <= 0.1 + 1e-9) from below b group by 1
    union all select top, 'invitations_per_fill', '', count(i.id)::float8 / nullif(count(i.id) filter (where i.state = 'accepted' and i.answered_at < z), 0)
        from at, below b left join asked q on leaf = district left join invitations i on i.request_id = q.id and i.sent_at < (select z from at) group by 1
    -- the mean difference between any two, over twice the mean
    union all select top, 'fairness_volunteers', '', (select sum(abs(x.n - y.n)) / (2 * nullif(sum(x.n), 0))
            from load x join below c on c.leaf = x.district and c.top = b.top cross join load y join below e on e.leaf = y.district and e.top = b.top)
        from below b group by 1
    -- of five districts with requests or more, the fifth in which fewest were answered, by the one in which most were
    union all select top, 'fairness_districts', '', (
            select sum(yes) filter (where worst <= (n + 4) / 5)::float8 / sum(opened) filter (where worst <= (n + 4) / 5)
                / nullif(sum(yes) filter (where best <= (n + 4) / 5)::float8 / sum(opened) filter (where best <= (n + 4) / 5), 0)
            from (select *, row_number() over (order by yes::float8 / opened, opened) as worst, row_number() over (order by yes::float8 / opened desc, opened desc) as best,
                    count(*) over () as n
                from (select count(*) as opened, count(q.yes) as yes from below c join asked q on q.district = c.leaf
                    where c.top = b.top and not exists (select from districts d where d.parent_id = c.leaf) group by c.leaf) served) ranked having max(n) >= 5)
        from (select distinct top from below) b
    union all select top, 'volunteers_per_1000', '', 1000 * count(t.account_id)::float8 / nullif((
            select value from district_figures f where f.district_id = top and measure = 'population'), 0) from below b left join team t on leaf = district group by 1
    union all select top, 'age_' || band, '', (select value from district_figures f where f.district_id = top and measure = 'population_' || band)
        from (select distinct top from below) t cross join unnest(array['0_19', '20_64', '65_plus']) band
    union all select top, 'volunteers', '', count(t.account_id) from below b left join team t on leaf = district group by 1
    union all select top, 'volunteers', k, count(*) from below b join team t on leaf = district cross join unnest(kinds) k group by 1, 3
    union all select top, 'members', '', count(h.account_id) from at, below b left join home h on leaf = district and h.created_at < (select z from at) group by 1
    union all select top, p.code, '', count(h.account_id)
        from below b cross join (values ('in_precarity', true), ('neighbours', false)) as p (code, needs)
            left join home h on leaf = district and h.created_at < (select z from at) and h.needs = p.needs group by 1, 2
    union all select top, 'members_by_profile', p.code, count(h.account_id)
        from below b cross join (values ('needs', true, false), ('helps', false, true), ('both', true, true), ('neither', false, false)) as p (code, needs, helps)
            left join home h on leaf = district and h.created_at < (select z from at) and (h.needs, h.helps) = (p.needs, p.helps) group by 1, 3
    union all select top, 'active_30d', '', count(h.account_id) from below b left join active h on leaf = district group by 1
    union all select top, 'exchanged', '', count(distinct h.account_id) from below b left join (
            select h.* from home h join wrote w on w.author_id = h.account_id
            where exists (select from wrote o where o.thread_id = w.thread_id and o.author_id <> w.author_id)) h on leaf = district group by 1
    union all select top, 'attended', '', count(distinct c.account_id) from below b left join (now_came c join home h using (account_id)) on leaf = district group by 1
    union all select top, 'first_timers', '', count(distinct c.account_id) from below b left join (now_came c join home h using (account_id)) on leaf = district
            and not exists (select from came o, at where o.account_id = c.account_id and o.starts_at < a) group by 1
    union all select top, 'came_with', '', count(distinct c.account_id) from below b left join (now_came c join home h using (account_id)) on leaf = district
            and (c.came_with > 0 or c.with_id is not null) group by 1
    union all select top, 'events_held', '', count(h.heads) from below b left join held h on leaf = district and (taken > 0 or heads > 0) group by 1
    union all select top, 'attendees', '', coalesce(sum(h.heads), 0) from below b left join held h on leaf = district group by 1
    union all select top, 'retention_' || n || 'm', '', avg(case when exists (select from busy where who = c.account_id) then 1 else 0 end)
            filter (where c.account_id is not null)
        from (values (3), (12)) as back (n) cross join below b left join cohort c on leaf = c.district and months = n group by 1, n)
select d.code, measure, sub, coalesce(n, -1)::float8 from said join districts d on d.id = top
