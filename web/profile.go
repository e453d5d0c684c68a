package web

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// What a person says of themselves: in three steps after they first came in, and ever after.

const (
	profilePath = "/profile"
	wherePath   = "/welcome/where"
	likesPath   = "/welcome/likes"
	youngPath   = "/welcome/young"
	homePath    = "/profile/home"
)

func (s *site) profilePages() {
	s.page("GET "+welcomePath, identity.EditProfile, s.welcome)
	s.form("POST "+welcomePath, identity.EditProfile, s.saveWho)
	s.page("GET "+wherePath, identity.EditProfile, s.welcomeWhere)
	s.form("POST "+wherePath, identity.EditProfile, s.saveWelcomeWhere)
	s.page("GET "+likesPath, identity.EditProfile, s.welcomeLikes)
	s.form("POST "+likesPath, identity.EditProfile, s.saveLikes)
	s.page("GET "+youngPath, identity.ReadDirectory, func(v *visit) (templ.Component, error) { return youngPage(v), nil })
	s.page("GET "+profilePath, identity.ManageAccount, s.profile)
	s.form("POST "+profilePath, identity.EditProfile, s.saveProfile)
	s.page("GET "+homePath, identity.EditProfile, s.askHome)
	s.form("POST "+homePath, identity.EditProfile, s.saveHome)
}

// portrait is a profile in a form: what is stored, or what was typed and the field that cannot be.
type portrait struct {
	directory.Member
	Known bool   // they have said who they are
	Wrong string // name of the field at fault
	Next  string // where they were going before they were welcomed
}

// portrait reads the viewer's profile; of somebody who has said nothing we know the language of the page.
func (v *visit) portrait() (portrait, error) {
	own, err := v.site.Members.Own(v.ctx(), v.viewer)
	next := localPath(v.request.FormValue("next"))
	if refusal(err, identity.NotFound) {
		own.Languages, err = directory.LanguageNamed(v.Lang)
		return portrait{Member: own, Next: next}, err
	}
	return portrait{Member: own, Known: true, Next: next}, err
}

// save writes what read takes from a form. A fault shows the form again with what was typed.
func (v *visit) save(read func(*directory.Profile) error, again func(portrait) templ.Component) (directory.Member, error) {
	saved, err := v.site.Members.Change(v.ctx(), v.viewer, read)
	var invalid *directory.Invalid
	switch {
	case errors.Is(err, directory.ErrTooYoung):
		v.site.Sessions.End(v.writer)
		return saved, redirect(youngPath)
	case errors.As(err, &invalid):
		typed, err := v.portrait()
		if err != nil {
			return saved, err
		}
		_ = read(&typed.Profile) // its fault is the one that is shown
		typed.Wrong = invalid.Param
		return saved, faulty{again(typed)}
	}
	return saved, err
}

// step is a page of the welcome; before the first one is done the others lead to it.
func (v *visit) step() (portrait, error) {
	p, err := v.portrait()
	if err == nil && !p.Known {
		err = redirect(p.leads(welcomePath))
	}
	return p, err
}

// leads is a step's address, which remembers where the person was going.
func (p portrait) leads(path string) string {
	if p.Next == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(p.Next)
}

func (s *site) welcome(v *visit) (templ.Component, error) {
	p, err := v.portrait()
	return whoPage(v, p), err
}

func (s *site) saveWho(v *visit, form url.Values) (templ.Component, error) {
	_, err := v.save(func(p *directory.Profile) error { return readWho(p, form) }, func(p portrait) templ.Component { return whoPage(v, p) })
	if err != nil {
		return nil, err
	}
	return nil, redirect(portrait{Next: localPath(form.Get("next"))}.leads(wherePath))
}

// readWho reads the first step: who somebody is.
func readWho(p *directory.Profile, form url.Values) (err error) {
	p.Name, p.Age = form.Get("name"), directory.AgeBand(form.Get("age_band"))
	p.Helps, p.Needs = form.Has("helps"), form.Has("needs")
	p.Languages, err = readSet("languages", form, directory.LanguageNamed)
	return err
}

// readSet reads what is ticked of a table of codes.
func readSet[S ~uint64](field string, form url.Values, named func(string) (S, error)) (set S, err error) {
	for _, code := range form[field] {
		one, err := named(code)
		if err != nil {
			return set, &directory.Invalid{Param: field, Reason: err.Error()}
		}
		set |= one
	}
	return set, nil
}

func (s *site) welcomeLikes(v *visit) (templ.Component, error) {
	p, err := v.step()
	return likesPage(v, p), err
}

func (s *site) saveLikes(v *visit, form url.Values) (templ.Component, error) {
	saved, err := v.save(func(p *directory.Profile) (err error) {
		p.Interests, err = readSet("interests", form, directory.InterestNamed)
		return err
	}, func(p portrait) templ.Component { return likesPage(v, p) })
	if err != nil {
		return nil, err
	}
	return nil, v.say(localPath(form.Get("next")), fmt.Sprintf(v.People.Welcomed, saved.Name))
}

func (s *site) profile(v *visit) (templ.Component, error) {
	p, err := v.step()
	return profilePage(v, p), err
}

func (s *site) saveProfile(v *visit, form url.Values) (templ.Component, error) {
	_, err := v.save(func(p *directory.Profile) error { return readProfile(p, form) }, func(p portrait) templ.Component { return profilePage(v, p) })
	if err != nil {
		return nil, err
	}
	return nil, v.say(profilePath, v.People.Saved)
}

// readProfile reads everything but the home, which has a page of its own.
func readProfile(p *directory.Profile, form url.Values) (err error) {
	if err := readWho(p, form); err != nil {
		return err
	}
	if p.Interests, err = readSet("interests", form, directory.InterestNamed); err != nil {
		return err
	}
	if p.Access, err = readSet("access", form, directory.AccessNamed); err != nil {
		return err
	}
	p.About, p.Hidden, p.RadiusM = form.Get("about"), form.Has("hidden"), 0
	if radius := form.Get("radius_m"); radius != "" {
		if p.RadiusM, err = strconv.Atoi(radius); err != nil {
			return &directory.Invalid{Param: "radius_m", Reason: "not a number"}
		}
	}
	return nil
}
