package coverage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/coverage/wait"
)

// scope is what statements are asked about: the same stretch of time in some cities.
type scope struct {
	cities      []int64
	from, until time.Time // until is not after now
	whole       time.Time // the end of the period, which may lie ahead
	now         time.Time
}

// work is figures being made: what lies below is added before what is not a sum is known.
type work struct {
	*Figures
	waits  []wait.Wait // for a first yes
	asked  []int       // how often each volunteer was asked
	served [][2]int    // answered and opened, of the finest districts
}

// tally is figures being made, by district.
type tally map[int64]*work

// read asks the database for all that is counted there. Each statement is planned for these cities and this time: a plan that is good for any
// of them walks through what all cities ever did, and takes five times as long.
func (s *scope) read(ctx context.Context, tx pgx.Tx, into tally) error {
	if _, err := tx.Exec(ctx, `set local plan_cache_mode = force_custom_plan`); err != nil {
		return err
	}
	for _, count := range []func(context.Context, pgx.Tx, tally) error{s.members, s.exchanged, s.attended, s.events, s.requests, s.volunteers} {
		if err := count(ctx, tx, into); err != nil {
			return err
		}
	}
	return nil
}

// lately is how far back somebody who did something is active.
const lately = 30 * 24 * time.Hour

// members counts who is there, who does something, and who stayed.
func (s *scope) members(ctx context.Context, tx pgx.Tx, into tally) error {
	recent := s.until.Add(-lately)
	since := s.from
	if recent.Before(since) {
		since = recent
	}
	rows, err := tx.Query(ctx, `
		with folk as materialized (select account_id from members where city = any(@cities) and created_at < @until),
		acts as (
			select author_id as account, created_at as at from requests where created_at >= @since and created_at < @until
			union all
			select account_id, answered_at from invitations
			where sent_at >= @since::timestamptz - interval '60 days' and sent_at < @until and answered_at >= @since and answered_at < @until
				and state in ('accepted', 'dropped', 'declined', 'later')
			union all
			select author_id, at from messages where at >= @since and at < @until
			union all
			select account_id, created_at from sign_ups where created_at >= @since and created_at < @until),
		who as (
			select a.account, bool_or(a.at >= @from) as during, bool_or(a.at >= @recent) as recent
			from acts a join folk f on f.account_id = a.account group by 1)
		select coalesce(m.home_district, m.city),
			case when needs and helps then 'both' when needs then 'needs' when helps then 'helps' else 'neither' end,
			count(*), count(*) filter (where w.recent),
			count(*) filter (where m.created_at >= @from3 and m.created_at < @until3),
			count(*) filter (where m.created_at >= @from3 and m.created_at < @until3 and w.during), count(*) filter (where m.created_at < @from3),
			count(*) filter (where m.created_at >= @from12 and m.created_at < @until12),
			count(*) filter (where m.created_at >= @from12 and m.created_at < @until12 and w.during), count(*) filter (where m.created_at < @from12)
		from members m left join who w on w.account = m.account_id
		where m.city = any(@cities) and m.created_at < @until group by 1, 2`,
		named{
			"cities": s.cities, "from": s.from, "until": s.until, "since": since, "recent": recent,
			"from3": s.from.AddDate(0, -3, 0), "until3": s.whole.AddDate(0, -3, 0),
			"from12": s.from.AddDate(0, -12, 0), "until12": s.whole.AddDate(0, -12, 0),
		})
	if err != nil {
		return err
	}
	var district int64
	var profile string
	var l Life
	scanned := []any{&district, &profile, &l.Members, &l.Active, &l.Joined3, &l.Stayed3, &l.Older3, &l.Joined12, &l.Stayed12, &l.Older12}
	_, err = pgx.ForEachRow(rows, scanned, func() error {
		l.ByProfile = map[string]int{profile: l.Members}
		into.life(district, &l)
		return nil
	})
	return err
}

// life adds what was counted in a district.
func (t tally) life(district int64, l *Life) {
	if f := t[district]; f != nil {
		f.Life.add(l)
	}
}

// exchanged counts who wrote where somebody else wrote too.
func (s *scope) exchanged(ctx context.Context, tx pgx.Tx, into tally) error {
	rows, err := tx.Query(ctx, `
		with wrote as materialized (
			select distinct thread_id, author_id from messages where at >= @from and at < @until and author_id is not null)
		select coalesce(m.home_district, m.city), count(distinct m.account_id)
		from wrote w join members m on m.account_id = w.author_id
		where w.thread_id in (select thread_id from wrote group by 1 having count(*) > 1) and m.city = any(@cities) group by 1`,
		named{"cities": s.cities, "from": s.from, "until": s.until})
	if err != nil {
		return err
	}
	var district int64
	var l Life
	_, err = pgx.ForEachRow(rows, []any{&district, &l.Exchanged}, func() error { into.life(district, &l); return nil })
	return err
}

// attended counts who came, where they live.
func (s *scope) attended(ctx context.Context, tx pgx.Tx, into tally) error {
	rows, err := tx.Query(ctx, `
		with came as materialized (
			select s.account_id, bool_or(s.came_with > 0 or s.with_id is not null) as brought
			from event_seats d join sign_ups s on (s.event_id, s.original) = (d.event_id, d.original)
			where d.starts_at >= @from and d.starts_at < @until and not d.off and s.came and s.account_id is not null group by 1)
		select coalesce(m.home_district, m.city), count(*), count(*) filter (where not exists (
				select from sign_ups o join event_seats e on (e.event_id, e.original) = (o.event_id, o.original)
				where o.account_id = c.account_id and o.came and not e.off and e.starts_at < @from)),
			count(*) filter (where c.brought)
		from came c join members m on m.account_id = c.account_id where m.city = any(@cities) group by 1`,
		named{"cities": s.cities, "from": s.from, "until": s.until})
	if err != nil {
		return err
	}
	var district int64
	var l Life
	_, err = pgx.ForEachRow(rows, []any{&district, &l.Attended, &l.FirstTimers, &l.CameWith}, func() error { into.life(district, &l); return nil })
	return err
}

// events counts what was held, where it was.
func (s *scope) events(ctx context.Context, tx pgx.Tx, into tally) error {
	rows, err := tx.Query(ctx, `
		with held as (
			select coalesce(x.district_id, x.city_id, e.district_id, e.city_id) as district, d.taken,
				d.walk_ins + coalesce((select sum(1 + s.came_with) from sign_ups s
					where (s.event_id, s.original) = (d.event_id, d.original) and s.came), 0) as heads
			from event_seats d join events e on e.id = d.event_id
				left join event_dates x on (x.event_id, x.original) = (d.event_id, d.original) and x.whereabouts is not null
			where d.starts_at >= @from and d.starts_at < @until and d.ends_at <= @now and not d.off and not e.hidden
				and e.review in ('', 'passed') and coalesce(x.city_id, e.city_id) = any(@cities))
		select district, count(*), sum(heads) from held where taken > 0 or heads > 0 group by 1`,
		named{"cities": s.cities, "from": s.from, "until": s.until, "now": s.now})
	if err != nil {
		return err
	}
	var district int64
	var l Life
	_, err = pgx.ForEachRow(rows, []any{&district, &l.EventsHeld, &l.Attendees}, func() error { into.life(district, &l); return nil })
	return err
}
