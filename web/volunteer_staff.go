package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// rosterSheet is the list as the team sees it.
type rosterSheet struct {
	directory.RosterPage
	Query  url.Values // the filters alone
	At     []posting  // where the viewer may read it
	Within []*directory.District
	Typed  url.Values // of the form of trainings
	Fault  string
}

// rosterParams are the filters, as they stand in the URL.
var rosterParams = []string{"district", "state", "next", "pledge", "active", "language", "kind"}

// rosterQuery reads the filters of a URL.
func (s *site) rosterQuery(query url.Values) (q directory.RosterQuery, err error) {
	if code := query.Get("district"); code != "" {
		d, ok := s.Live.District(code)
		if !ok {
			return q, &directory.Invalid{Param: "district", Reason: "not known"}
		}
		q.District = d.Num
	}
	q.State, q.Pledge, q.Cursor = directory.VolunteerState(query.Get("state")), query.Get("pledge"), query.Get("cursor")
	q.Next = directory.Step(query.Get("next"))
	if days := query.Get("active"); days != "" {
		if q.ActiveDays, err = strconv.Atoi(days); err != nil {
			return q, &directory.Invalid{Param: "active", Reason: "not a number of days"}
		}
	}
	if code := query.Get("language"); code != "" {
		if q.Languages, err = directory.LanguageNamed(code); err != nil {
			return q, &directory.Invalid{Param: "language", Reason: err.Error()}
		}
	}
	if code := query.Get("kind"); code != "" {
		if q.Kinds, err = directory.KindNamed(code); err != nil {
			return q, &directory.Invalid{Param: "kind", Reason: err.Error()}
		}
	}
	return q, nil
}

// rosterPageSize is how many lines a page has.
const rosterPageSize = 50

func (s *site) roster(v *visit) (templ.Component, error) {
	return s.rosterWith(v, v.request.URL.Query(), url.Values{}, "")
}

// rosterWith shows the list, with what was typed to invite people of it.
func (s *site) rosterWith(v *visit, query, typed url.Values, fault string) (templ.Component, error) {
	q, err := s.rosterQuery(query)
	if err != nil {
		return nil, err
	}
	q.Limit = rosterPageSize
	sheet := rosterSheet{Query: url.Values{}, At: v.posts(identity.ReadRoster), Typed: typed, Fault: fault}
	if sheet.RosterPage, err = s.Roster.List(v.ctx(), v.viewer, q); err != nil {
		return nil, err
	}
	for _, name := range rosterParams {
		if value := query.Get(name); value != "" {
			sheet.Query.Set(name, value)
		}
	}
	for _, at := range sheet.At {
		if d := v.districtOf(at); d != nil {
			sheet.Within = append(sheet.Within, d)
			for _, below := range s.Live.Children(d.Num) {
				sheet.Within = append(sheet.Within, below)
				sheet.Within = append(sheet.Within, s.Live.Children(below.Num)...)
			}
		}
	}
	return rosterPage(v, &sheet), nil
}

