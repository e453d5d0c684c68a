package web

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// What a volunteer is asked, and the pages of links in messages: opening one changes nothing, since programs open links too.

func (s *site) inboxPages() {
	s.page("GET "+inboxPath, identity.Answer, s.inbox)
	s.form("POST "+inboxPath, identity.Answer, s.answerInbox)
	s.page("GET /answer/{token}", identity.ReadDirectory, s.askAnswer)
	s.form("POST /answer/{token}", identity.ReadDirectory, s.answerByLink)
}

// inboxSheet is what waits for an answer, and what was said yes to.
type inboxSheet struct {
	Open, Yes, Past []matching.Invitation
	Volunteer       bool // they may be asked
}

func (s *site) inbox(v *visit) (templ.Component, error) {
	if _, instead, err := v.asking(); err != nil || instead != nil {
		return instead, err
	}
	list, err := s.Matching.Invitations(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	var sheet inboxSheet
	for _, i := range list {
		switch {
		case i.State.Open():
			sheet.Open = append(sheet.Open, i)
		case i.State == matching.InvitationAccepted && i.Request.State.Live():
			sheet.Yes = append(sheet.Yes, i)
		default:
			sheet.Past = append(sheet.Past, i)
		}
	}
	_, err = s.Roster.Mine(v.ctx(), v.viewer)
	if sheet.Volunteer = err == nil; err != nil && !refusal(err, identity.NotFound) {
		return nil, err
	}
	return inboxPage(v, &sheet), nil
}

// answerInbox says yes, no or later to one of them.
func (s *site) answerInbox(v *visit, form url.Values) (templ.Component, error) {
	id, err := parseID(form.Get("invitation"))
	if err != nil {
		return nil, err
	}
	var done matching.Answered
	switch form.Get("answer") {
	case "yes":
		done, err = s.Matching.Accept(v.ctx(), v.viewer, id)
	case "no":
		done, err = s.Matching.Decline(v.ctx(), v.viewer, id, form.Get("reason"))
	case "later":
		done, err = s.Matching.Later(v.ctx(), v.viewer, id)
	default:
		return nil, errNotFound
	}
	if refusal(err, identity.BadValue) { // it has moved on since the page was read
		return nil, v.say(inboxPath, v.Help.AnswerOver)
	}
	if err != nil {
		return nil, err
	}
	return v.answered(done)
}

// answered says what became of an answer, and leads to what comes next.
func (v *visit) answered(done matching.Answered) (templ.Component, error) {
	switch {
	case done.Full:
		return failurePage(v, v.Help.Full, v.Help.FullHelp), nil
	case done.State == matching.InvitationAccepted:
		return nil, v.say(requestPath(done.Request), v.Help.SaidYes)
	case done.State == matching.InvitationLater:
		return nil, v.say(inboxPath, v.Help.LaterDone)
	}
	return nil, v.say(inboxPath, v.Help.SaidNo)
}

// withdrawHelp is for who said yes and cannot come after all.
func (s *site) withdrawHelp(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	invitation, err := s.invitationTo(v, id)
	if err != nil {
		return nil, err
	}
	if invitation == nil {
		return nil, errNotFound
	}
	if _, err := s.Matching.Withdraw(v.ctx(), v.viewer, invitation.ID, form.Get("reason")); refusal(err, identity.BadValue) {
		return nil, redirect(requestPath(id))
	} else if err != nil {
		return nil, err
	}
	return nil, v.say(inboxPath, v.Help.DroppedOut)
}

// mayAnswer is an error while there is no database, for pages that need no right.
func (s *site) mayAnswer() error {
	if s.Links == nil {
		return &identity.Error{Code: identity.Unavailable}
	}
	return nil
}

func (s *site) askAnswer(v *visit) (templ.Component, error) {
	if err := s.mayAnswer(); err != nil {
		return nil, err
	}
	link, err := s.Links.Look(v.ctx(), v.request.PathValue("token"))
	switch {
	case err != nil:
		return nil, v.goneLink(err)
	case link.State == matching.InvitationAccepted && link.Request.State.Live():
		return answeredPage(v, v.Help.AnswerDone, v.Help.YouHelpHint), nil
	case !link.State.Open():
		return answeredPage(v, v.Help.AnswerOver, v.Help.AnswerOverHelp), nil
	}
	return answerPage(v, link), nil
}

func (s *site) answerByLink(v *visit, form url.Values) (templ.Component, error) {
	if err := s.mayAnswer(); err != nil {
		return nil, err
	}
	done, err := s.Links.Use(v.ctx(), v.request.PathValue("token"))
	switch {
	case refusal(err, identity.BadValue):
		return answeredPage(v, v.Help.AnswerOver, v.Help.AnswerOverHelp), nil
	case err != nil:
		return nil, v.goneLink(err)
	case done.Full:
		return answeredPage(v, v.Help.Full, v.Help.FullHelp), nil
	case v.viewer != nil:
		return v.answered(done)
	case done.State == matching.InvitationAccepted:
		return answeredPage(v, v.Help.SaidYes, v.Help.YouHelpHint), nil
	}
	return answeredPage(v, v.Help.AnswerTitle, v.Help.SaidNo), nil
}

// goneLink is the page of a link that is too old, or cut off; any other error stays itself.
func (v *visit) goneLink(err error) error {
	if refusal(err, identity.NotFound) {
		return missing{answeredPage(v, v.Help.AnswerGone, v.Help.AnswerGoneHelp)}
	}
	return err
}

// reasonsShown is how many reasons an invitation tells.
const reasonsShown = 3

// answerWanted is by when a yes is of use.
func (v *visit) answerWanted(i *matching.Invitation) time.Time {
	if !i.Request.Deadline.After(v.now) {
		return time.Time{}
	}
	return i.Request.Deadline
}
