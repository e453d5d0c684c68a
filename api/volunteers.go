package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// VolunteerOffer is what a volunteer says of themself.
type VolunteerOffer struct {
	Kinds    []string  `json:"kinds" nullable:"false" maxItems:"64" doc:"Codes of /v1/kinds; at least one."`
	Week     string    `json:"week,omitempty" maxLength:"42" doc:"Free hours of the week: 42 hexadecimal digits, six for each day from Monday, the first bit midnight. Hours are those of the clocks of the person's city. Left out = none." example:"0000000070000000000000000000000000000000e0"`
	Absences []Absence `json:"absences,omitempty" nullable:"false" maxItems:"8" doc:"Days away; those ahead are kept."`
	PerDay   int       `json:"per_day" doc:"How often they may be asked a day: 1 to 10." example:"1"`
	PerWeek  int       `json:"per_week" doc:"How often a week: per_day to 50." example:"2"`
	AtNight  bool      `json:"at_night,omitempty" doc:"May be asked at night for what is urgent."`
	Pledged  bool      `json:"pledged,omitempty" doc:"Promises two hours a month for a year."`
}

// Absence is a time away, both days included.
type Absence struct {
	From  string `json:"from" format:"date" maxLength:"10"`
	Until string `json:"until" format:"date" maxLength:"10"`
}

// VolunteerLine is one line of the team's list.
type VolunteerLine struct {
	ID         string       `json:"id" format:"uuid"`
	Name       string       `json:"name"`
	District   *DistrictRef `json:"district,omitempty"`
	Located    bool         `json:"located" doc:"Has said where they live; nobody else is asked."`
	Languages  []string     `json:"languages" nullable:"false"`
	Kinds      []string     `json:"kinds" nullable:"false"`
	State      string       `json:"state" enum:"applied,signed,trained,checked,active,expired,suspended,left"`
	Next       string       `json:"next,omitempty" doc:"The step that is wanted now."`
	Expires    *time.Time   `json:"expires,omitempty" doc:"When the first step runs out."`
	Pledge     *Pledge      `json:"pledge,omitempty"`
	LastActive string       `json:"last_active" format:"date"`
	Applied    time.Time    `json:"applied"`
}

// Pledge is how a promise of two hours a month goes.
type Pledge struct {
	Since   string `json:"since" format:"date"`
	Due     int    `json:"due" doc:"Months that have ended."`
	Kept    int    `json:"kept" doc:"Those of them with two hours or more."`
	Minutes int    `json:"minutes" doc:"Given in the month that runs."`
	Over    bool   `json:"over" doc:"The year is over."`
}

// VolunteerMe is one's own volunteering.
type VolunteerMe struct {
	VolunteerLine
	Offer     VolunteerOffer  `json:"offer"`
	Steps     []StepTaken     `json:"steps" nullable:"false"`
	Trainings []TrainingAhead `json:"trainings" nullable:"false"`
	Charter   CharterRef      `json:"charter"`
}

// StepTaken is a step that was taken.
type StepTaken struct {
	Step    string     `json:"step"`
	At      time.Time  `json:"at"`
	Self    bool       `json:"self" doc:"By the volunteer; else by the team."`
	Until   *time.Time `json:"until,omitempty"`
	Charter string     `json:"charter,omitempty" doc:"Version that was signed."`
	SHA256  string     `json:"sha256,omitempty" doc:"Of the text that was signed."`
}

// TrainingAhead is a training that one is invited to.
type TrainingAhead struct {
	ID    string    `json:"id" format:"uuid"`
	At    time.Time `json:"at"`
	Place string    `json:"place"`
}

// CharterRef is the charter to sign now, in the language asked for.
type CharterRef struct {
	Version  string   `json:"version"`
	Lang     string   `json:"lang"`
	SHA256   string   `json:"sha256" doc:"Send it with the step \"sign\"."`
	Title    string   `json:"title"`
	Articles []string `json:"articles" nullable:"false"`
}

