package directory

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// FigureFile says what a file of figures about districts is.
type FigureFile struct {
	City     string   // code of the city, which must be known
	Measures []string // what the file says: "population", "poverty_rate", …
	Source   string   // who says so, as people read it
	DryRun   bool     // report only
}

// FigureRow is what a file says of one district.
type FigureRow struct {
	Where  string             // for messages: "need.csv: line 3"
	Code   string             // of the district
	Values map[string]float64 // by measure; a measure that is absent is not known
}

// FigureReport says what an import of figures did, or would do.
type FigureReport struct {
	Districts                          int // rows taken in
	Added, Updated, Unchanged, Removed int // figures; removed: the file no longer knows them
	Derived                            int // populations of districts summed from those below
	Refused                            []Refused
	PublicCells                        int
}

// sumSource is the source of a population that is the sum of those below.
const sumSource = "sum of its districts"

var measureForm = regexp.MustCompile(`^[a-z0-9_]{1,48}$`)

// measureFault says why a value cannot be. Populations count people, a rate is a percentage and a share lies between 0
// and 1; of other measures nothing is known but that they are numbers.
func measureFault(measure string, v float64) string {
	switch {
	case math.IsNaN(v) || math.Abs(v) > 1e15:
		return "not a usable number"
	case strings.HasPrefix(measure, "population") && v < 0:
		return "less than nobody"
	case strings.HasSuffix(measure, "_rate") && (v < 0 || v > 100):
		return "a rate is between 0 and 100 percent"
	case strings.HasSuffix(measure, "_share") && (v < 0 || v > 1):
		return "a share is between 0 and 1"
	}
	return ""
}

// ImportFigures reads figures of the districts of a city: in one transaction, or not at all. A [*Refused] in rows leaves
// its row out and is reported; any other error ends the import.
//
// Of each district in the file, the measures of the file become what the file says. Populations of districts above are
// then the sum of those below, unless a file says them; rates are never summed. The public cells follow.
func (c *Cities) ImportFigures(ctx context.Context, file FigureFile, rows iter.Seq2[FigureRow, error]) (FigureReport, error) {
	in := figureImport{FigureFile: file}
	err := file.check()
	if err == nil {
		err = c.rehearse(ctx, file.DryRun, func(tx pgx.Tx) error { return in.run(ctx, tx, rows) })
	}
	if err != nil {
		return in.report, fmt.Errorf("figures of %s: %w", file.City, err)
	}
	return in.report, nil
}

func (f FigureFile) check() error {
	if len(f.Measures) == 0 {
		return &Invalid{"map", "no measure is named"}
	}
	for _, m := range f.Measures {
		if !measureForm.MatchString(m) {
			return invalid("map", "measure %q is not 1 to 48 small letters, digits or _", m)
		}
	}
	if f.Source == sumSource {
		return invalid("source", "%q is kept for sums made here", f.Source)
	}
	return nil
}

// figureImport is one import under way.
type figureImport struct {
	FigureFile
	districts []int64 // taken in
	owners    []int64 // one row per figure: district, measure, value
	measures  []string
	values    []float64
	report    FigureReport
}

func (in *figureImport) run(ctx context.Context, tx pgx.Tx, rows iter.Seq2[FigureRow, error]) error {
	city, err := cityNumber(ctx, tx, in.City)
	if err != nil {
		return err
	}
	tree, err := readTree(ctx, tx, city)
	if err != nil {
		return err
	}
	if err = in.collect(rows, tree); err != nil {
		return err
	}
	if len(in.districts) == 0 {
		if len(in.report.Refused) > 0 {
			first := in.report.Refused[0]
			return fmt.Errorf("all %d rows were refused, the first: %w", len(in.report.Refused), &first)
		}
		return errors.New("the file has no row")
	}
	if err = in.write(ctx, tx); err != nil {
		return err
	}
	if in.report.Derived, err = tree.sum(ctx, tx); err != nil {
		return err
	}
	in.report.PublicCells, err = cutCity(ctx, tx, city)
	return err
}

