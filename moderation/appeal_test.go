package moderation

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

func TestAppealIsDecidedBySomebodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, ann, lead, other := h.viewer("owner"), h.viewer("ann"), h.lead("lead", 10), h.lead("other", 10)
	h.thing(1, owner, 101, "x")
	_, of := h.report(ann, 1, "insult")
	v := verdict(Silenced, 10)
	v.Hide = true
	d := h.decide(lead, of, v)
	ctx := t.Context()
	wants(t, "somebody else's", h.Appeal(ctx, ann, d.ID, ""), "not-found")
	wants(t, "a visitor", h.Appeal(ctx, nil, d.ID, ""), "no-session")
	wants(t, "too long", h.Appeal(ctx, owner, d.ID, strings.Repeat("é", MaxText+1)), "field text")
	wants(t, "resolve before", h.Resolve(ctx, other, of, true), "bad-value")
	h.clock.to("2026-11-27 17:00")
	wants(t, "appeal", h.Appeal(ctx, owner, d.ID, "ce n’est pas moi"), "")
	wants(t, "twice", h.Appeal(ctx, owner, d.ID, ""), "bad-value")
	wants(t, "by who decided", h.Resolve(ctx, lead, of, true), "forbidden")
	f, err := h.File(ctx, other, of)
	if err != nil || f.State != Appealed || !f.Due.Equal(paris("2026-12-04 12:00")) { // 40 hours of nine a day
		t.Errorf("%s, due %v, %v", f.State, f.Due.In(zone), err)
	}
	if s, err := h.ReadSealed(ctx, other, of); err != nil || len(s.Appeals) != 1 || s.Appeals[0].Text != "ce n’est pas moi" {
		t.Errorf("%+v, %v", s, err)
	}
	wants(t, "resolve", h.Resolve(ctx, other, of, true), "")
	if h.hidden(1) || h.standing(owner) != "active" || h.state(of) != Closed {
		t.Errorf("hidden %v, %s, %s", h.hidden(1), h.standing(owner), h.state(of))
	}
	if got := h.notices(owner); !slices.Equal(got, []string{"decision-about-you", "appeal-decided reversed"}) {
		t.Errorf("the owner is told %q", got)
	}
	if got := h.notices(ann); !slices.Equal(got, []string{"report-received", "report-decided acted", "report-reversed shown-again"}) {
		t.Errorf("who reported is told %q", got)
	}
	if list, err := h.Concerning(ctx, owner); err != nil || list[0].Outcome != "reversed" || list[0].Appealed.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAppealUpheld(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, lead, other := h.viewer("owner"), h.lead("lead", 10), h.lead("other", 10)
	h.thing(1, owner, 101, "x")
	_, of := h.report(nil, 1, "insult")
	v := verdict(Silenced, 10)
	v.Hide = true
	d := h.decide(lead, of, v)
	wants(t, "appeal", h.Appeal(t.Context(), owner, d.ID, ""), "")
	wants(t, "resolve", h.Resolve(t.Context(), other, of, false), "")
	if !h.hidden(1) || h.standing(owner) != "active silenced" || h.state(of) != Closed {
		t.Errorf("hidden %v, %s, %s", h.hidden(1), h.standing(owner), h.state(of))
	}
}

// What another case wants stays when one is taken back.
func TestTakingBackLeavesOtherSanctions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, admin, other := h.viewer("owner"), h.admin("admin"), h.admin("other")
	ctx := t.Context()
	for id, m := range []Verdict{verdict(Silenced, 20), verdict(Silenced, 5), verdict(Suspends, 0), verdict(Suspends, 0)} {
		h.thing(int64(id), owner, 101, "x")
		_, of := h.report(nil, int64(id), "harassment")
		d := h.decide(admin, of, m)
		wants(t, "appeal", h.Appeal(ctx, owner, d.ID, ""), "")
	}
	silenced := func() int {
		return h.count(`select round(extract(epoch from silenced_until - $2::timestamptz) / 86400) from accounts where id = $1`, owner.Account.Num, h.now())
	}
	if n := silenced(); n != 20 {
		t.Errorf("a shorter silence made it %d days", n)
	}
	back := func(subject int) {
		t.Helper()
		var id [16]byte
		if err := h.pool.QueryRow(ctx, `select uid from cases where subject_id = $1`, subject).Scan(&id); err != nil {
			t.Fatal(err)
		}
		wants(t, "resolve", h.Resolve(ctx, other, id, true), "")
	}
	back(0)
	if n := silenced(); n != 5 {
		t.Errorf("%d days are left, another case wants 5", n)
	}
	back(1)
	if n := silenced(); n != 0 {
		t.Errorf("%d days are left", n)
	}
	back(2)
	if got := h.standing(owner); got != "suspended" {
		t.Errorf("%s, another case wants it suspended", got)
	}
	back(3)
	if got := h.standing(owner); got != "active" {
		t.Error(got)
	}
}

