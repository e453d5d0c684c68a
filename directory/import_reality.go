package directory

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Fictional and real places never stand on one map: who is hungry must not walk to a place that was made up.
var (
	// ErrFictionalHere refuses real places beside the demo's.
	ErrFictionalHere = errors.New("this database holds the made-up places of the demo; remove them first: alentour demo --remove")
	// ErrRealHere refuses the demo's places beside real ones.
	ErrRealHere = errors.New("this database holds real places; the demo's made-up places must not stand beside them: give the demo a database of its own")
)

// OnlyFictional makes sure, until the transaction ends, that no real place stands in the database or comes into it.
func OnlyFictional(ctx context.Context, tx pgx.Tx) error { return lockReality(ctx, tx, true) }

// lockReality lets any number of real imports run beside each other, and the demo alone.
func lockReality(ctx context.Context, tx pgx.Tx, fictional bool) error {
	lock, refusal := `select pg_advisory_xact_lock_shared(hashtextextended('reality', 0))`, ErrFictionalHere
	if fictional {
		lock, refusal = `select pg_advisory_xact_lock(hashtextextended('reality', 0))`, ErrRealHere
	}
	if _, err := tx.Exec(ctx, lock); err != nil {
		return fmt.Errorf("waiting for another import: %w", err)
	}
	const other = `select exists (select from datasets d where d.fictional <> $1
		and exists (select from places p where p.dataset_id = d.id))`
	var found bool
	if err := tx.QueryRow(ctx, other, fictional).Scan(&found); err != nil {
		return fmt.Errorf("looking for other places: %w", err)
	}
	if found {
		return refusal
	}
	return nil
}

// holdBorders keeps the borders where they are until the transaction ends: places are assigned to districts by an
// atlas read at its start.
func holdBorders(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `select pg_advisory_xact_lock_shared(hashtextextended('borders', 0))`)
	return err
}

// MoveBorders waits for the imports of places that rely on the borders; until the transaction ends no other begins.
func MoveBorders(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('borders', 0))`)
	return err
}
