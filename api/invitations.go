package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
)

// Invitation is a request as somebody sees it who is asked to help.
type Invitation struct {
	ID       string      `json:"id" format:"uuid"`
	State    string      `json:"state" enum:"sent,later,accepted,declined,dropped,closed,expired,withdrawn"`
	Reasons  []string    `json:"reasons" nullable:"false" doc:"Why they are asked, the strongest first, in the language asked for."`
	HowFar   string      `json:"how_far" enum:"near,within,city,beyond" doc:"Up to 1 km, 3 km, 8 km, or farther, between the middles of two public cells."`
	ByHand   bool        `json:"by_hand,omitempty" doc:"A coordinator asked."`
	Asker    string      `json:"asker,omitempty" doc:"First name."`
	Sent     time.Time   `json:"sent"`
	Answered *time.Time  `json:"answered,omitempty"`
	Deadline *time.Time  `json:"deadline,omitempty" doc:"By when a yes is of use."`
	Request  HelpRequest `json:"request"`
}

// Invitations is what one is asked to help with: what waits for an answer first.
type Invitations struct {
	Items []Invitation `json:"items" nullable:"false"`
}

// Answered says what became of an answer.
type Answered struct {
	State   string `json:"state" doc:"Of the invitation."`
	Full    bool   `json:"full,omitempty" doc:"Others had said yes before: it is answered already, thank you."`
	Request string `json:"request" format:"uuid"`
}

// Explanation is who could be asked for a request now, and why in this order.
type Explanation struct {
	Sieve      SieveCounts `json:"sieve" doc:"How many volunteers each hard limit left, in order."`
	Night      bool        `json:"night,omitempty" doc:"It is night: only those are ranked who may be asked then."`
	ReachM     float64     `json:"reach_m" doc:"As far as was looked."`
	Candidates []Candidate `json:"candidates" nullable:"false" doc:"Best first."`
}

// SieveCounts is how many each hard limit left.
type SieveCounts struct {
	Within   int `json:"within" doc:"Near enough for the request, and for how far they go."`
	Kind     int `json:"kind" doc:"Offer this help."`
	Free     int `json:"free" doc:"Are free at one of the hours at least."`
	Language int `json:"language" doc:"Speak one of the languages."`
	Allowed  int `json:"allowed" doc:"Vetted, not asked before, nobody blocked."`
	Rested   int `json:"rested" doc:"Below what they said of how often they may be asked."`
}

// Candidate is somebody who could be asked.
type Candidate struct {
	ID        string      `json:"id" format:"uuid"`
	Name      string      `json:"name"`
	Score     float64     `json:"score" doc:"The sum of its parts; ten points are a factor of two."`
	Chance    float64     `json:"chance" doc:"Of a yes, 0 to 1."`
	Worth     bool        `json:"worth" doc:"Whether that is enough for what asking them costs the others; who is not is left in peace for now."`
	DistanceM float64     `json:"distance_m" doc:"Between the middles of two public cells."`
	Parts     []ScorePart `json:"parts" nullable:"false"`
}

// ScorePart is one reason of a score.
type ScorePart struct {
	Code   string  `json:"code" example:"near"`
	Points float64 `json:"points"`
	Reason string  `json:"reason" doc:"In the language asked for."`
}

// Queue is what waits for the team below a district.
type Queue struct {
	Waiting []Waiting `json:"waiting" nullable:"false" doc:"Nobody has answered; the longest waiting first."`
	Held    []Held    `json:"held" nullable:"false" doc:"To be read before anybody is asked; for coordinators."`
}

// Waiting is a request that nobody has answered.
type Waiting struct {
	Request  HelpRequest `json:"request"`
	By       string      `json:"by,omitempty"`
	Why      string      `json:"why" example:"nobody-near"`
	WaitingS float64     `json:"waiting_s" doc:"Since it was asked, in seconds."`
	Asked    int         `json:"asked" doc:"People, so far."`
}

// Held is something that a rule held back.
type Held struct {
	Request HelpRequest `json:"request"`
	By      string      `json:"by,omitempty"`
	Risk    string      `json:"risk" example:"money"`
}

