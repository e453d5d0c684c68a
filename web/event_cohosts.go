package web

import (
	"errors"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Who holds an event with its author: asked by the address of their page, or by its last part.

// withCoHosts adds those who hold the event with the viewer, where they decide who does.
func (s *site) withCoHosts(v *visit, d *doorSheet) error {
	var err error
	d.CoHosts, err = s.Events.CoHosts(v.ctx(), v.viewer, d.ID)
	if d.Decides = err == nil; refusal(err, identity.NotFound) {
		return nil
	}
	return err
}

func (s *site) changeCoHosts(v *visit, form url.Values) (templ.Component, error) {
	e, err := s.ownEvent(v)
	if err != nil {
		return nil, err
	}
	w := v.Out.CoHosting
	said := w.Asked
	switch form.Get("do") {
	case "ask":
		var member uuid.UUID
		if member, err = memberNamed(form.Get("member")); err == nil {
			err = s.Events.AskHost(v.ctx(), v.viewer, e.ID, member)
		}
		if _, wrong := errors.AsType[*directory.Invalid](err); wrong {
			d, err := s.door(v, e)
			if err != nil {
				return nil, err
			}
			d.Member, d.Unknown = form.Get("member"), w.Unknown
			return nil, faulty{doorPage(v, d)}
		}
	case "drop":
		said = w.Dropped
		var member uuid.UUID
		if member, err = parseID(form.Get("member")); err == nil {
			err = s.Events.DropHost(v.ctx(), v.viewer, e.ID, member)
		}
	default:
		err = &directory.Invalid{Param: "do", Reason: "not something to do here"}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(e.peoplePath(), said)
}

// memberNamed reads the address of a member's page, or the last part of it.
func memberNamed(text string) (uuid.UUID, error) {
	text = strings.TrimRight(strings.TrimSpace(text), "/")
	if u, err := url.Parse(text); err == nil {
		text = u.Path
	}
	id, err := uuid.Parse(text[strings.LastIndexByte(text, '/')+1:])
	if err != nil {
		return id, &directory.Invalid{Param: "member", Reason: "no member’s page"}
	}
	return id, nil
}
