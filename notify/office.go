package notify

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/outbox"
	"github.com/alentour/alentour/identity"
)

// Config of an Office. Pool, Key and PublicURL are needed; what else is zero has the value said.
type Config struct {
	Pool      *pgxpool.Pool
	Key       []byte           // the server's, the same on every node: for links that need no session
	PublicURL string           // without a slash at its end; links in letters begin with it
	Email     Sender           // nil = nothing leaves by e-mail
	SMS       Sender           // nil = nothing leaves by SMS
	Zone      *time.Location   // of people who have not said theirs; UTC
	Now       func() time.Time // time.Now
	Log       *slog.Logger     // silent
	Poke      func()           // tells this node's follower of a commit; may be nil
	// Answers gives the paths by which some notices are answered from a letter, without signing in: yes and no, made when the letter is;
	// ok is false for all others. nil = there are none.
	Answers  func(kind string, params map[string]string) (yes, no string, ok bool)
	KeepRead time.Duration // 183 days: how long a notice stays after it was read
	Keep     time.Duration // 2 years: how long it stays anyway
}

// Office is where notices are read, settled and sent. Any number of nodes may use the same database through one each.
type Office struct {
	Config
	stops  stopKey
	outbox *outbox.Outbox
	poke   chan struct{}
}

// Sender hands letters over by one channel. An error means again later, under the same ID, but for one that is a [Refused].
type Sender interface {
	Send(ctx context.Context, l Letter) error
}

// Refused is what a Sender answers when a letter will never be taken: the address does not exist.
type Refused struct{ Reason string }

func (r *Refused) Error() string { return "refused for good: " + r.Reason }

// Letter is one e-mail or SMS, in words.
type Letter struct {
	ID      uuid.UUID // the same at every try: Message-ID, idempotency key
	To      identity.Contact
	Lang    string
	Subject string // an SMS has none
	Text    string
	Stop    string // address that ends such e-mails with one POST (RFC 8058); empty = they cannot be ended
}

const (
	planEvery  = time.Second
	sweepEvery = 600 // plans
	parcelDays = 7   // a parcel that nobody takes for so long is given up; its notices stay in the app
)

// New makes an office on a migrated database.
func New(c Config) (*Office, error) {
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Poke == nil {
		c.Poke = func() {}
	}
	if c.Answers == nil {
		c.Answers = func(string, map[string]string) (yes, no string, ok bool) { return "", "", false }
	}
	if c.KeepRead == 0 {
		c.KeepRead = 183 * 24 * time.Hour
	}
	if c.Keep == 0 {
		c.Keep = 2 * 365 * 24 * time.Hour
	}
	stops, err := newStopKey(c.Key)
	if err != nil {
		return nil, err
	}
	o := &Office{Config: c, stops: stops, poke: make(chan struct{}, 1)}
	o.outbox = &outbox.Outbox{
		Pool: c.Pool, Table: "parcels", Body: "null::bytea", Longest: time.Hour, Now: o.now, Log: c.Log, Hand: o.hand,
	}
	return o, nil
}

// now is cut to what PostgreSQL keeps.
func (o *Office) now() time.Time { return o.Now().UTC().Truncate(time.Microsecond) }

// Wake says that something was posted on this node; Run finds it within a second anyway.
func (o *Office) Wake() {
	select {
	case o.poke <- struct{}{}:
	default: // it is awake
	}
}

// Run plans, hands over and sweeps until ctx ends. Several nodes may.
func (o *Office) Run(ctx context.Context) error {
	tick := time.NewTicker(planEvery)
	defer tick.Stop()
	for round := 0; ctx.Err() == nil; round++ {
		tasks := []func(context.Context) error{o.Plan, func(ctx context.Context) error { _, err := o.Deliver(ctx); return err }}
		if round%sweepEvery == 0 {
			tasks = append(tasks, o.Sweep)
		}
		for _, task := range tasks {
			if err := task(ctx); err != nil && ctx.Err() == nil {
				o.Log.Warn("notify: trying again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-o.poke:
		case <-tick.C:
		}
	}
	return nil
}

// Deliver hands over parcels that wait, and says how many.
func (o *Office) Deliver(ctx context.Context) (int, error) { return o.outbox.Deliver(ctx) }

// Sweep gives up parcels that nobody takes, and deletes what is past.
func (o *Office) Sweep(ctx context.Context) error {
	now := o.now()
	const late = `
		with late as (update parcels set over = 'late', next_at = 'infinity' where expires_at <= $1 and over is null returning id),
			gone as (delete from errands e using late where e.parcel_id = late.id)
		select count(*) from late`
	var n int
	if err := o.Pool.QueryRow(ctx, late, now).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		o.Log.Warn("notify: letters given up, their notices stay in the app", "letters", n)
	}
	_, err := o.Pool.Exec(ctx, `delete from parcels where over is not null and expires_at < $1`, now.AddDate(0, 0, -parcelDays))
	_, err2 := o.Pool.Exec(ctx, `delete from notifications where read_at < $1 or at < $2`, now.Add(-o.KeepRead), now.Add(-o.Keep))
	_, err3 := o.Pool.Exec(ctx, `delete from sms_counted where at < $1`, now.AddDate(0, 0, -2*parcelDays))
	return errors.Join(err, err2, err3)
}

// named are the arguments of a statement; one that is missing is an error.
type named = pgx.StrictNamedArgs
