package moderation

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/identity"
)

func (h *house) decide(v *identity.Viewer, id uuid.UUID, verdict Verdict) Decision {
	h.t.Helper()
	d, err := h.Decide(context.Background(), v, id, verdict)
	if err != nil {
		h.t.Fatal(err)
	}
	return d
}

func (h *house) standing(v *identity.Viewer) (standing string) {
	h.t.Helper()
	err := h.pool.QueryRow(context.Background(), `select standing || case when silenced_until > $2 then ' silenced' else '' end from accounts where id = $1`,
		v.Account.Num, h.now()).Scan(&standing)
	if err != nil {
		h.t.Fatal(err)
	}
	return standing
}

func verdict(m Measure, days int) Verdict {
	return Verdict{Measure: m, Days: days, Rule: "harassment", Facts: "Trois messages le même jour."}
}

func TestDecideHides(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, ann, lead := h.viewer("owner"), h.viewer("ann"), h.lead("lead", 10)
	h.thing(1, owner, 101, "x")
	_, of := h.report(ann, 1, "insult")
	if err := h.Take(t.Context(), lead, of); err != nil {
		t.Fatal(err)
	}
	d := h.decide(lead, of, hide)
	if !h.hidden(1) || h.state(of) != Decided {
		t.Error("not hidden, or not decided")
	}
	if got := h.notices(owner); !slices.Equal(got, []string{"decision-about-you"}) {
		t.Errorf("the owner is told %q", got)
	}
	if got := h.notices(ann); !slices.Equal(got, []string{"report-received", "report-decided acted"}) {
		t.Errorf("who reported is told %q", got)
	}
	list, err := h.Concerning(t.Context(), owner)
	if err != nil || len(list) != 1 || list[0].ID != d.ID || list[0].Facts != hide.Facts || list[0].AppealBy.IsZero() {
		t.Fatalf("%+v, %v", list, err)
	}
	if others, err := h.Concerning(t.Context(), ann); err != nil || len(others) != 0 {
		t.Errorf("who reported sees the statement: %v", err)
	}
	if n := h.count(`select count(*) from audit where act = 'decide-case' and code = 'insult' and district_id = 101`); n != 1 {
		t.Errorf("%d in the audit", n)
	}
	if n := h.count(`select count(*) from decisions where encode(facts, 'escape') like '%blessant%'`); n != 0 {
		t.Error("what we saw stands open in the database")
	}
}

func TestDecideSanctions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead, admin := h.lead("lead", 10), h.admin("admin")
	for id, c := range map[int64]struct {
		by   *identity.Viewer
		m    Measure
		days int
		code string
		want string
	}{
		1: {lead, Warn, 0, "", "active"},
		2: {lead, Silenced, 7, "", "active silenced"},
		3: {lead, Suspends, 0, "forbidden", "active"},
		4: {lead, Bans, 0, "forbidden", "active"},
		5: {admin, Suspends, 0, "", "suspended"},
		6: {lead, Silenced, 0, "field days", "active"},
		7: {lead, Silenced, 91, "field days", "active"},
		8: {lead, Warn, 3, "field days", "active"},
		9: {lead, "hang", 0, "field measure", "active"},
	} {
		owner := h.viewer("owner" + string(rune('0'+id)))
		h.thing(id, owner, 101, "x")
		_, of := h.report(nil, id, "harassment")
		_, err := h.Decide(t.Context(), c.by, of, verdict(c.m, c.days))
		wants(t, string(c.m), err, c.code)
		if got := h.standing(owner); got != c.want {
			t.Errorf("%s by %v: %s, want %s", c.m, c.by.Grants[0].Role, got, c.want)
		}
		if (c.code == "") != (h.state(of) == Decided) {
			t.Errorf("%s: the case is %s", c.m, h.state(of))
		}
	}
}

func TestDecideRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, lead, colleague, elsewhere, admin := h.viewer("owner"), h.lead("lead", 10), h.lead("colleague", 10), h.lead("elsewhere", 20), h.admin("admin")
	h.thing(1, owner, 101, "x")
	h.thing(2, lead, 101, "of the one who leads")
	h.thing(3, nil, 101, "nobody's")
	_, of := h.report(nil, 1, "insult")
	_, own := h.report(nil, 2, "insult")
	_, nobodys := h.report(nil, 3, "insult")
	ctx := t.Context()
	try := func(what string, v *identity.Viewer, id uuid.UUID, verdict Verdict, code string) {
		t.Helper()
		_, err := h.Decide(ctx, v, id, verdict)
		wants(t, what, err, code)
	}
	try("a visitor", nil, of, hide, "no-session")
	try("a member", owner, of, hide, "forbidden")
	try("of another city", elsewhere, of, hide, "not-found")
	try("about oneself", lead, own, hide, "not-found")
	try("a coordinator over staff", colleague, own, verdict(Silenced, 2), "forbidden")
	try("to nobody", lead, nobodys, verdict(Warn, 0), "field measure")
	try("no such case", lead, uuid.New(), hide, "not-found")
	try("without facts", lead, of, Verdict{Hide: true, Rule: "spam"}, "field facts")
	try("without a rule", lead, of, Verdict{Hide: true, Facts: "x"}, "field rule")
	try("too long", lead, of, Verdict{Hide: true, Rule: "spam", Facts: strings.Repeat("é", MaxFacts+1)}, "field facts")
	try("nothing for a rule", lead, of, Verdict{Rule: "spam"}, "field rule")
	wants(t, "take", h.Take(ctx, colleague, of), "")
	try("taken by a colleague", lead, of, hide, "bad-value")
	wants(t, "release", h.Release(ctx, colleague, of), "")
	wants(t, "release what is open", h.Release(ctx, colleague, of), "bad-value")
	wants(t, "escalate", h.Escalate(ctx, lead, of), "")
	try("escalated", lead, of, hide, "forbidden")
	wants(t, "take what is escalated", h.Take(ctx, lead, of), "forbidden")
	try("an administrator", admin, of, hide, "")
	try("twice", admin, of, hide, "bad-value")
	h.exec(`update accounts set standing = 'erased' where id = $1`, owner.Account.Num)
	_, of = h.report(h.viewer("ann"), 3, "spam")
	h.exec(`update cases set owner_id = $1 where uid = $2`, owner.Account.Num, of)
	try("somebody who is gone", lead, of, verdict(Silenced, 2), "field measure")
}

// Of many who decide at once one wins; both sides hear one decision.
func TestDecideRace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner := h.viewer("owner")
	h.thing(1, owner, 101, "x")
	_, of := h.report(h.viewer("ann"), 1, "insult")
	leads := []*identity.Viewer{h.lead("a", 10), h.lead("b", 10), h.lead("c", 101), h.admin("d")}
	var won, lost atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			v := verdict(Silenced, 1+i)
			v.Hide = i%2 == 0
			if _, err := h.Decide(context.Background(), leads[i%4], of, v); err == nil {
				won.Add(1)
			} else {
				wants(t, "who is late", err, "bad-value")
				lost.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || lost.Load() != 15 || h.count(`select count(*) from decisions`) != 1 {
		t.Errorf("%d won, %d lost, %d decisions", won.Load(), lost.Load(), h.count(`select count(*) from decisions`))
	}
	if d, err := h.Concerning(t.Context(), owner); err != nil || len(d) != 1 || h.hidden(1) != d[0].Hide {
		t.Errorf("what was decided is not what holds: %v", err)
	}
}

// A ban needs two administrators: the first one suspends, and the case waits for the second.
func TestBanNeedsTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, ann, one, two := h.viewer("owner"), h.viewer("ann"), h.admin("one"), h.admin("two")
	h.thing(1, owner, 101, "x")
	_, of := h.report(ann, 1, "harassment")
	first := h.decide(one, of, verdict(Bans, 0))
	if first.Measure != Suspends || h.standing(owner) != "suspended" || h.state(of) != Escalated {
		t.Errorf("%+v, %s, %s", first, h.standing(owner), h.state(of))
	}
	if got := h.notices(ann); len(got) != 1 {
		t.Errorf("who reported is told before the end: %q", got)
	}
	_, err := h.Decide(t.Context(), one, of, verdict(Bans, 0))
	wants(t, "the same one twice", err, "bad-value")
	second := h.decide(two, of, verdict(Bans, 0))
	if second.Measure != Bans || h.standing(owner) != "banned" || h.state(of) != Decided {
		t.Errorf("%+v, %s, %s", second, h.standing(owner), h.state(of))
	}
	// Who is banned cannot sign in; a letter does.
	wants(t, "a letter", h.AppealByLetter(t.Context(), one, of), "")
	wants(t, "one who decided", h.Resolve(t.Context(), one, of, true), "forbidden")
	wants(t, "the other one", h.Resolve(t.Context(), two, of, true), "forbidden")
	wants(t, "a third one", h.Resolve(t.Context(), h.admin("three"), of, true), "")
	if h.standing(owner) != "active" {
		t.Error("the ban is not taken back")
	}
}

