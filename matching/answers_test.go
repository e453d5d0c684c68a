package matching

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// refused fails the test unless err is a refusal of that code.
func refused(t testing.TB, what string, err error, code identity.Code) {
	t.Helper()
	if !errors.Is(err, &identity.Error{Code: code}) {
		t.Errorf("%s: %v, want %q", what, err, code)
	}
}

// A yes that is taken back shortly before is a rescue: the next are asked at once, also in the evening those who may be.
func TestDropOutShortlyBeforeIsARescue(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker := c.member("Awa", west)
	first := c.volunteer(west)
	q := c.dispatch(c.post(asker, func(d *Draft) {
		d.Urgency, d.When = Calm, When{Timing: Window, From: begin.Add(30 * time.Hour), Until: begin.Add(32 * time.Hour)}
	}))
	i := c.invitation(first, q)
	_, err := c.room.Accept(ctx, first, i.ID)
	c.must(err)
	byNight := c.volunteer(west, func(e *directory.VolunteerEdit) { e.AtNight = true })
	c.volunteer(west)
	c.clock.pass(13 * time.Hour) // eleven in the evening, 17 hours before
	if _, err := c.room.Withdraw(ctx, first, i.ID, "on a whim"); err == nil {
		t.Error("a reason that is none is taken")
	}
	a, err := c.room.Withdraw(ctx, first, i.ID, "ill")
	if err != nil || a.State != InvitationDropped {
		t.Fatalf("%+v, %v", a, err)
	}
	q = c.dispatch(q)
	if got, want := c.asked(q), []string{said(first, InvitationDropped), said(byNight, InvitationSent)}; !slices.Equal(got, want) {
		t.Errorf("asked %v, want %v", got, want)
	}
	if q.State != StateOpen || q.Taken != 0 || q.NextWave.Sub(c.clock.now()) > time.Hour {
		t.Errorf("the request is %+v", q)
	}
	if got := c.notices(asker); !slices.Contains(got, "helper-left") {
		t.Errorf("the asker was told of %v", got)
	}
	_, err = c.room.Accept(ctx, first, i.ID)
	refused(t, "yes again", err, identity.BadValue)
}

// When nobody is waited for any more, the next are asked at once; when nobody is left, the team knows why.
func TestNoAfterNoReachesTheTeam(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker, v := c.member("Awa", west), c.volunteer(west)
	q := c.dispatch(c.post(asker))
	i := c.invitation(v, q)
	if a, err := c.room.Later(ctx, v, i.ID); err != nil || a.State != InvitationLater {
		t.Errorf("%+v, %v", a, err)
	}
	_, err := c.room.Decline(ctx, v, i.ID, "because")
	var wrong *directory.Invalid
	if !errors.As(err, &wrong) || wrong.Param != "reason" {
		t.Errorf("a reason of one's own: %v", err)
	}
	c.clock.pass(time.Minute)
	if a, err := c.room.Decline(ctx, v, i.ID, "too-often"); err != nil || a.State != InvitationDeclined {
		t.Fatalf("%+v, %v", a, err)
	}
	q = c.dispatch(q)
	if q.Unanswered != AllAsked || !q.NextWave.IsZero() {
		t.Fatalf("the request is %+v", q)
	}
	if got := c.notices(asker); !slices.Equal(got, []string{"request-with-team"}) {
		t.Errorf("the asker was told of %v", got)
	}
	c.clock.pass(time.Hour)
	district := c.home(west).District
	queue, err := c.room.Queue(ctx, c.staff, district)
	if err != nil || len(queue) != 1 || queue[0].ID != q.ID || queue[0].Waiting != time.Hour+time.Minute || queue[0].Asked != 1 {
		t.Errorf("%+v, %v", queue, err)
	}
	_, err = c.room.Queue(ctx, v, district)
	refused(t, "a member's look at the queue", err, identity.Forbidden)
	// they are left alone for two weeks
	other := c.dispatch(c.post(c.member("Omar", west)))
	if len(c.asked(other)) != 0 || other.Unanswered != AllBusy {
		t.Errorf("asked %v, %q", c.asked(other), other.Unanswered)
	}
	// M5: somebody new comes
	fresh := c.volunteer(west)
	c.must(c.room.Arrivals(ctx))
	if q = c.dispatch(q); !slices.Contains(c.asked(q), said(fresh, InvitationSent)) || q.Unanswered != "" {
		t.Errorf("asked %v, %q", c.asked(q), q.Unanswered)
	}
}

