package directory

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// FieldDistricts is what an organisation serves, as row numbers in order.
const FieldDistricts Field = "districts"

// organisationPart is a part of an organisation that people write.
type organisationPart struct {
	Field
	value func(*Organisation) any
	at    func(*Organisation) any // where to put it
}

func part[T any](f Field, at func(*Organisation) *T) organisationPart {
	return organisationPart{f, func(o *Organisation) any { return *at(o) }, func(o *Organisation) any { return at(o) }}
}

// organisationParts in the order in which people read them.
var organisationParts = []organisationPart{
	part(FieldName, func(o *Organisation) *string { return &o.Name }),
	part(FieldDescription, func(o *Organisation) *string { return &o.Description }),
	part(FieldPhone, func(o *Organisation) *string { return &o.Contact.Phone }),
	part(FieldEmail, func(o *Organisation) *string { return &o.Contact.Email }),
	part(FieldWebsite, func(o *Organisation) *string { return &o.Contact.Website }),
	{FieldLanguages, func(o *Organisation) any { return o.Languages.Codes() }, func(o *Organisation) any { return (*languageCodes)(&o.Languages) }},
	{FieldDistricts, func(o *Organisation) any { return notNil(o.Districts) }, func(o *Organisation) any { o.Districts = nil; return &o.Districts }},
}

// languageCodes reads a set from its codes; one that is not in the table is left out.
type languageCodes LanguageSet

func (s *languageCodes) UnmarshalJSON(raw []byte) error {
	var codes []string
	err := json.Unmarshal(raw, &codes)
	*s = 0
	for _, code := range codes {
		if one, err := LanguageNamed(code); err == nil {
			*s |= languageCodes(one)
		}
	}
	return err
}

func (f *organisationPart) said(o *Organisation) json.RawMessage {
	raw, _ := json.Marshal(f.value(o)) // texts and numbers
	return raw
}

// Edition names what an organisation says: an edit brings the edition that its author saw.
func (o *Organisation) Edition() string {
	h := sha256.New()
	for i := range organisationParts {
		h.Write(organisationParts[i].said(o))
		h.Write([]byte{'\n'})
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

func changedParts(before, after *Organisation) []*organisationPart {
	var list []*organisationPart
	for i := range organisationParts {
		if f := &organisationParts[i]; string(f.said(before)) != string(f.said(after)) {
			list = append(list, f)
		}
	}
	return list
}

// OrganisationEdit is what somebody wants an organisation to say: name, description, contact, languages and districts of Want.
type OrganisationEdit struct {
	ID      uuid.UUID
	Edition string // of what they saw (Organisation.Edition)
	Want    Organisation
}

// OrganisationClash refuses an edit of an organisation that changed since its author read it.
type OrganisationClash struct {
	Theirs Organisation // as it stands
	Fields []Field      // in which the edit says something else
}

func (c *OrganisationClash) Error() string {
	return fmt.Sprintf("the organisation was changed meanwhile; it differs from this edit in: %v", c.Fields)
}

// OrganisationToEdit is an organisation as the database has it now, for who may edit it. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) OrganisationToEdit(ctx context.Context, v *identity.Viewer, id uuid.UUID) (o Organisation, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		o, _, err = organisationFor(ctx, tx, v, identity.EditOrganisation, id)
		return err
	})
	return o, err
}

// organisationFor reads an organisation without a lock, for who may do something to it.
func organisationFor(ctx context.Context, tx pgx.Tx, v *identity.Viewer, action identity.Action, id uuid.UUID) (o Organisation, scope identity.Scope, err error) {
	if o, err = findOrganisation(ctx, tx, id); err != nil {
		return o, scope, err
	}
	scope, err = organisationScope(ctx, tx, v, action, o.Num)
	return o, scope, err
}

