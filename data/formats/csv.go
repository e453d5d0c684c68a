package formats

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/alentour/alentour/directory"
)

// maxRowBytes bounds one row: what is longer is a quote that nobody closed.
const maxRowBytes = 1 << 20

// Table is a CSV file with a header: UTF-8, with or without a byte order mark, fields separated by commas, semicolons or
// tabs (told by the header).
type Table struct {
	Columns   []string
	Delimiter rune

	name   string
	text   *textReader
	budget *budgetReader
	csv    *csv.Reader
}

// Row is one line of a table. Its fields are good until the next row is read.
type Row struct {
	Line   int // where it begins in the file, from 1
	Fields []string
}

// Where says where a row stands, for messages.
func (r Row) Where() string { return fmt.Sprintf("line %d", r.Line) }

// ReadTable reads the header; name stands in the messages.
func ReadTable(r io.Reader, name string) (*Table, error) {
	t := &Table{name: name, text: newTextReader(r, name)}
	t.budget = &budgetReader{r: t.text, left: maxRowBytes}
	buffered := bufio.NewReaderSize(t.budget, 64<<10)
	head, err := buffered.Peek(buffered.Size())
	if err != nil && err != io.EOF && len(head) == 0 {
		return nil, t.fault(err)
	}
	t.Delimiter = delimiter(head)
	t.csv = csv.NewReader(buffered)
	t.csv.Comma = t.Delimiter
	t.csv.FieldsPerRecord = -1 // counted here, with a better message
	t.csv.ReuseRecord = true
	header, err := t.csv.Read()
	if err == io.EOF {
		return nil, fmt.Errorf("%s: empty, not even a header", name)
	}
	if err != nil {
		return nil, t.fault(err)
	}
	for i, column := range header {
		column = strings.TrimSpace(column)
		if slices.Contains(t.Columns, column) && column != "" {
			return nil, fmt.Errorf("%s: column %q stands twice, at %d and %d", name, column, slices.Index(t.Columns, column)+1, i+1)
		}
		t.Columns = append(t.Columns, column)
	}
	return t, nil
}

// Column is the index of a column; an error names those there are.
func (t *Table) Column(name string) (int, error) {
	if i := slices.Index(t.Columns, name); i >= 0 && name != "" {
		return i, nil
	}
	return 0, fmt.Errorf("%s: no column %q; there are %.600s", t.name, name, strings.Join(t.Columns, ", "))
}

// Rows reads what follows the header. A [*directory.Refused] is the fault of one row and the next follows; any other
// error is the last thing yielded.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			t.budget.left = maxRowBytes
			fields, err := t.csv.Read()
			if err == io.EOF {
				return
			}
			var bad *csv.ParseError
			if errors.As(err, &bad) && bad.StartLine == bad.Line && t.sound() {
				row := Row{Line: bad.Line}
				if !yield(row, &directory.Refused{Where: row.Where(), Reason: fmt.Sprintf("column %d: %v", bad.Column, bad.Err)}) {
					return
				}
				continue
			}
			if err != nil {
				yield(Row{}, t.fault(err))
				return
			}
			line, _ := t.csv.FieldPos(0)
			row, err := Row{line, fields}, error(nil)
			if len(fields) != len(t.Columns) {
				err = &directory.Refused{Where: row.Where(), Reason: fmt.Sprintf("%d fields, the header has %d", len(fields), len(t.Columns))}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// sound says that the file could be read so far: a CSV fault is then about the row, not about the bytes.
func (t *Table) sound() bool { return t.text.err == nil || t.text.err == io.EOF }

func (t *Table) fault(err error) error {
	if !t.sound() {
		return t.text.err
	}
	var bad *csv.ParseError
	switch {
	case errors.Is(err, errTooLong):
		return fmt.Errorf("%s: a row of more than %d bytes before line %d: is a quote never closed?", t.name, maxRowBytes, t.text.line)
	case errors.As(err, &bad) && bad.StartLine != bad.Line:
		return fmt.Errorf("%s: the quote opened at line %d is never closed", t.name, bad.StartLine)
	case errors.As(err, &bad):
		return fmt.Errorf("%s: line %d, column %d: %w", t.name, bad.Line, bad.Column, bad.Err)
	}
	return fmt.Errorf("%s: %w", t.name, err)
}

// delimiter is the one that the header has most of, outside quotes.
func delimiter(head []byte) rune {
	counts := map[byte]int{',': 0, ';': 0, '\t': 0}
	quoted := false
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		} else if b == '\n' && !quoted {
			break
		} else if _, is := counts[b]; is && !quoted {
			counts[b]++
		}
	}
	best := byte(',')
	for _, b := range []byte{';', '\t'} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return rune(best)
}
