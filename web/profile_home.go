package web

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/data/geocode"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// Where a person lives: a public cell, tapped on a map, or that of a quartier, or that of an address which is forgotten at once.

// homeForm is the page on which somebody says it.
type homeForm struct {
	portrait
	Post    string // where the forms go
	Welcome bool   // it is a step of the welcome
	Address string // as it was typed, for the answer that corrects it; kept nowhere
	Found   []located
	Trouble string // why no address was found
}

// located is an address in the city, and the area that it becomes.
type located struct {
	Label    string
	Cell     geo.Cell
	District string
}

// maxFound is how many addresses are offered.
const maxFound = 5

func (s *site) welcomeWhere(v *visit) (templ.Component, error) {
	p, err := v.step()
	return homeFormPage(v, homeForm{portrait: p, Post: wherePath, Welcome: true}), err
}

func (s *site) askHome(v *visit) (templ.Component, error) {
	p, err := v.step()
	return homeFormPage(v, homeForm{portrait: p, Post: homePath}), err
}

func (s *site) saveWelcomeWhere(v *visit, form url.Values) (templ.Component, error) {
	p, err := v.step()
	if err != nil {
		return nil, err
	}
	return v.saveHome(form, homeForm{portrait: p, Post: wherePath, Welcome: true}, func() error { return redirect(p.leads(likesPath)) })
}

func (s *site) saveHome(v *visit, form url.Values) (templ.Component, error) {
	p, err := v.step()
	if err != nil {
		return nil, err
	}
	return v.saveHome(form, homeForm{portrait: p, Post: homePath}, func() error { return v.say(profilePath, v.People.Saved) })
}

// saveHome writes the area that was chosen and goes on; an address only leads to areas to choose from.
func (v *visit) saveHome(form url.Values, page homeForm, done func() error) (templ.Component, error) {
	if form.Has("address") {
		page.locate(v, form.Get("address"))
		return homeFormPage(v, page), nil
	}
	_, err := v.save(func(p *directory.Profile) (err error) {
		p.Home, err = v.chosenHome(form)
		return err
	}, func(typed portrait) templ.Component {
		page.Wrong = typed.Wrong
		return homeFormPage(v, page)
	})
	if err != nil {
		return nil, err
	}
	return nil, done()
}

// chosenHome is that of the form: a quartier, a cell of a city, or nothing any more.
func (v *visit) chosenHome(form url.Values) (directory.Home, error) {
	atlas := v.site.Live.Atlas()
	if atlas == nil {
		return directory.Home{}, directory.ErrNotReady
	}
	var home directory.Home
	ok := form.Has("forget")
	if d, known := atlas.District(form.Get("district")); known {
		home, ok = atlas.HomeOf(d)
	} else if cell, err := geo.ParseCell(form.Get("cell")); err == nil {
		if city, known := atlas.District(form.Get("city")); known {
			home, ok = atlas.HomeIn(city.Num, cell)
		}
	}
	if !ok {
		return home, &directory.Invalid{Param: "home", Reason: "no area that is known"}
	}
	return home, nil
}

// locate looks an address up. Neither it nor what is found stays: the page offers areas, and the choice comes back as one.
func (f *homeForm) locate(v *visit, text string) {
	f.Address = text
	if v.city == nil || v.site.Geocoder == nil {
		f.Trouble = v.People.Away
		return
	}
	text = strings.TrimSpace(text)
	if text != "" && !strings.Contains(strings.ToLower(text), strings.ToLower(v.city.Name)) {
		text += " " + v.city.Name
	}
	addresses, err := v.site.Geocoder.Search(v.ctx(), text, v.city.Centre)
	if err != nil {
		if errors.Is(err, geocode.ErrAway) {
			v.site.Log.Warn("no address", "err", err) // says why, never what was asked
		}
		f.Trouble = v.People.Away
		return
	}
	atlas := v.site.Live.Atlas()
	for _, a := range addresses {
		home, ok := atlas.HomeAt(a.Point)
		if !ok || home.City != v.city.Num || len(f.Found) == maxFound {
			continue
		}
		f.Found = append(f.Found, located{a.Label, home.Cell, v.districtName(home.District)})
	}
	if len(f.Found) == 0 {
		f.Trouble = strings.Replace(v.People.NotFoundIn, "%s", v.city.Name, 1)
	}
}

func (v *visit) districtName(num int64) string {
	if d, ok := v.site.Live.DistrictNumbered(num); ok {
		return d.Name
	}
	return ""
}

// cellsState is what the map of areas needs, as JSON; empty where a city has none.
func (v *visit) cellsState(home directory.Home) string {
	atlas := v.site.Live.Atlas()
	if v.city == nil || atlas == nil || len(atlas.PublicCells(v.city.Num)) == 0 {
		return ""
	}
	state := struct {
		BBox    [4]float64 `json:"bbox"`
		Cells   string     `json:"cells"`
		Chosen  string     `json:"chosen,omitempty"`
		Basemap string     `json:"basemap,omitempty"`
		Words   cellWords  `json:"words"`
	}{
		BBox:  [4]float64{v.city.BBox.West, v.city.BBox.South, v.city.BBox.East, v.city.BBox.North},
		Cells: "/v1/cities/" + url.PathEscape(v.city.Code) + "/cells", Basemap: v.site.basemap(), Words: v.People.Cells,
	}
	if home.City == v.city.Num && home.Known() {
		state.Chosen = home.Cell.String()
	}
	b, err := json.Marshal(state)
	if err != nil {
		panic(err) // numbers and texts: it can be written
	}
	return string(b)
}