// Each limit that leaves nobody has a reason of its own.
func TestTheTeamIsToldWhichLimitLeavesNobody(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	asker := c.member("Awa", west)
	if q := c.dispatch(c.post(asker)); q.Unanswered != NobodyNear {
		t.Errorf("nobody at all: %q", q.Unanswered)
	}
	c.volunteer(west, func(e *directory.VolunteerEdit) { e.Week = directory.Week{}.With(6, 3) })
	for _, k := range []struct {
		why    string
		change func(*Draft)
	}{
		{NobodyKind, func(d *Draft) { d.Kind = "sport" }},
		{NobodyFree, func(d *Draft) { d.When = When{Timing: Window, From: begin.Add(day), Until: begin.Add(day + time.Hour)} }},
		{NoLanguage, func(d *Draft) {
			l, _ := directory.LanguageNamed("ar")
			d.Languages = l
		}},
	} {
		if q := c.dispatch(c.post(asker, k.change)); q.Unanswered != k.why {
			t.Errorf("%q, want %q", q.Unanswered, k.why)
		}
	}
	late := c.post(asker)
	c.clock.pass(8 * day)
	if late = c.dispatch(late); late.Unanswered != TooLate {
		t.Errorf("after the deadline: %q", late.Unanswered)
	}
}

// What is sealed is read by who said yes, each time in the audit, and by nobody else.
func TestMeetingPointIsForThoseWhoSaidYes(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker, v, other := c.member("Awa", west), c.volunteer(west), c.volunteer(west)
	q := c.dispatch(c.post(asker, func(d *Draft) { d.Where = Where{Point: &orb.Point{5.3251, 43.3251}, Note: "la porte bleue"} }))
	i := c.invitation(v, q)
	_, err := c.room.MeetingPoint(ctx, v, q.ID)
	refused(t, "before the yes", err, identity.NotFound)
	_, err = c.room.Accept(ctx, v, i.ID)
	c.must(err)
	m, err := c.room.MeetingPoint(ctx, v, q.ID)
	if err != nil || m.Point == nil || *m.Point != (orb.Point{5.3251, 43.3251}) || m.Note != "la porte bleue" {
		t.Fatalf("%+v, %v", m, err)
	}
	for _, who := range []*identity.Viewer{other, c.staff, asker} {
		_, err = c.room.MeetingPoint(ctx, who, q.ID)
		refused(t, "somebody else", err, identity.NotFound)
	}
	if n := c.count(`select count(*) from audit where actor = $1 and act = 'answer' and subject = 'request' and subject_id = $2 and code = 'meeting-point'`,
		v.Account.Num, q.Num); n != 1 {
		t.Errorf("%d lines in the audit", n)
	}
	_, err = c.room.Withdraw(ctx, v, i.ID, "busy")
	c.must(err)
	_, err = c.room.MeetingPoint(ctx, v, q.ID)
	refused(t, "after they dropped out", err, identity.NotFound)
}

