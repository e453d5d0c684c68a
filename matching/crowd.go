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
	r := crowdRound{need: n, now: now, cos: math.Cos(n.Point.Lat() * radians)}
	for i := range c {
		if r.v.DistanceM = r.distanceM(&c[i]); r.v.DistanceM < 0 || !r.passes(&c[i], sieve) {
			continue
		}
		p, v := &c[i], &r.v
		if v.DistanceM == 0 {
			v.DistanceM = geo.DistanceM(n.Point, p.Point)
		}
		v.Account, v.District, v.Kinds, v.Languages = p.Account, p.District, p.Kinds, p.Languages
		v.Hours, v.Load, v.Local = p.Week.Count(), p.Load, p.Local
		if v.Local == nil {
			v.Local = Untaught
		}
		yield(v)
	}
}

// crowdRound is an Around under way.
type crowdRound struct {
	need *Need
	now  time.Time
	cos  float64 // of the latitude of the need
	v    Volunteer

	// Neighbours share their clocks: the wanted hours on those of the last person.
	zone  *time.Location
	hours directory.Week
}

const radians = math.Pi / 180

// distanceM is below 0 for somebody too far away, and 0 for somebody certainly near enough, whose distance nobody has computed yet. Only
// near the border the haversine decides: elsewhere x²/4·(1 − x²/12) ≤ sin²(x/2) ≤ x²/4 and |cos a − cos b| ≤ |a − b| do.
func (r *crowdRound) distanceM(p *Person) float64 {
	const rounding = 1e-9
	reachM := min(r.need.ReachM, p.RadiusM)
	x := max(reachM, 0) / geo.EarthRadiusM
	reach := x * x / 4
	lat, lon := (p.Point.Lat()-r.need.Point.Lat())*radians, (p.Point.Lon()-r.need.Point.Lon())*radians
	north, east, turn := lat*lat/4, lon*lon/4, math.Abs(lat)
	if north*(1-lat*lat/12)+r.cos*max(r.cos-turn, 0)*east*max(1-lon*lon/12, 0) > reach*(1+rounding) {
		return -1
	}
	if north+r.cos*(r.cos+turn)*east < reach*(1-x*x/12)*(1-rounding) {
		return 0
	}
	if d := geo.DistanceM(r.need.Point, p.Point); d <= reachM {
		return d
	}
	return -1
}

// passes looks at all limits but the distance.
func (r *crowdRound) passes(p *Person, sieve *Sieve) bool {
	n := r.need
	sieve.Within++
	if n.Kinds != 0 && n.Kinds&p.Kinds == 0 {
		return false
	}
	sieve.Kind++
	if r.v.Free = r.free(p); r.v.Free == 0 {
		return false
	}
	sieve.Free++
	if n.Languages != 0 && n.Languages&p.Languages == 0 {
		return false
	}
	sieve.Language++
	if !p.Expires.After(r.now) || n.bars(p.Account) {
		return false
	}
	sieve.Allowed++
	if n.Night && !p.AtNight || !p.Load.mayBeAsked(MinuteOf(r.now), p.PerDay, p.PerWeek) {
		return false
	}
	sieve.Rested++
	return true
}

// free is the part of the wanted hours of the week in which somebody is free and not away; for a flexible need 1, or 0 on a day on
// which they are away. An hour of the week that comes twice is free when it is free once.
func (r *crowdRound) free(p *Person) float64 {
	away := func(at time.Time) bool {
		return slices.ContainsFunc(p.Away, func(a directory.Absence) bool { return a.Covers(at, p.Zone) })
	}
	if len(r.need.At) == 0 {
		if away(r.now) {
			return 0
		}
		return 1
	}
	wanted := r.wanted(p.Zone)
	free := directory.Week{wanted[0] & p.Week[0], wanted[1] & p.Week[1], wanted[2] & p.Week[2]}
	if len(p.Away) > 0 {
		var there directory.Week
		for _, at := range r.need.wanted() {
			if !away(at) {
				local := at.In(p.Zone)
				there = there.With(directory.WeekdayOf(local), local.Hour())
			}
		}
		free = directory.Week{free[0] & there[0], free[1] & there[1], free[2] & there[2]}
	}
	return float64(free.Count()) / float64(wanted.Count())
}

// wanted are the hours of the need on the clocks of a zone.
func (r *crowdRound) wanted(zone *time.Location) directory.Week {
	if zone != r.zone || zone == nil {
		r.zone, r.hours = zone, directory.Week{}
		for _, at := range r.need.wanted() {
			local := at.In(zone)
			r.hours = r.hours.With(directory.WeekdayOf(local), local.Hour())
		}
	}
	return r.hours
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
