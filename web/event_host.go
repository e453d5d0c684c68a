package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

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

// ownOutings are where one goes, and what one holds.
type ownOutings struct {
	Coming, Came []community.SignUp
	Held, Past   []community.Found
	Asked        []community.Found // to be held with others
	Address      ownAddress
	Situation    string // code of community.Situations; empty = not said
}

// ownAddress is where the viewer's calendar can be read by other programs.
type ownAddress struct {
	Since time.Time // zero = nowhere
	URL   string    // told once, when it is made
}

func (s *site) ownEvents(v *visit) (templ.Component, error) { return s.ownOutings(v, "") }

// saveOwn gives the viewer's calendar an address in place of the one before, takes it away, or notes how they live: as the form says.
func (s *site) saveOwn(v *visit, form url.Values) (templ.Component, error) {
	if s.Events == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	switch form.Get("do") {
	case "close":
		if err := s.Events.CloseCalendar(v.ctx(), v.viewer); err != nil {
			return nil, err
		}
		return nil, v.say(eventMinePath, v.Out.Host.AddressClosed)
	case "situation":
		code := form.Get("situation")
		if err := s.Events.SetSituation(v.ctx(), v.viewer, code); err != nil {
			return nil, err
		}
		if code == "" {
			return nil, v.say(eventMinePath, v.Out.Mix.SaidNever)
		}
		return nil, v.say(eventMinePath, v.Out.Mix.SaidThat)
	case "open":
		return s.openOwn(v)
	}
	return nil, &directory.Invalid{Param: "do", Reason: "not something to do here"}
}

// openOwn gives the viewer's calendar a new address, and tells it this once.
func (s *site) openOwn(v *visit) (templ.Component, error) {
	token, err := s.Events.OpenCalendar(v.ctx(), v.viewer, v.Lang)
	if err != nil {
		return nil, err
	}
	return s.ownOutings(v, v.absolute("/calendar/"+token+".ics"))
}

// webcal is an address that a telephone opens with its calendar.
func webcal(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return "webcal://" + rest
}

// ownOutings shows the address of the viewer's calendar when it has just been made.
func (s *site) ownOutings(v *visit, address string) (templ.Component, error) {
	if s.Events == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	since, err := s.Events.OwnCalendar(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	l := ownOutings{Address: ownAddress{since, address}}
	if l.Situation, err = s.Events.Situation(v.ctx(), v.viewer); err != nil && !refusal(err, identity.Forbidden) {
		return nil, err
	}
	signUps, err := s.Events.Own(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	for _, one := range signUps {
		switch {
		case one.State == community.SignUpCancelled:
		case one.End.After(v.now):
			l.Coming = append(l.Coming, one)
		case len(l.Came) < 20:
			l.Came = append(l.Came, one)
		}
	}
	if v.viewer.Could(identity.HoldEvents) {
		held, err := s.Events.Mine(v.ctx(), v.viewer)
		if err != nil && !refusal(err, identity.Forbidden) {
			return nil, err
		}
		for _, e := range held {
			_, ahead := e.Next(v.now)
			switch {
			case e.Asked:
				l.Asked = append(l.Asked, e)
			case ahead && e.Cancelled.IsZero():
				l.Held = append(l.Held, e)
			case len(l.Past) < 20:
				l.Past = append(l.Past, e)
			}
		}
	}
	return ownEventsPage(v, &l), nil
}

// answerHost says whether the viewer holds an event with those who ask.
func (s *site) answerHost(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	if err := s.Events.AnswerHosting(v.ctx(), v.viewer, id, form.Get("answer") == "yes"); err != nil {
		return nil, err
	}
	return nil, redirect(eventMinePath)
}

// nextWords say when an event is next.
func (v *visit) nextWords(e *community.Event) string {
	zone := v.clockOf(e.When.Zone)
	if o, ok := e.Next(v.now); ok {
		return v.dateWords(&o, zone, e.When.AllDay)
	}
	if !e.Cancelled.IsZero() {
		return v.Out.Off
	}
	return v.Out.NoDate
}

// signUpPath is the page of the date that somebody comes to.
func (v *visit) signUpPath(s *community.SignUp) string { return datePath(s.Event, s.Original, s.Zone) }

func (v *visit) signUpWhen(s *community.SignUp) string {
	zone := s.Zone
	if zone == nil {
		zone = v.now.Location()
	}
	from := s.Start.In(zone)
	return upperFirst(v.dayWords(from) + ", " + v.hoursWords(from, s.End.In(zone), false))
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

// week is what a district does in seven days, to be printed.
type weekSheet struct {
	District    *directory.District
	From, Until time.Time
	Days        [][]community.Listed
}

func (s *site) week(v *visit) (templ.Component, error) {
	d, ok := s.Live.District(v.request.PathValue("code"))
	if !ok {
		return nil, errNotFound
	}
	if s.Calendar == nil {
		return nil, directory.ErrNotReady
	}
	w := &weekSheet{District: d, From: time.Date(v.now.Year(), v.now.Month(), v.now.Day(), 0, 0, 0, 0, v.now.Location())}
	if text := v.request.URL.Query().Get("from"); text != "" {
		from, err := time.ParseInLocation(time.DateOnly, text, v.now.Location())
		if err != nil || from.Sub(v.now).Abs() > 31*24*time.Hour {
			return nil, &directory.Invalid{Param: "from", Reason: "not a day of this month or the next"}
		}
		w.From = from
	}
	w.Until = w.From.AddDate(0, 0, 7)
	q := community.EventQuery{District: d.Code, EventFilter: community.EventFilter{From: w.From, Until: w.Until}, Limit: directory.MaxLimit}
	items, _, err := s.Calendar.Find(nil, v.viewer, q)
	if err != nil {
		return nil, err
	}
	l := &eventList{Items: items}
	w.Days = l.days(v)
	return weekPage(v, w), nil
}

func (w *weekSheet) title(v *visit) string {
	return fmt.Sprintf(v.Out.Host.Week, fmt.Sprintf(v.Out.Host.WeekOf, v.date(w.From), v.date(w.Until.AddDate(0, 0, -1))))
}

func (s *site) poster(v *visit) (templ.Component, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	return posterPage(v, e), nil
}
