package directory

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Colleague is one of an organisation's people with the name that members see; empty = not said.
type Colleague struct {
	identity.Colleague
	Name string
}

// ColleagueInvited is somebody who was asked to join and has not answered.
type ColleagueInvited struct {
	ID      uuid.UUID
	Email   string
	Role    identity.Role
	Expires time.Time
}

// People lists an organisation's people for who may edit it; those invited and not here yet only for who decides about them.
// Errors: NotFound, NoSession, Forbidden.
func (a *Associations) People(ctx context.Context, v *identity.Viewer, id uuid.UUID) (o Organisation, people []Colleague, invited []ColleagueInvited, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		var scope identity.Scope
		if o, scope, err = organisationFor(ctx, tx, v, identity.EditOrganisation, id); err != nil {
			return err
		}
		list, err := a.desk().ColleaguesOf(ctx, tx, o.Num)
		if err != nil {
			return err
		}
		for _, c := range list {
			if !v.Sees(c.Account) {
				continue
			}
			var name string
			if err := tx.QueryRow(ctx, `select coalesce((select name from members where account_id = $1), '')`, c.Account).Scan(&name); err != nil {
				return err
			}
			people = append(people, Colleague{c, name})
		}
		if !v.May(identity.GrantAssociation, scope) {
			return nil
		}
		rows, err := tx.Query(ctx, `
			select uid, email, role, expires_at from invitations_to_organisations
			where organisation_id = $1 and expires_at > $2 order by id`, o.Num, a.now())
		if err != nil {
			return err
		}
		invited, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ColleagueInvited])
		return err
	})
	return o, people, invited, err
}

// invitationLasts is how long a colleague has to answer.
const invitationLasts = 30 * 24 * time.Hour

// maxColleaguesInvited bounds the invitations of an organisation that wait.
const maxColleaguesInvited = 50

// InviteColleague asks somebody by e-mail to join an organisation with a role. Doing it again sends it again.
// Errors: NotFound, NoSession, Forbidden, TooMany, [*Invalid].
func (a *Associations) InviteColleague(ctx context.Context, v *identity.Viewer, id uuid.UUID, email string, role identity.Role) error {
	if err := v.Must(identity.ClaimOrganisation, v.Own()); err != nil { // a member, at least
		return err
	}
	to, err := identity.ParseContact(email, "")
	if err != nil || to.Kind != identity.Email {
		return invalid("email", "not an e-mail address")
	}
	if role != identity.AssociationMember && role != identity.AssociationAdmin {
		return invalid("role", "%q is none of an association", string(role))
	}
	if err := a.desk().AllowAccount(ctx, "invite-colleague", v.Account.Num, claimRate); err != nil {
		return err
	}
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		o, err := lockOrganisation(ctx, tx, id)
		if err != nil {
			return err
		}
		scope, err := organisationScope(ctx, tx, v, identity.GrantAssociation, o.Num)
		if err != nil {
			return err
		}
		num, err := a.keepInvitation(ctx, tx, v, &o, to, role)
		if err != nil {
			return err
		}
		if err := a.desk().InviteColleague(ctx, tx, to, v.Account.Lang, short(o.Name), a.now().Add(invitationLasts)); err != nil {
			return err
		}
		return a.desk().Record(ctx, tx, identity.Deed{By: v, In: scope, Code: "invite"}, identity.GrantAssociation, "invitation", num)
	})
	if err == nil {
		a.desk().Wake()
	}
	return err
}

func (a *Associations) keepInvitation(ctx context.Context, tx pgx.Tx, v *identity.Viewer, o *Organisation, to identity.Contact, role identity.Role) (num int64, err error) {
	var waiting int
	err = tx.QueryRow(ctx, `
		select count(*) from invitations_to_organisations where organisation_id = $1 and email <> $2 and expires_at > $3`,
		o.Num, to.Address, a.now()).Scan(&waiting)
	if err != nil {
		return 0, err
	}
	if waiting >= maxColleaguesInvited {
		return 0, invalid("email", "%d invitations wait for an answer already", waiting)
	}
	uid, err := uuid.NewRandom() // not to be guessed from when it was made
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `
		insert into invitations_to_organisations as i (uid, organisation_id, email, role, invited_by, at, expires_at)
		values (@uid, @organisation, @email, @role, @by, @now, @expires)
		on conflict (organisation_id, email) do update set role = excluded.role, invited_by = excluded.invited_by, at = excluded.at,
			expires_at = excluded.expires_at
		returning id`,
		pgx.StrictNamedArgs{
			"uid": uid, "organisation": o.Num, "email": to.Address, "role": role, "by": v.Account.Num, "now": a.now(),
			"expires": a.now().Add(invitationLasts),
		}).Scan(&num)
	return num, err
}

// Uninvite takes an invitation back. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) Uninvite(ctx context.Context, v *identity.Viewer, id, invitation uuid.UUID) error {
	return a.inTx(ctx, func(tx pgx.Tx) error {
		o, scope, err := organisationFor(ctx, tx, v, identity.GrantAssociation, id)
		if err != nil {
			return err
		}
		var num int64
		err = tx.QueryRow(ctx, `delete from invitations_to_organisations where uid = $1 and organisation_id = $2 returning id`, invitation, o.Num).Scan(&num)
		if err != nil {
			return missing(err)
		}
		return a.desk().Record(ctx, tx, identity.Deed{By: v, In: scope, Code: "uninvite"}, identity.GrantAssociation, "invitation", num)
	})
}

// OwnInvitation is an invitation to the viewer.
type OwnInvitation struct {
	ID           uuid.UUID
	Organisation uuid.UUID
	Name         string // of the organisation
	Role         identity.Role
	Expires      time.Time
}

