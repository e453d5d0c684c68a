// Package outbox hands over rows of a table: at least once, each by one process at a time, again after a failure or a death.
//
//	writer, in its transaction ──▶ rows ◀─take (skip locked, next_at moves on)── Deliver on every node ──▶ Hand ──▶ the world
//	                                ▲                                                │
//	                                └── 2, 4, 8… seconds later ◀── an error ◀────────┴──▶ Hand records that it did
//
// The table has id bigint, uid uuid, next_at and expires_at timestamptz, tries smallint, and an index on next_at. Not here: what a
// row means, when Deliver is called, and deleting rows that have expired.
package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Outbox is one table. All fields are needed.
type Outbox struct {
	Pool    *pgxpool.Pool
	Table   string
	Body    string        // expression over the table's columns, a bytea
	Longest time.Duration // between two tries
	Now     func() time.Time
	Log     *slog.Logger
	// Hand gives one row to the world and records it: the row is gone, or its next_at is infinity. An error means again later,
	// under the same UID.
	Hand func(context.Context, Row) error
}

// Row is one that this process has taken.
type Row struct {
	ID    int64
	UID   uuid.UUID // the same at each try
	Tries int       // this one included
	Body  []byte
}

const (
	atOnce = 8
	// Within is how long Hand may take; a row taken by a process that dies is taken again after twice that.
	Within = 20 * time.Second
)

// Deliver hands over rows that wait, oldest first, until none is due, and says how many went.
func (o *Outbox) Deliver(ctx context.Context) (handed int, err error) {
	for {
		batch, err := o.take(ctx)
		if err != nil || len(batch) == 0 {
			return handed, err
		}
		results := make(chan error, len(batch))
		for _, row := range batch {
			go func() { results <- o.hand(ctx, row) }()
		}
		for range batch {
			if err := <-results; err == nil {
				handed++
			}
		}
		if ctx.Err() != nil {
			return handed, ctx.Err()
		}
	}
}

// take gives rows until a moment after which another process may have them.
func (o *Outbox) take(ctx context.Context) ([]Row, error) {
	rows, err := o.Pool.Query(ctx, fmt.Sprintf(`
		update %[1]s set next_at = @again, tries = least(tries + 1, 32767)
		where id in (
			select id from %[1]s where next_at <= @now and expires_at > @now order by next_at limit @n for update skip locked)
		returning id, uid, tries, %[2]s`, o.Table, o.Body),
		pgx.StrictNamedArgs{"now": o.Now(), "again": o.Now().Add(2 * Within), "n": atOnce})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Row])
}

func (o *Outbox) hand(ctx context.Context, row Row) error {
	bound, cancel := context.WithTimeout(ctx, Within)
	defer cancel()
	err := o.Hand(bound, row)
	if err == nil {
		return nil
	}
	o.Log.Warn("outbox: not handed over", "table", o.Table, "id", row.UID, "tries", row.Tries, "error", err)
	pause := min(time.Second<<min(row.Tries, 20), o.Longest)
	if _, again := o.Pool.Exec(ctx, "update "+o.Table+" set next_at = $2 where id = $1", row.ID, o.Now().Add(pause)); again != nil {
		o.Log.Warn("outbox: will be taken again later", "table", o.Table, "id", row.UID, "error", again)
	}
	return err
}
