package coverage

import (
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// Within is the share of a district's residents who have a place of a category within ten minutes' walk that is certainly open at an
// instant. It is for everyone.
func (r *Room) Within(code, category string, at time.Time) (Value, error) {
	d, err := r.districtNamed(code)
	if err != nil {
		return Value{}, err
	}
	of, err := r.within(d.City, category, at)
	if err != nil {
		return Value{}, err
	}
	return of(d.Num), nil
}

// WithinTable is the same of the districts that stand level steps below a city, by code.
func (r *Room) WithinTable(cityCode string, level int, category string, at time.Time) ([]Row, error) {
	city, err := r.cityNamed(cityCode)
	if err != nil {
		return nil, err
	}
	of, err := r.within(city.Num, category, at)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, d := range atLevel(r.cfg.Live.Atlas(), city, level) {
		rows = append(rows, Row{d.Num, d.Code, of(d.Num)})
	}
	return rows, nil
}

// within looks at a city at an instant, and says the share of residents of each of its districts.
func (r *Room) within(city int64, category string, at time.Time) (of func(district int64) Value, err error) {
	if _, err := MeasureNamed("within_10_min", category); err != nil {
		return nil, err
	}
	set, err := directory.CategoryNamed(category)
	if err != nil {
		return nil, &directory.Invalid{Param: "sub", Reason: err.Error()}
	}
	filter := &directory.PlaceFilter{Categories: set}
	h, places, err := r.look(city, func(p *directory.Place) bool {
		return categories(p)&set != 0 && r.cfg.Live.Opening(p, filter, at).State == hours.Open
	})
	if err != nil {
		return nil, err
	}
	if !h.known {
		return func(int64) Value { return Value{State: Missing} }, nil
	}
	near := h.near.Reached(places.points(category))
	return func(district int64) Value { return h.share(h.of[district], near) }, nil
}
