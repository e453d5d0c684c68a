package identity

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// neededFor is what somebody must be allowed to do to give or take a role.
func neededFor(role Role) Action {
	switch role {
	case AssociationMember, AssociationAdmin:
		return GrantAssociation
	case Ambassador:
		return GrantAmbassador
	}
	return GrantStaff
}

func (g Grant) check() error {
	ok := false
	switch g.Role {
	case AssociationMember, AssociationAdmin:
		ok = g.Organisation > 0 && g.District == 0
	case Ambassador, Coordinator:
		ok = g.District > 0 && g.Organisation == 0
	case Administrator:
		ok = g.District == 0 && g.Organisation == 0
	}
	if !ok {
		return Refuse(BadValue, "role "+string(g.Role)+" with this scope")
	}
	return nil
}

// Grant gives a role to an account, or a new end to one that it has. For an association's people deed.In.District is where the
// association is. Errors: Forbidden, NotFound, BadValue.
func (d *Desk) Grant(ctx context.Context, deed Deed, account int64, g Grant) error {
	if err := d.mayGrant(deed, account, g); err != nil {
		return err
	}
	return d.change(ctx, account, func(tx pgx.Tx) error { return d.grant(ctx, tx, deed, account, g) })
}

// GrantIn is Grant in the transaction of a room that decides more than that. Call Forget once it has committed.
func (d *Desk) GrantIn(ctx context.Context, tx pgx.Tx, deed Deed, account int64, g Grant) error {
	if err := d.mayGrant(deed, account, g); err != nil {
		return err
	}
	return d.grant(ctx, tx, deed, account, g)
}

// Withdraw takes a role back. Who has a role may always lay it down; nobody else may without the right to give it.
func (d *Desk) Withdraw(ctx context.Context, deed Deed, account int64, g Grant) error {
	if deed.By == nil || deed.By.Account.Num != account {
		if err := d.mayGrant(deed, account, g); err != nil {
			return err
		}
	}
	return d.change(ctx, account, func(tx pgx.Tx) error { return d.withdraw(ctx, tx, deed, account, g) })
}

func (d *Desk) withdraw(ctx context.Context, tx pgx.Tx, deed Deed, account int64, g Grant) error {
	if _, err := lockAccount(ctx, tx, account); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `
		delete from grants where account_id = $1 and role = $2
			and district_id is not distinct from nullif($3::bigint, 0) and organisation_id is not distinct from nullif($4::bigint, 0)`,
		account, g.Role, g.District, g.Organisation)
	if err == nil && tag.RowsAffected() == 0 {
		err = Refuse(NotFound, "")
	}
	if err != nil {
		return err
	}
	return d.granted(ctx, tx, deed, "withdraw-"+string(g.Role), account, g)
}

// mayGrant asks for the right in the scope of the grant itself: nobody gives more than they have.
func (d *Desk) mayGrant(deed Deed, account int64, g Grant) error {
	if err := g.check(); err != nil {
		return err
	}
	scope := Scope{District: g.District, Organisation: g.Organisation}
	if g.Organisation != 0 {
		scope.District = deed.In.District
	}
	if err := deed.By.Must(neededFor(g.Role), scope); err != nil {
		return err
	}
	if deed.By.Account.Num == account {
		return Refuse(Forbidden, "a role for oneself")
	}
	return nil
}

