package identity

import (
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestBanNeedsTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	one, two := h.viewer("one", Grant{Role: Administrator}), h.viewer("two", Grant{Role: Administrator})
	lead := h.viewer("lead", Grant{Role: Coordinator, District: 13055})
	v := h.viewer("a")
	ban := func(by *Viewer, want Code) bool {
		t.Helper()
		banned, err := h.Ban(ctx, Deed{By: by, In: Scope{District: 131}, Code: "harassment"}, v.Account.Num)
		wants(t, "ban", err, want)
		return banned
	}
	ban(nil, NoSession)
	ban(v, Forbidden)
	ban(lead, Forbidden)
	first := ban(one, "")
	if first || ban(one, "") {
		t.Error("one administrator bans alone")
	}
	if w, err := h.again(v); err != nil || w.Account.Standing != StandingSuspended || w.May(ReadMembers, Scope{}) || !w.May(Appeal, w.Own()) {
		t.Errorf("after one: %+v, %v", w, err)
	}
	h.clock.pass(proposalLasts)
	if ban(two, "") {
		t.Error("a proposal of last week counts")
	}
	if !ban(one, "") {
		t.Error("two administrators do not ban")
	}
	wants(t, "the session", errOf(h.again(v)), NoSession)
	_, err := h.Verify(ctx, email("a"), h.code(email("a")), here)
	wants(t, "sign in", err, Banned)
	wants(t, "lift", h.Lift(ctx, Deed{By: two}, v.Account.Num), "")
	if h.signIn("a").Account.Num != v.Account.Num {
		t.Error("another account")
	}
	if n := h.count(`select count(*) from audit where subject_id = $1 and code = 'harassment' and district_id = 131`, v.Account.Num); n != 4 {
		t.Errorf("%d acts in the audit", n)
	}
	if got := strings.Join(h.acts()[3:], " "); got != "propose-ban propose-ban propose-ban ban lift" {
		t.Error(got)
	}
}

func TestSuspendAndSilence(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	admin, lead := h.viewer("admin", Grant{Role: Administrator}), h.viewer("lead", Grant{Role: Coordinator, District: 131})
	v := h.viewer("a")
	in := func(by *Viewer, district int64) Deed { return Deed{By: by, In: Scope{District: district}} }
	wants(t, "a coordinator suspends", h.Suspend(ctx, in(lead, 131), v.Account.Num), Forbidden)
	wants(t, "oneself", h.Suspend(ctx, in(admin, 131), admin.Account.Num), Forbidden)
	wants(t, "a coordinator silences staff", h.Silence(ctx, in(lead, 131), admin.Account.Num, h.now().Add(day)), Forbidden)
	wants(t, "elsewhere", h.Silence(ctx, in(lead, 132), v.Account.Num, h.now().Add(day)), Forbidden)
	wants(t, "silence", h.Silence(ctx, in(lead, 1317), v.Account.Num, h.now().Add(day)), "")
	v, _ = h.again(v)
	if v.May(EditProfile, v.Own()) || !v.May(ReadMembers, Scope{}) {
		t.Error("silenced, and speaks or is deaf")
	}
	h.clock.pass(day)
	if !v.May(EditProfile, v.Own()) {
		t.Error("silence does not end")
	}
	wants(t, "suspend", h.Suspend(ctx, in(admin, 131), v.Account.Num), "")
	if v, _ = h.again(v); v.May(EditProfile, v.Own()) || !v.May(ExportOwn, v.Own()) {
		t.Error("suspended, and acts or has lost their rights")
	}
	wants(t, "lift", h.Lift(ctx, in(admin, 131), v.Account.Num), "")
	if v, _ = h.again(v); !v.May(EditProfile, v.Own()) {
		t.Error("not lifted")
	}
}

// However signing in and a ban race, no session is left after the ban.
func TestBanAndSignInRace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	one, two := h.viewer("one", Grant{Role: Administrator}), h.viewer("two", Grant{Role: Administrator})
	for range 15 {
		v := h.viewer("a")
		if _, err := h.Ban(ctx, Deed{By: one}, v.Account.Num); err != nil {
			t.Fatal(err)
		}
		code := h.code(email("a"))
		var both sync.WaitGroup
		both.Go(func() { _, _ = h.Verify(ctx, email("a"), code, here) })
		both.Go(func() {
			if banned, err := h.Ban(ctx, Deed{By: two}, v.Account.Num); !banned || err != nil {
				t.Errorf("%v, %v", banned, err)
			}
		})
		both.Wait()
		if n := h.count(`select count(*) from sessions where account_id = $1`, v.Account.Num); n != 0 {
			t.Fatalf("%d sessions of a banned account", n)
		}
		wants(t, "lift", h.Lift(ctx, Deed{By: one}, v.Account.Num), "")
	}
}

