package identity

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.signIn("amina")
	if !first.New || h.count(`select count(*) from accounts`) != 1 {
		t.Fatalf("%+v", first)
	}
	second := h.signIn("amina")
	if second.New || second.Account.Num != first.Account.Num || second.Token == first.Token {
		t.Errorf("%+v after %+v", second, first)
	}
	v := h.check(second.Token)
	if v.Account != second.Account || len(v.Grants) != 0 || v.Rotate || v.Acting != 0 {
		t.Errorf("%+v", v)
	}
	if m := h.box.last(t, email("amina")); m.Kind != SignInCode || m.Lang != "fr" || len(m.Code) != codeDigits || !m.Expires.Equal(h.now().Add(10*time.Minute)) {
		t.Errorf("%s %q %v", m.Kind, m.Lang, m.Expires)
	}
	_, err := h.Check(t.Context(), strings.Repeat("A", 43))
	wants(t, "another token", err, NoSession)
	_, err = h.Check(t.Context(), "x")
	wants(t, "no token", err, NoSession)
}

// Nothing comes into being for a contact before its code has come back.
func TestNoAccountBeforeTheFirstCode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.code(email("amina"))
	_, err := h.Verify(t.Context(), email("amina"), "nonsense", here)
	wants(t, "wrong code", err, WrongCode)
	if n := h.count(`select (select count(*) from accounts) + (select count(*) from contacts) + (select count(*) from sessions)`); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestWhichCodesAreGood(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	verify := func(name, code string) error {
		_, err := h.Verify(t.Context(), email(name), code, here)
		return err
	}
	code := h.code(email("a"))
	wants(t, "another contact's code", verify("b", code), WrongCode)
	wants(t, "with spaces", verify("a", " "+code[:3]+" "+code[3:]), "")
	wants(t, "used", verify("a", code), WrongCode)

	older := h.code(email("a"))
	newer := h.code(email("a"))
	for older == newer {
		newer = h.code(email("a"))
	}
	wants(t, "voided", verify("a", older), WrongCode)
	wants(t, "the newer", verify("a", newer), "")

	code = h.code(email("a"))
	h.clock.pass(10*time.Minute - time.Second)
	wants(t, "just in time", verify("a", code), "")
	code = h.code(email("a"))
	h.clock.pass(10 * time.Minute)
	wants(t, "too late", verify("a", code), WrongCode)

	wants(t, "an address not in its normal form", h.RequestCode(t.Context(), Contact{Email, "A@example.org"}, here), BadContact)
}

// Five tries, wherever they are made; then the right code is worth nothing.
func TestTriesOfACodeAreCountedAcrossNodes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	nodes := []*Desk{h.Desk, h.node(h.pool)}
	for right := range codeAttempts + 1 {
		code := h.code(email("a"))
		wrong := "000000"
		if code == wrong {
			wrong = "000001"
		}
		for i := range right {
			_, err := nodes[i%2].Verify(t.Context(), email("a"), wrong, here)
			wants(t, "wrong", err, WrongCode)
		}
		_, err := nodes[right%2].Verify(t.Context(), email("a"), code, here)
		if right < codeAttempts {
			wants(t, fmt.Sprintf("after %d wrong ones", right), err, "")
		} else {
			wants(t, "after five wrong ones", err, WrongCode)
		}
	}
}

// A thousand requests with one code, on two nodes: one session.
func TestRacingVerificationsGiveOneSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	code := h.code(email("a"))
	nodes := []*Desk{h.Desk, h.node(h.pool)}
	const racers = 1000
	results := make([]error, racers)
	var all sync.WaitGroup
	for i := range racers {
		all.Go(func() { _, results[i] = nodes[i%2].Verify(t.Context(), email("a"), code, here) })
	}
	all.Wait()
	won := 0
	for _, err := range results {
		if err == nil {
			won++
		} else {
			wants(t, "a loser", err, WrongCode)
		}
	}
	if sessions, accounts := h.count(`select count(*) from sessions`), h.count(`select count(*) from accounts`); won != 1 || sessions != 1 || accounts != 1 {
		t.Errorf("%d won, %d sessions, %d accounts", won, sessions, accounts)
	}
}

// tracer keeps the statements of a pool.
type tracer struct {
	mu  sync.Mutex
	sql []string
}

func (r *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sql = append(r.sql, strings.Join(strings.Fields(q.SQL), " "))
	return ctx
}

func (*tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (r *tracer) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	sql := r.sql
	r.sql = nil
	return sql
}

