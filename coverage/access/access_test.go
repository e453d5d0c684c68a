package access_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/coverage/access"
	"github.com/alentour/alentour/geo"
)

// east is a point so many walked metres from the meridian on the equator.
func east(m float64, w access.Walk) orb.Point {
	return orb.Point{m / w.Detour / geo.EarthRadiusM * 180 / math.Pi, 0}
}

// The worked value of docs/coverage: 100 people at 0, 1 and 2 km, 10 places at both ends.
func ExampleHomes_Floating() {
	w := access.Walk{ReachM: 10_000, SigmaM: 1000, Detour: 1.3}
	people := []access.People{{At: east(0, w), N: 100}, {At: east(1000, w), N: 100}, {At: east(2000, w), N: 100}}
	places := []access.Place{{At: east(0, w), S: 10}, {At: east(2000, w), S: 10}}
	sum := 0.0
	for i, a := range access.NewHomes(people, w).Floating(places) {
		fmt.Printf("%.6f\n", a)
		sum += people[i].N * a
	}
	fmt.Printf("shared out: %.6f\n", sum)
	// Output:
	// 0.065179
	// 0.069641
	// 0.065179
	// shared out: 20.000000
}

func ExampleNext() {
	w := access.Walk{ReachM: 500, Detour: 1.3}
	people := []access.People{{At: east(0, w), N: 10}, {At: east(1000, w), N: 300}, {At: east(1400, w), N: 200}, {At: east(3000, w), N: 400}}
	sites := []orb.Point{east(0, w), east(1000, w), east(3000, w)}
	reached := access.NewHomes(people, w).Reached([]orb.Point{east(300, w)})
	plan := access.Next(people, reached, sites, w, 2)
	fmt.Println(reached, plan.Sites, plan.Gains, plan.Gap())
	// Output: [true false false false] [1 2] [500 400] 0
}

type town struct {
	people []access.People
	places []access.Place
	w      access.Walk
}

// drawTown stands anywhere, on a pole and beside the 180th meridian too, and its distances are about those that people walk.
func drawTown(t *rapid.T) town {
	w := access.Walk{
		ReachM: rapid.Float64Range(300, 3000).Draw(t, "reach_m"), SigmaM: rapid.Float64Range(100, 2000).Draw(t, "sigma_m"),
		Detour: rapid.SampledFrom([]float64{1, 1.3}).Draw(t, "detour"),
	}
	lat, lon := rapid.Float64Range(-89, 89).Draw(t, "lat"), rapid.Float64Range(-179, 179).Draw(t, "lon")
	at := func() orb.Point {
		side := rapid.Float64Range(-3000, 3000)
		north, west := side.Draw(t, "north_m"), side.Draw(t, "east_m")
		deg := 180 / math.Pi / geo.EarthRadiusM
		return orb.Point{max(-180, min(180, lon+west*deg/math.Cos(lat*math.Pi/180))), lat + north*deg}
	}
	town := town{w: w}
	for range rapid.IntRange(1, 30).Draw(t, "cells") {
		town.people = append(town.people, access.People{At: at(), N: float64(rapid.IntRange(0, 500).Draw(t, "people"))})
	}
	for range rapid.IntRange(0, 20).Draw(t, "places") {
		town.places = append(town.places, access.Place{At: at(), S: float64(rapid.IntRange(0, 40).Draw(t, "s"))})
	}
	return town
}

// weigh is the weight of each pair, by all pairs.
func (o town) weigh(i, j int) float64 {
	d := geo.DistanceM(o.people[i].At, o.places[j].At) * o.w.Detour
	if d > o.w.ReachM {
		return 0
	}
	return math.Exp(-d * d / 2 / o.w.SigmaM / o.w.SigmaM)
}

func (o town) onTheEdge() bool {
	for _, p := range o.people {
		for _, s := range o.places {
			if d := geo.DistanceM(p.At, s.At) * o.w.Detour; math.Abs(d-o.w.ReachM) < 1e-5 {
				return true
			}
		}
	}
	return false
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(1, math.Abs(b)) }

