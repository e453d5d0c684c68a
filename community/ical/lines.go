package ical

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Bounds of a file that is read. What is beyond them is left out and said.
type Bounds struct {
	Bytes      int64
	Lines      int // after unfolding
	LineBytes  int
	Events     int
	Properties int            // of one event
	Problems   int            // that are told
	Zone       *time.Location // of times that name none, or one that nobody knows
}

// BoundsIn a time zone, for the calendar of an organisation: 2 MB, 5,000 events.
func BoundsIn(zone *time.Location) Bounds {
	return Bounds{Bytes: 2 << 20, Lines: 200_000, LineBytes: 64 << 10, Events: 5000, Properties: 2000, Problems: 50, Zone: zone}
}

// Problem is what could not be read.
type Problem struct {
	Line   int    // of the file, from 1; 0 = the file as a whole
	UID    string // of the event, if it is about one
	Reason string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.Reason
	}
	return fmt.Sprintf("line %d: %s", p.Line, p.Reason)
}

// property is a content line.
type property struct {
	line   int
	name   string // in capitals
	params map[string]string
	value  string
}

// physical reads at most the bytes of the bounds, in whatever encoding is met, and says whether that is all.
func physical(r io.Reader, most int64) (text []byte, whole bool, err error) {
	text, err = io.ReadAll(io.LimitReader(r, most+1))
	whole = int64(len(text)) <= most
	text = text[:min(int64(len(text)), most)]
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		text = fromUTF16(text[2:], 0)
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		text = fromUTF16(text[2:], 1)
	}
	return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), whole, err
}

// fromUTF16 reads pairs of bytes, of which the one at low counts once and the other 256 times.
func fromUTF16(text []byte, low int) []byte {
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = uint16(text[2*i+low]) | uint16(text[2*i+1-low])<<8
	}
	return []byte(string(utf16.Decode(units)))
}

// properties unfolds lines and yields them until yield says no. Lines may end in CRLF, LF or CR; one that is no property goes on with
// the text before it, as files do that were folded by hand.
func (r *reader) properties(text []byte, yield func(p property) bool) {
	var current []byte
	begun, number, logical := 0, 0, 0
	flush := func() bool {
		if len(current) == 0 {
			return true
		}
		if logical++; logical > r.bounds.Lines {
			r.cut(begun, "more than %d lines", r.bounds.Lines)
			return false
		}
		p, ok := parseProperty(decoded(current), begun)
		if !ok {
			r.problem(begun, "", "%q is no property", short(string(current)))
			return true
		}
		return yield(p)
	}
	for len(text) > 0 {
		var line []byte
		line, text = cutLine(text)
		number++
		switch {
		case len(line) == 0:
		case line[0] == ' ' || line[0] == '\t':
			current = r.append(current, line[1:], begun)
		case isProperty(line) || !isText(current):
			if !flush() {
				return
			}
			current, begun = append(current[:0], line...), number
		default:
			current = r.append(append(current, `\n`...), line, begun)
		}
	}
	flush()
}

// cutLine at CRLF, LF or CR.
func cutLine(text []byte) (line, rest []byte) {
	end := bytes.IndexAny(text, "\r\n")
	if end < 0 {
		return text, nil
	}
	line, rest = text[:end], text[end+1:]
	if text[end] == '\r' {
		rest = bytes.TrimPrefix(rest, []byte("\n"))
	}
	return line, rest
}

// append bounds a line.
func (r *reader) append(line, more []byte, number int) []byte {
	if room := r.bounds.LineBytes - len(line); len(more) > room {
		r.problem(number, "", "longer than %d bytes: the rest is left out", r.bounds.LineBytes)
		more = more[:max(room, 0)]
	}
	return append(line, more...)
}

// isProperty says whether a line begins like NAME: or NAME;
func isProperty(line []byte) bool {
	for i, c := range line {
		switch {
		case c == ':' || c == ';':
			return i > 0
		case c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z'):
			return false
		}
	}
	return false
}

// isText says whether a property holds what a person wrote, who may have gone to a new line.
func isText(line []byte) bool {
	end := bytes.IndexAny(line, ":;")
	return end > 0 && slices.Contains(texts, strings.ToUpper(string(line[:end])))
}

var texts = []string{"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "X-ALT-DESC", "X-WR-CALDESC"}

// decoded reads what is not UTF-8 as Windows-1252, of which Latin-1 is a part.
func decoded(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(line)
	if err != nil {
		return strings.ToValidUTF8(string(line), "")
	}
	return string(text)
}

// parseProperty reads NAME;PARAM=value;PARAM="quoted: value":value.
func parseProperty(line string, number int) (p property, ok bool) {
	end := strings.IndexAny(line, ":;")
	if end <= 0 || !isProperty([]byte(line[:end+1])) {
		return p, false
	}
	p = property{line: number, name: strings.ToUpper(line[:end])}
	rest := line[end:]
	for strings.HasPrefix(rest, ";") {
		rest = rest[1:]
		name, after, found := strings.Cut(rest, "=")
		if end := strings.IndexAny(name, ":;"); end >= 0 { // a parameter without value
			rest = rest[end:]
			continue
		}
		if !found {
			return p, false
		}
		var value string
		if value, rest, ok = cutParam(after); !ok {
			return p, false
		}
		if p.params == nil {
			p.params = map[string]string{}
		}
		p.params[strings.ToUpper(strings.TrimSpace(name))] = value
	}
	p.value, ok = strings.CutPrefix(rest, ":")
	return p, ok
}

// cutParam takes a parameter's values, quoted or not, up to ; or :
func cutParam(text string) (value, rest string, ok bool) {
	quoted := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ';' || c == ':'):
			return strings.ReplaceAll(text[:i], `"`, ""), text[i:], true
		}
	}
	return "", "", false
}

// short is how a piece of a stranger's file is told.
func short(text string) string {
	text = plainLine(strings.ToValidUTF8(text, ""))
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}
