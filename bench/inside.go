package main

import (
	"fmt"
	"math"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/tidwall/rtree"

	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/geo/cellindex"
	"github.com/alentour/alentour/tiles"
)

// indexRow asks the cell index and an R-tree per category the same questions, in this process.
func (b *bench) indexRow() ([]row, error) {
	items := make([]cellindex.Item[int32], len(b.places))
	trees := make([]rtree.RTreeG[int32], kinds)
	for i, p := range b.places {
		items[i] = cellindex.Item[int32]{ID: p.uid, Point: p.at, Kinds: 1 << p.kind, Value: int32(i)}
		trees[p.kind].Insert(p.at, p.at, int32(i))
	}
	index := cellindex.New(items)
	items = nil
	runtime.GC()

	var hits []cellindex.Hit[int32]
	ours := func(q question) int {
		hits = index.Nearest(hits[:0], cellindex.NearQuery[int32]{
			Center: q.at, RadiusM: radiusM, Limit: wanted, Filter: cellindex.Filter[int32]{Kinds: 1 << q.kind},
		})
		return len(hits)
	}
	var found []treeHit
	onSphere := func(q question) int {
		found = nearInTree(found[:0], &trees[q.kind], q.at, sphere(q.at))
		return len(found)
	}
	inPlane := func(q question) int {
		found = nearInTree(found[:0], &trees[q.kind], q.at, plane(q.at))
		return len(found)
	}
	questions := makeQuestions(inside)
	for _, q := range questions {
		if n, m := ours(q), onSphere(q); n != m {
			return nil, fmt.Errorf("index: %d hits at %v, the R-tree has %d", n, q.at, m)
		}
		for i, h := range hits {
			if math.Abs(h.DistanceM-found[i].distanceM) > 0.01 {
				return nil, fmt.Errorf("index: hit %d at %v is %.3f m away, the R-tree's %.3f m", i, q.at, h.DistanceM, found[i].distanceM)
			}
		}
	}
	rates, err := b.contest(
		b.asking("index", questions, ours),
		b.asking("R-tree on the sphere", questions, onSphere),
		b.asking("R-tree in the plane", questions, inPlane),
	)
	if err != nil {
		return nil, err
	}
	return []row{{
		what: "index alone against tidwall/rtree Nearby, one tree per category", target: 2.5, ratio: rates[0] / rates[1],
		ours: micros(rates[0]), theirs: micros(rates[1]) + "; in the plane, nearly right, " + micros(rates[2]),
	}}, nil
}

// asking makes a contender that asks all questions again and again.
func (b *bench) asking(name string, all []question, ask func(question) int) contender {
	return b.repeating(name, func() int {
		for _, q := range all {
			ask(q)
		}
		return len(all)
	})
}

