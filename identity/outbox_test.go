package identity

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// Neither codes nor the contacts of strangers stand anywhere in the database, before or after they were sent.
func TestDatabaseTellsNoCode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if err := h.RequestCode(t.Context(), email("amina"), here); err != nil {
		t.Fatal(err)
	}
	dump := h.dump()
	h.deliver()
	m := h.box.last(t, email("amina"))
	for _, secret := range []string{"amina", `"` + m.Code + `"`, "example.org"} {
		if strings.Contains(dump, secret) || strings.Contains(h.dump(), secret) {
			t.Errorf("%q stands in the database", secret)
		}
	}
	if n := h.count(`select count(*) from deliveries`); n != 0 {
		t.Errorf("%d messages are left", n)
	}
	token := h.signIn("a").Token
	raw, ok := tokenDigest(token)
	if dump = h.dump(); !ok || strings.Contains(dump, token) || !strings.Contains(dump, string(raw[:])) {
		t.Error("a session is not kept by the digest of its token")
	}
}

// dump is all bytes of the tables that a code or a token crosses.
func (h *house) dump() string {
	h.t.Helper()
	var out bytes.Buffer
	for _, column := range []string{
		"contact_codes.contact", "contact_codes.code", "deliveries.sealed", "limits.key", "sessions.token", "printed_codes.code",
	} {
		table, column, _ := strings.Cut(column, ".")
		rows, err := h.pool.Query(h.t.Context(), "select "+column+" from "+table)
		if err != nil {
			h.t.Fatal(err)
		}
		for rows.Next() {
			var b []byte
			if err := rows.Scan(&b); err != nil {
				h.t.Fatal(err)
			}
			out.Write(b)
		}
		rows.Close()
	}
	var rest string
	err := h.pool.QueryRow(h.t.Context(), `select concat((select json_agg(c) from contact_codes c), (select json_agg(d) from deliveries d),
		(select json_agg(l) from limits l), (select json_agg(s) from sessions s), (select json_agg(c) from changes c))`).Scan(&rest)
	if err != nil {
		h.t.Fatal(err)
	}
	return out.String() + rest
}

func TestDeliveryComesAgainAfterAFailure(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.box.fail = errors.New("the mail server is away")
	if err := h.RequestCode(t.Context(), email("a"), here); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if h.deliver() != 0 {
			t.Fatal("handed over at once")
		}
	}
	h.clock.pass(2 * time.Second)
	if h.deliver() != 1 {
		t.Fatal("not handed over again")
	}
	if h.deliver() != 0 || len(h.box.all()) != 1 {
		t.Error("handed over twice")
	}
	_, err := h.Verify(t.Context(), email("a"), h.box.last(t, email("a")).Code, here)
	wants(t, "verify", err, "")
}

// A process that dies with a message in its hands: another one hands it over, under the same ID, within 90 s.
func TestDeliverySurvivesADeath(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, die := context.WithCancel(t.Context())
	var first Message
	dying := h.node(h.pool, func(c *Config) {
		c.Send = func(ctx context.Context, m Message) error {
			first = m
			die()
			return ctx.Err()
		}
	})
	if err := h.RequestCode(ctx, email("a"), here); err != nil {
		t.Fatal(err)
	}
	if n, err := dying.Deliver(ctx); n != 0 || err == nil {
		t.Fatalf("%d, %v", n, err)
	}
	if h.deliver() != 0 {
		t.Error("taken twice")
	}
	h.clock.pass(90 * time.Second)
	if h.deliver() != 1 || h.box.last(t, email("a")).ID != first.ID {
		t.Error("not the same message again")
	}
}

func TestDeliveryOfPastMessages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if err := h.RequestCode(t.Context(), email("a"), here); err != nil {
		t.Fatal(err)
	}
	h.clock.pass(10 * time.Minute)
	if h.deliver() != 0 {
		t.Error("a code that is worth nothing is sent")
	}
	if err := h.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := h.count(`select (select count(*) from deliveries) + (select count(*) from contact_codes)`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

// Two nodes that run hand over each message once, without being asked.
func TestRunHandsOverOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	arrived := make(chan string, 100)
	for range 2 {
		node := h.node(h.pool, func(c *Config) {
			c.Send = func(_ context.Context, m Message) error {
				arrived <- m.To.Address
				return nil
			}
		})
		running.Go(func() { _ = node.Run(ctx) })
	}
	seen := map[string]bool{}
	for i := range 20 {
		if err := h.RequestCode(t.Context(), email(string(rune('a'+i))), here); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		select {
		case address := <-arrived:
			if seen[address] {
				t.Error("twice:", address)
			}
			seen[address] = true
		case <-time.After(patience):
			t.Fatalf("%d of 20 arrived", len(seen))
		}
	}
	stop()
	running.Wait()
	if len(arrived) != 0 {
		t.Errorf("%d more", len(arrived))
	}
}

func TestDeskRefusesAWeakKey(t *testing.T) {
	t.Parallel()
	send := func(context.Context, Message) error { return nil }
	if _, err := NewDesk(nil, Config{Key: make([]byte, KeyBytes-1), Send: send}); err == nil {
		t.Error("31 bytes are a key")
	}
	if _, err := NewDesk(nil, Config{Key: make([]byte, KeyBytes)}); err == nil {
		t.Error("codes are sent by nobody")
	}
}
