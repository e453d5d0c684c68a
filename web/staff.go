package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// What the team does with accounts: register people who have neither phone nor e-mail, give a new contact to who lost theirs, give
// and take roles.

func (s *site) staffPages() {
	s.page("GET /staff", identity.ReadTeam, func(v *visit) (templ.Component, error) { return teamPage(v), nil })
	s.page("GET /staff/relay", identity.RegisterRelay, s.relays)
	s.form("POST /staff/relay", identity.RegisterRelay, s.registerRelay)
	s.form("POST /staff/relay/code", identity.RegisterRelay, s.printAgain)
	s.page("GET /staff/recover", identity.RecoverContact, func(v *visit) (templ.Component, error) { return recoverPage(v, recovery{}), nil })
	s.form("POST /staff/recover", identity.RecoverContact, s.recover)
	s.page("GET /staff/roles", identity.GrantAmbassador, func(v *visit) (templ.Component, error) { return rolesPage(v, roles{}), nil })
	s.form("POST /staff/roles", identity.GrantAmbassador, s.findRoles)
	s.form("POST /staff/roles/give", identity.GrantAmbassador, s.giveRole)
	s.form("POST /staff/roles/take", identity.GrantAmbassador, s.takeRole)
}

// posting is where a member of the team may do something: a district, or the association they act as.
type posting struct {
	Value, Name string
	Scope       identity.Scope
}

// posts lists where the viewer may do something, by their roles.
func (v *visit) posts(action identity.Action) []posting {
	var list []posting
	if org := v.viewer.Acting; org != 0 && v.viewer.May(action, identity.Scope{Organisation: org}) {
		return []posting{{"organisation", v.acting(), identity.Scope{Organisation: org}}}
	}
	add := func(d *directory.District) {
		list = append(list, posting{d.Code, d.Name, identity.Scope{District: d.Num}})
	}
	for _, g := range v.viewer.Grants {
		if d, ok := v.site.Live.DistrictNumbered(g.District); ok && v.viewer.May(action, identity.Scope{District: d.Num}) {
			add(d)
		}
	}
	if len(list) == 0 {
		for _, city := range v.site.Live.Cities() {
			if v.viewer.May(action, identity.Scope{District: city.Num}) {
				add(city)
			}
		}
	}
	return list
}

// postOf is the one of the viewer's posts that a form names; the first when it names none.
func (v *visit) postOf(action identity.Action, value string) (posting, error) {
	list := v.posts(action)
	i := slices.IndexFunc(list, func(p posting) bool { return p.Value == value })
	switch {
	case i >= 0:
		return list[i], nil
	case value == "" && len(list) > 0:
		return list[0], nil
	}
	return posting{}, identity.Refuse(identity.Forbidden, string(action))
}

// relayConsent is the text that is read to a person before they are registered, by its version.
func (v *visit) relayConsent() string { return "relay-" + v.Lang + "-2026-11" }

// relaySheet is what an ambassador sees: who was registered where, and the code just printed.
type relaySheet struct {
	At         posting
	Registered []identity.Registered
	Code       string
	Until      time.Time
	Fault      string
}

func (s *site) relays(v *visit) (templ.Component, error) {
	return s.relaysWith(v, relaySheet{}, v.request.URL.Query().Get("at"))
}

func (s *site) relaysWith(v *visit, sheet relaySheet, at string) (templ.Component, error) {
	var err error
	if sheet.At, err = v.postOf(identity.RegisterRelay, at); err != nil {
		return nil, err
	}
	if sheet.Registered, err = s.Desk.RegisteredIn(v.ctx(), v.viewer, sheet.At.Scope); err != nil {
		return nil, err
	}
	return relayPage(v, sheet), nil
}

func (s *site) registerRelay(v *visit, form url.Values) (templ.Component, error) {
	if !form.Has("agrees") {
		page, err := s.relaysWith(v, relaySheet{Fault: v.Account.RelayMust}, form.Get("at"))
		if err != nil {
			return nil, err
		}
		return nil, faulty{page}
	}
	at, err := v.postOf(identity.RegisterRelay, form.Get("at"))
	if err != nil {
		return nil, err
	}
	lang := form.Get("lang")
	if _, spoken := catalogue[lang]; !spoken {
		lang = v.Lang
	}
	deed := identity.Deed{By: v.viewer, In: at.Scope}
	_, code, err := s.Desk.RegisterRelay(v.ctx(), deed, identity.Relay{Name: form.Get("name"), Lang: lang, Consent: v.relayConsent()})
	if err != nil {
		return nil, err
	}
	// The code is shown in this answer and nowhere else: a page that could be asked for again would keep it.
	return printedCodePage(v, relaySheet{At: at, Code: code, Until: s.Desk.PrintedUntil()}), nil
}

func (s *site) printAgain(v *visit, form url.Values) (templ.Component, error) {
	account, err := strconv.ParseInt(form.Get("account"), 10, 64)
	if err != nil {
		return nil, errNotFound
	}
	code, err := s.Desk.PrintCode(v.ctx(), identity.Deed{By: v.viewer}, account)
	if err != nil {
		return nil, err
	}
	return printedCodePage(v, relaySheet{Code: code, Until: s.Desk.PrintedUntil()}), nil
}

