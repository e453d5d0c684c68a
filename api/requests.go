package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// NewRequest is what somebody asks for or offers.
type NewRequest struct {
	Offer     bool     `json:"offer,omitempty" doc:"It is offered; else it is asked for. It cannot be changed later."`
	Kind      string   `json:"kind" maxLength:"40" doc:"Code of a kind, of /v1/kinds." example:"letters"`
	Details   string   `json:"details,omitempty" maxLength:"4000" doc:"Up to 1,000 signs; members read them. Without a way to reach somebody."`
	Where     *Spot    `json:"where,omitempty" doc:"Needed for a new one. Left out of a change: the place stays as it is."`
	When      Moment   `json:"when"`
	Needed    int      `json:"needed,omitempty" minimum:"0" maximum:"50" doc:"How many people; of an offer, how many may take it. 0 = 1."`
	Quantity  int      `json:"quantity,omitempty" minimum:"0" maximum:"1000" doc:"Of things; 0 = it does not matter."`
	Languages []string `json:"languages,omitempty" nullable:"false" maxItems:"20" doc:"Any of them is enough; none = it does not matter."`
	Urgency   string   `json:"urgency,omitempty" enum:"calm,soon,urgent" doc:"calm when left out."`
	Wishes    []string `json:"wishes,omitempty" nullable:"false" maxItems:"20" doc:"Codes: woman, man, same_person, two_people, public_place, at_home, remote, pets, children, wheelchair, stairs, heavy, vehicle, easy_words, sign_language. Nobody is left out by them."`
	Photo     string   `json:"photo,omitempty" maxLength:"64" doc:"Of an offer: the SHA-256 that POST /v1/photos answered."`
	For       *ForWhom `json:"for,omitempty" doc:"Somebody else, who agreed."`
}

// Spot is where help is wanted. Everyone but those who help learns no more than the public cell.
type Spot struct {
	Home  bool       `json:"home,omitempty" doc:"In one's own neighbourhood."`
	Point *[]float64 `json:"point,omitempty" minItems:"2" maxItems:"2" doc:"Or at a meeting point, [longitude, latitude]: sealed at once, shown to those who said yes." example:"[5.3815,43.2965]"`
	Note  string     `json:"note,omitempty" maxLength:"1200" doc:"How to find it, up to 300 signs: sealed too."`
}

// Moment is when help is wanted.
type Moment struct {
	Timing string     `json:"timing" enum:"now,window,flexible"`
	From   *time.Time `json:"from,omitempty" doc:"Of a window."`
	Until  *time.Time `json:"until,omitempty"`
}

// ForWhom is somebody for whom another asks.
type ForWhom struct {
	Name    string `json:"name" maxLength:"160" doc:"First name; only those who said yes read it."`
	Consent string `json:"consent" enum:"said,written,guardian" doc:"How they agreed."`
}

// HelpRequest is what a member may know of what another asks for or offers.
type HelpRequest struct {
	ID        string       `json:"id" format:"uuid"`
	Offer     bool         `json:"offer"`
	Kind      string       `json:"kind"`
	Details   string       `json:"details,omitempty"`
	Cell      string       `json:"cell" doc:"H3 index of the public cell." example:"88396ba80bfffff"`
	Center    [2]float64   `json:"center" doc:"The middle of that cell, whatever the exact point."`
	District  *DistrictRef `json:"district,omitempty"`
	When      Moment       `json:"when"`
	Needed    int          `json:"needed"`
	Taken     int          `json:"taken" doc:"How many have said yes."`
	Quantity  int          `json:"quantity,omitempty"`
	Languages []string     `json:"languages" nullable:"false"`
	Urgency   string       `json:"urgency" enum:"calm,soon,urgent"`
	Wishes    []string     `json:"wishes" nullable:"false"`
	Photo     string       `json:"photo,omitempty" doc:"Picture at /photos/{photo} and /photos/{photo}.small."`
	State     string       `json:"state" enum:"review,open,partly,met,done,expired,cancelled"`
	By        *Author      `json:"by,omitempty" doc:"Absent for an association's, and of who shows themself to nobody."`
	DistanceM *float64     `json:"distance_m,omitempty" doc:"To the middle of the cell; in lists by distance."`
	Near      bool         `json:"near,omitempty" doc:"In one's own neighbourhood."`
	Own       *OwnRequest  `json:"own,omitempty" doc:"For the author, and for coordinators."`
	Created   time.Time    `json:"created"`
	Expires   time.Time    `json:"expires"`
}

