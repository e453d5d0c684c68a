package oracle

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// NeedGLPK skips a test where glpk is not installed.
func NeedGLPK(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("glpsol"); err != nil {
		t.Skip("glpsol is not installed: apt install glpk-utils")
	}
}

// failing is a test, or one run of many.
type failing interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Optimum lets glpk solve a linear program in the format of CPLEX, or one of whole numbers, by files in a folder.
func Optimum(t failing, dir, program string) float64 {
	t.Helper()
	file, out := filepath.Join(dir, "program.lp"), filepath.Join(dir, "solution.txt")
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatalf("%v", err)
	}
	if log, err := exec.Command("glpsol", "--lp", file, "--write", out).CombinedOutput(); err != nil {
		t.Fatalf("glpsol: %v\n%s", err, log)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for line := range strings.Lines(string(text)) { // s bas rows columns f f objective: both primal and dual feasible; s mip rows columns o objective
		f := strings.Fields(line)
		if len(f) == 7 && f[0] == "s" && f[4] == "f" && f[5] == "f" || len(f) == 6 && f[0] == "s" && f[4] == "o" {
			best, err := strconv.ParseFloat(f[len(f)-1], 64)
			if err != nil {
				t.Fatalf("%v", err)
			}
			return best
		}
	}
	t.Fatalf("glpsol found no optimum:\n%s", text[:min(len(text), 500)])
	return 0
}
