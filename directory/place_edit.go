package directory

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// PlaceEdit is what somebody wants a place to say.
type PlaceEdit struct {
	ID      uuid.UUID
	Edition string // of what they saw (Place.Edition)
	Want    Place  // only what has a Field is read
}

// Clash refuses an edit of a place that changed since its author read it.
type Clash struct {
	Theirs Place   // as it stands
	Fields []Field // in which the edit says something else
}

func (c *Clash) Error() string {
	return fmt.Sprintf("the place was changed meanwhile; it differs from this edit in: %v", c.Fields)
}

// PlaceToEdit is a place as the database has it now, for who may edit it. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) PlaceToEdit(ctx context.Context, v *identity.Viewer, id uuid.UUID) (p Place, err error) {
	err = a.read(ctx, func(tx pgx.Tx) (err error) {
		p, err = placeFor(ctx, tx, v, identity.EditPlace, id)
		return err
	})
	return p, err
}

// placeFor reads a place without a lock, for who may do something there.
func placeFor(ctx context.Context, tx pgx.Tx, v *identity.Viewer, action identity.Action, id uuid.UUID) (Place, error) {
	var num int64
	if err := tx.QueryRow(ctx, `select id from places where uid = $1`, id).Scan(&num); err != nil {
		return Place{}, missing(err)
	}
	p, err := readPlace(ctx, tx, num)
	if err == nil {
		err = v.Must(action, placeScope(&p))
	}
	return p, err
}

// EditPlace makes a place say what the edit wants. What it changes becomes people's own words; the whole sheet counts as confirmed.
// Errors: NotFound, NoSession, Forbidden, [*Invalid] with a field's code as Param, [*Clash].
func (a *Associations) EditPlace(ctx context.Context, v *identity.Viewer, edit PlaceEdit) (p Place, err error) {
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockPlace(ctx, tx, edit.ID)
		if err != nil {
			return err
		}
		if err := v.Must(identity.EditPlace, placeScope(&before)); err != nil {
			return err
		}
		if edit.Edition != before.Edition() {
			clash := &Clash{Theirs: before}
			want := sayable(&before, edit.Want)
			for _, f := range changed(&before, &want) {
				clash.Fields = append(clash.Fields, f.Field)
			}
			if len(clash.Fields) > 0 {
				return clash
			}
		}
		p, err = a.writePlace(ctx, tx, v, &before, edit.Want, "edit", 0)
		return err
	})
	return p, err
}

// sayable is a wish cut to what a place of its kind may say.
func sayable(before *Place, want Place) Place {
	p := *before
	for i := range placeFields {
		if f := &placeFields[i]; !before.Confidential || f.confidential {
			_ = f.take(&p, f.said(&want)) // its own JSON
		}
	}
	return p
}

// writePlace writes the fields that differ, what they were and who changed them. kind and of say how it came to it.
func (a *Associations) writePlace(ctx context.Context, tx pgx.Tx, v *identity.Viewer, before *Place, want Place, kind string, of int64) (Place, error) {
	tidyPlace(&want)
	after := sayable(before, want)
	fields := changed(before, &after)
	for _, f := range fields {
		if err := checkField(f.Field, &after); err != nil {
			return after, err
		}
		if f.Field == FieldOrganisation {
			if err := a.mayHandOver(ctx, tx, v, before, &after); err != nil {
				return after, err
			}
		}
		if f.Field == FieldPosition {
			if err := settle(ctx, tx, v, &after); err != nil {
				return after, err
			}
		}
	}
	if err := updatePlace(ctx, tx, &after); err != nil {
		return after, err
	}
	for _, f := range fields {
		if err := own(ctx, tx, before, f); err != nil {
			return after, err
		}
	}
	if _, err := tx.Exec(ctx, `update places set confirmed_at = $2 where id = $1`, after.Num, a.now()); err != nil {
		return after, err
	}
	after.Confirmed = a.now()
	if len(fields) == 0 {
		return after, nil
	}
	if err := a.notePlace(ctx, tx, v, before, &after, fields, kind, of); err != nil {
		return after, err
	}
	if kind != "answer" && confidential(after.Categories) && !before.Confidential {
		return a.confide(ctx, tx, v, &after)
	}
	return after, nil
}

