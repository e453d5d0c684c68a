package main

import (
	"strings"
	"testing"

	"github.com/alentour/alentour/directory"
)

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
