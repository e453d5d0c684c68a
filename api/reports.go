package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/conversation"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/moderation"
)

// Receipt is what who reported something is told at once.
type Receipt struct {
	ID      string    `json:"id" format:"uuid"`
	Urgent  bool      `json:"urgent" doc:"Show the emergency numbers before anything else."`
	Hidden  bool      `json:"hidden" doc:"Out of sight until somebody has looked."`
	Working bool      `json:"working" doc:"The team is there now."`
	Due     time.Time `json:"due" doc:"By when somebody will have decided."`
}

// OwnDecision is one about oneself, or about the association that one acts as: the statement of reasons.
type OwnDecision struct {
	ID        string    `json:"id" format:"uuid"`
	Kind      string    `json:"kind" doc:"Of what it is about." example:"member"`
	At        time.Time `json:"at"`
	Statement []Section `json:"statement" nullable:"false"`
	AppealBy  string    `json:"appeal_by,omitempty" format:"date-time" doc:"Until when it can be appealed; absent when it cannot, or not any more."`
	Outcome   string    `json:"outcome,omitempty" enum:"upheld,reversed" doc:"Of the appeal."`
}

// Section is a part of a letter.
type Section struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// OwnReport is one that one made.
type OwnReport struct {
	ID      string    `json:"id" format:"uuid"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Reason  string    `json:"reason"`
	Waiting bool      `json:"waiting" doc:"Nobody has decided yet."`
	Acted   bool      `json:"acted" doc:"Something was done."`
}

// Judged is what concerns oneself.
type Judged struct {
	Decisions []OwnDecision `json:"decisions" nullable:"false"`
	Reports   []OwnReport   `json:"reports" nullable:"false"`
}

// BlockList is whom one has blocked.
type BlockList struct {
	Items []BlockedMember `json:"items" nullable:"false"`
}

// BlockedMember is somebody one has blocked. Only who asked for it sees it.
type BlockedMember struct {
	ID    string    `json:"id" format:"uuid"`
	Name  string    `json:"name,omitempty"`
	Since time.Time `json:"since"`
}

type (
	reportInput struct {
		Body struct {
			Kind    string `json:"kind" enum:"place,organisation,member,message,photo" doc:"Of what is reported."`
			ID      string `json:"id" maxLength:"64" doc:"Its id."`
			Reason  string `json:"reason" enum:"danger,minor,harassment,discrimination,fraud,illegal,insult,spam,other"`
			Urgent  bool   `json:"urgent,omitempty" doc:"Somebody is in danger now."`
			Text    string `json:"text,omitempty" maxLength:"4000" doc:"What one saw: up to 1,000 characters, read by who judges, then deleted."`
			Contact string `json:"contact,omitempty" maxLength:"254" doc:"Of a visitor who wants the answer: an e-mail address or a telephone number."`
		}
	}
	appealInput struct {
		ID   string `path:"id" format:"uuid" maxLength:"36"`
		Body struct {
			Text string `json:"text,omitempty" maxLength:"4000" doc:"Why: up to 1,000 characters."`
		}
	}
	blockInput struct {
		Body struct {
			Member string `json:"member" format:"uuid" maxLength:"36"`
		}
	}
)

func (a *API) registerReports() {
	const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete
	op := func(id, method, path, summary string, responses map[string]*huma.Response) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: method, Path: path, Tags: []string{"safety"}, Summary: summary, Responses: responses,
			Middlewares: huma.Middlewares{withOrigin},
		}
	}
	report := op("report", post, "/v1/reports", "Report something to the moderators", answers(content[Receipt](a, "application/json")))
	report.Description = "Everybody may, without an account too. Several reports of one thing are one case. What is urgent gets the emergency numbers at once."
	report.Metadata = map[string]any{exampleBody: `{"kind":"place","id":"00000000-0000-4000-8000-000000000000","reason":"spam"}`}
	register(a, identity.Report, report, a.report)
	register(a, identity.Appeal, op("own-decisions", get, "/v1/me/decisions", "What was decided about oneself, and what one reported",
		answers(content[Judged](a, "application/json"))), a.ownDecisions)
	register(a, identity.Appeal, op("appeal", post, "/v1/decisions/{id}/appeal", "Ask for another look at a decision about oneself", done()), a.appeal)
	register(a, identity.Block, op("list-blocks", get, "/v1/me/blocks", "Whom one has blocked", answers(content[BlockList](a, "application/json"))), a.blocks)
	register(a, identity.Block, op("block", post, "/v1/me/blocks", "Block a member: neither finds the other any more", done()), a.block)
	register(a, identity.Block, op("unblock", del, "/v1/me/blocks/{id}", "Take a block back", done()), a.unblock)
	a.registerCases(op)
}

func (a *API) report(ctx context.Context, in *reportInput) (*answer, error) {
	from := origin(ctx)
	r, err := a.Office.Report(ctx, edge.Viewer(ctx), moderation.Complaint{
		Kind: in.Body.Kind, ID: in.Body.ID, Reason: in.Body.Reason, Urgent: in.Body.Urgent, Text: in.Body.Text, Contact: in.Body.Contact,
		Lang: from.Lang, From: from.Addr, Region: region,
	})
	if err != nil {
		return nil, err
	}
	return privateAnswer(Receipt{r.ID.String(), r.Urgent, r.Hidden, r.Working, r.Due}), nil
}

func (a *API) ownDecisions(ctx context.Context, _ *struct{}) (*answer, error) {
	v := edge.Viewer(ctx)
	decisions, err := a.Office.Concerning(ctx, v)
	if err != nil {
		return nil, err
	}
	reports, err := a.Office.Reported(ctx, v)
	if err != nil {
		return nil, err
	}
	out := Judged{Decisions: []OwnDecision{}, Reports: []OwnReport{}}
	for i := range decisions {
		d := &decisions[i]
		out.Decisions = append(out.Decisions, OwnDecision{
			d.ID.String(), d.Kind, d.At, a.sections(d, origin(ctx).Lang), optionalTime(d.AppealBy), d.Outcome,
		})
	}
	for _, r := range reports {
		out.Reports = append(out.Reports, OwnReport{r.ID.String(), r.At, r.Kind, r.Reason, r.Waiting, r.Acted})
	}
	return privateAnswer(out), nil
}

// sections are the statement of a decision in the reader's language.
func (a *API) sections(d *moderation.Decision, lang string) []Section {
	l := moderation.Letter{Lang: lang, Zone: a.Live.Calendar(d.City).Zone()}
	if city, ok := a.Live.DistrictNumbered(d.City); ok {
		l.Team = city.Contact.Email
	}
	list := []Section{}
	for _, p := range d.Statement(l) {
		list = append(list, Section{p.Heading, p.Text})
	}
	return list
}

// optionalTime is RFC 3339; empty for none.
func optionalTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(time.RFC3339)
}

func (a *API) appeal(ctx context.Context, in *appealInput) (*answer, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, edge.NotFound.With("")
	}
	return noContent(), a.Office.Appeal(ctx, edge.Viewer(ctx), id, in.Body.Text)
}

func (a *API) blocks(ctx context.Context, _ *struct{}) (*answer, error) {
	v := edge.Viewer(ctx)
	list, err := a.Desk.Blocked(ctx, v)
	if err != nil {
		return nil, err
	}
	names, err := a.Members.NamesOfBlocked(ctx, v, list)
	if err != nil {
		return nil, err
	}
	out := BlockList{Items: []BlockedMember{}}
	for _, b := range list {
		out.Items = append(out.Items, BlockedMember{b.ID.String(), names[b.Num], b.Since})
	}
	return privateAnswer(out), nil
}

func (a *API) block(ctx context.Context, in *blockInput) (*answer, error) {
	id, err := uuid.Parse(in.Body.Member)
	if err != nil {
		return nil, edge.NotFound.With("")
	}
	v := edge.Viewer(ctx)
	seen, err := a.Members.Member(ctx, v, id)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) || errors.Is(err, &identity.Error{Code: identity.Forbidden}) {
		var met conversation.Person // who writes can be blocked, seen or not
		met, err = a.Threads.Met(ctx, v, id)
		seen.Account = met.Account
	}
	if err != nil {
		return nil, err
	}
	return noContent(), a.Desk.Block(ctx, v, seen.Account)
}

func (a *API) unblock(ctx context.Context, in *memberInput) (*answer, error) {
	v := edge.Viewer(ctx)
	list, err := a.Desk.Blocked(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if b.ID.String() == in.ID {
			return noContent(), a.Desk.Unblock(ctx, v, b.Num)
		}
	}
	return nil, edge.NotFound.With("")
}