// Suspicion of a serious crime: nothing is decided before somebody has been told, or a second look found none (DSA art. 18).
func TestSuspicionMustBeSettled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead := h.lead("lead", 10)
	h.thing(1, nil, 101, "x")
	_, of := h.report(nil, 1, "minor")
	ctx := t.Context()
	wants(t, "nothing suspected", h.Note(ctx, lead, of, StepAuthority, "police"), "bad-value")
	wants(t, "suspect", h.Note(ctx, lead, of, StepSuspect, ""), "")
	_, err := h.Decide(ctx, lead, of, hide)
	wants(t, "decide", err, "bad-value")
	wants(t, "words", h.Note(ctx, lead, of, StepAuthority, "my neighbour"), "bad-value")
	wants(t, "told", h.Note(ctx, lead, of, StepAuthority, "police"), "")
	wants(t, "a note", h.Note(ctx, lead, of, StepNote, "spoke-to-reporter"), "")
	wants(t, "a note in words", h.Note(ctx, lead, of, StepNote, "he said so"), "bad-value")
	wants(t, "another step", h.Note(ctx, lead, of, "decide", ""), "bad-value")
	h.decide(lead, of, hide)
	f, err := h.File(ctx, lead, of)
	if err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, s := range f.Steps {
		acts = append(acts, strings.TrimSpace(s.Act+" "+s.Code))
	}
	if want := []string{"report minor", "suspect", "authority police", "note spoke-to-reporter", "decide insult"}; !slices.Equal(acts, want) {
		t.Errorf("history %q", acts)
	}
}

// A thing that two cases hide is back when neither does.
func TestHiddenUntilNoCaseHides(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner, lead, other := h.viewer("owner"), h.lead("lead", 10), h.lead("other", 10)
	h.thing(1, owner, 101, "x")
	_, first := h.report(nil, 1, "insult")
	d1 := h.decide(lead, first, hide)
	h.exec(`update things set hidden = false`) // for a moment, so that somebody can report it again
	_, second := h.report(h.viewer("ann"), 1, "insult")
	d2 := h.decide(lead, second, hide)
	for i, c := range []struct {
		d    Decision
		of   uuid.UUID
		left bool
	}{{d1, first, true}, {d2, second, false}} {
		wants(t, "appeal", h.Appeal(t.Context(), owner, c.d.ID, ""), "")
		wants(t, "resolve", h.Resolve(t.Context(), other, c.of, true), "")
		if h.hidden(1) != c.left {
			t.Errorf("after taking back %d: hidden %v", i+1, h.hidden(1))
		}
	}
}

func TestTeamHours(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead, west := h.lead("lead", 10), h.lead("west", 101)
	ctx := t.Context()
	wants(t, "not opening hours", h.SetTeamHours(ctx, lead, 10, "when we can"), "field hours")
	wants(t, "nothing", h.SetTeamHours(ctx, lead, 10, ""), "field hours")
	wants(t, "a part's lead", h.SetTeamHours(ctx, west, 10, "24/7"), "forbidden")
	wants(t, "of a quartier", h.SetTeamHours(ctx, lead, 101, "24/7"), "not-found")
	wants(t, "another city's", h.SetTeamHours(ctx, lead, 20, "24/7"), "forbidden")
	wants(t, "set", h.SetTeamHours(ctx, lead, 10, "Mo-Su 08:00-22:00"), "")
	if text, err := h.TeamHours(ctx, west, 101); err != nil || text != "Mo-Su 08:00-22:00" {
		t.Errorf("%q, %v", text, err)
	}
	h.clock.to("2026-11-29 12:00") // a Sunday
	h.thing(1, nil, 101, "x")
	if r, _ := h.report(nil, 1, "danger"); !r.Working || r.Hidden || !r.Due.Equal(paris("2026-11-29 13:00")) {
		t.Errorf("%+v", r)
	}
	h.clock.pass(time.Minute)
}
