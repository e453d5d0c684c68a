package directory_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// manyVolunteers stand in all states over both quartiers, drawn by their number.
func manyVolunteers(room *staffRoom, n int) {
	room.exec(`insert into accounts (uid, lang, created_at, last_contact, rights_at)
		select gen_random_uuid(), 'fr', now(), date '2026-11-23' - i * 3, now() from generate_series(1, $1) i`, n)
	room.exec(`insert into members (account_id, name, languages, helps, needs, home_district, city, age_band, created_at, updated_at)
		select a.id, 'M' || a.id, case a.id % 3 when 0 then '{fr,ar}' else '{fr}' end::text[], true, false, d.id, d.city_id, '25-39', now(), now()
		from accounts a join districts d on d.code = case a.id % 4 when 0 then '011' else '012' end
		where not exists (select from members m where m.account_id = a.id) and not exists (select from grants g where g.account_id = a.id)`)
	room.exec(`insert into volunteers (account_id, kinds, applied_at, pledged_on, signed_until, trained_until, checked_until, activated, suspended, updated_at)
		select account_id, case account_id % 2 when 0 then '{cv}' else '{clothes,visit}' end::text[], timestamptz '2026-10-01' + (account_id % 5) * interval '1 hour',
			case when account_id % 3 > 0 then date '2026-09-01' end,
			case when account_id % 7 > 0 then timestamptz '2027-01-01' end, case when account_id % 7 > 1 then timestamptz '2027-01-01' end,
			case when account_id % 7 > 2 then timestamptz '2026-11-20' + (account_id % 6) * interval '1 day' end,
			account_id % 7 > 3, account_id % 10 = 0, now() from members`)
	room.exec(`insert into volunteer_time (account_id, on_day, minutes) select account_id, d::date, 120 from volunteers, unnest(array['2026-09-10', '2026-10-10']) d where account_id % 2 = 0`)
}

