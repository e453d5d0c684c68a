package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// id is the one in this page's address. errNotFound when it is none.
func (v *visit) id() (uuid.UUID, error) { return parseID(v.request.PathValue("id")) }

func parseID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return id, errNotFound
	}
	return id, nil
}

// fieldOf says what a place has in a field.
func (v *visit) fieldOf(p *directory.Place, code directory.Field) string {
	return v.fieldText(code, p.Said(code))
}

// fieldText says the JSON of a field as people read it; empty for nothing.
func (v *visit) fieldText(code directory.Field, raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return v.codeText(code, text)
	}
	switch code {
	case directory.FieldCategories:
		return v.termNames(raw, categoryTerms())
	case directory.FieldAudiences:
		return v.termNames(raw, directory.Audiences)
	case directory.FieldModalities:
		return v.termNames(raw, directory.Modalities)
	case directory.FieldLanguages:
		return v.termNames(raw, directory.Languages)
	case directory.FieldAddress:
		var parts []string
		_ = json.Unmarshal(raw, &parts) // what is no list says nothing
		return strings.Join(notEmpty(parts), ", ")
	case directory.FieldAges:
		var ages [2]*int
		_ = json.Unmarshal(raw, &ages)
		return v.ages(years(ages[0]), years(ages[1]))
	case directory.FieldPosition:
		var at [3]*float64
		_ = json.Unmarshal(raw, &at)
		if at[0] == nil || at[1] == nil {
			return ""
		}
		return formatPosition([2]float64{*at[0], *at[1]})
	case directory.FieldOrganisation:
		var num *int64
		_ = json.Unmarshal(raw, &num)
		if num == nil {
			return ""
		}
		o, _ := v.site.Live.OrganisationNumbered(*num)
		return o.Name
	case directory.FieldDistricts:
		var nums []int64
		_ = json.Unmarshal(raw, &nums)
		var names []string
		for _, num := range nums {
			if d, ok := v.site.Live.DistrictNumbered(num); ok {
				names = append(names, d.Name)
			}
		}
		return strings.Join(names, ", ")
	case "notice":
		return v.noticeText(raw)
	}
	return ""
}

// codeText is a field that is one text; some are codes.
func (v *visit) codeText(code directory.Field, text string) string {
	switch code {
	case directory.FieldStatus:
		if text == directory.Closed.String() {
			return v.Assoc.ForGood
		}
		return v.Assoc.Reopened
	case "saturation":
		for _, t := range directory.Saturations {
			if t.Code == text && text != "" {
				return v.term(t)
			}
		}
	}
	return text
}

func (v *visit) noticeText(raw json.RawMessage) string {
	var closed bool
	var text, from, until string
	if json.Unmarshal(raw, &[]any{&closed, &text, &from, &until}) != nil {
		return ""
	}
	n := directory.Notice{Closed: closed, Text: text}
	n.From, _ = time.Parse(time.DateOnly, from)
	n.Until, _ = time.Parse(time.DateOnly, until)
	parts := []string{v.period(n), text}
	if closed {
		parts = append([]string{v.Assoc.Closed}, parts...)
	}
	return strings.Join(notEmpty(parts), " · ")
}

func (v *visit) termNames(raw json.RawMessage, table []directory.Term) string {
	var codes []string
	_ = json.Unmarshal(raw, &codes) // what is no list names nothing
	var names []string
	for _, t := range table {
		for _, code := range codes {
			if code == t.Code {
				names = append(names, v.term(t))
			}
		}
	}
	return strings.Join(names, ", ")
}

func categoryTerms() []directory.Term {
	list := make([]directory.Term, len(directory.Categories))
	for i, c := range directory.Categories {
		list[i] = c.Term
	}
	return list
}

func notEmpty(list []string) []string {
	kept := list[:0:0]
	for _, s := range list {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

func years(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

func holds(codes []string, code string) bool { return slices.Contains(codes, code) }

func hasNum(nums []int64, num int64) bool { return slices.Contains(nums, num) }

// age is a number of years as a form shows it.
func age(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func joined(parts ...string) string { return strings.Join(notEmpty(parts), " · ") }

// slotLabel names an input of the seven rows: "lundi 2, de".
func slotLabel(v *visit, day, n int, which string) string {
	if n > 0 {
		return v.dayName(day) + " " + strconv.Itoa(n+1) + ", " + which
	}
	return v.dayName(day) + ", " + which
}

// maxNamed is how many districts a line names.
const maxNamed = 6

// districtNames lists districts for one line.
func (v *visit) districtNames(nums []int64) string {
	var list []string
	for _, num := range nums {
		if d, ok := v.site.Live.DistrictNumbered(num); ok {
			list = append(list, d.Name)
		}
	}
	if len(list) > maxNamed {
		list = append(list[:maxNamed], "…")
	}
	return strings.Join(list, ", ")
}

// mistakeField names a line of a sheet.
func (v *visit) mistakeField(code directory.Field) string {
	if code == directory.FieldStatus {
		return v.Assoc.ForGood
	}
	return v.Assoc.Fields[string(code)]
}

func (v *visit) roleHere(role identity.Role) string {
	if role == identity.AssociationAdmin {
		return v.Assoc.Head
	}
	return v.Assoc.MemberOf
}

func (v *visit) stepName(code string) string {
	for _, t := range directory.PartnerSteps {
		if t.Code == code {
			return v.term(t)
		}
	}
	return code
}

func (v *visit) placeEditTitle(f *placeForm) string {
	if isNone(f.ID) {
		return v.Assoc.NewPlace
	}
	return v.Assoc.EditPlace
}

func (v *visit) proposalTitle(p proposal) string {
	if p.Adds {
		return v.Assoc.AddOrganisation
	}
	return v.Assoc.Propose
}

// at is the address of one of an organisation's pages.
func (o *organisationView) at(page string) string {
	return "/organisations/" + o.ID.String() + "/" + page
}
