package directory

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Proposal is an organisation that a member says is missing.
type Proposal struct {
	Name        string
	Description string
	Contact     Contact
	District    string // code of one that it serves
	Belongs     bool   // the member is one of its people
}

// Propose keeps a proposal for the coordinators of the district. Errors: NoSession, Forbidden, TooMany, [*Invalid].
func (a *Associations) Propose(ctx context.Context, v *identity.Viewer, p Proposal) error {
	if err := v.Must(identity.ClaimOrganisation, v.Own()); err != nil {
		return err
	}
	o := reworded(Organisation{}, Organisation{Name: p.Name, Description: p.Description, Contact: p.Contact})
	for i := range organisationParts {
		if err := checkPart(organisationParts[i].Field, &o); err != nil {
			return err
		}
	}
	for _, s := range []struct {
		param string
		of    *string
		most  int
	}{{"website", &o.Contact.Website, 300}, {"phone", &o.Contact.Phone, 40}} {
		if err := written(s.param, s.of, s.most); err != nil {
			return err
		}
	}
	if err := a.desk().AllowAccount(ctx, "claim", v.Account.Num, claimRate); err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return a.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			insert into organisation_proposals (uid, account_id, name, description, website, email, phone, district_id, belongs, at, state)
			select @uid, @account, @name, @description, @website, @email, @phone, id, @belongs, @now, 'new' from districts where code = @district`,
			pgx.StrictNamedArgs{
				"uid": id, "account": v.Account.Num, "name": o.Name, "description": o.Description, "website": o.Contact.Website,
				"email": o.Contact.Email, "phone": o.Contact.Phone, "belongs": p.Belongs, "now": a.now(), "district": p.District,
			})
		if err == nil && tag.RowsAffected() == 0 {
			err = invalid("district", "%q is not known", p.District)
		}
		return err
	})
}

// PendingProposal is a proposal in the queue.
type PendingProposal struct {
	ID          uuid.UUID
	Name        string
	Description string
	Contact     Contact
	District    int64
	Belongs     bool
	Account     int64 // 0 = no longer known
	Person      string
	At          time.Time
}

// Proposals lists those nobody has decided in the viewer's districts, the oldest first. Errors: NoSession, Forbidden.
func (a *Associations) Proposals(ctx context.Context, v *identity.Viewer) (list []PendingProposal, err error) {
	args, err := area(v, identity.DecideClaim)
	if err != nil {
		return nil, err
	}
	args["most"] = maxQueue
	err = a.read(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select p.uid, p.name, p.description, p.phone, p.email, p.website, p.district_id, p.belongs,
				coalesce(p.account_id, 0), coalesce(m.name, ''), p.at
			from organisation_proposals p left join members m on m.account_id = p.account_id
			where p.state = 'new' and `+areaOf("p.district_id")+` order by p.id limit @most`, args)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p PendingProposal, err error) {
			err = row.Scan(&p.ID, &p.Name, &p.Description, &p.Contact.Phone, &p.Contact.Email, &p.Contact.Website,
				&p.District, &p.Belongs, &p.Account, &p.Person, &p.At)
			if !v.Sees(p.Account) {
				p.Account, p.Person = 0, ""
			}
			return p, err
		})
		return err
	})
	return list, err
}

// DecideProposal adds the organisation, whose first person is who proposed it where they belong to it; or does not, with a reason.
// Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) DecideProposal(ctx context.Context, v *identity.Viewer, id uuid.UUID, accept bool, reason string) (o Organisation, err error) {
	if err := written("reason", &reason, maxReason); err != nil {
		return o, err
	}
	var account int64
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		var num, district int64
		var belongs bool
		err := tx.QueryRow(ctx, `
			select id, name, description, phone, email, website, district_id, belongs, coalesce(account_id, 0)
			from organisation_proposals where uid = $1 and state = 'new' for update`, id).
			Scan(&num, &o.Name, &o.Description, &o.Contact.Phone, &o.Contact.Email, &o.Contact.Website, &district, &belongs, &account)
		if err != nil {
			return missing(err)
		}
		deed := identity.Deed{By: v, In: identity.Scope{District: district}, Code: "accepted"}
		if err := v.Must(identity.DecideClaim, deed.In); err != nil {
			return err
		}
		kind, subject := "organisation-accepted", "proposal:"+strconv.FormatInt(num, 10)
		params := map[string]string{"name": short(o.Name)}
		if accept {
			o.Districts = []int64{district}
			if o, err = a.insertOrganisation(ctx, tx, v, o); err != nil {
				return err
			}
			params["organisation"] = o.ID.String()
			if belongs && account != 0 {
				err = a.desk().GrantIn(ctx, tx, deed, account, identity.Grant{Role: identity.AssociationAdmin, Organisation: o.Num})
			}
		} else {
			deed.Code, kind = "refused", "organisation-refused"
			if reason == "" {
				err = invalid("reason", "none: the person wants to know why")
			}
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			update organisation_proposals set state = $2, organisation_id = nullif($3::bigint, 0), decided_by = $4, decided_at = $5, reason = $6
			where id = $1`, num, deed.Code, o.Num, v.Account.Num, a.now(), reason)
		if err != nil {
			return err
		}
		if err := tell(ctx, tx, account, kind, subject, params); err != nil {
			return err
		}
		return a.desk().Record(ctx, tx, deed, identity.DecideClaim, "proposal", num)
	})
	if err == nil && account != 0 {
		a.desk().Forget(account)
	}
	return o, err
}

// OwnProposal is a proposal of the viewer and what became of it.
type OwnProposal struct {
	Name, State, Reason string // "new", "accepted", "refused"
	At                  time.Time
}

// OwnProposals lists them, the newest first. Errors: NoSession.
func (a *Associations) OwnProposals(ctx context.Context, v *identity.Viewer) (list []OwnProposal, err error) {
	if err := v.Must(identity.ClaimOrganisation, v.Own()); err != nil {
		return nil, err
	}
	err = a.read(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select name, state, reason, at from organisation_proposals where account_id = $1 order by id desc limit 20`, v.Account.Num)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[OwnProposal])
		return err
	})
	return list, err
}
