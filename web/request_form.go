package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// Asking and offering, in four steps. What was said travels in the forms themselves: nothing is kept before it is sent, and neither a
// point nor what somebody needs ever stands in an address.

// draftStep is a page of the form.
type draftStep string

// The steps.
const (
	stepWhat  draftStep = "what"
	stepWhere draftStep = "where"
	stepWhen  draftStep = "when"
	stepCheck draftStep = "check"
	stepSend  draftStep = "send"
)

var draftSteps = []draftStep{stepWhat, stepWhere, stepWhen, stepCheck}

// The places of a draft.
const (
	placeHome  = "home"
	placePoint = "point"
	placeKept  = "kept" // of a request that is changed: where it was
)

const newRequestPath = "/requests/new"

// draftForm is what was said so far, and what is wrong with it.
type draftForm struct {
	Edits   uuid.UUID // the request that is changed; none = a new one
	Version int       // of it, as it was read
	KeptIn  string    // name of the district where it was
	Offer   bool
	Key     string // one sending, however often it arrives
	Kind    string
	Family  string // opened, to choose a kind from

	Place    string
	Home     string // name of one's own district; empty = not said
	HomeNum  int64
	Lon, Lat string
	Note     string
	Address  string // as it was typed, for the answer that finds it
	Found    []foundPoint

	Timing           string
	Day, From, Until string

	Details, Needed, Quantity, Urgency string
	Languages, Wishes                  []string
	Photo                              string
	BehalfName, BehalfConsent          string

	Faults map[string]string // by field
}

// foundPoint is an address that was found in the city, or a place of the directory.
type foundPoint struct {
	Label, Detail string
	Lon, Lat      string
	Place         uuid.UUID // none of an address
}

// carried are the fields that a step which does not ask for them sends along.
func (f *draftForm) carried(asks ...string) (list [][2]string) {
	all := [][2]string{
		{"key", f.Key},
		{"kind", f.Kind},
		{"place", f.Place},
		{"lon", f.Lon},
		{"lat", f.Lat},
		{"note", f.Note},
		{"timing", f.Timing},
		{"day", f.Day},
		{"from", f.From},
		{"until", f.Until},
		{"details", f.Details},
		{"needed", f.Needed},
		{"quantity", f.Quantity},
		{"urgency", f.Urgency},
		{"photo", f.Photo},
		{"behalf", f.BehalfName},
		{"consent", f.BehalfConsent},
		{"kept", f.KeptIn},
	}
	if f.Edits != uuid.Nil {
		all = append(all, [2]string{"version", strconv.Itoa(f.Version)})
	}
	if f.Offer {
		all = append(all, [2]string{"offer", "1"})
	}
	for _, code := range f.Languages {
		all = append(all, [2]string{"language", code})
	}
	for _, code := range f.Wishes {
		all = append(all, [2]string{"wish", code})
	}
	return slices.DeleteFunc(all, func(field [2]string) bool { return field[1] == "" || slices.Contains(asks, field[0]) })
}

// path is where the form is sent.
func (f *draftForm) path() string {
	if f.Edits == uuid.Nil {
		return newRequestPath
	}
	return requestPath(f.Edits) + "/edit"
}

func (f *draftForm) has(list []string, code string) bool { return slices.Contains(list, code) }

func (f *draftForm) kind() (directory.Kind, bool) { return kindOf(f.Kind) }

func kindOf(code string) (directory.Kind, bool) {
	for _, k := range directory.Kinds {
		if k.Code == code {
			return k, true
		}
	}
	return directory.Kind{}, false
}

func familyOf(code string) (directory.KindFamily, bool) {
	for _, f := range directory.KindFamilies {
		if f.Code == code {
			return f, true
		}
	}
	return directory.KindFamily{}, false
}

