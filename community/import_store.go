package community

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const importColumns = `
	i.id, i.organisation_id, i.uid, i.address, i.next_at, i.tried_at, i.read_at, i.failed, i.failures, i.events, i.coming, i.made, i.changed,
	i.called_off, i.problems, i.lines, i.cut, i.run, i.asked_at, i.full_at, i.failed_since, i.etag, i.modified`

const selectImport = `select ` + importColumns + ` from calendar_imports i `

const insertImport = `
	insert into calendar_imports as i (uid, organisation_id, address, next_at, created_at) values (@uid, @organisation, @address, @now, @now)
	returning ` + importColumns

// takeImport is one that is due, for whoever reads it: nobody else does before the lease is over.
const takeImport = `
	update calendar_imports i set (run, tried_at, next_at) = (i.run + 1, @now, @lease)
	where i.id = (
		select d.id from calendar_imports d join organisations o on o.id = d.organisation_id
		where d.next_at <= @now and not o.hidden order by d.next_at, d.id limit 1 for update of d skip locked)
	returning ` + importColumns

// endImport notes how reading one went, unless somebody else has begun meanwhile.
const endImport = `
	update calendar_imports set (next_at, read_at, full_at, failed, failures, failed_since, events, coming, made, changed, called_off, problems,
		lines, cut, etag, modified) = (@next, @read, @full, @failed, @failures, @since, @events,
		(select count(*) from imported_events m join events e on e.id = m.event_id
			where m.import_id = @num and e.cancelled_at is null and coalesce(e.ends_at > @now, true)),
		@made, @changed, @off, @problems, @lines, @cut, @etag, @modified)
	where id = @num and run = @run`

func scanImport(row pgx.CollectableRow) (i Import, err error) {
	var next, tried, read, asked, full, since *time.Time
	err = row.Scan(&i.num, &i.organisation, &i.ID, &i.Address, &next, &tried, &read, &i.Failed, &i.Failures, &i.Events, &i.Coming, &i.Made,
		&i.Changed, &i.Off, &i.Problems, &i.Lines, &i.Cut, &i.run, &asked, &full, &since, &i.etag, &i.modified)
	for to, from := range map[*time.Time]*time.Time{&i.Next: next, &i.Tried: tried, &i.Read: read, &i.asked: asked, &i.full: full, &i.failedSince: since} {
		*to = or(from).UTC()
	}
	return i, err
}

func manyImports(ctx context.Context, db querier, sql string, args ...any) ([]Import, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanImport)
}

// oneImport is pgx.ErrNoRows when there is none.
func oneImport(ctx context.Context, db querier, sql string, args ...any) (i Import, err error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return i, err
	}
	return pgx.CollectExactlyOneRow(rows, scanImport)
}

// imported is what is known of an event of a calendar since it was read last.
type imported struct {
	source    [32]byte
	event     int64
	following int64 // the import; 0 = none
	digest    [32]byte
	sequence  int
	modified  time.Time
	missing   bool
}

const selectImported = `select source, event_id, coalesce(import_id, 0), digest, sequence, modified, missing from imported_events `

func scanImported(row pgx.CollectableRow) (m imported, err error) {
	var source, digest []byte
	var modified *time.Time
	err = row.Scan(&source, &m.event, &m.following, &digest, &m.sequence, &modified, &m.missing)
	copy(m.source[:], source)
	copy(m.digest[:], digest)
	m.modified = or(modified).UTC()
	return m, err
}

func readImported(ctx context.Context, db querier, sql string, args ...any) ([]imported, error) {
	rows, err := db.Query(ctx, selectImported+sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanImported)
}

// saveImported notes what was taken over of an event.
func saveImported(ctx context.Context, tx pgx.Tx, i *Import, m *imported) error {
	var digest []byte
	if m.digest != [32]byte{} {
		digest = m.digest[:]
	}
	_, err := tx.Exec(ctx, `
		insert into imported_events (organisation_id, source, event_id, import_id, digest, sequence, modified, missing)
		values (@organisation, @source, @event, @import, @digest, @sequence, @modified, @missing)
		on conflict (organisation_id, source) do update set (import_id, digest, sequence, modified, missing) =
			(excluded.import_id, excluded.digest, excluded.sequence, excluded.modified, excluded.missing)`,
		named{
			"organisation": i.organisation, "source": m.source[:], "event": m.event, "import": i.num, "digest": digest,
			"sequence": m.sequence, "modified": atRest(m.modified), "missing": m.missing,
		})
	return err
}
