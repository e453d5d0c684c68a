package geo_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/geo"
)

func ExampleCellAt() {
	c, err := geo.CellAt(orb.Point{5.3698, 43.2965}, 9)
	fmt.Println(c, c.Resolution(), err)
	fmt.Println(c.Parent(7))
	// Output:
	// 893968152bbffff 9 <nil>
	// 873968152ffffff
}

func ExampleCell_Range() {
	quarter, _ := geo.ParseCell("873968152ffffff")
	home, _ := geo.ParseCell("893968152bbffff")
	lo, hi := quarter.Range(9)
	fmt.Println(lo, hi, lo <= home && home <= hi)
	// Output: 89396815203ffff 893968152dbffff true
}

func ExampleDisk() {
	c, _ := geo.ParseCell("893968152bbffff")
	fmt.Println(len(geo.Disk(c, 1)), len(geo.Disk(c, 2)), len(geo.Disk(c, -1)))
	// Output: 7 19 0
}

func ExampleCover() {
	square := orb.MultiPolygon{{{{5.36, 43.28}, {5.40, 43.28}, {5.40, 43.31}, {5.36, 43.31}, {5.36, 43.28}}}}
	cells, err := geo.Cover(square, 8)
	fmt.Println(len(cells), err)
	outline, err := geo.Outline(cells)
	fmt.Println(len(outline), len(outline[0][0])-1, err)
	// Output:
	// 15 <nil>
	// 1 30 <nil>
}

func ExampleCompact() {
	c, _ := geo.ParseCell("873968152ffffff")
	fine, err := geo.Uncompact([]geo.Cell{c}, 10)
	fmt.Println(len(fine), geo.Compact(fine), err)
	// Output: 343 [873968152ffffff] <nil>
}

// anywhere draws points of the whole globe, often where cells are odd: pentagons, poles, the 180th meridian.
func anywhere(t *rapid.T) orb.Point {
	if rapid.IntRange(0, 2).Draw(t, "where") == 0 {
		p := rapid.SampledFrom([]orb.Point{
			{0, 90},
			{0, -90},
			{180, 12},
			{-180, -40},
			{5.37, 43.29},
			{10.5362, 64.7},
			{58.1577, 10.4473},
			{122.3, 39.1},
			{-143.4785, 50.1032},
			{-67.1323, -2.37},
		}).Draw(t, "spot")
		d := rapid.SampledFrom([]float64{0, 1e-9, 1e-4, 0.1, 3}).Draw(t, "spread")
		return orb.Point{
			math.Remainder(p[0]+d*rapid.Float64Range(-1, 1).Draw(t, "dLon"), 360),
			min(90, max(-90, p[1]+d*rapid.Float64Range(-1, 1).Draw(t, "dLat"))),
		}
	}
	z := rapid.Float64Range(-1, 1).Draw(t, "z")
	return orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), math.Asin(z) * 180 / math.Pi}
}