// frequentKinds stand first: what neighbours ask for and offer most, where nothing else is known.
func (f *draftForm) frequentKinds() []directory.Kind {
	codes := []string{"groceries", "letters", "phone_help", "cv", "moving", "small_repairs"}
	if f.Offer {
		codes = []string{"furniture", "clothes", "baby_things", "school_things", "conversation", "portrait"}
	}
	var list []directory.Kind
	for _, code := range codes {
		if k, ok := kindOf(code); ok {
			list = append(list, k)
		}
	}
	return list
}

// counts says whether the kind is of things that can be counted.
func (f *draftForm) counts() bool {
	k, _ := f.kind()
	return slices.Contains([]string{"clothing", "equipment", "home_moving", "hygiene", "food"}, k.Family)
}

func (s *site) requestFormPages() {
	s.page("GET "+newRequestPath, identity.Ask, s.beginRequest)
	s.page("POST "+newRequestPath, identity.Ask, func(v *visit) (templ.Component, error) { return s.goOnRequest(v, uuid.Nil) })
	s.page("GET /requests/{id}/edit", identity.Ask, s.editRequest)
	s.page("POST /requests/{id}/edit", identity.Ask, func(v *visit) (templ.Component, error) {
		id, err := v.id()
		if err != nil {
			return nil, err
		}
		return s.goOnRequest(v, id)
	})
}

// asking is the viewer's own profile for pages of requests. The component is what stands there instead for somebody under 18.
func (v *visit) asking() (directory.Member, templ.Component, error) {
	if v.site.Matching == nil {
		return directory.Member{}, nil, &identity.Error{Code: identity.Unavailable}
	}
	own, instead, err := v.among()
	if instead != nil {
		instead = failurePage(v, v.Help.MinorTitle, v.Help.MinorHelp)
	}
	return own, instead, err
}

func (s *site) beginRequest(v *visit) (templ.Component, error) {
	own, instead, err := v.asking()
	if err != nil || instead != nil {
		return instead, err
	}
	f := &draftForm{Offer: v.request.URL.Query().Get("offer") == "1", Key: uuid.NewString()}
	f.livesIn(v, own)
	return draftWhatPage(v, f), nil
}

// goOnRequest answers a step: with the next one, with the same one and what is wrong with it, or by sending.
func (s *site) goOnRequest(v *visit, id uuid.UUID) (templ.Component, error) {
	own, instead, err := v.asking()
	if err != nil || instead != nil {
		return instead, err
	}
	if id != uuid.Nil {
		if _, err := s.ownRequest(v, id); err != nil {
			return nil, err
		}
	}
	form, err := v.draftFields()
	if err != nil {
		return nil, err
	}
	f := readDraft(form)
	f.Edits = id
	f.livesIn(v, own)
	step := draftStep(form.Get("go"))
	if step == "" {
		step = v.nextStep(f, draftStep(form.Get("step")), form)
	}
	if step == stepSend {
		return s.sendDraft(v, f)
	}
	if len(f.Faults) > 0 {
		return nil, faulty{draftPage(v, f, step)}
	}
	return draftPage(v, f, step), nil
}

func (f *draftForm) livesIn(v *visit, own directory.Member) {
	f.HomeNum = own.Home.District
	f.Home = v.districtName(f.HomeNum)
}

// draftFields reads a form; one with a photo comes in parts.
func (v *visit) draftFields() (url.Values, error) {
	err := v.request.ParseForm()
	if strings.HasPrefix(v.request.Header.Get("Content-Type"), "multipart/form-data") {
		err = v.request.ParseMultipartForm(photoMemory)
	}
	if err != nil {
		return nil, &directory.Invalid{Param: "body", Reason: "not a form, or too long"}
	}
	return v.request.PostForm, nil
}

// photoMemory is how much of a photo waits in memory; the rest in a file of the system's.
const photoMemory = 1 << 20

