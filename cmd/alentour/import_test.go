package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alentour/alentour/data/postgres/postgrestest"
	"github.com/alentour/alentour/directory"
)

const wells = `{"title": "Wells", "licence": "CC0-1.0", "attribution": "Nobody",
	"fields": {"source_id": ["id"], "name": ["name"], "longitude": ["lon"], "latitude": ["lat"]},
	"always": {"categories": ["drinking_water"]}}`

// The command as a person types it: files in, a report, one sentence and status 1 when the file is refused as a whole.
func TestImportPlacesCommand(t *testing.T) {
	t.Parallel()
	dir, database := t.TempDir(), postgrestest.URL(t)
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mapping := write("wells.json", wells)
	command := func(args ...string) (status int, stdout, stderr string) {
		var out, errors bytes.Buffer
		status = run(append([]string{"--database", database}, args...), &out, &errors)
		return status, out.String(), errors.String()
	}
	january := write("wells-20260101.csv", "id,name,lon,lat\n1,Puits,5.37,43.3\n2,Source,5.38,43.3\n3,Fontaine,NaN,43.3\n")
	february := write("wells-20260201.csv", "id,name,lon,lat\n2,Source,5.38,43.3\n")

	status, out, _ := command("import", "places", january, "--mapping", mapping, "--dry-run")
	if status != exitOK || !strings.HasPrefix(out, "dry run, nothing was written:\nwells from wells-20260101.csv: 2 added") {
		t.Errorf("dry run: status %d, %s", status, out)
	}
	status, out, _ = command("import", "places", january, "--mapping", mapping, "--json")
	var report reportJSON
	if err := json.Unmarshal([]byte(out), &report); err != nil || status != exitOK {
		t.Fatalf("status %d, %v: %s", status, err, out)
	}
	if report.Added != 2 || report.Refused.Count != 1 || report.Refused.First[0] != (findingJSON{"line 4", `longitude "NaN" is not a number of degrees`}) {
		t.Errorf("%+v", report)
	}
	status, _, problem := command("import", "places", february, "--mapping", mapping)
	const refusal = "alentour: dataset wells: 1 of its 2 open places are not in the file, more than 20 %; nothing was written; if they did close, import again with --force\n"
	if status != exitFailed || problem != refusal {
		t.Errorf("status %d, %s", status, problem)
	}
	status, out, _ = command("import", "places", february, "--mapping", mapping, "--force")
	if status != exitOK || !strings.Contains(out, "0 added, 0 updated, 1 unchanged, 1 closed") {
		t.Errorf("forced: status %d, %s", status, out)
	}
	latin := write("latin.csv", "id,name,lon,lat\n1,C\xe9zanne,5,43\n")
	status, _, problem = command("import", "places", latin, "--mapping", mapping)
	if status != exitFailed || problem != "alentour: latin.csv: line 2, byte 19: byte 0xE9 is not UTF-8: the file looks like Latin-1 (ISO-8859-1 or -15); save it as UTF-8\n" {
		t.Errorf("Latin-1: status %d, %s", status, problem)
	}
	garbage := write("garbage.osm.pbf", "this is not an extract")
	status, _, problem = command("import", "osm", garbage)
	if status != exitFailed || !strings.HasPrefix(problem, "alentour: garbage.osm.pbf: byte 0: not OSM PBF") {
		t.Errorf("garbage: status %d, %s", status, problem)
	}
	open := filepath.Join(dir, "open.csv")
	if status, _, problem = command("export", "places", open); status != exitOK {
		t.Errorf("export: status %d, %s", status, problem)
	}
	text, err := os.ReadFile(open)
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), "Source") || strings.Contains(string(text), "Puits") {
		t.Errorf("export: %v\n%s", err, text)
	}
}

func TestDatasetOf(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"france-services-20240801.csv": "france-services",
		"france-services-20240901.csv": "france-services",
		"monaco-20231121.osm.pbf":      "monaco",
		"provence-latest.osm.pbf":      "provence",
		"bains_2024-08-01.csv":         "bains",
		"Douches Été (2).CSV":          "douches-t-2",
		"2024.csv":                     "2024",
		"points-13055.csv":             "points-13055",
		"mairies-202408.csv":           "mairies",
	} {
		if got := datasetOf(file); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
}

func TestReportInWords(t *testing.T) {
	t.Parallel()
	const clinic = "category clinic is sensitive and was not allowed (--allow-sensitive clinic)"
	report := &directory.Report{
		Dataset: "town", File: "town.csv", DryRun: true, Added: 2, Updated: 1, Unchanged: 3, Closed: 4, Outside: 5,
		Refused: directory.Findings{Count: 5, First: []directory.Refused{
			{Where: "line 2", Reason: clinic},
			{Where: "line 3", Reason: "name: none"},
			{Where: "line 4", Reason: clinic},
			{Where: "line 5", Reason: clinic},
			{Where: "line 6", Reason: clinic},
		}},
		Suspicious: directory.Findings{Count: 1, First: []directory.Refused{{Where: "line 9", Reason: "the code says 13216"}}},
	}
	const want = `dry run, nothing was written:
town from town.csv: 2 added, 1 updated, 3 unchanged, 4 closed
  5 lie in no district of any city here
  1 suspicious:
    line 9: the code says 13216
  5 refused:
    line 2, line 4, line 5 and 1 more: category clinic is sensitive and was not allowed (--allow-sensitive clinic)
    line 3: name: none
`
	var out strings.Builder
	if err := printReport(&out, report); err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
}
