package web

import (
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/moderation"
)

// What people report, whom they block, and what they read of decisions.

const (
	reportPath    = "/report"
	decisionsPath = "/account/decisions"
	blocksPath    = "/account/blocks"
)

func (s *site) safetyPages() {
	s.page("GET "+reportPath, identity.Report, s.askReport)
	s.form("POST "+reportPath, identity.Report, s.sendReport)
	s.page("GET "+reportPath+"/sent", identity.Report, s.reportSent)
	s.page("GET "+decisionsPath, identity.Appeal, s.ownDecisions)
	s.form("POST "+decisionsPath+"/appeal", identity.Appeal, s.appeal)
	s.page("GET "+blocksPath, identity.Block, s.blocks)
	s.form("POST "+blocksPath, identity.Block, s.block)
	s.form("POST "+blocksPath+"/remove", identity.Block, s.unblock)
}

// reportURL leads to the form on which a thing is reported.
func reportURL(kind, id string) string {
	return reportPath + "?" + url.Values{"kind": {kind}, "id": {id}}.Encode()
}

// complaint is the form with what was typed.
type complaint struct {
	Kind, ID, Name        string
	Reason, Text, Contact string
	Urgent                bool
	Faults                map[string]string // by field
}

func (s *site) askReport(v *visit) (templ.Component, error) {
	query := v.request.URL.Query()
	c := complaint{Kind: query.Get("kind"), ID: query.Get("id")}
	if err := v.name(&c); err != nil {
		return nil, err
	}
	return reportPage(v, c), nil
}

// name gives what is reported the name that the person sees.
func (v *visit) name(c *complaint) error {
	thing, err := v.site.Office.Named(v.ctx(), v.viewer, c.Kind, c.ID)
	c.Name = thing.Label
	return err
}

func (s *site) sendReport(v *visit, form url.Values) (templ.Component, error) {
	c := complaint{
		Kind: form.Get("kind"), ID: form.Get("id"), Reason: form.Get("reason"), Text: form.Get("text"), Contact: form.Get("contact"),
		Urgent: form.Has("urgent"),
	}
	receipt, err := s.Office.Report(v.ctx(), v.viewer, moderation.Complaint{
		Kind: c.Kind, ID: c.ID, Reason: c.Reason, Urgent: c.Urgent, Text: c.Text, Contact: c.Contact, Lang: v.Lang,
		From: edge.Origin(v.request, v.Lang).Addr, Region: region,
	})
	w := &v.Safety
	if c.Faults = fieldFault(err, map[string]string{"reason": w.WhyMissing, "text": w.TextFault, "contact": w.AnswerBad}); c.Faults != nil {
		if err := v.name(&c); err != nil {
			return nil, err
		}
		return nil, faulty{reportPage(v, c)}
	}
	if err != nil {
		return nil, err
	}
	sent := url.Values{"due": {strconv.FormatInt(receipt.Due.Unix(), 10)}}
	for name, on := range map[string]bool{"urgent": receipt.Urgent, "hidden": receipt.Hidden, "away": !receipt.Working} {
		if on {
			sent.Set(name, "1")
		}
	}
	return nil, redirect(reportPath + "/sent?" + sent.Encode())
}

// fieldFault is what a page says beside the field that err names; nil when err names none of them.
func fieldFault(err error, say map[string]string) map[string]string {
	var invalid *directory.Invalid
	if !errors.As(err, &invalid) || say[invalid.Param] == "" {
		return nil
	}
	return map[string]string{invalid.Param: say[invalid.Param]}
}

// receipt is what the person reads at once.
type receipt struct {
	Urgent, Hidden, Away bool
	Due                  time.Time
}

func (s *site) reportSent(v *visit) (templ.Component, error) {
	query := v.request.URL.Query()
	due, err := strconv.ParseInt(query.Get("due"), 10, 64)
	r := receipt{Urgent: query.Has("urgent"), Hidden: query.Has("hidden"), Away: query.Has("away")}
	if at := time.Unix(due, 0); err == nil && at.After(v.now) && at.Before(v.now.AddDate(1, 0, 0)) {
		r.Due = at
	}
	return sentPage(v, r), nil
}

// judged is what the page of one's decisions shows.
type judged struct {
	Decisions []moderation.Decision
	Reports   []moderation.OwnReport
	Of        uuid.UUID // the decision whose appeal had a fault
	Text      string
	Fault     string
}

func (s *site) ownDecisions(v *visit) (templ.Component, error) {
	j, err := s.judged(v)
	if err != nil {
		return nil, err
	}
	return decisionsPage(v, j), nil
}

