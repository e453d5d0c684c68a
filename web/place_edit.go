package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/identity"
)

// What people write about a place: its own people and those who know the district edit it, anyone says what is wrong or right.

func (s *site) placePages() {
	s.page("GET /places/new", identity.EditPlace, s.newPlace)
	s.form("POST /places/new", identity.EditPlace, s.addPlace)
	s.page("GET /places/{id}/edit", identity.EditPlace, s.placeEditor)
	s.form("POST /places/{id}/edit", identity.EditPlace, s.editPlace)
	s.page("GET /places/{id}/history", identity.EditPlace, s.placeHistory)
	s.form("POST /places/{id}/restore", identity.EditPlace, s.restorePlace)
	s.form("POST /places/{id}/saturation", identity.EditPlace, s.saturate)
	s.page("GET /places/{id}/closures", identity.EditPlace, s.closures)
	s.form("POST /places/{id}/closures", identity.EditPlace, s.postClosure)
	s.form("POST /places/{id}/closures/remove", identity.EditPlace, s.removeClosure)
	s.form("POST /places/{id}/conflicts", identity.EditPlace, s.answerConflict)
	s.form("POST /places/{id}/corrections", identity.EditPlace, s.decideCorrection)
	s.page("GET /places/{id}/confide", identity.EditPlace, s.askConfide)
	s.form("POST /places/{id}/confide", identity.EditPlace, s.confide)
	s.page("GET /places/{id}/mistake", identity.CorrectPlace, s.mistake)
	s.form("POST /places/{id}/mistake", identity.CorrectPlace, s.sayMistake)
	s.page("GET /staff/corrections", identity.ReviewPlaces, s.corrections)
	s.page("GET /staff/conflicts", identity.ReviewPlaces, s.conflicts)
}

// faults are what is wrong with the fields of a form, by name.
type faults map[string]string

// add notes what an error says about a field; any other error comes back.
func (f faults) add(v *visit, err error) error {
	var invalid *directory.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	w := v.Assoc
	text, known := map[string]string{
		"email": w.BadEmail, "website": w.BadSite, "position": w.BadPosition, "ages": w.BadAges, "from": w.BadDay, "until": w.BadDay,
		"agreed_on": w.BadDay, "field": w.BadChoice, "step": w.BadChoice, "district": w.BadChoice, "role": w.BadChoice, "reason": w.NeedsReason,
	}[invalid.Param]
	switch {
	case strings.HasPrefix(invalid.Reason, "longer than"):
		text = w.TooLong
	case strings.HasPrefix(invalid.Reason, "none") && invalid.Param != "position":
		text = w.Required
	case !known:
		text = w.Fault
	}
	f[invalid.Param] = text
	return nil
}

// placeForm is the editor of a place, or of one to be added.
type placeForm struct {
	directory.Place
	Edition      string
	Organisation *directory.Organisation // of a new place; nil = none
	Faults       faults
	Week         hours.Weekly
	Typed        url.Values // what stands in the seven rows when it is not Week
	ByText       bool       // the hours are written as text
	Shown        timetable  // what is understood of the hours
	Position     string     // as typed
	Found        string     // the address that was found
	RunBy        string     // name of the organisation, as typed
	HandsOver    bool       // the viewer may say which organisation runs the place
	Clash        []clashLine
	Conflicts    []directory.Conflict
	Mistakes     []directory.ReportedMistake
}

// clashLine is a field that two people changed.
type clashLine struct{ Label, Theirs, Mine string }

func (f *placeForm) action() string {
	if f.ID == (uuid.UUID{}) {
		return "/places/new"
	}
	return "/places/" + f.ID.String() + "/edit"
}

