package directory

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Version is one change that a person made to a place or an organisation.
type Version struct {
	Num     int64
	At      time.Time
	Author  Author
	Kind    string // "add", "edit", "restore", "answer", "saturation", "notice", "confide"
	Of      int64  // the version that a restore went back to; 0 = none
	Changes []FieldChange
}

// Author is who did something. A person whom the viewer must not know of, or who has gone, is nobody.
type Author struct {
	Account      int64
	Name         string // as members see it; empty = not said
	Organisation string // that they acted as; empty = none
}

// FieldChange is a field before and after, as JSON; nil = nothing.
type FieldChange struct {
	Field         Field
	Before, After json.RawMessage
}

// Restorable says whether what a version left can be brought back: not a moment's saturation or message.
func (v Version) Restorable() bool {
	return v.Kind != "saturation" && v.Kind != "notice" && v.Kind != "confide"
}

// version is a row to write.
type version struct {
	place, organisation int64
	kind                string
	of                  int64
	before, after       map[Field]json.RawMessage
}

func (a *Associations) noteVersion(ctx context.Context, tx pgx.Tx, v *identity.Viewer, n version) error {
	none := map[Field]json.RawMessage{}
	if n.before == nil {
		n.before = none
	}
	if n.after == nil {
		n.after = none
	}
	_, err := tx.Exec(ctx, `
		insert into versions (place_id, organisation_id, at, account_id, acting_id, kind, of_version, before, after)
		values (nullif(@place::bigint, 0), nullif(@organisation::bigint, 0), @at, @account, nullif(@acting::bigint, 0), @kind,
			nullif(@of::bigint, 0), @before, @after)`,
		pgx.StrictNamedArgs{
			"place": n.place, "organisation": n.organisation, "at": a.now(), "account": v.Account.Num, "acting": v.Acting,
			"kind": n.kind, "of": n.of, "before": n.before, "after": n.after,
		})
	return err
}

// MaxVersions bounds a history: the newest are shown.
const MaxVersions = 200

// readVersions lists the newest first. which is a column of versions.
func readVersions(ctx context.Context, tx pgx.Tx, v *identity.Viewer, which string, num int64) ([]Version, error) {
	rows, err := tx.Query(ctx, `
		select v.id, v.at, coalesce(v.account_id, 0), coalesce(m.name, ''), coalesce(o.name, ''), v.kind, coalesce(v.of_version, 0), v.before, v.after
		from versions v left join members m on m.account_id = v.account_id left join organisations o on o.id = v.acting_id
		where v.`+which+` = $1 order by v.id desc limit $2`, num, MaxVersions)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Version, error) {
		var n Version
		var before, after map[Field]json.RawMessage
		err := row.Scan(&n.Num, &n.At, &n.Author.Account, &n.Author.Name, &n.Author.Organisation, &n.Kind, &n.Of, &before, &after)
		if !v.Sees(n.Author.Account) {
			n.Author.Account, n.Author.Name = 0, ""
		}
		n.Changes = changesOf(before, after)
		return n, err
	})
}

// changesOf lists what differs in the order in which people read a sheet.
func changesOf(before, after map[Field]json.RawMessage) []FieldChange {
	var list []FieldChange
	for f, value := range after {
		list = append(list, FieldChange{f, before[f], value})
	}
	for f, value := range before {
		if _, both := after[f]; !both {
			list = append(list, FieldChange{f, value, nil})
		}
	}
	slices.SortFunc(list, func(a, b FieldChange) int { return fieldOrder(a.Field) - fieldOrder(b.Field) })
	return list
}

func fieldOrder(code Field) int {
	i := slices.IndexFunc(placeFields, func(f placeField) bool { return f.Field == code })
	if i < 0 {
		return len(placeFields) + int(code[0])
	}
	return i
}

// since gives, of each field that changed after a version, what it was right after it. which is a column of versions.
func since(ctx context.Context, tx pgx.Tx, which string, num, version int64) (map[Field]json.RawMessage, error) {
	var known bool
	if err := tx.QueryRow(ctx, `select $3 = 0 or exists (select from versions where id = $3 and `+which+` = $1 and kind <> $2)`,
		num, "confide", version).Scan(&known); err != nil {
		return nil, err
	}
	if !known {
		return nil, identity.Refuse(identity.NotFound, "")
	}
	rows, err := tx.Query(ctx, `
		select distinct on (said.key) said.key, said.value
		from versions v, jsonb_each(v.before) said
		where v.`+which+` = $1 and v.id > $2 and v.kind not in ('saturation', 'notice', 'confide') order by said.key, v.id`, num, version)
	if err != nil {
		return nil, err
	}
	was := map[Field]json.RawMessage{}
	var f Field
	var value json.RawMessage
	_, err = pgx.ForEachRow(rows, []any{&f, &value}, func() error {
		was[f] = slices.Clone(value)
		return nil
	})
	return was, err
}

// PlaceHistory lists what people changed about a place, the newest first, for who may edit it. Errors: NotFound, NoSession, Forbidden.
func (a *Associations) PlaceHistory(ctx context.Context, v *identity.Viewer, id uuid.UUID) (p Place, list []Version, err error) {
	err = a.read(ctx, func(tx pgx.Tx) error {
		if p, err = placeFor(ctx, tx, v, identity.EditPlace, id); err != nil {
			return err
		}
		list, err = readVersions(ctx, tx, v, "place_id", p.Num)
		return err
	})
	return p, list, err
}

// RestorePlace makes a place say again what it did right after a version; 0 is before people wrote anything. It is an edit like
// others: it adds a version. Errors: NotFound, NoSession, Forbidden, [*Invalid].
func (a *Associations) RestorePlace(ctx context.Context, v *identity.Viewer, id uuid.UUID, version int64) (p Place, err error) {
	err = a.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockPlace(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := v.Must(identity.EditPlace, placeScope(&before)); err != nil {
			return err
		}
		was, err := since(ctx, tx, "place_id", before.Num, version)
		if err != nil {
			return err
		}
		want := before
		for code, value := range was {
			f, ok := fieldNamed(code)
			if !ok || code == FieldOrganisation {
				continue // who runs it is not a wording
			}
			if err := f.take(&want, value); err != nil {
				return err
			}
		}
		p, err = a.writePlace(ctx, tx, v, &before, want, "restore", version)
		return err
	})
	return p, err
}