type (
	invitationsInput struct {
		Lang string `header:"Accept-Language" maxLength:"200"`
	}
	InvitationInput struct {
		ID string `path:"id" format:"uuid" maxLength:"36"`
	}
	declineInput struct {
		InvitationInput
		Body struct {
			Reason string `json:"reason" enum:"busy,far,kind,too-often,uneasy,other" doc:"The asker is not told."`
		}
	}
	withdrawInput struct {
		InvitationInput
		Body struct {
			Reason string `json:"reason" enum:"ill,busy,no-contact,uneasy,other"`
		}
	}
	candidatesInput struct {
		RequestInput
		Lang string `header:"Accept-Language" maxLength:"200"`
	}
	askVolunteerInput struct {
		RequestInput
		Body struct {
			Volunteer string `json:"volunteer" format:"uuid" maxLength:"36"`
		}
	}
	reviewInput struct {
		RequestInput
		Body struct {
			Allow bool   `json:"allow"`
			Why   string `json:"why,omitempty" maxLength:"40" doc:"Of a refusal: unclear, contact, money, danger, forbidden, elsewhere. The author reads it."`
		}
	}
	queueInput struct {
		District string `query:"district" required:"true" maxLength:"32" doc:"Code of a district: its whole subtree." example:"13055"`
	}
)

func (a *API) registerInvitations() {
	op := func(id, method, path, summary, about, example string, responses map[string]*huma.Response) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"requests"}, Summary: summary, Description: about, Responses: responses}
		if example != "" {
			o.Metadata = map[string]any{exampleBody: example}
		}
		return o
	}
	answered := func() map[string]*huma.Response { return answers(content[Answered](a, "application/json")) }
	register(a, identity.Answer, op("list-invitations", http.MethodGet, "/v1/me/invitations", "What one is asked to help with", "", "",
		answers(content[Invitations](a, "application/json"))), a.invitations)
	register(a, identity.Answer, op("accept-invitation", http.MethodPost, "/v1/invitations/{id}/accept", "Say yes",
		"Of more people than are wanted the first get the seats; the others read full.", "", answered()), a.acceptInvitation)
	register(a, identity.Answer, op("decline-invitation", http.MethodPost, "/v1/invitations/{id}/decline", "Say no, and why", "", `{"reason":"busy"}`, answered()), a.declineInvitation)
	register(a, identity.Answer, op("later-invitation", http.MethodPost, "/v1/invitations/{id}/later", "Leave it open: an answer will come", "", "", answered()), a.laterInvitation)
	register(a, identity.Answer, op("withdraw-help", http.MethodPost, "/v1/invitations/{id}/withdraw", "Take a yes back: the next are asked", "", `{"reason":"ill"}`, answered()), a.withdrawHelp)
	register(a, identity.SteerMatching, op("list-candidates", http.MethodGet, "/v1/requests/{id}/candidates", "Who could be asked now, and why in this order",
		"For the coordinators of its district; nothing is written.", "", answers(content[Explanation](a, "application/json"))), a.candidates)
	register(a, identity.SteerMatching, op("invite-volunteer", http.MethodPost, "/v1/requests/{id}/invite", "Ask a volunteer by hand",
		"Every hard limit holds but the hour of the day and how far they live. It stands in the audit.",
		`{"volunteer":"00000000-0000-4000-8000-000000000000"}`, done()), a.inviteByHand)
	register(a, identity.ReviewRequest, op("review-request", http.MethodPost, "/v1/requests/{id}/review", "Let something be asked that a rule held back, or refuse it",
		"", `{"allow":false,"why":"money"}`, done()), a.reviewRequest)
	register(a, identity.ReadQueue, op("get-queue", http.MethodGet, "/v1/queue", "What waits for the team below a district", "", "",
		answers(content[Queue](a, "application/json"))), a.queue)
}

func (in *InvitationInput) uid() (uuid.UUID, error) { return (&RequestInput{in.ID}).uid() }

