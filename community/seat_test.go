package community

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// somebody is a sign-up as a clerk with a paper list would keep it.
type somebody struct {
	turn, party, seats int
	state              SignUpState
}

// The counters are those of a list kept by hand, and the line moves in the order in which people came.
func TestSeatsAreThoseOfAList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Seats{Capacity: rapid.IntRange(0, 6).Draw(t, "capacity")}
		var list []*somebody
		var offered []int
		pass := func() { // as the room does after whatever may free a seat
			for _, p := range list {
				if p.state != SignUpWaiting {
					continue
				}
				n := s.Offer(p.party)
				if n == 0 {
					return
				}
				p.state, p.seats = SignUpOffered, n
				offered = append(offered, p.turn)
			}
		}
		pick := func(states ...SignUpState) *somebody {
			var some []*somebody
			for _, p := range list {
				if slices.Contains(states, p.state) {
					some = append(some, p)
				}
			}
			if len(some) == 0 {
				t.Skip("nobody")
			}
			return rapid.SampledFrom(some).Draw(t, "who")
		}
		lowered := false
		t.Repeat(map[string]func(*rapid.T){
			"join": func(t *rapid.T) {
				p := &somebody{turn: len(list), party: rapid.IntRange(1, 1+MaxCompany).Draw(t, "party")}
				line := slices.ContainsFunc(list, func(o *somebody) bool { return o.state == SignUpWaiting })
				fits := s.Free() >= p.party
				if p.state = s.Join(p.party); p.state == SignUpGoing {
					p.seats = p.party
				}
				if (p.state == SignUpGoing) != (fits && !line) {
					t.Fatalf("%s with %d free and a line: %v", p.state, s.Free(), line)
				}
				list = append(list, p)
				pass()
			},
			"leave": func(*rapid.T) {
				p := pick(SignUpGoing, SignUpWaiting, SignUpOffered)
				s.Release(p.state, p.seats)
				p.state, p.seats = SignUpCancelled, 0
				pass()
			},
			"confirm": func(*rapid.T) {
				p := pick(SignUpOffered)
				p.state, p.party = SignUpGoing, p.seats
			},
			"resize": func(t *rapid.T) {
				p, party := pick(SignUpGoing), rapid.IntRange(1, 1+MaxCompany).Draw(t, "party")
				before := s
				seats, ok := s.Resize(p.state, p.seats, party)
				if !ok && s != before {
					t.Fatal("refused, and counted")
				}
				if ok {
					p.seats, p.party = seats, party
				}
				pass()
			},
			"capacity": func(t *rapid.T) {
				c := rapid.IntRange(0, 6).Draw(t, "capacity")
				lowered = lowered || c != 0 && (s.Capacity == 0 || c < s.Capacity)
				s.Capacity = c
				pass()
			},
			"": func(t *rapid.T) {
				taken, waiting := 0, 0
				for _, p := range list {
					taken += p.seats
					if p.state == SignUpWaiting {
						waiting++
					}
					if (p.state == SignUpGoing || p.state == SignUpOffered) != (p.seats > 0) {
						t.Fatalf("%s with %d seats", p.state, p.seats)
					}
				}
				switch {
				case taken != s.Taken || waiting != s.Waiting:
					t.Fatalf("%d taken and %d waiting, counted %+v", taken, waiting, s)
				case !lowered && s.Capacity > 0 && s.Taken > s.Capacity:
					t.Fatalf("%d of %d seats", s.Taken, s.Capacity)
				case s.Free() > 0 && s.Waiting > 0:
					t.Fatalf("%d wait for %d free seats", s.Waiting, s.Free())
				}
				if !slices.IsSorted(offered) { // nobody leaves and comes back in this list
					t.Fatalf("offered in the order %v", offered)
				}
			},
		})
	})
}

func TestOfferUntil(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name           string
		decent, starts time.Duration // after now
		until          time.Duration // 0 = none
	}{
		{"weeks ahead", 0, 30 * 24 * time.Hour, 12 * time.Hour},
		{"tomorrow", 0, 24 * time.Hour, 6 * time.Hour},
		{"in an hour", 0, time.Hour, 15 * time.Minute},
		{"in half an hour", 0, 30 * time.Minute, 10 * time.Minute},
		{"about to begin", 0, 19 * time.Minute, 0},
		{"over", 0, -time.Hour, 0},
		{"at night, for next week", 9 * time.Hour, 7 * 24 * time.Hour, 21 * time.Hour},
		{"at night, for early morning", 9 * time.Hour, 9 * time.Hour, 135 * time.Minute},
	} {
		until, ok := OfferUntil(noon, noon.Add(c.decent), noon.Add(c.starts))
		if want := noon.Add(c.until); ok != (c.until != 0) || ok && !until.Equal(want) {
			t.Errorf("%s: until %v, %v; want %v", c.name, until, ok, want)
		}
		if ok && !until.Before(noon.Add(c.starts)) {
			t.Errorf("%s: longer than the event is ahead", c.name)
		}
	}
}

// Marks that come late, twice and in any order come to the same.
func TestMarksOfATelephoneThatWasOffline(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		mark := rapid.Custom(func(t *rapid.T) Mark {
			return Mark{
				Came: rapid.Bool().Draw(t, "came"), Helped: rapid.Bool().Draw(t, "helped"), With: rapid.IntRange(0, MaxCompany).Draw(t, "with"),
				At: time.Unix(rapid.Int64Range(1, 4).Draw(t, "at"), 0),
			}
		})
		marks := rapid.SliceOfN(mark, 1, 8).Draw(t, "marks")
		fold := func(marks []Mark) (m Mark) {
			for _, next := range marks {
				if next.Over(m) {
					m = next
				}
			}
			return m
		}
		want := fold(marks)
		again := append(slices.Clone(marks), marks...)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		if got := fold(again); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}
