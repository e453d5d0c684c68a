package geo_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/geo"
)

func ExampleAreas_At() {
	box := func(west, south, east, north float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
	}
	areas, err := geo.NewAreas([]geo.Area{
		{Key: "13202", Shape: box(5.37, 43.29, 5.38, 43.30), AccuracyM: 100},
		{Key: "13201", Shape: box(5.36, 43.29, 5.37, 43.30), AccuracyM: 100},
	})
	fmt.Println(areas.At(orb.Point{5.365, 43.295}), areas.At(orb.Point{5.37, 43.295}), areas.At(orb.Point{5.3801, 43.295}), err)
	fmt.Println(areas.Nearest(orb.Point{5.3801, 43.295}))
	// Output:
	// [1] [1 0] [] <nil>
	// 0 true
}

func ExampleContains() {
	ring := orb.MultiPolygon{{
		{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}},
		{{1, 1}, {1, 3}, {3, 3}, {3, 1}, {1, 1}},
	}}
	fmt.Println(geo.Contains(ring, orb.Point{0.5, 2}), geo.Contains(ring, orb.Point{2, 2}))
	fmt.Println("on the borders:", geo.Contains(ring, orb.Point{0, 2}), geo.Contains(ring, orb.Point{1, 2}))
	// Output:
	// true false
	// on the borders: true true
}

func ExampleLabelPoint() {
	horseshoe := orb.MultiPolygon{{{{0, 0}, {9, 0}, {9, 9}, {8, 9}, {8, 3}, {1, 3}, {1, 9}, {0, 9}, {0, 0}}}}
	fmt.Println(geo.Contains(horseshoe, geo.LabelPoint(horseshoe)))
	// Output: true
}

// TestAreasEqualContains compares every answer with the exact test of every shape, most of all near borders.
func TestAreasEqualContains(t *testing.T) {
	t.Parallel()
	for _, file := range []struct{ name, key string }{
		{"marseille-quartiers-111.geojson", "code"}, {"communes-13-bouches-du-rhone.geojson", "code"},
	} {
		t.Run(file.name, func(t *testing.T) {
			t.Parallel()
			list := sharedAreas(t, file.name, file.key)
			slices.Reverse(list) // the answer's order is by key, not by position
			areas, err := geo.NewAreas(list)
			if err != nil {
				t.Fatal(err)
			}
			bounds := boundsOf(list)
			rnd := rand.New(rand.NewPCG(1, 2))
			found := make([]int, 4)
			for range 6000 {
				p := pointNear(rnd, list[rnd.IntN(len(list))].Shape)
				want := bruteAreas(list, bounds, p)
				if got := areas.At(p); !slices.Equal(got, want) {
					t.Fatalf("%v is in %v, exactly in %v", p, got, want)
				}
				found[min(3, len(want))]++
			}
			if slices.Contains(found[:3], 0) {
				t.Errorf("the points try too little: %v in none, one, two, more", found)
			}
		})
	}
}

func bruteAreas(list []geo.Area, bounds []orb.Bound, p orb.Point) []int {
	var in []int
	for i := range list {
		if bounds[i].Contains(p) && geo.Contains(list[i].Shape, p) {
			in = append(in, i)
		}
	}
	slices.SortFunc(in, func(a, b int) int { return strings.Compare(list[a].Key, list[b].Key) })
	return in
}

func boundsOf(list []geo.Area) []orb.Bound {
	var bounds []orb.Bound
	for _, a := range list {
		bounds = append(bounds, a.Shape.Bound())
	}
	return bounds
}

// pointNear draws a vertex, a point on an edge as well as float64 can say it, one beside it, or one in the box.
func pointNear(rnd *rand.Rand, shape orb.MultiPolygon) orb.Point {
	ring := shape[rnd.IntN(len(shape))][0]
	i := 1 + rnd.IntN(len(ring)-1)
	a, b := ring[i-1], ring[i]
	switch along := rnd.Float64(); rnd.IntN(4) {
	case 0:
		return a
	case 1:
		return orb.Point{a[0] + along*(b[0]-a[0]), a[1] + along*(b[1]-a[1])}
	case 2:
		return orb.Point{a[0] + rnd.NormFloat64()*1e-3, a[1] + rnd.NormFloat64()*1e-3}
	}
	bound := shape.Bound()
	return orb.Point{
		bound.Min[0] + rnd.Float64()*(bound.Max[0]-bound.Min[0]),
		bound.Min[1] + rnd.Float64()*(bound.Max[1]-bound.Min[1]),
	}
}

// TestAreasAnywhere tries overlapping, nested, huge and polar shapes.
func TestAreasAnywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var list []geo.Area
		for i := range rapid.IntRange(1, 6).Draw(t, "areas") {
			list = append(list, geo.Area{Key: fmt.Sprint(i), Shape: drawShape(t)})
		}
		areas, err := geo.NewAreas(list)
		if err != nil {
			t.Fatal(err)
		}
		bounds := boundsOf(list)
		for range 20 {
			p := anywhere(t)
			if rapid.Bool().Draw(t, "vertex") {
				ring := list[rapid.IntRange(0, len(list)-1).Draw(t, "area")].Shape[0][0]
				p = ring[rapid.IntRange(0, len(ring)-1).Draw(t, "vertexNumber")]
			}
			if got, want := areas.At(p), bruteAreas(list, bounds, p); !slices.Equal(got, want) {
				t.Fatalf("%v is in %v, exactly in %v", p, got, want)
			}
		}
	})
}

