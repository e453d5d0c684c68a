package web

import (
	"cmp"
	"slices"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
)

// What got worse, and what one can do about it.

// alertsShown is how many alerts a page shows before the others are folded away.
const alertsShown = 3

// alertOrder is which alerts come first: people who wait before places to ask after.
var alertOrder = []coverage.AlertKind{coverage.UnansweredDoubled, coverage.SundayLost, coverage.VolunteersShort, coverage.PlacesUnconfirmed}

// pressing puts the most pressing alerts first.
func pressing(list []coverage.Alert) {
	slices.SortStableFunc(list, func(a, b coverage.Alert) int {
		return cmp.Compare(slices.Index(alertOrder, a.Kind), slices.Index(alertOrder, b.Kind))
	})
}

// evidence says a measure as it is and as it was.
func (v *visit) evidence(e coverage.Evidence) (name, now, was string) {
	if e.Measure == coverage.PlacesOnSunday {
		name, now = v.Cover.OnSunday, v.number(e.Value.N, 0)
		if shown(e.Was) {
			was = v.number(e.Was.N, 0)
		}
		return name, now, was
	}
	m, err := coverage.MeasureNamed(e.Measure, e.Sub)
	if err != nil {
		return e.Measure, "", ""
	}
	if shown(e.Was) {
		was = v.measured(m, e.Was)
	}
	return v.Cover.Measures[e.Measure].Name, v.measured(m, e.Value), was
}

// alertSub names the category or the kind of help that an alert is about.
func (v *visit) alertSub(a *coverage.Alert) string {
	switch {
	case a.Sub == "":
		return ""
	case a.Kind == coverage.VolunteersShort:
		return v.kindName(a.Sub)
	}
	return v.categoryName(a.Sub)
}

// actURL is where one does what an alert suggests.
func actURL(a *coverage.Alert) string {
	switch a.Act {
	case coverage.Recruit:
		return "/staff/announcements?at=" + a.Code
	case coverage.Confirm:
		return "/places?district=" + a.Code
	}
	return "/staff/partners?district=" + a.Code
}

// nextSites is how many places a page proposes.
const nextSites = 3

// nextSheet is where the next places of a category would serve most.
type nextSheet struct {
	coverage.Plan
	Category string
}

// whereNext proposes where to go within a district, where the page is about a category of places; nil where it is not.
func (s *site) whereNext(v *visit, c *coverView, within *directory.District) (*nextSheet, error) {
	if !c.Measure.ByCategory || c.Sub == "" {
		return nil, nil
	}
	plan, err := s.Coverage.Where(v.viewer, within.Code, c.Sub, nextSites)
	if err != nil {
		return nil, err
	}
	return &nextSheet{plan, c.Sub}, nil
}
