package formats_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
)

func TestVolunteers(t *testing.T) {
	t.Parallel()
	const list = "Prénom;Courriel;Portable;Langues;Aides;Rue\n" +
		"Nadia; nadia@example.org ;;fr, ar;cv|portrait;3 rue X\n" +
		"Samir;;06 12 34 56 78;;;\n" +
		"Tom;a;b\n"
	for _, columns := range []formats.VolunteerColumns{nil, {"email": "Courriel", "kinds": "Aides"}} {
		table, err := formats.ReadTable(strings.NewReader(list), "liste.csv")
		if err != nil {
			t.Fatal(err)
		}
		rows, err := formats.Volunteers(table, columns)
		if err != nil {
			t.Fatal(err)
		}
		var got []directory.VolunteerInvitee
		var faults []string
		for row, err := range rows {
			if err != nil {
				faults = append(faults, err.Error())
				continue
			}
			got = append(got, row)
		}
		want := []directory.VolunteerInvitee{
			{Where: "line 2", Name: "Nadia", Email: "nadia@example.org", Languages: []string{"fr", "ar"}, Kinds: []string{"cv", "portrait"}},
			{Where: "line 3", Name: "Samir", Phone: "06 12 34 56 78", Languages: []string{}, Kinds: []string{}},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v", got)
		}
		if len(faults) != 1 || !strings.HasPrefix(faults[0], "line 4: 3 fields") {
			t.Errorf("faults %q", faults)
		}
	}
}

func TestVolunteersFaults(t *testing.T) {
	t.Parallel()
	table, err := formats.ReadTable(strings.NewReader("Prénom;Rue\nNadia;3 rue X\n"), "liste.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := formats.Volunteers(table, nil); err == nil || !strings.Contains(err.Error(), "there are Prénom, Rue") {
		t.Errorf("no contact: %v", err)
	}
	if _, err := formats.Volunteers(table, formats.VolunteerColumns{"email": "Mail"}); err == nil {
		t.Error("a column that is not there")
	}
	for _, wrong := range []string{"email", "email=", "street=Rue"} {
		if _, err := formats.ParseVolunteerColumns([]string{wrong}); err == nil {
			t.Errorf("%q was read", wrong)
		}
	}
}
