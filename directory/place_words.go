package directory

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/paulmach/orb"
)

// Field names a part of a place that people may write, and that an import then leaves alone. Its code stands in place_words, in
// versions and in the names of form fields.
type Field string

// The fields.
const (
	FieldName         Field = "name"
	FieldDescription  Field = "description"
	FieldCategories   Field = "categories"
	FieldAudiences    Field = "audiences"
	FieldModalities   Field = "modalities"
	FieldLanguages    Field = "languages"
	FieldAges         Field = "ages"
	FieldHours        Field = "hours"
	FieldAccess       Field = "access"
	FieldAddress      Field = "address"
	FieldPhone        Field = "phone"
	FieldEmail        Field = "email"
	FieldWebsite      Field = "website"
	FieldPosition     Field = "position"
	FieldOrganisation Field = "organisation"
	FieldStatus       Field = "status"
)

// placeField is a field with all that an edit and an import need of it.
type placeField struct {
	Field
	confidential bool     // a confidential place says it too (P4)
	columns      []string // of places
	// What stands there as JSON, of a row of places p and of incoming i. Go's value must be the same JSON.
	standing, incoming string
	// What an import writes into the columns, of incoming i and its organisation o.
	imported []string

	value func(*Place) any
	take  func(*Place, json.RawMessage) error
}

// plain is a field of one column that has the same name everywhere.
func plain[T any](f Field, column string, confidential bool, at func(*Place) *T) placeField {
	return placeField{
		Field: f, confidential: confidential, columns: []string{column},
		standing: "to_jsonb(p." + column + ")", incoming: "to_jsonb(i." + column + ")", imported: []string{"i." + column},
		value: func(p *Place) any { return *at(p) },
		take:  func(p *Place, raw json.RawMessage) error { return json.Unmarshal(raw, at(p)) },
	}
}

// coded is a field whose column holds a set's codes.
func coded[S ~uint64](f Field, column string, confidential bool, at func(*Place) *S, codes func(S) []string, named func(string) (S, error)) placeField {
	c := plain(f, column, confidential, at)
	c.value = func(p *Place) any { return codes(*at(p)) }
	c.take = func(p *Place, raw json.RawMessage) error {
		var list []string
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
		var set S
		for _, code := range list {
			one, err := named(code)
			if err != nil {
				continue // a code no longer in the table is left out, as the live copy does
			}
			set |= one
		}
		*at(p) = set
		return nil
	}
	return c
}

// placeFields in the order in which people read them.
var placeFields = []placeField{
	plain(FieldName, "name", true, func(p *Place) *string { return &p.Name }),
	plain(FieldDescription, "description", false, func(p *Place) *string { return &p.Description }),
	coded(FieldCategories, "categories", true, func(p *Place) *CategorySet { return &p.Categories }, CategorySet.Codes, CategoryNamed),
	plain(FieldHours, "hours", false, func(p *Place) *string { return &p.Hours }),
	plain(FieldPhone, "phone", true, func(p *Place) *string { return &p.Contact.Phone }),
	plain(FieldEmail, "email", false, func(p *Place) *string { return &p.Contact.Email }),
	plain(FieldWebsite, "website", false, func(p *Place) *string { return &p.Contact.Website }),
	addressField, positionField,
	plain(FieldAccess, "access_note", false, func(p *Place) *string { return &p.AccessNote }),
	coded(FieldAudiences, "audiences", true, func(p *Place) *AudienceSet { return &p.Audiences }, AudienceSet.Codes, AudienceNamed),
	agesField,
	coded(FieldModalities, "modalities", false, func(p *Place) *ModalitySet { return &p.Modalities }, ModalitySet.Codes, ModalityNamed),
	coded(FieldLanguages, "languages", true, func(p *Place) *LanguageSet { return &p.Languages }, LanguageSet.Codes, LanguageNamed),
	organisationField, statusField,
}

var addressField = placeField{
	Field: FieldAddress, columns: []string{"street", "postcode", "city"},
	standing: "jsonb_build_array(p.street, p.postcode, p.city)",
	incoming: "jsonb_build_array(i.street, i.postcode, i.city)",
	imported: []string{"i.street", "i.postcode", "i.city"},
	value:    func(p *Place) any { return []string{p.Address.Street, p.Address.Postcode, p.Address.City} },
	take: func(p *Place, raw json.RawMessage) error {
		return json.Unmarshal(raw, &[]any{&p.Address.Street, &p.Address.Postcode, &p.Address.City})
	},
}

