package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// What a person does with their own account: come in, go out, contacts, devices, in whose name they act, their data.

func (s *site) accountPages() {
	s.page("GET /sign-in", identity.SignIn, s.signIn)
	s.form("POST /sign-in", identity.SignIn, s.sendCode)
	s.page("GET /sign-in/code", identity.SignIn, s.askCode)
	s.form("POST /sign-in/code", identity.SignIn, s.useCode)
	s.page("GET /sign-in/printed", identity.SignIn, s.askPrinted)
	s.form("POST /sign-in/printed", identity.SignIn, s.usePrinted)
	s.page("POST /sign-out", identity.ManageAccount, s.signOut)
	s.page("GET /account", identity.ManageAccount, s.account)
	s.form("POST /account/acting", identity.ManageAccount, s.actAs)
	s.page("POST /account/recovery", identity.ManageAccount, s.refuseRecovery)
	s.page("GET /account/sessions", identity.ManageAccount, s.sessions)
	s.form("POST /account/sessions", identity.ManageAccount, s.endSessions)
	s.page("GET /account/contacts", identity.ManageAccount, s.contacts)
	s.form("POST /account/contacts", identity.ManageAccount, s.addContact)
	s.form("POST /account/contacts/code", identity.ManageAccount, s.confirmContact)
	s.form("POST /account/contacts/remove", identity.ManageAccount, s.removeContact)
	s.page("GET /account/data", identity.ExportOwn, s.ownData)
	s.page("POST /account/data/export", identity.ExportOwn, s.exportData)
	s.form("POST /account/data/erase", identity.EraseOwn, s.eraseData)
	s.page("GET /account/erased", identity.ReadDirectory, func(v *visit) (templ.Component, error) {
		return failurePage(v, v.Account.Erased, v.Account.ErasedHelp), nil
	})
}

// region is where a telephone number without a prefix belongs.
const region = "FR"

// contactCookie holds the contact between asking for a code and typing it, on the person's own device.
const (
	contactCookie = "contact"
	nextCookie    = "next"
	codeS         = 600
)

// entrance is a step of signing in, or of adding a contact.
type entrance struct {
	Contact, Code  string
	ContactFault   string
	CodeFault      string
	Post, Again    string // where the code goes, and where another one is asked for
	Title, GoLabel string
}

func (s *site) signIn(v *visit) (templ.Component, error) {
	if v.viewer != nil {
		return nil, redirect("/account")
	}
	if next := v.request.URL.Query().Get("next"); next != "" {
		v.setCookie(nextCookie, localPath(next), codeS)
	}
	return signInPage(v, entrance{}), nil
}

// fault is what a refusal says beside a field; empty when it is no fault of what was typed.
func (v *visit) fault(err error) string {
	refusal, ok := errors.AsType[*identity.Error](err)
	if !ok {
		return ""
	}
	w := v.Account
	switch refusal.Code {
	case identity.BadContact:
		return w.BadContact
	case identity.WrongCode:
		return w.WrongCode
	case identity.TooMany:
		return w.TooMany + ". " + w.wait(refusal.RetryAfter)
	case identity.Recovering:
		return strings.Replace(w.Recovering, "%s", w.span(refusal.RetryAfter), 1)
	case identity.ContactTaken:
		return w.Taken
	case identity.LastContact:
		return w.LastContact
	case identity.Banned:
		return w.BannedHelp
	}
	return ""
}

func (s *site) sendCode(v *visit, form url.Values) (templ.Component, error) {
	typed := form.Get("contact")
	contact, err := identity.ParseContact(typed, region)
	if err == nil {
		err = s.Desk.RequestCode(v.ctx(), contact, edge.Origin(v.request, v.Lang))
	}
	if fault := v.fault(err); fault != "" {
		return nil, faulty{signInPage(v, entrance{Contact: typed, ContactFault: fault})}
	}
	if err != nil {
		return nil, err
	}
	v.setCookie(contactCookie, url.QueryEscape(contact.Address), codeS)
	return nil, redirect("/sign-in/code")
}

// asked is the contact that a code was asked for.
func (v *visit) asked() (identity.Contact, bool) {
	c, err := v.request.Cookie(contactCookie)
	if err != nil {
		return identity.Contact{}, false
	}
	text, err := url.QueryUnescape(c.Value)
	if err != nil {
		return identity.Contact{}, false
	}
	contact, err := identity.ParseContact(text, region)
	return contact, err == nil
}

