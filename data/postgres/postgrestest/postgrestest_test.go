package postgrestest_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

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

// Each has what was loaded, and nothing of another.
func TestWhatIsLoadedOnceIsCopied(t *testing.T) {
	t.Parallel()
	var loads atomic.Int32
	filled := postgrestest.Fill(func(ctx context.Context, pool *pgxpool.Pool) error {
		loads.Add(1)
		_, err := pool.Exec(ctx, "CREATE TABLE mine AS SELECT 1 AS n")
		return err
	})
	t.Run("copies", func(t *testing.T) {
		for i := range 3 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				var rows int
				err := filled(t).QueryRow(t.Context(), "WITH more AS (INSERT INTO mine VALUES (2) RETURNING n) SELECT count(*) FROM mine").Scan(&rows)
				if err != nil || rows != 1 {
					t.Fatalf("%d rows, %v", rows, err) // another test's row would be there too
				}
			})
		}
	})
	if n := loads.Load(); n != 1 && os.Getenv("ALENTOUR_TEST_DATABASE") == "" {
		t.Errorf("loaded %d times", n)
	}
}