// mayHandOver asks whether a place may be given to another organisation: who knows the district decides that, not the organisations.
func (a *Associations) mayHandOver(ctx context.Context, tx pgx.Tx, v *identity.Viewer, before, after *Place) error {
	if err := v.Must(identity.EditPlace, identity.Scope{District: before.District}); err != nil {
		return err
	}
	if after.Organisation == 0 {
		return nil
	}
	_, err := readOrganisation(ctx, tx, after.Organisation)
	return err
}

// settle finds the district of a place that moved; the editor must know it too.
func settle(ctx context.Context, tx pgx.Tx, v *identity.Viewer, p *Place) error {
	p.AccuracyM = 0 // a person pointed at it
	if !p.Located {
		return nil // it keeps its district
	}
	if err := holdBorders(ctx, tx); err != nil {
		return err
	}
	atlas, err := ReadAtlas(ctx, tx)
	if err != nil {
		return err
	}
	d, ok := atlas.Finest(p.Point)
	if !ok {
		return invalid(string(FieldPosition), "in no district of any city here")
	}
	p.District = d.Num
	return v.Must(identity.EditPlace, placeScope(p))
}

func updatePlace(ctx context.Context, tx pgx.Tx, p *Place) error {
	lon, lat, cell, err := position(p.Point, p.Located)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		update places set name = @name, description = @description, categories = @categories, audiences = @audiences,
			modalities = @modalities, languages = @languages, age_min = @age_min, age_max = @age_max, hours = @hours,
			access_note = @access, street = @street, postcode = @postcode, city = @city, phone = @phone, email = @email,
			website = @website, geom = ST_SetSRID(ST_MakePoint(@lon, @lat), 4326), cell = @cell, accuracy_m = @accuracy_m,
			district_id = nullif(@district::bigint, 0), organisation_id = nullif(@organisation::bigint, 0), status = @status,
			last_seen_at = case when @status = 'open' then null else coalesce(last_seen_at, now()) end
		where id = @id`,
		pgx.StrictNamedArgs{
			"id": p.Num, "name": p.Name, "description": p.Description, "categories": p.Categories.Codes(),
			"audiences": p.Audiences.Codes(), "modalities": p.Modalities.Codes(), "languages": p.Languages.Codes(),
			"age_min": notZero(p.AgeMin), "age_max": notZero(p.AgeMax), "hours": p.Hours, "access": p.AccessNote,
			"street": p.Address.Street, "postcode": p.Address.Postcode, "city": p.Address.City, "phone": p.Contact.Phone,
			"email": p.Contact.Email, "website": p.Contact.Website, "lon": lon, "lat": lat, "cell": cell,
			"accuracy_m": p.AccuracyM, "district": p.District, "organisation": p.Organisation, "status": p.Status.String(),
		})
	return err
}

// own makes a field people's own. Whoever writes it has answered what its file says.
func own(ctx context.Context, tx pgx.Tx, before *Place, f *placeField) error {
	_, err := tx.Exec(ctx, `
		insert into place_words as w (place_id, field, source, answered) values ($1, $2, $3, $3)
		on conflict (place_id, field) do update set answered = w.source`, before.Num, f.Field, f.said(before))
	return err
}

// notePlace writes the version, and into the audit when the editor is no one of the place's own people.
func (a *Associations) notePlace(ctx context.Context, tx pgx.Tx, v *identity.Viewer, before, after *Place, fields []*placeField, kind string, of int64) error {
	was, is := map[Field]json.RawMessage{}, map[Field]json.RawMessage{}
	for _, f := range fields {
		was[f.Field], is[f.Field] = f.said(before), f.said(after)
	}
	if err := a.noteVersion(ctx, tx, v, version{place: after.Num, kind: kind, of: of, before: was, after: is}); err != nil {
		return err
	}
	return a.audit(ctx, tx, v, identity.EditPlace, placeScope(before), "place", after.Num, kind)
}

// audit writes what staff do; what an organisation's people do with what is theirs stands in versions.
func (a *Associations) audit(ctx context.Context, tx pgx.Tx, v *identity.Viewer, action identity.Action, in identity.Scope, subject string, id int64, code string) error {
	if v.Acting != 0 && v.Acting == in.Organisation {
		return nil
	}
	return a.desk().Record(ctx, tx, identity.Deed{By: v, In: in, Code: code}, action, subject, id)
}

// tidyPlace trims what a person typed.
func tidyPlace(p *Place) {
	for _, s := range []*string{
		&p.Name, &p.Hours, &p.Address.Street, &p.Address.Postcode, &p.Address.City,
		&p.Contact.Phone, &p.Contact.Email, &p.Contact.Website,
	} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	for _, s := range []*string{&p.Description, &p.AccessNote} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
}

// checkField says what is wrong with a field that somebody wrote.
func checkField(code Field, p *Place) error {
	bounds := map[Field][]struct {
		s    *string
		most int
	}{
		FieldName: {{&p.Name, 200}}, FieldDescription: {{&p.Description, 5000}}, FieldHours: {{&p.Hours, 1000}},
		FieldAccess:  {{&p.AccessNote, 1000}},
		FieldAddress: {{&p.Address.Street, 200}, {&p.Address.Postcode, 20}, {&p.Address.City, 100}},
		FieldPhone:   {{&p.Contact.Phone, 60}}, FieldEmail: {{&p.Contact.Email, 254}}, FieldWebsite: {{&p.Contact.Website, 500}},
	}
	for _, b := range bounds[code] {
		if err := written(string(code), b.s, b.most); err != nil {
			return err
		}
	}
	switch code {
	case FieldName:
		if p.Name == "" {
			return invalid("name", "none")
		}
	case FieldCategories:
		if p.Categories == 0 {
			return invalid("categories", "none")
		}
	case FieldAges:
		if p.AgeMin < 0 || p.AgeMax < 0 || p.AgeMin > 130 || p.AgeMax > 130 || p.AgeMax != 0 && p.AgeMin > p.AgeMax {
			return invalid("ages", "%d–%d: not a range within 0–130", p.AgeMin, p.AgeMax)
		}
	case FieldPosition:
		if p.Located {
			if err := geo.CheckPoint(p.Point); err != nil {
				return invalid("position", "%v", err)
			}
		} else if !p.Itinerant {
			return invalid("position", "none, and the place does not move")
		}
	case FieldEmail:
		return checkEmail(p.Contact.Email)
	case FieldWebsite:
		return checkWebsite(p.Contact.Website)
	}
	return nil
}

func checkEmail(address string) error {
	if address == "" {
		return nil
	}
	if c, err := identity.ParseContact(address, ""); err != nil || c.Kind != identity.Email {
		return invalid("email", "not an e-mail address")
	}
	return nil
}

// checkWebsite takes what a browser can open: an address with http, or a bare domain.
func checkWebsite(address string) error {
	if address == "" {
		return nil
	}
	if _, ok := hostOf(address); !ok {
		return invalid("website", "not the address of a website")
	}
	return nil
}

// hostOf is the host of a website's address, in small letters.
func hostOf(address string) (string, bool) {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return "", false
	}
	host := strings.ToLower(u.Hostname())
	return host, strings.Contains(host, ".") && !strings.ContainsAny(host, " \t\"'<>")
}

// Confide makes a place confidential for good: it loses its position, its address and all that was ever written about it (P4).
// Errors: NotFound, NoSession, Forbidden.
func (a *Associations) Confide(ctx context.Context, v *identity.Viewer, id uuid.UUID) (p Place, err error) {
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockPlace(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := v.Must(identity.EditPlace, placeScope(&before)); err != nil || before.Confidential {
			p = before
			return err
		}
		p, err = a.confide(ctx, tx, v, &before)
		return err
	})
	return p, err
}

// confide leaves the wiping to the database, which does it whoever sets the flag. The link to an organisation goes too: its address
// may be the place's.
func (a *Associations) confide(ctx context.Context, tx pgx.Tx, v *identity.Viewer, before *Place) (Place, error) {
	in := placeScope(before)
	_, err := tx.Exec(ctx, `
		update places set confidential = true, organisation_id = null, hours = '', modalities = '{}', age_min = null, age_max = null
		where id = $1`, before.Num)
	if err != nil {
		return *before, err
	}
	after, err := readPlace(ctx, tx, before.Num)
	if err != nil {
		return *before, err
	}
	yes := map[Field]json.RawMessage{"confidential": json.RawMessage("true")}
	if err := a.noteVersion(ctx, tx, v, version{place: after.Num, kind: "confide", after: yes}); err != nil {
		return after, err
	}
	return after, a.desk().Record(ctx, tx, identity.Deed{By: v, In: in, Code: "confide"}, identity.EditPlace, "place", after.Num)
}

// NewPlace is a place that a person adds.
type NewPlace struct {
	Place
	Organisation uuid.UUID // that runs it; zero = none, for staff
}

// AddPlace adds a place with a position, in the dataset of what people wrote here. An organisation's people add its places, staff those
// of their districts. Errors: NoSession, Forbidden, NotFound of the organisation, [*Invalid].
func (a *Associations) AddPlace(ctx context.Context, v *identity.Viewer, want NewPlace) (p Place, err error) {
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		p = want.Place
		p.Num, p.Organisation, p.Status, p.Confidential, p.Itinerant = 0, 0, Open, false, false
		p.Services, p.Stops, p.Notices = nil, nil, nil
		if want.Organisation != (uuid.UUID{}) {
			o, err := findOrganisation(ctx, tx, want.Organisation)
			if err != nil {
				return err
			}
			p.Organisation = o.Num
		}
		if err := a.admitPlace(ctx, tx, v, &p); err != nil {
			return err
		}
		if p.Dataset, err = peopleDataset(ctx, tx); err != nil {
			return err
		}
		return a.insertPlace(ctx, tx, v, &p)
	})
	return p, err
}

// admitPlace checks every field of a new place, finds its district and asks for the right to add it there.
func (a *Associations) admitPlace(ctx context.Context, tx pgx.Tx, v *identity.Viewer, p *Place) error {
	if !v.Could(identity.EditPlace) {
		return v.Must(identity.EditPlace, identity.Scope{})
	}
	tidyPlace(p)
	for i := range placeFields {
		if err := checkField(placeFields[i].Field, p); err != nil {
			return err
		}
	}
	if err := settle(ctx, tx, v, p); err != nil {
		return err
	}
	if confidential(p.Categories) {
		return invalid("categories", "a refuge has no position: it is added by import")
	}
	return nil
}

func (a *Associations) insertPlace(ctx context.Context, tx pgx.Tx, v *identity.Viewer, p *Place) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	p.ID, p.SourceID, p.FirstSeen, p.Confirmed = id, id.String(), a.now(), a.now()
	if err := writePlace(ctx, tx, *p); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `select id from places where uid = $1`, p.ID).Scan(&p.Num); err != nil {
		return err
	}
	var empty Place
	fields := slices.DeleteFunc(changed(&empty, p), func(f *placeField) bool { return f.Field == FieldOrganisation })
	return a.notePlace(ctx, tx, v, p, p, fields, "add", 0)
}

// The dataset of what people wrote here; beside the demo's places it is made up like them.
const (
	PeopleDataset     = "people"
	PeopleDemoDataset = "people-demo"
)

// peopleDataset finds or makes it. Fictional and real places stay apart here too.
func peopleDataset(ctx context.Context, tx pgx.Tx) (int64, error) {
	var demo bool
	err := tx.QueryRow(ctx, `select exists (select from datasets d where d.fictional and exists (select from places p where p.dataset_id = d.id))`).Scan(&demo)
	if err != nil {
		return 0, err
	}
	d := Dataset{Name: PeopleDataset, Title: "Alentour", Attribution: "Alentour", Licence: "ODbL-1.0", LicenceURL: "https://opendatacommons.org/licenses/odbl/1-0/"}
	if demo {
		d.Name, d.Fictional = PeopleDemoDataset, true
	}
	// shared also for the demo's: only its own sowing and real imports must not run beside each other
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock_shared(hashtextextended('reality', 0))`); err != nil {
		return 0, err
	}
	return Import{Dataset: d}.openDataset(ctx, tx)
}
