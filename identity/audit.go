package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Deed is what somebody of the staff does: who, where, and by which reason's code. Codes are words like "harassment": never
// free text, since the audit outlives the people it is about.
type Deed struct {
	By   *Viewer
	In   Scope  // where the thing is that it is done to, as the room that keeps the thing knows
	Code string // small letters, digits, ".", "_", "-"; may be empty
}

// Entry is one line of the audit.
type Entry struct {
	At           time.Time
	Actor        int64 // Account.Num; 0 = the operator of this server
	Acting       int64 // organisation; 0 = none
	Act          string
	Subject      string // kind of thing: "account", "request"
	SubjectID    int64
	District     int64
	Organisation int64
	Code         string
}

// Record writes a deed into the audit, in the transaction that does it; what is sealed may be read once Record has returned nil.
func (d *Desk) Record(ctx context.Context, tx pgx.Tx, deed Deed, act Action, subject string, id int64) error {
	return d.record(ctx, tx, deed, string(act), subject, id)
}

func (d *Desk) record(ctx context.Context, tx pgx.Tx, deed Deed, act, subject string, id int64) error {
	var actor, acting int64
	if deed.By != nil {
		actor, acting = deed.By.Account.Num, deed.By.Acting
	}
	_, err := tx.Exec(ctx, `
		insert into audit (at, actor, acting, act, subject, subject_id, district_id, organisation_id, code)
		values (@at, @actor, nullif(@acting::bigint, 0), @act, @subject, @id, nullif(@district::bigint, 0), nullif(@organisation::bigint, 0), @code)`,
		named{
			"at": d.now(), "actor": actor, "acting": acting, "act": act, "subject": subject, "id": id,
			"district": deed.In.District, "organisation": deed.In.Organisation, "code": deed.Code,
		})
	return err
}

// Audit lists up to limit entries before one (0 = the newest), newest first. The numbers are theirs, for the next page.
func (d *Desk) Audit(ctx context.Context, v *Viewer, before int64, limit int) (entries []Entry, numbers []int64, err error) {
	if err := v.Must(ReadAudit, Scope{}); err != nil {
		return nil, nil, err
	}
	rows, err := d.pool.Query(ctx, `
		select id, at, actor, coalesce(acting, 0), act, subject, subject_id, coalesce(district_id, 0), coalesce(organisation_id, 0), code
		from audit where $1 = 0 or id < $1 order by id desc limit $2`, before, min(max(limit, 1), 500))
	if err != nil {
		return nil, nil, failed(err)
	}
	var e Entry
	var number int64
	_, err = pgx.ForEachRow(rows, []any{&number, &e.At, &e.Actor, &e.Acting, &e.Act, &e.Subject, &e.SubjectID, &e.District, &e.Organisation, &e.Code},
		func() error {
			entries, numbers = append(entries, e), append(numbers, number)
			return nil
		})
	return entries, numbers, failed(err)
}
