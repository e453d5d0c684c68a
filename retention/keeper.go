package retention

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// Config of a Keeper. Pool and Desk are needed.
type Config struct {
	Pool  *pgxpool.Pool
	Desk  *identity.Desk
	Now   func() time.Time              // time.Now; its location is where the night is
	Log   *slog.Logger                  // silent
	Count func(rule string, number int) // of what was taken away, for metrics; may be nil
}

// Keeper does the night's work. Any number of nodes may have one each on the same database: one of them works.
type Keeper struct{ cfg Config }

const (
	nightHour = 4 // after the open-data files are written
	lookEvery = 10 * time.Minute
	atOnce    = 500 // rows or accounts
	nightLock = `select pg_try_advisory_xact_lock(hashtextextended('alentour.retention', 0))`
)

// New makes a keeper on a migrated database.
func New(c Config) *Keeper {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Count == nil {
		c.Count = func(string, int) {}
	}
	return &Keeper{c}
}

// Run works once a night until ctx ends, and soon after the start when last night's work was not done.
func (k *Keeper) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		if _, err := k.Night(ctx); err != nil && ctx.Err() == nil {
			k.cfg.Log.Warn("retention: trying again", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

// Night does the work of the last night, unless it is done or another node is at it: then worked is false. What was taken away
// stays so when it fails in the middle; the next try goes on from there.
func (k *Keeper) Night(ctx context.Context) (worked bool, err error) {
	now := k.cfg.Now()
	day := now.Add(-nightHour * time.Hour).Format(time.DateOnly)
	err = pgx.BeginFunc(ctx, k.cfg.Pool, func(tx pgx.Tx) error { // holds the lock, and nothing else, while the others work
		var ours, done bool
		if err := tx.QueryRow(ctx, nightLock).Scan(&ours); err != nil || !ours {
			return err
		}
		if err := tx.QueryRow(ctx, `select exists (select from retention_runs where day = $1::text::date)`, day).Scan(&done); err != nil || done {
			return err
		}
		removed, err := k.work(ctx, now)
		if err != nil {
			return err
		}
		worked = true
		counts, err := json.Marshal(removed)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into retention_runs (day, finished_at, removed) values ($1::text::date, $2, $3)`, day, now, string(counts))
		return err
	})
	return worked && err == nil, err
}

// work goes through the table. A line that fails does not keep the others from being done.
func (k *Keeper) work(ctx context.Context, now time.Time) (removed map[string]int, err error) {
	removed = map[string]int{}
	var failures []error
	for _, rule := range Table() {
		var n int
		var err error
		switch rule.by {
		case atNight:
			n, err = k.sweep(ctx, rule.past, rule.Lasts.Before(now))
		case accounts:
			n, err = k.endAccounts(ctx, rule.Lasts.Before(now), now)
		case relays:
			n, err = k.erase(ctx, rule.Lasts.Before(now), k.cfg.Desk.NeverOpened)
		case itsRoom, never:
			continue
		}
		removed[rule.Code] = n
		if n > 0 {
			k.cfg.Count(rule.Code, n)
			k.cfg.Log.Info("retention", "rule", rule.Code, "removed", n)
		}
		if err != nil {
			failures = append(failures, err)
		}
	}
	return removed, errors.Join(failures...)
}

// sweep runs a statement until it finds nothing more.
func (k *Keeper) sweep(ctx context.Context, past string, before time.Time) (removed int, err error) {
	for {
		tag, err := k.cfg.Pool.Exec(ctx, past, before, atOnce)
		if err != nil {
			return removed, err
		}
		removed += int(tag.RowsAffected())
		if tag.RowsAffected() < atOnce {
			return removed, nil
		}
	}
}

// endAccounts forgets the end of those who came back, tells those whose end comes near, and erases those whose day has come.
func (k *Keeper) endAccounts(ctx context.Context, silent, now time.Time) (erased int, err error) {
	near := silent.AddDate(0, 0, Notice.Days)
	for more := true; more; {
		n, err := k.cfg.Desk.ReturnEnding(ctx, near, atOnce)
		if err != nil {
			return 0, err
		}
		more = n == atOnce
	}
	for more := true; more; {
		n, err := k.cfg.Desk.AnnounceEnding(ctx, near, now.AddDate(0, 0, Notice.Days), atOnce, k.tell(now.AddDate(0, 0, Notice.Days)))
		if err != nil {
			return 0, err
		}
		more = n == atOnce
	}
	return k.erase(ctx, silent, k.cfg.Desk.Ending)
}

// tell posts the notice of the end of accounts.
func (k *Keeper) tell(ends time.Time) func(context.Context, pgx.Tx, []int64) error {
	day := ends.Format(time.DateOnly)
	return func(ctx context.Context, tx pgx.Tx, accounts []int64) error {
		list := make([]notify.Notice, len(accounts))
		for i, account := range accounts {
			list[i] = notify.Notice{To: account, Kind: "account-ending", Subject: "ending:" + day, Params: map[string]string{"day": day}}
		}
		return notify.PostAll(ctx, tx, list)
	}
}

// erase erases the accounts that a list gives, one transaction each: one that cannot be erased does not keep the others.
func (k *Keeper) erase(
	ctx context.Context, silent time.Time, list func(ctx context.Context, silent time.Time, above int64, most int) ([]int64, error),
) (erased int, err error) {
	var above int64
	var failures []error
	for {
		batch, err := list(ctx, silent, above, atOnce)
		if err != nil {
			return erased, errors.Join(append(failures, err)...)
		}
		for _, account := range batch {
			above = account
			gone, err := k.cfg.Desk.EraseEnded(ctx, account, silent)
			if err != nil {
				failures = append(failures, err)
			}
			if gone {
				erased++
			}
		}
		if len(batch) < atOnce {
			return erased, errors.Join(failures...)
		}
	}
}
