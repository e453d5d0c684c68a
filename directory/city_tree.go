package directory

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"github.com/alentour/alentour/geo"
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

// tree is the districts of one city by their numbers, from the city down: a parent stands before its children.
type tree struct {
	city  int64
	nodes []node
}

type node struct {
	num      int64
	code     string
	depth    int
	leaf     bool
	accuracy float64
	united   bool // its shape is the union of those below
}

// readTree refuses a city whose districts hang in a circle.
func readTree(ctx context.Context, tx pgx.Tx, city int64) (*tree, error) {
	rows, err := tx.Query(ctx, `
		with recursive below as (
			select id, 0 as depth from districts where id = $1
			union all
			select d.id, b.depth + 1 from districts d join below b on d.parent_id = b.id)
		select d.id, d.code, b.depth, not exists (select from districts c where c.parent_id = d.id),
		       coalesce(d.accuracy_m, 0), d.geom is null or d.source = $2
		from below b join districts d on d.id = b.id order by b.depth, d.code collate "C"`, city, unionSource)
	if err != nil {
		return nil, err
	}
	t := &tree{city: city}
	var n node
	_, err = pgx.ForEachRow(rows, []any{&n.num, &n.code, &n.depth, &n.leaf, &n.accuracy, &n.united}, func() error {
		t.nodes = append(t.nodes, n)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all int
	if err = tx.QueryRow(ctx, `select count(*) from districts where city_id = $1 or id = $1`, city).Scan(&all); err != nil {
		return nil, err
	}
	if all != len(t.nodes) {
		return nil, invalid("parent", "%d districts are above and below each other", all-len(t.nodes))
	}
	return t, nil
}

// unite gives the city and every made parent the union of the shapes below, deepest first.
func (t *tree) unite(ctx context.Context, tx pgx.Tx) error {
	for i := len(t.nodes) - 1; i >= 0; i-- {
		n := t.nodes[i]
		if n.leaf || !n.united {
			continue
		}
		// the order of the children decides the order of the union's positions: equal input, equal shape
		_, err := tx.Exec(ctx, `
			update districts d set geom = u.geom, accuracy_m = u.accuracy_m, source = $2
			from (select ST_ForcePolygonCCW(ST_Multi(ST_Union(array_agg(geom order by code collate "C")))) as geom,
			             max(accuracy_m) as accuracy_m
			      from districts where parent_id = $1) u
			where d.id = $1 and u.geom is not null
			  and (d.geom, d.accuracy_m, d.source) is distinct from (u.geom, u.accuracy_m, $2)`, n.num, unionSource)
		if err != nil {
			return fmt.Errorf("uniting %s: %w", n.code, err)
		}
	}
	return nil
}

// outlineToleranceM is how far a drawn border may leave the true one: half a pixel at zoom 14. A border that is only
// known to accuracy_m is smoothed over that length.
const outlineToleranceM = 5

// outline draws every district anew. Leaves are simplified together, so that neighbours still share their border; what
// is a union of shapes is drawn as the union of their outlines.
func (t *tree) outline(ctx context.Context, tx pgx.Tx) error {
	var leaves, inner, unions []node
	for _, n := range t.nodes {
		switch {
		case n.leaf:
			leaves = append(leaves, n)
		case !n.united:
			inner = append(inner, n)
		default:
			unions = append(unions, n)
		}
	}
	if err := simplify(ctx, tx, leaves); err != nil {
		return err
	}
	if err := simplify(ctx, tx, inner); err != nil {
		return err
	}
	slices.Reverse(unions)
	for _, n := range unions {
		_, err := tx.Exec(ctx, `
			update districts d set outline = u.outline
			from (select ST_ForcePolygonCCW(ST_Multi(ST_Union(array_agg(outline order by code collate "C")))) as outline
			      from districts where parent_id = $1) u
			where d.id = $1 and d.outline is distinct from u.outline`, n.num)
		if err != nil {
			return fmt.Errorf("outline of %s: %w", n.code, err)
		}
	}
	return nil
}

func simplify(ctx context.Context, tx pgx.Tx, nodes []node) error {
	tolerance := float64(outlineToleranceM)
	for _, n := range nodes {
		tolerance = max(tolerance, 0.7*n.accuracy)
	}
	shapes, nums, err := readShapes(ctx, tx, nodes)
	if err != nil {
		return err
	}
	drawn := make([][]byte, len(shapes))
	for i, shape := range geo.SimplifyTogether(shapes, tolerance) {
		if drawn[i], err = wkb.Marshal(shape); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `
		update districts d set outline = f.outline
		from (select id, ST_GeomFromWKB(b, 4326) as outline from unnest($1::bigint[], $2::bytea[]) as f(id, b)) f
		where d.id = f.id and d.outline is distinct from f.outline`, nums, drawn)
	if err != nil {
		return fmt.Errorf("outlines: %w", err)
	}
	return nil
}

// readShapes reads the full shapes of nodes, in their order, without those that have none.
func readShapes(ctx context.Context, tx pgx.Tx, nodes []node) (shapes []orb.MultiPolygon, nums []int64, err error) {
	wanted := make([]int64, len(nodes))
	for i, n := range nodes {
		wanted[i] = n.num
	}
	rows, err := tx.Query(ctx, `
		select d.id, ST_AsBinary(d.geom) from unnest($1::bigint[]) with ordinality w(id, i)
		join districts d on d.id = w.id where d.geom is not null order by w.i`, wanted)
	if err != nil {
		return nil, nil, err
	}
	var num int64
	var b []byte
	_, err = pgx.ForEachRow(rows, []any{&num, &b}, func() error {
		shape, err := multiPolygon(b)
		shapes, nums = append(shapes, shape), append(nums, num)
		return err
	})
	return shapes, nums, err
}
