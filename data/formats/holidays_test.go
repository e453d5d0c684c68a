package formats_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alentour/alentour/data/formats"
)

// holidays reads a file: its rows, then what it was found to be, as text.
func holidays(t *testing.T, text string, f formats.HolidayFile) []string {
	t.Helper()
	f.Name = "file"
	read, err := formats.ReadHolidays(strings.NewReader(text), f)
	if err != nil {
		return []string{err.Error()}
	}
	out := []string{read.Format}
	for _, r := range read.Rows {
		line := fmt.Sprintf("%s %s %s %s %s", r.Kind, r.Region, r.From.Format("2006-01-02"), r.To.Format("2006-01-02"), r.Name)
		if r.Kind == "sun" {
			line += fmt.Sprint(r.Sun)
		}
		out = append(out, line)
	}
	if read.Known > 0 {
		out = append(out, fmt.Sprintf("%d by rule", read.Known))
	}
	for _, d := range read.Differs {
		out = append(out, "differs: "+d)
	}
	for _, p := range read.Passed {
		out = append(out, "passed over: "+p)
	}
	for _, r := range read.Refused {
		out = append(out, "refused: "+r.Error())
	}
	return out
}

func equalLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestHolidaysOfOurTable(t *testing.T) {
	t.Parallel()
	got := holidays(t, `kind,region,name,from,to,sunrise,sunset,dawn,dusk
school,FR-13,Noël,2026-12-19,2027-01-03,,,,
public,DE-BY,Allerheiligen,2026-11-01,,,,,
sun,FR-13,,2026-06-21,2026-06-21,05:59,21:22,05:23,21:58
sun,FR-13,,2026-06-22,,05:59,21:22,,
public,FR-13,Noël,2026-12-25,,,,,
public,FR-13,Fête de la ville,2026-12-27,,,,,
school,Marseille,Noël,2026-12-19,2027-01-03,,,,
school,FR-13,Noël,19/12/2026,2027-01-03,,,,
school,FR-13,Noël,2026-12-19,2026-12-18,,,,
school,FR-13
`, formats.HolidayFile{})
	equalLines(
		t, got,
		"table of holidays",
		"school FR-13 2026-12-19 2027-01-03 Noël",
		"public DE-BY 2026-11-01 2026-11-01 Allerheiligen",
		"sun FR-13 2026-06-21 2026-06-21 {05:59 21:22 05:23 21:58}",
		"1 by rule",
		"differs: FR-13, Fête de la ville (2026-12-27): in the file, not in the rules",
		`refused: line 5: column dawn "" is not a time like 06:42`,
		`refused: line 8: region "Marseille" is not a code of ISO 3166 like FR or FR-13`,
		`refused: line 9: column from "19/12/2026" is not a date like 2026-12-25`,
		"refused: line 10: the last day 2026-12-18 is before the first 2026-12-19",
		"refused: line 11: 2 fields, the header has 9",
	)
}

// The ministry's file, with its hours of several oceans.
const schoolCalendar = `Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire
Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Aix-Marseille;Zone B;2026-2027
Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Lille;Zone B;2026-2027
Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Lyon;Zone A;2026-2027
Vacances de Noël;-;2026-12-19T00:00:00+01:00;2027-01-04T00:00:00+01:00;Aix-Marseille;Zone B;2026-2027
Pont de l'Ascension;-;2027-05-06T22:00:00+00:00;2027-05-06T22:00:00+00:00;Aix-Marseille;Zone B;2026-2027
Pont de l'Ascension;-;2023-05-17;2023-05-22;Aix-Marseille;Zone B;2022-2023
Vacances d'Été;Élèves;2027-07-02T22:00:00+00:00;2027-09-01T22:00:00+00:00;Aix-Marseille;Zone B;2026-2027
Vacances d'Été;Enseignants;2027-07-02T22:00:00+00:00;2027-08-29T22:00:00+00:00;Aix-Marseille;Zone B;2026-2027
Début des Vacances d'Été;Élèves;2028-07-07T22:00:00+00:00;2028-07-07T22:00:00+00:00;Aix-Marseille;Zone B;2027-2028
Vacances de Noël;-;2026-12-11T10:00:00+00:00;2027-01-11T10:00:00+00:00;Polynésie;Polynésie;2026-2027
Vacances de Noël;-;2026-12-18T20:00:00+00:00;2027-01-24T20:00:00+00:00;La Réunion;Réunion;2026-2027
Vacances d'Hiver;-;bientôt;2027-03-01;Aix-Marseille;Zone B;2026-2027
Vacances d'Hiver;-;2027-02-15;2027-02-16;Aix-Marseille;Zone B;2026-2027
`

