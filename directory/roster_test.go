package directory_test

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

func TestVolunteerGoesTheWholeWay(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	staff := room.coordinator("coordinatrice", "01")
	v := room.member("Nadia", "012", "25-39")
	_, err := room.Mine(ctx, v)
	wants(t, "before", err, identity.NotFound)

	edit := anEdit()
	edit.Absences = []directory.Absence{{From: day(2026, 12, 24), Until: day(2027, 1, 3)}, {From: day(2026, 10, 1), Until: day(2026, 10, 2)}}
	if _, err := room.Save(ctx, v, edit); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		by    *identity.Viewer
		step  directory.Step
		state directory.VolunteerState
		next  directory.Step
	}{
		{nil, "", directory.StateApplied, directory.StepSign},
		{v, directory.StepSign, directory.StateSigned, directory.StepTrain},
		{staff, directory.StepTrain, directory.StateTrained, directory.StepCheck},
		{staff, directory.StepCheck, directory.StateChecked, directory.StepActivate},
		{staff, directory.StepActivate, directory.StateActive, ""},
		{staff, directory.StepSuspend, directory.StateSuspended, ""},
		{staff, directory.StepResume, directory.StateActive, ""},
		{v, directory.StepLeave, directory.StateLeft, directory.StepApply},
	} {
		if step.by != nil {
			room.take(step.by, v.Account.ID, step.step)
		}
		p, err := room.Mine(ctx, v)
		if err != nil || p.State != step.state || p.Next != step.next {
			t.Fatalf("after %q: %+v, %v", step.step, p, err)
		}
	}
	p, err := room.Volunteer(ctx, staff, v.Account.ID)
	if err != nil || len(p.Steps) != 8 || p.Steps[1].Charter == "" || p.Steps[1].SHA256 != signature().SHA256 || !p.Steps[1].Self || p.Steps[2].Self {
		t.Fatalf("%+v, %v", p, err)
	}
	if !slices.Equal(p.Absences, edit.Absences[:1]) || p.Week != edit.Week || p.Kinds != edit.Kinds {
		t.Errorf("profile %+v", p)
	}
	if n := count(t, room.pool, `select count(*) from audit where act = 'vet-volunteers' and subject = 'volunteer' and subject_id = $1 and actor = $2 and district_id = $3`,
		v.Account.Num, staff.Account.Num, room.district("012")); n != 5 {
		t.Errorf("%d acts of the staff in the audit", n)
	}
	var kinds []string
	for _, notice := range room.told {
		if notice.to == v.Account.Num {
			kinds = append(kinds, notice.params["step"])
		}
	}
	if !reflect.DeepEqual(kinds, []string{"train", "check", "activate", "suspend", "resume"}) {
		t.Errorf("told of %v", kinds)
	}
	if _, err := room.pool.Exec(ctx, `update volunteer_steps set by_id = 1`); err == nil {
		t.Error("a step was rewritten")
	}
	if n := count(t, room.pool, `select count(*) from members where account_id = $1 and helps`, v.Account.Num); n != 1 {
		t.Error("a volunteer does not help")
	}
	// coming back: the steps that hold still hold, but somebody says yes again
	if _, err := room.Save(ctx, v, edit); err != nil {
		t.Fatal(err)
	}
	if p, err := room.Mine(ctx, v); err != nil || p.State != directory.StateChecked {
		t.Errorf("back again: %+v, %v", p, err)
	}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestWhoMayTakeAStep(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	staff, elsewhere := room.coordinator("ici", "012"), room.coordinator("ailleurs", "011")
	ambassador := room.viewer("ambassadrice", identity.Grant{Role: identity.Ambassador, District: room.district("012")})
	v, other := room.volunteer("Nadia", "012"), room.volunteer("Samir", "012")
	id := v.Account.ID
	for _, row := range []struct {
		what string
		who  *identity.Viewer
		id   uuid.UUID
		step directory.Step
		want identity.Code
	}{
		{"a visitor", nil, id, directory.StepTrain, identity.NoSession},
		{"the volunteer, a training", v, id, directory.StepTrain, identity.Forbidden},
		{"an ambassador", ambassador, id, directory.StepTrain, identity.Forbidden},
		{"staff of another district", elsewhere, id, directory.StepTrain, identity.NotFound},
		{"staff, a signature", staff, id, directory.StepSign, identity.NotFound},
		{"another volunteer, a signature", other, id, directory.StepSign, identity.NotFound},
		{"another volunteer, leaving", other, id, directory.StepLeave, identity.NotFound},
		{"staff, somebody who does not exist", staff, uuid.New(), directory.StepTrain, identity.NotFound},
		{"staff, not a volunteer", staff, ambassador.Account.ID, directory.StepTrain, identity.NotFound},
		{"staff, too early", staff, id, directory.StepCheck, identity.BadValue},
	} {
		_, err := room.Take(ctx, row.who, row.id, row.step, signature())
		wants(t, row.what, err, row.want)
	}
	_, err := room.Take(ctx, v, id, directory.StepSign, directory.Signature{Version: signature().Version, SHA256: "00"})
	wantsInvalid(t, "another text", err, "charter")

	// nobody vets themself
	self := room.coordinator("double", "012")
	room.exec(`insert into members (account_id, name, helps, needs, home_district, city, age_band, created_at, updated_at)
		values ($1, 'Double', true, false, $2, $3, '40-59', now(), now())`, self.Account.Num, room.district("012"), room.city.Num)
	if _, err := room.Save(ctx, self, anEdit()); err != nil {
		t.Fatal(err)
	}
	room.take(self, self.Account.ID, directory.StepSign)
	_, err = room.Take(ctx, self, self.Account.ID, directory.StepTrain, directory.Signature{})
	wants(t, "oneself", err, identity.Forbidden)

	// nor whom one has blocked
	staff.Blocks[v.Account.Num] = struct{}{}
	room.take(v, id, directory.StepSign)
	_, err = room.Take(ctx, staff, id, directory.StepTrain, directory.Signature{})
	wants(t, "blocked", err, identity.NotFound)
	_, err = room.Volunteer(ctx, staff, id)
	wants(t, "reading somebody blocked", err, identity.NotFound)
	_, err = room.Volunteer(ctx, elsewhere, id)
	wants(t, "reading elsewhere", err, identity.NotFound)
	_, err = room.Volunteer(ctx, v, id)
	wants(t, "a member reading the roster", err, identity.Forbidden)
}

