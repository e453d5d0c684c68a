package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

type importHolidaysCmd struct {
	File    string   `arg:"" optional:"" help:"A table kind,region,name,from,to; the school calendar of data.education.gouv.fr (CSV); a country of opening_hours.js (YAML)." type:"existingfile"`
	Zone    []string `sep:"none" placeholder:"ZONE=REGION,…" help:"Which regions a zone, an academy or a state of the file stands for: \"Zone B=FR-13,FR-83\". Repeat it for each."`
	Country string   `placeholder:"CODE" help:"Country of a YAML file (default: its name, as in de.yaml)."`
	Name    string   `help:"Name of the table (default: the file's name without its date). Importing it again replaces it."`
	Remove  string   `placeholder:"NAME" help:"Forget a table instead."`
	DryRun  bool     `help:"Only say what would change."`
	JSON    bool     `name:"json" help:"Report as JSON."`
}

// Run imports the file, or removes a table, and prints its report.
func (c importHolidaysCmd) Run(a *app) error {
	if (c.File == "") == (c.Remove == "") {
		return errors.New("either a file to import or --remove NAME")
	}
	if c.Remove != "" {
		return c.remove(a)
	}
	file := filepath.Base(c.File)
	read, err := c.read(file)
	if err != nil {
		return err
	}
	report := holidaysJSON{
		Table: cmp.Or(c.Name, datasetOf(strings.TrimSuffix(file, filepath.Ext(file)))), File: file, Format: read.Format, DryRun: c.DryRun, Says: saysOf(read.Rows),
		Known: read.Known, Differs: append([]string{}, read.Differs...), PassedOver: append([]string{}, read.Passed...), Refused: wireFindings(read.Refused),
	}
	if len(read.Rows) > 0 || read.Known == 0 {
		pool, leave, err := a.open(a.ctx)
		if err != nil {
			return err
		}
		defer leave()
		table := hours.Table{Source: report.Table, Rows: read.Rows}
		if report.Outcome, err = directory.NewHolidays(pool).Put(a.ctx, table, file, c.DryRun); err != nil {
			return errors.Join(err, firstRefused(read.Refused))
		}
	}
	if c.JSON {
		return printJSON(a.out, report)
	}
	return report.print(a.out)
}

func (c importHolidaysCmd) remove(a *app) error {
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := directory.NewHolidays(pool).Remove(a.ctx, c.Remove); err != nil {
		return err
	}
	p := printer{w: a.out}
	p.line("%s is forgotten", c.Remove)
	return p.err
}

var countryFile = regexp.MustCompile(`^[a-z]{2}\.ya?ml$`)

func (c importHolidaysCmd) read(name string) (*formats.HolidayRead, error) {
	zones := map[string][]string{}
	for _, text := range c.Zone {
		zone, regions, ok := strings.Cut(text, "=")
		if !ok || zone == "" {
			return nil, fmt.Errorf("--zone %q: ZONE=REGION is needed, as in \"Zone B=FR-13\"", text)
		}
		zones[zone] = append(zones[zone], strings.Split(regions, ",")...)
	}
	country := c.Country
	if country == "" && countryFile.MatchString(name) {
		country = strings.ToUpper(name[:2])
	}
	file, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return formats.ReadHolidays(file, formats.HolidayFile{Name: name, Zones: zones, Country: country})
}

// firstRefused says why a file came to nothing, when its rows were at fault.
func firstRefused(rows []directory.Refused) error {
	if len(rows) == 0 {
		return nil
	}
	return &rows[0]
}

type holidaysJSON struct {
	Table      string            `json:"table"`
	File       string            `json:"file"`
	Format     string            `json:"format"`
	DryRun     bool              `json:"dry_run"`
	Outcome    directory.Outcome `json:"outcome"` // empty: nothing that was not known by rule
	Says       []saysJSON        `json:"says"`
	Known      int               `json:"known_by_rule"`
	Differs    []string          `json:"differs_from_rules"`
	PassedOver []string          `json:"passed_over"`
	Refused    []findingJSON     `json:"refused"`
}

// saysJSON is what a table says of a region: before the first and after the last day, nothing.
type saysJSON struct {
	Kind   hours.Kind `json:"kind"`
	Region string     `json:"region"`
	Rows   int        `json:"rows"`
	From   string     `json:"from"`
	To     string     `json:"to"`
}

func saysOf(rows []hours.Row) []saysJSON {
	list := []saysJSON{}
	for _, r := range rows {
		from, to := r.From.Format("2006-01-02"), r.To.Format("2006-01-02")
		i := slices.IndexFunc(list, func(c saysJSON) bool { return c.Kind == r.Kind && c.Region == r.Region })
		if i < 0 {
			list = append(list, saysJSON{r.Kind, r.Region, 1, from, to})
			continue
		}
		c := &list[i]
		c.Rows, c.From, c.To = c.Rows+1, min(c.From, from), max(c.To, to)
	}
	slices.SortFunc(list, func(a, b saysJSON) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Region, b.Region))
	})
	return list
}

func (r holidaysJSON) print(w io.Writer) error {
	p := printer{w: w}
	if r.DryRun {
		p.line("dry run, nothing was written:")
	}
	p.line("%s from %s, a %s: %s", r.Table, r.File, r.Format, cmp.Or(string(r.Outcome), "nothing that rules do not say"))
	for i, c := range r.Says {
		if i == maxPrinted {
			p.line("  … and %d more", len(r.Says)-i)
			break
		}
		p.line("  %s, %s to %s, %d rows: %s", c.Region, c.From, c.To, c.Rows, map[hours.Kind]string{
			hours.Public: "public holidays", hours.School: "school holidays", hours.Sun: "the sun",
		}[c.Kind])
	}
	if r.Known > 0 {
		p.line("  %d public holidays are known by rule", r.Known)
	}
	if len(r.Differs) > 0 {
		p.line("  %d where the file differs from the rules, which stay:", len(r.Differs))
	}
	for _, d := range r.Differs[:min(len(r.Differs), maxPrinted)] {
		p.line("    %s", d)
	}
	if len(r.PassedOver) > 0 {
		p.line("  passed over, as no --zone says which regions they are: %s", strings.Join(r.PassedOver, ", "))
	}
	p.findings("refused", r.rows())
	return p.err
}

func (r holidaysJSON) rows() (rows []directory.Refused) {
	for _, f := range r.Refused {
		rows = append(rows, directory.Refused(f))
	}
	return rows
}
