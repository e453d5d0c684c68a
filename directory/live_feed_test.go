package directory_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/tiles"
)

// W3 over the real directory: whatever is written to any of its tables, in whatever order it is committed, the live copy that
// has caught up answers as one that was loaded afresh.
func TestLiveFollowsEveryTable(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	follower := feed.New(town.pool, []feed.Subject{town.live}, feed.Config{PollEvery: time.Millisecond, BulkRows: 8})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- follower.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case <-follower.Ready():
	case <-time.After(time.Minute):
		t.Fatal("the directory is not loaded after a minute")
	}
	rapid.Check(t, func(t *rapid.T) {
		s := &scribes{town: town, follower: follower}
		s.open(t)
		defer s.close()
		actions := map[string]func(*rapid.T){
			"commit":   func(t *rapid.T) { s.end(t, s.draw(t), true) },
			"compare":  s.compare,
			"rollback": func(t *rapid.T) { s.end(t, s.draw(t), false) },
		}
		for name, sql := range edits {
			actions[name] = func(t *rapid.T) { s.write(t, s.draw(t), sql) }
		}
		t.Repeat(actions)
		// one that began first commits last
		s.write(t, 0, edits["place renamed"])
		s.write(t, 1, edits["organisation renamed"])
		s.end(t, 1, true)
		s.end(t, 0, true)
		s.compare(t)
	})
}

// edits change each table in each way that the live copy shows. @n is a number from 1 to 6 and @source the same as text.
var edits = map[string]string{
	"place added": `insert into places (uid, dataset_id, source_id, name, geom, cell, categories, district_id)
		select gen_random_uuid(), 1, @source, @name, st_setsrid(st_makepoint(@lon::float8, @lat::float8), 4326), @cell, '{meal}',
			(select id from districts where city_id is not null and st_covers(geom, st_setsrid(st_makepoint(@lon::float8, @lat::float8), 4326)) order by code limit 1)
		on conflict (dataset_id, source_id) do update set name = excluded.name, status = 'open'`,
	"place added without position": `insert into places (uid, dataset_id, source_id, name, district_id, itinerant)
		select gen_random_uuid(), 1, @source, @name, id, true from districts where code = '011' on conflict do nothing`,
	"place renamed": `update places set name = @name where source_id = @source`,
	"place moved": `update places set geom = st_setsrid(st_makepoint(@lon::float8, @lat::float8), 4326), cell = @cell, description = @name
		where source_id = @source and not confidential`,
	"place closed": `update places set status = 'closed', last_seen_at = now(), description = @name where source_id = @source`,
	"place recategorised": `update places set categories = case when categories = '{meal}' then '{shower,laundry}' else '{meal}' end::text[],
		audiences = '{women}', languages = '{fr,ar}', phone = @name where source_id = @source`,
	"place's hours": `update places set hours = (array['', '24/7', '08:00-18:00; PH off', '20:00-02:00', 'Mo-Fr 09:00-12:00; SH off', 'le soir'])[@n]
		where source_id like '%' || @source`,
	"service's hours": `update services set hours = (array['', '24/7', '10:00-12:00', '11:00-14:00', 'Mo-Fr 09:00-12:00; SH off', '?'])[@n]`,
	"holidays": `with t as (insert into holiday_tables (name, file) values ('t' || @source, @name) on conflict (name) do update set file = excluded.file returning id)
		insert into holiday_rows (table_id, kind, region, name, from_day, till_day) select id, 'school', 'FR', @name, date '2026-08-01' + @n::int, date '2026-08-12' + @n::int from t`,
	"holidays gone":             `delete from holiday_tables where name = 't' || @source`,
	"clocks of the city":        `update districts set timezone = (array['Europe/Paris', 'Indian/Reunion'])[1 + @n % 2] where code = '01'`,
	"place out of sight":        `update places set hidden = not hidden where source_id = @source`,
	"organisation out of sight": `update organisations set hidden = not hidden where source_id = @source`,
	"place made confidential":   `update places set confidential = true where source_id = @source`,
	"place deleted":             `delete from places where source_id = @source`,
	"every place touched":       `update places set website = @name`,
	"service added": `insert into services (place_id, position, name, categories, audiences)
		select id, @position, @name, '{health}', '{men}' from places where source_id = @source on conflict do nothing`,
	"service changed": `update services set name = @name, categories = '{}' where place_id in (select id from places where source_id = @source)`,
	"service removed": `delete from services where place_id in (select id from places where source_id = @source)`,
	"stop added": `insert into stops (place_id, position, name, geom, cell)
		select id, @position, @name, st_setsrid(st_makepoint(@lon::float8, @lat::float8), 4326), @cell
		from places where source_id = @source and not confidential on conflict do nothing`,
	"stop moved": `update stops set geom = st_setsrid(st_makepoint(@lon::float8, @lat::float8), 4326), cell = @cell, hours = @name
		where place_id in (select id from places where source_id = @source)`,
	"stops given to another": `update stops set position = @position, name = @name, place_id = (select min(id) from places where not confidential)
		where id = (select min(s.id) from stops s join places p on p.id = s.place_id where p.source_id = @source)`,
	"stop removed":   `delete from stops where place_id in (select id from places where source_id = @source)`,
	"notice added":   `insert into notices (place_id, closed, body, from_day) select id, true, @name, '2026-08-01' from places where source_id = @source`,
	"notice changed": `update notices set till_day = '2026-08-31', body = @name where place_id in (select id from places where source_id = @source)`,
	"notices gone":   `truncate notices`,
	"organisation added": `with o as (insert into organisations (uid, name, dataset_id, source_id) values (gen_random_uuid(), @name, 1, @source)
			on conflict (dataset_id, source_id) do update set name = excluded.name returning id)
		update places set organisation_id = o.id from o where source_id = @source`,
	"organisation renamed": `update organisations set name = @name where source_id = @source`,
	"organisation speaks":  `update organisations set languages = case @n::int % 2 when 0 then '{fr,ar}'::text[] else '{}' end where source_id = @source`,
	"organisation deleted": `delete from organisations where source_id = @source`,
	"organisation serves": `insert into organisation_districts select o.id, d.id from organisations o, districts d
		where o.source_id = @source and d.code = '012' on conflict do nothing`,
	"organisation serves no more": `delete from organisation_districts where organisation_id in (select id from organisations where source_id = @source)`,
	"border moved": `with line as (select 5.361 + 0.003 * @n::int as lon), moved as (
			update districts set name = @name, geom = st_multi(case code
				when '011' then st_makeenvelope(5.36, 43.29, (select lon from line), 43.31, 4326)
				else st_makeenvelope((select lon from line), 43.29, 5.38, 43.31, 4326) end)
			where code in ('011', '012') returning id, code, geom)
		update places p set district_id = (select id from moved m where st_covers(m.geom, p.geom) order by code limit 1)
		where p.geom is not null`,
	"figures":         `insert into district_figures select id, 'measure' || @source, 1, @name from districts where code = '011' on conflict (district_id, measure) do update set value = excluded.value + 1, source = @name`,
	"figures gone":    `delete from district_figures where measure = 'measure' || @source`,
	"dataset renamed": `update datasets set title = @name, last_import_at = now() where name = 'test'`,
	"many places": `insert into places (uid, dataset_id, source_id, name)
		select gen_random_uuid(), 1, 'many ' || @source || i, @name from generate_series(1, 12) i on conflict (dataset_id, source_id) do update set name = excluded.name`,
	"many deleted": `delete from places where source_id like 'many ' || @source || '%'`,
}

