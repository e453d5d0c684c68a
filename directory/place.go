package directory

import (
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// Place is somewhere that helps: a shower, a day centre, a food bank, a desk of a public service.
//
// A place without a position (Located false) is list-only: it is confidential, or it moves and says no stops.
type Place struct {
	ID  uuid.UUID // public identity; UUIDv5 of dataset and source id for imports, random for confidential places
	Num int64     // the row's number; what tiles carry as feature id

	Name        string
	Description string

	Located   bool
	Point     orb.Point // degrees, meaningful when Located
	AccuracyM float64   // radius of the position's error in metres; 0 = a surveyed point

	Categories CategorySet
	Audiences  AudienceSet // empty = not said
	Modalities ModalitySet
	Languages  LanguageSet
	AgeMin     int // years; 0 = none
	AgeMax     int // years; 0 = none

	Hours      string // as the source wrote it, OSM opening_hours where it can be
	AccessNote string // how to come in, in words
	Saturation Saturation

	Address Address
	Contact Contact

	Organisation int64 // Organisation.Num, 0 = none
	District     int64 // District.Num of the finest district; 0 = none
	Dataset      int64 // Dataset.Num
	SourceID     string

	Status       Status
	Confidential bool
	Itinerant    bool      // comes to people: its Stops say where; without stops it is list-only
	Confirmed    time.Time // last time a person said "it is right"; zero = never
	FirstSeen    time.Time
	LastSeen     time.Time // zero while the place is open: then its dataset's last import

	Services []Service
	Stops    []Stop
	Notices  []Notice
}

// Service is one thing a place does. What it leaves empty holds as the place says it.
type Service struct {
	Name        string
	Description string
	Categories  CategorySet
	Audiences   AudienceSet
	Modalities  ModalitySet
	Languages   LanguageSet
	Hours       string
	AccessNote  string
	Saturation  Saturation
}

// Stop is one halt of an itinerant place, in the order of its round.
type Stop struct {
	Name  string
	Point orb.Point // degrees
	Hours string
}

// Notice is a dated closure or message. From and Until are calendar days in the place's time zone, both included;
// a zero Until means until further notice.
type Notice struct {
	Closed      bool
	Text        string
	From, Until time.Time
}

// Address is a postal address as people write it.
type Address struct{ Street, Postcode, City string }

// Contact says how to reach people.
type Contact struct{ Phone, Email, Website string }

// Status says whether a place still is.
type Status uint8

const (
	Open   Status = iota // listed
	Closed               // its dataset no longer lists it, or its owner closed it for good
)

// Saturation says how full a place is (Soliguide).
type Saturation uint8

const (
	SaturationUnknown Saturation = iota
	SaturationLow
	SaturationModerate
	SaturationHigh
)

// Organisation runs places, or serves districts without premises.
type Organisation struct {
	ID          uuid.UUID
	Num         int64
	Name        string
	Description string
	Contact     Contact
	Languages   LanguageSet
	Dataset     int64
	SourceID    string
	Districts   []int64 // District.Num it serves, when said
}

// Dataset is one named source of imported rows.
type Dataset struct {
	Num         int64
	Name        string // "france-services", "osm-marseille"
	Title       string // as people read it
	Attribution string // "© OpenStreetMap contributors"
	Licence     string // SPDX or the licence's own name: "ODbL-1.0", "etalab-2.0"
	LicenceURL  string
	Fictional   bool      // made-up places of the demo; never on one map with real ones
	LastImport  time.Time // zero = never
}
