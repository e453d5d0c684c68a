package matching

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/geo"
)

// Request is something that a neighbour asks for, or offers.
type Request struct {
	Num          int64
	ID           uuid.UUID
	Offer        bool
	Author       int64 // account; 0 = nobody's any more
	Organisation int64 // in whose name; 0 = the author's own
	Kind         string
	Details      string // up to 1,000 signs; members read them
	Cell         geo.Cell
	District     int64 // the finest one that most of the cell lies in
	City         int64
	When         When
	Needed       int // people; of an offer, how many may take it
	Taken        int // those who said yes
	Quantity     int // of things; 0 = does not apply
	Languages    directory.LanguageSet
	Urgency      Urgency
	Wishes       WishSet
	Photo        string  // SHA-256 in hexadecimal digits; empty = none
	Consent      Consent // how somebody else agreed to it; empty = for the author themself
	State        State
	Version      int  // grows with each edit
	Hidden       bool // by a moderator

	Wave         int
	NextWave     time.Time // zero = none is planned
	Deadline     time.Time // by when a yes is of use
	ReachM       float64
	Unanswered   string    // why a coordinator is wanted; empty = none is
	UnansweredAt time.Time // since when
	Outcome      Outcome   // of what is done

	Expires, Created, Updated time.Time
	Closed                    time.Time // zero while it lives

	key string // the client's, while it is new
}

// Missing is how many people are still wanted.
func (q *Request) Missing() int { return q.Needed - q.Taken }

// KindSet is the kind as a set of one.
func (q *Request) KindSet() directory.KindSet {
	set, _ := directory.KindsNamed([]string{q.Kind}) // empty for a kind that the table no longer has
	return set
}

// Draft is what somebody writes to ask or to offer.
type Draft struct {
	Offer     bool
	Kind      string
	Details   string // up to MaxDetails signs, without ways to reach somebody
	Where     Where
	When      When
	Needed    int // 1–MaxNeeded; 0 = 1
	Quantity  int // 0–MaxQuantity
	Languages directory.LanguageSet
	Urgency   Urgency
	Wishes    WishSet
	Photo     string // of photos.Store.Put; offers only
	Behalf    *Behalf
}

// Where says where help is wanted. Everyone but those who help learns no more than the public cell.
type Where struct {
	Home  bool       // in one's own neighbourhood: the public cell of one's home
	Point *orb.Point // or at a meeting point: sealed once its cell is taken
	Note  string     // how to find it, up to MaxNote signs: sealed
}

// When says when help is wanted.
type When struct {
	Timing      Timing
	From, Until time.Time // of a Window
}

// Behalf is somebody else for whom the author asks. Only those who help read the name.
type Behalf struct {
	Name    string // first name, up to directory.MaxNameLength signs
	Consent Consent
}

// Meeting is what only those who help are shown.
type Meeting struct {
	Point *orb.Point // nil: in the neighbourhood, to be agreed
	Note  string
	For   string // the first name of whom it is for; empty = the author
}

// Bounds of a request.
const (
	MaxDetails  = 1000 // signs
	MaxNote     = 300  // signs
	MaxNeeded   = 50
	MaxQuantity = 1000
	MaxOpen     = 20 // live requests and offers of one account
)

// Timing is when something is wanted.
type Timing string

// The timings.
const (
	Now      Timing = "now"
	Window   Timing = "window"
	Flexible Timing = "flexible"
)

// Timings in the order of forms.
var Timings = []directory.Term{
	{Code: string(Now), FR: "maintenant", EN: "now"},
	{Code: string(Window), FR: "à un moment précis", EN: "at a certain time"},
	{Code: string(Flexible), FR: "c’est souple", EN: "I am flexible"},
}

// Urgency is how fast an answer is needed.
type Urgency uint8

// The urgencies. Only Urgent may come in quiet hours, to those who said so.
const (
	Calm Urgency = iota
	Soon
	Urgent
)

// Urgencies are their codes and words, by Urgency.
var Urgencies = [...]directory.Term{
	{Code: "calm", FR: "pas pressé", EN: "no hurry"},
	{Code: "soon", FR: "dans les jours qui viennent", EN: "in the next days"},
	{Code: "urgent", FR: "urgent", EN: "urgent"},
}

func (u Urgency) String() string { return Urgencies[u].Code }

// UrgencyNamed is the urgency of a code.
func UrgencyNamed(code string) (Urgency, error) {
	for i, t := range Urgencies {
		if t.Code == code {
			return Urgency(i), nil
		}
	}
	return Calm, invalid("urgency", "%.40q is not known", code)
}

// Consent is how somebody agreed that another asks for them.
type Consent string

// Consents in the order of forms.
var Consents = []directory.Term{
	{Code: "said", FR: "la personne m’a dit oui", EN: "the person told me yes"},
	{Code: "written", FR: "la personne l’a écrit", EN: "the person wrote it"},
	{Code: "guardian", FR: "je suis son parent, tuteur ou curateur", EN: "I am their parent or guardian"},
}

// Outcome is how a request ended.
type Outcome string

// Outcomes in the order of forms. What became of a request feeds what is known of who answers, and where help is missing.
var Outcomes = []directory.Term{
	{Code: "helped", FR: "j’ai été aidé", EN: "I was helped"},
	{Code: "contact", FR: "nous avons échangé nos contacts", EN: "we exchanged contacts"},
	{Code: "redirected", FR: "on m’a indiqué une autre adresse", EN: "I was shown another place to go"},
	{Code: "elsewhere", FR: "j’ai trouvé autrement", EN: "I found help elsewhere"},
	{Code: "nobody", FR: "personne n’était disponible", EN: "nobody was available"},
	{Code: "no-show", FR: "la personne n’est pas venue", EN: "the person did not come"},
	{Code: "no-consent", FR: "la personne concernée n’a pas voulu", EN: "the person concerned did not agree"},
}

// Helped says whether somebody was of help.
func (o Outcome) Helped() bool { return o == "helped" || o == "contact" || o == "redirected" }

// known says whether a table has a code.
func known(table []directory.Term, code string) bool {
	for _, t := range table {
		if t.Code == code {
			return true
		}
	}
	return false
}

func invalid(param, format string, args ...any) *directory.Invalid {
	return &directory.Invalid{Param: param, Reason: fmt.Sprintf(format, args...)}
}
