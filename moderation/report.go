package moderation

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
	"github.com/alentour/alentour/identity"
)

// Bounds of what people write, in signs.
const (
	MaxText  = 1000
	MaxFacts = 1500
)

func invalid(param, format string, args ...any) *directory.Invalid {
	return &directory.Invalid{Param: param, Reason: fmt.Sprintf(format, args...)}
}

// Complaint is what somebody says about a thing.
type Complaint struct {
	Kind, ID string // of what: "place" and its id
	Reason   string // code
	Urgent   bool   // somebody is in danger now
	Text     string // at most MaxText signs; may be empty
	Contact  string // of a visitor who wants the answer: e-mail address or telephone number; may be empty
	Lang     string // of the page
	From     netip.Addr
	Region   string // ISO 3166, where a number without a country's prefix belongs
}

// Receipt is what who reported something is told at once (DSA art. 16 §4).
type Receipt struct {
	ID      uuid.UUID // of the report
	Urgent  bool      // show the emergency numbers
	Hidden  bool      // out of sight until somebody has looked
	Working bool      // the team is there
	Due     time.Time // by when somebody will have decided
}

// words are what a report holds of free text.
type words struct {
	Text    string `json:"text,omitempty"`
	Contact string `json:"contact,omitempty"`
}

// Report takes a complaint of anybody, a visitor too (v nil). Errors: an Invalid that names the field, TooMany, NotFound for what
// the person cannot see.
func (o *Office) Report(ctx context.Context, v *identity.Viewer, c Complaint) (Receipt, error) {
	if err := v.Must(identity.Report, v.Own()); err != nil {
		return Receipt{}, err
	}
	reason, said, err := c.check(v)
	if err != nil {
		return Receipt{}, err
	}
	subject, ok := o.subjects[c.Kind]
	if !ok {
		return Receipt{}, invalid("kind", "cannot be reported")
	}
	num, err := subject.Find(ctx, v, c.ID)
	if err != nil {
		return Receipt{}, err
	}
	if err := o.allow(ctx, v, c.From); err != nil {
		return Receipt{}, err
	}
	in := incoming{Complaint: c, by: v.Own().Account, subject: subject, num: num, urgency: reason.Urgency, said: said}
	if c.Urgent {
		in.urgency = Danger
	}
	var r Receipt
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		r, err = o.receive(ctx, tx, in)
		return err
	})
	return r, err
}

// check refuses what is out of bounds.
func (c *Complaint) check(v *identity.Viewer) (reason Reason, said words, err error) {
	reason, ok := reasonNamed(c.Reason)
	if !ok {
		return reason, said, invalid("reason", "not one of the list")
	}
	if said.Text = strings.TrimSpace(c.Text); utf8.RuneCountInString(said.Text) > MaxText {
		return reason, said, invalid("text", "longer than %d signs", MaxText)
	}
	if c.Lang != "fr" {
		c.Lang = "en"
	}
	if v != nil || strings.TrimSpace(c.Contact) == "" {
		return reason, said, nil // members are told in the app
	}
	contact, err := identity.ParseContact(c.Contact, c.Region)
	if err != nil {
		return reason, said, invalid("contact", "neither an e-mail address nor a telephone number")
	}
	said.Contact = contact.Kind + ":" + contact.Address
	return reason, said, nil
}

// allow holds back who reports by the dozen.
func (o *Office) allow(ctx context.Context, v *identity.Viewer, from netip.Addr) error {
	if v != nil {
		return o.cfg.Desk.AllowAccount(ctx, "report", v.Account.Num, o.cfg.ReportsPerAccount)
	}
	return o.cfg.Desk.Allow(ctx, "report", from, o.cfg.ReportsPerNetwork)
}

// incoming is a complaint that was understood.
type incoming struct {
	Complaint
	by      int64 // account; 0 = a visitor
	subject Subject
	num     int64
	urgency Urgency
	said    words
}

// receive joins a report to the pending case of its subject, or opens one.
func (o *Office) receive(ctx context.Context, tx pgx.Tx, in incoming) (Receipt, error) {
	thing, err := in.subject.Look(ctx, tx, in.num)
	if err != nil {
		return Receipt{}, err
	}
	team, err := o.team(ctx, tx, o.city(thing.District))
	if err != nil {
		return Receipt{}, err
	}
	c, err := o.joinCase(ctx, tx, in, thing, team)
	if err != nil {
		return Receipt{}, err
	}
	r := Receipt{Urgent: in.urgency == Danger, Working: working(team, o.now()), Due: c.Due, Hidden: c.Hides}
	fresh, err := o.addReport(ctx, tx, c, in, &r)
	if err != nil || !fresh {
		return r, err
	}
	if err := o.copyThing(ctx, tx, c, thing); err != nil {
		return Receipt{}, err
	}
	if r.Urgent && !r.Working && !c.Hides {
		if r.Hidden, err = o.hideAtOnce(ctx, tx, c); err != nil {
			return Receipt{}, err
		}
	}
	return r, o.announce(ctx, tx, c, in, r)
}

