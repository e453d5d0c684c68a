package moderation

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// maxCopies is how many versions of one thing a case keeps.
const maxCopies = 20

// copyThing seals what was reported as it stands now, once for each version.
func (o *Office) copyThing(ctx context.Context, tx pgx.Tx, c *row, thing Thing) error {
	about := aboutCase(c.num)
	_, err := tx.Exec(ctx, `
		insert into sealed_copies (case_id, digest, sealed, taken_at, expires_at)
		select @case, @digest, @sealed, @now, @expires where (select count(*) from sealed_copies where case_id = @case) < @most
		on conflict (case_id, digest) do nothing`,
		named{
			"case": c.num, "digest": o.cfg.Sealer.Digest(about, string(thing.Content)), "sealed": o.cfg.Sealer.Seal(thing.Content, about),
			"now": o.now(), "expires": o.now().Add(SealedLasts), "most": maxCopies,
		})
	return err
}

// Sealed is what a case holds of free text.
type Sealed struct {
	Copies  []Copy // of what was reported, the oldest first
	Said    []Said // by who reported it
	Appeals []Said // by who was concerned
}

// Copy is the thing as it stood when somebody reported it.
type Copy struct {
	At     time.Time
	Fields map[string]string
}

// Said is what one person wrote.
type Said struct {
	At     time.Time
	Reason string
	Text   string
}

// ReadSealed opens what a case holds. Each read is in the audit and in the case's history. Errors: NotFound, Forbidden.
func (o *Office) ReadSealed(ctx context.Context, v *identity.Viewer, id uuid.UUID) (s Sealed, err error) {
	err = o.inTx(ctx, func(tx pgx.Tx) error {
		c, err := o.lock(ctx, tx, v, id, identity.ReadSealed)
		if err != nil {
			return err
		}
		if err := o.cfg.Desk.Record(ctx, tx, c.deed(v, c.Reason), identity.ReadSealed, "case", c.num); err != nil {
			return err
		}
		if err := o.step(ctx, tx, c, v.Account.Num, StepRead, ""); err != nil {
			return err
		}
		if s.Copies, err = o.copies(ctx, tx, c); err != nil {
			return err
		}
		s.Said, err = o.said(ctx, tx, `select uid, at, reason, sealed from reports where case_id = $1 and sealed is not null order by id`, c.num, "report")
		if err != nil {
			return err
		}
		s.Appeals, err = o.said(ctx, tx, `select a.uid, a.at, '', a.sealed from appeals a join decisions d on d.id = a.decision_id
			where d.case_id = $1 and a.sealed is not null order by a.at`, c.num, "appeal")
		return err
	})
	return s, err
}

func (o *Office) copies(ctx context.Context, tx pgx.Tx, c *row) (list []Copy, err error) {
	rows, err := tx.Query(ctx, `select taken_at, sealed from sealed_copies where case_id = $1 and expires_at > $2 order by id`, c.num, o.now())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (copied Copy, err error) {
		var sealed []byte
		if err := r.Scan(&copied.At, &sealed); err != nil {
			return copied, err
		}
		return copied, o.openJSON(sealed, aboutCase(c.num), &copied.Fields)
	})
}

func (o *Office) said(ctx context.Context, tx pgx.Tx, sql string, num int64, table string) ([]Said, error) {
	rows, err := tx.Query(ctx, sql, num)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (said Said, err error) {
		var uid uuid.UUID
		var sealed []byte
		var w words
		if err = r.Scan(&uid, &said.At, &said.Reason, &sealed); err == nil {
			err = o.openJSON(sealed, aboutID(table, uid), &w)
		}
		said.Text = w.Text
		return said, err
	})
	kept := list[:0]
	for _, s := range list {
		if s.Text != "" { // a contact alone is nobody's business here
			kept = append(kept, s)
		}
	}
	return kept, err
}

// forgetSealed deletes what a case holds of free text: it is closed.
func forgetSealed(ctx context.Context, tx pgx.Tx, num int64) error {
	for _, sql := range []string{
		`delete from sealed_copies where case_id = $1`,
		`update reports set sealed = null where case_id = $1 and sealed is not null`,
		`update appeals set sealed = null where decision_id in (select id from decisions where case_id = $1) and sealed is not null`,
	} {
		if _, err := tx.Exec(ctx, sql, num); err != nil {
			return err
		}
	}
	return nil
}
