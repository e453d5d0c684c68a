package tiles_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/tiles"
	"github.com/alentour/alentour/tiles/tiletest"
)

// drawn is a Layer from a function.
type drawn func(t tiles.Tile, w *tiles.Writer)

func (d drawn) Draw(t tiles.Tile, w *tiles.Writer) { d(t, w) }

func ExampleWriter() {
	showers := []orb.Point{{5.3698, 43.2965}, {5.3811, 43.3042}, {2.3522, 48.8566}}
	var w tiles.Writer
	tile := tiles.Tile{Z: 12, X: 2109, Y: 1500}
	bytes := w.Draw(tile, drawn(func(_ tiles.Tile, w *tiles.Writer) {
		w.Begin("places")
		kind, free := w.Key("kind"), w.Key("free")
		for i, p := range showers {
			if w.Point(uint64(i+1), tiles.At(p)) {
				w.String(kind, "shower")
				w.Bool(free, i == 0)
			}
		}
	}))
	layers, err := tiletest.Decode(bytes)
	if err != nil {
		panic(err)
	}
	fmt.Print(len(bytes), " bytes\n", tiletest.Text(layers))
	// Output:
	// 83 bytes
	// layer places extent 4096
	//   point 1 kind="shower" free=true
	//     394,1836
	//   point 2 kind="shower" free=false
	//     921,1343
}

// thing is a feature of the tests with one attribute of each type, keys in alphabetical order as orb writes them.
type thing struct {
	id     uint64
	at     tiles.Position
	open   bool
	rank   float64
	kind   string
	people int64
}

func randomThings(r *rand.Rand, t tiles.Tile, n int) []thing {
	kinds := []string{"shower", "meal", "", "épicerie", "toilets"}
	side := uint64(1) << (32 - t.Z)
	list := make([]thing, n)
	for i := range list {
		list[i] = thing{
			id:   uint64(i + 1),
			at:   tiles.Position{X: uint32(uint64(t.X)*side + r.Uint64N(side)), Y: uint32(uint64(t.Y)*side + r.Uint64N(side))},
			open: r.IntN(2) == 0, rank: float64(r.IntN(8)) / 4, kind: kinds[r.IntN(len(kinds))], people: r.Int64N(2001) - 1000,
		}
	}
	return list
}

func drawThings(list []thing) drawn {
	return func(_ tiles.Tile, w *tiles.Writer) {
		w.Begin("things")
		kind, open, people, rank := w.Key("kind"), w.Key("open"), w.Key("people"), w.Key("rank")
		for _, f := range list {
			if w.Point(f.id, f.at) {
				w.String(kind, f.kind)
				w.Bool(open, f.open)
				w.Int(people, f.people)
				w.Float(rank, f.rank)
			}
		}
	}
}

