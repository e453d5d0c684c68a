package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var embedded embed.FS

// Hash names the schema that Migrate makes: SHA-256 over the migrations' names and texts, in hex.
func Hash() string {
	sum := sha256.New()
	names, _ := fs.Glob(embedded, "migrations/*.sql") // the pattern is right and sorted
	for _, name := range names {
		text, _ := embedded.ReadFile(name) // it is embedded
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Migrate brings the schema of the database at url up to this binary's, each migration in its own transaction; a second process waits for the
// first. It never goes down, and refuses a schema newer than the binary.
func Migrate(ctx context.Context, url string, log *slog.Logger) error {
	if err := migrate(ctx, url, log); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func migrate(ctx context.Context, url string, log *slog.Logger) error {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return withoutURL(err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	if err := checkExtensions(ctx, config); err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600)) // seconds, tries
	if err != nil {
		return err
	}
	files, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	has, knows, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if has > knows {
		return fmt.Errorf("the database has schema %d, this binary knows %d: use a newer binary", has, knows)
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return explain(err)
	}
	for _, one := range done {
		log.Info("migrated", "file", one.Source.Path, "took", one.Duration.Round(time.Millisecond))
	}
	return nil
}

// extensions are what the schema stands on, with the Debian package of each.
var extensions = map[string]string{
	"postgis": "postgresql-15-postgis-3", "pg_trgm": "postgresql-contrib", "unaccent": "postgresql-contrib",
}

// checkExtensions says in words what CREATE EXTENSION would say in codes.
func checkExtensions(ctx context.Context, config *pgx.ConnConfig) error {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, "select name from pg_available_extensions")
	if err != nil {
		return err
	}
	available, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range []string{"postgis", "pg_trgm", "unaccent"} {
		if !slices.Contains(available, name) {
			return fmt.Errorf("the database server lacks the extension %s: install its package (on Debian: %s)", name, extensions[name])
		}
	}
	return nil
}

// explain adds what to do when the role may not make an extension.
func explain(err error) error {
	denied, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || denied.Code != "42501" || !strings.Contains(denied.Message, "extension") {
		return err
	}
	return fmt.Errorf("%s: as a superuser of this database run: create extension postgis; create extension pg_trgm; create extension unaccent", denied.Message)
}
