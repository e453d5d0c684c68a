package directory

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// PartnerSteps in their order.
var PartnerSteps = []Term{
	{"known", "Connue", "Known"},
	{"contacted", "Contactée", "Contacted"},
	{"met", "Rencontrée", "Met"},
	{"agreement", "Accord signé", "Agreement"},
	{"active", "Active", "Active"},
}

// PartnerNote is what somebody of the staff writes about where a partnership stands.
type PartnerNote struct {
	Step     string    // a code of PartnerSteps
	AgreedOn time.Time // day of the agreement; needed for "agreement"
	Scope    string    // what was agreed
	Note     string
	Owner    Owner
}

// Owner says who of the staff keeps in touch.
type Owner string

// The owners.
const (
	OwnerKept   Owner = ""       // who it was
	OwnerMe     Owner = "me"     // who writes
	OwnerNobody Owner = "nobody" // nobody for now
)

// PartnerStep is one line of a partnership's history.
type PartnerStep struct {
	Step     string
	AgreedOn time.Time // zero = none
	Scope    string
	Note     string
	Owner    Author
	By       Author
	At       time.Time
}

// Partner is an organisation with where staff stand with it.
type Partner struct {
	Organisation uuid.UUID
	Name         string
	Districts    []int64 // that it serves, or has places in
	PartnerStep
}

// NotePartner adds a step. The same step again is a note. Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) NotePartner(ctx context.Context, v *identity.Viewer, id uuid.UUID, n PartnerNote) error {
	return a.inTx(ctx, func(tx pgx.Tx) error {
		o, err := lockOrganisation(ctx, tx, id)
		if err != nil {
			return err
		}
		scope, err := organisationScope(ctx, tx, v, identity.TrackPartners, o.Num)
		if err != nil {
			return err
		}
		if err := n.check(a.now()); err != nil {
			return err
		}
		if err := a.keepPartner(ctx, tx, v, o.Num, n); err != nil {
			return err
		}
		return a.desk().Record(ctx, tx, identity.Deed{By: v, In: scope, Code: n.Step}, identity.TrackPartners, "organisation", o.Num)
	})
}

// keepPartner writes a step that was checked.
func (a *Associations) keepPartner(ctx context.Context, tx pgx.Tx, v *identity.Viewer, organisation int64, n PartnerNote) error {
	var owner *int64
	switch n.Owner {
	case OwnerMe:
		owner = &v.Account.Num
	case OwnerKept:
		err := tx.QueryRow(ctx, `select (select owner_id from partner_steps where organisation_id = $1 order by id desc limit 1)`, organisation).Scan(&owner)
		if err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `
		insert into partner_steps (organisation_id, step, agreed_on, agreed_scope, note, owner_id, by_id, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		organisation, n.Step, orNull(n.AgreedOn), n.Scope, n.Note, owner, v.Account.Num, a.now())
	return err
}

func (n *PartnerNote) check(now time.Time) error {
	if !slices.ContainsFunc(PartnerSteps, func(t Term) bool { return t.Code == n.Step }) {
		return invalid("step", "%q is not known", n.Step)
	}
	if n.Owner != OwnerKept && n.Owner != OwnerMe && n.Owner != OwnerNobody {
		return invalid("owner", "%q is not known", string(n.Owner))
	}
	if n.Step == "agreement" && n.AgreedOn.IsZero() {
		return invalid("agreed_on", "none: an agreement has a date")
	}
	if !n.AgreedOn.IsZero() && (n.AgreedOn.Year() < 1901 || n.AgreedOn.After(now.AddDate(1, 0, 0))) {
		return invalid("agreed_on", "not within 1901 and a year from now")
	}
	if err := written("scope", &n.Scope, maxReason); err != nil {
		return err
	}
	return written("note", &n.Note, maxNote)
}

const partnerColumns = `
	s.step, coalesce(s.agreed_on::timestamp, '0001-01-01'), s.agreed_scope, s.note,
	coalesce(s.owner_id, 0), coalesce(mo.name, ''), coalesce(s.by_id, 0), coalesce(mb.name, ''), s.at`

const partnerNames = ` left join members mo on mo.account_id = s.owner_id left join members mb on mb.account_id = s.by_id`

// PartnerQuery asks for partners.
type PartnerQuery struct {
	District string // code: in its subtree; empty = wherever the viewer may see
	Step     string // empty = all
}

// maxPartners bounds the list.
const maxPartners = 1000

// Partners lists the organisations that staff have a note of in the viewer's districts, by name.
// Errors: NoSession, Forbidden, [*Invalid].
func (a *Associations) Partners(ctx context.Context, v *identity.Viewer, q PartnerQuery) (list []Partner, err error) {
	args, err := area(v, identity.TrackPartners)
	if err != nil {
		return nil, err
	}
	args["district"], args["step"], args["most"] = q.District, q.Step, maxPartners
	err = a.read(ctx, func(tx pgx.Tx) error {
		if q.District != "" {
			var known bool
			if err := tx.QueryRow(ctx, `select exists (select from districts where code = $1)`, q.District).Scan(&known); err != nil {
				return err
			}
			if !known {
				return invalid("district", "%q is not known", q.District)
			}
		}
		rows, err := tx.Query(ctx, `
			with recursive asked as (
				select id from districts where code = @district
				union select d.id from districts d join asked on d.parent_id = asked.id),
			area as (
				select id from districts where id = any(@roots::bigint[])
				union select d.id from districts d join area on d.parent_id = area.id),
			latest as (select distinct on (organisation_id) * from partner_steps order by organisation_id, id desc),
			stands as (
				select o.id, o.uid, o.name, coalesce((select array_agg(d.district_id order by d.district_id) from (
					select district_id from organisation_districts where organisation_id = o.id
					union select district_id from places where organisation_id = o.id and district_id is not null) d), '{}') as at
				from organisations o where o.id in (select organisation_id from latest))
			select o.uid, o.name, o.at, `+partnerColumns+`
			from stands o join latest s on s.organisation_id = o.id`+partnerNames+`
			where (@everywhere::bool or o.at && array(select id from area))
				and (@district::text = '' or o.at && array(select id from asked))
				and (@step::text = '' or s.step = @step)
			order by fold(o.name), o.id limit @most`, args)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Partner, err error) {
			err = row.Scan(append([]any{&p.Organisation, &p.Name, &p.Districts}, p.into()...)...)
			p.veil(v)
			return p, err
		})
		return err
	})
	return list, err
}

func (s *PartnerStep) into() []any {
	return []any{&s.Step, &s.AgreedOn, &s.Scope, &s.Note, &s.Owner.Account, &s.Owner.Name, &s.By.Account, &s.By.Name, &s.At}
}

// veil leaves out whom the viewer must not know of.
func (s *PartnerStep) veil(v *identity.Viewer) {
	for _, who := range []*Author{&s.Owner, &s.By} {
		if !v.Sees(who.Account) {
			*who = Author{}
		}
	}
}

// PartnerHistory lists the steps of one organisation, the newest first. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) PartnerHistory(ctx context.Context, v *identity.Viewer, id uuid.UUID) (o Organisation, list []PartnerStep, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		if o, _, err = organisationFor(ctx, tx, v, identity.TrackPartners, id); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `select `+partnerColumns+` from partner_steps s`+partnerNames+`
			where s.organisation_id = $1 order by s.id desc limit $2`, o.Num, MaxVersions)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s PartnerStep, err error) {
			err = row.Scan(s.into()...)
			s.veil(v)
			return s, err
		})
		return err
	})
	return o, list, err
}