func TestMinorsDoNotVolunteer(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	young := room.member("Inès", "011", "15-17")
	_, err := room.Save(ctx, young, anEdit())
	wants(t, "15 to 17", err, identity.Forbidden)
	_, err = room.Save(ctx, room.viewer("nobody"), anEdit())
	wants(t, "no member", err, identity.NotFound)

	// somebody who says later that they are younger can still leave, no more
	v := room.volunteer("Tom", "011")
	room.exec(`update members set age_band = '15-17' where account_id = $1`, v.Account.Num)
	_, err = room.Take(ctx, v, v.Account.ID, directory.StepSign, signature())
	wants(t, "signing", err, identity.Forbidden)
	room.take(v, v.Account.ID, directory.StepLeave)
}

func TestVolunteerEditFaults(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	v := room.member("Nadia", "011", "25-39")
	away := func(from, until time.Time) directory.Absence { return directory.Absence{From: from, Until: until} }
	for _, row := range []struct {
		param string
		spoil func(*directory.VolunteerEdit)
	}{
		{"kinds", func(e *directory.VolunteerEdit) { e.Kinds = 0 }},
		{"per_day", func(e *directory.VolunteerEdit) { e.PerDay = 0 }},
		{"per_day", func(e *directory.VolunteerEdit) { e.PerDay = 11 }},
		{"per_week", func(e *directory.VolunteerEdit) { e.PerDay, e.PerWeek = 3, 2 }},
		{"per_week", func(e *directory.VolunteerEdit) { e.PerWeek = 51 }},
		{"absences", func(e *directory.VolunteerEdit) {
			e.Absences = []directory.Absence{away(day(2026, 12, 2), day(2026, 12, 1))}
		}},
		{"absences", func(e *directory.VolunteerEdit) {
			e.Absences = []directory.Absence{away(day(2026, 12, 2), day(2036, 12, 1))}
		}},
		{"absences", func(e *directory.VolunteerEdit) {
			e.Absences = []directory.Absence{away(day(2026, 12, 5), day(2026, 12, 9)), away(day(2026, 12, 1), day(2026, 12, 5))}
		}},
		{"absences", func(e *directory.VolunteerEdit) {
			for i := range directory.MaxAbsences + 1 {
				e.Absences = append(e.Absences, away(day(2027, 1, 1+i), day(2027, 1, 1+i)))
			}
		}},
	} {
		edit := anEdit()
		row.spoil(&edit)
		_, err := room.Save(t.Context(), v, edit)
		wantsInvalid(t, fmt.Sprintf("%+v", edit), err, row.param)
	}
}

