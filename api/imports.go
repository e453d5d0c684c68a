package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// ImportedCalendar is a calendar that an organisation keeps elsewhere, and how reading it goes.
type ImportedCalendar struct {
	ID       string     `json:"id" format:"uuid"`
	Address  string     `json:"address" format:"uri"`
	Next     *time.Time `json:"next,omitempty" doc:"When it is read again; absent when it was given up after a month of failures."`
	Tried    *time.Time `json:"tried,omitempty" doc:"Absent before the first reading."`
	Read     *time.Time `json:"read,omitempty" doc:"The last time that it went well."`
	Failed   string     `json:"failed,omitempty" enum:"address,away,slow,certificate,redirects,gone,locked,trouble,none" doc:"Why the last time did not."`
	Failures int        `json:"failures,omitempty" doc:"In a row."`
	Events   int        `json:"events" doc:"In the file."`
	Coming   int        `json:"coming" doc:"Of those that stand here and are not over."`
	Made     int        `json:"made" doc:"By the last reading that found another file."`
	Changed  int        `json:"changed"`
	Off      int        `json:"called_off"`
	Problems int        `json:"problems" doc:"Places in the file that could not be read."`
	Lines    []int      `json:"lines" nullable:"false" doc:"Of the first of them."`
	Cut      bool       `json:"cut,omitempty" doc:"There was more than is read: what is missing is not called off."`
}

type (
	followCalendarInput struct {
		ThingInput
		Body struct {
			Address string `json:"address" maxLength:"1000" doc:"https or webcal, on the public internet."`
		}
	}
	ImportInput struct {
		ThingInput
		Calendar uuid.UUID `path:"calendar" format:"uuid"`
	}
	unfollowCalendarInput struct {
		ImportInput
		CallOff bool `query:"call_off" doc:"Call off what is not over; else its events stay and are changed here from now on."`
	}
)

func (a *API) registerImports() {
	const path = "/v1/organisations/{id}/calendars"
	op := func(id, method, path, summary, about string, responses map[string]*huma.Response) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"organisations"}, Summary: summary, Description: about, Responses: responses}
	}
	register(a, identity.ImportEvents, op("list-imported-calendars", http.MethodGet, path, "Calendars that an organisation keeps elsewhere", "",
		answers(content[[]ImportedCalendar](a, "application/json"))), a.imports)
	follow := op("import-calendar", http.MethodPost, path, "Have a calendar read, whose events then stand here",
		"Within a minute, then every hour to every day. What changes there changes here.", answers(content[ImportedCalendar](a, "application/json")))
	follow.Metadata = map[string]any{exampleBody: `{"address":"https://example.org/agenda.ics"}`}
	register(a, identity.ImportEvents, follow, func(ctx context.Context, in *followCalendarInput) (*answer, error) {
		i, err := a.Community.Follow(ctx, edge.Viewer(ctx), in.ID, in.Body.Address)
		if err != nil {
			return nil, err
		}
		return jsonAnswer(importOf(&i), cachePrivate), nil
	})
	register(a, identity.ImportEvents, op("read-imported-calendar", http.MethodPost, path+"/{calendar}/read", "Have a calendar read within a minute",
		"At most every ten minutes.", done()), func(ctx context.Context, in *ImportInput) (*answer, error) {
		return noContent(), a.Community.ReadNow(ctx, edge.Viewer(ctx), in.ID, in.Calendar)
	})
	register(a, identity.ImportEvents, op("drop-imported-calendar", http.MethodDelete, path+"/{calendar}", "Follow a calendar no more", "", done()),
		func(ctx context.Context, in *unfollowCalendarInput) (*answer, error) {
			return noContent(), a.Community.Unfollow(ctx, edge.Viewer(ctx), in.ID, in.Calendar, in.CallOff)
		})
}

func (a *API) imports(ctx context.Context, in *ThingInput) (*answer, error) {
	found, err := a.Community.Imports(ctx, edge.Viewer(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	list := make([]ImportedCalendar, len(found))
	for n := range found {
		list[n] = importOf(&found[n])
	}
	return jsonAnswer(list, cachePrivate), nil
}

func importOf(i *community.Import) ImportedCalendar {
	at := func(t time.Time) *time.Time {
		if t.IsZero() {
			return nil
		}
		return &t
	}
	lines := i.Lines
	if lines == nil {
		lines = []int{}
	}
	return ImportedCalendar{
		ID: i.ID.String(), Address: i.Address, Next: at(i.Next), Tried: at(i.Tried), Read: at(i.Read), Failed: i.Failed, Failures: i.Failures,
		Events: i.Events, Coming: i.Coming, Made: i.Made, Changed: i.Changed, Off: i.Off, Problems: i.Problems, Lines: lines, Cut: i.Cut,
	}
}
