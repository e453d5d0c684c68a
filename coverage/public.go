package coverage

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
)

// Published is what everybody may read of a district and a month.
type Published struct {
	District *directory.District
	Month    Period
	At       time.Time // when the month was closed; zero = it is not: then there are no values
	Values   []PublishedValue
}

// PublishedValue is one value of a release.
type PublishedValue struct {
	Measure, Sub string
	Value        Value
}

// Value is that of a measure: withheld where none is published.
func (p *Published) Value(measure, sub string) Value {
	for _, v := range p.Values {
		if v.Measure == measure && v.Sub == sub {
			return v.Value
		}
	}
	return Value{State: Withheld}
}

// released is one value as it is kept.
type released struct {
	district     int64
	month        time.Time
	measure, sub string
	value        Value
}

// Public is what everybody may read of a district and a calendar month. What is withheld of a district is that of the nearest one above it
// of which it is not, and says so (Value.From).
func (r *Room) Public(ctx context.Context, code string, month Period) (*Published, error) {
	d, err := r.districtNamed(code)
	if err != nil {
		return nil, err
	}
	if err := isMonth(month); err != nil {
		return nil, err
	}
	atlas := r.cfg.Live.Atlas()
	out := &Published{District: d, Month: month}
	months, err := r.closed(ctx, d.City)
	if err != nil {
		return nil, err
	}
	c := months[dateOf(month)]
	out.At = c.at
	list, err := r.released(ctx, `where district_id = any(@districts) and month = @month`, named{"districts": numbers(atlas.Chain(d)), "month": dateOf(month)})
	if err != nil {
		return nil, err
	}
	type name struct{ measure, sub string }
	by := map[name]map[int64]Value{}
	for _, v := range list {
		n := name{v.measure, v.sub}
		if by[n] == nil {
			by[n] = map[int64]Value{}
		}
		by[n][v.district] = v.value
	}
	for i := range table {
		for _, sub := range table[i].All() {
			if v := nearest(atlas, by[name{table[i].Code, sub}], d, &table[i], c); table[i].Public && v.State != Withheld && v.State != Missing {
				out.Values = append(out.Values, PublishedValue{table[i].Code, sub, v})
			}
		}
	}
	return out, nil
}

// closed is what is known of a month that was closed.
type closed struct {
	at       time.Time // zero = it was not
	supplied bool      // what there was then is known
}

// nearest is a district's value, or where people are counted that of the nearest one above it. What counts things and is not there is 0,
// where somebody looked.
func nearest(atlas *directory.Atlas, of map[int64]Value, d *directory.District, m *Measure, c closed) Value {
	if m.People {
		for at, ok := d, true; ok; at, ok = atlas.Numbered(at.Parent) {
			if v, known := of[at.Num]; known {
				if at != d {
					v.From = at.Num
				}
				return v
			}
		}
		return Value{State: Withheld}
	}
	v, known := of[d.Num]
	counts := m.Unit == UnitCount || m.Unit == UnitHours && m.ByCategory
	if !known && !(counts && !c.at.IsZero() && (c.supplied || !m.Live)) {
		return Value{State: Missing}
	}
	return v
}

// PublicTable is what everybody may read of a measure in the districts that stand level steps below a city, by code.
func (r *Room) PublicTable(ctx context.Context, cityCode string, level int, measure, sub string, month Period) ([]Row, error) {
	m, err := publicMeasure(measure, sub)
	if err != nil {
		return nil, err
	}
	city, err := r.cityNamed(cityCode)
	if err != nil {
		return nil, err
	}
	if err := isMonth(month); err != nil {
		return nil, err
	}
	months, err := r.closed(ctx, city.Num)
	if err != nil {
		return nil, err
	}
	list, err := r.released(ctx, `where city_id = @city and month = @month and measure = @measure and sub = @sub`,
		named{"city": city.Num, "month": dateOf(month), "measure": measure, "sub": sub})
	if err != nil {
		return nil, err
	}
	of := map[int64]Value{}
	for _, v := range list {
		of[v.district] = v.value
	}
	atlas := r.cfg.Live.Atlas()
	var rows []Row
	for _, d := range atLevel(atlas, city, level) {
		rows = append(rows, Row{d.Num, d.Code, nearest(atlas, of, d, m, months[dateOf(month)])})
	}
	return rows, nil
}

