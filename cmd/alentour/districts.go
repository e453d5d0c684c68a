package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
)

type importDistrictsCmd struct {
	File       string  `arg:"" help:"GeoJSON FeatureCollection of polygons, longitude first." type:"existingfile"`
	City       string  `required:"" help:"Code of the city, added before with: alentour city add."`
	Kind       string  `required:"" help:"What each feature is, in one word: quartier. With city, the feature of the city's own code gives the city its shape."`
	Code       string  `required:"" help:"Property that holds the code."`
	Name       string  `required:"" help:"Property that holds the name."`
	Parent     string  `help:"Property that holds the code of the district above; made as a union where it is not there."`
	ParentName string  `help:"Property that holds the name of the district above."`
	ParentKind string  `help:"What a made parent is (default: the name of the --parent property)."`
	AccuracyM  float64 `name:"accuracy-m" help:"How far the borders may be from the truth, metres."`
	Source     string  `help:"Who drew the borders (default: the file's name)."`
	Repair     bool    `help:"Mend shapes that cross themselves instead of refusing them."`
	Prune      bool    `help:"Remove the districts of this kind that the file does not list." env:"-"`
	DryRun     bool    `help:"Only say what would change."`
	JSON       bool    `name:"json" help:"Report as JSON."`
}

// Run imports the file and prints its report.
func (c importDistrictsCmd) Run(a *app) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	name := filepath.Base(c.File)
	report, err := directory.NewCities(pool).ImportDistricts(a.ctx, directory.DistrictFile{
		City: c.City, Kind: c.Kind, ParentKind: c.parentKind(),
		AccuracyM: c.AccuracyM, Source: cmp.Or(c.Source, name), Repair: c.Repair, Prune: c.Prune, DryRun: c.DryRun,
	}, c.rows(file, name))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.out, c.wire(report))
	}
	return c.print(a.out, report)
}

// parentKind takes the property for the kind where it is one word.
func (c importDistrictsCmd) parentKind() string {
	if c.ParentKind == "" && strings.Trim(c.Parent, "abcdefghijklmnopqrstuvwxyz") == "" {
		return c.Parent
	}
	return c.ParentKind
}

