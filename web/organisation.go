package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// What people do with organisations: follow, claim, edit, invite colleagues; and what staff note of them.

func (s *site) organisationPages() {
	s.page("GET /organisations/new", identity.ClaimOrganisation, s.newOrganisation)
	s.form("POST /organisations/new", identity.ClaimOrganisation, s.propose)
	s.form("POST /organisations/{id}/follow", identity.FollowOrganisation, s.follow)
	s.page("GET /organisations/{id}/edit", identity.EditOrganisation, s.organisationEditor)
	s.form("POST /organisations/{id}/edit", identity.EditOrganisation, s.editOrganisation)
	s.page("GET /organisations/{id}/history", identity.EditOrganisation, s.organisationHistory)
	s.form("POST /organisations/{id}/restore", identity.EditOrganisation, s.restoreOrganisation)
	s.page("GET /organisations/{id}/check", identity.EditPlace, s.toCheck)
	s.page("GET /organisations/{id}/people", identity.EditOrganisation, s.colleagues)
	s.form("POST /organisations/{id}/people/invite", identity.GrantAssociation, s.inviteColleague)
	s.form("POST /organisations/{id}/people/uninvite", identity.GrantAssociation, s.uninvite)
	s.form("POST /organisations/{id}/people/role", identity.EditOrganisation, s.setColleague)
	s.importPages()
	s.page("GET /organisations/{id}/claim", identity.ClaimOrganisation, s.claim)
	s.form("POST /organisations/{id}/claim", identity.ClaimOrganisation, s.sendClaim)
	s.page("GET /organisations/{id}/partner", identity.TrackPartners, s.partner)
	s.form("POST /organisations/{id}/partner", identity.TrackPartners, s.notePartner)
	s.page("GET /invitations", identity.ManageAccount, s.invitations)
	s.form("POST /invitations", identity.ManageAccount, s.answerInvitation)
	s.page("GET /staff/claims", identity.DecideClaim, s.claims)
	s.form("POST /staff/claims", identity.DecideClaim, s.decideClaim)
	s.form("POST /staff/proposals", identity.DecideClaim, s.decideProposal)
	s.page("GET /staff/partners", identity.TrackPartners, s.partners)
}

// organisationView is what the page of an organisation says to this visitor.
type organisationView struct {
	directory.Organisation
	Serves  []*directory.District
	Dataset directory.Dataset
	Places  []directory.Place

	Follows   bool
	Followers int
	Edits     bool // may edit it
	Tracks    bool // may note where the partnership stands
	Own       bool // acts as it
	Imports   bool // may have its calendars followed
}

// shownPlaces is how many places an organisation's page lists.
const shownPlaces = 100

func (s *site) organisationView(v *visit, o directory.Organisation) *organisationView {
	view := &organisationView{Organisation: o}
	for _, num := range o.Districts {
		if d, ok := s.Live.DistrictNumbered(num); ok {
			view.Serves = append(view.Serves, d)
		}
	}
	view.Dataset, _ = s.Live.Dataset(o.Dataset)
	for _, p := range s.Live.PlacesOf(o.Num, shownPlaces) {
		if p.Status == directory.Open {
			view.Places = append(view.Places, p)
		}
	}
	if v.viewer == nil || s.Associations == nil {
		return view
	}
	view.Own = v.viewer.Acting == o.Num
	// What the database does not say now is left out: the page itself needs none.
	view.Follows, _ = s.Associations.Follows(v.ctx(), v.viewer, o.Num)
	view.Edits = v.mayAt(identity.EditOrganisation, view)
	view.Tracks = v.mayAt(identity.TrackPartners, view)
	view.Imports = v.mayAt(identity.ImportEvents, view)
	if view.Edits {
		view.Followers, _ = s.Associations.Followers(v.ctx(), v.viewer, o.ID)
	}
	return view
}

// mayAt says whether the viewer may do something to an organisation in one of its districts, as far as this page knows them.
func (v *visit) mayAt(action identity.Action, o *organisationView) bool {
	if v.viewer.May(action, identity.Scope{Organisation: o.Num}) {
		return true
	}
	for _, num := range o.Districts {
		if v.viewer.May(action, identity.Scope{Organisation: o.Num, District: num}) {
			return true
		}
	}
	return slices.ContainsFunc(o.Places, func(p directory.Place) bool {
		return v.viewer.May(action, identity.Scope{Organisation: o.Num, District: p.District})
	})
}

