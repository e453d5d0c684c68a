package directory

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/alentour/alentour/geo"
)

// stage brings the rows of a file into the temporary table incoming, each with its cell, district, identity and hash.
//
//	file ──read──▶ batches ──prepare, one worker per core──▶ in the file's order ──▶ COPY
type stage struct {
	atlas    *Atlas
	dataset  string
	allowed  CategorySet
	report   *Report
	progress func(phase string, rows int)
}

// Rows of one step of the pipeline: enough that the channels cost nothing, few enough to stay in the cache.
const batchRows = 512

type batch struct {
	rows   []staged
	filled chan struct{} // closed when every row is prepared
}

// staged is a row between the file and the table.
type staged struct {
	Incoming
	refused  string // why it is left out; empty = kept
	odd      string // why a person should look at it
	present  bool   // left out for a fault of the file: the place, if we have it, stays as it is
	outside  bool
	district int64
	cell     geo.Cell
	hash     []byte
}

const createIncoming = `
	create temporary table incoming (
		line bigint not null, place_where text not null, source_id text not null, kept boolean not null,
		uid uuid, content_hash bytea, name text, description text, lon double precision, lat double precision,
		cell bigint, accuracy_m double precision, district_id bigint,
		categories text[], audiences text[], modalities text[], languages text[], age_min smallint, age_max smallint,
		hours text, access_note text, street text, postcode text, city text, phone text, email text, website text,
		operator text, operator_uid uuid, confidential boolean, itinerant boolean
	) on commit drop`

var incomingColumns = []string{
	"line", "place_where", "source_id", "kept", "uid", "content_hash", "name", "description", "lon", "lat",
	"cell", "accuracy_m", "district_id", "categories", "audiences", "modalities", "languages", "age_min", "age_max",
	"hours", "access_note", "street", "postcode", "city", "phone", "email", "website",
	"operator", "operator_uid", "confidential", "itinerant",
}

func (s *stage) load(ctx context.Context, tx pgx.Tx, rows iter.Seq2[Incoming, error]) error {
	// a million rows are sorted and joined here, by one connection at a time
	for _, sql := range []string{`set local work_mem = '64MB'`, createIncoming} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("staging: %w", err)
		}
	}
	workers := runtime.GOMAXPROCS(0)
	work := make(chan *batch, workers)
	ordered := make(chan *batch, 2*workers)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(ordered)
		defer close(work)
		return read(ctx, rows, work, ordered)
	})
	for range workers {
		group.Go(func() error {
			for b := range work {
				for i := range b.rows {
					s.prepare(&b.rows[i])
				}
				close(b.filled)
			}
			return nil
		})
	}
	group.Go(func() error {
		source := &copySource{stage: s, batches: ordered, done: ctx.Done()}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"incoming"}, incomingColumns, source)
		if err != nil {
			return fmt.Errorf("staging: %w", err)
		}
		return nil
	})
	return group.Wait()
}

// read cuts the rows into batches and hands each to the workers and, in order, to the copy.
func read(ctx context.Context, rows iter.Seq2[Incoming, error], work, ordered chan<- *batch) error {
	b := &batch{filled: make(chan struct{})}
	send := func() error {
		for _, to := range []chan<- *batch{ordered, work} {
			select {
			case to <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		b = &batch{rows: make([]staged, 0, batchRows), filled: make(chan struct{})}
		return nil
	}
	for in, err := range rows {
		row := staged{Incoming: in}
		var refused *Refused
		switch {
		case errors.As(err, &refused):
			row.Where, row.refused, row.present = refused.Where, refused.Reason, true
		case err != nil:
			return err
		}
		if b.rows = append(b.rows, row); len(b.rows) == batchRows {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

// copySource feeds the COPY and writes the report, both in the order of the file.
type copySource struct {
	*stage
	batches <-chan *batch
	done    <-chan struct{}
	rows    []staged
	line    int64
	next    *staged
}

func (c *copySource) Next() bool {
	for {
		for len(c.rows) == 0 {
			b, ok := <-c.batches
			if !ok {
				return false
			}
			select {
			case <-b.filled:
			case <-c.done:
				return false // the import's error says why
			}
			c.rows = b.rows
			c.progress("reading", int(c.line)+len(b.rows))
		}
		c.next, c.rows = &c.rows[0], c.rows[1:]
		c.line++
		if c.next.refused != "" {
			c.report.Refused.add(c.next.Where, c.next.refused)
		} else {
			for _, why := range []string{c.next.odd, c.next.Doubt} {
				if why != "" {
					c.report.Suspicious.add(c.next.Where, why)
				}
			}
		}
		if c.next.outside && c.next.refused == "" {
			c.report.Outside++
		}
		if c.next.refused == "" || (c.next.present && validSourceID(c.next.SourceID)) {
			return true
		}
	}
}

func (c *copySource) Err() error { return nil }

func (c *copySource) Values() ([]any, error) {
	r := c.next
	values := []any{c.line, r.Where, r.SourceID, r.refused == ""}
	if r.refused != "" {
		return append(values, make([]any, len(incomingColumns)-len(values))...), nil
	}
	return append(values,
		[16]byte(ImportedID(c.dataset, r.SourceID)), r.hash, r.Name, r.Description,
		known(r.Located, r.Point[0]), known(r.Located, r.Point[1]), known(r.Located, int64(r.cell)), r.AccuracyM,
		known(r.district != 0, r.district),
		r.Categories.Codes(), r.Audiences.Codes(), r.Modalities.Codes(), r.Languages.Codes(),
		known(r.AgeMin > 0, int16(r.AgeMin)), known(r.AgeMax > 0, int16(r.AgeMax)),
		r.Hours, r.AccessNote, r.Address.Street, r.Address.Postcode, r.Address.City,
		r.Contact.Phone, r.Contact.Email, r.Contact.Website,
		r.Operator, [16]byte(ImportedID(c.dataset, "operator "+r.Operator)), r.Confidential, r.Itinerant,
	), nil
}

// known is the value, or null.
func known(is bool, value any) any {
	if is {
		return value
	}
	return nil
}
