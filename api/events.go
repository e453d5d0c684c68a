package api

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/ical"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// EventFilters are what keeps dates of events. The same one repeated is OR, different ones are AND.
type EventFilters struct {
	From     time.Time      `query:"from" doc:"Dates that are not over then; now when left out."`
	Until    time.Time      `query:"until" doc:"Dates that begin before; two months from now when left out, a year at most."`
	Interest []interestCode `query:"interest,explode" doc:"Repeat for more: any of them."`
	For      []audienceCode `query:"for,explode" doc:"For one of them, or for everyone."`
	Free     bool           `query:"free" doc:"Only what costs nothing."`
}

// interestCode is a code of directory.Interests.
type interestCode string

// Schema lists the interests.
func (interestCode) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, i := range directory.Interests {
		s.Enum = append(s.Enum, i.Code)
	}
	return s
}

type (
	eventsInput struct {
		Near         lonLat `query:"near" doc:"Longitude,latitude: what lies within radius_m of it, nearest first, then by start."`
		RadiusM      metres `query:"radius_m" doc:"Metres around near."`
		BBox         box    `query:"bbox" doc:"West,south,east,north in degrees, by start. West > east crosses the 180th meridian."`
		District     string `query:"district" maxLength:"32" doc:"Code of a district: it and all it is made of, by start." example:"13055"`
		Organisation string `query:"organisation" maxLength:"36" doc:"Id of an organisation."`
		Cancelled    bool   `query:"cancelled" doc:"Those called off too."`
		EventFilters
		Limit  int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
		Cursor string `query:"cursor" maxLength:"64" doc:"next of the page before, with the same parameters."`
	}
	eventFileInput struct {
		ID             string `path:"id" maxLength:"40" doc:"The id of an event; with .ics after it the answer is a calendar." example:"01936a5c-7d1e-7cc3-98c4-dc0c0c07398f"`
		AcceptLanguage string `header:"Accept-Language" hidden:"true"`
	}
	EventInput struct {
		ID             string `path:"id" format:"uuid" maxLength:"36"`
		AcceptLanguage string `header:"Accept-Language" hidden:"true"`
	}
	occurrencesInput struct {
		EventInput
		From  time.Time `query:"from" doc:"Dates that are not over then; now when left out."`
		Until time.Time `query:"until" doc:"Dates that begin before; a year after from when left out."`
	}
	newEventInput struct {
		AcceptLanguage string `header:"Accept-Language" hidden:"true"`
		Body           struct {
			NewEvent
			ClientKey string `json:"client_key" minLength:"8" maxLength:"80" doc:"Made by the client for each event: sent again it gives the event that there is." example:"5f1d7a06-event-1"`
		}
	}
	changeEventInput struct {
		EventInput
		Body struct {
			NewEvent
			EventScope
		}
	}
	cancelEventInput struct {
		EventInput
		Body struct {
			EventScope
			Why string `json:"why" enum:"weather,ill,few,place,other" doc:"Everyone who signed up is told."`
		}
	}
	aroundInput struct {
		Near     lonLat `query:"near" doc:"Longitude,latitude. Give it or a district."`
		RadiusM  metres `query:"radius_m" doc:"Metres around near."`
		District string `query:"district" maxLength:"32" doc:"Code of a district." example:"13203"`
		Limit    int    `query:"limit" default:"5" minimum:"1" maximum:"20" doc:"Of each list."`
	}
)

// EventScope says which dates of an event something is done to.
type EventScope struct {
	Scope    string     `json:"scope" enum:"this,following,all" doc:"The date named by original, that date and those after it, or all."`
	Original *time.Time `json:"original,omitempty" doc:"Of the date; needed for this and following."`
}

// Around is what is around at once.
type Around struct {
	Places   []PlaceItem   `json:"places" nullable:"false" doc:"Open now, nearest first."`
	Events   []Occurrence  `json:"events" nullable:"false" doc:"The next dates."`
	Requests []HelpRequest `json:"requests,omitempty" doc:"For members who have said who they are: who seeks a hand."`
}

var scopes = map[string]community.Scope{"this": community.This, "following": community.Following, "all": community.All}

