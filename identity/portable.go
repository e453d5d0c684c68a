package identity

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Holder is a room that keeps something about people. main gives every one of them to the Desk, so that a person can have
// everything about themselves, and erase it, in one transaction.
type Holder interface {
	// Export gives what the room keeps about an account, with what is other people's left out. A room that keeps nothing
	// about it gives tables without rows.
	Export(ctx context.Context, tx pgx.Tx, account int64) ([]Sheet, error)
	// Erase takes everything about an account away, or makes it nobody's. What must stay keeps numbers and codes only.
	Erase(ctx context.Context, tx pgx.Tx, account int64) error
}

// Sheet is one table of an export: it becomes a CSV file, and a list in the JSON file.
type Sheet struct {
	Name    string   // "profile", "volunteer-absences": small letters and "-"
	Columns []string // "since", "first_name"
	Rows    [][]any  // strings, numbers, booleans, time.Time, []string or nil; as many as Columns
}