func cellAt(t interface{ Fatal(...any) }, p orb.Point, r geo.Resolution) geo.Cell {
	c, err := geo.CellAt(p, r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCellsAgreeWithH3 compares the bit arithmetic with the reference library.
func TestCellsAgreeWithH3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anywhere(t)
		r := geo.Resolution(rapid.IntRange(0, 15).Draw(t, "r"))
		c := cellAt(t, p, r)
		if !c.Valid() || c.Resolution() != r || h3.Cell(c).IsPentagon() != c.Pentagon() {
			t.Fatalf("%s: valid %v, resolution %d, pentagon %v", c, c.Valid(), c.Resolution(), c.Pentagon())
		}
		if back, err := geo.ParseCell(c.String()); err != nil || back != c {
			t.Fatalf("%s comes back as %s, %v", c, back, err)
		}
		for coarse := geo.Resolution(0); coarse <= r; coarse++ {
			parent, err := h3.Cell(c).Parent(int(coarse))
			if err != nil || geo.Cell(parent) != c.Parent(coarse) {
				t.Fatalf("parent of %s at %d: %s, H3 says %s, %v", c, coarse, c.Parent(coarse), parent, err)
			}
		}
		fine := min(r+geo.Resolution(rapid.IntRange(0, 3).Draw(t, "down")), geo.MaxResolution)
		children, err := h3.Cell(c).Children(int(fine))
		if err != nil {
			t.Fatal(err)
		}
		lo, hi := c.Range(fine)
		if lo != geo.Cell(slices.Min(children)) || hi != geo.Cell(slices.Max(children)) {
			t.Fatalf("range of %s at %d: %s–%s", c, fine, lo, hi)
		}
		ours, err := geo.Uncompact([]geo.Cell{c}, fine)
		if err != nil || len(ours) != len(children) {
			t.Fatalf("%d descendants of %s at %d, H3 says %d, %v", len(ours), c, fine, len(children), err)
		}
		if back := geo.Compact(ours); len(back) != 1 || back[0] != c {
			t.Fatalf("%s compacts to %v", c, back)
		}
	})
}

func TestValidAgreesWithH3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := cellAt(t, anywhere(t), geo.Resolution(rapid.IntRange(0, 15).Draw(t, "r")))
		for range rapid.IntRange(0, 3).Draw(t, "flips") {
			c ^= 1 << rapid.IntRange(0, 63).Draw(t, "bit")
		}
		if c.Valid() != h3.Cell(c).IsValid() {
			t.Fatalf("%s: valid %v, H3 says %v", c, c.Valid(), h3.Cell(c).IsValid())
		}
	})
}

func TestCompactAgreesWithH3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		middle := cellAt(t, anywhere(t), 9)
		disk := geo.Disk(middle, rapid.IntRange(0, 12).Draw(t, "k"))
		var theirs []h3.Cell
		for _, c := range disk {
			theirs = append(theirs, h3.Cell(c))
		}
		want, err := h3.CompactCells(theirs)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		got := geo.Compact(append(slices.Clone(disk), disk...)) // duplicates change nothing
		if !slices.EqualFunc(got, want, func(a geo.Cell, b h3.Cell) bool { return a == geo.Cell(b) }) {
			t.Fatalf("%d cells, H3 has %d", len(got), len(want))
		}
		back, err := geo.Uncompact(got, 9)
		if err != nil || !slices.Equal(back, disk) {
			t.Fatalf("%d cells come back as %d, %v", len(disk), len(back), err)
		}
	})
}

func TestH3IsGuarded(t *testing.T) {
	t.Parallel()
	for _, p := range []orb.Point{{math.NaN(), 0}, {0, math.Inf(1)}, {181, 0}, {0, -90.5}} {
		if c, err := geo.CellAt(p, 9); err == nil {
			t.Errorf("%v lies in %s", p, c)
		}
	}
	for _, r := range []geo.Resolution{-1, 16} {
		if _, err := geo.CellAt(orb.Point{}, r); err == nil {
			t.Errorf("resolution %d is taken", r)
		}
		if _, err := geo.Cover(nil, r); err == nil {
			t.Errorf("resolution %d is taken", r)
		}
	}
	if geo.Disk(42, 1) != nil || geo.Disk(cellAt(t, orb.Point{}, 5), geo.MaxDiskK+1) != nil {
		t.Error("a bad disk is drawn")
	}
	if geo.Cell(42).Boundary() != nil {
		t.Error("what is no cell has a boundary")
	}
	world := orb.MultiPolygon{{{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}, {-180, -90}}}}
	if _, err := geo.Cover(world, 9); err == nil {
		t.Error("the world is covered at resolution 9")
	}
	if _, err := geo.Uncompact([]geo.Cell{cellAt(t, orb.Point{}, 0)}, 15); err == nil {
		t.Error("a cell of resolution 0 is uncompacted to 15")
	}
}
