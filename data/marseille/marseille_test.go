package marseille_test

import (
	"context"
	"testing"
	"time"

	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/data/postgres/postgrestest"
)

var asOf = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestLoad(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	r, err := marseille.Load(ctx, pool, asOf)
	t.Logf("%+v %v", r, err)
	r, err = marseille.Load(ctx, pool, asOf)
	t.Logf("%+v %v", r, err)
	n, city, err := marseille.Remove(ctx, pool)
	t.Log(n, city, err)
}