// joinCase gives the one pending case of a thing, made as urgent as its most urgent report. Two first reports at once make one.
func (o *Office) joinCase(ctx context.Context, tx pgx.Tx, in incoming, thing Thing, team *hours.Schedule) (*row, error) {
	uid, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		insert into cases as c (uid, subject, subject_id, owner_id, organisation_id, district_id, city_id, state, reason, urgency, opened_at, due_at)
		values (@uid, @subject, @num, nullif(@owner::bigint, 0), nullif(@organisation::bigint, 0), nullif(@district::bigint, 0),
			nullif(@city::bigint, 0), 'open', @reason, @urgency, @now, @due)
		on conflict (subject, subject_id) where state in ('open', 'taken', 'escalated') do update set
			reason = case when excluded.urgency > c.urgency then excluded.reason else c.reason end,
			urgency = greatest(c.urgency, excluded.urgency), due_at = least(c.due_at, excluded.due_at)
		returning `+columns,
		named{
			"uid": uid, "subject": in.subject.Kind, "num": in.num, "owner": thing.Owner, "organisation": thing.Organisation,
			"district": thing.District, "city": o.city(thing.District), "reason": in.Reason, "urgency": in.urgency,
			"now": o.now(), "due": Due(team, o.now(), in.urgency.Within()),
		})
	if err != nil {
		return nil, err
	}
	return pgx.CollectExactlyOneRow(rows, scanRow)
}

// maxReports is how many reports of one case are kept: a crowd adds nothing after that.
const maxReports = 200

// addReport keeps a report; fresh is false when this person said so already, or enough others have.
func (o *Office) addReport(ctx context.Context, tx pgx.Tx, c *row, in incoming, r *Receipt) (fresh bool, err error) {
	if r.ID, err = uuid.NewV7(); err != nil {
		return false, err
	}
	var sealed []byte
	if in.said != (words{}) {
		if sealed, err = o.sealJSON(in.said, aboutID("report", r.ID)); err != nil {
			return false, err
		}
	}
	tag, err := tx.Exec(ctx, `
		insert into reports (uid, case_id, reporter_id, reason, urgent, lang, at, sealed)
		select @uid, @case, nullif(@by::bigint, 0), @reason, @urgent, @lang, @now, @sealed
		where (select count(*) from reports where case_id = @case) < @most
		on conflict (case_id, reporter_id) do nothing`,
		named{
			"uid": r.ID, "case": c.num, "by": in.by, "reason": in.Reason, "urgent": in.Urgent, "lang": in.Lang, "now": o.now(),
			"sealed": sealed, "most": maxReports,
		})
	if err != nil {
		return false, err
	}
	if tag.RowsAffected() == 1 {
		return true, o.step(ctx, tx, c, 0, StepReport, in.Reason)
	}
	err = tx.QueryRow(ctx, `select uid from reports where case_id = $1 and reporter_id = nullif($2::bigint, 0)`, c.num, in.by).Scan(&r.ID)
	if errors.Is(err, pgx.ErrNoRows) { // one too many
		err = nil
	}
	return false, err
}

// calmLasts is how long a thing that somebody has looked at and left is not hidden again by a report alone.
const calmLasts = 30 * day

// hideAtOnce takes a thing out of sight because somebody may be in danger and the team is not there. It is a decision by a rule,
// until somebody has looked: the people concerned are told so. What was looked at and left lately stays.
func (o *Office) hideAtOnce(ctx context.Context, tx pgx.Tx, c *row) (hidden bool, err error) {
	var calm bool
	err = tx.QueryRow(ctx, `
		select exists (select from cases where subject = $1 and subject_id = $2 and state = 'closed' and not hides and closed_at > $3)`,
		c.Kind, c.subject, o.now().Add(-calmLasts)).Scan(&calm)
	if err != nil || calm {
		return false, err
	}
	if err := o.setHidden(ctx, tx, c, true); err != nil {
		return false, err
	}
	d := Decision{Hide: true, Rule: c.Reason, Automated: true, Interim: true}
	if err := o.writeDecision(ctx, tx, c, &d); err != nil {
		return false, err
	}
	if err := o.step(ctx, tx, c, 0, StepHide, c.Reason); err != nil {
		return false, err
	}
	return true, o.tellConcerned(ctx, tx, c, d)
}

// announce tells the person that the report is here, and the team when it cannot wait.
func (o *Office) announce(ctx context.Context, tx pgx.Tx, c *row, in incoming, r Receipt) error {
	var list []Notice
	if in.by != 0 {
		list = append(list, Notice{To: in.by, Kind: "report-received", Subject: "report:" + r.ID.String()})
	}
	if in.urgency == Danger {
		team, err := o.cfg.Desk.CoordinatorsOf(ctx, tx, o.cfg.Chain(c.District))
		if err != nil {
			return err
		}
		for _, to := range team {
			if to != c.Owner && to != in.by {
				list = append(list, Notice{To: to, Kind: "case-urgent", Subject: "case:" + c.ID.String(), Params: map[string]string{"case": c.ID.String()}})
			}
		}
	}
	return o.cfg.Tell(ctx, tx, list)
}
