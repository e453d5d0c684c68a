package coverage

import (
	"context"
	"fmt"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// Sheet is all that the staff of a district are shown of a period.
type Sheet struct {
	District *directory.District
	Figures  *Figures
	Before   *Figures // of the period before
}

// Comparison is two districts in the same period.
type Comparison struct{ A, B *Sheet }

// CellValue is the value of a public cell.
type CellValue struct {
	Cell  geo.Cell
	Value Value
}

// MaxMonths is how long a series may be.
const MaxMonths = 36

// Sheet gives the exact figures of a district to its staff; to others the district is not there.
func (r *Room) Sheet(ctx context.Context, v *identity.Viewer, code string, p Period) (*Sheet, error) {
	d, err := r.staffed(v, code)
	if err != nil {
		return nil, err
	}
	sheet := &Sheet{District: d}
	if sheet.Figures, err = r.figures(ctx, d, p); err != nil {
		return nil, err
	}
	sheet.Before, err = r.figures(ctx, d, p.Before())
	return sheet, err
}

// staffed is a district whose exact figures the viewer may read.
func (r *Room) staffed(v *identity.Viewer, code string) (*directory.District, error) {
	atlas := r.cfg.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	d, ok := atlas.District(code)
	if !ok {
		d = &directory.District{}
	}
	err := v.Must(identity.ReadCounts, identity.Scope{District: d.Num})
	if !ok && err == nil || err != nil && v.Could(identity.ReadCounts) {
		return nil, errNone()
	}
	return d, err
}

// Table gives a measure of the districts of a city that stand level steps below it (0 = the city), by code: those whose exact
// figures the viewer may read. Where there is none, the city is not there.
func (r *Room) Table(ctx context.Context, v *identity.Viewer, cityCode string, level int, measure, sub string, p Period) ([]Row, error) {
	m, err := MeasureNamed(measure, sub)
	if err != nil {
		return nil, err
	}
	list, err := r.Districts(v, cityCode, level, true)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(list))
	for i, d := range list {
		f, err := r.figures(ctx, d, p)
		if err != nil {
			return nil, err
		}
		rows[i] = Row{d.Num, d.Code, m.Of(f, sub)}
	}
	return rows, nil
}

// atLevel are the districts some steps below a city, by code.
func atLevel(atlas *directory.Atlas, root *directory.District, level int) []*directory.District {
	list := []*directory.District{root}
	for ; level > 0; level-- {
		var below []*directory.District
		for _, d := range list {
			below = append(below, atlas.Children(d.Num)...)
		}
		list = below
	}
	return list
}

// Series gives a measure of a district over the last months, this one included, the oldest first.
func (r *Room) Series(ctx context.Context, v *identity.Viewer, code, measure, sub string, months int) ([]Point, error) {
	d, err := r.staffed(v, code)
	if err != nil {
		return nil, err
	}
	m, err := MeasureNamed(measure, sub)
	if err != nil {
		return nil, err
	}
	if err := monthsFit(months); err != nil {
		return nil, err
	}
	points := make([]Point, months)
	p := MonthOf(r.now(), d.Zone)
	for i := months - 1; i >= 0; i-- {
		f, err := r.figures(ctx, d, p)
		if err != nil {
			return nil, err
		}
		points[i] = Point{p, m.Of(f, sub)}
		p = p.Before()
	}
	return points, nil
}

// Compare gives two districts side by side.
func (r *Room) Compare(ctx context.Context, v *identity.Viewer, codeA, codeB string, p Period) (*Comparison, error) {
	a, err := r.Sheet(ctx, v, codeA, p)
	if err != nil {
		return nil, err
	}
	b, err := r.Sheet(ctx, v, codeB, p)
	if err != nil {
		return nil, err
	}
	return &Comparison{a, b}, nil
}

func monthsFit(months int) error {
	if months < 1 || months > MaxMonths {
		return &directory.Invalid{Param: "months", Reason: fmt.Sprintf("%d is not in 1–%d", months, MaxMonths)}
	}
	return nil
}
