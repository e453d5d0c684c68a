// Package oracle asks other programs for a second opinion, in tests.
//
//	question ──JSON line──▶ program, in Paris ──JSON line──▶ answer
//	linear program ──file──▶ glpk ──file──▶ optimum
//
// Not here: which programs, and what they are asked.
package oracle

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
)

// Program is one process that answers questions in their order.
type Program struct {
	in  *json.Encoder
	out *bufio.Reader
}

// Start runs a program, which ends with the test.
func Start(t *testing.T, name string, args ...string) *Program {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(cmd.Environ(), "TZ=Europe/Paris")
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
	return &Program{json.NewEncoder(in), bufio.NewReaderSize(out, 1<<20)}
}

// Ask may be called while [Program.Next] waits for the answer of an earlier question.
func (p *Program) Ask(question any) error { return p.in.Encode(question) }

// Next reads the answer to the oldest question that has none.
func (p *Program) Next(answer any) error {
	line, err := p.out.ReadBytes('\n')
	if err != nil && (err != io.EOF || len(line) == 0) {
		return fmt.Errorf("the program ended: %w", err)
	}
	return json.Unmarshal(line, answer)
}
