package directory

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

// DistrictFile says what a file of districts is.
type DistrictFile struct {
	City       string  // code of the city, which must be known
	Kind       string  // of every district in the file: "quartier"; "city" gives the city its own shape
	ParentKind string  // of the parents that have to be made: "arrondissement"; empty = "district"
	AccuracyM  float64 // how far the borders may be from the truth, metres
	Source     string  // who says so, as people read it
	Repair     bool    // mend shapes that cross themselves instead of refusing them
	Prune      bool    // remove the districts of this kind that the file does not list
	DryRun     bool    // report only
}

// DistrictRow is one district of a file.
type DistrictRow struct {
	Where      string // for messages: "quartiers.geojson: feature 3"
	Code       string
	Name       string
	Parent     string           // code of the district above; empty = the city
	ParentName string           // when the parent has to be made; empty = a name made from its code
	Shape      orb.MultiPolygon // closed rings, degrees
}

// DistrictReport says what an import of districts did, or would do.
type DistrictReport struct {
	Added, Updated, Unchanged int
	Made                      []string // codes of the parents made as the union of their districts
	Refused                   []Refused
	Repaired                  []Refused // with what was wrong
	Elsewhere                 int       // rows of other cities, left out (kind "city" only)
	NotInFile                 []string  // codes of this kind that the file does not list, kept
	Removed                   []string  // codes removed by Prune, and of made parents that nothing lies below any more
	Overlaps                  []Overlap
	Moves                     []Move
	PublicCells               int
}

// Overlap says by how much the districts below one parent lie over each other. A point there belongs to the lowest code.
type Overlap struct {
	Parent string
	AreaM2 float64
}

// Move counts places that a border moved from one district to another. An empty code is no district.
type Move struct {
	From, To string
	Places   int
}

// maxDistricts bounds one file; France has 35,000 communes, a city a few hundred quarters.
const maxDistricts = 50_000

// unionSource is the source of a shape made from the shapes below it; such a shape follows them.
const unionSource = "union of its districts"

func (f DistrictFile) check() error {
	switch {
	case !kindForm.MatchString(f.Kind):
		return invalid("kind", "%q is not 1 to 32 small letters", f.Kind)
	case !kindForm.MatchString(f.ParentKind) || f.ParentKind == cityKind:
		return invalid("parent-kind", "%q is not 1 to 32 small letters other than %q", f.ParentKind, cityKind)
	case !(f.AccuracyM >= 0 && f.AccuracyM <= 50_000):
		return invalid("accuracy-m", "%v is not between 0 and 50000", f.AccuracyM)
	case f.Source == unionSource:
		return invalid("source", "%q is kept for shapes made here", f.Source)
	}
	return nil
}

const cityKind = "city"

// ImportDistricts reads the districts of a city: in one transaction, or not at all. A [*Refused] in rows leaves its row
// out and is reported; any other error ends the import.
//
// Parents that are not there are made, the city and made parents take the union of what lies below them, outlines are
// drawn anew, and every place finds its district again (W2). The same file again changes nothing.
func (c *Cities) ImportDistricts(ctx context.Context, file DistrictFile, rows iter.Seq2[DistrictRow, error]) (DistrictReport, error) {
	if file.ParentKind == "" {
		file.ParentKind = "district"
	}
	if file.Source == "" {
		file.Source = file.Kind
	}
	in := districtImport{DistrictFile: file}
	err := file.check()
	if err == nil {
		err = c.rehearse(ctx, file.DryRun, func(tx pgx.Tx) error { return in.run(ctx, tx, rows) })
	}
	if err != nil {
		return in.report, fmt.Errorf("districts of %s: %w", file.City, err)
	}
	return in.report, nil
}

// districtImport is one import under way.
type districtImport struct {
	DistrictFile
	city   int64
	rows   []DistrictRow
	report DistrictReport
}

func (in *districtImport) run(ctx context.Context, tx pgx.Tx, rows iter.Seq2[DistrictRow, error]) (err error) {
	if in.city, err = cityNumber(ctx, tx, in.City); err != nil {
		return err
	}
	zone := ""
	if err = tx.QueryRow(ctx, `select timezone from districts where id = $1`, in.city).Scan(&zone); err != nil {
		return err
	}
	if err = in.collect(rows, zone); err != nil {
		return err
	}
	if err = in.refuseForeign(ctx, tx); err != nil {
		return err
	}
	shapes, err := in.refuseBroken(ctx, tx)
	if err != nil {
		return err
	}
	if len(in.rows) == 0 {
		return in.nothing()
	}
	if err = in.makeParents(ctx, tx); err != nil {
		return err
	}
	if err = in.write(ctx, tx, shapes); err != nil {
		return err
	}
	if err = in.prune(ctx, tx); err != nil {
		return err
	}
	tree, err := readTree(ctx, tx, in.city)
	if err != nil {
		return err
	}
	if err = tree.unite(ctx, tx); err != nil {
		return err
	}
	if in.report.Overlaps, err = tree.overlaps(ctx, tx); err != nil {
		return err
	}
	if err = tree.outline(ctx, tx); err != nil {
		return err
	}
	if _, err = tree.sum(ctx, tx); err != nil { // parents may be new
		return err
	}
	if in.report.Moves, err = placePlaces(ctx, tx, in.city); err != nil {
		return err
	}
	in.report.PublicCells, err = cutCity(ctx, tx, in.city)
	return err
}

