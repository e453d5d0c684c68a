package web

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/data/geocode"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// geocoded is an address that the address service found.
type geocoded = geocode.Address

// Closures, mistakes, conflicts and the history of a place.

// closureForm is a closure or message as it was typed.
type closureForm struct {
	Place             directory.Place
	Posted            []directory.PostedNotice
	Text, From, Until string
	Closed            bool
	Faults            faults
}

func (s *site) closures(v *visit) (templ.Component, error) {
	return s.closuresWith(v, closureForm{Closed: true, From: v.now.Format(time.DateOnly), Faults: faults{}})
}

func (s *site) closuresWith(v *visit, f closureForm) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	if f.Place, err = s.Associations.PlaceToEdit(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	if f.Posted, err = s.Associations.PlaceNotices(v.ctx(), v.viewer, id); err != nil {
		return nil, err
	}
	return closuresPage(v, f), nil
}

func (s *site) postClosure(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	f := closureForm{
		Closed: form.Get("kind") != "message", Text: form.Get("text"), From: form.Get("from"), Until: form.Get("until"), Faults: faults{},
	}
	n := directory.Notice{Closed: f.Closed, Text: f.Text}
	n.From = f.day(v, "from", f.From)
	n.Until = f.day(v, "until", f.Until)
	if len(f.Faults) == 0 {
		_, err = s.Associations.PostNotice(v.ctx(), v.viewer, id, n)
		if err == nil {
			return nil, v.say("/places/"+id.String()+"/closures", v.Assoc.Posted)
		}
		if err := f.Faults.add(v, err); err != nil {
			return nil, err
		}
	}
	page, err := s.closuresWith(v, f)
	if err != nil {
		return nil, err
	}
	return nil, faulty{page}
}

// day reads a date; the empty text is none.
func (f *closureForm) day(v *visit, name, text string) time.Time {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		f.Faults[name] = v.Assoc.BadDay
	}
	return day
}

func (s *site) removeClosure(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	num, err := strconv.ParseInt(form.Get("closure"), 10, 64)
	if err != nil {
		return nil, errNotFound
	}
	if err := s.Associations.RemoveNotice(v.ctx(), v.viewer, id, num); err != nil {
		return nil, err
	}
	return nil, v.say("/places/"+id.String()+"/closures", v.Assoc.Removed)
}

// mistakeForm is a mistake as it was typed.
type mistakeForm struct {
	Place       directory.Place
	Field, Text string
	Faults      faults
}

func (s *site) mistake(v *visit) (templ.Component, error) {
	p, ok := s.placeAsked(v)
	if !ok {
		return nil, errNotFound
	}
	return mistakePage(v, mistakeForm{Place: p, Faults: faults{}}), nil
}

func (s *site) sayMistake(v *visit, form url.Values) (templ.Component, error) {
	p, ok := s.placeAsked(v)
	if !ok {
		return nil, errNotFound
	}
	if s.Associations == nil {
		return nil, identity.Refuse(identity.Unavailable, "")
	}
	f := mistakeForm{Place: p, Field: form.Get("field"), Text: form.Get("text"), Faults: faults{}}
	c := directory.Correction{Place: p.ID, Field: directory.Field(f.Field), Text: f.Text, IsRight: form.Has("right")}
	thanks := v.Assoc.MistakeThanks
	if c.IsRight {
		c.Field, thanks = directory.FieldAll, v.Assoc.RightThanks
	}
	err := s.Associations.Correct(v.ctx(), v.viewer, edge.Origin(v.request, v.Lang).Addr, c)
	if err == nil {
		return nil, v.say("/places/"+p.ID.String(), thanks)
	}
	if err := f.Faults.add(v, err); err != nil {
		return nil, err
	}
	return nil, faulty{mistakePage(v, f)}
}

func (s *site) corrections(v *visit) (templ.Component, error) {
	list, err := s.Associations.Corrections(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return correctionsPage(v, list), nil
}

func (s *site) decideCorrection(v *visit, form url.Values) (templ.Component, error) {
	id, err := parseID(form.Get("correction"))
	if err != nil {
		return nil, err
	}
	if err := s.Associations.DecideCorrection(v.ctx(), v.viewer, id, form.Get("accept") == "1", form.Get("reason")); err != nil {
		return nil, err
	}
	return nil, v.say(localPath(or(form.Get("next"), "/staff/corrections")), v.Assoc.Decided)
}

func (s *site) conflicts(v *visit) (templ.Component, error) {
	list, err := s.Associations.Conflicts(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	return conflictsPage(v, list), nil
}

func (s *site) answerConflict(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	theirs := json.RawMessage(form.Get("theirs"))
	err = s.Associations.AnswerConflict(v.ctx(), v.viewer, id, directory.Field(form.Get("field")), theirs, form.Get("take") == "1")
	if err != nil {
		return nil, err
	}
	return nil, v.say(localPath(or(form.Get("next"), "/places/"+id.String()+"/edit")), v.Assoc.Answered)
}

// history is what a page of versions shows.
type history struct {
	Title, Back, Restore string // the last two: addresses
	List                 []directory.Version
}

func (s *site) placeHistory(v *visit) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	p, list, err := s.Associations.PlaceHistory(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	at := "/places/" + p.ID.String()
	return historyPage(v, history{p.Name, at, at + "/restore", list}), nil
}

func (s *site) restorePlace(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	num, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return nil, errNotFound
	}
	if _, err := s.Associations.RestorePlace(v.ctx(), v.viewer, id, num); err != nil {
		return nil, err
	}
	return nil, v.say("/places/"+id.String()+"/history", v.Assoc.Restored)
}
