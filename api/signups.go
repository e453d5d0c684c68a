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

// Joining is what somebody says who comes to an event.
type Joining struct {
	Original  *time.Time `json:"original,omitempty" doc:"Of the date; left out for every date of the event."`
	With      []string   `json:"with,omitempty" nullable:"false" maxItems:"2" doc:"First names of those one brings."`
	Name      string     `json:"name,omitempty" maxLength:"160" doc:"A first name for the hosts' list, of who has no profile."`
	Invite    string     `json:"invite,omitempty" maxLength:"200" doc:"The token of somebody's invitation."`
	RemindMin *int       `json:"remind_min,omitempty" minimum:"0" maximum:"10080" doc:"Minutes before it begins; a day when left out, 0 = not at all."`
	ClientKey string     `json:"client_key" minLength:"8" maxLength:"80" doc:"Sent again it gives the sign-up that there is." example:"5f1d7a06-sign-up-1"`
}

// SignUp is one's place on a date of an event.
type SignUp struct {
	ID        string     `json:"id" format:"uuid"`
	Event     string     `json:"event" format:"uuid"`
	Title     string     `json:"title"`
	Zone      string     `json:"zone" doc:"IANA name."`
	Original  time.Time  `json:"original"`
	Start     time.Time  `json:"start"`
	End       time.Time  `json:"end"`
	Cancelled bool       `json:"cancelled,omitempty" doc:"The date is called off, or not held any more."`
	State     string     `json:"state" enum:"going,waiting,offered,cancelled"`
	With      []string   `json:"with" nullable:"false"`
	InLine    int        `json:"in_line,omitempty" doc:"Of who waits: 1 = the next."`
	Seats     int        `json:"seats,omitempty" doc:"Of who is offered some: how many."`
	Until     *time.Time `json:"until,omitempty" doc:"Of who is offered some: confirm before."`
	RemindMin int        `json:"remind_min"`
	Series    bool       `json:"series,omitempty" doc:"One comes to every date."`
	Ticket    bool       `json:"ticket,omitempty" doc:"By a partner's invitation."`
	Came      *bool      `json:"came,omitempty" doc:"Absent while nobody said."`
}

// SignUps is a whole list.
type SignUps struct {
	Items []SignUp `json:"items" nullable:"false"`
}

// InviteToken is one's invitation to a date.
type InviteToken struct {
	Token string `json:"token" doc:"Add it to the address of the date: ?invite=…"`
}

// DoorList is the list at the door of a date, for who holds it.
type DoorList struct {
	Original time.Time  `json:"original"`
	Start    time.Time  `json:"start"`
	End      time.Time  `json:"end"`
	Capacity int        `json:"capacity,omitempty"`
	Taken    int        `json:"taken"`
	Waiting  int        `json:"waiting"`
	Company  int        `json:"company" doc:"How many come with somebody."`
	WalkIns  int        `json:"walk_ins" doc:"How many came without signing up."`
	Items    []DoorLine `json:"items" nullable:"false"`
}

// DoorLine is one of those who come.
type DoorLine struct {
	ID     string    `json:"id" format:"uuid" doc:"Of the sign-up."`
	Name   string    `json:"name,omitempty" doc:"First name; absent when none is known."`
	With   []string  `json:"with" nullable:"false"`
	State  string    `json:"state" enum:"going,waiting,offered"`
	Ticket bool      `json:"ticket,omitempty"`
	Mark   *DoorMark `json:"mark,omitempty" doc:"What the door last said."`
}

// DoorMark is what the list at the door says of one sign-up.
type DoorMark struct {
	Came   bool      `json:"came"`
	With   int       `json:"with,omitempty" minimum:"0" maximum:"2" doc:"Of those they bring, how many came."`
	Helped bool      `json:"helped,omitempty" doc:"With the event itself."`
	At     time.Time `json:"at" doc:"On the clock of who marks: the last one counts, whatever the order they arrive in."`
}

