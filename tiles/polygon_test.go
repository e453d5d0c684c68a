package tiles_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/tiles"
	"github.com/alentour/alentour/tiles/tiletest"
)

// onGrid gives the point in degrees at the middle of a unit of the tile's grid; x and y may lie beyond the tile.
func onGrid(t tiles.Tile, x, y float64) orb.Point {
	unit := math.Exp2(float64(20 - t.Z))
	return tiles.Position{
		X: uint32((float64(t.X)*tiles.Extent + x + 0.5) * unit),
		Y: uint32((float64(t.Y)*tiles.Extent + y + 0.5) * unit),
	}.Point()
}

// star draws a ring around x, y whose corners stand at random distances of its middle, and so never crosses itself.
func star(r *rand.Rand, t tiles.Tile, x, y, near, far float64, least int) orb.Ring {
	n := least + r.IntN(40)
	ring := make(orb.Ring, 0, n+1)
	for i := range n {
		angle := 2 * math.Pi * (float64(i) + 0.9*r.Float64()) / float64(n)
		away := near + r.Float64()*(far-near)
		ring = append(ring, onGrid(t, x+away*math.Cos(angle), y+away*math.Sin(angle)))
	}
	ring = append(ring, ring[0])
	if r.IntN(2) == 0 {
		ring.Reverse()
	}
	return ring
}

func drawShapes(shapes ...tiles.Shape) drawn {
	return func(_ tiles.Tile, w *tiles.Writer) {
		w.Begin("shapes")
		number := w.Key("number")
		for i, s := range shapes {
			if w.Polygon(uint64(i+1), s) {
				w.Int(number, int64(i))
			}
		}
	}
}

// inside counts by even and odd crossings, over all rings.
func inside(rings [][][2]int64, x, y float64) bool {
	in := false
	for _, ring := range rings {
		for i, b := range ring {
			a := ring[(i+len(ring)-1)%len(ring)]
			ax, ay, bx, by := float64(a[0]), float64(a[1]), float64(b[0]), float64(b[1])
			if (ay > y) != (by > y) && x < ax+(y-ay)/(by-ay)*(bx-ax) {
				in = !in
			}
		}
	}
	return in
}

// gap is the distance in units from x, y to the nearest side of the rings.
func gap(rings [][][2]int64, x, y float64) float64 {
	best := math.Inf(1)
	for _, ring := range rings {
		for i, b := range ring {
			a := ring[(i+len(ring)-1)%len(ring)]
			dx, dy := float64(b[0]-a[0]), float64(b[1]-a[1])
			along := ((x-float64(a[0]))*dx + (y-float64(a[1]))*dy) / max(1, dx*dx+dy*dy)
			along = max(0, min(1, along))
			best = min(best, math.Hypot(x-float64(a[0])-along*dx, y-float64(a[1])-along*dy))
		}
	}
	return best
}

func TestClippedPolygonsCoverWhatTheyCoveredBefore(t *testing.T) {
	t.Parallel()
	var w tiles.Writer
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 0))
		tile := tiles.Tile{Z: 10, X: 100 + r.Uint32N(800), Y: 100 + r.Uint32N(800)}
		x, y, far := r.Float64()*6000-1000, r.Float64()*6000-1000, math.Exp(r.Float64()*9)
		// Eight corners or more keep the outer ring further than far/3 from the middle: the hole lies within.
		mp := orb.MultiPolygon{{star(r, tile, x, y, far/2, far, 8), star(r, tile, x, y, far/8, far/3, 3)}}

		var whole [][][2]int64 // the rings on the grid, not clipped
		for _, ring := range mp[0] {
			var line [][2]int64
			for _, p := range ring[:len(ring)-1] {
				at := tiles.At(p)
				g := gridPoint(tile, at)
				line = append(line, [2]int64{int64(g[0]), int64(g[1])})
			}
			whole = append(whole, line)
		}
		layers, err := tiletest.Decode(w.Draw(tile, drawShapes(tiles.NewShape(mp))))
		if err != nil {
			t.Fatal(err)
		}
		var drawnRings [][][2]int64
		if len(layers) > 0 {
			drawnRings = layers[0].Features[0].Rings
		}
		for _, ring := range drawnRings {
			for _, p := range ring {
				if min(p[0], p[1]) < -64 || max(p[0], p[1]) > 4096+64 {
					t.Fatalf("%v lies beyond the buffer", p)
				}
			}
		}
		for range 200 {
			x, y := r.Float64()*4096, r.Float64()*4096
			if gap(whole, x, y) > 1.5 && inside(whole, x, y) != inside(drawnRings, x, y) {
				t.Fatalf("%.1f,%.1f is inside %v before and %v after clipping", x, y, inside(whole, x, y), !inside(whole, x, y))
			}
		}
	})
}

