package geo_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/geo"
)

// TestCoverSharesOutTheCells: each cell of the city belongs to exactly one quartier, the one its centre lies in.
func TestCoverSharesOutTheCells(t *testing.T) {
	t.Parallel()
	list := sharedAreas(t, "marseille-quartiers-111.geojson", "code")
	owner := make(map[geo.Cell]string)
	for _, a := range list {
		cells, err := geo.Cover(a.Shape, 9)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cells {
			if owner[c] != "" {
				t.Errorf("%s belongs to %s and %s", c, owner[c], a.Key)
			}
			owner[c] = a.Key
			if !geo.Contains(a.Shape, c.Center()) {
				t.Errorf("%s: the centre of %s is outside", a.Key, c)
			}
		}
		inside, err := geo.CoverInside(a.Shape, 9)
		if err != nil {
			t.Fatal(err)
		}
		overlapping, err := geo.CoverOverlapping(a.Shape, 9)
		if err != nil {
			t.Fatal(err)
		}
		if !contains(cells, inside) || !contains(overlapping, cells) {
			t.Errorf("%s: %d inside, %d by centre, %d overlapping do not nest", a.Key, len(inside), len(cells), len(overlapping))
		}
	}
	// 238 km² over a mean of 0.1053 km².
	if n := len(owner); n < 2100 || n > 2450 {
		t.Errorf("%d cells cover the city", n)
	}
}

// contains says whether a sorted set holds all of another.
func contains(set, part []geo.Cell) bool {
	for _, c := range part {
		if _, ok := slices.BinarySearch(set, c); !ok {
			return false
		}
	}
	return true
}

// TestCoverEqualsASearch compares with every cell around a box.
func TestCoverEqualsASearch(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		middle := anywhere(t)
		middle[1] = min(80, max(-80, middle[1]))
		r := geo.Resolution(rapid.IntRange(3, 9).Draw(t, "r"))
		origin := cellAt(t, middle, r)
		size := rapid.Float64Range(0.01, 6).Draw(t, "size") * geo.DistanceM(origin.Center(), origin.Boundary()[0]) / 111_195
		w, e := max(-180, middle[0]-size), min(180, middle[0]+size)
		s, n := middle[1]-size/2, middle[1]+size/2
		shape := orb.MultiPolygon{{{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}}}
		var byCentre, overlapping []geo.Cell
		for _, c := range geo.Disk(origin, 12) {
			if geo.Contains(shape, c.Center()) {
				byCentre = append(byCentre, c)
			}
			if touches(shape, c) {
				overlapping = append(overlapping, c)
			}
		}
		got, err := geo.Cover(shape, r)
		if err != nil || !slices.Equal(got, byCentre) {
			t.Fatalf("cover of %v: %d cells, a search finds %d, %v", shape, len(got), len(byCentre), err)
		}
		got, err = geo.CoverOverlapping(shape, r)
		if err != nil || !contains(got, overlapping) || len(got) > len(geo.Disk(origin, 12)) {
			t.Fatalf("overlapping %v: %d cells, a search finds %d, %v", shape, len(got), len(overlapping), err)
		}
	})
}

// touches says whether a corner of c lies in the box, or a corner of the box in c.
func touches(box orb.MultiPolygon, c geo.Cell) bool {
	for _, p := range c.Boundary() {
		if geo.Contains(box, p) {
			return true
		}
	}
	ring := c.Boundary()
	if b := ring.Bound(); b.Max[0]-b.Min[0] > 180 {
		return false
	}
	for _, p := range box[0][0] {
		if geo.Contains(orb.MultiPolygon{{ring}}, p) {
			return true
		}
	}
	return false
}

// TestOutlineIsTheCells: the outline of any cells holds exactly their centres, obeys the right-hand rule and has their
// area.
func TestOutlineIsTheCells(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := geo.Resolution(rapid.IntRange(0, 10).Draw(t, "r"))
		disk := geo.Disk(cellAt(t, anywhere(t), r), rapid.IntRange(0, 4).Draw(t, "k"))
		var cells []geo.Cell
		for _, c := range disk {
			if rapid.IntRange(0, 3).Draw(t, "in") > 0 {
				cells = append(cells, c)
			}
		}
		outline, err := geo.Outline(cells)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range disk {
			_, in := slices.BinarySearch(cells, c)
			if got := geo.Contains(outline, c.Center()); got != in {
				t.Fatalf("%s at %v: in the outline %v, in the set %v", c, c.Center(), got, in)
			}
		}
		sum := 0.0
		for _, c := range cells {
			one, err := geo.Outline([]geo.Cell{c})
			if err != nil {
				t.Fatal(err)
			}
			sum += planar.Area(one)
		}
		if got := planar.Area(outline); math.Abs(got-sum) > 1e-6*sum {
			t.Fatalf("area %v, its cells have %v", got, sum)
		}
		for _, polygon := range outline {
			for i, ring := range polygon {
				if ring[0] != ring[len(ring)-1] || (planar.Area(ring) > 0) != (i == 0) {
					t.Fatalf("ring %d of %v does not hold the right-hand rule", i, polygon)
				}
				for j := 1; j < len(ring); j++ {
					if polar := math.Abs(ring[j][1]) == 90; !polar && math.Abs(ring[j][0]-ring[j-1][0]) > 180 {
						t.Fatalf("the outline jumps from %v to %v", ring[j-1], ring[j])
					}
				}
			}
		}
	})
}

