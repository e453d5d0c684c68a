package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// deadlock is PostgreSQL's code: it ended this transaction so that another could go on.
const deadlock = "40P01"

// InTx runs do in a transaction. After a deadlock do runs afresh, three times at most: nothing that it wrote stands then, and what it
// keeps elsewhere it must begin anew.
func InTx(ctx context.Context, pool *pgxpool.Pool, do func(pgx.Tx) error) (err error) {
	const tries = 3
	for range tries {
		err = pgx.BeginFunc(ctx, pool, do)
		if said, ok := errors.AsType[*pgconn.PgError](err); !ok || said.Code != deadlock {
			break
		}
	}
	return err
}
