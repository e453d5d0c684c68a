package directory_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
)

// sharedFile is a file of real data that stands beside the repository, where there is one.
func sharedFile(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs the real data: %v", err)
	}
	return path
}

var theCity = directory.City{Code: "13055", Name: "Marseille", Timezone: "Europe/Paris", Lang: "fr"}

func marseille(t testing.TB, pool *pgxpool.Pool) *directory.Cities {
	t.Helper()
	cities := directory.NewCities(pool)
	if _, err := cities.Add(context.Background(), theCity); err != nil {
		t.Fatal(err)
	}
	return cities
}

// count is the one number that a query gives.
func count(t testing.TB, pool *pgxpool.Pool, query string, args ...any) (n int) {
	t.Helper()
	if err := pool.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestCityAdd(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	cities := directory.NewCities(postgrestest.New(t))
	changed := theCity
	changed.Contact.Phone = "+33 4 65 71 00 00"
	for i, step := range []struct {
		city directory.City
		want directory.Outcome
	}{
		{theCity, directory.Added},
		{theCity, directory.Unchanged},
		{changed, directory.Updated},
		{changed, directory.Unchanged},
	} {
		if got, err := cities.Add(ctx, step.city); err != nil || got != step.want {
			t.Fatalf("step %d: %q, %v; want %q", i, got, err, step.want)
		}
	}
	list, err := cities.List(ctx)
	if err != nil || len(list) != 1 || list[0].City != changed {
		t.Fatalf("list: %+v, %v", list, err)
	}
}

func TestCityFaults(t *testing.T) {
	t.Parallel()
	cities := directory.NewCities(postgrestest.New(t))
	for param, spoil := range map[string]func(*directory.City){
		"code":     func(c *directory.City) { c.Code = "13 055" },
		"name":     func(c *directory.City) { c.Name = " " },
		"timezone": func(c *directory.City) { c.Timezone = "Europe/Marseille" },
		"lang":     func(c *directory.City) { c.Lang = "français" },
	} {
		city := theCity
		spoil(&city)
		var invalid *directory.Invalid
		if _, err := cities.Add(context.Background(), city); !errors.As(err, &invalid) || invalid.Param != param {
			t.Errorf("spoilt %s: %v", param, err)
		}
	}
}

func TestCityRemove(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	cities := marseille(t, pool)
	importSquares(t, cities, 4)
	putPlace(t, pool, "a", 5.305, 43.305)
	places, err := cities.Remove(ctx, "13055")
	if err != nil || places != 1 {
		t.Fatalf("%d places, %v", places, err)
	}
	if n := count(t, pool, `select count(*) from districts`); n != 0 {
		t.Errorf("%d districts are left", n)
	}
	if n := count(t, pool, `select count(*) from places where district_id is null`); n != 1 {
		t.Errorf("%d places without a district, want the one that was in the city", n)
	}
	if _, err = cities.Remove(ctx, "13055"); err == nil {
		t.Error("a city that is not there was removed")
	}
}
