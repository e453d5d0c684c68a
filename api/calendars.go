package api

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/community/ical"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// OwnCalendar is the viewer's calendar for other programs.
type OwnCalendar struct {
	Since string `json:"since,omitempty" format:"date-time" doc:"When its address was made; left out when it has none."`
	URL   string `json:"url,omitempty" format:"uri-reference" doc:"Told once, when it is made: whoever knows it reads what one comes to."`
}

type (
	CalendarWords struct {
		AcceptLanguage string `header:"Accept-Language" hidden:"true"`
		Lang           string `query:"lang" enum:"fr,en" doc:"Of what is added to people's words; as Accept-Language says when left out."`
	}
	EventsFileInput struct {
		CalendarWords
		Interest []string `query:"interest,explode" maxItems:"60" doc:"Code of /v1/interests; several: any of them."`
		Free     bool     `query:"free" doc:"Only what costs nothing."`
	}
	districtFileInput struct {
		EventsFileInput
		Code string `path:"code" maxLength:"32" doc:"Code of a district: it and all it is made of." example:"13203"`
	}
	organisationFileInput struct {
		OrganisationInput
		EventsFileInput
	}
	calendarFileInput struct {
		File string `path:"file" maxLength:"80" doc:"The token of the address and .ics."`
	}
)

// lang of what is added to people's words.
func (in *CalendarWords) lang() string {
	if in.Lang != "" {
		return in.Lang
	}
	return languageOf(in.AcceptLanguage)
}

func (in *EventsFileInput) query() (q community.FileQuery, err error) {
	q.Free, q.Lang = in.Free, in.lang()
	q.Interests, err = setOf("interest", in.Interest, directory.InterestNamed)
	return q, err
}

func (a *API) registerCalendars() {
	file := documented{ical.Type, &huma.Schema{Type: huma.TypeString}}
	op := func(id, method, path, summary, about string, responses map[string]*huma.Response) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"events"}, Summary: summary, Description: about, Responses: responses}
	}
	const about = "iCalendar (RFC 5545): each event as the series that it is, with the dates that differ from it and those called off. Subscribe to it."
	register(a, identity.ReadDirectory, op("get-events-calendar", http.MethodGet, "/v1/events.ics", "Events as a calendar", about, answers(file)),
		func(ctx context.Context, in *EventsFileInput) (*answer, error) {
			return a.eventsFile(ctx, "/v1/events.ics", in, func(*community.FileQuery) {})
		})
	register(a, identity.ReadDirectory, op("get-district-calendar", http.MethodGet, "/v1/districts/{code}/events.ics", "Events of a district as a calendar", about,
		answers(file)), func(ctx context.Context, in *districtFileInput) (*answer, error) {
		return a.eventsFile(ctx, "/v1/districts/"+in.Code+"/events.ics", &in.EventsFileInput, func(q *community.FileQuery) { q.District = in.Code })
	})
	register(a, identity.ReadDirectory, op("get-organisation-calendar", http.MethodGet, "/v1/organisations/{id}/events.ics", "Events of an organisation as a calendar",
		about, answers(file)), func(ctx context.Context, in *organisationFileInput) (*answer, error) {
		id, err := uuid.Parse(in.ID)
		if err != nil {
			return nil, edge.NotFound.With("")
		}
		return a.eventsFile(ctx, "/v1/organisations/"+id.String()+"/events.ics", &in.EventsFileInput, func(q *community.FileQuery) { q.Organisation = id })
	})
	register(a, identity.ReadDirectory, op("get-private-calendar", http.MethodGet, "/calendar/{file}", "What a member comes to, by the address that only they know",
		"It says neither who else comes nor a place that is told to those who come.", answers(file)), a.privateCalendar)
	own := func() map[string]*huma.Response { return answers(content[OwnCalendar](a, "application/json")) }
	register(a, identity.JoinEvents, op("get-own-calendar", http.MethodGet, "/v1/me/calendar", "Whether one's calendar has an address", "", own()), a.ownCalendar)
	register(a, identity.JoinEvents, op("open-own-calendar", http.MethodPost, "/v1/me/calendar", "Give one's calendar an address",
		"A new one each time: the one before no longer works.", own()), a.openCalendar)
	register(a, identity.JoinEvents, op("close-own-calendar", http.MethodDelete, "/v1/me/calendar", "Let the address work no longer", "", done()),
		func(ctx context.Context, _ *struct{}) (*answer, error) {
			return noContent(), a.Community.CloseCalendar(ctx, edge.Viewer(ctx))
		})
}

// eventsFile answers with a calendar that everyone may see.
func (a *API) eventsFile(ctx context.Context, path string, in *EventsFileInput, of func(*community.FileQuery)) (*answer, error) {
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	of(&q)
	if a.PublicURL != "" {
		q.Source = a.PublicURL + path
	}
	cal, err := a.Community.File(edge.Viewer(ctx), q)
	if err != nil {
		return nil, err
	}
	return calendarAnswer(cal, "public, max-age=300", "Accept-Language")
}

func calendarAnswer(cal ical.Calendar, cache, vary string) (*answer, error) {
	var b bytes.Buffer
	if err := ical.Write(&b, cal); err != nil {
		return nil, err
	}
	return respond(edge.Content{Type: ical.Type, Cache: cache, Vary: vary, Body: b.Bytes()}.Serve), nil
}

func (a *API) privateCalendar(ctx context.Context, in *calendarFileInput) (*answer, error) {
	token, ok := strings.CutSuffix(in.File, ".ics")
	if !ok {
		return nil, edge.NotFound.With("")
	}
	cal, err := a.Community.PrivateCalendar(ctx, token)
	if err != nil {
		return nil, err
	}
	return calendarAnswer(cal, cachePrivate, "")
}

func (a *API) ownCalendar(ctx context.Context, _ *struct{}) (*answer, error) {
	since, err := a.Community.OwnCalendar(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	var out OwnCalendar
	if !since.IsZero() {
		out.Since = instant(since)
	}
	return jsonAnswer(out, cachePrivate), nil
}

func (a *API) openCalendar(ctx context.Context, in *CalendarWords) (*answer, error) {
	token, err := a.Community.OpenCalendar(ctx, edge.Viewer(ctx), in.lang())
	if err != nil {
		return nil, err
	}
	return jsonAnswer(OwnCalendar{Since: instant(a.Now()), URL: a.PublicURL + "/calendar/" + token + ".ics"}, cachePrivate), nil
}
