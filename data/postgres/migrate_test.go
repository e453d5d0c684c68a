package postgres_test

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/twpayne/go-geom"

	"github.com/alentour/alentour/data/postgres"
	"github.com/alentour/alentour/data/postgres/postgrestest"
)

var silent = slog.New(slog.DiscardHandler)

func TestMigrateByTwoAtOnce(t *testing.T) {
	t.Parallel()
	address := postgrestest.Empty(t)
	ended := make(chan error)
	for range 2 {
		go func() { ended <- postgres.Migrate(context.Background(), address, silent) }()
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	pool, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var tables, versions int
	err = pool.QueryRow(t.Context(), `select (select count(*) from pg_tables where tablename in ('changes', 'places')),
		(select count(*) from goose_db_version where version_id > 0) - (select max(version_id) from goose_db_version)`).Scan(&tables, &versions)
	if err != nil || tables != 2 || versions != 0 {
		t.Errorf("%d of 2 tables, %d versions too many, %v", tables, versions, err)
	}
}

func TestMigrateRefusesNewerSchema(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	if _, err := pool.Exec(t.Context(), "insert into goose_db_version (version_id, is_applied) values (99999, true)"); err != nil {
		t.Fatal(err)
	}
	err := postgres.Migrate(t.Context(), pool.Config().ConnString(), silent)
	if err == nil || !strings.Contains(err.Error(), "the database has schema 99999, this binary knows ") {
		t.Errorf("%v", err)
	}
}

func TestMigrateSaysWhoMayMakeExtensions(t *testing.T) {
	t.Parallel()
	address := postgrestest.Empty(t)
	pool, err := pgxpool.New(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var role string
	if err := pool.QueryRow(t.Context(), "select current_database() || '_guest'").Scan(&role); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), "create role "+role+" login; grant create on schema public to "+role); err != nil {
		t.Fatal(err)
	}
	defer pool.Exec(context.Background(), "drop owned by "+role+"; drop role "+role)
	err = postgres.Migrate(t.Context(), as(t, address, role), silent)
	if err == nil || !strings.Contains(err.Error(), "as a superuser of this database run: create extension postgis") {
		t.Errorf("%v", err)
	}
}

// as is the address with another user.
func as(t *testing.T, address, role string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	if query := u.Query(); query.Has("user") {
		query.Set("user", role)
		u.RawQuery = query.Encode()
	}
	return u.String()
}

func TestOpenKnowsGeometry(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	want := geom.NewPointFlat(geom.XY, []float64{5.3698, 43.2965}).SetSRID(4326)
	var one geom.Point
	var many []*geom.Point
	err := pool.QueryRow(t.Context(), "select $1::geometry, array[$1::geometry, $1::geometry]", want).Scan(&one, &many)
	if err != nil {
		t.Fatal(err)
	}
	if one.X() != want.X() || one.SRID() != 4326 || len(many) != 2 || many[1].Y() != want.Y() {
		t.Errorf("got %v and %v", one, many)
	}
}

func TestOpenBeforeMigrate(t *testing.T) {
	t.Parallel()
	pool, err := postgres.Open(t.Context(), postgrestest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	pool.Close()
}

func TestErrorsKeepThePassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://me:hunter2@localhost:notaport/x",
		"postgres://me:hunter2@/x?host=/nowhere&connect_timeout=1",
		"postgres://me:hunter2@/x?host=/nowhere&pool_max_conns=many",
	} {
		_, err := postgres.Open(t.Context(), address)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("open: %v", err)
		}
		err = postgres.Migrate(t.Context(), address, silent)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("migrate: %v", err)
		}
	}
}

func TestHashNamesMigrations(t *testing.T) {
	t.Parallel()
	if hash := postgres.Hash(); len(hash) != 64 || hash != postgres.Hash() {
		t.Errorf("hash %q", hash)
	}
}
