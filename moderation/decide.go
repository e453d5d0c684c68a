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

// Measure is what is done to the person concerned.
type Measure string

// The measures, the mildest first.
const (
	Nothing  Measure = ""
	Warn     Measure = "warn"
	Silenced Measure = "silence" // for a time
	Suspends Measure = "suspend" // until it is lifted; a lone administrator may
	Bans     Measure = "ban"     // for good; two administrators must want it
)

// Measures in their order.
func Measures() []Measure { return []Measure{Nothing, Warn, Silenced, Suspends, Bans} }

// MaxSilenceDays is the longest silence.
const MaxSilenceDays = 90

// Verdict is what somebody decides. The zero value is to do nothing.
type Verdict struct {
	Hide    bool
	Measure Measure
	Days    int    // of a silence
	Rule    string // which one was broken: a reason's code; empty when nothing is done
	Facts   string // what we saw, for the person concerned; at most MaxFacts signs; needed when something is done
}

func (d Verdict) does() bool { return d.Hide || d.Measure != Nothing }

// check refuses what makes no sense; it needs no case.
func (d *Verdict) check() error {
	d.Facts = strings.TrimSpace(d.Facts)
	switch {
	case !slices.Contains(Measures(), d.Measure):
		return invalid("measure", "not one of the list")
	case d.Measure == Silenced && (d.Days < 1 || d.Days > MaxSilenceDays):
		return invalid("days", "%d is not in 1–%d", d.Days, MaxSilenceDays)
	case d.Measure != Silenced && d.Days != 0:
		return invalid("days", "only a silence has an end")
	case utf8.RuneCountInString(d.Facts) > MaxFacts:
		return invalid("facts", "longer than %d signs", MaxFacts)
	case !d.does() && (d.Rule != "" || d.Facts != ""):
		return invalid("rule", "nothing is done, so that no rule was broken")
	case !d.does():
		return nil
	case d.Facts == "":
		return invalid("facts", "the person concerned must know what it is about")
	}
	if _, ok := reasonNamed(d.Rule); !ok {
		return invalid("rule", "not one of the list")
	}
	return nil
}

// Decision is what was decided, and is the statement of reasons that the law asks for (DSA art. 17).
type Decision struct {
	ID        uuid.UUID
	Case      uuid.UUID
	Kind      string // of the thing
	Label     string // its name, where Concerning gives it; empty when it is gone
	City      int64
	Hide      bool
	Measure   Measure
	Rule      string
	Until     time.Time // of a silence
	Automated bool      // a rule decided, nobody
	Interim   bool      // until somebody decides
	By        int64     // account; 0 = nobody
	At        time.Time
	Facts     string    // for the person concerned; empty when it is gone
	AppealBy  time.Time // the last day; zero = cannot be appealed (any more)
	Appealed  time.Time // zero = not
	Outcome   string    // of the appeal: "", "upheld", "reversed"

	num, subject int64
}

// Decide decides a case: the thing is hidden or shown, the person concerned is warned, silenced, suspended or banned, both sides
// are told why. A ban that is wanted by one administrator suspends, and escalates the case until a second one has decided.
// Of two who decide at once one is refused. Errors: NotFound, Forbidden, BadValue, Invalid.
func (o *Office) Decide(ctx context.Context, v *identity.Viewer, id uuid.UUID, verdict Verdict) (d Decision, err error) {
	if err := verdict.check(); err != nil {
		return d, err
	}
	var owner int64
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := o.lock(ctx, tx, v, id, identity.DecideCase)
		if err == nil {
			err = mayDecide(v, c, verdict)
		}
		if err != nil {
			return err
		}
		owner = c.Owner
		d, err = o.decide(ctx, tx, v, c, verdict)
		return err
	})
	if owner != 0 {
		o.cfg.Desk.Forget(owner)
	}
	return d, err
}

