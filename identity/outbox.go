package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The kinds of message.
const (
	SignInCode     = "sign-in-code"
	ContactCode    = "contact-code"    // for a contact that is being added to an account
	RecoveryNotice = "recovery-notice" // to the contacts that would go: sign in and refuse, if it is not you
	ReportAnswer   = "report-answer"   // to somebody without an account who reported something; Code says what was decided

	// VolunteerInvitation is to somebody whom a list names as a volunteer; Code is the end of the link's path.
	VolunteerInvitation = "volunteer-invitation"
)

// Message is one for Config.Send to hand over. After a failure or a kill it comes again with the same ID.
type Message struct {
	ID      uuid.UUID
	Kind    string
	To      Contact
	Lang    string
	Code    string    // empty in a notice of recovery
	Expires time.Time // of the code; of a notice: when the new contact becomes good
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

const (
	deliverAtOnce = 8
	// sendWithin is how long Send may take; a message taken by a process that dies is taken again after twice that.
	sendWithin = 20 * time.Second
)

// Deliver hands over messages that wait, oldest first, until none is due, and says how many. Each is taken by one node.
func (d *Desk) Deliver(ctx context.Context) (sent int, err error) {
	for {
		batch, err := d.takeMessages(ctx)
		if err != nil || len(batch) == 0 {
			return sent, failed(err)
		}
		handed := make(chan error, len(batch))
		for _, w := range batch {
			go func() { handed <- d.hand(ctx, w) }()
		}
		for range batch {
			if err := <-handed; err == nil {
				sent++
			}
		}
		if ctx.Err() != nil {
			return sent, ctx.Err()
		}
	}
}

// waiting is a message that this process has taken.
type waiting struct {
	ID     int64
	UID    uuid.UUID
	Sealed []byte
	Tries  int
}

// takeMessages takes some until a moment after which another process may.
func (d *Desk) takeMessages(ctx context.Context) ([]waiting, error) {
	rows, err := d.pool.Query(ctx, `
		update deliveries set next_at = @again, tries = tries + 1
		where id in (
			select id from deliveries where next_at <= @now and expires_at > @now order by next_at limit @n for update skip locked)
		returning id, uid, sealed, tries`,
		named{"now": d.now(), "again": d.now().Add(2 * sendWithin), "n": deliverAtOnce})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[waiting])
}

// hand gives one message to Send. What fails comes again, after 2, 4, 8… seconds.
func (d *Desk) hand(ctx context.Context, w waiting) error {
	err := d.sendOne(ctx, w)
	if err != nil {
		d.cfg.Log.Warn("identity: a message could not be handed over", "id", w.UID, "tries", w.Tries, "error", err)
		_, again := d.pool.Exec(ctx, `update deliveries set next_at = $2 where id = $1`, w.ID, d.now().Add(time.Second<<min(w.Tries, 6)))
		if again != nil {
			return failed(again)
		}
		return err
	}
	_, err = d.pool.Exec(ctx, `delete from deliveries where id = $1`, w.ID)
	return failed(err)
}

func (d *Desk) sendOne(ctx context.Context, w waiting) error {
	plain, err := d.seals.open(w.Sealed, "")
	if err != nil {
		return err
	}
	var m Message
	if err := json.Unmarshal(plain, &m); err != nil {
		return fmt.Errorf("identity: delivery %d cannot be read", w.ID) // without the text, which is private
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	return d.cfg.Send(ctx, m)
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
