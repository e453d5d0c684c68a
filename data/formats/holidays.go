package formats

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// HolidayFile is a file of holidays or sun times:
//
//	kind,region,name,from,to,… ─────────────┐
//	the ministry's school calendar, CSV ────┼──ReadHolidays──▶ []hours.Row
//	holidays of opening_hours.js, YAML ─────┘
type HolidayFile struct {
	Name    string              // for messages
	Zones   map[string][]string // what the file calls a zone, an academy or a state → regions of ISO 3166
	Country string              // ISO 3166-1, of a file that says only states
}

// HolidayRead is what a file says.
type HolidayRead struct {
	Format  string // in words
	Rows    []hours.Row
	Known   int                 // days of public holidays that rules give too; they are not among Rows
	Differs []string            // where such days and the rules contradict each other
	Passed  []string            // zones that stand for no region here
	Refused []directory.Refused // rows left out
}

// maxHolidayBytes bounds a file: the largest real one has some hundred kilobytes.
const maxHolidayBytes = 16 << 20

// ReadHolidays reads a file, whose format its beginning tells. Public holidays that are known by rule are compared, not
// taken. An error means the file as a whole is not to be trusted.
func ReadHolidays(r io.Reader, f HolidayFile) (*HolidayRead, error) {
	for zone, regions := range f.Zones {
		for _, region := range regions {
			if err := hours.CheckRegion(region); err != nil || region == "" {
				return nil, fmt.Errorf("zone %q: %w", zone, cmp.Or(err, errors.New("no region")))
			}
		}
	}
	text, err := io.ReadAll(bufio.NewReader(newTextReader(io.LimitReader(r, maxHolidayBytes+1), f.Name))) // whole runes need room
	if err != nil {
		return nil, err
	}
	if len(text) > maxHolidayBytes {
		return nil, fmt.Errorf("%s: more than %d bytes, which no table of holidays has", f.Name, maxHolidayBytes)
	}
	read := &HolidayRead{}
	reader := holidayReader{HolidayFile: f, read: read, used: map[string]bool{}, passed: map[string]bool{}}
	if isYAML(text) {
		err = reader.yaml(text)
	} else {
		err = reader.csv(text)
	}
	if err != nil {
		return nil, err
	}
	read.Passed = slices.Sorted(maps.Keys(reader.passed))
	for _, zone := range slices.Sorted(maps.Keys(f.Zones)) {
		if !reader.used[zone] {
			return nil, fmt.Errorf("%s: nothing is called %q; what is not mapped yet: %s", f.Name, zone, cmp.Or(strings.Join(read.Passed, ", "), "nothing"))
		}
	}
	read.compare()
	return read, nil
}

// isYAML tells by the first line that says something: a table has a header of several columns.
func isYAML(text []byte) bool {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		return line == "---" || strings.Contains(line, ":") && !strings.ContainsAny(line, ",;\t") || strings.HasPrefix(line, "_")
	}
	return false
}

// holidayReader reads one file.
type holidayReader struct {
	HolidayFile
	read         *HolidayRead
	used, passed map[string]bool
}

// regions that one of the names stands for; what stands for none is passed over.
func (h *holidayReader) regions(names ...string) []string {
	var regions []string
	for zone, of := range h.Zones {
		if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(strings.TrimSpace(name), zone) }) {
			h.used[zone] = true
			regions = append(regions, of...)
		}
	}
	if regions == nil {
		h.passed[names[0]] = true
	}
	slices.Sort(regions)
	return slices.Compact(regions)
}

func (h *holidayReader) refuse(where, format string, args ...any) {
	h.read.Refused = append(h.read.Refused, directory.Refused{Where: where, Reason: fmt.Sprintf(format, args...)})
}

// add takes a row, once.
func (h *holidayReader) add(where string, row hours.Row) {
	if err := row.Check(); err != nil {
		h.refuse(where, "%v", err)
		return
	}
	h.read.Rows = append(h.read.Rows, row)
}

func (h *holidayReader) csv(text []byte) error {
	table, err := ReadTable(bytes.NewReader(text), h.Name)
	if err != nil {
		return err
	}
	if slices.Contains(table.Columns, "kind") {
		return h.ours(table)
	}
	if columns, ok := schoolColumns(table); ok {
		return h.ministry(table, columns)
	}
	return fmt.Errorf("%s: not a table of holidays: neither kind,region,name,from,to nor the columns of the school calendar; there are %.600s",
		h.Name, strings.Join(table.Columns, ", "))
}