func (s *site) askCode(v *visit) (templ.Component, error) {
	contact, ok := v.asked()
	if !ok {
		return nil, redirect("/sign-in")
	}
	return codePage(v, entrance{Contact: contact.Address, Post: "/sign-in/code", Again: "/sign-in"}), nil
}

func (s *site) useCode(v *visit, form url.Values) (templ.Component, error) {
	contact, ok := v.asked()
	if !ok {
		return nil, redirect("/sign-in")
	}
	in, err := s.Desk.Verify(v.ctx(), contact, form.Get("code"), edge.Origin(v.request, v.Lang))
	if fault := v.fault(err); fault != "" {
		return nil, faulty{codePage(v, entrance{Contact: contact.Address, CodeFault: fault, Post: "/sign-in/code", Again: "/sign-in"})}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.enter(in)
}

func (s *site) askPrinted(v *visit) (templ.Component, error) { return printedPage(v, entrance{}), nil }

func (s *site) usePrinted(v *visit, form url.Values) (templ.Component, error) {
	in, err := s.Desk.Redeem(v.ctx(), form.Get("code"), edge.Origin(v.request, v.Lang))
	if fault := v.fault(err); fault != "" {
		return nil, faulty{printedPage(v, entrance{CodeFault: fault})}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.enter(in)
}

// enter begins a session in this browser, and leads to where the person was going: a new one is welcomed first.
func (v *visit) enter(in identity.SignedIn) error {
	v.site.Sessions.Begin(v.writer, in.Token)
	v.setCookie(contactCookie, "", -1)
	next := "/account"
	if c, err := v.request.Cookie(nextCookie); err == nil {
		next = localPath(c.Value)
		v.setCookie(nextCookie, "", -1)
	}
	if joined := v.joins(in); joined != "" {
		return redirect(joined) // who comes to something needs no profile
	}
	if in.New {
		next = welcomePath + "?next=" + url.QueryEscape(next)
	}
	return redirect(next)
}

func (s *site) signOut(v *visit) (templ.Component, error) {
	if err := s.Desk.SignOut(v.ctx(), v.viewer); err != nil && !refusal(err, identity.NotFound) {
		return nil, err
	}
	s.Sessions.End(v.writer)
	return nil, redirect("/")
}

// hat is one of those that a person may wear: themself, or an association.
type hat struct {
	Name    string
	Num     int64
	Current bool
}

// hats are in whose name the person may act, themself first; one alone is no choice.
func (v *visit) hats() []hat {
	if v.viewer == nil {
		return nil
	}
	list := []hat{{v.Account.Myself, 0, v.viewer.Acting == 0}}
	for _, g := range v.viewer.Grants {
		known := slices.ContainsFunc(list, func(h hat) bool { return h.Num == g.Organisation })
		if known || g.Organisation == 0 {
			continue
		}
		if o, ok := v.site.Live.OrganisationNumbered(g.Organisation); ok {
			list = append(list, hat{o.Name, g.Organisation, v.viewer.Acting == g.Organisation})
		}
	}
	return list
}

// acting is the association in whose name the person acts; empty = as themself.
func (v *visit) acting() string {
	for _, h := range v.hats() {
		if h.Current && h.Num != 0 {
			return h.Name
		}
	}
	return ""
}

func (s *site) account(v *visit) (templ.Component, error) {
	_, recovering, err := s.Desk.PendingRecovery(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	menu := v.accountMenu()
	if s.Associations != nil {
		invited, err := s.Associations.OwnInvitations(v.ctx(), v.viewer)
		if err != nil {
			return nil, err
		}
		if len(invited) > 0 {
			menu = append([]entry{{"/invitations", "temaki:social_facility", v.Assoc.InvitedYou, invited[0].Name, identity.ManageAccount}}, menu...)
		}
	}
	return accountPage(v, recovering, menu), nil
}

func (s *site) actAs(v *visit, form url.Values) (templ.Component, error) {
	organisation, err := strconv.ParseInt(form.Get("organisation"), 10, 64)
	if err != nil {
		return nil, identity.Refuse(identity.BadValue, "organisation")
	}
	token, err := s.Desk.ActAs(v.ctx(), v.viewer, organisation)
	if err != nil {
		return nil, err
	}
	s.Sessions.Begin(v.writer, token)
	return nil, redirect(localPath(form.Get("next")))
}

func (s *site) refuseRecovery(v *visit) (templ.Component, error) {
	if err := s.Desk.RefuseRecovery(v.ctx(), v.viewer); err != nil {
		return nil, err
	}
	return nil, v.say("/account", v.Account.RecoveryRefused)
}

func (s *site) sessions(v *visit) (templ.Component, error) {
	list, err := s.Desk.Sessions(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return sessionsPage(v, list), nil
}

func (s *site) endSessions(v *visit, form url.Values) (templ.Component, error) {
	var err error
	if form.Has("others") {
		err = s.Desk.RevokeOthers(v.ctx(), v.viewer)
	} else {
		id, bad := uuid.Parse(form.Get("session"))
		if bad != nil {
			return nil, errNotFound
		}
		err = s.Desk.Revoke(v.ctx(), v.viewer, id)
	}
	if err != nil && !refusal(err, identity.NotFound) {
		return nil, err // one that is gone already is what was wanted
	}
	return nil, redirect("/account/sessions")
}

func (s *site) contacts(v *visit) (templ.Component, error) { return s.contactsWith(v, entrance{}) }

func (s *site) contactsWith(v *visit, e entrance) (templ.Component, error) {
	list, err := s.Desk.Contacts(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return contactsPage(v, list, e), nil
}

// contactAgain shows the contacts with what is wrong, when it is something that the person can mend.
func (s *site) contactAgain(v *visit, e entrance, err error) (templ.Component, error) {
	if v.fault(err) == "" {
		return nil, err
	}
	page, failed := s.contactsWith(v, e)
	if failed != nil {
		return nil, failed
	}
	return nil, faulty{page}
}

func (s *site) addContact(v *visit, form url.Values) (templ.Component, error) {
	typed := form.Get("contact")
	contact, err := identity.ParseContact(typed, region)
	if err == nil {
		err = s.Desk.RequestContact(v.ctx(), v.viewer, contact, edge.Origin(v.request, v.Lang))
	}
	if err != nil {
		return s.contactAgain(v, entrance{Contact: typed, ContactFault: v.fault(err)}, err)
	}
	v.setCookie(contactCookie, url.QueryEscape(contact.Address), codeS)
	return codePage(v, entrance{Contact: contact.Address, Post: "/account/contacts/code", Again: "/account/contacts"}), nil
}

func (s *site) confirmContact(v *visit, form url.Values) (templ.Component, error) {
	contact, ok := v.asked()
	if !ok {
		return nil, redirect("/account/contacts")
	}
	err := s.Desk.ConfirmContact(v.ctx(), v.viewer, contact, form.Get("code"), edge.Origin(v.request, v.Lang))
	if fault := v.fault(err); fault != "" {
		return nil, faulty{codePage(v, entrance{
			Contact: contact.Address, CodeFault: fault, Post: "/account/contacts/code", Again: "/account/contacts",
		})}
	}
	if err != nil {
		return nil, err
	}
	v.setCookie(contactCookie, "", -1)
	return nil, v.say("/account/contacts", v.Account.ContactAdded)
}

func (s *site) removeContact(v *visit, form url.Values) (templ.Component, error) {
	contact, err := identity.ParseContact(form.Get("contact"), region)
	if err == nil {
		err = s.Desk.RemoveContact(v.ctx(), v.viewer, contact)
	}
	if err != nil {
		return s.contactAgain(v, entrance{ContactFault: v.fault(err)}, err)
	}
	return nil, v.say("/account/contacts", v.Account.ContactRemoved)
}

func (s *site) ownData(v *visit) (templ.Component, error) { return dataPage(v, ""), nil }

// exportData answers with the archive itself: it is made in memory, so that a failure is a page and not half a file.
func (s *site) exportData(v *visit) (templ.Component, error) {
	sheets, err := s.Desk.ExportOwn(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	var archive bytes.Buffer
	if err := identity.WriteArchive(&archive, sheets); err != nil {
		return nil, err
	}
	name := "alentour-" + v.now.Format("2006-01-02") + ".zip"
	return nil, download{Name: name, Type: "application/zip", Body: archive.Bytes()}
}

func (s *site) eraseData(v *visit, form url.Values) (templ.Component, error) {
	if !strings.EqualFold(strings.TrimSpace(form.Get("confirm")), v.Account.EraseWord) {
		return nil, faulty{dataPage(v, v.Account.EraseConfirm)}
	}
	if err := s.Desk.EraseOwn(v.ctx(), v.viewer); err != nil {
		return nil, err
	}
	s.Sessions.End(v.writer)
	http.SetCookie(v.writer, &http.Cookie{Name: positionCookie, Path: "/", MaxAge: -1})
	return nil, redirect("/account/erased")
}

// welcomePath is where a new member tells who they are.
const welcomePath = "/welcome"
