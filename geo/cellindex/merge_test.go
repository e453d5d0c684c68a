package cellindex

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/geo"
)

var world = geo.BBox{West: -180, South: -90, East: 180, North: 90}

// TestBackgroundMergeLosesNothing writes while blocks too large to merge inline are merged behind, and compares with a
// map at the end and on the way.
func TestBackgroundMergeLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		const ids = 12_000
		want := make(map[uuid.UUID]Item[int])
		batch := func(n int) []Item[int] {
			var items []Item[int]
			for range n {
				items = append(items, Item[int]{
					ID: id(rnd.IntN(ids)), Point: orb.Point{rnd.Float64(), rnd.Float64()},
					Kinds: 1 << rnd.IntN(3), Value: rnd.Int(),
				})
			}
			return items
		}
		remember := func(items []Item[int]) {
			for _, it := range items {
				want[it.ID] = it
			}
		}
		first := batch(rapid.SampledFrom([]int{0, 100, 9000}).Draw(t, "first"))
		x := New(first)
		remember(first)
		for range rapid.IntRange(1, 25).Draw(t, "writes") {
			upserts := batch(rapid.SampledFrom([]int{0, 1, 300, 5000}).Draw(t, "size"))
			var removes []uuid.UUID
			for range rapid.SampledFrom([]int{0, 1, 2000}).Draw(t, "removes") {
				gone := id(rnd.IntN(ids))
				removes = append(removes, gone)
				delete(want, gone)
			}
			x.Apply(upserts, removes)
			remember(upserts)
			if x.Len() != len(want) {
				t.Fatalf("Len %d, want %d", x.Len(), len(want))
			}
		}
		compareAll(t, x, want)
		x.merges.Wait()
		compareAll(t, x, want)
		if n := len(x.state.Load().layers); n > 9 {
			t.Fatalf("%d layers for %d items", n, len(want))
		}
	})
}

func compareAll(t *rapid.T, x *Index[int], want map[uuid.UUID]Item[int]) {
	n := 0
	x.Each(world, Filter[int]{}, func(_ geo.Cell, it *Item[int]) bool {
		if *it != want[it.ID] {
			t.Fatalf("%+v, want %+v", *it, want[it.ID])
		}
		n++
		return true
	})
	if n != len(want) {
		t.Fatalf("%d items, want %d", n, len(want))
	}
}

// TestReadersSeeWholeWrites has readers while a writer moves pairs of things together and blocks are merged behind: a
// reader must see each thing exactly once, and a pair in one place.
func TestReadersSeeWholeWrites(t *testing.T) {
	t.Parallel()
	const pairs = 3000
	at := func(n, round int) []Item[int] {
		p := orb.Point{5 + float64(n%50)/100, 43 + float64(round%50)/100}
		return []Item[int]{{ID: id(2 * n), Point: p, Kinds: 1, Value: round}, {ID: id(2*n + 1), Point: p, Kinds: 1, Value: round}}
	}
	var items []Item[int]
	for n := range pairs {
		items = append(items, at(n, 0)...)
	}
	x := New(items)
	var done atomic.Bool
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			var hits []Hit[int]
			for !done.Load() {
				rounds := make(map[uuid.UUID]int, 2*pairs)
				x.Each(world, Filter[int]{}, func(_ geo.Cell, it *Item[int]) bool {
					rounds[it.ID] = it.Value
					return true
				})
				if len(rounds) != 2*pairs || x.Count(world, Filter[int]{}, math.MaxInt) != 2*pairs {
					t.Errorf("%d things, want %d", len(rounds), 2*pairs)
					return
				}
				for n := range pairs {
					if a, b := rounds[id(2*n)], rounds[id(2*n+1)]; a != b {
						t.Errorf("pair %d is in rounds %d and %d", n, a, b)
						return
					}
				}
				hits = x.Nearest(hits[:0], NearQuery[int]{Center: orb.Point{5, 43}, RadiusM: math.Inf(1), Limit: 2 * pairs})
				if len(hits) != 2*pairs {
					t.Errorf("%d hits, want %d", len(hits), 2*pairs)
					return
				}
			}
		})
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := 1; round <= 60; round++ {
		var moved []Item[int]
		for _, n := range rnd.Perm(pairs)[:rnd.IntN(700)+1] {
			moved = append(moved, at(n, round)...)
		}
		x.Apply(moved, nil)
	}
	x.merges.Wait()
	done.Store(true)
	readers.Wait()
}

func TestQueriesAllocateNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes sync.Pool forget")
	}
	items := crowd(t, 20_000)
	x := New(items)
	x.Apply(items[:100], nil)
	var dst []Hit[payload]
	thirds := func(p *payload, _ orb.Point) Verdict { return Verdict(p[0] % 3) }
	aside := 0
	hear := func(float64, uuid.UUID) { aside++ }
	for name, query := range map[string]func(){
		"Nearest": func() {
			dst = x.Nearest(dst[:0], NearQuery[payload]{
				Center: items[0].Point, RadiusM: 20_000, Limit: 20, Filter: Filter[payload]{Kinds: 3, Judge: thirds}, Aside: hear,
			})
		},
		"InBox by least ids": func() {
			p := items[0].Point
			box := geo.BBox{West: p[0] - 0.01, South: p[1] - 0.01, East: p[0] + 0.01, North: p[1] + 0.01}
			dst = x.InBox(dst[:0], BoxQuery[payload]{Box: box, Limit: 100})
		},
		"InBox by id": func() { dst = x.InBox(dst[:0], BoxQuery[payload]{Box: world, Limit: 100}) },
		"Count":       func() { x.Count(world, Filter[payload]{Kinds: 1}, 1000) },
		"Within": func() {
			x.Within(WithinQuery[payload]{Center: items[0].Point, RadiusM: 50_000, Kinds: 3}, func(float64, *payload) {})
		},
		"Each": func() { x.Each(world, Filter[payload]{}, func(geo.Cell, *Item[payload]) bool { return true }) },
	} {
		query() // grows dst and the scratch
		// A collection may empty the pool once; no query allocates each time.
		if n := testing.AllocsPerRun(100, query); n >= 1 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

// TestInBoxPagesThroughMany reads boxes with more than manyEntries, with filters that keep all, some and few.
func TestInBoxPagesThroughMany(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(7, 8))
	var first []Item[int]
	for n := range 2 * manyEntries {
		for part := range 1 + rnd.IntN(2)*rnd.IntN(2) {
			first = append(first, Item[int]{
				ID: id(n), Part: uint16(part), Point: orb.Point{rnd.Float64() * 10, rnd.Float64() * 10},
				Kinds: 1 << rnd.IntN(2), Value: rnd.IntN(1000),
			})
		}
	}
	x, o := New(first), oracle{}
	o.apply(first, nil)
	var again []Item[int]
	for n := range 3000 {
		again = append(again, Item[int]{ID: id(n * 5), Point: orb.Point{rnd.Float64() * 20, 3}, Kinds: 3, Value: rnd.IntN(1000)})
	}
	x.Apply(again, []uuid.UUID{id(1), id(2)})
	o.apply(again, []uuid.UUID{id(1), id(2)})
	for name, f := range map[string]Filter[int]{
		"all": {}, "one kind": {Kinds: 2}, "few": {Judge: func(v *int, _ orb.Point) Verdict { return Verdict(max(0, *v-998)) % 2 }},
	} {
		for _, box := range []geo.BBox{world, {West: 0, South: 0, East: 9, North: 9.5}} {
			want := o.box(box, f)
			want = slices.CompactFunc(want, func(a, b Item[int]) bool { return a.ID == b.ID })
			q := BoxQuery[int]{Box: box, Filter: f, Limit: 700}
			var got []Hit[int]
			for page := x.InBox(nil, q); len(page) > 0; page = x.InBox(nil, q) {
				got = append(got, page...)
				q.AfterID = page[len(page)-1].ID
			}
			same := func(h Hit[int], w Item[int]) bool { return h.ID == w.ID && h.Part == w.Part && h.Value == w.Value }
			if !slices.EqualFunc(got, want, same) {
				t.Errorf("%s in %v: %d things, want %d", name, box, len(got), len(want))
			}
		}
	}
}

func TestApplyReplacesAllPositions(t *testing.T) {
	t.Parallel()
	at := func(part uint16, lon float64) Item[int] {
		return Item[int]{ID: id(1), Part: part, Point: orb.Point{lon, 43}, Kinds: 1, Value: int(part)}
	}
	x := New([]Item[int]{at(0, 5), at(1, 6), at(2, 7)})
	hits := x.Nearest(nil, NearQuery[int]{Center: orb.Point{6.1, 43}, RadiusM: math.Inf(1), Limit: 10})
	if len(hits) != 1 || hits[0].Part != 1 {
		t.Errorf("a round with three halts answers %+v", hits)
	}
	x.Apply([]Item[int]{at(5, 8)}, []uuid.UUID{id(1), id(99)})
	hits = x.InBox(nil, BoxQuery[int]{Box: world, Limit: 10})
	if x.Len() != 1 || len(hits) != 1 || hits[0].Part != 5 {
		t.Errorf("after the round has one halt: %d items, %+v", x.Len(), hits)
	}
	x.Apply(nil, []uuid.UUID{id(1)})
	if got := x.InBox(nil, BoxQuery[int]{Box: world, Limit: 10}); x.Len() != 0 || len(got) != 0 {
		t.Errorf("after its end: %d items, %+v", x.Len(), got)
	}
}

func TestBadPointsPanic(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a latitude of 91 is taken")
		}
	}()
	New([]Item[int]{{ID: id(1), Point: orb.Point{5, 91}}})
}

func ExampleIndex_InBox() {
	index := New([]Item[string]{
		{ID: id(1), Point: orb.Point{5.3698, 43.2965}, Value: "Vieux-Port"},
		{ID: id(2), Point: orb.Point{5.3811, 43.3027}, Value: "Saint-Charles"},
	})
	box := geo.BBox{West: 5.36, South: 43.29, East: 5.375, North: 43.30}
	for _, hit := range index.InBox(nil, BoxQuery[string]{Box: box, Limit: 10}) {
		fmt.Println(hit.Value)
	}
	fmt.Println(index.Count(box, Filter[string]{}, 10))
	// Output:
	// Vieux-Port
	// 1
}

func TestRewriteReplacesEachValueOnce(t *testing.T) {
	t.Parallel()
	const n = 500
	x := New(crowd(t, n))
	seen := map[int64]int{}
	x.Rewrite(func(p payload) payload { seen[p[0]]++; return payload{p[0], p[0] + 1} })
	if len(seen) != n {
		t.Fatalf("%d of %d values seen", len(seen), n)
	}
	x.Each(geo.BBox{West: -180, South: -90, East: 180, North: 90}, Filter[payload]{}, func(_ geo.Cell, item *Item[payload]) bool {
		if v := item.Value; seen[v[0]] != 1 || v[1] != v[0]+1 {
			t.Errorf("%v, seen %d times", v, seen[v[0]])
		}
		return true
	})
}
