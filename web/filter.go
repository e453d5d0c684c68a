package web

import (
	"net/url"
	"slices"

	"github.com/alentour/alentour/directory"
)

// filter is what a list is narrowed by, as it stands in the URL.
type filter struct {
	directory.PlaceFilter
	Category, Audience, Language, Modality []string // codes, as given
	District                               string
	When                                   string // of what is open: "now", "arrival" or RFC 3339
}

// readFilter refuses a code that is not known: a list that silently ignores a filter would mislead.
func (v *visit) readFilter(query url.Values) (filter, error) {
	f := filter{
		Category: given(query, "category"), Audience: given(query, "audience"),
		Language: given(query, "language"), Modality: given(query, "modality"),
		District: query.Get("district"),
	}
	f.Text = query.Get("q")
	var err error
	if f.Categories, err = union("category", f.Category, directory.CategoryNamed); err != nil {
		return f, err
	}
	if f.Audiences, err = union("audience", f.Audience, directory.AudienceNamed); err != nil {
		return f, err
	}
	if f.Languages, err = union("language", f.Language, directory.LanguageNamed); err != nil {
		return f, err
	}
	if f.Modalities, err = union("modality", f.Modality, directory.ModalityNamed); err != nil {
		return f, err
	}
	f.When, f.Open, err = v.readWhen(query)
	return f, err
}

// given drops what an untouched field of a form sends: an empty value.
func given(query url.Values, param string) []string {
	return slices.DeleteFunc(slices.Clone(query[param]), func(s string) bool { return s == "" })
}

func union[S ~uint64](param string, codes []string, named func(string) (S, error)) (S, error) {
	var all S
	for _, code := range codes {
		set, err := named(code)
		if err != nil {
			return 0, &directory.Invalid{Param: param, Reason: "not known"}
		}
		all |= set
	}
	return all, nil
}

// query is the filter as it stands in a URL.
func (f filter) query() url.Values {
	q := url.Values{}
	for param, codes := range map[string][]string{
		"category": f.Category, "audience": f.Audience, "language": f.Language, "modality": f.Modality,
	} {
		if len(codes) > 0 {
			q[param] = codes
		}
	}
	if f.Text != "" {
		q.Set("q", f.Text)
	}
	if f.When != "" {
		q.Set("open_at", f.When)
		if f.Open.Maybe {
			q.Set("open_state", "unknown")
		}
	}
	return q
}

// placesURL is the list under this filter.
func (f filter) placesURL() string {
	q := f.query()
	if f.District != "" {
		q.Set("district", f.District)
	}
	if len(q) == 0 {
		return "/places"
	}
	return "/places?" + q.Encode()
}

// chip is one active filter and the list without it.
type chip struct{ Label, Without string }

// chips lists the active filters in the words of the visit.
func (v *visit) chips(f filter) []chip {
	var list []chip
	add := func(label string, without func(*filter)) {
		rest := f
		without(&rest)
		list = append(list, chip{label, rest.placesURL()})
	}
	for _, code := range f.Category {
		add(v.categoryName(code), func(r *filter) { r.Category = but(f.Category, code) })
	}
	for _, code := range f.Audience {
		add(v.termName(directory.Audiences, code), func(r *filter) { r.Audience = but(f.Audience, code) })
	}
	for _, code := range f.Language {
		add(v.termName(directory.Languages, code), func(r *filter) { r.Language = but(f.Language, code) })
	}
	for _, code := range f.Modality {
		add(v.termName(directory.Modalities, code), func(r *filter) { r.Modality = but(f.Modality, code) })
	}
	if f.Text != "" {
		add("« "+f.Text+" »", func(r *filter) { r.Text = "" })
	}
	if label := v.whenChip(f); label != "" {
		add(label, func(r *filter) { *r = r.asking("") })
	}
	if f.Open.Maybe {
		add(v.Opening.MaybeOnly, func(r *filter) { r.Open.Maybe = false })
	}
	if d, ok := v.site.Live.District(f.District); ok && d.Parent != 0 {
		add(d.Name, func(r *filter) { r.District = "" })
	}
	return list
}

func but(codes []string, code string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return c == code })
}

// rest is what a form with one choice per field must carry along: the codes after the first.
func rest(codes []string) []string {
	if len(codes) < 2 {
		return nil
	}
	return codes[1:]
}

func first(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return codes[0]
}

// categoryName says a leaf or a family.
func (v *visit) categoryName(code string) string {
	for _, f := range directory.Families {
		if f.Code == code {
			return v.term(f.Term)
		}
	}
	for _, c := range directory.Categories {
		if c.Code == code {
			return v.term(c.Term)
		}
	}
	return code
}

func (v *visit) termName(table []directory.Term, code string) string {
	for _, t := range table {
		if t.Code == code {
			return v.term(t)
		}
	}
	return code
}

// leaves are the categories of a family.
func leaves(family string) []directory.Category {
	return slices.DeleteFunc(slices.Clone(directory.Categories), func(c directory.Category) bool { return c.Family != family })
}