func (s *site) follow(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	on := form.Get("follow") == "1"
	if err := s.Associations.Follow(v.ctx(), v.viewer, id, on); err != nil {
		return nil, err
	}
	if on {
		return nil, v.say("/organisations/"+id.String(), v.Assoc.Followed)
	}
	return nil, v.say("/organisations/"+id.String(), v.Assoc.Unfollowed)
}

// organisationForm is the editor of an organisation.
type organisationForm struct {
	directory.Organisation
	Edition string
	Faults  faults
	Clash   []clashLine
}

func (s *site) organisationEditor(v *visit) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	o, err := s.Associations.OrganisationToEdit(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	return organisationEditPage(v, organisationForm{Organisation: o, Edition: o.Edition(), Faults: faults{}}), nil
}

// readOrganisation reads what was typed over an organisation.
func (v *visit) readOrganisation(o directory.Organisation, form url.Values) directory.Organisation {
	o.Name, o.Description = form.Get("name"), form.Get("description")
	o.Contact = directory.Contact{Phone: form.Get("phone"), Email: form.Get("email"), Website: form.Get("website")}
	o.Languages = setOf(form["language"], directory.LanguageNamed)
	o.Districts = nil
	for _, code := range form["district"] {
		if d, ok := v.site.Live.District(code); ok {
			o.Districts = append(o.Districts, d.Num)
		}
	}
	return o
}

func (s *site) editOrganisation(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	now, err := s.Associations.OrganisationToEdit(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	f := organisationForm{Organisation: v.readOrganisation(now, form), Edition: form.Get("edition"), Faults: faults{}}
	_, err = s.Associations.EditOrganisation(v.ctx(), v.viewer, directory.OrganisationEdit{ID: id, Edition: f.Edition, Want: f.Organisation})
	var clash *directory.OrganisationClash
	switch {
	case err == nil:
		return nil, v.say("/organisations/"+id.String(), v.Assoc.Saved)
	case errors.As(err, &clash):
		f.Edition = clash.Theirs.Edition()
		for _, code := range clash.Fields {
			f.Clash = append(f.Clash, clashLine{
				v.Assoc.Fields[string(code)], v.fieldText(code, clash.Theirs.Said(code)), v.fieldText(code, f.Said(code)),
			})
		}
		return nil, faulty{organisationEditPage(v, f)}
	}
	if err := f.Faults.add(v, err); err != nil {
		return nil, err
	}
	return nil, faulty{organisationEditPage(v, f)}
}

func (s *site) organisationHistory(v *visit) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	o, list, err := s.Associations.OrganisationHistory(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	at := "/organisations/" + o.ID.String()
	return historyPage(v, history{o.Name, at, at + "/restore", list}), nil
}

func (s *site) restoreOrganisation(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	num, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return nil, errNotFound
	}
	if _, err := s.Associations.RestoreOrganisation(v.ctx(), v.viewer, id, num); err != nil {
		return nil, err
	}
	return nil, v.say("/organisations/"+id.String()+"/history", v.Assoc.Restored)
}

