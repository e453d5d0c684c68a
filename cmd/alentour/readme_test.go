package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readme is the project's README, whose commands and answers must be true.
func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// mustMatchReadme asks what the README asks and compares the fields that it shows.
func (n *node) mustMatchReadme() {
	n.t.Helper()
	text := readme(n.t)
	asked := regexp.MustCompile(`curl -s 'http://localhost:8080(\S+)'`).FindStringSubmatch(text)
	shown := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(text)
	if asked == nil || shown == nil {
		n.t.Fatal("the README shows no curl with its answer")
	}
	var want map[string]any
	if err := json.Unmarshal([]byte(shown[1]), &want); err != nil {
		n.t.Fatalf("the README's answer: %v", err)
	}
	var page struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(n.get(asked[1]).body), &page); err != nil || len(page.Items) != 1 {
		n.t.Fatalf("%d items, %v", len(page.Items), err)
	}
	for field, value := range want {
		got, err := json.Marshal(page.Items[0][field])
		if err != nil {
			n.t.Fatal(err)
		}
		if said, _ := json.Marshal(value); string(got) != string(said) { // it was JSON a moment ago
			n.t.Errorf("the README says %s: %s, the answer is %s", field, said, got)
		}
	}
}

// files are small ones in the form of those the README names.
var files = map[string]string{
	"quartiers.geojson": `{"type": "FeatureCollection", "features": [
		{"type": "Feature", "properties": {"code": "1320101", "nom": "Belsunce", "arrondissement": "13201"},
			"geometry": {"type": "Polygon", "coordinates": [[[5.37, 43.29], [5.38, 43.29], [5.38, 43.31], [5.37, 43.31], [5.37, 43.29]]]}},
		{"type": "Feature", "properties": {"code": "1320102", "nom": "Chapitre", "arrondissement": "13201"},
			"geometry": {"type": "Polygon", "coordinates": [[[5.38, 43.29], [5.39, 43.29], [5.39, 43.31], [5.38, 43.31], [5.38, 43.29]]]}}]}`,
	"need.csv": "code,pop,taux_pauvrete_2019_pondere,part_pop_couverte\n1320101,9009,56.0,1.0\n1320102,7000,,\n",
	"france-services-20240801.csv": `id_fs,lib_fs,adresse,complement_adresse,insee_com,code_postal,lib_com,latitude,longitude,mail,telephone,h_lundi,h_mardi,h_mercredi,h_jeudi,h_vendredi,h_samedi,prise_rdv,commentaire,type_fs,format_fs,groupe_fs
1,Espace du Port,1 rue du Port,,13201,13001,Marseille,43.3,5.375,,,09:00 - 12:00,,,,,,Non,,,Site fixe,
`,
	"fr-en-calendrier-scolaire.csv": `Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire
Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Aix-Marseille;Zone B;2026-2027
Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Aix-Marseille;Zone B;2026-2027
`,
}

func TestReadmeFillsACity(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	here := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(here, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// A small real extract comes with the library that reads it.
	library, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/paulmach/osm").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(strings.TrimSpace(string(library)), "testdata/delaware-latest.osm.pbf"), filepath.Join(here, "city.osm.pbf")); err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^bin/alentour (.*)$`).FindAllStringSubmatch(readme(t), -1)
	var done []string
	for _, line := range lines {
		if line[1] == "serve" {
			continue // TestServeFromNothing
		}
		var words []string
		for _, word := range regexp.MustCompile(`"([^"]*)"|\S+`).FindAllString(line[1], -1) {
			words = append(words, strings.Trim(word, `"`))
		}
		cmd := c.command(words...)
		cmd.Dir = here
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("alentour %s: %v: %s", line[1], err, out)
		}
		done = append(done, strings.Join(words[:2], " "))
	}
	want := []string{"hours Tu-Fr 09:00-12:00,14:00-17:00; Sa[1] 10:00-12:00; PH off", "city add", "import districts", "import need", "import places", "import osm", "import holidays", "admin create", "admin create"}
	if !slices.Equal(done, want) {
		t.Errorf("the README's commands are %q, want %q", done, want)
	}
	if list := c.run("city", "list"); !strings.Contains(list, "Marseille") {
		t.Errorf("city list: %q", list)
	}
}
