package matching

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/photos"
)

// expectRefusal wants a refusal's code, or a parameter's name.
func expectRefusal(t testing.TB, err error, want string) {
	t.Helper()
	if field, ok := errors.AsType[*directory.Invalid](err); ok && field.Param == want {
		return
	}
	if refusal, ok := errors.AsType[*identity.Error](err); ok && string(refusal.Code) == want {
		return
	}
	t.Errorf("%v, want %s", err, want)
}

// steps are the acts on a request so far.
func (w *town) steps(q Request) (acts []string) {
	w.t.Helper()
	rows, err := w.pool.Query(context.Background(), `select act from request_steps where request_id = $1 order by id`, q.Num)
	w.must(err)
	acts, err = pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return acts
}

// told are the kinds of notices of an account, the oldest first.
func (w *town) told(v *identity.Viewer) (kinds []string) {
	w.t.Helper()
	rows, err := w.pool.Query(context.Background(), `select kind from notifications where account_id = $1 order by number`, v.Account.Num)
	w.must(err)
	kinds, err = pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return kinds
}

func TestPostKeepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	arabic, err := directory.LanguageNamed("ar")
	w.must(err)
	meet := orb.Point{5.3312, 43.3247}
	d := Draft{
		Kind: "moving", Details: "  Trois cartons\r\net un lit ", Where: Where{Point: &meet, Note: "Sonnez chez Anna"},
		When:   When{Timing: Window, From: begin.Add(24 * time.Hour), Until: begin.Add(27 * time.Hour)},
		Needed: 3, Quantity: 4, Languages: arabic, Urgency: Urgent, Wishes: 1<<2 | 1<<4, Behalf: &Behalf{Name: "Mme L.", Consent: "said"},
	}
	q, err := w.room.Post(t.Context(), anna, d, uuid.NewString())
	w.must(err)
	if again := w.reload(q); !equalRequests(again, q) {
		t.Errorf("written %+v\nread    %+v", q, again)
	}
	home := w.home(meet)
	if q.Cell != home.Cell || q.District != home.District || q.State != StateOpen || q.Details != "Trois cartons\net un lit" {
		t.Errorf("%+v", q)
	}
	if !q.NextWave.Equal(begin) || !q.Deadline.Equal(d.When.From) || !q.Expires.Equal(d.When.Until) {
		t.Errorf("next %v, deadline %v, expires %v", q.NextWave, q.Deadline, q.Expires)
	}
	m, err := w.room.OwnMeeting(t.Context(), anna, q.ID)
	w.must(err)
	if m.Point == nil || *m.Point != meet || m.Note != "Sonnez chez Anna" || m.For != "Mme L." {
		t.Errorf("sealed: %+v", m)
	}
	if _, err := w.room.OwnMeeting(t.Context(), w.member("Eve", west), q.ID); err == nil {
		t.Error("somebody else reads what is sealed")
	}
	if got := w.steps(q); !slices.Equal(got, []string{"post"}) {
		t.Errorf("steps %v", got)
	}
}

func equalRequests(a, b Request) bool {
	a.key, b.key = "", ""
	return a == b
}