func (d *Desk) grant(ctx context.Context, tx pgx.Tx, deed Deed, account int64, g Grant) error {
	a, err := lockAccount(ctx, tx, account)
	if err != nil {
		return err
	}
	if a.Standing != StandingActive {
		return Refuse(BadValue, "the account is "+string(a.Standing))
	}
	if !g.Until.IsZero() && !g.Until.After(d.now()) {
		return Refuse(BadValue, "an end in the past")
	}
	var by int64
	if deed.By != nil {
		by = deed.By.Account.Num
	}
	_, err = tx.Exec(ctx, `
		insert into grants (account_id, role, district_id, organisation_id, granted_by, since, until)
		values (@account, @role, nullif(@district::bigint, 0), nullif(@organisation::bigint, 0), nullif(@by::bigint, 0), @now, @until)
		on conflict (account_id, role, district_id, organisation_id) do update
			set (granted_by, until) = (excluded.granted_by, excluded.until)`,
		named{
			"account": account, "role": g.Role, "district": g.District, "organisation": g.Organisation,
			"by": by, "now": d.now(), "until": orNull(g.Until),
		})
	if err != nil {
		return err
	}
	if g.Organisation == 0 { // the room that keeps associations tells of theirs, by name
		subject := fmt.Sprintf("grant:%d", d.now().UnixMicro())
		if err := d.cfg.Tell(ctx, tx, account, "role-given", subject, map[string]string{"role": string(g.Role)}); err != nil {
			return err
		}
	}
	return d.granted(ctx, tx, deed, "grant-"+string(g.Role), account, g)
}

// granted makes the account's tokens due for rotation, and writes the audit.
func (d *Desk) granted(ctx context.Context, tx pgx.Tx, deed Deed, act string, account int64, g Grant) error {
	if _, err := tx.Exec(ctx, `update accounts set rights_at = $2 where id = $1`, account, d.now()); err != nil {
		return err
	}
	if g.District != 0 {
		deed.In.District = g.District
	}
	deed.In.Organisation = g.Organisation
	return d.record(ctx, tx, deed, act, "account", account)
}

// GrantsOf lists the roles of an account. Who may give a role in its scope sees it, and everyone sees their own.
func (d *Desk) GrantsOf(ctx context.Context, v *Viewer, account int64) ([]Grant, error) {
	rows, err := d.pool.Query(ctx, `
		select role, coalesce(district_id, 0), coalesce(organisation_id, 0), coalesce(until, '0001-01-01 00:00:00+00')
		from grants where account_id = $1 and (until is null or until > $2) order by role, district_id, organisation_id`, account, d.now())
	if err != nil {
		return nil, failed(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Grant])
	if err != nil {
		return nil, failed(err)
	}
	seen := list[:0]
	for _, g := range list {
		if v.May(ManageAccount, Scope{Account: account}) || v.May(neededFor(g.Role), Scope{District: g.District, Organisation: g.Organisation}) {
			seen = append(seen, g)
		}
	}
	return seen, nil
}

// AdminsOf lists the accounts that decide who an organisation's people are: whom a letter to the organisation goes to.
func (d *Desk) AdminsOf(ctx context.Context, tx pgx.Tx, organisation int64) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		select account_id from grants where organisation_id = $1 and role = 'association-admin' and (until is null or until > $2)
		order by account_id`, organisation, d.now())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// Appoint gives a role to whoever has a contact, making an account where there is none. It is the operator's way to the first
// administrator: no viewer is asked, so it belongs into a command, never behind HTTP.
func (d *Desk) Appoint(ctx context.Context, c Contact, lang string, g Grant) (a Account, err error) {
	if err := errors.Join(c.check(), g.check()); err != nil {
		return Account{}, err
	}
	err = d.inTx(ctx, func(tx pgx.Tx) error {
		account, _, err := d.accountOf(ctx, tx, c, Origin{Lang: lang})
		if err != nil {
			return err
		}
		if err := d.grant(ctx, tx, Deed{}, account, g); err != nil {
			return err
		}
		a, err = readAccount(ctx, tx, account, "")
		return err
	})
	return a, err
}

// CoordinatorsOf lists the accounts that lead in one of these districts, or the administrators where nobody does: whom the team
// of a city is, for a letter to it.
func (d *Desk) CoordinatorsOf(ctx context.Context, tx pgx.Tx, districts []int64) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		with leads as (
			select account_id, role from grants
			where (role = 'coordinator' and district_id = any($1) or role = 'administrator') and (until is null or until > $2))
		select distinct account_id from leads
		where role = 'coordinator' or not exists (select from leads where role = 'coordinator') order by account_id`, districts, d.now())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
