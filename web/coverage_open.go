package web

import (
	"net/url"
	"slices"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
)

// Who lives near a place that is open at an instant: now, or at a day and an hour of the coming week.

// asksWhen says whether a measure can be asked for at an instant.
func (p *coverPick) asksWhen() bool { return p.Measure.Code == "within_10_min" }

// readOpen reads the instant, where one may be asked for.
func (v *visit) readOpen(p *coverPick, q url.Values) (err error) {
	if p.asksWhen() {
		p.Open.When, p.Open.Open, err = v.readWhen(q)
	}
	return err
}

// openRows are the values of districts at that instant.
func (s *site) openRows(city *directory.District, p *coverPick, may func(*directory.District) bool) ([]coverage.Row, error) {
	rows, err := s.Coverage.WithinTable(city.Code, p.Level, p.Sub, p.Open.Open.At)
	return slices.DeleteFunc(rows, func(r coverage.Row) bool {
		d, ok := s.Live.DistrictNumbered(r.District)
		return !ok || !may(d)
	}), err
}

// timeName says when a measure is looked at: in a period, or at an instant.
func (v *visit) timeName(p *coverPick) string {
	switch {
	case p.Open.When == "":
		return v.periodName(p.Period)
	case p.Open.Open.At.Equal(v.now):
		return v.Opening.OpenNow
	}
	return v.Opening.Opened + " " + v.at(p.Open.Open.At, v.now, v.now)
}