// OwnInvitations lists the organisations that ask the viewer to join, by the addresses that are theirs. Errors: NoSession.
func (a *Associations) OwnInvitations(ctx context.Context, v *identity.Viewer) (list []OwnInvitation, err error) {
	if err := v.Must(identity.ManageAccount, v.Own()); err != nil {
		return nil, err
	}
	err = a.read(ctx, func(tx pgx.Tx) error {
		emails, err := a.desk().Emails(ctx, tx, v.Account.Num)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			select i.uid, o.uid, o.name, i.role, i.expires_at
			from invitations_to_organisations i join organisations o on o.id = i.organisation_id
			where i.email = any($1) and i.expires_at > $2 order by i.id`, emails, a.now())
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[OwnInvitation])
		return err
	})
	return list, err
}

// AnswerInvitation joins the organisation, or does not; the invitation is used. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) AnswerInvitation(ctx context.Context, v *identity.Viewer, id uuid.UUID, accept bool) (organisation uuid.UUID, err error) {
	if err := v.Must(identity.ClaimOrganisation, v.Own()); err != nil {
		return organisation, err
	}
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		emails, err := a.desk().Emails(ctx, tx, v.Account.Num)
		if err != nil {
			return err
		}
		g := identity.Grant{}
		err = tx.QueryRow(ctx, `
			delete from invitations_to_organisations i using organisations o
			where o.id = i.organisation_id and i.uid = $1 and i.email = any($2) and i.expires_at > $3
			returning o.id, o.uid, i.role`, id, emails, a.now()).Scan(&g.Organisation, &organisation, &g.Role)
		if err != nil || !accept {
			return missing(err)
		}
		return a.desk().Join(ctx, tx, v, g, "invitation")
	})
	if err == nil {
		a.desk().Forget(v.Account.Num)
	}
	return organisation, err
}

// SetColleague gives one of an organisation's people another role there; none = they are no longer one of them, and who they invited is
// not either. The viewer may always leave. Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) SetColleague(ctx context.Context, v *identity.Viewer, id, person uuid.UUID, role identity.Role) error {
	if role != "" && role != identity.AssociationMember && role != identity.AssociationAdmin {
		return invalid("role", "%q is none of an association", string(role))
	}
	if v == nil {
		return identity.Refuse(identity.NoSession, "")
	}
	var account int64
	err := a.inTx(ctx, func(tx pgx.Tx) error {
		o, err := lockOrganisation(ctx, tx, id)
		if err != nil {
			return err
		}
		people, err := a.desk().ColleaguesOf(ctx, tx, o.Num)
		if err != nil {
			return err
		}
		for _, c := range people {
			if c.ID == person {
				account = c.Account
			}
		}
		var scope identity.Scope
		if leaves := role == "" && account == v.Account.Num; !leaves {
			if scope, err = organisationScope(ctx, tx, v, identity.GrantAssociation, o.Num); err != nil {
				return err
			}
		}
		if account == 0 {
			return identity.Refuse(identity.NotFound, "")
		}
		if err := a.desk().SetRole(ctx, tx, identity.Deed{By: v, In: scope}, account, o.Num, role); err != nil {
			return err
		}
		if role != identity.AssociationAdmin {
			_, err = tx.Exec(ctx, `delete from invitations_to_organisations where organisation_id = $1 and invited_by = $2`, o.Num, account)
		}
		if err != nil || account == v.Account.Num {
			return err
		}
		called := "none"
		if role != "" {
			called = string(role)
		}
		params := map[string]string{"organisation": o.ID.String(), "name": short(o.Name), "role": called}
		// by the moment too: a role may change more than once
		subject := "organisation:" + strconv.FormatInt(o.Num, 10) + ":" + strconv.FormatInt(a.now().UnixMicro(), 10)
		return tell(ctx, tx, account, "organisation-role", subject, params)
	})
	if err == nil {
		a.desk().Forget(account)
	}
	return err
}

// Follow makes the viewer hear of an organisation's closures and messages, or no more. Doing it again changes nothing.
// Errors: NotFound, NoSession, Forbidden.
func (a *Associations) Follow(ctx context.Context, v *identity.Viewer, id uuid.UUID, on bool) error {
	if err := v.Must(identity.FollowOrganisation, v.Own()); err != nil {
		return err
	}
	return a.inTx(ctx, func(tx pgx.Tx) error {
		o, err := findOrganisation(ctx, tx, id)
		if err != nil {
			return err
		}
		sql := `delete from follows where account_id = $1 and organisation_id = $2`
		args := []any{v.Account.Num, o.Num}
		if on {
			sql, args = `insert into follows values ($1, $2, $3) on conflict do nothing`, append(args, a.now())
		}
		_, err = tx.Exec(ctx, sql, args...)
		return err
	})
}

// Follows says whether the viewer follows an organisation; a visitor follows none.
func (a *Associations) Follows(ctx context.Context, v *identity.Viewer, num int64) (is bool, err error) {
	if v == nil {
		return false, nil
	}
	err = a.cfg.Pool.QueryRow(ctx, `select exists (select from follows where account_id = $1 and organisation_id = $2)`, v.Account.Num, num).Scan(&is)
	return is, err
}

// Followers counts who follows an organisation, for its own people and staff: it is not published (P5). Errors: NotFound, NoSession,
// Forbidden.
func (a *Associations) Followers(ctx context.Context, v *identity.Viewer, id uuid.UUID) (n int, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		o, _, err := organisationFor(ctx, tx, v, identity.EditOrganisation, id)
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `select count(*) from follows where organisation_id = $1`, o.Num).Scan(&n)
	})
	return n, err
}