// A coordinator sees who could be asked and why, and asks somebody by hand within the hard limits.
func TestCoordinatorSteers(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker, near := c.member("Awa", west), c.volunteer(west)
	otherKind := c.volunteer(west, func(e *directory.VolunteerEdit) { e.Kinds, _ = directory.KindNamed("sport") })
	q := c.post(asker)
	c.catchUp()
	e, err := c.room.Candidates(ctx, c.staff, q.ID)
	if err != nil || len(e.Candidates) != 1 || e.Candidates[0].Account != near.Account.Num || e.People[near.Account.Num].Name != "Vera" {
		t.Fatalf("%+v, %v", e, err)
	}
	if e.Sieve.Within != 2 || e.Sieve.Kind != 1 {
		t.Errorf("the sieve is %+v", e.Sieve)
	}
	sum := 0.0
	for _, p := range e.Candidates[0].Parts {
		sum += p.Value
	}
	if sum != e.Candidates[0].Score {
		t.Errorf("the parts come to %v, the score is %v", sum, e.Candidates[0].Score)
	}
	_, err = c.room.Candidates(ctx, near, q.ID)
	refused(t, "a member", err, identity.Forbidden)
	_, err = c.room.Candidates(ctx, c.coordinator(east), q.ID)
	refused(t, "a coordinator of elsewhere", err, identity.NotFound)

	deed := identity.Deed{By: c.staff}
	c.must(c.room.InviteByHand(ctx, deed, q.ID, otherKind.Account.ID))
	if i := c.invitation(otherKind, q); !i.ByHand || i.State != InvitationSent {
		t.Errorf("%+v", i)
	}
	refused(t, "twice", c.room.InviteByHand(ctx, deed, q.ID, otherKind.Account.ID), identity.BadValue)
	c.exec(`update volunteers set per_day = 1 where account_id = $1`, near.Account.Num)
	c.exec(`insert into volunteer_loads (account_id, asked) values ($1, array[$2::timestamptz])`, near.Account.Num, begin.Add(-time.Hour))
	refused(t, "above the cap", c.room.InviteByHand(ctx, deed, q.ID, near.Account.ID), identity.BadValue)
	refused(t, "nobody", c.room.InviteByHand(ctx, deed, q.ID, uuid.New()), identity.NotFound)
	refused(t, "by a member", c.room.InviteByHand(ctx, identity.Deed{By: near}, q.ID, near.Account.ID), identity.Forbidden)
	if n := c.count(`select count(*) from audit where act = 'steer-matching' and subject_id = $1 and actor = $2`, q.Num, c.staff.Account.Num); n != 1 {
		t.Errorf("%d lines in the audit", n)
	}
}

// A link in a message is good for one answer to one invitation, for a while.
func TestLinksAnswerOneInvitationOneWay(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker, v, other := c.member("Awa", west), c.volunteer(west), c.volunteer(west)
	q := c.dispatch(c.post(asker, func(d *Draft) { // soon: both are asked at once
		d.When = When{Timing: Window, From: begin.Add(2 * time.Hour), Until: begin.Add(3 * time.Hour)}
	}))
	links := NewLinks(c.room)
	yes, no, ok := links.Answers("invitation-to-help", map[string]string{"invitation": c.invitation(v, q).ID.String()})
	if !ok || !strings.HasPrefix(yes, "/answer/") || yes == no {
		t.Fatalf("%q, %q, %v", yes, no, ok)
	}
	if _, _, ok := links.Answers("helper-found", map[string]string{"request": q.ID.String()}); ok {
		t.Error("another notice is answered too")
	}
	token := strings.TrimPrefix(yes, "/answer/")
	for i := range len(token) {
		forged := []byte(token)
		forged[i] ^= 1
		if _, err := links.Use(ctx, string(forged)); err == nil {
			t.Fatalf("a token with another sign at %d is taken", i)
		}
	}
	if link, err := links.Look(ctx, token); err != nil || !link.Yes || link.State != InvitationSent {
		t.Errorf("%+v, %v", link, err)
	}
	if got := c.reload(q); got.Taken != 0 {
		t.Error("a look has answered")
	}
	for range 2 {
		if a, err := links.Use(ctx, token); err != nil || a.State != InvitationAccepted {
			t.Fatalf("%+v, %v", a, err)
		}
	}
	if got := c.reload(q); got.Taken != 1 {
		t.Errorf("%d seats are taken", got.Taken)
	}
	late, err := links.Use(ctx, links.Make(c.invitation(other, q).ID, true))
	if err != nil || !late.Full {
		t.Errorf("who comes late: %+v, %v", late, err)
	}
	_, err = links.Use(ctx, strings.TrimPrefix(no, "/answer/"))
	refused(t, "no after yes", err, identity.BadValue)
	c.clock.pass(linkLasts)
	_, err = links.Look(ctx, token)
	refused(t, "an old link", err, identity.NotFound)
}