func readDraft(form url.Values) *draftForm {
	f := &draftForm{
		Offer: form.Has("offer"), Key: form.Get("key"), Kind: form.Get("kind"), Family: form.Get("family"),
		Place: form.Get("place"), Lon: form.Get("lon"), Lat: form.Get("lat"), Note: form.Get("note"), Address: form.Get("address"),
		Timing: form.Get("timing"), Day: form.Get("day"), From: form.Get("from"), Until: form.Get("until"),
		Details: form.Get("details"), Needed: form.Get("needed"), Quantity: form.Get("quantity"), Urgency: form.Get("urgency"),
		Languages: form["language"], Wishes: form["wish"], Photo: form.Get("photo"),
		BehalfName: form.Get("behalf"), BehalfConsent: form.Get("consent"), KeptIn: form.Get("kept"), Faults: map[string]string{},
	}
	f.Version, _ = strconv.Atoi(form.Get("version")) // anything else is a version that is not the newest
	return f
}

// nextStep is where a step leads: to the first thing that is not said yet. What it asked for and did not get is a fault.
func (v *visit) nextStep(f *draftForm, from draftStep, form url.Values) draftStep {
	switch from {
	case stepWhat:
		if form.Has("family") {
			return stepWhat
		}
		if _, ok := f.kind(); !ok {
			f.Faults["kind"] = v.Help.Faults["kind"]
			return stepWhat
		}
		if f.Place == "" && f.Home != "" {
			f.Place = placeHome // most need it where they live; the last step says so
		}
	case stepWhere:
		if form.Has("address") {
			v.findPoint(f)
			return stepWhere
		}
		if choice := form.Get("found"); choice != "" {
			f.Lon, f.Lat, _ = strings.Cut(choice, " ")
		}
		if f.Place == placePoint {
			if _, ok := v.pointOf(f); !ok {
				f.Faults["point"] = v.Help.Faults["point"]
				return stepWhere
			}
		}
	case stepWhen:
		if _, err := v.timesOf(f); err != nil {
			f.Faults["when"] = v.Help.Faults["when"]
			return stepWhen
		}
	case stepCheck:
		return stepSend
	}
	switch {
	case f.Kind == "":
		return stepWhat
	case f.Place == "":
		return stepWhere
	case f.Timing == "":
		return stepWhen
	}
	return stepCheck
}

// findPoint looks an address up. Neither it nor what is found stays: the choice comes back with the form.
func (v *visit) findPoint(f *draftForm) {
	f.Place = placePoint
	fault := func() { f.Faults["address"] = v.Help.Faults["address"] }
	text := strings.TrimSpace(f.Address)
	if v.city == nil || v.site.Geocoder == nil || text == "" {
		fault()
		return
	}
	f.Found = v.addresses(text)
	if len(f.Found) == 0 {
		fault()
	}
}

func degree(d float64) string { return strconv.FormatFloat(d, 'f', 6, 64) }

// pointOf is the meeting point; false for none that a city has.
func (v *visit) pointOf(f *draftForm) (orb.Point, bool) {
	lon, errLon := strconv.ParseFloat(f.Lon, 64)
	lat, errLat := strconv.ParseFloat(f.Lat, 64)
	p, atlas := orb.Point{lon, lat}, v.site.Live.Atlas()
	if errLon != nil || errLat != nil || geo.CheckPoint(p) != nil || atlas == nil {
		return p, false
	}
	_, ok := atlas.HomeAt(p)
	return p, ok
}

// timesOf are the hours of a window, on the clocks of the city.
func (v *visit) timesOf(f *draftForm) (when matching.When, err error) {
	when.Timing = matching.Timing(f.Timing)
	if when.Timing != matching.Window {
		return when, nil
	}
	if when.From, err = time.ParseInLocation("2006-01-02 15:04", f.Day+" "+f.From, v.now.Location()); err != nil {
		return when, err
	}
	if when.Until, err = time.ParseInLocation("2006-01-02 15:04", f.Day+" "+f.Until, v.now.Location()); err != nil {
		return when, err
	}
	if when.Until.Before(when.From) {
		when.Until = when.Until.AddDate(0, 0, 1) // past midnight
	}
	if !when.Until.After(v.now) || when.Until.Equal(when.From) {
		return when, errors.New("over already")
	}
	return when, nil
}

