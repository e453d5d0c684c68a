package sketch

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func ExampleView_Path() {
	port := orb.MultiPolygon{{{{5.36, 43.29}, {5.38, 43.29}, {5.38, 43.30}, {5.36, 43.30}, {5.36, 43.29}}}}
	view := Frame(port[0][0], 0)
	fmt.Println(view.Path(port))
	fmt.Println(view.At(orb.Point{5.37, 43.295}))
	// Output:
	// M120 761l760 0 0-522-760 0z
	// 500 500
}

func TestFrameShowsEveryPoint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-80, 80).Draw(t, "lat")}
		}), 1, 20).Draw(t, "points")
		view := Frame(points, 500)
		for _, p := range points {
			if !view.Shows(p) {
				t.Fatalf("%v is not shown", p)
			}
		}
	})
}

func TestPathOfWhatIsFarAwayIsEmpty(t *testing.T) {
	t.Parallel()
	paris := orb.MultiPolygon{{{{2.3, 48.8}, {2.4, 48.8}, {2.4, 48.9}, {2.3, 48.8}}}}
	if d := Frame([]orb.Point{{5.37, 43.29}}, 1000).Path(paris); d != "" {
		t.Errorf("path is %q", d)
	}
}