func (s *site) judged(v *visit) (j judged, err error) {
	if j.Decisions, err = s.Office.Concerning(v.ctx(), v.viewer); err != nil {
		return j, err
	}
	j.Reports, err = s.Office.Reported(v.ctx(), v.viewer)
	return j, err
}

func (s *site) appeal(v *visit, form url.Values) (templ.Component, error) {
	id, err := parseID(form.Get("decision"))
	if err != nil {
		return nil, err
	}
	text := form.Get(appealField(id))
	err = s.Office.Appeal(v.ctx(), v.viewer, id, text)
	if fault := fieldFault(err, map[string]string{"text": v.Safety.TextFault}); fault != nil {
		j, err := s.judged(v)
		if err != nil {
			return nil, err
		}
		j.Fault, j.Of, j.Text = fault["text"], id, text
		return nil, faulty{decisionsPage(v, j)}
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(decisionsPath, v.Safety.AskedAgain)
}

// letter is how letters about a city are written for this reader.
func (v *visit) letter(city int64) moderation.Letter {
	l := moderation.Letter{Lang: v.Lang, Zone: v.site.Live.Calendar(city).Zone()}
	if d, ok := v.site.Live.DistrictNumbered(city); ok {
		l.Team = or(d.Contact.Email, d.Contact.Phone)
	}
	return l
}

// blocked is one line of the list of people whom one has blocked.
type blocked struct {
	ID, Name string
	Since    time.Time
}

// blockForm is the page: the list, and whom one is about to block.
type blockForm struct {
	ID, Name string
	List     []blocked
}

func (s *site) blocks(v *visit) (templ.Component, error) {
	var f blockForm
	if id := v.request.URL.Query().Get("member"); id != "" {
		uid, err := parseID(id)
		if err != nil {
			return nil, err
		}
		f.ID = uid.String()
		if _, f.Name, err = v.toBlock(uid); err != nil {
			return nil, err
		}
	}
	list, err := s.Desk.Blocked(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	names, err := s.Members.NamesOfBlocked(v.ctx(), v.viewer, list)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		f.List = append(f.List, blocked{b.ID.String(), or(names[b.Num], v.Safety.Somebody), b.Since})
	}
	return blocksPage(v, f), nil
}

func (s *site) block(v *visit, form url.Values) (templ.Component, error) {
	uid, err := parseID(form.Get("member"))
	if err != nil {
		return nil, err
	}
	account, _, err := v.toBlock(uid)
	if err == nil {
		err = s.Desk.Block(v.ctx(), v.viewer, account)
	}
	if err != nil {
		return nil, err
	}
	return nil, v.say(blocksPath, v.Safety.Blocked)
}

// toBlock is a person whom the viewer sees, or writes with: that somebody else is there is not said.
func (v *visit) toBlock(uid uuid.UUID) (account int64, name string, err error) {
	seen, err := v.site.Members.Member(v.ctx(), v.viewer, uid)
	if refusal(err, identity.NotFound) || refusal(err, identity.Forbidden) {
		met, err := v.site.Threads.Met(v.ctx(), v.viewer, uid)
		return met.Account, or(met.Name, v.Safety.Somebody), err
	}
	return seen.Account, seen.Name, err
}

func (s *site) unblock(v *visit, form url.Values) (templ.Component, error) {
	list, err := s.Desk.Blocked(v.ctx(), v.viewer)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if b.ID.String() == form.Get("member") {
			if err := s.Desk.Unblock(v.ctx(), v.viewer, b.Num); err != nil {
				return nil, err
			}
			return nil, v.say(blocksPath, v.Safety.Unblocked)
		}
	}
	return nil, errNotFound
}

// cameOf says what came of a report.
func (v *visit) cameOf(r moderation.OwnReport) string {
	switch {
	case r.Waiting:
		return v.Safety.ReportWaits
	case r.Acted:
		return v.Safety.ReportActed
	}
	return v.Safety.ReportKept
}

// appealField is the field's name: a page may hold several.
func appealField(decision uuid.UUID) string { return "text-" + decision.String() }

// appealText is the field in which somebody says why they do not agree.
func (v *visit) appealText(d *moderation.Decision, j judged) field {
	f := field{Name: appealField(d.ID), Label: v.Safety.AskAgainText, Hint: v.Safety.AskAgainHint, MaxLength: "1000"}
	if j.Of == d.ID {
		f.Value, f.Fault = j.Text, j.Fault
	}
	return f
}

// faultBy joins a group of fields to what is wrong with it.
func faultBy(name, fault string) templ.Attributes {
	if fault == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": name + "-fault"}
}
