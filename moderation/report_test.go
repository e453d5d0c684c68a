package moderation

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/identity"
)

func TestReportsOfOneThingJoinOneCase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, ann, bob, lead := h.viewer("owner"), h.viewer("ann"), h.viewer("bob"), h.lead("lead", 10)
	h.thing(1, owner, 101, "un texte")
	_, first := h.report(ann, 1, "spam")
	_, second := h.report(bob, 1, "harassment")
	again, third := h.report(bob, 1, "spam") // who says it twice adds nothing
	h.report(nil, 1, "spam")
	if first != second || second != third {
		t.Error("three cases of one thing")
	}
	f, err := h.File(t.Context(), lead, first)
	if err != nil {
		t.Fatal(err)
	}
	if f.Reports != 3 || f.Reason != "harassment" || f.Urgency != Soon || f.Thing.Label != "thing 1" || !f.Holds {
		t.Errorf("%+v", f.Case)
	}
	if want := paris("2026-11-24 09:30"); !f.Due.Equal(want) { // eight hours of 9 to 18
		t.Errorf("due %v, want %v", f.Due.In(zone), want)
	}
	if f.Told[0].Member != true || f.Told[2].Member != false {
		t.Errorf("%+v", f.Told)
	}
	if mine, err := h.Reported(t.Context(), bob); err != nil || len(mine) != 1 || mine[0].ID != again.ID || !mine[0].Waiting {
		t.Errorf("%+v, %v", mine, err)
	}
	if got := h.notices(ann); !slices.Equal(got, []string{"report-received"}) {
		t.Errorf("told %q", got)
	}
	if _, err := h.Decide(t.Context(), lead, first, Verdict{}); err != nil {
		t.Fatal(err)
	}
	if _, next := h.report(ann, 1, "spam"); next == first { // what comes after a decision is a new case
		t.Error("joined a closed case")
	}
}

// However many report at once, on one thing, there is one case, and each is in it.
func TestReportsRace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.thing(1, nil, 101, "x")
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			_, err := h.Report(context.Background(), nil, Complaint{Kind: "thing", ID: "1", Reason: "spam", From: here})
			if err != nil && !strings.Contains(err.Error(), "too many") {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := h.count(`select count(*) from cases`); n != 1 {
		t.Errorf("%d cases", n)
	}
	if n := h.count(`select count(*) from reports`); n != 10 { // a network's burst
		t.Errorf("%d reports passed", n)
	}
}

func TestReportRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ann, owner := h.viewer("ann"), h.viewer("owner")
	h.thing(1, owner, 101, "x")
	ctx := t.Context()
	ok := Complaint{Kind: "thing", ID: "1", Reason: "spam", From: here, Region: "FR"}
	for want, change := range map[string]func(*Complaint){
		"field kind":    func(c *Complaint) { c.Kind = "planet" },
		"field reason":  func(c *Complaint) { c.Reason = "bad weather" },
		"field text":    func(c *Complaint) { c.Text = strings.Repeat("é", MaxText+1) },
		"field contact": func(c *Complaint) { c.Contact = "nobody" },
		"not-found":     func(c *Complaint) { c.ID = "2" },
	} {
		c := ok
		change(&c)
		_, err := h.Report(ctx, nil, c)
		wants(t, want, err, want)
	}
	// What somebody does not see, they cannot report: else they would learn that it is there.
	if err := h.desk.Block(ctx, owner, ann.Account.Num); err != nil {
		t.Fatal(err)
	}
	ann = h.viewer("ann")
	_, err := h.Report(ctx, ann, ok)
	wants(t, "of somebody who blocked them", err, "not-found")
	for i := range 11 {
		_, err = h.Report(ctx, nil, ok)
		want := ""
		if i == 10 {
			want = "too-many"
		}
		wants(t, "one more", err, want)
	}
}

func TestDangerOutOfHoursHidesAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, lead := h.viewer("owner"), h.lead("lead", 10)
	for id := int64(1); id <= 4; id++ {
		h.thing(id, owner, 101, "x")
	}
	r, _ := h.report(nil, 1, "danger")
	if !r.Urgent || !r.Working || r.Hidden || h.hidden(1) {
		t.Errorf("the team is there: %+v", r)
	}
	if got := h.notices(lead); !slices.Equal(got, []string{"case-urgent"}) {
		t.Errorf("the team is told %q", got)
	}
	h.clock.to("2026-11-28 22:00") // Saturday night
	if r, _ := h.report(nil, 2, "spam"); r.Urgent || r.Hidden || h.hidden(2) {
		t.Errorf("no danger: %+v", r)
	}
	r, of := h.report(nil, 3, "spam", func(c *Complaint) { c.Urgent = true })
	if !r.Urgent || r.Working || !r.Hidden || !h.hidden(3) {
		t.Errorf("somebody is in danger: %+v", r)
	}
	if want := paris("2026-11-30 10:00"); !r.Due.Equal(want) { // an hour after they come on Monday
		t.Errorf("due %v", r.Due.In(zone))
	}
	if got := h.notices(owner); !slices.Equal(got, []string{"hidden-for-now"}) {
		t.Errorf("the owner is told %q", got)
	}
	list, err := h.Concerning(t.Context(), owner)
	if err != nil || len(list) != 1 || !list[0].Automated || !list[0].Interim || !list[0].AppealBy.IsZero() {
		t.Fatalf("%+v, %v", list, err)
	}
	// Somebody looks, finds nothing, and it is back; nobody can take it away again by a word.
	if _, err := h.Decide(t.Context(), lead, of, Verdict{}); err != nil || h.hidden(3) {
		t.Errorf("not back: %v", err)
	}
	if got := h.notices(owner); !slices.Equal(got, []string{"hidden-for-now", "decision-about-you"}) {
		t.Errorf("the owner is told %q", got)
	}
	if r, _ := h.report(nil, 3, "danger"); r.Hidden || h.hidden(3) {
		t.Error("hidden again by a report alone")
	}
	h.clock.to("2027-01-10 03:00")
	if r, _ := h.report(lead, 4, "danger"); !r.Hidden {
		t.Errorf("%+v", r)
	}
}

// A visitor who left a contact is answered there, and it is gone with the case.
func TestVisitorIsAnswered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead := h.lead("lead", 10)
	h.thing(1, nil, 101, "x")
	_, of := h.report(nil, 1, "insult", func(c *Complaint) { c.Contact, c.Text = "Visitor@Example.org", "quel mot" })
	if _, err := h.Decide(t.Context(), lead, of, hide); err != nil {
		t.Fatal(err)
	}
	if _, err := h.desk.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := h.mail[len(h.mail)-1]
	if last.Kind != identity.ReportAnswer || last.To.Address != "visitor@example.org" || last.Code != OutcomeActed || last.Lang != "fr" {
		t.Errorf("%v to %v, %q", last.Kind, last.To.Kind, last.Code)
	}
}

func TestSealedReads(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, lead, stranger := h.viewer("owner"), h.lead("lead", 10), h.lead("stranger", 20)
	h.thing(1, owner, 101, "jeton-du-contenu")
	_, of := h.report(nil, 1, "insult", func(c *Complaint) { c.Text = "jeton-du-signalement" })
	h.exec(`update things set text = 'un autre texte'`)
	h.report(h.viewer("ann"), 1, "insult")
	h.report(h.viewer("bob"), 1, "insult") // the same words again
	_, err := h.ReadSealed(t.Context(), stranger, of)
	wants(t, "elsewhere", err, "not-found")
	_, err = h.ReadSealed(t.Context(), owner, of)
	wants(t, "its owner", err, "forbidden")
	s, err := h.ReadSealed(t.Context(), lead, of)
	if err != nil || len(s.Copies) != 2 || s.Copies[0].Fields["text"] != "jeton-du-contenu" || len(s.Said) != 1 || s.Said[0].Text != "jeton-du-signalement" {
		t.Errorf("%+v, %v", s, err)
	}
	if n := h.count(`select count(*) from audit where act = 'read-sealed' and actor = $1 and subject = 'case'`, lead.Account.Num); n != 1 {
		t.Errorf("%d reads in the audit", n)
	}
	if n := h.count(`select count(*) from audit where act = 'read-sealed'`); n != 1 {
		t.Errorf("%d reads in the audit, others were refused", n)
	}
	// A copy cannot be put in the place of another case's.
	h.thing(2, nil, 101, "y")
	_, other := h.report(nil, 2, "insult")
	h.exec(`update sealed_copies c set sealed = (select sealed from sealed_copies o where o.case_id <> c.case_id order by id limit 1)
		where case_id = (select id from cases where uid = $1)`, other)
	if _, err := h.ReadSealed(t.Context(), lead, other); err == nil {
		t.Error("read another case's copy")
	}
}