// recovery is the form for somebody who lost their contact.
type recovery struct {
	Old, New           string
	OldFault, NewFault string
	Due                time.Time
}

func (s *site) recover(v *visit, form url.Values) (templ.Component, error) {
	r := recovery{Old: form.Get("old"), New: form.Get("new")}
	again := func() (templ.Component, error) { return nil, faulty{recoverPage(v, r)} }
	old, err := identity.ParseContact(r.Old, region)
	if err != nil {
		r.OldFault = v.Account.BadContact
		return again()
	}
	fresh, err := identity.ParseContact(r.New, region)
	if err != nil {
		r.NewFault = v.Account.BadContact
		return again()
	}
	account, at, err := s.Desk.FindAccount(v.ctx(), v.viewer, identity.RecoverContact, old)
	if refusal(err, identity.NotFound) {
		r.OldFault = v.Account.NobodyHas
		return again()
	}
	if err != nil {
		return nil, err
	}
	r.Due, err = s.Desk.Recover(v.ctx(), identity.Deed{By: v.viewer, In: at}, account, fresh)
	if refusal(err, identity.ContactTaken) {
		r.NewFault = v.Account.RecoverTaken
		return again()
	}
	if err != nil {
		return nil, err
	}
	return recoverPage(v, r), nil
}

// roles is what is known of a person whom somebody gives a role.
type roles struct {
	Contact, Fault string
	Found          bool
	Account        int64
	Grants         []identity.Grant
	Said           string
}

// grantable are the roles that the viewer may give here. An association's people are chosen on its own page.
func (v *visit) grantable() []identity.Role {
	list := []identity.Role{identity.Ambassador}
	if v.viewer.Could(identity.GrantStaff) {
		list = append(list, identity.Coordinator, identity.Administrator)
	}
	return list
}

func (s *site) findRoles(v *visit, form url.Values) (templ.Component, error) {
	page, err := s.rolesOf(v, form.Get("contact"), "")
	if err != nil {
		return nil, err
	}
	return page, nil
}

// rolesOf shows the roles of who has a contact.
func (s *site) rolesOf(v *visit, typed, said string) (templ.Component, error) {
	r := roles{Contact: typed, Said: said}
	contact, err := identity.ParseContact(typed, region)
	if err != nil {
		r.Fault = v.Account.BadContact
		return nil, faulty{rolesPage(v, r)}
	}
	r.Account, _, err = s.Desk.FindAccount(v.ctx(), v.viewer, identity.GrantAmbassador, contact)
	if refusal(err, identity.NotFound) {
		r.Fault = v.Account.NobodyHas
		return nil, faulty{rolesPage(v, r)}
	}
	if err != nil {
		return nil, err
	}
	r.Found = true
	if r.Grants, err = s.Desk.GrantsOf(v.ctx(), v.viewer, r.Account); err != nil {
		return nil, err
	}
	return rolesPage(v, r), nil
}

// grantOf reads the role that a form names, and where.
func (s *site) grantOf(v *visit, form url.Values) (account int64, g identity.Grant, err error) {
	account, err = strconv.ParseInt(form.Get("account"), 10, 64)
	if err != nil {
		return 0, g, errNotFound
	}
	g.Role = identity.Role(form.Get("role"))
	if g.Role == identity.Administrator {
		return account, g, nil
	}
	d, ok := s.Live.District(form.Get("district"))
	if !ok {
		return 0, g, &directory.Invalid{Param: "district", Reason: "not known"}
	}
	g.District = d.Num
	return account, g, nil
}

func (s *site) giveRole(v *visit, form url.Values) (templ.Component, error) {
	account, g, err := s.grantOf(v, form)
	if err == nil {
		err = s.Desk.Grant(v.ctx(), identity.Deed{By: v.viewer, In: identity.Scope{District: g.District}}, account, g)
	}
	if err != nil {
		return nil, err
	}
	return s.rolesOf(v, form.Get("contact"), v.Account.RoleGiven)
}

func (s *site) takeRole(v *visit, form url.Values) (templ.Component, error) {
	account, g, err := s.grantOf(v, form)
	if err == nil {
		err = s.Desk.Withdraw(v.ctx(), identity.Deed{By: v.viewer, In: identity.Scope{District: g.District}}, account, g)
	}
	if err != nil {
		return nil, err
	}
	return s.rolesOf(v, form.Get("contact"), v.Account.RoleGone)
}

// grantPlace names where a role holds.
func (v *visit) grantPlace(g identity.Grant) string {
	if d, ok := v.site.Live.DistrictNumbered(g.District); ok {
		return d.Name
	}
	if o, ok := v.site.Live.OrganisationNumbered(g.Organisation); ok {
		return o.Name
	}
	return v.Account.RoleWhere
}

func (v *visit) districtCode(num int64) string {
	d, ok := v.site.Live.DistrictNumbered(num)
	if !ok {
		return ""
	}
	return d.Code
}

func (v *visit) districtOf(p posting) *directory.District {
	d, _ := v.site.Live.DistrictNumbered(p.Scope.District)
	return d
}

// moment is a day and an hour as people say them.
func (v *visit) moment(t time.Time) string {
	t = t.In(v.now.Location())
	return v.day(t) + ", " + t.Format("15:04")
}
