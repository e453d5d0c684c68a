package directory

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Export implements [identity.Holder].
func (m *Members) Export(ctx context.Context, tx pgx.Tx, account int64) ([]identity.Sheet, error) {
	sheet := identity.Sheet{Name: "profile", Columns: []string{
		"name", "languages", "helps", "needs", "interests", "about", "home_cell", "home_district", "city", "radius_m", "access",
		"age_band", "hidden", "barred", "since", "updated",
	}}
	rows, err := tx.Query(ctx, `
		select m.name, m.languages, m.helps, m.needs, m.interests, m.about, to_hex(m.home_cell), d.code, c.code, m.radius_m, m.access,
		       m.age_band, m.hidden, m.barred, m.created_at, m.updated_at
		from members m left join districts d on d.id = m.home_district left join districts c on c.id = m.city
		where m.account_id = $1`, account)
	if err != nil {
		return nil, err
	}
	sheet.Rows, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) {
		var languages, interests, access []string
		values, err := row.Values()
		if err == nil {
			err = row.Scan(nil, &languages, nil, nil, &interests, nil, nil, nil, nil, nil, &access, nil, nil, nil, nil, nil)
			values[1], values[4], values[10] = languages, interests, access
		}
		return values, err
	})
	return []identity.Sheet{sheet}, err
}

// Erase implements [identity.Holder].
func (m *Members) Erase(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `delete from members where account_id = $1`, account)
	return err
}
