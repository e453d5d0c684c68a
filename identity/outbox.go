package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/outbox"
)

// The kinds of message.
const (
	SignInCode     = "sign-in-code"
	ContactCode    = "contact-code"    // for a contact that is being added to an account
	RecoveryNotice = "recovery-notice" // to the contacts that would go: sign in and refuse, if it is not you
	ReportAnswer   = "report-answer"   // to somebody without an account who reported something; Code says what was decided

	// VolunteerInvitation is to somebody whom a list names as a volunteer; Code is the end of the link's path.
	VolunteerInvitation = "volunteer-invitation"

	Invitation = "invitation" // to join the organisation that About names
)

// Message is one for Config.Send to hand over. After a failure or a kill it comes again with the same ID.
type Message struct {
	ID      uuid.UUID
	Kind    string
	To      Contact
	Lang    string
	Code    string    // empty in a notice of recovery
	Expires time.Time // of the code; of a notice: when the new contact becomes good
	About   string    // of an invitation: the organisation's name
}

func (m Message) String() string { return "a message of kind " + m.Kind }

func (d *Desk) sealMessage(m Message) ([]byte, error) {
	plain, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return d.seals.seal(plain, ""), nil
}

func (d *Desk) enqueue(ctx context.Context, tx pgx.Tx, m Message) error {
	sealed, err := d.sealMessage(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into deliveries (uid, sealed, next_at, expires_at) values ($1, $2, $3, $4)`,
		m.ID, sealed, d.now(), m.Expires)
	return err
}

// answerLasts is how long we try to hand over an answer to a report.
const answerLasts = 7 * day

// Answer tells somebody without an account what was decided about what they reported, in the transaction that decides it. The
// code is one word; the text is made by Config.Send.
func (d *Desk) Answer(ctx context.Context, tx pgx.Tx, to Contact, lang, code string) error {
	return d.enqueue(ctx, tx, Message{ID: uuid.New(), Kind: ReportAnswer, To: to, Lang: lang, Code: code, Expires: d.now().Add(answerLasts)})
}

// Invite asks somebody of a list of volunteers whether they want to be one, in the transaction that reads the list. The token
// is the end of the link's path.
func (d *Desk) Invite(ctx context.Context, tx pgx.Tx, to Contact, lang, token string, expires time.Time) error {
	return d.enqueue(ctx, tx, Message{ID: uuid.New(), Kind: VolunteerInvitation, To: to, Lang: lang, Code: token, Expires: expires})
}

func (d *Desk) wakeSender() {
	select {
	case d.poke <- struct{}{}:
	default: // it is awake
	}
}

// newOutbox is what carries messages: codes are short-lived, so it tries again at least every minute or so.
func (d *Desk) newOutbox() *outbox.Outbox {
	return &outbox.Outbox{
		Pool: d.pool, Table: "deliveries", Body: "sealed", Longest: 64 * time.Second, Now: d.now, Log: d.cfg.Log, Hand: d.hand,
	}
}

// Deliver hands over messages that wait, oldest first, until none is due, and says how many. Each is taken by one node.
func (d *Desk) Deliver(ctx context.Context) (sent int, err error) {
	sent, err = d.outbox.Deliver(ctx)
	return sent, failed(err)
}

// hand gives one message to Send, and forgets it.
func (d *Desk) hand(ctx context.Context, row outbox.Row) error {
	plain, err := d.seals.open(row.Body, "")
	if err != nil {
		return err
	}
	var m Message
	if err := json.Unmarshal(plain, &m); err != nil {
		return fmt.Errorf("identity: delivery %d cannot be read", row.ID) // without the text, which is private
	}
	if err := d.cfg.Send(ctx, m); err != nil {
		return err
	}
	_, err = d.pool.Exec(ctx, `delete from deliveries where id = $1`, row.ID)
	return failed(err)
}

// Run hands over messages, writes visits and sweeps until ctx ends. Several nodes may.
func (d *Desk) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for round := 0; ctx.Err() == nil; round++ {
		tasks := []func(context.Context) error{
			func(ctx context.Context) error { _, err := d.Deliver(ctx); return err },
			d.writeVisits,
		}
		if round%600 == 0 {
			tasks = append(tasks, d.Sweep)
		}
		for _, task := range tasks {
			if err := task(ctx); err != nil && ctx.Err() == nil {
				d.cfg.Log.Warn("identity: trying again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-d.poke:
		case <-tick.C:
		}
	}
	return nil
}

// Sweep deletes what is past: codes, messages, sessions, grants and limits that hold nobody back any more.
func (d *Desk) Sweep(ctx context.Context) error {
	now := d.now()
	for _, sql := range []string{
		`delete from contact_codes where expires_at <= $1`,
		`delete from printed_codes where expires_at <= $1`,
		`delete from deliveries where expires_at <= $1`,
		`delete from limits where tat <= $1`,
		`delete from sessions where expires_at <= $1`,
		`delete from grants where until <= $1`,
	} {
		if _, err := d.pool.Exec(ctx, sql, now); err != nil {
			return failed(err)
		}
	}
	_, err := d.pool.Exec(ctx, `delete from sessions where seen_on <= $1`, dayOf(now.Add(-d.cfg.SessionIdle)))
	return failed(err)
}