func TestRosterPagesAndFilters(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	staff, east := room.coordinator("tout", "01"), room.coordinator("est", "012")
	manyVolunteers(room, 120)
	ctx := t.Context()
	everybody := allPages(t, room, staff, directory.RosterQuery{Limit: 100})
	if len(everybody) != 120 {
		t.Fatalf("%d volunteers", len(everybody))
	}
	rapid.Check(t, func(rt *rapid.T) {
		q := directory.RosterQuery{
			Limit:      rapid.IntRange(1, 50).Draw(rt, "limit"),
			State:      rapid.SampledFrom(append(directory.VolunteerStates, "")).Draw(rt, "state"),
			Next:       rapid.SampledFrom([]directory.Step{"", directory.StepSign, directory.StepTrain, directory.StepCheck}).Draw(rt, "next"),
			Pledge:     rapid.SampledFrom([]string{"", "none", "kept", "behind"}).Draw(rt, "pledge"),
			ActiveDays: rapid.SampledFrom([]int{0, 30, -60}).Draw(rt, "active"),
		}
		if rapid.Bool().Draw(rt, "arabic") {
			q.Languages, _ = directory.LanguageNamed("ar")
		}
		if rapid.Bool().Draw(rt, "cv") {
			q.Kinds, _ = directory.KindNamed("cv")
		}
		who := staff
		if rapid.Bool().Draw(rt, "east") {
			who = east
		}
		var want []uuid.UUID
		for _, e := range everybody {
			idle := int(room.now().Sub(e.LastActive).Hours() / 24)
			switch {
			case who == east && e.District != room.district("012"), q.State != "" && e.State != q.State, q.Next != "" && e.Next != q.Next,
				q.Pledge != "" && e.Pledge.Code() != q.Pledge, q.ActiveDays > 0 && idle >= q.ActiveDays, q.ActiveDays < 0 && idle < -q.ActiveDays,
				q.Languages != 0 && e.Languages&q.Languages == 0, q.Kinds != 0 && e.Kinds&q.Kinds == 0:
				continue
			}
			want = append(want, e.ID)
		}
		var got []uuid.UUID
		for _, e := range allPages(rt, room, who, q) {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("%+v: %d, want %d", q, len(got), len(want))
		}
	})
	for _, state := range directory.VolunteerStates[:7] {
		if page, err := room.List(ctx, staff, directory.RosterQuery{State: state}); err != nil || len(page.Items) == 0 {
			t.Errorf("nobody is %s (%v)", state, err)
		}
	}
	_, err := room.List(ctx, east, directory.RosterQuery{District: room.district("011")})
	wants(t, "another district", err, identity.Forbidden)
	_, err = room.List(ctx, room.viewer("personne"), directory.RosterQuery{})
	wants(t, "a member", err, identity.Forbidden)
	_, err = room.List(ctx, nil, directory.RosterQuery{})
	wants(t, "a visitor", err, identity.NoSession)
	page, err := room.List(ctx, staff, directory.RosterQuery{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	_, err = room.List(ctx, staff, directory.RosterQuery{Limit: 1, Pledge: "kept", Cursor: page.Next})
	wantsInvalid(t, "a cursor of another query", err, "cursor")
	staff.Blocks[page.Items[0].Account] = struct{}{}
	if left := allPages(t, room, staff, directory.RosterQuery{}); len(left) != 119 {
		t.Errorf("%d with one blocked", len(left))
	}
}

func allPages(t fataler, room *staffRoom, v *identity.Viewer, q directory.RosterQuery) (all []directory.RosterEntry) {
	for {
		page, err := room.List(room.t.Context(), v, q)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Items...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return all
		}
	}
}

type fataler interface{ Fatal(...any) }

func TestRosterCSV(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	staff := room.coordinator("staff", "01")
	for i, name := range []string{"=1+2", "+33", "-x", "@home", "\tTab", "Nadia"} {
		v := room.volunteer(fmt.Sprint("v", i), "012")
		room.exec(`update members set name = $2 where account_id = $1`, v.Account.Num, name)
	}
	var out bytes.Buffer
	if err := room.WriteCSV(t.Context(), staff, directory.RosterQuery{}, room.atlas, &out); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(lines) != 7 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for _, line := range lines[1:] {
		if len(line) != len(lines[0]) || line[2] != "012" || line[3] != "applied" || line[4] != "sign" {
			t.Errorf("%q", line)
		}
		for _, field := range line {
			if strings.ContainsRune("=+-@\t", []rune(field + " ")[0]) {
				t.Errorf("%q would be a formula", field)
			}
		}
	}
	if n := count(t, room.pool, `select count(*) from audit where act = 'read-roster' and actor = $1 and code = 'csv'`, staff.Account.Num); n != 1 {
		t.Errorf("%d downloads in the audit", n)
	}
	err = room.WriteCSV(t.Context(), room.viewer("personne"), directory.RosterQuery{}, room.atlas, &out)
	wants(t, "a member", err, identity.Forbidden)
}

func TestInviteToTraining(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	staff := room.coordinator("staff", "012")
	one, two, away := room.volunteer("Nadia", "012"), room.volunteer("Samir", "012"), room.volunteer("Tom", "011")
	room.take(two, two.Account.ID, directory.StepLeave)
	training := directory.NewTraining{At: room.now().Add(10 * 24 * time.Hour), Place: " 3 rue  de la Paix ", Whom: []uuid.UUID{one.Account.ID, two.Account.ID, one.Account.ID}}
	invited, _, err := room.InviteToTraining(ctx, staff, training)
	if err != nil || invited != 1 {
		t.Fatalf("%d invited, %v", invited, err)
	}
	last := room.told[len(room.told)-1]
	if last.to != one.Account.Num || last.kind != "volunteer-training" || last.params["day"] != "03/12/2026" || last.params["time"] != "10:30" {
		t.Errorf("told %+v", last)
	}
	p, err := room.Mine(ctx, one)
	if err != nil || len(p.Trainings) != 1 || p.Trainings[0].Place != "3 rue de la Paix" {
		t.Errorf("%+v, %v", p, err)
	}
	training.Whom = append(training.Whom, away.Account.ID)
	_, _, err = room.InviteToTraining(ctx, staff, training)
	wants(t, "somebody of another district", err, identity.NotFound)
	if n := count(t, room.pool, `select count(*) from volunteer_trainings`); n != 1 {
		t.Errorf("%d trainings", n)
	}
	training.Whom = nil
	_, _, err = room.InviteToTraining(ctx, staff, training)
	wantsInvalid(t, "nobody", err, "volunteers")
	training = directory.NewTraining{At: room.now(), Place: "ici", Whom: []uuid.UUID{one.Account.ID}}
	_, _, err = room.InviteToTraining(ctx, staff, training)
	wantsInvalid(t, "in the past", err, "at")
	_, _, err = room.InviteToTraining(ctx, one, training)
	wants(t, "a volunteer", err, identity.Forbidden)
}
