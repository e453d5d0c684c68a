package identity

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// SeedAccount is a made-up person's account.
type SeedAccount struct {
	ID         uuid.UUID
	Lang       string
	Contacts   []Contact
	Grants     []Grant
	Since      time.Time
	Seen       time.Time // the day of the last sign of life
	Registered *SeedRelay
}

// SeedRelay says who registered somebody without phone or e-mail.
type SeedRelay struct {
	By      uuid.UUID // an earlier account of the same list, or one that is there
	In      Scope     // a district or an organisation
	Name    string
	Consent string
}

// Sow makes made-up accounts, many in few statements, and gives their numbers in the same order. Nobody decided about them, so that
// nothing stands in the audit. ContactTaken when a contact is somebody else's.
func Sow(ctx context.Context, tx pgx.Tx, list []SeedAccount) ([]int64, error) {
	nums, err := sowAccounts(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	var batch pgx.Batch
	for i, a := range list {
		for _, c := range a.Contacts {
			if err := c.check(); err != nil {
				return nil, err
			}
			batch.Queue(`insert into contacts (kind, address, account_id, since) values ($1, $2, $3, $4) on conflict do nothing`,
				c.Kind, c.Address, nums[i], a.Since).Exec(onlyOne)
		}
		for _, g := range a.Grants {
			if err := g.check(); err != nil {
				return nil, err
			}
			batch.Queue(`
				insert into grants (account_id, role, district_id, organisation_id, since, until)
				values ($1, $2, nullif($3::bigint, 0), nullif($4::bigint, 0), $5, $6)`,
				nums[i], g.Role, g.District, g.Organisation, a.Since, orNull(g.Until))
		}
		if r := a.Registered; r != nil {
			batch.Queue(`
				insert into relays (account_id, registered_by, district_id, organisation_id, consent, consented_at, name)
				select $1, id, nullif($3::bigint, 0), nullif($4::bigint, 0), $5, $6, $7 from accounts where uid = $2`,
				nums[i], r.By, r.In.District, r.In.Organisation, r.Consent, a.Since, printable(r.Name, 40)).Exec(onlyOne)
		}
	}
	return nums, tx.SendBatch(ctx, &batch).Close()
}

// onlyOne refuses a statement that found another's row in its place, or none to refer to.
func onlyOne(tag pgconn.CommandTag) error {
	if tag.RowsAffected() != 1 {
		return Refuse(ContactTaken, "a made-up person's contact belongs to somebody, or who registered them is not there")
	}
	return nil
}

func sowAccounts(ctx context.Context, tx pgx.Tx, list []SeedAccount) ([]int64, error) {
	var ids []uuid.UUID
	var langs []string
	var since, seen []time.Time
	for _, a := range list {
		ids, langs = append(ids, a.ID), append(langs, Origin{Lang: a.Lang}.lang())
		since, seen = append(since, a.Since), append(seen, a.Seen)
	}
	rows, err := tx.Query(ctx, `
		insert into accounts (uid, lang, created_at, last_contact, rights_at)
		select uid, lang, since, seen, since from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::date[])
			with ordinality as a (uid, lang, since, seen, i) order by i
		returning id, uid`, ids, langs, since, seen)
	if err != nil {
		return nil, err
	}
	numbers := map[uuid.UUID]int64{}
	var num int64
	var id uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&num, &id}, func() error { numbers[id] = num; return nil })
	if err != nil {
		return nil, err
	}
	nums := make([]int64, len(ids))
	for i, id := range ids {
		nums[i] = numbers[id]
	}
	return nums, nil
}

// SownAt is when an account began, false where there is none. One that was erased is gone: it has another id.
func SownAt(ctx context.Context, tx pgx.Tx, id uuid.UUID) (since time.Time, ok bool, err error) {
	err = tx.QueryRow(ctx, `select created_at from accounts where uid = $1`, id).Scan(&since)
	if errors.Is(err, pgx.ErrNoRows) {
		return since, false, nil
	}
	return since, err == nil, err
}

// OthersThan says whether there are accounts beside some, erased ones too.
func OthersThan(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) (others bool, err error) {
	err = tx.QueryRow(ctx, `select exists (select from accounts where uid <> all($1))`, ids).Scan(&others)
	return others, err
}

// Uproot removes accounts with all that hangs on them, as if they had never been, and gives their numbers. Only made-up people are
// removed so: who asks for it is erased, and what was done about them stays.
func Uproot(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) (nums []int64, err error) {
	rows, err := tx.Query(ctx, `delete from accounts where uid = any($1) returning id`, ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
