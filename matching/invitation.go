package matching

import (
	"time"

	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
)

// InvitationState is where an invitation stands.
type InvitationState string

// The states of an invitation.
//
//	sent ⇄ later ──▶ accepted ──▶ dropped (they cannot come after all)
//	   └──────┴────▶ declined · closed (not wanted any more) · expired (too late) · withdrawn (by the house)
const (
	InvitationSent      InvitationState = "sent"
	InvitationLater     InvitationState = "later"
	InvitationAccepted  InvitationState = "accepted"
	InvitationDeclined  InvitationState = "declined"
	InvitationWithdrawn InvitationState = "withdrawn"
	InvitationDropped   InvitationState = "dropped"
	InvitationClosed    InvitationState = "closed"
	InvitationExpired   InvitationState = "expired"
)

// Open says whether an answer is still waited for.
func (s InvitationState) Open() bool { return s == InvitationSent || s == InvitationLater }

// DeclineReasons in the order of forms: why somebody says no, in codes. They teach the house whom to ask when; the asker is not
// told.
var DeclineReasons = []directory.Term{
	{Code: "busy", FR: "je ne suis pas libre à ce moment", EN: "I am not free then"},
	{Code: "far", FR: "c’est trop loin", EN: "it is too far"},
	{Code: "kind", FR: "je ne sais pas faire cela", EN: "I cannot do this"},
	{Code: "too-often", FR: "on me sollicite trop souvent", EN: "I am asked too often"},
	{Code: "uneasy", FR: "je ne me sens pas à l’aise", EN: "I do not feel at ease"},
	{Code: "other", FR: "une autre raison", EN: "another reason"},
}

// DropReasons in the order of forms: why somebody who said yes cannot come after all.
var DropReasons = []directory.Term{
	{Code: "ill", FR: "je suis malade", EN: "I am ill"},
	{Code: "busy", FR: "j’ai un empêchement", EN: "something came up"},
	{Code: "no-contact", FR: "je n’arrive pas à joindre la personne", EN: "I cannot reach the person"},
	{Code: "uneasy", FR: "je ne me sens pas à l’aise", EN: "I do not feel at ease"},
	{Code: "other", FR: "une autre raison", EN: "another reason"},
}

// HowFar is a distance as somebody may know it who has not said yes.
type HowFar string

// The bands, of the distance between the middles of two public cells.
const (
	FarNear   HowFar = "near"   // up to 1 km
	FarWithin HowFar = "within" // up to 3 km
	FarCity   HowFar = "city"   // up to 8 km
	FarBeyond HowFar = "beyond"
)

// HowFarIs is the band of a distance.
func HowFarIs(distanceM float64) HowFar {
	switch {
	case distanceM <= 1000:
		return FarNear
	case distanceM <= 3000:
		return FarWithin
	case distanceM <= 8000:
		return FarCity
	}
	return FarBeyond
}

// Invitation is a request as somebody sees it who is asked to help.
type Invitation struct {
	ID       uuid.UUID
	State    InvitationState
	Reasons  []Part // of the score: why they are asked; the function Reasons puts them in words
	Band     HowFar
	ByHand   bool // a coordinator asked
	Sent     time.Time
	Answered time.Time // zero = not yet
	Asker    string    // their first name; empty = not to be known
	Request  Request   // as members see it
}

// Helper is somebody who was asked, as the asker sees them: those who said yes have a name.
type Helper struct {
	Account int64
	ID      uuid.UUID
	Name    string
	Since   time.Time // of the yes
}

// Asked is how far a search has come, for the asker.
type Asked struct {
	Helpers []Helper // those who said yes, the first first
	Waiting int      // asked, without an answer yet
	Invited int      // asked in all
}

// Answered says what became of an answer.
type Answered struct {
	State   InvitationState
	Full    bool      // others had said yes before: already answered, thank you
	Request uuid.UUID // of what it was about
}