// For a stranger, a contact with an account and one without are the same: same statements, same answers, before the right code.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.signIn("member")
	h.signIn("banned")
	if _, err := h.pool.Exec(t.Context(), `update accounts set standing = 'banned' where id = 2`); err != nil {
		t.Fatal(err)
	}
	trace := new(tracer)
	pool, err := postgres.Open(t.Context(), h.pool.Config().ConnString(), func(c *pgxpool.Config) {
		c.ConnConfig.Tracer = trace
		c.MaxConns, c.MinIdleConns = 1, 0
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	node := h.node(pool)
	path := func(name string) (statements []string, answers string) {
		c := email(name)
		trace.take()
		answers = fmt.Sprint(node.RequestCode(t.Context(), c, here))
		for range codeAttempts + 1 {
			_, err := node.Verify(t.Context(), c, "not it", here)
			answers += fmt.Sprint(err)
		}
		_, err := node.Redeem(t.Context(), "not it", here)
		return trace.take(), answers + fmt.Sprint(err)
	}
	path("warm") // whatever a connection does once
	statements, answers := path("stranger")
	for _, name := range []string{"member", "banned", "other"} {
		if s, a := path(name); !slices.Equal(s, statements) || a != answers {
			t.Errorf("%s:\n%s\n%s\na stranger:\n%s\n%s", name, s, a, statements, answers)
		}
	}
	if len(statements) == 0 || strings.Contains(fmt.Sprint(statements[:3]), "from contacts") {
		t.Error("a request for a code looks into contacts:", statements)
	}
}

func TestLimitsOfSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *Config) { c.Limits = Limits{} })
	ask := func(c Contact, addr string) error {
		return h.RequestCode(t.Context(), c, Origin{Addr: netip.MustParseAddr(addr)})
	}
	for range 5 {
		wants(t, "within the limit", ask(email("a"), "192.0.2.1"), "")
	}
	if e := wants(t, "per address", ask(email("a"), "198.51.100.1"), TooMany); e.RetryAfter != 12*time.Minute {
		t.Error(e)
	}
	phone := Contact{Phone, "+33612345678"}
	for range 3 {
		wants(t, "within the limit", ask(phone, "192.0.2.1"), "")
	}
	if e := wants(t, "per phone", ask(phone, "198.51.100.1"), TooMany); e.RetryAfter != 20*time.Minute {
		t.Error(e)
	}
	for i := range 22 {
		wants(t, "within the limit", ask(email(fmt.Sprint("n", i)), fmt.Sprint("192.0.2.", i)), "")
	}
	wants(t, "per network", ask(email("n"), "192.0.2.200"), TooMany)
	wants(t, "another network", ask(email("n"), "192.0.3.200"), "")
	h.clock.pass(12 * time.Minute)
	wants(t, "later", ask(email("a"), "192.0.2.1"), "")
	wants(t, "once", ask(email("a"), "192.0.2.1"), TooMany)

	nodes := []*Desk{h.Desk, h.node(h.pool, func(c *Config) { c.Limits = Limits{} })}
	for i := range 10 {
		_, err := nodes[i%2].Verify(t.Context(), email("z"), "nonsense", here)
		wants(t, "tries", err, WrongCode)
	}
	_, err := h.Verify(t.Context(), email("z"), "nonsense", here)
	wants(t, "tries per contact", err, TooMany)
	for i := range 49 {
		_, err := h.Verify(t.Context(), email(fmt.Sprint("z", i)), "nonsense", here)
		wants(t, "tries", err, WrongCode)
	}
	_, err = h.Redeem(t.Context(), "nonsense", here)
	wants(t, "tries per network", err, TooMany)
}

func TestContactsOfAnAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	v, other := h.viewer("a"), h.viewer("b")
	add := func(v *Viewer, c Contact) error {
		if err := h.RequestContact(ctx, v, c, here); err != nil {
			return err
		}
		h.deliver()
		return h.ConfirmContact(ctx, v, c, h.box.last(t, c).Code, here)
	}
	phone := Contact{Phone, "+33612345678"}
	wants(t, "add", add(v, phone), "")
	wants(t, "another's", add(other, phone), ContactTaken)
	wants(t, "a visitor", h.RequestContact(ctx, nil, phone, here), NoSession)
	if list, err := h.Contacts(ctx, v); err != nil || len(list) != 2 || list[1] != phone {
		t.Errorf("%d contacts, %v", len(list), err)
	}

	// a code that adds a contact does not sign in, and the other way round
	if err := h.RequestContact(ctx, v, email("c"), here); err != nil {
		t.Fatal(err)
	}
	h.deliver()
	_, err := h.Verify(ctx, email("c"), h.box.last(t, email("c")).Code, here)
	wants(t, "sign in with a contact's code", err, WrongCode)
	wants(t, "add with a sign-in's code", h.ConfirmContact(ctx, v, email("d"), h.code(email("d")), here), WrongCode)

	in, err := h.Verify(ctx, phone, h.code(phone), here)
	if err != nil || in.Account.Num != v.Account.Num || in.New {
		t.Errorf("%+v, %v", in, err)
	}
	wants(t, "another's", h.RemoveContact(ctx, other, phone), NotFound)
	wants(t, "remove", h.RemoveContact(ctx, v, email("a")), "")
	wants(t, "the last", h.RemoveContact(ctx, v, phone), LastContact)
	if h.signIn("a").Account.Num == v.Account.Num {
		t.Error("a contact that was removed still signs in")
	}
}
