package postgrestest

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Templates pile up otherwise, twenty megabytes for each set of migrations.
func TestSweepKeepsWhatIsUsed(t *testing.T) {
	t.Parallel()
	s, err := theServer()
	if err != nil {
		t.Fatal(err)
	}
	own := databaseName()
	used, unused := "template_used_"+own, "template_unused_"+own
	connect := func() *pgx.Conn {
		conn, err := pgx.Connect(t.Context(), s.url("postgres"))
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	user, sweeper := connect(), connect()
	defer sweeper.Close(t.Context())
	defer user.Close(t.Context())
	if _, err := user.Exec(t.Context(), "SELECT pg_advisory_lock_shared(hashtext($1))", used); err != nil {
		t.Fatal(err)
	}
	names := []string{used, unused, s.template}
	for _, name := range names[:2] {
		if _, err := user.Exec(t.Context(), "CREATE DATABASE "+name+" STRATEGY file_copy"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.sweep(t.Context(), sweeper, names); err != nil {
		t.Error(err)
	}
	rows, _ := user.Query(t.Context(), "SELECT datname FROM pg_database WHERE datname = ANY ($1) ORDER BY datname", names)
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if want := []string{s.template, used}; err != nil || !slices.Equal(left, want) {
		t.Errorf("left %s, want %s, %v", strings.Join(left, ", "), want, err)
	}
	if _, err := sweeper.Exec(t.Context(), "DROP DATABASE "+used); err != nil {
		t.Error(err)
	}
}
