package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Colleague is somebody who may act as an organisation.
type Colleague struct {
	Account int64
	ID      uuid.UUID
	Role    Role
	Since   time.Time
}

// ColleaguesOf lists an organisation's people, those who decide first. The room that shows them asks who may see them.
func (d *Desk) ColleaguesOf(ctx context.Context, tx pgx.Tx, organisation int64) ([]Colleague, error) {
	rows, err := tx.Query(ctx, `
		select a.id, a.uid, min(g.role), min(g.since) from grants g join accounts a on a.id = g.account_id
		where g.organisation_id = $1 and (g.until is null or g.until > $2) group by a.id order by 3, 4, 1`, organisation, d.now())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Colleague])
}

// Join makes an account one of an organisation's people because a rule says so, not a person: its address is of the organisation's
// own domain, or it was invited. The audit has the rule's code under the account's own number. A role that gives more stays.
func (d *Desk) Join(ctx context.Context, tx pgx.Tx, v *Viewer, g Grant, code string) error {
	if err := g.check(); err != nil {
		return err
	}
	if g.Organisation == 0 {
		return Refuse(BadValue, "only an organisation is joined by a rule")
	}
	if err := v.Must(ClaimOrganisation, v.Own()); err != nil {
		return err
	}
	return d.grant(ctx, tx, Deed{By: v, In: Scope{Organisation: g.Organisation}, Code: code}, v.Account.Num, g)
}

// SetRole gives one of an organisation's people another role there, or none when it is empty, in the caller's transaction. Who may
// decide about the organisation's people does it, and everyone may leave. NotFound when the account has no role there.
func (d *Desk) SetRole(ctx context.Context, tx pgx.Tx, deed Deed, account, organisation int64, role Role) error {
	rows, err := tx.Query(ctx, `select role from grants where account_id = $1 and organisation_id = $2 for update`, account, organisation)
	if err != nil {
		return err
	}
	has, err := pgx.CollectRows(rows, pgx.RowTo[Role])
	if err != nil {
		return err
	}
	leaves := role == "" && deed.By != nil && deed.By.Account.Num == account
	if !leaves {
		if err := deed.By.Must(GrantAssociation, Scope{Organisation: organisation, District: deed.In.District}); err != nil {
			return err
		}
	}
	if len(has) == 0 {
		return Refuse(NotFound, "")
	}
	for _, old := range has {
		if old == role {
			continue
		}
		if err := d.withdraw(ctx, tx, deed, account, Grant{Role: old, Organisation: organisation}); err != nil {
			return err
		}
	}
	if role == "" {
		return nil
	}
	return d.GrantIn(ctx, tx, deed, account, Grant{Role: role, Organisation: organisation})
}

// Emails lists the addresses that an account has shown to be its own.
func (d *Desk) Emails(ctx context.Context, tx pgx.Tx, account int64) ([]string, error) {
	contacts, err := contactsOf(ctx, tx, account)
	var list []string
	for _, c := range contacts {
		if c.Kind == Email {
			list = append(list, c.Address)
		}
	}
	return list, err
}

// InviteColleague sends an invitation to join an organisation, in the transaction of the room that keeps it.
func (d *Desk) InviteColleague(ctx context.Context, tx pgx.Tx, to Contact, lang, organisation string, expires time.Time) error {
	if err := to.check(); err != nil {
		return err
	}
	return d.enqueue(ctx, tx, Message{ID: uuid.New(), Kind: Invitation, To: to, Lang: lang, About: organisation, Expires: expires})
}

// Wake makes messages that a transaction of another room has just committed go out now.
func (d *Desk) Wake() { d.wakeSender() }
