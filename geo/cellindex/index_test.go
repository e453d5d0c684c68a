package cellindex

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/alentour/alentour/geo"
)

// oracle is the same set as a plain list.
type oracle map[uuid.UUID][]Item[int]

func (o oracle) apply(upserts []Item[int], removes []uuid.UUID) {
	for _, id := range removes {
		delete(o, id)
	}
	for _, it := range upserts {
		delete(o, it.ID)
	}
	for _, it := range upserts {
		o[it.ID] = append(slices.DeleteFunc(o[it.ID], func(old Item[int]) bool { return old.Part == it.Part }), it)
	}
}

func (o oracle) kept(f Filter[int]) []Item[int] {
	var out []Item[int]
	for _, parts := range o {
		for _, it := range parts {
			ok := f.Kinds == 0 || f.Kinds&it.Kinds != 0
			for i, m := range f.Masks {
				ok = ok && (m == 0 || m&it.Masks[i] != 0)
			}
			if ok && (f.Judge == nil || f.Judge(&it.Value, it.Point) == Kept) {
				out = append(out, it)
			}
		}
	}
	slices.SortFunc(out, func(a, b Item[int]) int {
		return cmp.Or(compareIDs(a.ID, b.ID), cmp.Compare(a.Part, b.Part))
	})
	return out
}

// near is the distance by haversine, an independent formula.
func (o oracle) near(q NearQuery[int]) []Hit[int] {
	byID := map[uuid.UUID]Hit[int]{}
	for _, it := range o.kept(q.Filter) {
		d := geo.DistanceM(q.Center, it.Point)
		if old, ok := byID[it.ID]; !ok || d < old.DistanceM {
			byID[it.ID] = Hit[int]{ID: it.ID, Part: it.Part, Point: it.Point, DistanceM: d, Value: it.Value}
		}
	}
	var hits []Hit[int]
	for _, h := range byID {
		if h.DistanceM <= q.RadiusM {
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b Hit[int]) int {
		return cmp.Or(cmp.Compare(a.DistanceM, b.DistanceM), compareIDs(a.ID, b.ID))
	})
	return hits
}

func (o oracle) box(b geo.BBox, f Filter[int]) []Item[int] {
	return slices.DeleteFunc(o.kept(f), func(it Item[int]) bool { return !b.Contains(it.Point) })
}

func id(n int) (u uuid.UUID) {
	binary.BigEndian.PutUint32(u[4:], uint32(n)*2654435761)
	binary.BigEndian.PutUint32(u[12:], uint32(n+1))
	return u
}

// spots are where indexes break: the poles, the 180th meridian, icosahedron edges, one crowded street.
var spots = []orb.Point{{5.37, 43.29}, {0, 90}, {0, -90}, {180, 10}, {-180, 10}, {180, -89.9}, {0, 0}, {-57.65, -63.43}, {31.83, 68.93}}

func drawPoint(t *rapid.T) orb.Point {
	spread := rapid.SampledFrom([]float64{0, 1e-9, 1e-4, 0.02, 1, 30}).Draw(t, "spread")
	spot := rapid.SampledFrom(spots).Draw(t, "spot")
	lon := spot[0] + spread*rapid.Float64Range(-1, 1).Draw(t, "dLon")
	lat := spot[1] + spread*rapid.Float64Range(-1, 1).Draw(t, "dLat")
	if lon > 180 {
		lon -= 360
	} else if lon < -180 {
		lon += 360
	}
	return orb.Point{lon, min(90, max(-90, lat))}
}

func drawItem(t *rapid.T) Item[int] {
	kinds := rapid.SampledFrom([]uint64{1, 1, 2, 2, 4, 3, 7, 0, 1 << 63}).Draw(t, "kinds")
	mask := rapid.Uint64Range(0, 7)
	n := rapid.SampledFrom([]int{60, 400}).Draw(t, "ids")
	n = rapid.IntRange(0, n).Draw(t, "id")
	return Item[int]{
		ID: id(n), Part: uint16(rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "part")), Point: drawPoint(t), Kinds: kinds,
		Masks: [3]uint64{mask.Draw(t, "m0"), mask.Draw(t, "m1"), 1}, Value: rapid.IntRange(0, 9).Draw(t, "value"),
		ReachM: rapid.SampledFrom([]float32{0, 0, 5, 30_000}).Draw(t, "reach"),
	}
}

