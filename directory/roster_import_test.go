package directory_test

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

func listOf(rows ...directory.VolunteerInvitee) iter.Seq2[directory.VolunteerInvitee, error] {
	return func(yield func(directory.VolunteerInvitee, error) bool) {
		for i, row := range rows {
			row.Where = fmt.Sprint("line ", i+2)
			if !yield(row, nil) {
				return
			}
		}
	}
}

func TestImportVolunteersInvites(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	staff := room.coordinator("staff", "01")
	room.volunteer("nadia", "012")
	nadia := directory.VolunteerInvitee{Email: "nadia@example.org", Name: "Nadia"}
	samir := directory.VolunteerInvitee{Phone: "06 12 34 56 78", Name: "Samir-planted", Languages: []string{"fr", "ar"}, Kinds: []string{"cv", "moving"}}
	tom := directory.VolunteerInvitee{Email: "Tom-Planted@example.org", Lang: "en"}
	rows := listOf(nadia, samir, tom, directory.VolunteerInvitee{Name: "X"}, directory.VolunteerInvitee{Email: "not an address"},
		directory.VolunteerInvitee{Email: "tom-planted@example.org"}, directory.VolunteerInvitee{Email: "a@example.org", Kinds: []string{"magic"}},
		directory.VolunteerInvitee{Email: "b@example.org", Languages: []string{"xx"}})

	for _, dry := range []bool{true, false} {
		report, err := room.Import(ctx, staff, room.city, "liste.csv", dry, rows)
		if err != nil || report.Invited != 2 || report.Known != 1 || report.Waiting != 0 || report.Refused.Count != 5 {
			t.Fatalf("dry %v: %+v, %v", dry, report, err)
		}
		if want := []directory.Refused{
			{Where: "line 5", Reason: "neither an e-mail address nor a telephone number"},
			{Where: "line 6", Reason: "column email: not an e-mail address or telephone number"},
			{Where: "line 7", Reason: "the same person stands at line 4 already"},
			{Where: "line 8", Reason: `column kinds: "magic" is not known`},
			{Where: "line 9", Reason: `column languages: "xx" is not a code like fr`},
		}; !reflect.DeepEqual(report.Refused.First, want) {
			t.Errorf("refused %q", report.Refused.First)
		}
		if n := count(t, room.pool, `select count(*) from volunteer_invitations`); (n == 0) != dry {
			t.Errorf("dry %v: %d invitations", dry, n)
		}
	}
	again, err := room.Import(ctx, staff, room.city, "liste.csv", false, rows)
	if err != nil || again.Invited != 0 || again.Waiting != 2 || again.Known != 1 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if n := count(t, room.pool, `select count(*) from deliveries`); n != 2 {
		t.Errorf("%d messages on their way", n)
	}
	for _, planted := range []string{"planted", "12345678"} {
		for _, table := range []string{"volunteer_invitations", "deliveries", "audit"} {
			if n := count(t, room.pool, `select count(*) from `+table+` r where r::text ilike '%' || $1 || '%'`, planted); n > 0 {
				t.Errorf("%s can be read in %s", planted, table)
			}
		}
	}
	if n := count(t, room.pool, `select count(*) from volunteers`); n != 1 {
		t.Errorf("%d volunteers: somebody became one by a list", n)
	}
	_, err = room.Import(ctx, room.coordinator("quartier", "012"), room.city, "liste.csv", false, rows)
	wants(t, "staff of a part of the city", err, identity.Forbidden)

	// one says no without an account and is not asked again; what the list said of her is gone
	phone, err := identity.ParseContact(samir.Phone, "FR")
	if err != nil {
		t.Fatal(err)
	}
	token := room.lastCode(identity.Contact{Kind: identity.Email, Address: "tom-planted@example.org"})
	if err := room.Decline(ctx, token); err != nil {
		t.Fatal(err)
	}
	wants(t, "twice", room.Decline(ctx, token), identity.NotFound)
	if n := count(t, room.pool, `select count(*) from volunteer_invitations where answer = 'no' and sealed is null`); n != 1 {
		t.Error("a no was not kept, or more than a no")
	}

	// the other says yes
	token = room.lastCode(phone)
	in, err := room.Invited(ctx, token)
	if err != nil || in.City != room.city.Num || in.Name != "Samir-planted" || !slices.Equal(in.Kinds, samir.Kinds) {
		t.Fatalf("%+v, %v", in, err)
	}
	v := room.member("samir", "011", "25-39")
	if _, err := room.Accept(ctx, v, token); err != nil {
		t.Fatal(err)
	}
	if p, err := room.Prefilled(ctx, v); err != nil || !reflect.DeepEqual(p, in.Prefill) {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := room.Save(ctx, v, anEdit()); err != nil {
		t.Fatal(err)
	}
	if p, err := room.Prefilled(ctx, v); err != nil || p.Name != "" {
		t.Errorf("after the form: %+v, %v", p, err)
	}
	report, err := room.Import(ctx, staff, room.city, "liste.csv", false, rows)
	if err != nil || report.Invited != 0 || report.Known != 3 {
		t.Errorf("after both answered: %+v, %v", report, err)
	}
}

func TestInvitationsRunOut(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	staff := room.coordinator("staff", "01")
	row := listOf(directory.VolunteerInvitee{Email: "tom@example.org"})
	if _, err := room.Import(ctx, staff, room.city, "l.csv", false, row); err != nil {
		t.Fatal(err)
	}
	tom := identity.Contact{Kind: identity.Email, Address: "tom@example.org"}
	token := room.lastCode(tom)
	_, err := room.Invited(ctx, token[1:]+"x")
	wants(t, "another token", err, identity.NotFound)
	room.pass(directory.InvitationLasts)
	_, err = room.Invited(ctx, token)
	wants(t, "after 30 days", err, identity.NotFound)
	if _, err := room.pool.Exec(ctx, directory.PastInvitations, room.now(), 100); err != nil {
		t.Fatal(err)
	}
	if n := count(t, room.pool, `select count(*) from volunteer_invitations`); n != 0 {
		t.Errorf("%d invitations after 30 days", n)
	}
	if report, err := room.Import(ctx, staff, room.city, "l.csv", false, row); err != nil || report.Invited != 1 || room.lastCode(tom) == token {
		t.Errorf("invited again: %+v, %v", report, err)
	}
}

// P7: what a person said of themself here they can have, and erase.
func TestRosterHoldsAndErases(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	staff := room.coordinator("staff", "01")
	v := room.activeVolunteer(staff, "Nadia", "011")
	other := room.volunteer("Samir", "011")
	edit := anEdit()
	edit.Absences = []directory.Absence{{From: day(2026, 12, 24), Until: day(2026, 12, 26)}}
	if _, err := room.Save(ctx, v, edit); err != nil {
		t.Fatal(err)
	}
	if _, err := room.Say(ctx, v, directory.Helped{Day: day(2026, 11, 23), Minutes: 45}); err != nil {
		t.Fatal(err)
	}
	if _, err := room.Import(ctx, staff, room.city, "l.csv", false, listOf(directory.VolunteerInvitee{Email: "nadia@example.org", Name: "N"})); err != nil {
		t.Fatal(err)
	}
	var sheets []identity.Sheet
	room.inTx(func(tx pgx.Tx) (err error) {
		sheets, err = room.Export(ctx, tx, v.Account.Num)
		return err
	})
	rows := map[string]int{}
	for _, s := range sheets {
		rows[s.Name] = len(s.Rows)
		for _, row := range s.Rows {
			if len(row) != len(s.Columns) {
				t.Errorf("%s: %d values, %d columns", s.Name, len(row), len(s.Columns))
			}
		}
		if text := fmt.Sprint(s.Rows); strings.Contains(text, "staff@") {
			t.Errorf("%s names somebody else", s.Name)
		}
	}
	if want := map[string]int{"volunteer": 1, "volunteer-steps": 5, "volunteer-absences": 1, "volunteer-time": 1, "volunteer-trainings": 0, "volunteer-invitations": 0}; !reflect.DeepEqual(rows, want) {
		t.Errorf("exported %v, want %v", rows, want)
	}
	room.inTx(func(tx pgx.Tx) error { return room.Erase(ctx, tx, v.Account.Num) })
	for _, table := range []string{"volunteers", "volunteer_steps", "volunteer_absences", "volunteer_time"} {
		if n := count(t, room.pool, `select count(*) from `+table+` where account_id = $1`, v.Account.Num); n != 0 {
			t.Errorf("%d rows left in %s", n, table)
		}
	}
	// somebody whom a list names and who has not answered
	listed := room.viewer("listed")
	if _, err := room.Import(ctx, staff, room.city, "l.csv", false, listOf(directory.VolunteerInvitee{Email: "listed@example.org", Name: "planted"})); err != nil {
		t.Fatal(err)
	}
	room.inTx(func(tx pgx.Tx) error {
		sheets, err := room.Export(ctx, tx, listed.Account.Num)
		if err != nil || !strings.Contains(fmt.Sprint(sheets), "planted") {
			t.Errorf("%v, %v", sheets, err)
		}
		return room.Erase(ctx, tx, listed.Account.Num)
	})
	if n := count(t, room.pool, `select count(*) from volunteer_invitations`); n != 0 {
		t.Errorf("%d invitations left", n)
	}
	if p, err := room.Mine(ctx, other); err != nil || p.State != directory.StateApplied {
		t.Errorf("another volunteer: %+v, %v", p, err)
	}
}

// P5: a city's number is said from eleven on, and stays what it was for the month.
func TestActiveCountIsPublishedFromEleven(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	activate := `insert into volunteers (account_id, applied_at, signed_until, trained_until, checked_until, activated, updated_at)
		select account_id, now(), '2028-01-01', '2028-01-01', '2028-01-01', true, now() from members where account_id > $1 on conflict do nothing`
	manyMembers := func(n int) {
		room.exec(`insert into accounts (uid, lang, created_at, last_contact, rights_at) select gen_random_uuid(), 'fr', now(), now(), now() from generate_series(1, $1)`, n)
		room.exec(`insert into members (account_id, name, helps, needs, city, age_band, created_at, updated_at)
			select id, 'M', true, false, $1, '25-39', now(), now() from accounts on conflict do nothing`, room.city.Num)
		room.exec(activate, 0)
	}
	manyMembers(10)
	if n, ok, err := room.ActiveCount(ctx, room.city); err != nil || ok || n != 0 {
		t.Errorf("of ten: %d, %v, %v", n, ok, err)
	}
	manyMembers(1)
	if n, ok, err := room.ActiveCount(ctx, room.city); err != nil || ok || n != 0 {
		t.Errorf("later that month: %d, %v, %v", n, ok, err)
	}
	room.pass(8 * 24 * time.Hour)
	if n, ok, err := room.ActiveCount(ctx, room.city); err != nil || !ok || n != 11 {
		t.Errorf("the month after: %d, %v, %v", n, ok, err)
	}
}
