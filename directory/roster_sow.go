package directory

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// SeedVolunteer is a made-up member who is, or was, a volunteer. The day of the first step, which is [StepApply], is that of the
// pledge too.
type SeedVolunteer struct {
	Account int64
	VolunteerEdit
	Steps []SeedStep // in their order
	Gave  []Helped
}

// SeedStep is a step of one, done by an account.
type SeedStep struct {
	Step Step
	At   time.Time
	By   int64
}

// SowVolunteers writes volunteers under the rules that hold for everybody's, as of the instants of their steps. Nobody is told, and
// nothing stands in the audit.
func SowVolunteers(ctx context.Context, tx pgx.Tx, list []SeedVolunteer) error {
	for _, v := range list {
		if err := sowVolunteer(ctx, tx, v); err != nil {
			return fmt.Errorf("volunteer %d: %w", v.Account, err)
		}
	}
	return nil
}

func sowVolunteer(ctx context.Context, tx pgx.Tx, v SeedVolunteer) error {
	if len(v.Steps) == 0 || v.Steps[0].Step != StepApply {
		return invalid("steps", "the first is not %s", StepApply)
	}
	at := v.Steps[0].At
	r := &Roster{cfg: RosterConfig{
		Now:  func() time.Time { return at },
		Tell: func(context.Context, pgx.Tx, int64, string, string, map[string]string) error { return nil },
	}}
	for i, s := range v.Steps {
		at = s.At
		p, err := r.lockPerson(ctx, tx, v.Account)
		if err != nil {
			return err
		}
		if err := p.vetting.Allows(s.Step, at); err != nil {
			return err
		}
		if i == 0 {
			if err := v.check(p.today); err != nil {
				return err
			}
			if err := r.saveProfile(ctx, tx, p, &v.VolunteerEdit); err != nil {
				return err
			}
		}
		var charter *Charter
		if s.Step == StepSign {
			newest := CurrentCharter("fr")
			charter = &newest
		}
		if err := r.take(ctx, tx, p, s.Step, s.By, charter); err != nil {
			return err
		}
	}
	for _, h := range v.Gave {
		if err := r.credit(ctx, tx, v.Account, "", h); err != nil {
			return err
		}
	}
	return nil
}
