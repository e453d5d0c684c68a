package cellindex

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// cities are a few of the largest communes, for where the boundaries of all 45 are not at hand.
var cities = []orb.Point{
	{2.3470, 48.8589},
	{5.4380, 43.2803},
	{4.8351, 45.7580},
	{1.4328, 43.6007},
	{7.2522, 43.7032},
	{-1.5484, 47.2316},
	{3.8742, 43.6100},
	{7.7675, 48.5712},
	{-0.5874, 44.8624},
	{3.0468, 50.6312},
}

// cityCentres are the centres of the most populated communes of France.
func cityCentres(tb testing.TB) []orb.Point {
	file, ok := sharedFile(tb, "boundaries/communes-top45-france.geojson")
	if !ok {
		return cities
	}
	var fc struct {
		Features []struct {
			Geometry struct {
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(file, &fc); err != nil {
		tb.Fatal(err)
	}
	var centres []orb.Point
	for _, f := range fc.Features {
		var rings [][]orb.Point
		var polygons [][][]orb.Point
		if json.Unmarshal(f.Geometry.Coordinates, &rings) == nil {
			polygons = [][][]orb.Point{rings}
		} else if err := json.Unmarshal(f.Geometry.Coordinates, &polygons); err != nil {
			tb.Fatal(err)
		}
		centres = append(centres, orb.Ring(polygons[0][0]).Bound().Center())
	}
	return centres
}

// sharedFile looks for real data beside the project: shared/data in a parent of the working directory.
func sharedFile(tb testing.TB, name string) ([]byte, bool) {
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if file, err := os.ReadFile(filepath.Join(dir, "shared", "data", name)); err == nil {
			return file, true
		}
		if dir == filepath.Dir(dir) {
			return nil, false
		}
	}
}

type payload [2]int64 // 16 bytes

const kindsOfPlaces = 12

func crowd(tb testing.TB, n int) []Item[payload] {
	centres := cityCentres(tb)
	rnd := rand.New(rand.NewPCG(1, 2))
	items := make([]Item[payload], n)
	for i := range items {
		var id uuid.UUID
		for j := range id {
			id[j] = byte(rnd.Uint32())
		}
		items[i] = Item[payload]{
			ID: id, Point: around(rnd, centres[rnd.IntN(len(centres))]), Kinds: 1 << rnd.IntN(kindsOfPlaces),
			Masks: [3]uint64{1 << rnd.IntN(8), 1 << rnd.IntN(4), 1 << rnd.IntN(4)}, Value: payload{int64(i)},
		}
	}
	return items
}

// around draws a point with a standard deviation of 4 km.
func around(rnd *rand.Rand, c orb.Point) orb.Point {
	const degrees = 4000 / 111_195.0
	return orb.Point{c[0] + rnd.NormFloat64()*degrees/math.Cos(c[1]*math.Pi/180), c[1] + rnd.NormFloat64()*degrees}
}

func million(b *testing.B) (*Index[payload], []Item[payload]) {
	items := crowd(b, 1_000_000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	x := New(items)
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.Logf("New: %v, %.1f MB for %d items of 16 bytes", took, float64(after.HeapAlloc-before.HeapAlloc)/1e6, x.Len())
	runtime.KeepAlive(items)
	return x, items
}

func BenchmarkMillion(b *testing.B) {
	x, items := million(b)
	rnd := rand.New(rand.NewPCG(3, 4))
	queries := make([]NearQuery[payload], 4096)
	centres := cityCentres(b)
	for i := range queries {
		queries[i] = NearQuery[payload]{
			Center: around(rnd, centres[rnd.IntN(len(centres))]), RadiusM: 2000, Limit: 20,
			Filter: Filter[payload]{Kinds: 1 << rnd.IntN(kindsOfPlaces)},
		}
	}
	var dst []Hit[payload]
	near := func(name string, filter func(Filter[payload]) Filter[payload]) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			hits := 0
			for i := 0; b.Loop(); i++ {
				q := queries[i%len(queries)]
				q.Filter = filter(q.Filter)
				dst = x.Nearest(dst[:0], q)
				hits += len(dst)
			}
			b.ReportMetric(float64(hits)/float64(b.N), "hits/op")
		})
	}
	all := func() {
		type filter = Filter[payload]
		near("NearestOfOneKind", func(f filter) filter { return f })
		near("NearestOfThreeKinds", func(filter) filter { return filter{Kinds: 0b10101} })
		near("NearestOfAll", func(filter) filter { return filter{} })
		near("NearestOfOneKindMasked", func(f filter) filter { return filter{Kinds: f.Kinds, Masks: [3]uint64{1}} })
	}
	all()
	city := geo.BBox{West: 5.36, South: 43.26, East: 5.39, North: 43.29}
	b.Run("InBoxCity", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			dst = x.InBox(dst[:0], BoxQuery[payload]{Box: city, Limit: 100})
		}
	})
	b.Run("InBoxWorld", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			dst = x.InBox(dst[:0], BoxQuery[payload]{Box: world, Limit: 100})
		}
	})
	b.Run("EachCity", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			x.Each(city, Filter[payload]{}, func(geo.Cell, *Item[payload]) bool { n++; return true })
		}
		b.ReportMetric(float64(n)/float64(b.N), "items/op")
	})
	b.Run("CountCityTo1000", func(b *testing.B) {
		for b.Loop() {
			x.Count(city, Filter[payload]{}, 1000)
		}
	})
	b.Run("EachWorld", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			x.Each(world, Filter[payload]{}, func(geo.Cell, *Item[payload]) bool { return true })
		}
	})
	b.Run("ApplyOne", func(b *testing.B) {
		b.ReportAllocs()
		worst := time.Duration(0)
		for i := 0; b.Loop(); i++ {
			it := items[rnd.IntN(len(items))]
			it.Point = around(rnd, centres[0])
			start := time.Now()
			x.Apply([]Item[payload]{it}, nil)
			worst = max(worst, time.Since(start))
		}
		b.ReportMetric(float64(worst.Microseconds()), "worst-µs")
	})
	b.Logf("%d layers after", len(x.state.Load().layers))
	b.Run("AfterWrites", func(*testing.B) { all() })
}
