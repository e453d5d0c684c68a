package simulate

import (
	"time"

	"github.com/alentour/alentour/matching"
)

// watched is a policy that tells of the days that it lives through.
type watched struct {
	Policy
	lived func()
	days  int
}

func (w *watched) Turn(c *Case, b *Books, now time.Time) ([]matching.Candidate, time.Time) {
	for ; w.days < int(now.Sub(start)/(day*time.Second)); w.days++ {
		w.lived()
	}
	return w.Policy.Turn(c, b, now)
}