// MayDecide says what Decide would refuse now, and decides nothing: before the letters are shown. Errors: as Decide's.
func (o *Office) MayDecide(ctx context.Context, v *identity.Viewer, id uuid.UUID, verdict Verdict) error {
	if err := verdict.check(); err != nil {
		return err
	}
	return o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := o.lock(ctx, tx, v, id, identity.DecideCase)
		if err != nil {
			return err
		}
		return mayDecide(v, c, verdict)
	})
}

// mayDecide says whether this person may decide this case so.
func mayDecide(v *identity.Viewer, c *row, verdict Verdict) error {
	switch {
	case !c.State.pending():
		return identity.Refuse(identity.BadValue, "the case is "+string(c.State))
	case c.State == Taken && c.TakenBy != v.Account.Num:
		return identity.Refuse(identity.BadValue, "a colleague has taken the case")
	case c.Suspected:
		return identity.Refuse(identity.BadValue, "a crime is suspected: tell the authorities, or say that there is none")
	case verdict.Measure != Nothing && c.Owner == 0:
		return invalid("measure", "this belongs to nobody whom it could be done to")
	}
	return forAdministrators(v, c)
}

func (o *Office) decide(ctx context.Context, tx pgx.Tx, v *identity.Viewer, c *row, verdict Verdict) (Decision, error) {
	d := Decision{Hide: verdict.Hide, Measure: verdict.Measure, Rule: verdict.Rule, Facts: verdict.Facts, By: v.Account.Num}
	act := Decide
	if !verdict.does() {
		act = Dismiss
	}
	if verdict.Measure == Silenced {
		d.Until = o.now().Add(time.Duration(verdict.Days) * day)
	}
	banned, err := o.sanction(ctx, tx, v, c, verdict, d.Until)
	if err != nil {
		return d, err
	}
	if verdict.Measure == Bans && !banned {
		act, d.Measure = Propose, Suspends
	}
	if err := o.setHidden(ctx, tx, c, verdict.Hide); err != nil {
		return d, err
	}
	if err := o.writeDecision(ctx, tx, c, &d); err != nil {
		return d, err
	}
	if act != Propose {
		if err := o.tellReporters(ctx, tx, c, "report-decided", outcome(d)); err != nil {
			return d, err
		}
	}
	if act != Dismiss || c.wasHidden {
		if err := o.tellConcerned(ctx, tx, c, d); err != nil {
			return d, err
		}
	}
	if err := o.move(ctx, tx, v, c, act, verdict.Rule); err != nil {
		return d, err
	}
	return d, o.cfg.Desk.Record(ctx, tx, c.deed(v, verdict.Rule), identity.Action(string(act)+"-case"), "case", c.num)
}

// sanction does to the owner's account what the verdict says; banned says that a second administrator agreed.
func (o *Office) sanction(ctx context.Context, tx pgx.Tx, v *identity.Viewer, c *row, verdict Verdict, until time.Time) (banned bool, err error) {
	s := identity.Sanction{Until: until}
	switch verdict.Measure {
	case Nothing, Warn:
		return false, nil
	case Silenced:
		s.Kind = identity.Silence
		longer, err := o.silencedElsewhere(ctx, tx, c)
		if err != nil {
			return false, err
		}
		if longer.After(s.Until) {
			s.Until = longer
		}
	case Suspends:
		s.Kind = identity.Suspend
	case Bans:
		s.Kind = identity.Ban
	}
	banned, err = o.cfg.Desk.Sanction(ctx, tx, c.deed(v, verdict.Rule), c.Owner, s)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return false, invalid("measure", "this person is gone")
	}
	if err != nil || verdict.Measure != Bans || banned {
		return banned, err
	}
	var again bool
	err = tx.QueryRow(ctx, `select exists (select from decisions where case_id = $1 and by = $2)`, c.num, v.Account.Num).Scan(&again)
	if err == nil && again {
		err = identity.Refuse(identity.BadValue, "a second administrator must want the ban too")
	}
	return false, err
}

