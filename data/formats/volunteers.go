package formats

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/alentour/alentour/directory"
)

// volunteerFields are what a list of volunteers can say, and what its columns are called by themselves.
var volunteerFields = map[string][]string{
	"email":     {"email", "e-mail", "mail", "courriel", "adresse e-mail", "adresse mail"},
	"phone":     {"phone", "telephone", "téléphone", "tel", "mobile", "portable"},
	"name":      {"name", "first name", "first_name", "prenom", "prénom", "nom"},
	"lang":      {"lang", "langue du message"},
	"languages": {"languages", "langues"},
	"kinds":     {"kinds", "aides", "competences", "compétences"},
}

// VolunteerColumns says which column of a list means what: field → column. Nil finds those that are called as such lists call
// them, in French or English.
type VolunteerColumns map[string]string

// ParseVolunteerColumns reads "email=Courriel" and so on.
func ParseVolunteerColumns(pairs []string) (VolunteerColumns, error) {
	columns := VolunteerColumns{}
	for _, pair := range pairs {
		field, column, ok := strings.Cut(pair, "=")
		if !ok || column == "" {
			return nil, fmt.Errorf("column %q: want FIELD=COLUMN", pair)
		}
		if _, known := volunteerFields[field]; !known {
			return nil, fmt.Errorf("column %q: field %q is not known; there are email, phone, name, lang, languages, kinds", pair, field)
		}
		columns[field] = column
	}
	return columns, nil
}

// Volunteers reads a table's rows as people to invite. Languages and kinds are codes with commas, semicolons or spaces between.
// A list without a column for an e-mail address or a telephone number is an error at once.
func Volunteers(t *Table, columns VolunteerColumns) (iter.Seq2[directory.VolunteerInvitee, error], error) {
	at := map[string]int{}
	for field, names := range volunteerFields {
		at[field] = -1
		if column, said := columns[field]; said {
			i, err := t.Column(column)
			if err != nil {
				return nil, err
			}
			at[field] = i
			continue
		}
		at[field] = slices.IndexFunc(t.Columns, func(column string) bool {
			return slices.Contains(names, strings.ToLower(column)) && !columns.take(column)
		})
	}
	if at["email"] < 0 && at["phone"] < 0 {
		return nil, fmt.Errorf("%s: no column for an e-mail address or telephone number; there are %.600s", t.name, strings.Join(t.Columns, ", "))
	}
	return func(yield func(directory.VolunteerInvitee, error) bool) {
		for row, err := range t.Rows() {
			if err != nil {
				if !yield(directory.VolunteerInvitee{Where: row.Where()}, err) {
					return
				}
				continue
			}
			text := func(field string) string {
				if i := at[field]; i >= 0 {
					return strings.TrimSpace(row.Fields[i])
				}
				return ""
			}
			in := directory.VolunteerInvitee{
				Where: row.Where(), Email: text("email"), Phone: text("phone"), Name: text("name"), Lang: text("lang"),
				Languages: codesIn(text("languages")), Kinds: codesIn(text("kinds")),
			}
			if !yield(in, nil) {
				return
			}
		}
	}, nil
}

// take says whether a column was given to a field by name.
func (c VolunteerColumns) take(column string) bool {
	for _, taken := range c {
		if taken == column {
			return true
		}
	}
	return false
}

func codesIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;| \t", r) })
}
