package directory

import (
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// District is a polygon with a code in a tree: city → arrondissement → quartier. A city is a root district.
type District struct {
	Num       int64
	Code      string // INSEE or local: "13055", "13201", "1320101"
	Name      string
	Kind      string // "city", "arrondissement", "quartier"
	Parent    int64  // District.Num, 0 for a city
	City      int64  // District.Num of the root, its own for a city
	Lang      string // BCP 47, of the city
	Zone      *time.Location
	Contact   Contact
	Centre    orb.Point        // degrees, a point well inside
	BBox      geo.BBox         // of Full
	Full      orb.MultiPolygon // decides membership
	Outline   orb.MultiPolygon // simplified, topology kept: for drawing only
	AccuracyM float64          // how far Full may be from the truth, metres
	Source    string           // who drew Full, as it must be credited
	Figures   []Figure         // by measure
}

// Figure is one number about the people of a district.
type Figure struct {
	Measure string  // "population", "population_0_19", "poverty_rate", "poverty_share", …
	Value   float64 // persons, or percent for poverty_rate, or a share 0–1 for poverty_share
	Source  string
}