// VolunteerPage is one page of the team's list, the last to apply first.
type VolunteerPage struct {
	Items []VolunteerLine `json:"items" nullable:"false"`
	Next  string          `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

// KindsOfHelp is what a neighbour can do for another, in one language.
type KindsOfHelp struct {
	Language string       `json:"language" enum:"fr,en"`
	Families []Family     `json:"families" nullable:"false" doc:"In the order of forms."`
	Kinds    []KindOfHelp `json:"kinds" nullable:"false"`
}

// KindOfHelp is one of them.
type KindOfHelp struct {
	Label
	Family    string `json:"family"`
	Icon      string `json:"icon" example:"temaki:portrait"`
	Sensitive bool   `json:"sensitive,omitempty" doc:"Says something of the health, papers or troubles of who asks: in no public count."`
}

type (
	volunteerOfferInput struct {
		Lang string `header:"Accept-Language" maxLength:"200"`
		Body VolunteerOffer
	}
	ownVolunteerInput struct {
		Lang string `header:"Accept-Language" maxLength:"200"`
	}
	rosterInput struct {
		District string `query:"district" maxLength:"32" doc:"Code of a district, its whole subtree; all of one's own when left out."`
		State    string `query:"state" maxLength:"20" doc:"applied, signed, trained, checked, active, expired, suspended or left."`
		Step     string `query:"step" maxLength:"20" doc:"The next step wanted: sign, train, check, activate."`
		Pledge   string `query:"pledge" maxLength:"10" doc:"none, kept or behind."`
		Active   int    `query:"active_days" minimum:"-3660" maximum:"3660" doc:"Seen in the last so many days; below 0: not seen for so many."`
		Language string `query:"language" maxLength:"10"`
		Kind     string `query:"kind" maxLength:"40" doc:"Code of /v1/kinds, of a kind or a family."`
		Limit    int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
		Cursor   string `query:"cursor" maxLength:"64" doc:"next of the page before."`
	}
	stepInput struct {
		ID   string `path:"id" format:"uuid" maxLength:"36"`
		Body struct {
			Step    string `json:"step" maxLength:"20" doc:"By the volunteer: sign, leave, apply. By the team: train, check, activate, suspend, resume." example:"train"`
			Version string `json:"version,omitempty" maxLength:"20" doc:"With sign: of the charter."`
			SHA256  string `json:"sha256,omitempty" maxLength:"64" doc:"With sign: of its text."`
		}
	}
)

func (a *API) registerVolunteers() {
	bodies := [2]edge.Content{kindsIn("fr"), kindsIn("en")}
	tags := []string{"volunteers"}
	own := func() map[string]*huma.Response { return answers(content[VolunteerMe](a, "application/json")) }
	register(a, identity.Volunteer, huma.Operation{
		OperationID: "get-own-volunteer", Method: http.MethodGet, Path: "/v1/me/volunteer", Tags: tags,
		Summary: "One's own volunteering; 404 before there is any", Responses: own(),
	}, a.ownVolunteer)
	register(a, identity.Volunteer, huma.Operation{
		OperationID: "put-own-volunteer", Method: http.MethodPut, Path: "/v1/me/volunteer", Tags: tags,
		Summary: "Say what one offers and when; who was no volunteer applies by it", Responses: own(),
		Description: "404 for somebody who has no profile yet (PUT /v1/me), 403 for somebody under 18.",
		Metadata:    map[string]any{exampleBody: `{"kinds":["cv","portrait"],"week":"000000007000000000000000000000000000000000","per_day":1,"per_week":2,"pledged":true}`},
	}, a.putOwnVolunteer)
	register(a, identity.ReadRoster, huma.Operation{
		OperationID: "list-volunteers", Method: http.MethodGet, Path: "/v1/volunteers", Tags: tags,
		Summary: "The volunteers of one's districts, the last to apply first", Responses: answers(content[VolunteerPage](a, "application/json")),
	}, a.volunteers)
	step := huma.Operation{
		OperationID: "take-step", Method: http.MethodPost, Path: "/v1/volunteers/{id}/steps", Tags: tags,
		Summary: "Take a step of a volunteer: one's own, or as the team of their district", Responses: done(),
		Description: "422 for a step that cannot follow where the volunteer stands.",
		Metadata:    map[string]any{exampleBody: `{"step":"train"}`},
	}
	register(a, identity.Volunteer, step, a.takeStep)
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-kinds", Method: http.MethodGet, Path: "/v1/kinds", Tags: []string{"words"},
		Summary:   "Kinds of help and their words, in French or English",
		Responses: answers(content[KindsOfHelp](a, "application/json")),
	}, func(_ context.Context, in *wordsInput) (*answer, error) {
		return inLanguage(bodies, in.AcceptLanguage), nil
	})
}

// kindsIn builds the table in one language.
func kindsIn(lang string) edge.Content {
	words := KindsOfHelp{Language: lang}
	for _, f := range directory.KindFamilies {
		words.Families = append(words.Families, Family{labelIn(lang, f.Term), f.Icon})
	}
	for _, k := range directory.Kinds {
		words.Kinds = append(words.Kinds, KindOfHelp{labelIn(lang, k.Term), k.Family, k.Icon, k.Sensitive})
	}
	return wordsContent(words)
}

func (a *API) ownVolunteer(ctx context.Context, in *ownVolunteerInput) (*answer, error) {
	p, err := a.Roster.Mine(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	return privateAnswer(a.volunteerMe(p, languageOf(in.Lang))), nil
}

func (a *API) putOwnVolunteer(ctx context.Context, in *volunteerOfferInput) (*answer, error) {
	edit, err := offerOf(&in.Body)
	if err != nil {
		return nil, err
	}
	if _, err := a.Roster.Save(ctx, edge.Viewer(ctx), edit); err != nil {
		return nil, err
	}
	return a.ownVolunteer(ctx, &ownVolunteerInput{in.Lang})
}

func offerOf(sent *VolunteerOffer) (e directory.VolunteerEdit, err error) {
	e = directory.VolunteerEdit{PerDay: sent.PerDay, PerWeek: sent.PerWeek, AtNight: sent.AtNight, Pledged: sent.Pledged}
	if e.Kinds, err = directory.KindsNamed(sent.Kinds); err != nil {
		return e, err
	}
	if sent.Week != "" {
		if e.Week, err = directory.ParseWeek(sent.Week); err != nil {
			return e, err
		}
	}
	for _, away := range sent.Absences {
		from, err := time.Parse(time.DateOnly, away.From)
		until, err2 := time.Parse(time.DateOnly, away.Until)
		if err != nil || err2 != nil {
			return e, &directory.Invalid{Param: "absences", Reason: "a day is like 2026-12-24"}
		}
		e.Absences = append(e.Absences, directory.Absence{From: from, Until: until})
	}
	return e, nil
}

func (a *API) volunteerMe(p *directory.VolunteerProfile, lang string) VolunteerMe {
	charter := directory.CurrentCharter(lang)
	me := VolunteerMe{
		VolunteerLine: a.volunteerLine(&p.RosterEntry),
		Offer: VolunteerOffer{
			Kinds: p.Kinds.Codes(), Week: p.Week.String(), Absences: []Absence{}, PerDay: p.PerDay, PerWeek: p.PerWeek,
			AtNight: p.AtNight, Pledged: !p.Pledge.Since.IsZero(),
		},
		Steps: []StepTaken{}, Trainings: []TrainingAhead{},
		Charter: CharterRef{charter.Version, charter.Lang, charter.SHA256, charter.Title, charter.Articles},
	}
	for _, away := range p.Absences {
		me.Offer.Absences = append(me.Offer.Absences, Absence{away.From.Format(time.DateOnly), away.Until.Format(time.DateOnly)})
	}
	for _, s := range p.Steps {
		me.Steps = append(me.Steps, StepTaken{string(s.Step), s.At, s.Self, whenSet(s.Until), s.Charter, s.SHA256})
	}
	for _, t := range p.Trainings {
		me.Trainings = append(me.Trainings, TrainingAhead{t.ID.String(), t.At, t.Place})
	}
	return me
}

func (a *API) volunteerLine(e *directory.RosterEntry) VolunteerLine {
	line := VolunteerLine{
		ID: e.ID.String(), Name: e.Name, Located: e.Located, Languages: e.Languages.Codes(), Kinds: e.Kinds.Codes(),
		State: string(e.State), Next: string(e.Next), Expires: whenSet(e.Expires),
		LastActive: e.LastActive.Format(time.DateOnly), Applied: e.Applied,
	}
	if d, ok := a.Live.DistrictNumbered(e.District); ok {
		line.District = &DistrictRef{Code: d.Code, Name: d.Name}
	}
	if p := e.Pledge; !p.Since.IsZero() {
		line.Pledge = &Pledge{p.Since.Format(time.DateOnly), p.Due, p.Kept, p.Minutes, p.Over}
	}
	return line
}

func whenSet(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (a *API) volunteers(ctx context.Context, in *rosterInput) (*answer, error) {
	q := directory.RosterQuery{
		State: directory.VolunteerState(in.State), Next: directory.Step(in.Step), Pledge: in.Pledge, ActiveDays: in.Active,
		Limit: in.Limit, Cursor: in.Cursor,
	}
	if in.District != "" {
		d, ok := a.Live.District(in.District)
		if !ok {
			return nil, edge.BadField.At("district", "not known")
		}
		q.District = d.Num
	}
	var err error
	if in.Language != "" {
		if q.Languages, err = directory.LanguageNamed(in.Language); err != nil {
			return nil, edge.BadField.At("language", "not known")
		}
	}
	if in.Kind != "" {
		if q.Kinds, err = directory.KindNamed(in.Kind); err != nil {
			return nil, edge.BadField.At("kind", "not known")
		}
	}
	page, err := a.Roster.List(ctx, edge.Viewer(ctx), q)
	if err != nil {
		return nil, err
	}
	out := VolunteerPage{Items: []VolunteerLine{}, Next: page.Next}
	for i := range page.Items {
		out.Items = append(out.Items, a.volunteerLine(&page.Items[i]))
	}
	return privateAnswer(out), nil
}

func (a *API) takeStep(ctx context.Context, in *stepInput) (*answer, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, edge.NotFound.With("")
	}
	step, err := directory.StepNamed(in.Body.Step)
	if err != nil {
		return nil, err
	}
	_, err = a.Roster.Take(ctx, edge.Viewer(ctx), id, step, directory.Signature{Version: in.Body.Version, SHA256: in.Body.SHA256})
	return noContent(), err
}
