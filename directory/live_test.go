package directory_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/tiles"
)

// town is a database with a city of two quartiers side by side, each about 800 m wide:
//
//	5.36        5.37        5.38
//	 ┌───────────┬───────────┐ 43.31
//	 │  West 011 │  East 012 │
//	 └───────────┴───────────┘ 43.29
type town struct {
	t    testing.TB
	pool *pgxpool.Pool
	live *directory.Live
	copy feed.Copy
}

func newTown(t testing.TB) *town {
	t.Helper()
	town := &town{t: t, pool: postgrestest.New(t), live: directory.NewLive(elsewhere(t))}
	town.exec(`
		insert into districts (code, kind, name, timezone, lang, geom)
		values ('01', 'city', 'Ville', 'Europe/Paris', 'fr', ST_Multi(ST_MakeEnvelope(5.36, 43.29, 5.38, 43.31, 4326)));
		insert into districts (code, kind, parent_id, city_id, name, geom)
		select v.code, 'quartier', c.id, c.id, v.name, ST_Multi(ST_MakeEnvelope(west, 43.29, west + 0.01, 43.31, 4326))
		from districts c, (values ('011', 'Ouest', 5.36), ('012', 'Est', 5.37)) v(code, name, west) where c.code = '01';
		insert into datasets (name, title, attribution, licence) values ('test', 'Test', '© Test', 'CC0-1.0')`)
	return town
}

// elsewhere configures what holds outside of the city.
func elsewhere(t testing.TB) directory.Config {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return directory.Config{Elsewhere: directory.Elsewhere{Zone: zone, Region: "FR"}}
}

func (town *town) exec(sql string, args ...any) {
	town.t.Helper()
	if _, err := town.pool.Exec(context.Background(), sql, args...); err != nil {
		town.t.Fatal(err)
	}
}

// place adds a place and gives its number.
func (town *town) place(name string, p orb.Point, categories ...string) int64 {
	town.t.Helper()
	cell, err := geo.CellAt(p, 10)
	if err != nil {
		town.t.Fatal(err)
	}
	var num int64
	err = town.pool.QueryRow(context.Background(), `
		insert into places (uid, dataset_id, source_id, name, geom, cell, categories, district_id)
		select gen_random_uuid(), ds.id, $1, $1, ST_SetSRID(ST_MakePoint($2, $3), 4326), $4, $5,
		       (select id from districts where city_id is not null and ST_Covers(geom, ST_SetSRID(ST_MakePoint($2, $3), 4326)) order by code limit 1)
		from datasets ds returning id`, name, p[0], p[1], int64(cell), categories).Scan(&num)
	if err != nil {
		town.t.Fatal(err)
	}
	return num
}

// load loads the live copy afresh.
func (town *town) load() {
	town.t.Helper()
	town.inTx(func(tx pgx.Tx) (err error) {
		town.copy, err = town.live.Load(context.Background(), tx)
		return err
	})
	town.live.Publish(town.copy)
}

// apply tells the live copy of changes.
func (town *town) apply(changes feed.Changes) {
	town.t.Helper()
	town.inTx(func(tx pgx.Tx) error { return town.copy.Apply(context.Background(), tx, changes) })
}

func (town *town) inTx(do func(pgx.Tx) error) {
	town.t.Helper()
	if err := pgx.BeginFunc(context.Background(), town.pool, do); err != nil {
		town.t.Fatal(err)
	}
}

// find gives the names of all pages of a query.
func (town *town) find(q directory.PlaceQuery) []string {
	town.t.Helper()
	var names []string
	var page directory.Page
	for {
		if err := town.live.Find(q, &page); err != nil {
			town.t.Fatal(err)
		}
		for _, p := range page.Items {
			names = append(names, p.Name)
		}
		if page.Next == "" {
			return names
		}
		if len(names) > 1000 {
			town.t.Fatalf("%+v: pages without end", q)
		}
		q.Cursor = page.Next
	}
}

func near(lon, lat, radiusM float64) directory.PlaceQuery {
	return directory.PlaceQuery{Near: &directory.Near{Point: orb.Point{lon, lat}, RadiusM: radiusM}}
}