func TestErase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	v, other := h.viewer("a", Grant{Role: Ambassador, District: 131}), h.viewer("b")
	for _, err := range []error{h.Block(ctx, v, other.Account.Num), h.Block(ctx, other, v.Account.Num), h.RequestContact(ctx, v, email("c"), here)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error { return h.Erase(ctx, tx, v.Account.Num) }); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"contacts", "sessions", "grants", "blocks", "contact_codes", "printed_codes", "recoveries", "relays"} {
		if n := h.count(`select count(*) from ` + table + ` where account_id = 1`); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	if n := h.count(`select count(*) from accounts where uid = $1`, v.Account.ID); n != 0 {
		t.Error("the id is still there")
	}
	if n := h.count(`select count(*) from blocks`); n != 0 {
		t.Errorf("%d mirrors are left", n)
	}
	wants(t, "the session", errOf(h.again(v)), NoSession)
	if in := h.signIn("a"); !in.New || in.Account.Num == v.Account.Num {
		t.Errorf("%+v", in)
	}
	err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error { return h.Erase(ctx, tx, v.Account.Num) })
	wants(t, "again", err, NotFound)
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	a, b, c := h.viewer("a"), h.viewer("b"), h.viewer("c")
	sees := func(when string, want bool) {
		t.Helper()
		a, _ := h.again(a)
		b, _ := h.again(b)
		c, _ := h.again(c)
		if a.Sees(b.Account.Num) != want || b.Sees(a.Account.Num) != want {
			t.Errorf("%s: %v and %v", when, a.Sees(b.Account.Num), b.Sees(a.Account.Num))
		}
		if !a.Sees(c.Account.Num) || !c.Sees(a.Account.Num) || !c.Sees(b.Account.Num) || !a.Sees(a.Account.Num) {
			t.Errorf("%s: others disappear", when)
		}
	}
	sees("before", true)
	if (*Viewer)(nil).Sees(a.Account.Num) {
		t.Error("a visitor sees people")
	}
	wants(t, "oneself", h.Block(ctx, a, a.Account.Num), BadValue)
	wants(t, "nobody", h.Block(ctx, a, 999), NotFound)
	wants(t, "block", h.Block(ctx, a, b.Account.Num), "")
	wants(t, "again", h.Block(ctx, a, b.Account.Num), "")
	sees("blocked", false)
	wants(t, "the other cannot take it back", h.Unblock(ctx, b, a.Account.Num), "")
	sees("blocked", false)
	wants(t, "back", h.Block(ctx, b, a.Account.Num), "")
	wants(t, "unblock", h.Unblock(ctx, a, b.Account.Num), "")
	sees("blocked by the other", false)
	if list, err := h.Blocked(ctx, a); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
	if list, err := h.Blocked(ctx, b); err != nil || len(list) != 1 || list[0].Num != a.Account.Num {
		t.Errorf("%v, %v", list, err)
	}
	wants(t, "unblock", h.Unblock(ctx, b, a.Account.Num), "")
	sees("after", true)
	if n := h.count(`select count(*) from blocks`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	if _, err := h.pool.Exec(ctx, `insert into blocks values ($1, $2, true, now())`, a.Account.Num, b.Account.Num); err == nil {
		t.Error("the database takes a block from one side")
	}
}

// Two people who block and unblock each other at once neither hang nor leave half a block.
func TestBlocksRace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.viewer("a"), h.viewer("b")
	var both sync.WaitGroup
	for _, pair := range [][2]*Viewer{{a, b}, {b, a}} {
		both.Go(func() {
			for range 25 {
				wantsGo(t, h.Block(t.Context(), pair[0], pair[1].Account.Num))
				wantsGo(t, h.Unblock(t.Context(), pair[0], pair[1].Account.Num))
			}
		})
	}
	both.Wait()
	if n := h.count(`select count(*) from blocks`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

func wantsGo(t *testing.T, err error) {
	if err != nil {
		t.Error(err)
	}
}

func TestAuditIsOnlyEverAddedTo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	admin, lead := h.viewer("admin", Grant{Role: Administrator}), h.viewer("lead", Grant{Role: Coordinator, District: 131})
	read := Deed{By: lead, In: Scope{District: 131}, Code: "case-12"}
	if err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error { return h.Record(ctx, tx, read, ReadSealed, "request", 77) }); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`update audit set actor = 1`, `delete from audit`, `truncate audit`, `delete from audit where false`} {
		if _, err := h.pool.Exec(ctx, sql); err == nil {
			t.Errorf("%s works", sql)
		}
	}
	if n := h.count(`select count(*) from information_schema.role_table_grants where table_name = 'audit' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')`); n != 0 {
		t.Errorf("%d roles hold the right", n)
	}
	words := read
	words.Code = "Amina told me"
	if err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error { return h.Record(ctx, tx, words, ReadSealed, "request", 77) }); err == nil {
		t.Error("the audit takes free text")
	}
	_, _, err := h.Audit(ctx, lead, 0, 10)
	wants(t, "a coordinator reads", err, Forbidden)
	entries, numbers, err := h.Audit(ctx, admin, 0, 1)
	want := Entry{At: h.now(), Actor: lead.Account.Num, Act: "read-sealed", Subject: "request", SubjectID: 77, District: 131, Code: "case-12"}
	if err != nil || len(entries) != 1 || !entries[0].At.Equal(want.At) {
		t.Fatalf("%+v, %v", entries, err)
	}
	if entries[0].At = want.At; entries[0] != want {
		t.Errorf("%+v, want %+v", entries[0], want)
	}
	if older, _, err := h.Audit(ctx, admin, numbers[0], 10); err != nil || len(older) != 2 || older[0].Act != "grant-coordinator" || older[0].Actor != 0 {
		t.Errorf("%+v, %v", older, err)
	}
}
