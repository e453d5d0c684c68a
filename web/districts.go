package web

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

func (s *site) districts(v *visit) (templ.Component, error) {
	return districtsPage(v, s.Live.Cities(), s.areas(v.city)), nil
}

// districtSheet is everything a district's page says.
type districtSheet struct {
	*directory.District
	Above    []*directory.District // from the city down to its parent
	Inside   []*directory.District
	Figures  figures
	Serving  []directory.Organisation
	Families []directory.Family // that have a place here
	Needed   []directory.Kind   // of help, now: without a number (P5)
	Mix      *mixSheet
	Served   *servedSheet
	List     *list
}

// mixSheet is how those who came to events of a month say they live.
type mixSheet struct {
	Of     *directory.District // whose it is: of a district too small, one above it (P5)
	Month  time.Time
	Shares []community.Share
}

// mixOf is the last month of a district that is published; nil when none of the last two says anything.
func (s *site) mixOf(v *visit, d *directory.District) (*mixSheet, error) {
	if s.Events == nil {
		return nil, nil
	}
	for ago := 1; ago <= 2; ago++ {
		month := time.Date(v.now.Year(), v.now.Month()-time.Month(ago), 1, 0, 0, 0, 0, time.UTC)
		m, ok, err := s.Events.Mix(v.ctx(), v.viewer, d.Num, month)
		if refusal(err, identity.Unavailable) {
			return nil, nil // the rest of the page needs no database
		}
		if err != nil {
			return nil, err
		}
		if of, known := s.Live.DistrictNumbered(m.District); ok && known {
			return &mixSheet{of, month, m.Shares}, nil
		}
	}
	return nil, nil
}

// figures are the numbers a page shows; zero is "not known".
type figures struct {
	Population, PovertyRate, PovertyShare float64
	Sources                               []string
}

func (s *site) district(v *visit) (templ.Component, error) {
	d, ok := s.Live.District(v.request.PathValue("code"))
	if !ok {
		return nil, errNotFound
	}
	v.city = s.root(d)
	sheet := &districtSheet{District: d, Inside: s.Live.Children(d.Num), Figures: v.readFigures(d.Figures)}
	for up := d; up.Parent != 0; {
		up, ok = s.Live.DistrictNumbered(up.Parent)
		if !ok {
			break
		}
		sheet.Above = append([]*directory.District{up}, sheet.Above...)
	}
	var err error
	if sheet.List, err = s.list(v, filter{District: d.Code}, v.request.URL.Query().Get("cursor")); err != nil {
		return nil, err
	}
	if sheet.Families, err = s.familiesIn(d.Code); err != nil {
		return nil, err
	}
	serving, err := s.Live.Organisations(directory.OrganisationQuery{District: d.Code, Limit: pageSize})
	if err != nil {
		return nil, err
	}
	sheet.Serving = slices.DeleteFunc(serving.Items, func(o directory.Organisation) bool { return len(o.Districts) == 0 })
	sheet.Needed = s.kindsNeeded(d)
	if sheet.Mix, err = s.mixOf(v, d); err != nil {
		return nil, err
	}
	if sheet.Served, err = s.served(d); err != nil {
		return nil, err
	}
	return districtPage(v, sheet), nil
}

// neededShown is how many kinds a page names.
const neededShown = 12

// kindsNeeded are what neighbours ask for now, said of arrondissements only: a quartier is small enough to guess who.
func (s *site) kindsNeeded(d *directory.District) (list []directory.Kind) {
	if s.Requests == nil || d.Kind != "arrondissement" {
		return nil
	}
	for _, code := range s.Requests.KindsNeeded(d.Num) {
		if k, ok := kindOf(code); ok && len(list) < neededShown {
			list = append(list, k)
		}
	}
	return list
}

func (s *site) root(d *directory.District) *directory.District {
	if city, ok := s.Live.DistrictNumbered(d.City); ok {
		return city
	}
	return d
}

// familiesIn lists the families that a district has a place of.
func (s *site) familiesIn(code string) ([]directory.Family, error) {
	var list []directory.Family
	var page directory.Page
	for _, family := range directory.Families {
		categories, err := directory.CategoryNamed(family.Code)
		if err != nil {
			return nil, err
		}
		q := directory.PlaceQuery{District: code, PlaceFilter: directory.PlaceFilter{Categories: categories}, Limit: 1}
		if err := s.Live.Find(q, &page); err != nil {
			return nil, err
		}
		if len(page.Items) > 0 {
			list = append(list, family)
		}
	}
	return list, nil
}

func (v *visit) readFigures(list []directory.Figure) figures {
	var f figures
	for _, figure := range list {
		switch figure.Measure {
		case "population":
			f.Population = figure.Value
		case "poverty_rate":
			f.PovertyRate = figure.Value
		case "poverty_share":
			f.PovertyShare = figure.Value
		default:
			continue
		}
		source := figure.Source
		if source == "sum of its districts" {
			source = v.SumOfParts
		}
		if source != "" && !slices.Contains(f.Sources, source) {
			f.Sources = append(f.Sources, source)
		}
	}
	return f
}
