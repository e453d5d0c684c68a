package directory

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

var _ identity.Holder = (*Associations)(nil)

// held are the tables of an export and how to read them by account.
var held = []struct {
	name, sql string
	columns   []string
}{
	{
		"followed-associations", `select o.name, f.since from follows f join organisations o on o.id = f.organisation_id where f.account_id = $1 order by 2, 1`,
		[]string{"association", "since"},
	},
	{
		"association-claims", `select o.name, c.note, c.at, c.state, c.reason from claims c join organisations o on o.id = c.organisation_id where c.account_id = $1 order by c.id`,
		[]string{"association", "note", "at", "state", "reason"},
	},
	{
		"association-proposals", `select name, description, website, email, phone, at, state, reason from organisation_proposals where account_id = $1 order by id`,
		[]string{"name", "description", "website", "email", "phone", "at", "state", "reason"},
	},
	{
		"place-corrections", `select p.name, c.field, c.is_right, c.body, c.at, c.state, c.reason from corrections c join places p on p.id = c.place_id where c.account_id = $1 order by c.id`,
		[]string{"place", "field", "is_right", "text", "at", "state", "reason"},
	},
	{
		"edits", `select coalesce(p.name, o.name), case when v.place_id is null then 'association' else 'place' end, v.kind, v.at, v.after::text
			from versions v left join places p on p.id = v.place_id left join organisations o on o.id = v.organisation_id where v.account_id = $1 order by v.id`,
		[]string{"name", "of", "kind", "at", "written"},
	},
	{
		"partner-notes", `select o.name, s.step, s.note, s.at from partner_steps s join organisations o on o.id = s.organisation_id where s.by_id = $1 order by s.id`,
		[]string{"association", "step", "note", "at"},
	},
}

// Export implements [identity.Holder].
func (a *Associations) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	var sheets []identity.Sheet
	add := func(name string, columns []string, sql string, args ...any) error {
		rows, err := tx.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
		sheets = append(sheets, identity.Sheet{Name: name, Columns: columns, Rows: list})
		return err
	}
	for _, h := range held {
		if err := add(h.name, h.columns, h.sql, account); err != nil {
			return nil, err
		}
	}
	emails, err := a.desk().Emails(ctx, tx, account)
	if err != nil {
		return nil, err
	}
	err = add("association-invitations", []string{"association", "role", "at", "until"}, `
		select o.name, i.role, i.at, i.expires_at from invitations_to_organisations i join organisations o on o.id = i.organisation_id
		where i.email = any($1) order by i.id`, emails)
	return sheets, err
}

// Erase implements [identity.Holder]. Call it before the account's contacts go: invitations stand by address. What people wrote in the
// name of an organisation or of a place stays, by nobody.
func (a *Associations) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	emails, err := a.desk().Emails(ctx, tx, account)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from invitations_to_organisations where email = any($1)`, emails); err != nil {
		return err
	}
	for _, sql := range []string{
		`delete from follows where account_id = $1`,
		`delete from claims where account_id = $1`,
		`delete from organisation_proposals where account_id = $1`,
		`update corrections set account_id = null, body = '' where account_id = $1`,
		`update versions set account_id = null where account_id = $1`,
		`update corrections set decided_by = null, reason = '' where decided_by = $1`,
		`update claims set decided_by = null, reason = '' where decided_by = $1`,
		`update organisation_proposals set decided_by = null, reason = '' where decided_by = $1`,
		`update invitations_to_organisations set invited_by = null where invited_by = $1`,
		`update partner_steps set note = '', by_id = null where by_id = $1`,
		`update partner_steps set owner_id = null where owner_id = $1`,
	} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return err
		}
	}
	return nil
}
