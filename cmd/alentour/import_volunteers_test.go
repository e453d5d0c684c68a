package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alentour/alentour/data/postgres/postgrestest"
)

// The command as somebody of the team types it: who is new is invited once, the report names nobody, a stranger invites nobody.
func TestImportVolunteersCommand(t *testing.T) {
	t.Parallel()
	dir, database := t.TempDir(), postgrestest.URL(t)
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	command := func(status int, args ...string) string {
		t.Helper()
		var out, errors bytes.Buffer
		if got := run(append([]string{"--database", database, "--data-dir", dir}, args...), &out, &errors); got != status {
			t.Fatalf("%s: status %d: %s%s", args, got, out.String(), errors.String())
		}
		return out.String() + errors.String()
	}
	command(exitOK, "city", "add", "99001", "--name", "Ailleurs", "--timezone", "Europe/Paris", "--lang", "fr")
	command(exitOK, "admin", "create", "samuel@example.org", "--role", "coordinator", "--district", "99001")
	list := write("list.csv", "Prénom;Courriel;Tél\nNadia;nadia@example.org;\nPaul;;06 12 34 56 78\nPersonne;pas une adresse;\n")
	columns := []string{"--city", "99001", "--by", "samuel@example.org", "--column", "email=Courriel", "--column", "phone=Tél", "--column", "name=Prénom"}
	invite := append([]string{"import", "volunteers", list}, columns...)

	const counts = "list.csv: 2 invited, 0 wait for an answer, 0 are volunteers or have answered"
	if said := command(exitOK, append(invite, "--dry-run")...); !strings.HasPrefix(said, "dry run, nothing was written and nobody is invited:\n"+counts) {
		t.Errorf("dry run: %s", said)
	}
	said := command(exitOK, invite...)
	if !strings.HasPrefix(said, counts) || !strings.Contains(said, "line 4") {
		t.Errorf("invited: %s", said)
	}
	for _, personal := range []string{"nadia", "Nadia", "Paul", "34 56"} {
		if strings.Contains(said, personal) {
			t.Errorf("the report names somebody: %s", said)
		}
	}
	var again volunteersJSON
	if err := json.Unmarshal([]byte(command(exitOK, append(invite, "--json")...)), &again); err != nil || again.Invited != 0 || again.Waiting != 2 || again.Refused.Count != 1 {
		t.Errorf("again: %+v, %v", again, err)
	}

	stranger := append([]string{"import", "volunteers", list}, "--city", "99001", "--by", "nobody@example.org", "--column", "email=Courriel")
	if said := command(exitFailed, stranger...); !strings.HasPrefix(said, "alentour: --by: ") {
		t.Errorf("a stranger: %s", said)
	}
	elsewhere := append([]string{"import", "volunteers", list}, "--city", "99999", "--by", "samuel@example.org", "--column", "email=Courriel")
	if said := command(exitFailed, elsewhere...); said != "alentour: --city 99999: no such city (alentour city list)\n" {
		t.Errorf("no such city: %s", said)
	}
}