func (in *figureImport) collect(rows iter.Seq2[FigureRow, error], tree *tree) error {
	known := map[string]int64{}
	for _, n := range tree.nodes {
		known[n.code] = n.num
	}
	first := map[string]string{} // where each code stands
	for row, err := range rows {
		var refused *Refused
		if errors.As(err, &refused) {
			in.report.Refused = append(in.report.Refused, *refused)
			continue
		}
		if err != nil {
			return err
		}
		if fault := rowFault(row, known, first); fault != "" {
			in.report.Refused = append(in.report.Refused, Refused{row.Where, fault})
			continue
		}
		first[row.Code] = row.Where
		in.districts = append(in.districts, known[row.Code])
		for _, measure := range slices.Sorted(maps.Keys(row.Values)) {
			in.owners = append(in.owners, known[row.Code])
			in.measures = append(in.measures, measure)
			in.values = append(in.values, row.Values[measure])
		}
	}
	in.report.Districts = len(in.districts)
	return nil
}

func rowFault(row FigureRow, known map[string]int64, first map[string]string) string {
	if known[row.Code] == 0 {
		return fmt.Sprintf("code %q is no district of the city", row.Code)
	}
	if before, twice := first[row.Code]; twice {
		return fmt.Sprintf("code %s stands already at %s", row.Code, before)
	}
	for _, measure := range slices.Sorted(maps.Keys(row.Values)) {
		if fault := measureFault(measure, row.Values[measure]); fault != "" {
			return fmt.Sprintf("%s %v: %s", measure, row.Values[measure], fault)
		}
	}
	return ""
}

func (in *figureImport) write(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		insert into district_figures as f (district_id, measure, value, source)
		select owner, measure, value, $4 from unnest($1::bigint[], $2::text[], $3::float8[]) as n(owner, measure, value)
		on conflict (district_id, measure) do update set value = excluded.value, source = excluded.source
		where (f.value, f.source) is distinct from (excluded.value, excluded.source)
		returning xmax = 0 -- true for a figure that was not there`, in.owners, in.measures, in.values, in.Source)
	if err != nil {
		return err
	}
	added, err := pgx.CollectRows(rows, pgx.RowTo[bool])
	if err != nil {
		return err
	}
	for _, a := range added {
		if a {
			in.report.Added++
		} else {
			in.report.Updated++
		}
	}
	in.report.Unchanged = len(in.values) - len(added)
	gone, err := tx.Exec(ctx, `
		delete from district_figures f
		where f.district_id = any($1) and f.measure = any($2) and f.source <> $5
		  and not exists (select from unnest($3::bigint[], $4::text[]) as n(owner, measure)
		                  where n.owner = f.district_id and n.measure = f.measure)`,
		in.districts, in.Measures, in.owners, in.measures, sumSource)
	in.report.Removed = int(gone.RowsAffected())
	return err
}

// sum derives the populations of the districts above from those below, deepest first, and says how many there are. Where
// one below is not known, neither is the sum; what a file says stays.
func (t *tree) sum(ctx context.Context, tx pgx.Tx) (int, error) {
	derived := 0
	for i := len(t.nodes) - 1; i >= 0; i-- {
		n := t.nodes[i]
		if n.leaf {
			continue
		}
		var here int
		err := tx.QueryRow(ctx, `
			with below as (
				select f.measure, sum(f.value) as value from districts d join district_figures f on f.district_id = d.id
				where d.parent_id = $1 and f.measure like 'population%' group by f.measure
				having count(*) = (select count(*) from districts where parent_id = $1)),
			gone as (
				delete from district_figures f where f.district_id = $1 and f.source = $2
				and not exists (select from below where below.measure = f.measure)),
			written as (
				insert into district_figures as f (district_id, measure, value, source)
				select $1, measure, value, $2 from below
				on conflict (district_id, measure) do update set value = excluded.value
				where f.source = $2 and f.value <> excluded.value)
			select count(*) from below where not exists (
				select from district_figures f where f.district_id = $1 and f.measure = below.measure and f.source <> $2)`,
			n.num, sumSource).Scan(&here)
		if err != nil {
			return 0, fmt.Errorf("figures of %s: %w", n.code, err)
		}
		derived += here
	}
	return derived, nil
}
