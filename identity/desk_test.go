package identity

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// house is a desk on a database of its own, with a clock and a letter box that tests hold.
type house struct {
	*Desk
	t     testing.TB
	pool  *pgxpool.Pool
	clock *clock
	box   *box
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// box keeps what was handed over.
type box struct {
	mu   sync.Mutex
	mail []Message
	fail error // instead of taking the next one
}

func (b *box) send(_ context.Context, m Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fail; err != nil {
		b.fail = nil
		return err
	}
	b.mail = append(b.mail, m)
	return nil
}

func (b *box) all() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Message(nil), b.mail...)
}

func (b *box) last(t testing.TB, to Contact) Message {
	t.Helper()
	mail := b.all()
	for i := len(mail) - 1; i >= 0; i-- {
		if mail[i].To == to {
			return mail[i]
		}
	}
	t.Fatal("no message for", to.Address)
	return Message{}
}

var testKey = bytes.Repeat([]byte{7}, KeyBytes)

// plenty keeps limits out of tests that are about something else.
var plenty = Limits{
	CodesPerEmail: Rate{1e6, time.Millisecond}, CodesPerPhone: Rate{1e6, time.Millisecond}, CodesPerNetwork: Rate{1e6, time.Millisecond},
	TriesPerContact: Rate{1e6, time.Millisecond}, TriesPerNetwork: Rate{1e6, time.Millisecond},
}

// within is a tree of districts: 13055 holds 130 to 139, each of which holds ten more.
func within(district, root int64) bool {
	for ; district != root; district /= 10 {
		switch {
		case district == 0:
			return false
		case district >= 130 && district <= 139:
			return root == 13055
		}
	}
	return true
}

func newHouse(t testing.TB, change ...func(*Config)) *house {
	t.Helper()
	h := &house{t: t, pool: postgrestest.New(t), clock: &clock{at: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)}, box: new(box)}
	h.Desk = h.node(h.pool, change...)
	return h
}

// node is one more desk on the same database.
func (h *house) node(pool *pgxpool.Pool, change ...func(*Config)) *Desk {
	h.t.Helper()
	cfg := Config{Key: testKey, Send: h.box.send, Within: within, Now: h.clock.now, Limits: plenty}
	for _, c := range change {
		c(&cfg)
	}
	d, err := NewDesk(pool, cfg)
	if err != nil {
		h.t.Fatal(err)
	}
	return d
}

var here = Origin{Addr: netip.MustParseAddr("192.0.2.7"), Device: "Firefox, Android", Lang: "fr"}

func email(name string) Contact { return Contact{Email, name + "@example.org"} }

// code asks for one and reads it in the letter box.
func (h *house) code(c Contact) string {
	h.t.Helper()
	if err := h.RequestCode(h.t.Context(), c, here); err != nil {
		h.t.Fatal(err)
	}
	h.deliver()
	return h.box.last(h.t, c).Code
}

func (h *house) deliver() int {
	h.t.Helper()
	n, err := h.Deliver(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func (h *house) signIn(name string) SignedIn {
	h.t.Helper()
	in, err := h.Verify(h.t.Context(), email(name), h.code(email(name)), here)
	if err != nil {
		h.t.Fatal(err)
	}
	return in
}

func (h *house) check(token string) *Viewer {
	h.t.Helper()
	v, err := h.Check(h.t.Context(), token)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// viewer is somebody who has just signed in, with roles.
func (h *house) viewer(name string, grants ...Grant) *Viewer {
	h.t.Helper()
	for _, g := range grants {
		if _, err := h.Appoint(h.t.Context(), email(name), "fr", g); err != nil {
			h.t.Fatal(err)
		}
	}
	return h.check(h.signIn(name).Token)
}

// again is the same session, looked at anew.
func (h *house) again(v *Viewer) (*Viewer, error) {
	e, err := h.readViewer(h.t.Context(), v.session.digest, h.now())
	if err != nil {
		return nil, err
	}
	return e.viewer, nil
}

func (h *house) count(sql string, args ...any) (n int) {
	h.t.Helper()
	if err := h.pool.QueryRow(h.t.Context(), sql, args...).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// wants fails the test unless err is a refusal of that code; "" wants none.
func wants(t testing.TB, what string, err error, code Code) *Error {
	t.Helper()
	var got *Error
	errors.As(err, &got)
	if code == "" && err == nil {
		return nil
	}
	if got == nil || got.Code != code {
		t.Fatalf("%s: %v, want %q", what, err, code)
	}
	return got
}
