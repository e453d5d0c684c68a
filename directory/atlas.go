package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"github.com/alentour/alentour/geo"
)

// Atlas is every district at one moment: the trees of all cities and which district a point lies in. Immutable.
type Atlas struct {
	byNum    map[int64]*District
	byCode   map[string]*District
	children map[int64][]*District // by parent, 0 = the cities; by code
	cuts     map[int64][]geo.Cell  // public cells by city, sorted
	leaves   layer                 // districts without children
	inner    layer                 // the others
}

// layer is some districts with a shape, by code, and their shapes under the same indexes.
type layer struct {
	districts []*District
	areas     *geo.Areas
}

// ReadAtlas reads all districts with their shapes and figures.
func ReadAtlas(ctx context.Context, tx pgx.Tx) (*Atlas, error) {
	return new(Atlas).reread(ctx, tx)
}

// reread reads them again. Arranging shapes takes most of the time, so those that are as they were are kept.
func (before *Atlas) reread(ctx context.Context, tx pgx.Tx) (*Atlas, error) {
	const districts = `
		select d.id, d.code, d.name, d.kind, coalesce(d.parent_id, 0), coalesce(d.city_id, d.id),
		       coalesce(d.timezone, c.timezone), coalesce(d.lang, c.lang), d.phone, d.email, d.website,
		       coalesce(d.accuracy_m, 0), d.source, ST_AsBinary(d.geom), ST_AsBinary(coalesce(d.outline, d.geom))
		from districts d left join districts c on c.id = d.city_id
		order by d.code collate "C"`
	rows, err := tx.Query(ctx, districts)
	if err != nil {
		return nil, fmt.Errorf("reading districts: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanDistrict)
	if err != nil {
		return nil, fmt.Errorf("reading districts: %w", err)
	}
	atlas, err := newAtlas(list, before)
	if err != nil {
		return nil, err
	}

	rows, err = tx.Query(ctx, `select district_id, measure, value, source from district_figures order by district_id, measure`)
	if err != nil {
		return nil, fmt.Errorf("reading figures: %w", err)
	}
	var num int64
	var figure Figure
	_, err = pgx.ForEachRow(rows, []any{&num, &figure.Measure, &figure.Value, &figure.Source}, func() error {
		atlas.byNum[num].Figures = append(atlas.byNum[num].Figures, figure)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading figures: %w", err)
	}

	rows, err = tx.Query(ctx, `select city_id, cell from public_cells order by city_id, cell`)
	if err != nil {
		return nil, fmt.Errorf("reading public cells: %w", err)
	}
	var cell int64
	_, err = pgx.ForEachRow(rows, []any{&num, &cell}, func() error {
		atlas.cuts[num] = append(atlas.cuts[num], geo.Cell(cell))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading public cells: %w", err)
	}
	return atlas, nil
}

func scanDistrict(row pgx.CollectableRow) (*District, error) {
	var d District
	var zone string
	var full, outline []byte
	err := row.Scan(&d.Num, &d.Code, &d.Name, &d.Kind, &d.Parent, &d.City, &zone, &d.Lang,
		&d.Contact.Phone, &d.Contact.Email, &d.Contact.Website, &d.AccuracyM, &d.Source, &full, &outline)
	if err != nil {
		return nil, err
	}
	if d.Zone, err = time.LoadLocation(zone); err != nil {
		return nil, fmt.Errorf("district %s: %w", d.Code, err)
	}
	if d.Full, err = multiPolygon(full); err != nil {
		return nil, fmt.Errorf("district %s: %w", d.Code, err)
	}
	if d.Outline, err = multiPolygon(outline); err != nil {
		return nil, fmt.Errorf("district %s: %w", d.Code, err)
	}
	return &d, nil
}

func multiPolygon(b []byte) (orb.MultiPolygon, error) {
	if b == nil {
		return nil, nil
	}
	g, err := wkb.Unmarshal(b)
	if err != nil {
		return nil, err
	}
	mp, ok := g.(orb.MultiPolygon)
	if !ok {
		return nil, fmt.Errorf("shape is a %s, not a MultiPolygon", g.GeoJSONType())
	}
	return mp, nil
}

// newAtlas arranges districts, which stand by code.
func newAtlas(list []*District, before *Atlas) (*Atlas, error) {
	a := &Atlas{
		byNum:    make(map[int64]*District, len(list)),
		byCode:   make(map[string]*District, len(list)),
		children: map[int64][]*District{},
		cuts:     map[int64][]geo.Cell{},
	}
	for _, d := range list {
		a.byNum[d.Num] = d
		a.byCode[d.Code] = d
		a.children[d.Parent] = append(a.children[d.Parent], d)
	}
	var leaves, inner []*District
	for _, d := range list {
		if len(d.Full) == 0 {
			continue
		}
		d.BBox = geo.BBoxOf(d.Full)
		d.Centre = geo.LabelPoint(d.Outline)
		if len(a.children[d.Num]) == 0 {
			leaves = append(leaves, d)
		} else {
			inner = append(inner, d)
		}
	}
	var err error
	if a.leaves, err = newLayer(leaves, before.leaves); err != nil {
		return nil, err
	}
	a.inner, err = newLayer(inner, before.inner)
	return a, err
}

func newLayer(districts []*District, before layer) (layer, error) {
	if before.areas != nil && slices.EqualFunc(districts, before.districts, sameGround) {
		return layer{districts, before.areas}, nil
	}
	list := make([]geo.Area, len(districts))
	for i, d := range districts {
		list[i] = geo.Area{Key: d.Code, Shape: d.Full, AccuracyM: d.AccuracyM}
	}
	areas, err := geo.NewAreas(list)
	if err != nil {
		return layer{}, fmt.Errorf("arranging districts: %w", err)
	}
	return layer{districts, areas}, nil
}

// sameGround says whether two districts are found by the same points.
func sameGround(a, b *District) bool {
	return a.Code == b.Code && a.AccuracyM == b.AccuracyM && a.Full.Equal(b.Full)
}

// Cities are the root districts, by code.
func (a *Atlas) Cities() []*District { return a.children[0] }

// District by its code.
func (a *Atlas) District(code string) (*District, bool) {
	d, ok := a.byCode[code]
	return d, ok
}

// Numbered is the district with a row number.
func (a *Atlas) Numbered(num int64) (*District, bool) {
	d, ok := a.byNum[num]
	return d, ok
}

// Children of a district, by code; of 0: the cities.
func (a *Atlas) Children(num int64) []*District { return a.children[num] }

// Subtree lists a district and everything below it.
func (a *Atlas) Subtree(num int64) []int64 {
	list := []int64{num}
	for i := 0; i < len(list); i++ {
		for _, d := range a.children[list[i]] {
			list = append(list, d.Num)
		}
	}
	return list
}

// Finest is the district a point belongs to (W2): the leaf whose full polygon covers it, the lowest code on a common
// border; for a point in no leaf, the nearest within that leaf's own accuracy_m; failing that, the deepest district
// that covers it. False: in no district.
func (a *Atlas) Finest(p orb.Point) (*District, bool) {
	if covering := a.leaves.areas.At(p); len(covering) > 0 {
		return a.leaves.districts[covering[0]], true // At answers by code
	}
	if i, ok := a.leaves.areas.Nearest(p); ok {
		return a.leaves.districts[i], true
	}
	covering := a.inner.areas.At(p)
	if len(covering) == 0 {
		return nil, false
	}
	// MaxFunc keeps the first of equals, so the lowest code
	deepest := slices.MaxFunc(covering, func(i, j int) int {
		return cmp.Compare(a.depth(a.inner.districts[i]), a.depth(a.inner.districts[j]))
	})
	return a.inner.districts[deepest], true
}

// Chain lists a district after its ancestors, from the city down.
func (a *Atlas) Chain(d *District) []*District {
	chain := []*District{d}
	for d.Parent != 0 {
		d = a.byNum[d.Parent]
		chain = append(chain, d)
	}
	slices.Reverse(chain)
	return chain
}

func (a *Atlas) depth(d *District) int {
	depth := 0
	for ; d.Parent != 0; d = a.byNum[d.Parent] {
		depth++
	}
	return depth
}
