package api

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/directory"
)

// Codes of the directory's tables, as parameters: their schema lists what is known, so that huma refuses the rest.
type (
	categoryCode string
	audienceCode string
	modalityCode string
	languageCode string
)

// Schema lists the leaves and the families.
func (categoryCode) Schema(huma.Registry) *huma.Schema {
	s := enum(nil)
	for _, f := range directory.Families {
		s.Enum = append(s.Enum, f.Code)
	}
	for _, c := range directory.Categories {
		s.Enum = append(s.Enum, c.Code)
	}
	return s
}

// Schema lists the audiences.
func (audienceCode) Schema(huma.Registry) *huma.Schema { return enum(directory.Audiences) }

// Schema lists the modalities.
func (modalityCode) Schema(huma.Registry) *huma.Schema { return enum(directory.Modalities) }

// Schema lists the languages.
func (languageCode) Schema(huma.Registry) *huma.Schema { return enum(directory.Languages) }

func enum(terms []directory.Term) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, t := range terms {
		s.Enum = append(s.Enum, t.Code)
	}
	return s
}

// Filters are the same for every question about places. The same one repeated is OR, different ones are AND.
type Filters struct {
	Category []categoryCode `query:"category,explode" json:"category,omitempty" doc:"A category or a family of categories (/v1/categories). Repeat for more: any of them."`
	Audience []audienceCode `query:"audience,explode" json:"audience,omitempty" doc:"Whom it is for. Repeat for more: any of them."`
	Modality []modalityCode `query:"modality,explode" json:"modality,omitempty" doc:"How one is received. Repeat for more: any of them."`
	Language []languageCode `query:"language,explode" json:"language,omitempty" doc:"A language spoken there (ISO 639). Repeat for more: any of them."`
	Q        string         `query:"q" json:"q,omitempty" maxLength:"200" doc:"Each word must begin a word of the place; accents and capitals are forgiven."`
}

// filter gives the directory's form. Codes were checked against their tables.
func (f *Filters) filter() (directory.PlaceFilter, error) {
	out := directory.PlaceFilter{Text: f.Q}
	for _, c := range f.Category {
		set, err := directory.CategoryNamed(string(c))
		if err != nil {
			return out, err
		}
		out.Categories |= set
	}
	for _, c := range f.Audience {
		set, err := directory.AudienceNamed(string(c))
		if err != nil {
			return out, err
		}
		out.Audiences |= set
	}
	for _, c := range f.Modality {
		set, err := directory.ModalityNamed(string(c))
		if err != nil {
			return out, err
		}
		out.Modalities |= set
	}
	for _, c := range f.Language {
		set, err := directory.LanguageNamed(string(c))
		if err != nil {
			return out, err
		}
		out.Languages |= set
	}
	return out, nil
}