// draft is what the room takes. A fault is a field of the form.
func (v *visit) draft(f *draftForm) (d matching.Draft, wrong string) {
	d = matching.Draft{Offer: f.Offer, Kind: f.Kind, Details: f.Details, Photo: f.Photo}
	switch f.Place {
	case placePoint:
		p, ok := v.pointOf(f)
		if !ok {
			return d, "where"
		}
		d.Where = matching.Where{Point: &p, Note: f.Note}
	case placeHome:
		d.Where = matching.Where{Home: true, Note: f.Note}
	default:
		d.Where.Note = f.Note // of a request that is changed: it stays where it is
	}
	var err error
	if d.When, err = v.timesOf(f); err != nil {
		return d, "when"
	}
	if f.Needed != "" {
		if d.Needed, err = strconv.Atoi(f.Needed); err != nil || d.Needed < 1 {
			return d, "needed"
		}
	}
	if f.Quantity != "" {
		if d.Quantity, err = strconv.Atoi(f.Quantity); err != nil {
			return d, "quantity"
		}
	}
	if d.Languages, err = readSet("languages", url.Values{"languages": f.Languages}, directory.LanguageNamed); err != nil {
		return d, "languages"
	}
	if d.Wishes, err = matching.WishesNamed(f.Wishes); err != nil {
		return d, "wishes"
	}
	if f.Urgency != "" {
		if d.Urgency, err = matching.UrgencyNamed(f.Urgency); err != nil {
			return d, "urgency"
		}
	}
	if f.BehalfName != "" || f.BehalfConsent != "" {
		d.Behalf = &matching.Behalf{Name: f.BehalfName, Consent: matching.Consent(f.BehalfConsent)}
	}
	return d, ""
}

// sendDraft posts or edits. What is wrong with it stands beside the field, on the step that asks for it.
func (s *site) sendDraft(v *visit, f *draftForm) (templ.Component, error) {
	again := func(field string) (templ.Component, error) {
		field = or(map[string]string{"from": "when", "until": "when", "timing": "when", "consent": "behalf"}[field], field)
		step := map[string]draftStep{"kind": stepWhat, "where": stepWhere, "note": stepWhere, "when": stepWhen}[field]
		f.Faults[field] = or(v.Help.Faults[field], v.BadHelp)
		return nil, faulty{draftPage(v, f, draftStep(or(string(step), string(stepCheck))))}
	}
	if err := s.keepPhoto(v, f); err != nil {
		if _, ok := errors.AsType[*directory.Invalid](err); ok {
			return again("photo")
		}
		return nil, err
	}
	draft, wrong := v.draft(f)
	if wrong != "" {
		return again(wrong)
	}
	saved, err := s.writeDraft(v.ctx(), v, f, draft)
	if invalid, ok := errors.AsType[*directory.Invalid](err); ok {
		return again(invalid.Param)
	}
	if err != nil {
		return nil, err
	}
	said := v.Help.Sent
	switch {
	case saved.State == matching.StateReview:
		said = v.Help.Reviewing
	case f.Edits != uuid.Nil:
		said = v.Help.Saved
	case f.Offer:
		said = v.Help.SentOffer
	}
	return nil, v.say(requestPath(saved.ID), said)
}

func (s *site) writeDraft(ctx context.Context, v *visit, f *draftForm, d matching.Draft) (matching.Request, error) {
	if f.Edits == uuid.Nil {
		return s.Matching.Post(ctx, v.viewer, d, f.Key)
	}
	return s.Matching.Edit(ctx, v.viewer, f.Edits, f.Version, d)
}

// keepPhoto stores the photo that came with the form.
func (s *site) keepPhoto(v *visit, f *draftForm) error {
	sha, err := s.sentPhoto(v)
	f.Photo = or(sha, f.Photo)
	return err
}

