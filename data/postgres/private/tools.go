package private

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tools is one installed PostgreSQL server.
type tools struct {
	bin   string
	major int
}

// chooseTools finds the server that fits the cluster: its own major, or the newest with PostGIS for a new cluster.
func (c *Cluster) chooseTools() error {
	installed := findTools()
	if len(installed) == 0 {
		return fmt.Errorf("PostgreSQL is not installed: install the packages postgresql-15 and postgresql-15-postgis-3")
	}
	made, err := c.major()
	if err != nil {
		return err
	}
	if made != 0 {
		i := slices.IndexFunc(installed, func(t tools) bool { return t.major == made })
		if i < 0 {
			return fmt.Errorf("%s was made by PostgreSQL %d and this machine has %s: install postgresql-%d-postgis-3 or choose another data directory",
				c.path("data"), made, majors(installed), made)
		}
		installed = installed[i : i+1]
	}
	for _, t := range installed {
		if t.hasPostGIS() {
			c.tools = t
			return nil
		}
	}
	return fmt.Errorf("PostGIS is missing for PostgreSQL %d: install the package postgresql-%[1]d-postgis-3", installed[0].major)
}

// major is the PostgreSQL major that made the cluster, 0 when there is none yet.
func (c *Cluster) major() (int, error) {
	text, err := os.ReadFile(c.path("data/PG_VERSION"))
	if os.IsNotExist(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s says %q, not a PostgreSQL version", c.path("data/PG_VERSION"), text)
	}
	return major, nil
}

// FindBin is the directory of the newest PostgreSQL programs of this machine; false when there are none.
func FindBin() (string, bool) {
	if installed := findTools(); len(installed) > 0 {
		return installed[0].bin, true
	}
	return "", false
}

// findTools lists the installed servers, newest first. Debian keeps them out of PATH.
func findTools() []tools {
	var bins []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin"} {
		found, _ := filepath.Glob(pattern) // the only error is a bad pattern
		bins = append(bins, found...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			bins = append(bins, filepath.Dir(real))
		}
	}
	var all []tools
	for _, bin := range bins {
		if major := serverMajor(bin); major != 0 {
			all = append(all, tools{bin: bin, major: major})
		}
	}
	slices.SortStableFunc(all, func(a, b tools) int { return b.major - a.major })
	return all
}

func serverMajor(bin string) int {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil {
			return 0
		}
	}
	out, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return 0
	}
	major, _ := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(string(out))) // no digits: 0, unknown
	return major
}

func (t tools) hasPostGIS() bool {
	root := filepath.Dir(t.bin)
	for _, share := range []string{
		fmt.Sprintf("/usr/share/postgresql/%d", t.major),
		filepath.Join(root, "share"),
		filepath.Join(root, "share/postgresql"),
	} {
		if _, err := os.Stat(filepath.Join(share, "extension/postgis.control")); err == nil {
			return true
		}
	}
	return false
}

func majors(all []tools) string {
	var names []string
	for _, t := range all {
		names = append(names, strconv.Itoa(t.major))
	}
	return strings.Join(slices.Compact(names), ", ")
}
