package matching

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// What this file holds is for who moves the clock by hand and calls each step: a simulation of weeks. Run is not started then.

// Due is the request whose step comes first, and when; the zero instant = none is planned.
func (r *Room) Due(ctx context.Context) (id uuid.UUID, at time.Time, err error) {
	rows, err := r.cfg.Pool.Query(ctx, `select uid, next_wave_at from requests where next_wave_at is not null order by next_wave_at, id limit 1`)
	if err != nil {
		return id, at, failed(err)
	}
	_, err = pgx.ForEachRow(rows, []any{&id, &at}, func() error { return nil })
	return id, at, failed(err)
}

// Sent is an invitation that went out.
type Sent struct {
	Num     int64
	ID      uuid.UUID
	Account int64
	At      time.Time
}

// SentSince are the invitations to help with a request whose number is higher than one's, in the order of accounts.
func (r *Room) SentSince(ctx context.Context, request uuid.UUID, after int64) ([]Sent, error) {
	rows, err := r.cfg.Pool.Query(ctx, `
		select i.id, i.uid, i.account_id, i.sent_at from invitations i join requests q on q.id = i.request_id
		where q.uid = $1 and i.id > $2 order by i.account_id`, request, after)
	if err != nil {
		return nil, failed(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Sent])
	return list, failed(err)
}

// ArrivalsAtOnce is Arrivals where the copies that rank are known to hold every write: each is looked at once.
func (r *Room) ArrivalsAtOnce(ctx context.Context) error { return r.arrivals(ctx, 0) }
