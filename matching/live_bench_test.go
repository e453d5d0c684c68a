//go:build !race

package matching_test

import (
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/matching"
)

// needAround is one need of many around a centre: letters to read on a Thursday afternoon, within the widest ring of a town.
func needAround(centre orb.Point, i int) *matching.Need {
	at := time.Date(2026, 11, 26, 14, 0, 0, 0, paris)
	return &matching.Need{
		Point: must(geo.CellAt(orb.Point{centre[0] + 0.0007*float64(i*37%80-40), centre[1] + 0.0005*float64(i*61%80-40)}, 9)).Center(),
		Kinds: must(directory.KindNamed("letters")), At: []time.Time{at, at.Add(time.Hour)}, Zone: paris, Needed: 1, ReachM: matching.Ring(3),
	}
}

// A ranking allocates its answer and what stands in it, nothing for whom it looks at. (Under the race detector pools forget on purpose.)
func TestRankAllocatesItsAnswer(t *testing.T) {
	w := newTowns(t, 3000, 1, 0)
	live := matching.NewLive(w.volunteers, w.memory)
	n := needAround(w.centres[0], 3)
	n.At, n.Kinds = nil, 0
	var ranking matching.Ranking
	for _, limit := range []int{1, 30} {
		got := testing.AllocsPerRun(100, func() { ranking = matching.Rank(n, live, noon, limit) })
		if len(ranking.Candidates) != limit || ranking.Sieve.Rested < 500 {
			t.Fatalf("%d candidates of %+v", len(ranking.Candidates), ranking.Sieve)
		}
		if got > float64(limit)+12 {
			t.Errorf("%v allocations for %d candidates of %d people", got, limit, ranking.Sieve.Within)
		}
	}
}

// What a ranking costs in a dense city of 100,000 volunteers and in towns of 10,000, and what the memory does.
func BenchmarkRank(b *testing.B) {
	w := newTowns(b, 100_000, 10_000, 5)
	live := matching.NewLive(w.volunteers, w.memory)
	for name, centres := range map[string][]orb.Point{"dense": w.centres[:1], "town": w.centres[1:]} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			within, rested := 0, 0
			for i := 0; b.Loop(); i++ {
				ranking := matching.Rank(needAround(centres[i%len(centres)], i), live, noon, 30)
				within += ranking.Sieve.Within
				rested += ranking.Sieve.Rested
			}
			b.ReportMetric(float64(within)/float64(b.N), "within/op")
			b.ReportMetric(float64(rested)/float64(b.N), "rested/op")
		})
	}
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			w.load(b, matching.NewMemory())
		}
	})
}
