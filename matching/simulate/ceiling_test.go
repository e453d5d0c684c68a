package simulate

import (
	"testing"
	"time"

	"github.com/alentour/alentour/matching"
)

// ceiling is the part of all seats that would be taken within 24 hours if everybody whom the hard limits let pass were asked in the
// first decent minute, and nobody were ever tired or asked too often. No policy fills more.
func ceiling(w *world) float64 {
	filled, seats := 0, 0
	for i := range w.needs {
		n := &w.needs[i]
		decent := seconds(matching.FirstDecent(clock(n.created), time.UTC))
		asked := matching.Need{Point: cellOf(n.point), Kinds: n.kind, Languages: n.language, At: n.hours(), Zone: time.UTC, ReachM: matching.MaxReachM}
		yes := 0
		var sieve matching.Sieve
		matching.Crowd(w.public).Around(&asked, clock(decent), &sieve, func(v *matching.Volunteer) {
			who := int(v.Account - 1)
			if at := decent + w.delay(who, n); at < n.deadline && at <= n.created+day && w.would(who, n) {
				yes++
			}
		})
		filled += min(yes, n.needed)
		seats += n.needed
	}
	return float64(filled) / float64(seats)
}

func TestNobodyFillsMoreThanTheCeiling(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		for _, change := range []func(*Setting){func(*Setting) {}, func(s *Setting) { s.Volunteers, s.TirednessDays = 20, 0.01 }} {
			s := village(t, 300+seed)
			change(&s)
			most := ceiling(newWorld(s))
			for _, name := range Policies {
				if got := result(t, s, newPolicy(t, name)).Fill24h; got > most {
					t.Errorf("seed %d: %s fills %.3f, more than the %.3f that could be", s.Seed, name, got, most)
				}
			}
		}
	}
}

// BenchmarkCeiling tells what could be filled at most where volunteers abound.
func BenchmarkCeiling(b *testing.B) {
	const seeds = 20
	for name, s := range map[string]Setting{
		"B": {Volunteers: 2000, RequestsPerDay: 5, Days: 60, TirednessDays: 1},
		"C": {Volunteers: 8000, RequestsPerDay: 40, Days: 20, TirednessDays: 1},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				sum := 0.0
				for seed := range uint64(seeds) {
					s.Seed = 201 + seed
					if err := s.check(); err != nil {
						b.Fatal(err)
					}
					sum += ceiling(newWorld(s))
				}
				b.ReportMetric(100*sum/seeds, "%filled")
			}
		})
	}
}