// TestAllPairs: looking only around each place gives what all pairs give, and everything that is reached is shared out.
func TestAllPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := drawTown(t)
		if o.onTheEdge() {
			t.Skip("a distance of just the reach")
		}
		want, supplied := make([]float64, len(o.people)), 0.0
		reached := make([]bool, len(o.people))
		for j, s := range o.places {
			demand := 0.0
			for i, p := range o.people {
				demand += p.N * o.weigh(i, j)
				reached[i] = reached[i] || o.weigh(i, j) > 0
			}
			if demand == 0 {
				continue
			}
			supplied += s.S
			for i := range o.people {
				want[i] += s.S / demand * o.weigh(i, j)
			}
		}
		sum := 0.0
		floating := access.NewHomes(o.people, o.w).Floating(o.places)
		backwards := slices.Clone(o.places)
		slices.Reverse(backwards)
		if other := access.NewHomes(o.people, o.w).Floating(backwards); !slices.Equal(other, floating) {
			t.Fatalf("%g, with the places backwards %g", floating, other)
		}
		for i, got := range floating {
			if !near(got, want[i]) {
				t.Fatalf("cell %d: %g, all pairs %g", i, got, want[i])
			}
			sum += o.people[i].N * got
		}
		if !near(sum, supplied) {
			t.Fatalf("%g shared out of %g", sum, supplied)
		}
		sites := make([]orb.Point, len(o.places))
		for j := range sites {
			sites[j] = o.places[j].At
		}
		for i, got := range access.NewHomes(o.people, o.w).Reached(sites) {
			if got != reached[i] {
				t.Fatalf("cell %d: reached %t, all pairs %t", i, got, reached[i])
			}
		}
	})
}

func TestShare(t *testing.T) {
	t.Parallel()
	people := []access.People{{N: 30}, {N: 10}}
	if share, ok := access.Share(people, []bool{false, true}); !ok || share != .25 {
		t.Errorf("%g %t, want a quarter", share, ok)
	}
	if _, ok := access.Share(nil, nil); ok {
		t.Error("a share of nobody")
	}
}

// country is 300,000 populated cells of resolution 9 (two in three of those around its towns) and a million places in them.
func country(tb testing.TB, cells, places int) ([]access.People, []access.Place) {
	tb.Helper()
	draw := rand.New(rand.NewPCG(8, 2026))
	var people []access.People
	for len(people) < cells {
		town, err := geo.CellAt(orb.Point{-1 + 7*draw.Float64(), 43 + 6*draw.Float64()}, 9)
		if err != nil {
			tb.Fatal(err)
		}
		for _, c := range geo.Disk(town, 5+draw.IntN(30)) {
			if len(people) < cells && draw.IntN(3) > 0 {
				people = append(people, access.People{At: c.Center(), N: math.Ceil(draw.ExpFloat64() * 200)})
			}
		}
	}
	list := make([]access.Place, places)
	for i := range list {
		at := people[draw.IntN(len(people))].At
		list[i] = access.Place{At: orb.Point{at[0] + draw.NormFloat64()*.001, at[1] + draw.NormFloat64()*.001}, S: 1}
	}
	return people, list
}

var walking = access.Walk{ReachM: 1500, SigmaM: 500, Detour: 1.3}

// TestCountry: a category of a whole country within ten seconds of one processor, whatever else the machine does, and nothing of it is lost.
func TestCountry(t *testing.T) {
	if testing.Short() {
		t.Skip("a country takes seconds")
	}
	people, places := country(t, 300_000, 1_000_000)
	began := worked(t)
	access := access.NewHomes(people, walking).Floating(places)
	took := worked(t) - began
	sum := 0.0
	for i, a := range access {
		sum += people[i].N * a
	}
	t.Logf("%d cells, %d places: %v; shared out: %.6f", len(people), len(places), took.Round(time.Millisecond), sum)
	if !near(sum/float64(len(places)), 1) {
		t.Errorf("%g shared out of %d", sum, len(places))
	}
	if took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

// worked is how long processors have worked for this test.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func BenchmarkFloating(b *testing.B) {
	people, places := country(b, 10_000, 30_000)
	for b.Loop() {
		access.NewHomes(people, walking).Floating(places)
	}
}
