package marseille

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/geo"
)

var update = flag.Bool("update", false, "write the files from the official data instead of comparing them")

// official is a file of the official data, which stands beside the repository where there is one.
func official(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs the official data: %v", err)
	}
	return path
}

// TestFigures recomputes the figures of this directory from the official files.
func TestFigures(t *testing.T) {
	t.Parallel()
	same(t, "quartiers.csv", quartiersCSV, table(t, official(t, "need/marseille-quartiers-need.csv"),
		[]string{"code", "nom", "arrondissement", "pop", "pop_0_19", "pop_20_64", "pop_65p", "taux_pauvrete_2019_pondere", "part_pop_couverte"},
		"code,name,arrondissement,population,population_0_19,population_20_64,population_65_plus,poverty_rate,poverty_share"))
	same(t, "arrondissements.csv", arrondissementsCSV, table(t, official(t, "need/marseille-arrondissements-need.csv"),
		[]string{"code", "", "", "taux_pauvrete_2019_pondere", "part_pop_couverte"},
		"code,name,arrondissement,poverty_rate,poverty_share"))
	same(t, "footprints.csv", footprintsCSV, footprints(t, official(t, "boundaries/marseille-quartiers-111.geojson")))
}

func same(t *testing.T, name string, have, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s differs from the official data; run: go test ./data/marseille -run TestFigures -update", name)
	}
}

// table takes columns of an official file, an empty name being an empty column.
func table(t *testing.T, path string, columns []string, header string) []byte {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, c := range rows[0] {
		at[c] = i
	}
	out := bytes.NewBufferString(header + "\n")
	w := csv.NewWriter(out)
	for _, row := range rows[1:] {
		fields := make([]string, len(columns))
		for i, c := range columns {
			j, ok := at[c]
			if c != "" && !ok {
				t.Fatalf("%s: no column %q", path, c)
			}
			if c != "" {
				fields[i] = row[j]
			}
		}
		if err := w.Write(fields); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return out.Bytes()
}

// footprints computes the cells whose centre lies in each quartier.
func footprints(t *testing.T, path string) []byte {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := bytes.NewBufferString("code,cells\n")
	owner := map[geo.Cell]string{}
	for f, err := range formats.Features(file, path) {
		if err != nil {
			t.Fatal(err)
		}
		code := f.Properties["code"].(string)
		shape, ok := f.Geometry.(orb.MultiPolygon)
		if !ok {
			shape = orb.MultiPolygon{f.Geometry.(orb.Polygon)}
		}
		cells, err := geo.Cover(shape, footprintResolution)
		if err != nil || len(cells) == 0 {
			t.Fatalf("%s: %d cells, %v", code, len(cells), err)
		}
		for _, c := range cells {
			if other, taken := owner[c]; taken {
				t.Fatalf("cell %s is of %s and of %s", c, other, code)
			}
			owner[c] = code
		}
		hex := make([]string, 0, len(cells))
		for _, c := range geo.Compact(cells) {
			hex = append(hex, c.String())
		}
		fmt.Fprintf(out, "%s,%s\n", code, strings.Join(hex, " "))
	}
	return out.Bytes()
}
