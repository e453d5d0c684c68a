package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

func TestImportHolidaysCommand(t *testing.T) {
	t.Parallel()
	dir, database := t.TempDir(), postgrestest.URL(t)
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// says runs the command and compares its whole answer.
	says := func(want string, status int, args ...string) {
		t.Helper()
		var out, errors bytes.Buffer
		got := run(append([]string{"--database", database, "import", "holidays"}, args...), &out, &errors)
		if text := out.String() + errors.String(); got != status || text != want {
			t.Errorf("%s: status %d\n%s\nwant %d\n%s", args, got, text, status, want)
		}
	}
	calendar := write("school-calendar-20260901.csv", `Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire
Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Aix-Marseille;Zone B;2026-2027
Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Aix-Marseille;Zone B;2026-2027
Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Lyon;Zone A;2026-2027
Vacances d'Hiver;-;demain;;Aix-Marseille;Zone B;2026-2027
`)
	const report = `school-calendar from school-calendar-20260901.csv, a school calendar of the ministry: OUTCOME
  FR-13, 2026-10-17 to 2027-01-03, 2 rows: school holidays
  passed over, as no --zone says which regions they are: Zone A
  refused: line 5: Vacances d'Hiver: "demain" is not a date like 2026-10-17 or 2026-10-16T22:00:00+00:00
`
	zone := []string{calendar, "--zone", "Zone B=FR-13"}
	says("dry run, nothing was written:\n"+strings.Replace(report, "OUTCOME", "added", 1), exitOK, append(zone, "--dry-run")...)
	says(strings.Replace(report, "OUTCOME", "added", 1), exitOK, zone...)
	says(strings.Replace(report, "OUTCOME", "unchanged", 1), exitOK, zone...)

	public := write("be.yaml", "PH:\n  - {name: Nationale feestdag, fixed_date: [7, 21]}\n")
	says(`be from be.yaml, a country of opening_hours.js: added
  BE, 2020-07-21 to 2049-07-21, 30 rows: public holidays
`, exitOK, public)
	known := write("france.csv", "kind,region,name,from,to\npublic,FR,Assomption,2026-08-15,\npublic,FR,Saint-Roch,2026-08-16,\npublic,FR,Toussaint,2026-11-02,\n")
	says(`france from france.csv, a table of holidays: nothing that rules do not say
  1 public holidays are known by rule
  3 where the file differs from the rules, which stay:
    FR, Saint-Roch (2026-08-16): in the file, not in the rules
    FR, Toussaint (2026-11-01): in the rules, not in the file
    FR, Toussaint (2026-11-02): in the file, not in the rules
`, exitOK, known)
	says("alentour: either a file to import or --remove NAME\n", exitFailed)
	says("alentour: name: \"bf\" is not known; there are be, school-calendar\n", exitFailed, "--remove", "bf")
	says("be is forgotten\n", exitOK, "--remove", "be")
	says("alentour: --zone \"Zone B\": ZONE=REGION is needed, as in \"Zone B=FR-13\"\n", exitFailed, calendar, "--zone", "Zone B")
	nothing := write("nothing.csv", "kind,region,name,from,to\nschool,Paris,x,2026-01-01,\n")
	says("alentour: file: nothing.csv says nothing about any region; line 2: region \"Paris\" is not a code of ISO 3166 like FR or FR-13\n", exitFailed, nothing)

	var out, errors bytes.Buffer
	var read holidaysJSON
	if status := run(append([]string{"--database", database, "import", "holidays", "--json", "--name", "b"}, zone...), &out, &errors); status != exitOK {
		t.Fatalf("status %d: %s", status, errors.String())
	}
	if err := json.Unmarshal(out.Bytes(), &read); err != nil || read.Table != "b" || read.Outcome != "added" || len(read.Says) != 1 || len(read.Refused) != 1 {
		t.Errorf("%v: %s", err, out.String())
	}
}