// repeating makes a contender of a function that says how much it did. What counts is the processor time of the whole
// process, the collection of garbage included, so that neighbours on the machine count less.
func (b *bench) repeating(name string, do func() int) contender {
	return contender{name, func() (float64, error) {
		runtime.GC()
		used, n := processorTime(), 0
		for begun := time.Now(); time.Since(begun) < b.duration; {
			n += do()
		}
		return float64(n) / (processorTime() - used).Seconds(), nil
	}}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it has no other answer for oneself
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func micros(perSecond float64) string { return fmt.Sprintf("%.1f µs", 1e6/perSecond) }

type treeHit struct {
	number    int32
	distanceM float64
}

// nearInTree takes the nearest by the distance given, to a box and to a point.
func nearInTree(out []treeHit, tree *rtree.RTreeG[int32], at orb.Point, distance func(low, high [2]float64) float64) []treeHit {
	tree.Nearby(func(low, high [2]float64, _ int32, _ bool) float64 { return distance(low, high) },
		func(p, _ [2]float64, number int32, _ float64) bool {
			d := geo.DistanceM(at, p)
			if d > radiusM || len(out) == wanted {
				return false
			}
			out = append(out, treeHit{number, d})
			return true
		})
	return out
}

// sphere measures great circles to the nearest corner or side of a box, up to a function that keeps the order, as Tile38
// does over the same trees.
func sphere(at orb.Point) func(low, high [2]float64) float64 {
	const rad = math.Pi / 180
	cosAt := cos(at[1])
	return func(low, high [2]float64) float64 {
		lon, lat := max(low[0], min(at[0], high[0])), max(low[1], min(at[1], high[1]))
		sinLat, sinLon := math.Sin((lat-at[1])*rad/2), math.Sin((lon-at[0])*rad/2)
		return sinLat*sinLat + cosAt*math.Cos(lat*rad)*sinLon*sinLon
	}
}

// plane measures on a map that is right at the point itself: cheaper, and the order only nearly right.
func plane(at orb.Point) func(low, high [2]float64) float64 {
	cosAt := cos(at[1])
	return func(low, high [2]float64) float64 {
		dx := max(low[0]-at[0], 0, at[0]-high[0]) * cosAt
		dy := max(low[1]-at[1], 0, at[1]-high[1])
		return dx*dx + dy*dy
	}
}

// encoderRow writes the same tile of 1,000 places with the product's writer and with orb's.
func (b *bench) encoderRow() ([]row, error) {
	const n = 1000
	tile := tiles.TileAt(tiles.At(cities[0].centre), 14)
	kind := categories()
	var here []place
	for _, p := range b.places {
		if len(here) < n && tile.Has(tiles.At(p.at)) {
			here = append(here, p)
		}
	}
	for i := 0; len(here) < n; i++ { // a small world has fewer: some come twice, under another id
		again := here[i]
		again.num = len(b.places) + i + 1
		here = append(here, again)
	}
	at := make([]tiles.Position, n)
	for i, p := range here {
		at[i] = tiles.At(p.at)
	}
	layer := layerFunc(func(_ tiles.Tile, w *tiles.Writer) {
		w.Begin("places")
		category, name := w.Key("category"), w.Key("name")
		for i := range here {
			if w.Point(uint64(here[i].num), at[i]) {
				w.String(category, kind[here[i].kind].Code)
				w.String(name, here[i].name)
			}
		}
	})
	var w tiles.Writer
	grid := make([]orb.Point, n)
	for i := range at {
		grid[i] = orb.Point{float64(at[i].X>>6) - float64(tile.X)*tiles.Extent, float64(at[i].Y>>6) - float64(tile.Y)*tiles.Extent}
	}
	byOrb := func() ([]byte, error) {
		fc := geojson.NewFeatureCollection()
		for i := range here {
			f := geojson.NewFeature(grid[i])
			f.ID = here[i].num
			f.Properties = geojson.Properties{"category": kind[here[i].kind].Code, "name": here[i].name}
			fc.Append(f)
		}
		l := mvt.NewLayer("places", fc)
		l.Version, l.Extent = 2, tiles.Extent
		return mvt.Marshal(mvt.Layers{l})
	}
	theirs, err := byOrb()
	if err != nil {
		return nil, err
	}
	if string(theirs) != string(w.Draw(tile, layer)) {
		return nil, fmt.Errorf("encoder: the tile of 1,000 points is not orb's, byte for byte")
	}
	allocations := testing.AllocsPerRun(50, func() { w.Draw(tile, layer) })
	rates, err := b.contest(
		b.repeating("writer", func() int { w.Draw(tile, layer); return n }),
		b.repeating("orb", func() int { byOrb(); return n }),
	)
	if err != nil {
		return nil, err
	}
	return []row{{
		what:   fmt.Sprintf("tile encoder against orb's, per point (byte-identical tiles of 1,000 points; %.3g allocations per feature)", allocations/n),
		target: 20, ratio: rates[0] / rates[1], broken: allocations > 0,
		ours: fmt.Sprintf("%.0f ns", 1e9/rates[0]), theirs: fmt.Sprintf("%.0f ns", 1e9/rates[1]),
	}}, nil
}

type layerFunc func(tiles.Tile, *tiles.Writer)

func (f layerFunc) Draw(t tiles.Tile, w *tiles.Writer) { f(t, w) }
