package matching

import (
	"sync"
	"time"

	"github.com/alentour/alentour/directory"
)

// Live is the pool of the product: the volunteers that the directory holds in memory, with what is remembered of them.
type Live struct {
	volunteers *directory.Volunteers
	memory     *Memory
	rounds     sync.Pool // of *liveRound
}

// NewLive joins two copies, each kept by its own follower or by one.
func NewLive(volunteers *directory.Volunteers, memory *Memory) *Live {
	l := &Live{volunteers: volunteers, memory: memory}
	l.rounds.New = func() any {
		r := new(liveRound)
		r.each = r.consider
		return r
	}
	return l
}

// Around implements [Pool]. Nothing is allocated.
func (l *Live) Around(n *Need, now time.Time, sieve *Sieve, yield func(*Volunteer)) {
	r := l.rounds.Get().(*liveRound)
	defer l.rounds.Put(r)
	r.need, r.now, r.yield, r.sieve, r.memory = n, MinuteOf(now), yield, Sieve{}, l.memory.now.Load()
	r.local, r.city, r.district = nil, 0, 0
	q := directory.VolunteerNeed{
		Point: n.Point, RadiusM: n.ReachM, Kinds: n.Kinds, Languages: n.Languages, At: n.wanted(), Now: now,
	}
	var s directory.VolunteerSieve
	l.volunteers.Around(&q, &s, r.each)
	r.sieve.Within, r.sieve.Kind, r.sieve.Free, r.sieve.Language = s.Within, s.Kind, s.Free, s.Language
	*sieve = r.sieve
	r.need, r.yield, r.memory, r.local = nil, nil, nil, nil
}

// liveRound is a running Around.
type liveRound struct {
	each   func(*directory.VolunteerAround) // its own method, bound once: binding allocates
	need   *Need
	now    Minute
	yield  func(*Volunteer)
	sieve  Sieve
	memory *remembered

	// Neighbours come one after the other: what was learnt where the last one lives.
	city, district int64
	local          *Local

	found Volunteer
}

func (r *liveRound) consider(v *directory.VolunteerAround) {
	if r.need.bars(v.Account) {
		return
	}
	r.sieve.Allowed++
	var load *Load
	if r.memory != nil {
		if k := r.memory.of(v.Account); k != nil {
			load = &k.Load
		}
	}
	if r.need.Night && !v.AtNight || !load.mayBeAsked(r.now, v.PerDay, v.PerWeek) {
		return
	}
	r.sieve.Rested++
	if r.local == nil || v.City != r.city || v.District != r.district {
		r.city, r.district, r.local = v.City, v.District, Untaught
		if r.memory != nil {
			r.local = r.memory.local(v.City, v.District)
		}
	}
	r.found = Volunteer{
		Account: v.Account, District: v.District, DistanceM: v.DistanceM, Kinds: v.Kinds, Languages: v.Languages,
		Hours: v.Hours, Free: v.Free, Load: load, Local: r.local,
	}
	r.yield(&r.found)
}
