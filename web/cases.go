package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/moderation"
)

// What moderators do: the queue, one case, a decision read before it is sent, another look, the audit.

const casesPath = "/staff/cases"

func (s *site) casePages() {
	s.page("GET "+casesPath, identity.ReadCases, s.cases)
	s.form("POST "+casesPath+"/hours", identity.DecideCase, s.setTeamHours)
	s.page("GET "+casesPath+"/{id}", identity.ReadCases, s.caseFile)
	s.form("POST "+casesPath+"/{id}", identity.DecideCase, s.turnCase)
	s.form("POST "+casesPath+"/{id}/sealed", identity.ReadSealed, s.openSealed)
	s.form("POST "+casesPath+"/{id}/decide", identity.DecideCase, s.decideCase)
	s.form("POST "+casesPath+"/{id}/resolve", identity.DecideCase, s.resolveAppeal)
	s.page("GET /staff/audit", identity.ReadAudit, s.audit)
}

// queue is the page of cases.
type queue struct {
	moderation.CasePage
	At       string // district's code; empty = all that one may
	State    string
	Urgency  string
	Mine     bool
	Overdue  bool
	City     int64 // whose team hours stand below; 0 = none
	Hours    string
	BadHours string
}

func (s *site) cases(v *visit) (templ.Component, error) {
	q := v.request.URL.Query()
	return s.queueOf(v, queue{At: q.Get("district"), State: q.Get("state"), Urgency: q.Get("urgency"), Mine: q.Has("mine"), Overdue: q.Has("overdue")})
}

func (s *site) queueOf(v *visit, page queue) (templ.Component, error) {
	ask := moderation.CaseQuery{Mine: page.Mine, Overdue: page.Overdue, After: v.request.URL.Query().Get("after")}
	if d, ok := s.Live.District(page.At); ok {
		ask.District = d.Num
	}
	if slices.Contains(moderation.States(), moderation.State(page.State)) {
		ask.States = []moderation.State{moderation.State(page.State)}
	}
	ask.Urgency, _ = moderation.UrgencyNamed(page.Urgency)
	var err error
	if page.CasePage, err = s.Office.Cases(v.ctx(), v.viewer, ask); err != nil {
		return nil, err
	}
	for _, p := range v.posts(identity.DecideCase) {
		if d := v.districtOf(p); d != nil && d.Parent == 0 && page.Hours == "" {
			page.City = d.Num
			if page.Hours, err = s.Office.TeamHours(v.ctx(), v.viewer, d.Num); err != nil {
				return nil, err
			}
		}
	}
	return casesPage(v, page), nil
}

// more leads to the next page of the queue.
func (q queue) more() string {
	values := url.Values{"after": {q.Next}}
	for name, value := range map[string]string{"district": q.At, "state": q.State, "urgency": q.Urgency} {
		if value != "" {
			values.Set(name, value)
		}
	}
	for name, on := range map[string]bool{"mine": q.Mine, "overdue": q.Overdue} {
		if on {
			values.Set(name, "1")
		}
	}
	return casesPath + "?" + values.Encode()
}