// byOrb encodes the same with orb.
func byOrb(tb interface{ Fatal(...any) }, t tiles.Tile, list []thing) []byte {
	fc := geojson.NewFeatureCollection()
	for _, f := range list {
		feature := geojson.NewFeature(gridPoint(t, f.at))
		feature.ID = f.id
		feature.Properties = geojson.Properties{"kind": f.kind, "open": f.open, "people": f.people, "rank": f.rank}
		fc.Append(feature)
	}
	layer := mvt.NewLayer("things", fc)
	layer.Version, layer.Extent = 2, tiles.Extent
	out, err := mvt.Marshal(mvt.Layers{layer})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func gridPoint(t tiles.Tile, p tiles.Position) orb.Point {
	shift := 20 - t.Z
	return orb.Point{float64(p.X>>shift) - float64(t.X)*tiles.Extent, float64(p.Y>>shift) - float64(t.Y)*tiles.Extent}
}

func TestPointsAreByteForByteWhatOrbWrites(t *testing.T) {
	t.Parallel()
	var w tiles.Writer // one for all, so that nothing is left of the tile before
	rapid.Check(t, func(t *rapid.T) {
		z := tiles.Zoom(rapid.IntRange(0, int(tiles.MaxZoom)).Draw(t, "z"))
		last := uint32(1)<<z - 1
		tile := tiles.Tile{Z: z, X: rapid.Uint32Range(0, last).Draw(t, "x"), Y: rapid.Uint32Range(0, last).Draw(t, "y")}
		seed := rapid.Uint64().Draw(t, "seed")
		list := randomThings(rand.New(rand.NewPCG(seed, 0)), tile, rapid.IntRange(1, 300).Draw(t, "n"))
		ours := w.Draw(tile, drawThings(list))
		if theirs := byOrb(t, tile, list); string(ours) != string(theirs) {
			t.Fatalf("ours differs from orb's:\n%x\n%x", ours, theirs)
		}
		if _, err := tiletest.Decode(ours); err != nil {
			t.Fatal(err)
		}
	})
}

func TestLayersFollowEachOtherAndEmptyOnesAreLeftOut(t *testing.T) {
	t.Parallel()
	tile := tiles.Tile{Z: 1, X: 1, Y: 0}
	here, elsewhere := tiles.At(orb.Point{5, 43}), tiles.At(orb.Point{-5, 43})
	var w tiles.Writer
	got, err := tiletest.Decode(w.Draw(tile, drawn(func(_ tiles.Tile, w *tiles.Writer) {
		for _, l := range []struct {
			name string
			at   []tiles.Position
		}{
			{"one", []tiles.Position{here, elsewhere, here}}, {"none", []tiles.Position{elsewhere}}, {"two", []tiles.Position{here}},
		} {
			w.Begin(l.name)
			name := w.Key("name")
			if w.Points(7, l.at) {
				w.String(name, l.name)
			}
		}
	})))
	if err != nil {
		t.Fatal(err)
	}
	at := [2]int64{113, 3010}
	want := []tiletest.Layer{
		{Name: "one", Extent: 4096, Features: []tiletest.Feature{{
			ID: 7, Type: "point", Rings: [][][2]int64{{at}, {at}}, Attributes: []tiletest.Attribute{{Key: "name", Value: "one"}},
		}}},
		{Name: "two", Extent: 4096, Features: []tiletest.Feature{{
			ID: 7, Type: "point", Rings: [][][2]int64{{at}}, Attributes: []tiletest.Attribute{{Key: "name", Value: "two"}},
		}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%swant\n%s", tiletest.Text(got), tiletest.Text(want))
	}
	if empty := w.Draw(tile, drawn(func(tiles.Tile, *tiles.Writer) {})); len(empty) != 0 {
		t.Errorf("an empty tile has %d bytes", len(empty))
	}
}

func TestDrawingAllocatesNothing(t *testing.T) {
	tile := tiles.Tile{Z: 14, X: 8436, Y: 6001}
	layer := tiles.Layer(drawThings(randomThings(rand.New(rand.NewPCG(1, 1)), tile, 1000)))
	var w tiles.Writer
	w.Draw(tile, layer)
	if n := testing.AllocsPerRun(20, func() { w.Draw(tile, layer) }); n > 0 {
		t.Errorf("%g allocations for a tile of 1,000 points", n)
	}
}

// benchmarkTile is 1,000 points of twelve kinds, as a map of places has them.
func benchmarkTile() (tiles.Tile, []thing) {
	tile := tiles.Tile{Z: 14, X: 8436, Y: 6001}
	r := rand.New(rand.NewPCG(1, 1))
	list := randomThings(r, tile, 1000)
	for i := range list {
		list[i].kind = fmt.Sprintf("kind-%d", r.IntN(12))
		list[i].people = r.Int64N(40)
	}
	return tile, list
}

func BenchmarkWriter(b *testing.B) {
	tile, list := benchmarkTile()
	layer := tiles.Layer(drawThings(list))
	var w tiles.Writer
	b.ReportAllocs()
	for b.Loop() {
		w.Draw(tile, layer)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(list)), "ns/point")
}

// BenchmarkOrb draws the same tile from the same things with orb.
func BenchmarkOrb(b *testing.B) {
	tile, list := benchmarkTile()
	b.ReportAllocs()
	for b.Loop() {
		byOrb(b, tile, list)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(list)), "ns/point")
}
