package sketch

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func ExampleBreaks() {
	shares := []float64{0.03, 0.04, 0.08, 0.09, 0.18, 0.19, 0.31, 0.33, 0.47, 0.62}
	breaks := Breaks(shares, 5)
	fmt.Println(breaks, Class(breaks, 0.04), Class(breaks, 0.31), Class(breaks, 0.62))
	fmt.Println(Breaks([]float64{0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3}, 4)) // most are alike: the others part the rest
	// Output:
	// [0.05 0.1 0.2 0.4] 0 3 4
	// [1 2 3]
}

func ExampleHours() {
	fmt.Println(Hours(func(hour int) bool { return hour >= 9 && hour < 12 || hour == 24 }))
	// Output: M90 0h30v9h-30zM0 10h10v9h-10z
}

func ExampleBars() {
	fmt.Println(Bars([]float64{10, math.NaN(), 0, 0.01}, 20, 400, 100))
	// Output: [{16 50 68 50} {116 100 68 0} {216 100 68 0} {316 98 68 2}]
}

func ExampleFit() {
	flat := orb.MultiPolygon{{{{5.3, 43.2}, {5.5, 43.2}, {5.5, 43.3}, {5.3, 43.3}, {5.3, 43.2}}}}
	view, box := Fit(flat[0][0])
	fmt.Println(box)
	fmt.Println(math.Round(view.Room(flat, orb.Point{5.4, 43.25})), view.Room(flat, orb.Point{6, 43.25}))
	// Output:
	// 0 154 1000 693
	// 336 0
}

func TestBreaksPartValuesEvenly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 0, 60).Draw(t, "values")
		most := rapid.IntRange(1, 7).Draw(t, "most")
		breaks := Breaks(values, most)
		if len(breaks) >= most || !slices.IsSorted(breaks) {
			t.Fatalf("%v are no breaks of %d classes", breaks, most)
		}
		held := make([]int, len(breaks)+1)
		for _, v := range values {
			c := Class(breaks, v)
			if c > 0 && v < breaks[c-1] || c < len(breaks) && v >= breaks[c] {
				t.Fatalf("%v stands in class %d of %v", v, c, breaks)
			}
			held[c]++
		}
		distinct := slices.Compact(slices.Sorted(slices.Values(values)))
		for c, n := range held {
			if len(distinct) > 0 && n == 0 {
				t.Fatalf("class %d of %v is empty", c, breaks)
			}
			if len(distinct) == len(values) && n > len(values)/most+1 {
				t.Fatalf("class %d of %v holds %d of %d", c, breaks, n, len(values))
			}
		}
		if len(distinct) >= most && len(distinct) == len(values) && len(held) != most {
			t.Fatalf("%d classes of %d different values, want %d", len(held), len(distinct), most)
		}
	})
}

func TestFitHoldsEveryPoint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-80, 80).Draw(t, "lat")}
		}), 1, 20).Draw(t, "points")
		view, box := Fit(points)
		for _, p := range points {
			if x, y := view.At(p); x < box.X || x > box.X+box.Width || y < box.Y || y > box.Y+box.Height {
				t.Fatalf("%v is at %d, %d, outside of %v", p, x, y, box)
			}
		}
	})
}

func TestHoursHoldsEachHourOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		on := rapid.SliceOfN(rapid.Bool(), 168, 168).Draw(t, "on")
		var drawn [168]bool
		for box := range strings.SplitSeq(strings.TrimSuffix(Hours(func(h int) bool { return on[h] }), "z"), "z") {
			var x, y, wide, high, back int
			if box == "" {
				continue // never on
			}
			if _, err := fmt.Sscanf(box, "M%d %dh%dv%dh%d", &x, &y, &wide, &high, &back); err != nil || wide != -back {
				t.Fatalf("%q: %v", box, err)
			}
			for h := x / HourWide; h < (x+wide)/HourWide; h++ {
				drawn[24*(y/DayHigh)+h] = true
			}
		}
		for h := range on {
			if on[h] != drawn[h] {
				t.Fatalf("hour %d is drawn %v", h, drawn[h])
			}
		}
	})
}
