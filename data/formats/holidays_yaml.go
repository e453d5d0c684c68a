package formats

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/alentour/alentour/directory/hours"
)

// Public holidays that come by rule are written out for these years.
const firstListed, lastListed = 2020, 2049

// stateYAML is a country's file of opening_hours.js (https://github.com/opening-hours/opening_hours.js, src/holidays), or one
// state in it.
type stateYAML struct {
	code    string // _state_code
	differs bool   // has holidays that the whole country has not
	public  []publicYAML
	school  []schoolYAML
	states  map[string]*stateYAML
}

// publicYAML is one public holiday.
type publicYAML struct {
	Name     string   `yaml:"name"`
	Fixed    []int    `yaml:"fixed_date"`    // month, day
	Variable string   `yaml:"variable_date"` // an event
	Offset   int      `yaml:"offset"`        // days after the event
	States   []string `yaml:"only_states"`
	line     int
}

// schoolYAML is one school holiday: by year, month and day of its first and its last day, several times over.
type schoolYAML struct {
	name  string
	years map[int][]int
	line  int
}

// yaml reads a file of opening_hours.js. A state stands for the regions that Zones says, else for the country with its
// _state_code. The country itself gets the holidays that no state changes.
func (h *holidayReader) yaml(text []byte) error {
	h.read.Format = "country of opening_hours.js"
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return fmt.Errorf("%s: %w", h.Name, err)
	}
	country := &stateYAML{}
	if len(root.Content) == 1 && root.Content[0].Kind == yaml.MappingNode {
		var err error
		if country, err = readState(root.Content[0]); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
	statesDiffer := country.addParts()
	switch {
	case country.public == nil && country.school == nil && len(country.states) == 0:
		return fmt.Errorf("%s: not a file of holidays: no PH and no SH in it", h.Name)
	case h.Country == "" && len(h.Zones) == 0:
		return fmt.Errorf("%s: say which country this is (--country DE), or which regions its states are (--zone)", h.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(country.states)) {
		h.addState(country, name)
	}
	if h.Country != "" && (!statesDiffer.public || hours.HasRule(h.Country)) {
		h.addPublic(h.Country, country.publicOf(""))
	}
	if h.Country != "" && !statesDiffer.school {
		h.addSchool(h.Country, country.school)
	}
	return nil
}

// addParts adds the parts of states that only public holidays name, and says in what states have holidays of their own.
func (s *stateYAML) addParts() (differ struct{ public, school bool }) {
	for _, state := range s.states {
		differ.public = differ.public || state.public != nil
		differ.school = differ.school || state.school != nil
		state.differs = state.public != nil || state.school != nil
	}
	for _, p := range s.public {
		for _, name := range p.States {
			if s.states[name] == nil {
				s.states[name] = &stateYAML{}
			}
			differ.public, s.states[name].differs = true, true
		}
	}
	return differ
}

func (h *holidayReader) addState(country *stateYAML, name string) {
	state := country.states[name]
	regions := h.regions(name)
	if regions == nil && state.code != "" && h.Country != "" && !hours.HasRule(h.Country) {
		regions = []string{h.Country + "-" + strings.ToUpper(state.code)}
	}
	if regions != nil || !state.differs {
		delete(h.passed, name)
	}
	public := state.public
	if public == nil {
		public = country.publicOf(name)
	}
	for _, region := range regions {
		h.addPublic(region, public)
		h.addSchool(region, slices.Concat(country.school, state.school))
	}
}

// publicOf are the public holidays of a state; of none, those of every state.
func (s *stateYAML) publicOf(state string) []publicYAML {
	return slices.DeleteFunc(slices.Clone(s.public), func(p publicYAML) bool {
		return p.States != nil && !slices.Contains(p.States, state)
	})
}

// readState reads the country, or a state of it.
func readState(node *yaml.Node) (*stateYAML, error) {
	s := &stateYAML{states: map[string]*stateYAML{}}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		var err error
		switch {
		case key == "_state_code":
			s.code = value.Value
		case strings.HasPrefix(key, "_"):
		case key == "PH":
			s.public, err = readPublic(value)
		case key == "SH":
			s.school, err = readSchool(value)
		case value.Kind == yaml.MappingNode:
			s.states[key], err = readState(value)
		default:
			err = fmt.Errorf("line %d: %.40q is neither PH, SH nor a state", value.Line, key)
		}
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func readPublic(node *yaml.Node) ([]publicYAML, error) {
	list := make([]publicYAML, len(node.Content)) // not nil: a state may say that it has none
	for i, one := range node.Content {
		if err := one.Decode(&list[i]); err != nil {
			return nil, fmt.Errorf("line %d: %w", one.Line, err)
		}
		list[i].line = one.Line
		for k := 0; k+1 < len(one.Content); k += 2 {
			// what we do not know may move the day
			if key := one.Content[k].Value; !slices.Contains([]string{"name", "fixed_date", "variable_date", "offset", "only_states"}, key) {
				list[i].Variable = cmp.Or(list[i].Variable, "a day") + " with " + key
				list[i].Fixed = nil
			}
		}
	}
	return list, nil
}

// of is the day in a year.
func (p publicYAML) of(year int) (time.Time, error) {
	switch {
	case p.Variable == "easter":
		return hours.Easter(year).AddDate(0, 0, p.Offset), nil
	case p.Variable != "":
		return time.Time{}, fmt.Errorf("%s is %s, which is not understood", p.Name, p.Variable)
	case len(p.Fixed) == 2:
		return monthDay(year, p.Fixed[0], p.Fixed[1])
	}
	return time.Time{}, fmt.Errorf("%s: neither fixed_date with month and day nor variable_date", p.Name)
}

func monthDay(year, month, day int) (time.Time, error) {
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if date.Month() != time.Month(month) || date.Day() != day {
		return date, fmt.Errorf("%d has no day %d of month %d", year, day, month)
	}
	return date, nil
}

// addPublic writes the public holidays of a region out. When one of them is not understood none is taken: a list with a hole
// would say "no holiday" where there is one.
func (h *holidayReader) addPublic(region string, list []publicYAML) {
	var rows []hours.Row
	for _, p := range list {
		for year := firstListed; year <= lastListed; year++ {
			day, err := p.of(year)
			if err != nil {
				h.refuse(fmt.Sprintf("line %d", p.line), "%v: public holidays of %s are left out", err, region)
				return
			}
			rows = append(rows, hours.Row{Kind: hours.Public, Region: region, Name: strings.TrimSpace(p.Name), From: day, To: day})
		}
	}
	for _, row := range rows {
		h.add(region, row)
	}
}

func readSchool(node *yaml.Node) ([]schoolYAML, error) {
	list := make([]schoolYAML, 0, len(node.Content))
	for _, one := range node.Content {
		s := schoolYAML{years: map[int][]int{}, line: one.Line}
		for i := 0; i+1 < len(one.Content); i += 2 {
			key, value := one.Content[i].Value, one.Content[i+1]
			if key == "name" {
				s.name = value.Value
				continue
			}
			year, err := strconv.Atoi(key)
			if err != nil {
				return nil, fmt.Errorf("line %d: %.40q is neither name nor a year", value.Line, key)
			}
			var days []int
			if err := value.Decode(&days); err != nil || len(days)%4 != 0 {
				return nil, fmt.Errorf("line %d: %s %d: not month and day of a first and a last day", value.Line, s.name, year)
			}
			s.years[year] = days
		}
		list = append(list, s)
	}
	return list, nil
}

// addSchool writes the school holidays of a region out.
func (h *holidayReader) addSchool(region string, list []schoolYAML) {
	for _, s := range list {
		for _, year := range slices.Sorted(maps.Keys(s.years)) {
			for d := range slices.Chunk(s.years[year], 4) {
				where := fmt.Sprintf("line %d", s.line)
				from, err := monthDay(year, d[0], d[1])
				if err != nil {
					h.refuse(where, "%s: %v", s.name, err)
					continue
				}
				ends := year
				if d[2] < d[0] {
					ends++
				}
				to, err := monthDay(ends, d[2], d[3])
				if err != nil {
					h.refuse(where, "%s: %v", s.name, err)
					continue
				}
				h.add(where, hours.Row{Kind: hours.School, Region: region, Name: s.name, From: from, To: to})
			}
		}
	}
}
