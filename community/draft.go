package community

import (
	"math/bits"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

var photoID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// check refuses what cannot be, and makes texts tidy.
func (d *Draft) check() error {
	for _, text := range []struct {
		param string
		of    *string
		most  int
	}{
		{"title", &d.Title, MaxTitle},
		{"words", &d.Words, MaxWords},
		{"bring", &d.Bring, MaxBring},
		{"note", &d.Where.Note, MaxNote},
		{"sealed", &d.Where.Sealed, MaxSealed},
		{"online", &d.Where.Online, MaxOnline},
	} {
		if err := tidy(text.param, text.of, text.most, text.param == "words"); err != nil {
			return err
		}
	}
	switch {
	case d.Title == "":
		return invalid("title", "is needed")
	case d.Capacity < 0 || d.Capacity > MaxCapacity:
		return invalid("capacity", "%d is not in 0–%d", d.Capacity, MaxCapacity)
	case d.PriceCents < 0 || d.PriceCents > MaxPriceCents:
		return invalid("price_cents", "%d is not in 0–%d", d.PriceCents, MaxPriceCents)
	case d.Helpers < 0 || d.Helpers > MaxHelpers:
		return invalid("helpers", "%d is not in 0–%d", d.Helpers, MaxHelpers)
	case len(d.CoHosts) > MaxHosts:
		return invalid("hosts", "more than %d", MaxHosts)
	case bits.OnesCount64(uint64(d.Languages)) > 20 || bits.OnesCount64(uint64(d.For)) > 20:
		return invalid("languages", "more than 20")
	case d.Photo != "" && !photoID.MatchString(d.Photo):
		return invalid("photo", "not one of ours")
	}
	if d.Interest != "" {
		if _, err := directory.InterestNamed(d.Interest); err != nil {
			return invalid("interest", "%.40q is not known", d.Interest)
		}
	}
	return d.Where.check()
}

// given says whether a place is named at all.
func (w *Where) given() bool { return w.Place != uuid.Nil || w.Point != nil || w.Online != "" }

func (w *Where) check() error {
	given := 0
	for _, is := range []bool{w.Place != uuid.Nil, w.Point != nil, w.Online != ""} {
		if is {
			given++
		}
	}
	switch {
	case given > 1:
		return invalid("where", "one of place, point and online, not %d", given)
	case w.Sealed != "" && (w.Place != uuid.Nil || w.Online != ""):
		return invalid("sealed", "is for a point")
	case w.Point != nil && geo.CheckPoint(*w.Point) != nil:
		return invalid("where", "not a point")
	}
	if w.Online != "" {
		if u, err := url.Parse(w.Online); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			return invalid("online", "not an address that begins with https://")
		}
	}
	return nil
}

// zones are those that were loaded before, by name; nil = none.
type zones map[string]*time.Location

func (z zones) named(name string) (*time.Location, error) {
	if zone := z[name]; zone != nil {
		return zone, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, invalid("zone", "%.40q is not an IANA time zone", name)
	}
	if z != nil {
		z[name] = zone
	}
	return zone, nil
}

// series compiles the hours: bounded, whatever the rule.
func (w *When) series(known zones) (s recur.Series, err error) {
	zone, err := known.named(w.Zone)
	if err != nil {
		return s, err
	}
	switch {
	case w.Length < 0 || w.Length > MaxLength:
		return s, invalid("length", "%v is not in 0–%v", w.Length, MaxLength)
	case w.Length%time.Second != 0:
		return s, invalid("length", "not whole seconds")
	case len(w.Extra)+len(w.Removed) > MaxDates:
		return s, invalid("dates", "more than %d", MaxDates)
	}
	s = recur.Series{Zone: zone, Start: w.Start, Length: w.Length, AllDay: w.AllDay, Extra: w.Extra, Removed: w.Removed}
	if w.Rule != "" {
		rule, err := recur.Parse(w.Rule)
		if err != nil {
			return s, invalid("rule", "%v", err)
		}
		s.Rule, w.Rule = &rule, rule.String()
	}
	if err := s.Check(); err != nil {
		return s, invalid("start", "%v", err)
	}
	return s, nil
}

// ends is the end of the last date; zero when dates go on beyond what is computed.
func ends(e *Event, now time.Time) time.Time {
	s := &e.series
	const page = 100
	var last time.Time
	horizon := now.Add(MaxAhead)
	if _, more := s.Next(horizon); more {
		return time.Time{}
	}
	from := s.Start.In(s.Zone).Add(-day)
	if floor := now.Add(-2 * MaxAhead); from.Before(floor) {
		from = floor
	}
	for starts := make([]time.Time, 0, page); ; {
		starts = s.Between(starts[:0], from, horizon.Add(time.Second), page)
		if len(starts) == 0 {
			break
		}
		last = starts[len(starts)-1]
		from = last.Add(time.Second)
	}
	if last.IsZero() { // all long ago
		last = s.Start.In(s.Zone)
	}
	end := s.End(last)
	for i := range e.Dates { // one may have been moved beyond
		if e.Dates[i].Start != nil || e.Dates[i].Length != nil {
			if o := e.at(e.Dates[i].Original); o.End.After(end) {
				end = o.End
			}
		}
	}
	return end
}

// tidy makes a text tidy, and refuses one that cannot be read or has more than most signs.
func tidy(param string, s *string, most int, lines bool) error {
	*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	unprinted := func(r rune) bool {
		return !unicode.IsPrint(r) && !unicode.Is(unicode.Join_Control, r) && !(lines && (r == '\n' || r == '\t'))
	}
	switch {
	case !utf8.ValidString(*s) || strings.ContainsFunc(*s, unprinted):
		return invalid(param, "not a text")
	case utf8.RuneCountInString(*s) > most:
		return invalid(param, "longer than %d signs", most)
	}
	return nil
}

// known says whether a table has a code.
func known(table []directory.Term, code string) bool {
	return slices.ContainsFunc(table, func(t directory.Term) bool { return t.Code == code })
}