// A case lives in the district of its thing; about one's own thing nobody reads.
func TestQueueScopes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead, west, elsewhere, admin := h.lead("lead", 10), h.lead("west", 101), h.lead("elsewhere", 20), h.admin("admin")
	ambassador := h.viewer("amb", identity.Grant{Role: identity.Ambassador, District: 101})
	heads := h.viewer("heads", identity.Grant{Role: identity.Coordinator, District: 10}, identity.Grant{Role: identity.AssociationAdmin, Organisation: 5})
	h.thing(1, nil, 101, "a")
	h.thing(2, lead, 102, "b")
	h.thing(3, nil, 0, "c") // nobody knows where
	h.exec(`insert into things (id, organisation, district, text) values (4, 5, 101, 'd')`)
	for id := int64(1); id <= 4; id++ {
		h.report(nil, id, "spam")
		h.clock.pass(time.Minute)
	}
	seen := func(v *identity.Viewer, q CaseQuery) (labels []string) {
		t.Helper()
		for {
			page, err := h.Cases(t.Context(), v, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range page.Items {
				labels = append(labels, strings.TrimPrefix(c.Thing.Label, "thing "))
			}
			if q.After = page.Next; page.Next == "" {
				return labels
			}
		}
	}
	for name, want := range map[string]struct {
		v   *identity.Viewer
		q   CaseQuery
		ids string
	}{
		"the city, without one's own": {lead, CaseQuery{}, "1 4"},
		"a part":                      {west, CaseQuery{}, "1 4"},
		"another city":                {elsewhere, CaseQuery{}, ""},
		"everywhere":                  {admin, CaseQuery{}, "1 2 3 4"},
		"page by page":                {admin, CaseQuery{Limit: 1}, "1 2 3 4"},
		"a district":                  {admin, CaseQuery{District: 102}, "2"},
		"without one's association's": {heads, CaseQuery{}, "1 2"},
		"urgent":                      {admin, CaseQuery{Urgency: Soon}, ""},
		"mine":                        {admin, CaseQuery{Mine: true}, ""},
		"closed":                      {admin, CaseQuery{States: []State{Closed}}, ""},
		"by reason":                   {admin, CaseQuery{Reason: "spam"}, "1 2 3 4"},
		"late":                        {admin, CaseQuery{Overdue: true}, ""},
	} {
		if got := strings.Join(seen(want.v, want.q), " "); got != want.ids {
			t.Errorf("%s: %q, want %q", name, got, want.ids)
		}
	}
	_, err := h.Cases(t.Context(), ambassador, CaseQuery{})
	wants(t, "an ambassador", err, "forbidden")
	_, err = h.Cases(t.Context(), nil, CaseQuery{})
	wants(t, "a visitor", err, "no-session")
	_, err = h.Cases(t.Context(), lead, CaseQuery{District: 201})
	wants(t, "another city's", err, "forbidden")
	_, err = h.Cases(t.Context(), lead, CaseQuery{After: "x"})
	wants(t, "a made-up cursor", err, "field after")
}

// A danger waits behind nothing, however late the rest is; pages follow each other without a gap.
func TestQueueShowsDangerFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead := h.lead("lead", 10)
	for id := range int64(4) {
		h.thing(id+1, nil, 101, "text")
	}
	_, late := h.report(nil, 1, "spam")
	h.clock.pass(5 * 24 * time.Hour)
	_, soon := h.report(nil, 2, "fraud")
	_, danger := h.report(nil, 3, "danger")
	h.clock.pass(time.Minute)
	_, danger2 := h.report(nil, 4, "minor")
	var got []uuid.UUID
	for q := (CaseQuery{Limit: 1}); ; {
		page, err := h.Cases(t.Context(), lead, q)
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("after %d: %d cases, %v", len(got), len(page.Items), err)
		}
		got = append(got, page.Items[0].ID)
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if want := []uuid.UUID{danger, danger2, late, soon}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