// PublicSeries is what everybody may read of a measure of a district over the last months that are closed, the oldest first.
func (r *Room) PublicSeries(ctx context.Context, code, measure, sub string, months int) ([]Point, error) {
	m, err := publicMeasure(measure, sub)
	if err != nil {
		return nil, err
	}
	if err := monthsFit(months); err != nil {
		return nil, err
	}
	d, err := r.districtNamed(code)
	if err != nil {
		return nil, err
	}
	atlas := r.cfg.Live.Atlas()
	all, err := r.closed(ctx, d.City)
	if err != nil {
		return nil, err
	}
	list := inOrder(all, d.Zone)
	list = list[max(0, len(list)-months):]
	values, err := r.released(ctx, `where district_id = any(@districts) and measure = @measure and sub = @sub`,
		named{"districts": numbers(atlas.Chain(d)), "measure": measure, "sub": sub})
	if err != nil {
		return nil, err
	}
	of := map[time.Time]map[int64]Value{}
	for _, v := range values {
		if of[v.month] == nil {
			of[v.month] = map[int64]Value{}
		}
		of[v.month][v.district] = v.value
	}
	points := make([]Point, len(list))
	for i, p := range list {
		points[i] = Point{p, nearest(atlas, of[dateOf(p)], d, m, all[dateOf(p)])}
	}
	return points, nil
}

// Closed are the months of a city that are published, the oldest first.
func (r *Room) Closed(ctx context.Context, city int64) ([]Period, error) {
	d, ok := r.cfg.Live.DistrictNumbered(city)
	if !ok {
		return nil, errNone()
	}
	all, err := r.closed(ctx, d.City)
	return inOrder(all, d.Zone), err
}

// closed are the closed months of a city, by their first day.
func (r *Room) closed(ctx context.Context, city int64) (map[time.Time]closed, error) {
	rows, err := r.cfg.Pool.Query(ctx, `select month, at, supplied from coverage_months where city_id = $1`, city)
	if err != nil {
		return nil, failed(err)
	}
	out := map[time.Time]closed{}
	var month time.Time
	var c closed
	_, err = pgx.ForEachRow(rows, []any{&month, &c.at, &c.supplied}, func() error {
		c.at = c.at.UTC()
		out[month] = c
		return nil
	})
	return out, failed(err)
}

func inOrder(months map[time.Time]closed, zone *time.Location) []Period {
	list := make([]Period, 0, len(months))
	for _, m := range slices.SortedFunc(maps.Keys(months), time.Time.Compare) {
		list = append(list, MonthOf(time.Date(m.Year(), m.Month(), 1, 12, 0, 0, 0, zone), zone))
	}
	return list
}

func (r *Room) released(ctx context.Context, where string, args named) ([]released, error) {
	rows, err := r.cfg.Pool.Query(ctx, `select district_id, month, measure, sub, n, behind, partial from coverage_releases `+where, args)
	if err != nil {
		return nil, failed(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v released, err error) {
		var partial bool
		err = row.Scan(&v.district, &v.month, &v.measure, &v.sub, &v.value.N, &v.value.Of, &partial)
		if partial {
			v.value.State = Partial
		}
		return v, err
	})
	return list, failed(err)
}

func numbers(list []*directory.District) []int64 {
	nums := make([]int64, len(list))
	for i, d := range list {
		nums[i] = d.Num
	}
	slices.Sort(nums)
	return nums
}

func isMonth(p Period) error {
	if p.Kind != Month {
		return &directory.Invalid{Param: "period", Reason: "calendar months are published, and nothing else"}
	}
	return nil
}

func publicMeasure(measure, sub string) (*Measure, error) {
	m, err := MeasureNamed(measure, sub)
	if err == nil && !m.Public {
		return nil, &directory.Invalid{Param: "measure", Reason: measure + " is not published"}
	}
	return m, err
}