func TestPostRefuses(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	nowhere := w.member("Noor", west, func(p *directory.Profile) { p.Home = directory.Home{} })
	outside, wrong := orb.Point{2.35, 48.85}, orb.Point{500, 0}
	for _, c := range []struct {
		want   string
		by     *identity.Viewer
		change func(*Draft)
	}{
		{"kind", anna, func(d *Draft) { d.Kind = "gold" }},
		{"kind", anna, func(d *Draft) { d.Kind = "food" }}, // a family
		{"details", anna, func(d *Draft) { d.Details = strings.Repeat("é", MaxDetails+1) }},
		{"details", anna, func(d *Draft) { d.Details = "un\x00deux" }},
		{"details", anna, func(d *Draft) { d.Details = "Appelez le 06 12 34 56 78" }},
		{"details", anna, func(d *Draft) { d.Details = "Appelez le +33.6.12.34.56.78" }},
		{"details", anna, func(d *Draft) { d.Details = "Appelez le ٠٦ ١٢ ٣٤ ٥٦ ٧٨" }},
		{"details", anna, func(d *Draft) { d.Details = "écrire à anna@example.org" }},
		{"note", anna, func(d *Draft) { d.Where.Note = strings.Repeat("a", MaxNote+1) }},
		{"needed", anna, func(d *Draft) { d.Needed = MaxNeeded + 1 }},
		{"quantity", anna, func(d *Draft) { d.Quantity = -1 }},
		{"wishes", anna, func(d *Draft) { d.Wishes = 1 << 40 }},
		{"urgency", anna, func(d *Draft) { d.Urgency = 9 }},
		{"photo", anna, func(d *Draft) { d.Photo = strings.Repeat("a", 64) }}, // of an ask
		{"photo", anna, func(d *Draft) { d.Offer, d.Photo = true, "../x" }},
		{"consent", anna, func(d *Draft) { d.Behalf = &Behalf{Name: "Ali"} }},
		{"behalf", anna, func(d *Draft) { d.Behalf = &Behalf{Consent: "said"} }},
		{"where", anna, func(d *Draft) { d.Where = Where{} }},
		{"where", anna, func(d *Draft) { d.Where = Where{Point: &outside} }},
		{"where", anna, func(d *Draft) { d.Where = Where{Point: &wrong} }},
		{"where", nowhere, func(*Draft) {}},
		{"timing", anna, func(d *Draft) { d.When.Timing = "someday" }},
		{"from", anna, func(d *Draft) { d.When.Timing = Window }},
		{"until", anna, func(d *Draft) { d.When = When{Window, begin.Add(day), begin.Add(day)} }},
		{"until", anna, func(d *Draft) { d.When = When{Window, begin.Add(-2 * day), begin.Add(-day)} }},
		{"from", anna, func(d *Draft) { d.When = When{Window, begin.Add(-day), begin.Add(day)} }},
		{"from", anna, func(d *Draft) { d.When = When{Window, begin.Add(400 * day), begin.Add(401 * day)} }},
		{"until", anna, func(d *Draft) { d.When = When{Window, begin.Add(day), begin.Add(60 * day)} }},
		{"forbidden", w.account(30 * day), func(*Draft) {}}, // has not said who they are
		{"forbidden", w.member("Mina", west, func(p *directory.Profile) { p.Age = directory.Minor }), func(*Draft) {}},
		{"no-session", nil, func(*Draft) {}},
	} {
		_, err := w.room.Post(t.Context(), c.by, draft(c.change), uuid.NewString())
		expectRefusal(t, err, c.want)
	}
	_, err := w.room.Post(t.Context(), anna, draft(), "short")
	expectRefusal(t, err, "client_key")
	var n int
	w.must(w.pool.QueryRow(t.Context(), `select count(*) from requests`).Scan(&n))
	if n != 0 {
		t.Errorf("%d were written all the same", n)
	}
}

// A form sent twice, even at once, over two nodes, is one request.
func TestPostIsIdempotent(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, nodes := w.member("Anna", west), []*Room{w.room, w.node()}
	ids := make([]uuid.UUID, 8)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			q, err := nodes[i%2].Post(context.Background(), anna, draft(), "the-same-key")
			if err != nil {
				t.Error(err)
			}
			ids[i] = q.ID
		})
	}
	group.Wait()
	if slices.Sort(asText(ids)); len(slices.Compact(asText(ids))) != 1 {
		t.Errorf("%v", ids)
	}
	other, err := w.room.Post(t.Context(), w.member("Bea", west), draft(), "the-same-key")
	if err != nil || other.ID == ids[0] {
		t.Errorf("somebody else's key: %v %v", other.ID, err)
	}
}

func asText(ids []uuid.UUID) (list []string) {
	for _, id := range ids {
		list = append(list, id.String())
	}
	return list
}