type (
	joinInput struct {
		EventInput
		Body Joining
	}
	signUpInput struct {
		ID string `path:"id" format:"uuid" maxLength:"36" doc:"Of the sign-up."`
	}
	doorInput struct {
		EventInput
		Original time.Time `query:"original" required:"true" doc:"Of the date."`
	}
	checkInInput struct {
		EventInput
		Body struct {
			Original time.Time `json:"original" doc:"Of the date."`
			Marks    []struct {
				ID string `json:"id" format:"uuid" maxLength:"36" doc:"Of the sign-up."`
				DoorMark
			} `json:"marks" nullable:"false" maxItems:"500"`
			WalkIns *struct {
				N  int       `json:"n" minimum:"0" maximum:"10000"`
				At time.Time `json:"at"`
			} `json:"walk_ins,omitempty"`
		}
	}
)

func (a *API) registerSignUps() {
	op := func(id, method, path, summary, about, example string, responses map[string]*huma.Response) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"events"}, Summary: summary, Description: about, Responses: responses}
		if example != "" {
			o.Metadata = map[string]any{exampleBody: example}
		}
		return o
	}
	one := func() map[string]*huma.Response { return answers(content[SignUp](a, "application/json")) }
	door := func() map[string]*huma.Response { return answers(content[DoorList](a, "application/json")) }
	register(a, identity.JoinEvents, op("join-event", http.MethodPost, "/v1/events/{id}/sign-ups", "Come to a date of an event, or to all",
		"Who finds no seat stands in line; a seat that comes free is offered in the order of arrival, for a limited time.",
		`{"original":"2026-12-03T17:30:00Z","with":["Nadia"],"client_key":"5f1d7a06-sign-up-1"}`, one()), a.joinEvent)
	register(a, identity.JoinEvents, op("list-own-sign-ups", http.MethodGet, "/v1/me/sign-ups", "Where one goes, waits, or is offered a seat: what is next first",
		"", "", answers(content[SignUps](a, "application/json"))), a.ownSignUps)
	for _, act := range []struct {
		name, about string
		do          func(*community.Room, context.Context, *identity.Viewer, uuid.UUID) (community.SignUp, error)
	}{
		{"confirm", "Take the seat that is offered", (*community.Room).Confirm},
		{"leave", "Come no more: the seat is offered to the next in line", (*community.Room).Leave},
	} {
		register(a, identity.JoinEvents, op(act.name+"-sign-up", http.MethodPost, "/v1/sign-ups/{id}/"+act.name, act.about, "", "", one()),
			func(ctx context.Context, in *signUpInput) (*answer, error) {
				id, err := in.uid()
				if err != nil {
					return nil, err
				}
				s, err := act.do(a.Community, ctx, edge.Viewer(ctx), id)
				if err != nil {
					return nil, err
				}
				return privateAnswer(signUpOf(&s)), nil
			})
	}
	register(a, identity.JoinEvents, op("invite-to-event", http.MethodPost, "/v1/sign-ups/{id}/invitation", "One's own invitation to a date: who comes by it came with somebody",
		"", "", answers(content[InviteToken](a, "application/json"))), a.inviteLink)
	register(a, identity.JoinEvents, op("leave-series", http.MethodPost, "/v1/events/{id}/leave-series", "Come to every date no more", "", "", done()), a.leaveSeries)
	register(a, identity.JoinEvents, op("read-event-place", http.MethodPost, "/v1/events/{id}/meeting-point", "Where it is, for who comes",
		"Each reading is in the audit. 404 for everybody else.", `{"original":"2026-12-03T17:30:00Z"}`, answers(content[MeetingPoint](a, "application/json"))), a.eventPlace)
	register(a, identity.HoldEvents, op("list-attendees", http.MethodGet, "/v1/events/{id}/attendees", "Who comes to a date, for who holds it", "", "", door()), a.attendees)
	register(a, identity.HoldEvents, op("check-in", http.MethodPost, "/v1/events/{id}/check-ins", "Who was there",
		"From two hours before the beginning to a week after the end. Marks may come late, twice and in any order.",
		`{"original":"2026-12-03T17:30:00Z","marks":[{"id":"0191e2f0-7e6c-5a50-9d0c-5d3e0f4f6a11","came":true,"at":"2026-12-03T17:41:00Z"}]}`, door()), a.checkIn)
}

func (in *signUpInput) uid() (uuid.UUID, error) { return (&EventInput{ID: in.ID}).uid() }

