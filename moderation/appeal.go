package moderation

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// answers says whether somebody answers for what a case is about: their own, or their association's.
func (c *Case) answers(v *identity.Viewer) bool {
	return c.Owner != 0 && c.Owner == v.Own().Account ||
		c.Organisation != 0 && c.Organisation == v.Acting && v.May(identity.EditOrganisation, identity.Scope{Organisation: c.Organisation})
}

// Concerning lists what was decided about the viewer, and about the association that they act as, the newest first.
func (o *Office) Concerning(ctx context.Context, v *identity.Viewer) (list []Decision, err error) {
	if err := v.Must(identity.Appeal, v.Own()); err != nil {
		return nil, err
	}
	var organisation int64
	if v.May(identity.EditOrganisation, identity.Scope{Organisation: v.Acting}) {
		organisation = v.Acting
	}
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		list, err = o.decisions(ctx, tx, `(c.owner_id = $1 or c.owner_id is null and c.organisation_id = $2) and (d.rule <> '' or exists (
			select from decisions b where b.case_id = d.case_id and b.id < d.id))`, v.Account.Num, organisation)
		for i := range list {
			if err != nil {
				return err
			}
			c := row{Case: Case{Kind: list[i].Kind}, subject: list[i].subject}
			err = o.lookAt(ctx, tx, &c)
			list[i].Label = c.Thing.Label
		}
		return err
	})
	slices.Reverse(list)
	return list, err
}

