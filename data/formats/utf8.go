package formats

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// textReader passes UTF-8 on and stops at the first byte that is not, or that is NUL: a file in another encoding would
// otherwise come out as names full of question marks.
type textReader struct {
	r      io.Reader
	name   string
	offset int64 // of the next byte, counted from the start of the file
	line   int   // of the next byte, from 1
	tail   []byte
	begun  bool
	err    error
}

func newTextReader(r io.Reader, name string) *textReader {
	return &textReader{r: r, name: name, line: 1}
}

var byteOrderMark = []byte("\uFEFF")

// Read hands out only whole runes, so that a rune on the border of two reads is judged once it is whole.
func (t *textReader) Read(p []byte) (int, error) {
	if len(p) < utf8.UTFMax {
		return 0, io.ErrShortBuffer
	}
	for t.err == nil {
		n := copy(p, t.tail)
		read, err := t.r.Read(p[n:])
		n += read
		t.err = err
		whole := n
		if err == nil {
			whole -= partialRune(p[:n])
		}
		t.tail = append(t.tail[:0], p[whole:n]...)
		if !t.begun && whole > 0 {
			t.begun = true
			if bytes.HasPrefix(p[:whole], byteOrderMark) {
				whole = copy(p, p[len(byteOrderMark):whole])
				t.offset = int64(len(byteOrderMark))
			}
		}
		whole, fault := t.check(p[:whole])
		if fault != nil {
			t.err = fault
		}
		if whole > 0 {
			return whole, nil
		}
	}
	return 0, t.err
}

// check counts lines and finds the first bad byte; what stands before it is still good.
func (t *textReader) check(p []byte) (int, error) {
	good, reason := len(p), ""
	if i := bytes.IndexByte(p, 0); i >= 0 {
		good, reason = i, "a NUL byte: this is not text, or it is UTF-16; save it as UTF-8"
	}
	if !utf8.Valid(p[:good]) {
		for i := 0; i < good; {
			r, size := utf8.DecodeRune(p[i:])
			if r == utf8.RuneError && size == 1 {
				good, reason = i, fmt.Sprintf("byte 0x%02X is not UTF-8: the file looks like %s; save it as UTF-8", p[i], guess(p[i], t.offset+int64(i)))
				break
			}
			i += size
		}
	}
	t.line += bytes.Count(p[:good], []byte{'\n'})
	t.offset += int64(good)
	if reason == "" {
		return good, nil
	}
	return good, fmt.Errorf("%s: line %d, byte %d: %s", t.name, t.line, t.offset, reason)
}

// guess names the encoding that a stray byte suggests: a file in UTF-16 begins with 0xFF or 0xFE; 0x80–0x9F are controls
// in Latin-1 but letters and quotes in Windows-1252.
func guess(b byte, offset int64) string {
	if offset == 0 && b >= 0xFE {
		return "UTF-16"
	}
	if b < 0xA0 {
		return "Windows-1252"
	}
	return "Latin-1 (ISO-8859-1 or -15)"
}

// partialRune says how many bytes at the end of p begin a rune that p does not finish.
func partialRune(p []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(p); i++ {
		if b := p[len(p)-i]; utf8.RuneStart(b) {
			if utf8.FullRune(p[len(p)-i:]) {
				return 0
			}
			return i
		}
	}
	return 0
}
