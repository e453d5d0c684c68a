package postgrestest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	t.Parallel()
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			pool := postgrestest.New(t)
			var inside bool
			// Migrated, and PostGIS answers.
			err := pool.QueryRow(ctx, "SELECT ST_Covers('POLYGON((0 0,1 0,1 1,0 0))'::geometry, 'POINT(1 1)') AND NOT EXISTS (SELECT FROM places)").Scan(&inside)
			if err != nil || !inside {
				t.Fatalf("covers = %v, %v", inside, err)
			}
			if _, err := pool.Exec(ctx, "CREATE TABLE mine (n int)"); err != nil {
				t.Fatal(err) // another test's table would be in the way
			}
		})
	}
}
