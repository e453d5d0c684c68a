package coverage_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/identity"
)

// BenchmarkCountry lives a day of 200,000 changes in thirty cities with 108,000 members and 10,800 places, then a thousand more, then reads one district.
func BenchmarkCountry(b *testing.B) {
	c := newCountry(b, 30, 100)
	c.draw()
	c.exec(`insert into datasets (name, title) values ('test', 'Test')`)
	c.exec(`
		insert into places (uid, dataset_id, source_id, name, geom, cell, categories, district_id, hours)
		select gen_random_uuid(), s.id, d.code || '-' || i, 'Place', ST_Translate(ST_Centroid(d.geom), i * 0.0003, 0), 1,
			(array['{meal}', '{shower,laundry}', '{toilets}', '{day_centre}', '{clothing}'])[1 + i % 5]::text[], d.id, 'Mo-Fr 09:00-17:00'
		from datasets s, districts d, generate_series(1, 10) i where d.kind = 'quartier'`)
	c.beat()
	c.exec(`
		with q as (
			insert into requests (uid, offer, author_id, kind, cell, district_id, city_id, timing, needed, taken, urgency, state, deadline, expires_at, created_at, updated_at)
			select gen_random_uuid(), false, account_id, 'groceries', 1, home_district, city, 'flexible', 1, 1, 'calm', 'met', $1, $1, $1::timestamptz - interval '1 day' * random(), $1
			from members order by random() limit 50000 returning id, created_at, author_id),
		i as (
			insert into invitations (uid, request_id, account_id, wave, score, chance, propensity, rested, gap, parts, distance_m, state, sent_at, answered_at)
			select gen_random_uuid(), id, author_id, 1, 0, 0.5, 0.5, 1, 0, '{}', 500, 'accepted', created_at + interval '1 minute', created_at + interval '1 hour' from q)
		insert into request_steps (request_id, act, state, taken, at, by_id)
		select id, 'post', 'open', 0, created_at, author_id from q
		union all select id, 'take', 'met', 1, created_at + interval '1 hour' * random(), author_id from q`, c.now())
	c.exec(`analyze`)
	c.beat() // so many rows at once have everything counted again: that is nobody's thousand changes
	month, staff := c.month(), c.staff(identity.Administrator, "")
	b.Run("day", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			for _, city := range c.live.Cities() {
				c.asks(city.Code+"-1-1", 1, 5)
			}
			c.caughtUp()
			b.StartTimer()
			c.beats(b)
		}
	})
	b.Run("thousand", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			c.asks("c7-2-3", 333, 5)
			c.caughtUp()
			b.StartTimer()
			c.beats(b)
		}
	})
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			c.micros.Add(60e6)
			if _, err := c.room.Sheet(b.Context(), staff, "c9-1-1", month); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.room.Sheet(b.Context(), staff, "c9-1-1", month); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("table", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.room.Table(b.Context(), staff, "c9", 2, "requests_opened", "", coverage.NowAt(c.now())); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// beats says beside the time on the clock what the database worked, which other programs on the machine do not change.
func (c *country) beats(b *testing.B) {
	before := c.worked()
	c.beat()
	b.ReportMetric(c.worked()-before, "db-s/last")
}

// worked is the processor time of the database's processes that serve this program, in seconds.
func (c *country) worked() (s float64) {
	c.t.Helper()
	rows, err := c.pool.Query(c.t.Context(), `select pid from pg_stat_activity where datname = current_database()`)
	if err != nil {
		c.t.Fatal(err)
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		c.t.Fatal(err)
	}
	const perSecond = 100 // ticks, on Linux
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		_, fields, ok := strings.Cut(string(stat), ") ")
		if err != nil || !ok {
			continue // it has gone
		}
		for _, field := range strings.Fields(fields)[11:13] {
			ticks, _ := strconv.Atoi(field)
			s += float64(ticks) / perSecond
		}
	}
	return s
}
