package directory_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
)

func leaf(t testing.TB, code string) directory.CategorySet {
	t.Helper()
	set, err := directory.CategoryNamed(code)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// refuge is a shelter whose every field says where it is.
func refuge(t testing.TB) directory.Incoming {
	return directory.Incoming{
		Where: "way 1", SourceID: "way/1", Name: "Maison", Description: "PLANTED", Categories: leaf(t, "refuge"),
		Located: true, Point: orb.Point{5.375, 43.3}, Hours: "PLANTED", AccessNote: "PLANTED",
		Address: directory.Address{Street: "PLANTED", Postcode: "PLANTED", City: "PLANTED"},
		Contact: directory.Contact{Phone: "3919", Email: "PLANTED", Website: "PLANTED"}, Operator: "PLANTED",
	}
}

func one(in directory.Incoming) iter.Seq2[directory.Incoming, error] {
	return func(yield func(directory.Incoming, error) bool) { yield(in, nil) }
}

// P4: what says where a refuge is, is written nowhere: not in its row, not beside it, not in a report.
func TestRefugeHasNoPosition(t *testing.T) {
	t.Parallel()
	pool := squareCity(t)
	report := importOK(t, pool, townFile, one(refuge(t)))
	if report.Added != 0 || report.Refused.Count != 1 || !strings.Contains(report.Refused.First[0].Reason, "--allow-sensitive refuge") {
		t.Errorf("not allowed: %+v", report)
	}
	allowed := townFile
	allowed.AllowSensitive = leaf(t, "refuge")
	if report = importOK(t, pool, allowed, one(refuge(t))); report.Added != 1 {
		t.Errorf("allowed: %+v", report)
	}
	kept := countRows(t, pool, `select count(*) from places p join districts d on d.id = p.district_id
		where p.confidential and p.geom is null and p.cell is null and d.code = '13055' and p.phone = '3919'
			and p.uid <> $1 and p.organisation_id is null and p.content_hash is null`, directory.ImportedID("town", "way/1"))
	if kept != 1 {
		t.Error("the refuge is not as P4 wants it")
	}
	for _, table := range []string{"places", "organisations", "imports", "datasets"} {
		if n := countRows(t, pool, `select count(*) from `+table+` x where x::text like '%PLANTED%'`); n != 0 {
			t.Errorf("%s say where it is", table)
		}
	}
	before := writes(t, pool)
	if report = importOK(t, pool, allowed, one(refuge(t))); report.Unchanged != 1 || writes(t, pool) != before {
		t.Errorf("the same again: %+v", report)
	}
	if _, err := townFile.Places(context.Background(), pool, one(refuge(t))); !errors.As(err, new(*directory.TooManyGone)) {
		t.Errorf("no longer allowed, it would close: %v", err)
	}
}

// A place that someone made confidential here stays so, whatever its source still says.
func TestConfidentialStays(t *testing.T) {
	t.Parallel()
	pool := squareCity(t)
	in := refuge(t)
	in.Categories = leaf(t, "toilets")
	importOK(t, pool, townFile, one(in))
	if _, err := pool.Exec(context.Background(), `update places set confidential = true`); err != nil {
		t.Fatal(err)
	}
	before := writes(t, pool)
	if report := importOK(t, pool, townFile, one(in)); report.Unchanged != 1 || writes(t, pool) != before {
		t.Errorf("the same again: %+v", report)
	}
	in.Contact.Phone = "115"
	in.Point[0] += 0.001
	if report := importOK(t, pool, townFile, one(in)); report.Updated != 1 {
		t.Errorf("another telephone: %+v", report)
	}
	if n := countRows(t, pool, `select count(*) from places where confidential and geom is null and street = '' and phone = '115'`); n != 1 {
		t.Error("the import told where it is")
	}
}

func TestBecomesConfidential(t *testing.T) {
	t.Parallel()
	pool := squareCity(t)
	in := refuge(t)
	in.Categories = leaf(t, "night_shelter")
	importOK(t, pool, townFile, one(in))
	allowed := townFile
	allowed.AllowSensitive = leaf(t, "refuge")
	if report := importOK(t, pool, allowed, one(refuge(t))); report.Updated != 1 {
		t.Errorf("%+v", report)
	}
	if n := countRows(t, pool, `select count(*) from places x where confidential and geom is null and x::text not like '%PLANTED%'`); n != 1 {
		t.Error("the row still says where it is")
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	dry := townFile
	dry.DryRun = true
	report := importOK(t, pool, dry, toilets(5, nil))
	if report.Added != 5 || !report.DryRun {
		t.Errorf("%+v", report)
	}
	if n := countRows(t, pool, `select (select count(*) from places) + (select count(*) from datasets) + (select count(*) from imports) + (select count(*) from changes)`); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// A file that breaks in the middle leaves nothing, not even its dataset.
func TestBrokenFileWritesNothing(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	broken := errors.New("x.csv: line 3000: byte 0xE9 is not UTF-8")
	rows := func(yield func(directory.Incoming, error) bool) {
		for in := range toilets(3000, nil) {
			if !yield(in, nil) {
				return
			}
		}
		yield(directory.Incoming{}, broken)
	}
	if _, err := townFile.Places(context.Background(), pool, rows); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
	if n := countRows(t, pool, `select (select count(*) from places) + (select count(*) from datasets) + (select count(*) from imports)`); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// Whoever kills the import's connection at any step leaves the database as it was.
func TestKilledImportWritesNothing(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"reading", "comparing", "adding", "recording"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			pool := postgrestest.New(t)
			killed := townFile
			var once sync.Once
			killed.Progress = func(phase string, _ int) {
				if phase == step {
					once.Do(func() {
						_, err := pool.Exec(context.Background(), `
							select pg_terminate_backend(pid) from pg_stat_activity
							where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`)
						if err != nil {
							t.Error(err)
						}
					})
				}
			}
			if _, err := killed.Places(context.Background(), pool, toilets(2000, nil)); err == nil {
				t.Fatal("the import did not notice")
			}
			if n := countRows(t, pool, `select (select count(*) from places) + (select count(*) from imports)`); n != 0 {
				t.Errorf("%d rows were written", n)
			}
			if report := importOK(t, pool, townFile, toilets(2000, nil)); report.Added != 2000 {
				t.Errorf("afterwards: %+v", report)
			}
		})
	}
}

// Two imports of one dataset at once: one after the other, each row added once.
func TestRacingImports(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	var group sync.WaitGroup
	reports := make([]*directory.Report, 4)
	for i := range reports {
		group.Go(func() {
			var err error
			if reports[i], err = townFile.Places(context.Background(), pool, toilets(1500, nil)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	added, unchanged := 0, 0
	for _, r := range reports {
		if r != nil {
			added, unchanged = added+r.Added, unchanged+r.Unchanged
		}
	}
	if added != 1500 || unchanged != 4500 {
		t.Errorf("added %d, unchanged %d; want 1500, 4500", added, unchanged)
	}
}

// While an import has written everything and not committed, others write to what is theirs without waiting for it.
func TestImportBlocksNobody(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := squareCity(t)
	importOK(t, pool, townFile, toilets(500, nil))
	other := directory.Import{Dataset: directory.Dataset{Name: "other", Title: "Other"}, File: "other.csv"}
	importOK(t, pool, other, toilets(10, nil))

	changed := toilets(1000, func(i int, in *directory.Incoming) { in.Hours = "24/7" })
	slow := townFile
	slow.Progress = func(phase string, _ int) {
		if phase != "recording" {
			return
		}
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			for _, sql := range []string{
				`set local lock_timeout = '100ms'`,
				`update places set hours = 'Mo' where dataset_id = (select id from datasets where name = 'other')`,
				`insert into organisations (uid, name, dataset_id, source_id) select gen_random_uuid(), 'x', id, 'x' from datasets`,
				`insert into places (uid, dataset_id, source_id, name) select gen_random_uuid(), id, 'mine', 'x' from datasets where name = 'town'`,
				`insert into datasets (name, title) values ('third', 'Third')`,
				`update districts set phone = '115' where code = '13055'`,
				`insert into notices (place_id, closed, from_day) select id, true, current_date from places where source_id = '1' and dataset_id = (select id from datasets where name = 'other')`,
			} {
				if _, err := tx.Exec(ctx, sql); err != nil {
					return fmt.Errorf("%s: %w", sql, err)
				}
			}
			return nil
		})
		var timeout *pgconn.PgError
		if errors.As(err, &timeout) {
			t.Errorf("another writer waited: %v", err)
		} else if err != nil {
			t.Error(err)
		}
	}
	if report := importOK(t, pool, slow, changed); report.Updated != 500 || report.Added != 500 {
		t.Errorf("%+v", report)
	}
	// and another dataset's import runs meanwhile
	nested := townFile
	nested.Progress = func(phase string, _ int) {
		if phase == "recording" {
			importOK(t, pool, other, toilets(20, nil))
		}
	}
	nested.Force = true // the row that the other writer put beside ours is not in the file
	importOK(t, pool, nested, toilets(1000, nil))
}

func TestRealAndFictionalNeverTogether(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	demo := directory.Import{Dataset: directory.Dataset{Name: "demo", Title: "Demo", Fictional: true}, File: "demo.csv"}

	pool := postgrestest.New(t)
	importOK(t, pool, demo, toilets(3, nil))
	if _, err := townFile.Places(ctx, pool, toilets(3, nil)); !errors.Is(err, directory.ErrFictionalHere) {
		t.Errorf("real beside the demo: %v", err)
	}
	pool = postgrestest.New(t)
	importOK(t, pool, townFile, toilets(3, nil))
	if _, err := demo.Places(ctx, pool, toilets(3, nil)); !errors.Is(err, directory.ErrRealHere) {
		t.Errorf("the demo beside real ones: %v", err)
	}
}

func TestOrganisationsComeFromOperators(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	rows := toilets(6, func(i int, in *directory.Incoming) {
		in.Operator = []string{"", "Ville", "Ville ", "Croix"}[i%4]
	})
	importOK(t, pool, townFile, rows)
	if n := countRows(t, pool, `select count(*) from organisations`); n != 2 {
		t.Errorf("%d organisations, want 2", n)
	}
	if n := countRows(t, pool, `select count(*) from places p join organisations o on o.id = p.organisation_id where o.name = 'Ville'`); n != 3 {
		t.Errorf("%d places of Ville, want 3", n)
	}
}
