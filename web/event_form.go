package web

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/data/geocode"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// The form of an event: what, when and where in three lines, the rest folded.

// eventForm is what was typed, and what is wrong with it.
type eventForm struct {
	Edits   uuid.UUID // none = a new one
	Version int
	Date    string // of the date from which it is changed, as addresses have it
	Scope   string // "this", "following", "all"; asked for where there are several dates
	Again   bool   // it is done again: a new one with the words of another
	Key     string // one sending, however often it arrives

	Templates []community.Template // to begin from; none once something is typed

	Title            string
	Day, From, Until string
	Length           string // in minutes, of a template: where nobody says until when

	Where  string // as typed
	Sought string // what Found and Chosen answer to
	Found  []foundPoint
	Chosen string // "place <id>" or "<lon> <lat>"
	Kept   string // where it is, of one that is changed; empty = it must be said
	Area   string // code of a district: everyone sees no more
	Sealed string
	Note   string

	Repeat, RepeatUntil string
	KeptRule            string // of one that is changed, that no choice makes
	Recurs              bool   // there are several dates to choose a scope from

	Words, Interest, Capacity, Price, Bring, Helpers, Photo string
	For, Access, Languages                                  []string

	Faults map[string]string // by field
}

const (
	newEventPath  = "/events/new"
	defaultLength = 2 * time.Hour // where nobody says until when
)

// path is where the form is sent.
func (f *eventForm) path() string {
	if f.Edits == uuid.Nil {
		return newEventPath
	}
	return eventPath(f.Edits) + "/edit"
}

func (f *eventForm) title(v *visit) string {
	switch {
	case f.Again:
		return v.Out.Form.Duplicate
	case f.Edits != uuid.Nil:
		return v.Out.Form.Edit
	}
	return v.Out.Form.New
}

// moreSaid says whether something of the folded part is said, or wrong.
func (f *eventForm) moreSaid() bool {
	for _, field := range []string{"rule", "words", "interest", "capacity", "first", "price_cents", "bring", "helpers", "languages", "photo", "note"} {
		if f.Faults[field] != "" {
			return true
		}
	}
	return f.Edits != uuid.Nil || f.Again || f.Repeat+f.Words+f.Interest+f.Capacity+f.Price+f.Bring+f.Helpers+f.Photo+f.Note != "" ||
		len(f.For)+len(f.Access)+len(f.Languages) > 0
}

func readEventForm(form url.Values) *eventForm {
	f := &eventForm{
		Key: form.Get("key"), Scope: form.Get("scope"), Title: form.Get("title"), Day: form.Get("day"), From: form.Get("from"), Until: form.Get("until"), Length: form.Get("length"),
		Where: strings.TrimSpace(form.Get("where")), Sought: form.Get("sought"), Chosen: form.Get("chosen"), Area: form.Get("area"), Sealed: form.Get("sealed"),
		Note: form.Get("note"), Repeat: form.Get("repeat"), RepeatUntil: form.Get("repeat_until"), Words: form.Get("words"),
		Interest: form.Get("interest"), Capacity: form.Get("capacity"), Price: form.Get("price"), Bring: form.Get("bring"), Helpers: form.Get("helpers"),
		Photo: form.Get("photo"), For: form["for"], Access: form["access"], Languages: form["language"], Faults: map[string]string{},
	}
	f.Version, _ = strconv.Atoi(form.Get("version")) // anything else is a version that is not the newest
	return f
}

// fault notes what is wrong with a field, in the words that the page has for it.
func (f *eventForm) fault(v *visit, field string) {
	f.Faults[field] = or(v.Out.Faults[field], v.BadHelp)
}

// eventDraft is what the room takes. wrong is the field at fault; "choose" when several places answer to what was typed.
func (v *visit) eventDraft(f *eventForm) (d community.Draft, wrong string) {
	d = community.Draft{Title: f.Title, Words: f.Words, Bring: f.Bring, Interest: f.Interest, Photo: f.Photo}
	var err error
	if d.When, wrong = v.eventTimes(f); wrong != "" {
		return d, wrong
	}
	if d.Capacity, err = optional(f.Capacity); err != nil {
		return d, "capacity"
	}
	if d.Helpers, err = optional(f.Helpers); err != nil {
		return d, "helpers"
	}
	if d.PriceCents, err = cents(f.Price); err != nil {
		return d, "price_cents"
	}
	if d.For, err = readSet("for", url.Values{"for": f.For}, directory.AudienceNamed); err != nil {
		return d, "languages"
	}
	if d.Access, err = readSet("access", url.Values{"access": f.Access}, directory.AccessNamed); err != nil {
		return d, "languages"
	}
	if d.Languages, err = readSet("languages", url.Values{"languages": f.Languages}, directory.LanguageNamed); err != nil {
		return d, "languages"
	}
	d.Where, wrong = v.eventWhere(f)
	return d, wrong
}