// link is the list with the same filters, from a cursor on.
func (r *rosterSheet) link(path, cursor string) string {
	query := url.Values{}
	for name, values := range r.Query {
		query[name] = values
	}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

func (r *rosterSheet) chosen(id uuid.UUID) bool {
	for _, typed := range r.Typed["volunteer"] {
		if typed == id.String() {
			return true
		}
	}
	return false
}

func (s *site) rosterCSV(v *visit) (templ.Component, error) {
	q, err := s.rosterQuery(v.request.URL.Query())
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := s.Roster.WriteCSV(v.ctx(), v.viewer, q, s.Live.Atlas(), &file); err != nil {
		return nil, err
	}
	return nil, download{Name: "volunteers-" + v.now.Format(time.DateOnly) + ".csv", Type: "text/csv; charset=utf-8", Body: file.Bytes()}
}

func (s *site) inviteToTraining(v *visit, form url.Values) (templ.Component, error) {
	query, err := url.ParseQuery(form.Get("query"))
	if err != nil {
		query = url.Values{}
	}
	again := func(fault string) (templ.Component, error) {
		page, err := s.rosterWith(v, query, form, fault)
		if err != nil {
			return nil, err
		}
		return nil, faulty{page}
	}
	training := directory.NewTraining{Place: form.Get("place")}
	if training.At, err = time.ParseInLocation("2006-01-02 15:04", form.Get("day")+" "+form.Get("time"), v.now.Location()); err != nil {
		return again(v.Volunteer.TrainFault)
	}
	for _, text := range form["volunteer"] {
		id, err := uuid.Parse(text)
		if err != nil {
			return nil, errNotFound
		}
		training.Whom = append(training.Whom, id)
	}
	invited, _, err := s.Roster.InviteToTraining(v.ctx(), v.viewer, training)
	if wrong, ok := errors.AsType[*directory.Invalid](err); ok {
		if wrong.Param == "volunteers" {
			return again(v.Volunteer.TrainNobody)
		}
		return again(v.Volunteer.TrainFault)
	}
	if err != nil {
		return nil, err
	}
	sheet := rosterSheet{Query: url.Values{}}
	for _, name := range rosterParams {
		if query.Has(name) {
			sheet.Query.Set(name, query.Get(name))
		}
	}
	return nil, v.say(sheet.link("/staff/volunteers", ""), fmt.Sprintf(v.Volunteer.TrainDone, invited))
}

// volunteerAsked is the volunteer whom an address names.
func (s *site) volunteerAsked(v *visit) (*directory.VolunteerProfile, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	return s.Roster.Volunteer(v.ctx(), v.viewer, id)
}

func (s *site) staffVolunteer(v *visit) (templ.Component, error) {
	p, err := s.volunteerAsked(v)
	if err != nil {
		return nil, err
	}
	return staffVolunteerPage(v, p), nil
}

func (s *site) staffStep(v *visit, form url.Values) (templ.Component, error) {
	p, err := s.volunteerAsked(v)
	if err != nil {
		return nil, err
	}
	step, err := directory.StepNamed(form.Get("step"))
	if err != nil {
		return nil, err
	}
	if step.Own() {
		return nil, errNotFound
	}
	if _, err := s.Roster.Take(v.ctx(), v.viewer, p.ID, step, directory.Signature{}); err != nil {
		return nil, err
	}
	return nil, v.say("/staff/volunteers/"+p.ID.String(), v.Volunteer.StepDone)
}

// staffSteps are those that the team may note now.
func (v *visit) staffSteps(p *directory.VolunteerProfile) []directory.Step {
	if p.Account == v.viewer.Account.Num || !v.viewer.May(identity.VetVolunteers, identity.Scope{District: p.District}) {
		return nil
	}
	var list []directory.Step
	for _, step := range directory.Steps {
		if !step.Own() && p.Vetting.Allows(step, v.site.Now()) == nil {
			list = append(list, step)
		}
	}
	return list
}

func (v *visit) homeArea(num int64) string {
	if d, ok := v.site.Live.DistrictNumbered(num); ok {
		return d.Name
	}
	return v.Volunteer.NoDistrict
}

func rosterDistricts(list []*directory.District) (options [][2]string) {
	for _, d := range list {
		options = append(options, [2]string{d.Code, d.Name})
	}
	return options
}

func (v *visit) stateOptions() (options [][2]string) {
	for _, state := range directory.VolunteerStates {
		options = append(options, [2]string{string(state), v.Volunteer.States[string(state)]})
	}
	return options
}

func (v *visit) nextOptions() (options [][2]string) {
	for _, step := range directory.Steps {
		if name := v.Volunteer.Nexts[string(step)]; name != "" {
			options = append(options, [2]string{string(step), name})
		}
	}
	return options
}

func (v *visit) pledgeOptions() (options [][2]string) {
	for _, code := range []string{"none", "kept", "behind"} {
		options = append(options, [2]string{code, v.Volunteer.PledgeCodes[code]})
	}
	return options
}

func (v *visit) languageOptions() (options [][2]string) {
	for _, t := range directory.Languages {
		options = append(options, [2]string{t.Code, v.termIn(t)})
	}
	return options
}

func (v *visit) kindOptions() (options [][2]string) {
	for _, k := range directory.Kinds {
		options = append(options, [2]string{k.Code, v.termIn(k.Term)})
	}
	return options
}
