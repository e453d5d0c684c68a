package formats

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// textFields are what a mapping can fill from columns, beside longitude and latitude.
var textFields = map[string]func(*directory.Incoming) *string{
	"source_id":   func(in *directory.Incoming) *string { return &in.SourceID },
	"name":        func(in *directory.Incoming) *string { return &in.Name },
	"description": func(in *directory.Incoming) *string { return &in.Description },
	"hours":       func(in *directory.Incoming) *string { return &in.Hours },
	"access_note": func(in *directory.Incoming) *string { return &in.AccessNote },
	"street":      func(in *directory.Incoming) *string { return &in.Address.Street },
	"postcode":    func(in *directory.Incoming) *string { return &in.Address.Postcode },
	"city":        func(in *directory.Incoming) *string { return &in.Address.City },
	"phone":       func(in *directory.Incoming) *string { return &in.Contact.Phone },
	"email":       func(in *directory.Incoming) *string { return &in.Contact.Email },
	"website":     func(in *directory.Incoming) *string { return &in.Contact.Website },
	"operator":    func(in *directory.Incoming) *string { return &in.Operator },
	"district":    func(in *directory.Incoming) *string { return &in.Declared },
}

// Places reads a table's rows as places. A column that the mapping names and the table has not is an error at once.
func (m *Mapping) Places(t *Table) (iter.Seq2[directory.Incoming, error], error) {
	b := binding{table: t, mapping: m, lon: -1, lat: -1}
	if err := b.bind(); err != nil {
		return nil, err
	}
	return func(yield func(directory.Incoming, error) bool) {
		for row, err := range t.Rows() {
			if err != nil {
				if !yield(directory.Incoming{Where: row.Where()}, err) {
					return
				}
				continue
			}
			in, skip, err := b.place(row)
			if !skip && !yield(in, err) {
				return
			}
		}
	}, nil
}

// binding is a mapping whose columns were found in one table.
type binding struct {
	table    *Table
	mapping  *Mapping
	texts    []boundText
	hours    []boundDay
	lon, lat int // -1: the source has no positions
	always   facts
	rules    []boundRule
}

type boundText struct {
	of      func(*directory.Incoming) *string
	columns []int
}

type boundDay struct {
	DayColumn
	day, column int // day 0 = Monday
}

type boundRule struct {
	column int
	split  string
	is     map[string]bool
	then   facts
}

// facts are Facts with their codes looked up.
type facts struct {
	Facts
	categories directory.CategorySet
	audiences  directory.AudienceSet
	modalities directory.ModalitySet
	languages  directory.LanguageSet
}