func (s *site) setTeamHours(v *visit, form url.Values) (templ.Component, error) {
	d, ok := s.Live.District(form.Get("city"))
	if !ok {
		return nil, errNotFound
	}
	err := s.Office.SetTeamHours(v.ctx(), v.viewer, d.Num, form.Get("hours"))
	if fault := fieldFault(err, map[string]string{"hours": v.Safety.TeamHoursBad}); fault != nil {
		page, err := s.queueOf(v, queue{City: d.Num, Hours: form.Get("hours"), BadHours: fault["hours"]})
		if err != nil {
			return nil, err
		}
		return nil, faulty{page}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(casesPath, v.Safety.TeamHoursSaved)
}

// dossier is one case as its page shows it.
type dossier struct {
	moderation.File
	Opened  bool
	Sealed  moderation.Sealed
	Verdict moderation.Verdict // what was typed
	Faults  map[string]string
}

func (s *site) dossier(v *visit) (d dossier, id uuid.UUID, err error) {
	if id, err = v.id(); err != nil {
		return d, id, err
	}
	d.File, err = s.Office.File(v.ctx(), v.viewer, id)
	return d, id, err
}

func (s *site) caseFile(v *visit) (templ.Component, error) {
	d, _, err := s.dossier(v)
	if err != nil {
		return nil, err
	}
	return casePage(v, d), nil
}

// turnCase takes, gives back, hands on, or notes something.
func (s *site) turnCase(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	said := v.Safety.Noted
	switch act := form.Get("act"); act {
	case string(moderation.Take):
		err = s.Office.Take(v.ctx(), v.viewer, id)
	case string(moderation.Release):
		err = s.Office.Release(v.ctx(), v.viewer, id)
	case string(moderation.Escalate):
		err = s.Office.Escalate(v.ctx(), v.viewer, id)
	case string(moderation.Appeal):
		err = s.Office.AppealByLetter(v.ctx(), v.viewer, id)
	case moderation.StepNote:
		err = s.Office.Note(v.ctx(), v.viewer, id, act, form.Get("note"))
	case moderation.StepAuthority:
		err = s.Office.Note(v.ctx(), v.viewer, id, act, form.Get("authority"))
	default:
		err = s.Office.Note(v.ctx(), v.viewer, id, act, "")
	}
	return nil, v.afterCase(id, err, said)
}

// afterCase goes back to the case and says what happened. A case that has changed meanwhile is no mistake of who asked.
func (v *visit) afterCase(id uuid.UUID, err error, said string) error {
	path := casesPath + "/" + id.String()
	if refusal(err, identity.BadValue) {
		return v.say(path, v.Safety.Changed)
	}
	if err != nil {
		return err
	}
	return v.say(path, said)
}

// openSealed shows what is sealed in this answer and nowhere else: each read is an act of its own.
func (s *site) openSealed(v *visit, _ url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	sealed, err := s.Office.ReadSealed(v.ctx(), v.viewer, id)
	if err != nil {
		return nil, err
	}
	d, _, err := s.dossier(v)
	if err != nil {
		return nil, err
	}
	d.Opened, d.Sealed = true, sealed
	return casePage(v, d), nil
}

// decideCase shows both letters first; confirmed, it decides.
func (s *site) decideCase(v *visit, form url.Values) (templ.Component, error) {
	days := 0
	measure := moderation.Measure(form.Get("measure"))
	if measure == moderation.Silenced {
		days, _ = strconv.Atoi(form.Get("days")) // what is no number is refused as 0 is
	}
	verdict := moderation.Verdict{
		Hide: form.Get("content") == "hide", Measure: measure, Days: days, Rule: form.Get("rule"), Facts: form.Get("facts"),
	}
	d, id, err := s.dossier(v)
	if err != nil {
		return nil, err
	}
	d.Verdict = verdict
	if form.Has("correct") {
		return casePage(v, d), nil
	}
	if form.Has("confirm") {
		_, err = s.Office.Decide(v.ctx(), v.viewer, id, verdict)
	} else if err = s.Office.MayDecide(v.ctx(), v.viewer, id, verdict); err == nil {
		return previewPage(v, d), nil
	}
	if d.Faults = fieldFault(err, v.Safety.Faults); d.Faults != nil {
		return nil, faulty{casePage(v, d)}
	}
	return nil, v.afterCase(id, err, v.Safety.Decided)
}

func (s *site) resolveAppeal(v *visit, form url.Values) (templ.Component, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	return nil, v.afterCase(id, s.Office.Resolve(v.ctx(), v.viewer, id, form.Get("outcome") == "reverse"), v.Safety.Resolved)
}

// decidable says whether the viewer may send a decision now.
func (d dossier) decidable(v *visit) bool {
	return d.State.Allows(moderation.Decide) && (d.State != moderation.Taken || d.TakenBy == v.viewer.Account.Num) &&
		(d.State != moderation.Escalated || v.viewer.Could(identity.Suspend)) && !d.Suspected
}

// hasDecided says whether the viewer decided something in the case: then somebody else must look again.
func (d dossier) hasDecided(v *visit) bool {
	return slices.ContainsFunc(d.Decisions, func(m moderation.Decision) bool { return m.By == v.viewer.Account.Num })
}

// appealable says whether the person concerned may still ask for another look.
func (d dossier) appealable() bool {
	return slices.ContainsFunc(d.Decisions, func(m moderation.Decision) bool { return !m.AppealBy.IsZero() })
}

// measures are those that the viewer may take.
func (v *visit) measures() []moderation.Measure {
	list := []moderation.Measure{moderation.Nothing, moderation.Warn}
	for m, needs := range map[moderation.Measure]identity.Action{
		moderation.Silenced: identity.Silence, moderation.Suspends: identity.Suspend, moderation.Bans: identity.Ban,
	} {
		if v.viewer.Could(needs) {
			list = append(list, m)
		}
	}
	order := moderation.Measures()
	slices.SortFunc(list, func(a, b moderation.Measure) int { return slices.Index(order, a) - slices.Index(order, b) })
	return list
}

// due says how long there is left, or how late it is.
func (v *visit) due(c *moderation.Case) (text string, late bool) {
	left := c.Due.Sub(v.now)
	if left < 0 {
		return fmt.Sprintf(v.Safety.LateBy, v.span(-left)), true
	}
	return fmt.Sprintf(v.Safety.DueIn, v.span(left)), false
}

func (v *visit) span(d time.Duration) string {
	switch {
	case d < 90*time.Minute:
		return fmt.Sprintf(v.Safety.Minutes, int(d.Minutes()))
	case d < 36*time.Hour:
		return fmt.Sprintf(v.Safety.HoursN, int((d + 30*time.Minute).Hours()))
	}
	return fmt.Sprintf(v.Safety.Days, int((d+12*time.Hour).Hours()/24))
}

// waits says whether a case waits for somebody.
func waits(c *moderation.Case) bool {
	return c.State != moderation.Decided && c.State != moderation.Closed
}

func (v *visit) reportsOf(c *moderation.Case) string {
	if c.Reports == 1 {
		return v.Safety.ReportsN[0]
	}
	return fmt.Sprintf(v.Safety.ReportsN[1], c.Reports)
}

// whoBy names an account as colleagues see each other here.
func (v *visit) whoBy(account int64) string {
	switch account {
	case 0:
		return v.Safety.TheRule
	case v.viewer.Account.Num:
		return v.Safety.You
	}
	return v.Safety.Colleague
}

// didStep names who did something in a case; empty when the step itself says so. Who reported is never told.
func (v *visit) didStep(s moderation.Step) string {
	switch {
	case s.Act == moderation.StepReport:
		return ""
	case s.By == 0 && s.Act == string(moderation.Appeal):
		return v.Safety.TheConcerned
	}
	return v.whoBy(s.By)
}

// sealedText says one field of a copy; lists of codes become words.
func (v *visit) sealedText(field, text string) string {
	var table []directory.Term
	switch field {
	case "languages":
		table = directory.Languages
	case "interests":
		for _, i := range directory.Interests {
			table = append(table, i.Term)
		}
	default:
		return text
	}
	codes := strings.Split(text, ", ")
	for i, code := range codes {
		codes[i] = v.termName(table, code)
	}
	return strings.Join(codes, ", ")
}

// stepCode says the code of a step in words; what it has none for is empty.
func (v *visit) stepCode(s moderation.Step) string {
	switch s.Act {
	case moderation.StepNote:
		return v.Safety.Notes[s.Code]
	case moderation.StepAuthority:
		return v.Safety.Authorities[s.Code]
	}
	return v.Safety.Reasons[s.Code].Label
}

// fieldNames of a copy in the order in which people read them.
var fieldNames = []string{
	"name", "text", "description", "notices", "services", "address", "access", "hours", "phone", "email", "website", "languages", "interests",
}

// auditPage is one page of the audit.
type auditList struct {
	Entries []identity.Entry
	Before  int64 // of the next page; 0 = none
}

func (s *site) audit(v *visit) (templ.Component, error) {
	const perPage = 50
	before, _ := strconv.ParseInt(v.request.URL.Query().Get("before"), 10, 64)
	entries, numbers, err := s.Desk.Audit(v.ctx(), v.viewer, before, perPage)
	if err != nil {
		return nil, err
	}
	list := auditList{Entries: entries}
	if len(numbers) == perPage {
		list.Before = numbers[perPage-1]
	}
	return auditPage(v, list), nil
}

// actor names who did something, by the number that the audit holds.
func (v *visit) actor(account int64) string {
	if account == 0 {
		return v.Safety.AuditOperator
	}
	return fmt.Sprintf(v.Safety.AuditAccount, account)
}

// letterToConcerned is the statement that the decision would send; nil when there is nobody to send it to, or nothing to say.
func (d dossier) letterToConcerned(v *visit) []moderation.Part {
	changes := d.Verdict.Hide || d.Verdict.Measure != moderation.Nothing || d.Hides
	if !changes || d.Owner == 0 && d.Organisation == 0 {
		return nil
	}
	would := d.Verdict.Preview(d.Kind, v.now)
	return would.Statement(v.letter(d.City))
}

func (d dossier) letterToReporter(v *visit) string {
	return moderation.Answer(moderation.OutcomeOf(d.Verdict.Preview(d.Kind, v.now)), v.Lang)
}
