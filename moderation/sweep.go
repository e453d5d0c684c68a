package moderation

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Run does what time brings until ctx ends: closes what nobody appealed, deletes what is kept too long, chains the audit of days
// that are over. Several nodes may.
func (o *Office) Run(ctx context.Context) error {
	const every = 10 * time.Minute
	tick := time.NewTicker(every)
	defer tick.Stop()
	for ctx.Err() == nil {
		for _, task := range []func(context.Context) error{
			o.Sweep,
			func(ctx context.Context) error { _, err := o.cfg.Desk.ChainAudit(ctx); return err },
		} {
			if err := task(ctx); err != nil && ctx.Err() == nil {
				o.cfg.Log.Warn("moderation: trying again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

// Sweep closes decided cases whose time for an appeal is over, and deletes copies of six months and cases of two years.
func (o *Office) Sweep(ctx context.Context) error {
	rows, err := o.pool.Query(ctx, `select id from cases where state = 'decided' and decided_at <= $1 order by id limit 1000`, o.now().Add(-AppealLasts))
	if err != nil {
		return failed(err)
	}
	lapsed, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return failed(err)
	}
	for _, num := range lapsed {
		err := o.inTx(ctx, func(tx pgx.Tx) error {
			c, err := lockCase(ctx, tx, `$1`, num)
			if err != nil || c.State != Decided {
				return err // appealed meanwhile, on another node
			}
			return o.move(ctx, tx, nil, c, Lapse, "")
		})
		if err != nil {
			return err
		}
	}
	for _, task := range []struct {
		sql    string
		before time.Time
	}{
		{`delete from sealed_copies where expires_at <= $1`, o.now()},
		{`update reports set sealed = null where sealed is not null and at <= $1`, o.now().Add(-SealedLasts)},
		{`update appeals set sealed = null where sealed is not null and at <= $1`, o.now().Add(-SealedLasts)},
		{`delete from cases where state = 'closed' and closed_at <= $1`, o.now().Add(-CaseLasts)},
	} {
		if _, err := o.pool.Exec(ctx, task.sql, task.before); err != nil {
			return failed(err)
		}
	}
	return nil
}
