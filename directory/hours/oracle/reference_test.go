package oracle_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

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

// reference is one process of the reference implementation. Nobody else may use it at the same time.
type reference struct {
	in  *json.Encoder
	out *bufio.Reader
}

// newReference starts the process, which ends with the test.
func newReference(t *testing.T) *reference {
	t.Helper()
	if _, err := os.Stat("node_modules/opening_hours"); err != nil {
		t.Skip("the reference implementation is not here: npm ci in directory/hours/oracle, or make test")
	}
	cmd := exec.CommandContext(t.Context(), "node", "reference.mjs")
	cmd.Env = append(os.Environ(), "TZ=Europe/Paris")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait() // killed where the test was stopped
	})
	return &reference{json.NewEncoder(in), bufio.NewReader(out)}
}

// ask may be called while [reference.next] waits for the answer of an earlier question.
func (r *reference) ask(q question) error { return r.in.Encode(q) }

// next is the answer to the oldest question that has none.
func (r *reference) next() (s said, err error) {
	line, err := r.out.ReadBytes('\n')
	if err != nil {
		return s, fmt.Errorf("the reference ended: %w", err)
	}
	return s, json.Unmarshal(line, &s)
}

// window of local midnights.
func window(zone *time.Location, from time.Time, days int) [2]int64 {
	return [2]int64{from.Unix(), time.Date(from.Year(), from.Month(), from.Day()+days, 0, 0, 0, 0, zone).Unix()}
}
