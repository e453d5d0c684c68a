package matching_test

import (
	"context"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/matching"
)

// memoryEdits change everything that is remembered. @n is an account from 1 to 40, @k a small number, @other a bit.
var memoryEdits = map[string]string{
	"asked": `insert into volunteer_loads (account_id, asked, last_asked_at) values (@n, array[@at::timestamptz], @at)
		on conflict (account_id) do update set (asked, last_asked_at) = (volunteer_loads.asked[1:9] || @at::timestamptz, @at)`,
	"answered": `update volunteer_loads set (gap_yes[@k], gap_expected[@k], far_yes[@k], far_expected[@k], delays[@k]) = (gap_yes[@k] + 1, gap_expected[@k] + 310, far_yes[@k] + 1, far_expected[@k] + 570, delays[@k] + 1) where account_id = @n`,
	"learnt": `insert into help_records (account_id, family, band, asked, yes, helped, exposure)
		values (@n, case when @other then 'food' else 'administrative' end, (array['anytime', 'morning', 'night'])[1 + @k % 3], @k, @k / 2, @k / 4, 700 * @k)
		on conflict (account_id, family, band) do update set (asked, yes, exposure) = (help_records.asked + 1, help_records.yes + 1, help_records.exposure + 400)`,
	"rests":     `update volunteer_loads set rest_until = case when @other then @at::timestamptz end where account_id = @n`,
	"moves":     `update members set home_district = (select id from districts where code = 'T' || (@k % 2) || '-' || @k), city = (select id from districts where code = 'T' || (@k % 2)) where account_id = @n`,
	"no home":   `update members set (home_cell, home_district, city) = (null, null, null) where account_id = @n`,
	"forgotten": `delete from volunteer_loads where account_id = @n`,
	"erased":    `delete from help_records where account_id = @n`,
	"everybody": `update volunteer_loads set last_asked_at = @at::timestamptz where @other`,
}

// W3 for what is remembered: whatever is written, the copy that has caught up holds what one loaded afresh does.
func TestMemoryFollows(t *testing.T) {
	t.Parallel()
	w := newTowns(t, 20, 20, 1)
	follower := feed.New(w.pool, []feed.Subject{w.memory}, feed.Config{PollEvery: time.Millisecond, BulkRows: 15})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- follower.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	<-follower.Ready()
	var cities []int64
	rows, err := w.pool.Query(ctx, `select id from districts order by id`)
	if err == nil {
		cities, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(memoryEdits))
	rapid.Check(t, func(t *rapid.T) {
		var written []feed.Position // each is waited for: a bulk is read later than what came after it
		for range rapid.IntRange(1, 8).Draw(t, "edits") {
			sql := memoryEdits[rapid.SampledFrom(names).Draw(t, "edit")]
			args := pgx.NamedArgs{
				"n": rapid.IntRange(1, 40).Draw(t, "n"), "k": rapid.IntRange(1, 7).Draw(t, "k"), "other": rapid.Bool().Draw(t, "other"),
				"at": noon.Add(-time.Duration(rapid.IntRange(0, 30*24).Draw(t, "hours ago")) * time.Hour),
			}
			rollback := rapid.IntRange(0, 5).Draw(t, "rolled back") == 0
			err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
				if _, err := tx.Exec(ctx, sql, args); err != nil {
					return err
				}
				if rollback {
					return pgx.ErrTxCommitRollback
				}
				at, err := feed.Current(ctx, tx)
				written = append(written, at)
				return err
			})
			if err != nil && !rollback {
				t.Fatal(err)
			}
		}
		for _, at := range written {
			if err := follower.Wait(ctx, at); err != nil {
				t.Fatal(err)
			}
		}
		fresh := matching.NewMemory()
		w.load(w.t, fresh)
		for account := range int64(45) {
			if got, want := w.memory.Of(account), fresh.Of(account); !reflect.DeepEqual(got, want) {
				t.Fatalf("of %d: followed %+v, afresh %+v", account, got, want)
			}
		}
		for _, city := range cities {
			if got, want := w.memory.Delays(city), fresh.Delays(city); got != want {
				t.Fatalf("delays of %d: %v, afresh %v", city, got, want)
			}
			for _, district := range cities {
				if got, want := w.memory.Local(city, district), fresh.Local(city, district); !reflect.DeepEqual(got, want) {
					t.Fatalf("in %d of %d: followed %+v, afresh %+v", district, city, got, want)
				}
			}
		}
	})
}

// What is learnt where people live are the sums of their records.
func TestMemoryLearnsWherePeopleLive(t *testing.T) {
	t.Parallel()
	w := newTowns(t, 400, 50, 1)
	rows, err := w.pool.Query(t.Context(), `
		select m.city, m.home_district, sum(h.yes)::float8, sum(h.exposure)::float8 / 1000 from help_records h join members m using (account_id)
		join volunteer_loads using (account_id) group by 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	type place struct{ city, district int64 }
	type sum struct{ yes, exposure float64 }
	districts, cities := map[place]sum{}, map[int64]sum{}
	var p place
	var s sum
	if _, err = pgx.ForEachRow(rows, []any{&p.city, &p.district, &s.yes, &s.exposure}, func() error {
		districts[p] = s
		cities[p.city] = sum{cities[p.city].yes + s.yes, cities[p.city].exposure + s.exposure}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(districts) < 20 {
		t.Fatalf("only %d districts", len(districts))
	}
	for p, s := range districts {
		c := cities[p.city]
		city := (c.yes + 20*0.35) / (c.exposure + 20)
		want := (s.yes + 20*city) / (s.exposure + 20)
		if got := w.memory.Local(p.city, p.district).Mean; math.Abs(got-want) > 1e-9 {
			t.Errorf("mean of %d: %v, want %v", p.district, got, want)
		}
		if got := w.memory.Local(p.city, -1).Mean; math.Abs(got-city) > 1e-9 {
			t.Errorf("mean of a district of %d where nothing is known: %v, want the city's %v", p.city, got, city)
		}
	}
	if w.memory.Local(-1, -1) != matching.Untaught {
		t.Error("something was learnt where nobody lives")
	}
}
