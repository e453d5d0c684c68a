package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// The public cells of P1: residents are estimated on cells of resolution 9; a city without figures is cut evenly.
const (
	residentsResolution geo.Resolution = 9
	unknownResolution   geo.Resolution = 8
)

// cutCity stores the public cells of a city and says how many there are: none while the city has no shape.
//
// The cut covers every cell that a point of the city can lie in, so also those that only touch its border.
func cutCity(ctx context.Context, tx pgx.Tx, city int64) (int, error) {
	cells, estimates, err := publicCells(ctx, tx, city)
	if err != nil {
		return 0, fmt.Errorf("public cells: %w", err)
	}
	_, err = tx.Exec(ctx, `
		with cut as (select * from unnest($2::bigint[], $3::float8[]) as c(cell, residents)),
		gone as (delete from public_cells p where p.city_id = $1 and not exists (select from cut where cut.cell = p.cell))
		insert into public_cells as p (city_id, cell, residents) select $1, cell, residents from cut
		on conflict (city_id, cell) do update set residents = excluded.residents
		where p.residents is distinct from excluded.residents`, city, cells, estimates)
	if err != nil {
		return 0, fmt.Errorf("public cells: %w", err)
	}
	return len(cells), nil
}

// publicCells computes the cut. Estimates are nil where nothing is known.
func publicCells(ctx context.Context, tx pgx.Tx, city int64) (cells []int64, estimates []*float64, err error) {
	tree, err := readTree(ctx, tx, city)
	if err != nil {
		return nil, nil, err
	}
	whole, _, err := readShapes(ctx, tx, tree.nodes[:1])
	if err != nil || len(whole) == 0 {
		return nil, nil, err
	}
	touched, err := geo.CoverOverlapping(whole[0], residentsResolution)
	if err != nil {
		return nil, nil, err
	}
	residents, known, err := estimate(ctx, tx, tree)
	if err != nil {
		return nil, nil, err
	}
	if !known {
		return evenCut(touched), make([]*float64, len(evenCut(touched))), nil
	}
	for _, c := range touched {
		residents[c] += 0 // a cell of the city, though nobody is counted there
	}
	cut, err := geo.PublicCut(residents)
	if err != nil {
		return nil, nil, err
	}
	sums := map[geo.Cell]float64{}
	for _, c := range sortedCells(residents) { // in order: sums of floats depend on it
		for r := c.Resolution(); r >= 7; r-- {
			sums[c.Parent(r)] += residents[c]
		}
	}
	for _, c := range cut {
		sum := sums[c]
		cells, estimates = append(cells, int64(c)), append(estimates, &sum)
	}
	return cells, estimates, nil
}

func evenCut(touched []geo.Cell) []int64 {
	var cells []int64
	for _, c := range touched {
		cells = append(cells, int64(c.Parent(unknownResolution)))
	}
	slices.Sort(cells)
	return slices.Compact(cells)
}

// estimate spreads the population of each leaf over its cells of resolution 9. A leaf smaller than a cell stands in
// the cell of its middle. Not known: no leaf has a population.
func estimate(ctx context.Context, tx pgx.Tx, tree *tree) (residents map[geo.Cell]float64, known bool, err error) {
	rows, err := tx.Query(ctx, `
		select f.district_id, f.value from district_figures f join districts d on d.id = f.district_id
		where $1 in (d.id, d.city_id) and f.measure = 'population'`, tree.city)
	if err != nil {
		return nil, false, err
	}
	population := map[int64]float64{}
	var num int64
	var value float64
	if _, err = pgx.ForEachRow(rows, []any{&num, &value}, func() error { population[num] = value; return nil }); err != nil {
		return nil, false, err
	}
	var leaves []node
	for _, n := range tree.nodes {
		if _, ok := population[n.num]; ok && n.leaf {
			leaves = append(leaves, n)
		}
	}
	shapes, nums, err := readShapes(ctx, tx, leaves)
	if err != nil {
		return nil, false, err
	}
	residents = map[geo.Cell]float64{}
	for i, shape := range shapes {
		cells, err := cellsOf(shape)
		if err != nil {
			return nil, false, err
		}
		for _, c := range cells {
			residents[c] += population[nums[i]] / float64(len(cells))
		}
	}
	return residents, len(shapes) > 0, nil
}

func cellsOf(shape orb.MultiPolygon) ([]geo.Cell, error) {
	cells, err := geo.Cover(shape, residentsResolution)
	if err != nil || len(cells) > 0 {
		return cells, err
	}
	c, err := geo.CellAt(geo.LabelPoint(shape), residentsResolution)
	return []geo.Cell{c}, err
}

func sortedCells(m map[geo.Cell]float64) []geo.Cell {
	cells := make([]geo.Cell, 0, len(m))
	for c := range m {
		cells = append(cells, c)
	}
	slices.Sort(cells)
	return cells
}