// Author is a member who asks or offers.
type Author struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

// OwnRequest is what only the author of a request, and coordinators, know of it.
type OwnRequest struct {
	Version    int        `json:"version" doc:"Send it with a change."`
	NextWave   *time.Time `json:"next_wave,omitempty" doc:"When more people are asked."`
	Deadline   *time.Time `json:"deadline,omitempty" doc:"By when a yes is of use."`
	Unanswered string     `json:"unanswered,omitempty" doc:"Why a coordinator looks after it."`
	Consent    string     `json:"consent,omitempty"`
	Outcome    string     `json:"outcome,omitempty"`
	Invited    int        `json:"invited" doc:"How many people were asked."`
	Waiting    int        `json:"waiting" doc:"How many of them have not answered yet."`
	Helpers    []Author   `json:"helpers" nullable:"false" doc:"Who said yes."`
}

// RequestPage is one page of what is around.
type RequestPage struct {
	Items []HelpRequest `json:"items" nullable:"false"`
	Next  string        `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

// Requests is a whole list.
type Requests struct {
	Items []HelpRequest `json:"items" nullable:"false"`
}

// MeetingPoint is what those who said yes are shown.
type MeetingPoint struct {
	Point *[2]float64 `json:"point,omitempty" doc:"Absent: in the neighbourhood, to be agreed."`
	Note  string      `json:"note,omitempty"`
	For   string      `json:"for,omitempty" doc:"First name of whom it is for; absent = the author."`
}

type (
	newRequestInput struct {
		Body struct {
			NewRequest
			ClientKey string `json:"client_key" minLength:"8" maxLength:"80" doc:"Made by the client for each thing that is asked: sent again it gives the request that there is." example:"5f1d7a06-request-1"`
		}
	}
	RequestInput struct {
		ID string `path:"id" format:"uuid" maxLength:"36"`
	}
	changeRequestInput struct {
		RequestInput
		Body struct {
			NewRequest
			Version int `json:"version" minimum:"1" doc:"The one that was read. 422 when it is not the newest."`
		}
	}
	requestsInput struct {
		Near   lonLat `query:"near" doc:"longitude,latitude: nearest first. Without it and without a box: around one's own neighbourhood."`
		Radius metres `query:"radius_m" doc:"Only with near."`
		BBox   box    `query:"bbox" doc:"West,south,east,north instead of near."`
		Side   string `query:"side" enum:"ask,offer" doc:"Only what is asked for, or only what is offered."`
		Kind   string `query:"kind" maxLength:"40" doc:"Code of a kind or family of /v1/kinds, none that is sensitive: these stand in no address beside a position."`
		Limit  int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
		Cursor string `query:"cursor" maxLength:"64" doc:"next of the page before."`
	}
	completeInput struct {
		RequestInput
		Body struct {
			Outcome string `json:"outcome" enum:"helped,contact,redirected,elsewhere,nobody,no-show,no-consent"`
		}
	}
	toAuthorInput struct {
		RequestInput
		Body struct {
			Text      string `json:"text" minLength:"1" maxLength:"8000"`
			ClientKey string `json:"client_key" minLength:"8" maxLength:"80" doc:"Sent again it writes once." example:"5f1d7a06-contact-1"`
		}
	}
)

// ThreadRef names a thread of messages.
type ThreadRef struct {
	Thread string `json:"thread" format:"uuid" doc:"See /v1/threads."`
}

func (a *API) registerRequests() {
	tags := []string{"requests"}
	op := func(id, method, path, summary, about, example string, responses map[string]*huma.Response) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: path, Tags: tags, Summary: summary, Description: about, Responses: responses}
		if example != "" {
			o.Metadata = map[string]any{exampleBody: example}
		}
		return o
	}
	one := func() map[string]*huma.Response { return answers(content[HelpRequest](a, "application/json")) }
	register(a, identity.Ask, op("post-request", http.MethodPost, "/v1/requests", "Ask for help, or offer it",
		"A rule may have a coordinator read it first: its state is then review. 403 for who has no profile or is under 18.",
		`{"client_key":"5f1d7a06-request-1","kind":"letters","details":"Une lettre de la mairie","where":{"home":true},"when":{"timing":"flexible"}}`, one()), a.postRequest)
	register(a, identity.ReadRequests, op("list-requests", http.MethodGet, "/v1/requests", "What members ask for and offer around",
		"Nearest first, or what lies in a box. A request stands in a public cell: two exact points of one cell give the same answer.", "",
		answers(content[RequestPage](a, "application/json"))), a.requests)
	register(a, identity.ReadRequests, op("get-request", http.MethodGet, "/v1/requests/{id}", "One request or offer",
		"404 for what is not to be seen, whatever the reason.", "", one()), a.request)
	register(a, identity.Ask, op("change-request", http.MethodPatch, "/v1/requests/{id}", "Write another version of one's own; it is matched again",
		"", `{"version":1,"kind":"letters","when":{"timing":"flexible"},"needed":2}`, one()), a.changeRequest)
	register(a, identity.Ask, op("list-own-requests", http.MethodGet, "/v1/me/requests", "What one asks for and offers: what goes on first", "", "",
		answers(content[Requests](a, "application/json"))), a.ownRequests)
	for _, act := range []struct {
		name, about string
		do          requestAct
	}{
		{"renew", "It goes on for another while", (*matching.Room).Renew},
		{"cancel", "It is not wanted any more", (*matching.Room).Cancel},
		{"ask-coordinator", "Bring it before the coordinators", (*matching.Room).AskCoordinator},
	} {
		register(a, identity.Ask, op(act.name+"-request", http.MethodPost, "/v1/requests/{id}/"+act.name, act.about, "", "", one()), a.actOnRequest(act.do))
	}
	register(a, identity.Ask, op("complete-request", http.MethodPost, "/v1/requests/{id}/complete", "It is over: say what became of it", "",
		`{"outcome":"helped"}`, one()), a.completeRequest)
	register(a, identity.Converse, op("write-to-author", http.MethodPost, "/v1/requests/{id}/contact", "Write to the author of something open, once",
		"The thread opens for both when they answer.", `{"text":"Bonjour, je peux vous aider samedi.","client_key":"5f1d7a06-contact-1"}`,
		answers(content[ThreadRef](a, "application/json"))), a.writeToAuthor)
	register(a, identity.Answer, op("read-meeting-point", http.MethodPost, "/v1/requests/{id}/meeting-point", "Where to go, for who said yes",
		"Each reading is in the audit. 404 for everybody else.", "", answers(content[MeetingPoint](a, "application/json"))), a.meetingPoint)
}

// draftOf takes what was sent.
func draftOf(sent *NewRequest) (d matching.Draft, err error) {
	d = matching.Draft{Offer: sent.Offer, Kind: sent.Kind, Details: sent.Details, Needed: sent.Needed, Quantity: sent.Quantity, Photo: sent.Photo}
	if at := sent.Where; at != nil {
		d.Where = matching.Where{Home: at.Home, Note: at.Note}
		if at.Point != nil {
			p := orb.Point{(*at.Point)[0], (*at.Point)[1]} // the schema has counted them
			d.Where.Point = &p
		}
	}
	d.When.Timing = matching.Timing(sent.When.Timing)
	if sent.When.From != nil {
		d.When.From = *sent.When.From
	}
	if sent.When.Until != nil {
		d.When.Until = *sent.When.Until
	}
	if d.Languages, err = setOf("languages", sent.Languages, directory.LanguageNamed); err != nil {
		return d, err
	}
	if d.Wishes, err = matching.WishesNamed(sent.Wishes); err != nil {
		return d, err
	}
	if sent.Urgency != "" {
		if d.Urgency, err = matching.UrgencyNamed(sent.Urgency); err != nil {
			return d, err
		}
	}
	if sent.For != nil {
		d.Behalf = &matching.Behalf{Name: sent.For.Name, Consent: matching.Consent(sent.For.Consent)}
	}
	return d, nil
}

func (a *API) postRequest(ctx context.Context, in *newRequestInput) (*answer, error) {
	draft, err := draftOf(&in.Body.NewRequest)
	if err != nil {
		return nil, err
	}
	saved, err := a.Matching.Post(ctx, edge.Viewer(ctx), draft, in.Body.ClientKey)
	if err != nil {
		return nil, err
	}
	return a.ownAnswer(ctx, &saved)
}

func (a *API) changeRequest(ctx context.Context, in *changeRequestInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	draft, err := draftOf(&in.Body.NewRequest)
	if err != nil {
		return nil, err
	}
	saved, err := a.Matching.Edit(ctx, edge.Viewer(ctx), id, in.Body.Version, draft)
	if err != nil {
		return nil, err
	}
	return a.ownAnswer(ctx, &saved)
}

func (in *RequestInput) uid() (uuid.UUID, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return id, edge.NotFound.With("")
	}
	return id, nil
}

// requestQuery takes what was asked for.
func (in *requestsInput) requestQuery() (q matching.RequestQuery, err error) {
	q = matching.RequestQuery{Limit: in.Limit, Cursor: in.Cursor, Side: map[string]matching.Side{"ask": matching.Asks, "offer": matching.Offers}[in.Side]}
	switch {
	case in.Near.given && in.BBox.given:
		return q, edge.BadParameter.At("bbox", "not together with near")
	case in.Radius.given && !in.Near.given:
		return q, edge.BadParameter.At("radius_m", "only with near")
	case in.BBox.given:
		q.Box = &in.BBox.bbox
	case in.Near.given:
		q.Near = &directory.Near{Point: in.Near.point, RadiusM: in.Radius.m}
	}
	if in.Kind == "" {
		return q, nil
	}
	if q.Kinds, err = directory.KindNamed(in.Kind); err != nil {
		return q, edge.BadParameter.At("kind", "not known; see /v1/kinds")
	}
	if q.Kinds.Sensitive() {
		return q, edge.BadParameter.At("kind", "says something sensitive: leave it out, and keep what you need of the answer")
	}
	return q, nil
}

func (a *API) requests(ctx context.Context, in *requestsInput) (*answer, error) {
	q, err := in.requestQuery()
	if err != nil {
		return nil, err
	}
	page, err := a.Matching.Browse(ctx, edge.Viewer(ctx), q)
	if err != nil {
		return nil, err
	}
	out := RequestPage{Items: make([]HelpRequest, len(page.Items)), Next: page.Next}
	for i := range page.Items {
		out.Items[i] = a.foundOf(&page.Items[i], q.Box == nil)
	}
	return privateAnswer(out), nil
}

func (a *API) request(ctx context.Context, in *RequestInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	v := edge.Viewer(ctx)
	found, err := a.Matching.Get(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if found.Own || v.May(identity.ReadQueue, identity.Scope{District: found.District}) {
		out, err := a.ownOf(ctx, &found.Request)
		out.By = byOf(&found)
		return privateAnswer(out), err
	}
	return privateAnswer(a.foundOf(&found, false)), nil
}

func (a *API) ownRequests(ctx context.Context, _ *struct{}) (*answer, error) {
	list, err := a.Matching.Own(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	out := Requests{Items: make([]HelpRequest, len(list))}
	for i := range list {
		if out.Items[i], err = a.ownOf(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	return privateAnswer(out), nil
}

// requestAct is what an author does with a request, without saying more.
type requestAct func(*matching.Room, context.Context, *identity.Viewer, uuid.UUID) (matching.Request, error)

func (a *API) actOnRequest(do requestAct) func(context.Context, *RequestInput) (*answer, error) {
	return func(ctx context.Context, in *RequestInput) (*answer, error) {
		id, err := in.uid()
		if err != nil {
			return nil, err
		}
		q, err := do(a.Matching, ctx, edge.Viewer(ctx), id)
		if err != nil {
			return nil, err
		}
		return a.ownAnswer(ctx, &q)
	}
}

func (a *API) completeRequest(ctx context.Context, in *completeInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	q, err := a.Matching.Complete(ctx, edge.Viewer(ctx), id, matching.Outcome(in.Body.Outcome))
	if err != nil {
		return nil, err
	}
	return a.ownAnswer(ctx, &q)
}

func (a *API) writeToAuthor(ctx context.Context, in *toAuthorInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	v := edge.Viewer(ctx)
	found, err := a.Matching.Get(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if found.Own || !found.State.Seeking() {
		return nil, edge.NotFound.With("")
	}
	thread, err := a.Threads.Contact(ctx, v, found.Subject(), found.Author, in.Body.Text, in.Body.ClientKey)
	if err != nil {
		return nil, err
	}
	return privateAnswer(ThreadRef{thread.String()}), nil
}

func (a *API) meetingPoint(ctx context.Context, in *RequestInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	m, err := a.Matching.MeetingPoint(ctx, edge.Viewer(ctx), id)
	if err != nil {
		return nil, err
	}
	out := MeetingPoint{Note: m.Note, For: m.For}
	if m.Point != nil {
		out.Point = (*[2]float64)(m.Point)
	}
	return privateAnswer(out), nil
}

// requestOf is what everyone may know of a request.
func (a *API) requestOf(q *matching.Request) HelpRequest {
	out := HelpRequest{
		ID: q.ID.String(), Offer: q.Offer, Kind: q.Kind, Details: q.Details, Cell: q.Cell.String(), Center: roundedCenter(q.Cell),
		When: Moment{string(q.When.Timing), whenSet(q.When.From), whenSet(q.When.Until)}, Needed: q.Needed, Taken: q.Taken, Quantity: q.Quantity,
		Languages: q.Languages.Codes(), Urgency: q.Urgency.String(), Wishes: q.Wishes.Codes(), Photo: q.Photo, State: string(q.State),
		Created: q.Created, Expires: q.Expires,
	}
	if d, ok := a.Live.DistrictNumbered(q.District); ok {
		out.District = &DistrictRef{d.Code, d.Name}
	}
	return out
}

// roundedCenter is a middle to a metre: a cell is no finer.
func roundedCenter(c geo.Cell) [2]float64 {
	return orb.Round(c.Center(), drawnTo).(orb.Point)
}

// byOf is whose it is; nil when that is not shown.
func byOf(f *matching.Found) *Author {
	if f.By.ID == uuid.Nil {
		return nil
	}
	return &Author{f.By.ID.String(), f.By.Name}
}

func (a *API) foundOf(f *matching.Found, byDistance bool) HelpRequest {
	out := a.requestOf(&f.Request)
	out.By = byOf(f)
	if out.Near = f.Near; byDistance {
		out.DistanceM = &f.DistanceM
	}
	return out
}

// ownOf is all of a request, for who may know it.
func (a *API) ownOf(ctx context.Context, q *matching.Request) (HelpRequest, error) {
	out := a.requestOf(q)
	asked, err := a.Matching.Helpers(ctx, edge.Viewer(ctx), q.ID)
	if err != nil {
		return out, err
	}
	out.Own = &OwnRequest{
		Version: q.Version, NextWave: whenSet(q.NextWave), Deadline: whenSet(q.Deadline), Unanswered: q.Unanswered, Consent: string(q.Consent),
		Outcome: string(q.Outcome), Invited: asked.Invited, Waiting: asked.Waiting, Helpers: []Author{},
	}
	for _, h := range asked.Helpers {
		out.Own.Helpers = append(out.Own.Helpers, Author{h.ID.String(), h.Name})
	}
	return out, nil
}

func (a *API) ownAnswer(ctx context.Context, q *matching.Request) (*answer, error) {
	out, err := a.ownOf(ctx, q)
	if err != nil {
		return nil, err
	}
	return privateAnswer(out), nil
}