func TestRisksWaitForACoordinator(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	cora := w.coordinator(west)
	for risk, change := range map[string]func(*Draft){
		"new-account": func(d *Draft) { d.Kind = "residence_papers" },
		"money":       func(d *Draft) { d.Details = "Je peux payer 20 €" },
		"link":        func(d *Draft) { d.Details = "voir https://x.example/y" },
		"contact":     func(d *Draft) { d.Details = "plutôt sur WhatsApp" },
	} {
		v := w.member("Nour", west)
		if risk == "new-account" {
			_, err := w.pool.Exec(t.Context(), `update accounts set created_at = $2 where id = $1`, v.Account.Num, begin.Add(-time.Hour))
			w.must(err)
		}
		q := w.post(v, change)
		if q.State != StateReview || !q.NextWave.IsZero() {
			t.Errorf("%s: %s, next wave %v", risk, q.State, q.NextWave)
		}
		held, err := w.room.Held(t.Context(), cora, q.District)
		w.must(err)
		if i := slices.IndexFunc(held, func(h Held) bool { return h.ID == q.ID }); i < 0 || held[i].Risk != risk || held[i].By.Name != "Nour" {
			t.Errorf("%s: the queue says %+v", risk, held)
		}
		if got := w.told(v); !slices.Equal(got, []string{"request-held"}) {
			t.Errorf("%s: the author was told %v", risk, got)
		}
		_, err = w.room.Get(t.Context(), w.member("Eve", west), q.ID)
		expectRefusal(t, err, "not-found")
	}
	if got := w.told(cora); len(got) != 4 || got[0] != "request-to-review" {
		t.Errorf("the coordinator was told %v", got)
	}
	many := w.member("Max", west)
	for i := range manyOpen + 1 {
		q := w.post(many)
		if want := map[bool]State{true: StateReview, false: StateOpen}[i == manyOpen]; q.State != want {
			t.Errorf("request %d is %s", i+1, q.State)
		}
	}
}

func TestReview(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	cora, far := w.coordinator(west), w.coordinator(east)
	anna := w.member("Anna", west)
	risky := func(d *Draft) { d.Details = "contre argent" }
	deed := func(v *identity.Viewer) identity.Deed { return identity.Deed{By: v} }

	q := w.post(anna, risky)
	expectRefusal(t, w.room.Review(t.Context(), deed(far), q.ID, true, ""), "not-found")
	expectRefusal(t, w.room.Review(t.Context(), deed(anna), q.ID, true, ""), "forbidden")
	expectRefusal(t, w.room.Review(t.Context(), deed(cora), q.ID, false, "ugly"), "why")
	own := w.post(cora, risky)
	expectRefusal(t, w.room.Review(t.Context(), deed(cora), own.ID, true, ""), "forbidden")
	w.clock.pass(2 * day)
	w.must(w.room.Review(t.Context(), deed(cora), q.ID, true, ""))
	allowed := w.reload(q)
	if allowed.State != StateOpen || !allowed.NextWave.Equal(w.clock.now()) || !allowed.Expires.Equal(q.Expires.Add(2*day)) {
		t.Errorf("%+v", allowed)
	}
	expectRefusal(t, w.room.Review(t.Context(), deed(cora), q.ID, true, ""), "bad-value")

	q = w.post(anna, risky)
	w.must(w.room.Review(t.Context(), deed(cora), q.ID, false, "money"))
	if refused := w.reload(q); refused.State != StateCancelled {
		t.Errorf("%+v", refused)
	}
	if got := w.told(anna); !slices.Equal(got, []string{"request-held", "request-allowed", "request-held", "request-refused"}) {
		t.Errorf("the author was told %v", got)
	}
	if next := w.post(anna); next.State != StateReview {
		t.Errorf("after a refusal: %s", next.State)
	}
	var acts int
	w.must(w.pool.QueryRow(t.Context(), `select count(*) from audit where act = 'review-request' and subject = 'request' and code in ('allow', 'money')`).Scan(&acts))
	if acts != 2 {
		t.Errorf("%d acts in the audit", acts)
	}
}

func TestEditMatchesAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	meet := orb.Point{5.3312, 43.3247}
	q := w.post(anna, func(d *Draft) { d.Where, d.Needed = Where{Point: &meet, Note: "au café"}, 2 })
	w.inRoom(q, func(tx pgx.Tx, q *Request) error { // as the dispatcher leaves it
		q.Wave, q.ReachM, q.NextWave, q.Unanswered, q.UnansweredAt = 3, 5000, time.Time{}, "nobody-left", begin
		return w.room.plan(t.Context(), tx, q)
	})
	w.clock.pass(time.Hour)

	edited, err := w.room.Edit(t.Context(), anna, q.ID, 1, draft(func(d *Draft) { d.Where, d.Needed, d.Kind = Where{Note: "au parc"}, 3, "letters" }))
	w.must(err)
	if edited.Version != 2 || edited.Wave != 0 || edited.ReachM != 0 || !edited.NextWave.Equal(w.clock.now()) || edited.Unanswered != "" || edited.Kind != "letters" {
		t.Errorf("%+v", edited)
	}
	if edited.Cell != q.Cell {
		t.Error("it moved")
	}
	m, err := w.room.OwnMeeting(t.Context(), anna, q.ID)
	w.must(err)
	if m.Point == nil || *m.Point != meet || m.Note != "au parc" {
		t.Errorf("sealed: %+v", m)
	}

	_, err = w.room.Edit(t.Context(), anna, q.ID, 1, draft())
	expectRefusal(t, err, "version")
	_, err = w.room.Edit(t.Context(), anna, q.ID, 2, draft(func(d *Draft) { d.Offer = true }))
	expectRefusal(t, err, "offer")
	_, err = w.room.Edit(t.Context(), w.member("Eve", west), q.ID, 2, draft())
	expectRefusal(t, err, "not-found")
	for range 2 {
		w.inRoom(q, func(tx pgx.Tx, q *Request) error { return w.room.take(t.Context(), tx, q, 7) })
	}
	_, err = w.room.Edit(t.Context(), anna, q.ID, 2, draft(func(d *Draft) { d.Needed = 1 }))
	expectRefusal(t, err, "needed")
	fewer, err := w.room.Edit(t.Context(), anna, q.ID, 2, draft(func(d *Draft) { d.Needed = 2 }))
	if err != nil || fewer.State != StateMet || !fewer.NextWave.IsZero() {
		t.Errorf("%+v %v", fewer, err)
	}
	more, err := w.room.Edit(t.Context(), anna, q.ID, 3, draft(func(d *Draft) { d.Needed = 5 }))
	if err != nil || more.State != StatePartly || !more.NextWave.Equal(w.clock.now()) {
		t.Errorf("%+v %v", more, err)
	}
	risky, err := w.room.Edit(t.Context(), anna, q.ID, 4, draft(func(d *Draft) { d.Needed, d.Details = 5, "contre argent" }))
	if err != nil || risky.State != StateReview || risky.Taken != 2 {
		t.Errorf("%+v %v", risky, err)
	}
}

// inRoom does something with a request as another file of this room does: in a transaction that holds its row.
func (w *town) inRoom(q Request, do func(pgx.Tx, *Request) error) {
	w.t.Helper()
	w.must(w.room.inTx(context.Background(), func(tx pgx.Tx) error {
		again, err := lock(context.Background(), tx, q.ID)
		if err != nil {
			return err
		}
		return do(tx, &again)
	}))
}

func TestEndsAndRenewals(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.member("Anna", west)
	meet := orb.Point{5.3312, 43.3247}
	q := w.post(anna, func(d *Draft) { d.Where = Where{Point: &meet} })
	dated := w.post(anna, func(d *Draft) { d.When = When{Window, begin.Add(day), begin.Add(day + time.Hour)} })
	now := w.post(anna, func(d *Draft) { d.When.Timing = Now })
	if q.Expires != begin.Add(60*day) || now.Expires != begin.Add(day) || now.Deadline != begin.Add(answerNow) {
		t.Errorf("%v, now: %v by %v", q.Expires, now.Expires, now.Deadline)
	}

	w.clock.pass(day + time.Hour)
	w.must(w.room.Sweep(t.Context()))
	if a, b, c := w.reload(q), w.reload(dated), w.reload(now); a.State != StateOpen || b.State != StateExpired || c.State != StateExpired || b.Closed.IsZero() {
		t.Errorf("%s %s %s", a.State, b.State, c.State)
	}
	_, err := w.room.Renew(t.Context(), anna, dated.ID)
	expectRefusal(t, err, "bad-value")

	w.clock.pass(57 * day) // a little less than two days before its end
	w.must(w.room.Sweep(t.Context()))
	w.must(w.room.Sweep(t.Context()))
	if got := w.told(anna); !slices.Equal(got, []string{"request-ended", "request-ended", "request-ends-soon"}) {
		t.Errorf("the author was told %v", got)
	}
	renewed, err := w.room.Renew(t.Context(), anna, q.ID)
	if err != nil || renewed.Expires != w.clock.now().Add(60*day) {
		t.Errorf("%v %v", renewed.Expires, err)
	}
	if m, err := w.room.OwnMeeting(t.Context(), anna, q.ID); err != nil || m.Point == nil {
		t.Errorf("the meeting point went: %v", err)
	}
	w.clock.pass(59 * day)
	w.must(w.room.Sweep(t.Context()))
	if got := w.told(anna); len(got) != 4 || got[3] != "request-ends-soon" {
		t.Errorf("after a renewal the author was told %v", got)
	}
	w.clock.pass(4 * day)
	w.must(w.room.Sweep(t.Context()))
	w.must(w.room.Sweep(t.Context()))
	var sealed int
	w.must(w.pool.QueryRow(t.Context(), `select count(*) from request_points`).Scan(&sealed))
	if sealed != 0 {
		t.Errorf("%d points are still sealed", sealed)
	}
	again, err := w.room.Renew(t.Context(), anna, q.ID)
	if err != nil || again.State != StateOpen || !again.NextWave.Equal(w.clock.now()) || !again.Closed.IsZero() {
		t.Errorf("%+v %v", again, err)
	}
	w.clock.pass(61 * day)
	w.must(w.room.Sweep(t.Context()))
	w.clock.pass(renewable + time.Second)
	_, err = w.room.Renew(t.Context(), anna, q.ID)
	expectRefusal(t, err, "bad-value")
	if got := w.steps(q); !slices.Equal(got, []string{"post", "renew", "expire", "renew", "expire"}) {
		t.Errorf("steps %v", got)
	}
}

