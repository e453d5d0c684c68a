package directory_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

func (h *hall) roleOf(v *identity.Viewer) (role string) {
	h.t.Helper()
	err := h.pool.QueryRow(h.t.Context(), `select coalesce((select min(role) from grants where account_id = $1 and organisation_id is not null), '')`, v.Account.Num).Scan(&role)
	if err != nil {
		h.t.Fatal(err)
	}
	return role
}

// Who has an address of the organisation's own domain is believed; the others wait. Own means that nobody else can have it.
func TestClaimByDomain(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	for address, want := range map[string]bool{
		"a@food.example.evil.example": false, "b@notfood.example": false, "c@mail.food.example": false, "d@gmail.com": false,
	} {
		if got, err := h.rooms.Claim(t.Context(), h.member(address), h.food, "note"); got != want || err != nil {
			t.Errorf("%s: %v, %v", address, got, err)
		}
	}
	if got, err := h.rooms.Claim(t.Context(), h.member("page@facebook.com"), h.shower, ""); got || err != nil {
		t.Errorf("a page among many: %v, %v", got, err)
	}
	h.exec(`update organisations set email = 'contact@gmail.com', website = '' where name = 'Shower'`)
	if got, err := h.rooms.Claim(t.Context(), h.member("other@gmail.com"), h.shower, ""); got || err != nil {
		t.Errorf("an address that anybody has: %v, %v", got, err)
	}
	real := h.member("director@food.example")
	if got, err := h.rooms.Claim(t.Context(), real, h.food, ""); !got || err != nil || h.roleOf(real) != "association-admin" {
		t.Errorf("its own domain: %v, %v, %s", got, err, h.roleOf(real))
	}
	if n := count(t, h.pool, `select count(*) from audit where act = 'grant-association-admin' and code = 'domain' and actor = $1`, real.Account.Num); n != 1 {
		t.Errorf("%d rows of audit", n)
	}
	_, err := h.rooms.Claim(t.Context(), real, h.food, "")
	refusedAs(t, "again", err, identity.BadValue)
	// from now on its people decide
	if got, err := h.rooms.Claim(t.Context(), h.member("second@food.example"), h.food, ""); got || err != nil {
		t.Errorf("the second: %v, %v", got, err)
	}
	_, err = h.rooms.Claim(t.Context(), nil, h.food, "")
	refusedAs(t, "a visitor", err, identity.NoSession)
}

// A domain that the organisation's people wrote themselves, or that two organisations have, proves nothing.
func TestClaimByBorrowedDomain(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.exec(`update organisations set website = '' where name = 'Shower'`)
	cook := h.cook("cook@example.org")
	o, err := h.rooms.OrganisationToEdit(t.Context(), cook, h.food)
	if err != nil {
		t.Fatal(err)
	}
	want := o
	want.Contact.Website = "https://mine.example"
	if _, err := h.rooms.EditOrganisation(t.Context(), cook, directory.OrganisationEdit{ID: h.food, Edition: o.Edition(), Want: want}); err != nil {
		t.Fatal(err)
	}
	h.exec(`delete from grants`) // everybody left
	if got, err := h.rooms.Claim(t.Context(), h.member("me@mine.example"), h.food, ""); got || err != nil {
		t.Errorf("written by themselves: %v, %v", got, err)
	}
	h.exec(`update organisations set website = 'www.shared.example', email = '' where name = 'Shower'`)
	h.exec(`insert into organisations (uid, name, email, dataset_id, source_id) select gen_random_uuid(), 'Twin', 'x@shared.example', id, 'twin' from datasets where name = 'test'`)
	if got, err := h.rooms.Claim(t.Context(), h.member("me@shared.example"), h.shower, ""); got || err != nil {
		t.Errorf("of two: %v, %v", got, err)
	}
}