// EditOrganisation makes an organisation say what the edit wants.
// Errors: NotFound, NoSession, Forbidden, [*Invalid] with a field's code as Param, [*OrganisationClash].
func (a *Associations) EditOrganisation(ctx context.Context, v *identity.Viewer, edit OrganisationEdit) (o Organisation, err error) {
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockOrganisation(ctx, tx, edit.ID)
		if err != nil {
			return err
		}
		scope, err := organisationScope(ctx, tx, v, identity.EditOrganisation, before.Num)
		if err != nil {
			return err
		}
		want := reworded(before, edit.Want)
		if edit.Edition != before.Edition() {
			clash := &OrganisationClash{Theirs: before}
			for _, f := range changedParts(&before, &want) {
				clash.Fields = append(clash.Fields, f.Field)
			}
			if len(clash.Fields) > 0 {
				return clash
			}
		}
		o, err = a.writeOrganisation(ctx, tx, v, scope, before, want, "edit", 0)
		return err
	})
	return o, err
}

// reworded is an organisation with the words of another.
func reworded(before, want Organisation) Organisation {
	o := before
	o.Name, o.Description, o.Contact, o.Languages = want.Name, want.Description, want.Contact, want.Languages
	o.Districts = slices.Compact(slices.Sorted(slices.Values(want.Districts)))
	for _, s := range []*string{&o.Name, &o.Contact.Phone, &o.Contact.Email, &o.Contact.Website} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	o.Description = strings.TrimSpace(strings.ReplaceAll(o.Description, "\r\n", "\n"))
	return o
}

// writeOrganisation writes what differs, and who changed it.
func (a *Associations) writeOrganisation(ctx context.Context, tx pgx.Tx, v *identity.Viewer, scope identity.Scope, before, after Organisation, kind string, of int64) (Organisation, error) {
	parts := changedParts(&before, &after)
	if len(parts) == 0 {
		return before, nil
	}
	for _, f := range parts {
		if err := checkPart(f.Field, &after); err != nil {
			return after, err
		}
	}
	_, err := tx.Exec(ctx, `
		update organisations set name = $2, description = $3, phone = $4, email = $5, website = $6, languages = $7 where id = $1`,
		after.Num, after.Name, after.Description, after.Contact.Phone, after.Contact.Email, after.Contact.Website, after.Languages.Codes())
	if err == nil {
		err = serve(ctx, tx, after.Num, after.Districts)
	}
	if err != nil {
		return after, err
	}
	was, is := map[Field]json.RawMessage{}, map[Field]json.RawMessage{}
	for _, f := range parts {
		was[f.Field], is[f.Field] = f.said(&before), f.said(&after)
	}
	if err := a.noteVersion(ctx, tx, v, version{organisation: after.Num, kind: kind, of: of, before: was, after: is}); err != nil {
		return after, err
	}
	return after, a.audit(ctx, tx, v, identity.EditOrganisation, scope, "organisation", after.Num, kind)
}

