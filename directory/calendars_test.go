package directory

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory/hours"
)

func TestRegionOfMunicipalities(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"13055": "FR-13", "2A004": "FR-2A", "97411": "FR-974", "97613": "FR-976", "67482": "FR-67", "97502": "FR-PM",
		"97701": "FR-BL", "97801": "FR-MF", "98611": "FR-WF", "98735": "FR-PF", "98818": "FR-NC",
		"": "", "13": "", "marseille": "", "ville": "", "00000": "", "96001": "", "97999": "", "130551": "", "2C001": "",
	} {
		if got := Region(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

func TestHolidayTables(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	store := NewHolidays(pool)
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	christmas := hours.Row{Kind: hours.School, Region: "FR-13", Name: "Noël", From: day("2025-12-20"), To: day("2026-01-04")}
	winter := hours.Row{Kind: hours.School, Region: "FR-13", Name: "Hiver", From: day("2026-02-14"), To: day("2026-03-01")}
	solstice := hours.Row{
		Kind: hours.Sun, Region: "FR-13", From: day("2026-06-21"), To: day("2026-06-21"),
		Sun: hours.SunTimes{Rise: 359, Set: 1282, Dawn: 323, Dusk: 1318},
	}
	put := func(want Outcome, dryRun bool, name string, rows ...hours.Row) {
		t.Helper()
		got, err := store.Put(t.Context(), hours.Table{Source: name, Rows: rows}, "file.csv", dryRun)
		if err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", name, got, err, want)
		}
	}
	count := func(want int) {
		t.Helper()
		var rows int
		if err := pool.QueryRow(t.Context(), `select count(*) from holiday_rows`).Scan(&rows); err != nil || rows != want {
			t.Errorf("%d rows, %v; want %d", rows, err, want)
		}
	}
	changes := func() (n int) {
		t.Helper()
		if err := pool.QueryRow(t.Context(), `select count(*) from changes where topic = 'holidays'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	put(Added, true, "school", christmas)
	count(0)
	put(Added, false, "school", christmas, winter, solstice)
	before := changes()
	paris := winter
	paris.From = winter.From.In(time.FixedZone("", 3600)) // the same date
	put(Unchanged, false, "school", solstice, paris, christmas, christmas)
	if before == 0 || changes() != before {
		t.Errorf("%d changes told, then %d though nothing changed", before, changes())
	}
	count(3)
	put(Updated, false, "school", christmas)
	put(Added, false, "other", winter)
	count(2)

	for name, table := range map[string]hours.Table{
		`name: "No name"`:             {Source: "No name", Rows: []hours.Row{christmas}},
		"file: file.csv says nothing": {Source: "empty"},
		`file: kind "" is not public`: {Source: "bad", Rows: []hours.Row{{Region: "FR"}}},
	} {
		if _, err := store.Put(t.Context(), table, "file.csv", false); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%v, want %s…", err, name)
		}
	}
	if err := store.Remove(t.Context(), "schools"); err == nil || err.Error() != `name: "schools" is not known; there are other, school` {
		t.Errorf("removing what is not there: %v", err)
	}
	for _, name := range []string{"other", "school"} {
		if err := store.Remove(t.Context(), name); err != nil {
			t.Error(err)
		}
	}
	count(0)
	if err := store.Remove(t.Context(), "school"); err == nil || !strings.HasSuffix(err.Error(), "there is no table of holidays") {
		t.Errorf("removing from nothing: %v", err)
	}
}

// A city's calendar is that of its zone and region, and another one only when its own tables changed.
func TestCalendarsOfCities(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	store := NewHolidays(pool)
	write := func(sql string) {
		t.Helper()
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	write(`insert into districts (code, kind, name, timezone, lang) values
		('13055', 'city', 'Marseille', 'Europe/Paris', 'fr'), ('13001', 'city', 'Aix', 'Europe/Paris', 'fr'),
		('97411', 'city', 'Saint-Denis', 'Indian/Reunion', 'fr'), ('genova', 'city', 'Genova', 'Europe/Rome', 'it')`)
	known := new(calendars)
	elsewhere := Elsewhere{Region: "FR-67"}
	read := func() map[string]*hours.Calendar {
		t.Helper()
		of := map[string]*hours.Calendar{}
		err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			atlas, err := ReadAtlas(t.Context(), tx)
			if err != nil {
				return err
			}
			if known, err = known.reread(t.Context(), tx, atlas, elsewhere); err != nil {
				return err
			}
			for _, city := range atlas.Cities() {
				of[city.Name] = known.of(city.Num)
			}
			of["elsewhere"] = known.of(0)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return of
	}
	put := func(name, region string) {
		t.Helper()
		row := hours.Row{
			Kind: hours.School, Region: region, Name: "Noël",
			From: time.Date(2025, 12, 20, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 1, 4, 0, 0, 0, 0, time.UTC),
		}
		if _, err := store.Put(t.Context(), hours.Table{Source: name, Rows: []hours.Row{row}}, name+".csv", false); err != nil {
			t.Fatal(err)
		}
	}
	first := read()
	for name, zone := range map[string]string{"Marseille": "Europe/Paris", "Saint-Denis": "Indian/Reunion", "Genova": "Europe/Rome", "elsewhere": "UTC"} {
		if got := first[name].Zone().String(); got != zone {
			t.Errorf("%s: zone %s", name, got)
		}
	}
	if first["Marseille"] != first["Aix"] || first["Marseille"] == first["Saint-Denis"] {
		t.Error("cities share calendars by zone and region")
	}
	same := func(before, after map[string]*hours.Calendar, others ...string) {
		t.Helper()
		for name := range before {
			changed := before[name] != after[name]
			want := false
			for _, other := range others {
				want = want || other == name
			}
			if changed != want {
				t.Errorf("%s: another calendar is %v, want %v", name, changed, want)
			}
		}
	}
	same(first, read())
	put("school-13", "FR-13")
	second := read()
	same(first, second, "Marseille", "Aix")
	put("school", "FR")
	third := read()
	same(second, third, "Marseille", "Aix", "Saint-Denis", "elsewhere")
	write(`update districts set timezone = 'Indian/Mayotte' where code = '97411'`)
	same(third, read(), "Saint-Denis")

	at := time.Date(2025, 12, 22, 10, 0, 0, 0, time.UTC)
	for name, want := range map[string]hours.State{"Marseille": hours.Open, "Saint-Denis": hours.Open, "Genova": hours.Unknown} {
		if got, _ := hours.Compile("SH 08:00-20:00", third[name]).State(at); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
