package directory_test

import (
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// TestOpeningsOfAWeek asks about every fifth minute of a week in which the clocks change, of places with slots, closures and halts.
func TestOpeningsOfAWeek(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	baths := town.place("Bains", orb.Point{5.365, 43.30}, "shower")
	town.exec(`update places set hours = 'Mo-Su 08:00-12:00; Sa 22:00-26:30; PH off' where id = $1`, baths)
	town.exec(`insert into services (place_id, position, name, categories, audiences, hours) values
		($1, 0, 'Créneau femmes', '{shower}', '{women}', 'We 14:00-17:00'), ($1, 1, 'Repas', '{meal}', '{}', 'Mo-Fr 18:00-20:15')`, baths)
	town.exec(`insert into notices (place_id, closed, body, from_day, till_day) values ($1, true, 'Travaux', '2026-10-20', '2026-10-21')`, baths)
	bus := town.place("Bus", orb.Point{5.361, 43.30}, "meal")
	town.exec(`update places set itinerant = true, geom = null, cell = null where id = $1`, bus)
	town.exec(`insert into stops (place_id, position, name, geom, cell, hours) values
		($1, 0, 'matin', ST_SetSRID(ST_MakePoint(5.362, 43.3), 4326), 1, 'Mo 09:00-10:00'), ($1, 1, 'soir', ST_SetSRID(ST_MakePoint(5.378, 43.3), 4326), 1, 'Mo 09:30-12:00')`, bus)
	town.place("Secret", orb.Point{5.365, 43.30}, "meal") // says no hours: nothing is certain
	town.load()

	paris := town.live.Calendar(0).Zone()
	from := time.Date(2026, 10, 19, 0, 0, 0, 0, paris) // to 25 October, a day of 25 hours
	until := time.Date(2026, 10, 26, 0, 0, 0, 0, paris)
	for _, name := range []string{"Bains", "Bus", "Secret"} {
		p := town.byName(name)
		for what, f := range map[string]*directory.PlaceFilter{
			"whole": {}, "meal": {Categories: category(t, "meal")}, "shower": {Categories: category(t, "shower")},
		} {
			open := map[time.Time]bool{}
			for a, b := range town.live.Openings(&p, f, from, until) {
				for at := a; at.Before(b); at = at.Add(5 * time.Minute) {
					open[at.UTC()] = true
				}
			}
			times := 0
			for at := from; at.Before(until); at = at.Add(5 * time.Minute) {
				want := town.live.Opening(&p, f, at).State == hours.Open
				if want {
					times++
				}
				if open[at.UTC()] != want {
					t.Fatalf("%s, %s, %v: open %t, want %t", name, what, at, open[at.UTC()], want)
				}
			}
			if times != len(open) {
				t.Errorf("%s, %s: open outside of the week", name, what)
			}
			if name != "Secret" && times == 0 && what == "whole" {
				t.Errorf("%s is never open", name)
			}
		}
	}
}
