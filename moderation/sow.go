package moderation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/identity"
)

// SeedCase is a made-up case about a made-up thing.
type SeedCase struct {
	Kind    string
	Num     int64 // of the thing
	Thing   Thing
	City    int64
	Reports []SeedReport // the oldest first; one at least
	TakenBy int64        // account; 0 = nobody
	Verdict *SeedVerdict // nil = nobody has decided
	Appeal  *SeedAppeal  // of a verdict that does something
}

// SeedReport is one report of it.
type SeedReport struct {
	By     int64 // account; 0 = a visitor
	Reason string
	Text   string
	At     time.Time
}

// SeedVerdict is what an account decided. It hides nothing and touches no account.
type SeedVerdict struct {
	By   int64
	At   time.Time
	Warn bool // else nothing was done
	Rule string
	Fact string
}

// SeedAppeal is what the person concerned wrote.
type SeedAppeal struct {
	By   int64
	At   time.Time
	Text string
}

// Sow writes made-up cases as if each thing had happened at its time. Nobody is told, and nothing stands in the audit. Zone is the
// city's, for the team's hours.
func Sow(ctx context.Context, tx pgx.Tx, sealer identity.Sealer, zone *time.Location, list []SeedCase) error {
	var at time.Time
	calendar := hours.NewCalendar(zone, "", nil)
	for _, s := range list {
		o := &Office{cfg: Config{
			Sealer: sealer, Now: func() time.Time { return at }, Calendar: func(int64) *hours.Calendar { return calendar },
			Chain: func(district int64) []int64 { return []int64{district, s.City} },
		}}
		if err := o.sow(ctx, tx, s, &at); err != nil {
			return fmt.Errorf("case about %s %d: %w", s.Kind, s.Num, err)
		}
	}
	return nil
}

func (o *Office) sow(ctx context.Context, tx pgx.Tx, s SeedCase, at *time.Time) error {
	var c *row
	for _, r := range s.Reports {
		*at = r.At
		complaint := Complaint{Kind: s.Kind, Reason: r.Reason, Text: r.Text, Lang: "fr"}
		reason, said, err := complaint.check(nil)
		if err != nil {
			return err
		}
		in := incoming{Complaint: complaint, by: r.By, subject: Subject{Kind: s.Kind}, num: s.Num, urgency: reason.Urgency, said: said}
		team, err := o.team(ctx, tx, s.City)
		if err != nil {
			return err
		}
		if c, err = o.joinCase(ctx, tx, in, s.Thing, team); err != nil {
			return err
		}
		if _, err = o.addReport(ctx, tx, c, in, &Receipt{}); err != nil {
			return err
		}
		if err = o.copyThing(ctx, tx, c, s.Thing); err != nil {
			return err
		}
	}
	if s.TakenBy != 0 {
		if err := o.move(ctx, tx, &identity.Viewer{Account: identity.Account{Num: s.TakenBy}}, c, Take, ""); err != nil {
			return err
		}
	}
	if s.Verdict == nil {
		return nil
	}
	return o.sowVerdict(ctx, tx, c, s, at)
}

func (o *Office) sowVerdict(ctx context.Context, tx pgx.Tx, c *row, s SeedCase, at *time.Time) error {
	v := s.Verdict
	*at = v.At
	verdict, act := Verdict{Rule: v.Rule, Facts: v.Fact}, Dismiss
	if v.Warn {
		verdict.Measure, act = Warn, Decide
	}
	if err := verdict.check(); err != nil {
		return err
	}
	d := Decision{Measure: verdict.Measure, Rule: verdict.Rule, Facts: verdict.Facts, By: v.By}
	if err := o.writeDecision(ctx, tx, c, &d); err != nil {
		return err
	}
	if err := o.move(ctx, tx, &identity.Viewer{Account: identity.Account{Num: v.By}}, c, act, verdict.Rule); err != nil {
		return err
	}
	if s.Appeal == nil {
		return nil
	}
	*at = s.Appeal.At
	return o.appeal(ctx, tx, c, d, s.Appeal.By, s.Appeal.Text)
}

// Uproot removes the cases about made-up things, as if they had never been.
func Uproot(ctx context.Context, tx pgx.Tx, kind string, nums []int64) error {
	_, err := tx.Exec(ctx, `delete from cases where subject = $1 and subject_id = any($2)`, kind, nums)
	return err
}