// sentPhoto stores the picture of a form, re-encoded and without what a camera writes into it; empty when there is none.
func (s *site) sentPhoto(v *visit) (string, error) {
	if v.request.MultipartForm == nil || s.Photos == nil {
		return "", nil
	}
	file, _, err := v.request.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return "", nil
	}
	if err != nil {
		return "", &directory.Invalid{Param: "photo", Reason: "not readable"}
	}
	defer file.Close()
	sha, err := s.Photos.Put(v.ctx(), v.viewer, file)
	if refusal(err, identity.BadValue) {
		return "", &directory.Invalid{Param: "photo", Reason: "no picture that can be kept"}
	}
	return sha, err
}

// pointState is what the map of a meeting point needs, as JSON; empty where no city is known.
func (v *visit) pointState(f *draftForm) string {
	if v.city == nil {
		return ""
	}
	box := v.city.BBox
	if d, ok := v.site.Live.DistrictNumbered(f.HomeNum); ok {
		box = d.BBox // most meet near home
	}
	w := &v.Help
	b, err := json.Marshal(map[string]any{
		"bbox": degreesOf(box), "basemap": v.site.basemap(),
		"words": map[string]string{
			"label": w.PointLabel, "zoomIn": v.MapWords.ZoomIn, "zoomOut": v.MapWords.ZoomOut, "load": w.PointLoad, "loading": w.PointLoading,
			"failed": w.PointFailed, "tap": w.PointTap, "chosen": w.PointSet,
		},
	})
	if err != nil {
		panic(err) // numbers and texts: it can be written
	}
	return string(b)
}

func degreesOf(b geo.BBox) [4]float64 { return [4]float64{b.West, b.South, b.East, b.North} }

// What the templates of the form ask for.

func stepNumber(step draftStep) int { return slices.Index(draftSteps, step) + 1 }

func (v *visit) draftTitle(f *draftForm) string {
	if f.Offer {
		return v.Help.Offer
	}
	return v.Help.Ask
}

func (v *visit) whatTitle(f *draftForm) string {
	if f.Offer {
		return v.Help.WhatOffer
	}
	return v.Help.WhatAsk
}

func (v *visit) neededLabel(f *draftForm) string {
	if f.Offer {
		return v.Help.NeededOffer
	}
	return v.Help.Needed
}

func (v *visit) readersOf(f *draftForm) []string {
	if f.Offer {
		return v.Help.ReadersOffer
	}
	return v.Help.ReadersAsk
}

// placeSaid says where, without more than a district.
func (v *visit) placeSaid(f *draftForm) string {
	switch f.Place {
	case placeKept:
		return f.KeptIn
	case placePoint:
		name := ""
		if p, ok := v.pointOf(f); ok {
			at := v.site.Live.DistrictsAt(p)
			name = at[len(at)-1].Name
		}
		return joined(v.Help.AtPoint, name)
	}
	return joined(v.Help.YourQuartier, f.Home)
}

func (v *visit) timeSaid(f *draftForm) string {
	when, err := v.timesOf(f)
	if err != nil {
		return v.Help.Faults["when"]
	}
	return v.whenWords(when)
}

// moreSaid says whether something of the folded part is said, or wrong.
func (f *draftForm) moreSaid() bool {
	for _, field := range []string{"needed", "quantity", "languages", "wishes", "urgency", "behalf"} {
		if f.Faults[field] != "" {
			return true
		}
	}
	return f.Needed != "" && f.Needed != "1" || f.Quantity != "" || len(f.Languages)+len(f.Wishes) > 0 || f.BehalfName+f.BehalfConsent != "" ||
		f.Urgency != "" && f.Urgency != matching.Calm.String()
}

// languageChoices are those that many speak, and those that are chosen.
func (f *draftForm) languageChoices() []directory.Term {
	const common = 10
	var list []directory.Term
	for i, l := range directory.Languages {
		if i < common || f.has(f.Languages, l.Code) {
			list = append(list, l)
		}
	}
	return list
}
