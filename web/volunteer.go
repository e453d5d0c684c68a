package web

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// What everybody reads about volunteering, and where an invitation leads.

func (s *site) volunteerPages() {
	s.page("GET /volunteer", identity.ReadDirectory, s.becomeVolunteer)
	s.page("GET /volunteer/invitation/{token}", identity.ReadDirectory, s.invitation)
	s.page("POST /volunteer/invitation/{token}/yes", identity.Volunteer, s.acceptInvitation)
	s.page("POST /volunteer/invitation/{token}/no", identity.ReadDirectory, s.declineInvitation)
	s.page("GET /profile/volunteer", identity.Volunteer, s.ownVolunteer)
	s.form("POST /profile/volunteer", identity.Volunteer, s.saveVolunteer)
	s.form("POST /profile/volunteer/steps", identity.Volunteer, s.ownStep)
	s.form("POST /profile/volunteer/time", identity.Volunteer, s.sayTime)
	s.page("GET /staff/volunteers", identity.ReadRoster, s.roster)
	s.page("GET /staff/volunteers.csv", identity.ReadRoster, s.rosterCSV)
	s.form("POST /staff/volunteers/training", identity.VetVolunteers, s.inviteToTraining)
	s.page("GET /staff/volunteers/{id}", identity.ReadRoster, s.staffVolunteer)
	s.form("POST /staff/volunteers/{id}/steps", identity.VetVolunteers, s.staffStep)
}

// volunteerSheet is what the public page says of a city.
type volunteerSheet struct {
	Places, Associations int
	Volunteers           int // 0 = not said
	Charter              directory.Charter
}

// rosterOpen is an error while there is no database, for pages that need no right.
func (s *site) rosterOpen() error {
	if s.Roster == nil {
		return &identity.Error{Code: identity.Unavailable}
	}
	return nil
}

func (s *site) becomeVolunteer(v *visit) (templ.Component, error) {
	sheet := volunteerSheet{Charter: directory.CurrentCharter(v.Lang), Places: s.Live.Count()}
	if v.city != nil && s.Roster != nil {
		// the page is of use without the number: it stays there when the database does not (promise E6)
		if n, ok, err := s.Roster.ActiveCount(v.ctx(), v.city); err == nil && ok {
			sheet.Volunteers = n
		}
	}
	for cursor := ""; v.city != nil; {
		page, err := s.Live.Organisations(directory.OrganisationQuery{District: v.city.Code, Limit: directory.MaxLimit, Cursor: cursor})
		if err != nil {
			return nil, err
		}
		sheet.Associations += len(page.Items)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	return volunteerPage(v, sheet), nil
}

func (s *site) invitation(v *visit) (templ.Component, error) {
	if err := s.rosterOpen(); err != nil {
		return nil, err
	}
	token := v.request.PathValue("token")
	in, err := s.Roster.Invited(v.ctx(), token)
	if err != nil {
		return nil, err
	}
	if city, ok := s.Live.DistrictNumbered(in.City); ok {
		v.city = city
	}
	return invitationPage(v, url.PathEscape(token), in), nil
}

func (s *site) acceptInvitation(v *visit) (templ.Component, error) {
	if _, err := s.Roster.Accept(v.ctx(), v.viewer, v.request.PathValue("token")); err != nil {
		return nil, err
	}
	return nil, redirect("/profile/volunteer")
}

func (s *site) declineInvitation(v *visit) (templ.Component, error) {
	if err := s.rosterOpen(); err != nil {
		return nil, err
	}
	if err := s.Roster.Decline(v.ctx(), v.request.PathValue("token")); err != nil {
		return nil, err
	}
	return failurePage(v, v.Volunteer.NoThanks, v.Volunteer.NoThanksHelp), nil
}

// kindsOf are the kinds of a family.
func kindsOf(family string) []directory.Kind {
	var list []directory.Kind
	for _, k := range directory.Kinds {
		if k.Family == family {
			list = append(list, k)
		}
	}
	return list
}

// termIn is a code's word in the language of the page.
func (v *visit) termIn(t directory.Term) string {
	if v.Lang == "fr" {
		return t.FR
	}
	return t.EN
}

// languageList names languages, with commas between.
func (v *visit) languageList(set directory.LanguageSet) string {
	var names []string
	for t := range set.All {
		names = append(names, v.termIn(t))
	}
	return strings.Join(names, ", ")
}
