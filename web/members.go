package web

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// The people around, as members see each other.

const membersPath = "/members"

func (s *site) memberPages() {
	s.page("GET "+membersPath, identity.ReadMembers, s.members)
	s.page("GET "+membersPath+"/{id}", identity.ReadMembers, s.member)
}

// memberList is a page of people.
type memberList struct {
	directory.MemberPage
	Interest string // code; empty = all
}

// among is the viewer's own profile, for the pages on which members see each other. The component is what stands there instead for
// somebody of 15 to 17; who has not said who they are is led to it.
func (v *visit) among() (own directory.Member, instead templ.Component, err error) {
	own, err = v.site.Members.Own(v.ctx(), v.viewer)
	switch {
	case refusal(err, identity.NotFound):
		err = redirect(welcomePath + "?next=" + url.QueryEscape(v.self()))
	case err == nil && !own.Adult():
		instead = failurePage(v, v.People.MinorTitle, v.People.MinorHelp)
	}
	return own, instead, err
}

func (s *site) members(v *visit) (templ.Component, error) {
	own, instead, err := v.among()
	if err != nil || instead != nil {
		return instead, err
	}
	query := v.request.URL.Query()
	q := directory.MemberQuery{District: query.Get("district"), Cursor: query.Get("cursor")}
	if q.District == "" {
		q.District = v.neighbourhood(own)
	}
	list := &memberList{Interest: query.Get("interest")}
	if list.Interest != "" {
		if q.Interests, err = directory.InterestNamed(list.Interest); err != nil {
			return nil, &directory.Invalid{Param: "interest", Reason: "not known"}
		}
	}
	list.MemberPage, err = s.Members.Find(v.ctx(), v.viewer, q)
	return membersPage(v, list), err
}

// neighbourhood is the code of the district where somebody looks first: their own, else their city.
func (v *visit) neighbourhood(own directory.Member) string {
	if d, ok := v.site.Live.DistrictNumbered(own.Home.District); ok {
		return d.Code
	}
	if v.city != nil {
		return v.city.Code
	}
	return ""
}

// rootOf is the city of a district.
func (v *visit) rootOf(d *directory.District) *directory.District {
	if city, ok := v.site.Live.DistrictNumbered(d.City); ok {
		return city
	}
	return d
}

// url is this list somewhere, from the member behind a cursor on.
func (m *memberList) url(district *directory.District, cursor string) string {
	query := url.Values{"district": {district.Code}}
	if m.Interest != "" {
		query.Set("interest", m.Interest)
	}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	return membersPath + "?" + query.Encode()
}

func (m *memberList) more() string { return m.url(m.District, m.Next) }

// wider is this list in the whole city; empty when it is that already.
func (m *memberList) wider(v *visit) string {
	if m.District.Parent == 0 {
		return ""
	}
	return m.url(v.rootOf(m.District), "")
}

func (s *site) member(v *visit) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	if _, instead, err := v.among(); err != nil || instead != nil {
		return instead, err
	}
	seen, err := s.Members.Member(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	return memberPage(v, seen), nil
}

// initial stands for somebody where others have a picture.
func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r))
}

// languageNames says languages in a row.
func (w *words) languageNames(set directory.LanguageSet) string {
	var names []string
	for t := range set.All {
		names = append(names, w.term(t))
	}
	return strings.Join(names, ", ")
}