func (a *API) registerEvents() {
	op := func(id, method, path, summary, about, example string, responses map[string]*huma.Response) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"events"}, Summary: summary, Description: about, Responses: responses}
		if example != "" {
			o.Metadata = map[string]any{exampleBody: example}
		}
		return o
	}
	one := func() map[string]*huma.Response { return answers(content[Event](a, "application/json")) }
	register(a, identity.ReadDirectory, op("list-events", http.MethodGet, "/v1/events", "Dates of events near a point, in a box, of a district, or everywhere",
		"At most one of near, bbox and district says where. An event that recurs is answered date by date. The order is by distance where near is given, then by start, then by event, then by original.",
		"", answers(content[OccurrencePage](a, "application/json"))), (&dates{API: a}).list)
	calendar := documented{ical.Type, &huma.Schema{Type: huma.TypeString}}
	register(a, identity.ReadDirectory, op("get-event", http.MethodGet, "/v1/events/{id}", "One event, called off or over too, also as a calendar",
		"Its exact place is told to those who come only, where it is sealed.", "", answers(content[Event](a, "application/json"), calendar)), a.event)
	register(a, identity.ReadDirectory, op("list-occurrences", http.MethodGet, "/v1/events/{id}/occurrences", "The dates of an event, those called off too",
		"At most 100, by start.", "", answers(content[Occurrences](a, "application/json"))), a.occurrences)
	register(a, identity.HoldEvents, op("hold-event", http.MethodPost, "/v1/events", "Hold an event",
		"It can be seen at once. Until somebody of the team has looked at a member's first event, it has at most 15 seats. 403 for who has no profile or is under 18.",
		`{"title":"Pétanque et café","where":{"point":[5.3698,43.2951]},"when":{"start":"20261203T183000","length_s":7200},"client_key":"5f1d7a06-event-1"}`,
		one()), a.holdEvent)
	register(a, identity.HoldEvents, op("change-event", http.MethodPatch, "/v1/events/{id}", "Change one's own event: one date, that and the following, or all",
		"Who signed up is told of another hour or place. The answer is the event that has the date now: a series that is split becomes two.",
		`{"scope":"all","title":"Pétanque","where":{},"when":{"start":"20261203T183000","length_s":7200}}`, one()), a.changeEvent)
	register(a, identity.HoldEvents, op("cancel-event", http.MethodPost, "/v1/events/{id}/cancel", "Call it off: one date, that and the following, or all", "",
		`{"scope":"all","why":"weather"}`, done()), a.cancelEvent)
	register(a, identity.HoldEvents, op("list-own-events", http.MethodGet, "/v1/me/events", "What one holds: what is not over first", "", "",
		answers(content[Events](a, "application/json"))), a.ownEvents)
	around := op("around", http.MethodGet, "/v1/around", "What is around: open places, next events, for members who seeks a hand",
		"One call for a first screen.", "", answers(content[Around](a, "application/json")))
	register(a, identity.ReadDirectory, around, a.around)
}

// Events is a whole list.
type Events struct {
	Items []Event `json:"items" nullable:"false"`
}

// filter is the calendar's form of it. Codes were checked against their tables.
func (in *EventFilters) filter() (f community.EventFilter, err error) {
	f = community.EventFilter{From: in.From, Until: in.Until, Free: in.Free}
	if f.Interests, err = namedSet(in.Interest, directory.InterestNamed); err != nil {
		return f, err
	}
	f.For, err = namedSet(in.For, directory.AudienceNamed)
	return f, err
}

func namedSet[S ~uint64, C ~string](codes []C, named func(string) (S, error)) (set S, err error) {
	for _, code := range codes {
		one, err := named(string(code))
		if err != nil {
			return set, err
		}
		set |= one
	}
	return set, nil
}

// query takes what was asked for.
func (in *eventsInput) query(a *API) (q community.EventQuery, err error) {
	q = community.EventQuery{District: in.District, Limit: in.Limit, Cursor: in.Cursor}
	if q.EventFilter, err = in.filter(); err != nil {
		return q, err
	}
	q.Cancelled = in.Cancelled
	switch {
	case in.RadiusM.given && !in.Near.given:
		return q, edge.BadParameter.At("radius_m", "only with near")
	case in.Near.given:
		q.Near = &directory.Near{Point: in.Near.point, RadiusM: in.RadiusM.m}
	}
	if in.BBox.given {
		q.BBox = &in.BBox.bbox
	}
	if in.Organisation != "" {
		id, err := uuid.Parse(in.Organisation)
		o, ok := a.Live.Organisation(id)
		if err != nil || !ok {
			return q, edge.BadParameter.At("organisation", "not known")
		}
		q.Organisation = o.Num
	}
	return q, nil
}

// dates answers lists of dates. Lists and bytes are lent and given back.
type dates struct {
	*API
	lists sync.Pool
	bytes buffers
}

