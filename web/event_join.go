package web

import (
	"errors"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// Coming to an event, with an account or by a code alone.

// joinsCookie holds what somebody without an account wants to come to, on their own device, between asking for a code and typing it.
const joinsCookie = "joins"

// readJoin takes what was typed.
func readJoin(form url.Values) joinForm {
	return joinForm{
		Key: form.Get("key"), Series: form.Get("series"), First: strings.TrimSpace(form.Get("first")), Second: strings.TrimSpace(form.Get("second")),
		Name: strings.TrimSpace(form.Get("name")), Contact: strings.TrimSpace(form.Get("contact")), Invite: form.Get("invite"), Faults: map[string]string{},
	}
}

func (f *joinForm) joining() community.Joining {
	return community.Joining{With: notEmpty([]string{f.First, f.Second}), Name: f.Name, Invite: f.Invite}
}

// joinEvent signs the viewer up; a visitor is sent a code first.
func (s *site) joinEvent(v *visit, form url.Values) (templ.Component, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	e.Coming = readJoin(form)
	if v.viewer == nil {
		return s.joinByCode(v, e)
	}
	signUp, err := s.signUp(v, v.viewer, e, &e.Coming)
	if wrong, ok := errors.AsType[*directory.Invalid](err); ok {
		e.Coming.Faults[wrong.Param] = or(v.Out.Faults[wrong.Param], v.BadHelp)
		return nil, faulty{eventPage(v, e)}
	}
	if refusal(err, identity.BadValue) { // it is over, or called off, since the page was read
		return nil, redirect(e.path())
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(e.path(), v.signedUp(&signUp))
}

func (s *site) signUp(v *visit, viewer *identity.Viewer, e *eventSheet, f *joinForm) (community.SignUp, error) {
	original := &e.On.Original
	if f.Series != "" && e.recurs() {
		original = nil
	}
	return s.Events.SignUp(v.ctx(), viewer, e.ID, original, f.joining(), f.Key)
}

// signedUp says what came of it.
func (v *visit) signedUp(s *community.SignUp) string {
	switch {
	case s.State == community.SignUpWaiting:
		return v.Out.Come.DoneWait
	case s.Series:
		return v.Out.Come.DoneSeries
	}
	return v.Out.Come.Done
}

// joinByCode sends a code. What is wanted waits in a cookie of this device, as the contact does: using the code signs in and up at once.
func (s *site) joinByCode(v *visit, e *eventSheet) (templ.Component, error) {
	contact, err := identity.ParseContact(e.Coming.Contact, region)
	if err == nil {
		err = s.Desk.RequestCode(v.ctx(), contact, edge.Origin(v.request, v.Lang))
	}
	if fault := v.fault(err); fault != "" {
		e.Coming.Faults["contact"] = fault
		return nil, faulty{eventPage(v, e)}
	}
	if err != nil {
		return nil, err
	}
	v.setCookie(contactCookie, url.QueryEscape(contact.Address), codeS)
	v.setCookie(joinsCookie, url.Values{
		"id": {e.ID.String()}, "date": {e.date()}, "key": {e.Coming.Key}, "series": {e.Coming.Series}, "first": {e.Coming.First},
		"second": {e.Coming.Second}, "name": {e.Coming.Name}, "invite": {e.Coming.Invite},
	}.Encode(), codeS)
	v.setCookie(nextCookie, e.path(), codeS)
	return nil, v.say("/sign-in/code", v.Out.Come.SignInCode)
}

// joins signs somebody up who has just used their code, where they wanted that; it gives where to go then. What cannot be any more is
// said by the page of the event.
func (v *visit) joins(in identity.SignedIn) (next string) {
	c, err := v.request.Cookie(joinsCookie)
	if err != nil || v.site.Events == nil {
		return ""
	}
	v.setCookie(joinsCookie, "", -1)
	form, err := url.ParseQuery(c.Value)
	if err != nil {
		return ""
	}
	viewer, err := v.site.Desk.Check(v.ctx(), in.Token)
	if err != nil {
		return ""
	}
	id, err := uuid.Parse(form.Get("id"))
	if err != nil {
		return ""
	}
	e := &eventSheet{Coming: readJoin(form)}
	if e.Found, err = v.site.Events.Get(v.ctx(), viewer, id); err != nil {
		return ""
	}
	e.Zone = v.clockOf(e.When.Zone)
	if original, ok := e.original(form.Get("date")); !ok {
		return ""
	} else if e.On, e.Dated = e.Occurrence(original); !e.Dated {
		return ""
	}
	signUp, err := v.site.signUp(v, viewer, e, &e.Coming)
	if err == nil {
		v.setCookie(saidCookie, url.QueryEscape(v.signedUp(&signUp)), positionS)
	}
	return e.path()
}

func (s *site) leaveEvent(v *visit, e *eventSheet) (string, error) {
	if e.Mine == nil {
		return "", errNotFound
	}
	_, err := s.Events.Leave(v.ctx(), v.viewer, e.Mine.ID)
	return v.Out.Come.Left, err
}

func (s *site) leaveSeries(v *visit, e *eventSheet) (string, error) {
	return v.Out.Come.Left, s.Events.LeaveSeries(v.ctx(), v.viewer, e.ID)
}

func (s *site) confirmSeat(v *visit, e *eventSheet) (string, error) {
	if e.Mine == nil {
		return "", errNotFound
	}
	_, err := s.Events.Confirm(v.ctx(), v.viewer, e.Mine.ID)
	return v.Out.Come.Confirmed, err
}

// tellWhere shows who comes where to go. It is asked for by a form, since each reading is noted.
func (s *site) tellWhere(v *visit, _ url.Values) (templ.Component, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	told, err := s.Events.MeetingPoint(v.ctx(), v.viewer, e.ID, e.On.Original)
	if err != nil {
		return nil, err
	}
	e.Told = &told
	return eventPage(v, e), nil
}

// inviteToEvent makes the viewer's own invitation, and shows it as a link and as a code to point a telephone at.
func (s *site) inviteToEvent(v *visit, _ url.Values) (templ.Component, error) {
	e, err := s.eventSheet(v)
	if err != nil {
		return nil, err
	}
	if e.Mine == nil {
		return nil, errNotFound
	}
	token, err := s.Events.InviteLink(v.ctx(), v.viewer, e.Mine.ID)
	if err != nil {
		return nil, err
	}
	e.Link = v.absolute(e.path() + "?invite=" + url.QueryEscape(token))
	return eventPage(v, e), nil
}

// absolute is an address as others need it: with the name of this site.
func (v *visit) absolute(path string) string {
	if v.site.PublicURL != "" {
		return v.site.PublicURL + path
	}
	return "http://" + v.request.Host + path // as this browser addressed us
}
