package directory

import (
	"time"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory/hours"
)

// Walking time: the sphere's distance lengthened by what streets turn, at the pace of someone carrying bags.
const (
	WalkDetour = 1.3
	WalkKMH    = 4.0
)

// OpenAt keeps what is certainly open at an instant. The zero value keeps everything.
type OpenAt struct {
	At    time.Time // zero: not asked
	Walk  bool      // "open when I get there": At plus the time it takes to walk from From
	From  orb.Point // degrees; meaningful when Walk
	Maybe bool      // keep instead what could be open: its hours are not known
}

// Opening is whether something is open at an instant, and what comes next.
type Opening struct {
	At      time.Time // the instant spoken of
	State   hours.State
	Until   time.Time // next change of the state; zero = none known
	Opens   time.Time // when not open: the next certain opening; zero = none known
	Comment string    // what the hours or the notice say of it
	Closed  *Notice   // the dated closure that decides; nil = none
}