// scribes are two writers with transactions that overlap, and what they have committed.
type scribes struct {
	town     *town
	follower *feed.Follower
	conns    [2]*pgxpool.Conn
	txs      [2]pgx.Tx // nil between transactions
	written  []feed.Position
	names    int
}

func (s *scribes) open(t *rapid.T) {
	for i := range s.conns {
		conn, err := s.town.pool.Acquire(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		// what one goroutine does must not wait for what it does later
		if _, err := conn.Exec(context.Background(), "set lock_timeout = '2ms'"); err != nil {
			t.Fatal(err)
		}
		s.conns[i] = conn
	}
}

func (s *scribes) close() {
	for i, conn := range s.conns {
		if s.txs[i] != nil {
			s.txs[i].Rollback(context.Background())
		}
		conn.Exec(context.Background(), "reset lock_timeout")
		conn.Release()
	}
}

func (s *scribes) draw(t *rapid.T) int { return rapid.IntRange(0, 1).Draw(t, "scribe") }

// write runs one edit in a savepoint of a scribe's transaction; what a lock or a constraint refuses is undone.
func (s *scribes) write(t *rapid.T, scribe int, sql string) {
	ctx := context.Background()
	if s.txs[scribe] == nil {
		tx, err := s.conns[scribe].Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		s.txs[scribe] = tx
	}
	n := rapid.IntRange(1, 6).Draw(t, "n")
	p := orb.Point{5.36 + rapid.Float64Range(0, 0.02).Draw(t, "east"), 43.29 + rapid.Float64Range(0, 0.02).Draw(t, "north")}
	cell, err := geo.CellAt(p, 10)
	if err != nil {
		t.Fatal(err)
	}
	s.names++
	args := pgx.NamedArgs{
		"n": n, "source": fmt.Sprint(n), "name": fmt.Sprint("name ", s.names), "position": rapid.IntRange(0, 3).Draw(t, "position"),
		"lon": p[0], "lat": p[1], "cell": int64(cell),
	}
	keep := rapid.IntRange(0, 4).Draw(t, "undo") > 0
	errUndone := errors.New("undone")
	err = pgx.BeginFunc(ctx, s.txs[scribe], func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sql, args); err != nil || keep {
			return err
		}
		return errUndone
	})
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && (refused.Code[:2] == "23" || refused.Code == "55P03" || refused.Code == "40P01") {
		return
	}
	if err != nil && err != errUndone {
		t.Fatalf("%s: %v", sql, err)
	}
}

