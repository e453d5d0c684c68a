package directory

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// NoteTime notes time that a volunteer gave in another room, once for each subject, of at most 80 bytes: a day of their calendar, and
// minutes; none takes it back. Of who is no volunteer nothing is noted.
func NoteTime(ctx context.Context, tx pgx.Tx, account int64, subject string, on time.Time, minutes int) error {
	if minutes <= 0 {
		_, err := tx.Exec(ctx, `delete from volunteer_time where account_id = $1 and subject = $2`, account, subject)
		return err
	}
	_, err := tx.Exec(ctx, `
		insert into volunteer_time (account_id, subject, on_day, minutes)
		select account_id, $2, $3, $4 from volunteers where account_id = $1
		on conflict (account_id, subject) where subject <> '' do update set (on_day, minutes) = (excluded.on_day, excluded.minutes)`,
		account, subject, on, minutes)
	return err
}
