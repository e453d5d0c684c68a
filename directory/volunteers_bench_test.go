//go:build !race

package directory_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// aVolunteerQuery asks what a request asks: one kind, one hour, thirty people.
func aVolunteerQuery(i int) directory.VolunteerQuery {
	portrait, _ := directory.KindNamed("portrait")
	return directory.VolunteerQuery{
		Near: directory.Near{Point: orb.Point{5.33 + 0.001*float64(i%80), 43.27 + 0.0007*float64(i%80)}, RadiusM: 5000}, Kinds: portrait,
		FreeAt: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC), Now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Limit: 30,
	}
}

// A query allocates nothing but its answer. (Under the race detector pools forget on purpose.)
func TestVolunteersNearAllocatesNothing(t *testing.T) {
	town := newTown(t)
	crowdOfVolunteers(town, 2000)
	live := loadVolunteers(t, town)
	asker := &identity.Viewer{Account: identity.Account{Num: 1, Standing: identity.StandingActive}}
	var found []directory.VolunteerFound
	i := 0
	ask := func() {
		var err error
		if found, err = live.Near(found[:0], asker, aVolunteerQuery(i)); err != nil {
			t.Fatal(err)
		}
		i++
	}
	for range 200 {
		ask()
	}
	if n := testing.AllocsPerRun(400, ask); n >= 1 {
		t.Errorf("%v allocations a query", n)
	}
}

// What a hundred thousand volunteers cost: memory of the copy, time to load it, time to ask.
func BenchmarkVolunteers(b *testing.B) {
	const many = 100_000
	town := newTown(b)
	crowdOfVolunteers(town, many)
	before := heap()
	begun := time.Now()
	live := loadVolunteers(b, town)
	took := time.Since(begun)
	bytes := heap() - before
	asker := &identity.Viewer{Account: identity.Account{Num: 1, Standing: identity.StandingActive}}
	var found []directory.VolunteerFound
	b.ReportAllocs()
	n := 0
	for i := 0; b.Loop(); i++ {
		var err error
		if found, err = live.Near(found[:0], asker, aVolunteerQuery(i)); err != nil {
			b.Fatal(err)
		}
		n += len(found)
	}
	b.ReportMetric(float64(bytes)/float64(live.Count(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))), "B/volunteer")
	b.ReportMetric(float64(took.Milliseconds()), "ms/load")
	b.ReportMetric(float64(n)/float64(b.N), "found/op")
}

// heap is what is in use after two collections.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
