package directory_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alentour/alentour/directory"
)

// The whole machine as a table: which steps may follow in each state, while nothing has run out.
func TestVettingTable(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	walk := func(steps ...directory.Step) (v directory.Vetting) {
		t.Helper()
		for _, s := range steps {
			if err := v.Allows(s, at); err != nil {
				t.Fatalf("%v: %v", steps, err)
			}
			v, _ = v.After(s, at, directory.Terms{})
		}
		return v
	}
	const apply, sign, train, check = directory.StepApply, directory.StepSign, directory.StepTrain, directory.StepCheck
	const activate, suspend, resume, leave = directory.StepActivate, directory.StepSuspend, directory.StepResume, directory.StepLeave
	active := walk(apply, sign, train, check, activate)
	for _, row := range []struct {
		vetting directory.Vetting
		state   directory.VolunteerState
		next    directory.Step
		may     []directory.Step
	}{
		{walk(), directory.StateNone, apply, []directory.Step{apply}},
		{walk(apply), directory.StateApplied, sign, []directory.Step{sign, suspend, leave}},
		{walk(apply, sign), directory.StateSigned, train, []directory.Step{sign, train, suspend, leave}},
		{walk(apply, sign, train), directory.StateTrained, check, []directory.Step{sign, train, check, suspend, leave}},
		{walk(apply, sign, train, check), directory.StateChecked, activate, []directory.Step{sign, train, check, activate, suspend, leave}},
		{active, directory.StateActive, "", []directory.Step{sign, train, check, suspend, leave}},
		{walk(apply, suspend), directory.StateSuspended, "", []directory.Step{resume, leave}},
		{walk(apply, sign, train, check, activate, suspend, resume), directory.StateActive, "", []directory.Step{sign, train, check, suspend, leave}},
		{walk(apply, leave), directory.StateLeft, apply, []directory.Step{apply, suspend}},
		{walk(apply, sign, train, check, activate, leave, apply), directory.StateChecked, activate, []directory.Step{sign, train, check, activate, suspend, leave}},
		{walk(apply, suspend, leave, apply), directory.StateSuspended, "", []directory.Step{resume, leave}},
	} {
		if got := row.vetting.State(at); got != row.state {
			t.Errorf("%+v: state %q, want %q", row.vetting, got, row.state)
		}
		if got := row.vetting.Next(at); got != row.next {
			t.Errorf("%s: next %q, want %q", row.state, got, row.next)
		}
		for _, s := range directory.Steps {
			want := false
			for _, may := range row.may {
				want = want || may == s
			}
			if got := row.vetting.Allows(s, at) == nil; got != want {
				t.Errorf("%s then %s: %v, want %v", row.state, s, got, want)
			}
		}
	}
}

func TestVettingRunsOut(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	terms := directory.Terms{Charter: 10 * time.Hour, Training: 30 * time.Hour, Check: 20 * time.Hour}
	var v directory.Vetting
	for _, s := range []directory.Step{directory.StepApply, directory.StepSign, directory.StepTrain, directory.StepCheck, directory.StepActivate} {
		v, _ = v.After(s, at, terms)
	}
	for _, row := range []struct {
		after time.Duration
		state directory.VolunteerState
		next  directory.Step
	}{
		{10*time.Hour - 1, directory.StateActive, ""},
		{10 * time.Hour, directory.StateExpired, directory.StepSign},
		{25 * time.Hour, directory.StateExpired, directory.StepSign},
	} {
		if state, next := v.State(at.Add(row.after)), v.Next(at.Add(row.after)); state != row.state || next != row.next {
			t.Errorf("after %v: %s, next %s", row.after, state, next)
		}
	}
	later := at.Add(25 * time.Hour)
	v, _ = v.After(directory.StepSign, later, terms)
	if next := v.Next(later); next != directory.StepCheck {
		t.Errorf("signed again: next %s", next)
	}
	v, _ = v.After(directory.StepCheck, later, terms)
	if state := v.State(later); state != directory.StateActive {
		t.Errorf("signed and checked again: %s", state)
	}
}

// Whatever happens in whatever order: who may be asked has signed, was trained and checked, each within its term, and somebody
// of the staff said yes after the last time they left.
func TestActiveOnlyByTheWholeWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
		terms := directory.Terms{Charter: 50 * time.Hour, Training: 90 * time.Hour, Check: 70 * time.Hour}
		lasts := map[directory.Step]time.Duration{directory.StepSign: 50 * time.Hour, directory.StepTrain: 90 * time.Hour, directory.StepCheck: 70 * time.Hour}
		var v directory.Vetting
		last := map[directory.Step]time.Time{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "hours")) * time.Hour)
			s := rapid.SampledFrom(directory.Steps).Draw(t, "step")
			if v.Allows(s, now) == nil {
				v, _ = v.After(s, now, terms)
				last[s] = now
			}
			want := !last[directory.StepActivate].IsZero() && !last[directory.StepLeave].After(last[directory.StepActivate]) &&
				!last[directory.StepSuspend].After(last[directory.StepResume])
			if last[directory.StepSuspend].Equal(last[directory.StepResume]) {
				want = want && !v.Suspended // in the same hour: the order is in v alone
			}
			if last[directory.StepLeave].Equal(last[directory.StepActivate]) {
				want = want && v.Activated
			}
			for step, lasts := range lasts {
				want = want && !last[step].IsZero() && now.Before(last[step].Add(lasts))
			}
			if got := v.State(now) == directory.StateActive; got != want {
				t.Fatalf("after %s at %v: active %v, want %v (%+v)", s, now, got, want, v)
			}
		}
	})
}

func TestCharterIsTheTextThatIsSigned(t *testing.T) {
	t.Parallel()
	french, english := directory.CurrentCharter("fr"), directory.CurrentCharter("en")
	if french.Version != english.Version || french.SHA256 == english.SHA256 || len(french.SHA256) != 64 {
		t.Errorf("%s %s, %s %s", french.Version, french.SHA256, english.Version, english.SHA256)
	}
	if len(french.Articles) == 0 || len(french.Articles) != len(english.Articles) || french.Title == "" {
		t.Errorf("%d articles in French, %d in English", len(french.Articles), len(english.Articles))
	}
	if other := directory.CurrentCharter("uk"); other.Lang != "fr" {
		t.Errorf("for Ukrainian: %s", other.Lang)
	}
	// a text that was signed never changes: a new one gets a new version
	for version, sha := range map[string]string{
		"2026-11.fr": "bb4246500be85772b41b25b56d382866e8dcddf69062b03e06889c1ea5c25855", "2026-11.en": "b5b5d9e77f1ad2ab25c893d12c35b997c39e3262408017138cc030effadbc8fe",
	} {
		for _, c := range directory.Charters() {
			if c.Version+"."+c.Lang == version && c.SHA256 != sha {
				t.Errorf("charter %s was changed: %s", version, c.SHA256)
			}
		}
	}
}
