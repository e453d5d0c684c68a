package notify

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

var _ identity.Holder = (*Office)(nil)

// Export implements [identity.Holder]: notices in words, and the settings.
func (o *Office) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	notices := identity.Sheet{Name: "notices", Columns: []string{"number", "at", "read", "title", "text"}}
	settings := identity.Sheet{Name: "notice-settings", Columns: []string{
		"zone", "paused_until", "quiet_from", "quiet_till", "digest_at", "urgent", "email_cap", "sms_cap", "ways",
	}}
	var lang string
	if err := tx.QueryRow(ctx, `select lang from accounts where id = $1`, account).Scan(&lang); err != nil {
		return nil, err
	}
	items, err := o.readNotices(ctx, tx, lang, `where account_id = $1 order by number`, account)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		notices.Rows = append(notices.Rows, []any{i.Number, i.At, i.Read, i.Title, i.Text})
	}
	s, err := o.readSettings(ctx, tx, account, "")
	if err == pgx.ErrNoRows {
		return []identity.Sheet{notices, settings}, nil
	}
	if err != nil {
		return nil, err
	}
	ways, err := json.Marshal(s.Ways)
	if err != nil {
		return nil, err
	}
	var paused any
	if !s.PausedUntil.IsZero() {
		paused = s.PausedUntil
	}
	settings.Rows = [][]any{{
		s.Zone.String(), paused, s.QuietFrom.String(), s.QuietTill.String(), s.DigestAt.String(), s.Urgent, s.EmailCap, s.SMSCap, string(ways),
	}}
	return []identity.Sheet{notices, settings}, nil
}

// Erase implements [identity.Holder]. What others were told that shows this person goes too.
func (o *Office) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	if _, err := tx.Exec(ctx, `delete from recipients where account_id = $1`, account); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from notifications where from_id = $1`, account)
	return err
}
