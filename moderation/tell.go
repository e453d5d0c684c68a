package moderation

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// What who reported something is told of a decision. What was done to a person is between them and us.
const (
	OutcomeActed = "acted"
	OutcomeKept  = "kept"
	OutcomeShown = "shown-again" // an appeal was right
)

func outcome(d Decision) string {
	if d.Hide || d.Measure != Nothing {
		return OutcomeActed
	}
	return OutcomeKept
}

// concerned are the accounts that a case is about: the owner, or the association's heads.
func (o *Office) concerned(ctx context.Context, tx pgx.Tx, c *row) ([]int64, error) {
	if c.Owner != 0 {
		return []int64{c.Owner}, nil
	}
	if c.Organisation != 0 {
		return o.cfg.Desk.AdminsOf(ctx, tx, c.Organisation)
	}
	return nil, nil
}

// tellConcerned sends the statement of reasons: the notice leads to it.
func (o *Office) tellConcerned(ctx context.Context, tx pgx.Tx, c *row, d Decision) error {
	kind := "decision-about-you"
	if d.Interim {
		kind = "hidden-for-now"
	}
	return o.tellPeople(ctx, tx, c, kind, d)
}

func (o *Office) tellPeople(ctx context.Context, tx pgx.Tx, c *row, kind string, d Decision) error {
	people, err := o.concerned(ctx, tx, c)
	if err != nil {
		return err
	}
	var list []Notice
	for _, to := range people {
		list = append(list, Notice{
			To: to, Kind: kind, Subject: "decision:" + d.ID.String(),
			Params: map[string]string{"decision": d.ID.String(), "outcome": d.Outcome},
		})
	}
	return o.cfg.Tell(ctx, tx, list)
}

// tellReporters answers everybody who reported the thing: members in the app, visitors who left a contact through it.
func (o *Office) tellReporters(ctx context.Context, tx pgx.Tx, c *row, kind, outcome string) error {
	rows, err := tx.Query(ctx, `select uid, coalesce(reporter_id, 0), lang, sealed from reports where case_id = $1 order by id`, c.num)
	if err != nil {
		return err
	}
	type report struct {
		UID    uuid.UUID
		By     int64
		Lang   string
		Sealed []byte
	}
	reports, err := pgx.CollectRows(rows, pgx.RowToStructByPos[report])
	if err != nil {
		return err
	}
	var list []Notice
	for _, r := range reports {
		if r.By != 0 {
			list = append(list, Notice{To: r.By, Kind: kind, Subject: "report:" + r.UID.String(), Params: map[string]string{"outcome": outcome}})
			continue
		}
		var w words
		if err := o.openJSON(r.Sealed, aboutID("report", r.UID), &w); err != nil {
			return err
		}
		if contactKind, address, ok := strings.Cut(w.Contact, ":"); ok {
			to := identity.Contact{Kind: contactKind, Address: address}
			if err := o.cfg.Desk.Answer(ctx, tx, to, r.Lang, outcome); err != nil {
				return err
			}
		}
	}
	return o.cfg.Tell(ctx, tx, list)
}
