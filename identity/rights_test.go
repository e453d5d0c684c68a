package identity

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// The two ends of the table, said once more by hand.
func TestWhoStandsAtTheEndsOfTheTable(t *testing.T) {
	t.Parallel()
	var everyone, administrators []Action
	for _, rule := range Rules() {
		if rule.Reach(Visitor) != Nowhere {
			everyone = append(everyone, rule.Action)
		}
		if rule.Reach(Coordinator) == Nowhere && rule.Reach(AssociationAdmin) == Nowhere {
			administrators = append(administrators, rule.Action)
		}
	}
	if !slices.Equal(everyone, []Action{ReadDirectory, SignIn, Report, CorrectPlace}) {
		t.Error("a visitor may", everyone)
	}
	if !slices.Equal(administrators, []Action{Suspend, Ban, GrantStaff, OverStaff, ReadAudit}) {
		t.Error("only administrators may", administrators)
	}
}

func TestRulesHoldTogether(t *testing.T) {
	t.Parallel()
	seen := map[Action]bool{}
	for _, rule := range Rules() {
		if seen[rule.Action] || rule.Doc == "" {
			t.Errorf("%s: twice, or without words", rule.Action)
		}
		seen[rule.Action] = true
		visitor, member := rule.Reach(Visitor), rule.Reach(Member)
		if visitor != Nowhere && visitor != Everywhere || member > Own && member != Everywhere {
			t.Errorf("%s: a visitor has no place, a member only their own", rule.Action)
		}
		for _, role := range Roles()[1:] {
			if rule.Reach(role) < max(visitor, member) {
				t.Errorf("%s: %s may less than a member", rule.Action, role)
			}
			if rule.Reach(role) == Association && role != AssociationMember && role != AssociationAdmin || rule.Reach(role) == Area && role != Ambassador && role != Coordinator {
				t.Errorf("%s: %s has no such scope", rule.Action, role)
			}
		}
		for _, pair := range [][2]Role{{AssociationMember, AssociationAdmin}, {Ambassador, Coordinator}, {Coordinator, Administrator}} {
			if rule.Reach(pair[0]) > rule.Reach(pair[1]) {
				t.Errorf("%s: %s may more than %s", rule.Action, pair[0], pair[1])
			}
		}
	}
	if rule := (Rule{Reaches: [7]Reach{all, all, all, all, all, all, all}}); rule.Reach("king") != Nowhere {
		t.Error("an unknown role may something")
	}
}

// May equals the table, role by role and scope by scope.
func TestMayIsTheTable(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Unix(1, 0) }
	viewers := map[Role]*Viewer{Visitor: nil}
	grants := map[Role]Grant{
		AssociationMember: {Role: AssociationMember, Organisation: 5}, AssociationAdmin: {Role: AssociationAdmin, Organisation: 5},
		Ambassador: {Role: Ambassador, District: 131}, Coordinator: {Role: Coordinator, District: 131}, Administrator: {Role: Administrator},
	}
	for _, role := range Roles()[1:] {
		v := &Viewer{Account: Account{Num: 9, Standing: StandingActive}, within: within, now: now}
		if g, ok := grants[role]; ok {
			v.Grants, v.Acting = []Grant{g}, g.Organisation
		}
		viewers[role] = v
	}
	scopes := map[Reach][]Scope{
		Own: {{Account: 9}, {Account: 9, District: 14}}, Association: {{Organisation: 5}, {Organisation: 5, Account: 8}},
		Area: {{District: 131}, {District: 1317}}, Nowhere: {{}, {Account: 8}, {Organisation: 6}, {District: 13055}, {District: 132}, {District: 14}},
	}
	for _, rule := range Rules() {
		for _, role := range Roles() {
			for kind, list := range scopes {
				for _, scope := range list {
					reach := rule.Reach(role)
					if got, want := viewers[role].May(rule.Action, scope), reach == Everywhere || reach != Nowhere && reach == kind; got != want {
						t.Errorf("%s %s %+v: %v", role, rule.Action, scope, got)
					}
				}
			}
		}
	}
	if viewers[Administrator].May("anything", Scope{}) {
		t.Error("what is not in the table is allowed")
	}
}

func TestSanctionsLimitRights(t *testing.T) {
	t.Parallel()
	at := time.Unix(1000, 0)
	v := &Viewer{Account: Account{Num: 9, Standing: StandingActive, SilencedUntil: at}, within: within, now: func() time.Time { return at }}
	silenced := *v
	silenced.now = func() time.Time { return at.Add(-time.Second) }
	suspended := *v
	suspended.Account.Standing = StandingSuspended
	for _, rule := range Rules() {
		if rule.Reach(Member) == Nowhere {
			continue
		}
		scope := Scope{Account: 9}
		if !v.May(rule.Action, scope) || silenced.May(rule.Action, scope) != (rule.Kind != Speaks) || suspended.May(rule.Action, scope) != (rule.Kind == Always) {
			t.Errorf("%s: %v, silenced %v, suspended %v", rule.Action, v.May(rule.Action, scope), silenced.May(rule.Action, scope), suspended.May(rule.Action, scope))
		}
	}
}