// positionField goes with its district: where a place lies decides it.
var positionField = placeField{
	Field: FieldPosition, columns: []string{"geom", "cell", "accuracy_m", "district_id"},
	standing: "jsonb_build_array(ST_X(p.geom), ST_Y(p.geom), p.accuracy_m)",
	incoming: "jsonb_build_array(i.lon, i.lat, i.accuracy_m)",
	imported: []string{"ST_SetSRID(ST_MakePoint(i.lon, i.lat), 4326)", "i.cell", "i.accuracy_m", "i.district_id"},
	value: func(p *Place) any {
		if !p.Located {
			return []any{nil, nil, p.AccuracyM}
		}
		return []any{p.Point[0], p.Point[1], p.AccuracyM}
	},
	take: func(p *Place, raw json.RawMessage) error {
		var lon, lat *float64
		if err := json.Unmarshal(raw, &[]any{&lon, &lat, &p.AccuracyM}); err != nil {
			return err
		}
		if p.Located = lon != nil && lat != nil; p.Located {
			p.Point = orb.Point{*lon, *lat}
		}
		return nil
	},
}

var agesField = placeField{
	Field: FieldAges, columns: []string{"age_min", "age_max"},
	standing: "jsonb_build_array(p.age_min, p.age_max)",
	incoming: "jsonb_build_array(i.age_min, i.age_max)",
	imported: []string{"i.age_min", "i.age_max"},
	value:    func(p *Place) any { return []*int{notZero(p.AgeMin), notZero(p.AgeMax)} },
	take: func(p *Place, raw json.RawMessage) error {
		var least, most *int
		if err := json.Unmarshal(raw, &[]any{&least, &most}); err != nil {
			return err
		}
		p.AgeMin, p.AgeMax = orZero(least), orZero(most)
		return nil
	},
}

var organisationField = placeField{
	Field: FieldOrganisation, columns: []string{"organisation_id"},
	standing: "coalesce(to_jsonb(p.organisation_id), 'null')",
	incoming: "coalesce(to_jsonb(o.id), 'null')",
	imported: []string{"o.id"},
	value:    func(p *Place) any { return notZero(p.Organisation) },
	take: func(p *Place, raw json.RawMessage) error {
		var num *int64
		err := json.Unmarshal(raw, &num)
		p.Organisation = orZero(num)
		return err
	},
}

var statusField = placeField{
	Field: FieldStatus, confidential: true, columns: []string{"status"},
	standing: "to_jsonb(p.status)", incoming: `'"open"'::jsonb`, imported: []string{"'open'"},
	value: func(p *Place) any { return p.Status.String() },
	take: func(p *Place, raw json.RawMessage) error {
		var code string
		if err := json.Unmarshal(raw, &code); err != nil {
			return err
		}
		if p.Status = Open; code == Closed.String() {
			p.Status = Closed
		}
		return nil
	},
}

func notZero[N int | int64](n N) *N {
	if n == 0 {
		return nil
	}
	return &n
}

func orZero[N int | int64](n *N) N {
	if n == nil {
		return 0
	}
	return *n
}

// String is the status as the database holds it.
func (s Status) String() string { return [...]string{"open", "closed"}[s] }

// fieldNamed finds a field by its code.
func fieldNamed(code Field) (*placeField, bool) {
	for i := range placeFields {
		if placeFields[i].Field == code {
			return &placeFields[i], true
		}
	}
	return nil, false
}

// said is the field of a place as JSON.
func (f *placeField) said(p *Place) json.RawMessage {
	raw, err := json.Marshal(f.value(p))
	if err != nil {
		panic(err) // a point that is no number: checked before
	}
	return raw
}

// changed lists the fields in which two states of a place differ.
func changed(before, after *Place) []*placeField {
	var list []*placeField
	for i := range placeFields {
		if f := &placeFields[i]; string(f.said(before)) != string(f.said(after)) {
			list = append(list, f)
		}
	}
	return list
}

// Edition names what the fields of a place say: an edit brings the edition that its author saw, so that nobody writes over what
// they have not read.
func (p *Place) Edition() string {
	h := sha256.New()
	for i := range placeFields {
		h.Write(placeFields[i].said(p))
		h.Write([]byte{'\n'})
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

// keeping is the value of one column of a place that an import writes: people's own words, where they have said any. Statements
// that use it join wordsOwned.
func (f *placeField) keeping(column int) string {
	return fmt.Sprintf("case when '%s' = any(w.fields) then p.%s else %s end", f.Field, f.columns[column], f.imported[column])
}

// wordsOwned is the fields of each place that are people's own.
const wordsOwned = `(select place_id, array_agg(field) as fields from place_words group by place_id) w`

// caseOfFields chooses an expression by the code in a column: what each field's own JSON is.
func caseOfFields(column string, of func(*placeField) string) string {
	var b strings.Builder
	b.WriteString("case " + column)
	for i := range placeFields {
		fmt.Fprintf(&b, " when '%s' then %s", placeFields[i].Field, of(&placeFields[i]))
	}
	b.WriteString(" end")
	return b.String()
}

// Said is what a place says in a field, as JSON; nil for no field of a place.
func (p *Place) Said(code Field) json.RawMessage {
	f, ok := fieldNamed(code)
	if !ok {
		return nil
	}
	return f.said(p)
}
