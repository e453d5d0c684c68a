package web

import (
	"errors"
	"net/url"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Calendars that an association keeps elsewhere, and whose events stand here.

func (s *site) importPages() {
	s.page("GET /organisations/{id}/calendars", identity.ImportEvents, s.imports)
	s.form("POST /organisations/{id}/calendars", identity.ImportEvents, s.changeImports)
}

// importSheet is what an association has followed, and the address that somebody types.
type importSheet struct {
	directory.Organisation
	List    []community.Import
	Address string
	Fault   string
}

func (i *importSheet) path() string { return "/organisations/" + i.ID.String() + "/calendars" }

func (s *site) imports(v *visit) (templ.Component, error) {
	sheet, err := s.importSheet(v)
	if err != nil {
		return nil, err
	}
	return importsPage(v, sheet), nil
}

func (s *site) importSheet(v *visit) (*importSheet, error) {
	if s.Events == nil {
		return nil, &identity.Error{Code: identity.Unavailable}
	}
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	sheet := &importSheet{}
	if sheet.List, err = s.Events.Imports(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	sheet.Organisation, _ = s.Live.Organisation(id)
	return sheet, nil
}

func (s *site) changeImports(v *visit, form url.Values) (templ.Component, error) {
	sheet, err := s.importSheet(v)
	if err != nil {
		return nil, err
	}
	w := v.Out.Imports
	if form.Get("do") == "follow" {
		sheet.Address = form.Get("address")
		_, err := s.Events.Follow(v.ctx(), v.viewer, sheet.ID, sheet.Address)
		if _, wrong := errors.AsType[*directory.Invalid](err); wrong {
			if sheet.Fault = w.BadAddress; len(sheet.List) >= community.MaxImports {
				sheet.Fault = w.Enough
			}
			return nil, faulty{importsPage(v, sheet)}
		}
		if err != nil {
			return nil, err
		}
		return nil, v.say(sheet.path(), w.Followed)
	}
	id, err := parseID(form.Get("calendar"))
	if err != nil {
		return nil, err
	}
	said := w.Asked
	switch form.Get("do") {
	case "read":
		err = s.Events.ReadNow(v.ctx(), v.viewer, sheet.ID, id)
	case "keep", "call-off":
		said = w.Stopped
		err = s.Events.Unfollow(v.ctx(), v.viewer, sheet.ID, id, form.Get("do") == "call-off")
	default:
		err = &directory.Invalid{Param: "do", Reason: "not something to do here"}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(sheet.path(), said)
}
