package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// step is one command and what it answers; error is what it says when it must fail.
type step struct {
	args   []string
	answer string
	error  string
}

func steps(t *testing.T, database string, list []step) {
	t.Helper()
	for _, s := range list {
		var out, errors bytes.Buffer
		code := run(append(s.args, "--database", database, "--data-dir", t.TempDir()), &out, &errors)
		if out.String() != s.answer {
			t.Errorf("%q answers\n%swant\n%s", s.args, out.String(), s.answer)
		}
		if (code == exitOK) != (s.error == "") || !bytes.Contains(errors.Bytes(), []byte(s.error)) {
			t.Errorf("%q ends with %d and says %q, want %q", s.args, code, errors.String(), s.error)
		}
	}
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const twoQuartiers = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":1320101,"nom":"Ouest","arrondissement":"13201"},
 "geometry":{"type":"Polygon","coordinates":[[[5.30,43.30],[5.31,43.30],[5.31,43.31],[5.30,43.31],[5.30,43.30]]]}},
{"type":"Feature","properties":{"code":"1320102","nom":"Est","arrondissement":"13201"},
 "geometry":{"type":"MultiPolygon","coordinates":[[[[5.31,43.30],[5.32,43.30],[5.32,43.31],[5.31,43.31],[5.31,43.30]]]]}},
{"type":"Feature","properties":{"code":"1320103","nom":"Point","arrondissement":"13201"},
 "geometry":{"type":"Point","coordinates":[5.31,43.30]}}]}`

// TestFillACity runs the commands that fill a city from open data.
func TestFillACity(t *testing.T) {
	t.Parallel()
	quartiers := writeFile(t, "quartiers.geojson", twoQuartiers)
	need := writeFile(t, "need.csv", "code,pop,taux\n1320101,1200,33.5\n1320102,800,\n1320199,5,5\n")
	districts := []string{
		"import", "districts", quartiers, "--city", "13055", "--kind", "quartier", "--code", "code", "--name", "nom",
		"--parent", "arrondissement",
	}
	figures := []string{"import", "need", need, "--city", "13055", "--code", "code", "--map", "population=pop,poverty_rate=taux"}
	refused := "  refused: quartiers.geojson: feature 3: geometry: a Point, but a Polygon or MultiPolygon is needed\n"
	steps(t, postgrestest.URL(t), []step{
		{args: districts, error: `city: "13055" is not known; add it with: alentour city add`},
		{
			args:   []string{"city", "add", "13055", "--name", "Marseille", "--timezone", "Europe/Paris", "--lang", "fr"},
			answer: "city 13055 (Marseille): added\n",
		},
		{
			args: districts,
			answer: "districts of 13055: 2 added, 0 updated, 0 unchanged, 1 refused\n" +
				"  made as the union of their districts: 13201\n" + refused + "  9 public cells\n",
		},
		{
			args:   districts,
			answer: "districts of 13055: 0 added, 0 updated, 2 unchanged, 1 refused\n" + refused + "  9 public cells\n",
		},
		{
			args: figures,
			answer: "figures of 2 districts of 13055: 3 added, 0 updated, 0 unchanged, 0 no longer known, 1 refused\n" +
				"  2 populations are sums of the districts below\n" +
				"  refused: line 4: code \"1320199\" is no district of the city\n  3 public cells\n",
		},
		{
			args: []string{"city", "list"},
			answer: "   code       name  districts  open places  km²  residents\n" +
				"  13055  Marseille          3            0    2       2000\n",
		},
		{args: []string{"city", "remove", "13055"}, error: "say --yes to do it"},
		{args: []string{"city", "remove", "13055", "--yes"}, answer: "city 13055: removed; 0 places are in no district now\n"},
	})
}

func TestDemoCommand(t *testing.T) {
	t.Parallel()
	steps(t, postgrestest.URL(t), []step{
		{args: []string{"demo", "--as-of", "yesterday"}, error: `--as-of: "yesterday" is not a day like 2026-11-23`},
		{
			args:   []string{"demo", "--as-of", "2026-11-23"},
			answer: "demo: Marseille with 111 quartiers and 15 organisations; made-up places: 414 added, 0 updated, 0 unchanged, 0 removed\n  and 1194 made-up people as of that day\n",
		},
		{
			args:   []string{"demo", "--as-of", "2026-11-23"},
			answer: "demo: Marseille with 111 quartiers and 15 organisations; made-up places: 0 added, 0 updated, 414 unchanged, 0 removed\n  the 1194 made-up people stay as they are\n",
		},
		{
			args:   []string{"demo", "--remove"},
			answer: "demo: 414 made-up places and 1194 made-up people removed\n  and the city of Marseille with its districts\n",
		},
		{args: []string{"city", "list"}, answer: "no city yet; add one: alentour city add 13055 --name Marseille --timezone Europe/Paris --lang fr\n"},
	})
}
