package photos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/identity"
)

var testKey = []byte(strings.Repeat("s", identity.KeyBytes))

var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// album is a database with people who show pictures.
type album struct {
	*Store
	t    testing.TB
	pool *pgxpool.Pool
	now  time.Time
}

func newAlbum(t testing.TB) *album {
	a := &album{t: t, pool: postgrestest.New(t), now: noon}
	clock := func() time.Time { return a.now }
	desk, err := identity.NewDesk(a.pool, identity.Config{Key: testKey, Now: clock, Send: func(context.Context, identity.Message) error { return nil }})
	a.must(err)
	a.Store, err = NewStore(a.pool, Config{
		Desk: func() *identity.Desk { return desk }, Now: clock,
		District: func(_ context.Context, account int64) (int64, error) { return 100 + account%2, nil },
	})
	a.must(err)
	return a
}

func (a *album) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

func (a *album) comes(grants ...identity.Grant) *identity.Viewer {
	a.t.Helper()
	var account int64
	a.must(a.pool.QueryRow(a.t.Context(), `insert into accounts (uid, lang, created_at, last_contact, rights_at)
		values ($1, 'fr', now(), now(), now()) returning id`, uuid.New()).Scan(&account))
	return &identity.Viewer{
		Account: identity.Account{Num: account, Standing: identity.StandingActive}, Grants: grants, Blocks: identity.Blocks{},
	}
}

func (a *album) put(v *identity.Viewer, w, h int) string {
	a.t.Helper()
	sha, err := a.Put(a.t.Context(), v, bytes.NewReader(asPNG(a.t, quarters(w, h))))
	a.must(err)
	return sha
}

func (a *album) tx(do func(pgx.Tx) error) error {
	return pgx.BeginFunc(a.t.Context(), a.pool, do)
}

func (a *album) keep(v *identity.Viewer, sha, subject string, to Audience) {
	a.t.Helper()
	a.must(a.tx(func(tx pgx.Tx) error { return a.Keep(a.t.Context(), tx, v.Account.Num, sha, subject, to) }))
}

// sees says whether somebody sees a picture, in both sizes or in none.
func (a *album) sees(v *identity.Viewer, sha string) bool {
	a.t.Helper()
	large, err := a.Get(a.t.Context(), v, sha, Large)
	small, other := a.Get(a.t.Context(), v, sha, Small)
	if (err == nil) != (other == nil) || err == nil && (len(large.JPEG) == 0 || len(small.JPEG) == 0) {
		a.t.Errorf("%v, %v", err, other)
	}
	if err != nil && !errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		a.t.Error(err)
	}
	return err == nil
}

func (a *album) sweep() {
	a.t.Helper()
	_, err := a.pool.Exec(a.t.Context(), PastPhotos, a.now.Add(-24*time.Hour), 100)
	a.must(err)
}

func (a *album) count() (n int) {
	a.t.Helper()
	a.must(a.pool.QueryRow(a.t.Context(), `select count(*) from photos`).Scan(&n))
	return n
}

func TestWhoSeesAPicture(t *testing.T) {
	t.Parallel()
	a := newAlbum(t)
	ctx := t.Context()
	owner, member, blocked := a.comes(), a.comes(), a.comes()
	blocked.Blocks[owner.Account.Num], owner.Blocks[blocked.Account.Num] = struct{}{}, struct{}{}
	sha := a.put(owner, 40, 30)
	if !a.sees(owner, sha) || a.sees(member, sha) || a.sees(nil, sha) {
		t.Error("before it is shown, only its owner sees it")
	}
	if err := a.tx(func(tx pgx.Tx) error { return a.Keep(ctx, tx, member.Account.Num, sha, "request:1", Members) }); err == nil {
		t.Error("somebody else shows it")
	}
	a.keep(owner, sha, "request:1", Members)
	if !a.sees(member, sha) || a.sees(blocked, sha) || a.sees(nil, sha) {
		t.Error("shown to members")
	}
	a.keep(owner, sha, "event:1", Everyone)
	if photo, err := a.Get(ctx, nil, sha, Small); err != nil || !photo.Public || !a.sees(blocked, sha) {
		t.Errorf("shown to everyone: %v", err)
	}
	for _, name := range []string{"", "../../etc/passwd", strings.ToUpper(sha), sha[:62], strings.Repeat("0", 64)} {
		if a.sees(owner, name) {
			t.Errorf("%q is a picture", name)
		}
	}

	// Moderators hide it from everybody but themselves, where its owner lives.
	num, err := a.Find(ctx, member, sha)
	a.must(err)
	a.must(a.tx(func(tx pgx.Tx) error {
		r, err := a.Look(ctx, tx, num)
		if err != nil || r.Owner != owner.Account.Num || r.Name != sha || !bytes.HasPrefix(r.Content, []byte(`{"photo":"data:image/jpeg;base64,`)) {
			t.Errorf("%+v, %v", r, err)
		}
		return a.Hide(ctx, tx, num, true)
	}))
	here := identity.Grant{Role: identity.Coordinator, District: 100 + owner.Account.Num%2}
	elsewhere := identity.Grant{Role: identity.Coordinator, District: 101 - owner.Account.Num%2}
	for who, v := range map[string]*identity.Viewer{"its owner": owner, "a member": member, "a visitor": nil, "a coordinator elsewhere": a.comes(elsewhere)} {
		if a.sees(v, sha) {
			t.Errorf("%s sees what is hidden", who)
		}
	}
	if !a.sees(a.comes(here), sha) {
		t.Error("a coordinator cannot see what was reported")
	}
	if _, err := a.Put(ctx, member, bytes.NewReader(asPNG(t, quarters(40, 30)))); err == nil {
		t.Error("what is hidden comes again by another person")
	}
	a.must(a.tx(func(tx pgx.Tx) error { return a.Hide(ctx, tx, num, false) }))
	if !a.sees(member, sha) {
		t.Error("it stays hidden")
	}
}

