package moderation

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Case is one thing that was reported, however often, until somebody has decided.
type Case struct {
	ID           uuid.UUID
	Kind         string // of the thing
	Owner        int64  // account; 0 = nobody's
	Organisation int64
	District     int64
	City         int64
	State        State
	Reason       string
	Urgency      Urgency
	TakenBy      int64 // account; 0 = nobody
	Hides        bool  // keeps the thing out of sight
	Suspected    bool  // of a serious crime, and no authority has been told
	Opened       time.Time
	Due          time.Time // of the first decision, or of the second look
	Decided      time.Time // zero = not yet
	Closed       time.Time // zero = not yet

	Thing   Thing // as it stands; Label is empty when it is gone
	Reports int
}

// row is a case with its numbers.
type row struct {
	Case
	num       int64
	subject   int64
	wasHidden bool // before the decision that is being made
}

const columns = `c.id, c.uid, c.subject, c.subject_id, coalesce(c.owner_id, 0), coalesce(c.organisation_id, 0), coalesce(c.district_id, 0),
	coalesce(c.city_id, 0), c.state, c.reason, c.urgency, coalesce(c.taken_by, 0), c.hides, c.suspected, c.opened_at, c.due_at,
	c.decided_at, c.closed_at, (select count(*) from reports r where r.case_id = c.id)`

func scanRow(r pgx.CollectableRow) (*row, error) {
	var c row
	var decided, closed *time.Time
	err := r.Scan(&c.num, &c.ID, &c.Kind, &c.subject, &c.Owner, &c.Organisation, &c.District, &c.City, &c.State, &c.Reason, &c.Urgency,
		&c.TakenBy, &c.Hides, &c.Suspected, &c.Opened, &c.Due, &decided, &closed, &c.Reports)
	if decided != nil {
		c.Decided = *decided
	}
	if closed != nil {
		c.Closed = *closed
	}
	return &c, err
}

func (c *Case) scope() identity.Scope { return identity.Scope{District: c.District} }

// deed is what somebody does in a case, for the audit.
func (c *Case) deed(v *identity.Viewer, code string) identity.Deed {
	return identity.Deed{By: v, In: identity.Scope{District: c.District, Organisation: c.Organisation}, Code: code}
}

// concerns says whether a case is about somebody: their own thing, or their association's.
func (c *Case) concerns(v *identity.Viewer) bool {
	if c.Owner != 0 && c.Owner == v.Account.Num {
		return true
	}
	return c.Organisation != 0 && slices.ContainsFunc(v.Grants, func(g identity.Grant) bool { return g.Organisation == c.Organisation })
}

// lock reads a case and makes whoever else decides about it wait. It asks for the right to act where the case lies, and refuses
// whom the case is about: nobody judges themselves, nor reads who complained. A case that somebody may not know of is NotFound.
func (o *Office) lock(ctx context.Context, tx pgx.Tx, v *identity.Viewer, id uuid.UUID, action identity.Action) (*row, error) {
	if !v.Could(action) {
		return nil, v.Must(action, identity.Scope{})
	}
	c, err := lockCase(ctx, tx, `(select id from cases where uid = $1)`, id)
	if err != nil {
		return nil, err
	}
	if !v.May(identity.ReadCases, c.scope()) || c.concerns(v) {
		return nil, identity.Refuse(identity.NotFound, "")
	}
	return c, v.Must(action, c.scope())
}

// move brings a case to where an act leads, and notes it. The caller has locked it.
func (o *Office) move(ctx context.Context, tx pgx.Tx, v *identity.Viewer, c *row, act Act, code string) error {
	to, err := c.State.next(act)
	if err != nil {
		return err
	}
	var by int64
	if v != nil {
		by = v.Account.Num
	}
	c.State = to
	switch act {
	case Take:
		c.TakenBy = by
	case Release, Escalate, Propose:
		c.TakenBy = 0
	case Decide, Dismiss:
		c.Decided = o.now()
	}
	if to == Closed {
		c.Closed = o.now()
		if err := forgetSealed(ctx, tx, c.num); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `
		update cases set state = @state, taken_by = nullif(@taken::bigint, 0), due_at = @due, decided_at = @decided, closed_at = @closed where id = @id`,
		named{"state": c.State, "taken": c.TakenBy, "due": c.Due, "decided": orNull(c.Decided), "closed": orNull(c.Closed), "id": c.num})
	if err != nil {
		return err
	}
	return o.step(ctx, tx, c, by, string(act), code)
}

