package tiles_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/tiles"
)

func ExampleParseTile() {
	tile, err := tiles.ParseTile("14", "8436", "6004.mvt")
	fmt.Println(tile, err)
	_, err = tiles.ParseTile("2", "4", "0")
	fmt.Println(err)
	// Output:
	// 14/8436/6004 <nil>
	// tile: x 4 > 3
}

func ExampleAt() {
	oldPort := tiles.At(orb.Point{5.3698, 43.2965})
	fmt.Println(tiles.TileAt(oldPort, 14))
	p := oldPort.Point()
	fmt.Printf("%.6f %.6f\n", p[0], p[1])
	// Output:
	// 14/8436/6001
	// 5.369800 43.296500
}

// anywhere draws points of the whole sphere, the rims among them.
func anywhere() *rapid.Generator[orb.Point] {
	rims := []orb.Point{{-180, 0}, {180, 0}, {0, 90}, {0, -90}, {180, 90}, {-180, -90}, {0, 0}, {12, 85.0511287798066}}
	return rapid.OneOf(
		rapid.SampledFrom(rims),
		rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
		}),
		rapid.Custom(func(t *rapid.T) orb.Point { // corners of tiles
			z := rapid.IntRange(0, 16).Draw(t, "z")
			x, y := rapid.IntRange(0, 1<<z).Draw(t, "x"), rapid.IntRange(0, 1<<z).Draw(t, "y")
			n := math.Exp2(float64(z))
			return orb.Point{float64(x)/n*360 - 180, math.Atan(math.Sinh(math.Pi*(1-2*float64(y)/n))) * 180 / math.Pi}
		}),
	)
}

func TestEveryPointStandsOnOneTileOfEachZoomWithinItsBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anywhere().Draw(t, "point")
		z := tiles.Zoom(rapid.IntRange(0, int(tiles.MaxZoom)).Draw(t, "z"))
		at := tiles.At(p)
		tile := tiles.TileAt(at, z)
		if !tile.Bounds().Contains(p) {
			t.Fatalf("%v stands on %v but lies outside %+v", p, tile, tile.Bounds())
		}
		last := uint32(1)<<z - 1
		owners := 0
		for dx := range uint32(3) {
			for dy := range uint32(3) {
				near := tiles.Tile{Z: z, X: tile.X + dx - 1, Y: tile.Y + dy - 1}
				if near.X <= last && near.Y <= last && near.Has(at) {
					owners++
				}
			}
		}
		if owners != 1 {
			t.Fatalf("%v stands on %d tiles of zoom %d", p, owners, z)
		}
		if z > 0 {
			if up := tiles.TileAt(at, z-1); up.X != tile.X/2 || up.Y != tile.Y/2 {
				t.Fatalf("%v stands on %v and on %v", p, tile, up)
			}
		}
	})
}

func TestProjectionAgreesWithOrb(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")}
		want := maptile.Fraction(p, 20)
		at := tiles.At(p)
		if math.Abs(want[0]*4096-float64(at.X)) > 1.01 || math.Abs(want[1]*4096-float64(at.Y)) > 1.01 {
			t.Fatalf("%v: %v, orb has %v", p, at, want)
		}
		back := at.Point()
		if math.Abs(back[0]-p[0]) > 2e-7 || math.Abs(back[1]-p[1]) > 2e-7 {
			t.Fatalf("%v came back as %v", p, back)
		}
	})
}

func FuzzParseTile(f *testing.F) {
	for _, path := range [][3]string{
		{"0", "0", "0"},
		{"16", "65535", "65535.mvt"},
		{"17", "0", "0"},
		{"1", "2", "0"},
		{"-1", "0", "0"},
		{"01", "0", "0"},
		{"1", "+1", "0"},
		{"1", "1", "1.mvt.mvt"},
		{"4294967296", "0", "0"},
		{"", "", ""},
		{"1", "1", ".pbf"},
		{"3", "7", "7.pbf"},
		{"1", "1_0", "0"},
		{"1", "٣", "0"},
	} {
		f.Add(path[0], path[1], path[2])
	}
	f.Fuzz(func(t *testing.T, z, x, y string) {
		tile, err := tiles.ParseTile(z, x, y)
		if err != nil {
			if len(err.Error()) > 200 {
				t.Fatalf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		if tile.Z > tiles.MaxZoom || tile.X>>tile.Z != 0 || tile.Y>>tile.Z != 0 {
			t.Fatalf("%q/%q/%q gave %v", z, x, y, tile)
		}
		if path := z + "/" + x + "/" + y; path != tile.String() && path != tile.String()+".mvt" && path != tile.String()+".pbf" {
			t.Fatalf("%q gave %v", path, tile)
		}
	})
}
