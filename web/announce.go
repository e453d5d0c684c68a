package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// Staff write to the members of an area: the form, how many it would reach, and only then the button that sends.

func (s *site) announcePages() {
	s.page("GET /staff/announcements", identity.Announce, s.composeAnnouncement)
	s.form("POST /staff/announcements", identity.Announce, s.announce)
}

// announceSheet is the form of an announcement, and what is known of it.
type announceSheet struct {
	notify.Announcement
	At        posting
	Areas     []posting
	Interests directory.InterestSet
	Fault     string
	Members   int // whom it is for
	Reachable int // who had none for a week
}

// areas are the districts that the viewer may write to.
func (v *visit) areas() []posting {
	var list []posting
	for _, post := range v.posts(identity.Announce) {
		if post.Scope.District == 0 {
			continue
		}
		for _, num := range v.site.Live.Atlas().Subtree(post.Scope.District) {
			d, ok := v.site.Live.DistrictNumbered(num)
			if ok && !slices.ContainsFunc(list, func(p posting) bool { return p.Value == d.Code }) {
				list = append(list, posting{d.Code, d.Name, identity.Scope{District: d.Num}})
			}
		}
	}
	return list
}

func (v *visit) announceSheet(form url.Values) (sheet announceSheet, err error) {
	sheet.Areas = v.areas()
	if len(sheet.Areas) == 0 {
		return sheet, identity.Refuse(identity.Forbidden, string(identity.Announce))
	}
	sheet.At = sheet.Areas[0]
	if code := form.Get("at"); code != "" {
		i := slices.IndexFunc(sheet.Areas, func(p posting) bool { return p.Value == code })
		if i < 0 {
			return sheet, identity.Refuse(identity.Forbidden, string(identity.Announce))
		}
		sheet.At = sheet.Areas[i]
	}
	for _, code := range form["interests"] {
		one, err := directory.InterestNamed(code)
		if err != nil {
			return sheet, &directory.Invalid{Param: "interests", Reason: "not one of them"}
		}
		sheet.Interests |= one
	}
	words := func(lang string) notify.Words {
		text := strings.ReplaceAll(form.Get(lang+"_text"), "\r\n", "\n")
		return notify.Words{Title: strings.TrimSpace(form.Get(lang + "_title")), Text: strings.TrimSpace(text)}
	}
	sheet.Announcement = notify.Announcement{
		Fr: words("fr"), En: words("en"), District: sheet.At.Scope.District, Profile: form.Get("profile"), Interests: sheet.Interests.Codes(),
	}
	return sheet, nil
}

func (s *site) composeAnnouncement(v *visit) (templ.Component, error) {
	sheet, err := v.announceSheet(url.Values{"at": v.request.URL.Query()["at"]}) // nothing else: a link does not put words into a mouth
	if err != nil {
		return nil, err
	}
	return announcePage(v, sheet), nil
}

func (s *site) announce(v *visit, form url.Values) (templ.Component, error) {
	sheet, err := v.announceSheet(form)
	if err != nil {
		return nil, err
	}
	if form.Get("step") == "edit" {
		return announcePage(v, sheet), nil
	}
	if err := sheet.Check(); err != nil {
		sheet.Fault = v.Told.AnnounceFault
		return nil, faulty{announcePage(v, sheet)}
	}
	sheet.To, err = s.Members.Audience(v.ctx(), v.viewer, directory.Audience{
		District: sheet.District, Profile: sheet.Profile, Interests: sheet.Interests,
	})
	if err != nil {
		return nil, err
	}
	if form.Get("step") == "send" {
		told, err := s.Notices.Announce(v.ctx(), v.viewer, s.Desk, sheet.Announcement)
		if err != nil {
			return nil, err
		}
		return nil, v.say("/staff/announcements", v.Told.announced(told))
	}
	sheet.Members = len(sheet.To)
	if sheet.Reachable, err = s.Notices.Reachable(v.ctx(), v.viewer, sheet.Announcement); err != nil {
		return nil, err
	}
	return announcePreview(v, sheet), nil
}

// profiles are those of an audience, in the order of the form.
func (w *noticesWords) profiles() []audienceOf {
	return []audienceOf{
		{directory.ToEveryone, w.ToEveryone}, {directory.ToHelping, w.ToHelping}, {directory.ToInNeed, w.ToInNeed}, {directory.ToVolunteers, w.ToVolunteers},
	}
}

type audienceOf struct{ Value, Label string }
