package oracle_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/alentour/alentour/data/oracle"
	"github.com/alentour/alentour/directory/hours"
)

// question asks for a text's intervals within windows, in the Nominatim state of a region.
type question struct {
	Text    string     `json:"oh"`
	State   string     `json:"state"`
	Windows [][2]int64 `json:"windows"` // Unix seconds
}

// said is what the reference answers: the intervals of each window, or why it refuses the text.
type said struct {
	Answers [][]interval `json:"answers"`
	Error   *string      `json:"error"`
}

// interval is a time that is not closed, by Unix seconds.
type interval struct {
	From, To int64
	holds
}

// holds is a state and why.
type holds struct{ State, Comment string }

var closed = holds{State: hours.Closed.String()}

func (h holds) String() string {
	if h.Comment == "" {
		return h.State
	}
	return fmt.Sprintf("%s %q", h.State, h.Comment)
}

// UnmarshalJSON reads [from, to, state, comment or null].
func (i *interval) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&i.From, &i.To, &i.State, &i.Comment})
}

// newReference starts the reference implementation. Nobody else may use it at the same time.
func newReference(t *testing.T) *oracle.Program {
	t.Helper()
	if _, err := os.Stat("node_modules/opening_hours"); err != nil {
		t.Skip("the reference implementation is not here: npm ci in directory/hours/oracle, or make test")
	}
	return oracle.Start(t, "node", "reference.mjs")
}

// window of local midnights.
func window(zone *time.Location, from time.Time, days int) [2]int64 {
	return [2]int64{from.Unix(), time.Date(from.Year(), from.Month(), from.Day()+days, 0, 0, 0, 0, zone).Unix()}
}