// Reported lists what the viewer reported and what came of it, the newest first.
func (o *Office) Reported(ctx context.Context, v *identity.Viewer) (list []OwnReport, err error) {
	if err := v.Must(identity.Appeal, v.Own()); err != nil {
		return nil, err
	}
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select r.uid, r.at, c.subject, r.reason, c.state in ('open', 'taken', 'escalated'),
				exists (select from decisions d where d.case_id = c.id and not d.interim and d.rule <> '')
			from reports r join cases c on c.id = r.case_id where r.reporter_id = $1 order by r.id desc limit 200`, v.Account.Num)
		if err == nil {
			list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[OwnReport])
		}
		return err
	})
	return list, err
}

// OwnReport is a report as its author sees it.
type OwnReport struct {
	ID      uuid.UUID
	At      time.Time
	Kind    string // of the thing
	Reason  string
	Waiting bool
	Acted   bool // something was done; of the appeal, if there was one, the author is told
}

// Appeal asks for another look at a decision. It is free, possible once, within AppealLasts. Errors: NotFound for a decision about
// somebody else, BadValue when it is too late or done already, Invalid.
func (o *Office) Appeal(ctx context.Context, v *identity.Viewer, decision uuid.UUID, text string) error {
	if err := v.Must(identity.Appeal, v.Own()); err != nil {
		return err
	}
	if text = strings.TrimSpace(text); utf8.RuneCountInString(text) > MaxText {
		return invalid("text", "longer than %d signs", MaxText)
	}
	return o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := lockCase(ctx, tx, `(select case_id from decisions where uid = $1)`, decision)
		if err != nil {
			return err
		}
		if !c.answers(v) {
			return identity.Refuse(identity.NotFound, "")
		}
		list, err := o.decisions(ctx, tx, `d.uid = $1`, decision)
		if err != nil {
			return err
		}
		d := list[0]
		if d.AppealBy.IsZero() {
			return identity.Refuse(identity.BadValue, "this decision cannot be appealed, or not any more")
		}
		return o.appeal(ctx, tx, c, d, v.Account.Num, text)
	})
}

// AppealByLetter notes that the person concerned asked for another look in another way: who is banned cannot sign in.
// Errors: NotFound, Forbidden, BadValue.
func (o *Office) AppealByLetter(ctx context.Context, v *identity.Viewer, id uuid.UUID) error {
	return o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := o.lock(ctx, tx, v, id, identity.DecideCase)
		if err != nil {
			return err
		}
		list, err := o.decisions(ctx, tx, `d.case_id = $1`, c.num)
		if err != nil {
			return err
		}
		last := slices.IndexFunc(list, func(d Decision) bool { return !d.AppealBy.IsZero() })
		if last < 0 {
			return identity.Refuse(identity.BadValue, "nothing here can be appealed, or not any more")
		}
		if err := o.appeal(ctx, tx, c, list[last], 0, ""); err != nil {
			return err
		}
		return o.cfg.Desk.Record(ctx, tx, c.deed(v, ""), "appeal-by-letter", "case", c.num)
	})
}

// appeal is by an account, or 0 by letter.
func (o *Office) appeal(ctx context.Context, tx pgx.Tx, c *row, d Decision, by int64, text string) error {
	uid, err := uuid.NewV7()
	if err != nil {
		return err
	}
	var sealed []byte
	if text != "" {
		if sealed, err = o.sealJSON(words{Text: text}, aboutID("appeal", uid)); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `insert into appeals (decision_id, uid, by, at, sealed) values ($1, $2, nullif($3::bigint, 0), $4, $5)`, d.num, uid, by, o.now(), sealed)
	if err != nil {
		return err
	}
	team, err := o.team(ctx, tx, c.City)
	if err != nil {
		return err
	}
	c.Due = Due(team, o.now(), AppealWithin)
	return o.move(ctx, tx, nil, c, Appeal, "")
}

// lockCase reads the case of a number and makes whoever else decides about it wait.
func lockCase(ctx context.Context, tx pgx.Tx, num string, arg any) (*row, error) {
	rows, err := tx.Query(ctx, `select `+columns+` from cases c where c.id = `+num+` for update of c`, arg)
	if err != nil {
		return nil, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanRow)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, identity.Refuse(identity.NotFound, "")
	}
	return c, err
}

// Resolve decides an appeal: the decision stands, or what it did is taken back. Whoever decided anything in the case may not.
// Errors: NotFound, Forbidden, BadValue.
func (o *Office) Resolve(ctx context.Context, v *identity.Viewer, id uuid.UUID, reverse bool) error {
	var owner int64
	err := o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := o.lock(ctx, tx, v, id, identity.DecideCase)
		if err != nil {
			return err
		}
		if !c.State.Allows(Resolve) {
			return identity.Refuse(identity.BadValue, "the case is "+string(c.State))
		}
		list, err := o.decisions(ctx, tx, `d.case_id = $1`, c.num)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(d Decision) bool { return d.By == v.Account.Num }) {
			return identity.Refuse(identity.Forbidden, "somebody else than who decided must look again")
		}
		owner = c.Owner
		return o.resolve(ctx, tx, v, c, list, reverse)
	})
	if owner != 0 {
		o.cfg.Desk.Forget(owner)
	}
	return err
}

func (o *Office) resolve(ctx context.Context, tx pgx.Tx, v *identity.Viewer, c *row, list []Decision, reverse bool) error {
	appealed := list[slices.IndexFunc(list, func(d Decision) bool { return !d.Appealed.IsZero() && d.Outcome == "" })]
	appealed.Outcome = "upheld"
	if reverse {
		appealed.Outcome = "reversed"
	}
	_, err := tx.Exec(ctx, `update appeals set outcome = $2, decided_by = $3, decided_at = $4 where decision_id = $1`,
		appealed.num, appealed.Outcome, v.Account.Num, o.now())
	if err != nil {
		return err
	}
	if reverse {
		if err := o.takeBack(ctx, tx, v, c, appealed); err != nil {
			return err
		}
		if err := o.tellReporters(ctx, tx, c, "report-reversed", OutcomeShown); err != nil {
			return err
		}
	}
	if err := o.tellPeople(ctx, tx, c, "appeal-decided", appealed); err != nil {
		return err
	}
	if err := o.move(ctx, tx, v, c, Resolve, appealed.Outcome); err != nil {
		return err
	}
	return o.cfg.Desk.Record(ctx, tx, c.deed(v, appealed.Outcome), "resolve-appeal", "case", c.num)
}

// takeBack undoes a decision, but for what other decisions about the same person still want.
func (o *Office) takeBack(ctx context.Context, tx pgx.Tx, v *identity.Viewer, c *row, d Decision) error {
	if err := o.setHidden(ctx, tx, c, false); err != nil {
		return err
	}
	s := identity.Sanction{Kind: identity.LiftSanction}
	switch d.Measure {
	case Nothing, Warn:
		return nil
	case Silenced:
		var err error
		s.Kind = identity.Silence
		if s.Until, err = o.silencedElsewhere(ctx, tx, c); err != nil {
			return err
		}
	case Suspends, Bans:
		var held bool
		err := tx.QueryRow(ctx, `select exists (select `+elsewhere+`d.sanction in ('suspend', 'ban'))`, c.Owner, c.num).Scan(&held)
		if err != nil || held {
			return err
		}
	}
	_, err := o.cfg.Desk.Sanction(ctx, tx, c.deed(v, d.Outcome), c.Owner, s)
	return err
}

// elsewhere are decisions about the same person in other cases that nobody has taken back.
const elsewhere = `from decisions d join cases c on c.id = d.case_id left join appeals a on a.decision_id = d.id
	where c.owner_id = $1 and c.id <> $2 and coalesce(a.outcome, '') <> 'reversed' and `

// silencedElsewhere is the end of the longest silence that another case wants; now when none does.
func (o *Office) silencedElsewhere(ctx context.Context, tx pgx.Tx, c *row) (until time.Time, err error) {
	err = tx.QueryRow(ctx, `select coalesce(max(d.until), $3) `+elsewhere+`d.until > $3`, c.Owner, c.num, o.now()).Scan(&until)
	return until, err
}