// Offers and requests of one kind find each other, not often.
func TestOffersAndRequestsFindEachOther(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	furniture := func(d *Draft) { d.Kind = "furniture" }
	offering := func(d *Draft) { d.Kind, d.Offer = "furniture", true }
	asker, giver := c.member("Awa", west), c.member("Otto", west)
	c.dispatch(c.post(asker, furniture))
	offer := c.dispatch(c.post(giver, offering))
	if got := c.notices(asker); !slices.Contains(got, "offer-for-you") {
		t.Errorf("the asker was told of %v", got)
	}
	if got := c.notices(giver); !slices.Equal(got, []string{"ask-for-you"}) || !offer.NextWave.IsZero() {
		t.Errorf("the giver was told of %v", got)
	}
	blocked := c.member("Bob", west)
	c.exec(`insert into blocks values ($1, $2, true, now()), ($2, $1, false, now())`, blocked.Account.Num, asker.Account.Num)
	c.dispatch(c.post(blocked, offering))
	for range 5 {
		c.dispatch(c.post(c.member("Gil", west), offering))
	}
	told := 0
	for _, kind := range c.notices(asker) {
		if kind == "offer-for-you" {
			told++
		}
	}
	if told != pairsPerDay {
		t.Errorf("the asker was told %d times, the cap is %d", told, pairsPerDay)
	}
	if n := c.count(`select count(*) from notifications where account_id = $1 and kind = 'ask-for-you'`, blocked.Account.Num); n != 0 {
		t.Error("somebody blocked was told")
	}
}

// Whoever leaves gives their seats back, and nothing stands of them as a volunteer.
func TestWhoLeavesGivesTheirSeatsBack(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker, v := c.member("Awa", west), c.volunteer(west)
	q := c.dispatch(c.post(asker))
	_, err := c.room.Accept(ctx, v, c.invitation(v, q).ID)
	c.must(err)
	var sheets []identity.Sheet
	c.must(pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) (err error) {
		sheets, err = c.room.Export(ctx, tx, v.Account.Num)
		return err
	}))
	for _, s := range sheets {
		if want := map[string]int{"invitations": 1, "help-load": 1, "help-records": 1}[s.Name]; len(s.Rows) < want {
			t.Errorf("%s: %d rows", s.Name, len(s.Rows))
		}
	}
	c.must(pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) error { return c.room.Erase(ctx, tx, v.Account.Num) }))
	if q = c.reload(q); q.State != StateOpen || q.Taken != 0 || q.NextWave.IsZero() {
		t.Errorf("the request is %+v", q)
	}
	for _, table := range []string{"invitations", "volunteer_loads", "help_records", "arrivals"} {
		if n := c.count(`select count(*) from `+table+` where account_id = $1`, v.Account.Num); n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
}

// A cancelled request asks nobody for an answer any more, and who said yes hears of it.
func TestCancelledRequestReleasesEverybody(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker, first, second := c.member("Awa", west), c.volunteer(west), c.volunteer(west)
	q := c.dispatch(c.post(asker, func(d *Draft) { d.Needed = 2 }))
	_, err := c.room.Accept(ctx, first, c.invitation(first, q).ID)
	c.must(err)
	_, err = c.room.Cancel(ctx, asker, q.ID)
	c.must(err)
	if got := c.notices(first); !slices.Contains(got, "help-cancelled") {
		t.Errorf("who said yes was told of %v", got)
	}
	if got := c.notices(second); !slices.Contains(got, "invitation-closed") {
		t.Errorf("who had not answered was told of %v", got)
	}
	if a, err := c.room.Accept(ctx, second, c.invitation(second, q).ID); err != nil || a.State != InvitationClosed || a.Full {
		t.Errorf("a yes too late: %+v, %v", a, err)
	}
}

