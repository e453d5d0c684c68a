package directory

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// SeedMember is what a made-up person says of themself.
type SeedMember struct {
	Account int64
	Profile
	Since time.Time
}

// SowMembers writes many new profiles, under the rules that hold for everybody's. A home must be of the atlas.
func SowMembers(ctx context.Context, tx pgx.Tx, atlas *Atlas, list []SeedMember) error {
	rows := make([][]any, len(list))
	for i := range list {
		m := &list[i]
		if err := m.check(Home{}, atlas); err != nil {
			return fmt.Errorf("member %s: %w", m.Name, err)
		}
		rows[i] = []any{
			m.Account, m.Name, m.Languages.Codes(), m.Helps, m.Needs, m.Interests.Codes(), m.About, numberOrNull(int64(m.Home.Cell)),
			numberOrNull(m.Home.District), numberOrNull(m.Home.City), numberOrNull(int64(m.RadiusM)), m.Access.Codes(), m.Age, m.Hidden, m.Since, m.Since,
		}
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"members"}, []string{
		"account_id", "name", "languages", "helps", "needs", "interests", "about", "home_cell", "home_district", "city", "radius_m", "access", "age_band",
		"hidden", "created_at", "updated_at",
	}, pgx.CopyFromRows(rows))
	return err
}

func numberOrNull(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}