func TestWhatNothingShowsGoes(t *testing.T) {
	t.Parallel()
	a := newAlbum(t)
	ctx := t.Context()
	owner := a.comes()
	shown, twice, never := a.put(owner, 40, 30), a.put(owner, 41, 30), a.put(owner, 42, 30)
	a.keep(owner, shown, "request:1", Members)
	a.keep(owner, twice, "request:1", Members)
	a.keep(owner, twice, "request:2", Members)
	a.now = a.now.Add(23 * time.Hour)
	if a.sweep(); a.count() != 3 {
		t.Errorf("%d pictures, want 3: it is too early", a.count())
	}
	a.now = a.now.Add(2 * time.Hour)
	a.sweep()
	if a.sees(owner, never) || !a.sees(owner, shown) {
		t.Error("what was never shown stays, or what is shown went")
	}
	a.must(a.tx(func(tx pgx.Tx) error { return a.Forget(ctx, tx, twice, "request:1") }))
	a.must(a.tx(func(tx pgx.Tx) error { return a.Forget(ctx, tx, shown, "request:1") }))
	a.must(a.tx(func(tx pgx.Tx) error { return a.Forget(ctx, tx, never, "request:1") }))
	a.now = a.now.Add(25 * time.Hour)
	a.put(owner, 40, 30) // sent again: another day
	if a.sweep(); !a.sees(owner, twice) || !a.sees(owner, shown) {
		t.Error("it went too early")
	}
	a.now = a.now.Add(25 * time.Hour)
	if a.sweep(); !a.sees(owner, twice) || a.sees(owner, shown) {
		t.Error("it went too early, or stays")
	}
}

// A picture that is being shown while the sweep is at it stays, or was never shown: none is shown that is not there.
func TestSweepBesideKeep(t *testing.T) {
	t.Parallel()
	a := newAlbum(t)
	owner := a.comes()
	for round := range 10 {
		sha := a.put(owner, 20+round, 20)
		a.now = a.now.Add(25 * time.Hour)
		subject := fmt.Sprintf("request:%d", round)
		var both sync.WaitGroup
		var kept error
		both.Go(func() {
			kept = a.tx(func(tx pgx.Tx) error { return a.Keep(t.Context(), tx, owner.Account.Num, sha, subject, Members) })
		})
		both.Go(func() { _, _ = a.pool.Exec(t.Context(), PastPhotos, a.now.Add(-24*time.Hour), 100) })
		both.Wait()
		if (kept == nil) != a.sees(owner, sha) {
			t.Errorf("kept: %v, seen: %v", kept, a.sees(owner, sha))
		}
	}
}

func TestWhoLeavesTakesTheirPictures(t *testing.T) {
	t.Parallel()
	a := newAlbum(t)
	ctx := t.Context()
	leaver, other := a.comes(), a.comes()
	own, both := a.put(leaver, 40, 30), a.put(leaver, 50, 30)
	if a.put(other, 50, 30) != both || a.count() != 2 {
		t.Fatal("the same picture twice is two")
	}
	a.keep(leaver, own, "request:1", Everyone)
	a.keep(leaver, both, "request:2", Everyone)
	a.must(a.tx(func(tx pgx.Tx) error {
		sheets, err := a.Export(ctx, tx, leaver.Account.Num)
		if err != nil || len(sheets[0].Rows) != 2 || len(sheets[0].Files) != 2 || sheets[0].Files[0].Name != "photos/"+own+".jpg" {
			t.Errorf("%v, %v", sheets[0].Rows, err)
		}
		return a.Erase(ctx, tx, leaver.Account.Num)
	}))
	if a.sees(nil, own) || a.sees(leaver, own) || a.sees(nil, both) || !a.sees(other, both) || a.count() != 1 {
		t.Error("the leaver's stay, or the other's went")
	}
	a.now = a.now.Add(25 * time.Hour)
	if a.sweep(); a.count() != 0 {
		t.Error("what is shown nowhere any more stays")
	}
}

func TestWhoMaySend(t *testing.T) {
	t.Parallel()
	a := newAlbum(t)
	sent := asPNG(t, quarters(20, 20))
	if _, err := a.Put(t.Context(), nil, bytes.NewReader(sent)); !errors.Is(err, &identity.Error{Code: identity.NoSession}) {
		t.Errorf("a visitor: %v", err)
	}
	silenced := a.comes()
	silenced.Account.SilencedUntil = noon.Add(time.Hour)
	if _, err := a.Put(t.Context(), silenced, bytes.NewReader(sent)); !errors.Is(err, &identity.Error{Code: identity.Forbidden}) {
		t.Errorf("who is silenced: %v", err)
	}
	eager := a.comes()
	for range 20 {
		if _, err := a.Put(t.Context(), eager, bytes.NewReader(sent)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Put(t.Context(), eager, bytes.NewReader(sent)); !errors.Is(err, &identity.Error{Code: identity.TooMany}) {
		t.Errorf("the 21st: %v", err)
	}
}