func (s *site) placeEditor(v *visit) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	p, err := s.Associations.PlaceToEdit(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	f := v.placeForm(p)
	if f.Conflicts, err = s.Associations.PlaceConflicts(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	if f.Mistakes, err = s.Associations.PlaceMistakes(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	return placeEditPage(v, f), nil
}

// placeForm lays a place out as a form.
func (v *visit) placeForm(p directory.Place) *placeForm {
	f := &placeForm{Place: p, Edition: p.Edition(), Faults: faults{}}
	week, weekly := hours.ParseWeekly(p.Hours)
	for _, slots := range week.Days {
		weekly = weekly && len(slots) <= slotsPerDay
	}
	f.Week, f.ByText = week, p.Hours != "" && !weekly
	if p.Located {
		f.Position = formatPosition(p.Point)
	}
	f.Shown = v.timetable(&p, p.Hours)
	f.HandsOver = !p.Confidential && v.viewer.May(identity.EditPlace, identity.Scope{District: p.District})
	o, _ := v.site.Live.OrganisationNumbered(p.Organisation)
	f.RunBy = o.Name
	return f
}

// readRunBy finds the organisation that was typed by its name.
func (v *visit) readRunBy(f *placeForm, name string) {
	f.HandsOver = v.viewer.May(identity.EditPlace, identity.Scope{District: f.District})
	f.RunBy = strings.TrimSpace(name)
	o, _ := v.site.Live.OrganisationNumbered(f.Place.Organisation)
	switch {
	case !f.HandsOver || f.RunBy == o.Name:
		return
	case f.RunBy == "":
		f.Place.Organisation = 0
		return
	}
	page, err := v.site.Live.Organisations(directory.OrganisationQuery{Text: f.RunBy, Limit: directory.MaxLimit})
	i := slices.IndexFunc(page.Items, func(o directory.Organisation) bool { return strings.EqualFold(o.Name, f.RunBy) })
	if err != nil || i < 0 {
		f.Faults["organisation"] = v.Assoc.BadChoice
		for _, o := range page.Items[:min(len(page.Items), 5)] {
			f.Faults["organisation"] += " « " + o.Name + " »"
		}
		return
	}
	f.Place.Organisation = page.Items[i].Num
}

func formatPosition(p orb.Point) string {
	return strconv.FormatFloat(p[0], 'f', 6, 64) + ", " + strconv.FormatFloat(p[1], 'f', 6, 64)
}

func (s *site) editPlace(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	now, err := s.Associations.PlaceToEdit(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	f := v.readPlaceForm(now, form)
	if form.Has("run_by") {
		v.readRunBy(f, form.Get("run_by"))
	}
	f.Edition = form.Get("edition")
	if form.Has("check") || form.Has("locate") || len(f.Faults) > 0 {
		return nil, faulty{placeEditPage(v, f)}
	}
	_, err = s.Associations.EditPlace(v.ctx(), v.viewer, directory.PlaceEdit{ID: id, Edition: f.Edition, Want: f.Place})
	var clash *directory.Clash
	switch {
	case err == nil:
		return nil, v.say("/places/"+id.String(), v.Assoc.Saved)
	case errors.As(err, &clash):
		f.Edition = clash.Theirs.Edition()
		for _, code := range clash.Fields {
			f.Clash = append(f.Clash, clashLine{v.Assoc.Fields[string(code)], v.fieldOf(&clash.Theirs, code), v.fieldOf(&f.Place, code)})
		}
		return nil, faulty{placeEditPage(v, f)}
	}
	if err := f.Faults.add(v, err); err != nil {
		return nil, err
	}
	return nil, faulty{placeEditPage(v, f)}
}

// slotsPerDay is how many times of a day the form of seven rows has.
const slotsPerDay = 2

// readPlaceForm reads what was typed over a place as it stands.
func (v *visit) readPlaceForm(p directory.Place, form url.Values) *placeForm {
	f := &placeForm{Place: p, Faults: faults{}}
	f.Name, f.Description, f.AccessNote = form.Get("name"), form.Get("description"), form.Get("access")
	f.Address = directory.Address{Street: form.Get("street"), Postcode: form.Get("postcode"), City: form.Get("city")}
	f.Contact = directory.Contact{Phone: form.Get("phone"), Email: form.Get("email"), Website: form.Get("website")}
	f.Categories = setOf(form["category"], directory.CategoryNamed)
	f.Audiences = setOf(form["audience"], directory.AudienceNamed)
	f.Modalities = setOf(form["modality"], directory.ModalityNamed)
	f.Languages = setOf(form["language"], directory.LanguageNamed)
	f.AgeMin, f.AgeMax = v.readAge(f, form.Get("age_min")), v.readAge(f, form.Get("age_max"))
	if f.Status = directory.Open; form.Get("status") == "closed" {
		f.Status = directory.Closed
	}
	v.readHours(f, form)
	v.readPosition(f, form)
	f.Shown = v.timetable(&f.Place, strings.TrimSpace(f.Hours))
	return f
}

// setOf is the set of codes that are in the table.
func setOf[S ~uint64](codes []string, named func(string) (S, error)) S {
	var set S
	for _, code := range codes {
		if one, err := named(code); err == nil {
			set |= one
		}
	}
	return set
}

func (v *visit) readAge(f *placeForm, text string) int {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	years, err := strconv.Atoi(text)
	if err != nil {
		f.Faults["ages"] = v.Assoc.BadAges
	}
	return years
}

// readHours takes the text where that was chosen, else the seven rows.
func (v *visit) readHours(f *placeForm, form url.Values) {
	f.ByText = form.Get("hours_by") == "text"
	if f.ByText {
		f.Hours = form.Get("hours")
		f.Week, _ = hours.ParseWeekly(strings.TrimSpace(f.Hours))
		return
	}
	f.Week = hours.Weekly{NoFeasts: form.Has("feasts")}
	for day := range 7 {
		for n := range slotsPerDay {
			from, until := strings.TrimSpace(form.Get(slotName(day, n, "from"))), strings.TrimSpace(form.Get(slotName(day, n, "until")))
			if from == "" && until == "" {
				continue
			}
			begins, ok1 := hours.ParseClock(from)
			ends, ok2 := hours.ParseClock(until)
			if !ok1 || !ok2 || begins == ends {
				f.Faults["hours"] = fmt.Sprintf(v.Assoc.BadSlot, v.dayName(day))
				f.Typed = form
				continue
			}
			f.Week.Days[day] = append(f.Week.Days[day], hours.Slot{From: begins, Until: ends})
		}
	}
	f.Hours = f.Week.String()
}

// slotName is the name of an input of the seven rows: "from-0-1" is Monday's second.
func slotName(day, n int, which string) string {
	return which + "-" + strconv.Itoa(day) + "-" + strconv.Itoa(n)
}

// slot is what stands in an input of the seven rows.
func (f *placeForm) slot(day, n int, which string) string {
	if f.Typed != nil {
		return f.Typed.Get(slotName(day, n, which))
	}
	if n >= len(f.Week.Days[day]) {
		return ""
	}
	s := f.Week.Days[day][n]
	if which == "from" {
		return s.From.String()
	}
	return s.Until.String()
}

// dayName names a day of the seven rows, Monday first.
func (v *visit) dayName(day int) string { return v.Opening.Weekdays[(day+1)%7] }

// readPosition reads the two numbers, or looks the address up where that was asked.
func (v *visit) readPosition(f *placeForm, form url.Values) {
	if f.Confidential {
		return
	}
	f.Position = strings.TrimSpace(form.Get("position"))
	if form.Has("locate") {
		v.locatePlace(f)
		return
	}
	if f.Position == "" {
		if f.Located = false; !f.Itinerant {
			f.Faults["position"] = v.Assoc.BadPosition
		}
		return
	}
	if f.Located && f.Position == formatPosition(f.Point) {
		return // as it was, with all its digits
	}
	lon, lat, found := strings.Cut(f.Position, ",")
	x, err1 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	y, err2 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if !found || err1 != nil || err2 != nil || len(v.site.Live.DistrictsAt(orb.Point{x, y})) == 0 {
		f.Faults["position"] = v.Assoc.BadPosition
		return
	}
	f.Point, f.Located = orb.Point{x, y}, true
}

// locatePlace finds the position of the address that was typed. The address is the place's, public like it.
func (v *visit) locatePlace(f *placeForm) {
	text := strings.Join([]string{f.Address.Street, f.Address.Postcode, f.Address.City}, " ")
	if v.site.Geocoder == nil || v.city == nil {
		f.Faults["position"] = v.Assoc.AddressNone
		return
	}
	found, err := v.site.Geocoder.Search(v.ctx(), text, v.city.Centre)
	i := slices.IndexFunc(found, func(a geocoded) bool { return len(v.site.Live.DistrictsAt(a.Point)) > 0 })
	if err != nil || i < 0 {
		f.Faults["position"] = v.Assoc.AddressNone
		return
	}
	f.Point, f.Located, f.Position, f.Found = found[i].Point, true, formatPosition(found[i].Point), found[i].Label
}

func (s *site) newPlace(v *visit) (templ.Component, error) {
	f := &placeForm{Faults: faults{}}
	if err := s.ofOrganisation(v, f, v.request.URL.Query().Get("organisation")); err != nil {
		return nil, err
	}
	if v.city != nil {
		f.Address.City = v.city.Name
	}
	return placeEditPage(v, f), nil
}

// ofOrganisation gives a new place to the organisation asked for, else to the one that the viewer acts as.
func (s *site) ofOrganisation(v *visit, f *placeForm, asked string) error {
	var o directory.Organisation
	found := false
	if id, err := uuid.Parse(asked); err == nil {
		o, found = s.Live.Organisation(id)
	} else if asked == "" {
		o, found = s.Live.OrganisationNumbered(v.viewer.Acting)
	}
	if found {
		f.Organisation = &o
	} else if asked != "" {
		return errNotFound
	}
	return nil
}

func (s *site) addPlace(v *visit, form url.Values) (templ.Component, error) {
	f := v.readPlaceForm(directory.Place{}, form)
	if err := s.ofOrganisation(v, f, form.Get("organisation")); err != nil {
		return nil, err
	}
	if form.Has("check") || form.Has("locate") || len(f.Faults) > 0 {
		return nil, faulty{placeEditPage(v, f)}
	}
	want := directory.NewPlace{Place: f.Place}
	if f.Organisation != nil {
		want.Organisation = f.Organisation.ID
	}
	p, err := s.Associations.AddPlace(v.ctx(), v.viewer, want)
	if err == nil {
		return nil, v.say("/places/"+p.ID.String(), v.Assoc.PlaceAdded)
	}
	if err := f.Faults.add(v, err); err != nil {
		return nil, err
	}
	return nil, faulty{placeEditPage(v, f)}
}

func (s *site) saturate(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	full, err := directory.SaturationNamed(form.Get("saturation"))
	if err != nil {
		return nil, err
	}
	if err := s.Associations.SetSaturation(v.ctx(), v.viewer, id, full); err != nil {
		return nil, err
	}
	return nil, v.say("/places/"+id.String(), v.Assoc.FullSaved)
}

func (s *site) askConfide(v *visit) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	p, err := s.Associations.PlaceToEdit(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	return confidePage(v, p), nil
}

func (s *site) confide(v *visit, _ url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	p, err := s.Associations.Confide(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	return nil, v.say("/places/"+p.ID.String(), v.Assoc.SecretDone)
}