// P6: a block after a yes frees the seat, and withdraws what was not answered.
func TestBlockAfterwardsSeparates(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker, first, second := c.member("Awa", west), c.volunteer(west), c.volunteer(west)
	q := c.dispatch(c.post(asker, func(d *Draft) { d.Needed = 2 }))
	_, err := c.room.Accept(ctx, first, c.invitation(first, q).ID)
	c.must(err)
	waiting := c.invitation(second, q).ID
	for _, v := range []*identity.Viewer{first, second} {
		c.exec(`insert into blocks values ($1, $2, true, now()), ($2, $1, false, now())`, v.Account.Num, asker.Account.Num)
	}
	_, err = c.room.Accept(ctx, second, waiting)
	refused(t, "a yes to somebody blocked", err, identity.NotFound)
	c.must(c.room.Separate(ctx))
	if got, want := c.asked(q), []string{said(first, InvitationDropped), said(second, InvitationWithdrawn)}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if q = c.reload(q); q.Taken != 0 || q.NextWave.IsZero() {
		t.Errorf("the request is %+v", q)
	}
}

// Every family has words in the notices.
func TestEveryFamilyHasWordsInNotices(t *testing.T) {
	t.Parallel()
	for _, k := range directory.Kinds {
		what := whatOf(k.Code)
		if k.Sensitive && what != "hand" {
			t.Errorf("%s is called %q in a notice", k.Code, what)
		}
		if !k.Sensitive && !slices.ContainsFunc(directory.KindFamilies, func(f directory.KindFamily) bool { return f.Code == what }) {
			t.Errorf("%s: %q is no family", k.Code, what)
		}
	}
}

// What a coordinator looks at again keeps its people: an invitation waits, a yes can be taken back, and who leaves frees their seat.
func TestWhatIsHeldKeepsItsPeople(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	ctx := context.Background()
	asker, first, second := c.member("Awa", west), c.volunteer(west), c.volunteer(west)
	q := c.dispatch(c.post(asker, func(d *Draft) { d.Needed = 3 }))
	waits := c.invitation(second, q)
	_, err := c.room.Accept(ctx, first, c.invitation(first, q).ID)
	c.must(err)
	_, err = c.room.Edit(ctx, asker, q.ID, 1, draft(func(d *Draft) { d.Needed, d.Details = 3, "contre argent" }))
	c.must(err)
	if a, err := c.room.Accept(ctx, second, waits.ID); err != nil || a.State != InvitationClosed || a.Full {
		t.Errorf("a yes to what is held: %+v, %v", a, err)
	}
	if got := c.asked(q); !slices.Contains(got, said(second, InvitationSent)) {
		t.Errorf("the invitation is lost: %v", got)
	}
	c.must(pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) error { return c.room.Erase(ctx, tx, first.Account.Num) }))
	if q = c.reload(q); q.State != StateReview || q.Taken != 0 {
		t.Errorf("after who helps has left: %s with %d", q.State, q.Taken)
	}
	c.must(c.room.Review(ctx, identity.Deed{By: c.staff}, q.ID, true, ""))
	if a, err := c.room.Accept(ctx, second, waits.ID); err != nil || a.State != InvitationAccepted {
		t.Errorf("once it is allowed: %+v, %v", a, err)
	}
	if q = c.reload(q); q.State != StatePartly || q.Taken != 1 {
		t.Errorf("then it is %s with %d", q.State, q.Taken)
	}
}
