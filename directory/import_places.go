package directory

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"regexp"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
)

// Incoming is a place as a file says it.
type Incoming struct {
	Where    string // in the file, for messages: "line 12", "way 4711"
	SourceID string // stable from one file of the dataset to the next

	Name        string
	Description string

	Located   bool // a confidential or itinerant place keeps of its point only the city or the district
	Point     orb.Point
	AccuracyM float64

	Categories CategorySet
	Audiences  AudienceSet
	Modalities ModalitySet
	Languages  LanguageSet
	AgeMin     int // years; 0 = none
	AgeMax     int // years; 0 = none

	Hours      string
	AccessNote string
	Address    Address
	Contact    Contact
	Operator   string // name of the organisation that runs it

	Doubt        string // what in the row its reader could not make out: kept, for a person to look at
	Declared     string // code of the district that the source names, to compare with where the point lies
	Confidential bool
	Itinerant    bool
}

// Import is one file of a dataset on its way into the directory.
type Import struct {
	Dataset        Dataset // Name decides which; the rest is written when it differs
	File           string  // base name
	SHA256         [sha256.Size]byte
	AllowSensitive CategorySet // sensitive categories that this import admits (P4)
	Force          bool        // close more than maxGonePercent of the dataset's places
	DryRun         bool        // do everything, then roll back
	Progress       func(phase string, rows int)
}

var datasetName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// Places makes the dataset's places equal to the rows, in one transaction.
//
//	rows ──check, district, cell, hash──▶ COPY incoming (temporary) ──set-based diff──▶ places
//
// A row that was closed opens again, one that disappeared is closed, nothing is deleted; equal content writes nothing.
// A [*Refused] among the rows leaves out one row; any other error ends the import and nothing is written, as does a
// [*TooManyGone]. Imports of one dataset wait for each other; no other writer waits for an import.
func (im Import) Places(ctx context.Context, pool *pgxpool.Pool, rows iter.Seq2[Incoming, error]) (*Report, error) {
	if !datasetName.MatchString(im.Dataset.Name) {
		return nil, fmt.Errorf("dataset %q: small letters, digits, '.', '_' and '-' only, 64 at most", im.Dataset.Name)
	}
	if im.Progress == nil {
		im.Progress = func(string, int) {}
	}
	report := &Report{Dataset: im.Dataset.Name, File: im.File, DryRun: im.DryRun}
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := im.places(ctx, tx, rows, report); err != nil {
			return err
		}
		if im.DryRun {
			return errDryRun
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		return report, nil
	}
	if err != nil {
		return nil, err
	}
	if report.Added+report.Updated+report.Closed > analyzeAbove {
		// beside the transaction: its lock would hold off vacuum until the commit. The import stands even where this fails;
		// autovacuum does the same, later.
		_, _ = pool.Exec(ctx, `analyze places`)
	}
	return report, nil
}

// analyzeAbove this many changed rows the planner's figures are renewed at once, below autovacuum is soon enough.
const analyzeAbove = 1000

var errDryRun = errors.New("dry run")

func (im Import) places(ctx context.Context, tx pgx.Tx, rows iter.Seq2[Incoming, error], report *Report) error {
	if err := lockReality(ctx, tx, im.Dataset.Fictional); err != nil {
		return err
	}
	const lock = `select pg_advisory_xact_lock(hashtextextended('dataset ' || $1, 0))`
	if _, err := tx.Exec(ctx, lock, im.Dataset.Name); err != nil {
		return fmt.Errorf("waiting for another import of dataset %s: %w", im.Dataset.Name, err)
	}
	dataset, err := im.openDataset(ctx, tx)
	if err != nil {
		return err
	}
	if err := holdBorders(ctx, tx); err != nil {
		return fmt.Errorf("waiting for the borders: %w", err)
	}
	atlas, err := ReadAtlas(ctx, tx)
	if err != nil {
		return err
	}
	stage := stage{atlas: atlas, dataset: im.Dataset.Name, allowed: im.AllowSensitive, report: report, progress: im.Progress}
	if err := stage.load(ctx, tx, rows); err != nil {
		return err
	}
	if err := (merge{tx, dataset, im, report}).run(ctx); err != nil {
		return err
	}
	im.Progress("recording", 0)
	return im.record(ctx, tx, dataset, report)
}

// openDataset finds or makes the dataset's row and answers its number.
func (im Import) openDataset(ctx context.Context, tx pgx.Tx) (int64, error) {
	const upsert = `
		insert into datasets as d (name, title, attribution, licence, licence_url, fictional)
		values (@name, @title, @attribution, @licence, @licence_url, @fictional)
		on conflict (name) do update set title = excluded.title, attribution = excluded.attribution,
			licence = excluded.licence, licence_url = excluded.licence_url
		where (d.title, d.attribution, d.licence, d.licence_url)
			is distinct from (excluded.title, excluded.attribution, excluded.licence, excluded.licence_url)`
	d := im.Dataset
	_, err := tx.Exec(ctx, upsert, pgx.StrictNamedArgs{
		"name": d.Name, "title": d.Title, "attribution": d.Attribution,
		"licence": d.Licence, "licence_url": d.LicenceURL, "fictional": d.Fictional,
	})
	if err != nil {
		return 0, fmt.Errorf("dataset %s: %w", d.Name, err)
	}
	var num int64
	if err := tx.QueryRow(ctx, `select id from datasets where name = $1`, d.Name).Scan(&num); err != nil {
		return 0, fmt.Errorf("dataset %s: %w", d.Name, err)
	}
	return num, nil
}

// record writes the import's own row, the only trace of a file that changes nothing.
func (im Import) record(ctx context.Context, tx pgx.Tx, dataset int64, r *Report) error {
	const insert = `
		insert into imports (dataset_id, file, sha256, imported_at, added, updated, unchanged, closed, refused, suspicious)
		values (@dataset, @file, @sha256, now(), @added, @updated, @unchanged, @closed, @refused, @suspicious)`
	_, err := tx.Exec(ctx, insert, pgx.StrictNamedArgs{
		"dataset": dataset, "file": im.File, "sha256": im.SHA256[:],
		"added": r.Added, "updated": r.Updated, "unchanged": r.Unchanged, "closed": r.Closed,
		"refused": r.Refused.Count, "suspicious": r.Suspicious.Count,
	})
	if err != nil {
		return fmt.Errorf("recording the import: %w", err)
	}
	if _, err := tx.Exec(ctx, `update datasets set last_import_at = now() where id = $1`, dataset); err != nil {
		return fmt.Errorf("recording the import: %w", err)
	}
	return nil
}

// ImportedID is the public identity of an imported thing: the same file gives the same ids on every machine.
func ImportedID(dataset, sourceID string) uuid.UUID {
	return uuid.NewSHA1(importNamespace, []byte(dataset+"\x00"+sourceID))
}

// importNamespace is the UUIDv5 of "alentour.org/imports" in the URL namespace (RFC 9562 §5.5).
var importNamespace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("alentour.org/imports"))