// setHidden makes a case keep its thing out of sight, or no longer: it is shown once no case hides it.
func (o *Office) setHidden(ctx context.Context, tx pgx.Tx, c *row, hides bool) error {
	if c.Hides == hides {
		return nil
	}
	c.wasHidden, c.Hides = c.Hides, hides
	// Cases of one thing wait for each other here, so that the last word is said by who knows of the others.
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('alentour.hide ' || $1), $2::bigint::int)`, c.Kind, c.subject%(1<<31)); err != nil {
		return err
	}
	var hidden bool
	err := tx.QueryRow(ctx, `
		with changed as (update cases set hides = $2 where id = $1 returning subject, subject_id)
		select $2 or exists (select from cases c join changed n using (subject, subject_id) where c.id <> $1 and c.hides)`, c.num, hides).Scan(&hidden)
	if err != nil {
		return err
	}
	if subject, ok := o.subjects[c.Kind]; ok {
		return subject.Hide(ctx, tx, c.subject, hidden)
	}
	return nil
}

func (o *Office) writeDecision(ctx context.Context, tx pgx.Tx, c *row, d *Decision) (err error) {
	if d.ID, err = uuid.NewV7(); err != nil {
		return err
	}
	d.Case, d.Kind, d.At = c.ID, c.Kind, o.now()
	var facts []byte
	if d.Facts != "" {
		if facts, err = o.sealJSON(words{Text: d.Facts}, aboutID("decision", d.ID)); err != nil {
			return err
		}
	}
	return tx.QueryRow(ctx, `
		insert into decisions (uid, case_id, hide, sanction, rule, until, automated, interim, by, at, facts)
		values (@uid, @case, @hide, @sanction, @rule, @until, @automated, @interim, @by, @at, @facts) returning id`,
		named{
			"uid": d.ID, "case": c.num, "hide": d.Hide, "sanction": d.Measure, "rule": d.Rule, "until": orNull(d.Until),
			"automated": d.Automated, "interim": d.Interim, "by": d.By, "at": d.At, "facts": facts,
		}).Scan(&d.num)
}

// decisions reads those that where keeps, the oldest first, with their facts.
func (o *Office) decisions(ctx context.Context, tx pgx.Tx, where string, arg ...any) ([]Decision, error) {
	rows, err := tx.Query(ctx, `
		select d.id, d.uid, c.uid, c.subject, c.subject_id, coalesce(c.city_id, 0), d.hide, d.sanction, d.rule, d.until, d.automated, d.interim, d.by, d.at, d.facts,
			a.at, coalesce(a.outcome, ''), c.decided_at,
			c.state = 'decided' and not d.interim and d.id = (select max(id) from decisions l where l.case_id = c.id)
		from decisions d join cases c on c.id = d.case_id left join appeals a on a.decision_id = d.id
		where `+where+` order by d.id`, arg...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, o.scanDecision)
}

func (o *Office) scanDecision(r pgx.CollectableRow) (d Decision, err error) {
	var until, appealed, decided *time.Time
	var facts []byte
	var stands bool // the last word of its case, and nobody has appealed
	err = r.Scan(&d.num, &d.ID, &d.Case, &d.Kind, &d.subject, &d.City, &d.Hide, &d.Measure, &d.Rule, &until, &d.Automated, &d.Interim, &d.By, &d.At, &facts,
		&appealed, &d.Outcome, &decided, &stands)
	if err != nil {
		return d, err
	}
	if until != nil {
		d.Until = *until
	}
	if appealed != nil {
		d.Appealed = *appealed
	}
	if stands && o.now().Before(decided.Add(AppealLasts)) {
		d.AppealBy = decided.Add(AppealLasts)
	}
	var w words
	err = o.openJSON(facts, aboutID("decision", d.ID), &w)
	d.Facts = w.Text
	return d, err
}
