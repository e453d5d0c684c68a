package coverage_test

import (
	"os"
	"strings"
	"testing"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// What was noted in hours before 00030 is said in minutes by it; what was noted in minutes since, and what nobody noted, stays.
func TestHoursNotedBeforeAreMinutes(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../data/postgres/migrations/00030_open_minutes.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, up, ok := strings.Cut(string(file), "-- +goose Up")
	if !ok {
		t.Fatal("the migration has no way up")
	}
	pool := postgrestest.New(t)
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := pool.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`insert into districts (code, kind, name, timezone, lang) values ('01', 'city', 'Ville', 'Europe/Paris', 'fr')`)
	for period, at := range map[string][2]string{
		"2026-08": {`{"supply": {"OpenHours": {"meal": 7, "shower": 0}, "Places": 3}, "access": {}}`, `{"supply": {"OpenMinutes": {"meal": 420, "shower": 0}, "Places": 3}, "access": {}}`},
		"2026-09": {`{"supply": {"OpenHours": {}}}`, `{"supply": {"OpenMinutes": {}}}`},
		"2026-10": {`{"supply": {"OpenHours": null}}`, `{"supply": {"OpenHours": null}}`},
		"now":     {`{"supply": {"OpenMinutes": {"meal": 15}}}`, `{"supply": {"OpenMinutes": {"meal": 15}}}`},
	} {
		exec(`insert into coverage_figures (city_id, period, district_id, until, at, people, supply) select id, $1, id, now(), now(), '{}', $2 from districts`, period, at[0])
		for range 2 {
			exec(up)
			var same bool
			var got string
			err := pool.QueryRow(t.Context(), `select supply = $2::jsonb, supply from coverage_figures where period = $1`, period, at[1]).Scan(&same, &got)
			if err != nil || !same {
				t.Errorf("%s: %s is %s, not %s: %v", period, at[0], got, at[1], err)
			}
		}
	}
}