func orNull(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// forAdministrators refuses who may not decide what was escalated.
func forAdministrators(v *identity.Viewer, c *row) error {
	if c.State == Escalated {
		return v.Must(identity.Suspend, c.scope())
	}
	return nil
}

// Take makes a case somebody's, also a colleague's; Release gives it back, Escalate hands it to the administrators.
// Errors: NotFound, Forbidden, BadValue when the case is not in a state for it.
func (o *Office) Take(ctx context.Context, v *identity.Viewer, id uuid.UUID) error {
	return o.turn(ctx, v, id, Take)
}

// Release gives a case back to everybody. Errors: as Take's.
func (o *Office) Release(ctx context.Context, v *identity.Viewer, id uuid.UUID) error {
	return o.turn(ctx, v, id, Release)
}

// Escalate hands a case to the administrators. Errors: as Take's.
func (o *Office) Escalate(ctx context.Context, v *identity.Viewer, id uuid.UUID) error {
	return o.turn(ctx, v, id, Escalate)
}

func (o *Office) turn(ctx context.Context, v *identity.Viewer, id uuid.UUID, act Act) error {
	return o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := o.lock(ctx, tx, v, id, identity.DecideCase)
		if err == nil && act == Take {
			err = forAdministrators(v, c)
		}
		if err == nil {
			err = o.move(ctx, tx, v, c, act, "")
		}
		if err != nil {
			return err
		}
		return o.cfg.Desk.Record(ctx, tx, c.deed(v, ""), identity.Action(act+"-case"), "case", c.num)
	})
}

// Note adds a step to a case that nobody has closed: StepNote with one of Notes; StepSuspect, after which the case cannot be
// decided before StepAuthority, with one of Authorities, or StepNoCrime. Errors: NotFound, Forbidden, BadValue.
func (o *Office) Note(ctx context.Context, v *identity.Viewer, id uuid.UUID, step, code string) error {
	return o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := o.lock(ctx, tx, v, id, identity.DecideCase)
		if err != nil {
			return err
		}
		if err := checkStep(c, step, code); err != nil {
			return err
		}
		if step != StepNote {
			if _, err := tx.Exec(ctx, `update cases set suspected = $2 where id = $1`, c.num, step == StepSuspect); err != nil {
				return err
			}
			if err := o.cfg.Desk.Record(ctx, tx, c.deed(v, code), identity.Action(step), "case", c.num); err != nil {
				return err
			}
		}
		return o.step(ctx, tx, c, v.Account.Num, step, code)
	})
}

func checkStep(c *row, step, code string) error {
	ok := false
	switch step {
	case StepNote:
		ok = c.State != Closed && slices.Contains(notes[:], code)
	case StepSuspect:
		ok = c.State.pending() && !c.Suspected && code == ""
	case StepAuthority:
		ok = c.Suspected && slices.Contains(authorities[:], code)
	case StepNoCrime:
		ok = c.Suspected && code == ""
	}
	if !ok {
		return identity.Refuse(identity.BadValue, "this step is not possible now")
	}
	return nil
}

// CaseQuery asks for cases, dangers first, then the nearest deadline. The zero value asks for all that wait for somebody.
type CaseQuery struct {
	District int64 // and all below; 0 = wherever the viewer may
	States   []State
	Urgency  Urgency // this or more
	Mine     bool    // taken by the viewer
	Overdue  bool
	Reason   string
	After    string // Next of the page before
	Limit    int    // 1–100; 0 = 20
}

// waiting are the states in which a case waits for somebody.
var waiting = []State{Open, Taken, Escalated, Appealed}

// CasePage is one page of cases.
type CasePage struct {
	Items []Case
	Next  string // empty on the last
}