// TestNeighboursLeaveNoGap draws a mosaic with shared borders: its pieces add up to the clipped square, to the unit.
func TestNeighboursLeaveNoGap(t *testing.T) {
	t.Parallel()
	var w tiles.Writer
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 0))
		tile := tiles.Tile{Z: 11, X: 500 + r.Uint32N(1000), Y: 500 + r.Uint32N(1000)}
		const n, piece = 8, 700.0
		var corners [n + 1][n + 1]orb.Point
		for i := range corners {
			for j := range corners[i] {
				x, y := float64(i)*piece-700+r.Float64()*300, float64(j)*piece-700+r.Float64()*300
				corners[i][j] = onGrid(tile, x, y)
			}
		}
		var shapes []tiles.Shape
		for i := range n {
			for j := range n {
				ring := orb.Ring{corners[i][j], corners[i+1][j], corners[i+1][j+1], corners[i][j+1], corners[i][j]}
				shapes = append(shapes, tiles.NewShape(orb.MultiPolygon{{ring}}))
			}
		}
		layers, err := tiletest.Decode(w.Draw(tile, drawShapes(shapes...)))
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, f := range layers[0].Features {
			for _, ring := range f.Rings {
				sum += tiletest.DoubleArea(ring)
			}
		}
		if side := int64(4096 + 2*64); sum != 2*side*side {
			t.Fatalf("the pieces cover %d half units, the square has %d", sum, 2*side*side)
		}
	})
}

func TestASmallShapeIsSeenAtEveryZoomAndOnceWhereItIsTiny(t *testing.T) {
	t.Parallel()
	var w tiles.Writer
	corner := tiles.Tile{Z: 16, X: 33 << 10, Y: 24 << 10} // at the corner of tiles from zoom 6 on
	hut := orb.Ring{onGrid(corner, 0, 0), onGrid(corner, 3, 0), onGrid(corner, 3, 2), onGrid(corner, 0, 2), onGrid(corner, 0, 0)}
	sliver := orb.Ring{onGrid(corner, 0, 0), onGrid(corner, 3000, 3000), onGrid(corner, 1500, 1501), onGrid(corner, 0, 0)}
	for name, ring := range map[string]orb.Ring{"hut": hut, "sliver": sliver} {
		shape := tiles.NewShape(orb.MultiPolygon{{ring}})
		for z := range tiles.MaxZoom + 1 {
			home := tiles.TileAt(tiles.At(ring[0]), z)
			seen := 0
			for dx := range uint32(3) {
				for dy := range uint32(3) {
					tile := tiles.Tile{Z: z, X: home.X + dx - 1, Y: home.Y + dy - 1}
					if tile.X>>z != 0 || tile.Y>>z != 0 {
						continue
					}
					layers, err := tiletest.Decode(w.Draw(tile, drawShapes(shape)))
					if err != nil {
						t.Fatalf("%s on %v: %v", name, tile, err)
					}
					seen += len(layers)
				}
			}
			if seen == 0 || z < 12 && seen != 1 {
				t.Errorf("%s: on %d tiles of zoom %d", name, seen, z)
			}
		}
	}
}

func TestOnlyTheCornersOfARingAreDrawn(t *testing.T) {
	t.Parallel()
	tile := tiles.Tile{Z: 14, X: 8436, Y: 6001}
	corners := [][2]float64{{150, 100}, {200, 100}, {200, 100}, {200, 150}, {200, 300}, {200, 200}, {100, 200}, {100, 100}, {150, 100}}
	for start := range len(corners) - 1 {
		ring := make(orb.Ring, 0, len(corners))
		for i := range len(corners) - 1 {
			c := corners[(start+i)%(len(corners)-1)]
			ring = append(ring, onGrid(tile, c[0], c[1]))
		}
		ring = append(ring, ring[0])
		var w tiles.Writer
		layers, err := tiletest.Decode(w.Draw(tile, drawShapes(tiles.NewShape(orb.MultiPolygon{{ring}}))))
		if err != nil {
			t.Fatal(err)
		}
		got := layers[0].Features[0].Rings[0]
		if len(got) != 4 || tiletest.DoubleArea(got) != 2*100*100 {
			t.Errorf("from corner %d: %v", start, got)
		}
	}
}

func TestPolygonsAllocateNothing(t *testing.T) {
	tile := tiles.Tile{Z: 10, X: 500, Y: 300}
	r := rand.New(rand.NewPCG(7, 7))
	var shapes []tiles.Shape
	for range 50 {
		ring := star(r, tile, r.Float64()*5000-500, r.Float64()*5000-500, 200, 2000, 3)
		shapes = append(shapes, tiles.NewShape(orb.MultiPolygon{{ring}}))
	}
	var w tiles.Writer
	layer := tiles.Layer(drawShapes(shapes...))
	w.Draw(tile, layer)
	if n := testing.AllocsPerRun(20, func() { w.Draw(tile, layer) }); n > 0 {
		t.Errorf("%g allocations", n)
	}
}
