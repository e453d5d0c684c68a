package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Block makes the viewer and another person disappear for each other. Doing it again changes nothing.
func (d *Desk) Block(ctx context.Context, v *Viewer, other int64) error {
	if err := v.Must(Block, v.Own()); err != nil {
		return err
	}
	if other == v.Account.Num {
		return Refuse(BadValue, "oneself")
	}
	return d.changePair(ctx, v.Account.Num, other, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			insert into blocks as b (account_id, other_id, asked, since) values ($1, $2, true, $3), ($2, $1, false, $3)
			on conflict (account_id, other_id) do update set asked = b.asked or excluded.asked`, v.Account.Num, other, d.now())
		return err
	})
}

// Unblock takes the viewer's block back; one that the other person asked for stays.
func (d *Desk) Unblock(ctx context.Context, v *Viewer, other int64) error {
	if err := v.Must(Block, v.Own()); err != nil {
		return err
	}
	return d.changePair(ctx, v.Account.Num, other, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update blocks set asked = false where account_id = $1 and other_id = $2`, v.Account.Num, other)
		if err != nil {
			return err
		}
		// its mirror goes with it
		_, err = tx.Exec(ctx, `
			delete from blocks b where account_id = $1 and other_id = $2
				and not exists (select from blocks m where m.account_id = $2 and m.other_id = $1 and m.asked)`, v.Account.Num, other)
		return err
	})
}

// changePair locks two accounts, the lower number first, so that two people who block each other at once do not wait for ever.
func (d *Desk) changePair(ctx context.Context, a, b int64, do func(pgx.Tx) error) error {
	return d.change(ctx, a, func(tx pgx.Tx) error {
		for _, account := range []int64{min(a, b), max(a, b)} {
			if _, err := lockAccount(ctx, tx, account); err != nil {
				return err
			}
		}
		return do(tx)
	})
}

// BlockedPerson is somebody the viewer has asked to block.
type BlockedPerson struct {
	Num   int64
	ID    uuid.UUID
	Since time.Time
}

// Blocked lists whom the viewer has asked to block, the latest first. Who has blocked the viewer is not said.
func (d *Desk) Blocked(ctx context.Context, v *Viewer) ([]BlockedPerson, error) {
	if err := v.Must(ManageAccount, v.Own()); err != nil {
		return nil, err
	}
	rows, err := d.pool.Query(ctx, `
		select a.id, a.uid, b.since from blocks b join accounts a on a.id = b.other_id
		where b.account_id = $1 and b.asked order by b.since desc, a.id`, v.Account.Num)
	if err != nil {
		return nil, failed(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[BlockedPerson])
	return list, failed(err)
}