func TestAppealRace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, lead := h.viewer("owner"), h.lead("lead", 10)
	h.thing(1, owner, 101, "x")
	_, of := h.report(nil, 1, "insult")
	d := h.decide(lead, of, hide)
	others := []*identity.Viewer{h.lead("a", 10), h.lead("b", 10)}
	var appealed, resolved atomic.Int32
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			if h.Appeal(context.Background(), owner, d.ID, "") == nil {
				appealed.Add(1)
			}
			if h.Resolve(context.Background(), others[i%2], of, i%3 == 0) == nil {
				resolved.Add(1)
			}
		})
	}
	all.Wait()
	if appealed.Load() != 1 || resolved.Load() != 1 || h.state(of) != Closed {
		t.Errorf("%d appeals, %d resolved, %s", appealed.Load(), resolved.Load(), h.state(of))
	}
}

// An association answers for what is its own, through who acts as it.
func TestAssociationAppeals(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	head, lead := h.viewer("head", identity.Grant{Role: identity.AssociationAdmin, Organisation: 5}), h.lead("lead", 10)
	h.exec(`insert into things (id, organisation, district, text) values (1, 5, 101, 'x')`)
	_, of := h.report(nil, 1, "insult")
	d := h.decide(lead, of, hide)
	if got := h.notices(head); !slices.Equal(got, []string{"decision-about-you"}) {
		t.Errorf("its head is told %q", got)
	}
	wants(t, "as oneself", h.Appeal(t.Context(), head, d.ID, ""), "not-found")
	token, err := h.desk.ActAs(t.Context(), head, 5)
	if err != nil {
		t.Fatal(err)
	}
	if head, err = h.desk.Check(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	if list, err := h.Concerning(t.Context(), head); err != nil || len(list) != 1 {
		t.Errorf("%d decisions, %v", len(list), err)
	}
	wants(t, "as the association", h.Appeal(t.Context(), head, d.ID, ""), "")
}

// What is sealed goes when the case closes, after six months at the latest; a case nobody appealed closes by itself (P7).
func TestRetention(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead := h.lead("lead", 10)
	h.thing(1, h.viewer("owner"), 101, "x")
	h.thing(2, nil, 101, "y")
	h.thing(3, nil, 101, "z")
	_, decided := h.report(h.viewer("ann"), 1, "insult", func(c *Complaint) { c.Text = "un mot" })
	_, dismissed := h.report(nil, 2, "insult", func(c *Complaint) { c.Text = "un mot" })
	_, forgotten := h.report(nil, 3, "insult", func(c *Complaint) { c.Text = "un mot" })
	h.decide(lead, decided, hide)
	h.decide(lead, dismissed, Verdict{})
	sealed := func(id any) int {
		return h.count(`select (select count(*) from sealed_copies s where s.case_id = c.id) + (select count(*) from reports r where r.case_id = c.id and sealed is not null)
			from cases c where uid = $1`, id)
	}
	sweep := func() {
		t.Helper()
		if err := h.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := sealed(dismissed); n != 0 {
		t.Errorf("%d things sealed in a closed case", n)
	}
	h.clock.pass(SealedLasts - 1)
	sweep()
	if sealed(decided) != 2 || sealed(forgotten) != 2 || h.state(decided) != Decided {
		t.Error("gone before its time")
	}
	h.clock.pass(1)
	sweep()
	if sealed(decided)+sealed(forgotten) != 0 || h.state(forgotten) != Open {
		t.Error("kept longer than six months")
	}
	h.clock.pass(AppealLasts - SealedLasts)
	sweep()
	if h.state(decided) != Closed || !h.hidden(1) {
		t.Errorf("%s, hidden %v", h.state(decided), h.hidden(1))
	}
	h.clock.pass(CaseLasts)
	sweep()
	if n := h.count(`select count(*) from cases`); n != 1 {
		t.Errorf("%d cases are left, one waits", n)
	}
	if n := h.count(`select count(*) from audit where subject = 'case'`); n == 0 {
		t.Error("the audit is gone with the cases")
	}
}

// Everything a person wrote, and what we wrote to them, goes; copies stay sealed until their case closes (P7).
func TestExportAndErase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ann, lead, other := h.viewer("ann"), h.lead("lead", 10), h.lead("other", 10)
	h.thing(1, ann, 101, "jeton-copie")
	h.thing(2, nil, 101, "x")
	ctx := t.Context()
	_, about := h.report(nil, 1, "insult", func(c *Complaint) { c.Text = "d’un autre" })
	d, err := h.Decide(ctx, lead, about, Verdict{Hide: true, Rule: "insult", Facts: "jeton-faits"})
	wants(t, "decide", err, "")
	wants(t, "appeal", h.Appeal(ctx, ann, d.ID, "jeton-appel"), "")
	h.report(ann, 2, "spam", func(c *Complaint) { c.Text = "jeton-signalement" })
	export := func() (text string) {
		err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
			sheets, err := h.Export(ctx, tx, ann.Account.Num)
			for _, s := range sheets {
				for _, r := range s.Rows {
					if len(r) != len(s.Columns) {
						t.Errorf("%s: %d cells of %d", s.Name, len(r), len(s.Columns))
					}
					for _, cell := range r {
						if word, ok := cell.(string); ok {
							text += " " + word
						}
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if got := export(); !strings.Contains(got, "jeton-faits") || !strings.Contains(got, "jeton-appel") || !strings.Contains(got, "jeton-signalement") {
		t.Errorf("exported %q", got)
	}
	if strings.Contains(export(), "d’un autre") {
		t.Error("exports what somebody else said")
	}
	if err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error { return h.Erase(ctx, tx, ann.Account.Num) }); err != nil {
		t.Fatal(err)
	}
	if n := h.count(`select count(*) from reports where reporter_id = $1`, ann.Account.Num) + h.count(`select count(*) from appeals where by = $1`, ann.Account.Num); n != 0 {
		t.Errorf("%d rows still name them", n)
	}
	s, err := h.ReadSealed(ctx, other, about)
	if err != nil || len(s.Copies) != 1 || len(s.Appeals) != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	if got := export(); strings.Contains(got, "jeton") {
		t.Errorf("left: %q", got)
	}
	wants(t, "resolve", h.Resolve(ctx, other, about, false), "")
	if n := h.count(`select count(*) from sealed_copies where case_id = (select id from cases where uid = $1)`, about); n != 0 {
		t.Error("the copy outlives its case")
	}
}

// The states in the documentation are those in code, each arrow once.
func TestStatesAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/moderation.md")
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) < 3 || !slices.Contains(States(), State(strings.Trim(cells[0], " `"))) {
			continue
		}
		var move []string
		for _, c := range cells[:3] {
			move = append(move, strings.Trim(c, " `"))
		}
		written = append(written, strings.Join(move, " "))
	}
	var want []string
	for _, m := range Moves() {
		want = append(want, string(m.From)+" "+string(m.Act)+" "+string(m.To))
	}
	if !slices.Equal(written, want) {
		t.Errorf("docs/moderation.md has\n%s\nthe code has\n%s", strings.Join(written, "\n"), strings.Join(want, "\n"))
	}
	reached := map[State]bool{Open: true}
	for _, m := range Moves() {
		reached[m.To] = true
	}
	if len(reached) != len(States()) {
		t.Errorf("%d states can be reached", len(reached))
	}
}
