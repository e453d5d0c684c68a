package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
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
	name = v.Cover.Evidence[e.Measure]
	if e.Measure == coverage.PlacesOnSunday {
		now, was = v.number(e.Value.N, 0), v.number(e.Was.N, 0)
	} else if m, err := coverage.MeasureNamed(e.Measure, e.Sub); err == nil {
		name = cmp.Or(name, v.measureName(m, e.Sub))
		now, was = v.withPart(m, e.Value), v.withPart(m, e.Was)
	}
	switch {
	case !shown(e.Was):
		was = ""
	case e.Measure == "unanswered_share" || strings.HasPrefix(e.Measure, "requests_"):
		was = fmt.Sprintf(v.Cover.WasPeriod, was)
	default: // what there was is noted at the end of weeks
		was = fmt.Sprintf(v.Cover.WasWeeks, was)
	}
	return name, now, was
}

// withPart is a value and, of a share, what it is a part of: 40 %, 8 sur 20.
func (v *visit) withPart(m *coverage.Measure, value coverage.Value) string {
	return strings.Join(notEmpty([]string{v.measured(m, value), v.behind(m, value)}), ", ")
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

// alertTitle says what an alert is about.
func (v *visit) alertTitle(a *coverage.Alert) string {
	return joined(cmp.Or(v.Cover.AlertTitles[string(a.Kind)], string(a.Kind)), v.alertSub(a))
}

// actURL is where one does what an alert suggests; empty where the viewer may not.
func (v *visit) actURL(a *coverage.Alert) string {
	switch a.Act {
	case coverage.Recruit:
		if !v.viewer.May(identity.Announce, at(a.District)) {
			return ""
		}
		return "/staff/announcements?at=" + a.Code
	case coverage.Confirm:
		return stalePath(a.Code)
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

// gapWords say how near a plan is to the best one, by how many more residents that reaches at most.
func (w *words) gapWords(more float64) string {
	if more < 1 {
		return w.Cover.NextBest
	}
	return fmt.Sprintf(w.Cover.NextGap, w.number(more, 0))
}

// staleSheet is the places of a district that nobody has confirmed for long, by who runs them.
type staleSheet struct {
	District *directory.District
	N        int
	Runs     []staleRun
}

// staleRun is the places of one association; those of none have none.
type staleRun struct {
	Organisation directory.Organisation
	Places       []coverage.Stale
}

// stalesShown is how many places the page lists: more than anybody calls in a month.
const stalesShown = 200

// placeToConfirm is the form of a place, which confirms it when it is saved; for who may not, its page.
func (v *visit) placeToConfirm(p *directory.Place) string {
	path := "/places/" + p.ID.String()
	if v.viewer.May(identity.EditPlace, at(p.District)) {
		path += "/edit"
	}
	return path
}

func stalePath(code string) string { return coverPath + "/" + code + "/places" }

func (s *site) stalePlaces(v *visit) (templ.Component, error) {
	if s.Coverage == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	list, err := s.Coverage.Stale(v.viewer, v.request.PathValue("code"))
	if err != nil {
		return nil, err
	}
	sheet := &staleSheet{N: len(list)}
	sheet.District, _ = s.Live.District(v.request.PathValue("code"))
	v.city = s.root(sheet.District)
	of := map[int64]int{}
	for _, p := range list[:min(len(list), stalesShown)] {
		i, there := of[p.Place.Organisation]
		if !there {
			i = len(sheet.Runs)
			of[p.Place.Organisation] = i
			o, _ := s.Live.OrganisationNumbered(p.Place.Organisation)
			sheet.Runs = append(sheet.Runs, staleRun{Organisation: o})
		}
		sheet.Runs[i].Places = append(sheet.Runs[i].Places, p)
	}
	slices.SortStableFunc(sheet.Runs, func(a, b staleRun) int {
		return cmp.Or(truth(a.Organisation.Num == 0)-truth(b.Organisation.Num == 0), cmp.Compare(len(b.Places), len(a.Places)))
	})
	return stalePage(v, sheet), nil
}
