package identity

import (
	"slices"
	"time"
)

// Viewer is who is looking. nil is a visitor. A Viewer does not change, and several requests may share it: hold it for one
// request, no longer. Check makes them; one made by hand knows no district tree and no silence that has ended.
type Viewer struct {
	Account Account
	Grants  []Grant // those in force
	Acting  int64   // the organisation that the person acts as; 0 = as oneself
	Blocks  Blocks
	Rotate  bool // the session's token is older than its rights: give it a new one (Desk.Rotate)

	within  func(district, root int64) bool
	now     func() time.Time
	session sessionRef
}

// Blocks are the accounts that the viewer must not know of, nor they of the viewer, whoever of the two wanted it.
type Blocks map[int64]struct{}

// Grant is a role somebody was given, and where.
type Grant struct {
	Role         Role
	District     int64     // for ambassadors and coordinators
	Organisation int64     // for associations' people
	Until        time.Time // zero = until revoked
}

// Scope is what an action is done to: whose it is, which organisation's, where. What is not known is 0 and gives no right.
type Scope struct {
	Account      int64
	Organisation int64
	District     int64
}

// May says whether the viewer may do something there. The table is Rules.
func (v *Viewer) May(action Action, scope Scope) bool {
	rule, ok := ruleOf(action)
	if !ok {
		return false
	}
	if rule.Reach(Visitor) == Everywhere {
		return true // signing out would be enough
	}
	if v == nil || !v.fit(rule) {
		return false
	}
	if v.reaches(rule.Reach(Member), Grant{}, scope) {
		return true
	}
	for _, g := range v.Grants {
		as := g.Organisation == 0 || g.Organisation == v.Acting || action == ActAsAssociation
		if as && v.reaches(rule.Reach(g.Role), g, scope) {
			return true
		}
	}
	return false
}

// Could says whether the viewer may do something somewhere: what an address asks before it reads what is sent. The room asks
// May with the exact scope.
func (v *Viewer) Could(action Action) bool {
	rule, ok := ruleOf(action)
	if !ok {
		return false
	}
	if rule.Reach(Visitor) == Everywhere {
		return true
	}
	if v == nil || !v.fit(rule) {
		return false
	}
	if rule.Reach(Member) != Nowhere {
		return true
	}
	return slices.ContainsFunc(v.Grants, func(g Grant) bool {
		as := g.Organisation == 0 || g.Organisation == v.Acting || action == ActAsAssociation
		return as && rule.Reach(g.Role) != Nowhere
	})
}

// fit says that no sanction stands against a rule.
func (v *Viewer) fit(rule Rule) bool {
	switch {
	case rule.Kind == Always:
		return true
	case v.Account.Standing != StandingActive:
		return false
	}
	silenced := !v.Account.SilencedUntil.IsZero() && (v.now == nil || v.now().Before(v.Account.SilencedUntil))
	return rule.Kind != Speaks || !silenced
}

func (v *Viewer) reaches(reach Reach, g Grant, scope Scope) bool {
	switch reach {
	case Everywhere:
		return true
	case Own:
		return scope.Account != 0 && scope.Account == v.Account.Num
	case Association:
		return scope.Organisation != 0 && scope.Organisation == g.Organisation
	case Area:
		if scope.District == 0 || g.District == 0 {
			return false
		}
		return scope.District == g.District || v.within != nil && v.within(scope.District, g.District)
	}
	return false
}

// Sees says whether the viewer may know of another person at all: not when one of the two has blocked the other, and a visitor
// sees nobody.
func (v *Viewer) Sees(account int64) bool {
	if v == nil {
		return false
	}
	_, blocked := v.Blocks[account]
	return !blocked
}

// Own is the scope of what is the viewer's own.
func (v *Viewer) Own() Scope {
	if v == nil {
		return Scope{}
	}
	return Scope{Account: v.Account.Num}
}

// Where says how far somebody of the staff may do something: below these districts, or everywhere. What an association may do with
// what is its own is not counted.
func (v *Viewer) Where(action Action) (everywhere bool, roots []int64) {
	rule, ok := ruleOf(action)
	if !ok || v == nil || !v.fit(rule) {
		return false, nil
	}
	for _, g := range v.Grants {
		switch rule.Reach(g.Role) {
		case Everywhere:
			return true, nil
		case Area:
			roots = append(roots, g.District)
		}
	}
	return false, roots
}

func (v *Viewer) sessionID() int64 {
	if v == nil {
		return 0
	}
	return v.session.id
}

// Must is May as an error: NoSession for a visitor, Forbidden for somebody who may not.
func (v *Viewer) Must(action Action, scope Scope) error {
	switch {
	case v.May(action, scope):
		return nil
	case v == nil:
		return Refuse(NoSession, "")
	}
	return Refuse(Forbidden, string(action))
}