// drawItems draws a list of one of the sizes; left alone, rapid draws short ones.
func drawItems(t *rapid.T, name string, sizes ...int) []Item[int] {
	n := rapid.SampledFrom(sizes).Draw(t, name+" size")
	return rapid.SliceOfN(rapid.Custom(drawItem), n, n).Draw(t, name)
}

func drawFilter(t *rapid.T) Filter[int] {
	f := Filter[int]{
		Kinds: rapid.SampledFrom([]uint64{0, 0, 1, 2, 3, 6, 1 << 63, 8}).Draw(t, "wantKinds"),
		Masks: [3]uint64{rapid.SampledFrom([]uint64{0, 0, 1, 6}).Draw(t, "want0"), rapid.SampledFrom([]uint64{0, 0, 4}).Draw(t, "want1")},
	}
	if rapid.Bool().Draw(t, "judge") {
		f.Judge, f.Fetch = judgeThirds, func(*int) {}
	}
	return f
}

// judgeThirds treats a third of the items each way.
func judgeThirds(v *int, _ orb.Point) Verdict { return Verdict(*v % 3) }

// asides is the filter that keeps what f sets aside.
func asides(f Filter[int]) Filter[int] {
	judge := f.Judge
	f.Judge = func(v *int, p orb.Point) Verdict {
		if judge != nil && judge(v, p) == SetAside {
			return Kept
		}
		return Refused
	}
	return f
}

func drawBox(t *rapid.T) geo.BBox {
	if rapid.IntRange(0, 4).Draw(t, "world") == 0 {
		return geo.BBox{West: -180, South: -90, East: 180, North: 90}
	}
	a, b := drawPoint(t), drawPoint(t)
	return geo.BBox{West: a[0], South: min(a[1], b[1]), East: b[0], North: max(a[1], b[1])}
}

// TestAnswersLikeAList interleaves writes with every query and compares with a list.
func TestAnswersLikeAList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := drawItems(t, "first", 0, 1, 30, 400)
		first = slices.CompactFunc(first, func(a, b Item[int]) bool { return a.ID == b.ID && a.Part == b.Part })
		x, o := New(first), oracle{}
		o.apply(first, nil)
		for range rapid.SampledFrom([]int{0, 2, 12}).Draw(t, "writes") {
			upserts := drawItems(t, "upserts", 0, 1, 3, 40)
			var removes []uuid.UUID
			for range rapid.IntRange(0, 5).Draw(t, "removes") {
				removes = append(removes, id(rapid.IntRange(0, 400).Draw(t, "remove")))
			}
			x.Apply(upserts, removes)
			o.apply(upserts, removes)
			compare(t, x, o)
		}
		compare(t, x, o)
	})
}

func compare(t *rapid.T, x *Index[int], o oracle) {
	if n := len(o.kept(Filter[int]{})); x.Len() != n {
		t.Fatalf("Len %d, want %d", x.Len(), n)
	}
	compareNear(t, x, o)
	compareWithin(t, x, o)
	compareBox(t, x, o)
}

// compareWithin checks how many there are around a point, and at what distances those of some kinds stand.
func compareWithin(t *rapid.T, x *Index[int], o oracle) {
	q := WithinQuery[int]{
		Center: drawPoint(t), RadiusM: rapid.SampledFrom([]float64{0, 1, 2000, 50_000, 3e6, math.Inf(1)}).Draw(t, "radius"),
		Kinds: rapid.SampledFrom([]uint64{0, 0, 1, 3, 6, 1 << 63}).Draw(t, "kinds"),
	}
	var got, want [10][]float64
	fetched := 0
	q.Fetch = func(*int) { fetched++ }
	within := x.Within(q, func(distanceM float64, value *int) {
		got[*value] = append(got[*value], distanceM)
		fetched--
	})
	if fetched != 0 {
		t.Fatalf("%d more fetched than told", fetched)
	}
	doubtful, sure := 0, 0 // the two formulas may part on who is at the border
	for _, it := range o.kept(Filter[int]{}) {
		d, bound := geo.DistanceM(q.Center, it.Point), q.RadiusM
		if it.ReachM != 0 {
			bound = min(bound, float64(it.ReachM))
		}
		switch {
		case math.Abs(bound-d) <= agreementM(d):
			doubtful++
		case d < bound:
			sure++
		}
		if d <= bound && (q.Kinds == 0 || q.Kinds&it.Kinds != 0) {
			want[it.Value] = append(want[it.Value], d)
		}
	}
	if within < sure || within > sure+doubtful {
		t.Fatalf("%d within %v m, want %d to %d", within, q.RadiusM, sure, sure+doubtful)
	}
	told := 0
	for v := range want {
		slices.Sort(got[v])
		slices.Sort(want[v])
		told += max(len(got[v])-len(want[v]), len(want[v])-len(got[v]))
		near := func(a, b float64) bool { return math.Abs(a-b) <= agreementM(b) }
		if doubtful == 0 && !slices.EqualFunc(got[v], want[v], near) {
			t.Fatalf("%+v: %v, want %v", q, got[v], want[v])
		}
	}
	if told > doubtful {
		t.Fatalf("%+v: %d more or less than in the list", q, told)
	}
}

