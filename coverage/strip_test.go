package coverage

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
)

// TestStrips: a soup kitchen open at midday, one in the evening that is closed this Thursday, showers, and a library that is nothing of it.
func TestStrips(t *testing.T) {
	t.Parallel()
	pool, live := postgrestest.New(t), directory.NewLive(directory.Config{})
	err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(context.Background(), `
			insert into districts (code, kind, name, timezone, lang, geom)
			values ('01', 'city', 'Ville', 'Europe/Paris', 'fr', ST_Multi(ST_MakeEnvelope(5.36, 43.29, 5.38, 43.31, 4326)));
			insert into datasets (name, title, attribution, licence) values ('test', 'Test', '© Test', 'CC0-1.0');
			insert into places (uid, dataset_id, source_id, name, geom, cell, categories, district_id, hours)
			select gen_random_uuid(), ds.id, v.name, v.name, ST_SetSRID(ST_MakePoint(5.37, 43.3), 4326), 1, categories, d.id, v.hours
			from datasets ds, districts d, (values
				('midday', '{meal}'::text[], 'Mo-Fr 11:30-13:15'), ('evening', '{meal,food_parcel}', 'Mo-Th 18:00-20:00'),
				('baths', '{shower}', 'Sa 23:00-25:00'), ('night', '{night_shelter}', '24/7'), ('unsaid', '{meal}', '')) v(name, categories, hours);
			insert into services (place_id, position, name, categories, audiences, hours)
			select id, 0, 'Colis', '{food_parcel}', '{}', 'We 09:00-10:00' from places where name = 'evening';
			insert into notices (place_id, closed, body, from_day, till_day) select id, true, '', '2026-11-26', '2026-11-26' from places where name = 'evening'`)
		if err != nil {
			return err
		}
		read, err := live.Load(t.Context(), tx)
		live.Publish(read)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var s Supply
	w := newWeeks(live, time.Date(2026, 11, 29, 22, 59, 0, 0, time.UTC)) // still Sunday in Paris
	live.EachPlace(func(int64) bool { return true }, func(p *directory.Place) { w.add(&s, p) })

	at := func(day, hour int) int { return day*24 + hour }
	for _, c := range []struct {
		what string
		hour int
		want int32
	}{
		{"eat", at(0, 10), 0},
		{"eat", at(0, 11), 1},
		{"eat", at(0, 13), 1},
		{"eat", at(0, 14), 0},
		{"eat", at(4, 12), 1},
		{"eat", at(2, 9), 1},
		{"eat", at(0, 18), 1},
		{"eat", at(3, 19), 0},
		{"eat", at(3, 12), 1},
		{"eat", at(5, 12), 0},
		{"wash", at(5, 23), 1},
		{"wash", at(6, 0), 1},
		{"wash", at(6, 1), 0},
		{"rest", at(6, 23), 1},
	} {
		strip := s.Strips[c.what]
		if strip[c.hour] != c.want {
			t.Errorf("%s, day %d at %d: %d open, want %d", c.what, c.hour/24, c.hour%24, strip[c.hour], c.want)
		}
	}
	for what, want := range map[string]int{"eat": 168 - 5*3 - 3*2 - 1, "wash": 166, "rest": 0} {
		strip := s.Strips[what]
		if got := strip.Empty(); got != want {
			t.Errorf("%s: %d hours with nothing open, want %d", what, got, want)
		}
	}
	if s.Sundays["meal"] != 0 || s.Sundays["shower"] != 1 || s.Sundays["night_shelter"] != 1 {
		t.Errorf("on Sundays: %v", s.Sundays)
	}
	// Midday five times 1 h 45 min, evenings three times two hours.
	for code, want := range map[string]int{"meal": 5*105 + 3*120, "food_parcel": 60, "shower": 120, "night_shelter": 168 * 60, "laundry": 0} {
		if got := s.OpenMinutes[code]; got != want {
			t.Errorf("%s: %d minutes, want %d", code, got, want)
		}
	}
}
