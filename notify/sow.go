package notify

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Sow records notices of made-up people, as of their times. They are in the app only: nothing leaves for who does not exist.
func Sow(ctx context.Context, tx pgx.Tx, notices []Notice) error {
	if err := PostAll(ctx, tx, notices); err != nil {
		return err
	}
	told := make([]int64, len(notices))
	for i, n := range notices {
		told[i] = n.To
	}
	_, err := tx.Exec(ctx, `delete from errands where account_id = any($1) and parcel_id is null`, told)
	return err
}
