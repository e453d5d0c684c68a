package community

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/community/recur"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// Event is something that people do together, once or on many dates.
type Event struct {
	Num          int64
	ID           uuid.UUID
	Author       int64 // account; 0 = nobody's any more, or imported
	Organisation int64 // in whose name; 0 = the author's own
	Follows      int64 // number of the series that it was split from; 0 = none
	Body
	Interest   string // code of directory.Interests; empty = none
	Photo      string // SHA-256 in hexadecimal digits; empty = none
	For        directory.AudienceSet
	Access     directory.AccessSet
	Languages  directory.LanguageSet
	PriceCents int
	Helpers    int // wanted
	When       When
	Dates      []Date    // what is special about some of its dates, in the order of their originals
	Sequence   int       // of RFC 5545: grows when a date, a place or the state changes
	Version    int       // grows with each edit
	Cancelled  time.Time // zero while it is held
	Why        Why       // of what is cancelled
	Review     Review
	Hidden     bool // by a moderator
	Imported   bool // from a calendar that its association keeps elsewhere: changed there; what it costs is not known
	Created    time.Time
	Updated    time.Time

	series  recur.Series
	counts  map[int64]counted // of its dates, by original in microseconds
	request uuid.UUID         // who seeks helpers
	barred  bool              // the association is hidden
	ends    time.Time         // the last date's end; zero = it has none
	key     string            // the client's, while it is new
}

// Free says whether an event is known to cost nothing.
func (e *Event) Free() bool { return e.PriceCents == 0 && !e.Imported }

// Body is what may differ from one date of an event to another, but for the hour.
type Body struct {
	Title    string
	Words    string
	Bring    string // "a dish to share"
	Capacity int    // 0 = no limit
	Site     Site
}

// Site is where something takes place, as everyone may know it.
type Site struct {
	Kind      SiteKind
	Place     uuid.UUID // of AtPlace
	PlaceName string
	Located   bool
	Point     orb.Point // of what is located: of Sealed the middle of the public cell
	Cell      geo.Cell  // of Sealed: the public cell
	District  int64     // the finest; 0 = none
	City      int64
	Online    string // an address, of Online
	Note      string // how to find it

	place int64 // the row of Place
}

// SiteKind is how a site is given.
type SiteKind string

// The kinds of sites.
const (
	AtPlace SiteKind = "place"  // at a place of the directory
	AtPoint SiteKind = "point"  // in public, exactly there
	Online  SiteKind = "online" // wherever one is
	Sealed  SiteKind = "sealed" // told to those who come; everyone else knows the public cell
)

// When is the hours of an event by the clock on the wall.
type When struct {
	Zone    string // IANA name; empty = the city's
	Start   recur.Wall
	Length  time.Duration
	AllDay  bool
	Rule    string       // RRULE of RFC 5545, without its name; empty = once
	Extra   []recur.Wall // dates beside the rule
	Removed []recur.Wall // dates of the rule that are not held
}

// Date is what is special about one date of an event.
type Date struct {
	Original  time.Time
	Extra     bool // beside the rule
	Removed   bool
	Cancelled bool
	Why       Why
	Sequence  int
	Updated   time.Time
	Start     *recur.Wall // nil: as the rule says
	Length    *time.Duration
	Title     *string
	Words     *string
	Bring     *string
	Capacity  *int
	Site      *Site
}

// Occurrence is one date of an event, as it is held.
type Occurrence struct {
	Event      int64 // Event.Num
	ID         uuid.UUID
	Original   time.Time // with ID, what it is known by
	Start, End time.Time
	Body
	Cancelled bool
	Why       Why
	Sequence  int
	Taken     int // seats
	Waiting   int
}

// counted is how many seats of a date are taken, and how many people wait.
type counted struct{ taken, waiting int }

// Draft is what somebody writes to hold an event.
type Draft struct {
	Title        string // up to MaxTitle signs
	Words        string // up to MaxWords signs
	Bring        string // up to MaxBring signs
	Interest     string // code of directory.Interests; may be empty
	Photo        string // of photos.Store.Put; may be empty
	Where        Where
	When         When
	For          directory.AudienceSet // empty = everyone
	Capacity     int                   // 0 = no limit
	PriceCents   int
	Access       directory.AccessSet
	Languages    directory.LanguageSet
	Helpers      int         // wanted, 0–MaxHelpers: asked for as any help is
	Organisation int64       // in whose name; 0 = the one that the viewer acts as, or their own
	CoHosts      []uuid.UUID // accounts, who are asked whether they want to
}

// Where says where an event takes place: exactly one of Place, Online and Point is given. Nothing at all, in an edit, leaves it as it is.
type Where struct {
	Place  uuid.UUID  // of the directory
	Point  *orb.Point // in public, or with Sealed the exact place
	Online string     // an https address
	Sealed string     // how to find Point, up to MaxSealed signs: told to those who come; everyone else learns the public cell of Point
	Note   string     // for everyone to read, up to MaxNote signs
}

// Scope says which dates of an event something is done to.
type Scope uint8

// The scopes.
const (
	All       Scope = iota
	This            // the one date that is named
	Following       // that date and those after it: the event is split
)

// Review is whether somebody of the team has looked at an event.
type Review string

// The reviews.
const (
	NotReviewed Review = ""        // none is needed
	Waiting     Review = "waiting" // it can be seen meanwhile
	Passed      Review = "passed"
	Refused     Review = "refused"
)

// Why is why something is called off: a code of Whys.
type Why string

// Whys in the order of forms.
var Whys = []directory.Term{
	{Code: "weather", FR: "à cause du temps", EN: "because of the weather"},
	{Code: "ill", FR: "quelqu’un est malade", EN: "somebody is ill"},
	{Code: "few", FR: "pas assez de monde", EN: "too few people"},
	{Code: "place", FR: "le lieu n’est pas disponible", EN: "the place is not available"},
	{Code: "other", FR: "un empêchement", EN: "something came up"},
}

// Bounds of an event.
const (
	MaxTitle      = 120  // signs
	MaxWords      = 4000 // signs
	MaxBring      = 200  // signs
	MaxNote       = 300  // signs
	MaxSealed     = 300  // signs
	MaxOnline     = 500  // bytes
	MaxCapacity   = 10_000
	MaxPriceCents = 100_000
	MaxHelpers    = 50
	MaxHosts      = 10
	MaxLive       = 100 // events of one account that are not over
	MaxLength     = recur.MaxLength
	MaxAhead      = 400 * day // that the first date begins, and that dates are computed
	MaxDates      = 400       // extra, removed and changed ones of an event
	FirstSeats    = 15        // of a member's events, until one was looked at

	day = 24 * time.Hour
)

func invalid(param, format string, args ...any) *directory.Invalid {
	return &directory.Invalid{Param: param, Reason: fmt.Sprintf(format, args...)}
}
