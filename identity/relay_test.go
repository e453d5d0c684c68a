package identity

import (
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var printedForm = regexp.MustCompile(`^[` + printedAlphabet + `]{4}(-[` + printedAlphabet + `]{4}){2}$`)

func TestRelayAccounts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	ambassador := h.viewer("ambassador", Grant{Role: Ambassador, District: 131})
	elsewhere := h.viewer("elsewhere", Grant{Role: Ambassador, District: 132})
	member := h.viewer("member")
	consent := Relay{Lang: "ar", Consent: "relay-fr-2026-11"}
	in := func(by *Viewer, district int64) Deed { return Deed{By: by, In: Scope{District: district}} }
	register := func(deed Deed) error {
		_, _, err := h.RegisterRelay(ctx, deed, consent)
		return err
	}
	wants(t, "a visitor", register(in(nil, 131)), NoSession)
	wants(t, "a member", register(in(member, 131)), Forbidden)
	wants(t, "elsewhere", register(in(ambassador, 132)), Forbidden)
	wants(t, "nowhere", register(in(ambassador, 0)), Forbidden)
	wants(t, "twice somewhere", register(Deed{By: ambassador, In: Scope{District: 131, Organisation: 5}}), BadValue)
	if _, _, err := h.RegisterRelay(ctx, in(ambassador, 131), Relay{Lang: "fr"}); err == nil {
		t.Error("registered without consent")
	}
	a, code, err := h.RegisterRelay(ctx, in(ambassador, 1317), consent)
	if err != nil || a.Lang != "ar" || !printedForm.MatchString(code) {
		t.Fatalf("%+v, %q, %v", a, code, err)
	}
	if n := h.count(`select count(*) from relays where account_id = $1 and registered_by = $2 and consent = 'relay-fr-2026-11' and consented_at = $3`,
		a.Num, ambassador.Account.Num, h.now()); n != 1 {
		t.Error("the consent is not on record")
	}
	redeem := func(code string) error {
		in, err := h.Redeem(ctx, code, here)
		if err == nil && in.Account.Num != a.Num {
			t.Errorf("signs in %d", in.Account.Num)
		}
		return err
	}
	wants(t, "as a person types it", redeem(" "+strings.ToLower(strings.ReplaceAll(code, "-", " "))), "")
	wants(t, "twice", redeem(code), WrongCode)

	_, err = h.PrintCode(ctx, in(elsewhere, 132), a.Num)
	wants(t, "another district's ambassador", err, NotFound)
	_, err = h.PrintCode(ctx, in(elsewhere, 131), a.Num)
	wants(t, "who says the account is elsewhere", err, NotFound)
	_, err = h.PrintCode(ctx, in(ambassador, 131), member.Account.Num)
	wants(t, "not a relay account", err, NotFound)
	first, err := h.PrintCode(ctx, in(ambassador, 131), a.Num)
	wants(t, "print", err, "")
	second, err := h.PrintCode(ctx, in(ambassador, 131), a.Num)
	wants(t, "print", err, "")
	wants(t, "void", redeem(first), WrongCode)
	h.clock.pass(90*day - time.Second)
	wants(t, "late", redeem(second), "")
	third, err := h.PrintCode(ctx, in(ambassador, 131), a.Num)
	wants(t, "print", err, "")
	h.clock.pass(90 * day)
	wants(t, "too late", redeem(third), WrongCode)
}

func TestRelayOfAnAssociation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	v, colleague := h.viewer("a", Grant{Role: AssociationMember, Organisation: 5}), h.viewer("b", Grant{Role: AssociationMember, Organisation: 5})
	as := func(v *Viewer) Deed {
		token, err := h.ActAs(ctx, v, 5)
		if err != nil {
			t.Fatal(err)
		}
		return Deed{By: h.check(token), In: Scope{Organisation: 5}}
	}
	_, _, err := h.RegisterRelay(ctx, Deed{By: v, In: Scope{Organisation: 5}}, Relay{Lang: "fr", Consent: "c"})
	wants(t, "as oneself", err, Forbidden)
	a, _, err := h.RegisterRelay(ctx, as(v), Relay{Lang: "fr", Consent: "c"})
	wants(t, "as the association", err, "")
	_, err = h.PrintCode(ctx, as(colleague), a.Num)
	wants(t, "a colleague prints", err, "")
}

func TestRacingRedeemsGiveOneSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ambassador := h.viewer("ambassador", Grant{Role: Ambassador, District: 131})
	a, code, err := h.RegisterRelay(t.Context(), Deed{By: ambassador, In: Scope{District: 131}}, Relay{Lang: "fr", Consent: "c"})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := h.Redeem(t.Context(), code, here); err != nil && !errors.Is(err, &Error{Code: WrongCode}) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := h.count(`select count(*) from sessions where account_id = $1`, a.Num); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

func TestPrintedCodesCannotBeMisread(t *testing.T) {
	t.Parallel()
	for _, alike := range []string{"0O", "1IL", "2Z", "5S", "8B", "UV"} {
		if n := len(alike) - len(strings.Trim(alike, printedAlphabet)); n > 1 {
			t.Errorf("of %s more than one is in use", alike)
		}
	}
	seen := map[string]bool{}
	for range 1000 {
		code := newPrintedCode()
		if seen[code] || !printedForm.MatchString(code) {
			t.Fatal(code)
		}
		seen[code] = true
	}
}

func TestRecovery(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	lead := h.viewer("lead", Grant{Role: Coordinator, District: 13055})
	admin := h.viewer("admin", Grant{Role: Administrator})
	v, other := h.viewer("a"), h.viewer("b")
	deed := Deed{By: lead, In: Scope{District: 131}}
	promise := func(deed Deed, account int64, name string) error {
		_, err := h.Recover(ctx, deed, account, email(name))
		return err
	}
	wants(t, "a member", promise(Deed{By: other, In: deed.In}, v.Account.Num, "new"), Forbidden)
	wants(t, "elsewhere", promise(Deed{By: lead, In: Scope{District: 14}}, v.Account.Num, "new"), Forbidden)
	wants(t, "oneself", promise(deed, lead.Account.Num, "new"), Forbidden)
	wants(t, "an administrator", promise(deed, admin.Account.Num, "new"), Forbidden)
	wants(t, "somebody's", promise(deed, v.Account.Num, "b"), ContactTaken)
	wants(t, "promise", promise(deed, v.Account.Num, "new"), "")
	wants(t, "promised already", promise(deed, other.Account.Num, "new"), ContactTaken)
	h.deliver()
	if m := h.box.last(t, email("a")); m.Kind != RecoveryNotice || m.Code != "" || !m.Expires.Equal(h.now().Add(24*time.Hour)) {
		t.Errorf("%s %v", m.Kind, m.Expires)
	}

	h.clock.pass(24*time.Hour - time.Minute)
	_, err := h.Verify(ctx, email("new"), h.code(email("new")), here)
	if e := wants(t, "before", err, Recovering); e.RetryAfter != time.Minute {
		t.Error(e)
	}
	wants(t, "the old contact still signs in", errOf(h.again(v)), "")
	if err := h.RequestContact(ctx, other, email("new"), here); err != nil {
		t.Fatal(err)
	}
	h.deliver()
	wants(t, "another takes it", h.ConfirmContact(ctx, other, email("new"), h.box.last(t, email("new")).Code, here), ContactTaken)

	h.clock.pass(time.Minute)
	in := h.signIn("new")
	if in.Account.Num != v.Account.Num || in.New {
		t.Errorf("%+v", in)
	}
	wants(t, "older sessions", errOf(h.again(v)), NoSession)
	if h.signIn("a").Account.Num == v.Account.Num {
		t.Error("the old contact still signs in")
	}
	if got := strings.Join(h.acts(), " "); !strings.HasSuffix(got, "recover-contact finish-recovery") {
		t.Error(got)
	}
}

func TestRecoveryIsRefusedByTheOwner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	lead, v := h.viewer("lead", Grant{Role: Coordinator, District: 13055}), h.viewer("a")
	if _, err := h.Recover(ctx, Deed{By: lead, In: Scope{District: 131}}, v.Account.Num, email("thief")); err != nil {
		t.Fatal(err)
	}
	wants(t, "a visitor", h.RefuseRecovery(ctx, nil), NoSession)
	wants(t, "refuse", h.RefuseRecovery(ctx, v), "")
	wants(t, "again", h.RefuseRecovery(ctx, v), NotFound)
	h.clock.pass(25 * time.Hour)
	if in := h.signIn("thief"); in.Account.Num == v.Account.Num || !in.New {
		t.Errorf("%+v", in)
	}
}
