package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Sow records notices of made-up people, as of their times; those from before an instant were read. They are in the app only: nothing
// leaves for who does not exist.
func Sow(ctx context.Context, tx pgx.Tx, notices []Notice, read time.Time) error {
	if err := PostAll(ctx, tx, notices); err != nil {
		return err
	}
	told := make([]int64, len(notices))
	for i, n := range notices {
		told[i] = n.To
	}
	if _, err := tx.Exec(ctx, `delete from errands where account_id = any($1) and parcel_id is null`, told); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update notifications set read_at = at where account_id = any($1) and at < $2 and read_at is null`, told, read)
	return err
}
