package matching

import (
	"math/bits"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
)

// Need is what ranking reads of a request.
type Need struct {
	Point     orb.Point // the middle of its public cell
	District  int64     // the finest one of that cell; 0 = none
	City      int64
	Kinds     directory.KindSet     // any of them; 0 = whatever
	Languages directory.LanguageSet // any of them; 0 = whatever
	At        []time.Time           // hours at which help is wanted, at most MaxHours; empty = flexible
	Zone      *time.Location        // of the city; nil = UTC
	Urgency   Urgency
	Needed    int
	Asked     []int64 // accounts in order: they have been asked, never again
	Hidden    []int64 // accounts in order: the author, and whom the author may not know of
	ReachM    float64 // nobody farther is asked now, see Ring
	Night     bool    // it is asked at night: only of those who said so
}

// MaxHours is how many hours of Need.At count; what is wanted later than that is no nearer to anybody's week.
const MaxHours = directory.WeekHours

// Family is the index in directory.KindFamilies of the first kind of the need; -1 when it names none.
func (n *Need) Family() int {
	if n.Kinds == 0 {
		return -1
	}
	return familyOf[min(bits.TrailingZeros64(uint64(n.Kinds)), len(familyOf)-1)]
}

// Band is the part of the day in which help is wanted first.
func (n *Need) Band() Band {
	if len(n.At) == 0 {
		return Anytime
	}
	return BandAt(n.At[0].In(n.zone()).Hour())
}

func (n *Need) zone() *time.Location {
	if n.Zone == nil {
		return time.UTC
	}
	return n.Zone
}

// wanted is the part of At that counts.
func (n *Need) wanted() []time.Time { return n.At[:min(len(n.At), MaxHours)] }

// Families is how many families of kinds there are.
const Families = 18

// familyOf is the family of each kind, by their places in the tables of the directory.
var familyOf = indexFamilies()

func indexFamilies() []int {
	of := make([]int, len(directory.Kinds))
	for i, k := range directory.Kinds {
		of[i] = FamilyNamed(k.Family)
	}
	return of
}

// FamilyNamed is the place of a family in directory.KindFamilies; -1 when its code is not known.
func FamilyNamed(code string) int {
	return slices.IndexFunc(directory.KindFamilies, func(f directory.KindFamily) bool { return f.Code == code })
}

// Band is a part of the day, as far as answers differ by it.
type Band uint8

// The bands.
const (
	Anytime   Band = iota
	Morning        // 8 to 12
	Afternoon      // 12 to 18
	Evening        // 18 to 22
	Night
	Bands = 5
)

var bandCodes = [Bands]string{"anytime", "morning", "afternoon", "evening", "night"}

func (b Band) String() string { return bandCodes[min(b, Bands-1)] }

// BandNamed gives the band of a code of the database; false when it is not known.
func BandNamed(code string) (Band, bool) {
	i := slices.Index(bandCodes[:], code)
	return Band(max(i, 0)), i >= 0
}

// BandAt is the band of an hour of the wall clock.
func BandAt(hour int) Band {
	for part := directory.Morning; part < directory.DayParts; part++ {
		if from, to := part.Hours(); from <= hour && hour < to {
			return Morning + Band(part)
		}
	}
	return Night
}