// toCheck is what an organisation's people have to look at: mistakes that were reported, and conflicts with a file.
func (s *site) toCheck(v *visit) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	o, ok := s.Live.Organisation(id)
	if !ok {
		return nil, errNotFound
	}
	if err := v.viewer.Must(identity.EditPlace, identity.Scope{Organisation: o.Num}); err != nil {
		return nil, err
	}
	mistakes, err := s.Associations.Corrections(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	conflicts, err := s.Associations.Conflicts(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return toCheckPage(v, o, mistakes, conflicts), nil
}

// team is what the page of an organisation's people shows.
type team struct {
	directory.Organisation
	People  []directory.Colleague
	Invited []directory.ColleagueInvited
	Decides bool // the viewer decides who they are
	Imports bool // and has its calendars followed
	Email   string
	Faults  faults
}

func (s *site) colleagues(v *visit) (templ.Component, error) { return s.teamWith(v, "", faults{}) }

func (s *site) teamWith(v *visit, email string, f faults) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	t := team{Email: email, Faults: f}
	if t.Organisation, t.People, t.Invited, err = s.Associations.People(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	view := &organisationView{Organisation: t.Organisation, Places: s.Live.PlacesOf(t.Num, shownPlaces)}
	t.Decides, t.Imports = v.mayAt(identity.GrantAssociation, view), v.mayAt(identity.ImportEvents, view)
	return teamOfPage(v, t), nil
}

func (s *site) inviteColleague(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	err = s.Associations.InviteColleague(v.ctx(), v.viewer, id, form.Get("email"), identity.Role(form.Get("role")))
	if err == nil {
		return nil, v.say("/organisations/"+id.String()+"/people", v.Assoc.Invited)
	}
	f := faults{}
	if err := f.add(v, err); err != nil {
		return nil, err
	}
	page, err := s.teamWith(v, form.Get("email"), f)
	if err != nil {
		return nil, err
	}
	return nil, faulty{page}
}

func (s *site) uninvite(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	invitation, err := parseID(form.Get("invitation"))
	if err != nil {
		return nil, err
	}
	if err := s.Associations.Uninvite(v.ctx(), v.viewer, id, invitation); err != nil {
		return nil, err
	}
	return nil, v.say("/organisations/"+id.String()+"/people", v.Assoc.Removed)
}

func (s *site) setColleague(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	person, err := parseID(form.Get("person"))
	if err != nil {
		return nil, err
	}
	if err := s.Associations.SetColleague(v.ctx(), v.viewer, id, person, identity.Role(form.Get("role"))); err != nil {
		return nil, err
	}
	if person == v.viewer.Account.ID {
		return nil, v.say("/organisations/"+id.String(), v.Assoc.Left)
	}
	return nil, v.say("/organisations/"+id.String()+"/people", v.Assoc.Changed)
}

// claimForm is a claim as it was typed, and where the last one stands.
type claimForm struct {
	directory.Organisation
	Last   directory.OwnClaim
	Note   string
	Faults faults
}

func (s *site) claim(v *visit) (templ.Component, error) { return s.claimWith(v, "", faults{}) }

func (s *site) claimWith(v *visit, note string, f faults) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	o, ok := s.Live.Organisation(id)
	if !ok {
		return nil, errNotFound
	}
	last, err := s.Associations.OwnClaim(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	return claimPage(v, claimForm{o, last, note, f}), nil
}

func (s *site) sendClaim(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	accepted, err := s.Associations.Claim(v.ctx(), v.viewer, id, form.Get("note"))
	f := faults{}
	switch {
	case err == nil && accepted:
		return nil, v.say("/organisations/"+id.String(), v.Assoc.ClaimAccepted)
	case err == nil:
		return nil, v.say("/organisations/"+id.String()+"/claim", v.Assoc.ClaimSent)
	case refusal(err, identity.BadValue):
		f["note"] = v.Assoc.ClaimAlready
	default:
		if err := f.add(v, err); err != nil {
			return nil, err
		}
	}
	page, err := s.claimWith(v, form.Get("note"), f)
	if err != nil {
		return nil, err
	}
	return nil, faulty{page}
}

func (s *site) invitations(v *visit) (templ.Component, error) {
	list, err := s.Associations.OwnInvitations(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return invitationsPage(v, list), nil
}

func (s *site) answerInvitation(v *visit, form url.Values) (templ.Component, error) {
	id, err := parseID(form.Get("invitation"))
	if err != nil {
		return nil, err
	}
	accept := form.Get("accept") == "1"
	organisation, err := s.Associations.AnswerInvitation(v.ctx(), v.viewer, id, accept)
	if err != nil {
		return nil, err
	}
	if accept {
		return nil, v.say("/organisations/"+organisation.String(), v.Assoc.Joined)
	}
	return nil, v.say("/invitations", v.Assoc.Declined)
}

// proposal is an organisation that somebody proposes, or that staff add.
type proposal struct {
	directory.Organisation
	District string
	Belongs  bool
	Adds     bool // the viewer adds it at once
	Own      []directory.OwnProposal
	Faults   faults
}

func (s *site) newOrganisation(v *visit) (templ.Component, error) {
	return s.proposalWith(v, proposal{Faults: faults{}})
}

func (s *site) proposalWith(v *visit, p proposal) (templ.Component, error) {
	p.Adds = v.viewer.Could(identity.DecideClaim)
	own, err := s.Associations.OwnProposals(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	p.Own = own
	return proposalPage(v, p), nil
}

func (s *site) propose(v *visit, form url.Values) (templ.Component, error) {
	p := proposal{
		Organisation: v.readOrganisation(directory.Organisation{}, form), District: form.Get("district"), Belongs: form.Has("belongs"), Faults: faults{},
	}
	var err error
	if v.viewer.Could(identity.DecideClaim) {
		var o directory.Organisation
		if o, err = s.Associations.AddOrganisation(v.ctx(), v.viewer, p.Organisation); err == nil {
			return nil, v.say("/organisations/"+o.ID.String(), v.Assoc.OrganisationAdded)
		}
	} else {
		err = s.Associations.Propose(v.ctx(), v.viewer, directory.Proposal{
			Name: p.Name, Description: p.Description, Contact: p.Contact, District: p.District, Belongs: p.Belongs,
		})
		if err == nil {
			return nil, v.say("/organisations/new", v.Assoc.Proposed)
		}
	}
	if err := p.Faults.add(v, err); err != nil {
		return nil, err
	}
	page, err := s.proposalWith(v, p)
	if err != nil {
		return nil, err
	}
	return nil, faulty{page}
}

func (s *site) claims(v *visit) (templ.Component, error) {
	claims, err := s.Associations.Claims(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	proposals, err := s.Associations.Proposals(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return claimsPage(v, claims, proposals), nil
}

// decided answers a decision; one without its reason is said so on the queue.
func (v *visit) decided(err error) (templ.Component, error) {
	f := faults{}
	if err != nil {
		if err := f.add(v, err); err != nil {
			return nil, err
		}
		return nil, v.say("/staff/claims", v.Assoc.NeedsReason)
	}
	return nil, v.say("/staff/claims", v.Assoc.Decided)
}

func (s *site) decideClaim(v *visit, form url.Values) (templ.Component, error) {
	id, err := parseID(form.Get("claim"))
	if err != nil {
		return nil, err
	}
	return v.decided(s.Associations.DecideClaim(v.ctx(), v.viewer, id, form.Get("accept") == "1", form.Get("reason")))
}

func (s *site) decideProposal(v *visit, form url.Values) (templ.Component, error) {
	id, err := parseID(form.Get("proposal"))
	if err != nil {
		return nil, err
	}
	_, err = s.Associations.DecideProposal(v.ctx(), v.viewer, id, form.Get("accept") == "1", form.Get("reason"))
	return v.decided(err)
}

// partnerSheet is where staff stand with an organisation, and what somebody is about to note.
type partnerSheet struct {
	directory.Organisation
	Steps    []directory.PartnerStep
	Note     directory.PartnerNote
	AgreedOn string
	Faults   faults
}

func (s *site) partner(v *visit) (templ.Component, error) {
	return s.partnerWith(v, partnerSheet{Faults: faults{}})
}

func (s *site) partnerWith(v *visit, sheet partnerSheet) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	if sheet.Organisation, sheet.Steps, err = s.Associations.PartnerHistory(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	if sheet.Note.Step == "" && len(sheet.Steps) > 0 {
		sheet.Note.Step = sheet.Steps[0].Step
	}
	return partnerPage(v, sheet), nil
}

func (s *site) notePartner(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	sheet := partnerSheet{AgreedOn: form.Get("agreed_on"), Faults: faults{}, Note: directory.PartnerNote{
		Step: form.Get("step"), Scope: form.Get("scope"), Note: form.Get("note"), Owner: directory.Owner(form.Get("owner")),
	}}
	if sheet.AgreedOn != "" {
		if sheet.Note.AgreedOn, err = time.Parse(time.DateOnly, strings.TrimSpace(sheet.AgreedOn)); err != nil {
			sheet.Faults["agreed_on"] = v.Assoc.BadDay
		}
	}
	if len(sheet.Faults) == 0 {
		err = s.Associations.NotePartner(v.ctx(), v.viewer, id, sheet.Note)
		if err == nil {
			return nil, v.say("/organisations/"+id.String()+"/partner", v.Assoc.StepAdded)
		}
		if err := sheet.Faults.add(v, err); err != nil {
			return nil, err
		}
	}
	page, err := s.partnerWith(v, sheet)
	if err != nil {
		return nil, err
	}
	return nil, faulty{page}
}

// partnerList is the partners of an area, by step.
type partnerList struct {
	District, Step string
	List           []directory.Partner
}

func (s *site) partners(v *visit) (templ.Component, error) {
	q := v.request.URL.Query()
	l := partnerList{District: q.Get("district"), Step: q.Get("step")}
	var err error
	l.List, err = s.Associations.Partners(v.ctx(), v.viewer, directory.PartnerQuery{District: l.District, Step: l.Step})
	if err != nil {
		return nil, err
	}
	return partnersPage(v, l), nil
}

// ofStep are the partners of the list that stand at a step.
func (l partnerList) ofStep(code string) []directory.Partner {
	return slices.DeleteFunc(slices.Clone(l.List), func(p directory.Partner) bool { return p.Step != code })
}

// isNone says that an id is none.
func isNone(id uuid.UUID) bool { return id == uuid.UUID{} }
