package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"github.com/alentour/alentour/geo"
)

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

// overlaps finds the unions that are smaller than what they unite, by a hectare or more: less is drawing.
func (t *tree) overlaps(ctx context.Context, tx pgx.Tx) ([]Overlap, error) {
	rows, err := tx.Query(ctx, `
		select code, over from (
			select d.code, (select sum(ST_Area(c.geom::geography)) from districts c where c.parent_id = d.id)
			       - ST_Area(d.geom::geography) as over
			from districts d where $1 in (d.id, d.city_id) and d.source = $2) sums
		where over > 10000 order by code collate "C"`, t.city, unionSource)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Overlap])
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
