package web

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/alentour/alentour/directory"
)

// metres says a length as people do: 350 m, 1,2 km.
func (w *words) metres(m float64) string {
	if m < 995 {
		return strconv.Itoa(max(1, int(math.Round(m/10)))*10) + " m"
	}
	return w.number(m/1000, 1) + " km"
}

// number writes v with the separators of the language.
func (w *words) number(v float64, decimals int) string {
	return message.NewPrinter(language.Make(w.Lang)).Sprintf("%.*f", decimals, v)
}

// day says a date: 3 juin 2026.
func (w *words) day(t time.Time) string {
	return fmt.Sprintf("%s %d", w.date(t), t.Year())
}

// in says that something is in a place: à Marseille, au Chapitre, aux Figuiers.
func (w *words) in(place string) string {
	if w.Lang == "fr" {
		if rest, ok := strings.CutPrefix(place, "Les "); ok {
			return "aux " + rest
		}
		if rest, ok := strings.CutPrefix(place, "Le "); ok {
			return "au " + rest
		}
		if place != "" && unicode.IsDigit(rune(place[0])) { // an arrondissement
			return "dans le " + place
		}
	}
	return w.In + " " + place
}

// of says whose something is: de Marseille, du Chapitre, d’Endoume.
func (w *words) of(place string) string {
	if w.Lang != "fr" || place == "" {
		return w.Of + " " + place
	}
	if rest, ok := strings.CutPrefix(place, "Les "); ok {
		return "des " + rest
	}
	if rest, ok := strings.CutPrefix(place, "Le "); ok {
		return "du " + rest
	}
	switch r := []rune(strings.ToLower(place))[0]; {
	case unicode.IsDigit(r): // an arrondissement
		return "du " + place
	case strings.ContainsRune("aeiouyàâéèêëîïôöûüœ", r):
		return "d’" + place
	}
	return "de " + place
}

// atHome writes a French number as it is dialled in France.
func atHome(phone string) string {
	if rest, ok := strings.CutPrefix(phone, "+33"); ok {
		return "0" + strings.TrimSpace(strings.Replace(rest, "(0)", "", 1))
	}
	return phone
}

// ages says whom a place takes by age; empty when it takes everyone.
func (w *words) ages(from, to int) string {
	switch {
	case from > 0 && to > 0:
		return fmt.Sprintf(w.AgeBetween, from, to)
	case from > 0:
		return fmt.Sprintf(w.AgeFrom, from)
	case to > 0:
		return fmt.Sprintf(w.AgeTo, to)
	}
	return ""
}

// period says when a notice holds.
func (w *words) period(n directory.Notice) string {
	switch {
	case n.Until.IsZero():
		return fmt.Sprintf(w.From, w.day(n.From))
	case n.Until.Equal(n.From):
		return fmt.Sprintf(w.OnDay, w.day(n.From))
	}
	return fmt.Sprintf(w.FromUntil, w.day(n.From), w.day(n.Until))
}

// notices are those of today and of the days to come.
func (v *visit) notices(p directory.Place) []directory.Notice {
	var list []directory.Notice
	for _, n := range p.Notices {
		if n.Until.IsZero() || !before(n.Until, v.now) {
			list = append(list, n)
		}
	}
	return list
}

// before compares calendar days, whatever the zones.
func before(a, b time.Time) bool { return a.Format(time.DateOnly) < b.Format(time.DateOnly) }

// names lists terms in the words of the visit.
func names[S interface {
	All(func(directory.Term) bool)
}](v *visit, set S) string {
	var list []string
	for t := range set.All {
		list = append(list, v.term(t))
	}
	return strings.Join(list, ", ")
}

func (v *visit) categoryNames(set directory.CategorySet) string {
	var list []string
	for c := range set.All {
		list = append(list, v.term(c.Term))
	}
	return strings.Join(list, ", ")
}

// oneLine is an address as one line.
func oneLine(a directory.Address) string {
	town := strings.TrimSpace(a.Postcode + " " + a.City)
	if a.Street == "" || town == "" {
		return a.Street + town
	}
	return a.Street + ", " + town
}

// telURL is the link that dials: digits and plus, without the (0) that is written for callers at home.
func telURL(phone string) string {
	dial := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || r == '+' {
			return r
		}
		return -1
	}, strings.ReplaceAll(phone, "(0)", ""))
	return "tel:" + dial
}

// webURL is a website's address when a browser may open it: people type "example.org", and a source may hold anything.
func webURL(site string) (string, bool) {
	if !strings.Contains(site, "://") {
		site = "https://" + site
	}
	u, err := url.Parse(site)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "", false
	}
	return u.String(), true
}

// geoURL opens the person's own map application (RFC 5870).
func geoURL(p orb.Point, name string) string {
	at := latLon(p, ",")
	return "geo:" + at + "?q=" + at + "(" + url.QueryEscape(name) + ")"
}

// routeURL is the way there on openstreetmap.org, opened on tap only.
func routeURL(p orb.Point) string {
	return "https://www.openstreetmap.org/directions?to=" + latLon(p, "%2C")
}

func latLon(p orb.Point, separator string) string {
	return strconv.FormatFloat(p[1], 'f', 6, 64) + separator + strconv.FormatFloat(p[0], 'f', 6, 64)
}

func formatPoint(p orb.Point) string { return latLon(p, ", ") }

func number(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// upperFirst begins a sentence.
func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