func (f Facts) compile() (c facts, err error) {
	c.Facts = f
	for _, code := range f.Categories {
		set, fault := directory.CategoryNamed(code)
		c.categories, err = c.categories|set, first(err, fault)
	}
	for _, code := range f.Audiences {
		set, fault := directory.AudienceNamed(code)
		c.audiences, err = c.audiences|set, first(err, fault)
	}
	for _, code := range f.Modalities {
		set, fault := directory.ModalityNamed(code)
		c.modalities, err = c.modalities|set, first(err, fault)
	}
	for _, code := range f.Languages {
		set, fault := directory.LanguageNamed(code)
		c.languages, err = c.languages|set, first(err, fault)
	}
	return c, err
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (b *binding) bind() (err error) {
	column := func(name string) int {
		i, fault := b.table.Column(name)
		err = first(err, fault)
		return i
	}
	for field, names := range b.mapping.Fields {
		switch field {
		case "longitude":
			b.lon = column(names[0])
		case "latitude":
			b.lat = column(names[0])
		default:
			text := boundText{of: textFields[field]}
			for _, name := range names {
				text.columns = append(text.columns, column(name))
			}
			b.texts = append(b.texts, text)
		}
	}
	for _, of := range b.mapping.Hours {
		day, fault := weekday(of.Day)
		err = first(err, fault)
		b.hours = append(b.hours, boundDay{of, day, column(of.Column)})
	}
	for _, rule := range b.mapping.When {
		then, fault := rule.Then.compile()
		err = first(err, fault)
		bound := boundRule{column: column(rule.Column), split: rule.Split, is: map[string]bool{}, then: then}
		for _, value := range rule.Is {
			bound.is[value] = true
		}
		b.rules = append(b.rules, bound)
	}
	always, fault := b.mapping.Always.compile()
	b.always = always
	return first(err, fault)
}

func (b *binding) place(row Row) (in directory.Incoming, skip bool, err error) {
	in.Where = row.Where()
	for _, t := range b.texts {
		*t.of(&in) = joined(row, t.columns)
	}
	b.readHours(&in, row)
	skip = b.add(&in, b.always)
	for _, rule := range b.rules {
		if rule.holds(row.Fields[rule.column]) {
			skip = b.add(&in, rule.then) || skip
		}
	}
	if skip {
		return in, true, nil
	}
	return in, false, b.locate(&in, row)
}

// readHours reads the columns of days. What cannot be read is kept as the source wrote it, as hours that nobody knows, and is
// for a person to look at.
func (b *binding) readHours(in *directory.Incoming, row Row) {
	var week [7][]daySpan
	var said []string
	for _, of := range b.hours {
		text := strings.TrimSpace(row.Fields[of.column])
		spans, err := daySpans(text)
		if err != nil && in.Doubt == "" {
			in.Doubt = fmt.Sprintf("%s: column %s %q: %v", in.SourceID, of.Column, text, err)
		}
		if text != "" {
			said = append(said, of.Day+" "+text)
		}
		week[of.day] = spans
	}
	switch {
	case in.Doubt != "":
		in.Hours = `unknown "` + strings.ReplaceAll(strings.Join(said, " ; "), `"`, "'") + `"`
	case b.hours != nil:
		in.Hours = weekHours(week)
	}
}

func joined(row Row, columns []int) string {
	if len(columns) == 1 {
		return strings.TrimSpace(row.Fields[columns[0]])
	}
	var parts []string
	for _, c := range columns {
		if part := strings.TrimSpace(row.Fields[c]); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

func (r boundRule) holds(value string) bool {
	if r.split == "" {
		return r.is[strings.TrimSpace(value)]
	}
	for part := range strings.SplitSeq(value, r.split) {
		if r.is[strings.TrimSpace(part)] {
			return true
		}
	}
	return false
}

// add says whether the facts pass the row over.
func (b *binding) add(in *directory.Incoming, f facts) (skip bool) {
	in.Categories |= f.categories
	in.Audiences |= f.audiences
	in.Modalities |= f.modalities
	in.Languages |= f.languages
	in.Itinerant = in.Itinerant || f.Itinerant
	in.Confidential = in.Confidential || f.Confidential
	if f.AccessNote != "" {
		if in.AccessNote != "" {
			in.AccessNote += ". "
		}
		in.AccessNote += f.AccessNote
	}
	return f.Skip
}

// locate reads the position; a row without one is for the directory to judge.
func (b *binding) locate(in *directory.Incoming, row Row) error {
	if b.lon < 0 {
		return nil
	}
	lon, lat := strings.TrimSpace(row.Fields[b.lon]), strings.TrimSpace(row.Fields[b.lat])
	if lon == "" && lat == "" {
		return nil
	}
	refuse := func(format string, args ...any) error {
		return &directory.Refused{Where: in.Where, Reason: fmt.Sprintf(format, args...)}
	}
	for i, text := range []string{lon, lat} {
		name := [...]string{"longitude", "latitude"}[i]
		degrees, err := b.number(text)
		if err != nil || math.IsNaN(degrees) || math.IsInf(degrees, 0) {
			return refuse("%s %.40q is not a number of degrees", name, text)
		}
		in.Point[i] = degrees
	}
	turned := orb.Point{in.Point[1], in.Point[0]}
	if err := geo.CheckPoint(in.Point); err != nil {
		if geo.CheckPoint(turned) == nil {
			return refuse("%v: longitude and latitude look swapped", err)
		}
		return refuse("%v", err)
	}
	if !b.within(in.Point) {
		if b.within(turned) {
			return refuse("position %v,%v: longitude and latitude look swapped", in.Point[0], in.Point[1])
		}
		return refuse("position %v,%v lies outside of where this source has places", in.Point[0], in.Point[1])
	}
	in.Located = true
	return nil
}

// number reads 43.29 and, where commas do not separate the fields, 43,29.
func (b *binding) number(text string) (float64, error) {
	if b.table.Delimiter != ',' && strings.Count(text, ",") == 1 && !strings.Contains(text, ".") {
		text = strings.Replace(text, ",", ".", 1)
	}
	return strconv.ParseFloat(text, 64)
}

func (b *binding) within(p orb.Point) bool {
	for _, box := range b.mapping.Within {
		if (geo.BBox{West: box[0], South: box[1], East: box[2], North: box[3]}).Contains(p) {
			return true
		}
	}
	return len(b.mapping.Within) == 0
}
