package directory_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// A table of school holidays opens the doors that wait for it, without a restart, and closes them when it goes.
func TestLiveFollowsHolidays(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	town.exec(`update districts set code = '13055' where city_id is null`)
	num := town.place("Centre aéré", orb.Point{5.365, 43.3}, "meal")
	town.exec(`update places set hours = 'SH 08:00-18:00' where id = $1`, num)
	var id uuid.UUID
	if err := town.pool.QueryRow(t.Context(), `select uid from places where id = $1`, num).Scan(&id); err != nil {
		t.Fatal(err)
	}
	town.load()
	noon := time.Date(2026, 12, 22, 11, 0, 0, 0, time.UTC)
	is := func(want hours.State) {
		t.Helper()
		place, ok := town.live.Place(id)
		if !ok {
			t.Fatal("no such place")
		}
		if got := town.live.Opening(&place, nil, noon).State; got != want {
			t.Errorf("%v, want %v", got, want)
		}
		q := near(5.365, 43.3, 1000)
		q.Now, q.Open = noon, directory.OpenAt{At: noon}
		if found := len(town.find(q)) == 1; found != (want == hours.Open) {
			t.Errorf("found among what is open: %v, though %v", found, want)
		}
	}
	tell := func() {
		t.Helper()
		var table int64 // of the last change, as the feed names it
		err := town.pool.QueryRow(t.Context(), `select id from changes where topic = 'holidays' order by xid desc limit 1`).Scan(&table)
		if err != nil {
			t.Fatal(err)
		}
		town.apply(feed.Changes{"holidays": {table}})
	}
	store := directory.NewHolidays(town.pool)
	is(hours.Unknown)
	row := hours.Row{
		Kind: hours.School, Region: "FR-13", Name: "Noël",
		From: time.Date(2026, 12, 19, 0, 0, 0, 0, time.UTC), To: time.Date(2027, 1, 3, 0, 0, 0, 0, time.UTC),
	}
	if _, err := store.Put(t.Context(), hours.Table{Source: "school", Rows: []hours.Row{row}}, "school.csv", false); err != nil {
		t.Fatal(err)
	}
	tell()
	is(hours.Open)
	if err := store.Remove(t.Context(), "school"); err != nil {
		t.Fatal(err)
	}
	tell()
	is(hours.Unknown)
}