func (c importDistrictsCmd) rows(file io.Reader, name string) iter.Seq2[directory.DistrictRow, error] {
	return func(yield func(directory.DistrictRow, error) bool) {
		for feature, err := range formats.Features(file, name) {
			var row directory.DistrictRow
			if err == nil {
				row, err = c.row(feature)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func (c importDistrictsCmd) row(f formats.Feature) (row directory.DistrictRow, err error) {
	row.Where = f.Where
	refuse := func(err error) (directory.DistrictRow, error) {
		return row, &directory.Refused{Where: f.Where, Reason: err.Error()}
	}
	for _, p := range []struct {
		into     *string
		property string
		needed   bool
	}{{&row.Code, c.Code, true}, {&row.Name, c.Name, true}, {&row.Parent, c.Parent, false}, {&row.ParentName, c.ParentName, false}} {
		if p.property == "" {
			continue
		}
		if *p.into, err = property(f, p.property, p.needed); err != nil {
			return refuse(err)
		}
	}
	switch g := f.Geometry.(type) {
	case orb.Polygon:
		row.Shape = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		row.Shape = g
	default:
		return refuse(fmt.Errorf("geometry: a %s, but a Polygon or MultiPolygon is needed", f.Geometry.GeoJSONType()))
	}
	return row, nil
}

// property reads a text or a number as text.
func property(f formats.Feature, name string, needed bool) (string, error) {
	switch v := f.Properties[name].(type) {
	case string:
		if v = strings.TrimSpace(v); v != "" || !needed {
			return v, nil
		}
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case nil:
		if !needed {
			return "", nil
		}
	default:
		return "", fmt.Errorf("property %q: %v is not a text or a number", name, v)
	}
	return "", fmt.Errorf("no property %q; there are %.200s", name, strings.Join(slices.Sorted(maps.Keys(f.Properties)), ", "))
}

func (c importDistrictsCmd) print(w io.Writer, r directory.DistrictReport) error {
	p := printer{w: w}
	if c.DryRun {
		p.line("dry run, nothing was written:")
	}
	p.line("districts of %s: %d added, %d updated, %d unchanged, %d refused", c.City, r.Added, r.Updated, r.Unchanged, len(r.Refused))
	if r.Elsewhere > 0 {
		p.line("  %d features of other cities left out", r.Elsewhere)
	}
	if len(r.Made) > 0 {
		p.line("  made as the union of their districts: %s", few(r.Made))
	}
	p.findings("refused", r.Refused)
	p.findings("mended", r.Repaired)
	if len(r.NotInFile) > 0 {
		p.line("  not in this file, kept: %s", few(r.NotInFile))
	}
	if len(r.Removed) > 0 {
		p.line("  removed: %s", few(r.Removed))
	}
	for _, o := range r.Overlaps {
		p.line("  suspicious: the districts of %s overlap by %.2f km²; a place there belongs to the lowest code", o.Parent, o.AreaM2/1e6)
	}
	for i, m := range r.Moves {
		if i == maxPrinted {
			p.line("  … and %d more moves", len(r.Moves)-i)
			break
		}
		p.line("  %d places moved from %s to %s", m.Places, cmp.Or(m.From, "no district"), cmp.Or(m.To, "no district"))
	}
	if r.PublicCells > 0 {
		p.line("  %d public cells", r.PublicCells)
	}
	return p.err
}

type districtsJSON struct {
	City        string        `json:"city"`
	DryRun      bool          `json:"dry_run"`
	Added       int           `json:"added"`
	Updated     int           `json:"updated"`
	Unchanged   int           `json:"unchanged"`
	Elsewhere   int           `json:"elsewhere"`
	Made        []string      `json:"made"`
	NotInFile   []string      `json:"not_in_file"`
	Removed     []string      `json:"removed"`
	Refused     []findingJSON `json:"refused"`
	Repaired    []findingJSON `json:"repaired"`
	Overlaps    []overlapJSON `json:"overlaps"`
	Moves       []moveJSON    `json:"moves"`
	PublicCells int           `json:"public_cells"`
}

type overlapJSON struct {
	Parent string  `json:"parent"`
	AreaM2 float64 `json:"area_m2"`
}

// moveJSON has no district where from or to is empty.
type moveJSON struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Places int    `json:"places"`
}

func (c importDistrictsCmd) wire(r directory.DistrictReport) districtsJSON {
	wire := districtsJSON{
		City: c.City, DryRun: c.DryRun, Added: r.Added, Updated: r.Updated, Unchanged: r.Unchanged, Elsewhere: r.Elsewhere,
		Made: append([]string{}, r.Made...), NotInFile: append([]string{}, r.NotInFile...),
		Removed: append([]string{}, r.Removed...), Refused: wireFindings(r.Refused), Repaired: wireFindings(r.Repaired),
		Overlaps: []overlapJSON{}, Moves: []moveJSON{}, PublicCells: r.PublicCells,
	}
	for _, o := range r.Overlaps {
		wire.Overlaps = append(wire.Overlaps, overlapJSON(o))
	}
	for _, m := range r.Moves {
		wire.Moves = append(wire.Moves, moveJSON(m))
	}
	return wire
}

func wireFindings(list []directory.Refused) []findingJSON {
	wire := make([]findingJSON, len(list))
	for i, f := range list {
		wire[i] = findingJSON(f)
	}
	return wire
}

// maxPrinted bounds each list of a report on a terminal; --json has them whole.
const maxPrinted = 20

// printer remembers the first error, so that a report reads as a list of lines.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	_, err := fmt.Fprintf(p.w, format+"\n", args...)
	p.err = errors.Join(p.err, err)
}

func (p *printer) findings(what string, list []directory.Refused) {
	for i, f := range list {
		if i == maxPrinted {
			p.line("  … and %d more %s", len(list)-i, what)
			return
		}
		p.line("  %s: %s: %s", what, f.Where, f.Reason)
	}
}

func few(codes []string) string {
	if len(codes) > maxPrinted {
		return fmt.Sprintf("%s … (%d)", strings.Join(codes[:maxPrinted], " "), len(codes))
	}
	return strings.Join(codes, " ")
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