func category(t *testing.T, code string) directory.CategorySet {
	t.Helper()
	set, err := directory.CategoryNamed(code)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestFindNearBoxDistrict(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	town.place("far", orb.Point{5.379, 43.30}, "meal")
	town.place("close", orb.Point{5.3651, 43.30}, "meal")
	town.place("here", orb.Point{5.365, 43.30}, "shower")
	town.load()

	q := near(5.365, 43.30, 500)
	if got := town.find(q); !slices.Equal(got, []string{"here", "close"}) {
		t.Errorf("near: %q", got)
	}
	q.Categories = category(t, "eat") // a family
	if got := town.find(q); !slices.Equal(got, []string{"close"}) {
		t.Errorf("near, to eat: %q", got)
	}
	q.Categories, q.Near.RadiusM = 0, 5000
	q.Text = "fàr"
	if got := town.find(q); !slices.Equal(got, []string{"far"}) {
		t.Errorf("near, by word: %q", got)
	}
	got := town.find(directory.PlaceQuery{BBox: &geo.BBox{West: 5.36, South: 43.2, East: 5.37, North: 43.4}})
	slices.Sort(got)
	if !slices.Equal(got, []string{"close", "here"}) {
		t.Errorf("box: %q", got)
	}
	if got := town.find(directory.PlaceQuery{District: "012"}); !slices.Equal(got, []string{"far"}) {
		t.Errorf("district: %q", got)
	}
	if got := town.find(directory.PlaceQuery{District: "01"}); len(got) != 3 {
		t.Errorf("city: %q", got)
	}
}

func TestFindPagesThroughEverythingOnce(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	rng := rand.New(rand.NewPCG(1, 2))
	want := map[string]float64{}
	centre := orb.Point{5.37, 43.30}
	for i := range 60 {
		// several on one point: ties go by id
		p := orb.Point{5.36 + 0.02*float64(rng.IntN(5))/5, 43.29 + 0.02*float64(rng.IntN(5))/5}
		name := fmt.Sprint(i)
		town.place(name, p, "meal")
		want[name] = geo.DistanceM(centre, p)
	}
	town.load()
	for _, q := range []directory.PlaceQuery{
		near(5.37, 43.30, 5000),
		{BBox: &geo.BBox{West: 5, South: 43, East: 6, North: 44}},
		{District: "01"},
	} {
		q.Limit = 7
		got := town.find(q)
		if seen := slices.Compact(slices.Sorted(slices.Values(got))); len(got) != 60 || len(seen) != 60 {
			t.Errorf("%+v: %d places, %d different", q, len(got), len(seen))
		}
		if q.Near != nil && !slices.IsSortedFunc(got, func(a, b string) int {
			if d := want[a] - want[b]; d < -1e-6 {
				return -1
			} else if d > 1e-6 {
				return 1
			}
			return 0
		}) {
			t.Errorf("not by distance: %v", got)
		}
	}
}

func TestFindRefuses(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	var page directory.Page
	if err := town.live.Find(near(5, 43, 10), &page); !errors.Is(err, directory.ErrNotReady) {
		t.Errorf("before the first load: %v", err)
	}
	for i := range 3 {
		town.place(fmt.Sprint(i), orb.Point{5.365, 43.30}, "meal")
	}
	town.load()
	q := near(5.365, 43.30, 100)
	q.Limit = 1
	if err := town.live.Find(q, &page); err != nil || page.Next == "" {
		t.Fatal(err, page.Next)
	}
	other := near(5.365, 43.30, 200)
	other.Cursor = page.Next
	for _, c := range []struct {
		param string
		query directory.PlaceQuery
	}{
		{"near", directory.PlaceQuery{}},
		{"near", directory.PlaceQuery{Near: &directory.Near{}, District: "01"}},
		{"near", near(5, 91, 10)},
		{"radius_m", near(5, 43, 50_001)},
		{"radius_m", near(5, 43, -1)},
		{"district", directory.PlaceQuery{District: "99"}},
		{"limit", directory.PlaceQuery{District: "01", Limit: 101}},
		{"cursor", directory.PlaceQuery{District: "01", Cursor: "?"}},
		{"cursor", other},
	} {
		var wrong *directory.Invalid
		if err := town.live.Find(c.query, &page); !errors.As(err, &wrong) || wrong.Param != c.param {
			t.Errorf("%+v: %v, want a fault of %s", c.query, err, c.param)
		}
	}
}

// P4: a confidential place is listed by city, and nowhere else; making a place so wipes what says where it is.
func TestConfidentialPlaceHasNoPosition(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	num := town.place("refuge", orb.Point{5.365, 43.30}, "refuge")
	town.exec(`insert into stops (place_id, position, name, geom, cell) values ($1, 1, 'halte', ST_SetSRID(ST_MakePoint(5.365, 43.3), 4326), 1)`, num)
	town.load()
	before, ok := town.live.PlaceNumbered(num)
	if !ok || !before.Located {
		t.Fatal("not there before")
	}
	town.exec(`update places set confidential = true, street = 'secret', phone = '3919' where id = $1`, num)
	town.apply(feed.Changes{"place": {num}})

	for name, q := range map[string]directory.PlaceQuery{
		"near": near(5.365, 43.30, 50_000), "box": {BBox: &geo.BBox{West: -180, South: -90, East: 180, North: 90}}, "quartier": {District: "011"},
	} {
		if got := town.find(q); len(got) != 0 {
			t.Errorf("%s finds %q", name, got)
		}
	}
	if got := town.find(directory.PlaceQuery{District: "01"}); !slices.Equal(got, []string{"refuge"}) {
		t.Errorf("the city lists %q", got)
	}
	if _, ok := town.live.PlaceNumbered(num); ok {
		t.Error("found by its number")
	}
	if _, ok := town.live.Place(before.ID); ok {
		t.Error("found by its old id")
	}
	var page directory.Page
	if err := town.live.Find(directory.PlaceQuery{District: "01"}, &page); err != nil {
		t.Fatal(err)
	}
	p := page.Items[0].Place
	if p.Located || len(p.Stops) > 0 || p.Address != (directory.Address{}) || p.Contact.Phone != "3919" {
		t.Errorf("still says where: %+v", p)
	}
	if drawn := new(tiles.Writer).Draw(tiles.Tile{}, town.live.PlacesLayer(directory.PlaceFilter{})); len(drawn) > 0 {
		t.Error("drawn on a tile")
	}
	var columns int
	err := town.pool.QueryRow(context.Background(), `
		select count(*) from places p where id = $1 and (geom is not null or cell is not null or street <> '')
		or exists (select from stops where place_id = $1)`, num).Scan(&columns)
	if err != nil || columns > 0 {
		t.Errorf("the row keeps its position: %v %v", columns, err)
	}
	if _, err := town.pool.Exec(context.Background(), `insert into stops (place_id, position, name, geom, cell) values ($1, 1, 'x', ST_SetSRID(ST_MakePoint(5, 43), 4326), 1)`, num); err == nil {
		t.Error("a stop was added")
	}
}

func TestItinerantPlaceStandsAtItsNearestStop(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	num := town.place("bus", orb.Point{5.361, 43.30}, "meal")
	town.exec(`update places set itinerant = true, geom = null, cell = null where id = $1`, num)
	town.load()
	if got := town.find(near(5.361, 43.30, 50_000)); len(got) != 0 {
		t.Errorf("without stops: near finds %q", got)
	}
	if got := town.find(directory.PlaceQuery{District: "011"}); !slices.Equal(got, []string{"bus"}) {
		t.Errorf("without stops: its district lists %q", got)
	}
	for i, lon := range []float64{5.362, 5.364, 5.366} {
		town.exec(`insert into stops (place_id, position, name, geom, cell) values ($1, $2, 'halte', ST_SetSRID(ST_MakePoint($3, 43.3), 4326), 1)`, num, i, lon)
	}
	town.apply(feed.Changes{"place": {num}})
	q := near(5.3645, 43.30, 2000)
	q.Limit = 1
	if got := town.find(q); !slices.Equal(got, []string{"bus"}) {
		t.Errorf("near: %q", got)
	}
	var page directory.Page
	if err := town.live.Find(q, &page); err != nil || page.Items[0].Point != (orb.Point{5.364, 43.3}) {
		t.Errorf("stands at %v: %v", page.Items, err)
	}
	if got := town.find(directory.PlaceQuery{BBox: &geo.BBox{West: 5.363, South: 43, East: 5.37, North: 44}}); !slices.Equal(got, []string{"bus"}) {
		t.Errorf("box: %q", got)
	}
}

func TestDistrictsAt(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	town.load()
	for at, want := range map[orb.Point]string{
		{5.365, 43.30}: "011", {5.375, 43.30}: "012", {5.37, 43.30}: "011", {5.36, 43.29}: "011", {5.39, 43.30}: "",
	} {
		chain := town.live.DistrictsAt(at)
		got := ""
		if len(chain) > 0 {
			if chain[0].Code != "01" {
				t.Errorf("%v: begins at %s", at, chain[0].Code)
			}
			got = chain[len(chain)-1].Code
		}
		if got != want {
			t.Errorf("%v lies in %q, want %q", at, got, want)
		}
	}
}

func TestSearchForgivesTypingErrors(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	town.place("Épicerie solidaire des Lices", orb.Point{5.365, 43.30}, "solidarity_grocery")
	town.place("Boulangerie du Port", orb.Point{5.365, 43.30}, "meal")
	town.exec(`insert into organisations (uid, name, dataset_id, source_id) select gen_random_uuid(), 'Les Voisins du Panier', id, '1' from datasets`)
	town.load()
	store := directory.NewStore(town.pool)
	for text, want := range map[string]string{
		"epicerie": "place Épicerie solidaire des Lices", "boulangeire": "place Boulangerie du Port", "voisin": "organisation Les Voisins du Panier",
		"ouest": "district Ouest", "douches": "", "lices solidaires": "place Épicerie solidaire des Lices",
	} {
		hits, err := store.Search(context.Background(), directory.SearchQuery{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, h := range hits {
			if h.Kind != "category" {
				got = h.Kind + " " + h.Name
				break
			}
		}
		if got != want {
			t.Errorf("%q finds %q, want %q (%+v)", text, got, want, hits)
		}
	}
	for _, text := range []string{"duche", "douches chaudes", "shower", "se lavr"} {
		hits, err := store.Search(context.Background(), directory.SearchQuery{Text: text})
		if err != nil || len(hits) == 0 || hits[0].Code != "shower" {
			t.Errorf("%q does not find the category: %+v %v", text, hits, err)
		}
	}
	if hits, err := town.live.Search(directory.SearchQuery{Text: "voisins pan"}); err != nil || len(hits) != 1 {
		t.Errorf("from memory: %v %v", hits, err)
	}
	var wrong *directory.Invalid
	if _, err := store.Search(context.Background(), directory.SearchQuery{Text: " ’ "}); !errors.As(err, &wrong) || wrong.Param != "q" {
		t.Errorf("no word: %v", err)
	}
}

func TestOrganisationsOfADistrict(t *testing.T) {
	t.Parallel()
	town := newTown(t)
	town.exec(`
		insert into organisations (uid, name, dataset_id, source_id)
		select gen_random_uuid(), v, d.id, v from datasets d, unnest(array['Avec un lieu', 'Sans lieu', 'Ailleurs']) as v`)
	num := town.place("local", orb.Point{5.365, 43.30}, "meal")
	town.exec(`update places set organisation_id = (select id from organisations where name = 'Avec un lieu') where id = $1`, num)
	town.exec(`insert into organisation_districts select o.id, d.id from organisations o, districts d where o.name = 'Sans lieu' and d.code = '011'`)
	town.load()
	names := func(q directory.OrganisationQuery) []string {
		var names []string
		for {
			page, err := town.live.Organisations(q)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range page.Items {
				names = append(names, o.Name)
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				slices.Sort(names)
				return names
			}
		}
	}
	for district, want := range map[string][]string{
		"": {"Ailleurs", "Avec un lieu", "Sans lieu"}, "01": {"Avec un lieu", "Sans lieu"}, "011": {"Avec un lieu", "Sans lieu"}, "012": nil,
	} {
		if got := names(directory.OrganisationQuery{District: district, Limit: 1}); !slices.Equal(got, want) {
			t.Errorf("of %q: %q, want %q", district, got, want)
		}
	}
	if got := names(directory.OrganisationQuery{Text: "lieu avec"}); !slices.Equal(got, []string{"Avec un lieu"}) {
		t.Errorf("by words: %q", got)
	}
}
