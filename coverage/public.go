package coverage

import (
	"time"

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

// Value is that of a measure. Where none is published it is withheld if it counts people, and else missing.
func (p *Published) Value(measure, sub string) Value {
	for _, v := range p.Values {
		if v.Measure == measure && v.Sub == sub {
			return v.Value
		}
	}
	if m, err := MeasureNamed(measure, sub); err == nil && !m.People {
		return Value{State: Missing}
	}
	return Value{State: Withheld}
}

// Public is what everybody may read of a district and a calendar month. What is withheld of a district is that of the nearest one above it
// of which it is not, and says so (Value.From).
func (r *Room) Public(code string, p Period) (*Published, error) {
	d, err := r.districtNamed(code)
	if err != nil {
		return nil, err
	}
	if err := isMonth(p); err != nil {
		return nil, err
	}
	atlas, m := r.cfg.Live.Atlas(), r.releases.month(d.City, p)
	out := &Published{District: d, Month: p}
	if m == nil {
		return out, nil
	}
	out.At = m.at
	for i := range table {
		for _, sub := range table[i].All() {
			if v := m.nearest(atlas, d, &table[i], sub); table[i].Public && v.State != Withheld && v.State != Missing {
				out.Values = append(out.Values, PublishedValue{table[i].Code, sub, v})
			}
		}
	}
	return out, nil
}

// nearest is a district's value, or where people are counted that of the nearest one above it. What counts things and is not there is 0,
// where somebody looked.
func (m *month) nearest(atlas *directory.Atlas, d *directory.District, of *Measure, sub string) Value {
	what := name{of.Code, sub}
	if of.People {
		for at, ok := d, true; ok; at, ok = atlas.Numbered(at.Parent) {
			if v, known := m.of(what, at.Num); known {
				if at != d {
					v.From = at.Num
				}
				return v
			}
		}
		return Value{State: Withheld}
	}
	v, known := m.of(what, d.Num)
	counts := of.Unit == UnitCount || of.Unit == UnitHours && of.ByCategory
	if !known && !(counts && m != nil && (m.supplied || !of.Live)) {
		return Value{State: Missing}
	}
	return v
}

// PublicTable is what everybody may read of a measure in the districts that stand level steps below a city, by code.
func (r *Room) PublicTable(cityCode string, level int, measure, sub string, p Period) ([]Row, error) {
	of, err := publicMeasure(measure, sub)
	if err != nil {
		return nil, err
	}
	city, err := r.cityNamed(cityCode)
	if err != nil {
		return nil, err
	}
	if err := isMonth(p); err != nil {
		return nil, err
	}
	atlas, m := r.cfg.Live.Atlas(), r.releases.month(city.Num, p)
	var rows []Row
	for _, d := range atLevel(atlas, city, level) {
		rows = append(rows, Row{d.Num, d.Code, m.nearest(atlas, d, of, sub)})
	}
	return rows, nil
}

// PublicSeries is what everybody may read of a measure of a district over the last months that are closed, the oldest first.
func (r *Room) PublicSeries(code, measure, sub string, months int) ([]Point, error) {
	of, err := publicMeasure(measure, sub)
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
	atlas, list := r.cfg.Live.Atlas(), r.releases.city(d.City)
	list = list[max(0, len(list)-months):]
	points := make([]Point, len(list))
	for i, m := range list {
		points[i] = Point{m.period(d.Zone), m.nearest(atlas, d, of, sub)}
	}
	return points, nil
}

// Closed are the months of a city that are published, the oldest first.
func (r *Room) Closed(city int64) []Period {
	d, ok := r.cfg.Live.DistrictNumbered(city)
	if !ok {
		return nil
	}
	months := r.releases.city(city)
	list := make([]Period, len(months))
	for i, m := range months {
		list[i] = m.period(d.Zone)
	}
	return list
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