// Cases lists what the viewer may decide. What is about themselves is left out. Errors: Forbidden, Invalid.
func (o *Office) Cases(ctx context.Context, v *identity.Viewer, q CaseQuery) (page CasePage, err error) {
	districts, err := o.districts(v, q.District)
	if err != nil {
		return page, err
	}
	if len(q.States) == 0 {
		q.States = waiting
	}
	if q.Limit == 0 {
		q.Limit = 20
	}
	if q.Limit < 1 || q.Limit > 100 {
		return page, invalid("limit", "%d is not in 1–100", q.Limit)
	}
	after, err := parseCursor(q.After)
	if err != nil {
		return page, err
	}
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select `+columns+` from cases c
			where state = any(@states) and (@everywhere or district_id = any(@districts))
				and urgency >= @urgency and (@reason = '' or reason = @reason)
				and (not @mine or state = 'taken' and taken_by = @viewer) and (not @overdue or due_at < @now)
				and owner_id is distinct from @viewer and (organisation_id is null or organisation_id <> all(@own))
				and (urgency < 2, due_at, id) > (@calm, @after, @num)
			order by urgency < 2, due_at, id limit @limit`,
			named{
				"states": q.States, "everywhere": districts == nil, "districts": districts, "urgency": q.Urgency, "reason": q.Reason,
				"mine": q.Mine, "viewer": v.Account.Num, "overdue": q.Overdue, "now": o.now(), "own": organisationsOf(v),
				"calm": after.calm, "after": after.due, "num": after.num, "limit": q.Limit + 1,
			})
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, scanRow)
		if err != nil {
			return err
		}
		if len(list) > q.Limit {
			list = list[:q.Limit]
			last := list[q.Limit-1]
			page.Next = cursor{last.Urgency < Danger, last.Due, last.num}.String()
		}
		for _, c := range list {
			if err := o.lookAt(ctx, tx, c); err != nil {
				return err
			}
			page.Items = append(page.Items, c.Case)
		}
		return nil
	})
	return page, err
}

// districts are those whose cases the viewer reads; nil is everywhere.
func (o *Office) districts(v *identity.Viewer, in int64) ([]int64, error) {
	if in != 0 {
		return o.cfg.Subtree(in), v.Must(identity.ReadCases, identity.Scope{District: in})
	}
	if !v.Could(identity.ReadCases) || v.May(identity.ReadCases, identity.Scope{}) {
		return nil, v.Must(identity.ReadCases, identity.Scope{})
	}
	list := []int64{}
	for _, g := range v.Grants {
		if v.May(identity.ReadCases, identity.Scope{District: g.District}) {
			list = append(list, o.cfg.Subtree(g.District)...)
		}
	}
	if len(list) == 0 {
		return nil, v.Must(identity.ReadCases, identity.Scope{})
	}
	return list, nil
}

func organisationsOf(v *identity.Viewer) []int64 {
	list := []int64{}
	for _, g := range v.Grants {
		if g.Organisation != 0 {
			list = append(list, g.Organisation)
		}
	}
	return list
}

// cursor is where a page of cases ends.
type cursor struct {
	calm bool // no danger: after all that is one
	due  time.Time
	num  int64
}

func (c cursor) String() string {
	group := "0"
	if c.calm {
		group = "1"
	}
	return group + "." + strconv.FormatInt(c.due.UnixMicro(), 36) + "." + strconv.FormatInt(c.num, 36)
}

func parseCursor(text string) (c cursor, err error) {
	if text == "" {
		return cursor{due: time.Unix(0, 0).UTC()}, nil
	}
	group, rest, _ := strings.Cut(text, ".")
	at, id, _ := strings.Cut(rest, ".")
	micro, err1 := strconv.ParseInt(at, 36, 64)
	num, err2 := strconv.ParseInt(id, 36, 64)
	if errors.Join(err1, err2) != nil || group != "0" && group != "1" {
		return c, invalid("after", "not one of ours")
	}
	return cursor{group == "1", time.UnixMicro(micro).UTC(), num}, nil
}

// lookAt adds the thing as it stands now.
func (o *Office) lookAt(ctx context.Context, tx pgx.Tx, c *row) (err error) {
	subject, ok := o.subjects[c.Kind]
	if !ok {
		return nil
	}
	c.Thing, err = subject.Look(ctx, tx, c.subject)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return nil
	}
	return err
}

// Named is what a person points at, as they see it: for the form on which they report it. Errors: NotFound, Invalid.
func (o *Office) Named(ctx context.Context, v *identity.Viewer, kind, id string) (t Thing, err error) {
	subject, ok := o.subjects[kind]
	if !ok {
		return t, invalid("kind", "cannot be reported")
	}
	num, err := subject.Find(ctx, v, id)
	if err != nil {
		return t, err
	}
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		t, err = subject.Look(ctx, tx, num)
		return err
	})
	t.Content = nil
	return t, err
}

// Step is one line of a case's history.
type Step struct {
	At   time.Time
	By   int64 // account; 0 = nobody: a rule, the clock, or somebody who reports
	Act  string
	Code string
}

// File is everything about a case but what is sealed.
type File struct {
	Case
	Steps     []Step
	Told      []Report // without who
	Decisions []Decision
	Holds     bool // something sealed that ReadSealed opens
}

// Report is one report, as moderators see it: never by whom.
type Report struct {
	At     time.Time
	Reason string
	Urgent bool
	Member bool // signed in, else a visitor
}

// File reads a case. Errors: NotFound, also for a case about the viewer.
func (o *Office) File(ctx context.Context, v *identity.Viewer, id uuid.UUID) (f File, err error) {
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := o.lock(ctx, tx, v, id, identity.ReadCases)
		if err == nil {
			err = o.lookAt(ctx, tx, c)
		}
		if err != nil {
			return err
		}
		f.Case = c.Case
		rows, err := tx.Query(ctx, `select at, by, act, code from case_steps where case_id = $1 order by id limit 1000`, c.num)
		if err == nil {
			f.Steps, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Step])
		}
		if err == nil {
			rows, err = tx.Query(ctx, `select at, reason, urgent, reporter_id is not null from reports where case_id = $1 order by id`, c.num)
		}
		if err == nil {
			f.Told, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Report])
		}
		if err == nil {
			f.Decisions, err = o.decisions(ctx, tx, `d.case_id = $1`, c.num)
		}
		if err == nil {
			err = tx.QueryRow(ctx, `select exists (select from sealed_copies where case_id = $1) or exists (select from reports where case_id = $1 and sealed is not null)`,
				c.num).Scan(&f.Holds)
		}
		return err
	})
	return f, err
}