func TestAuthorEndsIt(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, cora := w.member("Anna", west), w.coordinator(west)
	meet := west
	q := w.post(anna, func(d *Draft) { d.Where = Where{Point: &meet} })
	_, err := w.room.Complete(t.Context(), anna, q.ID, "great")
	expectRefusal(t, err, "outcome")
	_, err = w.room.Cancel(t.Context(), w.member("Eve", west), q.ID)
	expectRefusal(t, err, "not-found")

	asked, err := w.room.AskCoordinator(t.Context(), anna, q.ID)
	if err != nil || asked.Unanswered != AskedByAuthor || asked.State != StateOpen || !asked.NextWave.Equal(q.NextWave) {
		t.Errorf("%+v %v", asked, err)
	}
	_, err = w.room.AskCoordinator(t.Context(), anna, q.ID)
	w.must(err)
	if got := w.told(cora); !slices.Equal(got, []string{"request-wants-coordinator"}) {
		t.Errorf("the coordinator was told %v", got)
	}
	done, err := w.room.Complete(t.Context(), anna, q.ID, "helped")
	if err != nil || done.State != StateDone || done.Outcome != "helped" || done.Unanswered != "" {
		t.Errorf("%+v %v", done, err)
	}
	if m, err := w.room.OwnMeeting(t.Context(), anna, q.ID); err != nil || m != (Meeting{}) {
		t.Errorf("the meeting point stays: %+v %v", m, err)
	}
	for _, act := range []func(context.Context, *identity.Viewer, uuid.UUID) (Request, error){w.room.Cancel, w.room.Renew, w.room.AskCoordinator} {
		_, err := act(t.Context(), anna, q.ID)
		expectRefusal(t, err, "bad-value")
	}
	if got := w.steps(q); !slices.Equal(got, []string{"post", "coordinator", "complete"}) {
		t.Errorf("steps %v", got)
	}
}

// Who said yes reads on when nobody else is wanted any more; who is asked, while it goes on.
func TestWhoHelpsReadsOn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna, eve, zoe := w.member("Anna", west), w.member("Eve", west), w.member("Zoe", west)
	q := w.post(anna)
	for v, state := range map[*identity.Viewer]InvitationState{eve: InvitationAccepted, zoe: InvitationLater} {
		w.exec(`
			insert into invitations (uid, request_id, account_id, wave, score, chance, propensity, rested, gap, parts, distance_m, state, sent_at, answered_at)
			values (gen_random_uuid(), $1, $2, 1, 0, 0.5, 0.5, 1, 6, '{}', 0, $3, $4, $4)`, q.Num, v.Account.Num, state, begin)
	}
	w.inRoom(q, func(tx pgx.Tx, q *Request) error { return w.room.take(ctx, tx, q, eve.Account.Num) })
	reads := func(v *identity.Viewer) bool {
		found, err := w.room.Get(ctx, v, q.ID)
		if err != nil {
			expectRefusal(t, err, "not-found")
			return false
		}
		if !found.Own && (found.Version != 0 || !found.Deadline.IsZero()) {
			t.Errorf("they read how it is matched: %+v", found)
		}
		return true
	}
	if !reads(eve) || reads(w.member("Out", west)) {
		t.Error("met: who helps does not read it, or anybody does")
	}
	_, err := w.room.Complete(ctx, anna, q.ID, "helped")
	w.must(err)
	if !reads(eve) || reads(zoe) {
		t.Error("over: who helped does not read it, or who did not answer does")
	}
	eve.Blocks = identity.Blocks{anna.Account.Num: {}}
	if reads(eve) {
		t.Error("read across a block")
	}
}