// drawShape draws a box, perhaps with a hole.
func drawShape(t *rapid.T) orb.MultiPolygon {
	a, b := anywhere(t), anywhere(t)
	if rapid.Bool().Draw(t, "small") {
		size := rapid.Float64Range(1e-4, 0.5).Draw(t, "size")
		b = orb.Point{min(180, a[0]+size), min(90, a[1]+size)}
	}
	w, s, e, n := min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])
	shape := orb.MultiPolygon{{{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}}}
	if dx, dy := (e-w)/4, (n-s)/4; rapid.Bool().Draw(t, "hole") {
		shape[0] = append(shape[0], orb.Ring{
			{w + dx, s + dy}, {w + dx, n - dy}, {e - dx, n - dy}, {e - dx, s + dy}, {w + dx, s + dy},
		})
	}
	return shape
}

func TestNearestArea(t *testing.T) {
	t.Parallel()
	list := sharedAreas(t, "marseille-quartiers-111.geojson", "code")
	for i := range list {
		list[i].AccuracyM = []float64{10, 50, 300}[i%3]
	}
	areas, err := geo.NewAreas(list)
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	outside := 0
	for range 500 {
		p := pointNear(rnd, list[rnd.IntN(len(list))].Shape)
		got, ok := areas.Nearest(p)
		if in := areas.At(p); len(in) > 0 {
			if !ok || got != in[0] {
				t.Fatalf("%v lies in %v, nearest %d, %v", p, in, got, ok)
			}
			continue
		}
		bestM := math.Inf(1)
		distances := make([]float64, len(list))
		for i := range list {
			// The oracle measures in a plane of metres, to a millimetre.
			distances[i] = planar.DistanceFrom(inMetres(list[i].Shape, p), orb.Point{})
			if distances[i] <= list[i].AccuracyM {
				bestM = min(bestM, distances[i])
			}
		}
		if ok {
			outside++
		}
		if ok == math.IsInf(bestM, 1) || (ok && distances[got] > bestM+1e-3) {
			t.Fatalf("%v: nearest %d, %v, want one at %.3f m", p, got, ok, bestM)
		}
	}
	if outside < 10 {
		t.Errorf("only %d points found a nearest area", outside)
	}
}

func inMetres(mp orb.MultiPolygon, origin orb.Point) orb.MultiPolygon {
	out := mp.Clone()
	east := geo.DistanceM(origin, orb.Point{origin[0] + 0.01, origin[1]}) * 100
	north := geo.DistanceM(origin, orb.Point{origin[0], origin[1] + 0.01}) * 100
	for _, polygon := range out {
		for _, ring := range polygon {
			for i, p := range ring {
				ring[i] = orb.Point{(p[0] - origin[0]) * east, (p[1] - origin[1]) * north}
			}
		}
	}
	return out
}

func TestNewAreasRefuses(t *testing.T) {
	t.Parallel()
	for name, shape := range map[string]orb.MultiPolygon{
		"open":     {{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}},
		"short":    {{{{0, 0}, {1, 0}, {0, 0}}}},
		"no ring":  {{}},
		"far away": {{{{0, 0}, {190, 0}, {1, 1}, {0, 0}}}},
	} {
		if _, err := geo.NewAreas([]geo.Area{{Key: "x", Shape: shape}}); err == nil {
			t.Errorf("a shape that is %s is taken", name)
		}
	}
	empty, err := geo.NewAreas(nil)
	if err != nil || empty.At(orb.Point{5, 43}) != nil {
		t.Errorf("no areas: %v, %v", empty.At(orb.Point{5, 43}), err)
	}
}

func TestLabelPointsStandInside(t *testing.T) {
	t.Parallel()
	for _, a := range sharedAreas(t, "marseille-quartiers-111.geojson", "code") {
		if p := geo.LabelPoint(a.Shape); !geo.Contains(a.Shape, p) {
			t.Errorf("%s: the label at %v is outside", a.Key, p)
		}
	}
}

func BenchmarkAreasAt(b *testing.B) {
	list := sharedAreas(b, "marseille-quartiers-111.geojson", "code")
	areas, err := geo.NewAreas(list)
	if err != nil {
		b.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	var points [4096]orb.Point
	for i := range points {
		bound := list[rnd.IntN(len(list))].Shape.Bound()
		points[i] = orb.Point{
			bound.Min[0] + rnd.Float64()*(bound.Max[0]-bound.Min[0]),
			bound.Min[1] + rnd.Float64()*(bound.Max[1]-bound.Min[1]),
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		areas.At(points[i%len(points)])
	}
}