func TestOutlineRefuses(t *testing.T) {
	t.Parallel()
	fine, coarse := cellAt(t, orb.Point{5, 43}, 9), cellAt(t, orb.Point{5, 43}, 8)
	for _, cells := range [][]geo.Cell{{42}, {fine, coarse}} {
		if mp, err := geo.Outline(cells); err == nil {
			t.Errorf("%v is drawn as %v", cells, mp)
		}
	}
	if mp, err := geo.Outline(nil); err != nil || len(mp) != 0 {
		t.Errorf("nothing is drawn as %v, %v", mp, err)
	}
}

func ExampleOutline() {
	c, _ := geo.ParseCell("893968152bbffff")
	ring := geo.Disk(c, 1)
	ring = slices.DeleteFunc(ring, func(x geo.Cell) bool { return x == c })
	outline, err := geo.Outline(ring)
	fmt.Println(len(outline), len(outline[0]), len(outline[0][0])-1, len(outline[0][1])-1, err)
	// Output: 1 2 18 6 <nil>
}

func ExamplePublicCut() {
	quarter, _ := geo.ParseCell("873968152ffffff")
	homes, _ := geo.Uncompact([]geo.Cell{quarter}, 9)
	residents := make(map[geo.Cell]float64)
	for _, c := range homes {
		residents[c] = 100 // 700 in each cell of resolution 8
	}
	cut, err := geo.PublicCut(residents)
	fmt.Println(len(cut), cut[0].Resolution(), err)
	delete(residents, homes[0])
	delete(residents, homes[1])
	delete(residents, homes[2]) // now one of them has 400
	cut, err = geo.PublicCut(residents)
	fmt.Println(len(cut), cut[0].Resolution(), err)
	// Output:
	// 7 8 <nil>
	// 1 7 <nil>
}

// TestPublicCutPartitions is promise P1.
func TestPublicCutPartitions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		residents := make(map[geo.Cell]float64)
		middle := cellAt(t, anywhere(t), 9)
		crowd := rapid.SampledFrom([]float64{30, 150, 600, 3000}).Draw(t, "crowd")
		gap := rapid.SampledFrom([]int{0, 3, 40}).Draw(t, "gap")
		for i, c := range geo.Disk(middle, rapid.IntRange(0, 14).Draw(t, "k")) {
			if gap == 0 || i%gap != 0 {
				residents[c] = rapid.Float64Range(0.5, 1.5).Draw(t, "share") * crowd
			}
		}
		cut, err := geo.PublicCut(residents)
		if err != nil {
			t.Fatal(err)
		}
		var ground []geo.Cell
		for c := range residents {
			ground = append(ground, c.Parent(7))
		}
		slices.Sort(ground)
		want, err := geo.Uncompact(slices.Compact(ground), 9)
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		for _, c := range cut {
			in := 0.0
			one, err := geo.Uncompact([]geo.Cell{c}, 9)
			if err != nil {
				t.Fatal(err)
			}
			size += len(one)
			for _, home := range one {
				in += residents[home]
			}
			if r := c.Resolution(); r < 7 || r > 9 || (r > 7 && in < geo.CutResidents-1e-6) {
				t.Fatalf("public cell %s of resolution %d holds %v residents", c, r, in)
			}
		}
		got, err := geo.Uncompact(cut, 9)
		if err != nil || !slices.Equal(got, want) || size != len(want) {
			t.Fatalf("%d cells with %d of resolution 9 do not partition %d, %v", len(cut), size, len(want), err)
		}
	})
}

func TestPublicCutRefuses(t *testing.T) {
	t.Parallel()
	home := cellAt(t, orb.Point{5.37, 43.29}, 9)
	for _, residents := range []map[geo.Cell]float64{
		{home.Parent(8): 1}, {42: 1}, {home: -1}, {home: math.NaN()}, {home: math.Inf(1)},
	} {
		if cut, err := geo.PublicCut(residents); err == nil {
			t.Errorf("%v is cut to %v", residents, cut)
		}
	}
	if cut, err := geo.PublicCut(nil); err != nil || len(cut) != 0 {
		t.Errorf("nobody is cut to %v, %v", cut, err)
	}
}
