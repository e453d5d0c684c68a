package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/tiles"
	"github.com/alentour/alentour/tiles/tiletest"
)

func TestTileTravelsCompressedOrNot(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	packed := w.get(t, "/tiles/places/14/8436/6001.mvt", "Accept-Encoding", "gzip")
	raw := w.get(t, "/tiles/places/14/8436/6001")
	if packed.Header().Get("Content-Encoding") != "gzip" || raw.Header().Get("Content-Encoding") != "" ||
		raw.Header().Get("Content-Type") != "application/vnd.mapbox-vector-tile" {
		t.Fatalf("%v\n%v", packed.Header(), raw.Header())
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(unpacked, raw.Body.Bytes()) {
		t.Errorf("the forms differ: %v", err)
	}
	if packed.Header().Get("ETag") == raw.Header().Get("ETag") {
		t.Error("strong tags name both forms alike")
	}
	empty := w.get(t, "/tiles/places/14/0/0")
	if empty.Code != http.StatusNoContent || empty.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("empty: %d %v", empty.Code, empty.Header())
	}
}

func TestTileShowsWhatTheListFinds(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	names := func(query string) []string {
		layers, err := tiletest.Decode(w.get(t, "/tiles/places/11/1054/750"+query).Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range layers[0].Features {
			out = append(out, f.Get("name").(string))
		}
		slices.Sort(out)
		return out
	}
	for _, filter := range []string{"category=shower", "category=wash&audience=men", "q=lieu+33"} {
		var want []string
		tile := tiles.Tile{Z: 11, X: 1054, Y: 750}
		for cursor := ""; ; {
			page := w.get(t, "/v1/places?near=5.37,43.3&radius_m=50000&limit=100&"+filter+cursor).page()
			for _, item := range page.Items {
				if tile.Has(tiles.At(orb.Point(item.Point))) {
					want = append(want, item.Name)
				}
			}
			if page.Next == "" {
				break
			}
			cursor = "&cursor=" + page.Next
		}
		slices.Sort(want)
		if got := names("?" + filter); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s: tile %d, list %d", filter, len(got), len(want))
		}
	}
}

func TestTileFollowsAChange(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	const tile = "/tiles/places/14/8436/6001"
	before := w.get(t, tile).Body.String()
	if _, err := w.pool.Exec(t.Context(), `update places set name = 'Un autre nom' where source_id = 'rich'`); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for w.get(t, tile).Body.String() == before {
		if time.Now().After(deadline) {
			var p api.PlaceDetail
			w.get(t, "/v1/places/"+rich).into(&p)
			t.Fatalf("the tile never changed; the sheet says %q", p.Name)
		}
	}
	if after := w.get(t, tile).Body.String(); !strings.Contains(after, "Un autre nom") {
		t.Error("the tile does not show the change")
	}
}

func TestTileJSONSaysWhereAndFromWhom(t *testing.T) {
	t.Parallel()
	w := townOfTests(t)
	var doc struct {
		TileJSON    string `json:"tilejson"`
		Tiles       []string
		Bounds      [4]float64
		Attribution string
	}
	if err := json.Unmarshal(w.get(t, "/tiles/places.json?category=meal").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.TileJSON != "3.0.0" || doc.Tiles[0] != "https://alentour.example/tiles/places/{z}/{x}/{y}?category=meal" {
		t.Errorf("%+v", doc)
	}
	for _, want := range []string{"© OpenStreetMap contributors", "ODbL-1.0", "© Ville", "etalab-2.0"} {
		if !strings.Contains(doc.Attribution, want) {
			t.Errorf("%q does not credit %s", doc.Attribution, want)
		}
	}
	if err := json.Unmarshal(w.get(t, "/tiles/districts.json").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Bounds != [4]float64{5.36, 43.29, 5.38, 43.31} || doc.Attribution != "Cadastre" {
		t.Errorf("%+v", doc)
	}
}

// GDAL, the reader most people have, reads a whole zoom and finds every place once.
func TestGDALReadsAWholeZoom(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("ogr2ogr")
	if err != nil {
		t.Fatal("ogr2ogr is not installed: apt-get install gdal-bin")
	}
	w := synthetic(t, 700)
	s := httptest.NewServer(w)
	defer s.Close()
	for _, z := range []int{11, 13} {
		out := filepath.Join(t.TempDir(), "places.csv")
		said, err := exec.Command(program, "-f", "CSV", out, fmt.Sprintf("MVT:%s/tiles/places/%d", s.URL, z), "places",
			"-oo", "METADATA_FILE="+s.URL+"/tiles/places.json", "-oo", "CLIP=NO", "-select", "mvt_id,name").CombinedOutput()
		if err != nil {
			t.Fatalf("zoom %d: %v: %s", z, err, said)
		}
		if len(said) > 0 {
			t.Logf("zoom %d: %s", z, said)
		}
		csv, err := exec.Command("cat", out).Output()
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(csv)), "\n")[1:]
		slices.Sort(lines)
		if unique := len(slices.Compact(slices.Clone(lines))); len(lines) != 700 || unique != 700 {
			t.Errorf("zoom %d: %d features, %d different, want 700", z, len(lines), unique)
		}
	}
}
