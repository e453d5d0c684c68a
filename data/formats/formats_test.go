package formats_test

import (
	"os"
	"path/filepath"
	"testing"
)

// shared opens a real file of the data that stands beside the repository; without it the test is skipped.
func shared(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", path))
	if os.IsNotExist(err) {
		t.Skipf("the real file %s is not beside the repository", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
