package identity

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/feed"
)

// following is one more desk whose cache a follower keeps.
func (h *house) following(pool *pgxpool.Pool, change ...func(*Config)) (*Desk, *feed.Follower) {
	h.t.Helper()
	var follower *feed.Follower
	d := h.node(pool, append(change, func(c *Config) {
		c.Lag = func() time.Duration { return follower.Lag() }
		c.Poke = func() { follower.Poke() }
	})...)
	follower = feed.New(pool, []feed.Subject{d.Cache()}, feed.Config{})
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = follower.Run(ctx) })
	h.t.Cleanup(func() { stop(); running.Wait() })
	select {
	case <-follower.Ready():
	case <-time.After(patience):
		h.t.Fatal("the follower is not ready")
	}
	return d, follower
}

// patience is how long a test waits on a busy machine for what takes milliseconds.
const patience = 30 * time.Second

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *Config) { c.SessionIdle, c.SessionLasts = 10*day, 25*day })
	ctx := t.Context()
	idle, used := h.signIn("idle").Token, h.signIn("used").Token
	for range 3 {
		h.clock.pass(8 * day)
		if _, err := h.Check(ctx, used); err != nil {
			t.Fatal(err)
		}
		if err := h.writeVisits(ctx); err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.Check(ctx, idle)
	wants(t, "idle", err, NoSession)
	if n := h.count(`select count(*) from accounts where last_contact = '2026-12-17'`); n != 1 {
		t.Errorf("%d accounts of 24 days later", n)
	}
	h.clock.pass(day - time.Second)
	wants(t, "just before", errOf(h.Check(ctx, used)), "")
	h.clock.pass(time.Second)
	wants(t, "after 25 days", errOf(h.Check(ctx, used)), NoSession)
	if err := h.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if n := h.count(`select count(*) from sessions`); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestSessionsAreListedAndRevoked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	here, there, third := h.viewer("a"), h.viewer("a"), h.viewer("a")
	stranger := h.viewer("b")
	list, err := h.Sessions(ctx, here)
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	for i, s := range list {
		if s.Current != (i == 2) || s.Device != "Firefox, Android" || !s.Seen.Equal(dayOf(h.now())) || !s.Since.Equal(h.now()) {
			t.Errorf("%d: %+v", i, s)
		}
	}
	wants(t, "a stranger", h.Revoke(ctx, stranger, list[0].ID), NotFound)
	wants(t, "a visitor", h.Revoke(ctx, nil, list[0].ID), NoSession)
	wants(t, "one", h.Revoke(ctx, here, list[0].ID), "")
	wants(t, "again", h.Revoke(ctx, here, list[0].ID), NotFound)
	wants(t, "revoked", errOf(h.again(third)), NoSession)
	wants(t, "another", errOf(h.again(there)), "")
	wants(t, "others", h.RevokeOthers(ctx, here), "")
	wants(t, "no others", h.RevokeOthers(ctx, here), "")
	wants(t, "another", errOf(h.again(there)), NoSession)
	wants(t, "sign out", h.SignOut(ctx, here), "")
	wants(t, "signed out", errOf(h.again(here)), NoSession)
	wants(t, "a stranger stays", errOf(h.again(stranger)), "")
}

func TestRotation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	old := h.signIn("a").Token
	h.clock.pass(time.Minute)
	if _, err := h.Appoint(ctx, email("a"), "fr", Grant{Role: Coordinator, District: 13055}); err != nil {
		t.Fatal(err)
	}
	v := h.check(old)
	if !v.Rotate {
		t.Fatal("rights changed, the token need not")
	}
	token, err := h.Rotate(ctx, v)
	if err != nil || token == "" || token == old {
		t.Fatal(token, err)
	}
	if h.check(token).Rotate || h.check(old).Rotate {
		t.Error("rotated, and due again")
	}
	if again, err := h.Rotate(ctx, v); again != "" || err != nil {
		t.Errorf("a second request rotates too: %v", err)
	}
	h.clock.pass(formerLasts)
	wants(t, "the former token", errOf(h.Check(ctx, old)), NoSession)
	wants(t, "the token", errOf(h.Check(ctx, token)), "")
}

// What was revoked on one node is refused on the other, though both answer from memory.
func TestRevocationIsSeenOnEveryNode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	one, _ := h.following(h.pool)
	two, _ := h.following(h.pool)
	for range 5 {
		token := h.signIn("a").Token
		v, err := one.Check(ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		var remembered *Viewer
		for began := time.Now(); time.Since(began) < patience; { // what is read while the feed is busy is not kept
			if remembered, err = two.Check(ctx, token); err != nil {
				t.Fatal(err)
			}
			if again, _ := two.Check(ctx, token); again == remembered {
				break
			}
			remembered = nil
		}
		if remembered == nil {
			t.Fatal("nothing is answered from memory")
		}
		if err := one.SignOut(ctx, v); err != nil {
			t.Fatal(err)
		}
		wants(t, "on its own node, at once", errOf(one.Check(ctx, token)), NoSession)
		for began := time.Now(); ; {
			_, err := two.Check(ctx, token)
			if errors.Is(err, &Error{Code: NoSession}) {
				break
			}
			if took := time.Since(began); took > patience || err != nil {
				t.Fatalf("after %v: %v", took, err)
			}
		}
	}
}