func (d *dates) list(ctx context.Context, in *eventsInput) (*answer, error) {
	q, err := in.query(d.API)
	if err != nil {
		return nil, err
	}
	if d.Calendar == nil {
		return nil, directory.ErrNotReady
	}
	found, _ := d.lists.Get().(*[]community.Listed)
	if found == nil {
		found = new([]community.Listed)
	}
	list, next, err := d.Calendar.Find((*found)[:0], edge.Viewer(ctx), q)
	if err != nil {
		return nil, err
	}
	body := d.bytes.take()
	*body = append(d.appendPage((*body)[:0], list, next, q.Near != nil), '\n')
	clear(list)
	*found = list
	d.lists.Put(found)
	return respond(func(w http.ResponseWriter, r *http.Request) {
		edge.Content{Type: "application/json", Cache: eventsCache(q.Near != nil), Body: *body}.Serve(w, r)
		d.bytes.give(body)
	}), nil
}

// eventsCache: lists show no person, so they are everyone's; one around a position says where somebody looks, and is kept by nobody else.
func eventsCache(near bool) string {
	if near {
		return "private, max-age=30"
	}
	return "public, max-age=30"
}

func (in *EventInput) uid() (uuid.UUID, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return id, edge.NotFound.With("")
	}
	return id, nil
}

func (a *API) event(ctx context.Context, in *eventFileInput) (*answer, error) {
	text, asFile := strings.CutSuffix(in.ID, ".ics")
	id, err := uuid.Parse(text)
	switch {
	case err != nil:
		return nil, edge.NotFound.With("")
	case asFile:
		words := EventsFileInput{CalendarWords: CalendarWords{AcceptLanguage: in.AcceptLanguage}}
		return a.eventsFile(ctx, "/v1/events/"+in.ID, &words, func(q *community.FileQuery) { q.Event = id })
	}
	f, err := a.Community.Get(ctx, edge.Viewer(ctx), id)
	if err != nil {
		return nil, err
	}
	return privateAnswer(a.eventOf(&f, languageOf(in.AcceptLanguage))), nil
}

func (a *API) occurrences(ctx context.Context, in *occurrencesInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	from, until := in.From, in.Until
	if from.IsZero() {
		from = a.Now()
	}
	if until.IsZero() {
		until = from.Add(community.MaxAhead)
	}
	f, err := a.Community.Get(ctx, edge.Viewer(ctx), id)
	if err != nil {
		return nil, err
	}
	list, err := a.Community.Dates(ctx, edge.Viewer(ctx), id, from, until)
	if err != nil {
		return nil, err
	}
	out := Occurrences{Items: make([]Occurrence, len(list))}
	for i := range list {
		out.Items[i] = a.occurrenceOf(&list[i], &f.Event)
	}
	return privateAnswer(out), nil
}

func (a *API) holdEvent(ctx context.Context, in *newEventInput) (*answer, error) {
	draft, err := eventDraft(&in.Body.NewEvent)
	if err != nil {
		return nil, err
	}
	e, err := a.Community.Publish(ctx, edge.Viewer(ctx), draft, in.Body.ClientKey)
	if err != nil {
		return nil, err
	}
	return a.eventAnswer(ctx, e.ID, in.AcceptLanguage)
}

// eventAnswer is an event as it stands after a write.
func (a *API) eventAnswer(ctx context.Context, id uuid.UUID, lang string) (*answer, error) {
	return a.event(ctx, &eventFileInput{ID: id.String(), AcceptLanguage: lang})
}

func (a *API) changeEvent(ctx context.Context, in *changeEventInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	draft, err := eventDraft(&in.Body.NewEvent)
	if err != nil {
		return nil, err
	}
	e, err := a.Community.Edit(ctx, edge.Viewer(ctx), id, in.Body.Original, scopes[in.Body.Scope], draft)
	if err != nil {
		return nil, err
	}
	return a.eventAnswer(ctx, e.ID, in.AcceptLanguage)
}

func (a *API) cancelEvent(ctx context.Context, in *cancelEventInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	_, err = a.Community.Cancel(ctx, edge.Viewer(ctx), id, in.Body.Original, scopes[in.Body.Scope], community.Why(in.Body.Why))
	if err != nil {
		return nil, err
	}
	return noContent(), nil
}

func (a *API) ownEvents(ctx context.Context, in *struct {
	AcceptLanguage string `header:"Accept-Language" hidden:"true"`
},
) (*answer, error) {
	list, err := a.Community.Mine(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	out := Events{Items: make([]Event, len(list))}
	for i := range list {
		out.Items[i] = a.eventOf(&list[i], languageOf(in.AcceptLanguage))
	}
	return privateAnswer(out), nil
}