func compareNear(t *rapid.T, x *Index[int], o oracle) {
	q := NearQuery[int]{
		Center: drawPoint(t), Filter: drawFilter(t), Limit: rapid.IntRange(1, 30).Draw(t, "limit"),
		RadiusM: rapid.SampledFrom([]float64{0, 1, 2000, 50_000, 3e6, math.Inf(1)}).Draw(t, "radius"),
	}
	want := o.near(q)
	var got, aside, heard []Hit[int]
	q.Aside = func(distanceM float64, id uuid.UUID) { heard = append(heard, Hit[int]{ID: id, DistanceM: distanceM}) }
	for {
		heard = heard[:0]
		page := x.Nearest(nil, q)
		got = append(got, page...)
		if len(page) < q.Limit {
			aside = append(aside, heard...)
			break
		}
		last := page[len(page)-1]
		for _, h := range heard {
			if h.compare(&last) <= 0 {
				aside = append(aside, h)
			}
		}
		q.AfterM, q.AfterID = last.DistanceM, last.ID
	}
	compareAside(t, aside, x.Nearest(nil, NearQuery[int]{Center: q.Center, RadiusM: q.RadiusM, Filter: asides(q.Filter), Limit: math.MaxInt}))
	seen := map[uuid.UUID]float64{}
	for i, h := range got {
		if _, twice := seen[h.ID]; twice {
			t.Fatalf("%s comes twice", h.ID)
		}
		seen[h.ID] = h.DistanceM
		exact := geo.DistanceM(q.Center, h.Point)
		if tolerance := agreementM(exact); math.Abs(h.DistanceM-exact) > tolerance {
			t.Fatalf("distance %v, haversine says %v", h.DistanceM, exact)
		}
		if i > 0 {
			if prev := got[i-1]; prev.DistanceM > h.DistanceM || (prev.DistanceM == h.DistanceM && compareIDs(prev.ID, h.ID) >= 0) {
				t.Fatalf("hit %d is out of order", i)
			}
		}
	}
	// The two formulas round differently: a thing may be missing or extra only within that at the radius.
	for _, h := range want {
		if _, ok := seen[h.ID]; !ok && q.RadiusM-h.DistanceM > agreementM(q.RadiusM) {
			t.Fatalf("%s at %v m is missing within %v", h.ID, h.DistanceM, q.RadiusM)
		} else if ok && math.Abs(seen[h.ID]-h.DistanceM) > agreementM(h.DistanceM) {
			t.Fatalf("%s answers at %v m, its nearest is at %v", h.ID, seen[h.ID], h.DistanceM)
		}
		delete(seen, h.ID)
	}
	for extra, d := range seen {
		if q.RadiusM-d > agreementM(d) {
			t.Fatalf("%s at %v m should not answer", extra, d)
		}
	}
}

func (h *Hit[T]) compare(o *Hit[T]) int {
	return cmp.Or(cmp.Compare(h.DistanceM, o.DistanceM), compareIDs(h.ID, o.ID))
}

// compareAside checks that over all pages each thing set aside was heard of once, where it stands.
func compareAside(t *rapid.T, got, want []Hit[int]) {
	for _, list := range [][]Hit[int]{got, want} {
		slices.SortFunc(list, func(a, b Hit[int]) int { return a.compare(&b) })
	}
	if !slices.EqualFunc(got, want, func(a, b Hit[int]) bool { return a.compare(&b) == 0 }) {
		t.Fatalf("heard of %d things set aside, want %d\n%v\n%v", len(got), len(want), got, want)
	}
}

