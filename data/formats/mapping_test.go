package formats_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
)

const foodBanks = `{
  "title": "Food banks", "licence": "etalab-2.0",
  "fields": {"source_id": ["id"], "name": ["nom"], "longitude": ["lon"], "latitude": ["lat"], "street": ["rue", "suite"]},
  "hours": [{"day": "lundi", "column": "lu"}, {"day": "mardi", "column": "ma"}],
  "always": {"categories": ["food_parcel"]},
  "when": [
    {"column": "public", "split": "|", "is": ["Familles"], "then": {"audiences": ["families"]}},
    {"column": "public", "split": "|", "is": ["Bénévoles"], "then": {"skip": true}}
  ],
  "within": [[-5.5, 41.2, 9.8, 51.3]]
}`

// mapped reads a CSV text with a mapping: what each row came to, as text.
func mapped(t *testing.T, text string) (out []string) {
	t.Helper()
	mapping, err := formats.ReadMapping(strings.NewReader(foodBanks), "food.json")
	if err != nil {
		t.Fatal(err)
	}
	table, err := formats.ReadTable(strings.NewReader(text), "t.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := mapping.Places(table)
	if err != nil {
		t.Fatal(err)
	}
	for in, err := range rows {
		var fault *directory.Refused
		switch {
		case errors.As(err, &fault):
			out = append(out, fmt.Sprintf("%s refused: %s", in.SourceID, fault))
		case err != nil:
			out = append(out, err.Error())
		default:
			out = append(out, fmt.Sprintf("%s %s %v %v %s | %s | %s", in.SourceID, in.Name, in.Located, in.Point, in.Audiences.Codes(), in.Address.Street, in.Hours))
		}
	}
	return out
}

func TestMapping(t *testing.T) {
	t.Parallel()
	got := mapped(t, `id;nom;lon;lat;rue;suite;lu;ma;public
1;Le Panier;5,37;43,3;1 rue des Lilas;escalier B;09:00 - 12:00;;Familles|Seniors
2;Swapped;43.3;5.37;;;;;
3;Not France;2.1;35;;;;;
4;NaN;NaN;43.3;;;;;
5;Infinite;+Inf;43.3;;;;;
6;Word;est;43.3;;;;;
7;No position;;;;;;14:00 - 15:00;
8;Helpers only;5.37;43.3;;;;;Familles | Bénévoles
9;Half;5.37;;;;;;
`)
	want := []string{
		"1 Le Panier true [5.37 43.3] [families] | 1 rue des Lilas, escalier B | Mo 09:00-12:00",
		"2 refused: line 3: position 43.3,5.37: longitude and latitude look swapped",
		"3 refused: line 4: position 2.1,35 lies outside of where this source has places",
		`4 refused: line 5: longitude "NaN" is not a number of degrees`,
		`5 refused: line 6: longitude "+Inf" is not a number of degrees`,
		`6 refused: line 7: longitude "est" is not a number of degrees`,
		"7 No position false [0 0] [] |  | Tu 14:00-15:00",
		`9 refused: line 10: latitude "" is not a number of degrees`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMappingRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"fields": {"source_id": ["id"], "nom": ["n"]}}`: `mapping m: field "nom" is not known`,
		`{"feilds": {}}`:                    `mapping m: byte 14: json: unknown field "feilds"`,
		`{"fields": {"name": ["n"]}}`:       "mapping m: no column for source_id",
		`{"fields": {"source_id": ["id"]}}`: "mapping m: no column for name",
		`{"fields": {"source_id": ["id"], "name": ["n"], "longitude": ["x"]}}`:                                                       "mapping m: longitude and latitude: one column each",
		`{"fields": {"source_id": ["id"], "name": ["n"]}, "always": {"categories": ["soup"]}}`:                                       `mapping m: always: category: "soup" is not known`,
		`{"fields": {"source_id": ["id"], "name": ["n"]}, "when": [{"column": "c", "then": {"languages": ["xx"]}}]}`:                 `mapping m: when 1 (c): language: "xx" is not known`,
		`{"fields": {"source_id": ["id"], "name": ["n"]}, "within": [[5, 43, 4, 44]]}`:                                               "mapping m: within [5 43 4 44]: west, south, east, north are needed",
		`{"fields": {"source_id": ["id"], "name": ["n"]}, "hours": [{"day": "lun", "column": "l"}]}`:                                 `mapping m: hours: day "lun" is not one of lundi … dimanche, monday … sunday, Mo … Su`,
		`{"fields": {"source_id": ["id"], "name": ["n"]}, "hours": [{"day": "Mo", "column": "l"}, {"day": "lundi", "column": "m"}]}`: "mapping m: hours: lundi stands twice, in columns l and m",
		`{"fields": {"source_id": ["id"], "name": ["n"], "hours": ["h"]}, "hours": [{"day": "Mo", "column": "l"}]}`:                  "mapping m: hours: either one of the fields or columns of days",
		`{`: "mapping m: byte 0: unexpected EOF",
	} {
		if _, err := formats.ReadMapping(strings.NewReader(text), "m"); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if _, err := formats.ShippedMapping("x"); err == nil || !strings.Contains(err.Error(), "there are france-services") {
		t.Errorf("mapping x: %v", err)
	}
}

func TestMappingNamesTheColumnThatIsMissing(t *testing.T) {
	t.Parallel()
	mapping, err := formats.ReadMapping(strings.NewReader(foodBanks), "food.json")
	if err != nil {
		t.Fatal(err)
	}
	table, err := formats.ReadTable(strings.NewReader("id,nom,lon,lat,rue,suite,lu,public\n"), "t.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mapping.Places(table); err == nil || !strings.HasPrefix(err.Error(), `t.csv: no column "ma"; there are id, nom`) {
		t.Errorf("%v", err)
	}
}