func signUpOf(s *community.SignUp) SignUp {
	out := SignUp{
		ID: s.ID.String(), Event: s.Event.String(), Title: s.Title, Original: s.Original, Start: s.Start, End: s.End, Cancelled: s.Off,
		State: string(s.State), With: append([]string{}, s.With...), InLine: s.InLine, Seats: s.Seats, Until: whenSet(s.Until),
		RemindMin: int(s.Remind / time.Minute), Series: s.Series, Ticket: s.Ticket, Came: s.Came,
	}
	if s.Zone != nil {
		out.Zone = s.Zone.String()
	}
	return out
}

func (a *API) joinEvent(ctx context.Context, in *joinInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	j := community.Joining{With: in.Body.With, Name: in.Body.Name, Invite: in.Body.Invite}
	if in.Body.RemindMin != nil {
		remind := time.Duration(*in.Body.RemindMin) * time.Minute
		j.Remind = &remind
	}
	s, err := a.Community.SignUp(ctx, edge.Viewer(ctx), id, in.Body.Original, j, in.Body.ClientKey)
	if err != nil {
		return nil, err
	}
	return privateAnswer(signUpOf(&s)), nil
}

func (a *API) ownSignUps(ctx context.Context, _ *struct{}) (*answer, error) {
	list, err := a.Community.Own(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	out := SignUps{Items: make([]SignUp, len(list))}
	for i := range list {
		out.Items[i] = signUpOf(&list[i])
	}
	return privateAnswer(out), nil
}

func (a *API) inviteLink(ctx context.Context, in *signUpInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	token, err := a.Community.InviteLink(ctx, edge.Viewer(ctx), id)
	if err != nil {
		return nil, err
	}
	return privateAnswer(InviteToken{token}), nil
}

func (a *API) leaveSeries(ctx context.Context, in *EventInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	return noContent(), a.Community.LeaveSeries(ctx, edge.Viewer(ctx), id)
}

type eventPlaceInput struct {
	EventInput
	Body struct {
		Original time.Time `json:"original" doc:"Of the date."`
	}
}

func (a *API) eventPlace(ctx context.Context, in *eventPlaceInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	m, err := a.Community.MeetingPoint(ctx, edge.Viewer(ctx), id, in.Body.Original)
	if err != nil {
		return nil, err
	}
	out := MeetingPoint{Note: m.Words}
	if m.Point != nil {
		out.Point = (*[2]float64)(m.Point)
	}
	return privateAnswer(out), nil
}

func (a *API) attendees(ctx context.Context, in *doorInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	door, err := a.Community.Attendees(ctx, edge.Viewer(ctx), id, in.Original)
	if err != nil {
		return nil, err
	}
	return privateAnswer(doorOf(&door)), nil
}

func (a *API) checkIn(ctx context.Context, in *checkInInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	marks := make([]community.Marked, len(in.Body.Marks))
	for i, m := range in.Body.Marks {
		if marks[i].ID, err = uuid.Parse(m.ID); err != nil {
			return nil, edge.BadField.At("marks", "an id is none")
		}
		marks[i].Mark = community.Mark{Came: m.Came, With: m.With, Helped: m.Helped, At: m.At}
	}
	var count *community.Count
	if w := in.Body.WalkIns; w != nil {
		count = &community.Count{N: w.N, At: w.At}
	}
	door, err := a.Community.CheckIn(ctx, edge.Viewer(ctx), id, in.Body.Original, marks, count)
	if err != nil {
		return nil, err
	}
	return privateAnswer(doorOf(&door)), nil
}

func doorOf(d *community.Door) DoorList {
	out := DoorList{
		Original: d.Original, Start: d.Start, End: d.End, Capacity: d.Seats.Capacity, Taken: d.Seats.Taken, Waiting: d.Seats.Waiting,
		Company: d.Company, WalkIns: d.WalkIns, Items: make([]DoorLine, len(d.List)),
	}
	for i, a := range d.List {
		out.Items[i] = DoorLine{ID: a.ID.String(), Name: a.Name, With: append([]string{}, a.With...), State: string(a.State), Ticket: a.Ticket}
		if a.Marked {
			out.Items[i].Mark = &DoorMark{a.Mark.Came, a.Mark.With, a.Mark.Helped, a.Mark.At}
		}
	}
	return out
}
