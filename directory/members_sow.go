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

// SowMembers writes many profiles, under the rules that hold for everybody's. A home must be of the atlas.
func SowMembers(ctx context.Context, tx pgx.Tx, atlas *Atlas, list []SeedMember) error {
	var batch pgx.Batch
	for _, m := range list {
		if err := m.check(Home{}, atlas); err != nil {
			return fmt.Errorf("member %s: %w", m.Name, err)
		}
		batch.Queue(writeMember, m.atRest(m.Account, m.Since))
	}
	return tx.SendBatch(ctx, &batch).Close()
}
