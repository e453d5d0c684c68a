package moderation

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

var _ identity.Holder = (*Office)(nil)

// written is a row with something that a person wrote.
type written struct {
	at           time.Time
	kind, reason string
	urgent       bool
	uid          uuid.UUID
	sealed       []byte
}

// Export implements [identity.Holder]: what somebody reported, what was decided about them, what they asked to look at again.
// Who reported them is not theirs.
func (o *Office) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	reports := identity.Sheet{Name: "reports", Columns: []string{"at", "about", "reason", "urgent", "text"}}
	rows, err := tx.Query(ctx, `select r.at, c.subject, r.reason, r.urgent, r.uid, r.sealed from reports r join cases c on c.id = r.case_id
		where r.reporter_id = $1 order by r.id`, account)
	if err != nil {
		return nil, err
	}
	var line written
	_, err = pgx.ForEachRow(rows, []any{&line.at, &line.kind, &line.reason, &line.urgent, &line.uid, &line.sealed}, func() error {
		var w words
		if err := o.openJSON(line.sealed, aboutID("report", line.uid), &w); err != nil {
			return err
		}
		reports.Rows = append(reports.Rows, []any{line.at, line.kind, line.reason, line.urgent, w.Text})
		return nil
	})
	if err != nil {
		return nil, err
	}
	decided := identity.Sheet{
		Name:    "decisions-about-you",
		Columns: []string{"at", "about", "hidden", "measure", "rule", "until", "automated", "facts", "appeal"},
	}
	list, err := o.decisions(ctx, tx, `c.owner_id = $1`, account)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		var until any
		if !d.Until.IsZero() {
			until = d.Until
		}
		decided.Rows = append(decided.Rows, []any{d.At, d.Kind, d.Hide, string(d.Measure), d.Rule, until, d.Automated, d.Facts, d.Outcome})
	}
	appeals, err := o.exportAppeals(ctx, tx, account)
	return []identity.Sheet{reports, decided, appeals}, err
}

func (o *Office) exportAppeals(ctx context.Context, tx pgx.Tx, account int64) (identity.Sheet, error) {
	sheet := identity.Sheet{Name: "appeals", Columns: []string{"at", "text", "outcome"}}
	rows, err := tx.Query(ctx, `select at, uid, sealed, outcome from appeals where by = $1 order by at`, account)
	if err != nil {
		return sheet, err
	}
	var line written
	_, err = pgx.ForEachRow(rows, []any{&line.at, &line.uid, &line.sealed, &line.reason}, func() error {
		var w words
		if err := o.openJSON(line.sealed, aboutID("appeal", line.uid), &w); err != nil {
			return err
		}
		sheet.Rows = append(sheet.Rows, []any{line.at, w.Text, line.reason})
		return nil
	})
	return sheet, err
}

// Erase implements [identity.Holder]: what the person wrote goes, who reported becomes nobody, what we wrote to them goes. Copies
// of what was theirs stay sealed until their case closes (P7).
func (o *Office) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	for _, sql := range []string{
		`update reports set (reporter_id, sealed) = (null, null) where reporter_id = $1`,
		`update appeals set (by, sealed) = (null, null) where by = $1`,
		`update decisions set facts = null where facts is not null and case_id in (select id from cases where owner_id = $1)`,
	} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return err
		}
	}
	return nil
}
