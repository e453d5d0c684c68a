package directory

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// makeParents adds the parents that the rows name and nobody has; their shape comes with their districts.
func (in *districtImport) makeParents(ctx context.Context, tx pgx.Tx) error {
	if in.Kind == cityKind {
		return nil
	}
	names := map[string]string{}
	for _, row := range in.rows {
		if row.Parent != "" && names[row.Parent] == "" {
			names[row.Parent] = parentName(row, in.ParentKind)
		}
	}
	codes, texts := pairs(names)
	rows, err := tx.Query(ctx, `
		insert into districts (code, kind, parent_id, city_id, name, source)
		select code, @kind, @city::bigint, @city, name, @source from unnest(@codes::text[], @names::text[]) as made(code, name)
		where not exists (select from districts d where d.code = made.code)
		returning code`,
		pgx.StrictNamedArgs{"kind": in.ParentKind, "city": in.city, "source": unionSource, "codes": codes, "names": texts})
	if err != nil {
		return err
	}
	in.report.Made, err = pgx.CollectRows(rows, pgx.RowTo[string])
	slices.Sort(in.report.Made)
	return err
}

// write adds and updates the districts of the file.
func (in *districtImport) write(ctx context.Context, tx pgx.Tx, shapes [][]byte) error {
	codes, names, parents := make([]string, len(in.rows)), make([]string, len(in.rows)), make([]string, len(in.rows))
	for i, row := range in.rows {
		codes[i], names[i], parents[i] = row.Code, row.Name, row.Parent
	}
	args := pgx.StrictNamedArgs{
		"city": in.city, "kind": in.Kind, "accuracy": in.AccuracyM, "source": in.Source,
		"codes": codes, "shapes": shapes,
	}
	statement := `
		update districts d set geom = f.geom, accuracy_m = @accuracy, source = @source
		from (select code, ST_GeomFromWKB(b, 4326) as geom from unnest(@codes::text[], @shapes::bytea[]) as f(code, b)) f
		where d.id = @city and d.code = f.code and d.kind = @kind
		  and (d.geom, d.accuracy_m, d.source) is distinct from (f.geom, @accuracy::float8, @source::text)
		returning false`
	if in.Kind != cityKind {
		args["names"], args["parents"] = names, parents
		statement = `
			insert into districts as d (code, kind, parent_id, city_id, name, geom, accuracy_m, source)
			select f.code, @kind, coalesce(p.id, @city), @city, f.name, ST_GeomFromWKB(f.b, 4326), @accuracy, @source
			from unnest(@codes::text[], @names::text[], @parents::text[], @shapes::bytea[]) as f(code, name, parent, b)
			left join districts p on p.code = f.parent
			on conflict (code) do update set kind = excluded.kind, parent_id = excluded.parent_id, name = excluded.name,
				geom = excluded.geom, accuracy_m = excluded.accuracy_m, source = excluded.source
			where (d.kind, d.parent_id, d.name, d.geom, d.accuracy_m, d.source) is distinct from
				(excluded.kind, excluded.parent_id, excluded.name, excluded.geom, excluded.accuracy_m, excluded.source)
			returning xmax = 0 -- true for a row that was not there`
	}
	rows, err := tx.Query(ctx, statement, args)
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
	in.report.Unchanged = len(in.rows) - len(added)

	rows, err = tx.Query(ctx, `
		select code from districts where city_id = $1 and kind = $2 and code <> all($3) and source <> $4
		order by code collate "C"`, in.city, in.Kind, codes, unionSource)
	if err != nil {
		return err
	}
	in.report.NotInFile, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return err
}

// prune removes what the file leaves out, if so told, and made parents that have lost all their districts: the shape they
// were last given would claim places for ever.
func (in *districtImport) prune(ctx context.Context, tx pgx.Tx) error {
	const childless = ` and not exists (select from districts c where c.parent_id = d.id) returning d.code`
	remove := func(where string, args ...any) (int, error) {
		rows, err := tx.Query(ctx, `delete from districts d where d.city_id = $1 and `+where+childless, args...)
		if err != nil {
			return 0, err
		}
		gone, err := pgx.CollectRows(rows, pgx.RowTo[string])
		in.report.Removed = append(in.report.Removed, gone...)
		return len(gone), err
	}
	if in.Prune {
		if _, err := remove(`d.code = any($2)`, in.city, in.report.NotInFile); err != nil {
			return fmt.Errorf("pruning: %w", err)
		}
		in.report.NotInFile = slices.DeleteFunc(in.report.NotInFile, func(code string) bool {
			return slices.Contains(in.report.Removed, code)
		})
	}
	for n := 1; n > 0; { // a parent of made parents is empty once they are gone
		var err error
		if n, err = remove(`d.source = $2`, in.city, unionSource); err != nil {
			return fmt.Errorf("removing empty parents: %w", err)
		}
	}
	slices.Sort(in.report.Removed)
	return nil
}

// parentName is what a made parent is called: what the file says, or the ordinal in the codes of the arrondissements of
// Paris (751xx), Lyon (6938x) and Marseille (132xx) (INSEE, code officiel géographique), or its code.
func parentName(row DistrictRow, kind string) string {
	if name := strings.TrimSpace(row.ParentName); name != "" {
		return name
	}
	n, err := strconv.Atoi(row.Parent)
	if kind == "arrondissement" && err == nil && len(row.Parent) == 5 {
		for _, first := range []int{75100, 69380, 13200} {
			if n > first && n <= first+20 {
				return ordinal(n-first) + " arrondissement"
			}
		}
	}
	return kind + " " + row.Parent
}

func ordinal(n int) string {
	if n == 1 {
		return "1er"
	}
	return fmt.Sprintf("%de", n)
}

func pairs(m map[string]string) (keys, values []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		values = append(values, m[k])
	}
	return keys, values
}
