package formats

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alentour/alentour/directory"
)

// Mapping is a small declared table that says which column of a CSV file means what.
//
//	{
//	  "title": "Our food banks", "licence": "etalab-2.0",
//	  "fields": {"source_id": ["id"], "name": ["nom"], "longitude": ["lon"], "latitude": ["lat"], "street": ["rue", "suite"]},
//	  "hours":  [{"day": "lundi", "column": "h_lundi"}],
//	  "always": {"categories": ["food_parcel"]},
//	  "when":   [{"column": "public", "split": "|", "is": ["Familles"], "then": {"audiences": ["families"]}}],
//	  "within": [[-5.5, 41.2, 9.8, 51.3]]
//	}
type Mapping struct {
	Title       string `json:"title"`
	Attribution string `json:"attribution"`
	Licence     string `json:"licence"`
	LicenceURL  string `json:"licence_url"`

	Fields map[string][]string `json:"fields"` // field → columns, joined by ", " when several are filled
	Hours  []DayColumn         `json:"hours"`  // columns like "09:00 - 12:00 / 14:00 - 17:00", written as opening_hours
	Always Facts               `json:"always"` // of every row
	When   []Rule              `json:"when"`
	Within [][4]float64        `json:"within"` // boxes west, south, east, north that hold every place; none = the world
}

// DayColumn is a column of opening hours and the day it speaks of. Empty means closed that day, or, when all are empty, that
// the hours are not known.
type DayColumn struct {
	Day    string `json:"day"` // "lundi", "monday" or "Mo"
	Column string `json:"column"`
}

// Rule adds facts to the rows whose column holds one of the values; with Split, one of its parts does.
type Rule struct {
	Column string   `json:"column"`
	Split  string   `json:"split"`
	Is     []string `json:"is"`
	Then   Facts    `json:"then"`
}

// Facts are what a mapping knows of a row beyond its words, as codes of the directory.
type Facts struct {
	Categories   []string `json:"categories"`
	Audiences    []string `json:"audiences"`
	Modalities   []string `json:"modalities"`
	Languages    []string `json:"languages"`
	AccessNote   string   `json:"access_note"`
	Itinerant    bool     `json:"itinerant"`
	Confidential bool     `json:"confidential"`
	Skip         bool     `json:"skip"` // not a place for us; the row is passed over
}

//go:embed mappings/*.json
var shipped embed.FS

// ShippedMappings names the mappings that come with the program.
func ShippedMappings() []string {
	entries, err := shipped.ReadDir("mappings")
	if err != nil {
		panic(err) // embedded at build time
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".json"))
	}
	return names
}

// ShippedMapping is one that comes with the program.
func ShippedMapping(name string) (*Mapping, error) {
	if !slices.Contains(ShippedMappings(), name) {
		return nil, fmt.Errorf("mapping %q is not shipped; there are %s; a file of your own ends in .json", name, strings.Join(ShippedMappings(), ", "))
	}
	f, err := shipped.Open("mappings/" + name + ".json")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadMapping(f, name)
}

// ReadMapping reads a mapping and refuses what it does not know, so that a misspelt field is not a silent loss.
func ReadMapping(r io.Reader, name string) (*Mapping, error) {
	d := json.NewDecoder(io.LimitReader(r, 1<<20))
	d.DisallowUnknownFields()
	var m Mapping
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("mapping %s: byte %d: %w", name, d.InputOffset(), err)
	}
	for field := range m.Fields {
		if _, ok := textFields[field]; !ok && field != "longitude" && field != "latitude" {
			return nil, fmt.Errorf("mapping %s: field %q is not known", name, field)
		}
	}
	for _, field := range []string{"source_id", "name"} {
		if len(m.Fields[field]) == 0 {
			return nil, fmt.Errorf("mapping %s: no column for %s", name, field)
		}
	}
	if (len(m.Fields["longitude"]) == 1) != (len(m.Fields["latitude"]) == 1) {
		return nil, fmt.Errorf("mapping %s: longitude and latitude: one column each", name)
	}
	if err := m.checkHours(); err != nil {
		return nil, fmt.Errorf("mapping %s: hours: %w", name, err)
	}
	for _, box := range m.Within {
		if box[0] >= box[2] || box[1] >= box[3] {
			return nil, fmt.Errorf("mapping %s: within %v: west, south, east, north are needed", name, box)
		}
	}
	if _, err := m.Always.compile(); err != nil {
		return nil, fmt.Errorf("mapping %s: always: %w", name, err)
	}
	for i, rule := range m.When {
		if _, err := rule.Then.compile(); err != nil {
			return nil, fmt.Errorf("mapping %s: when %d (%s): %w", name, i+1, rule.Column, err)
		}
	}
	return &m, nil
}

func (m *Mapping) checkHours() error {
	var columns [7]string
	for _, of := range m.Hours {
		day, err := weekday(of.Day)
		if err != nil {
			return err
		}
		if columns[day] != "" {
			return fmt.Errorf("%s stands twice, in columns %s and %s", of.Day, columns[day], of.Column)
		}
		columns[day] = of.Column
	}
	if len(m.Hours) > 0 && len(m.Fields["hours"]) > 0 {
		return errors.New("either one of the fields or columns of days")
	}
	return nil
}

// Dataset is what the mapping says of the source, under a name of the importer's choice.
func (m *Mapping) Dataset(name string) directory.Dataset {
	return directory.Dataset{Name: name, Title: m.Title, Attribution: m.Attribution, Licence: m.Licence, LicenceURL: m.LicenceURL}
}
