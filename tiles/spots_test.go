package tiles_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/tiles"
	"github.com/alentour/alentour/tiles/tiletest"
)

type place struct {
	id   uint64
	at   tiles.Position
	cell geo.Cell
}

func places(tb interface{ Fatal(...any) }, r *rand.Rand, n int, middle orb.Point, spread float64) []place {
	list := make([]place, n)
	for i := range list {
		p := orb.Point{middle[0] + r.NormFloat64()*spread, middle[1] + r.NormFloat64()*spread}
		cell, err := geo.CellAt(p, 10)
		if err != nil {
			tb.Fatal(err)
		}
		list[i] = place{id: uint64(i + 1), at: tiles.At(p), cell: cell}
	}
	return list
}

func drawPlaces(list []place, most int) drawn {
	return func(_ tiles.Tile, w *tiles.Writer) {
		spots := w.Gather(most)
		for i, p := range list {
			spots.Add(p.id, p.at, p.cell, int32(i))
		}
		w.Begin("places")
		ref, count := w.Key("ref"), w.Key("count")
		spots.Draw(count, func(i int32) { w.Int(ref, int64(i)) })
	}
}

// read splits a tile's features into the ids shown as points and the sum of its counts.
func read(tb interface{ Fatal(...any) }, bytes []byte) (ids []uint64, counted, counts int) {
	layers, err := tiletest.Decode(bytes)
	if err != nil {
		tb.Fatal(err)
	}
	for _, l := range layers {
		for _, f := range l.Features {
			if n, ok := f.Get("count").(int64); ok {
				counted += int(n)
				counts++
			} else {
				ids = append(ids, f.ID)
			}
		}
	}
	return ids, counted, counts
}

func TestATileShowsPointsOrCountsAndLosesNothing(t *testing.T) {
	t.Parallel()
	var w tiles.Writer
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 0))
		most := rapid.SampledFrom([]int{1, 20, 100}).Draw(t, "most")
		z := tiles.Zoom(rapid.IntRange(0, int(tiles.MaxZoom)).Draw(t, "z"))
		list := places(t, r, rapid.IntRange(1, 300).Draw(t, "n"), orb.Point{5.37, 43.3}, rapid.SampledFrom([]float64{0.0005, 0.02, 1}).Draw(t, "spread"))

		onTile := map[tiles.Tile]int{}
		for _, p := range list {
			onTile[tiles.TileAt(p.at, z)]++
		}
		shown, counted := map[uint64]bool{}, 0
		for tile, n := range onTile {
			ids, sum, counts := read(t, w.Draw(tile, drawPlaces(list, most)))
			if len(ids)+sum != n {
				t.Fatalf("%v shows %d points and counts %d of %d", tile, len(ids), sum, n)
			}
			switch {
			case n <= most && counts > 0:
				t.Fatalf("%v counts, though %d ≤ %d", tile, n, most)
			case n > most && z < tiles.MaxZoom && len(ids) > 0:
				t.Fatalf("%v shows %d points among its counts", tile, len(ids))
			case n > most && z == tiles.MaxZoom && (len(ids) != most || counts != 1):
				t.Fatalf("%v shows %d points and %d counts of %d", tile, len(ids), counts, n)
			}
			for i, id := range ids {
				if shown[id] || i > 0 && id < ids[i-1] {
					t.Fatalf("%v: id %d comes twice or late", tile, id)
				}
				shown[id] = true
			}
			counted += sum
		}
		if len(shown)+counted != len(list) {
			t.Fatalf("zoom %d shows %d and counts %d of %d", z, len(shown), counted, len(list))
		}
	})
}

func TestSpotsDoNotDependOnTheirOrder(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	list := places(t, r, 2000, orb.Point{2.35, 48.85}, 0.002)
	for i := range 100 { // these stand at two places
		list = append(list, place{id: list[i].id, at: list[700+i].at, cell: list[700+i].cell})
	}
	var w tiles.Writer
	for _, z := range []tiles.Zoom{0, 9, 14, 16} {
		tile := tiles.TileAt(list[0].at, z)
		for _, most := range []int{50, 5000} {
			// What a feature says must not hang on its place in the list, so no attributes here.
			draw := func() string {
				return string(w.Draw(tile, drawn(func(_ tiles.Tile, w *tiles.Writer) {
					spots := w.Gather(most)
					for _, p := range list {
						spots.Add(p.id, p.at, p.cell, 0)
					}
					w.Begin("places")
					spots.Draw(w.Key("count"), func(int32) {})
				})))
			}
			before := draw()
			if _, err := tiletest.Decode([]byte(before)); err != nil {
				t.Errorf("zoom %d, at most %d: %v", z, most, err)
			}
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			if before != draw() {
				t.Errorf("zoom %d, at most %d: another order gives another tile", z, most)
			}
		}
	}
}

func TestCountsAreFewAtEveryZoom(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	var w tiles.Writer
	for z := range tiles.MaxZoom {
		tile := tiles.TileAt(tiles.At(orb.Point{0.1, 0.1}), z) // where tiles are largest
		box := tile.Bounds()
		list := make([]place, 3000)
		for i := range list {
			p := orb.Point{box.West + r.Float64()*(box.East-box.West), box.South + r.Float64()*(box.North-box.South)}
			cell, err := geo.CellAt(p, 10)
			if err != nil {
				t.Fatal(err)
			}
			list[i] = place{uint64(i + 1), tiles.At(p), cell}
		}
		if _, _, counts := read(t, w.Draw(tile, drawPlaces(list, 1000))); counts < 30 || counts > 500 {
			t.Errorf("zoom %d: %d counts on a tile", z, counts)
		}
	}
}

func BenchmarkSpots(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, n := range map[string]int{"points": 1000, "counts": 100_000} {
		list := places(b, r, n, orb.Point{5.37, 43.3}, 0.001)
		layer := tiles.Layer(drawPlaces(list, 1000))
		b.Run(name, func(b *testing.B) {
			tile := tiles.TileAt(tiles.At(orb.Point{5.37, 43.3}), 10)
			var w tiles.Writer
			b.ReportAllocs()
			for b.Loop() {
				w.Draw(tile, layer)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/thing")
		})
	}
}