// Whoever reads a session while it ends must not put it back for good.
func TestCacheNeverKeepsWhatWasForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	node, follower := h.following(h.pool)
	for range 20 {
		token := h.signIn("a").Token
		v, err := h.Check(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		var readers sync.WaitGroup
		for range 8 {
			readers.Go(func() {
				for range 20 {
					_, _ = node.Check(t.Context(), token)
				}
			})
		}
		if err := h.SignOut(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		readers.Wait()
		var position feed.Position
		err = pgx.BeginFunc(t.Context(), h.pool, func(tx pgx.Tx) (err error) {
			position, err = feed.Current(t.Context(), tx)
			return err
		})
		if err == nil {
			err = follower.Wait(t.Context(), position)
		}
		if err != nil {
			t.Fatal(err)
		}
		wants(t, "after the follower has caught up", errOf(node.Check(t.Context(), token)), NoSession)
	}
}

// What ends by the clock ends in memory too: a role, a former token, a session.
func TestCacheKnowsTheHour(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *Config) { c.SessionLasts = 3 * time.Hour })
	node, _ := h.following(h.pool, func(c *Config) { c.SessionLasts = 3 * time.Hour })
	for _, g := range []Grant{
		{Role: Ambassador, District: 131, Until: h.now().Add(time.Hour)},
		{Role: Ambassador, District: 132, Until: h.now().Add(2 * time.Hour)},
		{Role: Ambassador, District: 133},
	} {
		if _, err := h.Appoint(t.Context(), email("a"), "fr", g); err != nil {
			t.Fatal(err)
		}
	}
	old := h.signIn("a").Token
	token, err := h.Rotate(t.Context(), h.check(old))
	if err != nil {
		t.Fatal(err)
	}
	_, err = node.Check(t.Context(), old)
	wants(t, "the former token", err, "")
	for left := 3; left > 0; left-- {
		v, err := node.Check(t.Context(), token)
		if err != nil || len(v.Grants) != left {
			t.Fatalf("%+v, %v; want %d roles", v, err, left)
		}
		h.clock.pass(time.Hour)
		wants(t, "the former token, later", errOf(node.Check(t.Context(), old)), NoSession)
	}
	wants(t, "the session's end", errOf(node.Check(t.Context(), token)), NoSession)
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	node, _ := h.following(h.pool, func(c *Config) { c.CacheSize = 3 })
	c := node.cache.Load()
	for i := range 50 {
		v := &Viewer{Account: Account{Num: int64(i % 7)}}
		_, digest := newToken()
		_, forgotten := c.get(digest)
		c.put(digest, &entry{viewer: v}, forgotten)
	}
	tokens := 0
	for _, list := range c.byAccount {
		tokens += len(list)
	}
	if len(c.byToken) != 3 || tokens != 3 {
		t.Errorf("%d entries, %d tokens of accounts", len(c.byToken), tokens)
	}
}

// A node that lags asks the database; without one nobody is signed in, and nobody is told that their session is gone.
func TestWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	node, _ := h.following(h.pool)
	lag := time.Duration(0)
	node.cfg.Lag = func() time.Duration { return lag }
	token := h.signIn("a").Token
	v, err := node.Check(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	lag = 2 * trustedLag
	late, err := node.Check(t.Context(), token)
	if err != nil || late == v {
		t.Errorf("a lagging node answers from memory (%v)", err)
	}
	away := h.node(closed(t, h))
	wants(t, "a session", errOf(away.Check(t.Context(), token)), Unavailable)
	wants(t, "a code", away.RequestCode(t.Context(), email("a"), here), Unavailable)
	wants(t, "a try", errOf(away.Verify(t.Context(), email("a"), "000000", here)), Unavailable)
}

// closed is a pool on a server that is not there.
func closed(t *testing.T, h *house) *pgxpool.Pool {
	t.Helper()
	cfg := h.pool.Config()
	cfg.ConnConfig.Host, cfg.ConnConfig.Port = t.TempDir(), 1
	cfg.MinIdleConns, cfg.AfterConnect = 0, nil
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func TestWordsOfPeoplePrint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"Firefox,\nAndroid\x00": "Firefox,Android", "a\xff": "a", string(make([]byte, 500)): ""} {
		if got := printable(text, 80); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
