package coverage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/coverage/wait"
)

// heldFor is how long before it is opened a request may have been written: a coordinator looks at some first.
const heldFor = 31 * 24 * time.Hour

// openedWith are the requests that were opened in the period, with what came of each by its end.
const openedWith = `
		with opened as materialized (
			select q.id, coalesce(q.district_id, q.city_id) as district, q.kind, q.author_id,
				min(s.at) filter (where s.state in ('open', 'partly', 'met')) as at,
				min(s.at) filter (where s.act = 'take') as yes,
				min(s.at) filter (where s.state = 'met') as met,
				min(s.at) filter (where s.state in ('done', 'expired', 'cancelled')) as closed,
				min(s.at) filter (where s.act in ('coordinator', 'expire')) as given_up
			from requests q join request_steps s on s.request_id = q.id and s.at < @until
			where q.city_id = any(@cities) and not q.offer and q.created_at >= @written and q.created_at < @until
			group by q.id having min(s.at) filter (where s.state in ('open', 'partly', 'met')) >= @from)`

// requests follows what was opened until the end of the period.
func (s *scope) requests(ctx context.Context, tx pgx.Tx, into tally) error {
	rows, err := tx.Query(ctx, openedWith+`,
		sent as (
			select o.id, count(*) as sent, count(*) filter (where i.state = 'accepted' and i.answered_at < @until) as fills
			from opened o join invitations i on i.request_id = o.id and i.sent_at < @until group by 1)
		select o.district, o.kind, extract(epoch from coalesce(o.yes, o.closed, @until) - o.at)::float8, o.yes is not null, o.met is not null,
			o.given_up is not null, coalesce(s.sent, 0), coalesce(s.fills, 0)
		from opened o left join sent s using (id)`,
		named{"cities": s.cities, "from": s.from, "until": s.until, "written": s.from.Add(-heldFor)})
	if err != nil {
		return err
	}
	var district int64
	var kind string
	var seconds float64
	var yes, met, givenUp bool
	var sent, fills int
	_, err = pgx.ForEachRow(rows, []any{&district, &kind, &seconds, &yes, &met, &givenUp, &sent, &fills}, func() error {
		f := into[district]
		if f == nil {
			return nil
		}
		mergeCounts(&f.Need.RequestsByKind, map[string]int{kind: 1})
		r := &f.Response
		r.Opened, r.Invitations, r.Fills = r.Opened+1, r.Invitations+sent, r.Fills+fills
		switch {
		case yes:
			r.Answered++
		case givenUp:
			r.Unanswered++
		}
		if met {
			r.Met++
		}
		f.waits = append(f.waits, wait.Wait{For: time.Duration(max(seconds, 0) * float64(time.Second)), Ended: yes})
		return nil
	})
	return err
}

// volunteers counts who was active at the end of the period, and how often each was asked in it.
func (s *scope) volunteers(ctx context.Context, tx pgx.Tx, into tally) error {
	rows, err := tx.Query(ctx, `
		with active as (
			select v.account_id, coalesce(m.home_district, m.city) as district, v.kinds
			from members m join volunteers v using (account_id) cross join lateral (
				select max(id) filter (where step = 'activate') > coalesce(max(id) filter (where step in ('apply', 'leave')), 0)
						and coalesce(max(id) filter (where step = 'suspend'), -1) < coalesce(max(id) filter (where step = 'resume'), 0)
						and least(max(until) filter (where step = 'sign'), max(until) filter (where step = 'train'),
							max(until) filter (where step = 'check')) >= @until as now
				from volunteer_steps s where s.account_id = v.account_id and s.at < @until) s
			where m.city = any(@cities) and s.now),
		asked as (
			select i.account_id, coalesce(m.home_district, m.city) as district, count(*) as times from members m join invitations i using (account_id)
			where m.city = any(@cities) and i.sent_at >= @from and i.sent_at < @until group by 1, 2)
		select coalesce(a.district, q.district), coalesce(q.times, 0), a.account_id is not null, coalesce(a.kinds, '{}')
		from active a full join asked q using (account_id)`,
		named{"cities": s.cities, "from": s.from, "until": s.until})
	if err != nil {
		return err
	}
	var district int64
	var times int
	var active bool
	var kinds []string
	_, err = pgx.ForEachRow(rows, []any{&district, &times, &active, &kinds}, func() error {
		f := into[district]
		if f == nil {
			return nil
		}
		f.asked = append(f.asked, times)
		if !active {
			return nil
		}
		f.Supply.Volunteers++
		if f.Supply.ByKind == nil {
			f.Supply.ByKind = map[string]int{}
		}
		for _, kind := range kinds {
			f.Supply.ByKind[kind]++
		}
		return nil
	})
	return err
}
