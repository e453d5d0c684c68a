package web

import (
	"errors"
	"net/url"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Holding an event: publishing it, changing it, calling it off, doing it again; and what the team looks at.

const (
	eventMinePath   = "/events/mine"
	eventReviewPath = "/staff/events"
)

func (s *site) hostPages() {
	s.joinPages()
	s.ticketPages()
	s.page("GET /events/{id}/edit", identity.HoldEvents, s.editEvent)
	s.page("POST /events/{id}/edit", identity.HoldEvents, s.saveEvent)
	s.page("GET /events/{id}/again", identity.HoldEvents, s.againEvent)
	s.page("GET /events/{id}/cancel", identity.HoldEvents, s.askCancelEvent)
	s.form("POST /events/{id}/cancel", identity.HoldEvents, s.cancelEvent)
	s.form("POST /events/{id}/host", identity.HoldEvents, s.answerHost)
	s.form("POST "+eventMinePath, identity.JoinEvents, s.saveOwn)
	s.page("GET /events/{id}/people", identity.HoldEvents, s.attendees)
	s.form("POST /events/{id}/people", identity.HoldEvents, s.checkIn)
	s.form("POST /events/{id}/hosts", identity.HoldEvents, s.changeCoHosts)
	s.page("GET /events/{id}/poster", identity.ReadDirectory, s.poster)
	s.page("GET "+eventReviewPath, identity.SteerEvents, s.eventReviews)
	s.form("POST "+eventReviewPath, identity.SteerEvents, s.reviewEvent)
}

// holding stands instead of a form for somebody under 18; who has said nothing of themself is welcomed first.
func (v *visit) holding() (instead templ.Component, err error) {
	if v.site.Events == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	_, instead, err = v.among()
	if instead != nil {
		instead = failurePage(v, v.Out.Form.Minor, v.Out.Form.MinorHelp)
	}
	return instead, err
}

func (s *site) beginEvent(v *visit) (templ.Component, error) {
	if instead, err := v.holding(); err != nil || instead != nil {
		return instead, err
	}
	templates, err := s.Events.Templates(v.viewer)
	if err != nil {
		return nil, err
	}
	f := &eventForm{Key: uuid.NewString(), Templates: templates}
	chosen := v.request.URL.Query().Get("from")
	for i := range templates {
		if templates[i].Code == chosen {
			f.fill(v, &templates[i])
		}
	}
	return eventFormPage(v, f), nil
}

// typedEvent reads the form that was sent, with its picture.
func (s *site) typedEvent(v *visit) (*eventForm, error) {
	form, err := v.draftFields()
	if err != nil {
		return nil, err
	}
	f := readEventForm(form)
	sha, err := s.sentPhoto(v)
	if _, wrong := errors.AsType[*directory.Invalid](err); wrong {
		f.fault(v, "photo")
		err = nil
	}
	f.Photo = or(sha, f.Photo)
	return f, err
}

// formAgain shows the form with what is wrong; a place to choose from is no fault.
func formAgain(v *visit, f *eventForm, wrong string) (templ.Component, error) {
	if wrong == "choose" {
		return eventFormPage(v, f), nil
	}
	if wrong != "" {
		f.fault(v, map[string]string{"start": "when", "length": "when", "zone": "when", "place": "where", "dates": "rule"}[wrong])
		if f.Faults[""] != "" {
			delete(f.Faults, "")
			f.fault(v, wrong)
		}
	}
	return nil, faulty{eventFormPage(v, f)}
}

// wrongField is the field that a room refuses; empty for another kind of error.
func wrongField(err error, f *eventForm) string {
	wrong, ok := errors.AsType[*directory.Invalid](err)
	switch {
	case !ok:
		return ""
	case wrong.Param == "capacity" && f.Capacity != "":
		if n, err := optional(f.Capacity); err == nil && n > community.FirstSeats && n <= community.MaxCapacity {
			return "first"
		}
	}
	return wrong.Param
}

func (s *site) publishEvent(v *visit) (templ.Component, error) {
	if instead, err := v.holding(); err != nil || instead != nil {
		return instead, err
	}
	f, err := s.typedEvent(v)
	if err != nil {
		return nil, err
	}
	draft, wrong := v.eventDraft(f)
	if wrong != "" || len(f.Faults) > 0 {
		return formAgain(v, f, wrong)
	}
	e, err := s.Events.Publish(v.ctx(), v.viewer, draft, f.Key)
	if wrong := wrongField(err, f); wrong != "" {
		return formAgain(v, f, wrong)
	}
	if err != nil {
		return nil, err
	}
	if e.Review == community.Waiting {
		return nil, v.say(eventPath(e.ID), v.Out.Form.SentReview)
	}
	return nil, v.say(eventPath(e.ID), v.Out.Form.Sent)
}

// ownEvent is an event that the viewer holds, on the date that the address or the form names.
func (s *site) ownEvent(v *visit) (*eventSheet, error) {
	e, err := s.eventSheet(v)
	if err == nil && !e.Own {
		err = errNotFound
	}
	return e, err
}

func (s *site) editEvent(v *visit) (templ.Component, error) {
	if instead, err := v.holding(); err != nil || instead != nil {
		return instead, err
	}
	e, err := s.ownEvent(v)
	if err != nil {
		return nil, err
	}
	return eventFormPage(v, v.formOf(&e.Event, &e.On, e.Zone)), nil
}

func (s *site) againEvent(v *visit) (templ.Component, error) {
	if instead, err := v.holding(); err != nil || instead != nil {
		return instead, err
	}
	e, err := s.ownEvent(v)
	if err != nil {
		return nil, err
	}
	f := v.formOf(&e.Event, &e.On, e.Zone)
	f.Edits, f.Again, f.Recurs, f.Day, f.Kept = uuid.Nil, true, false, "", ""
	f.Repeat, f.RepeatUntil, f.KeptRule, f.Photo = "", "", "", ""
	switch e.On.Site.Kind {
	case community.AtPlace:
		f.Where = e.On.Site.PlaceName
		f.Sought, f.Chosen = f.Where, "place "+e.On.Site.Place.String()
	case community.Online:
		f.Where = e.On.Site.Online
	case community.AtPoint:
		f.Where = or(e.On.Site.Note, v.districtName(e.On.Site.District))
		f.Sought, f.Chosen = f.Where, degree(e.On.Site.Point[0])+" "+degree(e.On.Site.Point[1])
	}
	return eventFormPage(v, f), nil
}

// scopes are what the choices of a form mean.
var scopes = map[string]community.Scope{"this": community.This, "following": community.Following, "all": community.All}

func (s *site) saveEvent(v *visit) (templ.Component, error) {
	if instead, err := v.holding(); err != nil || instead != nil {
		return instead, err
	}
	f, err := s.typedEvent(v)
	if err != nil {
		return nil, err
	}
	e, err := s.ownEvent(v)
	if err != nil {
		return nil, err
	}
	before := v.formOf(&e.Event, &e.On, e.Zone)
	f.Edits, f.Date, f.Kept, f.KeptRule, f.Recurs = e.ID, e.date(), before.Kept, before.KeptRule, e.recurs()
	draft, wrong := v.eventDraft(f)
	scope, known := scopes[f.Scope]
	switch {
	case e.recurs() && !known:
		f.fault(v, "scope")
	case !e.recurs():
		scope = community.All
	}
	if wrong != "" || len(f.Faults) > 0 {
		return formAgain(v, f, wrong)
	}
	if scope != community.This && !e.ahead(&draft, before, f, scope) {
		return formAgain(v, f, "rule")
	}
	saved, err := s.Events.Edit(v.ctx(), v.viewer, e.ID, &e.On.Original, scope, draft)
	if wrong := wrongField(err, f); wrong != "" {
		if scope == community.This && slices.Contains(sameForAll, wrong) {
			wrong = "same"
		}
		return formAgain(v, f, wrong)
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(eventPath(saved.ID), v.Out.Form.Saved)
}

// sameForAll are the fields that no date has of its own.
var sameForAll = []string{"interest", "for", "access", "languages", "price_cents", "photo"}

// ahead says when the dates of a draft begin that was typed for one of them. False for a rule that no choice makes and that would not
// take the day that was typed.
func (e *eventSheet) ahead(d *community.Draft, before, typed *eventForm, scope community.Scope) bool {
	if typed.Repeat == "kept" && typed.Day != before.Day {
		return false
	}
	d.When.Extra, d.When.Removed = e.When.Extra, e.When.Removed
	if scope == community.All {
		d.When.Start = e.When.Start.Add(d.When.Start.Sub(recur.WallOf(e.On.Start.In(e.Zone)))) // as much later as this date is
	}
	return true
}

// cancelSheet is the page that asks whether.
type cancelSheet struct {
	*eventSheet
	Scope, Why string
	Faults     map[string]string
}

func (s *site) askCancelEvent(v *visit) (templ.Component, error) {
	e, err := s.ownEvent(v)
	if err != nil {
		return nil, err
	}
	return eventCancelPage(v, &cancelSheet{eventSheet: e, Scope: "this"}), nil
}

func (s *site) cancelEvent(v *visit, form url.Values) (templ.Component, error) {
	e, err := s.ownEvent(v)
	if err != nil {
		return nil, err
	}
	c := &cancelSheet{eventSheet: e, Scope: form.Get("scope"), Why: form.Get("why"), Faults: map[string]string{}}
	scope, known := scopes[c.Scope]
	if !e.recurs() {
		scope, known = community.All, true
	}
	if !known {
		c.Faults["scope"] = v.Out.Faults["scope"]
	}
	if c.Why == "" {
		c.Faults["why"] = v.Out.Faults["why"]
	}
	if len(c.Faults) > 0 {
		return nil, faulty{eventCancelPage(v, c)}
	}
	_, err = s.Events.Cancel(v.ctx(), v.viewer, e.ID, &e.On.Original, scope, community.Why(c.Why))
	if wrong, ok := errors.AsType[*directory.Invalid](err); ok {
		c.Faults["why"] = or(v.Out.Faults[wrong.Param], v.BadHelp)
		return nil, faulty{eventCancelPage(v, c)}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(e.path(), v.Out.Host.CancelledDone)
}

// reviewSheet is what waits for a look in a district.
type reviewSheet struct {
	District *directory.District
	Choices  []*directory.District
	Waiting  []community.Found
}

func (s *site) eventReviews(v *visit) (templ.Component, error) {
	if s.Events == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	r := &reviewSheet{Choices: v.districtsFor(identity.SteerEvents)}
	if d, ok := s.Live.District(v.request.URL.Query().Get("district")); ok {
		r.District = d
	} else if len(r.Choices) > 0 {
		r.District = r.Choices[0]
	} else {
		return nil, directory.ErrNotReady
	}
	var err error
	r.Waiting, err = s.Events.ToReview(v.ctx(), v.viewer, r.District.Num)
	return eventReviewsPage(v, r), err
}

func (s *site) reviewEvent(v *visit, form url.Values) (templ.Component, error) {
	id, err := parseID(form.Get("event"))
	if err != nil {
		return nil, err
	}
	pass, said := form.Get("verdict") == "pass", v.Out.Host.RefusedDone
	if pass {
		said = v.Out.Host.Passed
	}
	err = s.Events.Review(v.ctx(), identity.Deed{By: v.viewer, Code: "event-review"}, id, pass)
	if err != nil && !refusal(err, identity.BadValue) { // somebody else has looked at it meanwhile
		return nil, err
	}
	return nil, v.say(eventReviewPath, said)
}
