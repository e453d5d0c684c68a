package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// sample is a city with a border, an organisation and places of every awkward kind.
const sample = `
INSERT INTO districts (code, kind, name, timezone, lang, geom, outline) SELECT '99001', 'city', 'L''Étaque', 'Europe/Paris', 'fr', g, g
	FROM (SELECT ST_Multi(ST_MakeEnvelope(5, 43, 6, 44, 4326)) AS g) AS shape;
INSERT INTO datasets (name, title, licence) VALUES ('sample', 'Échantillon', 'CC0-1.0');
INSERT INTO organisations (uid, name, dataset_id, source_id) SELECT gen_random_uuid(), 'Les Amis', id, 'o1' FROM datasets;
INSERT INTO places (uid, dataset_id, source_id, organisation_id, name, geom, cell, district_id, confidential)
	SELECT gen_random_uuid(), s.id, 'p' || n, o.id, 'Épicerie n° ' || n, ST_SetSRID(ST_MakePoint(5 + n / 1000.0, 43.5), 4326), n, d.id, n = 7
	FROM generate_series(1, 200) AS n, datasets s, organisations o, districts d;
`

// content is everything that a person put into the database, as text.
const content = `
SELECT string_agg(line, E'\n' ORDER BY line) FROM (
	SELECT 'district ' || d::text FROM districts d UNION ALL SELECT 'organisation ' || o::text FROM organisations o
	UNION ALL SELECT 'place ' || p::text FROM places p UNION ALL SELECT 'dataset ' || s::text FROM datasets s) AS lines (line)`

func mustRun(t *testing.T, args ...string) {
	t.Helper()
	var out, said bytes.Buffer
	if code := run(args, &out, &said); code != exitOK {
		t.Fatalf("alentour %s: exit %d: %s", strings.Join(args, " "), code, said.String())
	}
}

func mustFail(t *testing.T, reason string, args ...string) {
	t.Helper()
	var out, said bytes.Buffer
	if code := run(args, &out, &said); code != exitFailed {
		t.Fatalf("alentour %s: exit %d, want %d", strings.Join(args, " "), code, exitFailed)
	}
	if last := strings.TrimSpace(said.String()); !strings.Contains(last, reason) || strings.Contains(last, "\n") {
		t.Errorf("alentour %s said %q, want one line with %q", strings.Join(args, " "), last, reason)
	}
}

func read(t *testing.T, url, sql string) (answer string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if err := conn.QueryRow(ctx, sql).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func fill(t *testing.T, url string) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(t.Context(), sample); err != nil {
		t.Fatal(err)
	}
}

func TestBackupRestoresEverything(t *testing.T) {
	t.Parallel()
	from := postgrestest.URL(t)
	fill(t, from)
	file := filepath.Join(t.TempDir(), "city.backup")
	mustRun(t, "backup", file, "--database", from)
	mustFail(t, "exists already", "backup", file, "--database", from)

	for name, target := range map[string]string{"without tables": postgrestest.Empty(t), "migrated": postgrestest.URL(t)} {
		mustRun(t, "restore", file, "--database", target)
		if got, want := read(t, target, content), read(t, from, content); got != want {
			t.Errorf("%s: restored\n%.2000s\nwant\n%.2000s", name, got, want)
		}
		// Triggers live again: a change is told to followers.
		mustExec(t, target, "UPDATE places SET name = 'Nouveau nom' WHERE source_id = 'p1'")
		if got := read(t, target, "SELECT string_agg(topic, ',') FROM changes"); got != "place" {
			t.Errorf("%s: changes after a restore: %q", name, got)
		}
	}
}

func mustExec(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func TestRestoreRefusesAFullDatabase(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	fill(t, url)
	file := filepath.Join(t.TempDir(), "city.backup")
	mustRun(t, "backup", file, "--database", url)
	before, epoch := read(t, url, content), read(t, url, "SELECT feed_epoch()")
	mustExec(t, url, "UPDATE places SET name = 'Autre'")
	mustFail(t, "not empty (districts)", "restore", file, "--database", url)

	mustRun(t, "restore", file, "--database", url, "--force")
	if got := read(t, url, content); got != before {
		t.Errorf("restored\n%.2000s\nwant\n%.2000s", got, before)
	}
	if read(t, url, "SELECT feed_epoch()") == epoch {
		t.Error("followers cannot see that the database was restored: the epoch is the same")
	}
}

// A broken file, wherever it breaks, changes nothing.
func TestRestoreOfABrokenFile(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	fill(t, url)
	file := filepath.Join(t.TempDir(), "city.backup")
	mustRun(t, "backup", file, "--database", url)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before := read(t, url, content)
	for _, keep := range []int{0, 100, len(whole) / 2, len(whole) - 200} {
		if err := os.WriteFile(file, whole[:keep], 0o600); err != nil {
			t.Fatal(err)
		}
		mustFail(t, "pg_restore", "restore", file, "--database", url, "--force")
		if got := read(t, url, content); got != before {
			t.Fatalf("the first %d of %d bytes changed the database", keep, len(whole))
		}
	}
}
