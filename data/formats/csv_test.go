package formats_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
)

// readAll reads a whole table: its rows, the reasons of the refused ones, and the error that ended it.
func readAll(text string) (rows [][]string, refused []string, err error) {
	table, err := formats.ReadTable(strings.NewReader(text), "t.csv")
	if err != nil {
		return nil, nil, err
	}
	for row, err := range table.Rows() {
		var fault *directory.Refused
		switch {
		case errors.As(err, &fault):
			refused = append(refused, fault.Error())
		case err != nil:
			return rows, refused, err
		default:
			rows = append(rows, append([]string(nil), row.Fields...))
		}
	}
	return rows, refused, nil
}

func TestTable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text    string
		rows    int
		refused string // the one row that is
		err     string
	}{
		"commas":         {"a,b\n1,2\n3,4\n", 2, "", ""},
		"semicolons":     {"a;b\n1,5;2\n", 1, "", ""},
		"tabs":           {"a\tb\n1\t2\n", 1, "", ""},
		"order mark":     {"\uFEFFa,b\n1,2\n", 1, "", ""},
		"CRLF, no end":   {"a,b\r\n1,2\r\n3,4", 2, "", ""},
		"quoted break":   {"a,b\n\"1\n1\",2\n3,4\n", 2, "", ""},
		"quoted header":  {"\"a,x;y\";b\n1;2\n", 1, "", ""},
		"header only":    {"a,b\n", 0, "", ""},
		"ragged":         {"a,b\n1\n3,4\n", 1, "line 2: 1 fields, the header has 2", ""},
		"stray quote":    {"a,b\n1,x\"y\n3,4\n", 1, `line 2: column 4: bare " in non-quoted-field`, ""},
		"empty":          {"", 0, "", "t.csv: empty, not even a header"},
		"same column":    {"a,b,a\n", 0, "", `t.csv: column "a" stands twice, at 1 and 3`},
		"Latin-1":        {"nom,b\nC\xe9zanne,2\n", 0, "", "t.csv: line 2, byte 7: byte 0xE9 is not UTF-8: the file looks like Latin-1 (ISO-8859-1 or -15); save it as UTF-8"},
		"Windows-1252":   {"a,b\n1,2\nL\x92ile,2\n", 1, "", "t.csv: line 3, byte 9: byte 0x92 is not UTF-8: the file looks like Windows-1252; save it as UTF-8"},
		"NUL":            {"a,b\n1,\x002\n", 0, "", "t.csv: line 2, byte 6: a NUL byte: this is not text, or it is UTF-16; save it as UTF-8"},
		"UTF-16":         {"\xff\xfea\x00,\x00", 0, "", "t.csv: line 1, byte 0: byte 0xFF is not UTF-8: the file looks like UTF-16; save it as UTF-8"},
		"never closed":   {"a,b\n1,2\n\"3,4\n5,6\n", 1, "", "t.csv: the quote opened at line 3 is never closed"},
		"endless field":  {"a,b\n1,2\n\"" + strings.Repeat("x,y\n", 1<<19), 1, "", "t.csv: a row of more than 1048576 bytes before line"},
		"cut in a rune":  {"a,b\n1,caf\xc3", 0, "", "t.csv: line 2, byte 9: byte 0xC3 is not UTF-8"},
		"rune over read": {"a,b\n1," + strings.Repeat("é", 70_000) + "\n", 1, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, refused, err := readAll(c.text)
			if len(rows) != c.rows {
				t.Errorf("%d rows, want %d", len(rows), c.rows)
			}
			if got := strings.Join(refused, "; "); got != c.refused {
				t.Errorf("refused %q, want %q", got, c.refused)
			}
			if (err == nil) != (c.err == "") || err != nil && !strings.HasPrefix(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}

func TestColumnThatIsNotThere(t *testing.T) {
	t.Parallel()
	table, err := formats.ReadTable(strings.NewReader("id,nom\n"), "t.csv")
	if err != nil {
		t.Fatal(err)
	}
	const want = `t.csv: no column "name"; there are id, nom`
	if _, err := table.Column("name"); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func FuzzTable(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a;b\n\"1\n2\";3\n", "\uFEFFa\tb\nx", "a,b\n\"", "a,b\nC\xe9,2\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := formats.ReadTable(bytes.NewReader(text), "t.csv")
		if err != nil {
			return
		}
		for row, err := range table.Rows() {
			if err == nil && (len(row.Fields) != len(table.Columns) || row.Line < 1) {
				t.Fatalf("row %+v of a table with %d columns", row, len(table.Columns))
			}
		}
	})
}
