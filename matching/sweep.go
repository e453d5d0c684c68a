package matching

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	sweepAtOnce = 100
	remindAhead = 2 * day // before something flexible ends
)

// Sweep ends what is past, asks authors whether what soon ends is still of use, and forgets what was sealed long enough. Any number of
// nodes may do it at once; it is done again where one of them died.
func (r *Room) Sweep(ctx context.Context) error {
	_, err := r.cfg.Pool.Exec(ctx, pastPoints, named{"now": r.now()})
	return errors.Join(failed(err), r.each(ctx, pastRequests, r.expire), r.each(ctx, endingRequests, r.remind), r.each(ctx, goneRequests, r.hidePhoto))
}

const (
	pastPoints   = `delete from request_points where expires_at <= @now`
	pastRequests = selectRequest + `
		where q.expires_at <= @now and q.state in ('review', 'open', 'partly', 'met')
		order by q.expires_at limit @n for no key update of q skip locked`
	goneRequests = selectRequest + `
		where q.closed_at < @now and q.photo is not null order by q.closed_at limit @n for no key update of q skip locked`
	endingRequests = selectRequest + `
		where q.expires_at > @now and q.expires_at <= @soon and q.state in ('review', 'open', 'partly', 'met') and q.reminded_at is null
			and q.timing = 'flexible'
		order by q.expires_at limit @n for no key update of q skip locked`
)

// each does something with every request that a statement finds, some in one transaction, until it finds none.
func (r *Room) each(ctx context.Context, sql string, do func(context.Context, pgx.Tx, *Request) error) error {
	for {
		var found int
		err := r.inTx(ctx, func(tx pgx.Tx) error {
			args := named{"now": r.now(), "n": sweepAtOnce}
			switch sql {
			case endingRequests:
				args["soon"] = r.now().Add(remindAhead)
			case goneRequests:
				args["now"] = r.now().Add(-renewable)
			}
			list, err := manyRequests(ctx, tx, sql, args)
			if err != nil {
				return err
			}
			found = len(list)
			for i := range list {
				if err := do(ctx, tx, &list[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || found < sweepAtOnce {
			return err
		}
	}
}

func (r *Room) expire(ctx context.Context, tx pgx.Tx, q *Request) error {
	if err := r.move(ctx, tx, q, step{act: ActExpire}); err != nil {
		return err
	}
	return r.tellAuthor(ctx, tx, q, "request-ended", ending(q), nil)
}

func (r *Room) remind(ctx context.Context, tx pgx.Tx, q *Request) error {
	if _, err := tx.Exec(ctx, `update requests set reminded_at = $2 where id = $1`, q.Num, r.now()); err != nil {
		return err
	}
	zone := time.UTC
	if city, ok := r.cfg.Live.DistrictNumbered(q.City); ok && city.Zone != nil {
		zone = city.Zone
	}
	day := q.Expires.In(zone).Format("02/01/2006")
	return r.tellAuthor(ctx, tx, q, "request-ends-soon", ending(q), map[string]string{"day": day})
}

// hidePhoto lets the picture go of what cannot be renewed any more.
func (r *Room) hidePhoto(ctx context.Context, tx pgx.Tx, q *Request) error {
	photo := q.Photo
	q.Photo = ""
	if _, err := tx.Exec(ctx, `update requests set photo = null where id = $1`, q.Num); err != nil {
		return err
	}
	return r.show(ctx, tx, q, photo)
}

// ending tells one end of a request from that after it was renewed.
func ending(q *Request) string { return fmt.Sprintf("e%d", q.Expires.Unix()) }
