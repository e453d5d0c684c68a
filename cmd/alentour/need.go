package main

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
)

type importNeedCmd struct {
	File   string            `arg:"" help:"CSV with one line per district." type:"existingfile"`
	City   string            `required:"" help:"Code of the city."`
	Code   string            `required:"" help:"Column that holds the district's code."`
	Map    map[string]string `required:"" mapsep:"," help:"Which measure stands in which column: population=pop,poverty_rate=rate (percent),poverty_share=share (0 to 1). An empty field is not known."`
	Source string            `help:"Who counted (default: the file's name)."`
	DryRun bool              `help:"Only say what would change."`
	JSON   bool              `name:"json" help:"Report as JSON."`
}

// Run imports the file and prints its report.
func (c importNeedCmd) Run(a *app) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	name := filepath.Base(c.File)
	rows, err := c.rows(file, name)
	if err != nil {
		return err
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	report, err := directory.NewCities(pool).ImportFigures(a.ctx, directory.FigureFile{
		City: c.City, Measures: slices.Sorted(maps.Keys(c.Map)), Source: cmp.Or(c.Source, name), DryRun: c.DryRun,
	}, rows)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.out, needJSON{
			City: c.City, DryRun: c.DryRun, Districts: report.Districts, Added: report.Added, Updated: report.Updated,
			Unchanged: report.Unchanged, Removed: report.Removed, Derived: report.Derived,
			Refused: wireFindings(report.Refused), PublicCells: report.PublicCells,
		})
	}
	return c.print(a.out, report)
}

func (c importNeedCmd) rows(file io.Reader, name string) (iter.Seq2[directory.FigureRow, error], error) {
	table, err := formats.ReadTable(file, name)
	if err != nil {
		return nil, err
	}
	code, err := table.Column(c.Code)
	if err != nil {
		return nil, err
	}
	columns := map[string]int{}
	for measure, column := range c.Map {
		if columns[measure], err = table.Column(column); err != nil {
			return nil, err
		}
	}
	return func(yield func(directory.FigureRow, error) bool) {
		for row, err := range table.Rows() {
			figures := directory.FigureRow{Where: row.Where()}
			if err == nil {
				figures.Code = strings.TrimSpace(row.Fields[code])
				figures.Values, err = values(row, columns)
			}
			if !yield(figures, err) {
				return
			}
		}
	}, nil
}

func values(row formats.Row, columns map[string]int) (map[string]float64, error) {
	values := map[string]float64{}
	for _, measure := range slices.Sorted(maps.Keys(columns)) {
		text := strings.TrimSpace(row.Fields[columns[measure]])
		if text == "" {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, &directory.Refused{Where: row.Where(), Reason: fmt.Sprintf("%s %.40q is not a number written like 12.5", measure, text)}
		}
		values[measure] = v
	}
	return values, nil
}

type needJSON struct {
	City        string        `json:"city"`
	DryRun      bool          `json:"dry_run"`
	Districts   int           `json:"districts"`
	Added       int           `json:"added"`
	Updated     int           `json:"updated"`
	Unchanged   int           `json:"unchanged"`
	Removed     int           `json:"removed"`
	Derived     int           `json:"derived"`
	Refused     []findingJSON `json:"refused"`
	PublicCells int           `json:"public_cells"`
}

func (c importNeedCmd) print(w io.Writer, r directory.FigureReport) error {
	p := printer{w: w}
	if c.DryRun {
		p.line("dry run, nothing was written:")
	}
	p.line("figures of %d districts of %s: %d added, %d updated, %d unchanged, %d no longer known, %d refused",
		r.Districts, c.City, r.Added, r.Updated, r.Unchanged, r.Removed, len(r.Refused))
	if r.Derived > 0 {
		p.line("  %d populations are sums of the districts below", r.Derived)
	}
	p.findings("refused", r.Refused)
	if r.PublicCells > 0 {
		p.line("  %d public cells", r.PublicCells)
	}
	return p.err
}
