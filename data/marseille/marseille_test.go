package marseille_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/data/marseille"
	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

var asOf = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var key = bytes.Repeat([]byte{7}, identity.KeyBytes)

func load(t *testing.T, pool *pgxpool.Pool) marseille.Report {
	t.Helper()
	report, err := marseille.Load(context.Background(), pool, asOf, key)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func count(t *testing.T, pool *pgxpool.Pool, query string, args ...any) (n int) {
	t.Helper()
	if err := pool.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// TestDemo loads the demo once and looks at it from all sides.
func TestDemo(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	first := load(t, pool)
	if !first.Borders || first.Districts != 111 || first.Updated+first.Unchanged+first.Removed != 0 {
		t.Errorf("report %+v", first)
	}
	before := count(t, pool, `select count(*) from changes`)
	if again := load(t, pool); again.Unchanged != first.Added || again.Added+again.Updated+again.Removed != 0 || again.Met {
		t.Errorf("again: %+v", again)
	}
	if n := count(t, pool, `select count(*) from changes`) - before; n != 0 {
		t.Errorf("loading again made %d changes", n)
	}
	t.Run("summary", func(t *testing.T) { checkSummary(t, pool) })
	t.Run("fiction", func(t *testing.T) { checkFiction(t, pool) })
	t.Run("fullness", func(t *testing.T) { checkFullness(t, pool) })
	t.Run("live", func(t *testing.T) { checkLive(t, pool, first.Added) })
	t.Run("people", func(t *testing.T) { checkPeople(t, pool, first.People) })
	t.Run("homes", func(t *testing.T) { checkHomes(t, pool) })
	t.Run("accounts", func(t *testing.T) { checkAccounts(t, pool) })
	t.Run("contacts", func(t *testing.T) { checkContacts(t, pool) })
	t.Run("volunteers", func(t *testing.T) { checkVolunteers(t, pool) })
	t.Run("deeds", func(t *testing.T) { checkDeeds(t, pool) })
	t.Run("requests", func(t *testing.T) { checkRequests(t, pool) })
	t.Run("events", func(t *testing.T) { checkEvents(t, pool) })
	t.Run("public", func(t *testing.T) { checkPublic(t, pool) })
	official := false
	t.Run("official borders", func(t *testing.T) {
		checkOfficialBorders(t, pool) // skips where they are not at hand
		official = true
	})
	t.Run("another day", func(t *testing.T) {
		report, err := marseille.Load(context.Background(), pool, asOf.AddDate(0, 0, 1), key)
		if err != nil || report.Added+report.Removed != 0 || report.Updated != first.Added || !report.Met {
			t.Errorf("a day later: %+v, %v", report, err)
		}
		if n := count(t, pool, `select count(*) from accounts`); n != first.People {
			t.Errorf("a day later there are %d people, want %d", n, first.People)
		}
	})
	t.Run("remove", func(t *testing.T) {
		gone, err := marseille.Remove(context.Background(), pool)
		if err != nil || gone.Places != first.Added || gone.People != first.People || gone.City == official {
			t.Errorf("%+v, %v; want all places and people gone, and the city unless it has official borders", gone, err)
		}
	})
}

// checkSummary compares what stands in the database with a text that a person can read.
func checkSummary(t *testing.T, pool *pgxpool.Pool) {
	var b strings.Builder
	for _, part := range []struct{ title, query string }{
		{"places by arrondissement (residents, poverty rate in percent)", `
			select format('%s %-22s %4s places %7s %5s', a.code, a.name,
				(select count(*) from places p join districts q on q.id = p.district_id where a.id in (q.id, q.parent_id)),
				(select value from district_figures f where f.district_id = a.id and measure = 'population'),
				(select value from district_figures f where f.district_id = a.id and measure = 'poverty_rate'))
			from districts a where kind = 'arrondissement' order by code`},
		{"places by category", `select format('%-22s %4s', c, count(*)) from places, unnest(categories) c group by c order by c`},
		{"places by audience", `select format('%-22s %4s', a, count(*)) from places, unnest(audiences) a group by a order by a`},
		{"places by modality", `select format('%-22s %4s', m, count(*)) from places, unnest(modalities) m group by m order by m`},
		{"places by language", `select format('%-22s %4s', l, count(*)) from places, unnest(languages) l group by l order by l`},
		{"places by saturation", `select format('%-22s %4s', coalesce(nullif(saturation, ''), 'not said'), count(*)) from places group by saturation order by saturation`},
		{"itinerant", `select format('%s, %s halts, %s', p.name, count(s.id), p.hours) from places p left join stops s on s.place_id = p.id where itinerant group by p.id order by p.id`},
		{"confidential", `select format('%s, %s, %s', p.name, d.name, p.phone) from places p join districts d on d.id = p.district_id where confidential`},
		{"notices", `select format('%s %s %s–%s %s', p.name, case when closed then 'closed' else 'message' end, from_day, till_day, body) from notices n join places p on p.id = n.place_id order by p.id`},
		{"organisations", `select format('%s, %s places, serves %s', o.name, (select count(*) from places p where p.organisation_id = o.id),
			coalesce((select string_agg(d.code, ' ' order by d.code) from organisation_districts x join districts d on d.id = x.district_id where x.organisation_id = o.id), '–'))
			from organisations o order by o.source_id`},
		{"public cells by resolution", `select format('%s %s', cell >> 52 & 15, count(*)) from public_cells group by cell >> 52 & 15 order by 1`},
	} {
		rows, err := pool.Query(context.Background(), part.query)
		if err != nil {
			t.Fatal(part.title, err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(part.title, err)
		}
		fmt.Fprintf(&b, "%s\n\t%s\n\n", part.title, strings.Join(lines, "\n\t"))
	}
	golden := filepath.Join("testdata", "summary.txt")
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the demo differs from %s; if it should, run this test with -update. It is now:\n%s", golden, b.String())
	}
}

// checkFiction wants nothing in the demo that could be somebody's.
func checkFiction(t *testing.T, pool *pgxpool.Pool) {
	rows, err := pool.Query(context.Background(), `
		select name, phone, email, website from places union all select name, phone, email, website from organisations`)
	if err != nil {
		t.Fatal(err)
	}
	phones := regexp.MustCompile(`^(\+33 (4 65 71|6 39 98) \d\d \d\d)?$`) // kept for fiction by ARCEP
	emails := regexp.MustCompile(`^([a-z0-9-]+@example\.org)?$`)          // kept for examples by RFC 2606
	websites := regexp.MustCompile(`^(https://example\.org/[a-z0-9-]+)?$`)
	seen := map[string]bool{}
	var name, phone, email, website string
	_, err = pgx.ForEachRow(rows, []any{&name, &phone, &email, &website}, func() error {
		if !phones.MatchString(phone) || !emails.MatchString(email) || !websites.MatchString(website) {
			t.Errorf("%s: %q %q %q", name, phone, email, website)
		}
		if seen[name] {
			t.Errorf("%s stands twice", name)
		}
		seen[name] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, pool, `select count(*) from datasets where not fictional or licence <> 'CC0-1.0'`); n != 0 {
		t.Error("the dataset does not say that it is made up")
	}
}

// checkFullness wants every kind of thing that a page has to show.
func checkFullness(t *testing.T, pool *pgxpool.Pool) {
	for _, c := range directory.Categories {
		if n := count(t, pool, `select count(*) from places where $1 = any(categories)`, c.Code); n == 0 {
			t.Errorf("no place of category %s", c.Code)
		}
	}
	for what, query := range map[string]string{
		"service with hours of its own":     `select count(*) from services s join places p on p.id = s.place_id where s.hours <> '' and s.hours <> p.hours`,
		"service with audiences of its own": `select count(*) from services s join places p on p.id = s.place_id where s.audiences <> '{}' and s.audiences <> p.audiences`,
		"closure on the day":                `select count(*) from notices where closed and date '2026-11-23' between from_day and coalesce(till_day, 'infinity')`,
		"closure to come":                   `select count(*) from notices where closed and from_day > date '2026-11-23'`,
		"message until further notice":      `select count(*) from notices where not closed and till_day is null`,
		"round with halts":                  `select count(*) from places where itinerant and exists (select from stops where place_id = places.id)`,
		"itinerant place without halts":     `select count(*) from places where itinerant and not exists (select from stops where place_id = places.id)`,
		"confidential place":                `select count(*) from places where confidential and geom is null`,
		"full place":                        `select count(*) from places where saturation = 'high'`,
		"place for an age":                  `select count(*) from places where age_min is not null`,
		"organisation without premises":     `select count(*) from organisations o where exists (select from organisation_districts x where x.organisation_id = o.id)`,
	} {
		if count(t, pool, query) == 0 {
			t.Errorf("no %s", what)
		}
	}
	if n := count(t, pool, `select count(*) from places where geom is not null and district_id not in (select id from districts where kind = 'quartier')`); n != 0 {
		t.Errorf("%d places stand in no quartier", n)
	}
}

// checkLive reads the demo as every page does.
func checkLive(t *testing.T, pool *pgxpool.Pool, places int) {
	ctx := context.Background()
	live := directory.NewLive(directory.Config{})
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		held, err := live.Load(ctx, tx)
		if err == nil {
			live.Publish(held)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if live.Count() != places {
		t.Errorf("%d open places, want %d", live.Count(), places)
	}
	if credits := live.DistrictCredits(); len(credits) != 1 || !strings.Contains(credits[0], "IRIS-GE") {
		t.Errorf("borders by %q", credits)
	}
	var page directory.Page
	query := directory.PlaceQuery{Near: &directory.Near{Point: orb.Point{5.3698, 43.2965}, RadiusM: 20_000}, Limit: 100}
	query.Categories, err = directory.CategoryNamed("refuge")
	if err != nil {
		t.Fatal(err)
	}
	if err = live.Find(query, &page); err != nil || len(page.Items) != 0 {
		t.Errorf("near finds %d confidential places, %v", len(page.Items), err)
	}
	query.Near, query.District = nil, marseille.City
	if err = live.Find(query, &page); err != nil || len(page.Items) != 1 || page.Items[0].Located {
		t.Errorf("the city lists %d confidential places, %v", len(page.Items), err)
	}
}

// checkOfficialBorders puts the official borders over the demo's: no place leaves its quartier.
func checkOfficialBorders(t *testing.T, pool *pgxpool.Pool) {
	path := filepath.Join("..", "..", "..", "shared", "data", "boundaries", "marseille-quartiers-111.geojson")
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("needs the official data: %v", err)
	}
	defer file.Close()
	report, err := directory.NewCities(pool).ImportDistricts(context.Background(), directory.DistrictFile{
		City: marseille.City, Kind: "quartier", ParentKind: "arrondissement", Source: "IRIS-GE",
	}, func(yield func(directory.DistrictRow, error) bool) {
		for f, err := range formats.Features(file, "quartiers") {
			row := directory.DistrictRow{Where: f.Where}
			if err == nil {
				row.Code, row.Name = f.Properties["code"].(string), f.Properties["nom"].(string)
				row.Parent = f.Properties["arrondissement"].(string)
				row.Shape = shapeOf(f.Geometry)
			}
			if !yield(row, err) {
				return
			}
		}
	})
	if err != nil || report.Updated != 111 || len(report.Refused)+len(report.Moves) != 0 {
		t.Errorf("%+v, %v", report, err)
	}
	const far = `
		select count(*) from places p where geom is not null
		and not exists (select from districts d where d.kind = 'quartier' and ST_Covers(d.geom, p.geom))`
	if n := count(t, pool, far); n != 0 {
		t.Errorf("%d places stand in no official quartier", n)
	}
	if again := load(t, pool); again.Borders || again.Added+again.Updated != 0 {
		t.Errorf("the demo changed under official borders: %+v", again)
	}
}

func shapeOf(g orb.Geometry) orb.MultiPolygon {
	if p, ok := g.(orb.Polygon); ok {
		return orb.MultiPolygon{p}
	}
	return g.(orb.MultiPolygon)
}

func TestRemoveLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	appoint(t, pool, "somebody@example.net")
	before := filled(t, pool)
	if here, err := marseille.Here(ctx, pool); here || err != nil {
		t.Error("the people are here before they came", err)
	}
	report, skipped, err := marseille.LoadWhereEmpty(ctx, pool, asOf, key)
	if err != nil || skipped != "" || report.Added == 0 {
		t.Fatalf("%+v, %q, %v", report, skipped, err)
	}
	if _, skipped, err = marseille.LoadWhereEmpty(ctx, pool, asOf, key); err != nil || skipped == "" {
		t.Errorf("a second time: %q, %v", skipped, err)
	}
	gone, err := marseille.Remove(ctx, pool)
	if err != nil || gone.Places != report.Added || gone.People != report.People || !gone.City {
		t.Fatalf("%+v, %v", gone, err)
	}
	if n := count(t, pool, `
		select count(*) from contacts c join grants g using (account_id) where c.address = 'somebody@example.net' and (select count(*) from accounts) = 1`); n != 1 {
		t.Error("somebody else is gone too, or others are left")
	}
	if left := filled(t, pool); !slices.Equal(left, before) {
		t.Errorf("rows are left in %q, before there were some in %q", left, before)
	}
	if gone, err := marseille.Remove(ctx, pool); err != nil || gone != (marseille.Removed{}) {
		t.Errorf("removing again: %+v, %v", gone, err)
	}
	appoint(t, pool, marseille.Accounts()[0].Contact)
	if _, err := marseille.Load(ctx, pool, asOf, key); !errors.Is(err, &identity.Error{Code: identity.ContactTaken}) {
		t.Errorf("somebody has the address of a made-up person: %v", err)
	}
	if n := count(t, pool, `select count(*) from places`); n != 0 {
		t.Errorf("%d places of a demo that was refused", n)
	}
}

// filled are the tables that hold something, but for the feed's own.
func filled(t *testing.T, pool *pgxpool.Pool) (tables []string) {
	t.Helper()
	rows, err := pool.Query(context.Background(), `
		select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
		and table_name not in ('changes', 'feed_floor') order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range all {
		if count(t, pool, `select count(*) from `+pgx.Identifier{table}.Sanitize()) > 0 {
			tables = append(tables, table)
		}
	}
	return tables
}

func TestBesideRealPlaces(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := postgrestest.New(t)
	_, err := pool.Exec(ctx, `
		with d as (insert into datasets (name, title) values ('real', 'Real') returning id)
		insert into places (uid, dataset_id, source_id, name) select gen_random_uuid(), id, '1', 'Real' from d`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = marseille.Load(ctx, pool, asOf, key); !errors.Is(err, directory.ErrRealHere) {
		t.Errorf("error %v", err)
	}
	if _, skipped, err := marseille.LoadWhereEmpty(ctx, pool, asOf, key); err != nil || skipped == "" {
		t.Errorf("skipped %q, %v", skipped, err)
	}
	if n := count(t, pool, `select count(*) from districts`); n != 0 {
		t.Errorf("%d districts of a demo that was refused", n)
	}
}
