package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
)

// What templates ask for beside the data itself.

// choiceOf is a field of a form with one choice.
type choiceOf struct {
	param, label, any string
	terms             []directory.Term
	chosen            string
}

// title says what a list holds and where.
func (l *list) title(v *visit) string {
	what := v.Places
	if len(l.Category) > 0 {
		var names []string
		for _, code := range l.Category {
			names = append(names, v.categoryName(code))
		}
		what = strings.Join(names, ", ")
	}
	switch {
	case l.Near:
		return what + " " + v.NearYou
	case l.Area != nil:
		return what + " " + v.in(l.Area.Name)
	}
	return what
}

// inCity is this list in the whole city, whatever the position.
func (l *list) inCity(v *visit) string {
	wider := l.filter
	wider.District = v.city.Code
	return wider.placesURL()
}

// listed is the last time the source held the place.
func (p *sheet) listed() time.Time {
	if p.LastSeen.IsZero() {
		return p.Dataset.LastImport
	}
	return p.LastSeen
}

// position tells the island where a row stands; nothing for a place without a position.
func position(p directory.Place, as directory.Category) templ.Attributes {
	if !p.Located {
		return nil
	}
	degrees := func(d float64) string { return strconv.FormatFloat(d, 'f', 6, 64) }
	return templ.Attributes{"data-lon": degrees(p.Point[0]), "data-lat": degrees(p.Point[1]), "data-category": as.Code}
}

// shortName is what a plan has room for.
func shortName(name string) string {
	name, _, _ = strings.Cut(name, " arrondissement")
	return name
}

// attribution is the © and licence of every dataset and of the borders, for a map that shows them all.
func (v *visit) attribution() string {
	var list []string
	for _, d := range v.site.Live.Datasets() {
		text := cmp.Or(d.Attribution, d.Title)
		if d.Licence != "" {
			text += " (" + d.Licence + ")"
		}
		list = append(list, text)
	}
	list = append(list, v.site.Live.DistrictCredits()...)
	return strings.Join(slices.Compact(list), " · ")
}

// nextPlaces is where saying one's position leads: the list, or back to the list one stands in.
func nextPlaces(v *visit) string {
	if v.request.URL.Path == "/places" {
		f, err := v.readFilter(v.request.URL.Query())
		if err != nil {
			return "/places"
		}
		f.District = ""
		return f.placesURL()
	}
	return "/places"
}

func hereURL(v *visit) string { return "/here?next=" + url.QueryEscape(nextPlaces(v)) }
