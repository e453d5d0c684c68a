package identity

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// chained is a house whose audit holds three days, each with rows, all over.
func chained(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	for range 3 {
		h.note(t, 4)
		h.clock.pass(day)
	}
	if links, err := h.ChainAudit(t.Context()); err != nil || links != 3 {
		t.Fatal(links, err)
	}
	return h
}

// note writes rows into the audit.
func (h *house) note(t *testing.T, rows int) {
	t.Helper()
	err := h.inTx(t.Context(), func(tx pgx.Tx) error {
		for i := range rows {
			if err := h.record(t.Context(), tx, Deed{Code: "spam"}, "decide-case", "case", int64(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAuditChainFitsAndGrows(t *testing.T) {
	t.Parallel()
	h := chained(t)
	h.note(t, 2)
	proof, err := VerifyAudit(t.Context(), h.pool, nil)
	if err != nil || proof.Links != 3 || proof.Entries != 12 || proof.Unchained != 2 {
		t.Fatalf("%+v, %v", proof, err)
	}
	if links, err := h.ChainAudit(t.Context()); err != nil || links != 0 {
		t.Errorf("a day that is not over: %d links, %v", links, err)
	}
	h.clock.pass(5 * day) // days without a row have a link too
	if links, err := h.ChainAudit(t.Context()); err != nil || links != 5 {
		t.Errorf("%d links, %v", links, err)
	}
	proof, err = VerifyAudit(t.Context(), h.pool, nil)
	if err != nil || proof.Links != 8 || proof.Entries != 14 || proof.Unchained != 0 {
		t.Errorf("%+v, %v", proof, err)
	}
}

// Who owns the database can switch the triggers off; the chain still tells.
func TestAuditChainFindsWhatASuperuserChanged(t *testing.T) {
	t.Parallel()
	second := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for name, sql := range map[string]string{
		"changed":      `update audit set code = 'fraud' where id = 6`,
		"moved":        `update audit set at = at + interval '1 microsecond' where id = 6`,
		"taken out":    `delete from audit where id = 6`,
		"put in":       `delete from audit where id = 8; insert into audit (id, at, actor, act, subject, subject_id, code) overriding system value select 8, at, actor, act, subject, 99, code from audit where id = 7`,
		"link changed": `update audit_chain set digest = sha256('x') where day = '2026-11-24'`,
		"link gone":    `delete from audit_chain where day = '2026-11-24'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := chained(t)
			tampered := `set local session_replication_role = replica; ` + sql // no trigger runs
			err := pgx.BeginFunc(t.Context(), h.pool, func(tx pgx.Tx) error {
				_, err := tx.Exec(t.Context(), tampered, pgx.QueryExecModeSimpleProtocol)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = VerifyAudit(t.Context(), h.pool, nil)
			broken, ok := errors.AsType[*BrokenChain](err)
			if !ok || !broken.Day.Equal(second) {
				t.Errorf("found %v, want the day %s", err, second.Format(time.DateOnly))
			}
		})
	}
}

// A role that is no superuser adds rows and links, and changes neither.
func TestAuditChainAsAPlainRole(t *testing.T) {
	t.Parallel()
	h := chained(t)
	h.note(t, 1)
	h.clock.pass(day)
	ctx := context.Background()
	_, err := h.pool.Exec(ctx, `
		do $$ begin create role alentour_plain; exception when duplicate_object then null; end $$;
		grant select, insert on audit, audit_chain to alentour_plain; grant usage on schema public to alentour_plain`)
	if err != nil {
		t.Fatal(err)
	}
	err = pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `set local role alentour_plain`)
		if err == nil {
			_, err = tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('alentour.audit'))`)
		}
		if err == nil {
			_, err = addLink(ctx, tx, Link{Day: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), LastID: 12}, time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`update audit set actor = 1`, `delete from audit`, `truncate audit`,
		`update audit_chain set entries = 1`, `delete from audit_chain`, `truncate audit_chain`,
	} {
		err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `set local role alentour_plain`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, sql)
			return err
		})
		if err == nil {
			t.Errorf("%s: done", sql)
		}
	}
}

// Links wait for who is writing: no row gets into a day whose link is made.
func TestAuditChainWaitsForWriters(t *testing.T) {
	t.Parallel()
	h := chained(t)
	ctx := t.Context()
	writing, err := h.pool.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer writing.Rollback(ctx) //nolint:errcheck // committed below
	if err := h.record(ctx, writing, Deed{}, "decide-case", "case", 1); err != nil {
		t.Fatal(err)
	}
	h.clock.pass(day)
	done := make(chan error, 1)
	go func() { _, err := h.ChainAudit(ctx); done <- err }()
	for { // until the other one waits
		var waits bool
		if err := h.pool.QueryRow(ctx, `select exists (select from pg_locks l join pg_database b on b.oid = l.database
			where b.datname = current_database() and l.locktype = 'advisory' and not l.granted)`).Scan(&waits); err != nil {
			t.Fatal(err)
		}
		if waits {
			break
		}
	}
	if err := writing.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if proof, err := VerifyAudit(ctx, h.pool, nil); err != nil || proof.Entries != 13 {
		t.Errorf("%+v, %v", proof, err)
	}
}
