package coverage

import (
	"testing"

	"github.com/alentour/alentour/coverage/withhold"
)

// 33 members joined in a month of which it was published how many members there were at its end. Three months later it is said what share of
// the 33 stayed only where those who were there before them were none too few: the two figures together tell how many that was.
func TestRetentionTellsNotHowFewThereWereBefore(t *testing.T) {
	t.Parallel()
	for older, want := range map[int]bool{0: false, 7: false, 10: false, 11: true, 50: true} {
		f := &Figures{Life: Life{Members: 63 + older, Joined3: 33, Stayed3: 20, Older3: older}}
		shown, err := withhold.Release(map[int64]int64{1: 0}, setsOf(map[int64]*Figures{1: f}, nil))
		if err != nil {
			t.Fatal(err)
		}
		if got := mayShow(shown, 1, "retention_3m", ""); got != want {
			t.Errorf("with %d older members the share of those who stayed is shown: %v", older, got)
		}
		if !mayShow(shown, 1, "members", "") {
			t.Error("the number of members is withheld")
		}
	}
}