func TestHolidaysOfTheMinistry(t *testing.T) {
	t.Parallel()
	zones := map[string][]string{"zone b": {"FR-13", "FR-59"}, "Polynésie": {"FR-PF"}, "La Réunion": {"FR-974"}}
	want := []string{"school calendar of the ministry"}
	for _, holiday := range []string{
		"2026-10-17 2026-11-01 Vacances de la Toussaint", "2026-12-19 2027-01-03 Vacances de Noël",
		"2027-05-07 2027-05-07 Pont de l'Ascension", "2023-05-18 2023-05-21 Pont de l'Ascension", "2027-07-03 2027-09-01 Vacances d'Été",
	} {
		want = append(want, "school FR-13 "+holiday, "school FR-59 "+holiday)
	}
	want = append(
		want,
		"school FR-PF 2026-12-12 2027-01-10 Vacances de Noël",
		"school FR-974 2026-12-19 2027-01-24 Vacances de Noël",
		"passed over: Zone A",
		`refused: line 13: Vacances d'Hiver: "bientôt" is not a date like 2026-10-17 or 2026-10-16T22:00:00+00:00`,
		`refused: line 14: Vacances d'Hiver: no day without class between "2027-02-15" and "2027-02-16"`,
	)
	equalLines(t, holidays(t, schoolCalendar, formats.HolidayFile{Zones: zones}), want...)

	asProgramsSeeIt := strings.Replace(schoolCalendar, "Description;Population;Date de début;Date de fin;Académies;Zones", "description;population;start_date;end_date;location;zones", 1)
	equalLines(t, holidays(t, asProgramsSeeIt, formats.HolidayFile{Zones: zones}), want...)
}

const bavaria = `---
_nominatim_url: 'https://example.org'
PH:
  - {'name': 'Neujahr', 'fixed_date': [1, 1]}
  - {'name': 'Karfreitag', 'variable_date': easter, 'offset': -2}
  - {'name': 'Epiphanias', 'fixed_date': [1, 6], 'only_states': [Bayern]}
  - {'name': 'Buß- und Bettag', 'variable_date': nextWednesday16Nov, 'only_states': [Sachsen]}
Bayern:
  _state_code: by
  SH:
    - name: Weihnachtsferien
      '2026': [12, 24, 1, 8]
      '2027': [2, 8, 2, 12, 12, 24, 1, 7]
    - name: Fehler
      '2026': [13, 1, 1, 1]
Sachsen:
  _state_code: sn
Berlin:
  _nominatim_url: ''
  PH:
    - {'name': 'Frauentag', 'fixed_date': [3, 8]}
`