func TestPictureOfAnOffer(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	store, err := photos.NewStore(w.pool, photos.Config{
		Desk: func() *identity.Desk { return w.desk }, Now: w.clock.now,
		District: func(context.Context, int64) (int64, error) { return 0, nil },
	})
	w.must(err)
	w.room.cfg.Photos = store
	anna, eve := w.member("Anna", west), w.member("Eve", west)
	put := func(v *identity.Viewer, c color.Color) string {
		var file bytes.Buffer
		drawn := image.NewRGBA(image.Rect(0, 0, 40, 30))
		draw.Draw(drawn, drawn.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
		w.must(png.Encode(&file, drawn))
		sha, err := store.Put(ctx, v, &file)
		w.must(err)
		return sha
	}
	red, blue := put(anna, color.RGBA{200, 0, 0, 255}), put(anna, color.RGBA{0, 0, 200, 255})
	offer := func(photo string) func(*Draft) {
		return func(d *Draft) { d.Offer, d.Kind, d.Photo = true, "clothes", photo }
	}
	_, err = w.room.Post(ctx, eve, draft(offer(red)), uuid.NewString())
	expectRefusal(t, err, "photo")
	q := w.post(anna, offer(red))
	sees := func(sha string) bool {
		_, err := store.Get(ctx, eve, sha, photos.Small)
		return err == nil
	}
	if !sees(red) || sees(blue) {
		t.Error("posted: eve should see the one that is shown")
	}
	_, err = w.room.Edit(ctx, anna, q.ID, 1, draft(offer(blue)))
	w.must(err)
	if sees(red) || !sees(blue) {
		t.Error("edited: eve should see the other one")
	}
	done, err := w.room.Complete(ctx, anna, q.ID, "helped")
	w.must(err)
	if sees(blue) || done.Photo != "" {
		t.Error("over: the picture is still shown")
	}
	old := w.post(anna, offer(red))
	w.clock.pass(offerLifetime)
	w.must(w.room.Sweep(ctx))
	if !sees(red) {
		t.Error("what may be renewed has lost its picture")
	}
	w.clock.pass(renewable + time.Second)
	w.must(w.room.Sweep(ctx))
	if sees(red) || w.reload(old).Photo != "" {
		t.Error("what cannot be renewed still shows its picture")
	}
}

func TestInTheNameOfAnAssociation(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	var org int64
	w.must(w.pool.QueryRow(t.Context(), `
		with d as (insert into datasets (name, title) values ('test', 'Test') returning id)
		insert into organisations (uid, name, dataset_id, source_id) select gen_random_uuid(), 'Voisins', id, '1' from d returning id`).Scan(&org))
	acts := func(name string) *identity.Viewer {
		v := w.member(name, west)
		v.Grants, v.Acting = []identity.Grant{{Role: identity.AssociationMember, Organisation: org}}, org
		return v
	}
	anna, bea := acts("Anna"), acts("Bea")
	q := w.post(anna)
	if q.Organisation != org || q.Author != anna.Account.Num {
		t.Errorf("%+v", q)
	}
	if list, err := w.room.Own(t.Context(), bea); err != nil || len(list) != 1 {
		t.Errorf("a colleague has %v %v", list, err)
	}
	w.settle()
	page, err := w.room.Browse(t.Context(), w.member("Eve", west), RequestQuery{})
	if err != nil || len(page.Items) != 1 || page.Items[0].By != (Neighbour{}) || page.Items[0].Organisation != org {
		t.Errorf("%+v %v", page, err)
	}
	if _, err := w.room.Cancel(t.Context(), bea, q.ID); err != nil {
		t.Error(err)
	}
	bea.Acting = 0
	if list, err := w.room.Own(t.Context(), bea); err != nil || len(list) != 0 {
		t.Errorf("as herself she has %v %v", list, err)
	}
	stranger := w.member("Zoe", west)
	stranger.Acting = org
	_, err = w.room.Post(t.Context(), stranger, draft(), uuid.NewString())
	expectRefusal(t, err, "forbidden")
}