// agreementM is how far the chord and the haversine may part: nanometres nearby, more where both lose digits near the
// antipode.
func agreementM(m float64) float64 {
	if m > 1.9e7 {
		return 0.5
	}
	return 1e-8 + 1e-13*m + 1e-6*math.Exp2((m-1.2e7)/1e6)
}

func compareBox(t *rapid.T, x *Index[int], o oracle) {
	box, f := drawBox(t), drawFilter(t)
	want := o.box(box, f)
	if got := x.Count(box, f, math.MaxInt); got != len(want) {
		t.Fatalf("Count %v = %d, want %d", box, got, len(want))
	}
	most := rapid.IntRange(0, 20).Draw(t, "atMost")
	if got := x.Count(box, f, most); got != min(most, len(want)) {
		t.Fatalf("Count at most %d = %d of %d", most, got, len(want))
	}
	compareEach(t, x, box, f, want)

	things := slices.CompactFunc(slices.Clone(want), func(a, b Item[int]) bool { return a.ID == b.ID })
	q := BoxQuery[int]{Box: box, Filter: f, Limit: rapid.IntRange(1, 30).Draw(t, "boxLimit")}
	var got, aside []Hit[int]
	var heard []uuid.UUID
	q.Aside = func(id uuid.UUID) { heard = append(heard, id) }
	for more := true; more; {
		heard = heard[:0]
		page := x.InBox(nil, q)
		got = append(got, page...)
		more = len(page) == q.Limit
		for _, id := range heard {
			if !more || compareIDs(id, page[len(page)-1].ID) <= 0 {
				aside = append(aside, Hit[int]{ID: id})
			}
		}
		if more {
			q.AfterID = page[len(page)-1].ID
		}
	}
	compareAside(t, aside, x.InBox(nil, BoxQuery[int]{Box: box, Filter: asides(f), Limit: math.MaxInt}))
	if len(got) != len(things) {
		t.Fatalf("InBox %v: %d things, want %d", box, len(got), len(things))
	}
	for i, h := range got {
		if w := things[i]; h != (Hit[int]{ID: w.ID, Part: w.Part, Point: w.Point, Value: w.Value}) {
			t.Fatalf("InBox %d: %+v, want %+v", i, h, w)
		}
	}
}

func compareEach(t *rapid.T, x *Index[int], box geo.BBox, f Filter[int], want []Item[int]) {
	var got []Item[int]
	x.Each(box, f, func(cell geo.Cell, it *Item[int]) bool {
		if want, err := geo.CellAt(it.Point, geo.MaxResolution); err != nil || cell != want {
			t.Fatalf("Each: %v comes with cell %s, want %s", it.Point, cell, want)
		}
		got = append(got, *it)
		return true
	})
	slices.SortFunc(got, func(a, b Item[int]) int {
		return cmp.Or(compareIDs(a.ID, b.ID), cmp.Compare(a.Part, b.Part))
	})
	if !slices.Equal(got, want) {
		t.Fatalf("Each %v: %d items, want %d", box, len(got), len(want))
	}
	n := 0
	x.Each(box, f, func(geo.Cell, *Item[int]) bool { n++; return n < 3 })
	if n != min(3, len(want)) {
		t.Fatalf("Each goes on after false: %d items", n)
	}
}

func ExampleIndex_Nearest() {
	const water, toilets = 1 << 0, 1 << 1
	index := New([]Item[string]{
		{ID: id(1), Point: orb.Point{5.3698, 43.2965}, Kinds: water, Value: "Vieux-Port"},
		{ID: id(2), Point: orb.Point{5.3811, 43.3027}, Kinds: water | toilets, Value: "Saint-Charles"},
		{ID: id(3), Point: orb.Point{5.3950, 43.2700}, Kinds: toilets, Value: "Prado"},
	})
	index.Apply([]Item[string]{{ID: id(4), Point: orb.Point{5.3700, 43.2960}, Kinds: water, Value: "Canebière"}}, nil)
	for _, hit := range index.Nearest(nil, NearQuery[string]{
		Center: orb.Point{5.3699, 43.2958}, RadiusM: 2000, Filter: Filter[string]{Kinds: water}, Limit: 20,
	}) {
		fmt.Printf("%s %.0f m\n", hit.Value, hit.DistanceM)
	}
	// Output:
	// Canebière 24 m
	// Vieux-Port 78 m
	// Saint-Charles 1188 m
}