func TestHolidaysOfOpeningHoursJS(t *testing.T) {
	t.Parallel()
	const format = "country of opening_hours.js"
	got := holidays(t, bavaria, formats.HolidayFile{Country: "DE", Zones: map[string][]string{"Berlin": {"DE-BE"}}})
	count := map[string]int{}
	var rest []string
	for _, line := range got {
		if fields := strings.Fields(line); fields[0] == "public" {
			count[fields[1]+" "+fields[4]]++
		} else {
			rest = append(rest, line)
		}
	}
	// thirty years each; nothing for Germany as a whole, whose states differ
	if want := "map[DE-BE Frauentag:30 DE-BY Epiphanias:30 DE-BY Karfreitag:30 DE-BY Neujahr:30]"; fmt.Sprint(count) != want {
		t.Errorf("%v, want %s", count, want)
	}
	if !slices.Contains(got, "public DE-BY 2026-04-03 2026-04-03 Karfreitag") {
		t.Error("no Good Friday of 2026")
	}
	equalLines(
		t, rest,
		format,
		"school DE-BY 2026-12-24 2027-01-08 Weihnachtsferien",
		"school DE-BY 2027-02-08 2027-02-12 Weihnachtsferien",
		"school DE-BY 2027-12-24 2028-01-07 Weihnachtsferien",
		"refused: line 14: Fehler: 2026 has no day 1 of month 13",
		"refused: line 7: Buß- und Bettag is nextWednesday16Nov, which is not understood: public holidays of DE-SN are left out",
	)
	equalLines(
		t, holidays(t, "PH: []\nSH:\n  - name: Été\n    '2026': [7, 4, 8, 31]\n", formats.HolidayFile{Country: "LU"}),
		format, "school LU 2026-07-04 2026-08-31 Été",
	)
	for text, want := range map[string]string{
		"PH: []\nBayern:\n  SH: []\n":                      "file: say which country this is (--country DE), or which regions its states are (--zone)",
		"PH:\n  - {'name': 'x', 'substitute': yes}\n":      "refused: line 2: x is a day with substitute, which is not understood: public holidays of DE are left out",
		"PH:\n  - {'name': 'x'}\n":                         "refused: line 2: x: neither fixed_date with month and day nor variable_date: public holidays of DE are left out",
		"SH:\n  - {'name': 'x', '2026': [1, 2, 3]}\n":      "file: line 2: x 2026: not month and day of a first and a last day",
		"SH:\n  - {'name': 'x', 'twenty': [1, 2, 3, 4]}\n": `file: line 2: "twenty" is neither name nor a year`,
		"greeting: hello\n":                                `file: line 1: "greeting" is neither PH, SH nor a state`,
		"---\n- a\n":                                       "file: not a file of holidays: no PH and no SH in it",
		"---\n_version: 3\n":                               "file: not a file of holidays: no PH and no SH in it",
		"---\nPH: [\n":                                     "file: yaml: line 2: did not find expected node content",
		"Datum;Name\n":                                     "file: not a table of holidays: neither kind,region,name,from,to nor the columns of the school calendar; there are Datum, Name",
		"kind,region,name,from\n":                          `file: no column "to"; there are kind, region, name, from`,
		"":                                                 "file: empty, not even a header",
		"kind,region,name,from,to\npublic,DE,\xe9,2026-01-01,": "file: line 2, byte 35: byte 0xE9 is not UTF-8: the file looks like Latin-1 (ISO-8859-1 or -15); save it as UTF-8",
	} {
		f := formats.HolidayFile{Country: "DE"}
		if strings.Contains(want, "which country") {
			f.Country = ""
		}
		if got := holidays(t, text, f); !slices.Contains(got, want) {
			t.Errorf("%q:\n%s\nwant\n%s", text, strings.Join(got, "\n"), want)
		}
	}
}

func TestHolidayZonesMustMeanSomething(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, region, want string
	}{
		{"Zone D", "FR-13", `file: nothing is called "Zone D"; what is not mapped yet: La Réunion, Polynésie, Zone A, Zone B`},
		{"Zone B", "Marseille", `zone "Zone B": region "Marseille" is not a code of ISO 3166 like FR or FR-13`},
		{"Zone B", "", `zone "Zone B": no region`},
	} {
		text := strings.ReplaceAll(schoolCalendar, ";Réunion;", ";La Réunion;")
		equalLines(t, holidays(t, text, formats.HolidayFile{Zones: map[string][]string{c.zone: {c.region}}}), c.want)
	}
}

// The list of opening_hours.js for France says what our rules say, but for what they say on purpose.
func TestHolidaysOfFranceAreKnown(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "events", "holidays-fr.yaml"))
	if err != nil {
		t.Skipf("the list is not here: %v", err)
	}
	got := holidays(t, string(text), formats.HolidayFile{Country: "FR", Zones: map[string][]string{"Moselle": {"FR-57"}, "Polynésie française": {"FR-PF"}}})
	want := []string{
		"country of opening_hours.js",
		"1085 by rule",
		"differs: FR-PF, Arrivée de l’Évangile (2020-03-05): in the rules, not in the file",
		"differs: FR-PF, Fête de l'autonomie (2025-06-29): in the file, not in the rules",
		"differs: FR-PF, Matariʻi i niʻa (2025-11-20): in the rules, not in the file",
	}
	if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func FuzzHolidays(f *testing.F) {
	f.Add("kind,region,name,from,to\nschool,FR-13,Noël,2026-12-19,2027-01-03\n")
	f.Add(schoolCalendar)
	f.Add(bavaria)
	f.Fuzz(func(t *testing.T, text string) {
		zones := map[string][]string{}
		if strings.Contains(text, "Zone B") {
			zones["Zone B"] = []string{"FR-13"}
		}
		read, err := formats.ReadHolidays(strings.NewReader(text), formats.HolidayFile{Name: "file", Country: "DE", Zones: zones})
		if err != nil {
			return
		}
		for _, row := range read.Rows {
			if err := row.Check(); err != nil {
				t.Errorf("%+v: %v", row, err)
			}
		}
	})
}
