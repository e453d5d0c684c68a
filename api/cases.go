package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/moderation"
)

// Case is one thing that was reported, until somebody has decided.
type Case struct {
	ID        string       `json:"id" format:"uuid"`
	Kind      string       `json:"kind" doc:"Of the thing."`
	Thing     *ThingRef    `json:"thing,omitempty" doc:"Absent when it is gone."`
	District  *DistrictRef `json:"district,omitempty"`
	State     string       `json:"state" enum:"open,taken,escalated,decided,appealed,closed"`
	Reason    string       `json:"reason" doc:"Of the most urgent report."`
	Urgency   string       `json:"urgency" enum:"ordinary,soon,danger"`
	Mine      bool         `json:"mine" doc:"One has taken it oneself."`
	Hidden    bool         `json:"hidden"`
	Suspected bool         `json:"suspected" doc:"A serious crime is suspected, and no authority has been told yet."`
	Reports   int          `json:"reports"`
	Opened    time.Time    `json:"opened"`
	Due       time.Time    `json:"due"`
}

// ThingRef names a thing.
type ThingRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// CasePage is one page of cases, dangers first, then the nearest deadline.
type CasePage struct {
	Items []Case `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

// CaseFile is everything about a case but what is sealed.
type CaseFile struct {
	Case
	Told      []CaseReport   `json:"told" nullable:"false" doc:"The reports. Never by whom."`
	Steps     []CaseStep     `json:"steps" nullable:"false"`
	Decisions []CaseDecision `json:"decisions" nullable:"false"`
	Sealed    bool           `json:"sealed" doc:"Something is sealed: POST /v1/cases/{id}/sealed opens it, and is in the audit."`
}

// CaseReport is one report.
type CaseReport struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	Urgent bool      `json:"urgent"`
	Member bool      `json:"member" doc:"Signed in, else a visitor."`
}

// CaseStep is one line of a case's history.
type CaseStep struct {
	At   time.Time `json:"at"`
	Act  string    `json:"act"`
	Code string    `json:"code,omitempty"`
	Mine bool      `json:"mine"`
}

// CaseDecision is one that was made in a case.
type CaseDecision struct {
	ID        string    `json:"id" format:"uuid"`
	At        time.Time `json:"at"`
	Hide      bool      `json:"hide"`
	Measure   string    `json:"measure,omitempty"`
	Rule      string    `json:"rule,omitempty"`
	Until     string    `json:"until,omitempty" format:"date-time"`
	Automated bool      `json:"automated"`
	Interim   bool      `json:"interim" doc:"Until somebody decides."`
	Statement []Section `json:"statement" nullable:"false"`
}

// Opened is what was sealed in a case.
type Opened struct {
	Copies  []Copied `json:"copies" nullable:"false"`
	Reports []Said   `json:"reports" nullable:"false"`
	Appeals []Said   `json:"appeals" nullable:"false"`
}

// Copied is the thing as it stood when somebody reported it.
type Copied struct {
	At     time.Time         `json:"at"`
	Fields map[string]string `json:"fields"`
}

// Said is what one person wrote.
type Said struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

type (
	casesInput struct {
		District string   `query:"district" maxLength:"32" doc:"Code of a district, its whole subtree; all one may read when left out."`
		State    []string `query:"state,explode" maxItems:"6" doc:"Several: any of them; those that wait for somebody when left out." enum:"open,taken,escalated,decided,appealed,closed"`
		Urgency  string   `query:"urgency" enum:"ordinary,soon,danger" doc:"This or more."`
		Reason   string   `query:"reason" maxLength:"32"`
		Mine     bool     `query:"mine"`
		Overdue  bool     `query:"overdue"`
		Limit    int      `query:"limit" default:"20" minimum:"1" maximum:"100"`
		After    string   `query:"after" maxLength:"64" doc:"next of the page before."`
	}
	caseInput struct {
		ID string `path:"id" format:"uuid" maxLength:"36"`
	}
	caseStepInput struct {
		ID   string `path:"id" format:"uuid" maxLength:"36"`
		Body struct {
			Act  string `json:"act" enum:"take,release,escalate,appeal,note,suspect,authority,no-suspicion" doc:"appeal: the person concerned asked for another look by letter."`
			Code string `json:"code,omitempty" maxLength:"64" doc:"Of a note, or which authority was told."`
		}
	}
	decideInput struct {
		ID   string `path:"id" format:"uuid" maxLength:"36"`
		Body struct {
			Hide    bool   `json:"hide,omitempty"`
			Measure string `json:"measure,omitempty" enum:"warn,silence,suspend,ban"`
			Days    int    `json:"days,omitempty" minimum:"0" maximum:"90" doc:"Of a silence."`
			Rule    string `json:"rule,omitempty" maxLength:"32" doc:"A reason's code: the rule that was broken. Empty when nothing is done."`
			Facts   string `json:"facts,omitempty" maxLength:"6000" doc:"What one saw: up to 1,500 characters, for the person concerned."`
		}
	}
	resolveInput struct {
		ID   string `path:"id" format:"uuid" maxLength:"36"`
		Body struct {
			Outcome string `json:"outcome" enum:"uphold,reverse"`
		}
	}
)

func (a *API) registerCases(op func(id, method, path, summary string, responses map[string]*huma.Response) huma.Operation) {
	const get, post = http.MethodGet, http.MethodPost
	register(a, identity.ReadCases, op("list-cases", get, "/v1/cases", "Cases in one's area, dangers first, then the nearest deadline",
		answers(content[CasePage](a, "application/json"))), a.cases)
	register(a, identity.ReadCases, op("get-case", get, "/v1/cases/{id}", "One case", answers(content[CaseFile](a, "application/json"))), a.caseFile)
	register(a, identity.ReadSealed, op("open-case", post, "/v1/cases/{id}/sealed", "Open what is sealed in a case; each read is in the audit",
		answers(content[Opened](a, "application/json"))), a.openCase)
	register(a, identity.DecideCase, op("step-case", post, "/v1/cases/{id}/steps", "Take a case, give it back, hand it on, or note something", done()), a.stepCase)
	register(a, identity.DecideCase, op("decide-case", post, "/v1/cases/{id}/decisions", "Decide a case; both sides are told",
		answers(content[CaseDecision](a, "application/json"))), a.decideCase)
	register(a, identity.DecideCase, op("resolve-appeal", post, "/v1/cases/{id}/appeal", "Decide an appeal, as somebody who decided nothing in the case", done()), a.resolveAppeal)
}

func (a *API) cases(ctx context.Context, in *casesInput) (*answer, error) {
	q := moderation.CaseQuery{Reason: in.Reason, Mine: in.Mine, Overdue: in.Overdue, Limit: in.Limit, After: in.After}
	for _, s := range in.State {
		q.States = append(q.States, moderation.State(s))
	}
	q.Urgency, _ = moderation.UrgencyNamed(in.Urgency)
	if in.District != "" {
		d, ok := a.Live.District(in.District)
		if !ok {
			return nil, edge.BadParameter.At("district", "not known")
		}
		q.District = d.Num
	}
	v := edge.Viewer(ctx)
	page, err := a.Office.Cases(ctx, v, q)
	if err != nil {
		return nil, err
	}
	out := CasePage{Items: []Case{}, Next: page.Next}
	for i := range page.Items {
		out.Items = append(out.Items, a.caseOf(v, &page.Items[i]))
	}
	return privateAnswer(out), nil
}

func (a *API) caseOf(v *identity.Viewer, c *moderation.Case) Case {
	out := Case{
		ID: c.ID.String(), Kind: c.Kind, State: string(c.State), Reason: c.Reason, Urgency: c.Urgency.String(),
		Mine: c.TakenBy == v.Account.Num, Hidden: c.Hides, Suspected: c.Suspected, Reports: c.Reports, Opened: c.Opened, Due: c.Due,
	}
	if c.Thing.ID != "" {
		out.Thing = &ThingRef{c.Thing.ID, c.Thing.Label}
	}
	if d, ok := a.Live.DistrictNumbered(c.District); ok {
		out.District = &DistrictRef{d.Code, d.Name}
	}
	return out
}

// caseID reads the id of a path; what cannot be one is not found.
func caseID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return id, edge.NotFound.With("")
	}
	return id, nil
}

func (a *API) caseFile(ctx context.Context, in *caseInput) (*answer, error) {
	id, err := caseID(in.ID)
	if err != nil {
		return nil, err
	}
	v := edge.Viewer(ctx)
	f, err := a.Office.File(ctx, v, id)
	if err != nil {
		return nil, err
	}
	out := CaseFile{Case: a.caseOf(v, &f.Case), Told: []CaseReport{}, Steps: []CaseStep{}, Decisions: []CaseDecision{}, Sealed: f.Holds}
	for _, r := range f.Told {
		out.Told = append(out.Told, CaseReport{r.At, r.Reason, r.Urgent, r.Member})
	}
	for _, s := range f.Steps {
		out.Steps = append(out.Steps, CaseStep{s.At, s.Act, s.Code, s.By == v.Account.Num})
	}
	for i := range f.Decisions {
		out.Decisions = append(out.Decisions, a.decisionOf(&f.Decisions[i], origin(ctx).Lang))
	}
	return privateAnswer(out), nil
}

func (a *API) decisionOf(d *moderation.Decision, lang string) CaseDecision {
	return CaseDecision{
		ID: d.ID.String(), At: d.At, Hide: d.Hide, Measure: string(d.Measure), Rule: d.Rule, Until: optionalTime(d.Until),
		Automated: d.Automated, Interim: d.Interim, Statement: a.sections(d, lang),
	}
}

func (a *API) openCase(ctx context.Context, in *caseInput) (*answer, error) {
	id, err := caseID(in.ID)
	if err != nil {
		return nil, err
	}
	s, err := a.Office.ReadSealed(ctx, edge.Viewer(ctx), id)
	if err != nil {
		return nil, err
	}
	out := Opened{Copies: []Copied{}, Reports: saidBy(s.Said), Appeals: saidBy(s.Appeals)}
	for _, c := range s.Copies {
		out.Copies = append(out.Copies, Copied{c.At, c.Fields})
	}
	return privateAnswer(out), nil
}

func saidBy(list []moderation.Said) []Said {
	out := []Said{}
	for _, s := range list {
		out = append(out, Said{s.At, s.Text})
	}
	return out
}

func (a *API) stepCase(ctx context.Context, in *caseStepInput) (*answer, error) {
	id, err := caseID(in.ID)
	if err != nil {
		return nil, err
	}
	v := edge.Viewer(ctx)
	switch in.Body.Act {
	case string(moderation.Take):
		err = a.Office.Take(ctx, v, id)
	case string(moderation.Release):
		err = a.Office.Release(ctx, v, id)
	case string(moderation.Escalate):
		err = a.Office.Escalate(ctx, v, id)
	case string(moderation.Appeal):
		err = a.Office.AppealByLetter(ctx, v, id)
	default:
		err = a.Office.Note(ctx, v, id, in.Body.Act, in.Body.Code)
	}
	return noContent(), err
}

func (a *API) decideCase(ctx context.Context, in *decideInput) (*answer, error) {
	id, err := caseID(in.ID)
	if err != nil {
		return nil, err
	}
	d, err := a.Office.Decide(ctx, edge.Viewer(ctx), id, moderation.Verdict{
		Hide: in.Body.Hide, Measure: moderation.Measure(in.Body.Measure), Days: in.Body.Days, Rule: in.Body.Rule, Facts: in.Body.Facts,
	})
	if err != nil {
		return nil, err
	}
	return privateAnswer(a.decisionOf(&d, origin(ctx).Lang)), nil
}

func (a *API) resolveAppeal(ctx context.Context, in *resolveInput) (*answer, error) {
	id, err := caseID(in.ID)
	if err != nil {
		return nil, err
	}
	return noContent(), a.Office.Resolve(ctx, edge.Viewer(ctx), id, in.Body.Outcome == "reverse")
}
