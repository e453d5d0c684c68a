package web

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// askHere is the way to say where one is without script or permission: choose a district from a list.
func (s *site) askHere(v *visit) (templ.Component, error) { return herePage(v, s.areas(v.city)), nil }

// setHere keeps a position, blurred to a cell, in a cookie of one hour; or forgets it.
func (s *site) setHere(v *visit) (templ.Component, error) {
	r := v.request
	r.Body = http.MaxBytesReader(v.writer, r.Body, 4096)
	if err := r.ParseForm(); err != nil {
		return nil, &directory.Invalid{Param: "body", Reason: "not a form"}
	}
	value, maxAgeS := "", -1
	if !r.PostForm.Has("forget") {
		p, err := s.saidPoint(r)
		if err != nil {
			return nil, err
		}
		cell, err := geo.CellAt(p, positionResolution)
		if err != nil {
			return nil, &directory.Invalid{Param: "lon,lat", Reason: err.Error()}
		}
		value, maxAgeS = cell.String(), int(positionTTL.Seconds())
	}
	v.setCookie(positionCookie, value, maxAgeS)
	return nil, redirect(localPath(r.PostForm.Get("next")))
}

// saidPoint is the point of the form: coordinates from the browser, or the middle of a chosen district.
func (s *site) saidPoint(r *http.Request) (orb.Point, error) {
	if code := r.PostForm.Get("district"); code != "" {
		d, ok := s.Live.District(code)
		if !ok {
			return orb.Point{}, &directory.Invalid{Param: "district", Reason: "not known"}
		}
		return d.Centre, nil
	}
	lon, errLon := strconv.ParseFloat(r.PostForm.Get("lon"), 64)
	lat, errLat := strconv.ParseFloat(r.PostForm.Get("lat"), 64)
	p := orb.Point{lon, lat}
	if errLon != nil || errLat != nil || geo.CheckPoint(p) != nil {
		return orb.Point{}, &directory.Invalid{Param: "lon,lat", Reason: "not a position"}
	}
	return p, nil
}

// area is a group of the list to choose from: an arrondissement and its quartiers.
type area struct {
	of      *directory.District
	choices []*directory.District
}

// areas lists the finest districts of a city under their parents.
func (s *site) areas(city *directory.District) []area {
	if city == nil {
		return nil
	}
	var list []area
	direct := area{of: city}
	for _, d := range s.Live.Children(city.Num) {
		if inside := s.Live.Children(d.Num); len(inside) > 0 {
			list = append(list, area{d, inside})
		} else {
			direct.choices = append(direct.choices, d)
		}
	}
	if len(direct.choices) > 0 {
		list = append([]area{direct}, list...)
	}
	return list
}