// optional is a number that may be left out.
func optional(text string) (int, error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err == nil && n < 0 {
		err = errors.New("below 0")
	}
	return n, err
}

// cents reads a price in euros: 3, 3,50 or 3.5.
func cents(text string) (int, error) {
	text = strings.TrimSpace(strings.ReplaceAll(strings.TrimSuffix(strings.TrimSpace(text), "€"), ",", "."))
	if text == "" {
		return 0, nil
	}
	euros, err := strconv.ParseFloat(text, 64)
	if err == nil && !(euros >= 0 && euros <= community.MaxPriceCents/100) {
		err = errors.New("not a price")
	}
	return int(math.Round(euros * 100)), err
}

// euros write a price without cents that are none.
func (w *words) euros(cents int) string {
	if cents%100 == 0 {
		return strconv.Itoa(cents / 100)
	}
	return w.number(float64(cents)/100, 2)
}

// eventTimes are the hours by the clock on the wall, and how they repeat.
func (v *visit) eventTimes(f *eventForm) (when community.When, wrong string) {
	zone := v.now.Location()
	from, err := time.Parse("2006-01-02 15:04", f.Day+" "+f.From)
	if err != nil {
		return when, "when"
	}
	when.Zone, when.Start, when.Length = zone.String(), recur.WallOf(from), defaultLength
	if n, err := strconv.Atoi(f.Length); err == nil && n > 0 && n <= 24*60 {
		when.Length = time.Duration(n) * time.Minute
	}
	if f.Until != "" {
		until, err := time.Parse("2006-01-02 15:04", f.Day+" "+f.Until)
		if err != nil {
			return when, "when"
		}
		if !until.After(from) {
			until = until.AddDate(0, 0, 1) // past midnight
		}
		when.Length = recur.WallOf(until).In(zone).Sub(when.Start.In(zone))
	}
	if f.Repeat == "kept" {
		when.Rule = f.KeptRule
		return when, ""
	}
	var ok bool
	if when.Rule, ok = ruleOf(f.Repeat, from, f.RepeatUntil); !ok || f.RepeatUntil != "" && f.RepeatUntil < f.Day {
		return when, "rule"
	}
	return when, ""
}

// eventWhere finds the place that was meant.
func (v *visit) eventWhere(f *eventForm) (w community.Where, wrong string) {
	w.Note = f.Note
	switch {
	case f.Area != "":
		d, ok := v.site.Live.District(f.Area)
		if !ok {
			return w, "where"
		}
		if strings.TrimSpace(f.Sealed) == "" {
			return w, "sealed"
		}
		w.Point, w.Sealed = &d.Centre, f.Sealed
		return w, ""
	case f.Where == "" && f.Kept != "":
		w.Sealed = f.Sealed
		return w, "" // it stays where it is
	case strings.HasPrefix(f.Where, "https://"):
		w.Online = f.Where
		return w, ""
	case f.Where == "":
		return w, "where"
	}
	if f.Chosen == "" || f.Sought != f.Where {
		f.Chosen = ""
		if v.seekSpots(f); len(f.Found) == 0 {
			return w, "where"
		}
		if len(f.Found) > 1 || !strings.EqualFold(f.Found[0].Label, f.Where) {
			return w, "choose"
		}
		f.Chosen = f.Found[0].value()
	}
	if !v.takeSpot(f, &w) {
		return w, "where"
	}
	return w, ""
}

// value is what the form sends for a spot that was found.
func (a foundPoint) value() string {
	if a.Place != uuid.Nil {
		return "place " + a.Place.String()
	}
	return a.Lon + " " + a.Lat
}

// takeSpot is the spot that was chosen. What is sealed at a place of the directory is its point.
func (v *visit) takeSpot(f *eventForm, w *community.Where) bool {
	first, second, _ := strings.Cut(f.Chosen, " ")
	if first == "place" {
		id, err := uuid.Parse(second)
		p, ok := v.site.Live.Place(id)
		switch {
		case err != nil || !ok || p.Confidential:
			return false
		case f.Sealed == "":
			w.Place = id
		case !p.Located:
			return false
		default:
			w.Point, w.Sealed = &p.Point, f.Sealed
		}
		return true
	}
	lon, errLon := strconv.ParseFloat(first, 64)
	lat, errLat := strconv.ParseFloat(second, 64)
	p := orb.Point{lon, lat}
	if errLon != nil || errLat != nil || geo.CheckPoint(p) != nil {
		return false
	}
	w.Point, w.Sealed = &p, f.Sealed
	return true
}

const maxSpots = 4 // that a form offers, of places and of addresses