// ours reads kind,region,name,from,to and, for the sun, sunrise,sunset,dawn,dusk.
func (h *holidayReader) ours(table *Table) error {
	h.read.Format = "table of holidays"
	at := map[string]int{}
	for _, column := range []string{"kind", "region", "name", "from", "to"} {
		var err error
		if at[column], err = table.Column(column); err != nil {
			return err
		}
	}
	for _, column := range []string{"sunrise", "sunset", "dawn", "dusk"} {
		at[column] = slices.Index(table.Columns, column)
	}
	for row, err := range table.Rows() {
		var refused *directory.Refused
		if errors.As(err, &refused) {
			h.read.Refused = append(h.read.Refused, *refused)
			continue
		}
		if err != nil {
			return err
		}
		field := func(column string) string {
			if at[column] < 0 {
				return ""
			}
			return strings.TrimSpace(row.Fields[at[column]])
		}
		said, err := ourRow(field)
		if err != nil {
			h.refuse(row.Where(), "%v", err)
			continue
		}
		h.add(row.Where(), said)
	}
	return nil
}

func ourRow(field func(string) string) (row hours.Row, err error) {
	row = hours.Row{Kind: hours.Kind(field("kind")), Region: field("region"), Name: field("name")}
	if row.From, err = date("from", field("from")); err != nil {
		return row, err
	}
	row.To = row.From
	if to := field("to"); to != "" {
		if row.To, err = date("to", to); err != nil {
			return row, err
		}
	}
	if row.Kind != hours.Sun {
		return row, nil
	}
	for _, of := range []struct {
		column string
		minute *hours.Minute
	}{{"sunrise", &row.Sun.Rise}, {"sunset", &row.Sun.Set}, {"dawn", &row.Sun.Dawn}, {"dusk", &row.Sun.Dusk}} {
		at, err := time.Parse("15:04", field(of.column))
		if err != nil {
			return row, fmt.Errorf("column %s %.40q is not a time like 06:42", of.column, field(of.column))
		}
		*of.minute = hours.Minute(at.Hour()*60 + at.Minute())
	}
	return row, nil
}

func date(column, text string) (time.Time, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return at, fmt.Errorf("column %s %.40q is not a date like 2026-12-25", column, text)
	}
	return at, nil
}

// compare takes the public holidays out that rules give, and says where the file and the rules contradict each other.
func (read *HolidayRead) compare() {
	calendars := map[string]*hours.Calendar{}
	listed := map[string]map[time.Time]string{}
	read.Rows = slices.DeleteFunc(read.Rows, func(row hours.Row) bool {
		if row.Kind != hours.Public || !hours.HasRule(row.Region) {
			return false
		}
		if calendars[row.Region] == nil {
			calendars[row.Region] = hours.NewCalendar(time.UTC, row.Region, nil)
			listed[row.Region] = map[time.Time]string{}
		}
		for day := row.From; !day.After(row.To); day = day.AddDate(0, 0, 1) {
			listed[row.Region][day] = row.Name
		}
		return true
	})
	differs := map[string]bool{}
	for region, days := range listed {
		sorted := slices.SortedFunc(maps.Keys(days), time.Time.Compare)
		said := map[string]bool{}
		differ := func(day time.Time, name, how string) {
			if !said[name+how] { // once, not for every year
				said[name+how] = true
				differs[fmt.Sprintf("%s, %s (%s): %s", region, name, day.Format(time.DateOnly), how)] = true
			}
		}
		for day := sorted[0]; !day.After(sorted[len(sorted)-1]); day = day.AddDate(0, 0, 1) {
			rule, known := calendars[region].PublicHoliday(day)
			name, inFile := days[day]
			switch {
			case inFile && !known:
				differ(day, name, "in the file, doubtful by law")
			case inFile && rule == "":
				differ(day, name, "in the file, not in the rules")
			case inFile:
				read.Known++
			case rule != "":
				differ(day, rule, "in the rules, not in the file")
			}
		}
	}
	read.Differs = slices.Sorted(maps.Keys(differs))
}
