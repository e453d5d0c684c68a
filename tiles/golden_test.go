package tiles_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/tiles"
	"github.com/alentour/alentour/tiles/tiletest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// town is a made-up town around a square with a pond, drawn as two layers.
func town() (layer tiles.Layer, points int) {
	district := tiles.NewShape(orb.MultiPolygon{{
		{{5.34, 43.28}, {5.40, 43.28}, {5.41, 43.30}, {5.40, 43.32}, {5.34, 43.32}, {5.34, 43.28}},
		{{5.36, 43.29}, {5.36, 43.30}, {5.38, 43.30}, {5.38, 43.29}, {5.36, 43.29}},
	}})
	kinds := []string{"shower", "meal", "toilets"}
	r := rand.New(rand.NewPCG(13, 55))
	var at []orb.Point
	for range 40 {
		at = append(at, orb.Point{5.34 + 0.06*r.Float64(), 43.28 + 0.04*r.Float64()})
	}
	return drawn(func(_ tiles.Tile, w *tiles.Writer) {
		w.Begin("districts")
		name := w.Key("name")
		if w.Polygon(1, district) {
			w.String(name, "Le Bassin")
		}
		spots := w.Gather(12)
		for i, p := range at {
			cell, err := geo.CellAt(p, 10)
			if err != nil {
				panic(err)
			}
			spots.Add(uint64(i+1), tiles.At(p), cell, int32(i))
		}
		w.Begin("places")
		kind, count := w.Key("kind"), w.Key("count")
		spots.Draw(count, func(i int32) { w.String(kind, kinds[int(i)%len(kinds)]) })
	}), len(at)
}

func TestGoldenTiles(t *testing.T) {
	t.Parallel()
	layer, _ := town()
	var w tiles.Writer
	for _, z := range []tiles.Zoom{0, 8, 12, 14} {
		tile := tiles.TileAt(tiles.At(orb.Point{5.37, 43.305}), z)
		layers, err := tiletest.Decode(w.Draw(tile, layer))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("tile %v\n%s", tile, tiletest.Text(layers))
		file := filepath.Join("testdata", fmt.Sprintf("town-%02d.txt", z))
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs:\n%s", file, got)
		}
	}
}

// TestGDALReadsAWholeZoom serves tiles as a server does and has ogr2ogr collect a zoom by the TileJSON alone.
func TestGDALReadsAWholeZoom(t *testing.T) {
	t.Parallel()
	ogr, err := exec.LookPath("ogr2ogr")
	if err != nil {
		t.Fatal("ogr2ogr is missing: install the package gdal-bin")
	}
	layer, points := town()
	cache := tiles.NewCache(1<<20, new(tiles.Marks))
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	defer server.Close()
	mux.HandleFunc("/town/{z}/{x}/{y}", func(w http.ResponseWriter, r *http.Request) {
		tile, err := tiles.ParseTile(r.PathValue("z"), r.PathValue("x"), r.PathValue("y"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		body := cache.Get(tiles.Request{Tile: tile, Form: tiles.Gzip}, layer)
		if len(body.Bytes) == 0 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "application/vnd.mapbox-vector-tile")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(body.Bytes)
	})
	mux.HandleFunc("/town.json", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(tiles.Description{
			Name: "town", URL: server.URL + "/town/{z}/{x}/{y}.mvt",
			Bounds: geo.BBox{West: 5.3, South: 43.2, East: 5.5, North: 43.4},
			Layers: []tiles.VectorLayer{
				{ID: "places", Fields: map[string]string{"kind": "String", "count": "Number"}},
				{ID: "districts", Fields: map[string]string{"name": "String"}},
			},
		})
	})
	var out, complaints bytes.Buffer
	cmd := exec.Command(ogr, "-f", "GeoJSON", "/vsistdout/", "MVT:"+server.URL+"/town/14", "places",
		"-t_srs", "EPSG:4326", "-oo", "METADATA_FILE="+server.URL+"/town.json")
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("ogr2ogr: %v\n%s", err, complaints.String())
	}
	var collection struct {
		Features []struct {
			Properties struct {
				MVTID int    `json:"mvt_id"`
				Kind  string `json:"kind"`
			} `json:"properties"`
			Geometry struct{ Coordinates orb.Point } `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(out.Bytes(), &collection); err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, f := range collection.Features {
		seen[f.Properties.MVTID] = true
		if p := f.Geometry.Coordinates; f.Properties.Kind == "" || p[0] < 5.33 || p[0] > 5.41 || p[1] < 43.27 || p[1] > 43.33 {
			t.Errorf("GDAL read %+v", f)
		}
	}
	if len(collection.Features) != points || len(seen) != points {
		t.Errorf("GDAL read %d features with %d ids of %d", len(collection.Features), len(seen), points)
	}
}
