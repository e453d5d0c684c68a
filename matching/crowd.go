package matching

import (
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// Person is a volunteer of a Crowd: all that the hard limits look at.
type Person struct {
	Account         int64
	Point           orb.Point // the middle of their home cell
	District        int64
	RadiusM         float64 // how far they go
	Kinds           directory.KindSet
	Languages       directory.LanguageSet
	Week            directory.Week
	Away            []directory.Absence
	Zone            *time.Location // of their city
	Expires         time.Time      // of their vetting
	PerDay, PerWeek int
	AtNight         bool
	Load            *Load
	Local           *Local // nil = Untaught
}

// Crowd is a pool of people at hand, asked one after the other: for simulations, and to check the other pool by.
type Crowd []Person

// Around implements [Pool].
func (c Crowd) Around(n *Need, now time.Time, sieve *Sieve, yield func(*Volunteer)) {
	const degreeM = geo.EarthRadiusM * math.Pi / 180
	var v Volunteer
	for i := range c {
		p := &c[i]
		if math.Abs(p.Point.Lat()-n.Point.Lat())*degreeM > min(n.ReachM, p.RadiusM)+1 {
			continue // too far to the north or south, whatever the rest
		}
		v = Volunteer{
			Account: p.Account, District: p.District, DistanceM: geo.DistanceM(n.Point, p.Point), Kinds: p.Kinds, Languages: p.Languages,
			Hours: p.Week.Count(), Load: p.Load, Local: p.Local,
		}
		if v.Local == nil {
			v.Local = Untaught
		}
		if p.passes(n, now, &v, sieve) {
			yield(&v)
		}
	}
}

func (p *Person) passes(n *Need, now time.Time, v *Volunteer, sieve *Sieve) bool {
	if v.DistanceM > n.ReachM || v.DistanceM > p.RadiusM {
		return false
	}
	sieve.Within++
	if n.Kinds != 0 && n.Kinds&p.Kinds == 0 {
		return false
	}
	sieve.Kind++
	if v.Free = p.free(n, now); v.Free == 0 {
		return false
	}
	sieve.Free++
	if n.Languages != 0 && n.Languages&p.Languages == 0 {
		return false
	}
	sieve.Language++
	if !p.Expires.After(now) || n.bars(p.Account) {
		return false
	}
	sieve.Allowed++
	if n.Night && !p.AtNight || !p.Load.mayBeAsked(MinuteOf(now), p.PerDay, p.PerWeek) {
		return false
	}
	sieve.Rested++
	return true
}

// free is the part of the wanted hours of the week in which somebody is free and not away; for a flexible need 1, or 0 on a day on
// which they are away. An hour of the week that comes twice is free when it is free once.
func (p *Person) free(n *Need, now time.Time) float64 {
	away := func(at time.Time) bool {
		return slices.ContainsFunc(p.Away, func(a directory.Absence) bool { return a.Covers(at, p.Zone) })
	}
	if len(n.At) == 0 {
		if away(now) {
			return 0
		}
		return 1
	}
	var wanted, free directory.Week
	for _, at := range n.wanted() {
		local := at.In(p.Zone)
		day, hour := directory.WeekdayOf(local), local.Hour()
		wanted = wanted.With(day, hour)
		if p.Week.Has(day, hour) && !away(at) {
			free = free.With(day, hour)
		}
	}
	return float64(free.Count()) / float64(wanted.Count())
}

// bars says whether an account must not be asked for the need.
func (n *Need) bars(account int64) bool {
	_, asked := slices.BinarySearch(n.Asked, account)
	_, hidden := slices.BinarySearch(n.Hidden, account)
	return asked || hidden
}

// mayBeAsked says whether one invitation more is below the caps, in 24 hours and in seven times as many, and they do not rest.
func (l *Load) mayBeAsked(now Minute, perDay, perWeek int) bool {
	return !l.RestsAt(now) && l.Since(now, 1) < perDay && l.Since(now, 7) < perWeek
}