// serve makes the districts that an organisation serves these.
func serve(ctx context.Context, tx pgx.Tx, num int64, districts []int64) error {
	var known int
	if err := tx.QueryRow(ctx, `select count(*) from districts where id = any($1)`, notNil(districts)).Scan(&known); err != nil {
		return err
	}
	if known != len(districts) {
		return invalid("districts", "one is not known")
	}
	_, err := tx.Exec(ctx, `delete from organisation_districts where organisation_id = $1 and district_id <> all($2)`, num, notNil(districts))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into organisation_districts select $1, unnest($2::bigint[]) on conflict do nothing`, num, notNil(districts))
	return err
}

// maxServed bounds the list: an organisation that serves more serves their city.
const maxServed = 150

func checkPart(code Field, o *Organisation) error {
	switch code {
	case FieldName:
		if o.Name == "" {
			return invalid("name", "none")
		}
		return written("name", &o.Name, 200)
	case FieldDescription:
		return written("description", &o.Description, 5000)
	case FieldPhone:
		return written("phone", &o.Contact.Phone, 60)
	case FieldEmail:
		return checkEmail(o.Contact.Email)
	case FieldWebsite:
		if err := written("website", &o.Contact.Website, 500); err != nil {
			return err
		}
		return checkWebsite(o.Contact.Website)
	case FieldDistricts:
		if len(o.Districts) > maxServed {
			return invalid("districts", "%d, more than %d", len(o.Districts), maxServed)
		}
	}
	return nil
}

// OrganisationHistory lists what people changed about an organisation, the newest first, for who may edit it.
// Errors: NotFound, NoSession, Forbidden.
func (a *Associations) OrganisationHistory(ctx context.Context, v *identity.Viewer, id uuid.UUID) (o Organisation, list []Version, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		if o, _, err = organisationFor(ctx, tx, v, identity.EditOrganisation, id); err != nil {
			return err
		}
		list, err = readVersions(ctx, tx, v, "organisation_id", o.Num)
		return err
	})
	return o, list, err
}

// RestoreOrganisation makes an organisation say again what it did right after a version; 0 is before people wrote anything.
// Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) RestoreOrganisation(ctx context.Context, v *identity.Viewer, id uuid.UUID, version int64) (o Organisation, err error) {
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockOrganisation(ctx, tx, id)
		if err != nil {
			return err
		}
		scope, err := organisationScope(ctx, tx, v, identity.EditOrganisation, before.Num)
		if err != nil {
			return err
		}
		was, err := since(ctx, tx, "organisation_id", before.Num, version)
		if err != nil {
			return err
		}
		want := before
		for i := range organisationParts {
			f := &organisationParts[i]
			if value, ok := was[f.Field]; ok {
				if err := json.Unmarshal(value, f.at(&want)); err != nil {
					return err
				}
			}
		}
		o, err = a.writeOrganisation(ctx, tx, v, scope, before, reworded(before, want), "restore", version)
		return err
	})
	return o, err
}

// AddOrganisation adds an organisation that serves some districts, with or without premises, for staff there.
// Errors: NoSession, Forbidden, [*Invalid].
func (a *Associations) AddOrganisation(ctx context.Context, v *identity.Viewer, want Organisation) (o Organisation, err error) {
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		if len(want.Districts) == 0 {
			if !v.Could(identity.EditOrganisation) {
				return v.Must(identity.EditOrganisation, identity.Scope{})
			}
			return invalid("districts", "none: without premises, it is where it serves")
		}
		for _, d := range want.Districts {
			if err := v.Must(identity.EditOrganisation, identity.Scope{District: d}); err != nil {
				return err
			}
		}
		o, err = a.insertOrganisation(ctx, tx, v, want)
		if err != nil {
			return err
		}
		return a.audit(ctx, tx, v, identity.EditOrganisation, identity.Scope{District: o.Districts[0], Organisation: o.Num}, "organisation", o.Num, "add")
	})
	return o, err
}

func (a *Associations) insertOrganisation(ctx context.Context, tx pgx.Tx, v *identity.Viewer, want Organisation) (o Organisation, err error) {
	o = reworded(Organisation{}, want)
	for i := range organisationParts {
		if err := checkPart(organisationParts[i].Field, &o); err != nil {
			return o, err
		}
	}
	if o.ID, err = uuid.NewV7(); err != nil {
		return o, err
	}
	if o.Dataset, err = peopleDataset(ctx, tx); err != nil {
		return o, err
	}
	o.SourceID = o.ID.String()
	err = tx.QueryRow(ctx, `
		insert into organisations (uid, name, description, phone, email, website, languages, dataset_id, source_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
		o.ID, o.Name, o.Description, o.Contact.Phone, o.Contact.Email, o.Contact.Website, o.Languages.Codes(), o.Dataset, o.SourceID).Scan(&o.Num)
	if err != nil {
		return o, err
	}
	if err := serve(ctx, tx, o.Num, o.Districts); err != nil {
		return o, err
	}
	is := map[Field]json.RawMessage{}
	for _, f := range changedParts(&Organisation{}, &o) {
		is[f.Field] = f.said(&o)
	}
	return o, a.noteVersion(ctx, tx, v, version{organisation: o.Num, kind: "add", after: is})
}

// Said is what an organisation says in a field, as JSON; nil for no field of an organisation.
func (o *Organisation) Said(code Field) json.RawMessage {
	for i := range organisationParts {
		if f := &organisationParts[i]; f.Field == code {
			return f.said(o)
		}
	}
	return nil
}