func (in *districtImport) refuse(row DistrictRow, reason string, args ...any) {
	in.report.Refused = append(in.report.Refused, Refused{row.Where, fmt.Sprintf(reason, args...)})
}

func (in *districtImport) nothing() error {
	if len(in.report.Refused) > 0 {
		first := in.report.Refused[0]
		return fmt.Errorf("all %d were refused, the first: %w", len(in.report.Refused), &first)
	}
	if in.Kind == cityKind {
		return fmt.Errorf("none of the %d features has the code %s", in.report.Elsewhere, in.City)
	}
	return errors.New("the file has no feature")
}

// collect reads the rows and refuses what can be judged without the database.
func (in *districtImport) collect(rows iter.Seq2[DistrictRow, error], zone string) error {
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
		row.Name = strings.TrimSpace(row.Name)
		if in.Kind == cityKind {
			if row.Code != in.City {
				in.report.Elsewhere++
				continue
			}
			row.Parent = ""
		}
		before, twice := first[row.Code]
		switch {
		case !codeForm.MatchString(row.Code):
			in.refuse(row, "code %q is not 1 to 32 letters, digits, - or _", row.Code)
		case twice:
			in.refuse(row, "code %s stands already at %s", row.Code, before)
		case row.Name == "":
			in.refuse(row, "%s has no name", row.Code)
		case row.Parent != "" && !codeForm.MatchString(row.Parent):
			in.refuse(row, "parent %q is not 1 to 32 letters, digits, - or _", row.Parent)
		case row.Parent == row.Code:
			in.refuse(row, "%s is its own parent", row.Code)
		case row.Code == in.City && in.Kind != cityKind:
			in.refuse(row, "%s is the city's own code; its shape is imported with kind %q", row.Code, cityKind)
		default:
			if fault := shapeFault(row.Shape, zone); fault != "" {
				in.refuse(row, "%s: %s", row.Code, fault)
				break
			}
			first[row.Code] = row.Where
			in.rows = append(in.rows, row)
		}
		if len(in.rows) > maxDistricts {
			return fmt.Errorf("more than %d districts in one file", maxDistricts)
		}
	}
	return nil
}

// refuseForeign refuses codes that are, or hang under, a district of another city or of the same file.
func (in *districtImport) refuseForeign(ctx context.Context, tx pgx.Tx) error {
	codes := make([]string, 0, 2*len(in.rows))
	for _, row := range in.rows {
		codes = append(codes, row.Code, row.Parent)
	}
	rows, err := tx.Query(ctx, `
		select d.code, coalesce(c.code, d.code) from districts d left join districts c on c.id = d.city_id
		where d.code = any($1) and coalesce(d.city_id, d.id) <> $2`, codes, in.city)
	if err != nil {
		return err
	}
	foreign := map[string]string{}
	var code, city string
	if _, err = pgx.ForEachRow(rows, []any{&code, &city}, func() error { foreign[code] = city; return nil }); err != nil {
		return err
	}
	here := map[string]bool{}
	for _, row := range in.rows {
		here[row.Code] = true
	}
	in.rows = slices.DeleteFunc(in.rows, func(row DistrictRow) bool {
		switch {
		case foreign[row.Code] != "":
			in.refuse(row, "code %s is already a district of city %s", row.Code, foreign[row.Code])
		case foreign[row.Parent] != "":
			in.refuse(row, "parent %s is a district of city %s", row.Parent, foreign[row.Parent])
		case here[row.Parent]:
			in.refuse(row, "parent %s stands in the same file, whose districts are all of kind %s", row.Parent, in.Kind)
		default:
			return false
		}
		return true
	})
	return nil
}

// refuseBroken refuses shapes that PostGIS calls invalid, with its reason, and gives the others as it will hold them:
// outer rings counter-clockwise, one MultiPolygon each.
func (in *districtImport) refuseBroken(ctx context.Context, tx pgx.Tx) ([][]byte, error) {
	shapes := make([][]byte, len(in.rows))
	for i, row := range in.rows {
		b, err := wkb.Marshal(row.Shape)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", row.Where, err)
		}
		shapes[i] = b
	}
	// ST_CollectionExtract keeps the polygons of what ST_MakeValid gives, which may hold lines and points too
	rows, err := tx.Query(ctx, `
		select coalesce(reason, ''), ST_AsBinary(ST_ForcePolygonCCW(ST_Multi(
			case when reason is null then g else ST_CollectionExtract(ST_MakeValid(g), 3) end)))
		from (select i, g, case when not ST_IsValid(g) then ST_IsValidReason(g) end as reason
		      from unnest($1::bytea[]) with ordinality as s(b, i), ST_GeomFromWKB(b, 4326) g) checked
		order by i`, shapes)
	if err != nil {
		return nil, err
	}
	i, kept := 0, 0
	var reason string
	var shape []byte
	_, err = pgx.ForEachRow(rows, []any{&reason, &shape}, func() error {
		row := in.rows[i]
		i++
		if reason != "" {
			if !in.Repair {
				in.refuse(row, "%s: the shape is not valid: %s", row.Code, reason)
				return nil
			}
			in.report.Repaired = append(in.report.Repaired, Refused{row.Where, row.Code + ": " + reason})
		}
		in.rows[kept], shapes[kept] = row, shape
		shape = nil
		kept++
		return nil
	})
	in.rows = in.rows[:kept]
	return shapes[:kept], err
}
