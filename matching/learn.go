package matching

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// silence is how long an invitation must have stood for no answer to say something.
	silence = 24 * time.Hour

	addRecords = `
		with known as (
			update invitations set learnt = true where id = any(@ids) and not learnt
			returning account_id, case when @yes::boolean then 1 else 0 end as yes, gap, far,
				round(1000 * least(case when propensity > 0 then chance / propensity else 0 end, 1))::bigint as exposure,
				round(1000 * least(case when rested > 0 then chance / rested else 0 end, 1))::bigint as expected,
				round(1000 * least(chance / near, 1))::bigint as next_door),
		learnt as (
			insert into help_records as h (account_id, family, band, asked, yes, exposure)
			select account_id, @family, @band, 1, yes, exposure from known order by account_id
			on conflict (account_id, family, band) do update set
				(asked, yes, exposure) = (h.asked + 1, h.yes + excluded.yes, h.exposure + excluded.exposure))
		update volunteer_loads l set gap_yes[k.gap + 1] = l.gap_yes[k.gap + 1] + k.yes,
			gap_expected[k.gap + 1] = l.gap_expected[k.gap + 1] + k.expected,
			far_yes[k.far + 1] = l.far_yes[k.far + 1] + k.yes, far_expected[k.far + 1] = l.far_expected[k.far + 1] + k.next_door,
			delays[greatest(@step::integer, 0) + 1] = l.delays[greatest(@step::integer, 0) + 1] + case when @step < 0 then 0 else 1 end
		from known k where l.account_id = k.account_id`
)

// learn counts what came of an invitation, once: a yes or a no after a while.
func (r *Room) learn(ctx context.Context, tx pgx.Tx, q *Request, i *invited, yes bool, now time.Time) error {
	return r.record(ctx, tx, q, []int64{i.num}, yes, DelayStep(now.Sub(i.sent)))
}

// record counts invitations of one request of which the same came. A step below 0: there was no answer.
func (r *Room) record(ctx context.Context, tx pgx.Tx, q *Request, invitations []int64, yes bool, step int) error {
	family, band := r.classOf(q)
	batch := &pgx.Batch{}
	batch.Queue(`
		select account_id from volunteer_loads where account_id in (select account_id from invitations where id = any(@ids))
		order by account_id for update`, named{"ids": invitations})
	batch.Queue(addRecords, named{"ids": invitations, "yes": yes, "family": family, "band": band, "step": step})
	return tx.SendBatch(ctx, batch).Close()
}

// classOf is what is learnt together: the family of the kind and the part of the day. It stays the same for a request.
func (r *Room) classOf(q *Request) (family, band string) { return classIn(q, r.zoneOf(q.City)) }

// classIn is classOf on the clocks of a zone.
func classIn(q *Request, zone *time.Location) (family, band string) {
	for k := range q.KindSet().All {
		family = k.Family
	}
	at := Anytime
	switch q.When.Timing {
	case Window:
		at = BandAt(q.When.From.In(zone).Hour())
	case Now:
		at = BandAt(q.Created.In(zone).Hour())
	}
	return family, at.String()
}

// helped counts help that took place, for those who said yes to a request.
func (r *Room) helped(ctx context.Context, tx pgx.Tx, q *Request) error {
	family, band := r.classOf(q)
	batch := &pgx.Batch{}
	batch.Queue(`
		select account_id from volunteer_loads where account_id in (
			select account_id from invitations where request_id = @request and state = 'accepted')
		order by account_id for update`, named{"request": q.Num})
	batch.Queue(`
		update help_records h set helped = least(h.helped + 1, h.yes) from invitations i
		where i.request_id = @request and i.state = 'accepted' and (h.account_id, h.family, h.band) = (i.account_id, @family, @band)`,
		named{"request": q.Num, "family": family, "band": band})
	return tx.SendBatch(ctx, batch).Close()
}

// partsAtRest are the parts of a score as one text, with spaces between.
func partsAtRest(parts []Part) string {
	var b []byte
	for i, p := range parts {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, p.String()...)
	}
	return string(b)
}

// partsOf reads them back; what cannot be read any more is left out.
func partsOf(texts []string) (parts []Part) {
	for _, text := range texts {
		if p, err := ParsePart(text); err == nil {
			parts = append(parts, p)
		}
	}
	return parts
}