func (s *scribes) end(t *rapid.T, scribe int, commit bool) {
	tx := s.txs[scribe]
	if tx == nil {
		return
	}
	s.txs[scribe] = nil
	end := tx.Rollback
	if commit {
		position, err := feed.Current(context.Background(), tx)
		if err != nil {
			t.Fatal(err)
		}
		s.written = append(s.written, position)
		end = tx.Commit
	}
	if err := end(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// compare lets the follower catch up and asks its copy and a fresh one the same questions.
func (s *scribes) compare(t *rapid.T) {
	for i := range s.txs {
		s.end(t, i, true)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, position := range s.written {
		if err := s.follower.Wait(ctx, position); err != nil {
			t.Fatalf("position %v: %v", position, err)
		}
	}
	s.written = nil
	fresh := directory.NewLive(elsewhere(s.town.t))
	var places []int64
	err := pgx.BeginTxFunc(ctx, s.town.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		copy, err := fresh.Load(ctx, tx)
		if err != nil {
			return err
		}
		fresh.Publish(copy)
		rows, err := tx.Query(ctx, "select id from places")
		if err != nil {
			return err
		}
		places, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want, got := answers(t, fresh, places), answers(t, s.town.live, places)
	for question := range want {
		if !reflect.DeepEqual(got[question], want[question]) {
			t.Fatalf("%s\nfollowed %+v\nafresh   %+v", question, got[question], want[question])
		}
	}
}

// answers are what a live copy says to everything that can be asked.
func answers(t *rapid.T, live *directory.Live, places []int64) map[string]any {
	august := time.Date(2026, 8, 12, 9, 30, 0, 0, time.UTC)
	all := map[string]any{
		"count": live.Count(), "datasets": live.Datasets(), "cities": live.Cities(),
		"at": live.DistrictsAt(orb.Point{5.3699, 43.30}),
	}
	bounds, some := live.Bounds()
	all["bounds"] = fmt.Sprint(bounds, some)
	for _, city := range live.Cities() {
		all["children of "+city.Code] = live.Children(city.Num)
	}
	for _, num := range places {
		place, found := live.PlaceNumbered(num)
		all[fmt.Sprint("place ", num)] = []any{place, found}
		byID, found := live.Place(place.ID)
		all[fmt.Sprint("place ", num, " by id")] = []any{byID, found}
		all[fmt.Sprint("place ", num, " in August")] = []any{live.Opening(&byID, nil, august), live.Week(&byID, byID.Hours, august)}
	}
	now := directory.PlaceFilter{Open: directory.OpenAt{At: august}}
	world := geo.BBox{West: -180, South: -90, East: 180, North: 90}
	for name, query := range map[string]directory.PlaceQuery{
		"box": {BBox: &world}, "near": near(5.37, 43.30, 1500), "ville": {District: "01"}, "ouest": {District: "011"}, "est": {District: "012"},
		"meals": {BBox: &world, PlaceFilter: directory.PlaceFilter{Categories: 1 << 0}}, "women": {District: "01", PlaceFilter: directory.PlaceFilter{Audiences: 1 << 2}},
		"open": {BBox: &world, PlaceFilter: now}, "open near": {Near: &directory.Near{Point: orb.Point{5.37, 43.30}, RadiusM: 1500}, PlaceFilter: now}, "open in town": {District: "01", PlaceFilter: now},
	} {
		query.Limit, query.Now = directory.MaxLimit, august
		var page directory.Page
		if err := live.Find(query, &page); err != nil {
			t.Fatal(err)
		}
		all["find "+name] = []any{page.Items, page.Unknown}
	}
	for _, district := range []string{"", "012"} {
		page, err := live.Organisations(directory.OrganisationQuery{District: district, Limit: directory.MaxLimit})
		if err != nil {
			t.Fatal(err)
		}
		all["organisations of "+district] = page.Items
		for _, o := range page.Items {
			all[fmt.Sprint("places of ", o.Num)] = live.PlacesOf(o.Num, 100)
		}
	}
	for _, z := range []tiles.Zoom{0, 12, 15} {
		tile := tiles.TileAt(tiles.At(orb.Point{5.37, 43.30}), z)
		all[fmt.Sprint("places on ", tile)] = string(new(tiles.Writer).Draw(tile, live.PlacesLayer(directory.PlaceFilter{})))
		all[fmt.Sprint("open places on ", tile)] = string(new(tiles.Writer).Draw(tile, live.PlacesLayer(now)))
		all[fmt.Sprint("districts on ", tile)] = string(new(tiles.Writer).Draw(tile, live.DistrictsLayer()))
	}
	return all
}