// seekSpots looks for places and addresses of the city that answer to what was typed.
func (v *visit) seekSpots(f *eventForm) {
	f.Sought, f.Found = f.Where, nil
	if v.city == nil {
		return
	}
	q := directory.SearchQuery{Text: f.Where, Limit: 3 * maxSpots, City: v.city.Code}
	hits, err := v.site.Store.Search(v.ctx(), q)
	if err != nil {
		hits, _ = v.site.Live.Search(q) // by the beginnings of words; finding none is said beside the field
	}
	for _, h := range hits {
		if p, ok := v.site.Live.Place(h.ID); ok && h.Kind == "place" && !p.Confidential && p.Located && len(f.Found) < maxSpots {
			f.Found = append(f.Found, foundPoint{Label: p.Name, Detail: oneLine(p.Address), Place: h.ID})
		}
	}
	if i := slices.IndexFunc(f.Found, func(a foundPoint) bool { return strings.EqualFold(a.Label, f.Where) }); i >= 0 {
		f.Found = f.Found[i : i+1]
		return
	}
	f.Found = append(f.Found, v.addresses(f.Where)...)
}

// addresses are those of the city that an address service finds; none without one.
func (v *visit) addresses(text string) (list []foundPoint) {
	if v.site.Geocoder == nil || v.city == nil {
		return nil
	}
	if !strings.Contains(strings.ToLower(text), strings.ToLower(v.city.Name)) {
		text += " " + v.city.Name
	}
	found, err := v.site.Geocoder.Search(v.ctx(), text, v.city.Centre)
	if errors.Is(err, geocode.ErrAway) {
		v.site.Log.Warn("no address", "err", err) // says why, never what was asked
	}
	atlas := v.site.Live.Atlas()
	for _, a := range found {
		if home, ok := atlas.HomeAt(a.Point); ok && home.City == v.city.Num && len(list) < maxFound {
			list = append(list, foundPoint{Label: a.Label, Lon: degree(a.Point[0]), Lat: degree(a.Point[1])})
		}
	}
	return list
}

// formOf is the form filled with an event, or with one date of it.
func (v *visit) formOf(e *community.Event, on *community.Occurrence, zone *time.Location) *eventForm {
	f := &eventForm{
		Edits: e.ID, Version: e.Version, Key: uuid.NewString(), Title: on.Title, Words: on.Words, Bring: on.Bring, Note: on.Site.Note, Interest: e.Interest,
		Photo: e.Photo, For: e.For.Codes(), Access: e.Access.Codes(), Languages: e.Languages.Codes(), Kept: v.siteWords(&on.Site),
		Recurs: e.When.Rule != "" || len(e.When.Extra) > 0, Date: on.Original.In(zone).Format(dateLayout), Scope: "this", Faults: map[string]string{},
	}
	from := on.Start.In(zone)
	f.Day, f.From, f.Until = from.Format(time.DateOnly), from.Format("15:04"), on.End.In(zone).Format("15:04")
	f.Repeat, f.RepeatUntil = choiceOfRule(e.When.Rule, on.Original.In(zone))
	if f.Repeat == "kept" {
		f.KeptRule = e.When.Rule
	}
	for _, n := range []struct {
		to *string
		of int
	}{{&f.Capacity, on.Capacity}, {&f.Helpers, e.Helpers}} {
		if n.of > 0 {
			*n.to = fmt.Sprint(n.of)
		}
	}
	if e.PriceCents > 0 {
		f.Price = v.euros(e.PriceCents)
	}
	return f
}

// fill begins the form with what many hold.
func (f *eventForm) fill(v *visit, t *community.Template) {
	f.Title, f.Words, f.Bring = v.term(t.Title), v.term(t.Words), v.term(t.Bring)
	f.Interest, f.Length = t.Interest, strconv.Itoa(int(t.Length/time.Minute))
	if t.Capacity > 0 {
		f.Capacity = strconv.Itoa(t.Capacity)
	}
	rule, err := recur.Parse(t.Rule)
	switch {
	case t.Rule == "" || err != nil:
	case rule.Freq == recur.Weekly:
		f.Repeat = "weekly"
	case len(rule.ByDay) == 2:
		f.Repeat = "twice"
	default:
		f.Repeat = "monthly"
	}
}

// What the page of the form asks for.

func (f *eventForm) sendLabel(v *visit) string {
	if f.Edits != uuid.Nil {
		return v.Out.Form.Save
	}
	return v.Out.Form.Send
}

func (f *eventForm) whereHint(v *visit) string {
	if f.Kept != "" {
		return fmt.Sprintf(v.Out.Form.WhereKept, f.Kept)
	}
	return v.Out.Form.WhereHint
}

// areaNum is the number of the district that was chosen; 0 for none.
func (f *eventForm) areaNum(v *visit) int64 {
	if d, ok := v.site.Live.District(f.Area); ok {
		return d.Num
	}
	return 0
}

func (f *eventForm) languageChoices() []directory.Term {
	return (&draftForm{Languages: f.Languages}).languageChoices()
}

// accessTerms are the needs that an event may answer, in its own words.
func (v *visit) accessTerms() []directory.Term {
	list := slices.Clone(directory.AccessNeeds)
	for i := range list {
		list[i].FR, list[i].EN = v.Out.AccessNames[list[i].Code], v.Out.AccessNames[list[i].Code]
	}
	return list
}