// Of many who take the same step at the same moment one does, and the rows say so once.
func TestRacingSteps(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	staff := []*identity.Viewer{room.coordinator("une", "01"), room.coordinator("deux", "012")}
	v := room.volunteer("Nadia", "012")
	room.take(v, v.Account.ID, directory.StepSign)
	room.take(staff[0], v.Account.ID, directory.StepTrain, directory.StepCheck)
	for _, step := range []directory.Step{directory.StepActivate, directory.StepSuspend} {
		var group sync.WaitGroup
		errs := make([]error, 12)
		for i := range errs {
			group.Go(func() { _, errs[i] = room.Take(t.Context(), staff[i%2], v.Account.ID, step, directory.Signature{}) })
		}
		group.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else {
				wants(t, string(step), err, identity.BadValue)
			}
		}
		if rows := count(t, room.pool, `select count(*) from volunteer_steps where step = $1`, string(step)); done != 1 || rows != 1 {
			t.Errorf("%s: %d did it, %d rows", step, done, rows)
		}
	}
	// applying twice at once is applying once
	w := room.member("Samir", "011", "25-39")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := room.Save(t.Context(), w, anEdit()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := count(t, room.pool, `select count(*) from volunteer_steps where account_id = $1`, w.Account.Num); n != 1 {
		t.Errorf("%d applications", n)
	}
}

// The row beside the steps says what folding the steps gives.
func TestStepsFoldToTheRow(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	staff := room.coordinator("staff", "01")
	v := room.activeVolunteer(staff, "Nadia", "011")
	room.pass(400 * 24 * time.Hour)
	room.take(v, v.Account.ID, directory.StepSign)
	p, err := room.Mine(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	var folded directory.Vetting
	for _, s := range p.Steps {
		var until time.Time
		if folded, until = folded.After(s.Step, s.At, directory.Terms{}); !until.Equal(s.Until) {
			t.Errorf("%s until %v, its row says %v", s.Step, until, s.Until)
		}
	}
	if !folded.SignedUntil.Equal(p.Vetting.SignedUntil) || !folded.CheckedUntil.Equal(p.Vetting.CheckedUntil) || folded.Activated != p.Vetting.Activated {
		t.Errorf("%+v, the row says %+v", folded, p.Vetting)
	}
	if p.State != directory.StateExpired || p.Next != directory.StepCheck {
		t.Errorf("after the check ran out: %s, next %s", p.State, p.Next)
	}
}

func TestPledgeOfAVolunteer(t *testing.T) {
	t.Parallel()
	room := newStaffRoom(t)
	ctx := t.Context()
	v := room.volunteer("Nadia", "011")
	for _, h := range []directory.Helped{{Day: day(2026, 11, 23), Minutes: 90}, {Day: day(2026, 11, 23), Minutes: 30}} {
		if _, err := room.Say(ctx, v, h); err != nil {
			t.Fatal(err)
		}
	}
	for param, h := range map[string]directory.Helped{
		"minutes": {Day: day(2026, 11, 23), Minutes: 10}, "day": {Day: day(2026, 11, 25), Minutes: 60},
	} {
		_, err := room.Say(ctx, v, h)
		wantsInvalid(t, param, err, param)
	}
	for range 2 { // another room says the same twice
		room.inTx(func(tx pgx.Tx) error {
			return room.Credit(ctx, tx, v.Account.Num, "request:17", directory.Helped{Day: day(2026, 12, 24), Minutes: 120})
		})
	}
	room.pass(40 * 24 * time.Hour) // 2 January
	p, err := room.Mine(ctx, v)
	if err != nil || p.Pledge.Due != 1 || p.Pledge.Kept != 1 || p.Pledge.Minutes != 120 || p.Pledge.Code() != "kept" {
		t.Errorf("%+v, %v", p.Pledge, err)
	}
	room.pass(31 * 24 * time.Hour)
	room.pass(31 * 24 * time.Hour)
	if p, err = room.Mine(ctx, v); err != nil || p.Pledge.Due != 3 || p.Pledge.Kept != 2 || p.Pledge.Code() != "behind" {
		t.Errorf("%+v, %v", p.Pledge, err)
	}
	_, err = room.Say(ctx, room.member("Samir", "011", "25-39"), directory.Helped{Day: day(2026, 11, 23), Minutes: 60})
	wants(t, "not a volunteer", err, identity.NotFound)
}