func TestGrants(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	admin := h.viewer("admin", Grant{Role: Administrator})
	lead := h.viewer("lead", Grant{Role: Coordinator, District: 13055})
	ambassador := h.viewer("ambassador", Grant{Role: Ambassador, District: 131})
	member := h.viewer("member")
	give := func(by *Viewer, g Grant) error {
		return h.Grant(ctx, Deed{By: by, In: Scope{District: 131}}, member.Account.Num, g)
	}
	for _, test := range []struct {
		by   *Viewer
		g    Grant
		want Code
	}{
		{nil, Grant{Role: Ambassador, District: 131}, NoSession},
		{member, Grant{Role: Ambassador, District: 131}, Forbidden},
		{ambassador, Grant{Role: Ambassador, District: 131}, Forbidden},
		{ambassador, Grant{Role: AssociationAdmin, Organisation: 5}, Forbidden},
		{lead, Grant{Role: Coordinator, District: 131}, Forbidden},
		{lead, Grant{Role: Administrator}, Forbidden},
		{lead, Grant{Role: Ambassador, District: 14}, Forbidden},
		{lead, Grant{Role: Ambassador}, BadValue},
		{admin, Grant{Role: Administrator, District: 14}, BadValue},
		{admin, Grant{Role: Member}, BadValue},
		{admin, Grant{Role: Coordinator, District: 14, Until: h.now()}, BadValue},
		{lead, Grant{Role: Ambassador, District: 1317}, ""},
		{lead, Grant{Role: AssociationAdmin, Organisation: 5}, ""},
		{admin, Grant{Role: Coordinator, District: 14, Until: h.now().Add(time.Hour)}, ""},
	} {
		wants(t, fmt.Sprintf("%+v", test.g), give(test.by, test.g), test.want)
	}
	wants(t, "to nobody", h.Grant(ctx, Deed{By: admin}, 999, Grant{Role: Administrator}), NotFound)
	wants(t, "to oneself", h.Grant(ctx, Deed{By: admin}, admin.Account.Num, Grant{Role: Coordinator, District: 14}), Forbidden)

	v, err := h.again(member)
	if err != nil || len(v.Grants) != 3 || !v.May(ReadRoster, Scope{District: 14}) || v.May(ReadRoster, Scope{District: 131}) || !v.May(ReviewPlaces, Scope{District: 1317}) {
		t.Fatalf("%+v, %v", v, err)
	}
	if list, err := h.GrantsOf(ctx, lead, member.Account.Num); err != nil || len(list) != 1 || list[0].Role != Ambassador {
		t.Errorf("the coordinator of a city sees %+v, %v", list, err)
	}
	h.clock.pass(time.Hour)
	if v, _ = h.again(member); len(v.Grants) != 2 {
		t.Errorf("%+v after its end", v.Grants)
	}
	wants(t, "take", h.Withdraw(ctx, Deed{By: ambassador}, member.Account.Num, Grant{Role: Ambassador, District: 1317}), Forbidden)
	wants(t, "lay down", h.Withdraw(ctx, Deed{By: member}, member.Account.Num, Grant{Role: Ambassador, District: 1317}), "")
	wants(t, "again", h.Withdraw(ctx, Deed{By: member}, member.Account.Num, Grant{Role: Ambassador, District: 1317}), NotFound)
	acts := h.acts()
	if !slices.Contains(acts, "grant-ambassador") || !slices.Contains(acts, "withdraw-ambassador") {
		t.Error(acts)
	}
}

func (h *house) acts() (acts []string) {
	h.t.Helper()
	if err := h.pool.QueryRow(h.t.Context(), `select array(select act from audit order by id)`).Scan(&acts); err != nil {
		h.t.Fatal(err)
	}
	return acts
}

func TestActingAsAnAssociation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := t.Context()
	v := h.viewer("a", Grant{Role: AssociationAdmin, Organisation: 5})
	colleague := h.viewer("b")
	if v.May(EditOrganisation, Scope{Organisation: 5}) {
		t.Error("edits as oneself")
	}
	_, err := h.ActAs(ctx, v, 6)
	wants(t, "another association", err, Forbidden)
	_, err = h.ActAs(ctx, nil, 5)
	wants(t, "a visitor", err, NoSession)
	token, err := h.ActAs(ctx, v, 5)
	if err != nil {
		t.Fatal(err)
	}
	v = h.check(token)
	if v.Acting != 5 || !v.May(EditOrganisation, Scope{Organisation: 5}) || v.May(EditOrganisation, Scope{Organisation: 6}) {
		t.Errorf("%+v", v)
	}
	wants(t, "invite", h.Grant(ctx, Deed{By: v}, colleague.Account.Num, Grant{Role: AssociationMember, Organisation: 5}), "")
	if n := h.count(`select count(*) from audit where act = 'grant-association-member' and acting = 5 and actor = $1`, v.Account.Num); n != 1 {
		t.Error("the act does not record the person and the association")
	}
	h.clock.pass(time.Second)
	wants(t, "as a member, invite", errAct(h, colleague, v.Account.Num), Forbidden)
	wants(t, "lay down", h.Withdraw(ctx, Deed{By: v}, v.Account.Num, Grant{Role: AssociationAdmin, Organisation: 5}), "")
	if v, _ = h.again(v); v.Acting != 0 || !v.Rotate {
		t.Errorf("still acts: %+v", v)
	}
}

// errAct acts as organisation 5 and gives somebody a role there.
func errAct(h *house, v *Viewer, account int64) error {
	token, err := h.ActAs(h.t.Context(), v, 5)
	if err != nil {
		return err
	}
	return h.Grant(h.t.Context(), Deed{By: h.check(token)}, account, Grant{Role: AssociationMember, Organisation: 5})
}