func (a *API) invitations(ctx context.Context, in *invitationsInput) (*answer, error) {
	list, err := a.Matching.Invitations(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	out, lang := Invitations{Items: make([]Invitation, len(list))}, languageOf(in.Lang)
	for i := range list {
		inv := &list[i]
		out.Items[i] = Invitation{
			ID: inv.ID.String(), State: string(inv.State), Reasons: matching.Reasons(inv.Reasons, lang, len(inv.Reasons)), HowFar: string(inv.Band),
			ByHand: inv.ByHand, Asker: inv.Asker, Sent: inv.Sent, Answered: whenSet(inv.Answered), Deadline: whenSet(inv.Request.Deadline),
			Request: a.requestOf(&inv.Request),
		}
		if out.Items[i].Reasons == nil {
			out.Items[i].Reasons = []string{}
		}
	}
	return privateAnswer(out), nil
}

func answeredOf(done matching.Answered, err error) (*answer, error) {
	if err != nil {
		return nil, err
	}
	return privateAnswer(Answered{string(done.State), done.Full, done.Request.String()}), nil
}

func (a *API) acceptInvitation(ctx context.Context, in *InvitationInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	return answeredOf(a.Matching.Accept(ctx, edge.Viewer(ctx), id))
}

func (a *API) laterInvitation(ctx context.Context, in *InvitationInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	return answeredOf(a.Matching.Later(ctx, edge.Viewer(ctx), id))
}

func (a *API) declineInvitation(ctx context.Context, in *declineInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	return answeredOf(a.Matching.Decline(ctx, edge.Viewer(ctx), id, in.Body.Reason))
}

func (a *API) withdrawHelp(ctx context.Context, in *withdrawInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	return answeredOf(a.Matching.Withdraw(ctx, edge.Viewer(ctx), id, in.Body.Reason))
}

func (a *API) candidates(ctx context.Context, in *candidatesInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	e, err := a.Matching.Candidates(ctx, edge.Viewer(ctx), id)
	if err != nil {
		return nil, err
	}
	out := Explanation{Sieve: SieveCounts(e.Sieve), Night: e.Night, ReachM: e.ReachM, Candidates: []Candidate{}}
	for _, c := range e.Candidates {
		who := e.People[c.Account]
		one := Candidate{ID: who.ID.String(), Name: who.Name, Score: c.Score, Chance: c.Chance, Worth: c.Worth(), DistanceM: c.DistanceM, Parts: []ScorePart{}}
		for _, p := range c.Parts {
			one.Parts = append(one.Parts, ScorePart{p.Code.String(), p.Value, p.Explain(languageOf(in.Lang))})
		}
		out.Candidates = append(out.Candidates, one)
	}
	return privateAnswer(out), nil
}

func (a *API) inviteByHand(ctx context.Context, in *askVolunteerInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	volunteer, err := (&RequestInput{in.Body.Volunteer}).uid()
	if err != nil {
		return nil, err
	}
	return noContent(), a.Matching.InviteByHand(ctx, identity.Deed{By: edge.Viewer(ctx)}, id, volunteer)
}

func (a *API) reviewRequest(ctx context.Context, in *reviewInput) (*answer, error) {
	id, err := in.uid()
	if err != nil {
		return nil, err
	}
	return noContent(), a.Matching.Review(ctx, identity.Deed{By: edge.Viewer(ctx)}, id, in.Body.Allow, in.Body.Why)
}

func (a *API) queue(ctx context.Context, in *queueInput) (*answer, error) {
	d, ok := a.Live.District(in.District)
	if !ok {
		return nil, edge.BadParameter.At("district", "not known")
	}
	v := edge.Viewer(ctx)
	waiting, err := a.Matching.Queue(ctx, v, d.Num)
	if err != nil {
		return nil, err
	}
	out := Queue{Waiting: []Waiting{}, Held: []Held{}}
	for i := range waiting {
		w := &waiting[i]
		out.Waiting = append(out.Waiting, Waiting{a.requestOf(&w.Request), w.By.Name, w.Unanswered, w.Waiting.Seconds(), w.Asked})
	}
	if !v.May(identity.ReviewRequest, identity.Scope{District: d.Num}) {
		return privateAnswer(out), nil
	}
	held, err := a.Matching.Held(ctx, v, d.Num)
	for i := range held {
		out.Held = append(out.Held, Held{a.requestOf(&held[i].Request), held[i].By.Name, held[i].Risk})
	}
	return privateAnswer(out), err
}