func TestDecideClaim(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	coordinator, one, two := h.coordinator(), h.member("one@club.example"), h.member("two@gmail.com")
	for _, v := range []*identity.Viewer{one, two} {
		if _, err := h.rooms.Claim(t.Context(), v, h.food, "I cook there"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.rooms.Claim(t.Context(), one, h.shower, "and there"); err != nil {
		t.Fatal(err)
	}
	list, err := h.rooms.Claims(t.Context(), coordinator)
	if err != nil || len(list) != 2 || list[0].Person != "one" || len(list[0].Domains) != 1 || list[0].Domains[0] != "club.example" || len(list[1].Domains) != 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	refusedAs(t, "by somebody else", h.rooms.DecideClaim(t.Context(), two, list[0].ID, true, ""), identity.Forbidden)
	var invalid *directory.Invalid
	if err := h.rooms.DecideClaim(t.Context(), coordinator, list[1].ID, false, ""); !errors.As(err, &invalid) || invalid.Param != "reason" {
		t.Error("refused without a reason:", err)
	}
	if err := h.rooms.DecideClaim(t.Context(), coordinator, list[0].ID, true, ""); err != nil || h.roleOf(one) != "association-admin" {
		t.Error(err, h.roleOf(one))
	}
	if err := h.rooms.DecideClaim(t.Context(), coordinator, list[1].ID, false, "We do not know you"); err != nil || h.roleOf(two) != "" {
		t.Error(err, h.roleOf(two))
	}
	refusedAs(t, "twice", h.rooms.DecideClaim(t.Context(), coordinator, list[1].ID, true, ""), identity.NotFound)
	if c, err := h.rooms.OwnClaim(t.Context(), two, h.food); err != nil || c.State != "refused" || c.Reason != "We do not know you" {
		t.Errorf("%+v, %v", c, err)
	}
	if n := count(t, h.pool, `select count(*) from notifications where kind in ('claim-accepted', 'claim-refused')`); n != 2 {
		t.Errorf("%d notices", n)
	}
}

func TestColleagues(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	head := h.with(h.member("head@food.example"), identity.Grant{Role: identity.AssociationAdmin, Organisation: h.foodNum})
	friend, stranger := h.member("friend@example.org"), h.member("stranger@example.org")
	invite := func(v *identity.Viewer, email string) error {
		return h.rooms.InviteColleague(t.Context(), v, h.food, email, identity.AssociationMember)
	}
	refusedAs(t, "by one of its people who does not decide", invite(h.cook("cook@example.org"), "x@example.org"), identity.Forbidden)
	if err := errors.Join(invite(head, "Friend@example.org"), invite(head, "friend@example.org")); err != nil {
		t.Fatal(err)
	}
	if n := count(t, h.pool, `select count(*) from deliveries`); n != 2 {
		t.Errorf("%d letters on their way", n)
	}
	list, err := h.rooms.OwnInvitations(t.Context(), friend)
	if err != nil || len(list) != 1 || list[0].Name != "Food" {
		t.Fatalf("%+v, %v", list, err)
	}
	_, err = h.rooms.AnswerInvitation(t.Context(), stranger, list[0].ID, true)
	refusedAs(t, "somebody else's invitation", err, identity.NotFound)
	if _, err := h.rooms.AnswerInvitation(t.Context(), friend, list[0].ID, true); err != nil || h.roleOf(friend) != "association-member" {
		t.Fatal(err, h.roleOf(friend))
	}
	_, people, _, err := h.rooms.People(t.Context(), head, h.food)
	if err != nil || len(people) != 3 || people[0].Name != "head" {
		t.Fatalf("%+v, %v", people, err)
	}
	refusedAs(t, "by a stranger", h.rooms.SetColleague(t.Context(), stranger, h.food, friend.Account.ID, ""), identity.Forbidden)
	if err := h.rooms.SetColleague(t.Context(), head, h.food, friend.Account.ID, identity.AssociationAdmin); err != nil || h.roleOf(friend) != "association-admin" {
		t.Error(err, h.roleOf(friend))
	}
	refusedAs(t, "a role for oneself", h.rooms.SetColleague(t.Context(), head, h.food, head.Account.ID, identity.AssociationMember), identity.Forbidden)
	if err := h.rooms.SetColleague(t.Context(), head, h.food, friend.Account.ID, ""); err != nil || h.roleOf(friend) != "" {
		t.Error(err, h.roleOf(friend))
	}
	if err := h.rooms.SetColleague(t.Context(), head, h.food, head.Account.ID, ""); err != nil || h.roleOf(head) != "" {
		t.Error("leaving:", err)
	}
	if err := invite(head, "late@example.org"); err != nil {
		t.Fatal(err) // this viewer still has the role until it is read again
	}
	h.pass(31 * 24 * time.Hour)
	if list, err = h.rooms.OwnInvitations(t.Context(), h.member("late@example.org")); err != nil || len(list) != 0 {
		t.Errorf("too late: %+v, %v", list, err)
	}
	if done, err := h.pool.Exec(t.Context(), directory.PastColleagues, h.now(), 10); err != nil || done.RowsAffected() != 1 {
		t.Error("past:", done, err)
	}
}

func TestOrganisationIsEditedAndRestored(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cook := h.cook("cook@example.org")
	o, err := h.rooms.OrganisationToEdit(t.Context(), cook, h.food)
	if err != nil {
		t.Fatal(err)
	}
	want := o
	want.Description, want.Languages, want.Districts = "Meals", 3, []int64{h.east, h.west, h.east}
	edit := directory.OrganisationEdit{ID: h.food, Edition: o.Edition(), Want: want}
	if _, err := h.rooms.EditOrganisation(t.Context(), h.with(h.member("b@example.org"), identity.Grant{Role: identity.Coordinator, District: h.east}), edit); !errors.Is(err, &identity.Error{Code: identity.Forbidden}) {
		t.Error("a coordinator of another district:", err)
	}
	if _, err := h.rooms.EditOrganisation(t.Context(), cook, edit); err != nil {
		t.Fatal(err)
	}
	h.load()
	now, _ := h.live.Organisation(h.food)
	if now.Description != "Meals" || now.Languages != 3 || len(now.Districts) != 2 {
		t.Errorf("the live copy: %+v", now)
	}
	edit.Want.Description = "Others"
	var clash *directory.OrganisationClash
	if _, err := h.rooms.EditOrganisation(t.Context(), cook, edit); !errors.As(err, &clash) || clash.Theirs.Description != "Meals" || len(clash.Fields) != 1 {
		t.Errorf("%+v, %v", clash, err)
	}
	if o, err := h.rooms.RestoreOrganisation(t.Context(), cook, h.food, 0); err != nil || o.Description != "" || o.Languages != 0 || len(o.Districts) != 1 {
		t.Errorf("%+v, %v", o, err)
	}
	if _, list, err := h.rooms.OrganisationHistory(t.Context(), cook, h.food); err != nil || len(list) != 2 || list[0].Kind != "restore" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestProposals(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	coordinator, founder := h.coordinator(), h.member("founder@example.org")
	p := directory.Proposal{Name: "Knitting", District: "011", Belongs: true}
	if err := errors.Join(h.rooms.Propose(t.Context(), founder, p), h.rooms.Propose(t.Context(), founder, directory.Proposal{Name: "Far", District: "012"})); err != nil {
		t.Fatal(err)
	}
	list, err := h.rooms.Proposals(t.Context(), coordinator)
	if err != nil || len(list) != 1 || list[0].Name != "Knitting" || list[0].Person != "founder" {
		t.Fatalf("%+v, %v", list, err)
	}
	o, err := h.rooms.DecideProposal(t.Context(), coordinator, list[0].ID, true, "")
	if err != nil || h.roleOf(founder) != "association-admin" {
		t.Fatal(err, h.roleOf(founder))
	}
	h.load()
	if now, ok := h.live.Organisation(o.ID); !ok || now.Name != "Knitting" || len(now.Districts) != 1 || now.Districts[0] != h.west {
		t.Errorf("%+v", now)
	}
	_, err = h.rooms.AddOrganisation(t.Context(), coordinator, directory.Organisation{Name: "East", Districts: []int64{h.east}})
	refusedAs(t, "in another district", err, identity.Forbidden)
	if _, err := h.rooms.AddOrganisation(t.Context(), coordinator, directory.Organisation{Name: "West", Districts: []int64{h.west}}); err != nil {
		t.Error(err)
	}
}

var fromHere, fromThere = netip.MustParseAddr("192.0.2.7"), netip.MustParseAddr("198.51.100.9")

// "It is right" counts once a day from one network; a mistake waits for somebody who knows.
func TestCorrections(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	say := func(from netip.Addr, right bool) {
		t.Helper()
		c := directory.Correction{Place: h.kitchen, Field: "hours", IsRight: right, Text: "closed on Mondays"}
		if err := h.rooms.Correct(t.Context(), nil, from, c); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		say(fromHere, true)
	}
	say(fromThere, true)
	if n := count(t, h.pool, `select count(*) from corrections where state = 'counted' and body = ''`); n != 2 {
		t.Errorf("%d confirmations, want one a network", n)
	}
	if p := h.placeNow(h.kitchen); !p.Confirmed.Equal(h.now()) {
		t.Errorf("confirmed %v", p.Confirmed)
	}
	h.pass(25 * time.Hour)
	say(fromHere, true)
	if n := count(t, h.pool, `select count(*) from corrections where state = 'counted'`); n != 3 {
		t.Errorf("%d confirmations the day after", n)
	}
	h.pass(time.Minute)
	say(fromHere, false)
	ambassador := h.with(h.member("amb@example.org"), identity.Grant{Role: identity.Ambassador, District: h.west})
	other := h.with(h.member("east@example.org"), identity.Grant{Role: identity.Ambassador, District: h.east})
	if list, err := h.rooms.Corrections(t.Context(), other); err != nil || len(list) != 0 {
		t.Errorf("another district sees %+v, %v", list, err)
	}
	list, err := h.rooms.Corrections(t.Context(), ambassador)
	if err != nil || len(list) != 1 || list[0].Text != "closed on Mondays" {
		t.Fatalf("%+v, %v", list, err)
	}
	if own, err := h.rooms.Corrections(t.Context(), h.cook("cook@example.org")); err != nil || len(own) != 1 {
		t.Errorf("its own people see %+v, %v", own, err)
	}
	refusedAs(t, "by another ambassador", h.rooms.DecideCorrection(t.Context(), other, list[0].ID, true, ""), identity.Forbidden)
	if err := h.rooms.DecideCorrection(t.Context(), ambassador, list[0].ID, true, "seen"); err != nil {
		t.Fatal(err)
	}
	if p := h.placeNow(h.kitchen); !p.Confirmed.IsZero() {
		t.Errorf("still confirmed on %v after a mistake was found", p.Confirmed)
	}
	var tooMany error
	for range 40 {
		if err := h.rooms.Correct(t.Context(), nil, fromThere, directory.Correction{Place: h.baths, Field: "all"}); err != nil {
			tooMany = err
			break
		}
	}
	refusedAs(t, "forty from one network", tooMany, identity.TooMany)
	if err := h.rooms.Correct(t.Context(), nil, fromHere, directory.Correction{Place: h.kitchen, Field: "position"}); err == nil {
		t.Error("a line that is not on the sheet was taken")
	}
}

func TestPartners(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	coordinator := h.coordinator()
	note := func(n directory.PartnerNote) error { return h.rooms.NotePartner(t.Context(), coordinator, h.food, n) }
	if err := errors.Join(note(directory.PartnerNote{Step: "known", Note: "PLANTED", Owner: directory.OwnerMe}),
		note(directory.PartnerNote{Step: "agreement", AgreedOn: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), Scope: "Fridays"})); err != nil {
		t.Fatal(err)
	}
	for param, n := range map[string]directory.PartnerNote{"step": {Step: "friends"}, "agreed_on": {Step: "agreement"}, "note": {Step: "met", Note: strings.Repeat("x", 2001)}} {
		var invalid *directory.Invalid
		if err := note(n); !errors.As(err, &invalid) || invalid.Param != param {
			t.Errorf("%s: %v", param, err)
		}
	}
	refusedAs(t, "elsewhere", h.rooms.NotePartner(t.Context(), coordinator, h.shower, directory.PartnerNote{Step: "met"}), identity.Forbidden)
	list, err := h.rooms.Partners(t.Context(), coordinator, directory.PartnerQuery{District: "011"})
	if err != nil || len(list) != 1 || list[0].Step != "agreement" || list[0].Owner.Name != "coordinator" || list[0].Scope != "Fridays" {
		t.Fatalf("%+v, %v", list, err)
	}
	if list, err = h.rooms.Partners(t.Context(), coordinator, directory.PartnerQuery{District: "012"}); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	if _, steps, err := h.rooms.PartnerHistory(t.Context(), coordinator, h.food); err != nil || len(steps) != 2 || steps[1].Step != "known" {
		t.Errorf("%+v, %v", steps, err)
	}
	if n := count(t, h.pool, `select count(*) from audit where act = 'track-partners' and code in ('known', 'agreement')`); n != 2 {
		t.Errorf("%d rows of audit", n)
	}
}

// What somebody wrote about themselves is gone after erasure; what they wrote for an organisation stays, by nobody.
func TestAssociationsEraseAndExport(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	v := h.cook("planted@example.org")
	one := directory.Correction{Place: h.baths, Field: "hours", Text: "PLANTED"}
	_, claimed := h.rooms.Claim(t.Context(), v, h.shower, "PLANTED")
	_, edited := h.edit(v, h.kitchen, func(p *directory.Place) { p.Hours = "24/7" })
	head := h.with(h.member("head@example.org"), identity.Grant{Role: identity.AssociationAdmin, Organisation: h.foodNum})
	if err := errors.Join(claimed, edited, h.rooms.Correct(t.Context(), v, fromHere, one),
		h.rooms.Propose(t.Context(), v, directory.Proposal{Name: "PLANTED", District: "011"}), h.rooms.Follow(t.Context(), v, h.food, true),
		h.rooms.InviteColleague(t.Context(), head, h.food, "planted@example.org", identity.AssociationAdmin)); err != nil {
		t.Fatal(err)
	}
	if err := pgx.BeginFunc(t.Context(), h.pool, func(tx pgx.Tx) error {
		sheets, err := h.rooms.Export(context.Background(), tx, v.Account.Num)
		if err != nil {
			return err
		}
		for _, s := range sheets {
			if s.Name != "partner-notes" && len(s.Rows) != 1 {
				t.Errorf("%s: %d rows", s.Name, len(s.Rows))
			}
			for _, row := range s.Rows {
				if len(row) != len(s.Columns) {
					t.Errorf("%s: %d values under %d columns", s.Name, len(row), len(s.Columns))
				}
			}
		}
		return h.rooms.Erase(context.Background(), tx, v.Account.Num)
	}); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"claims", "corrections", "organisation_proposals", "versions", "follows", "invitations_to_organisations", "partner_steps"} {
		if n := count(t, h.pool, `select count(*) from `+table+` r where r::text ~* 'planted'`); n != 0 {
			t.Errorf("%s: %d rows", table, n)
		}
	}
	if n := count(t, h.pool, `select count(*) from versions where account_id is null and acting_id = $1`, h.foodNum); n != 1 {
		t.Errorf("%d versions by nobody", n)
	}
}
