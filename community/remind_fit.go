package community

import (
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// Taste is what is known of what somebody might like to do.
type Taste struct {
	Interests directory.InterestSet
	Languages directory.LanguageSet // empty = not said
	Home      geo.Cell              // 0 = not said
	RadiusM   float64
	Week      directory.Week // hours when they are free; empty = not said
}

// Fits says whether a date of an event might suit somebody: of their interests, in a language they speak, near enough, at an hour when they
// are free, with a seat left; and how far it is. What was not said, on either side, is no reason against it, but for the interest and the
// place.
func (t *Taste) Fits(e *Event, o *Occurrence, zone *time.Location) (distanceM float64, ok bool) {
	switch {
	case o.Cancelled || t.Interests&e.interests() == 0:
		return 0, false
	case t.Languages != 0 && e.Languages != 0 && t.Languages&e.Languages == 0:
		return 0, false
	case t.Week.Count() > 0 && !t.Week.Free(o.Start, zone):
		return 0, false
	case o.Capacity > 0 && (o.Taken >= o.Capacity || o.Waiting > 0):
		return 0, false
	case o.Site.Kind == Online:
		return 0, true
	case t.Home == 0 || !o.Site.Located:
		return 0, false
	}
	distanceM = geo.DistanceM(t.Home.Center(), o.Site.Point)
	return distanceM, distanceM <= t.RadiusM
}
