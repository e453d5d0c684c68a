package simulate

import (
	"math"
	"slices"
	"time"

	"github.com/alentour/alentour/matching"
)

// Books are all that a real system would have seen so far: who there is and what they say of themselves, who was asked, who said
// what. This is what policies read.
type Books struct {
	crowd   matching.Crowd // who is there now; the account is the number of the person and 1
	place   []int          // in crowd, by person; -1 = not there
	pasts   []past
	records []matching.Record // by district
	city    matching.Record
	locals  []*matching.Local
	delays  matching.Delays
}

// past is what was seen of one person.
type past struct {
	asked    []time.Time // in the last 28 days
	all      int         // ever
	last     time.Time
	tallies  []matching.Tally
	district int
}

func newBooks(w *world) *Books {
	b := &Books{place: make([]int, len(w.people)), pasts: make([]past, len(w.people))}
	for i := range b.place {
		b.place[i] = -1
		b.pasts[i].district = int(w.public[i].District) - 1
	}
	b.records = make([]matching.Record, len(w.City.Districts))
	b.locals = make([]*matching.Local, len(w.City.Districts))
	for i := range b.locals {
		b.locals[i] = matching.Untaught
	}
	return b
}

// join and leave are what everybody sees.
func (b *Books) join(i int, says matching.Person) {
	says.Local = b.locals[b.pasts[i].district]
	b.place[i], b.crowd = len(b.crowd), append(b.crowd, says)
}

func (b *Books) leave(i int) {
	at, last := b.place[i], len(b.crowd)-1
	if at < 0 {
		return
	}
	b.crowd[at] = b.crowd[last]
	b.place[b.crowd[at].Account-1] = at
	b.crowd, b.place[i] = b.crowd[:last], -1
}

// lately is how often somebody was asked in the days before.
func (b *Books) lately(i int, now time.Time, days int) (n int) {
	for _, at := range b.pasts[i].asked {
		if now.Sub(at) < time.Duration(days)*24*time.Hour {
			n++
		}
	}
	return n
}

const recent = 28 * 24 * time.Hour

// asked notes an invitation.
func (b *Books) asked(i int, now time.Time) {
	p := &b.pasts[i]
	p.asked = slices.DeleteFunc(p.asked, func(at time.Time) bool { return now.Sub(at) >= recent })
	p.asked, p.last, p.all = append(p.asked, now), now, p.all+1
	b.write(i)
}

// write gives the pool what is known of somebody.
func (b *Books) write(i int) {
	if at := b.place[i]; at >= 0 {
		p := &b.pasts[i]
		b.crowd[at].Load = matching.NewLoad(p.asked, p.last, time.Time{}, slices.Clone(p.tallies))
	}
}

// learn counts what came of an invitation, as matching.Room does: a yes, or a no after a while. step below 0: no answer.
func (b *Books) learn(i int, c *invitation, yes bool, step int) {
	p := &b.pasts[i]
	at := slices.IndexFunc(p.tallies, func(t matching.Tally) bool { return int(t.Family) == c.family && t.Band == c.band })
	if at < 0 {
		at, p.tallies = len(p.tallies), append(p.tallies, matching.Tally{Family: int8(c.family), Band: c.band})
	}
	t := &p.tallies[at]
	exposure, expected := part(c.Chance, c.Propensity), part(c.Chance, c.Rested)
	t.Asked++
	t.Exposure += uint32(exposure)
	if yes {
		t.Yes++
	}
	b.write(i)
	for _, r := range []*matching.Record{&b.records[p.district], &b.city} {
		r.Exposure += exposure
		r.Asked[c.family]++
		r.ByGap[c.gap].Expected += expected
		far := matching.DistanceStep(c.DistanceM)
		r.ByDistance[far].Expected += part(c.Chance, c.Near)
		if yes {
			r.Yes++
			r.ByGap[c.gap].Yes++
			r.ByDistance[far].Yes++
		}
		if step >= 0 {
			r.Delays[step]++
		}
	}
	if step >= 0 {
		b.delays[step]++
	}
}

// part is a/b in thousandths, at most 1000.
func part(a, b float64) int64 {
	if b <= 0 {
		return 0
	}
	return int64(math.Round(1000 * min(a/b, 1)))
}

// teach draws the conclusions for every district: once an hour is enough, since each answer says little.
func (b *Books) teach() {
	for i := range b.locals {
		b.locals[i] = matching.Teach(&b.records[i], &b.city)
	}
	for i := range b.crowd {
		b.crowd[i].Local = b.locals[b.crowd[i].District-1]
	}
}
